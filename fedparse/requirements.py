"""What the engine asks of every pack by name: lexicons with columns, macros with groups, rules, normalisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEXICONS: Mapping[str, tuple[str, ...]] = {
    "actions": ("action", "kind", "noun", "verb"),
    "anniversaries": ("year",),
    "approximators": ("position", "comparator"),
    "complements": ("group", "all"),
    "counting": ("needs", "total"),
    "currencies": ("currency", "factor"),
    "deixis": ("kind", "offset", "part"),
    "document_kinds": ("kind",),
    "festivals": ("name", "day"),
    "folds": ("folded",),
    "light_verbs": (),
    "lunar": (),
    "measures": ("item", "kind"),
    "modifiers": (),
    "noun_heads": ("kind", "folk"),
    "noun_stops": (),
    "numerals": ("kind", "value"),
    "plans": ("span",),
    "program_suffixes": ("category",),
    "programs": ("category",),
    "roles": ("role", "rank"),
    "short_verbs": ("action",),
    "states": (),
    "traditional": ("simplified",),
    "word_classes": ("class",),
}
"""The lexicons that Python code asks for by name, each with the columns it reads there."""
MACROS: Mapping[str, tuple[str, ...]] = {"lead": (), "number": ("first", "second")}
"""The macros that Python code asks for by name, each with the groups it reads there."""
FACTS = (
    "fact.action",
    "fact.action_event",
    "fact.action_part",
    "fact.anniversary",
    "fact.base",
    "fact.basis_compared",
    "fact.basis_share",
    "fact.change",
    "fact.change_shared",
    "fact.check_all_of",
    "fact.check_average",
    "fact.check_home",
    "fact.check_list_opened",
    "fact.check_multiple",
    "fact.check_open",
    "fact.check_other_year",
    "fact.check_points",
    "fact.check_rest",
    "fact.check_share",
    "fact.check_state",
    "fact.check_sum",
    "fact.check_this_year",
    "fact.check_total",
    "fact.compared",
    "fact.done",
    "fact.each_own",
    "fact.former",
    "fact.of_which",
    "fact.organization",
    "fact.organization_again",
    "fact.part_among",
    "fact.part_bare",
    "fact.part_changed",
    "fact.part_colon",
    "fact.part_described",
    "fact.part_end",
    "fact.part_money",
    "fact.part_not",
    "fact.part_sexes",
    "fact.plan_opened",
    "fact.planned",
    "fact.planned_heading",
    "fact.rate",
    "fact.total",
    "fact.until",
)
"""The rules of the kind `fact` that Python code asks for by id: each is one step of making facts."""

GROUPS: Mapping[str, tuple[str, ...]] = {"count": ("unit",), "document": ("title",), "heading": ("number", "heading")}
"""Kinds whose values are made of a group: their rules must have one of these."""
NUMBERLESS: Mapping[str, tuple[str, ...]] = {"count": ("pronoun",), "money": ("amount",)}
"""The groups of which a rule of these kinds must have one instead when it does not start from a number."""
NORMALISERS = ("count", "date", "diagnostic", "document", "guard", "money", "program", "ratio", "suspicion")
"""What a rule may call its normaliser."""
MENTION_KINDS = frozenset({"date", "count", "money", "ratio", "program", "document"})
"""Kinds whose rules have ids that start with the kind: it is how a mention's `rule` tells what it is."""
