"""Reads a rule pack from its directory, expands its macros, and finds everything that is wrong with it, each at its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fedparse.errors import Fault, PackError
from fedparse.packs import LAYERS, LazyPattern, Lexicon, Rule, RulePack, alternation
from fedparse.positions import Place, Places

_PACK_KEYS = {"schema_version": int, "name": str, "version": str, "title": str, "rules": list, "lexicons": dict}
_MACRO_KEYS = {"pattern": str, "doc": str, "examples": list}
_RULE_KEYS: Mapping[str, type] = {
    "id": str,
    "kind": str,
    "title": str,
    "description": str,
    "anchor": str,
    "pattern": str,
    "inside": str,
    "before": str,
    "after": str,
    "unit": str,
    "term": str,
    "starts": str,
    "where": dict,
    "normaliser": str,
    "set": dict,
    "priority": int,
    "overrides": list,
    "status": str,
    "examples": list,
    "counter_examples": list,
}
_TYPE_NAMES = {str: "a string", list: "an array", dict: "a table", int: "a whole number"}
_STATUSES = ("experimental", "test", "stable", "deprecated")
_MACRO = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")
_MAX_PATTERN = 4000
_MAX_TRIE = 60
"""A lexicon of more terms goes into a pattern as a word list: a trie of so many takes longer to compile than to use."""

At = Callable[[], Place]
"""A place that is looked up only when there is a fault to report there."""


def read_pack(root: Path) -> RulePack:
    """The pack in directory `root`.

    Raises:
        PackError: with every fault found.
    """
    return _Loader(root).load()


def _top() -> Place:
    return Place(1, 1)


def one_line(pattern: str) -> str:
    """A pattern laid out over several lines as one: line ends and indentation are no part of it."""
    return "".join(line.strip() for line in pattern.splitlines()) if "\n" in pattern else pattern


class _Loader:
    """Reads one pack directory and collects its faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()
        self.lexicons: dict[str, Lexicon] = {}
        self.macros: dict[str, str] = {}
        self.expanded: dict[str, LazyPattern] = {}
        self.rules: dict[str, Rule] = {}

    def load(self) -> RulePack:
        if not (self.root / "pack.toml").is_file():
            message = "there is no pack.toml here; a rule pack is a directory with a pack.toml"
            raise PackError((Fault(str(self.root), 1, 1, message),))
        data, places = self.toml("pack.toml", _top)
        self.keys(data, _PACK_KEYS, "pack.toml", lambda key: places.at("", 0, key))
        for key in ("name", "version", "rules"):
            if key not in data:
                self.fault("pack.toml", _top, f"the pack has no `{key}`")
        self.stop()
        for name, file in data.get("lexicons", {}).items():
            self.lexicon(name, file, lambda name=name: places.at("lexicons", 0, name))  # type: ignore[misc]
        if (self.root / "macros.toml").is_file():
            self.read_macros()
        for position, file in enumerate(data["rules"]):
            self.rule_file(file, lambda position=position: places.at("", 0, "rules", position))  # type: ignore[misc]
        self.stop()
        return RulePack(
            data["name"],
            data["version"],
            self.digest.hexdigest(),
            str(self.root),
            tuple(self.rules.values()),
            self.lexicons,
            {name: self.expanded[f"{{{name}}}"] for name in self.macros},
        )

    def fault(self, file: str, at: At, message: str) -> None:
        place = at()
        self.faults.append(Fault(str(self.root / file), place.line, place.column, message))

    def stop(self) -> None:
        if self.faults:
            raise PackError(tuple(sorted(self.faults, key=lambda fault: (fault.path, fault.line, fault.column))))

    def read(self, file: str, at: At) -> str | None:
        if Path(file).is_absolute() or ".." in Path(file).parts:
            self.fault("pack.toml", at, f"`{file}` is outside the pack; name files inside it")
            return None
        try:
            data = (self.root / file).read_bytes()
        except OSError:
            self.fault("pack.toml", at, f"the pack names `{file}`, but it cannot be read there")
            return None
        self.digest.update(f"{file}\0{len(data)}\0".encode() + data)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
            message = f"the file is not UTF-8 (byte {error.start}); save it as UTF-8"
            self.fault(file, lambda: Place(line, column), message)
            return None

    def toml(self, file: str, at: At) -> tuple[dict[str, Any], Places]:
        text = self.read(file, at)
        if text is None:
            return {}, Places("")
        try:
            return tomllib.loads(text), Places(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+), column (\d+)", str(error))
            place = Place(int(found[1]), int(found[2])) if found else Place(text.count("\n") + 1, 1)
            self.fault(file, lambda: place, f"not valid TOML: {re.sub(r' *[(]at .*[)]', '', str(error))}")
            return {}, Places("")

    def keys(
        self, data: Mapping[str, Any], known: Mapping[str, type], file: str, at: Callable[[str], Place]
    ) -> bool:
        """Whether every key is known and of its type; each that is not is a fault at its place."""
        right = True
        for key, value in data.items():
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"; did you mean `{near[0]}`?" if near else f"; known keys: {', '.join(sorted(known))}"
                self.fault(file, lambda key=key: at(key), f"unknown key `{key}`{hint}")  # type: ignore[misc]
                right = False
            elif not isinstance(value, known[key]):
                message = f"`{key}` must be {_TYPE_NAMES[known[key]]}"
                self.fault(file, lambda key=key: at(key), message)  # type: ignore[misc]
                right = False
        return right

    def lexicon(self, name: str, file: str, at: At) -> None:
        text = self.read(file, at)
        if text is None:
            return
        lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and line[0] != "#"]
        columns = lines.pop(0)[1].split("\t") if file.endswith(".tsv") and lines else ["term"]
        rows: dict[str, Mapping[str, str]] = {}
        for number, line in lines:
            cells = line.split("\t")
            if len(cells) > len(columns):
                message = f"{len(cells)} columns where the header names {len(columns)}"
                self.fault(file, lambda number=number: Place(number, 1), message)  # type: ignore[misc]
                continue
            row = dict(zip(columns, cells, strict=False))
            if rows.get(cells[0], {}).get(columns[0]) == cells[0]:
                self.fault(file, lambda number=number: Place(number, 1), f"`{cells[0]}` stands here twice")  # type: ignore[misc]
            rows[cells[0]] = row
            for alias in row.get("aliases", "").split(";"):
                if alias:
                    rows.setdefault(alias, row)
        if not rows:
            self.fault(file, _top, "the lexicon has no entry")
        self.lexicons[name] = Lexicon(name, file, rows, columns[0])

    def read_macros(self) -> None:
        data, places = self.toml("macros.toml", _top)
        for name, macro in data.get("macro", {}).items():
            known = self.keys(
                macro, _MACRO_KEYS, "macros.toml", lambda key, name=name: places.at(f"macro.{name}", 0, key)  # type: ignore[misc]
            )
            if known and "pattern" in macro:
                self.macros[name] = one_line(macro["pattern"])
        for name in self.macros:
            self.expand(f"{{{name}}}", "macros.toml", lambda name=name: places.at(f"macro.{name}", 0, "pattern"))  # type: ignore[misc]

    def expand(self, pattern: str, file: str, at: At, inside: tuple[str, ...] = ()) -> LazyPattern:
        """`pattern` with `{macro}`, `{lexicon}` and `{lexicon:column=value}` replaced by what they stand for."""
        lists: dict[str, frozenset[str]] = {}

        def replace(match: re.Match[str]) -> str:
            part = self.named(match, file, at, inside)
            lists.update(part.lists)
            return part.source

        return LazyPattern(_MACRO.sub(replace, pattern), lists)

    def named(self, match: re.Match[str], file: str, at: At, inside: tuple[str, ...]) -> LazyPattern:
        """What one `{…}` of a pattern stands for."""
        whole, name, column, value = match[0], match[1], match[2] or "", match[3] or ""
        if whole in self.expanded:
            return self.expanded[whole]
        if name in inside:
            self.fault(file, at, f"macro `{name}` leads back to itself: {' → '.join((*inside, name))}")
            return LazyPattern("(?!)")
        if name in self.macros:
            part = self.expand(self.macros[name], file, at, (*inside, name))
            found = LazyPattern(f"(?:{part.source})", part.lists)
        elif name in self.lexicons:
            terms = frozenset(self.lexicons[name].terms(column, value))
            key = re.sub(r"\W", "_", whole.strip("{}"))
            short = len(terms) <= _MAX_TRIE
            found = LazyPattern(alternation(terms)) if short else LazyPattern(f"\\L<{key}>", {key: terms})
        else:
            near = get_close_matches(name, [*self.macros, *self.lexicons], 1)
            hint = f"; did you mean `{{{near[0]}}}`?" if near else ""
            self.fault(file, at, f"`{{{name}}}` is neither a macro nor a lexicon{hint}")
            return LazyPattern("(?!)")
        self.expanded[whole] = found
        return found

    def rule_file(self, file: str, at: At) -> None:
        data, places = self.toml(file, at)
        for key in data:
            if key != "rule":
                message = f"unknown key `{key}`; a rule file holds `[[rule]]` tables"
                self.fault(file, lambda key=key: places.at("", 0, key), message)  # type: ignore[misc]
        for index, raw in enumerate(data.get("rule", ())):
            self.rule(raw, file, index, places)

    def rule(self, raw: Mapping[str, Any], file: str, index: int, places: Places) -> None:
        def at(key: str, element: int | None = None) -> Place:
            return places.at("rule", index, key, element)

        if not self.keys(raw, _RULE_KEYS, file, at):
            return
        for key in ("id", "kind", "title"):
            if key not in raw:
                self.fault(file, lambda: at(""), f"the rule has no `{key}`")
                return
        name = raw["id"]
        if name in self.rules:
            self.fault(file, lambda: at("id"), f"another rule is called `{name}`, in {self.rules[name].path}")
        if "pattern" not in raw and not raw.get("anchor"):
            self.fault(file, lambda: at(""), f"rule `{name}` has neither `pattern` nor `anchor`: it starts nowhere")
        self.choice(raw["kind"], LAYERS, "kind", file, at)
        self.choice(raw.get("status", "stable"), _STATUSES, "status", file, at)
        self.choice(raw.get("anchor", "number"), ("number", *self.lexicons, *self.macros), "anchor", file, at)
        for key in ("unit", "term"):
            if key in raw:
                self.choice(raw[key], tuple(self.lexicons), key, file, at)
        self.rules[name] = Rule(
            id=name,
            kind=raw["kind"],
            title=raw["title"],
            path=file,
            index=index,
            anchor=raw.get("anchor", ""),
            pattern=self.pattern(raw, "pattern", file, at),
            inside=self.pattern(raw, "inside", file, at),
            before=self.pattern(raw, "before", file, at),
            after=self.pattern(raw, "after", file, at),
            unit=raw.get("unit", ""),
            term=raw.get("term", ""),
            starts=raw.get("starts", ""),
            where=raw.get("where", {}),
            normaliser=raw.get("normaliser", raw["kind"]),
            constants=raw.get("set", {}),
            description=raw.get("description", ""),
            priority=raw.get("priority", 0),
            overrides=tuple(raw.get("overrides", ())),
            status=raw.get("status", "stable"),
            examples=tuple(raw.get("examples", ())),
            counter_examples=tuple(raw.get("counter_examples", ())),
        )

    def choice(self, value: str, known: Sequence[str], key: str, file: str, at: Callable[[str], Place]) -> None:
        if value not in known:
            near = get_close_matches(value, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(known)}"
            self.fault(file, lambda: at(key), f"unknown {key} `{value}`; {hint}")

    def pattern(
        self, raw: Mapping[str, Any], key: str, file: str, at: Callable[[str], Place]
    ) -> LazyPattern | None:
        if key not in raw:
            return None
        text = one_line(raw[key])
        if len(text) > _MAX_PATTERN:
            message = f"`{key}` is longer than {_MAX_PATTERN} characters; use a lexicon or a macro"
            self.fault(file, lambda: at(key), message)
        expanded = self.expand(text, file, lambda: at(key))
        # A context is looked at from the anchor: `before` ends where the anchor starts.
        return LazyPattern(f"(?<={expanded.source})", expanded.lists) if key == "before" else expanded
