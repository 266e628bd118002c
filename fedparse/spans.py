"""Half-open spans and questions about many of them at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
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
    """Where a text is broken by marks (of clauses, of sentences), found once and asked often."""

    __slots__ = ("_ends", "_length", "_starts")

    def __init__(self, text: str, marks: re.Pattern[str]) -> None:
        found = [match.start() for match in marks.finditer(text)]
        self._starts = found
        self._ends = [place + 1 for place in found]
        self._length = len(text)

    def around(self, span: Span) -> Span:
        """The stretch round a span between the nearest marks, which are single characters, on both sides."""
        return self.before(span[0]), self.after(span[1])

    def before(self, place: int) -> int:
        """The end of the last mark before a place, 0 without one."""
        index = bisect_right(self._ends, place)
        return self._ends[index - 1] if index else 0

    def after(self, place: int) -> int:
        """The start of the first mark from a place on, the text's end without one."""
        index = bisect_left(self._starts, place)
        return self._starts[index] if index < len(self._starts) else self._length
