"""Loads a rule pack: TOML rules and TSV lexicons, checked with their places, macros expanded, frozen.

A pack is a directory with a `pack.toml`. What is wrong with it is reported all at once, as one `PackError` whose faults
carry file, line and column. Patterns are compiled when they are first used, and all of them by `rules check`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import regex

from fedparse.errors import Fault, PackError
from fedparse.positions import Place, Table, index

LAYERS = ("noise", "heading", "report", "document", "program", "guard", "date", "money", "ratio", "count", "diagnostic", "fact")
"""The kinds of rules, in the order they are applied: a later layer sees what an earlier one took."""

_PACK_KEYS = {"schema_version": int, "name": str, "version": str, "title": str, "rules": list, "lexicons": dict}
_MACRO_KEYS = {"pattern": str, "doc": str, "examples": list}
_RULE_KEYS: Mapping[str, type] = {
    "id": str,
    "kind": str,
    "title": str,
    "description": str,
    "anchor": str,
    "pattern": str,
    "before": str,
    "after": str,
    "number": str,
    "where": dict,
    "normaliser": str,
    "set": dict,
    "priority": int,
    "overrides": list,
    "status": str,
    "examples": list,
    "counter_examples": list,
}
_STATUSES = ("experimental", "test", "stable", "deprecated")
_MACRO = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")
_MAX_PATTERN = 4000


class LazyPattern:
    """A pattern that is compiled at its first use: a short report needs few of the pack's patterns."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._compiled: regex.Pattern[str] | None = None

    @property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled pattern (`regex` syntax, version 0, multi-line)."""
        if self._compiled is None:
            self._compiled = regex.compile(self.source, regex.MULTILINE)
        return self._compiled


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms with their columns; an alias has the row of its canonical term."""

    name: str
    path: str
    rows: Mapping[str, Mapping[str, str]]
    canonical: Mapping[str, str]

    def terms(self, column: str = "", value: str = "") -> Iterator[str]:
        """The terms, or those whose `column` is `value`."""
        return (term for term, row in self.rows.items() if not column or row.get(column) == value)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its marked spans: `spans[i]` must be found, with `values[i]` (key → text) where given."""

    line: str
    text: str
    spans: tuple[tuple[int, int], ...]
    values: tuple[Mapping[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: where it may start (`anchor`), what must stand there (`pattern`, or `before` and `after`; for a number
    anchor also what the numeral itself must be, `number`), and what it makes of it."""

    id: str
    kind: str
    title: str
    path: str
    place: Place
    anchor: str = ""
    pattern: LazyPattern | None = None
    before: LazyPattern | None = None
    after: LazyPattern | None = None
    number: LazyPattern | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    normaliser: str = ""
    constants: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    priority: int = 0
    overrides: tuple[str, ...] = ()
    status: str = "stable"
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RulePack:
    """A pack that is ready to use. Equal digests mean equal files."""

    name: str
    version: str
    digest: str
    path: str
    rules: tuple[Rule, ...]
    lexicons: Mapping[str, Lexicon]
    macros: Mapping[str, str]

    def of(self, kind: str) -> tuple[Rule, ...]:
        """The rules of one kind, in the order of the pack."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    def alternation(self, lexicon: str, column: str = "", value: str = "", *, joint: str = "") -> str:
        """The terms of a lexicon as one pattern, longest first by construction."""
        return alternation(self.lexicons[lexicon].terms(column, value), joint)


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
    return _Loader(path or default_pack_path()).load()


def alternation(terms: Iterable[str], joint: str = "") -> str:
    """A pattern that matches the longest of `terms`, written as a trie so that it is quick to compile and to try.

    `joint` is a pattern allowed between two characters of a term.
    """
    root: dict[str, Any] = {}
    for term in terms:
        node = root
        for char in term:
            node = node.setdefault(char, {})
        node[""] = {}

    def emit(node: dict[str, Any], glue: str) -> str:
        leaves = [char for char in sorted(node) if char and node[char].keys() == {""}]
        branches = [glue + re.escape(char) + emit(node[char], joint) for char in sorted(node) if char and char not in leaves]
        if leaves:
            last = "".join(map(re.escape, leaves))
            branches.append(glue + (last if len(leaves) == 1 else f"[{last}]"))
        if len(branches) == 1 and "" not in node:
            return branches[0]
        return f"(?:{'|'.join(branches)}){'?' if '' in node else ''}" if branches else ""

    return emit(root, "") or "(?!)"


class _Loader:
    """Reads one pack directory and collects its faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()
        self.lexicons: dict[str, Lexicon] = {}
        self.macros: dict[str, str] = {}
        self.expanded: dict[str, str] = {}
        self.rules: dict[str, Rule] = {}

    def load(self) -> RulePack:
        if not (self.root / "pack.toml").is_file():
            message = "there is no pack.toml here; a rule pack is a directory with a pack.toml"
            raise PackError((Fault(str(self.root), 1, 1, message),))
        data, tables = self.toml("pack.toml")
        self.keys(data, _PACK_KEYS, "pack.toml", tables[0])
        for key in ("name", "version", "rules"):
            if key not in data:
                self.fault("pack.toml", Place(1, 1), f"the pack has no `{key}`")
        self.stop()
        for name, file in data.get("lexicons", {}).items():
            self.lexicon(name, file, next((t for t in tables if t.name == "lexicons"), tables[0]).at(name))
        if (self.root / "macros.toml").is_file():
            self.read_macros()
        for position, file in enumerate(data["rules"]):
            self.rule_file(file, tables[0].at("rules", position))
        self.stop()
        return RulePack(
            data["name"],
            data["version"],
            self.digest.hexdigest(),
            str(self.root),
            tuple(self.rules.values()),
            self.lexicons,
            {name: self.expand(f"{{{name}}}", "macros.toml", Place(1, 1)) for name in self.macros},
        )

    def fault(self, file: str, place: Place, message: str) -> None:
        self.faults.append(Fault(str(self.root / file), place.line, place.column, message))

    def stop(self) -> None:
        if self.faults:
            raise PackError(tuple(sorted(self.faults, key=lambda f: (f.path, f.line, f.column))))

    def read(self, file: str, place: Place) -> str | None:
        path = self.root / file
        if Path(file).is_absolute() or ".." in Path(file).parts:
            self.fault("pack.toml", place, f"`{file}` is outside the pack; name files inside it")
            return None
        try:
            data = path.read_bytes()
            text = data.decode("utf-8")
        except OSError:
            self.fault("pack.toml", place, f"the pack names `{file}`, but there is no such file")
            return None
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.fault(file, Place(line, 1), f"the file is not UTF-8 (byte {error.start}); save it as UTF-8")
            return None
        self.digest.update(f"{file}\0{len(data)}\0".encode() + data)
        return text

    def toml(self, file: str, place: Place = Place(1, 1)) -> tuple[dict[str, Any], list[Table]]:
        text = self.read(file, place)
        if text is None:
            return {}, [Table("", Place(1, 1))]
        try:
            return tomllib.loads(text), index(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+), column (\d+)", str(error))
            at = Place(int(found[1]), int(found[2])) if found else Place(text.count("\n") + 1, 1)
            self.fault(file, at, f"not valid TOML: {re.sub(r' *[(]at .*[)]', '', str(error))}")
            return {}, [Table("", Place(1, 1))]

    def keys(self, data: Mapping[str, Any], known: Mapping[str, type], file: str, table: Table) -> bool:
        """Whether every key is known and of its type; each that is not is a fault at its place."""
        before = len(self.faults)
        for key, value in data.items():
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"; did you mean `{near[0]}`?" if near else f"; known keys: {', '.join(sorted(known))}"
                self.fault(file, table.at(key), f"unknown key `{key}`{hint}")
            elif not isinstance(value, known[key]):
                wanted = {"str": "a string", "list": "an array", "dict": "a table", "int": "a whole number"}
                self.fault(file, table.at(key), f"`{key}` must be {wanted[known[key].__name__]}")
        return len(self.faults) == before

    def lexicon(self, name: str, file: str, place: Place) -> None:
        text = self.read(file, place)
        if text is None:
            return
        rows: dict[str, Mapping[str, str]] = {}
        canonical: dict[str, str] = {}
        columns: list[str] = []
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.rstrip("\r").split("\t")
            if not columns and file.endswith(".tsv"):
                columns = cells
                continue
            columns = columns or ["term"]
            if len(cells) > len(columns):
                self.fault(file, Place(number, 1), f"{len(cells)} columns where the header names {len(columns)}")
                continue
            row = dict(zip(columns, cells, strict=False))
            aliases = [alias for alias in row.get("aliases", "").split(";") if alias]
            for term in (cells[0], *aliases):
                if term in rows and term == cells[0] and canonical[term] == term:
                    self.fault(file, Place(number, 1), f"`{term}` stands here twice")
                rows.setdefault(term, row)
                canonical.setdefault(term, cells[0])
        if not rows:
            self.fault(file, Place(1, 1), "the lexicon has no entry")
        self.lexicons[name] = Lexicon(name, file, rows, canonical)

    def read_macros(self) -> None:
        data, tables = self.toml("macros.toml")
        self.macro_places = {table.name.removeprefix("macro."): table for table in tables}
        for name, macro in data.get("macro", {}).items():
            table = self.macro_places.get(name, tables[0])
            if self.keys(macro, _MACRO_KEYS, "macros.toml", table) and "pattern" in macro:
                self.macros[name] = "".join(line.strip() for line in macro["pattern"].splitlines())
        for name, macro in data.get("macro", {}).items():
            pattern = self.expand(f"{{{name}}}", "macros.toml", self.macro_places[name].at("pattern"))
            for position, example in enumerate(macro.get("examples", ())):
                if not regex.fullmatch(pattern, example):
                    place = self.macro_places[name].at("examples", position)
                    self.fault("macros.toml", place, f"macro `{name}` does not match its example {example!r}")

    def expand(self, pattern: str, file: str, place: Place, inside: tuple[str, ...] = ()) -> str:
        """`pattern` with `{macro}`, `{lexicon}` and `{lexicon:column=value}` replaced by what they stand for."""

        def replace(match: re.Match[str]) -> str:
            name, column, value = match[1], match[2] or "", match[3] or ""
            if match[0] in self.expanded:
                return self.expanded[match[0]]
            if name in inside:
                self.fault(file, place, f"macro `{name}` leads back to itself: {' → '.join((*inside, name))}")
                return "(?!)"
            if name in self.macros:
                text = f"(?:{self.expand(self.macros[name], file, place, (*inside, name))})"
            elif name in self.lexicons:
                text = alternation(self.lexicons[name].terms(column, value))
            else:
                near = get_close_matches(name, [*self.macros, *self.lexicons], 1)
                hint = f"; did you mean `{{{near[0]}}}`?" if near else ""
                self.fault(file, place, f"`{{{name}}}` is neither a macro nor a lexicon{hint}")
                return "(?!)"
            self.expanded[match[0]] = text
            return text

        return _MACRO.sub(replace, pattern)

    def rule_file(self, file: str, place: Place) -> None:
        data, tables = self.toml(file, place)
        for key in data:
            if key != "rule":
                self.fault(file, tables[0].at(key), f"unknown key `{key}`; a rule file holds `[[rule]]` tables")
        headers = [table for table in tables if table.name == "rule"]
        for raw, table in zip(data.get("rule", ()), headers, strict=False):
            self.rule(raw, table, file)

    def rule(self, raw: Mapping[str, Any], table: Table, file: str) -> None:
        if not self.keys(raw, _RULE_KEYS, file, table):
            return
        for key in ("id", "kind", "title"):
            if key not in raw:
                self.fault(file, table.place, f"the rule has no `{key}`")
                return
        name = raw["id"]
        known = self.rules.get(name)
        if known:
            self.fault(file, table.at("id"), f"rule `{name}` stands already at {known.path}:{known.place.line}")
        self.choice(raw["kind"], LAYERS, "kind", file, table)
        self.choice(raw.get("status", "stable"), _STATUSES, "status", file, table)
        if "pattern" not in raw and not raw.get("anchor"):
            self.fault(file, table.place, f"rule `{name}` has neither `pattern` nor `anchor`: nothing says where it starts")
        anchor = raw.get("anchor", "")
        if anchor and anchor != "number" and anchor not in self.lexicons:
            self.choice(anchor, ("number", *self.lexicons), "anchor", file, table)
        self.rules[name] = Rule(
            id=name,
            kind=raw["kind"],
            title=raw["title"],
            path=file,
            place=table.at("id"),
            anchor=anchor,
            pattern=self.pattern(raw, "pattern", file, table),
            before=self.pattern(raw, "before", file, table),
            after=self.pattern(raw, "after", file, table),
            number=self.pattern(raw, "number", file, table),
            where=raw.get("where", {}),
            normaliser=raw.get("normaliser", raw["kind"]),
            constants=raw.get("set", {}),
            description=raw.get("description", ""),
            priority=raw.get("priority", 0),
            overrides=tuple(raw.get("overrides", ())),
            status=raw.get("status", "stable"),
            examples=self.examples(raw, "examples", file, table),
            counter_examples=self.examples(raw, "counter_examples", file, table),
        )

    def choice(self, value: str, known: Sequence[str], key: str, file: str, table: Table) -> None:
        if value not in known:
            near = get_close_matches(value, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(known)}"
            self.fault(file, table.at(key), f"unknown {key} `{value}`; {hint}")

    def pattern(self, raw: Mapping[str, Any], key: str, file: str, table: Table) -> LazyPattern | None:
        if key not in raw:
            return None
        # A pattern may be laid out over several lines: line ends and indentation are no part of it.
        text = "".join(line.strip() for line in raw[key].splitlines()) if "\n" in raw[key] else raw[key]
        if len(text) > _MAX_PATTERN:
            self.fault(file, table.at(key), f"`{key}` is longer than {_MAX_PATTERN} characters; use a lexicon or a macro")
        expanded = self.expand(text, file, table.at(key))
        # A context is looked at from the anchor: `before` ends where the anchor starts.
        return LazyPattern(f"(?<={expanded})" if key == "before" else expanded)

    def examples(self, raw: Mapping[str, Any], key: str, file: str, table: Table) -> tuple[Example, ...]:
        found = []
        for position, line in enumerate(raw.get(key, ())):
            place = table.at(key, position)
            if not isinstance(line, str):
                self.fault(file, place, f"`{key}` must hold strings")
                continue
            try:
                found.append(parse_example(line, place))
            except ValueError as error:
                self.fault(file, place, f"{error}: {line}")
                continue
            if key == "examples" and not found[-1].spans:
                self.fault(file, place, f"the example marks no span; put 【】 round what the rule must find: {line}")
            if key == "counter_examples" and found[-1].spans:
                self.fault(file, place, f"a counter-example marks no span: {line}")
        return tuple(found)


