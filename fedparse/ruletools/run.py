"""Runs the examples of rules through the whole pipeline: the span, the value and the rule must be the ones marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fedparse.examples import Example, parse_example
from fedparse.model import MENTION_LISTS, Report, Section, Span
from fedparse.packs import Rule, RulePack
from fedparse.pipeline import parse, read
from fedparse.positions import Place, Places

EXAMPLE_YEAR = 2019
"""The reference year of every example, so that 上半年 has a value."""
_UNSEEN = frozenset({"report", "fact"})
"""Kinds whose rules leave no trace of their own in a document: what they find shows in reports and facts."""
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


def run_examples(pack: RulePack, ids: Sequence[str] = ()) -> list[ExampleResult]:
    """The results of every example and counter-example of the rules whose id contains one of `ids` (all without)."""
    results = []
    places: dict[str, Places] = {}
    for rule in pack.rules:
        if rule.kind in _UNSEEN or (ids and not any(part in rule.id for part in ids)):
            continue
        file = Path(pack.path) / rule.path
        found = places.setdefault(rule.path, Places(file.read_text(encoding="utf-8")))
        for key, lines in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
            for element, line in enumerate(lines):
                place = found.at("rule", rule.index, key, element)
                results.append(_result(pack, rule, line, str(file), place))
    return results


def _result(pack: RulePack, rule: Rule, line: str, path: str, place: Place) -> ExampleResult:
    message = run_example(pack, rule, line)
    return ExampleResult(rule.id, path, place.line, place.column, line, not message, message)


def run_example(pack: RulePack, rule: Rule, line: str) -> str:
    """Why an example (a line without marks is a counter-example) does not hold for a rule; "" when it does."""
    example = parse_example(line)
    made = {item.span: item for item in _made_by(pack, rule, example)}
    missing = [span for span in example.spans if span not in made]
    noisy = [span for span in made if span not in example.spans]
    if missing or noisy:
        quoted = [example.text[start:end] for start, end in missing]
        found = [example.text[start:end] for start, end in noisy]
        return "; ".join(
            part
            for part in (
                f"missing: {', '.join(quoted)}" if quoted else "",
                f"found instead: {', '.join(found)}" if found else "",
            )
            if part
        )
    for span, wanted in zip(example.spans, example.values, strict=True):
        for key, value in wanted.items():
            got = made[span].fields.get(key or _MAIN_FIELDS.get(rule.kind, ""))
            if not _same(value, got):
                return f"wrong value of {example.text[span[0] : span[1]]}: {key or 'value'} is {got}, not {value}"
    return ""


def _same(wanted: str, got: object) -> bool:
    if isinstance(got, int | Decimal):
        try:
            return Decimal(wanted) == Decimal(got)
        except InvalidOperation:
            return False
    return wanted == ("null" if got is None else str(got))


def _made_by(pack: RulePack, rule: Rule, example: Example) -> Iterator[_Made]:
    if rule.kind == "guard" and "code" not in rule.constants:
        found = read(example.text, pack, year=EXAMPLE_YEAR)
        for winner in found.winners:
            if winner.rule.id == rule.id:
                yield _Made(found.text.source(winner.span), {})
        return
    document = parse(example.text, year=EXAMPLE_YEAR, rules=pack)
    for report in document.reports:
        yield from _made_in(report, rule)


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
