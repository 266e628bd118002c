"""Makes the value objects of one report from what the stages found: mentions, sections, facts, diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fedparse.candidates import Candidate
from fedparse.facts import FactFinder, Placed, Scope
from fedparse.layout import Block, ReportLayout
from fedparse.link import Link
from fedparse.model import MENTION_LISTS, Diagnostic, Fact, Mention, Section, Severity, Span
from fedparse.reading import ReadingText

LIST_OF = {
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


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one report: winners in the order of its reading text, with the links of its figures."""

    source: str
    text: ReadingText
    winners: Sequence[Candidate]
    links: Mapping[Span, Link]
    flags: Sequence[Candidate]
    blocks: Sequence[Block]

    def cite(self, span: Span | None) -> str | None:
        """The source of a stretch of the reading text, without what was taken out in between; None for none."""
        return None if span is None else "".join(self.source[start:end] for start, end in self.text.sources(span))


@dataclass(frozen=True, slots=True)
class Placement:
    """A mention with its place in the reading text."""

    span: Span
    mention: Mention


def mentions(report: str, found: Findings) -> Iterator[Placement]:
    """The mentions of a report, numbered in the order of the text."""
    for number, winner in enumerate(found.winners, 1):
        kind = winner.rule.kind
        if kind not in LIST_OF:
            continue
        span = found.text.source(winner.span)
        fields: dict[str, Any] = dict(winner.fields)
        link = found.links.get(winner.span)
        if kind == "count":
            fields["item"] = found.cite(link.item) if link else None
        if kind in {"count", "money"}:
            fields["per"] = found.cite(link.per) if link else None
        yield Placement(
            winner.span,
            MENTION_LISTS[LIST_OF[kind]](
                id=f"{report}-m{number}",
                span=span,
                surface=found.source[span[0] : span[1]],
                section=found.text.owner(winner.span[0]),
                rule=winner.rule.id,
                **fields,
            ),
        )


def section(block: Block) -> Section:
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
        children=tuple(map(section, block.children)),
    )


def facts(report: str, found: Findings, placed: Sequence[Placement], finder: FactFinder) -> Iterator[Fact]:
    """A row for each count, money and ratio, in the order of the text."""
    programs = [Placed(p.span[0], p.mention.name) for p in placed if p.mention.rule.startswith("program")]  # type: ignore[attr-defined]
    dates = [Placed(p.span[0], p.mention.edtf) for p in placed if p.mention.rule.startswith("date")]  # type: ignore[attr-defined]
    scopes = dict(_scopes(found, programs, dates))
    figures = [placement for placement in placed if _is_figure(placement.mention)]
    places = [(figure.span, scopes[figure.mention.section]) for figure in figures]
    rows = finder.rows(found.text.text, places, programs, dates)
    for number, (figure, row) in enumerate(zip(figures, rows, strict=True), 1):
        yield Fact(
            id=f"{report}-f{number}",
            mention=figure.mention.id,
            item=getattr(figure.mention, "item", None),
            action=row.action,
            program=row.program,
            date=row.date,
            status=row.status,
            section=figure.mention.section,
            clause=found.text.source(row.clause),
        )


def _is_figure(mention: Mention) -> bool:
    return mention.rule.split(".", 1)[0] in _FIGURES


def _scopes(
    found: Findings, programs: Sequence[Placed], dates: Sequence[Placed]
) -> Iterator[tuple[str | None, Scope]]:
    """For each section the words, the program and the date of its heading and of the headings above it."""
    yield None, Scope("", None, None)

    def walk(blocks: Iterable[Block], above: Scope) -> Iterator[tuple[str, Scope]]:
        for block in blocks:
            span = found.text.within(block.heading_span)
            inside = [
                next((p.value for p in reversed(values) if span and span[0] <= p.start < span[1]), None)
                for values in (programs, dates)
            ]
            scope = Scope(
                f"{block.heading or ''}\n{above.heading}", inside[0] or above.program, inside[1] or above.date
            )
            yield block.id, scope
            yield from walk(block.children, scope)

    yield from walk(found.blocks, Scope("", None, None))


def diagnostics(found: Findings, layout: ReportLayout, repeats: str | None) -> list[Diagnostic]:
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
    listed += map(lambda flag: _flagged(flag, found), found.flags)
    listed.sort(key=lambda diagnostic: (diagnostic.span or (0, 0), diagnostic.code))
    if repeats:
        message = f"this report repeats {repeats}"
        listed.append(_whole("duplicate-report", message, layout.span))
    unresolved = next((w for w in found.winners if w.fields.get("resolution") == "unresolved"), None)
    if unresolved:
        message = "no year is named in the report: its dates stay without one; name it with --year"
        listed.append(_whole("unresolved-year", message, found.text.source(unresolved.span)))
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
