"""A document and its rows as the journal keeps them: one piece, compressed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from fedparse.export.tables import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.export.tables import Rows

_QUICK = 1
"""The level of zlib: a higher one takes ten times as long and saves a fifth."""


def pack(document: bytes, rows: Rows) -> bytes:
    """A document, as JSON in one line, and its rows."""
    return zlib.compress(b"%b\n%b" % (document.rstrip(b"\n"), packed(rows)), _QUICK)


def unpack(payload: bytes) -> tuple[bytes, Rows]:
    """What `pack` has packed."""
    document, _, rows = zlib.decompress(payload).partition(b"\n")
    return document, unpacked(rows)


def document_of(payload: bytes) -> bytes:
    """The document alone."""
    return zlib.decompress(payload).partition(b"\n")[0]


def changed(payload: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same rows with another document."""
    document, _, rows = zlib.decompress(payload).partition(b"\n")
    return zlib.compress(b"%b\n%b" % (change(document), rows), _QUICK)
