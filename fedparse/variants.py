"""A pack that differs from another in a few rules, macros or lexicons, so that both can share what is the same.

`rules coverage` and `rules mutate` try thousands of such packs: an engine for one must cost next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from fedparse.packs import RulePack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.packs import LazyPattern, Lexicon, Rule

LAYOUT = frozenset({"noise", "heading", "report"})
"""The kinds of rules that the layout reads."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant(RulePack):
    """A pack made of another one; `changed` are the kinds of the rules that are not those of `base`."""

    base: RulePack = field(kw_only=True)
    changed: frozenset[str] = field(kw_only=True)

    @property
    def lays_out_alike(self) -> bool:
        """Whether the layout finds the same as with the pack it was made of."""
        return self.changed.isdisjoint(LAYOUT) and self.reads_alike

    @property
    def reads_alike(self) -> bool:
        """Whether the lexicons are the same."""
        return self.lexicons is self.base.lexicons


def vary(
    base: RulePack,
    rules: Mapping[str, Rule] | None = None,
    macros: Mapping[str, LazyPattern] | None = None,
    lexicons: Mapping[str, Lexicon] | None = None,
) -> Variant:
    """`base` with some rules (by their ids), macros and lexicons replaced. Nothing is checked."""
    rules = rules or {}
    values = {entry.name: getattr(base, entry.name) for entry in fields(RulePack)}
    values["rules"] = tuple(rules.get(rule.id, rule) for rule in base.rules)
    values["macros"] = {**base.macros, **(macros or {})}
    values["lexicons"] = {**base.lexicons, **lexicons} if lexicons else base.lexicons
    return Variant(**values, base=base, changed=frozenset(rule.kind for rule in rules.values()))


def with_patterns(rule: Rule, patterns: Mapping[str, LazyPattern]) -> Rule:
    """A rule with some of its patterns, by their keys, replaced."""
    changes: dict[str, Any] = dict(patterns)
    return replace(rule, **changes)
