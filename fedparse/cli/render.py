"""What `show` says of a document: its reports, their sections, facts, mentions and text, with the place of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rich.text import Text

from fedparse.cli.page import clean, one_line
from fedparse.errors import FedparseError
from fedparse.model import MENTION_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.cli.page import Page
    from fedparse.model import Document, Fact, Mention, Report, Section

STYLES = {
    "dates": "cyan",
    "counts": "green",
    "money": "yellow",
    "ratios": "magenta",
    "programs": "bold blue",
    "documents": "italic red",
}
_LINE_END = re.compile(r"\r\n|\n|\r")
_NAMED = 12


class NotThereError(FedparseError):
    """A report or section that was asked for by an id nobody has."""

    def __init__(self, option: str, wanted: str, known: Sequence[str]) -> None:
        near = get_close_matches(wanted, known, 1)
        names = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
        hint = f"did you mean `{near[0]}`?" if near else f"there are {names}" if known else "there are none"
        super().__init__(f"there is no {option.removeprefix('--')} `{wanted}`; {hint}")
        self.option = option


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one report: all of it, or one section with what is below it."""

    report: Report
    section: Section | None = None

    def has(self, section: str | None) -> bool:
        """Whether something that stands in `section` is shown."""
        if self.section is None:
            return True
        return section is not None and f"{section}.".startswith(f"{self.section.id}.")


