"""What a batch can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Dedupe = Literal["exact", "near", "off"]
YearFrom = Literal["filename"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How each input is read: everything that changes what comes out for it.

    Attributes:
        encoding: The codec of all texts; None finds it from the bytes of each.
        columns: The columns of tables whose cells are the texts.
        year: The reference year of all reports.
        year_from: `filename`: the year in the name of a file, or of the nearest folder, overrules the text.
        with_text: Whether the source text goes into the documents.
        rules: The directory of a rule pack; None is the built-in one.
    """

    encoding: str | None = None
    columns: tuple[str, ...] = ()
    year: int | None = None
    year_from: YearFrom | None = None
    with_text: bool = False
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may cost: `timeout` in seconds, `max_memory` of a worker process in bytes of address space."""

    timeout: float = 60.0
    max_memory: int = 2 * 2**30
