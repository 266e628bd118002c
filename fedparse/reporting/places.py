"""The line of a source that a fault stands in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fedparse.errors import SourceError
from fedparse.sources import read_bytes

_PACK_FILES = (".toml", ".tsv")


class SourceLines:
    """Lines of the files that faults are in; each file is read once, and one that cannot be read has no lines."""

    def __init__(self) -> None:
        self._lines = cache(_lines)

    def at(self, path: str, line: int) -> str | None:
        """A line by its number from 1, without its end; None where there is no such line."""
        lines = self._lines(path)
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else None


def _lines(path: str) -> list[str]:
    try:
        # What is no regular file might never end.
        return _text(Path(path).read_bytes(), path).split("\n") if path and Path(path).is_file() else []
    except (OSError, ValueError):
        return []


def _text(data: bytes, path: str) -> str:
    """The text of a file of a pack, which is UTF-8 or wrong, or of a report, which may have any encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if path.endswith(_PACK_FILES):
            return data.decode("utf-8-sig", "replace")
    try:
        return read_bytes(data, name=path).text
    except SourceError:
        return ""