def parse_example(line: str, place: Place = Place(1, 1)) -> Example:
    """An example line as data: `培训妇女【260余人｜260 comparator=> unit=人】` → text, spans and wanted values.

    `【【` and `】】` stand for a real bracket. A value without a key is the main value of its kind (key "").

    Raises:
        ValueError: when marks do not pair.
    """
    text = ""
    spans: list[tuple[int, int]] = []
    values: list[Mapping[str, str]] = []
    start: int | None = None
    position = 0
    while position < len(line):
        char = line[position]
        if char in "【】" and line[position + 1 : position + 2] == char:
            text, position = text + char, position + 2
        elif char == "【":
            if start is not None:
                raise ValueError("a 【 inside a 【】")
            start, position = len(text), position + 1
        elif char == "】":
            if start is None:
                raise ValueError("a 】 without its 【")
            spans.append((start, len(text)))
            if len(values) < len(spans):
                values.append({})
            start, position = None, position + 1
        elif char == "｜" and start is not None:
            end = line.find("】", position)
            wanted = line[position + 1 : end if end >= 0 else len(line)].split()
            values.append(dict(part.split("=", 1) if "=" in part.lstrip("<>=~") else ("", part) for part in wanted))
            position = end if end >= 0 else len(line)
        else:
            text, position = text + char, position + 1
    if start is not None:
        raise ValueError("a 【 without its 】")
    return Example(line, text, tuple(spans), tuple(values), place)


def compile_all(pack: RulePack) -> tuple[Fault, ...]:
    """Compiles every pattern of a pack; a fault for each that is not a regular expression."""
    faults = []
    for rule in pack.rules:
        for key in ("pattern", "before", "after", "number"):
            pattern: LazyPattern | None = getattr(rule, key)
            if pattern is None:
                continue
            try:
                _ = pattern.compiled
            except regex.error as error:
                message = f"rule `{rule.id}`: `{key}` is not a regular expression: {error.msg}"
                faults.append(Fault(str(Path(pack.path) / rule.path), rule.place.line, rule.place.column, message))
    return tuple(faults)
