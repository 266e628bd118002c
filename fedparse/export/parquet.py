"""Parquet: a file for each table, typed, compressed with zstd, in row groups of a fixed number of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedparse.errors import MissingExtra
from fedparse.export.arrowtypes import arrow, arrow_batch, arrow_schema
from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fedparse.export.sinks import Record, Row

GROUP = 65_536
"""Rows of a row group: what an engine reads at once."""
_BATCH = 4_096
"""Rows that wait as Python objects, which are large, before they become columns of Arrow."""


class Parquet:
    """Writes each table to a file of its own, a row group when there is one."""

    def __init__(self, folder: Path) -> None:
        arrow()
        try:
            from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - not everybody has it
        except ImportError:
            raise MissingExtra("Parquet", "parquet") from None
        self._files = {
            name: _File(
                name, ParquetWriter(folder / f"{name}.parquet", arrow_schema(name), compression="zstd", version="2.6")
            )
            for name in TABLES
        }

    def add(self, record: Record) -> None:
        """Takes the rows of an input."""
        self._files["files"].add((record.file,))
        for name, rows in record.rows.items():
            self._files[name].add(rows)

    def close(self) -> None:
        """Writes what is left, and completes the files."""
        for file in self._files.values():
            file.close()


SINK = Parquet


class _File:
    """The file of a table, and the rows that wait for their group."""

    def __init__(self, table: str, writer: Any) -> None:
        self._table = table
        self._writer = writer
        self._rows: list[Row] = []
        self._batches: list[Any] = []

    def add(self, rows: Iterable[Row]) -> None:
        self._rows += rows
        while len(self._rows) >= _BATCH:
            self._batches.append(arrow_batch(self._table, self._rows[:_BATCH]))
            del self._rows[:_BATCH]
            if len(self._batches) * _BATCH == GROUP:
                self._write()

    def _write(self) -> None:
        pa = arrow()
        self._writer.write_table(pa.Table.from_batches(self._batches, arrow_schema(self._table)), row_group_size=GROUP)
        self._batches.clear()

    def close(self) -> None:
        if self._rows:
            self._batches.append(arrow_batch(self._table, self._rows))
        if self._batches:
            self._write()
        self._writer.close()
