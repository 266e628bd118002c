"""Makes a rule pack of the packs it consists of: merges their parts, expands macros, finds what keeps it from use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from fedparse.errors import Fault, PackError
from fedparse.expand import Expander, one_line
from fedparse.messages import Message, guess, message, one_of
from fedparse.packfiles import Faults
from fedparse.packlayers import digest, read_layers
from fedparse.packs import ADDED, LazyPattern, Lexicon, Rule, RulePack, Written
from fedparse.requirements import FACTS, GROUPS, LEXICONS, MACROS, MENTION_KINDS, NORMALISERS, NUMBERLESS
from fedparse.timing import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from fedparse.expand import Tell
    from fedparse.packfiles import Spot, Terms, TomlFile
    from fedparse.packlayers import PackLayer

FORMAT = 1
"""The version of the pack format that this module reads (`schema_version`)."""
_MAX_PATTERN = 4000
_MAX_RULES = 5000
_MACRO_NAME = regex.compile(r"[a-z][a-z0-9_]*")
_TIMEOUT_MS = 200
"""How long a pattern of a pack that is not the built-in one may take at a place, unless its rule says otherwise."""
_EDGES = (("starts", "after"), ("ends", "before"))
"""The keys that hold first or last characters, and the pattern of the rule that they are about."""
_PATTERNS = ("pattern", "inside", "before", "after")
_ANCHORED = ("inside", "before", "after", "not_after", "unit", "term", "starts", "ends", "where")
"""The keys that are about an anchor."""


def read_pack(root: Path) -> RulePack:
    """The pack in directory `root`, with those it extends.

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
    faults = Faults()
    loader = _Loader(read_layers(root, faults), faults)
    pack = loader.pack()
    return pack, faults.all()


class _PlacedPattern(LazyPattern):
    """A pattern that knows where it was written: one that does not compile is a fault of the pack at that place.

    It gives up after `seconds`, unless they are 0.
    """

    __slots__ = ("_name", "_rule", "_seconds", "_spot")

    def __init__(
        self,
        name: Message,
        expanded: LazyPattern,
        spot: Spot,
        *,
        rule: str = "",
        seconds: float = 0.0,
        starts: str = "",
        ends: str = "",
    ) -> None:
        super().__init__(expanded.source, expanded.lists, starts=starts, ends=ends)
        self._name, self._rule, self._spot, self._seconds = name, rule, spot, seconds

    @property
    def is_timed(self) -> bool:
        return self._seconds > 0

    def _compile(self) -> regex.Pattern[str]:
        try:
            compiled = super()._compile()
        except (regex.error, ValueError, OverflowError, RecursionError) as error:
            place = self._spot.place()
            reason = getattr(error, "msg", error)
            text = message("{name}: not a regular expression: {reason}", name=self._name, reason=reason)
            raise PackError((Fault(self._spot.path, place.line, place.column, "FED020", text, self._rule),)) from None
        return timed(compiled, str(self._name), self._seconds) if self._seconds else compiled

    def around(self, source: str) -> regex.Pattern[str]:
        compiled = super().around(source)
        return timed(compiled, str(self._name), self._seconds) if self._seconds else compiled


class _Loader:
    """Merges the packs of one stack into rules, lexicons and macros; a later pack wins over those it extends."""

    def __init__(self, layers: list[PackLayer], faults: Faults) -> None:
        self.layers = layers
        self.faults = faults
        self.own = layers[-1]
        self.knows_names = all(layer.knows_names for layer in layers)
        self.knows_rules = all(layer.knows_rules for layer in layers)
        self.lexicons: dict[str, Lexicon] = {}
        self.macros: dict[str, Written] = {}
        self.tables: dict[str, list[Written]] = {}
        self.nameless: list[Written] = []
        """Rules without an id of their own: they are looked at, but are no part of the pack."""
        self.rules: dict[str, Rule] = {}
        self.expander = Expander({}, {})
        self.changes_below = False
        self.tried = frozenset(str(layer.root) for layer in layers if layer.is_built_in)
        """The directories of packs whose patterns are known to end."""

    def pack(self) -> RulePack:
        for layer in self.layers:
            self.head(layer)
            self.add_lexicons(layer)
            self.add_macros(layer)
            self.change_rules(layer)
        texts = {name: one_line(written.table.get("pattern", "")) for name, written in self.macros.items()}
        self.expander = Expander(texts, self.lexicons)
        macros = {name: self.macro(name) for name in self.macros}
        for written in [*self.tables.values(), *([rule] for rule in self.nameless)]:
            rule = _RuleReader(self, written).rule()
            if rule.id:
                self.rules.setdefault(rule.id, rule)
        if len(self.rules) > _MAX_RULES:
            text = message("the pack has more than {limit} rules", limit=_MAX_RULES)
            self.faults.at(self.own.top.at("rules"), "FED033", text)
        self.need_parts()
        head = self.own.head
        return RulePack(
            name=head.get("name", ""),
            version=head.get("version", ""),
            digest=digest(self.layers),
            path=str(self.own.root),
            rules=tuple(self.rules.values()),
            lexicons=self.lexicons,
            macros=macros,
            macro_tables=self.macros,
            roots=tuple(str(layer.root) for layer in self.layers),
            rule_files=tuple(file.top.path for file in self.own.rule_files),
            own_terms={n: t.rows.keys() for n, t in {**self.own.lexicons, **self.own.terms}.items() if t},
        )

    def head(self, layer: PackLayer) -> None:
        version = layer.head.get("schema_version", FORMAT)
        if version != FORMAT:
            text = message(
                "schema_version {version} is unknown; this fedparse reads version {format}",
                version=version,
                format=FORMAT,
            )
            self.faults.at(layer.top.at("schema_version"), "FED018", text)
        if layer.head and "rules" not in layer.head and "extends" not in layer.head:
            self.faults.at(layer.top.at(""), "FED011", message("the pack has no `{key}`", key="rules"))

    # Lexicons

    def add_lexicons(self, layer: PackLayer) -> None:
        for name, terms in layer.lexicons.items():
            spot = layer.top._replace(table="lexicons", key=name)
            if name in self.lexicons:
                text = message("a lexicon `{name}` is inherited; add to it under `[terms]`", name=name)
                self.faults.at(spot, "FED035", text)
                continue
            file = str(layer.head["lexicons"].get(name, ""))
            self.lexicons[name] = Lexicon(
                name, file, terms.rows if terms else {}, terms.columns[0] if terms else "term"
            )
        for name, terms in layer.terms.items():
            spot = layer.top._replace(table="terms", key=name)
            if name not in self.lexicons:
                hint = guess(name, self.lexicons, one_of(self.lexicons))
                text = message("there is no lexicon `{name}` to add terms to; {hint}", name=name, hint=hint)
                self.faults.at(spot, "FED014", text)
            elif terms:
                self.changes_below = True
                self.lexicons[name] = self.with_terms(self.lexicons[name], terms, spot)

    def with_terms(self, lexicon: Lexicon, terms: Terms, spot: Spot) -> Lexicon:
        """A lexicon with the terms that a pack adds to it; of a term that is there already the new row is taken."""
        columns = {column for row in lexicon.rows.values() for column in row} | {lexicon.column}
        first = terms.columns[0] if len(terms.columns) > 1 else lexicon.column
        unknown = [column for column in (first, *terms.columns[1:]) if column not in columns]
        if unknown or first != lexicon.column:
            wrong = unknown[0] if unknown else first
            hint = guess(wrong, columns, message("the first column is `{column}`", column=lexicon.column))
            text = message(
                "lexicon `{name}` has no column `{column}`; {hint}", name=lexicon.name, column=wrong, hint=hint
            )
            self.faults.at(spot, "FED030", text)
            return lexicon
        rows = terms.rows
        if len(terms.columns) == 1 and len(columns) > 1:
            rows = {term: {lexicon.column: term} for term in rows}
        return Lexicon(lexicon.name, lexicon.path, {**lexicon.rows, **rows}, lexicon.column)

    # Macros

    def add_macros(self, layer: PackLayer) -> None:
        if layer.macros is None:
            return
        for name, table in layer.macros.data.get("macro", {}).items():
            spot = layer.macros.top._replace(table=f"macro.{name}", key="pattern")
            if not _MACRO_NAME.fullmatch(name):
                text = message("`{name}` is no name of a macro: use a-z, 0-9 and _", name=name)
                self.faults.at(spot.at(""), "FED023", text)
            if name in self.lexicons:
                text = message("macro `{name}` has the name of a lexicon", name=name)
                self.faults.at(spot.at(""), "FED023", text)
            if name in self.macros:
                self.changes_below = True
                if not table.get("replaces"):
                    text = message(
                        "a macro `{name}` is inherited; say `replaces = true` to put this in its place", name=name
                    )
                    self.faults.at(spot.at(""), "FED035", text)
            elif table.get("replaces"):
                text = message("there is no inherited macro `{name}` to replace", name=name)
                self.faults.at(spot.at("replaces"), "FED035", text)
            self.macros[name] = Written(table, spot)

    def macro(self, name: str) -> LazyPattern:
        """A macro as a pattern of its own."""
        table, spot = self.macros[name]
        expanded = self.expander.macro(name, self.teller(spot))
        seconds = self.seconds([self.macros[name]], table)
        named = message("macro `{name}`", name=name)
        return _PlacedPattern(named, expanded, spot, seconds=seconds, starts=table.get("starts", ""))

    def teller(self, spot: Spot) -> Tell:
        """Notes what is wrong with a pattern at its spot, or at that of the macro in it that is to blame."""

        def tell(macro: str | None, code: str, text: Message) -> None:
            # A name of a file that could not be read is not missing.
            if code != "FED022" or self.knows_names:
                self.faults.at(self.macros[macro].spot if macro else spot, code, text)

        return tell

    # Rules

    def change_rules(self, layer: PackLayer) -> None:
        """Leaves out the rules a pack disables, changes those it overrides, and adds its own."""
        for position, name in enumerate(layer.head.get("disable", ())):
            if name not in self.tables:
                self.no_such_rule(layer.top.at("disable", position), name)
            self.tables.pop(name, None)
        for file in layer.rule_files:
            for number, table in enumerate(file.data.get("override", ())):
                self.override(table, file.top._replace(table="override", number=number))
            for number, table in enumerate(file.data.get("rule", ())):
                if isinstance(table, dict):
                    self.add_rule(table, file.top._replace(table="rule", number=number), file)

    def no_such_rule(self, spot: Spot, name: str) -> None:
        hint = guess(str(name), self.tables, message("`fedparse rules list` shows them all"))
        self.faults.at(spot, "FED014", message("there is no inherited rule `{name}`; {hint}", name=name, hint=hint))

    def override(self, table: Mapping[str, Any], spot: Spot) -> None:
        name = table.get("id")
        if isinstance(name, str) and name in self.tables:
            self.tables[name].append(Written(table, spot))
        elif isinstance(name, str):
            self.no_such_rule(spot.at("id"), name)

    def add_rule(self, table: Mapping[str, Any], spot: Spot, file: TomlFile) -> None:
        name = table.get("id")
        if not isinstance(name, str) or not name:
            self.nameless.append(Written(table, spot))
            return
        if name in self.tables:
            known = self.tables[name][0].spot
            text = message("another rule is called `{name}`, in {file}", name=name, file=known.file)
            if known.root != file.top.root:
                text = message("a rule `{name}` is inherited; change it in an `[[override]]`", name=name)
            self.faults.at(spot.at("id"), "FED016", text)
            self.nameless.append(Written(table, spot))
            return
        self.tables[name] = [Written(table, spot)]

    def seconds(self, written: Iterable[Written], table: Mapping[str, Any]) -> float:
        """How long a pattern may take at a place; 0 is for ever, for what the built-in pack has tried."""
        if not self.changes_below and all(part.spot.root in self.tried for part in written):
            return 0.0
        limits = table.get("limits")
        return float((limits if isinstance(limits, dict) else {}).get("timeout_ms", _TIMEOUT_MS)) / 1000

    # What the engine needs

    def need_parts(self) -> None:
        """Reports the lexicons, macros and rules that the engine asks for; what could not be read is not missing."""
        top = self.own.top
        if not self.own.head:
            return
        for name, columns in LEXICONS.items() if self.lexicons else ():
            spot = top._replace(table="lexicons", key=name)
            if name not in self.lexicons:
                text = message("the engine needs a lexicon `{name}`, and the pack has none", name=name)
                self.faults.at(spot, "FED027", text)
            for column in columns if name in self.lexicons else ():
                self.need_column(self.lexicons[name], column, spot)
        for name, groups in MACROS.items() if self.knows_names else ():
            self.need_macro(name, groups, top.at("rules"))
        for name in FACTS if self.knows_rules and self.rules else ():
            if name not in self.rules:
                text = message("the engine needs a rule `{name}`, and the pack has none", name=name)
                self.faults.at(top.at("rules"), "FED027", text)

    def need_macro(self, name: str, groups: Iterable[str], top: Spot) -> None:
        if name not in self.macros:
            text = message("the engine needs a macro `{name}`, and the pack has none", name=name)
            self.faults.at(top, "FED027", text)
            return
        table, spot = self.macros[name]
        for group in groups:
            if table.get("pattern") and f"(?P<{group}>" not in one_line(table["pattern"]):
                text = message("the engine needs a group `{group}` in the macro `{name}`", group=group, name=name)
                self.faults.at(spot, "FED027", text)

    def need_column(self, lexicon: Lexicon, column: str, spot: Spot) -> None:
        if lexicon.rows and not any(column in row for row in lexicon.rows.values()):
            text = message(
                "the engine needs a column `{column}`, and `{file}` has none", column=column, file=lexicon.path
            )
            self.faults.at(spot, "FED027", text)


