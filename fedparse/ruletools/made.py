"""What a rule makes of a sentence: the spans and values that an example of it marks.

Most rules make something that stands in a document. Rules of the kinds `report` and `fact`, and plain guards, do not:
what they find is looked for where the engine looks for it, so that an example shows the same as a report would.
"""

from __future__ import annotations

import re
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from fedparse.layout.probes import Probe
from fedparse.model import MENTION_LISTS
from fedparse.pipeline import engine, parse, read
from fedparse.ruletools.readings import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import regex

    from fedparse.model import Span
    from fedparse.packs import LazyPattern, Lexicon, Rule, RulePack

    _Found: TypeAlias = tuple[Span, Mapping[str, object]]

EXAMPLE_YEAR = 2019
"""The reference year of every example, so that 上半年 has a value."""
_HAVE_RATES = frozenset({"count", "money"})
_BEFORE_DATES = "fact.compared"
"""The rule whose pattern must end where a date begins."""
_COMPARED = 3
"""A word of comparison stands at most so many characters before its date."""
_PART_END = re.compile(r"[,。;:!?\n]")
"""A rate and its figure stand in one part of a sentence."""


class Made(NamedTuple):
    """Something a rule made of a text: its span, and its fields where it has a value."""

    rule: str
    span: Span
    fields: Mapping[str, object]


def made_by(pack: RulePack, rule: Rule, text: str) -> list[Made]:
    """What a rule makes of a text, in its order.

    Fields are those of the mention, section or diagnostic. Rules that leave none have as fields their named groups and,
    where they start from a lexicon, the columns of the term.
    """
    if rule.kind == "report":
        found = _on_lines(pack, rule, text)
    elif rule.kind == "fact":
        found = _of_facts(pack, rule, text)
    else:
        silent = rule.kind == "guard" and "code" not in rule.constants
        made = guarded(pack, text) if silent else everything_made(pack, text)
        return [thing for thing in made if thing.rule == rule.id]
    return [Made(rule.id, span, fields) for span, fields in found]


def made_alike(pack: RulePack, rule: Rule, text: str) -> list[Made]:
    """What all rules of the kind of a rule make of a text; of the kinds `report` and `fact`, the rule alone."""
    if rule.kind in {"report", "fact"}:
        return made_by(pack, rule, text)
    if rule.kind == "guard":
        return list(guarded(pack, text))
    kinds = {other.id: other.kind for other in pack.rules}
    return [thing for thing in everything_made(pack, text) if kinds.get(thing.rule) == rule.kind]


def guarded(pack: RulePack, text: str) -> Iterator[Made]:
    """What guards take of a text: it stands in no document."""
    findings = read(text, pack, year=EXAMPLE_YEAR)
    for winner in findings.winners:
        if winner.rule.kind == "guard":
            yield Made(winner.rule.id, findings.text.source(winner.span), {})


def everything_made(pack: RulePack, text: str) -> Iterator[Made]:
    """Whatever stands in the document of a text: mentions, section markers, diagnostics."""
    for report in parse(text, year=EXAMPLE_YEAR, rules=pack).reports:
        for name in MENTION_LISTS:
            for mention in getattr(report, name):
                yield Made(mention.rule, mention.span, vars(mention))
        for section in walk(report.sections):
            start = section.span[0]
            fields = {field: getattr(section, field) for field in ("style", "number", "heading", "level")}
            yield Made(section.rule, (start, start + len(section.marker)), fields)
        for diagnostic in report.diagnostics:
            if diagnostic.rule and diagnostic.span:
                yield Made(diagnostic.rule, diagnostic.span, {"code": diagnostic.code})


def _matches(pack: RulePack, rule: Rule, folded: str) -> Iterator[_Found]:
    """Every match of a rule in a folded text with its groups, from left to right."""
    if rule.pattern:
        for match in rule.pattern.finditer(folded, 0, len(folded)):
            if match.end() > match.start():
                yield match.span(), _groups(match)
        return
    matcher = engine(pack).matcher
    found = matcher.find(folded, frozenset({rule.kind}), matcher.anchors(folded))
    for place in sorted(found, key=attrgetter("span")):
        if place.rule.id == rule.id:
            yield place.span, {name: place[name] for name in place.groups}


def _groups(match: regex.Match[str]) -> Mapping[str, object]:
    return {name: group for name, group in match.groupdict().items() if group is not None}


# Rules of the layout


def _on_lines(pack: RulePack, rule: Rule, text: str) -> Iterator[_Found]:
    """What a rule of the layout finds, on lines that have the first and last characters and the words it asks for."""
    folded, probe = engine(pack).folder.fold(text), Probe(rule)
    for span, groups in _matches(pack, rule, folded):
        line_end = folded.find("\n", span[1])
        if probe.fits(folded[span[0] : line_end if line_end >= 0 else len(folded)]):
            yield span, groups


# Rules of facts


def _of_facts(pack: RulePack, rule: Rule, text: str) -> Iterator[_Found]:
    """What a rule of facts finds: a term, something beside a figure or before a date, else its pattern anywhere."""
    lexicon = pack.lexicons.get(rule.anchor)
    beside = rule.id == _BEFORE_DATES or not rule.constants.keys().isdisjoint({"marks", "behind"})
    if lexicon:
        yield from _terms(rule, lexicon, engine(pack).folder.fold(text))
    elif rule.pattern and beside:
        yield from _beside(pack, rule, rule.pattern, text)
    else:
        yield from _matches(pack, rule, engine(pack).folder.fold(text))


def _terms(rule: Rule, lexicon: Lexicon, folded: str) -> Iterator[_Found]:
    """The terms of a lexicon, the longest at each place that what follows leaves, none inside another."""
    longest = max(map(len, lexicon.rows), default=0)
    start = 0
    while start < len(folded):
        for end in range(min(len(folded), start + longest), start, -1):
            term = folded[start:end]
            if term in lexicon.rows and (rule.after is None or rule.after.compiled.match(folded, end)):
                yield (start, end), lexicon.rows[term]
                start = end - 1
                break
        start += 1


def _beside(pack: RulePack, rule: Rule, pattern: LazyPattern, text: str) -> Iterator[_Found]:
    """What a pattern matches where the engine tries it: at a mark before a figure, right behind one, before a date."""
    findings = read(text, pack, year=EXAMPLE_YEAR)
    reading = findings.text.text
    found: dict[Span, Mapping[str, object]] = {}
    for winner in findings.winners:
        tried: list[regex.Match[str] | None] = []
        start, end = winner.span
        if rule.id == _BEFORE_DATES and winner.rule.kind == "date":
            tried = [pattern.compiled.search(reading, max(0, start - _COMPARED), start)]
        elif rule.id != _BEFORE_DATES and winner.rule.kind in _HAVE_RATES:
            places = _marks_before(reading, start, rule.constants.get("marks", ""))
            tried = [pattern.compiled.match(reading, place, start) for place in places]
            if reading[end : end + 1] in set(rule.constants.get("behind", "")):
                tried.append(pattern.compiled.match(reading, end))
        found.update((findings.text.source(match.span()), _groups(match)) for match in tried if match)
    yield from sorted(found.items(), key=itemgetter(0))


def _marks_before(text: str, place: int, marks: str) -> list[int]:
    """Where one of some characters stands before a place, in the same part of a sentence."""
    low = max((end.end() for end in _PART_END.finditer(text, 0, place)), default=0)
    return [at for at in range(low, place) if text[at] in marks]
