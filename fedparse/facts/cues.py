"""Finds the words of a lexicon round figures, and those of one character right before one."""

from __future__ import annotations

from bisect import bisect_left
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fedparse.terms import TermIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import regex

    from fedparse.ledger import Frame
    from fedparse.model import Span

_BEFORE, _AFTER = 80, 40
"""A word further from its figure says nothing of it; and a clause may be as long as a file."""
_NAME = "cues"
_NEAR = 60
_GAP = 4
"""So many characters at most stand between two clauses that go together: 其中 and its marks."""


class Cue(NamedTuple):
    """A word at `[start, end)` with its row of the lexicon."""

    start: int
    end: int
    row: Mapping[str, str]


class Cues:
    """The words found in one text, in order."""

    __slots__ = ("_found", "_starts")

    def __init__(self, found: Sequence[Cue]) -> None:
        self._found = found
        self._starts = [cue.start for cue in found]

    def within(self, low: int, high: int) -> Sequence[Cue]:
        """The words that begin in `[low, high)`."""
        return self._found[bisect_left(self._starts, low) : bisect_left(self._starts, high)]


class CueFinder:
    """Finds the words of one lexicon, save those that `after` does not follow: 培训 is no verb in 培训班."""

    def __init__(
        self,
        rows: Mapping[str, Mapping[str, str]],
        after: regex.Pattern[str] | None = None,
        short: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        self._rows, self._after, self._short = rows, after, short
        self._index = TermIndex({_NAME: rows})

    def find(self, text: str, stretches: Iterable[Span]) -> Cues:
        """The words in some stretches, which begin in the order of the text and may overlap."""
        return Cues([cue for low, high in _merged(stretches) for cue in self._between(text, low, high)])

    def short(self, text: str, low: int, place: int) -> Mapping[str, str] | None:
        """The row of the word of one character right before a place: 捐 of 每户捐200元."""
        return self._short.get(text[place - 1]) if place > low else None

    def _between(self, text: str, low: int, high: int) -> Iterator[Cue]:
        for start, end, term in self._index.find(text[low:high])[_NAME]:
            if self._after is None or self._after.match(text, low + end):
                yield Cue(low + start, low + end, self._rows[term])


def reach(frame: Frame) -> Span:
    """The stretch of its clause in which the words of a figure are looked for."""
    (start, end), (low, high) = frame.figure.span, frame.clause
    return max(low, start - _BEFORE), max(end, min(high, end + _AFTER))


def follows(text: str, before: Frame, frame: Frame) -> bool:
    """Whether the clause of a figure is that of the one before, or the next one, with at most 其中 between them."""
    gap = before.clause[1], frame.clause[0]
    return before.sentence == frame.sentence and gap[1] - gap[0] <= _GAP and ";" not in text[slice(*gap)]


def _merged(stretches: Iterable[Span]) -> Iterator[Span]:
    """Stretches in order as disjoint ones."""
    low = high = 0
    for start, end in stretches:
        # Two stretches near each other are looked at in one go.
        if high and start <= high + _NEAR:
            high = max(high, end)
            continue
        if high:
            yield low, high
        low, high = start, end
    if high:
        yield low, high
