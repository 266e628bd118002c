"""The reading text of a source: noise and hard wraps taken out, a line break between blocks, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedparse.model import Span


class ReadingText:
    """Pieces of a source in the order of the source; every place leads back to the source and to its block.

    The pieces come report by report, each with the id of the block that owns it. Where the owner changes a line ends,
    so that no match runs from one block into the next; pieces of one block that follow each other are one text, for
    what stands between them (a hard wrap, noise) was taken out.
    """

    __slots__ = ("_ends", "_owners", "_places", "_reports", "_sources", "text")

    def __init__(self, source: str, reports: Iterable[Iterable[tuple[Span, str | None]]]) -> None:
        parts: list[str] = []
        self._places: list[int] = []
        self._sources: list[int] = []
        self._owners: list[str | None] = []
        self._reports: list[int] = []
        length = at = 0

        def add(part: str, start: int, owner: str | None) -> None:
            nonlocal length
            self._places.append(length)
            self._sources.append(start)
            self._owners.append(owner)
            parts.append(part)
            length += len(part)

        for pieces in reports:
            self._reports.append(length)
            last: str | None = None
            begun = False
            for (start, end), owner in sorted(pieces, key=_place):
                if begun and owner != last:
                    add("\n", at, last)
                add(source[start:end], start, owner)
                last, at, begun = owner, end, True
            if begun:
                add("\n", at, last)
        self.text = "".join(parts)
        self._ends = [*self._places[1:], length]

    def source(self, span: Span) -> Span:
        """The source span of a stretch of the reading text; what was taken out in between is inside it."""
        return self.locate(span)[0]

    def locate(self, span: Span) -> tuple[Span, str | None]:
        """The source span of a stretch, and the id of the block it begins in, None before the first of a report."""
        start, end = span
        places, sources = self._places, self._sources
        first = last = bisect_right(places, start) - 1
        if end > self._ends[first]:
            last = bisect_right(places, end - 1, first) - 1
        return (start + sources[first] - places[first], end + sources[last] - places[last]), self._owners[first]

    def cite(self, source: str, span: Span) -> str:
        """The source text of a stretch of the reading text, without what was taken out."""
        place, end = span
        piece = bisect_right(self._places, place) - 1
        if end <= self._ends[piece]:
            shift = self._sources[piece] - self._places[piece]
            return source[place + shift : end + shift]
        parts = []
        while place < end:
            stop = min(end, self._ends[piece])
            shift = self._sources[piece] - self._places[piece]
            parts.append(source[place + shift : stop + shift])
            place, piece = stop, piece + 1
        return "".join(parts)

    def report(self, place: int) -> int:
        """The number, from 0, of the report that a place stands in."""
        return bisect_right(self._reports, place) - 1

    def stretch(self, report: int) -> Span:
        """The part of the reading text that a report takes."""
        after = report + 1
        return self._reports[report], self._reports[after] if after < len(self._reports) else len(self.text)

    def within(self, span: Span | None) -> Span | None:
        """The stretch of the reading text that comes from a span of the source; None when nothing does."""
        if span is None:
            return None
        start, end = self._from(span[0]), self._from(span[1])
        return (start, end) if start < end else None

    def _from(self, source: int) -> int:
        """The first place that comes from `source` or from beyond it."""
        piece = bisect_right(self._sources, source) - 1
        if piece < 0:
            return 0
        return min(self._places[piece] + source - self._sources[piece], self._ends[piece])


def _place(piece: tuple[Span, str | None]) -> Span:
    return piece[0]
