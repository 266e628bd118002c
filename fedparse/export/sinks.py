"""What is exported, and what every format's writer (a sink) can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Outcome = Literal["converted", "duplicate", "failed", "skipped"]
"""What became of an input. `skipped`: no document at all, as `Thumbs.db`."""

Row = tuple[str | int | Decimal | bool | None, ...]
"""One row of a table; a date is an ISO string."""


@dataclass(frozen=True, slots=True)
class Record:
    """One input, in its place in the order. All its texts have a UTF-8 form, as those of `file_row` and `rows` do.

    Attributes:
        name: What the input is called.
        outcome: What became of it.
        code: Why it failed or was skipped, as in `SourceError`; else None.
        reason: The same as a sentence for people.
        duplicate_of: The name of the input that it repeats.
        file: Its row of the table `files`.
        document: Its document as JSON in one line; None unless it was converted.
        rows: Its rows of the other tables, by table; empty unless it was converted.
    """

    name: str
    outcome: Outcome
    code: str | None
    reason: str | None
    duplicate_of: str | None
    file: Row
    document: bytes | None = None
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)


class Sink(Protocol):
    """Writes records to files of one format in a folder; the same records in the same order give the same bytes."""

    def add(self, record: Record) -> None:
        """Takes the next record."""

    def close(self) -> None:
        """Completes the files."""


SinkMaker = Callable[[Path], Sink]
"""Makes a sink that writes to a folder, which is there. Files that are in it already are replaced."""


def _maker(module: str) -> SinkMaker:
    """What makes the sinks of a module, which is imported when the first one is made: not everybody has its library."""

    def make(folder: Path) -> Sink:
        return cast("SinkMaker", import_module(f"fedparse.export.{module}").SINK)(folder)

    return make


SINKS: Mapping[str, SinkMaker] = {name: _maker(name) for name in ("jsonl", "csv", "xlsx", "sqlite", "parquet")}
"""The makers of sinks by format. They raise `MissingExtra` when a library is not installed."""


def files_of(format_: str) -> tuple[str, ...]:
    """The names of the files that the sink of a format makes, all of them always."""
    return _FILES[format_]


_TABLES = ("files", "reports", "sections", "mentions", "facts", "checks", "diagnostics")
_FILES: Mapping[str, tuple[str, ...]] = {
    "jsonl": ("documents.jsonl", "files.jsonl"),
    "csv": tuple(f"{table}.csv" for table in _TABLES),
    "xlsx": ("fedparse.xlsx",),
    "sqlite": ("fedparse.sqlite",),
    "parquet": tuple(f"{table}.parquet" for table in _TABLES),
}
