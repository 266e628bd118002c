"""Unpacks compressed streams piece by piece: never more of them than is asked for, and never without limits."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

from fedparse.errors import SourceError
from fedparse.sources import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BROKEN = (OSError, ValueError, EOFError, zlib.error, lzma.LZMAError)
"""What damaged streams raise."""
_PIECE = 64 * 1024
# `xz -9` asks for 65 MiB; a file may claim to need 4 GiB.
_XZ_MEMORY = 256 * 1024 * 1024
_BACK = 2 * 512
_MOST_AT_ONCE = 64 * 1024


class Decompressor(Protocol):
    """What decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of what was compressed is reached."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before more goes in."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack some more, up to so many bytes."""


class _Gzip:
    """A decompressor for gzip that is like those for bzip2 and xz."""

    def __init__(self) -> None:
        # 15 bits of window, 16 for the header of gzip.
        self._inflate = zlib.decompressobj(15 + 16)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)


_MAKERS: tuple[tuple[bytes, Callable[[], Decompressor]], ...] = (
    (b"\x1f\x8b", _Gzip),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)),
)
COMPRESSED = tuple(mark for mark, _ in _MAKERS)
"""How compressed files begin."""


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """What a compressed stream unpacks to, in pieces of 64 KiB at the most.

    Such files may stand one behind the other; whatever else stands behind one is left alone.

    Raises:
        EOFError: The stream breaks off.
        OSError, ValueError, zlib.error, lzma.LZMAError: It is damaged.
    """
    data = stream.read(_PIECE)
    while (make := next((make for mark, make in _MAKERS if data.startswith(mark)), None)) is not None:
        unpack = make()
        while not unpack.eof:
            piece = unpack.decompress(data, _PIECE)
            yield piece
            data = b""
            if not piece and not unpack.eof and unpack.needs_input:
                data = stream.read(_PIECE)
                if not data:
                    raise EOFError("the file breaks off")
        data = (unpack.unused_data + stream.read(_PIECE)).lstrip(b"\0")


def limited(stream: BinaryIO, name: str, free: int) -> Iterator[bytes]:
    """As `pieces`, up to where the stream proves to be a bomb.

    Args:
        stream: What is compressed.
        name: What it is called in messages.
        free: Bytes up to which no ratio makes a bomb.

    Raises:
        SourceError: It is one.
    """
    size = 0
    for piece in pieces(stream):
        size += len(piece)
        if size > limits.MAX_TOTAL:
            raise SourceError(name, f"unpacks to more than {shown(limits.MAX_TOTAL)}; unpack it first", "bomb")
        if size > free and limits.is_bomb(size, stream.tell()):
            raise SourceError(name, f"unpacks to more than {limits.MAX_RATIO} times its size; it was not read", "bomb")
        yield piece


class Forward:
    """Pieces as a file that is read from its beginning to its end; it goes back by two blocks of a tar file at most."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._kept = bytearray()
        self._start = 0
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes.

        Raises:
            ValueError: More than 64 KiB are asked for, as by a header that lies.
        """
        if not 0 <= size <= _MOST_AT_ONCE:
            raise ValueError("a header is damaged")
        self._fill(self._at + size)
        place = self._at - self._start
        data = bytes(self._kept[place : place + size])
        self._at += len(data)
        self._drop()
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go on at `offset`, or at the end of the file where that comes first.

        Raises:
            OSError: That is too far back.
        """
        if whence or offset < self._start:
            raise OSError("the file leads back to what was read before")
        while self._start + len(self._kept) < offset and (piece := next(self._source, None)) is not None:
            self._kept += piece
            self._at = min(offset, self._start + len(self._kept))
            self._drop()
        self._at = min(offset, self._start + len(self._kept))
        return self._at

    def tell(self) -> int:
        """Where it goes on."""
        return self._at

    def _fill(self, end: int) -> None:
        while self._start + len(self._kept) < end and (piece := next(self._source, None)) is not None:
            self._kept += piece

    def _drop(self) -> None:
        spare = self._at - _BACK - self._start
        if spare > 0:
            del self._kept[:spare]
            self._start += spare


def shown(size: int) -> str:
    """A size as people say it: `64 MiB`."""
    return f"{size / 2**30:g} GiB" if size >= 2**30 else f"{size / 2**20:g} MiB"
