"""What a rule, a macro or a word list of a pack lacks, and what stands in it without effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.errors import Edit, Fault
from fedparse.expand import names, one_line
from fedparse.messages import message
from fedparse.packs import LAYERS
from fedparse.requirements import LEXICONS, MACROS
from fedparse.ruletools.own import EXAMPLE_KEYS, written_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fedparse.packs import Rule
    from fedparse.ruletools.own import OwnParts
    from fedparse.ruletools.sourcefiles import SourceFile, SourceFiles

ENOUGH = 2
"""So many examples a rule must have."""
_ID = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)+")
_RESOLVED = frozenset(LAYERS) - {"noise", "heading", "report", "fact"}
"""The kinds whose rules compete, so that one can override another."""
_PATTERN_KEYS = ("pattern", "inside", "before", "after")
_ELEMENT_END = re.compile(r"[ \t]*(,[ \t]*)?")
_COMMA_BEFORE = re.compile(r",\s*\Z")


def rule_faults(own: OwnParts, files: SourceFiles) -> Iterator[Fault]:
    """What the rules of a pack lack, one by one; it need not be loadable."""
    for rule in own.rules:
        for check in _RULE_CHECKS:
            yield from check(own, rule)
        yield from _repeated(own, rule, files)


def macro_faults(own: OwnParts) -> Iterator[Fault]:
    """What the macros of a pack lack."""
    for name, (table, _) in own.macros.items():
        if not table.get("doc"):
            yield own.macro_fault(name, "", "FED058", message("macro `{macro}`: no `doc` says what it is", macro=name))
        if not table.get("examples"):
            text = message("macro `{macro}`: no example shows what it matches", macro=name)
            yield own.macro_fault(name, "", "FED057", text)


def unused(own: OwnParts, files: SourceFiles) -> Iterator[Fault]:
    """Macros, word lists and rule files without use; every file of the pack must have been read."""
    pack = own.pack
    texts = {name: written_pattern(written) for name, written in pack.macro_tables.items()}
    asked = {name for rule in pack.rules for name in _asked(rule)}
    used = _reached(asked | MACROS.keys(), texts)
    for name in own.macros:
        if name not in used:
            text = message("macro `{macro}` is used by no rule", macro=name)
            yield own.macro_fault(name, "", "FED060", text)
    listed = asked | LEXICONS.keys() | {found for text in texts.values() for found in names(text)}
    for file in files:
        if file.kind == "pack":
            yield from _unused_lexicons(file, files, listed)
        elif file.kind == "rules" and not any(table.name in {"rule", "override"} for table in file.tables):
            place = file.place(0)
            text = message("the file has no rule")
            yield Fault(file.path, place.line, place.column, "FED064", text)


def _unused_lexicons(file: SourceFile, files: SourceFiles, listed: Iterable[str]) -> Iterator[Fault]:
    keys = {key: place for table in file.tables if table.name == "lexicons" for key, place in table.keys.items()}
    lexicons = files.head.get("lexicons", {})
    for name in lexicons if isinstance(lexicons, dict) else ():
        if name not in listed and name in keys:
            place = keys[name]
            text = message("lexicon `{name}` is used by no rule and no macro", name=name)
            yield Fault(file.path, place.line, place.column, "FED061", text)


def _asked(rule: Rule) -> Iterator[str]:
    """The macros and lexicons that a rule names."""
    yield from (rule.anchor, rule.unit, rule.term, rule.not_after)
    unless = rule.constants.get("unless", ())
    yield from (name for name in unless if isinstance(name, str))
    for key in _PATTERN_KEYS:
        yield from names(one_line(str(rule.table.get(key, ""))))


def _reached(names_: Iterable[str], texts: dict[str, str]) -> set[str]:
    """The macros that some names lead to."""
    found: set[str] = set()
    left = [name for name in names_ if name in texts]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [inner for inner in names(texts[name]) if inner in texts]
    return found


# Rules one by one


def _has_examples(own: OwnParts, rule: Rule) -> Iterator[Fault]:
    few, none = ("FED050", "FED051") if rule.status == "stable" else ("FED057", "FED057")
    if not rule.examples:
        yield own.fault(rule, "id", few, message("no example shows what it finds"))
    elif len(rule.examples) < ENOUGH:
        text = message("one example does not show what it finds; it needs {count}", count=ENOUGH)
        yield own.fault(rule, "examples", few, text)
    if not rule.counter_examples:
        yield own.fault(rule, "id", none, message("no counter-example shows what it leaves alone"))


def _is_described(own: OwnParts, rule: Rule) -> Iterator[Fault]:
    if not rule.title.strip() and "title" in rule.table:
        yield own.fault(rule, "title", "FED058", message("its `title` is empty"))
    if rule.description.strip():
        return
    text = message("no `description` says what is meant, and what is not")
    if rule.status == "deprecated":
        text = message("it is deprecated; say in `description` what stands in its place")
    yield own.fault(rule, "description" if "description" in rule.table else "id", "FED058", text)


def _has_an_id(own: OwnParts, rule: Rule) -> Iterator[Fault]:
    if not _ID.fullmatch(rule.id):
        text = message("an id is words of a-z, 0-9, _ and - joined by dots, as `count.people`")
        yield own.fault(rule, "id", "FED062", text)


def _overrides(own: OwnParts, rule: Rule) -> Iterator[Fault]:
    known = {other.id: other for other in own.pack.rules}
    if own.spot(rule, "overrides") != rule.spot("overrides"):
        return
    for element, name in enumerate(rule.overrides):
        if not isinstance(name, str):
            continue
        if name not in known:
            text = message("there is no rule `{name}` to override", name=name)
            yield own.fault(rule, "overrides", "FED053", text, element)
        elif name == rule.id:
            yield own.fault(rule, "overrides", "FED064", message("it overrides itself"), element)
        elif known[name].kind != rule.kind or rule.kind not in _RESOLVED:
            kind = known[name].kind
            text = message(
                "it cannot override `{name}`, a rule of kind `{kind}`: the two never meet", name=name, kind=kind
            )
            yield own.fault(rule, "overrides", "FED064", text, element)
        elif known[name].status == "deprecated":
            text = message("it overrides `{name}`, which is deprecated: disable that, or leave this out", name=name)
            yield own.fault(rule, "overrides", "FED064", text, element)


def _repeated(own: OwnParts, rule: Rule, files: SourceFiles) -> Iterator[Fault]:
    """Example lines that stand twice; the second can go."""
    for key in EXAMPLE_KEYS:
        first: dict[str, int] = {}
        for element, line in own.examples(rule, key):
            spot = own.spot(rule, key, element)
            place = spot.place()
            if line in first:
                file = files.files.get(spot.path)
                edit = _removed(file, file.offset(place)) if file else None
                text = message("the line stands here twice (line {line}): {example}", line=first[line], example=line)
                yield own.fault(rule, key, "FED063", text, element, fix=[edit] if edit else ())
            first.setdefault(line, place.line)


def _removed(file: SourceFile, start: int) -> Edit | None:
    """The edit that takes an element out of an array of strings, with the comma beside it."""
    span = file.string_at(start)
    if not span:
        return None
    after = _ELEMENT_END.match(file.text, span[1])
    assert after is not None
    line = file.text.rfind("\n", 0, start) + 1
    beyond = file.text.find("\n", after.end())
    if after[1] and not file.text[line:start].strip() and not file.text[after.end() : beyond].strip():
        return Edit(line, beyond + 1, "")
    if after[1]:
        return Edit(start, after.end(), "")
    before = _COMMA_BEFORE.search(file.text[:start])
    return Edit(before.start(), span[1], "") if before else None


_RULE_CHECKS: tuple[Callable[[OwnParts, Rule], Iterator[Fault]], ...] = (
    _overrides,
    _has_examples,
    _is_described,
    _has_an_id,
)
