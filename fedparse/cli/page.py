"""A page for people: rich on a terminal, plain text elsewhere; no line is wider than the page.

Chinese has no spaces to break a line at, so lines are broken here, at display columns: a Chinese character takes two.
"""

from __future__ import annotations

import io
import os
import re
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 80
_NARROWEST = 40
_CLOSING = frozenset("。，、；：！？）》”’】〉」』…,.;:!?)]}%")
_LONGEST_WORD = 20
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def _visible() -> dict[int, int]:
    """Control characters, which could drive a terminal, as signs of the same number; all else stays."""
    table = {code: 0x2400 + code for code in range(32)}
    table |= dict.fromkeys(range(0x7F, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    # Marks that turn the direction of the text can make a line read as what it is not.
    table |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
    return table | {ord("\t"): ord(" "), 0x2028: ord(" "), 0x2029: ord(" ")}


_VISIBLE = _visible()


def clean(line: str) -> str:
    """A line that is safe to print, as long as it was."""
    return line.translate(_VISIBLE)


def one_line(value: str) -> str:
    """A value that is safe to print, its hard wraps taken out."""
    return clean(_BREAKS.sub("", value))


def fold(line: Text, width: int) -> list[Text]:
    """The line in pieces of at most `width` columns. No piece begins with a closing mark, no short word is cut."""
    plain = line.plain
    if 2 * len(plain) <= width:
        return [line]
    cuts: list[int] = []
    start = used = 0
    for at, char in enumerate(plain):
        used += cell_len(char)
        if used > width and at > start:
            start = _cut(plain, start, at)
            cuts.append(start)
            used = cell_len(plain[start : at + 1])
    return list(line.divide(cuts))


def _cut(plain: str, start: int, at: int) -> int:
    """Where to break between `start` and `at`, the first character that has no room."""
    cut = at
    while cut > start + 1 and plain[cut] in _CLOSING and at - cut < 4:
        cut -= 1
    word = cut
    while word > start and _is_latin(plain[word - 1]) and _is_latin(plain[word]):
        word -= 1
    return word if word > start and cut - word < _LONGEST_WORD else cut


def _is_latin(char: str) -> bool:
    return char.isascii() and not char.isspace()


class Page:
    """Writes headings, trees, tables and text to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console = Console(file=stream, markup=False, emoji=False, highlight=False)
        self.plain = not self._console.is_terminal
        columns = os.environ.get("COLUMNS", "")
        width = (int(columns) if columns.isdecimal() else WIDTH) if self.plain else self._console.width
        self.width = max(width, _NARROWEST)
        self._console.width = self.width

    def line(self, text: Text | str = "", *, style: str = "", indent: int = 0) -> None:
        """One line, folded; what is folded stands under `indent`."""
        whole = Text(clean(text), style) if isinstance(text, str) else text
        for piece in fold(whole, self.width - indent):
            self._put(Text(" " * indent) + piece)

    def heading(self, text: str) -> None:
        """A line that opens a part of the page."""
        self.line()
        self.line(text, style="bold")

    def tree(self, rows: Iterable[tuple[int, Text]]) -> None:
        """Labels with their depth (from 1), in order."""
        if self.plain:
            for depth, label in rows:
                self._hanging(label, 2 * depth)
            return
        root = Tree("", hide_root=True, guide_style="dim")
        path = [root]
        for depth, label in rows:
            del path[depth:]
            folded = Text("\n").join(fold(label, max(self.width - 4 * depth, 8)))
            path.append(path[-1].add(folded))
        self._console.print(root)

    def _hanging(self, label: Text, indent: int) -> None:
        for number, piece in enumerate(fold(label, max(self.width - indent - 2, 8))):
            self._put(Text(" " * (indent + 2 * (number > 0)) + piece.plain))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table; a column that is empty in every row is left out."""
        cells = [[one_line(cell) for cell in row] for row in rows]
        kept = [index for index in range(len(header)) if any(row[index] for row in cells)]
        shape = None if self.plain else box.SIMPLE_HEAD
        # A frame and the gap after each column take columns too.
        gaps = 2 * len(kept)
        widths = _widths([[header[index], *(row[index] for row in cells)] for index in kept], self.width - gaps)
        table = Table(box=shape, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
        for index, width in zip(kept, widths, strict=True):
            table.add_column(header[index], width=width, overflow="fold")
        for row in cells:
            folded = [fold(Text(row[index]), width) for index, width in zip(kept, widths, strict=True)]
            table.add_row(*(Text("\n").join(pieces) for pieces in folded))
        self._print(table)

    def _print(self, table: Table) -> None:
        if not self.plain:
            self._console.print(table)
            return
        kept = io.StringIO()
        Console(file=kept, width=self.width, markup=False, color_system=None, force_terminal=False).print(table)
        for line in kept.getvalue().splitlines():
            self._stream.write(line.rstrip() + "\n")

    def numbered(self, number: int, line: Text, gutter: int) -> None:
        """A line of the source with its number before it."""
        for index, piece in enumerate(fold(line, self.width - gutter - 2)):
            mark = f"{number if index == 0 else '':>{gutter}}  "
            self._put(Text().append(mark, "dim").append_text(piece))

    def _put(self, line: Text) -> None:
        if self.plain:
            self._stream.write(line.plain.rstrip() + "\n")
        else:
            self._console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths of columns that fit together: what is short keeps its width, the widest give way."""
    widths = [max(map(cell_len, column)) for column in columns]
    while sum(widths) > room and max(widths) > 2:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths
