"""`fedparse rules list` and `show`: the rules of a pack as a table, and all there is to know about one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.expand import names
from fedparse.messages import Message, guess, message
from fedparse.packs import LAYERS
from fedparse.ruletools.canonical import written
from fedparse.ruletools.outcome import Outcome, Table
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.packfiles import Spot
    from fedparse.packs import Rule, RulePack

_PATTERNS = ("pattern", "before", "inside", "after")


class Parts(NamedTuple):
    """The macros and lexicons that a rule uses, those that its macros use too, each in order of its name."""

    macros: tuple[str, ...]
    lexicons: tuple[str, ...]


def list_rules(pack: RulePack, *, kind: str = "", status: str = "", ids: Sequence[str] = ()) -> Outcome:
    """The rules of a kind, with a status, whose id contains one of `ids`; each asks nothing where it is empty."""
    found = [
        rule
        for rule in pack.rules
        if kind in {"", rule.kind} and status in {"", rule.status} and (not ids or any(part in rule.id for part in ids))
    ]
    columns = ("id", "kind", "name", "status", "examples", "place")
    rows = [
        (rule.id, rule.kind, rule.title, rule.status, _counts(rule), _place(pack, rule.written[-1].spot.at("id")))
        for rule in found
    ]
    table = Table(None, tuple(message(column) for column in columns), tuple(rows))
    return Outcome(
        verb="list",
        pack=f"{pack.name} {pack.version}",
        checked=len(found),
        summary=_list_summary(pack, len(found), kind),
        tables=(table,) if rows else (),
        data={"rules": [_data(pack, rule) for rule in found]},
    )


def show(pack: RulePack, id_: str, *, effective: bool = False) -> Outcome:
    """All about one rule; with `effective` after the packs are merged, with the place and the expansion of each key."""
    rules = {rule.id: rule for rule in pack.rules}
    rule = rules.get(id_)
    label = f"{pack.name} {pack.version}"
    if rule is None:
        otherwise = message("`fedparse rules list` shows them all")
        said = message("there is no rule `{id}`; {hint}", id=id_, hint=guess(id_, rules, otherwise))
        return Outcome(verb="show", pack=label, checked=0, summary=said)
    parts = parts_of(pack, rule)
    beaten = [rules[name] for name in rule.overrides if name in rules]
    beating = [other for other in pack.rules if rule.id in other.overrides]
    tables = [
        _rules_table(message("It wins over:"), beaten),
        _rules_table(message("It loses against:"), beating),
        _macros_table(pack, parts.macros),
        _lexicons_table(pack, parts.lexicons),
    ]
    if effective:
        tables.insert(0, _origins_table(rule))
    blocks = (_merged(rule), _expanded(rule)) if effective else _as_written(rule)
    layer, layers = LAYERS.index(rule.kind) + 1, len(LAYERS)
    said = message(
        "{id} is of layer {layer} of {layers} ({kind}) and has {examples} examples and {counter} counter-examples",
        id=rule.id,
        layer=layer,
        layers=layers,
        kind=rule.kind,
        examples=len(rule.examples),
        counter=len(rule.counter_examples),
    )
    data = _data(pack, rule) | {
        "table": dict(rule.table),
        "overridden_by": [other.id for other in beating],
        "macros": list(parts.macros),
        "lexicons": {name: len(pack.lexicons[name].rows) for name in parts.lexicons},
        "origins": dict(_origins(rule)),
        "expanded": {key: pattern.source for key, pattern in rule.patterns()},
    }
    shown = tuple(table for table in tables if table.rows)
    return Outcome(
        verb="show", pack=label, checked=1, summary=said, tables=shown, blocks=tuple(filter(None, blocks)), data=data
    )


def parts_of(pack: RulePack, rule: Rule) -> Parts:
    """The macros and lexicons that a rule names, and those that its macros name."""
    table = rule.table
    waiting = [name for key in _PATTERNS for name in names(str(table.get(key, "")))]
    waiting += [rule.anchor, rule.unit, rule.term, rule.not_after, *map(str, rule.constants.get("unless", ()))]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += names(macro_table(pack, name).get("pattern", ""))
    return Parts(tuple(sorted(seen & pack.macros.keys())), tuple(sorted(seen & pack.lexicons.keys())))


def macro_table(pack: RulePack, name: str) -> Mapping[str, Any]:
    """A macro as it is written; empty where there is none."""
    return pack.macro_tables[name].table if name in pack.macro_tables else {}


def lexicon_columns(pack: RulePack, name: str) -> tuple[str, ...]:
    """The columns of a lexicon after the term."""
    lexicon = pack.lexicons[name]
    columns = (column for row in lexicon.rows.values() for column in row)
    return tuple(column for column in dict.fromkeys(columns) if column != lexicon.column)


def _counts(rule: Rule) -> str:
    return f"{len(rule.examples)}/{len(rule.counter_examples)}"


def _place(pack: RulePack, spot: Spot) -> str:
    """`money.toml:12`, or `fedparse:money.toml:12` for what is inherited."""
    # In the pack itself the file is enough; of another, its place is told too.
    file = spot.file if spot.root == pack.path else shown_path(spot.path)
    return f"{file}:{spot.place().line}"


def _data(pack: RulePack, rule: Rule) -> dict[str, object]:
    spot = rule.written[-1].spot.at("id")
    return {
        "id": rule.id,
        "kind": rule.kind,
        "title": rule.title,
        "description": rule.description,
        "status": rule.status,
        "since": rule.since,
        "tags": list(rule.tags),
        "priority": rule.priority,
        "overrides": list(rule.overrides),
        "examples": len(rule.examples),
        "counter_examples": len(rule.counter_examples),
        "path": spot.path,
        "line": spot.place().line,
        "own": pack.is_own(rule.written),
    }


def _list_summary(pack: RulePack, found: int, kind: str) -> Message:
    if found or not kind or kind in LAYERS:
        return message("{found} of {rules} rules", found=found, rules=len(pack.rules))
    hint = guess(kind, LAYERS, message("one of {words}", words=", ".join(LAYERS)))
    return message("there is no kind `{kind}`; {hint}", kind=kind, hint=hint)


def _rules_table(title: Message, rules: Iterable[Rule]) -> Table:
    rows = tuple((rule.id, rule.title) for rule in rules)
    return Table(title, (message("id"), message("name")), rows)


def _macros_table(pack: RulePack, macros: Iterable[str]) -> Table:
    rows = tuple(
        (f"{{{name}}}", str(macro_table(pack, name).get("doc", "")), _place(pack, pack.macro_tables[name].spot))
        for name in macros
    )
    columns = (message("macro"), message("what it is"), message("place"))
    return Table(message("Macros it uses:"), columns, rows)


def _lexicons_table(pack: RulePack, lexicons: Iterable[str]) -> Table:
    rows = tuple(
        (name, str(len(pack.lexicons[name].rows)), ", ".join(lexicon_columns(pack, name)), pack.lexicons[name].path)
        for name in lexicons
    )
    columns = (message("lexicon"), message("terms"), message("columns"), message("file"))
    return Table(message("Lexicons it uses:"), columns, rows, frozenset({1}))


def _origins(rule: Rule) -> Iterator[tuple[str, str]]:
    """Each key of a rule with the place it is written at."""
    for key in rule.table:
        spot = rule.spot(key)
        yield key, f"{shown_path(spot.path)}:{spot.place().line}"


def _origins_table(rule: Rule) -> Table:
    return Table(message("Where each key is from:"), (message("key"), message("place")), tuple(_origins(rule)))


def _as_written(rule: Rule) -> list[str]:
    """The tables of a rule as TOML: its own, and those of packs that change it."""
    return [
        f"# {shown_path(spot.path)}:{spot.at('id').place().line}\n{written(f'[[{spot.table}]]', table)}"
        for table, spot in rule.written
    ]


def _merged(rule: Rule) -> str:
    return written("[[rule]]", rule.table)


def _expanded(rule: Rule) -> str:
    """The patterns with their macros and short lexicons in them."""
    lines = []
    for key, pattern in rule.patterns():
        lines += [f"# {key}", pattern.source]
        lines += (f"#   \\L<{name}> = {len(terms)}" for name, terms in sorted(pattern.lists.items()))
    return "\n".join(lines)
