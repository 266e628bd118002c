"""Opens a source and hands its bytes to the reader of its format, or says in one sentence why it cannot be read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, cast

from fedparse.errors import SourceError
from fedparse.sources import limits
from fedparse.sources.formats import FORMATS
from fedparse.sources.kinds import Foreign, recognise
from fedparse.sources.membernames import decoded
from fedparse.sources.text import Content, Options, SourceText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.sources.formats import Format


MAX_BYTES = limits.MAX_BYTES
MAX_DEPTH = limits.MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that an archive or a table holds.

    `name` begins with that of its container (`合集.zip/2019/镇.txt`, `总表.xlsx/Sheet1/C12`). `file_name` is what may
    tell the year. A cell `is_text`: its bytes are UTF-8 and read as they are, whatever they look like.
    """

    name: str
    data: bytes
    file_name: str
    is_text: bool = False


Reader = Callable[[bytes, str, Options], Content]
Opener = Callable[[BinaryIO, str, Options], Iterator[Member | SourceError]]

# Readers are imported when a file asks for them: some of them need a library that is not always there.
_READERS: Mapping[str, str] = {
    "text": "plain:read_plain",
    "html": "html:read_html",
    "mhtml": "html:read_mhtml",
    "docx": "docx:read_docx",
    "doc": "office:read_doc",
    "odt": "odt:read_odt",
    "rtf": "rtf:read_rtf",
    "pdf": "pdf:read_pdf",
}
_LIBRARIES: Mapping[str, tuple[str, str]] = {
    "html": ("resiliparse", "html"),
    "mhtml": ("resiliparse", "html"),
    "doc": ("olefile", "doc"),
    "pdf": ("pypdfium2", "pdf"),
    "xlsx": ("python_calamine", "xlsx"),
    "xls": ("python_calamine", "xlsx"),
    "ods": ("python_calamine", "xlsx"),
}
"""The module that a format is read with, and the extra that brings it."""
_OPENERS: Mapping[str, str] = {
    "csv": "table:csv_members",
    "xlsx": "table:workbook_members",
    "xls": "table:workbook_members",
    "ods": "table:workbook_members",
    "zip": "archive:zip_members",
    "tar": "archive:tar_members",
}


def read_path(path: str | os.PathLike[str], *, encoding: str | None = None) -> SourceText:
    """Read the document at `path`.

    Args:
        path: A regular file, whatever its suffix.
        encoding: The codec to believe, as `gb18030`; None finds it from the bytes.

    Returns:
        The text with its provenance; `name` is `path` as given.

    Raises:
        SourceError: The file is missing, not readable, not a regular file, empty, too large, damaged, of no known
            format, or it holds several texts (`read_all`).
    """
    name = shown_name(path)
    with opened(path) as stream:
        check_size(os.fstat(stream.fileno()).st_size, name)
        data = stream.read()
    return read_bytes(data, name=name, encoding=encoding)


def read_bytes(data: bytes, *, name: str, encoding: str | None = None) -> SourceText:
    """Read a document that is in memory already, as one from standard input.

    Args:
        data: The whole file.
        name: What to call it in the output and in messages.
        encoding: The codec to believe, as `gb18030`; None finds it from the bytes.

    Raises:
        SourceError: As `read_path`.
    """
    return read_member(Member(name, data, PurePath(name).name), Options(encoding))


def read_member(member: Member, options: Options) -> SourceText:
    """Read a document that may be a part of something larger.

    Raises:
        SourceError: As `read_path`.
    """
    name, data = member.name, member.data
    check_size(len(data), name)
    if not data:
        raise SourceError(name, "is empty (0 bytes); there is nothing to read", "empty")
    kind = FORMATS["text"] if member.is_text else known_kind(BytesIO(data), name)
    if kind.role != "document":
        reason = (
            f"is {kind.title}, which may hold several texts; `fedparse extract` and `fedparse batch` read all of them"
        )
        raise SourceError(name, reason, "unsupported")
    read = cast("Reader", _found(_READERS[kind.id]))
    content = read(data, name, Options("utf-8") if member.is_text else options)
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(name, kind.media_type, len(data), digest, content, member.file_name)


def read_all(path: str | os.PathLike[str], options: Options) -> Iterator[SourceText | SourceError]:
    """Read everything that a file holds: one document, or those of an archive or a table, however deep they lie.

    What cannot be read comes as its error, in its place, and the rest goes on.

    Raises:
        SourceError: The file itself cannot be opened.
    """
    with opened(path) as stream:
        yield from read_stream(stream, shown_name(path), options)


