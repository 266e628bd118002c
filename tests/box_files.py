"""Makes the archives, tables and Office files that tests read, byte by byte where no library would make them so."""

from __future__ import annotations

import io
import itertools
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LINE = "全年举办培训班16期，培训妇女820余人次。\n"


# ZIP


def zip_of(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def raw_zip(members: Sequence[RawMember]) -> bytes:
    """A ZIP file whose headers say what they are told to say."""
    body, directory = b"", b""
    for member in members:
        place = len(body) if member.place is None else member.place
        common = struct.pack(
            "<HHHHHIII",
            20,
            member.flags,
            member.method,
            0,
            0x21,
            member.crc,
            len(member.packed),
            member.size,
        )
        if member.place is None:
            header = b"PK\3\4" + common + struct.pack("<HH", len(member.name), 0)
            body += header + member.name + member.packed
        tail = struct.pack("<HHHHHII", len(member.name), len(member.extra), 0, 0, 0, 0, place)
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + tail + member.name + member.extra
    number = len(members)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, number, number, len(directory), len(body), 0)
    return body + directory + end


class RawMember:
    """A member of a ZIP file; `place` leads to the bytes of another one, which stand there already."""

    def __init__(
        self,
        name: bytes,
        data: bytes = LINE.encode(),
        *,
        flags: int = 0,
        method: int = 0,
        size: int | None = None,
        extra: bytes = b"",
        place: int | None = None,
    ) -> None:
        import zlib

        self.name, self.flags, self.method, self.extra, self.place = name, flags, method, extra, place
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.packed = deflate.compress(data) + deflate.flush() if method == zipfile.ZIP_DEFLATED else data
        self.crc = zlib.crc32(data)
        self.size = len(data) if size is None else size


# tar


def tar_of(members: Mapping[str, bytes], mode: str = "w", encoding: str = "utf-8") -> bytes:
    """A tar file with these members; `mode` as in `tarfile`: `w:gz`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, encoding=encoding, format=tarfile.GNU_FORMAT) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def tar_entry(**values: object) -> bytes:
    """The header of a tar entry with these values, and the end of an archive."""
    entry = tarfile.TarInfo("a.txt")
    for key, value in values.items():
        setattr(entry, key, value)
    return entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


def with_sum(header: bytes) -> bytes:
    """A tar header of 512 bytes with its sum put right."""
    blank = header[:148] + b" " * 8 + header[156:512]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:] + header[512:]


# Tables


def xlsx_of(sheets: Mapping[str, Mapping[str, object]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook: for each sheet, what is in its cells (`C12`)."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, cells in sheets.items():
            sheet = book.add_worksheet(title)
            for place, value in cells.items():
                if hasattr(value, "isoformat"):
                    sheet.write_datetime(place, value, date)
                else:
                    sheet.write(place, value)
            if title in hidden:
                sheet.hide()
    return buffer.getvalue()


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def xlsx_with(sheet: str) -> bytes:
    """A workbook with rows written in XML."""
    made = xlsx_of({"Sheet1": {"A1": "x"}})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_of(parts | {"xl/worksheets/sheet1.xml": _SHEET.format(sheet)})


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="表一">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet">'
    "{}</manifest:file-entry></manifest:manifest>"
)
_ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods_of(rows: Sequence[Sequence[str]]) -> bytes:
    """An OpenDocument table of texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    empty = "<table:table-cell/>"
    made = ("".join(cell.format(text) if text else empty for text in row) for row in rows)
    return ods_with("".join(f"<table:table-row>{row}</table:table-row>" for row in made))


def ods_with(rows: str, manifest: str = "") -> bytes:
    """An OpenDocument table with rows written in XML."""
    parts = {"mimetype": _ODS_KIND, "content.xml": _ODS.format(rows)}
    return zip_of({**parts, "META-INF/manifest.xml": _ODS_MANIFEST.format(manifest)})


def xls_of(title: str, cells: Mapping[tuple[int, int], str | float], *, encrypted: bool = False) -> bytes:
    """A workbook of Excel 97 ([MS-XLS]) with one sheet: (row, column) from 0 → text or number."""
    name = title.encode("utf-16-le")
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if encrypted:
        start += _record(0x2F, struct.pack("<HHH", 0, 1, 1) + bytes(48))
    end = _record(0x0A, b"")
    bound_size = 4 + 8 + len(name)
    sheet_at = len(start) + bound_size + len(end)
    book = start + _record(0x85, struct.pack("<IHBB", sheet_at, 0, len(title), 1) + name) + end
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        else:
            sheet += _record(0x203, place + struct.pack("<d", value))
    return ole_of({"Workbook": book + sheet + end})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


# OLE

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole_of(streams: Mapping[str, bytes], embedded: Mapping[str, bytes] | None = None) -> bytes:
    """An OLE file ([MS-CFB]) with these streams at its top, and some in a storage `ObjectPool`.

    Each stream is filled up to 4,096 bytes: smaller ones would lie in a stream of their own.
    """
    inner = embedded or {}
    entries = [("Root Entry", 5, b"")]
    entries += [(name, 2, data.ljust(4096, b"\0")) for name, data in streams.items()]
    if inner:
        entries.append(("ObjectPool", 1, b""))
        entries += [(name, 2, data.ljust(4096, b"\0")) for name, data in inner.items()]
    directory_sectors = -(-len(entries) // 4)
    sectors: list[bytes] = []
    table = [_TABLE, *range(2, directory_sectors + 1), _END]
    starts = []
    for _, kind, data in entries:
        first = len(table)
        number = -(-len(data) // _SECTOR)
        starts.append(first if kind == 2 else _END if kind == 5 else 0)
        if number:
            table += [*range(first + 1, first + number), _END]
            sectors += [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
    assert len(table) <= 128, "one sector of the table is enough for tests"
    top = list(range(1, len(streams) + 1 + bool(inner)))
    below = list(range(len(streams) + 2, len(entries))) if inner else []
    right = {a: b for chain in (top, below) for a, b in itertools.pairwise(chain)}
    child = {0: top[0] if top else _FREE}
    if inner:
        child[len(streams) + 1] = below[0]
    directory = b"".join(
        _ole_entry(*entry, starts[number], right.get(number, _FREE), child.get(number, _FREE))
        for number, entry in enumerate(entries)
    ).ljust(directory_sectors * _SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    allocation = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    return header + allocation + directory + b"".join(sectors)


def _ole_entry(name: str, kind: int, data: bytes, start: int, right: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI16xIQ", text, len(text), kind, 1, _FREE, right, child, 0, start, len(data) if kind == 2 else 0
    )


def word_of(*, flags: int = 0x0200, ident: int = 0xA5EC, table: str = "1Table") -> bytes:
    """What has the parts of a Word document of 1997, without any text in them."""
    head = struct.pack("<H8xH64xI", ident, flags, 16)
    return ole_of({"WordDocument": head, table: b"\0"})


# Damage


def damaged(data: bytes, number: int, seed: int = 1) -> Iterator[bytes]:
    """Copies with bits turned over; every third one breaks off."""
    import random

    for trial in range(number):
        dice = random.Random(seed * 100_000 + trial)  # noqa: S311
        copy = bytearray(data)
        for _ in range(dice.randint(1, 20)):
            copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
        if trial % 3 == 0:
            del copy[dice.randrange(len(copy)) :]
        yield bytes(copy)
