"""`fedparse rules lock`: a hash of everything that decides what the rules of a pack make, with the version it has.

A rule that has changed under a version that has not is an error: two documents that name the same version of the rules
would have been made by different ones. The lock is about the pack's own files: what it inherits has a lock of its own.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.effects import Macros, decides, hashed
from fedparse.errors import Fault, PackError
from fedparse.loader import survey
from fedparse.messages import Message, message
from fedparse.packfiles import Faults, Spot, in_order
from fedparse.packlayers import LOCK, read_layers
from fedparse.packs import default_pack_path
from fedparse.positions import Place
from fedparse.ruletools.outcome import Outcome
from fedparse.ruletools.packdir import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fedparse.packfiles import Terms
    from fedparse.packlayers import PackLayer

CHANGED = "FED091"
STALE = "FED093"

_FORMAT = 1
_HEAD = "# Written by `fedparse rules lock`. What differs from its hash here needs a new version of the pack.\n"
_SECTIONS = ("pack", "rules", "overrides", "macros", "lexicons", "terms")
_DEVELOPED = re.compile(r"[.-]dev[0-9]*$")
_NOWHERE = Place(1, 1)
_WHAT = {
    "rules": "rule `{name}`",
    "overrides": "the change of rule `{name}`",
    "macros": "macro `{name}`",
    "lexicons": "lexicon `{name}`",
    "terms": "the terms that are added to lexicon `{name}`",
    "pack": "`{name}` of the pack",
}
_HOW = {
    "added": "{what} is new since {version} was locked; raise `version` in pack.toml",
    "removed": "{what} is gone since {version} was locked; raise `version` in pack.toml",
    "changed": "{what} has changed since {version} was locked; raise `version` in pack.toml",
}


class Lock(NamedTuple):
    """What a pack is made of, as hashes: `parts` by section (`rules`, `macros` …) and name.

    `digest` is that of the pack's files, comments and examples too.
    """

    name: str
    version: str
    digest: str
    parts: Mapping[str, Mapping[str, str]]

    @property
    def is_developed(self) -> bool:
        """Whether the version promises nothing yet: it ends in `.dev`, with a number or without."""
        return bool(_DEVELOPED.search(self.version))

    def text(self) -> str:
        """The lock as TOML, sorted, a line a part."""
        head = {"lock_version": _FORMAT, "name": self.name, "version": self.version, "digest": self.digest}
        sections = [(section, sorted(self.parts.get(section, {}).items())) for section in _SECTIONS]
        blocks = [f"[{section}]\n{_lines(dict(parts))}" for section, parts in sections if parts]
        return "\n".join([_HEAD, _lines(head), *blocks])


class Change(NamedTuple):
    """A part of a pack that is not as it was locked: `how` is added, removed or changed."""

    section: str
    name: str
    how: str


def lock(path: Path | None = None, *, check: bool = False, force: bool = False) -> Outcome:
    """Writes `rules.lock` of the pack in directory `path` (the built-in one without), or checks it.

    Args:
        path: The pack directory.
        check: Nothing is written; a lock that is not that of the pack as it is now is a fault.
        force: Written even though something has changed and the version has not.

    Returns:
        A fault for each part that has changed under a version that has not (a version that ends in `.dev0` may), or
        one that says that the lock is out of date.

    Raises:
        PackError: when the pack cannot be used.
    """
    root = path or default_pack_path()
    _, broken = survey(root)
    if broken:
        raise PackError(broken)
    layer = read_layers(root, Faults())[-1]
    now, then, file = lock_of(layer), read_lock(root / LOCK), root / LOCK
    changes = changes_between(then, now) if then else ()
    held = then is not None and (then.name, then.version) == (now.name, now.version) and not now.is_developed
    faults: list[Fault] = []
    if held and (check or not force):
        faults += (_changed(change, layer, now.version) for change in changes)
    if not faults and check and then != now:
        faults.append(Fault(str(file), 1, 1, STALE, _stale(then, now)))
    if not check and not faults and then != now:
        try:
            write_file(file, now.text())
        except OSError as error:
            reason = error.strerror or str(error)
            faults.append(Fault(str(file), 1, 1, STALE, message("it cannot be written: {reason}", reason=reason)))
    return Outcome(
        verb="lock",
        pack=f"{now.name} {now.version}",
        checked=sum(len(parts) for parts in now.parts.values()),
        summary=_summary(now, changes, faults, check=check, same=then == now),
        faults=in_order(faults),
        data={"version": now.version, "digest": now.digest, "changes": [change._asdict() for change in changes]},
    )


def lock_of(layer: PackLayer) -> Lock:
    """The lock of a pack as it is now."""
    head = layer.head
    expand = Macros({name: table["pattern"] for name, table in _macros(layer).items()}).expand
    tables = {"rules": "rule", "overrides": "override"}
    parts = {
        section: {table["id"]: hashed(decides(table, expand)) for table, _ in _tables(layer, name)}
        for section, name in tables.items()
    }
    parts["macros"] = {
        name: hashed([expand(table["pattern"]), table.get("starts", "")]) for name, table in _macros(layer).items()
    }
    for section, lists in (("lexicons", layer.lexicons), ("terms", layer.terms)):
        parts[section] = {name: hashed(_rows(terms)) for name, terms in lists.items() if terms}
    alternatives: dict[str, list[str]] = {}
    for table, _ in _tables(layer, "rule"):
        alternatives.setdefault(table.get("anchor", ""), []).append(table["id"])
    # Of rules on one macro the first that holds is taken: their order decides.
    order = {name: ids for name, ids in alternatives.items() if name not in {"", "number", *layer.lexicons}}
    about = {"extends": head.get("extends"), "disable": sorted(head.get("disable", ())), "order": order}
    parts["pack"] = {name: hashed(value) for name, value in about.items() if value}
    return Lock(str(head.get("name", "")), str(head.get("version", "")), layer.digest, parts)


def read_lock(file: Path) -> Lock | None:
    """A lock that was written; None where there is none that can be read."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        parts = {section: dict(data.get(section, {})) for section in _SECTIONS}
        return Lock(data["name"], data["version"], data["digest"], parts) if data["lock_version"] == _FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def changes_between(then: Lock, now: Lock) -> tuple[Change, ...]:
    """The parts that are not as they were locked, by section and name."""
    found = []
    for section in _SECTIONS:
        old, new = then.parts.get(section, {}), now.parts.get(section, {})
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                how = "added" if name not in old else "removed" if name not in new else "changed"
                found.append(Change(section, name, how))
    return tuple(found)


