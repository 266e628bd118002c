"""What is exported, and what every format's writer (a sink) can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Outcome = Literal["converted", "duplicate", "failed", "skipped"]
"""What became of an input. `skipped`: no document at all, as `Thumbs.db`."""

Row = tuple[str | int | Decimal | bool | None, ...]
"""One row of a table; a date is an ISO string."""


@dataclass(frozen=True, slots=True)
class Record:
    """One input, in its place in the order.

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