class Lines:
    """The lines of a text, to say where an offset stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self.starts = [0, *(end for _, end in ends)]
        self.stops = [*(start for start, _ in ends), len(text)]

    def number(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self.starts, offset)


def choose(document: Document, report: str | None, section: str | None) -> tuple[Part, ...]:
    """The parts of a document that were asked for.

    Raises:
        NotThereError: no report, or no section of the chosen reports, has that id.
    """
    reports = [each for each in document.reports if report in {None, each.id}]
    if report is not None and not reports:
        raise NotThereError("--report", report, [each.id for each in document.reports])
    if section is None:
        return tuple(Part(each) for each in reports)
    found = [Part(each, block) for each in reports for _, block in _walk(each.sections) if block.id == section]
    if not found:
        raise NotThereError("--section", section, [block.id for each in reports for _, block in _walk(each.sections)])
    return tuple(found)


def render(document: Document, parts: Sequence[Part], types: frozenset[str], page: Page) -> None:
    """Writes the parts to the page; `types` are the mention lists that are shown, none means all."""
    lines = Lines(document.text or "")
    source = document.source
    size = f"{source.characters:,} characters, {_count(len(document.reports), 'report')}"
    page.line(source.name, style="bold")
    page.line(", ".join(filter(None, (source.media_type, source.encoding, size))))
    if len(parts) > 1:
        _summary(parts, lines, page)
    for part in parts:
        _part(part, types or frozenset(MENTION_LISTS), lines, page)
    _diagnostics("Diagnostics of the file", document.diagnostics, lines, page)


def _summary(parts: Sequence[Part], lines: Lines, page: Page) -> None:
    header = ("Report", "Lines", "Year", "Sections", "Mentions", "Facts", "Title")
    rows = []
    for report in (part.report for part in parts):
        year = str(report.reference_year.value) if report.reference_year else ""
        sizes = (sum(1 for _ in _walk(report.sections)), len(_mentions(report)), len(report.facts))
        title = report.title or report.kind
        if report.duplicate_of:
            title += f" (= {report.duplicate_of})"
        rows.append((report.id, _extent(report.span, lines), year, *map(str, sizes), title))
    page.heading("Reports")
    page.table(header, rows)


def _part(part: Part, types: frozenset[str], lines: Lines, page: Page) -> None:
    report = part.report
    page.heading(f"{report.id}  {one_line(report.title or report.kind)}")
    for label, value in _about(report, lines):
        page.line(f"{label}: {one_line(value)}", indent=2)
    sections = (part.section,) if part.section else report.sections
    if sections:
        page.heading("Sections")
        page.tree((depth, _label(section)) for depth, section in _walk(sections))
    mentions = [(key, mention) for key, mention in _mentions(report) if key in types and part.has(mention.section)]
    _facts(part, {mention.id: mention for _, mention in mentions}, lines, page)
    if mentions:
        page.heading("Mentions")
        rows = ((_line(m.span, lines), m.section or "", key, m.surface, _value(key, m)) for key, m in mentions)
        page.table(("Line", "Sec", "Type", "Surface", "Value"), rows)
    _text(part, mentions, lines, page)
    _diagnostics("Diagnostics", [each for each in report.diagnostics if part.has(each.section)], lines, page)


def _about(report: Report, lines: Lines) -> Iterator[tuple[str, str]]:
    yield "kind", report.kind
    yield "lines", _extent(report.span, lines)
    if report.organization:
        yield "organization", report.organization
    if report.reference_year:
        yield "reference year", f"{report.reference_year.value} ({report.reference_year.source})"
    if report.period:
        yield "period", report.period
    if report.duplicate_of:
        yield "duplicate of", report.duplicate_of


def _label(section: Section) -> Text:
    label = Text().append(f"{section.id}  ", "dim").append(one_line(section.marker) + " ", "bold")
    return label.append(one_line(section.heading) if section.heading else _opening(section.body))


def _opening(body: str) -> str:
    body = one_line(body)
    return body if len(body) <= 20 else body[:20] + "…"


def _facts(part: Part, mentions: dict[str, Mention], lines: Lines, page: Page) -> None:
    rows = []
    of_mention = {mention.id: mention.surface for key in MENTION_LISTS for mention in getattr(part.report, key)}
    surfaces = {fact.id: of_mention[fact.mention] for fact in part.report.facts}
    for fact in part.report.facts:
        if fact.mention in mentions and part.has(fact.section):
            mention = mentions[fact.mention]
            what = (fact.action or "", mention.surface, fact.item or "", fact.program or "", fact.date or "")
            rows.append((_line(mention.span, lines), fact.section or "", *what, _notes(fact, surfaces)))
    if rows:
        page.heading("Facts")
        page.table(("Line", "Sec", "Action", "Figure", "Item", "Program", "Date", "Notes"), rows)


def _notes(fact: Fact, surfaces: Mapping[str, str]) -> str:
    """What else there is to know of a fact, in short."""
    notes = (
        fact.status if fact.status == "planned" else None,
        fact.role,
        f"part of {surfaces[fact.part_of]}" if fact.part_of else None,
        f"of {fact.basis}" if fact.basis else None,
        fact.change,
        f"by {fact.organization}" if fact.organization else None,
        *(check for check in fact.checks if check.endswith(":failed")),
    )
    return ", ".join(filter(None, notes))


def _text(part: Part, mentions: Sequence[tuple[str, Mention]], lines: Lines, page: Page) -> None:
    """The text with its line numbers; on a terminal the mentions are in colour, with a legend above."""
    start, end = (part.section or part.report).span
    first, last = lines.number(start), lines.number(max(start, end - 1))
    gutter = len(str(last))
    page.heading("Text")
    if not page.plain and mentions:
        used = {key for key, _ in mentions}
        page.line(Text("  ").join(Text(key, style) for key, style in STYLES.items() if key in used))
    by_line: dict[int, list[tuple[str, Mention]]] = {}
    for key, mention in mentions:
        for number in range(lines.number(mention.span[0]), lines.number(mention.span[1] - 1) + 1):
            by_line.setdefault(number, []).append((key, mention))
    for number in range(first, last + 1):
        low, high = max(start, lines.starts[number - 1]), min(end, lines.stops[number - 1])
        line = Text(clean(lines.text[low:high]))
        for key, mention in by_line.get(number, ()):
            line.stylize(STYLES[key], max(mention.span[0] - low, 0), max(mention.span[1] - low, 0))
        page.numbered(number, line, gutter)


def _diagnostics(title: str, diagnostics: Sequence[Any], lines: Lines, page: Page) -> None:
    if diagnostics:
        page.heading(title)
        header = ("Line", "Sec", "Severity", "Code", "Message")
        rows = (
            (_line(each.span, lines) if each.span else "", each.section or "", each.severity, each.code, each.message)
            for each in diagnostics
        )
        page.table(header, rows)


def _value(key: str, mention: Any) -> str:
    """The value of a mention in a few words."""
    if key == "dates":
        marks = (mention.part, mention.festival, mention.time)
        resolution = None if mention.resolution == "explicit" else mention.resolution
        return " ".join(filter(None, (mention.edtf, *marks, resolution)))
    if key == "programs":
        return f"{mention.name} ({mention.category}{'' if mention.known else ', by shape'})"
    if key == "documents":
        return f"{mention.name} ({mention.kind})"
    unit = {"counts": "unit", "money": "currency", "ratios": "kind"}[key]
    words = [_figure(mention), getattr(mention, unit), getattr(mention, "item", None) or ""]
    per = getattr(mention, "per", None)
    return " ".join(filter(None, [*words, f"per {per}" if per else ""]))


def _figure(mention: Any) -> str:
    value = mention.amount if hasattr(mention, "amount") else mention.value
    comparator = "" if mention.comparator == "=" else mention.comparator
    if value is not None:
        return f"{comparator}{_number(value)}"
    return f"{comparator}{_number(mention.min)}-{_number(mention.max)}"


def _number(value: float | Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def _mentions(report: Report) -> list[tuple[str, Mention]]:
    """Every mention with the name of its list, in the order of the text."""
    found = [(key, mention) for key in MENTION_LISTS for mention in getattr(report, key)]
    return sorted(found, key=lambda pair: pair[1].span)


def _walk(sections: Sequence[Section], depth: int = 1) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield depth, section
        yield from _walk(section.children, depth + 1)


def _line(span: tuple[int, int], lines: Lines) -> str:
    return str(lines.number(span[0]))


def _extent(span: tuple[int, int], lines: Lines) -> str:
    return f"{lines.number(span[0])}-{lines.number(max(span[0], span[1] - 1))}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
