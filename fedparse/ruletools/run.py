"""Runs the examples of rules through the whole pipeline: the span, the value and the rule must be the ones marked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from fedparse.examples import parse_example
from fedparse.positions import Places
from fedparse.ruletools.made import made_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.packs import Rule, RulePack

_MAIN_FIELDS = {
    "date": "edtf",
    "count": "value",
    "money": "amount",
    "ratio": "value",
    "program": "name",
    "document": "kind",
    "heading": "number",
}


@dataclass(frozen=True, slots=True)
class RuleExample:
    """One example or counter-example of a rule, at its place (`line` and `column` count from 1, in code points)."""

    rule: Rule
    path: str
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """Whether one example holds; `message` says how it fails, "" when it holds."""

    rule: str
    path: str
    line: int
    column: int
    example: str
    ok: bool
    message: str


def rule_examples(pack: RulePack, ids: Sequence[str] = ()) -> Iterator[RuleExample]:
    """Every example and counter-example of the rules whose id contains one of `ids` (all without)."""
    places: dict[str, Places] = {}
    for rule in pack.rules:
        if ids and not any(part in rule.id for part in ids):
            continue
        file = Path(pack.path) / rule.path
        if rule.path not in places:
            places[rule.path] = Places(file.read_text(encoding="utf-8-sig"))
        for key, lines in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
            for element, line in enumerate(lines):
                place = places[rule.path].at("rule", rule.index, key, element)
                yield RuleExample(rule, str(file), place.line, place.column, line)


def run_examples(pack: RulePack, ids: Sequence[str] = ()) -> list[ExampleResult]:
    """The results of every example and counter-example of the rules whose id contains one of `ids` (all without).

    Raises:
        PackError: when a pattern of the pack is no regular expression.
    """
    return [_result(pack, example) for example in rule_examples(pack, ids)]


def _result(pack: RulePack, example: RuleExample) -> ExampleResult:
    message = run_example(pack, example.rule, example.text)
    return ExampleResult(
        example.rule.id, example.path, example.line, example.column, example.text, not message, message
    )


def run_example(pack: RulePack, rule: Rule, line: str) -> str:
    """Why an example (a line without marks is a counter-example) does not hold for a rule; "" when it does."""
    try:
        example = parse_example(line)
    except ValueError as error:
        return str(error)
    made = {item.span: item for item in made_by(pack, rule, example.text)}
    missing = [span for span in example.spans if span not in made]
    noisy = [span for span in made if span not in example.spans]
    if missing or noisy:
        told = (("missing", missing), ("found instead" if missing else "found", noisy))
        return "; ".join(
            f"{word}: {', '.join(example.text[start:end] for start, end in spans)}" for word, spans in told if spans
        )
    for span, wanted in zip(example.spans, example.values, strict=True):
        for key, value in wanted.items():
            name = key or _MAIN_FIELDS.get(rule.kind, "value")
            problem = _differs(made[span].fields, name, value)
            if problem:
                return f"{example.text[slice(*span)]}: {problem}"
    return ""


def _differs(fields: Mapping[str, object], name: str, wanted: str) -> str:
    """How a field is not as wanted; "" when it is."""
    if name not in fields:
        return f"there is no `{name}` to compare with {wanted}"
    return "" if _same(wanted, fields[name]) else f"{name} is {fields[name]}, not {wanted}"


def _same(wanted: str, got: object) -> bool:
    if isinstance(got, int | Decimal) and not isinstance(got, bool):
        try:
            return Decimal(wanted) == Decimal(got)
        except InvalidOperation:
            return False
    return wanted == ("null" if got is None else str(got))
