"""What the members of an archive are called: read in the right encoding, safe to show, each only once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.errors import SourceError
from fedparse.sources.encoding import detect

if TYPE_CHECKING:
    from collections.abc import Sequence

# Control characters could move the cursor of a terminal; a lone surrogate can be in no output.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
SYSTEM_FILE = "system-file"
"""The code of what is left behind by a program."""
LEFT_BEHIND = "was left behind by a program and is no document"
_SYSTEM_FILE = re.compile(
    r"(?:thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|\.directory|~\$.*|\.~lock\..*#|\._.*)",
    re.IGNORECASE | re.DOTALL,
)
_SYSTEM_FOLDERS = frozenset({"__macosx", ".fedparse", "$recycle.bin", "system volume information", ".trashes"})
_CODECS = ("utf-8", "gb18030", "big5")


def decoded(names: Sequence[bytes]) -> list[str]:
    """Names that an archive says no encoding of: old Windows programs write them in that of the country.

    All of them together tell more than each alone. What is Chinese in UTF-8 is that for sure; the rest is read alike.
    """
    sure = [_is_utf8(name) for name in names]
    codec = detect(b"\n".join(name for name, is_utf8 in zip(names, sure, strict=True) if not is_utf8))
    order = tuple(dict.fromkeys((codec, *_CODECS) if codec in _CODECS else _CODECS))
    return [_read(name, _CODECS if is_utf8 else order) for name, is_utf8 in zip(names, sure, strict=True)]


class MemberNames:
    """The names of the members of one archive, as they come."""

    def __init__(self, container: str) -> None:
        self._container = container
        self._seen: set[str] = set()

    def full(self, member: str) -> str:
        """The name of a member behind that of its archive; ` (2)` tells members of the same name apart.

        Args:
            member: The name in the archive.
        """
        parts = [part for part in _UNSHOWN.sub("\ufffd", member).replace("\\", "/").split("/") if part not in {"", "."}]
        name = wish = "/".join((self._container, *parts))
        number = 1
        while name in self._seen:
            number += 1
            name = numbered(wish, number)
        self._seen.add(name)
        return name

    @staticmethod
    def check(member: str, name: str) -> None:
        """Refuse what no one wants to read, and what no one would name so.

        Args:
            member: The name in the archive.
            name: Its full name, for the message.

        Raises:
            SourceError: `unsafe-name` or `system-file`.
        """
        parts = member.replace("\\", "/").split("/")
        if not parts[0] or _DRIVE.match(member) or ".." in parts:
            reason = "its name leads out of the archive, which only a harmful archive does; it was not read"
            raise SourceError(name, reason, "unsafe-name")
        if is_system_file(parts):
            raise SourceError(name, LEFT_BEHIND, SYSTEM_FILE)


def is_system_file(parts: Sequence[str]) -> bool:
    """Whether a path is one of those that Windows, macOS, Office and a batch leave in folders.

    Args:
        parts: Its folders and its file name.
    """
    *folders, last = parts
    return bool(_SYSTEM_FILE.fullmatch(last)) or not _SYSTEM_FOLDERS.isdisjoint(map(str.lower, folders))


def _is_utf8(name: bytes) -> bool:
    """Whether a name can be nothing else: two hanzi in GBK can be two Cyrillic letters in UTF-8."""
    try:
        text = name.decode()
    except UnicodeDecodeError:
        return False
    return name.isascii() or max(text) >= "\u0800"


def _read(name: bytes, codecs: tuple[str, ...]) -> str:
    for codec in codecs:
        try:
            return name.decode(codec)
        except UnicodeDecodeError:
            continue
    return name.decode(codecs[0], "replace")


def numbered(name: str, number: int) -> str:
    """A name with a number that tells it from others; it goes before the suffix: `a (2).csv` is still a table."""
    folder, slash, file = name.rpartition("/")
    stem, dot, suffix = file.rpartition(".")
    return f"{folder}{slash}{stem} ({number}){dot}{suffix}" if stem else f"{name} ({number})"
