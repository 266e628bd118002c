"""Runs the examples of rules through the whole pipeline: the span, the value and the rule must be the ones marked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fedparse.examples import parse_example
from fedparse.model import MENTION_LISTS
from fedparse.pipeline import engine, parse, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.examples import Example
    from fedparse.model import Report, Section, Span
    from fedparse.packs import Rule, RulePack

EXAMPLE_YEAR = 2019
"""The reference year of every example, so that 上半年 has a value."""
_UNSEEN = frozenset({"report", "fact"})
"""Kinds whose rules leave no trace of their own in a document: their examples show what their pattern matches."""
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


@dataclass(frozen=True, slots=True)
class _Made:
    """Something a rule made of a text: its span, and its fields where it has a value."""

    span: Span
    fields: Mapping[str, object]


def rule_examples(pack: RulePack, ids: Sequence[str] = ()) -> Iterator[RuleExample]:
    """Every example and counter-example of the rules whose id contains one of `ids` (all without)."""
    for rule in pack.rules:
        if ids and not any(part in rule.id for part in ids):
            continue
        for key, lines in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
            for element, line in enumerate(lines):
                spot = rule.spot(key, element)
                place = spot.place()
                yield RuleExample(rule, spot.path, place.line, place.column, line)


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
    made = {item.span: item for item in _made_by(pack, rule, example)}
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


def _made_by(pack: RulePack, rule: Rule, example: Example) -> Iterator[_Made]:
    if rule.kind in _UNSEEN:
        yield from (_Made(span, {}) for span in _matched(pack, rule, example.text))
        return
    if rule.kind == "guard" and "code" not in rule.constants:
        found = read(example.text, pack, year=EXAMPLE_YEAR)
        yield from (_Made(found.text.source(w.span), {}) for w in found.winners if w.rule.id == rule.id)
        return
    for report in parse(example.text, year=EXAMPLE_YEAR, rules=pack).reports:
        yield from _made_in(report, rule)


def _matched(pack: RulePack, rule: Rule, text: str) -> Iterator[Span]:
    """The spans that a rule's pattern matches in the folded text."""
    if rule.pattern:
        yield from (match.span() for match in rule.pattern.compiled.finditer(engine(pack).folder.fold(text)))


def _made_in(report: Report, rule: Rule) -> Iterator[_Made]:
    for name in MENTION_LISTS:
        for mention in getattr(report, name):
            if mention.rule == rule.id:
                yield _Made(mention.span, {field: getattr(mention, field) for field in mention.__dataclass_fields__})
    for section in _sections(report.sections):
        if section.rule == rule.id:
            start = section.span[0]
            fields = {field: getattr(section, field) for field in ("style", "number", "heading", "level")}
            yield _Made((start, start + len(section.marker)), fields)
    for diagnostic in report.diagnostics:
        if diagnostic.rule == rule.id and diagnostic.span:
            yield _Made(diagnostic.span, {"code": diagnostic.code})


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.children)
