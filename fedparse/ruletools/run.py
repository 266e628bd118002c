"""Runs the examples of rules through the whole pipeline: the span, the value and the rule must be the ones marked.

An example that fails is run once more for a person: what took the place of the rule, and by which right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.examples import MAIN_FIELDS, MarkError, marked, parse_example
from fedparse.messages import Message, message
from fedparse.pipeline import read
from fedparse.ruletools.made import EXAMPLE_YEAR as EXAMPLE_YEAR  # noqa: PLC0414 - who runs examples asks here
from fedparse.ruletools.made import Made, everything_made, made_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.candidates import Candidate
    from fedparse.examples import Example
    from fedparse.model import Span
    from fedparse.packs import Rule, RulePack

MISSING, NOISY, WRONG_SPAN, WRONG_VALUE, WRONG_RULE = "FED070", "FED071", "FED072", "FED073", "FED074"
UNREADABLE = "FED052"

_STRING = re.compile(r"'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\"")
"""A TOML string on one line."""


@dataclass(frozen=True, slots=True)
class RuleExample:
    """One example or counter-example of a rule, at its place (`line` and `column` count from 1, in code points).

    `key` and `element` are where it stands in the rule; `end_column` is where it ends, if that is in the same line. It
    is the pack's `own` unless it stands in a pack that the pack extends.
    """

    rule: Rule
    key: str
    element: int
    path: str
    line: int
    column: int
    end_column: int | None
    text: str
    own: bool


class Problem(NamedTuple):
    """One thing that is wrong with an example: a stable code, the sentence that says it, and the span it is about."""

    code: str
    text: Message
    span: Span | None = None


def rule_examples(pack: RulePack, ids: Sequence[str] = ()) -> Iterator[RuleExample]:
    """Every example and counter-example of the rules whose id contains one of `ids` (all without)."""
    lines: dict[str, list[str]] = {}
    for rule in pack.rules:
        if ids and not any(part in rule.id for part in ids):
            continue
        for key, texts in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
            for element, text in enumerate(texts):
                spot = rule.spot(key, element)
                path, place = spot.path, spot.place()
                if path not in lines:
                    lines[path] = Path(path).read_text(encoding="utf-8-sig").split("\n")
                string = _STRING.match(lines[path][place.line - 1], place.column - 1)
                end = string.end() + 1 if string else None
                yield RuleExample(rule, key, element, path, place.line, place.column, end, text, spot.root == pack.path)


def run_example(pack: RulePack, rule: Rule, line: str) -> tuple[Problem, ...]:
    """Why an example (a line without marks is a counter-example) does not hold for a rule; empty when it does."""
    try:
        example = parse_example(line)
    except MarkError as error:
        return (Problem(UNREADABLE, message("{problem}: {example}", problem=error.text, example=line)),)
    return tuple(_compare(rule, example, made_by(pack, rule, example.text)))


def verdict(pack: RulePack, rule: Rule, line: str) -> tuple[Problem, ...]:
    """As `run_example`; what is missing is looked for among what other rules made, and what lost against them."""
    problems = run_example(pack, rule, line)
    if not any(problem.code == MISSING for problem in problems):
        return problems
    explainer = _Explainer(pack, rule, parse_example(line))
    return tuple(explainer.explained(problem) if problem.code == MISSING else problem for problem in problems)


def _compare(rule: Rule, example: Example, things: Sequence[Made]) -> Iterator[Problem]:
    """What is not as the marks want it: spans first, then the values of those that are right."""
    by_span = {thing.span: thing for thing in things}
    noisy = [thing for span, thing in by_span.items() if span not in example.spans]
    sentence = said(example.text, example.spans)
    for span, values in zip(example.spans, example.values, strict=True):
        wanted = shown(example.text, span, values.get("", ""))
        if span in by_span:
            yield from _differences(rule, example, by_span[span], values)
            continue
        other = next((thing for thing in noisy if overlap(thing.span, span)), None)
        if other is None:
            text = message("missing: expected {wanted}, got nothing, in: {sentence}", wanted=wanted, sentence=sentence)
            yield Problem(MISSING, text, span)
            continue
        noisy.remove(other)
        got = thing_shown(rule, example.text, other)
        text = message(
            "wrong span: expected {wanted}, got {got}, in: {sentence}", wanted=wanted, got=got, sentence=sentence
        )
        yield Problem(WRONG_SPAN, text, span)
    for thing in noisy:
        got = thing_shown(rule, example.text, thing)
        text = message("noisy: expected nothing, got {got}, in: {sentence}", got=got, sentence=sentence)
        yield Problem(NOISY, text, thing.span)


def _differences(rule: Rule, example: Example, thing: Made, values: Mapping[str, str]) -> Iterator[Problem]:
    """The fields of one span that are not as wanted."""
    place = shown(example.text, thing.span)
    for key, wanted in values.items():
        field = key or MAIN_FIELDS.get(rule.kind, "value")
        told = {"place": place, "field": field, "wanted": wanted, "sentence": said(example.text, example.spans)}
        if field not in thing.fields:
            text = message("wrong value: {place} has no `{field}` to be {wanted}, in: {sentence}", **told)
            yield Problem(WRONG_VALUE, text, thing.span)
        elif not _same(wanted, thing.fields[field]):
            text = message(
                "wrong value: expected {place} with {field} = {wanted}, got {field} = {got}, in: {sentence}",
                **told,
                got=_written(thing.fields[field]),
            )
            yield Problem(WRONG_VALUE, text, thing.span)


def _same(wanted: str, got: object) -> bool:
    if isinstance(got, int | Decimal) and not isinstance(got, bool):
        try:
            return Decimal(wanted) == Decimal(got)
        except InvalidOperation:
            return False
    return wanted == _written(got)


def _written(value: object) -> str:
    """A value as an example writes it."""
    return "null" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def said(text: str, spans: Sequence[Span]) -> str:
    """A sentence with its marks on one line."""
    return marked(text, spans).replace("\n", "\\n")


def shown(text: str, span: Span, value: str = "") -> str:
    """A span and its value: 【３亿元】 = 300000000."""
    surface = said(text[slice(*span)], [(0, span[1] - span[0])])
    return f"{surface} = {value}" if value else surface


def thing_shown(rule: Rule, text: str, thing: Made) -> str:
    """What a rule made, with its main value."""
    main = MAIN_FIELDS.get(rule.kind, "")
    return shown(text, thing.span, _written(thing.fields[main]) if main in thing.fields else "")


def overlap(first: Span, second: Span) -> bool:
    """Whether two spans have a place in common."""
    return first[0] < second[1] and second[0] < first[1]


class _Explainer:
    """Says what stands in the place of what a rule should have made."""

    def __init__(self, pack: RulePack, rule: Rule, example: Example) -> None:
        self._rule = rule
        self._example = example
        self._found = read(example.text, pack, year=EXAMPLE_YEAR)
        self._rules = {rule.id: rule for rule in pack.rules}
        self._others = [thing for thing in everything_made(pack, example.text) if thing.rule != rule.id]

    def explained(self, problem: Problem) -> Problem:
        """The same problem with its reason, where there is one to be told."""
        span = problem.span
        assert span is not None
        told: dict[str, object] = {
            "wanted": shown(self._example.text, span, self._wanted(span)),
            "sentence": said(self._example.text, self._example.spans),
        }
        for candidate, winner in self._found.losses:
            if candidate.rule.id == self._rule.id and self._source(candidate) == span:
                told |= self._made(Made(winner.rule.id, self._source(winner), winner.fields))
                text = message(
                    "wrong rule: expected {wanted}, but `{rule}` made {got}, {why}, in: {sentence}",
                    **told,
                    why=_why_lost(candidate, winner),
                )
                return Problem(WRONG_RULE, text, span)
        for match, reason in self._found.refused:
            if match.rule.id == self._rule.id and overlap(self._found.text.source(match.span), span):
                text = message(
                    "missing: expected {wanted}, got nothing, for the match is refused: {reason}, in: {sentence}",
                    **told,
                    reason=reason,
                )
                return Problem(MISSING, text, span)
        for thing in self._others:
            if thing.span == span:
                text = message(
                    "wrong rule: expected {wanted} of this rule, but `{rule}` made {got}, in: {sentence}",
                    **told,
                    **self._made(thing),
                )
                return Problem(WRONG_RULE, text, span)
        return problem

    def _wanted(self, span: Span) -> str:
        values = dict(zip(self._example.spans, self._example.values, strict=True))
        return values[span].get("", "")

    def _source(self, candidate: Candidate) -> Span:
        return self._found.text.source(candidate.span)

    def _made(self, thing: Made) -> dict[str, object]:
        got = thing_shown(self._rules.get(thing.rule, self._rule), self._example.text, thing)
        return {"rule": thing.rule, "got": got}


def _why_lost(loser: Candidate, winner: Candidate) -> Message:
    """The first of the conditions of the matching order that told the winner from the loser."""
    if loser.rule.kind != winner.rule.kind:
        return message("which is of the earlier layer {kind}", kind=winner.rule.kind)
    if loser.rule.id in winner.rule.overrides:
        return message("which overrides this rule")
    (start, end), (first, last) = loser.span, winner.span
    if first < start:
        return message("which starts further left")
    if first > start or last < end:
        return message("for this rule is overridden there")
    if last > end:
        return message("which is longer")
    if loser.rule.priority != winner.rule.priority:
        return message("which has the higher priority")
    return message("whose id comes first")
