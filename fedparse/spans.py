"""Half-open spans and questions about many of them at once."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
