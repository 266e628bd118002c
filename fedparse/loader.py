"""Reads a rule pack from its directory, expands its macros, and finds all that keeps it from being used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import regex

from fedparse.errors import Fault, PackError
from fedparse.messages import Message
from fedparse.packfiles import PackFiles, Spot
from fedparse.packs import LAYERS, LazyPattern, Lexicon, Rule, RulePack, alternation
from fedparse.ruleforms import (
    FACTS,
    GROUPS,
    LEXICONS,
    MACRO,
    MACRO_FILE,
    MACROS,
    MENTION_KINDS,
    NORMALISERS,
    NUMBERLESS,
    PACK,
    RULE,
    RULE_FILE,
    STATUSES,
    Form,
    constant_problems,
    guess,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FORMAT = 1
"""The version of the pack format that this module reads (`schema_version`)."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")
_MAX_PATTERN = 4000
_MAX_TRIE = 60
"""A lexicon of more terms goes into a pattern as a word list: a trie of so many takes longer to compile than to use."""
_EDGES = (("starts", "after"), ("ends", "before"))
"""The keys that hold first or last characters, and the pattern of the rule that they are about."""
_NOTHING = LazyPattern("(?!)")
"""What a name stands for that leads nowhere; the fault is reported, and the reading goes on."""


def read_pack(root: Path) -> RulePack:
    """The pack in directory `root`.

    Raises:
        PackError: with every fault found.
    """
    pack, faults = survey(root)
    if faults:
        raise PackError(faults)
    return pack


def survey(root: Path) -> tuple[RulePack, tuple[Fault, ...]]:
    """As much of the pack in directory `root` as can be read, and all that keeps it from being used, in file order.

    Raises:
        PackError: when there is no pack at all.
    """
    if not (root / "pack.toml").is_file():
        message = "there is no pack.toml here; a rule pack is a directory with a pack.toml"
        raise PackError((Fault(str(root), 1, 1, "FED001", Message(message)),))
    loader = _Loader(PackFiles(root))
    pack = loader.pack()
    return pack, loader.files.faults()


def one_line(pattern: str) -> str:
    """A pattern laid out over several lines as one: line ends and indentation are no part of it."""
    return "".join(line.strip() for line in pattern.splitlines()) if "\n" in pattern else pattern


class _PlacedPattern(LazyPattern):
    """A pattern that knows where it was written: one that does not compile is a fault of the pack at that place."""

    __slots__ = ("_name", "_root", "_spot")

    def __init__(
        self, name: str, expanded: LazyPattern, root: Path, spot: Spot, *, starts: str = "", ends: str = ""
    ) -> None:
        super().__init__(expanded.source, expanded.lists, starts=starts, ends=ends)
        self._name, self._root, self._spot = name, root, spot

    def _compile(self) -> regex.Pattern[str]:
        try:
            return super()._compile()
        except (regex.error, ValueError, OverflowError, RecursionError) as error:
            place = self._spot.place()
            message = f"{self._name}: not a regular expression: {getattr(error, 'msg', error)}"
            fault = Fault(str(self._root / self._spot.file), place.line, place.column, "FED001", Message(message))
            raise PackError((fault,)) from None


