"""Half-open spans and questions about many of them at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

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
