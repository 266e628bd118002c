"""Why a rule fired, and why not: what the pipeline made of a text, what came to nothing, and how far each rule came.

It runs the pipeline and its own steps (`Matcher.attempts`, the normalisers, `resolve.reason`, the lines of the layout),
so that it cannot disagree with what `parse` makes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedparse.explain import near
from fedparse.explain.evidence import Evidence, Verdict
from fedparse.explain.expect import closest, expected, instead
from fedparse.explain.lines import Lines
from fedparse.explain.steps import asked, near_miss
from fedparse.explain.values import (
    Asked,
    Beaten,
    Expected,
    Explanation,
    Group,
    Made,
    Near,
    Place,
    Trace,
    Try,
    Unmade,
    Unread,
)
from fedparse.match import Anchors
from fedparse.messages import message
from fedparse.pipeline import together
from fedparse.spans import Taken
from fedparse.timing import noticed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.examples import Example
    from fedparse.match import Attempt
    from fedparse.messages import Message
    from fedparse.model import Span
    from fedparse.packs import Rule, RulePack
    from fedparse.sources import SourceText

__all__ = [
    "Asked",
    "Beaten",
    "Expected",
    "Explanation",
    "Group",
    "Made",
    "Near",
    "Place",
    "Trace",
    "Try",
    "Unmade",
    "Unread",
    "explain",
]

_LAYOUT = frozenset({"heading", "noise", "report"})
_CLOSE_LOOKS = 12
"""Near-misses are looked for where a rule could start at so few places."""


def explain(
    source: SourceText,
    pack: RulePack,
    *,
    year: int | None = None,
    rule: Rule | None = None,
    line: int | None = None,
    marks: Example | None = None,
) -> Explanation:
    """Explains a source, or one line of it as it stands in the whole.

    Args:
        source: What is read.
        pack: The rules.
        year: The reference year, when the caller knows better than the text.
        rule: A rule of the pack whose every step is told.
        line: The number, from 1, of the only line that is explained.
        marks: What a person expects: the marked spans of the source, with the values wanted.
    """
    with noticed():
        return _explained(Evidence(source, pack, year), rule, line, marks)


def _explained(evidence: Evidence, rule: Rule | None, line: int | None, marks: Example | None) -> Explanation:
    source, pack = evidence.source, evidence.pack
    within = evidence.line(line) if line else (0, len(source.text))
    made, unmade = _everything(evidence)
    return Explanation(
        name=source.name,
        text=source.text[slice(*within)],
        made=tuple(item for item in made if _touches(item.place.span, within)),
        unmade=tuple(item for item in unmade if _touches(item.place.span, within)),
        unread=tuple(_unread(evidence, [*made, *unmade], within)),
        trace=_trace(evidence, rule, within, made) if rule else None,
        expected=tuple(expected(marks, evidence, made, unmade, tries_of(evidence, pack, rule))) if marks else (),
    )


def _touches(span: Span, within: Span) -> bool:
    return span[0] < within[1] and within[0] < span[1]


def _everything(evidence: Evidence) -> tuple[list[Made], list[Unmade]]:
    """All that was made and all that came to nothing, in the order of the text."""
    made = list(Lines(evidence).made())
    unmade: list[Unmade] = []
    for match in evidence.matches:
        for verdict in evidence.verdicts(match):
            if verdict.candidate and verdict.fate == "made":
                link = evidence.found.links.get(verdict.span)
                made.append(
                    Made(
                        rule=match.rule,
                        kind=match.rule.kind,
                        place=evidence.place(verdict.span),
                        groups=evidence.groups(match),
                        values=verdict.candidate.fields,
                        beat=evidence.beat(verdict.candidate),
                        item=evidence.found.cite(link.item) if link and match.rule.kind == "count" else None,
                        per=evidence.found.cite(link.per) if link else None,
                        code=str(match.rule.constants.get("code", "")),
                    )
                )
            else:
                place = evidence.place(verdict.span)
                unmade.append(Unmade(match.rule, place, verdict.fate, verdict.says, verdict.winner))
    for flag in evidence.found.flags:
        if together(flag.rule.kind) != together("count"):
            code = str(flag.rule.constants["code"])
            made.append(Made(flag.rule, "diagnostic", evidence.place(flag.span), code=code))
    made.sort(key=lambda item: (item.place.span, item.kind))
    unmade.sort(key=lambda item: (item.place.span, item.rule.id))
    return made, unmade


def _unread(evidence: Evidence, told: Sequence[Made | Unmade], within: Span) -> Iterator[Unread]:
    """The numbers of which nothing is told, with the rules that came closest to reading them."""
    matcher, text = evidence.tools.matcher, evidence.text
    rules = [rule for rule in evidence.pack.rules if rule.anchor == "number" and rule.kind in together("count")]
    taken = Taken(item.place.span for item in told)
    for token in evidence.anchors.numbers:
        place = evidence.place((token.start, token.end))
        if _touches(place.span, within) and not taken.overlaps(place.span):
            here = Anchors([token], {})
            tried = [a for rule in rules for a in matcher.attempts(rule, text, together("count"), here)]
            yield Unread(place, tuple(_try(evidence, attempt, closely=False) for attempt in closest(tried)))


def _trace(evidence: Evidence, rule: Rule, within: Span, made: Sequence[Made]) -> Trace:
    """What one rule did in a stretch of the source."""
    if rule.kind in _LAYOUT:
        rows = tuple(t for t in Lines(evidence).tries(rule, within, closely=True) if _touches(t.place.span, within))
        return Trace(rule, rows, _in_all(rule, rows))
    attempts = [a for a in _attempts(evidence, rule) if _touches(evidence.place(_stretch(a)).span, within)]
    closely = len(attempts) <= _CLOSE_LOOKS
    tries = tuple(_beside(_try(evidence, attempt, closely=closely), made) for attempt in attempts)
    return Trace(rule, tries, _in_all(rule, tries), None if tries else _near_anchor(evidence, rule, within))


def _beside(attempt: Try, made: Sequence[Made]) -> Try:
    """A place with what other rules made there, when the rule did not match."""
    if attempt.fate != "failed":
        return attempt
    return replace(attempt, instead=tuple(instead(made, attempt.place.span)))


def _attempts(evidence: Evidence, rule: Rule) -> Iterator[Attempt]:
    """The places where a rule that is matched could start, in the order of the text."""
    if rule.kind == "fact" and rule.anchor:
        return
    matcher = evidence.tools.matcher
    kinds = together(rule.kind) or frozenset({rule.kind})
    yield from sorted(matcher.attempts(rule, evidence.text, kinds, evidence.anchors), key=lambda found: found.anchor)


def _stretch(attempt: Attempt) -> Span:
    """What an attempt is about: its match, or its anchor."""
    return attempt.match.span if attempt.match else attempt.anchor


def _try(evidence: Evidence, attempt: Attempt, *, closely: bool) -> Try:
    rule, steps = attempt.rule, asked(attempt, evidence)
    place = evidence.place(_stretch(attempt))
    if attempt.match:
        verdict = _verdict(evidence, attempt)
        values = verdict.candidate.fields if verdict.candidate else {}
        return Try(rule, evidence.place(verdict.span), steps, verdict.fate, verdict.says, values=values)
    if attempt.before_it:
        said = message("all it asks for stands there, but {rule} comes first", rule=attempt.before_it.id)
        return Try(rule, place, steps, "taken", said)
    says = next(step.says for step in steps if not step.held)
    return Try(rule, place, steps, "failed", says, near_miss(attempt, evidence) if closely else None)


def _verdict(evidence: Evidence, attempt: Attempt) -> Verdict:
    """What became of a match: of its values the one that came furthest."""
    match = attempt.match
    assert match is not None
    if match.rule.kind == "fact":
        said = message("its pattern matches; rules of the kind `fact` are parts of a mechanism and make nothing alone")
        return Verdict(None, match.span, "made", said)
    if together(match.rule.kind) != together("count"):
        return evidence.flagged(match)
    found = evidence.verdicts(match)
    return next((verdict for verdict in found if verdict.fate == "made"), found[0])


def _in_all(rule: Rule, tries: Sequence[Try]) -> Message:
    """What a rule came to in the text as a whole."""
    if not tries:
        return _no_start(rule)
    made = sum(attempt.fate == "made" for attempt in tries)
    matched = sum(attempt.fate != "failed" for attempt in tries)
    return message(
        "places where it could start: {tries}; it matches at {matched} of them and made something at {made}",
        tries=len(tries),
        matched=matched,
        made=made,
    )


def _no_start(rule: Rule) -> Message:
    """Why there is no place where a rule could start."""
    if rule.kind in _LAYOUT:
        return message("there is no line or place where the rule could hold")
    if rule.kind == "fact" and rule.anchor:
        return message("rules of the kind `fact` are parts of a mechanism: this one is asked about figures only")
    if not rule.anchor:
        return message("its `pattern` matches nowhere")
    if rule.anchor == "number":
        return message("it starts from a number, and no number is read here")
    return message("it starts from `{anchor}`, and nothing of that stands here", anchor=rule.anchor)


def _near_anchor(evidence: Evidence, rule: Rule, within: Span) -> Near | None:
    """What a rule that can start nowhere nearly starts from."""
    stretch = evidence.found.text.within(within) if evidence.text else None
    if stretch is None or rule.anchor == "number":
        return None
    key = "anchor" if rule.anchor else "pattern"
    lexicon = evidence.pack.lexicons.get(rule.anchor)
    if lexicon:
        miss = near.nearest_term(lexicon.rows, evidence.text, stretch)
    else:
        miss = near.nearest(rule.pattern or evidence.pack.macros[rule.anchor], evidence.text, stretch)
    return evidence.near(key, miss) if miss else None


def tries_of(evidence: Evidence, pack: RulePack, rule: Rule | None) -> Iterator[Try]:
    """Where the rules for mentions (or the one rule) could start."""
    chosen = [rule] if rule else [each for each in pack.rules if together(each.kind)]
    for each in chosen:
        if each.kind in _LAYOUT:
            yield from Lines(evidence).tries(each, (0, len(evidence.source.text)), closely=False)
            continue
        for attempt in _attempts(evidence, each):
            yield _try(evidence, attempt, closely=False)
