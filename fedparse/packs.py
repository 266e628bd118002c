"""A rule pack as frozen values: rules, lexicons and macros, read from a directory of TOML and TSV files.

What is wrong with a pack is reported all at once, as one `PackError` whose faults carry file, line and column. Patterns
are compiled when they are first used, and all of them by `rules check`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from fedparse.model import Span
    from fedparse.packfiles import Spot

LAYERS = (
    "noise",
    "heading",
    "report",
    "document",
    "program",
    "guard",
    "date",
    "money",
    "ratio",
    "count",
    "diagnostic",
    "suspicion",
    "fact",
)
"""The kinds of rules, in the order they are applied: a later layer sees what an earlier one took."""

_NEVER = "(?!)"


class LazyPattern:
    r"""A pattern that is compiled at its first use: a short report needs few of the pack's patterns.

    `lists` are the word lists that the source names as `\L<name>`. `starts` are the characters that a match can begin
    with, and `ends`, for what stands before an anchor, those it can end with; where others stand, the pattern is not
    even compiled. Each asks nothing where it is empty.
    """

    __slots__ = ("compiled", "ends", "lists", "names", "source", "starts")

    compiled: regex.Pattern[str]
    """The compiled pattern (`regex` syntax, version 0, multi-line)."""
    names: tuple[tuple[str, int], ...]
    """Its named groups and their numbers."""

    def __init__(
        self, source: str, lists: Mapping[str, frozenset[str]] | None = None, *, starts: str = "", ends: str = ""
    ) -> None:
        self.source = source
        self.lists = lists or {}
        self.starts = frozenset(starts)
        self.ends = frozenset(ends)

    def __getattr__(self, name: str) -> Any:
        """Compiles when what only a compiled pattern has is asked for the first time."""
        if name not in {"compiled", "names"}:
            raise AttributeError(name)
        self.compiled = self._compile()
        self.names = tuple(self.compiled.groupindex.items())
        return getattr(self, name)

    def _compile(self) -> regex.Pattern[str]:
        return regex.compile(self.source, regex.MULTILINE, **cast("dict[str, Any]", self.lists))

    @property
    def is_timed(self) -> bool:
        """Whether the pattern gives up after a time: whoever compiles it anew must see to that too."""
        return False

    def around(self, source: str) -> regex.Pattern[str]:
        """The compiled pattern `source`, which has this one in it: what is wrong with this one is told at its place."""
        try:
            return regex.compile(source, **cast("dict[str, Any]", self.lists))
        except regex.error:
            self._compile()
            raise

    def finditer(self, text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
        """The matches in a stretch of a text, from left to right, none inside another."""
        if not self.starts:
            yield from self.compiled.finditer(text, start, end)
            return
        for place in _places(self.starts, text, start, end):
            match = self.compiled.match(text, place, end) if place >= start else None
            if match:
                yield match
                start = match.end()

    def groups(self, match: regex.Match[str]) -> dict[str, Span]:
        """The spans of the named groups that took part in a match of this pattern."""
        if match.lastindex is None:
            return {}
        places = match.regs
        return {name: places[number] for name, number in self.names if places[number][0] >= 0}


def _places(chars: Iterable[str], text: str, start: int, end: int) -> list[int]:
    """Where one of some characters, rare ones, stands in a stretch of a text."""
    found: list[int] = []
    for char in chars:
        place = text.find(char, start, end)
        while place >= 0:
            found.append(place)
            place = text.find(char, place + 1, end)
    return sorted(found)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Terms with their columns; an alias has the row of its canonical term."""

    name: str
    path: str
    rows: Mapping[str, Mapping[str, str]]
    column: str

    def terms(self, column: str = "", value: str = "") -> Iterator[str]:
        """The terms, or those whose `column` is `value`."""
        return (term for term, row in self.rows.items() if not column or row.get(column) == value)

    def canonical(self, term: str) -> str:
        """The term that a term is an alias of, or itself."""
        return self.rows[term].get(self.column, term)


class Written(NamedTuple):
    """A table of TOML as it is written, and where."""

    table: Mapping[str, Any]
    spot: Spot


