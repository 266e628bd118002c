"""Opens workbooks (.xlsx, .xls, .ods) with calamine, which trusts them: what could hurt is looked for before."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO, Protocol
from xml.parsers import expat

from fedparse.errors import SourceError
from fedparse.sources import limits
from fedparse.sources.unpack import BROKEN, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_UNPACKED = 1024**3
"""Bytes of all parts of a workbook."""
_PIECE = 1024 * 1024
# More than an attribute takes that lies across the border of two pieces.
_OVERLAP = 64
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""", re.IGNORECASE)
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
# A reference never needs an entity; one could hide it from the patterns above.
_HIDDEN = re.compile(rb"""\sr\s*=\s*["'][^"'<]{0,16}&""")
# In an .xls file: the record that begins the workbook ([MS-XLS] 2.4.21), maybe WriteProtect, and FilePass (2.4.117).
_XLS_PASSWORD = re.compile(rb"\x09\x08\x10\0\0\x06\x05\0.{12}(?:\x86\0\0\0)?\x2f\0", re.DOTALL)
_BROKEN = (*BROKEN, zipfile.BadZipFile, NotImplementedError, struct.error, IndexError, expat.ExpatError)
_DAMAGED = "is damaged ({fault}); open it, save it again and try that"
_MANIFEST = "META-INF/manifest.xml"
"""What says of each part of an OpenDocument file whether it is encrypted."""
_ENCRYPTED = "has a password; take it off first"


def read_workbook(stream: BinaryIO, name: str) -> Iterator[tuple[str, Sequence[Sequence[object]]]]:
    """The sheets of a workbook, one after the other: the title, and the rows from row 1 and column A on.

    Raises:
        SourceError: It is damaged, too large, has a password, or calamine is not there.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra
    except ImportError:
        reason = "needs python-calamine to be read: pip install 'fedparse[xlsx]'"
        raise SourceError(name, reason, "needs-extra") from None
    _check(stream, name)
    stream.seek(0)
    try:
        with calamine.load_workbook(stream) as book:
            for title in book.sheet_names:
                yield title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except calamine.PasswordError:
        raise SourceError(name, _ENCRYPTED, "encrypted") from None
    except (calamine.CalamineError, ValueError, OSError, OverflowError) as error:
        raise SourceError(name, _DAMAGED.format(fault=_fault(error)), "damaged") from None
    except BaseException as error:
        # A fault inside calamine, which is written in Rust, is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(name, _DAMAGED.format(fault="a fault in python-calamine"), "damaged") from None


def _check(stream: BinaryIO, name: str) -> None:
    """Refuse a workbook that would fill the memory: one that unpacks to too much, or with cells far apart.

    Raises:
        SourceError: It is one, or it is damaged.
    """
    if stream.seek(0, 2) > limits.MAX_BYTES:
        raise SourceError(name, f"has more than {shown(limits.MAX_BYTES)}; split it into smaller ones", "too-large")
    stream.seek(0)
    if stream.read(2) != b"PK":
        if _XLS_PASSWORD.search(stream.read()):
            raise SourceError(name, _ENCRYPTED, "encrypted")
        return
    try:
        with zipfile.ZipFile(stream) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise SourceError(name, _ENCRYPTED, "encrypted")
            if _MANIFEST in archive.namelist() and b"encryption-data" in archive.open(_MANIFEST).read(_PIECE):
                raise SourceError(name, _ENCRYPTED, "encrypted")
            rest = _MAX_UNPACKED
            for entry in archive.infolist():
                rest -= _check_part(archive, entry, name, rest)
    except _BROKEN as error:
        raise SourceError(name, _DAMAGED.format(fault=_fault(error)), "damaged") from None


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, rest: int) -> int:
    """Look through a part of a workbook.

    Returns:
        Its size in bytes.
    """
    if limits.is_bomb(entry.file_size, entry.compress_size):
        raise SourceError(name, f"unpacks to more than {limits.MAX_RATIO} times its size; it was not read", "bomb")
    # A part may hold more than the list of parts says; calamine reads all of it.
    entry.file_size = rest + 2 * _PIECE
    size = 0
    corner: _Corner = _OdsCorner() if entry.filename == "content.xml" else _XlsxCorner()
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            size += len(piece)
            if size > rest:
                raise SourceError(name, f"unpacks to more than {shown(_MAX_UNPACKED)}; split it", "too-large")
            corner.look(piece)
            if corner.rows * corner.columns > limits.MAX_CELLS:
                reason = "has cells so far apart that they fill the memory; copy its texts into a new workbook"
                raise SourceError(name, reason, "too-large")
    return size


class _Corner(Protocol):
    """How far down and to the right a sheet goes: all cells up to there are kept in memory."""

    rows: int
    columns: int

    def look(self, data: bytes) -> None:
        """Note the cells in the next piece of XML."""


class _XlsxCorner:
    """Finds the references of cells; a cell without one stands behind the one before it."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._before = b""

    def look(self, data: bytes) -> None:
        data = self._before + data
        if _HIDDEN.search(data):
            raise ValueError("a reference of a cell is hidden")
        cells = _CELL.findall(data)
        rows = {row for _, row in cells}.union(_ROW.findall(data))
        self.rows = max(self.rows, max(map(int, rows), default=0))
        self.columns = max(self.columns, max(map(_place, {column for column, _ in cells}), default=0))
        if len(_CELL_TAG.findall(data)) > len(cells):
            self.columns = max(self.columns, *(len(_CELL_TAG.findall(row)) for row in _ROW_TAG.split(data)))
        self._before = data[-_OVERLAP:]


class _OdsCorner:
    """Counts rows and cells, which may say that they are repeated; empty ones count up to the last that is not."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._repeated = 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse

    def look(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._row = self._column = 0
        elif tag == "table:table-row":
            self._repeated = int(attributes.get("table:number-rows-repeated", 1))
            self._row += self._repeated
            self._column = 0
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._column += int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._reach()
        elif tag == "text:p":
            self._reach()

    def _reach(self) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("it declares a document type")


def _place(column: bytes) -> int:
    """The number of a column by its letters, from 1."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _fault(error: BaseException) -> str:
    """What a library says is wrong, short and on one line."""
    return " ".join(str(error).split())[:80].rstrip(".") or type(error).__name__
