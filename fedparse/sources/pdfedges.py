"""Takes the headers, footers and page numbers off the pages of a PDF document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.pdflines import LARGE, WIDER, PrintedLine, Sheet, body_size, line_pitch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How many lines a header or footer has at most, and what heights (points) are the same.
_MOST_EDGE_LINES = 3
_SAME_HEIGHT = 3.0
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
        seen: dict[str, list[_Edge]] = {}
        for page, (sheet, places) in enumerate(zip(sheets, order, strict=True)):
            for line in (sheet.lines[place] for place in places[:_MOST_EDGE_LINES]):
                if line.em < LARGE * body:
                    seen.setdefault(_pattern(line.text), []).append(_edge(page, line))
        usual = _SHARE * sum(bool(places) for places in order)
        for page, (sheet, places) in enumerate(zip(sheets, order, strict=True)):
            lines = [sheet.lines[place] for place in places]
            repeats = [_repeats(_edge(page, line), seen) for line in lines[:_MOST_EDGE_LINES]]
            gone[page].update(places[: _edge_lines(sheet, lines, repeats, pitch, usual)])
    return [
        sheet._replace(lines=[line for at, line in enumerate(sheet.lines) if at not in dropped])
        for sheet, dropped in zip(sheets, gone, strict=True)
    ]


class _Edge(NamedTuple):
    """A line at the top or bottom of a page, with the numbers in it that may be those of pages."""

    page: int
    pattern: str
    base: float
    numbers: tuple[int, ...]


def _edge(page: int, line: PrintedLine) -> _Edge:
    return _Edge(
        page, _pattern(line.text), line.base, tuple(map(int, _PAGE_NUMBER.findall("".join(line.text.split()))))
    )


def _pattern(text: str) -> str:
    return _PAGE_NUMBER.sub("0", "".join(text.split()))


def _repeats(edge: _Edge, seen: Mapping[str, Sequence[_Edge]]) -> int:
    """On how many pages a line stands: the same text at the same height, but for numbers that count the pages."""
    return sum(
        abs(other.base - edge.base) < _SAME_HEIGHT
        and all(two - one in {0, other.page - edge.page} for one, two in zip(edge.numbers, other.numbers, strict=True))
        for other in seen.get(edge.pattern, ())
    )


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
