"""Recognises what a file is by its bytes, whatever it is called."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.encoding import detect
from fedparse.sources.formats import FORMATS
from fedparse.sources.unpack import BROKEN, COMPRESSED

if TYPE_CHECKING:
    from typing import BinaryIO

    from fedparse.sources.formats import Format

_HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# The directory has four entries a sector; files with embedded objects have some hundred.
_MOST_OLE_SECTORS = 10_000
_OLE_END = 0xFFFFFFF0
_MIMETYPE = 200
TAR_BLOCK = 512
_TAR_SUM = slice(148, 156)
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_PAGE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,40}?[^\n]*multipart/related", re.IGNORECASE)


class Foreign(NamedTuple):
    """A file of a kind that fedparse does not read; `title` as `a PNG image`, `code` as in `SourceError`."""

    title: str
    code: str = "unsupported"


# Containers say more about themselves further on: an OLE file in its directory, a ZIP file in its member names.
_OLE_PARTS: tuple[tuple[str, Format | Foreign], ...] = (
    ("EncryptedPackage", Foreign("an Office document with a password", "encrypted")),
    ("WordDocument", FORMATS["doc"]),
    ("Workbook", FORMATS["xls"]),
    ("Book", FORMATS["xls"]),
    ("PowerPoint Document", Foreign("a PowerPoint presentation (.ppt)")),
)
_ZIP_PARTS: tuple[tuple[str, Format | Foreign], ...] = (
    ("word/document.xml", FORMATS["docx"]),
    ("xl/workbook.xml", FORMATS["xlsx"]),
    ("xl/workbook.bin", Foreign("a binary Excel workbook (.xlsb); save it as .xlsx")),
    ("ppt/presentation.xml", Foreign("a PowerPoint presentation (.pptx)")),
    ("OFD.xml", Foreign("an OFD document")),
)
_MIMETYPES: tuple[tuple[bytes, Format | Foreign], ...] = (
    (b"application/vnd.oasis.opendocument.text", FORMATS["odt"]),
    (b"application/vnd.oasis.opendocument.spreadsheet", FORMATS["ods"]),
    (b"application/vnd.oasis.opendocument", Foreign("an OpenDocument file")),
    (b"application/epub+zip", Foreign("an EPUB book")),
)
_PREFIXES: tuple[tuple[bytes, Format | Foreign], ...] = (
    (b"%PDF-", FORMATS["pdf"]),
    (b"{\\rtf", FORMATS["rtf"]),
    (b"\x89PNG\r\n\x1a\n", Foreign("a PNG image")),
    (b"\xff\xd8\xff", Foreign("a JPEG image")),
    (b"GIF87a", Foreign("a GIF image")),
    (b"GIF89a", Foreign("a GIF image")),
    (b"II*\0", Foreign("a TIFF image")),
    (b"MM\0*", Foreign("a TIFF image")),
    (b"7z\xbc\xaf\x27\x1c", Foreign("a 7-Zip archive (.7z)")),
    (b"Rar!\x1a\x07", Foreign("a RAR archive (.rar)")),
    (b"\x28\xb5\x2f\xfd", Foreign("a Zstandard archive (.zst)")),
    (b"SQLite format 3\0", Foreign("an SQLite database")),
    (b"PK\7\x08", Foreign("the first part of a split ZIP archive (join its parts first)")),
    (b"MZ", Foreign("a Windows program (run it to unpack it, if it is a self-extracting archive)")),
    (b"\x7fELF", Foreign("a program")),
)


def recognise(stream: BinaryIO, name: str) -> Format | Foreign:
    """What a file is. The stream is at its beginning, and can be anywhere afterwards.

    Args:
        stream: The file, which can seek.
        name: What it is called: text with the suffix `.csv` is a table.
    """
    head = stream.read(_HEAD)
    if head.startswith(_OLE):
        names = _ole_names(stream, head)
        return next((kind for part, kind in _OLE_PARTS if part in names), Foreign("an old Office file (OLE)"))
    if head.startswith(_ZIP):
        return _zip_kind(stream, head)
    if head.startswith(COMPRESSED) or is_tar_header(head[:TAR_BLOCK]):
        return FORMATS["tar"]
    # Some writers put a byte order mark or white space before what makes the kind known.
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(head)]
    known = next((kind for prefix, kind in _PREFIXES if start.startswith(prefix)), None)
    return known or _text_kind(head, name)


def is_tar_header(block: bytes) -> bool:
    """Whether 512 bytes are the header of a member of a tar archive: its sum is right."""
    if len(block) < TAR_BLOCK or not block[0]:
        return False
    field = block[_TAR_SUM]
    digits = field.strip(b" \0")
    # The sum counts its own eight bytes as spaces.
    return digits.isdigit() and _is_octal(digits, sum(block) - sum(field) + 8 * 0x20)


def _is_octal(digits: bytes, number: int) -> bool:
    return digits.lstrip(b"0") == b"%o" % number


def _ole_names(stream: BinaryIO, head: bytes) -> set[str]:
    """The names at the top of an OLE file ([MS-CFB]), and not those of what is embedded further down.

    A file that is damaged or breaks off has those that can be read.
    """
    try:
        entries = _ole_directory(stream, head)
    except (struct.error, IndexError):
        return {part for part, _ in _OLE_PARTS if part.encode("utf-16-le") in head}
    names: set[str] = set()
    seen: set[int] = set()
    # The entries of a storage are a tree: each leads to two others, and a storage to those in it.
    wait = [entries[0].child] if entries else []
    while wait:
        number = wait.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        names.add(entry.name)
        wait += (entry.left, entry.right)
    return names


class _OleEntry(NamedTuple):
    """An entry of the directory of an OLE file, and the numbers of others."""

    name: str
    left: int
    right: int
    child: int


def _ole_directory(stream: BinaryIO, head: bytes) -> list[_OleEntry]:
    """The entries of the directory.

    Raises:
        struct.error, IndexError: It is damaged.
    """
    shift = min(struct.unpack_from("<H", head, 30)[0], 12)
    size = 1 << shift
    sectors_of_table = struct.unpack_from("<109I", head, 76)
    sector = struct.unpack_from("<I", head, 48)[0]
    entries: list[_OleEntry] = []
    for _ in range(_MOST_OLE_SECTORS):
        if sector >= _OLE_END:
            break
        block = _ole_sector(stream, sector, size)
        entries += (_ole_entry(block[start : start + 128]) for start in range(0, len(block) - 127, 128))
        table = _ole_sector(stream, sectors_of_table[sector * 4 // size], size)
        sector = struct.unpack_from("<I", table, sector * 4 % size)[0]
    return entries


def _ole_sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _ole_entry(data: bytes) -> _OleEntry:
    length = struct.unpack_from("<H", data, 64)[0]
    return _OleEntry(
        data[: min(length, 64)].decode("utf-16-le", "replace").rstrip("\0"), *struct.unpack_from("<3I", data, 68)
    )


def _zip_kind(stream: BinaryIO, head: bytes) -> Format | Foreign:
    """What a ZIP file is.

    One that breaks off has no list of its members; their names still stand before their bytes.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(_MIMETYPE) if "mimetype" in names else b""
    except (*BROKEN, zipfile.BadZipFile, RuntimeError, struct.error, IndexError):
        names = {part for part, _ in _ZIP_PARTS if part.encode() in head}
        mimetype = next((kind for kind, _ in _MIMETYPES if kind in head[:300]), b"")
    found = next((kind for mark, kind in _MIMETYPES if mimetype.startswith(mark)), None)
    return found or next((kind for part, kind in _ZIP_PARTS if part in names), FORMATS["zip"])


def _text_kind(head: bytes, name: str) -> Format:
    if _MAIL_PAGE.match(head[:4096]):
        return FORMATS["mhtml"]
    if _WEB_PAGE.match(str(head[:4096], detect(head), "replace").removeprefix("\ufeff")):
        return FORMATS["html"]
    return FORMATS["csv" if PurePath(name).suffix.lower() in _TABLE_SUFFIXES else "text"]
