"""The files of a pack as texts: their places by offset, their comments and strings, and what an editor left in them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fedparse.positions import Place, index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fedparse.model import Span
    from fedparse.positions import Table

MARK = "\ufeff"
"""The byte order mark: the first character of a file's text, but of no line."""
_TOKEN = re.compile(
    r"""
    (?P<string>'''[\s\S]*?'''(?:'{0,2})|\"\"\"(?:\\[\s\S]|[^\\])*?\"\"\"(?:"{0,2})|'[^'\n]*'|"(?:\\.|[^"\\\n])*")
  | (?P<comment>\#[^\r\n]*)
    """,
    re.VERBOSE,
)
_LEXICON_COMMENT = re.compile(r"^\ufeff?(?P<comment>#[^\r\n]*)", re.MULTILINE)
_NAMED = ("lexicons", "terms")


@dataclass(frozen=True)
class SourceFile:
    """A file of a pack: `text` is all of it, line ends and byte order mark as they are; an `Edit` counts in it."""

    path: str
    text: str
    kind: str
    """`pack`, `macros`, `rules`, or `words` for a lexicon."""

    @cached_property
    def _starts(self) -> list[int]:
        first = len(MARK) if self.text.startswith(MARK) else 0
        return [first, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> Place:
        """The line and column of an offset."""
        line = max(1, bisect_right(self._starts, offset))
        return Place(line, max(0, offset - self._starts[line - 1]) + 1)

    def offset(self, place: Place) -> int:
        """The offset of a line and column."""
        return self._starts[place.line - 1] + place.column - 1

    def line_end(self, line: int) -> int:
        """The offset of the end of a line, before its line end."""
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    @cached_property
    def strings(self) -> Sequence[Span]:
        """Where the strings of a TOML file stand, quotes included; none in a word list."""
        return [span for name, span in self._tokens if name == "string"]

    @cached_property
    def comments(self) -> Sequence[Span]:
        """Where comments stand, from their `#` to the end of the line."""
        return [span for name, span in self._tokens if name == "comment"]

    @cached_property
    def _tokens(self) -> list[tuple[str | None, Span]]:
        token = _LEXICON_COMMENT if self.kind == "words" else _TOKEN
        return [(found.lastgroup, found.span(found.lastgroup or 0)) for found in token.finditer(self.text)]

    @cached_property
    def tables(self) -> Sequence[Table]:
        """The tables of a TOML file with the places of their keys."""
        return index(self.text.removeprefix(MARK))

    def string_at(self, offset: int) -> Span | None:
        """The string that begins at an offset."""
        at = bisect_right(self.strings, (offset, len(self.text))) - 1
        return self.strings[at] if at >= 0 and self.strings[at][0] == offset else None

    def value_of(self, key: Place) -> Span | None:
        """The string that is the value of the key at a place."""
        after = re.compile(r"[^=\n]*=[ \t]*").match(self.text, self.offset(key))
        return self.string_at(after.end()) if after else None

    def is_in_string(self, offset: int) -> bool:
        """Whether an offset is inside a string."""
        at = bisect_right(self.strings, (offset, -1)) - 1
        return at >= 0 and self.strings[at][0] < offset < self.strings[at][1]


@dataclass(frozen=True)
class SourceFiles:
    """The files of one pack that can be read as text, by path; not those of packs it extends."""

    root: Path
    head: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, SourceFile] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> SourceFiles:
        """Those in directory `root`; what cannot be read is left out: the loader says so."""
        head = _head(root)
        read = (_read(root, name, kind) for name, kind in _names(head))
        return cls(root, head, {file.path: file for file in read if file})

    def __iter__(self) -> Iterator[SourceFile]:
        return iter(self.files.values())


def _head(root: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads((root / "pack.toml").read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def _names(head: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files that a pack names, and what each is, no file twice."""
    yield "pack.toml", "pack"
    yield "macros.toml", "macros"
    rules = head.get("rules", ())
    named = [(name, "rules") for name in rules] if isinstance(rules, list) else []
    for key in _NAMED:
        table = head.get(key, {})
        named += [(name, "words") for name in table.values()] if isinstance(table, dict) else []
    yield from dict.fromkeys((name, kind) for name, kind in named if isinstance(name, str))


def _read(root: Path, name: str, kind: str) -> SourceFile | None:
    path = root / name
    try:
        if path.resolve().is_relative_to(root.resolve()) and path.is_file():
            return SourceFile(str(path), path.read_bytes().decode("utf-8"), kind)
    except (OSError, ValueError):
        pass
    return None
