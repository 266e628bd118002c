"""Makes the value objects of each report from what the stages found: mentions, sections, facts, diagnostics."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.facts import FactFinder, Framer
from fedparse.ledger import Figure, Ledger, Placed, Points, Scope
from fedparse.model import MENTION_LISTS, Check, Diagnostic, Fact, Report, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.candidates import Candidate, Loss, Refused
    from fedparse.checks import Checker
    from fedparse.layout import Block, ReportLayout
    from fedparse.ledger import Verdict
    from fedparse.link import Link
    from fedparse.model import CheckName, DateMention, ReferenceYear, Severity, Span
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
_CLASSES = {kind: MENTION_LISTS[name] for kind, name in _LISTS.items()}

_POINT = "item"
"""The style of points in running text: 一是."""
_FIGURES = frozenset({"count", "money", "ratio"})
_MILD = frozenset({"noise", "placeholder", "numbering-restart", "duplicate-report"})
_CODES: Mapping[CheckName, str] = {
    "parts": "sum-mismatch",
    "all": "sum-mismatch",
    "listed": "sum-mismatch",
    "product": "product-mismatch",
    "share": "ratio-mismatch",
    "change": "ratio-mismatch",
    "numbering": "conflict",
    "conflict": "conflict",
    "year": "conflict",
    "anniversary": "conflict",
}
"""The diagnostic of each check that fails."""
_WORDS = {
    "missing-number": "a number is missing before {surface}",
    "masked-number": "the number in {surface} is masked",
    "placeholder": "{surface} stands for a name or number that was taken out",
}


class Places(NamedTuple):
    """Where each page and each paragraph of the file begins in the source, ascending; empty where it has none."""

    pages: Sequence[int]
    paragraphs: Sequence[int]

    def of(self, offset: int) -> dict[str, int | None]:
        """The page and the paragraph of a place, from 1."""
        return {
            "page": bisect_right(self.pages, offset) or None,
            "paragraph": bisect_right(self.paragraphs, offset) or None,
        }


class Findings(NamedTuple):
    """What was found in a source: spans are of its reading text, winners and flags in its order.

    `years` are the reference years by report. `losses` and `refused` are what came to nothing, and why. `seen` are the
    ids of all rules that matched anywhere, whatever came of it, and of those that found noise. The kinds `noise` and
    `suspicion` are in it by themselves where there was noise, and where suspicions were looked for.
    """

    source: str
    places: Places
    text: ReadingText
    years: Sequence[ReferenceYear | None]
    winners: Sequence[Candidate]
    losses: Sequence[Loss]
    refused: Sequence[Refused]
    links: Mapping[Span, Link]
    flags: Sequence[Candidate]
    seen: frozenset[str]

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
    checker: Checker,
    only: frozenset[str] | None,
) -> Iterator[Report]:
    """The reports of a document; `only` names the mention lists to keep, with the facts of what is kept."""
    placed = [
        _mentions(f"r{number}", found, winners) for number, winners in enumerate(_shared(found, found.winners), 1)
    ]
    accounts = _accounts(found, layouts, placed, finder, checker, only)
    each = zip(layouts, _shared(found, found.flags), accounts, strict=True)
    for number, (layout, flags, account) in enumerate(each):
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
            period=_period(year),
            duplicate_of=original,
            sections=tuple(map(_section, layout.blocks)),
            facts=account.facts,
            checks=account.checks,
            diagnostics=tuple(_diagnostics(found, layout, placed[number], flags, account.verdicts, original)),
            **{name: tuple(mentions) for name, mentions in lists.items()},
        )


def _period(year: ReferenceYear | None) -> str | None:
    return f"{year.value:04d}" if year else None


def _shared(found: Findings, candidates: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    """The candidates of each report: a slice of all, which are in the order of the text."""
    starts = [candidate.span[0] for candidate in candidates]
    for number in range(len(found.years)):
        low, high = found.text.stretch(number)
        yield candidates[bisect_left(starts, low) : bisect_left(starts, high)]


def _mentions(report: str, found: Findings, winners: Iterable[Candidate]) -> list[_Placement]:
    """The mentions of a report, numbered in the order of the text."""
    placed: list[_Placement] = []
    has_places = any(found.places)
    for rule, place, values in winners:
        kind = rule.kind
        if kind not in _CLASSES:
            continue
        span, section = found.text.locate(place)
        fields = {
            "id": f"{report}-m{len(placed) + 1}",
            "span": span,
            "surface": found.source[span[0] : span[1]],
            "section": section,
            "rule": rule.id,
            "page": None,
            "paragraph": None,
            **values,
        }
        if has_places:
            fields |= found.places.of(span[0])
        link = found.links.get(place)
        if link:
            fields["per"] = found.cite(link.per)
            if kind == "count":
                fields["item"] = found.cite(link.item)
        placed.append(_Placement(kind, place, _CLASSES[kind].of(fields)))
    return placed


def _section(block: Block) -> Section:
    """A block as the contract has it."""
    return Section.of(
        {
            "id": block.id,
            "level": block.level,
            "style": block.style,
            "marker": block.marker,
            "number": block.number,
            "heading": block.heading,
            "heading_span": block.heading_span,
            "span": block.span,
            "body": block.body,
            "rule": block.rule,
            "children": tuple(map(_section, block.children)),
        }
    )


class Account(NamedTuple):
    """The facts of a report, what its figures prove, and what does not agree."""

    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    verdicts: Sequence[Verdict]


def _accounts(
    found: Findings,
    layouts: Sequence[ReportLayout],
    placed: Sequence[Sequence[_Placement]],
    finder: FactFinder,
    checker: Checker,
    only: frozenset[str] | None,
) -> Iterator[Account]:
    """For each report a fact for each count, money and ratio, in the order of the text, with the checks of them all."""
    text = found.text.text
    everything = [placement for report in placed for placement in report]
    programs = Placed((p.span[0], p.mention.name) for p in everything if p.kind == "program")
    dates = finder.dates(text, ((p.span[0], p.mention.edtf) for p in everything if p.kind == "date"))
    framer = Framer(text)
    for number, (layout, placements) in enumerate(zip(layouts, placed, strict=True)):
        scopes = _Scopes(found, finder, programs, dates, layout.blocks, number)
        figures = [p for p in placements if p.kind in _FIGURES]
        frames = [framer.frame(_figure(p, found.links, scopes[p.mention.section])) for p in figures]
        ledger = Ledger(
            text,
            found.text.stretch(number),
            found.text.within(layout.title_span),
            year.value if (year := found.years[number]) else None,
            [(p.span, int(p.mention.edtf[:4])) for p in placements if p.kind == "date" and _has_year(p.mention)],
            list(_points(found, layout.preamble, layout.blocks)),
            frames,
            finder.rows(text, frames, programs, dates),
        )
        yield _account(f"r{number + 1}", found, figures, ledger, checker.verdicts(ledger), only)


def _points(found: Findings, lead: Sequence[Span], blocks: Sequence[Block]) -> Iterator[Points]:
    """The rows of points (一是 …) among blocks and those under them, with the text that leads each in."""
    if lead and blocks and blocks[0].style == _POINT and all(block.style == _POINT for block in blocks):
        stretch = found.text.within(lead[-1])
        if stretch:
            yield Points(stretch, [block.number for block in blocks])
    for block in blocks:
        if block.children:
            yield from _points(found, block.own, block.children)


def _has_year(date: DateMention) -> bool:
    """Whether a date names its year itself."""
    return date.resolution == "explicit" and date.edtf[:4].isdigit()


def _figure(placement: _Placement, links: Mapping[Span, Link], scope: Scope) -> Figure:
    kind, span, mention = placement
    link = links.get(span)
    value = mention.amount if kind == "money" else mention.value
    unit = mention.currency if kind == "money" else mention.kind if kind == "ratio" else mention.unit
    item = link.item if link and kind == "count" else None
    return Figure(
        kind, span, value, mention.min, mention.max, mention.comparator, unit, item, link.per if link else None, scope
    )


def _account(
    report: str,
    found: Findings,
    figures: Sequence[_Placement],
    ledger: Ledger,
    verdicts: Sequence[Verdict],
    only: frozenset[str] | None,
) -> Account:
    """The facts and checks of a report; a fact that is not kept is named by none."""
    kept = [only is None or _LISTS[figure.kind] in only for figure in figures]
    numbers = accumulate(map(int, kept))
    ids = [f"{report}-f{number}" if keep else None for keep, number in zip(kept, numbers, strict=True)]
    told: list[list[str]] = [[] for _ in figures]
    checks: list[Check] = []
    for verdict in verdicts:
        parties = [*verdict.operands] if verdict.figure is None else [verdict.figure, *verdict.operands]
        if not all(kept[party] for party in parties):
            continue
        for party in parties:
            told[party].append(f"{verdict.check}:{verdict.result}")
        checks.append(
            Check.of(
                {
                    "id": f"{report}-c{len(checks) + 1}",
                    "check": verdict.check,
                    "result": verdict.result,
                    "fact": None if verdict.figure is None else ids[verdict.figure],
                    "operands": tuple(filter(None, (ids[operand] for operand in verdict.operands))),
                    "expected": verdict.expected,
                    "span": found.text.source(verdict.span),
                }
            )
        )
    facts = tuple(
        Fact.of(
            {
                "id": ids[place],
                "mention": figure.mention.id,
                "item": getattr(figure.mention, "item", None),
                "per": getattr(figure.mention, "per", None),
                "action": row.action,
                "role": row.role,
                "program": row.program,
                "date": row.date,
                "organization": found.cite(row.organization),
                "status": row.status,
                "part_of": None if row.part_of is None else ids[row.part_of],
                "basis": found.cite(row.basis),
                "change": row.change,
                "section": figure.mention.section,
                "clause": found.text.source(frame.clause),
                "checks": tuple(dict.fromkeys(told[place])),
            }
        )
        for place, (figure, frame, row) in enumerate(zip(figures, ledger.frames, ledger.rows, strict=True))
        if kept[place]
    )
    return Account(facts, tuple(checks), verdicts)


class _Scopes(dict[str | None, Scope]):
    """What the headings of a report say of the figures under them, by section: found where figures ask for it."""

    def __init__(
        self, found: Findings, finder: FactFinder, programs: Placed, dates: Placed, blocks: Iterable[Block], report: int
    ) -> None:
        year = found.years[report]
        super().__init__({None: Scope(planned=False, program=None, date=_period(year))})
        self._text = found.text
        self._finder = finder
        self._programs = programs
        self._dates = dates
        self._blocks = dict(_with_above(blocks))

    def __missing__(self, section: str) -> Scope:
        block, above = self._blocks[section]
        scope = self[above]
        if block.heading:
            low, high = self._text.within(block.heading_span) or (0, 0)
            scope = Scope(
                scope.planned or self._finder.plans(block.heading),
                self._programs.last(low, high) or scope.program,
                self._dates.last(low, high) or scope.date,
            )
        self[section] = scope
        return scope


def _with_above(blocks: Iterable[Block], above: str | None = None) -> Iterator[tuple[str, tuple[Block, str | None]]]:
    """Every block by its id, with the id of the block above it."""
    for block in blocks:
        yield block.id, (block, above)
        yield from _with_above(block.children, block.id)


def _diagnostics(
    found: Findings,
    layout: ReportLayout,
    placed: Iterable[_Placement],
    flags: Iterable[Candidate],
    verdicts: Iterable[Verdict],
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
    listed += [_disagreement(verdict, found) for verdict in verdicts if verdict.result == "failed"]
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
    span, section = found.text.locate(flag.span)
    return Diagnostic(
        code=code,
        severity=_severity(code),
        message=_WORDS.get(code, flag.rule.title).format(surface=found.source[span[0] : span[1]]),
        span=span,
        section=section,
        rule=flag.rule.id,
    )


def _disagreement(verdict: Verdict, found: Findings) -> Diagnostic:
    code = _CODES[verdict.check]
    span, section = found.text.locate(verdict.span)
    return Diagnostic(code=code, severity=_severity(code), message=verdict.message, span=span, section=section)
