"""Patterns that give up: the rules of a pack that somebody else wrote must not keep a text for ever.

A pattern that takes too long at a place finds nothing there, and says so: the document names the rule. After some such
places it is not tried again in that text.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import regex

_ENOUGH = 3
"""So many times a pattern may take too long in one text."""
_late: ContextVar[Counter[str] | None] = ContextVar("late", default=None)


@contextmanager
def noticed() -> Iterator[Mapping[str, int]]:
    """Notes which patterns took too long meanwhile, by the name of what they are of, and how often."""
    late: Counter[str] = Counter()
    token = _late.set(late)
    try:
        yield late
    finally:
        _late.reset(token)


class TimedPattern:
    """A compiled pattern whose calls end after `seconds` with nothing found. It stands in for a `regex.Pattern`.

    The seconds are of the processor, not of the wall clock: a busy machine makes no rule late.
    """

    __slots__ = ("_name", "_pattern", "_seconds", "groupindex", "pattern")

    def __init__(self, pattern: regex.Pattern[str], name: str, seconds: float) -> None:
        self._pattern = pattern
        self._name = name
        self._seconds = seconds
        self.groupindex = pattern.groupindex
        self.pattern = pattern.pattern

    def match(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        """As `regex.Pattern.match`."""
        return cast("regex.Match[str] | None", self._try(self._pattern.match, args, options))

    def fullmatch(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        """As `regex.Pattern.fullmatch`."""
        return cast("regex.Match[str] | None", self._try(self._pattern.fullmatch, args, options))

    def search(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        """As `regex.Pattern.search`."""
        return cast("regex.Match[str] | None", self._try(self._pattern.search, args, options))

    def finditer(self, *args: Any, **options: Any) -> Iterator[regex.Match[str]]:
        """As `regex.Pattern.finditer`; what was found before the time was up is kept."""
        if self._is_given_up():
            return
        try:
            yield from self._pattern.finditer(*args, **{**options, "timeout": self._seconds})
        except TimeoutError:
            self._note()

    def _try(self, call: Callable[..., Any], args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        if self._is_given_up():
            return None
        try:
            return call(*args, timeout=self._seconds, **options)
        except TimeoutError:
            self._note()
            return None

    def _is_given_up(self) -> bool:
        late = _late.get()
        return late is not None and late[self._name] >= _ENOUGH

    def _note(self) -> None:
        late = _late.get()
        if late is not None:
            late[self._name] += 1


def timed(pattern: regex.Pattern[str], name: str, seconds: float) -> regex.Pattern[str]:
    """The pattern with a limit on its calls, in the type that its callers know."""
    return cast("regex.Pattern[str]", TimedPattern(pattern, name, seconds))
