"""Rules with one small thing changed: what `rules mutate` tries to tell from the rules as they are.

A mutant of a pattern lacks an alternative or a lookaround, or has another bound; a mutant of a rule lacks a key, an
entry of `overrides` or a constant; a mutant of a short word list lacks a term.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fedparse.formproblems import problems
from fedparse.packs import Lexicon
from fedparse.requirements import GROUPS
from fedparse.ruleforms import RuleFile
from fedparse.ruletools import syntax
from fedparse.ruletools.sites import Site, tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fedparse.packs import Rule

MOST_TERMS = 60
"""The terms of longer lexicons are not taken out one by one: they are lists, not parts of a rule."""
_PARTS = ("inside", "before", "after", "not_after", "where")
_HASTE = frozenset({"starts", "ends", "cues", "opens", "after", "marks", "behind"})
"""Constants that save time and change nothing that is found."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `what` names the kind of it.

    At a pattern (`branch`, `lookaround`, `bound`) `[start, end)` of the text at `site` became `new`, and `node` is the
    part that it is about; a repeat that is taken so many `times` tells the difference. In a rule (`key`, `override`,
    `constant`, `priority`) `part` is what was taken out; in a word list (`term`) `site` is the lexicon and its term.
    """

    site: Site
    what: str
    part: str
    new: str = ""
    start: int = 0
    end: int = 0
    node: syntax.Node | None = None
    times: int = 0

    def written(self, text: str) -> str:
        """The pattern as the mutant has it."""
        return text[: self.start] + self.new + text[self.end :]


def of_pattern(site: Site, text: str) -> Iterator[Mutant]:
    """The mutants of a pattern as it is written, from left to right."""
    for node in syntax.walk(tree(text)):
        match node:
            case syntax.Alternation(branches=branches):
                for index, branch in enumerate(branches):
                    start = branch.start if index == 0 else branches[index - 1].end
                    end = branch.end if index else branches[1].start
                    yield Mutant(site, "branch", text[branch.start : branch.end], "", start, end, branch)
            case syntax.Look():
                yield Mutant(site, "lookaround", text[node.start : node.end], "", node.start, node.end, node)
            case syntax.Repeat():
                yield from _of_repeat(site, text, node)


def _of_repeat(site: Site, text: str, node: syntax.Repeat) -> Iterator[Mutant]:
    """A repeat with its bounds one off: the lower one and the upper one; what may be absent is also left out."""
    low, high = node.low, node.high
    bounds: dict[tuple[int, int | None], int] = {}
    if low == 0:
        bounds |= {(0, 0): 1, (1, high): 0}
    else:
        bounds[low - 1, high] = low - 1
    if high is not None and high > max(low, 1):
        bounds[low, high - 1] = high
    if (low, high) == (1, None):
        bounds[1, 1] = 2
    part = text[node.start : node.end]
    for (least, most), times in bounds.items():
        new = text[node.body.start : node.body.end] + _quantifier(least, most, node.mode) if most != 0 else ""
        yield Mutant(site, "bound", part, new, node.start, node.end, node, times)


def _quantifier(low: int, high: int | None, mode: syntax.Mode) -> str:
    short = {(0, None): "*", (1, None): "+", (0, 1): "?", (1, 1): ""}
    sign = short.get((low, high), f"{{{low}}}" if low == high else f"{{{low},{'' if high is None else high}}}")
    return sign + {"greedy": "", "lazy": "?", "possessive": "+"}[mode] if sign else ""


def of_rule(rule: Rule) -> Iterator[Mutant]:
    """The mutants of a rule that are none of its patterns'; not all of them are rules."""
    for key in _PARTS:
        if getattr(rule, key):
            yield Mutant(Site(rule.id, key), "key", key)
    for name in rule.overrides:
        yield Mutant(Site(rule.id, "overrides"), "override", name)
    if rule.priority:
        yield Mutant(Site(rule.id, "priority"), "priority", str(rule.priority))
    for name in rule.constants:
        if name not in _HASTE:
            yield Mutant(Site(rule.id, "set"), "constant", name)


def mutated(rule: Rule, mutant: Mutant) -> Rule:
    """A rule as a mutant of it that is none of its patterns' has it."""
    changes: dict[str, Any]
    match mutant.what:
        case "key":
            empty: Mapping[str, Any] = {"not_after": "", "where": {}}
            changes = {mutant.part: empty.get(mutant.part)}
        case "override":
            changes = {"overrides": tuple(name for name in rule.overrides if name != mutant.part)}
        case "priority":
            changes = {"priority": 0}
        case _:
            changes = {"constants": {name: value for name, value in rule.constants.items() if name != mutant.part}}
    return replace(rule, **changes)


def of_lexicon(lexicon: Lexicon) -> Iterator[Mutant]:
    """The mutants of a short word list."""
    if len(lexicon.rows) <= MOST_TERMS:
        yield from (Mutant(Site(lexicon.name, term), "term", term) for term in lexicon.rows)


def without_term(lexicon: Lexicon, term: str) -> Lexicon:
    """A word list that lacks a term."""
    return Lexicon(lexicon.name, lexicon.path, {t: row for t, row in lexicon.rows.items() if t != term}, lexicon.column)


def loads(rule: Rule, mutant: Mutant) -> bool:
    """Whether the loader would take a rule as a mutant of it that is none of its patterns' has it."""
    table = dict(rule.table)
    if mutant.what == "constant":
        table["set"] = {name: value for name, value in table["set"].items() if name != mutant.part}
    elif mutant.what == "key":
        del table[mutant.part]
    return not problems(RuleFile, {"rule": [table]}) and _has_group(rule, mutant)


def _has_group(rule: Rule, mutant: Mutant) -> bool:
    """Whether a group that the values of a kind are made of is still there when a key is gone."""
    groups = GROUPS.get(rule.kind, ())
    if mutant.what != "key" or not groups or ("unit" in groups and rule.unit):
        return True
    kept = (part.source for key, part in rule.patterns() if key != mutant.part)
    had = any(f"(?P<{group}>" in part.source for group in groups for _, part in rule.patterns())
    return not had or any(f"(?P<{group}>" in source for source in kept for group in groups)
