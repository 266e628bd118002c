"""The reading text of a report: noise and hard wraps taken out, a line break between blocks, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fedparse.model import Span


class ReadingText:
    """Pieces of a source, put together in order; every place leads back to the source and to the block it came from.

    `blocks` are (owner, spans) pairs: each block starts on a line of its own, so that no match runs from one into the
    next.
    """

    __slots__ = ("_owners", "_places", "_sources", "_starts", "text")

    def __init__(self, source: str, blocks: Iterable[tuple[str | None, Sequence[Span]]]) -> None:
        parts: list[str] = []
        self._places: list[int] = []
        self._sources: list[int] = []
        self._starts: list[int] = []
        self._owners: list[str | None] = []
        length = 0
        at = 0
        for owner, spans in blocks:
            self._starts.append(length)
            self._owners.append(owner)
            for start, end in spans:
                self._places.append(length)
                self._sources.append(start)
                parts.append(source[start:end])
                length += end - start
                at = end
            self._places.append(length)
            self._sources.append(at)
            parts.append("\n")
            length += 1
        self.text = "".join(parts)

    def source(self, span: Span) -> Span:
        """The source span of a stretch of the reading text; what was taken out in between is inside it."""
        return self._source(span[0]), self._source(span[1] - 1) + 1

    def sources(self, span: Span) -> list[Span]:
        """The pieces of the source that a stretch comes from, without what was taken out in between."""
        first = bisect_right(self._places, span[0]) - 1
        cuts = [span[0], *self._places[first + 1 : bisect_right(self._places, span[1] - 1)], span[1]]
        return [self.source((low, high)) for low, high in pairwise(cuts)]

    def _source(self, place: int) -> int:
        piece = bisect_right(self._places, place) - 1
        return self._sources[piece] + place - self._places[piece]

    def owner(self, place: int) -> str | None:
        """The owner of the block that a place stands in."""
        return self._owners[bisect_right(self._starts, place) - 1]

    def within(self, span: Span | None) -> Span | None:
        """The stretch of the reading text that comes from a span of the source; None when nothing does."""
        if span is None:
            return None
        start, end = self._place(span[0]), self._place(span[1])
        return (start, end) if start < end else None

    def _place(self, source: int) -> int:
        """The first place that comes from `source` or from beyond it."""
        piece = bisect_right(self._sources, source) - 1
        if piece < 0:
            return 0
        limit = self._places[piece + 1] if piece + 1 < len(self._places) else len(self.text)
        return min(self._places[piece] + source - self._sources[piece], limit)

    def block(self, owner: str | None) -> Span:
        """The stretch of the block of an owner (the first, should there be several)."""
        index = self._owners.index(owner)
        return self._starts[index], self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)


