"""What the tables of a rule pack may hold: the keys and their types, and the constants (`set`) that a kind needs."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, get_args

from fedparse.model import Comparator, RatioKind, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Form(NamedTuple):
    """The type of a key: its name in messages, its Python type, and whether its elements must be strings."""

    name: str
    type: type
    of_strings: bool = False

    def holds(self, value: object) -> bool:
        """Whether a value is of this type; `true` is no number."""
        return isinstance(value, self.type) and not isinstance(value, bool)


_STRING = Form("a string", str)
_NUMBER = Form("a whole number", int)
_STRINGS = Form("an array of strings", list, of_strings=True)
_WORDS = Form("a table of strings", dict, of_strings=True)
_TABLE = Form("a table", dict)
_TABLES = Form("tables, each written `[[rule]]`", list)

PACK: Mapping[str, Form] = {
    "schema_version": _NUMBER,
    "name": _STRING,
    "version": _STRING,
    "title": _STRING,
    "rules": _STRINGS,
    "lexicons": _WORDS,
}
MACRO_FILE: Mapping[str, Form] = {"macro": _TABLE}
MACRO: Mapping[str, Form] = {"pattern": _STRING, "doc": _STRING, "starts": _STRING, "examples": _STRINGS}
RULE_FILE: Mapping[str, Form] = {"rule": _TABLES}
RULE: Mapping[str, Form] = {
    "id": _STRING,
    "kind": _STRING,
    "title": _STRING,
    "description": _STRING,
    "anchor": _STRING,
    "pattern": _STRING,
    "inside": _STRING,
    "before": _STRING,
    "after": _STRING,
    "unit": _STRING,
    "term": _STRING,
    "starts": _STRING,
    "ends": _STRING,
    "not_after": _STRING,
    "where": _WORDS,
    "normaliser": _STRING,
    "set": _TABLE,
    "priority": _NUMBER,
    "overrides": _STRINGS,
    "status": _STRING,
    "examples": _STRINGS,
    "counter_examples": _STRINGS,
}
STATUSES = ("experimental", "test", "stable", "deprecated")

MENTION_KINDS = frozenset({"date", "count", "money", "ratio", "program", "document"})
"""Kinds whose rules have ids that start with the kind: it is how a mention's `rule` tells what it is."""

NORMALISERS = ("count", "date", "diagnostic", "document", "guard", "money", "program", "ratio", "suspicion")
"""What a rule may call its normaliser."""

LEXICONS: Mapping[str, tuple[str, ...]] = {
    "actions": ("action",),
    "anniversaries": ("year",),
    "approximators": ("position", "comparator"),
    "counting": ("needs", "total"),
    "currencies": ("currency", "factor"),
    "deixis": ("kind", "offset", "part"),
    "document_kinds": ("kind",),
    "festivals": ("name", "day"),
    "folds": ("folded",),
    "light_verbs": (),
    "lunar": (),
    "measures": ("item",),
    "modifiers": (),
    "noun_heads": ("kind",),
    "noun_stops": (),
    "numerals": ("kind", "value"),
    "plans": ("span",),
    "program_suffixes": ("category",),
    "programs": ("category",),
    "traditional": ("simplified",),
    "word_classes": ("class",),
}
"""The lexicons that Python code asks for by name, each with the columns it reads there."""
MACROS: Mapping[str, tuple[str, ...]] = {"lead": (), "number": ("first", "second")}
"""The macros that Python code asks for by name, each with the groups it reads there."""
FACTS = (
    "fact.action",
    "fact.anniversary",
    "fact.compared",
    "fact.planned",
    "fact.planned_heading",
)
"""The rules of the kind `fact` that Python code asks for by id: each is one step of making facts."""

GROUPS: Mapping[str, str] = {"count": "unit", "document": "title"}
"""Kinds whose values are made of a group that their rules must have."""
NUMBERLESS: Mapping[str, str] = {"count": "pronoun", "money": "amount"}
"""The group that a rule of these kinds must have instead when it does not start from a number."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "heading": ("style", "place"),
    "report": ("role",),
    "ratio": ("kind",),
    "diagnostic": ("code",),
    "suspicion": ("code",),
}
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("heading", "style"): get_args(Style),
    ("heading", "place"): ("line", "inside", "both"),
    ("noise", "place"): ("line", "inside"),
    ("ratio", "kind"): get_args(RatioKind),
    ("ratio", "comparator"): get_args(Comparator),
    ("date", "number"): ("year", "month", "day"),
}
_NUMERIC = frozenset({("heading", "rank"), ("ratio", "scale"), ("ratio", "value")})
_CODE = re.compile("[a-z]+(?:-[a-z]+)*")


def guess(word: str, known: Iterable[str], otherwise: str) -> str:
    """The known word that is most like a wrong one, as a question; `otherwise` where none is like it."""
    near = get_close_matches(word, list(known), 1)
    return f"did you mean `{near[0]}`?" if near else otherwise


def constant_problems(kind: str, constants: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the constants of a rule: one its kind needs is not there, or one has not the form it must."""
    for name in _NEEDED.get(kind, ()):
        if name not in constants:
            yield f"a rule of kind `{kind}` needs `set.{name}`"
    for name, value in constants.items():
        choices = _CHOICES.get((kind, name))
        if choices and value not in choices:
            hint = guess(str(value), choices, f"one of {', '.join(choices)}")
            yield f"unknown {name} `{value}`; {hint}"
        if (kind, name) in _NUMERIC and not _is_number(value):
            yield f"`set.{name}` must be a number, not `{value}`"
        if name == "code" and not (isinstance(value, str) and _CODE.fullmatch(value)):
            yield f"`{value}` is no code; a code is lower-case words joined by `-`"


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
