"""Recognises what a file is by its bytes, whatever it is called."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.encoding import detect
from fedparse.sources.formats import FORMATS

if TYPE_CHECKING:
    from typing import BinaryIO

    from fedparse.sources.formats import Format

_HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_MARK = b"ustar"
_TAR_MARK_AT = 257
_COMPRESSED = (b"\x1f\x8b", b"\xfd7zXZ\0", b"BZh")
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_PAGE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,40}?[^\n]*multipart/related", re.IGNORECASE)


class Foreign(NamedTuple):
    """A file of a kind that fedparse does not read; `title` as `a PNG image`, `code` as in `SourceError`."""

    title: str
    code: str = "unsupported"


# Containers say more about themselves further on: an OLE file in its directory, a ZIP file in its member names.
_OLE_PARTS: tuple[tuple[bytes, Format | Foreign], ...] = (
    ("EncryptedPackage".encode("utf-16-le"), Foreign("an Office document with a password", "encrypted")),
    ("WordDocument".encode("utf-16-le"), FORMATS["doc"]),
    ("Workbook".encode("utf-16-le"), FORMATS["xls"]),
    ("PowerPoint Document".encode("utf-16-le"), Foreign("a PowerPoint presentation (.ppt)")),
)
_ZIP_PARTS: tuple[tuple[str, Format | Foreign], ...] = (
    ("word/document.xml", FORMATS["docx"]),
    ("xl/workbook.xml", FORMATS["xlsx"]),
    ("xl/workbook.bin", FORMATS["xlsx"]),
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
    (b"MZ", Foreign("a Windows program")),
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
        data = head + stream.read()
        return next((kind for part, kind in _OLE_PARTS if part in data), Foreign("an old Office file (OLE)"))
    if head.startswith(_ZIP):
        return _zip_kind(stream, head)
    if head.startswith(_COMPRESSED) or head[_TAR_MARK_AT:].startswith(_TAR_MARK):
        return FORMATS["tar"]
    # Some writers put a byte order mark or white space before what makes the kind known.
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(head)]
    known = next((kind for prefix, kind in _PREFIXES if start.startswith(prefix)), None)
    return known or _text_kind(head, name)


def _zip_kind(stream: BinaryIO, head: bytes) -> Format | Foreign:
    """What a ZIP file is.

    One that breaks off has no list of its members; their names still stand before their bytes.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
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
