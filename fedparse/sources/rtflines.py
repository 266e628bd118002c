"""From what an RTF document says one after the other to its paragraphs and the rows of its tables."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from fedparse.sources.lines import Line, row, without_page_breaks
from fedparse.sources.numbering import Label, gap

if TYPE_CHECKING:
    from collections.abc import Sequence


class RtfLines:
    """Takes in text and what ends it. `lines` are the paragraphs that have ended."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        # The paragraph that is open; the label of its list item, and how many parts of the paragraph end with it.
        self._parts: list[str] = []
        self._label: tuple[Label, int] | None = None
        # The rows that are open, each in the last cell of the one before.
        self._rows: list[_Row] = []
        # Which cells of a row are covered by the one above or before: of a table, and of one in a table.
        self._covered: tuple[list[bool], list[bool]] = ([], [])
        self._is_covered = False

    def write(self, text: str) -> None:
        """Go on with a paragraph."""
        self._parts.append(text)

    def write_label(self, text: str) -> None:
        """Go on with the label of a list item, with the white space that keeps it from the text."""
        if text.strip():
            self._parts.append(text.strip())
            self._label = Label(text.strip(), apart=text[-1].isspace()), len(self._parts)

    def end_paragraph(self, depth: int) -> None:
        """End a paragraph that is in so many tables."""
        # Until its row ends, a paragraph behind a cell is in the next one, whether it says so or not.
        depth = depth or int(bool(self._rows and self._rows[0].cells))
        line = self._line()
        if depth:
            self._row(depth).cell.append(line)
        else:
            self._end_rows(0)
            self.lines.append(line)

    def end_cell(self, depth: int) -> None:
        """End a cell, and the tables in it."""
        line = self._line()
        ended = self._row(depth)
        ended.cells.append([*ended.cell, line])
        ended.cell = []

    def end_row(self, depth: int) -> None:
        """End a row, and the tables in it."""
        line = self._line()
        self._row(depth).cell.append(line)
        self._end_rows(depth - 1)

    def end(self) -> None:
        """A last paragraph or row without an end is there all the same."""
        if without_page_breaks("".join(self._parts)):
            self.end_paragraph(len(self._rows))
        self._end_rows(0)

    # What a row says of its cells

    def define_row(self, *, is_nested: bool) -> None:
        """Begin to say which cells the rows have, of a table or of one in a table."""
        self._covered[is_nested].clear()
        self._is_covered = False

    def cover(self) -> None:
        """The next cell is part of the one above or before it."""
        self._is_covered = True

    def define_cell(self, *, is_nested: bool) -> None:
        """A row has one more cell."""
        self._covered[is_nested].append(self._is_covered)
        self._is_covered = False

    # What is open

    def _row(self, depth: int) -> _Row:
        """The row that is open in so many tables."""
        self._end_rows(depth)
        self._rows += (_Row() for _ in range(depth - len(self._rows)))
        return self._rows[-1]

    def _end_rows(self, depth: int) -> None:
        """End the rows that lie in more tables than that."""
        while len(self._rows) > depth:
            ended = self._rows.pop()
            covered = self._covered[bool(self._rows)]
            (self._rows[-1].cell if self._rows else self.lines).extend(ended.lines(covered))

    def _line(self) -> Line:
        """The paragraph that is open, which ends here."""
        if self._label is not None:
            label, place = self._label
            self._parts.insert(place, gap(label.text, "".join(self._parts[place:]), apart=label.apart))
        text = without_page_breaks("".join(self._parts))
        self._parts, self._label = [], None
        return Line(text)


class _Row:
    """The row of a table: its cells that have ended, and the paragraphs of the next one."""

    def __init__(self) -> None:
        self.cells: list[list[Line]] = []
        self.cell: list[Line] = []

    def lines(self, covered: Sequence[bool]) -> list[Line]:
        """The row as text, without the cells that are covered. Text behind the last cell is a cell without an end."""
        count = len(self.cells)
        # LibreOffice ends a cell too many behind a table in a table.
        while covered and count > len(covered) and not any(line.text for line in self.cells[count - 1]):
            count -= 1
        cells = [cell for cell, is_covered in zip_longest(self.cells[:count], covered[:count]) if not is_covered]
        return row([*cells, self.cell] if any(line.text for line in self.cell) else cells)
