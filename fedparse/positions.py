"""Where things stand in a TOML file: `tomllib` gives values without places, and a message without a place is no help.

One pass over the text finds every table header, every key and every element of an array, with line and column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>'''[\s\S]*?'''(?:'{0,2})|\"\"\"(?:\\[\s\S]|[^\\])*?\"\"\"|'[^'\n]*'|"(?:\\.|[^"\\\n])*")
  | (?P<header>^[ \t]*\[\[?[^\[\]\n]+\]\]?)
  | (?P<key>^[ \t]*[A-Za-z0-9_-]+(?=[ \t]*=))
  | (?P<open>[\[{]) | (?P<close>[\]}])
  | (?P<bare>[^\s\[\]{}=,\#"']+)
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, from 1, in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file: its name, its place, and the places of its keys and of the elements under each."""

    name: str
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)
    elements: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def at(self, key: str, element: int | None = None) -> Place:
        """The place of a key, or of an element of the array under it; the table's own place when it has no such."""
        elements = self.elements.get(key, ())
        if element is not None and element < len(elements):
            return elements[element]
        return self.keys.get(key, self.place)


class Places:
    """The places of a TOML file, found when the first is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _tables(self) -> list[Table]:
        return index(self._text)

    def at(self, table: str, number: int, key: str, element: int | None = None) -> Place:
        """The place of a key (or of an element under it) in the table number `number` of a name.

        A table without a header of its own (`rule = [{…}]`) stands where the key of its name does, or at the top; a key
        of the top that is a table, where its header does.
        """
        if not table and key not in self._tables[0].keys:
            first = (found.place for found in self._tables if found.name == key or found.name.startswith(f"{key}."))
            return next(first, self._tables[0].place) if key else self._tables[0].place
        named = [found for found in self._tables if found.name == table]
        return named[number].at(key, element) if number < len(named) else self._tables[0].at(table)


def index(text: str) -> list[Table]:
    """Every table of a TOML file in order; the first, named "", holds the keys above any header."""
    indexer = _Indexer(text)
    for match in _TOKEN.finditer(text):
        indexer.take(match)
    return indexer.tables()


class _Indexer:
    """Goes through the tokens of a TOML file and notes where things stand."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._found: list[tuple[str, Place, dict[str, Place], dict[str, list[Place]]]] = [("", Place(1, 1), {}, {})]
        self._open: list[str] = []
        self._key = ""

    def tables(self) -> list[Table]:
        return [
            Table(name, place, keys, {key: tuple(places) for key, places in elements.items()})
            for name, place, keys, elements in self._found
        ]

    def take(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        start = match.start() + len(match[0]) - len(match[0].lstrip(" \t"))
        line = bisect_right(self._starts, start)
        place = Place(line, start - self._starts[line - 1] + 1)
        if kind == "header" and not self._open:
            self._found.append((match[0].strip(" \t[]"), place, {}, {}))
            self._key = ""
        elif kind == "key" and not self._open:
            self._key = match[0].strip()
            self._found[-1][2][self._key] = place
        elif kind == "close":
            del self._open[-1:]
        elif kind != "comment":
            # Inside an array a line such as `["a"],` looks like a header: it opens and closes an array.
            if self._open == ["["]:
                self._found[-1][3].setdefault(self._key, []).append(place)
            if kind == "open":
                self._open.append(match[0])
