"""What a batch would do, without doing it: nothing is converted, and nothing is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from fedparse.batch.inputs import find
from fedparse.batch.journal import FILE, HOME, Settings
from fedparse.batch.summary import Failure
from fedparse.errors import SourceError
from fedparse.packs import load_pack
from fedparse.sources import known_kind, opened
from fedparse.sources.reader import lacking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fedparse.batch.journal import Input
    from fedparse.batch.options import Reading
    from fedparse.sources.formats import Format

_KNOWN = "SELECT size FROM results WHERE name = ? AND reading = ? AND rules = ?"


class Kind(NamedTuple):
    """Files of one format, and their bytes; `install` is the command without which they cannot be read."""

    format: Format
    files: int
    size: int
    install: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch would do.

    Attributes:
        kinds: The files that would be read, by format; the most first. Archives and tables are not opened.
        known: How many of them an earlier run has done, as far as their names and sizes tell.
        failures: What cannot be read.
        skipped: What is no document.
    """

    kinds: Sequence[Kind]
    known: int
    failures: Sequence[Failure]
    skipped: Sequence[Failure]

    @property
    def is_sound(self) -> bool:
        """Whether everything can be read."""
        return not self.failures and all(kind.install is None for kind in self.kinds)

    @property
    def files(self) -> int:
        """How many files would be read."""
        return sum(kind.files for kind in self.kinds)

    @property
    def size(self) -> int:
        """How many bytes they have."""
        return sum(kind.size for kind in self.kinds)


def plan(inputs: Iterable[str], out: Path | None, reading: Reading) -> Plan:
    """What `convert` would do with the same arguments.

    Raises:
        PackError: the rules cannot be loaded.
    """
    found = sorted({each.place: each for each in find(inputs, out)}.values(), key=attrgetter("name"))
    counts: dict[str, Kind] = {}
    failures: list[Failure] = []
    skipped: list[Failure] = []
    read: list[Input] = []
    for each in found:
        if each.result is not None:
            told = Failure(each.name, each.result.code or "", each.result.reason or "")
            (skipped if each.result.fate == "skipped" else failures).append(told)
            continue
        try:
            with opened(each.path) as stream:
                kind = known_kind(stream, each.name)
        except SourceError as error:
            failures.append(Failure(each.name, error.code, error.reason))
            continue
        before = counts.get(kind.id) or Kind(kind, 0, 0, lacking(kind))
        counts[kind.id] = before._replace(files=before.files + 1, size=before.size + each.size)
        read.append(each)
    kinds = sorted(counts.values(), key=lambda kind: (-kind.files, kind.format.id))
    return Plan(kinds, _known(read, out, reading), failures, skipped)


def _known(inputs: Sequence[Input], out: Path | None, reading: Reading) -> int:
    """How many inputs the journal of a folder has a result for, under the same settings."""
    settings = Settings.of(reading, load_pack(reading.rules).digest)
    place = out and out / HOME / FILE
    if not place or not place.is_file():
        return 0
    # A journal that was closed well is opened as one that nobody writes to, or SQLite would put files beside it.
    is_closed = not place.with_name(f"{place.name}-wal").exists()
    try:
        uri = f"{place.absolute().as_uri()}?mode=ro{'&immutable=1' if is_closed else ''}"
        with closing(sqlite3.connect(uri, uri=True)) as base:
            sizes = (base.execute(_KNOWN, (each.name, settings.reading, settings.rules)).fetchone() for each in inputs)
            return sum(size == (each.size,) for size, each in zip(sizes, inputs, strict=True))
    except sqlite3.Error:
        # A journal that is damaged or of another version is none.
        return 0
