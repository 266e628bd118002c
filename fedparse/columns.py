"""Text in columns of a terminal, where a Chinese character takes two: widths, line breaks, tables, carets."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

WIDTH = 80
_TAB = 4
_GAP = 2
_NARROWEST = 8
_CLOSING = frozenset("。，、；：！？）》”’】〉」』…,.;:!?)]}%`")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")


class _Cell(NamedTuple):
    """What one code point of a line becomes on the screen, and how many columns it takes."""

    shown: str
    width: int


def width(text: str) -> int:
    """How many columns a text takes: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def visible(text: str) -> str:
    """A text that drives no terminal: control characters as signs, marks of direction and surrogates as U+FFFD."""
    return _UNSAFE.sub(lambda found: _sign(found[0]), text)


def _sign(char: str) -> str:
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


def fold(text: str, room: int, *, hang: int = 0) -> list[str]:
    """The lines of a text, none wider than `room`: broken at spaces and beside wide characters, else anywhere.

    All lines but the first are indented by `hang` columns.
    """
    pieces: list[str] = []
    for line in map(visible, text.split("\n")):
        at = 0
        while True:
            indent = " " * (hang if pieces else 0)
            end = _fits(line, at, room - len(indent))
            cut = end if end == len(line) else _break(line, at, end)
            pieces.append((indent + line[at:cut]).rstrip())
            if cut == len(line):
                break
            at = next((place for place in range(cut, len(line)) if not line[place].isspace()), len(line))
    return pieces


def _fits(line: str, at: int, room: int) -> int:
    """Where what fits into `room` columns ends; at least one character does."""
    used = 0
    for place in range(at, len(line)):
        used += _columns(line[place])
        if used > room:
            return max(place, at + 1)
    return len(line)


def _break(line: str, at: int, end: int) -> int:
    """The last place to break a line between `at` and `end`; `end` where there is none."""
    return next((cut for cut in range(end, at, -1) if _may_break(line, cut)), end)


def _may_break(line: str, cut: int) -> bool:
    before, after = line[cut - 1], line[cut]
    if after in _CLOSING:
        return False
    return before.isspace() or after.isspace() or _columns(before) > 1 or _columns(after) > 1


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Collection[int]) -> list[str]:
    """The lines of a table: a header, a rule, the rows; wide columns give way until it fits the page."""
    cells = [[visible(cell) for cell in row] for row in (columns, *rows)]
    widths = _fitting([[row[place] for row in cells] for place in range(len(columns))])
    lines = list(_row(cells[0], widths, numeric))
    lines.append((" " * _GAP).join("-" * size for size in widths))
    for row in cells[1:]:
        lines += _row(row, widths, numeric)
    return lines


def _fitting(columns: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is: what is short keeps its width, the widest give way."""
    widths = [max(map(width, column)) for column in columns]
    room = WIDTH - _GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Collection[int]) -> Iterator[str]:
    """The lines of one row; a cell that is too wide goes on below itself."""
    folded = [fold(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(map(len, folded))):
        pieces = (lines[number] if number < len(lines) else "" for lines in folded)
        padded = (_pad(piece, widths[place], right=place in numeric) for place, piece in enumerate(pieces))
        yield (" " * _GAP).join(padded).rstrip()


def _pad(text: str, size: int, *, right: bool) -> str:
    blank = " " * (size - width(text))
    return blank + text if right else text + blank


def pointed(line: str, column: int, end_column: int | None, room: int) -> tuple[str, str]:
    """A line of a source and the line of carets below it; a line wider than `room` is cut around the carets.

    Args:
        line: The line without its end.
        column: Where the carets begin, from 1, in code points; one past the last character is its end.
        end_column: Where they end, exclusive; one caret where that is not known.
        room: The columns there are.
    """
    start = min(max(column - 1, 0), len(line))
    # Of a line that is long only the stretch is looked at that could be shown.
    base, top = max(start - room, 0), start + room
    cells = [_cell(char) for char in line[base:top]]
    first = start - base
    last = min(max(end_column - 1 - base if end_column else 0, first + 1), max(len(cells), first + 1))
    if base == 0 and top >= len(line) and _width(cells) <= room:
        low, high = 0, len(cells)
    else:
        low, high = _window(cells, first, last, room)
    cut = base + low > 0
    shown = "…" * cut + "".join(cell.shown for cell in cells[low:high]) + "…" * (base + high < len(line))
    before = cut + _width(cells[low:first])
    return shown.rstrip(), " " * before + "^" * max(_width(cells[first : min(last, high)]), 1)


def _cell(char: str) -> _Cell:
    shown = " " * _TAB if char == "\t" else visible(char)
    return _Cell(shown, width(shown))


def _width(cells: Sequence[_Cell]) -> int:
    return sum(cell.width for cell in cells)


def _window(cells: Sequence[_Cell], first: int, last: int, room: int) -> tuple[int, int]:
    """The part of a line that has room: what is pointed at, a third of the room before it, the rest after it."""
    left = room - 2  # for the signs of what is cut off
    low = high = first
    while high < last and high < len(cells) and _width(cells[low : high + 1]) <= left:
        high += 1
    while low > 0 and _width(cells[low - 1 : first]) <= room // 3 and _width(cells[low - 1 : high]) <= left:
        low -= 1
    while high < len(cells) and _width(cells[low : high + 1]) <= left:
        high += 1
    while low > 0 and _width(cells[low - 1 : high]) <= left:
        low -= 1
    return low, high
