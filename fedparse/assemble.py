"""Makes the value objects of each report from what the stages found: mentions, sections, facts, diagnostics."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.facts import FactFinder, Placed, Scope
from fedparse.model import MENTION_LISTS, Diagnostic, Fact, Report, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.candidates import Candidate, Loss, Refused
    from fedparse.layout import Block, ReportLayout
    from fedparse.link import Link
    from fedparse.model import ReferenceYear, Severity, Span
    from fedparse.reading import ReadingText

_LISTS = {
    "date": "dates",
    "count": "counts",
    "money": "money",
    "ratio": "ratios",
    "program": "programs",
    "document": "documents",
}
"""The list of the contract that the mentions of a rule kind go to."""

_FIGURES = frozenset({"count", "money", "ratio"})
_MILD = frozenset({"noise", "placeholder", "numbering-restart", "duplicate-report"})
_WORDS = {
    "missing-number": "a number is missing before {surface}",
    "masked-number": "the number in {surface} is masked",
    "placeholder": "{surface} stands for a name or number that was taken out",
}


class Findings(NamedTuple):
    """What was found in a source: spans are of its reading text, winners and flags in its order.

    `years` are the reference years by report. `losses` and `refused` are what came to nothing, and why.
    """

    source: str
    text: ReadingText
    years: Sequence[ReferenceYear | None]
    winners: Sequence[Candidate]
    losses: Sequence[Loss]
    refused: Sequence[Refused]
    links: Mapping[Span, Link]
    flags: Sequence[Candidate]

    def cite(self, span: Span | None) -> str | None:
        """The source text of a stretch of the reading text, without hard wraps and noise."""
        return None if span is None else self.text.cite(self.source, span)


class _Placement(NamedTuple):
    """A mention with its kind and its place in the reading text."""

    kind: str
    span: Span
    mention: Any


def reports(
    found: Findings,
    layouts: Sequence[ReportLayout],
    repeats: Sequence[int | None],
    finder: FactFinder,
    only: frozenset[str] | None,
) -> Iterator[Report]:
    """The reports of a document; `only` names the mention lists to keep, with the facts of what is kept."""
    placed = [
        _mentions(f"r{number}", found, winners) for number, winners in enumerate(_shared(found, found.winners), 1)
    ]
    rows = _facts(found, layouts, placed, finder, only)
    for number, (layout, flags) in enumerate(zip(layouts, _shared(found, found.flags), strict=True)):
        kept = [p for p in placed[number] if only is None or _LISTS[p.kind] in only]
        year = found.years[number]
        repeated = repeats[number]
        original = None if repeated is None else f"r{repeated + 1}"
        lists: dict[str, Any] = {name: [] for name in MENTION_LISTS}
        for placement in kept:
            lists[_LISTS[placement.kind]].append(placement.mention)
        yield Report(
            id=f"r{number + 1}",
            kind=layout.kind,
            span=layout.span,
            title=layout.title,
            organization=layout.organization,
            reference_year=year,
            period=f"{year.value:04d}" if year else None,
            duplicate_of=original,
            sections=tuple(map(_section, layout.blocks)),
            facts=tuple(rows[number]),
            diagnostics=tuple(_diagnostics(found, layout, placed[number], flags, original)),
            **{name: tuple(mentions) for name, mentions in lists.items()},
        )


def _shared(found: Findings, candidates: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    """The candidates of each report: a slice of all, which are in the order of the text."""
    starts = [candidate.span[0] for candidate in candidates]
    for number in range(len(found.years)):
        low, high = found.text.stretch(number)
        yield candidates[bisect_left(starts, low) : bisect_left(starts, high)]


def _mentions(report: str, found: Findings, winners: Iterable[Candidate]) -> list[_Placement]:
    """The mentions of a report, numbered in the order of the text."""
    placed: list[_Placement] = []
    for rule, place, values in winners:
        kind = rule.kind
        if kind not in _LISTS:
            continue
        span = found.text.source(place)
        fields: dict[str, Any] = dict(values)
        link = found.links.get(place)
        if link:
            fields["per"] = found.cite(link.per)
            if kind == "count":
                fields["item"] = found.cite(link.item)
        mention = MENTION_LISTS[_LISTS[kind]](
            id=f"{report}-m{len(placed) + 1}",
            span=span,
            surface=found.source[span[0] : span[1]],
            section=found.text.owner(place[0]),
            rule=rule.id,
            **fields,
        )
        placed.append(_Placement(kind, place, mention))
    return placed


def _section(block: Block) -> Section:
    """A block as the contract has it."""
    return Section(
        id=block.id,
        level=block.level,
        style=block.style,
        marker=block.marker,
        number=block.number,
        heading=block.heading,
        heading_span=block.heading_span,
        span=block.span,
        body=block.body,
        rule=block.rule,
        children=tuple(map(_section, block.children)),
    )


def _facts(
    found: Findings,
    layouts: Sequence[ReportLayout],
    placed: Sequence[Sequence[_Placement]],
    finder: FactFinder,
    only: frozenset[str] | None,
) -> list[list[Fact]]:
    """For each report a row for each count, money and ratio, in the order of the text."""
    everything = [placement for report in placed for placement in report]
    programs = Placed((p.span[0], p.mention.name) for p in everything if p.kind == "program")
    dates = finder.dates(found.text.text, ((p.span[0], p.mention.edtf) for p in everything if p.kind == "date"))
    figures: list[list[_Placement]] = []
    asked: list[tuple[Span, Scope]] = []
    for layout, placements in zip(layouts, placed, strict=True):
        scopes = dict(_scopes(found, layout.blocks, finder, programs, dates))
        chosen = [p for p in placements if p.kind in _FIGURES and (only is None or _LISTS[p.kind] in only)]
        figures.append(chosen)
        asked += [(p.span, scopes.get(p.mention.section, _NOWHERE)) for p in chosen]
    rows = finder.rows(found.text.text, asked, programs, dates)
    return [
        [
            Fact(
                id=f"r{number}-f{place}",
                mention=figure.mention.id,
                item=getattr(figure.mention, "item", None),
                action=row.action,
                program=row.program,
                date=row.date,
                status=row.status,
                section=figure.mention.section,
                clause=found.text.source(row.clause),
            )
            for place, (figure, row) in enumerate(zip(chosen, rows, strict=False), 1)
        ]
        for number, chosen in enumerate(figures, 1)
    ]


_NOWHERE = Scope(planned=False, program=None, date=None)


def _scopes(
    found: Findings,
    blocks: Iterable[Block],
    finder: FactFinder,
    programs: Placed,
    dates: Placed,
    above: Scope = _NOWHERE,
) -> Iterator[tuple[str, Scope]]:
    """For each section what its heading and the headings above it say."""
    for block in blocks:
        scope = above
        if block.heading:
            low, high = found.text.within(block.heading_span) or (0, 0)
            scope = Scope(
                above.planned or finder.plans(block.heading),
                programs.last(low, high) or above.program,
                dates.last(low, high) or above.date,
            )
        yield block.id, scope
        yield from _scopes(found, block.children, finder, programs, dates, scope)


def _diagnostics(
    found: Findings,
    layout: ReportLayout,
    placed: Iterable[_Placement],
    flags: Iterable[Candidate],
    repeated: str | None,
) -> list[Diagnostic]:
    """The diagnostics of a report: the layout's notes, what rules flagged, and what only the whole shows."""
    listed = [
        Diagnostic(
            code=note.code,
            severity=_severity(note.code),
            message=note.message,
            span=note.span,
            section=note.block,
            rule=note.rule,
        )
        for note in layout.notes
    ]
    listed += [_flagged(flag, found) for flag in flags]
    listed.sort(key=lambda diagnostic: (diagnostic.span or (0, 0), diagnostic.code))
    if repeated:
        listed.append(_whole("duplicate-report", f"this report repeats {repeated}", layout.span))
    undated = next((p for p in placed if p.kind == "date" and p.mention.resolution == "unresolved"), None)
    if undated:
        message = "no year is named in the report: its dates stay without one; name it with --year"
        listed.append(_whole("unresolved-year", message, undated.mention.span))
    return listed


def _whole(code: str, message: str, span: Span) -> Diagnostic:
    return Diagnostic(code=code, severity=_severity(code), message=message, span=span, section=None)


def _severity(code: str) -> Severity:
    return "info" if code in _MILD else "warning"


def _flagged(flag: Candidate, found: Findings) -> Diagnostic:
    code = str(flag.rule.constants["code"])
    span = found.text.source(flag.span)
    return Diagnostic(
        code=code,
        severity=_severity(code),
        message=_WORDS.get(code, flag.rule.title).format(surface=found.source[span[0] : span[1]]),
        span=span,
        section=found.text.owner(flag.span[0]),
        rule=flag.rule.id,
    )
