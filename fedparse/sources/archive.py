"""Reads archives: their members one after the other, as they come, none of them larger than a document may be."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from fedparse.errors import SourceError
from fedparse.sources import limits
from fedparse.sources.kinds import TAR_BLOCK, is_tar_header
from fedparse.sources.membernames import MemberNames, decoded
from fedparse.sources.reader import Member
from fedparse.sources.unpack import BROKEN, COMPRESSED, Forward, limited, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.sources.text import Options

_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
_READ_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
"""APPNOTE.TXT 4.4.5: what zipfile cannot unpack."""
_UNICODE_PATH = 0x7075
_LOCAL_HEADER = 30
_PIECE = 64 * 1024
_ZIP_BROKEN = (*BROKEN, zipfile.BadZipFile, NotImplementedError, struct.error, IndexError)
_TAR_BROKEN = (*BROKEN, tarfile.TarError, struct.error, IndexError, KeyError)
_SUFFIXES = frozenset({".gz", ".xz", ".bz2", ".tgz", ".txz", ".tbz", ".tbz2"})
_DAMAGED = "is damaged ({fault}); get it from where it came from again"
_CUT_OFF = "is cut off: the list of its members at its end is missing; copy or download it again"


# ZIP


def zip_members(stream: BinaryIO, name: str, options: Options) -> Iterator[Member | SourceError]:  # noqa: ARG001
    """The members of a ZIP archive, in the order of its list of them.

    Args:
        stream: The archive, which can seek.
        name: What it is called; the names of its members begin with it.
        options: Not used: what members are called has an encoding of its own.

    Yields:
        Each member, or why it cannot be read. Folders are left out.

    Raises:
        SourceError: The archive itself is damaged, a bomb, in several parts, or empty.
    """
    archive = _opened_zip(stream, name)
    with archive:
        entries = archive.infolist()
        shared = _overlapping(entries)
        files = [
            (entry, member)
            for entry, member in zip(entries, _zip_names(entries), strict=True)
            if not member.endswith(("/", "\\"))
        ]
        if not files:
            raise SourceError(name, "holds no files; there is nothing to read", "empty")
        names, total = MemberNames(name), 0
        for entry, member in files:
            full = names.full(member)
            try:
                names.check(member, full)
                if id(entry) in shared:
                    raise SourceError(full, "lies over another member of the archive, as in a bomb", "bomb")
                data = _unzipped(archive, entry, full)
            except SourceError as error:
                yield error
                continue
            total += len(data)
            if total > limits.MAX_TOTAL:
                yield _too_much(name)
                return
            yield Member(full, data, PurePosixPath(full).name)


class _ZipEnd(NamedTuple):
    """What the end of a ZIP archive says of it."""

    parts: int
    members: int
    list_size: int


def _opened_zip(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    end = _zip_end(stream)
    if end is None:
        raise SourceError(name, _CUT_OFF, "damaged")
    if end.parts:
        raise SourceError(name, "is one part of a split archive; join its parts first (7-Zip or `zip -s 0`)")
    # Sixteen times what a hundred thousand names of a usual length take.
    if end.members > limits.MAX_MEMBERS or end.list_size > limits.MAX_MEMBERS * 1024:
        raise _too_many(name)
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
    except _ZIP_BROKEN as error:
        raise _broken(name, error) from None
    if len(archive.infolist()) > limits.MAX_MEMBERS:
        raise _too_many(name)
    return archive


def _zip_end(stream: BinaryIO) -> _ZipEnd | None:
    """Read the end record (APPNOTE.TXT 4.3.16), and that of ZIP64 (4.3.14) before it where there is one."""
    size = stream.seek(0, 2)
    start = stream.seek(max(0, size - 22 - 0xFFFF - 20))
    tail = stream.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) < place + 22:
        return None
    part, list_part, _, members, list_size = struct.unpack("<HHHHI", tail[place + 4 : place + 16])
    parts = max(part, list_part)
    locator = tail[max(0, place - 20) : place]
    if locator.startswith(b"PK\6\7"):
        record = struct.unpack("<Q", locator[8:16])[0]
        stream.seek(min(record, start + place))
        long = stream.read(56)
        if long.startswith(b"PK\6\6") and len(long) == 56:
            parts = max(struct.unpack("<II", long[16:24]))
            members, list_size = struct.unpack("<QQ", long[32:48])
    return _ZipEnd(parts, members, list_size)


def _zip_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """What members are called: as marked (UTF-8, or the Unicode path of Info-ZIP), else in the encoding found."""
    raw = [None if entry.flag_bits & _IS_UTF8 else _raw_name(entry) for entry in entries]
    plain = iter(decoded([name for name in raw if name is not None]))
    return [
        entry.orig_filename if name is None else _unicode_path(entry.extra, name) or plain_name
        for entry, name, plain_name in (
            (entry, name, "" if name is None else next(plain)) for entry, name in zip(entries, raw, strict=True)
        )
    ]


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    try:
        return entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        # A newer zipfile reads the Unicode path itself.
        return entry.orig_filename.encode("utf-8", "surrogateescape")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the field 0x7075 (APPNOTE.TXT 4.6.9), where it belongs to the name that is there."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field = extra[4 : 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            matches = struct.unpack("<I", field[1:5])[0] == zlib.crc32(raw)
            return field[5:].decode("utf-8", "replace") if matches else None
        extra = extra[4 + size :]
    return None


def _overlapping(entries: Sequence[zipfile.ZipInfo]) -> set[int]:
    """The ids of entries whose bytes are those of other entries too: so 42 KB can come to 5 GB without any nesting."""
    shared: set[int] = set()
    last, end = None, 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if last is not None and entry.header_offset < end:
            shared |= {id(last), id(entry)}
        own_end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if own_end > end:
            last, end = entry, own_end
    return shared


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member.

    Raises:
        SourceError: It cannot or must not be unpacked.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise SourceError(name, "has a password; unpack it first", "encrypted")
    if entry.compress_type not in _READ_METHODS:
        method = _METHODS.get(entry.compress_type, f"method {entry.compress_type}")
        reason = f"is packed by {method}, which fedparse cannot read; unpack it, or pack it again as an ordinary ZIP"
        raise SourceError(name, reason, "unsupported")
    size = entry.file_size
    if limits.is_bomb(size, entry.compress_size):
        reason = f"unpacks to more than {limits.MAX_RATIO} times its size; it was not read"
        raise SourceError(name, reason, "bomb")
    check_size(size, name)
    # Else zipfile would stop there, and what is larger than the list of members says would only seem to be damaged.
    entry.file_size = 2 * size + _PIECE
    try:
        with archive.open(entry) as file:
            data = file.read(size + 1)
    except _ZIP_BROKEN as error:
        raise _broken(name, error) from None
    if len(data) > size:
        raise SourceError(name, "is larger than the archive says, as in a bomb; it was not read", "bomb")
    if len(data) < size:
        raise _broken(name, EOFError())
    return data


# tar


def tar_members(stream: BinaryIO, name: str, options: Options) -> Iterator[Member | SourceError]:  # noqa: ARG001
    """The members of a tar archive, compressed or not, in their order; that of a file that is only compressed.

    Args:
        stream: The archive, which can seek.
        name: What it is called; the names of its members begin with it.
        options: Not used: what members are called has an encoding of its own.

    Yields:
        Each member, or why it cannot be read. Folders are left out.

    Raises:
        SourceError: The archive itself is damaged, a bomb, or empty.
    """
    mark = stream.read(6)
    stream.seek(0)
    if not mark.startswith(COMPRESSED):
        yield from _tar_members(Forward(iter(lambda: stream.read(_PIECE), b"")), name)
        return
    # Many small texts have long runs of zeros between them in a tar file, so a high ratio alone does not make a bomb.
    file = Forward(limited(stream, name, limits.MAX_BYTES))
    try:
        block = file.read(TAR_BLOCK)
    except BROKEN as error:
        raise _broken(name, error) from None
    if not block or (block.strip(b"\0") and not is_tar_header(block)):
        yield _alone(stream, name)
        return
    file.seek(0)
    try:
        yield from _tar_members(file, name)
    except SourceError as error:
        yield error


def _tar_members(file: Forward, name: str) -> Iterator[Member | SourceError]:
    names, count = MemberNames(name), 0
    for found in _entries(file, name):
        if not isinstance(found, SourceError) and found[1].isdir():
            continue
        count += 1
        if count > limits.MAX_MEMBERS:
            yield _too_many(name)
            return
        if isinstance(found, SourceError):
            yield found
            continue
        archive, entry = found
        member = decoded([entry.name.encode("utf-8", "surrogateescape")])[0]
        full = names.full(member)
        try:
            names.check(member, full)
            yield Member(full, _untarred(archive, entry, full), PurePosixPath(full).name)
        except SourceError as error:
            if error.source == name:
                # A bomb, which is noticed wherever it is read: nothing more comes of it.
                raise
            yield error
    if not count:
        raise SourceError(name, "holds no files; there is nothing to read", "empty")


def _entries(file: Forward, name: str) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo] | SourceError]:
    """The entries of a tar file, and behind a fault those that can be found again; also of several files in a row.

    tarfile takes what it does not understand for the end of the archive, so this looks at where it stopped.
    """
    archive: tarfile.TarFile | None = None
    seen = False
    while True:
        try:
            if archive is None:
                if not _to_header(file):
                    return
                archive = tarfile.TarFile(fileobj=cast("IO[bytes]", file), errors="surrogateescape", encoding="utf-8")
            entry = archive.next()
            if entry is None:
                _check_end(file, archive.offset)
                archive = None
            elif entry.size < 0 or archive.offset <= entry.offset:
                raise tarfile.ReadError("a size is negative")
        except _TAR_BROKEN as error:
            behind = " behind the members that were read" if seen else ""
            yield SourceError(name, _DAMAGED.format(fault=f"{_fault(error)}{behind}"), "damaged")
            archive = None
            continue
        if archive is not None and entry is not None:
            seen = True
            # tarfile keeps every entry it has read.
            cast("Any", archive).members.clear()
            yield archive, entry


def _to_header(file: Forward) -> bool:
    """Go to the next block that is the header of an entry; False at the end of the file."""
    file.seek(-(-file.tell() // TAR_BLOCK) * TAR_BLOCK)
    while block := file.read(TAR_BLOCK):
        if is_tar_header(block):
            file.seek(file.tell() - len(block))
            return True
    return False


def _check_end(file: Forward, offset: int) -> None:
    """What ends an archive is a block of zeros.

    Raises:
        tarfile.ReadError: Something else stands there, or nothing.
    """
    file.seek(offset)
    block = file.read(TAR_BLOCK)
    if len(block) < TAR_BLOCK:
        raise tarfile.ReadError("it breaks off")
    if block.strip(b"\0"):
        raise tarfile.ReadError("a header is damaged")


def _untarred(archive: tarfile.TarFile, entry: tarfile.TarInfo, name: str) -> bytes:
    """The bytes of an entry.

    Raises:
        SourceError: It is no file, too large or damaged.
    """
    if not entry.isreg():
        reason = "is a link or a device, not a file; what it leads to is not read through it"
        raise SourceError(name, reason, "unsafe-name")
    if entry.issparse():
        raise SourceError(
            name, "is stored as a sparse file, which fedparse cannot read; unpack it first", "unsupported"
        )
    check_size(entry.size, name)
    try:
        file = archive.extractfile(entry)
        data = b"" if file is None else b"".join(iter(lambda: file.read(_PIECE), b""))
    except _TAR_BROKEN as error:
        raise _broken(name, error) from None
    if len(data) != entry.size:
        raise _broken(name, EOFError())
    return data


def _alone(stream: BinaryIO, name: str) -> Member | SourceError:
    """The one thing that is in a compressed file which is no tar archive."""
    stream.seek(0)
    own = PurePosixPath(name)
    inner = own.stem if own.suffix.lower() in _SUFFIXES else _gzip_name(stream) or "text"
    full = MemberNames(name).full(inner)
    data = bytearray()
    try:
        for piece in limited(stream, full, limits.RATIO_FROM):
            data += piece
            check_size(len(data), full)
    except BROKEN as error:
        return _broken(full, error)
    except SourceError as error:
        return error
    return Member(full, bytes(data), PurePosixPath(full).name)


def _gzip_name(stream: BinaryIO) -> str | None:
    """The name that a gzip file (RFC 1952) has kept, where it has no extra field before it."""
    head = stream.read(300)
    stream.seek(0)
    if not head.startswith(b"\x1f\x8b") or not head[3:4] or head[3] & 0x0C != 0x08:
        return None
    return decoded([head[10:].partition(b"\0")[0]])[0].rpartition("/")[2]


# Both


def check_size(size: int, name: str) -> None:
    """Refuse what is larger than a document may be.

    Raises:
        SourceError: It is.
    """
    if size > limits.MAX_BYTES:
        reason = f"has more than {shown(limits.MAX_BYTES)}, the limit for a member of an archive; unpack it first"
        raise SourceError(name, reason, "too-large")


def _broken(name: str, error: Exception) -> SourceError:
    return SourceError(name, _DAMAGED.format(fault=_fault(error)), "damaged")


def _fault(error: Exception) -> str:
    """What a library says is wrong, short and on one line."""
    said = "it breaks off" if isinstance(error, EOFError) else " ".join(str(error).split())
    return said[:80].rstrip(".") or type(error).__name__


def _too_many(name: str) -> SourceError:
    return SourceError(name, f"holds more than {limits.MAX_MEMBERS:,} members; unpack it first", "bomb")


def _too_much(name: str) -> SourceError:
    reason = f"unpacks to more than {shown(limits.MAX_TOTAL)}; the rest of it was not read: unpack it first"
    return SourceError(name, reason, "bomb")
