"""Takes the headers, footers and page numbers off the pages of a PDF document."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.pdflines import LARGE, WIDER, PrintedLine, Sheet, body_size, line_pitch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How many lines a header or footer has at most. In one with more numbers none is that of the page.
_MOST_EDGE_LINES = 3
_MOST_NUMBERS = 5
# Heights are in tenths of a point; those that differ by less are the same.
_A_POINT = 10
_SAME_HEIGHT = 3 * _A_POINT
# What stands on this share of the pages need not stand apart from the text to be a header.
_SHARE = 0.4
# Numbers of more digits are years: `2018年工作总结` above a page is not the header of another page with 2019.
_PAGE_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_LONE_NUMBER = re.compile(r"[\W_]*\d{1,4}(?:\s*/\s*\d{1,4})?[\W_]*")


def without_edges(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without page numbers, and without the headers and footers that several of them have."""
    body, pitch = body_size(sheets), line_pitch(sheets)
    down = [_by_height(sheet) for sheet in sheets]
    gone: list[set[int]] = [set() for _ in sheets]
    for order in (down, [places[::-1] for places in down]):
        outer = [[sheet.lines[at] for at in places] for sheet, places in zip(sheets, order, strict=True)]
        seen = _Edges()
        for page, lines in enumerate(outer):
            for line in lines[:_MOST_EDGE_LINES]:
                if line.em < LARGE * body:
                    seen.add(_edge(page, line))
        usual = _SHARE * sum(map(bool, outer))
        for page, lines in enumerate(outer):
            repeats = [seen.count(_edge(page, line)) for line in lines[:_MOST_EDGE_LINES]]
            gone[page].update(order[page][: _edge_lines(sheets[page], lines, repeats, pitch, usual)])
    return [
        sheet._replace(lines=[line for at, line in enumerate(sheet.lines) if at not in dropped])
        for sheet, dropped in zip(sheets, gone, strict=True)
    ]


class _Edge(NamedTuple):
    """A line at the top or bottom of a page: its text without the numbers that may be those of pages, and these."""

    page: int
    pattern: str
    height: int
    numbers: tuple[int, ...]


def _edge(page: int, line: PrintedLine) -> _Edge:
    text = "".join(line.text.split())
    numbers = tuple(map(int, _PAGE_NUMBER.findall(text)))
    return _Edge(page, _PAGE_NUMBER.sub("0", text), round(line.base * _A_POINT), numbers)


class _Edges:
    """Counts on how many pages lines stand: the same text at the same height, but for numbers that count the pages."""

    def __init__(self) -> None:
        self._heights: set[tuple[str, int]] = set()
        self._counts: Counter[tuple[str, int, tuple[tuple[bool, int], ...]]] = Counter()
        self._pages: Counter[_Edge] = Counter()

    def add(self, edge: _Edge) -> None:
        """Take in a line."""
        self._heights.add((edge.pattern, edge.height))
        self._counts.update((edge.pattern, edge.height, numbers) for numbers in _readings(edge))
        self._pages[edge] += 1

    def count(self, edge: _Edge) -> int:
        """How many lines like this one were taken in."""
        heights = range(edge.height - _SAME_HEIGHT + 1, edge.height + _SAME_HEIGHT)
        near = [height for height in heights if (edge.pattern, height) in self._heights]
        readings = list(_readings(edge))
        count = sum(self._counts[edge.pattern, height, numbers] for height in near for numbers in readings)
        # On its own page a number counts the pages and stays the same: what is there was counted with each reading.
        own = sum(self._pages[edge._replace(height=height)] for height in near)
        return count - (len(readings) - 1) * own


def _readings(edge: _Edge) -> Iterator[tuple[tuple[bool, int], ...]]:
    """What the numbers of a line may be: each the same on all pages, or one that counts the pages."""
    if len(edge.numbers) > _MOST_NUMBERS:
        yield tuple((False, number) for number in edge.numbers)
    else:
        yield from product(*(((False, number), (True, number - edge.page)) for number in edge.numbers))


def _edge_lines(sheet: Sheet, lines: Sequence[PrintedLine], repeats: Sequence[int], pitch: float, usual: float) -> int:
    """How many of the outermost lines are header or footer: many pages have it, or it stands apart from the text."""
    count = 0
    for depth, line in enumerate(lines[:_MOST_EDGE_LINES]):
        is_number = _LONE_NUMBER.fullmatch(line.text) is not None
        is_repeated = repeats[depth] > 1
        if not (is_repeated or (is_number and depth == 0)):
            break
        if depth + 1 == len(lines):
            # Nothing else is on the page: a number below a picture, the name of a scanner.
            is_edge = is_repeated and (is_number or sheet.is_picture)
        else:
            is_apart = abs(lines[depth + 1].base - line.base) > WIDER * max(pitch, line.em)
            is_edge = is_apart or (is_repeated and repeats[depth] >= usual)
        count = depth + 1 if is_edge else count
    return count


def _by_height(sheet: Sheet) -> list[int]:
    """The places of the lines from the top of the page to its bottom, whatever their order in the file."""
    return sorted(range(len(sheet.lines)), key=lambda at: -sheet.lines[at].base)
