"""The nearest near-miss of a pattern: the stretch of a text that few changes would make it match, and which changes.

`regex` finds the stretch by fuzzy matching. What would stand there is then built character by character, asking the
pattern itself after each whether a match can still come of it: what is told is a text that the pattern does match.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import regex

from fedparse.timing import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fedparse.model import Span
    from fedparse.packs import LazyPattern

_ERRORS = 3
"""A near-miss has at most so many wrong, missing or additional characters …"""
_SHARE = 2
"""… and at least so many right ones for each."""
_WINDOW = 400
"""Fuzzy matching is slow: it looks at so many characters."""
_SECONDS = 0.5
"""So long a pattern may look for a near-miss; one that needs longer has none."""
_QUESTIONS = 20_000
"""How often the pattern is asked while a stretch is mended; then it stays unknown what would match."""
_SIDE = 64
"""What stands on both sides, which a pattern may look at, is kept to so many characters."""
HAN = chr(0x9FA4)
"""A Chinese character so rare that no pattern names it: where it can stand, any can."""
ANY = chr(0xE000)
"""A character of no script: where it can stand, nearly everything can."""


class Miss(NamedTuple):
    """A stretch that nearly matches, and the text that would."""

    span: Span
    mended: str


def nearest(pattern: LazyPattern, text: str, stretch: Span) -> Miss | None:
    """What of a stretch of a text a pattern nearly matches."""
    return _mended(pattern, pattern.compiled, text, _fuzzy(pattern, "(?:{})").search(text, *_window(stretch)))


def nearest_after(pattern: LazyPattern, text: str, start: int) -> Miss | None:
    """What of the text from a place on a pattern nearly matches there."""
    end = min(len(text), start + _WINDOW)
    return _mended(pattern, pattern.compiled, text, _fuzzy(pattern, "(?:{})").match(text, start, end))


def nearest_before(behind: LazyPattern, text: str, end: int) -> Miss | None:
    """What of the text before a place a lookbehind nearly matches."""
    ahead = _inner(behind)
    start = max(0, end - _WINDOW // 8)
    found = _fuzzy(behind, "(?:{})", ahead).search(text, start, end)
    while found and found.end() < end:
        found = _fuzzy(behind, "(?:{})", ahead).search(text, found.start() + 1, end)
    exact = _compiled(ahead, behind)
    return _mended(behind, exact, text, found)


def nearest_term(terms: Iterable[str], text: str, stretch: Span) -> Miss | None:
    """The stretch of a text in which the fewest characters, one in three at most, differ from those of a term."""
    low, high = _window(stretch)
    found: list[tuple[int, int, int, str]] = []
    for term in terms:
        most = min(len(term) // 3, _ERRORS)
        for start in range(low, high - len(term) + 1) if most else ():
            wrong = sum(map(str.__ne__, term, text[start : start + len(term)]))
            if wrong <= most:
                found.append((wrong, -len(term), start, term))
    if not found:
        return None
    _, length, start, term = min(found)
    return Miss((start, start - length), term)


def reach(pattern: LazyPattern, text: str, start: int) -> int:
    """How far from a place on a text can still be the beginning of a match."""
    end = start
    while end < len(text) and pattern.compiled.match(text, start, end + 1, partial=True):
        end += 1
    return end


def could_follow(pattern: LazyPattern, text: str, start: int, end: int) -> list[str]:
    """Characters with which a match that has come to `end` could go on: those it names, `HAN` and `ANY`."""
    low = max(0, start - _SIDE)
    begun = text[low:end]
    chars = [ANY, HAN, *alphabet(pattern)]
    return [c for c in chars if pattern.compiled.match(begun + c, start - low, partial=True)]


def completes(pattern: LazyPattern, text: str) -> list[str]:
    """Characters behind which a pattern would match a text whole: those it names, `HAN` and `ANY`."""
    return [char for char in (ANY, HAN, *alphabet(pattern)) if pattern.compiled.fullmatch(text + char)]


def reach_back(behind: LazyPattern, text: str, end: int) -> int:
    """How far to the left from a place on a text can still be the end of what a lookbehind asks for."""
    backwards = _backwards(behind)
    start = end
    # Read backwards, a partial match ends at the beginning of the string only, not at the place that is given.
    while start and backwards.match(text[start - 1 : end], partial=True):
        start -= 1
    return start


def could_precede(behind: LazyPattern, text: str, start: int, end: int) -> list[str]:
    """Characters that could stand before what reaches back to `start`: those it names, `HAN` and `ANY`."""
    backwards = _backwards(behind)
    chars = sorted(behind.ends) if behind.ends and start == end else [ANY, HAN, *alphabet(behind)]
    return [c for c in chars if backwards.match(c + text[start:end], partial=True)]


def forbids(behind: LazyPattern) -> bool:
    """Whether a lookbehind only says what may not stand there: any strange character will do."""
    return behind.compiled.match(ANY, 1) is not None


def alphabet(pattern: LazyPattern) -> list[str]:
    """The characters that a pattern names, in their order, Chinese ones first."""
    named = {char for char in pattern.source if not char.isascii() or char.isalnum() or char in "%.,:;-()"}
    for terms in pattern.lists.values():
        named.update(*terms)
    return sorted(named, key=lambda char: (char.isascii(), char))


def edits(found: str, mended: str) -> tuple[tuple[str, str], ...]:
    """What differs between two texts: what stands in the first, and in the second instead."""
    changes = SequenceMatcher(None, found, mended, autojunk=False).get_opcodes()
    return tuple((found[a:b], mended[c:d]) for tag, a, b, c, d in changes if tag != "equal")


def _window(stretch: Span) -> Span:
    return stretch[0], min(stretch[1], stretch[0] + _WINDOW)


def _inner(behind: LazyPattern) -> str:
    """The pattern that a lookbehind holds."""
    return behind.source.removeprefix("(?<=").removesuffix(")")


def _backwards(behind: LazyPattern) -> regex.Pattern[str]:
    """What a lookbehind asks for, to be matched from right to left."""
    return _compiled(f"(?r)(?:{_inner(behind)})", behind)


def _compiled(source: str, pattern: LazyPattern) -> regex.Pattern[str]:
    compiled = regex.compile(source, regex.MULTILINE, **cast("dict[str, Any]", pattern.lists))
    return timed(compiled, source, _SECONDS)


def _fuzzy(pattern: LazyPattern, form: str, source: str = "") -> regex.Pattern[str]:
    return _compiled(f"(?b){form.format(source or pattern.source)}{{e<={_ERRORS}}}", pattern)


def _mended(pattern: LazyPattern, exact: regex.Pattern[str], text: str, found: regex.Match[str] | None) -> Miss | None:
    """A fuzzy match with the text that would match exactly in its place, when little is wrong with it."""
    if not found:
        return None
    errors = sum(found.fuzzy_counts)
    if not errors or found.end() - found.start() - errors < errors * _SHARE:
        return None
    mended = _Mender(exact, alphabet(pattern), text, found.span()).mend(errors)
    return Miss(found.span(), mended) if mended else None


class _Mender:
    """Looks for the text with fewest changes that an exact pattern matches in place of a stretch."""

    def __init__(self, exact: regex.Pattern[str], chars: list[str], text: str, span: Span) -> None:
        self._exact = exact
        self._chars = chars
        self._before = text[max(0, span[0] - _SIDE) : span[0]]
        self._old = text[slice(*span)]
        self._after = text[span[1] : span[1] + _SIDE]
        self._left = _QUESTIONS

    def mend(self, errors: int) -> str | None:
        """The text, None when none is found."""
        for budget in range(1, errors + 1):
            mended = self._go_on("", 0, budget)
            if mended is not None:
                return mended
        return None

    def _go_on(self, made: str, at: int, budget: int) -> str | None:
        """The whole text, when what is made of the first characters can be completed with so many more changes."""
        if self._left <= 0 or not self._possible(made):
            return None
        if at == len(self._old):
            if self._holds(made):
                return made
        elif done := self._go_on(made + self._old[at], at + 1, budget):
            return done
        ways = self._changes(made, at) if budget else ()
        return next((done for way in ways if (done := self._go_on(*way, budget - 1))), None)

    def _changes(self, made: str, at: int) -> Iterator[tuple[str, int]]:
        """The ways to go on with one change: another character, one more, or one less."""
        if at < len(self._old):
            yield from ((made + char, at + 1) for char in self._chars if char != self._old[at])
        yield from ((made + char, at) for char in self._chars)
        if at < len(self._old):
            yield made, at + 1

    def _possible(self, made: str) -> bool:
        self._left -= 1
        return self._exact.fullmatch(self._before + made, len(self._before), partial=True) is not None

    def _holds(self, made: str) -> bool:
        found = self._exact.match(self._before + made + self._after, len(self._before))
        return found is not None and found.end() == len(self._before) + len(made)
