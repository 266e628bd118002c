"""A document and its rows as the journal keeps them, in one piece.

They are not compressed: that would halve the journal and cost a tenth of what it costs to parse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.export.tables import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.export.tables import Rows


def pack(document: bytes, rows: Rows) -> bytes:
    """A document, as JSON in one line, and its rows."""
    return b"%b\n%b" % (document.rstrip(b"\n"), packed(rows))


def unpack(payload: bytes) -> tuple[bytes, Rows]:
    """What `pack` has packed."""
    document, _, rows = payload.partition(b"\n")
    return document, unpacked(rows)


def document_of(payload: bytes) -> bytes:
    """The document alone."""
    return payload.partition(b"\n")[0]


def changed(payload: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same rows with another document."""
    document, _, rows = payload.partition(b"\n")
    return b"%b\n%b" % (change(document), rows)