def _macros(layer: PackLayer) -> Mapping[str, Any]:
    return layer.macros.data.get("macro", {}) if layer.macros else {}


def _tables(layer: PackLayer, name: str) -> Iterator[tuple[Mapping[str, Any], Spot]]:
    """The tables of a name in the rule files of a pack, each with its spot."""
    for file in layer.rule_files:
        for number, table in enumerate(file.data.get(name, ())):
            yield table, file.top._replace(table=name, number=number, key="id")


def _rows(terms: Terms) -> list[object]:
    """The columns and the rows of a word list."""
    return [list(terms.columns), {term: dict(row) for term, row in terms.rows.items()}]


def _lines(pairs: Mapping[str, object]) -> str:
    """Keys and values of TOML; a string of JSON is one of TOML too."""
    return "".join(f"{_key(key)} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in pairs.items())


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _changed(change: Change, layer: PackLayer, version: str) -> Fault:
    what = message(_WHAT[change.section], name=change.name)
    path, place = _place(change, layer)
    rule = change.name if change.section in {"rules", "overrides"} else ""
    said = message(_HOW[change.how], what=what, version=version)
    return Fault(path, place.line, place.column, CHANGED, said, rule)


def _place(change: Change, layer: PackLayer) -> tuple[str, Place]:
    """Where a part stands now; for what is gone, where the version does."""
    spot = layer.top.at("version")
    if change.how != "removed" and change.section in {"rules", "overrides"}:
        tables = _tables(layer, {"rules": "rule", "overrides": "override"}[change.section])
        spot = next((spot for table, spot in tables if table["id"] == change.name), spot)
    elif change.how != "removed" and change.section == "macros" and layer.macros:
        spot = layer.macros.top._replace(table=f"macro.{change.name}", key="pattern")
    elif change.how != "removed" and change.section in {"lexicons", "terms"}:
        return str(layer.root / layer.head[change.section][change.name]), _NOWHERE
    return spot.path, spot.place()


def _stale(then: Lock | None, now: Lock) -> Message:
    if then is None:
        return message("there is no lock that can be read; run `fedparse rules lock`")
    if then.version != now.version:
        return message(
            "the lock is of version {then}, and the pack is {now}; run `fedparse rules lock`",
            then=then.version,
            now=now.version,
        )
    return message("files of the pack have changed since it was locked; run `fedparse rules lock`")


def _summary(now: Lock, changes: tuple[Change, ...], faults: list[Fault], *, check: bool, same: bool) -> Message:
    counts = {"rules": len(now.parts["rules"]), "changes": len(changes), "version": now.version}
    if any(fault.code == CHANGED for fault in faults):
        said = message("parts that have changed: {changes}; the version is still {version}", **counts)
        return said if check else message("{said}, so nothing was written", said=said)
    if faults:
        return message("the lock of {version} is out of date", **counts)
    if same:
        return message("{version} is as it was locked; rules: {rules}", **counts)
    return message("{version} was locked; rules: {rules}; parts that have changed: {changes}", **counts)