def _merged(written: Sequence[Written]) -> Mapping[str, Any]:
    """The tables of one rule as one, each over the one before it; what can be added to is added to."""
    table: dict[str, Any] = {}
    for changed in written:
        added = {key: [*table.get(key, ()), *changed.table[key]] for key in ADDED & changed.table.keys()}
        table |= {**changed.table, **added}
    return table


class _RuleReader:
    """Reads one rule from its tables, merged into one, and finds what is wrong with it beyond its form."""

    def __init__(self, loader: _Loader, written: Sequence[Written]) -> None:
        self.loader = loader
        self.table = _merged(written)
        self.written = tuple(written)
        self.id: str = self.table.get("id", "")
        self.kind: str = self.table.get("kind", "")

    def rule(self) -> Rule:
        table = self.table
        self.check_id()
        self.check_names()
        self.check_start()
        patterns = {key: self.pattern(key) for key in _PATTERNS}
        self.check_groups(patterns.values())
        limits = table.get("limits", {})
        spot = self.written[0].spot
        return Rule(
            id=self.id,
            kind=self.kind,
            title=table.get("title", ""),
            path=spot.file,
            index=spot.number,
            anchor=table.get("anchor", ""),
            **patterns,
            unit=table.get("unit", ""),
            term=table.get("term", ""),
            not_after=table.get("not_after", ""),
            where=table.get("where", {}),
            normaliser=table.get("normaliser", self.kind),
            constants=table.get("set", {}),
            description=table.get("description", ""),
            priority=table.get("priority", 0),
            overrides=tuple(table.get("overrides", ())),
            status=table.get("status", "stable"),
            since=table.get("since", ""),
            tags=tuple(table.get("tags", ())),
            not_forms=tuple(limits.get("not_forms", ()) if isinstance(limits, dict) else ()),
            examples=tuple(table.get("examples", ())),
            counter_examples=tuple(table.get("counter_examples", ())),
            table=table,
            written=self.written,
        )

    def spot(self, key: str) -> Spot:
        """Where a key stands, in the last table that has it; the first table's own place where none has."""
        changed = (spot for table, spot in reversed(self.written) if key in table)
        return next(changed, self.written[0].spot).at(key)

    def fault(self, key: str, code: str, text: Message) -> None:
        self.loader.faults.at(self.spot(key), code, text, self.id)

    def check_id(self) -> None:
        if self.kind in MENTION_KINDS and self.id and not self.id.startswith(f"{self.kind}."):
            text = message("the id of a rule of kind `{kind}` starts with `{kind}.`", kind=self.kind)
            self.fault("id", "FED015", text)

    def check_names(self) -> None:
        """Reports names that nothing has: an anchor, a lexicon of units, a normaliser."""
        loader = self.loader
        if loader.knows_names:
            anchors = ("number", *loader.lexicons, *loader.macros)
            otherwise = message("it is neither `number` nor a lexicon nor a macro")
            self.choose("anchor", anchors, otherwise)
            self.choose("not_after", loader.macros)
        self.choose("unit", loader.lexicons)
        self.choose("term", loader.lexicons)
        self.choose("normaliser", NORMALISERS)
        constants = self.table.get("set", {})
        unless = constants.get("unless", ()) if isinstance(constants, dict) else ()
        for lexicon in unless if isinstance(unless, list) else ():
            if lexicon not in loader.lexicons:
                hint = guess(str(lexicon), loader.lexicons, one_of(loader.lexicons))
                self.fault("set", "FED014", message("unknown lexicon `{name}`; {hint}", name=lexicon, hint=hint))
        for column in self.table.get("where", ()):
            self.check_column(column)

    def choose(self, key: str, known: Iterable[str], otherwise: Message | None = None) -> None:
        """Reports a value of a key that is none of those known."""
        value = self.table.get(key)
        known = tuple(known)
        if isinstance(value, str) and value not in known and key in self.table:
            hint = guess(value, known, otherwise or one_of(known))
            self.fault(key, "FED014", message("unknown {key} `{value}`; {hint}", key=key, value=value, hint=hint))

    def check_column(self, column: str) -> None:
        """Reports a column of `where` that no term of the rule's lexicon has."""
        table = self.table
        lexicon = self.loader.lexicons.get(table.get("unit") or table.get("term") or table.get("anchor", ""))
        if lexicon and lexicon.rows and not any(column in row for row in lexicon.rows.values()):
            columns = {column for row in lexicon.rows.values() for column in row}
            hint = guess(column, columns, one_of(sorted(columns)))
            text = message(
                "lexicon `{name}` has no column `{column}`; {hint}", name=lexicon.name, column=column, hint=hint
            )
            self.fault("where", "FED030", text)

    def check_groups(self, patterns: Iterable[LazyPattern | None]) -> None:
        """Reports a rule whose normaliser would look for a group in vain."""
        anchor = self.table.get("anchor")
        parts = [*patterns, self.loader.expander.macro(anchor) if anchor in self.loader.macros else None]
        groups = (NUMBERLESS.get(self.kind) if self.starts_elsewhere() else None) or GROUPS.get(self.kind, ())
        sources = [part.source for part in parts if part and part.source]
        found = ("unit" in groups and "unit" in self.table) or any(
            f"(?P<{group}>" in source for source in sources for group in groups
        )
        if groups and sources and not found and self.loader.knows_names:
            named = " / ".join(groups)
            text = message(
                "rule `{rule}`: no group `{group}` says what its value is made of", rule=self.id, group=named
            )
            self.fault("", "FED026", text)

    def starts_elsewhere(self) -> bool:
        """Whether a rule starts soundly, but not from a number."""
        anchor = self.table.get("anchor")
        if anchor is None:
            return "pattern" in self.table and "after" not in self.table
        return anchor != "number" and (anchor in self.loader.lexicons or anchor in self.loader.macros)

    def check_start(self) -> None:
        """Reports a rule that starts nowhere, or one part of which would never be looked at."""
        table, name = self.table, message("rule `{rule}`", rule=self.id)
        has_anchor, has_pattern = bool(table.get("anchor")), bool(table.get("pattern"))
        if not has_anchor and not has_pattern:
            text = message("{name} has neither `pattern` nor `anchor`: it starts nowhere", name=name)
            self.fault("", "FED025", text)
        elif has_anchor and "pattern" in table:
            text = message("{name} has an `anchor`, so its `pattern` is never looked at; use `after`", name=name)
            self.fault("pattern", "FED025", text)
        for key, side in _EDGES if has_anchor else ():
            if key in table and side not in table:
                text = message(
                    "{name} has no `{side}`, so its `{key}` is never looked at", name=name, side=side, key=key
                )
                self.fault(key, "FED025", text)
        for key in _ANCHORED if has_pattern and not has_anchor else ():
            # The layout looks before a marker itself.
            if key in table and not (key == "before" and self.kind == "heading"):
                text = message(
                    "{name} has no `{side}`, so its `{key}` is never looked at", name=name, side="anchor", key=key
                )
                self.fault(key, "FED025", text)

    def pattern(self, key: str) -> LazyPattern | None:
        if key not in self.table:
            return None
        spot, text = self.spot(key), self.table[key]
        if len(one_line(text)) > _MAX_PATTERN:
            said = message(
                "`{key}` is longer than {limit} characters; use a lexicon or a macro", key=key, limit=_MAX_PATTERN
            )
            self.fault(key, "FED032", said)
        expanded = self.loader.expander.expand(text, self.loader.teller(spot))
        if key == "before":
            # A context is looked at from the anchor: `before` ends where the anchor starts.
            expanded = LazyPattern(f"(?<={expanded.source})", expanded.lists)
        starts, ends = (self.table.get(name, "") if key == side else "" for name, side in _EDGES)
        seconds = self.loader.seconds(self.written, self.table)
        named = message("rule `{rule}`", rule=self.id)
        return _PlacedPattern(named, expanded, spot, rule=self.id, seconds=seconds, starts=starts, ends=ends)
