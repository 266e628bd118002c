"""The ZIP files that office documents are: their parts as XML trees, read within bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from fedparse.errors import SourceError
from fedparse.sources.xmltree import TooLargeError, XmlError, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 256 * 2**20
"""Bytes of all parts that are read of one document."""
MAX_RATIO = 250
"""What a part may grow to by unpacking, once it is no longer small; the XML of reports grows to 10 to 40 times."""

_SMALL = 16 * 2**20
_CHUNK = 64 * 2**10
_ENCRYPTED = 0x1
# Standards allow no others; those of ZIP besides them cannot be unpacked in bounded steps.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What `zipfile` raises for files that are broken in one way or another.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, NotImplementedError, OSError, OverflowError),
    *(RuntimeError, ValueError),
)


class Package:
    """A document that is a ZIP file.

    Args:
        data: The whole file.
        name: What the source is called in messages.

    Raises:
        SourceError: It is no ZIP file that can be read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._left = MAX_UNPACKED
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            # Some writers separate folders with a backslash, some differ in case from how they refer to a part.
            infos = self._zip.infolist()
            self._members = {_normal(info.filename): info for info in infos}
        except _BROKEN:
            raise self.damaged("it is not a whole ZIP file") from None

    def __contains__(self, path: str) -> bool:
        return _normal(path) in self._members

    def damaged(self, what: str) -> SourceError:
        """The error to raise when something is wrong with the file: `what` says it."""
        reason = f"is damaged ({what}); open it in a word processor and save it again"
        return SourceError(self.name, reason, "damaged")

    def encrypted(self) -> SourceError:
        """The error to raise when the file has a password."""
        return SourceError(self.name, "is encrypted; take the password off first", "encrypted")

    def part(self, path: str) -> Element | None:
        """The XML of a part; None where there is no such part.

        Raises:
            SourceError: The part is damaged, encrypted or a bomb.
        """
        info = self._members.get(_normal(path))
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise self.encrypted()
        if info.compress_type not in _METHODS:
            raise self.damaged(f"{path} is packed in a way that documents are not")
        try:
            return tree(self._unpacked(info))
        except TooLargeError as error:
            raise SourceError(self.name, f"is refused: {path} cannot be a document, {error}", "bomb") from None
        except XmlError as error:
            raise self.damaged(f"{path} is no valid XML: {error}") from None
        except _BROKEN:
            raise self.damaged(f"{path} cannot be unpacked") from None

    def mentions(self, path: str, words: bytes) -> bool:
        """Whether `words` stand in a part, whatever else is in it; False where there is no such part."""
        info = self._members.get(_normal(path))
        try:
            return info is not None and words in b"".join(self._unpacked(info))
        except _BROKEN:
            return False

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        with self._zip.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._left -= len(chunk)
                if self._left < 0 or size > max(_SMALL, MAX_RATIO * info.compress_size):
                    reason = f"is refused: {info.compress_size:,} bytes of it unpack to more than {size - 1:,}"
                    raise SourceError(self.name, reason, "bomb")
                yield chunk


def _normal(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()
