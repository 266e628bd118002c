"""Inputs that repeat an earlier one: exactly, or nearly.

Exactly: the same text but for white space and letter width. Nearly: of all runs of three characters that two texts
have, at least seven in ten are in both; a copy with other figures, a line more or another title is one.

A worker makes the fingerprint of a text, and one process looks them up in the order of the names, so that the answer
does not hang on who was first. What is known lies in an SQLite file: memory does not grow with the number of inputs.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import unicodedata
import zlib
from array import array
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from fedparse.batch.options import Dedupe

LIKENESS = 0.7
"""Two texts repeat each other when they share so much of the runs of characters that either has (Jaccard index)."""
_GRAM = 3
_WIDTH = 4
"""Bytes of a character in UTF-32."""
_SKETCH = 1024
"""So many of the runs of a text, those with the lowest hashes, stand for all of them. A report of two pages has fewer,
and its likeness is exact; that of a longer one is right to some 0.015."""

_ODD = 0x9E3779B1

_BANDS, _ROWS = 40, 5
"""The runs fall into 200 bins, whose lowest hashes are compared by fives. Texts that are 0.7 alike agree in at least
one of the 40 with a probability of 1 - (1 - 0.7^5)^40 = 0.9994; those that are 0.1 alike, as two reports are that have
nothing to do with each other, in 0.0004."""
_BINS = _BANDS * _ROWS
_CROWD = 64
"""A five that more texts have is a phrase of a form, and only the first of them are looked at; of all candidates, so
many that share most fives are."""

_WIDE = tuple(zip("\uff0c\uff1a\uff1b\uff08\uff09\uff01\uff1f\uff0e\u2026", (*",:;()!?.", "..."), strict=True))
"""Full-width punctuation that every text has, and the ellipsis."""

_TABLES = """
PRAGMA cache_size = -16384;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE whole (digest BLOB PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sketch BLOB NOT NULL);
CREATE TABLE bands (key INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
BEGIN;
"""


def fingerprint(text: str, mode: Dedupe) -> bytes:
    """What a text is compared by: a pure function of the two, the same on every machine.

    Returns:
        `exact`: the SHA-256 of the text without white space and letter width, 32 bytes. `near`: hashes of its runs of
        three characters, at most 4 KiB. Nothing for a text without characters and for `off`: it repeats nothing.
    """
    if mode == "off":
        return b""
    bare = "".join(text.split())
    # Normalisation is slow, and of most texts these marks are all that it would change.
    for wide, narrow in _WIDE:
        bare = bare.replace(wide, narrow)
    if not unicodedata.is_normalized("NFKC", bare):
        bare = "".join(unicodedata.normalize("NFKC", bare).split())
    if not bare:
        return b""
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).digest() if mode == "exact" else _sketch(bare)


class Deduper:
    """Says of each input which earlier one it repeats. To be asked in the order of the names, once for each."""

    def __init__(self, mode: Dedupe, storage: Path | None = None) -> None:
        """Begins with nothing known.

        Args:
            mode: `exact`, `near`, or `off`, which finds nothing.
            storage: Where to keep what is known; a file there is replaced. None is a temporary file that has no name.
        """
        self.mode = mode
        if storage:
            storage.unlink(missing_ok=True)
        self._known = sqlite3.connect(storage or "", isolation_level=None)
        # One transaction that never ends: nobody else reads the file, and it is worth nothing after this run.
        self._known.executescript(_TABLES)

    def original(self, name: str, text: str) -> str | None:
        """The name of the earlier input whose text this one repeats; None, and it is remembered, when it is new."""
        return self.original_of(name, fingerprint(text, self.mode))

    def original_of(self, name: str, mark: bytes) -> str | None:
        """As `original`, for the fingerprint of the text in the same mode.

        The input named is always new itself. Of several that are near, it is the one most alike, and then the first.
        """
        if not mark or self.mode == "off":
            return None
        return self._equal(name, mark) if self.mode == "exact" else self._near(name, mark)

    def close(self) -> None:
        """Forgets everything that is not in the file."""
        self._known.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _equal(self, name: str, mark: bytes) -> str | None:
        found = self._row("SELECT name FROM whole WHERE digest = ?", mark)
        if found is None:
            self._known.execute("INSERT INTO whole VALUES (?, ?)", (mark, name))
        return str(found[0]) if found else None

    def _near(self, name: str, mark: bytes) -> str | None:
        hashes = _hashes(mark)
        keys = _keys(hashes)
        best = max(self._likely(set(hashes), keys), default=None)
        if best is None:
            new = self._known.execute("INSERT INTO texts (name, sketch) VALUES (?, ?)", (name, mark)).lastrowid
            self._known.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(key, new) for key in keys])
            return None
        found = self._row("SELECT name FROM texts WHERE id = ?", -best[1])
        assert found
        return str(found[0])

    def _likely(self, hashes: AbstractSet[int], keys: list[int]) -> Iterator[tuple[float, int]]:
        """The likeness and the negative id of the known texts that are near."""
        shared: Counter[int] = Counter()
        for key in keys:
            with closing(self._known.execute("SELECT id FROM bands WHERE key = ? LIMIT ?", (key, _CROWD))) as rows:
                shared.update(id_ for (id_,) in rows)
        for id_ in sorted(shared, key=lambda id_: (-shared[id_], id_))[:_CROWD]:
            found = self._row("SELECT sketch FROM texts WHERE id = ?", id_)
            assert found
            share = _likeness(hashes, set(_hashes(found[0])))
            if share >= LIKENESS:
                yield share, -id_

    def _row(self, query: str, value: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._known.execute(query, (value,)).fetchone()
        return found


def _likeness(one: AbstractSet[int], other: AbstractSet[int]) -> float:
    both = one & other
    if max(len(one), len(other)) < _SKETCH:
        return len(both) / (len(one) + len(other) - len(both))
    # Of a longer text only the lowest hashes are known: up to the last of them, what stands for both is whole.
    lowest = sorted(one | other)[:_SKETCH]
    return len(both & set(lowest)) / len(lowest)


def _sketch(bare: str) -> bytes:
    """The lowest hashes of the runs of a text, each once, ascending."""
    data = bare.encode("utf-32-le", "surrogatepass")
    ends = range(_GRAM * _WIDTH, max(len(data), _GRAM * _WIDTH) + 1, _WIDTH)
    runs = {data[end - _GRAM * _WIDTH : end] for end in ends}
    # A CRC keeps neighbours together; times an odd number it is another one, and no two become the same.
    hashes = array("I", sorted([zlib.crc32(run) * _ODD & 0xFFFFFFFF for run in runs])[:_SKETCH])
    return _little(hashes).tobytes()


def _hashes(mark: bytes) -> array[int]:
    hashes = array("I")
    hashes.frombytes(mark)
    return _little(hashes)


def _little(hashes: array[int]) -> array[int]:
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes


def _keys(hashes: array[int]) -> list[int]:
    """A key for each five of bins that is not empty; texts with a key in common are worth a look."""
    lowest = [0] * _BINS
    # Descending, so that the lowest is what stays.
    for value in reversed(hashes):
        lowest[value % _BINS] = value
    fives = zip(*[iter(lowest)] * _ROWS, strict=True)
    return [hash((band, *five)) for band, five in enumerate(fives) if any(five)]
