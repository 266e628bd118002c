"""Follows the journal in the order of the names and writes the outputs, while the workers are still at it.

It is a process of its own. What it writes hangs on the journal alone: when it is killed it begins anew, and the same
bytes come out. The files are made in a folder of their own and moved to their places by the parent when all are whole.
"""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fedparse.batch import journal
from fedparse.batch.dedupe import Deduper
from fedparse.batch.errors import refused
from fedparse.batch.payload import unpack
from fedparse.batch.summary import CHANGES_FILE, Change
from fedparse.batch.tallies import Tallies
from fedparse.errors import FedparseError
from fedparse.export.csv import guarded
from fedparse.export.sinks import SINKS, Record
from fedparse.export.tables import file_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

    from fedparse.batch.journal import Entry
    from fedparse.batch.options import Dedupe
    from fedparse.batch.processes import Cell
    from fedparse.batch.stored import Result
    from fedparse.export.sinks import Outcome, Sink

_AT_ONCE = 64
_PAUSE = 0.1
"""Seconds until the journal is looked at again when there was nothing new in it."""


class Plan(NamedTuple):
    """What the export is to do: follow `journal`, write files of the formats in `to` to `folder`.

    With `explains` the figures that changed rules have changed are a file, too.
    """

    journal: Path
    folder: Path
    to: tuple[str, ...]
    dedupe: Dedupe
    explains: bool = False


class ChangeList:
    """Writes the figures that changed, all of them, to a file that Excel opens."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / CHANGES_FILE).open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(Change._fields)

    def add(self, changes: str) -> None:
        """Writes the changes of a document, as its result has them."""
        self._writer.writerows([*map(guarded, change)] for change in json.loads(changes))

    def close(self) -> None:
        """Completes the file."""
        self._file.close()


@dataclass(slots=True)
class Follower:
    """Goes through a journal, once and in order, and hands each input on as a record."""

    base: sqlite3.Connection
    sinks: Sequence[Sink]
    deduper: Deduper
    changes: ChangeList | None = None
    tallies: Tallies = field(default_factory=Tallies)
    _after: str = ""

    def advance(self, *, to_the_end: bool = False) -> bool:
        """Takes what is done up to the first input that is not; `to_the_end`, those behind it too.

        Returns:
            Whether there may be more at once.
        """
        entries = journal.entries(self.base, self._after, _AT_ONCE)
        for entry in entries:
            if entry.result is None and not to_the_end:
                return False
            self._take(entry, entry.result)
            self._after = entry.name
        return len(entries) == _AT_ONCE

    def _take(self, entry: Entry, result: Result | None) -> None:
        if result is None:
            self.tallies.left += 1
            self.tallies.files += 1
            self.tallies.size += entry.size
            return
        if result.fate == "opened":
            return
        original = None
        if result.fate == "converted":
            original = self.deduper.original_of(entry.name, result.fingerprint)
        outcome: Outcome = "duplicate" if original is not None else result.fate
        numbers = self.tallies.add(entry.name, outcome, result, original)
        self.tallies.reused += entry.is_reused
        if self.changes and result.changes and outcome == "converted":
            self.changes.add(result.changes)
        if self.sinks:
            record = _record(entry.name, outcome, result, original, numbers or [None, None, None])
            for sink in self.sinks:
                sink.add(record)

    def close(self) -> Tallies:
        """Completes the files; the sums over all that was taken."""
        for sink in self.sinks:
            sink.close()
        if self.changes:
            self.changes.close()
        self.deduper.close()
        return self.tallies


def _record(name: str, outcome: Outcome, result: Result, original: str | None, numbers: Sequence[int | None]) -> Record:
    reports, mentions, diagnostics = numbers
    file = file_row(
        name,
        outcome,
        code=result.code,
        reason=result.reason,
        duplicate_of=original,
        media_type=result.media_type,
        encoding=result.encoding,
        size=result.size,
        sha256=result.sha256,
        characters=result.characters,
        reports=reports,
        mentions=mentions,
        diagnostics=diagnostics,
    )
    if outcome != "converted" or result.payload is None:
        return Record(name, outcome, result.code, result.reason, original, file)
    document, rows = unpack(result.payload)
    return Record(name, outcome, None, None, None, file, document, rows)


class Ready(NamedTuple):
    """The sinks are made: their libraries are there."""


class Begin(NamedTuple):
    """Tells that the inputs of this run are in the journal."""


class Finish(NamedTuple):
    """Asks for the end: nothing more will come."""


class Failed(NamedTuple):
    """The files cannot be written."""

    error: FedparseError


def follow(connection: Connection, cell: Cell, _: object, plan: Plan) -> None:
    """What the process of the export does: it says that it is ready, follows, and at the end sends the sums.

    The number of duplicates so far stands in its cell as that of a task.
    """
    with suppress(EOFError, OSError):
        try:
            sinks = [SINKS[name](plan.folder) for name in plan.to]
            connection.send(Ready())
            connection.recv()
            changes = ChangeList(plan.folder) if plan.explains else None
            follower = Follower(journal.connect(plan.journal), sinks, Deduper(plan.dedupe), changes)
            while not connection.poll(0 if follower.advance() else _PAUSE):
                cell.begin(follower.tallies.outcomes["duplicate"], 0)
            connection.recv()
            while follower.advance(to_the_end=True):
                pass
            connection.send(follower.close())
        except EOFError:
            raise
        except FedparseError as error:
            connection.send(Failed(error))
        except OSError as error:
            connection.send(Failed(refused(error, plan.folder)))