def read_stream(stream: BinaryIO, name: str, options: Options, depth: int = 0) -> Iterator[SourceText | SourceError]:
    """As `read_all`, for a stream that can seek."""
    for member in members(stream, name, options):
        if isinstance(member, SourceError):
            yield member
            continue
        try:
            if member.is_text or known_kind(BytesIO(member.data), member.name).role == "document":
                yield read_member(member, options)
            elif depth == MAX_DEPTH:
                yield SourceError(member.name, f"lies more than {MAX_DEPTH} archives deep; unpack it first", "bomb")
            else:
                yield from read_stream(BytesIO(member.data), member.name, options, depth + 1)
        except SourceError as error:
            yield error


def members(stream: BinaryIO, name: str, options: Options) -> Iterator[Member | SourceError]:
    """What a file holds: itself, or the members of an archive or a table, one level deep and in their order.

    Raises:
        SourceError: The file is too large, damaged, or of no known format.
    """
    kind = known_kind(stream, name)
    stream.seek(0)
    if kind.role == "document":
        data = stream.read(MAX_BYTES + 1)
        check_size(len(data), name)
        yield Member(name, data, PurePath(name).name)
        return
    yield from cast("Opener", _found(_OPENERS[kind.id]))(stream, name, options)


def known_kind(stream: BinaryIO, name: str) -> Format:
    """The format of a file.

    Raises:
        SourceError: It is none that fedparse reads.
    """
    kind = recognise(stream, name)
    if isinstance(kind, Foreign):
        advice = "take the password off first" if kind.code == "encrypted" else "fedparse cannot read it"
        raise SourceError(name, f"is {kind.title}; {advice}", kind.code)
    return kind


def lacking(kind: Format) -> str | None:
    """The command that installs what a format cannot be read without; None where everything is there."""
    module, extra = _LIBRARIES.get(kind.id, ("", ""))
    if module and find_spec(module) is None:
        return f"pip install 'fedparse[{extra}]'"
    if kind.id == "doc":
        from fedparse.sources import office  # noqa: PLC0415 - as for other readers

        return None if office.find_program() else office.INSTALL
    return None


def shown_name(path: str | os.PathLike[str]) -> str:
    """What the output calls a file.

    A name that is not UTF-8 holds lone surrogates, which no output can. Disks of old systems have names in GBK or Big5:
    each part of a path is read by itself, for the folder above may have been made later.
    """
    if not _is_encodable(path):
        return ascii(os.fspath(path))[1:-1]
    name = os.fsencode(path)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return "/".join(decoded([part])[0] for part in name.split(b"/"))


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A regular file, open for reading.

    Raises:
        SourceError: There is none, or it cannot be opened or read.
    """
    name = shown_name(path)
    try:
        _check_kind(Path(path).stat().st_mode, name)
        stream = Path(path).open("rb")  # noqa: SIM115 - it is closed below
    except FileNotFoundError:
        raise SourceError(name, "there is no such file", "missing") from None
    except PermissionError:
        raise SourceError(name, "may not be read by this user; change its permissions") from None
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL.
        raise _unreadable(name, error) from None
    with stream:
        try:
            yield stream
        except OSError as error:
            raise _unreadable(name, error) from None


def _unreadable(name: str, error: Exception) -> SourceError:
    return SourceError(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _found(home: str) -> object:
    module, function = home.split(":")
    return getattr(import_module(f"fedparse.sources.{module}"), function)


def _is_encodable(path: str | os.PathLike[str]) -> bool:
    """Whether the file system can have a file of that name."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _check_kind(mode: int, name: str) -> None:
    """Refuse what is no regular file: to open a FIFO would wait for ever, and a device may never end."""
    if stat.S_ISDIR(mode):
        raise SourceError(name, f"is a directory; read all that is in it with `fedparse batch {name} --out DIR`")
    if not stat.S_ISREG(mode):
        kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise SourceError(name, f"is {kind}, not a file; save what comes out of it in a file first")


def check_size(size: int, name: str) -> None:
    """Refuse a document that is too large.

    Raises:
        SourceError: It is.
    """
    if size > MAX_BYTES:
        limit = f"{MAX_BYTES / 2**20:g} MiB"
        raise SourceError(
            name, f"has {size:,} bytes, more than the limit of {limit}; split the file into smaller ones", "too-large"
        )
