"""Half-open spans and questions about many of them at once."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fedparse.model import Span


class Taken:
    """Spans that are spoken for, in order."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends: list[int] = []
        for _, end in ordered:
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def overlaps(self, span: Span) -> bool:
        """Whether a span shares a character with one of these."""
        index = bisect_right(self._starts, span[1] - 1) - 1
        return index >= 0 and self._ends[index] > span[0]


class Breaks:
    """Where a text is broken by marks (of clauses, of sentences), which are single characters."""

    __slots__ = ("_lines",)

    def __init__(self, text: str, marks: str) -> None:
        for mark in marks:
            text = text.replace(mark, "\n")
        self._lines = text

    def around(self, span: Span) -> Span:
        """The stretch round a span between the nearest marks or line breaks on both sides."""
        end = self._lines.find("\n", span[1])
        return self._lines.rfind("\n", 0, span[0]) + 1, len(self._lines) if end < 0 else end


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share; negative where they are apart."""
    return min(one[1], other[1]) - max(one[0], other[0])


def paired(
    left: Sequence[Span], right: Sequence[Span], unlike: Callable[[int, int], tuple[bool, ...]] = lambda *_: ()
) -> list[tuple[int, int]]:
    """Pairs of spans, by number, one of each side: those that are equal, then the longest overlap first.

    Both sides are in order. `unlike` says of a pair, by number, in what it differs besides: less is nearer. The pairs
    are the same whichever side comes first.
    """
    met = sorted(_met(left, right), key=lambda pair: _rank(left[pair[0]], right[pair[1]], unlike(*pair)))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[tuple[int, int]] = []
    for one, other in met:
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    return pairs


def _met(left: Sequence[Span], right: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The numbers of spans that overlap or are equal."""
    starts = [start for start, _ in right]
    reach = list(accumulate((end for _, end in right), max))
    for one, span in enumerate(left):
        other = bisect_right(starts, max(span[0], span[1] - 1)) - 1
        while other >= 0 and reach[other] >= span[0]:
            if overlap(span, right[other]) > 0 or span == right[other]:
                yield one, other
            other -= 1


def _rank(one: Span, other: Span, unlike: tuple[bool, ...]) -> tuple[bool, int, tuple[bool, ...], list[list[int]]]:
    """How near two spans are: low is near."""
    edges = [sorted(ends) for ends in zip(one, other, strict=True)]
    return one != other, -overlap(one, other), unlike, edges
