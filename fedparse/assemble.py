"""Makes the value objects of each report from what the stages found: mentions, sections, facts, diagnostics."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
_CLASSES = {kind: MENTION_LISTS[name] for kind, name in _LISTS.items()}

_FIGURES = frozenset({"count", "money", "ratio"})
_MILD = frozenset({"noise", "placeholder", "numbering-restart", "duplicate-report"})
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
        scopes = _Scopes(found, finder, programs, dates, layout.blocks)
        chosen = [p for p in placements if p.kind in _FIGURES and (only is None or _LISTS[p.kind] in only)]
        figures.append(chosen)
        asked += [(p.span, scopes[p.mention.section]) for p in chosen]
    rows = finder.rows(found.text.text, asked, programs, dates)
    # Each report takes as many of the rows as it has figures.
    return [
        [
            Fact.of(
                {
                    "id": f"r{number}-f{place}",
                    "mention": figure.mention.id,
                    "item": getattr(figure.mention, "item", None),
                    "action": row.action,
                    "program": row.program,
                    "date": row.date,
                    "status": row.status,
                    "section": figure.mention.section,
                    "clause": found.text.source(row.clause),
                }
            )
            for place, (figure, row) in enumerate(zip(chosen, rows, strict=False), 1)
        ]
        for number, chosen in enumerate(figures, 1)
    ]


class _Scopes(dict[str | None, Scope]):
    """What the headings of a report say of the figures under them, by section: found where figures ask for it."""

    def __init__(
        self, found: Findings, finder: FactFinder, programs: Placed, dates: Placed, blocks: Iterable[Block]
    ) -> None:
        super().__init__({None: Scope(planned=False, program=None, date=None)})
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
    span, section = found.text.locate(flag.span)
    return Diagnostic(
        code=code,
        severity=_severity(code),
        message=_WORDS.get(code, flag.rule.title).format(surface=found.source[span[0] : span[1]]),
        span=span,
        section=section,
        rule=flag.rule.id,
    )
