"""Where things stand in a TOML file: `tomllib` gives values without places, and a message without a place is no help.

One pass over the text finds every table header, every key and every string in an array, with line and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>'''[\s\S]*?'''(?:'{0,2})|\"\"\"(?:\\[\s\S]|[^\\])*?\"\"\"|'[^'\n]*'|"(?:\\.|[^"\\\n])*")
  | (?P<header>^[ \t]*\[\[?[^\[\]\n]+\]\]?)
  | (?P<key>^[ \t]*[A-Za-z0-9_-]+(?=[ \t]*=))
  | (?P<open>[\[{]) | (?P<close>[\]}])
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
    """One table of the file: its name, its place, and the places of its keys and of the strings under each."""

    name: str
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)
    strings: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def at(self, key: str, index: int | None = None) -> Place:
        """The place of a key, or of the string number `index` under it; the table's own place when it has no such."""
        strings = self.strings.get(key, ())
        if index is not None and index < len(strings):
            return strings[index]
        return self.keys.get(key, self.place)


class Places:
    """The places of a TOML file, found when the first is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _tables(self) -> list[Table]:
        return index(self._text)

    def at(self, table: str, number: int, key: str, element: int | None = None) -> Place:
        """The place of a key (or of a string under it) in the table number `number` of a name; the top if there is none."""
        named = [found for found in self._tables if found.name == table]
        return named[number].at(key, element) if number < len(named) else Place(1, 1)


def index(text: str) -> list[Table]:
    """Every table of a TOML file in order; the first, named "", holds the keys above any header."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    tables: list[tuple[str, Place, dict[str, Place], dict[str, list[Place]]]] = [("", Place(1, 1), {}, {})]
    line = depth = 0
    key = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        at = match.start() + len(match[0]) - len(match[0].lstrip(" \t"))
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        place = Place(line + 1, at - starts[line] + 1)
        if kind == "header" and depth == 0:
            tables.append((match[0].strip(" \t[]"), place, {}, {}))
            key = ""
        elif kind in {"header", "open"}:
            # At depth an opening line such as `["a"]` looks like a header: it opens and closes an array.
            depth += kind == "open"
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "key" and depth == 0:
            key = match[0].strip()
            tables[-1][2][key] = place
        elif kind == "string" and key:
            tables[-1][3].setdefault(key, []).append(place)
    return [
        Table(name, place, keys, {key: tuple(places) for key, places in strings.items()})
        for name, place, keys, strings in tables
    ]