ADDED = frozenset({"examples", "counter_examples", "tags"})
"""The keys to which a pack that changes a rule adds; all others it replaces."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: where it may start, what must stand there, and what is made of it.

    Without an `anchor` the rule is its `pattern`. With one (`number`, a lexicon or a macro), `inside` must match the
    anchor whole, `before` must end and `after` must start at it. A rule for numbers may ask for a `unit`, a term of a
    lexicon, between number and `after`; one for a macro, that the anchor's group `name` is a `term` of a lexicon.
    `where` names columns that the term must have; `not_after` names a macro that must not match where `after` is looked
    for. `not_forms` are the forms of a text that the rule does not take. `table` is the rule as it is written in TOML,
    `written` where: in one place, or in several when a pack changes a rule of the pack it extends.
    """

    id: str
    kind: str
    title: str
    path: str
    index: int
    anchor: str = ""
    pattern: LazyPattern | None = None
    inside: LazyPattern | None = None
    before: LazyPattern | None = None
    after: LazyPattern | None = None
    unit: str = ""
    term: str = ""
    not_after: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    normaliser: str = ""
    constants: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    priority: int = 0
    overrides: tuple[str, ...] = ()
    status: str = "stable"
    since: str = ""
    tags: tuple[str, ...] = ()
    not_forms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)
    written: tuple[Written, ...] = ()

    def spot(self, key: str = "id", element: int | None = None) -> Spot:
        """Where a key is written, or an element of the array under it."""
        if key in ADDED and element is not None:
            for table, spot in self.written:
                if element < len(table.get(key, ())):
                    return spot.at(key, element)
                element -= len(table.get(key, ()))
        changed = (spot for table, spot in reversed(self.written) if key in table and key != "id")
        return next(changed, self.written[0].spot).at(key, element)

    def patterns(self) -> Iterator[tuple[str, LazyPattern]]:
        """The patterns of the rule by their keys."""
        for key in ("pattern", "inside", "before", "after"):
            pattern = getattr(self, key)
            if pattern is not None:
                yield key, pattern


@dataclass(frozen=True, slots=True, eq=False)
class RulePack:
    """A pack that is ready to use.

    Attributes:
        name: Its name, and `version`.
        digest: The SHA-256 of its files, those of the packs it extends too.
        path: Its directory; `roots` are all directories it is read from, the pack that is extended first.
        rules: In the order of the files.
        lexicons: By name, the terms of all packs together.
        macros: Expanded, by name; `macro_tables` are they as they are written.
        rule_files: The files of its own rules.
        own_terms: The terms of its own word lists, or that it adds to others, by the name of the lexicon.
    """

    name: str
    version: str
    digest: str
    path: str
    rules: tuple[Rule, ...]
    lexicons: Mapping[str, Lexicon]
    macros: Mapping[str, LazyPattern]
    macro_tables: Mapping[str, Written] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    own_terms: Mapping[str, Collection[str]] = field(default_factory=dict)

    def is_own(self, written: Sequence[Written]) -> bool:
        """Whether something stands, with its last change, in the pack itself and not in one it extends."""
        return written[-1].spot.root == self.path

    def of(self, kind: str) -> tuple[Rule, ...]:
        """The rules of one kind, in the order of the pack."""
        return tuple(rule for rule in self.rules if rule.kind == kind)


def default_pack_path() -> Path:
    """The built-in pack: `patterns/` of a checkout, or the copy that a wheel carries inside the package."""
    package = Path(__file__).parent
    inside = package / "patterns"
    return inside if inside.is_dir() else package.parent / "patterns"


@cache
def load_pack(path: Path | None = None) -> RulePack:
    """The pack in directory `path`, or the built-in one; loaded once per process.

    Raises:
        PackError: with every fault of the pack, each at its file, line and column.
    """
    from fedparse.loader import read_pack  # noqa: PLC0415 - the loader builds the values defined here

    return read_pack(path or default_pack_path())


def alternation(terms: Iterable[str]) -> str:
    """A pattern that matches the longest of `terms`, written as a trie so that it is quick to compile and to try."""
    root: dict[str, Any] = {}
    for term in terms:
        node = root
        for char in term:
            node = node.setdefault(char, {})
        node[""] = {}
    return _emit(root) or _NEVER


def _emit(node: dict[str, Any]) -> str:
    leaves = [char for char in sorted(node) if char and node[char].keys() == {""}]
    branches = [re.escape(char) + _emit(node[char]) for char in sorted(node) if char and char not in leaves]
    if leaves:
        last = "".join(map(re.escape, leaves))
        branches.append(last if len(leaves) == 1 else f"[{last}]")
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in node else ''}" if branches else ""
