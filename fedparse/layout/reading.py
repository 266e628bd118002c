"""The reading text: a source text without noise and hard line wraps, and the way back to the source.

A report is read as its author wrote it: what a scraper put in and what a line printer cut is taken out. Every place in the
reading text leads back to its place in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fedparse.layout.grammar import Grammar, Mark
from fedparse.model import Span
from fedparse.packs import Rule

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
LINE_END = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_LONG = 45
"""A line of more characters than this is running text, not a heading."""
_SHORTEST_WRAP = 12
"""Shorter lines are headings or list entries, never the measure a text was wrapped to."""
_WITNESSES = 3
"""So many lines of one length that break off show a fixed width."""
_NEIGHBOURHOOD = 60
"""Lines before and after a line that may witness its width: a file may hold texts of several widths."""


class Reading:
    """A text with parts cut out; places in it can be led back to the source."""

    __slots__ = ("_places", "_sources", "text")

    def __init__(self, text: str, places: Sequence[int] = (0,), sources: Sequence[int] = (0,)) -> None:
        self.text = text
        self._places = places
        self._sources = sources

    def source(self, place: int) -> int:
        """Where the character at `place` stands in the source."""
        piece = bisect_right(self._places, place) - 1
        return self._sources[piece] + place - self._places[piece]

    def span(self, start: int, end: int) -> Span:
        """The source span from the character at `start` to the one before `end`, cut parts included."""
        return (self.source(start), self.source(end - 1) + 1) if end > start else (self.source(start),) * 2

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The source spans of `[start, end)`, cut parts left out."""
        piece = bisect_right(self._places, start) - 1
        while start < end:
            stop = min(end, self._places[piece + 1]) if piece + 1 < len(self._places) else end
            base = self._sources[piece] - self._places[piece]
            yield base + start, base + stop
            start, piece = stop, piece + 1

    def without(self, cuts: Sequence[Span]) -> Reading:
        """The reading text with `cuts` (sorted, disjoint) taken out."""
        if not cuts:
            return self
        parts: list[str] = []
        places: list[int] = []
        sources: list[int] = []
        at = length = 0
        for start, end in [*cuts, (len(self.text), len(self.text))]:
            for left, right in self.spans(at, start):
                places.append(length)
                sources.append(left)
                length += right - left
            parts.append(self.text[at:start])
            at = end
        if not places:
            return Reading("", (0,), (self.source(0),))
        return Reading("".join(parts), places, sources)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its white space stripped; `gap` is whether a blank line stands before it."""

    start: int
    end: int
    text: str
    gap: bool
    mark: Mark | None


def lines(text: str, rules: Grammar) -> list[Line]:
    """The lines of `text` that are not blank."""
    found: list[Line] = []
    numbers: dict[str, int] = {}
    last = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + raw.index(stripped[0])
        mark = rules.line_mark(stripped)
        if mark and mark.number is not None:
            if mark.rule.constants.get("doubtful") and numbers.get(mark.family) != mark.number - 1:
                mark = None
            else:
                numbers[mark.family] = mark.number
        gap = start - last > 1 and len(LINE_END.findall(text, last, start)) > 1
        last = start + len(stripped)
        found.append(Line(start, last, stripped, gap, mark))
    return found


def denoise(folded: str, rules: Grammar) -> tuple[Reading, list[tuple[Span, Rule]], set[int]]:
    """The text without noise, the noise, and the places (in the new text) where a page mark stood between two lines."""
    found = [
        (match.start(), -match.end(), position)
        for position, rule in enumerate(rules.noise)
        if rule.pattern
        for match in rule.pattern.compiled.finditer(folded)
    ]
    cuts: list[Span] = []
    noise: list[tuple[Span, Rule]] = []
    pages: set[int] = set()
    removed = 0
    for start, minus_end, position in sorted(found):
        end = -minus_end
        if start == end or (cuts and start < cuts[-1][1]):
            continue
        rule = rules.noise[position]
        noise.append(((start, end), rule))
        cut = _whole_line(folded, start, end)
        if rule.constants.get("page"):
            pages.add(cut[0] - removed)
        cuts.append(cut)
        removed += cut[1] - cut[0]
    return Reading(folded).without(cuts), noise, pages


def _whole_line(text: str, start: int, end: int) -> Span:
    """`[start, end)`, with its line end when nothing else stands in the line."""
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    stop = len(text) if after < 0 else after + 1
    if text[before:start].strip() or text[end:stop].strip():
        return start, end
    return before, stop


def mend(reading: Reading, pages: set[int], rules: Grammar) -> tuple[Reading, list[Line]]:
    """The reading text without the line ends that only a fixed width or a page put there, and its paragraphs."""
    found = lines(reading.text, rules)
    full = _full_lines(found, rules)
    wraps = _Wraps(reading.text, rules, pages)
    cuts: list[Span] = []
    paragraphs: list[Line] = []
    removed = 0
    parts: list[str] = []
    for position, line in enumerate(found):
        after = found[position + 1] if position + 1 < len(found) else None
        if not parts:
            head, start = line, line.start - removed
        parts.append(line.text)
        if after and wraps.joins(line, after, full=position in full):
            cuts.append((line.end, after.start))
            removed += after.start - line.end
            continue
        paragraphs.append(Line(start, line.end - removed, "".join(parts), head.gap, head.mark))
        parts = []
    return reading.without(cuts), paragraphs


class _Wraps:
    """Decides which line ends are no paragraph ends."""

    def __init__(self, text: str, rules: Grammar, pages: set[int]) -> None:
        self.text = text
        self.pages = pages
        self.closed = rules.role("closed")
        self.open = rules.role("open")
        self.cannot_start = rules.role("cannot-start")
        self.digits = rules.role("digit-split")
        self.apart = tuple(rules.role(name) for name in ("index", "title", "date-line", "organization-line"))

    def joins(self, line: Line, after: Line, *, full: bool) -> bool:
        """Whether `after` goes on where `line` stops."""
        paged = bool(self.pages) and any(place in self.pages for place in range(line.end + 1, after.start + 1))
        if (after.gap and not paged) or after.mark:
            return False
        if self.cannot_start.match(after.text):
            return True
        if self.closed.search(line.text):
            return False
        if self.open.search(line.text) or self.digits.match(self.text, line.end - 1):
            return True
        if not (full or len(line.text) > _LONG or (paged and not line.mark)):
            return False
        return not any(pattern.match(after.text) for pattern in self.apart)


def _full_lines(found: Sequence[Line], rules: Grammar) -> set[int]:
    """The positions of lines that are as long as the width their neighbourhood was wrapped to.

    The witnesses are unnumbered lines that break off and go on in the next line; a numbered line is never one,
    because headings of one length are good style.
    """
    closed = rules.role("closed")
    breaking = [
        position
        for position, (line, after) in enumerate(zip(found, found[1:], strict=False))
        if not (after.gap or after.mark or closed.search(line.text)) and len(line.text) >= _SHORTEST_WRAP
    ]
    full: set[int] = set()
    for measure, tolerance in ((len, 1), (_columns, 2)):
        sizes = [measure(found[position].text) for position in breaking]
        plain = [not found[position].mark for position in breaking]
        for place, width in _widths(breaking, sizes, plain, tolerance):
            after = found[breaking[place] + 1]
            if plain[place] or width is None or sizes[place] + measure(after.text[0]) > width:
                full.add(breaking[place])
    return full


def _widths(
    breaking: Sequence[int], sizes: Sequence[int], plain: Sequence[bool], tolerance: int
) -> Iterator[tuple[int, int | None]]:
    """The lines (as places in `breaking`) that enough unnumbered neighbours of nearly their size witness.

    With each comes the width of the neighbourhood where it is sharp: a heading that could have held one more
    character was not broken.
    """
    nearby: Counter[int] = Counter()
    first = last = 0
    for place, position in enumerate(breaking):
        while last < len(breaking) and breaking[last] <= position + _NEIGHBOURHOOD:
            nearby[sizes[last]] += plain[last]
            last += 1
        while breaking[first] < position - _NEIGHBOURHOOD:
            nearby[sizes[first]] -= plain[first]
            first += 1
        size = sizes[place]
        if sum(nearby[near] for near in range(size - tolerance, size + tolerance + 1)) < _WITNESSES:
            continue
        if plain[place]:
            yield place, None
            continue
        width, count = max(nearby.items(), key=lambda item: (item[1], item[0]))
        sharp = count > _WITNESSES and 2 * count > sum(nearby.values())
        yield place, width if sharp else None


def _columns(text: str) -> int:
    """The width of a text on a terminal: a Chinese character has three bytes in UTF-8 and two columns."""
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2
