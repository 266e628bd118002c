"""The journal of a folder of results: what the inputs of this run are, and what became of every input so far.

It is an SQLite database that the parent alone writes. A result is in it whole or not at all, so a run that was killed
goes on where it stopped. Its order is that of the names by code points; SQLite compares the UTF-8 forms, which is the
same. A member of an archive is named after it and so stands behind it: when all inputs up to a name are done, nothing
can come to stand before that name any more.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.batch import stored
from fedparse.batch.errors import BatchError, refused
from fedparse.batch.stored import Result, Task, Unchanged
from fedparse.sources.membernames import numbered
from fedparse.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fedparse.batch.options import Dedupe, Reading

HOME = ".fedparse"
"""The folder in that of the results for all that a batch needs to go on."""
FILE = "journal.sqlite"
FORMAT = 1
"""Of the tables below and what is in them."""

_TODO, _MADE, _KNOWN = range(3)
_AHEAD = 256
_WAITING_MS = 60_000
_RESULT = ", ".join(Result._fields)
_SLOTS = ", ".join("?" * len(Result._fields))

_TABLES = f"""
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (
  name TEXT PRIMARY KEY, path BLOB, spooled TEXT, file_name TEXT, is_text INTEGER, depth INTEGER, size INTEGER,
  state INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS packs (digest TEXT PRIMARY KEY, parts TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results (name TEXT PRIMARY KEY, reading TEXT, rules TEXT, {_RESULT});
PRAGMA user_version = {FORMAT};
"""

TRANSIENT = ("missing", "unreadable", "needs-extra", "bug")
"""Failures that the next run looks into again: they are not, or not only, the fault of the bytes."""


class Settings(NamedTuple):
    """What a result hangs on beside bytes and name: the digest of the rules, and of everything else."""

    rules: str
    reading: str

    @classmethod
    def of(cls, reading: Reading, digest: str) -> Settings:
        """The settings of a run under rules of some digest."""
        told = asdict(reading)
        del told["rules"]
        data = json.dumps([FORMAT, VERSION, told], sort_keys=True).encode()
        return cls(digest, hashlib.sha256(data).hexdigest())


class Input(NamedTuple):
    """One input as it was found: `place` tells files apart, `result` is there when it is known without reading."""

    place: bytes
    name: str
    path: str
    size: int
    result: Result | None = None


class Entry(NamedTuple):
    """An input in its place in the order: `result` is None as long as there is none."""

    name: str
    is_reused: bool
    size: int
    result: Result | None


class Older(NamedTuple):
    """A result with the parts of the rules that made it (`past.parts_of`), where they are known."""

    parts: str | None
    result: Result


class Journal:
    """See the module. Without a path it is a database of its own that is gone with the process.

    Args:
        path: The file, which is made if it is not there.
        settings: Those of this run.
        retry: Whether results that are failures count as none.
        dedupe: The mode that the fingerprints of results must be of.
        payload: Whether a result without its document counts as none.
    """

    def __init__(
        self,
        path: Path | None,
        settings: Settings,
        *,
        retry: bool = False,
        dedupe: Dedupe = "off",
        payload: bool = True,
    ) -> None:
        self._path = path
        self._settings = settings
        self._terms = {
            "rules": settings.rules,
            "reading": settings.reading,
            "retry": retry,
            "dedupe": dedupe,
            "payload": payload,
        }
        self._base = connect(path)
        self._base.executescript(_TABLES)
        self._given = ""
        """All inputs up to this name are out or done."""
        self._read = ""
        """Those up to this one are in `_ahead` as well."""
        self._ahead: deque[Task] = deque()
        self._out: set[str] = set()
        self.files = 0
        self.size = 0

    def close(self, *, whole: bool = True) -> None:
        """Ends it; `whole` when everything was written that was to be."""
        with self._writing():
            self._note("whole", "1" if whole else "0")
        self._base.close()

    # The inputs of this run

    def begin(self, inputs: Iterable[Input], parts: str = "{}") -> None:
        """Takes the inputs of a run; the same file under two names is taken once, under the first.

        Files of one name (one in UTF-8, one in GBK) are told apart by a number: ` (2)`.

        Args:
            inputs: The inputs.
            parts: What the rules of this run are made of, for later runs under other rules.
        """
        with self._writing() as base:
            self._note("whole", "0")
            base.execute("INSERT OR REPLACE INTO packs VALUES (?, ?)", (self._settings.rules, parts))
            base.execute("DELETE FROM inputs")
            base.execute(
                "CREATE TEMP TABLE found (place BLOB PRIMARY KEY, name TEXT, path BLOB, size INTEGER, fate TEXT,"
                " code TEXT, reason TEXT) WITHOUT ROWID"
            )
            for found in inputs:
                known = found.result[:3] if found.result else (None, None, None)
                base.execute(
                    "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE"
                    " SET name = excluded.name, path = excluded.path WHERE excluded.name < name",
                    (found.place, found.name, os.fsencode(found.path), found.size, *known),
                )
            self._tell_apart()
            base.execute(
                "INSERT INTO inputs SELECT name, path, NULL, NULL, 0, 0, size, iif(fate IS NULL, ?, ?) FROM found"
                " ORDER BY name",
                (_TODO, _MADE),
            )
            for name, *result in base.execute("SELECT name, fate, code, reason FROM found WHERE fate IS NOT NULL"):
                self._put(name, Result(*result))
            base.execute("DROP TABLE found")
        self.files, self.size = base.execute("SELECT count(*), total(size) FROM inputs").fetchone()
        self.size = int(self.size)

    def _tell_apart(self) -> None:
        """Gives inputs that are called the same names of their own, in the order of their places."""
        same = "SELECT name FROM found GROUP BY name HAVING count(*) > 1"
        rows = self._base.execute(f"SELECT name, place FROM found WHERE name IN ({same}) ORDER BY name, place")  # noqa: S608
        for name, group in groupby(rows.fetchall(), key=itemgetter(0)):
            number = 1
            for _, place in list(group)[1:]:
                number += 1
                while self._base.execute("SELECT 1 FROM found WHERE name = ?", (numbered(name, number),)).fetchone():
                    number += 1
                self._base.execute("UPDATE found SET name = ? WHERE place = ?", (numbered(name, number), place))

    def tasks(self, most: int) -> list[Task]:
        """The next inputs to work on, in order: at most so many, none when all are out or done."""
        while len(self._ahead) < most and self._look_ahead():
            pass
        tasks = [self._ahead.popleft() for _ in range(min(most, len(self._ahead)))]
        if tasks:
            self._given = tasks[-1].name
        self._out.update(task.name for task in tasks)
        return tasks

    def _look_ahead(self) -> bool:
        rows = self._base.execute(_NEXT, {**self._terms, "after": self._read, "most": _AHEAD}).fetchall()
        for name, path, *rest, sha256, known, older in rows:
            if name not in self._out:
                place = None if path is None else os.fsdecode(path)
                spooled, file_name, is_text, depth = rest
                self._ahead.append(
                    Task(
                        name,
                        place,
                        spooled,
                        file_name or "",
                        bool(is_text),
                        depth,
                        sha256 if known else None,
                        sha256 if older else None,
                    )
                )
        if rows:
            self._read = rows[-1][0]
        return bool(rows)

    def _again_from(self, name: str) -> None:
        """Inputs came to stand behind a name: they are next."""
        self._given = self._read = min(self._given, name)
        self._ahead.clear()

    # What becomes of them

    def take(self, answers: Iterable[tuple[Task, Result | Unchanged]]) -> None:
        """Takes what became of some tasks, all of it or, when the process is killed meanwhile, none."""
        with self._writing():
            for task, answer in answers:
                self._out.discard(task.name)
                if isinstance(answer, Unchanged):
                    self._settle(task.name, _KNOWN, answer.size)
                    members = self._members(task.name)
                else:
                    self._put(task.name, answer)
                    self._settle(task.name, _MADE, answer.size)
                    members = answer.members
                if members:
                    self._add(task, stored.read(members))

    def _members(self, name: str) -> str | None:
        found: tuple[str | None] = self._base.execute("SELECT members FROM results WHERE name = ?", (name,)).fetchone()
        return found[0]

    def _add(self, container: Task, members: Iterable[stored.Found]) -> None:
        """Adds what was in an archive or a table to the inputs."""
        for member in members:
            given = (
                member.name,
                None,
                member.sha256,
                member.file_name,
                member.is_text,
                container.depth + 1,
                member.size,
            )
            if member.sha256 is None:
                self._put(member.name, Result(member.fate, member.code, member.reason, size=member.size))
                state = _MADE
            else:
                terms = {**self._terms, "name": member.name, "sha256": member.sha256}
                state = _KNOWN if self._base.execute(_IS_KNOWN, terms).fetchone() else _TODO
            added = self._base.execute("INSERT OR IGNORE INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*given, state))
            self.files += added.rowcount
            self.size += member.size * added.rowcount
        self._again_from(container.name)

    def _settle(self, name: str, state: int, size: int | None) -> None:
        self._base.execute("UPDATE inputs SET state = ?, size = coalesce(?, size) WHERE name = ?", (state, size, name))

    def _put(self, name: str, result: Result) -> None:
        self._base.execute(
            f"INSERT OR REPLACE INTO results VALUES (?, ?, ?, {_SLOTS})",  # noqa: S608 - names of columns
            (name, self._settings.reading, self._settings.rules, *result),
        )

    def _note(self, key: str, value: str) -> None:
        self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, value))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        place = self._path or "a temporary file"
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield self._base
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise refused(error, place) from error
        except BaseException:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise

    @property
    def base(self) -> sqlite3.Connection:
        """The database."""
        return self._base


_KNOWN_TERMS = f"""
  r.reading = :reading AND r.rules = :rules AND r.sha256 IS NOT NULL
  AND (r.fate <> 'failed' OR NOT :retry AND r.code NOT IN {TRANSIENT})
  AND (r.fate <> 'converted' OR (:dedupe = 'off' OR r.dedupe = :dedupe) AND (NOT :payload OR r.payload IS NOT NULL))
"""
# Members that are not known, or archives themselves, are needed in the spool again.
_MEMBERS_KNOWN = f"""
  (r.members IS NULL OR NOT EXISTS (
    SELECT 1 FROM json_each(r.members) AS m LEFT JOIN results AS k ON k.name = json_extract(m.value, '$[0]')
    WHERE json_extract(m.value, '$[3]') IS NOT NULL AND (
      k.sha256 IS NOT json_extract(m.value, '$[3]') OR k.fate = 'opened' OR NOT ({_KNOWN_TERMS.replace("r.", "k.")}))))
"""  # noqa: S608 - no value is written into it
_NEXT = f"""
SELECT i.name, i.path, i.spooled, i.file_name, i.is_text, i.depth, r.sha256,
  ({_KNOWN_TERMS} AND {_MEMBERS_KNOWN}) AS known,
  (r.reading = :reading AND r.rules <> :rules AND r.fate = 'converted' AND r.payload IS NOT NULL) AS older
FROM inputs AS i LEFT JOIN results AS r ON r.name = i.name
WHERE i.state = 0 AND i.name > :after ORDER BY i.name LIMIT :most
"""  # noqa: S608 - no value is written into it
_IS_KNOWN = f"""
SELECT 1 FROM results AS r WHERE r.name = :name AND r.sha256 = :sha256 AND r.fate <> 'opened' AND {_KNOWN_TERMS}
"""  # noqa: S608
_OLDER = f"""
SELECT p.parts, {", ".join(f"r.{name}" for name in Result._fields)}
FROM results AS r LEFT JOIN packs AS p ON p.digest = r.rules WHERE r.name = ?
"""  # noqa: S608
_ENTRIES = f"""
SELECT i.name, i.state, i.size, {", ".join(f"r.{name}" for name in Result._fields)}
FROM inputs AS i LEFT JOIN results AS r ON r.name = i.name AND i.state > 0
WHERE i.name > ? ORDER BY i.name LIMIT ?
"""  # noqa: S608


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection to a journal."""
    base = sqlite3.connect(path or "", timeout=_WAITING_MS / 1000, isolation_level=None, check_same_thread=False)
    # After a power cut the journal may lack the last results, never more: they are made again.
    base.execute(f"PRAGMA journal_mode = {'WAL' if path else 'OFF'}")
    base.execute(f"PRAGMA synchronous = {'NORMAL' if path else 'OFF'}")
    return base


def entries(base: sqlite3.Connection, after: str, most: int) -> list[Entry]:
    """The inputs behind a name, in order, at most so many."""
    return [
        Entry(name, state == _KNOWN, size or 0, Result(*rest) if state else None)
        for name, state, size, *rest in base.execute(_ENTRIES, (after, most)).fetchall()
    ]


def older(base: sqlite3.Connection, name: str) -> Older | None:
    """The result that is in the journal for a name, whatever rules made it."""
    row = base.execute(_OLDER, (name,)).fetchone()
    return Older(row[0], Result(*row[1:])) if row else None


# A journal that cannot be gone on with


def mended(path: Path, tell: Callable[[str], None]) -> None:
    """Sees to it that what is at `path` is a sound journal of this format, or nothing."""
    if not path.exists():
        return
    problem = _problem(path)
    if problem:
        tell(f"{path}: {problem}; everything is converted again")
        remove(path)


def remove(path: Path) -> None:
    """Deletes a journal."""
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(FileNotFoundError):
            name.unlink()


def _problem(path: Path) -> str | None:
    """What is wrong with a journal, which is read through only if the run before did not come to its end."""
    try:
        base: Any = sqlite3.connect(path, timeout=_WAITING_MS / 1000, isolation_level=None)
        try:
            (found,) = base.execute("PRAGMA user_version").fetchone()
            if found != FORMAT:
                return "the journal was written by another version of fedparse"
            whole = base.execute("SELECT value FROM notes WHERE key = 'whole'").fetchone()
            if whole != ("1",) and base.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return "the journal is damaged"
            return None
        finally:
            base.close()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise BatchError(f"{path}: another program uses the journal; end it first") from error
        return "the journal is damaged"
