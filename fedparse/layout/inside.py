"""The markers inside paragraphs: where one may stand is looked for in few passes, and patterns are tried only there."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from fedparse.layout.probes import by_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import regex

    from fedparse.layout.grammar import Form


class InsideForms:
    """The heading rules for markers inside paragraphs.

    A rule says in `starts` with which characters its marker begins and in `after` which characters, spaces aside, may
    stand before it. A rule with a context (`before`) but no `after` is looked for by itself.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self._alone = [form for form in forms if not form.starts or (form.before and not form.after)]
        rest = [form for form in forms if form not in self._alone]
        self._anywhere = by_start([form for form in rest if not form.after])
        self._after = by_start([form for form in rest if form.after])
        self._first = by_start([form for form in rest if form.after and form.place == "both"])

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """A place where a marker may begin whatever stands before it."""
        return re.compile(_any_of(self._anywhere) if len(self._anywhere) > 1 else "(?!)")

    @cached_property
    def _pauses(self) -> re.Pattern[str]:
        """What a marker may follow, up to a place where one may begin."""
        after = {char for forms in self._after.values() for form in forms for char in form.after}
        return re.compile(rf"{_any_of(after)}[^\S\n]*(?={_any_of(self._after)})" if after else "(?!)")

    def find(self, text: str, paragraphs: Iterable[int]) -> Iterator[tuple[regex.Match[str], Form]]:
        """The matches of the rules in `text`, in no order; `paragraphs` are the places where its paragraphs start."""
        for form in self._alone:
            yield from ((match, form) for match in form.pattern.finditer(text) if form.preceded(text, match.start()))
        yield from _at((found.start() for found in self._starts.finditer(text)), text, self._anywhere)
        yield from _at((found.end() for found in self._pauses.finditer(text)), text, self._after)
        yield from _at(paragraphs, text, self._first)


def _any_of(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"


def _at(
    places: Iterable[int], text: str, forms: dict[str, tuple[Form, ...]]
) -> Iterator[tuple[regex.Match[str], Form]]:
    """The matches of `forms` at some places of `text`."""
    for place in places:
        for form in forms.get(text[place], ()):
            match = form.pattern.match(text, place)
            if match and form.preceded(text, place):
                yield match, form
