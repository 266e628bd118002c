"""Opens a source and hands its bytes to the reader of its format, or says in one sentence why it cannot be read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from fedparse.errors import SourceError
from fedparse.sources.plain import read_plain

if TYPE_CHECKING:
    from fedparse.sources.text import SourceText

# A document takes sixty times the bytes of its text in memory: this is what a machine of 8 GiB reads without swapping.
MAX_BYTES = 64 * 1024 * 1024


def read_path(path: str | os.PathLike[str], *, encoding: str | None = None) -> SourceText:
    """Read the file at `path`.

    Args:
        path: A regular file, whatever its suffix.
        encoding: The codec to believe, as `gb18030`; None finds it from the bytes.

    Returns:
        The text with its provenance; `name` is `path` as given.

    Raises:
        SourceError: The file is missing, not readable, not a regular file, empty, too large, or no plain text.
    """
    # A file name that is not UTF-8 holds lone surrogates, which no output can.
    name = os.fsencode(path).decode("utf-8", "replace") if _is_encodable(path) else ascii(os.fspath(path))[1:-1]
    try:
        status = Path(path).stat()
        _check_kind(status.st_mode, name)
        _check_size(status.st_size, name)
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise SourceError(name, "there is no such file") from None
    except PermissionError:
        raise SourceError(name, "may not be read by this user; change its permissions") from None
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL.
        raise SourceError(name, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return read_bytes(data, name=name, encoding=encoding)


def read_bytes(data: bytes, *, name: str, encoding: str | None = None) -> SourceText:
    """Read a file that is in memory already, as one from standard input or an archive.

    Args:
        data: The whole file.
        name: What to call it in the output and in messages.
        encoding: The codec to believe, as `gb18030`; None finds it from the bytes.

    Raises:
        SourceError: `data` is empty, too large, or no plain text; or there is no such encoding.
    """
    _check_size(len(data), name)
    return read_plain(data, name, encoding)


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
        raise SourceError(name, f"is a directory; `fedparse extract` takes files: `fedparse extract {name}/*.txt`")
    if not stat.S_ISREG(mode):
        kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise SourceError(name, f"is {kind}, not a file; save what comes out of it in a file first")


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        limit = f"{MAX_BYTES / 2**20:g} MiB"
        raise SourceError(name, f"has {size:,} bytes, more than the limit of {limit}; split the file into smaller ones")
