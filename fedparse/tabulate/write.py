"""Writes a table as CSV, JSON Lines, XLSX or Markdown, row by row, numbers exactly."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from abc import ABC, abstractmethod
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.export.csv import cells
from fedparse.export.tables import Table
from fedparse.export.xlsx import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fedparse.export.tables import Column

    Put = Callable[[bytes], object]


class Writer(ABC):
    """Writes the rows of one table to where bytes go.

    `begin` writes what stands before the first row, and `close` what stands behind the last one.
    """

    def __init__(self, columns: Sequence[Column], put: Put) -> None:
        self._table = Table("facts", "", tuple(columns), ())
        self._put = put
        self.begin()

    def begin(self) -> None:  # noqa: B027 - most formats need none
        """Nothing stands before the first row."""

    @abstractmethod
    def add(self, row: Sequence[Any]) -> None:
        """Writes a row: the values of the columns, None for those that have none."""

    def close(self) -> None:  # noqa: B027 - most formats need none
        """Nothing stands behind the last row."""


class CsvWriter(Writer):
    """CSV as Excel opens it: UTF-8 with a byte order mark; what could be a formula has an apostrophe before it."""

    def begin(self) -> None:
        """The header, behind the byte order mark."""
        self._line([column.name for column in self._table.columns], before="\ufeff")

    def add(self, row: Sequence[Any]) -> None:
        """A line."""
        (line,) = cells(self._table, [tuple(row)])
        self._line(line)

    def _line(self, line: Sequence[Any], before: str = "") -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(line)
        self._put((before + text.getvalue()).encode("utf-8", "backslashreplace"))


class JsonlWriter(Writer):
    """JSON Lines: an object a row, with all columns; numbers have the digits they have."""

    def add(self, row: Sequence[Any]) -> None:
        """An object."""
        fields = zip(self._table.columns, row, strict=True)
        line = ", ".join(f"{json.dumps(column.name)}: {_json(value)}" for column, value in fields)
        self._put(f"{{{line}}}\n".encode("utf-8", "backslashreplace"))


class MarkdownWriter(Writer):
    """A table of Markdown (GFM); a column without a value in any row is left out."""

    def begin(self) -> None:
        """Keeps the rows: which columns are written is known at the end."""
        self._rows: list[Sequence[Any]] = []

    def add(self, row: Sequence[Any]) -> None:
        """Keeps a row."""
        self._rows.append(row)

    def close(self) -> None:
        """Writes all of it."""
        if not self._rows:
            return
        kept = [place for place in range(len(self._table.columns)) if any(row[place] is not None for row in self._rows)]
        columns = [self._table.columns[place] for place in kept]
        lines = [
            [column.name for column in columns],
            ["--:" if column.type in {"number", "integer"} else "---" for column in columns],
            *([_markdown(row[place]) for place in kept] for row in self._rows),
        ]
        text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        self._put(text.encode("utf-8", "backslashreplace"))


class XlsxWriter(Writer):
    """A workbook with one sheet."""

    def begin(self) -> None:
        """Opens a workbook beside: it cannot be written as it comes."""
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name, "facts.xlsx")
        self._book = Workbook(self._file, [self._table])

    def add(self, row: Sequence[Any]) -> None:
        """A row of the sheet."""
        self._book.write(self._table.name, tuple(row))

    def close(self) -> None:
        """Hands the workbook on."""
        self._book.close()
        self._put(self._file.read_bytes())
        self._folder.cleanup()


WRITERS: Mapping[str, type[Writer]] = {
    "csv": CsvWriter,
    "jsonl": JsonlWriter,
    "xlsx": XlsxWriter,
    "md": MarkdownWriter,
}
"""What writes each format."""


def _json(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _markdown(value: Any) -> str:
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
