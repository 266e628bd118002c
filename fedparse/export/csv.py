"""CSV as Excel opens it: UTF-8 with a byte order mark, lines that end with CR LF, one file a table.

A program that opens CSV takes a cell such as `=1+1` for a formula, quoted or not. As OWASP advises (CSV Injection), a
text that could be one gets an apostrophe before it. Numbers are never touched, nor is a text of one character, which is
no formula: the comparator `=` stays as it is.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fedparse.export.sinks import Record, Row
    from fedparse.export.tables import Table

_BUFFER = 1 << 18
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
"""How a text begins that a spreadsheet may calculate; the full-width signs count as well."""


class Csv:
    """Writes each table to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            name: (folder / f"{name}.csv").open("w", _BUFFER, encoding="utf-8-sig", newline="") for name in TABLES
        }
        self._writers = {name: csv.writer(file, lineterminator="\r\n") for name, file in self._files.items()}
        for name, table in TABLES.items():
            self._writers[name].writerow(column.name for column in table.columns)

    def add(self, record: Record) -> None:
        """Writes the rows of an input."""
        self._write("files", (record.file,))
        for name, rows in record.rows.items():
            self._write(name, rows)

    def _write(self, name: str, rows: Sequence[Row]) -> None:
        if rows:
            self._writers[name].writerows(cells(TABLES[name], rows))

    def close(self) -> None:
        """Completes the files."""
        for file in self._files.values():
            file.close()


SINK = Csv


def guarded(text: str | None) -> str | None:
    """A text as it may stand in a cell: with an apostrophe before it where it could be a formula."""
    return f"'{text}" if text and _FORMULA.match(text) else text


def cells(table: Table, rows: Sequence[Row]) -> Iterable[tuple[Any, ...]]:
    """Rows of a table as they are written."""
    columns = zip(table.columns, zip(*rows, strict=True), strict=True)
    return zip(*(_WRITTEN.get(column.type, _as_they_are)(values) for column, values in columns), strict=True)


def _as_they_are(values: Sequence[Any]) -> Sequence[Any]:
    return values


def _texts(values: Sequence[Any]) -> Sequence[Any]:
    return list(map(guarded, values))


def _numbers(values: Sequence[Any]) -> Sequence[Any]:
    return [format(value, "f") if isinstance(value, Decimal) else value for value in values]


def _truths(values: Sequence[Any]) -> Sequence[Any]:
    return [None if value is None else "true" if value else "false" for value in values]


_WRITTEN = {"text": _texts, "number": _numbers, "boolean": _truths}