class _Loader:
    """Reads the files of one pack into rules, lexicons and macros."""

    def __init__(self, files: PackFiles) -> None:
        self.files = files
        self.lexicons: dict[str, Lexicon] = {}
        self.macros: dict[str, tuple[str, Spot]] = {}
        self.starts: dict[str, str] = {}
        self.expanded: dict[str, LazyPattern] = {}
        self.rules: dict[str, Rule] = {}
        self.all_macros_known = True
        self.all_rules_known = True

    def pack(self) -> RulePack:
        values: Mapping[str, Any] = {}
        head = self.files.toml("pack.toml")
        if head:
            values = self.typed(head.data, PACK, head.top)
            self.need(values, ("name", "version", "rules"), head.top, "the pack")
            if values.get("schema_version", FORMAT) != FORMAT:
                message = f"schema_version {values['schema_version']} is unknown; this fedparse reads version {FORMAT}"
                self.files.fault(head.top.at("schema_version"), message)
            self.read_lexicons(values.get("lexicons", {}), head.top)
            if (self.files.root / "macros.toml").is_file():
                self.read_macros()
            for position, file in enumerate(values.get("rules", ())):
                if isinstance(file, str):
                    self.read_rules(file, head.top.at("rules", position))
            self.need_parts(values, head.top)
        return RulePack(
            values.get("name", ""),
            values.get("version", ""),
            self.files.digest,
            str(self.files.root),
            tuple(self.rules.values()),
            self.lexicons,
            {name: self.macro(name) for name in self.macros},
        )

    def typed(self, data: Mapping[str, Any], forms: Mapping[str, Form], spot: Spot) -> Mapping[str, Any]:
        """The known keys of a table whose values have the right type; every other one is a fault at its place."""
        kept = {}
        for key, value in data.items():
            form = forms.get(key)
            if form is None:
                hint = guess(key, forms, f"known keys: {', '.join(sorted(forms))}")
                self.files.fault(spot.at(key), f"unknown key `{key}`; {hint}")
            elif not form.holds(value):
                self.files.fault(spot.at(key), f"`{key}` must be {form.name}")
            else:
                kept[key] = value
                if form.of_strings:
                    self.strings(value, spot.at(key), form)
        return kept

    def strings(self, values: list[object] | dict[str, object], spot: Spot, form: Form) -> None:
        """Reports the elements of an array or a table that are no strings."""
        if isinstance(values, dict):
            # The table of a rule has no place of its own: its names stand where its key does.
            elements = [(spot if spot.table else spot._replace(table=spot.key, key=key), values[key]) for key in values]
        else:
            elements = [(spot.at(spot.key, position), value) for position, value in enumerate(values)]
        for place, value in elements:
            if not isinstance(value, str):
                self.files.fault(place, f"`{spot.key}` must be {form.name}, and `{value}` is none")

    def need(self, values: Mapping[str, Any], keys: Iterable[str], spot: Spot, owner: str) -> None:
        for key in keys:
            if key not in values:
                self.files.fault(spot.at(""), f"{owner} has no `{key}`")

    def need_parts(self, values: Mapping[str, Any], top: Spot) -> None:
        """Reports the lexicons, macros and rules that the engine asks for; what could not be read is not missing."""
        for name, columns in LEXICONS.items() if "lexicons" in values else ():
            spot = top._replace(table="lexicons", key=name)
            if name not in self.lexicons:
                self.files.fault(spot, f"the engine needs a lexicon `{name}`, and the pack has none")
            for column in columns if name in self.lexicons else ():
                self.need_column(self.lexicons[name], column, spot)
        for name, groups in MACROS.items() if self.all_macros_known else ():
            if name not in self.macros:
                self.files.fault(top.at("rules"), f"the engine needs a macro `{name}`, and the pack has none")
                continue
            pattern, spot = self.macros[name]
            for group in groups:
                if pattern and f"(?P<{group}>" not in pattern:
                    self.files.fault(spot, f"the engine needs a group `{group}` in the macro `{name}`")
        for name in FACTS if self.all_rules_known and "rules" in values else ():
            if name not in self.rules:
                self.files.fault(top.at("rules"), f"the engine needs a rule `{name}`, and the pack has none")

    def need_column(self, lexicon: Lexicon, column: str, spot: Spot) -> None:
        if lexicon.rows and not any(column in row for row in lexicon.rows.values()):
            self.files.fault(spot, f"the engine needs a column `{column}`, and `{lexicon.path}` has none")

    def choose(self, value: str, known: Iterable[str], spot: Spot, *, name: str = "", otherwise: str = "") -> None:
        """Reports a value of a key (or of what `name` calls it) that is none of those known."""
        known = tuple(known)
        if value not in known:
            hint = guess(value, known, otherwise or f"one of {', '.join(known)}")
            self.files.fault(spot, f"unknown {name or spot.key} `{value}`; {hint}")

    def read_lexicons(self, named: Mapping[str, Any], top: Spot) -> None:
        for name, file in named.items():
            if isinstance(file, str):
                self.lexicons[name] = self.files.lexicon(name, file, top._replace(table="lexicons", key=name))
            else:
                self.lexicons[name] = Lexicon(name, "", {}, "term")

    def read_macros(self) -> None:
        found = self.files.toml("macros.toml")
        if found is None:
            self.all_macros_known = False
            return
        macros = self.typed(found.data, MACRO_FILE, found.top).get("macro", {})
        for name, macro in macros.items():
            spot = found.top._replace(table=f"macro.{name}", key="pattern")
            self.macros[name] = "", spot
            if not _NAME.fullmatch(name):
                self.files.fault(spot.at(""), f"`{name}` is no name of a macro: use a-z, 0-9 and _")
            if name in self.lexicons:
                self.files.fault(spot.at(""), f"macro `{name}` has the name of a lexicon")
            if not isinstance(macro, dict):
                message = f"macro `{name}` must be a table `[macro.{name}]`"
                self.files.fault(found.top._replace(table="macro", key=name), message)
                continue
            values = self.typed(macro, MACRO, spot)
            if "pattern" not in macro:
                self.need(macro, ("pattern",), spot, f"macro `{name}`")
            self.macros[name] = one_line(values.get("pattern", "")), spot
            self.starts[name] = values.get("starts", "")
        for name, (_, spot) in self.macros.items():
            self.expand(f"{{{name}}}", spot)
            self.expanded.setdefault(f"{{{name}}}", _NOTHING)

    def macro(self, name: str) -> LazyPattern:
        """A macro as a pattern of its own."""
        expanded, starts = self.expanded[f"{{{name}}}"], self.starts.get(name, "")
        return _PlacedPattern(f"macro `{name}`", expanded, self.files.root, self.macros[name][1], starts=starts)

    def expand(self, pattern: str, spot: Spot, inside: tuple[str, ...] = ()) -> LazyPattern:
        """`pattern` with `{macro}`, `{lexicon}` and `{lexicon:column=value}` replaced by what they stand for."""
        lists: dict[str, frozenset[str]] = {}

        def replace(match: re.Match[str]) -> str:
            part = self.named(match, spot, inside)
            lists.update(part.lists)
            return part.source

        return LazyPattern(_NAMED.sub(replace, pattern), lists)

    def named(self, match: re.Match[str], spot: Spot, inside: tuple[str, ...]) -> LazyPattern:
        """What one `{…}` of a pattern stands for."""
        whole, name, column = match[0], match[1], match[2]
        if whole in self.expanded:
            return self.expanded[whole]
        if name in inside:
            self.files.fault(spot, f"macro `{name}` leads back to itself: {' → '.join((*inside, name))}")
            return _NOTHING
        if name in self.macros and not column:
            pattern, own = self.macros[name]
            part = self.expand(pattern, own, (*inside, name))
            found = LazyPattern(f"(?:{part.source})", part.lists)
        elif name in self.lexicons:
            found = self.terms(match, spot)
        else:
            if name in self.macros:
                self.files.fault(spot, f"`{whole}`: `{name}` is a macro, and only a lexicon has columns")
            elif self.all_macros_known:
                hint = guess(name, (*self.macros, *self.lexicons), "")
                self.files.fault(spot, f"`{{{name}}}` is neither a macro nor a lexicon{hint and '; '}{hint}")
            return _NOTHING
        self.expanded[whole] = found
        return found

    def terms(self, match: re.Match[str], spot: Spot) -> LazyPattern:
        """The terms of a lexicon as an alternative, or, where they are many, as a word list."""
        lexicon = self.lexicons[match[1]]
        terms = frozenset(lexicon.terms(match[2] or "", match[3] or ""))
        if not terms and lexicon.rows:
            self.files.fault(spot, f"`{match[0]}` is empty: no term of `{lexicon.name}` has {match[2]} = {match[3]}")
        key = re.sub(r"\W", "_", match[0].strip("{}"))
        short = len(terms) <= _MAX_TRIE
        return LazyPattern(alternation(terms)) if short else LazyPattern(f"\\L<{key}>", {key: terms})

    def read_rules(self, file: str, named: Spot) -> None:
        found = self.files.toml(file, named)
        if found is None:
            self.all_rules_known = False
            return
        for index, raw in enumerate(self.typed(found.data, RULE_FILE, found.top).get("rule", ())):
            spot = found.top._replace(table="rule", number=index)
            if isinstance(raw, dict):
                self.rule(raw, spot)
            else:
                self.files.fault(found.top.at("rule", index), "a rule is a table `[[rule]]`")

    def rule(self, raw: Mapping[str, Any], spot: Spot) -> None:
        values = self.typed(raw, RULE, spot)
        self.need(raw, ("id", "kind", "title"), spot, "the rule")
        name, kind = values.get("id", ""), values.get("kind", "")
        self.check_names(values, spot)
        self.check_start(raw, spot, f"rule `{name}`")
        for problem in constant_problems(kind, values.get("set", {})):
            self.files.fault(spot.at("set"), f"rule `{name}`: {problem}")
        patterns = {key: self.pattern(values, key, spot) for key in ("pattern", "inside", "before", "after")}
        self.check_groups(values, [*patterns.values(), self.expanded.get(f"{{{values.get('anchor')}}}")], spot)
        if not name:
            return
        if name in self.rules:
            self.files.fault(spot.at("id"), f"another rule is called `{name}`, in {self.rules[name].path}")
        self.rules[name] = Rule(
            id=name,
            kind=kind,
            title=values.get("title", ""),
            path=spot.file,
            index=spot.number,
            anchor=values.get("anchor", ""),
            **patterns,
            unit=values.get("unit", ""),
            term=values.get("term", ""),
            not_after=values.get("not_after", ""),
            where=values.get("where", {}),
            normaliser=values.get("normaliser", kind),
            constants=values.get("set", {}),
            description=values.get("description", ""),
            priority=values.get("priority", 0),
            overrides=tuple(values.get("overrides", ())),
            status=values.get("status", "stable"),
            examples=tuple(values.get("examples", ())),
            counter_examples=tuple(values.get("counter_examples", ())),
        )

    def check_names(self, values: Mapping[str, Any], spot: Spot) -> None:
        """Reports names that nothing has: a kind, an anchor, a lexicon of units, a normaliser."""
        kind = values.get("kind", "")
        if "kind" in values:
            self.choose(kind, LAYERS, spot.at("kind"))
        if kind in MENTION_KINDS and "id" in values and not values["id"].startswith(f"{kind}."):
            self.files.fault(spot.at("id"), f"the id of a rule of kind `{kind}` starts with `{kind}.`")
        self.choose(values.get("status", "stable"), STATUSES, spot.at("status"))
        if self.all_macros_known and "anchor" in values:
            anchors = ("number", *self.lexicons, *self.macros)
            otherwise = "it is neither `number` nor a lexicon nor a macro"
            self.choose(values["anchor"], anchors, spot.at("anchor"), otherwise=otherwise)
        for key in ("unit", "term"):
            if key in values:
                self.choose(values[key], self.lexicons, spot.at(key))
        if self.all_macros_known and "not_after" in values:
            self.choose(values["not_after"], self.macros, spot.at("not_after"))
        if "normaliser" in values:
            self.choose(values["normaliser"], NORMALISERS, spot.at("normaliser"))
        for lexicon in values.get("set", {}).get("unless", ()):
            self.choose(str(lexicon), self.lexicons, spot.at("set"), name="lexicon")
        for column in values.get("where", ()):
            self.check_column(column, values, spot)

    def check_column(self, column: str, values: Mapping[str, Any], spot: Spot) -> None:
        """Reports a column of `where` that no term of the rule's lexicon has."""
        lexicon = self.lexicons.get(values.get("unit") or values.get("term") or values.get("anchor", ""))
        if lexicon and lexicon.rows and not any(column in row for row in lexicon.rows.values()):
            columns = {column for row in lexicon.rows.values() for column in row}
            hint = guess(column, columns, f"one of {', '.join(sorted(columns))}")
            self.files.fault(spot.at("where"), f"lexicon `{lexicon.name}` has no column `{column}`; {hint}")

    def check_groups(self, values: Mapping[str, Any], parts: Iterable[LazyPattern | None], spot: Spot) -> None:
        """Reports a rule whose normaliser would look for a group in vain."""
        kind = values.get("kind", "")
        group = NUMBERLESS.get(kind) if self.starts_elsewhere(values) else None
        group = group or GROUPS.get(kind)
        sources = [part.source for part in parts if part and part.source]
        found = group in values or any(f"(?P<{group}>" in source for source in sources)
        if group and sources and not found and self.all_macros_known:
            message = f"no group `{group}` says what its value is made of"
            self.files.fault(spot.at(""), f"rule `{values.get('id', '')}`: {message}")

    def starts_elsewhere(self, values: Mapping[str, Any]) -> bool:
        """Whether a rule starts soundly, but not from a number."""
        anchor = values.get("anchor")
        if anchor is None:
            return "pattern" in values and "after" not in values
        return anchor != "number" and (anchor in self.lexicons or anchor in self.macros)

    def check_start(self, raw: Mapping[str, Any], spot: Spot, name: str) -> None:
        """Reports a rule that starts nowhere, or one part of which would never be looked at."""
        if not raw.get("pattern") and not raw.get("anchor"):
            self.files.fault(spot.at(""), f"{name} has neither `pattern` nor `anchor`: it starts nowhere")
        elif raw.get("anchor") and "pattern" in raw:
            message = f"{name} has an `anchor`, so its `pattern` is never looked at; use `after`"
            self.files.fault(spot.at("pattern"), message)
        for key, side in _EDGES if raw.get("anchor") else ():
            if key in raw and side not in raw:
                self.files.fault(spot.at(key), f"{name} has no `{side}`, so its `{key}` is never looked at")
        if raw.get("pattern") and not raw.get("anchor"):
            for key in ("inside", "before", "after", "not_after", "unit", "term", "starts", "ends", "where"):
                # The layout looks before a marker itself.
                if key in raw and not (key == "before" and raw.get("kind") == "heading"):
                    self.files.fault(spot.at(key), f"{name} has no `anchor`, so its `{key}` is never looked at")

    def pattern(self, values: Mapping[str, Any], key: str, spot: Spot) -> LazyPattern | None:
        if key not in values:
            return None
        text = one_line(values[key])
        if len(text) > _MAX_PATTERN:
            message = f"`{key}` is longer than {_MAX_PATTERN} characters; use a lexicon or a macro"
            self.files.fault(spot.at(key), message)
        expanded = self.expand(text, spot.at(key))
        if key == "before":
            # A context is looked at from the anchor: `before` ends where the anchor starts.
            expanded = LazyPattern(f"(?<={expanded.source})", expanded.lists)
        starts, ends = (values.get(name, "") if key == side else "" for name, side in _EDGES)
        name = f"rule `{values.get('id', '')}`"
        return _PlacedPattern(name, expanded, self.files.root, spot.at(key), starts=starts, ends=ends)
