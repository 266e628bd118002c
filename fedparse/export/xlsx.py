"""XLSX: a workbook with a sheet for each table, for people who filter and sort in Excel.

Numbers are numbers and days are days, as far as Excel has them: a number of more than 15 digits and a day before 1900
are text. Nothing is a formula. What a cell cannot hold is cut, and says so.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fedparse.errors import MissingExtra
from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fedparse.export.sinks import Record, Row
    from fedparse.export.tables import Table

FILE = "fedparse.xlsx"
MOST_ROWS = 1_048_576
"""So many rows a sheet has, the header among them."""
MOST_CHARACTERS = 32_767
"""So many UTF-16 code units a cell has."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A workbook must say when it was made; the same records give the same bytes."""
_EXACT_DIGITS = 15
_EXACT = 10**_EXACT_DIGITS
_FIRST_YEAR = 1900
_LINE_ENDS = re.compile(r"\r\n?")
_ODD = re.compile("[\r\ufffe\uffff]")
_NO_XML = re.compile("[\ufffe\uffff]")
_CUT = " [cut: {length} characters]"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
_WIDTHS = {"text": 14, "integer": 9, "number": 12, "boolean": 9, "date": 11}
_WIDTH_OF = {
    **dict.fromkeys(("document", "title", "heading", "organization", "program", "name", "surface"), 28),
    **dict.fromkeys(("body", "preamble", "clause", "message", "reason"), 60),
    **dict.fromkeys(("report", "section", "comparator", "unit", "currency", "mention", "fact"), 9),
}


class Workbook:
    """A workbook of tables, each with its sheets, written row by row."""

    def __init__(self, file: Path, tables: Iterable[Table]) -> None:
        try:
            import xlsxwriter  # noqa: PLC0415 - not everybody has it
        except ImportError:
            raise MissingExtra("XLSX", "xlsx") from None
        self._book = xlsxwriter.Workbook(str(file), {**_OPTIONS, "tmpdir": str(file.parent)})
        self._book.set_properties({"created": _CREATED})
        header = self._book.add_format({"bold": True})
        day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets = {table.name: _Sheets(self._book, table, header, day) for table in tables}

    def write(self, table: str, row: Row) -> None:
        """Writes a row of a table."""
        self._sheets[table].write(row)

    def close(self) -> None:
        """Completes the file."""
        for sheets in self._sheets.values():
            sheets.close()
        self._book.close()


class Xlsx:
    """Writes all tables to one workbook."""

    def __init__(self, folder: Path) -> None:
        self._book = Workbook(folder / FILE, TABLES.values())

    def add(self, record: Record) -> None:
        """Writes the rows of an input."""
        self._book.write("files", record.file)
        for name, rows in record.rows.items():
            for row in rows:
                self._book.write(name, row)

    def close(self) -> None:
        """Completes the file."""
        self._book.close()


SINK = Xlsx


class _Sheets:
    """The sheets of a table: when one is full, the next begins (`mentions 2`)."""

    def __init__(self, book: Any, table: Table, header: Any, day: Any) -> None:
        self._book, self._table, self._header, self._day = book, table, header, day
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        name = self._table.name if self._number == 1 else f"{self._table.name} {self._number}"
        self._sheet = sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            sheet.set_column(place, place, _WIDTH_OF.get(column.name, _WIDTHS[column.type]))
            sheet.write_string(0, place, column.name, self._header)
        writers: dict[str, Callable[[int, int, Any], object]] = {
            "text": self._text,
            "integer": self._figure,
            "number": self._figure,
            "boolean": sheet.write_boolean,
            "date": self._date,
        }
        self._writers = [writers[column.type] for column in self._table.columns]
        self._row = 1

    def write(self, row: Row) -> None:
        if self._row == MOST_ROWS:
            self.close()
            self._begin()
        at = self._row
        for place, value in enumerate(row):
            if value is not None:
                self._writers[place](at, place, value)
        self._row += 1

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, len(self._table.columns) - 1)

    def _text(self, row: int, place: int, value: str) -> None:
        self._sheet.write_string(row, place, _cell(value))

    def _figure(self, row: int, place: int, value: int | Decimal) -> None:
        if -_EXACT < value < _EXACT and (isinstance(value, int) or len(value.as_tuple().digits) <= _EXACT_DIGITS):
            self._sheet.write_number(row, place, float(value))
        else:
            self._sheet.write_string(row, place, format(value, "f" if isinstance(value, Decimal) else "d"))

    def _date(self, row: int, place: int, value: str) -> None:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = date.min
        if day.year < _FIRST_YEAR:
            self._sheet.write_string(row, place, value)
        else:
            self._sheet.write_datetime(row, place, day, self._day)


def _cell(text: str) -> str:
    """A text as a cell can hold it."""
    if _ODD.search(text):
        text = _NO_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    if len(text) * 2 > MOST_CHARACTERS and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        mark = _CUT.format(length=len(text))
        kept = text.encode("utf-16-le")[: (MOST_CHARACTERS - len(mark)) * 2]
        # The last character kept may be the first half of a pair.
        return kept.decode("utf-16-le", "ignore") + mark
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library would take it for rich text that is XML already.
        return text + " "
    return text
