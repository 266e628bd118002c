"""A TOML file as a tree that keeps its comments, which `tomllib` throws away: what a formatter needs.

The text must be valid TOML with LF line ends: `tomllib` judges that, and nothing is judged twice here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

_SPACES = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"#[^\n]*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_SCALAR = re.compile(
    r"""
    '''[\s\S]*?'''(?:'{0,2})
  | \"\"\"(?:\\[\s\S]|[^\\])*?\"\"\"(?:"{0,2})
  | '[^'\n]*'
  | "(?:\\.|[^"\\\n])*"
  | [^\s\[\]{},\#"'=]+(?:[ ][0-9][^\s\[\]{},\#"'=]*)?  # a date and its time may have a space between them
    """,
    re.VERBOSE,
)

BLANK = ""
"""An empty line among comments."""

Lines: TypeAlias = tuple[str, ...]
"""Comments as written, without the spaces around them, and `BLANK`."""


class Scalar(NamedTuple):
    """A string, number, date or truth value as it is written."""

    text: str


class Item(NamedTuple):
    """An element of an array with the comments above it and the one beside it ("" where there is none)."""

    above: Lines
    value: Value
    beside: str


class Array(NamedTuple):
    """An array; `below` are the comments between its last element and its end."""

    items: tuple[Item, ...]
    below: Lines


class Inline(NamedTuple):
    """A table in braces: its keys and values."""

    pairs: tuple[tuple[str, Value], ...]


Value: TypeAlias = Scalar | Array | Inline


class Entry(NamedTuple):
    """A key with its value and its comments; `key` is written without spaces round its dots, `first` its first part."""

    above: Lines
    key: str
    first: str
    value: Value
    beside: str


@dataclass(slots=True)
class Table:
    """A table with a header (`[[rule]]`), or what stands above the first one.

    `before` are paragraphs of comments that stand by themselves above it, `above` the comments on its header, `below`
    those that end it.
    """

    header: str = ""
    beside: str = ""
    before: list[Lines] = field(default_factory=list)
    above: Lines = ()
    entries: list[Entry] = field(default_factory=list)
    below: Lines = ()

    @property
    def name(self) -> str:
        """What stands between the brackets of the header; "" at the top of the file."""
        return self.header.strip("[]")


class TomlText(NamedTuple):
    """A file: its tables, the first of which is the top, and the paragraphs of comments that end it."""

    tables: tuple[Table, ...]
    after: tuple[Lines, ...]


def parse_toml(text: str) -> TomlText:
    """The tree of a valid TOML file with LF line ends.

    Raises:
        ValueError: when something stands where the tree has no place for it.
    """
    return _Reader(text).file()


class _Reader:
    """Goes through a TOML file from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tables = [Table()]
        self._pending: list[str] = []
        """The comments and empty lines since the last key or header."""

    def file(self) -> TomlText:
        while self._at < len(self._text):
            char = self._next()
            if char == "\n":
                self._at += 1
                self._pending.append(BLANK)
            elif char == "#":
                self._pending.append(self._comment())
                self._at += 1
            elif char == "[":
                self._header()
            elif char:
                self._entry()
        after = self._end_table(glued=False)
        return TomlText(tuple(self._tables), tuple(after))

    def _next(self) -> str:
        """The next character that is no space; "" at the end."""
        match = _SPACES.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if not match:
            raise ValueError(f"nothing that is known stands at character {self._at}")
        self._at = match.end()
        return match[0]

    def _comment(self) -> str:
        return self._take(_COMMENT).rstrip()

    def _beside(self) -> str:
        """The comment in the rest of the line."""
        return self._comment() if self._next() == "#" else ""

    def _end_line(self) -> str:
        """The comment beside what was read; nothing else may follow it."""
        comment = self._beside()
        if self._next() not in {"", "\n"}:
            raise ValueError(f"the line goes on at character {self._at}")
        self._at += 1
        return comment

    def _name(self) -> list[str]:
        """The parts of a key, as they are written."""
        self._next()
        parts = [self._take(_PART)]
        while self._next() == ".":
            self._at += 1
            self._next()
            parts.append(self._take(_PART))
        return parts

    def _header(self) -> None:
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        name = ".".join(self._name())
        self._next()
        self._at += brackets
        paragraphs = self._end_table(glued=True)
        above = paragraphs.pop() if self._glued(paragraphs) else ()
        self._pending = []
        header = f"{'[' * brackets}{name}{']' * brackets}"
        self._tables.append(Table(header, self._end_line(), paragraphs, above))

    def _glued(self, paragraphs: list[Lines]) -> bool:
        """Whether the last paragraph stands on what follows, without an empty line between."""
        return bool(paragraphs and self._pending and self._pending[-1] != BLANK)

    def _end_table(self, *, glued: bool) -> list[Lines]:
        """Ends the open table; what is pending and not its own, as paragraphs.

        The first paragraph ends the table when it follows it at once, and stands on nothing (`glued`) itself.
        """
        table, paragraphs = self._tables[-1], _paragraphs(self._pending)
        started = bool(table.header or table.entries)
        follows = started and bool(paragraphs) and self._pending[0] != BLANK
        if follows and not (glued and len(paragraphs) == 1 and self._glued(paragraphs)):
            table.below = paragraphs.pop(0)
        return paragraphs

    def _entry(self) -> None:
        parts = self._name()
        if self._next() != "=":
            raise ValueError(f"a key has no value at character {self._at}")
        self._at += 1
        self._next()
        value = self._value()
        above = self._above()
        entry = Entry(above, ".".join(parts), parts[0].strip("\"'"), value, self._end_line())
        self._tables[-1].entries.append(entry)
        self._pending = []

    def _above(self) -> Lines:
        """The comments above the key that was read; those that open the file and stand by themselves are the file's."""
        top = len(self._tables) == 1 and not self._tables[0].entries
        if not top:
            return tuple(self._pending)
        paragraphs = _paragraphs(self._pending)
        above = paragraphs.pop() if self._glued(paragraphs) else ()
        if above and above[0].startswith("#:") and not paragraphs:
            # A directive to editors (`#:schema …`) is about the file, not about its first key.
            paragraphs, above = [above[:1]], above[1:]
        self._tables[0].before = paragraphs
        return above

    def _value(self) -> Value:
        char = self._text[self._at : self._at + 1]
        if char == "[":
            return self._array()
        return self._inline() if char == "{" else Scalar(self._take(_SCALAR))

    def _array(self) -> Array:
        self._at += 1
        items: list[Item] = []
        above = self._comments()
        while self._text[self._at : self._at + 1] != "]":
            value, beside = self._value(), self._beside()
            below = self._comments()
            if self._text[self._at : self._at + 1] == ",":
                self._at += 1
                beside = beside or self._beside()
            items.append(Item(above, value, beside))
            above = below + self._comments()
        self._at += 1
        return Array(tuple(items), above)

    def _comments(self) -> Lines:
        """The comments before the next element of an array; empty lines there are no part of it."""
        found = []
        while (char := self._next()) in {"\n", "#"}:
            if char == "#":
                found.append(self._comment())
            self._at += 1
        return tuple(found)

    def _inline(self) -> Inline:
        self._at += 1
        pairs: list[tuple[str, Value]] = []
        while self._next() != "}":
            key = ".".join(self._name())
            self._next()
            self._at += 1
            self._next()
            pairs.append((key, self._value()))
            if self._next() == ",":
                self._at += 1
        self._at += 1
        return Inline(tuple(pairs))


def _paragraphs(lines: list[str]) -> list[Lines]:
    """Comments in runs without an empty line."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line != BLANK:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [tuple(run) for run in found if run]
