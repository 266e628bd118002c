"""Recognises files that are no plain text by their first bytes, whatever they are called."""

from __future__ import annotations

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

# Containers say more about themselves further on: an OLE file in its directory, a ZIP file in its member names.
_OLE_PARTS = (
    ("WordDocument".encode("utf-16-le"), "a Word or WPS document (.doc, .wps)"),
    ("Workbook".encode("utf-16-le"), "an Excel workbook (.xls)"),
    ("PowerPoint Document".encode("utf-16-le"), "a PowerPoint presentation (.ppt)"),
)
_ZIP_PARTS = (
    (b"word/document.xml", "a Word document (.docx)"),
    (b"xl/workbook.", "an Excel workbook (.xlsx)"),
    (b"ppt/presentation.xml", "a PowerPoint presentation (.pptx)"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (.odt, .ods, .odp)"),
    (b"application/epub+zip", "an EPUB book"),
    (b"OFD.xml", "an OFD document"),
)
_PREFIXES = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive (.gz)"),
    (b"\xfd7zXZ\0", "an xz archive (.xz)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive (.7z)"),
    (b"Rar!\x1a\x07", "a RAR archive (.rar)"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive (.zst)"),
    (b"SQLite format 3\0", "an SQLite database"),
)


def foreign_kind(data: bytes) -> str | None:
    """What kind of file `data` is, as `a PDF document`, when its first bytes are those of a known one; else None."""
    if data.startswith(_OLE):
        return next((kind for part, kind in _OLE_PARTS if part in data), "an old Office file (OLE)")
    if data.startswith(_ZIP):
        return next((kind for part, kind in _ZIP_PARTS if part in data), "a ZIP archive")
    return next((kind for prefix, kind in _PREFIXES if data.startswith(prefix)), None)
