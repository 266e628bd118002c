"""What a person marked as wanted, against what was made: for each span whether it is there, and if not, why."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from fedparse.examples import MAIN_FIELDS
from fedparse.explain.values import Expected, Try
from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.examples import Example
    from fedparse.explain.evidence import Evidence
    from fedparse.explain.values import Made, Place, Unmade
    from fedparse.match import Attempt
    from fedparse.messages import Message
    from fedparse.model import Span

Tried = TypeVar("Tried", "Attempt", Try)
_CLOSEST = 4


def expected(
    marks: Example, evidence: Evidence, made: Sequence[Made], unmade: Sequence[Unmade], tries: Iterable[Try]
) -> Iterator[Expected]:
    """For each marked span what became of it."""
    tried = [attempt for attempt in tries if attempt.fate == "failed"] if marks.spans else []
    for span, wanted in zip(marks.spans, marks.values, strict=True):
        place = evidence.source_place(span)
        there = [item for item in made if item.place.span == span and item.kind != "diagnostic"]
        if there:
            wrong = tuple(_differences(there[0], wanted))
            says = wrong or (message("it was made, by {rule}", rule=there[0].rule.id if there[0].rule else ""),)
            yield Expected(place, wanted, not wrong, says)
            continue
        says = (*instead(made, span), *_came_to_nothing(unmade, span)) or (message("nothing was made there"),)
        yield Expected(place, wanted, False, says, tuple(closest(_at(tried, place))))


def _differences(made: Made, wanted: Mapping[str, str]) -> Iterator[Message]:
    for key, value in wanted.items():
        name = key or MAIN_FIELDS.get(made.kind, "value")
        got = made.values.get(name)
        if not _same(value, got):
            rule = made.rule.id if made.rule else ""
            yield message(
                "it was made by {rule}, but {name} is {got}, not {wanted}", rule=rule, name=name, got=got, wanted=value
            )


def _same(wanted: str, got: object) -> bool:
    if isinstance(got, int | Decimal) and not isinstance(got, bool):
        try:
            return Decimal(wanted) == Decimal(got)
        except InvalidOperation:
            return False
    return wanted == ("null" if got is None else str(got))


def instead(made: Iterable[Made], span: Span) -> Iterator[Message]:
    """What was made of other spans that share a character with the one that is wanted."""
    for item in made:
        if item.rule and item.kind != "diagnostic" and _overlap(item.place.span, span):
            template = _GUARDED if item.kind == "guard" else _OTHER
            yield message(template, text=item.place.surface, rule=item.rule.id)


_GUARDED = "the guard {rule} takes `{text}`: a fixed phrase, no figure"
_OTHER = "here {rule} made `{text}`"


def _came_to_nothing(unmade: Iterable[Unmade], span: Span) -> Iterator[Message]:
    for item in unmade:
        if _overlap(item.place.span, span):
            yield message(
                "{rule} read `{text}` there: {reason}", rule=item.rule.id, text=item.place.surface, reason=item.says
            )


def _at(tries: Iterable[Try], place: Place) -> list[Try]:
    """The tries that share a character with a place."""
    return [attempt for attempt in tries if _overlap(attempt.place.span, place.span)]


def closest(tries: Iterable[Tried]) -> list[Tried]:
    """Of each kind of mention the rule that lacks least and has most of what it asks for; the nearest kind first."""
    best: dict[str, Tried] = {}
    for attempt in sorted(tries, key=_farness):
        if attempt.rule.kind in MAIN_FIELDS:
            best.setdefault(attempt.rule.kind, attempt)
    return list(islice(best.values(), _CLOSEST))


def _farness(attempt: Tried) -> tuple[int, int, str]:
    held = [step.held for step in attempt.steps]
    return held.count(False), -held.count(True), attempt.rule.id


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
