"""The flat tables: what they are, once, for CSV, XLSX, SQLite, Parquet and Arrow, and the rows of a document.

Every table begins with `document`, the name of the source, and no value hangs on what else is converted: the rows of a
document are the same whatever stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from fedparse.export.sinks import Row
from fedparse.model import MENTION_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fedparse.export.sinks import Outcome
    from fedparse.model import Document, Report, Section, Span

Rows = Mapping[str, Sequence[Row]]
"""Rows by table."""

Type = Literal["text", "integer", "number", "boolean", "date"]
"""`number`: exact, an `int` or a `Decimal`; `date`: an ISO day."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `about` is one English sentence."""

    name: str
    type: Type
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the columns named in `key` tell its rows apart."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def places(self, *types: Type) -> tuple[int, ...]:
        """Where the columns of some types stand, from 0."""
        return tuple(place for place, column in enumerate(self.columns) if column.type in types)


_DOCUMENT = Column("document", "text", "The name of the source, as it was given.")
_REPORT = Column("report", "text", "The report in the document, as `r1`.")
_START = Column("start", "integer", "Where it begins in the source text, in code points from 0.")
_END = Column("end", "integer", "Where it ends in the source text (the first code point after it).")
_PLACE = (
    _START,
    _END,
    Column("page", "integer", "The page it stands on, from 1, where the format has pages."),
    Column("paragraph", "integer", "The paragraph it stands in, from 1, where the format has paragraphs."),
)
_FIGURE = (
    Column(
        "value", "number", "The number named: of things, of base units of the currency, or the ratio (55% is 0.55)."
    ),
    Column("min", "number", "The least it can be; empty where that is open."),
    Column("max", "number", "The most it can be; empty where that is open."),
    Column("comparator", "text", "`=`, `>`, `>=`, `<`, `<=`, or `~` for about."),
    Column("unit", "text", "The measure word of a count, as written."),
    Column("currency", "text", "The currency of an amount, as `CNY` (ISO 4217)."),
    Column(
        "ratio_kind", "text", "`percent`, `fraction`, `tenths`, `multiple`, or `point` (a difference, never a share)."
    ),
    Column("item", "text", "What is counted."),
    Column("per", "text", "Of what it is a rate: so much for each …"),
)
_SECTION = Column("section", "text", "The deepest section it stands in, by its position path, as `2.1`.")

_TABLES = (
    Table(
        "files",
        "Every input, converted or not, in the order of the names.",
        (
            _DOCUMENT,
            Column("outcome", "text", "`converted`, `duplicate`, `failed` or `skipped` (no document at all)."),
            Column("code", "text", "Why it failed or was skipped, as `encrypted`."),
            Column("reason", "text", "The same as a sentence."),
            Column("duplicate_of", "text", "The document that it repeats."),
            Column("format", "text", "The media type of what was read."),
            Column("encoding", "text", "The codec of the text; empty where the bytes are no encoded text."),
            Column("bytes", "integer", "The size of the input."),
            Column("sha256", "text", "The SHA-256 of its bytes, hexadecimal."),
            Column("characters", "integer", "Code points of the text."),
            Column("reports", "integer", "Reports in it."),
            Column("mentions", "integer", "Mentions of all types in it."),
            Column("diagnostics", "integer", "Diagnostics about it."),
        ),
        ("document",),
    ),
    Table(
        "reports",
        "The reports of the documents: a file may hold several.",
        (
            _DOCUMENT,
            _REPORT,
            Column(
                "kind",
                "text",
                "`report`, `preface` (words about a collection), or `fragment` (its beginning is cut off).",
            ),
            Column("title", "text", "Its title."),
            Column("organization", "text", "Who reports."),
            Column("year", "integer", "The year it is about; empty where none is named."),
            Column("year_source", "text", "`signature`, `title`, `text`, `anniversary`, `filename` or `option`."),
            Column("period", "text", "The time it is about (EDTF)."),
            Column("duplicate_of", "text", "The earlier report of the same document that it repeats."),
            _START,
            _END,
            Column("sections", "integer", "Its sections, at all levels."),
            *(Column(name, "integer", f"Its mentions of type `{name}`.") for name in MENTION_LISTS),
            Column("facts", "integer", "Its facts."),
            Column("checks", "integer", "The pieces of arithmetic that its figures allow."),
            Column("failed_checks", "integer", "Those of them that do not agree."),
            Column("diagnostics", "integer", "The diagnostics about it."),
            Column("preamble", "text", "The source text before its first section."),
        ),
        ("document", "report"),
    ),
    Table(
        "sections",
        "The numbered blocks of the reports, however deep, in the order of the text.",
        (
            _DOCUMENT,
            _REPORT,
            Column("section", "text", "Its position path, as `2.1`."),
            Column("parent", "text", "The section it stands in."),
            Column("level", "integer", "Its depth, from 1."),
            Column("style", "text", "The style of its marker, as `chinese_paren`."),
            Column("marker", "text", "Its marker, as written."),
            Column("number", "integer", "The number of the marker."),
            Column("heading", "text", "Its title."),
            _START,
            _END,
            Column("body", "text", "Its own text, without its children, hard line wraps mended, noise removed."),
        ),
        ("document", "report", "section"),
    ),
    Table(
        "mentions",
        "Every date, count, amount, ratio, programme and document that was found, in the order of the text.",
        (
            _DOCUMENT,
            _REPORT,
            Column("mention", "text", "Its id, as `r1-m5`."),
            Column("type", "text", "`dates`, `counts`, `money`, `ratios`, `programs` or `documents`."),
            _SECTION,
            Column("rule", "text", "The rule that made it."),
            Column("surface", "text", "The words of the source."),
            *_PLACE,
            *_FIGURE,
            Column("edtf", "text", "A date as EDTF, as `2016-05` or `2009-08-21/2009-08-25`."),
            Column("earliest", "date", "The first day of a date; empty when its year is unknown."),
            Column("latest", "date", "The last day of a date; empty when its year is unknown."),
            Column("granularity", "text", "`day`, `month`, `quarter`, `half`, `year` or `span`."),
            Column("resolution", "text", "How the year is known: `explicit`, `inferred`, `relative` or `unresolved`."),
            Column("part", "text", "`start`, `mid` or `end` of the time named."),
            Column("festival", "text", "The full name of a festival."),
            Column("time", "text", "The clock time, as `14:00`."),
            Column("name", "text", "The canonical name of a programme, or the title of a document."),
            Column("category", "text", "`campaign`, `project`, `honour`, `venue`, `scheme` or `event`."),
            Column("known", "boolean", "Whether the programme is in the lexicon; else its form gave it away."),
            Column("quoted", "boolean", "Whether the programme stands in quotation marks."),
            Column("document_kind", "text", "`law`, `plan`, `notice` or `other`."),
        ),
        ("document", "report", "mention"),
    ),
    Table(
        "facts",
        "The table people want: a row for each count, amount and ratio, which can be read alone.",
        (
            _DOCUMENT,
            _REPORT,
            Column("fact", "text", "Its id, as `r1-f3`."),
            Column("mention", "text", "The mention that is its figure."),
            Column("type", "text", "`counts`, `money` or `ratios`."),
            Column(
                "year",
                "integer",
                "The year it is about: that of its `date`, else that of the report; empty for several years.",
            ),
            Column("report_year", "integer", "The year the report is about."),
            Column("report_organization", "text", "Who reports."),
            Column("organization", "text", "Who did it, where that is not who reports."),
            Column("status", "text", "`reported`, or `planned` for targets."),
            Column("action", "text", "What was done."),
            Column(
                "role",
                "text",
                "What an amount is: `investment`, `raised`, `relief`, `donation`, `loan`, `income`, `sales`, `value`, "
                "`fee`, `price` or `other`. Never add amounts of two roles.",
            ),
            *_FIGURE,
            Column("part_of", "text", "The fact of the same report that it is a part of: do not add both."),
            Column("basis", "text", "What a ratio is a share of, or what a change is measured from."),
            Column("change", "text", "`up`, `down` or `to`, for figures of a change."),
            Column("program", "text", "The canonical name of the programme it belongs to."),
            Column("date", "text", "When (EDTF)."),
            Column("earliest", "date", "The first day of `date`; empty when its year is unknown."),
            Column("latest", "date", "The last day of `date`; empty when its year is unknown."),
            _SECTION,
            Column("heading", "text", "The title of that section, or of the nearest one above that has a title."),
            Column("surface", "text", "The figure in the words of the source."),
            Column("clause", "text", "The clause it stands in, in the words of the source."),
            Column(
                "duplicate_of",
                "text",
                "The earlier report of the same document that its report repeats: leave it out of sums.",
            ),
            Column("checks", "text", "The checks that it took part in, as `parts:passed`, with blanks between them."),
            *_PLACE,
        ),
        ("document", "report", "fact"),
    ),
    Table(
        "checks",
        "The arithmetic that proves figures, or points at what does not add up.",
        (
            _DOCUMENT,
            _REPORT,
            Column("check_id", "text", "Its id, as `r1-c2`."),
            Column(
                "kind",
                "text",
                "`parts`, `product`, `share`, `change`, `all`, `listed`, `numbering`, `conflict`, `year` or "
                "`anniversary`.",
            ),
            Column("result", "text", "`passed` or `failed`."),
            Column("fact", "text", "The fact that is checked; empty where it is a title or a row of points."),
            Column("operands", "text", "The facts that it is checked by, with blanks between them."),
            Column("expected", "number", "What these come to."),
            Column("surface", "text", "What is checked, in the words of the source."),
            _START,
            _END,
        ),
        ("document", "report", "check_id"),
    ),
    Table(
        "diagnostics",
        "What a reader must know of the documents: missing numbers, gaps in a numbering, figures that do not agree.",
        (
            _DOCUMENT,
            Column("report", "text", "The report it is about; empty where it is about the document."),
            Column("diagnostic", "integer", "Its number in the document, from 1."),
            Column("code", "text", "What it is, as `missing-number`."),
            Column("severity", "text", "`info`, `warning` or `error`."),
            Column("message", "text", "A sentence about it."),
            _SECTION,
            Column("rule", "text", "The rule that noticed it, if one did."),
            Column("surface", "text", "The words it is about, shortened."),
            Column("start", "integer", "Where they begin in the source text, in code points from 0."),
            Column("end", "integer", "Where they end in the source text."),
        ),
        ("document", "diagnostic"),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}

_SHOWN = 120
"""So many characters of what a diagnostic is about are in its row: it may be about a whole report."""


def file_row(
    document: str,
    outcome: Outcome,
    *,
    code: str | None = None,
    reason: str | None = None,
    duplicate_of: str | None = None,
    media_type: str | None = None,
    encoding: str | None = None,
    size: int | None = None,
    sha256: str | None = None,
    characters: int | None = None,
    reports: int | None = None,
    mentions: int | None = None,
    diagnostics: int | None = None,
) -> Row:
    """A row of the table `files`; `size` is in bytes, None is what is not known."""
    row = (document, outcome, code, reason, duplicate_of, media_type, encoding, size, sha256, characters)
    return _storable_row((*row, reports, mentions, diagnostics))


def rows(document: Document, text: str | None = None) -> Rows:
    r"""The rows of a document in all tables but `files`.

    Args:
        document: The document.
        text: Its source text, where the document does not hold it. Without a text, the columns that quote from it
            (`preamble`, `clause`, the `surface` of diagnostics) are empty.

    Returns:
        The rows by table. Half of a surrogate pair, which no file can hold, is written as `\udXXX`.
    """
    name = document.source.name
    text = document.text if text is None else text
    made: dict[str, list[Row]] = {table: [] for table in ("reports", "sections", "mentions", "facts", "checks")}
    for report in document.reports:
        made["reports"].append(_report(name, report, text))
        made["sections"] += _sections(name, report)
        mentions = _mentions(name, report)
        made["mentions"] += mentions
        made["facts"] += _facts(name, report, mentions, text)
        made["checks"] += _checks(name, report, text)
    made["diagnostics"] = _diagnostics(name, document, text)
    return made if _is_storable(name, text) else storable(made)


def _report(document: str, report: Report, text: str | None) -> Row:
    start, end = report.span
    year = report.reference_year
    return (
        document,
        report.id,
        report.kind,
        report.title,
        report.organization,
        year.value if year else None,
        year.source if year else None,
        report.period,
        report.duplicate_of,
        start,
        end,
        sum(1 for _ in _all_sections(report.sections)),
        *(len(getattr(report, name)) for name in MENTION_LISTS),
        len(report.facts),
        len(report.checks),
        sum(check.result == "failed" for check in report.checks),
        len(report.diagnostics),
        None if text is None else text[start : report.sections[0].span[0] if report.sections else end].strip(),
    )


def _all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Sections with those under them, in the order of the text."""
    for section in sections:
        yield section
        yield from _all_sections(section.children)


def _sections(document: str, report: Report) -> list[Row]:
    return [
        (
            document,
            report.id,
            section.id,
            section.id.rpartition(".")[0] or None,
            section.level,
            section.style,
            section.marker,
            section.number,
            section.heading,
            *section.span,
            section.body,
        )
        for section in _all_sections(report.sections)
    ]


_NO_FIGURE = (None,) * 9
_NO_DATE = (None,) * 8
_NO_NAME = (None,) * 5
_NEITHER = _NO_DATE + _NO_NAME


def _mentions(document: str, report: Report) -> list[Row]:
    """The mentions of a report in the order of the text: what all have, the figure, the date, the name."""
    in_report = (document, report.id)
    made: list[Row] = [
        (
            *in_report, m.id, "dates", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph, *_NO_FIGURE,
            m.edtf, m.earliest, m.latest, m.granularity, m.resolution, m.part, m.festival, m.time, *_NO_NAME,
        )
        for m in report.dates
    ]  # fmt: skip
    made += [
        (
            *in_report, m.id, "counts", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph,
            m.value, m.min, m.max, m.comparator, m.unit, None, None, m.item, m.per, *_NEITHER,
        )
        for m in report.counts
    ]  # fmt: skip
    made += [
        (
            *in_report, m.id, "money", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph,
            m.amount, m.min, m.max, m.comparator, None, m.currency, None, None, m.per, *_NEITHER,
        )
        for m in report.money
    ]  # fmt: skip
    made += [
        (
            *in_report, m.id, "ratios", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph,
            m.value, m.min, m.max, m.comparator, None, None, m.kind, None, None, *_NEITHER,
        )
        for m in report.ratios
    ]  # fmt: skip
    made += [
        (
            *in_report, m.id, "programs", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph,
            *_NO_FIGURE, *_NO_DATE, m.name, m.category, m.known, m.quoted, None,
        )
        for m in report.programs
    ]  # fmt: skip
    made += [
        (
            *in_report, m.id, "documents", m.section, m.rule, m.surface, *m.span, m.page, m.paragraph,
            *_NO_FIGURE, *_NO_DATE, m.name, None, None, None, m.kind,
        )
        for m in report.documents
    ]  # fmt: skip
    made.sort(key=_SPAN_OF_MENTION)
    return made


def _place(table: str, column: str) -> int:
    return [column.name for column in TABLES[table].columns].index(column)


_SPAN_OF_MENTION = itemgetter(_place("mentions", "start"), _place("mentions", "end"))
_OF_FIGURE = slice(_place("mentions", "value"), _place("mentions", "per") + 1)
_OF_PLACE = slice(_place("mentions", "start"), _place("mentions", "paragraph") + 1)
_ID = _place("mentions", "mention")
_TYPE = _place("mentions", "type")
_SURFACE = _place("mentions", "surface")


def _facts(document: str, report: Report, mentions: Iterable[Row], text: str | None) -> list[Row]:
    figures = {row[_ID]: row for row in mentions}
    headings = dict(_headings(report.sections))
    year = report.reference_year.value if report.reference_year else None
    days: dict[str, tuple[str | None, str | None]] = {}
    if report.period and year:
        # A figure without a date of its own is of the time of the report.
        days[report.period] = f"{year:04d}-01-01", f"{year:04d}-12-31"
    days |= {date.edtf: (date.earliest, date.latest) for date in report.dates}
    undated = year, None, None
    made: list[Row] = []
    for fact in report.facts:
        figure = figures[fact.mention]
        date = fact.date
        about, earliest, latest = undated if date is None else _year(*days.get(date, (None, None)))
        made.append(
            (
                document,
                report.id,
                fact.id,
                fact.mention,
                figure[_TYPE],
                about,
                year,
                report.organization,
                fact.organization,
                fact.status,
                fact.action,
                fact.role,
                *figure[_OF_FIGURE],
                fact.part_of,
                fact.basis,
                fact.change,
                fact.program,
                date,
                earliest,
                latest,
                fact.section,
                headings.get(fact.section),
                figure[_SURFACE],
                _quoted(text, fact.clause),
                report.duplicate_of,
                " ".join(fact.checks) or None,
                *figure[_OF_PLACE],
            )
        )
    return made


def _checks(document: str, report: Report, text: str | None) -> list[Row]:
    return [
        (
            document,
            report.id,
            check.id,
            check.check,
            check.result,
            check.fact,
            " ".join(check.operands) or None,
            check.expected,
            _quoted(text, check.span, _SHOWN),
            *check.span,
        )
        for check in report.checks
    ]


def _headings(sections: Iterable[Section], above: str | None = None) -> Iterator[tuple[str | None, str | None]]:
    """The id of each section with its heading, or the nearest one above."""
    for section in sections:
        heading = section.heading or above
        yield section.id, heading
        yield from _headings(section.children, heading)


def _year(earliest: str | None, latest: str | None) -> tuple[int | None, str | None, str | None]:
    """The year of the days from `earliest` to `latest`, when they are in one, and the two."""
    if earliest and latest and earliest[:4] == latest[:4]:
        return int(earliest[:4]), earliest, latest
    return None, earliest, latest


def _diagnostics(document: str, found: Document, text: str | None) -> list[Row]:
    each = chain(
        zip(repeat(None), found.diagnostics, strict=False),
        ((report.id, diagnostic) for report in found.reports for diagnostic in report.diagnostics),
    )
    return [
        (
            document,
            report,
            number,
            diagnostic.code,
            diagnostic.severity,
            diagnostic.message,
            diagnostic.section,
            diagnostic.rule,
            _quoted(text, diagnostic.span, _SHOWN),
            *(diagnostic.span or (None, None)),
        )
        for number, (report, diagnostic) in enumerate(each, 1)
    ]


def _quoted(text: str | None, span: Span | None, most: int | None = None) -> str | None:
    """The text of a span; of one longer than `most` characters its beginning, with an ellipsis."""
    if text is None or span is None:
        return None
    start, end = span
    if most is not None and end - start > most:
        return text[start : start + most] + "…"
    return text[start:end]


# Half characters


def _is_storable(name: str, text: str | None) -> bool:
    """Whether all text of a document has a UTF-8 form: what its rows hold comes from its name and its text."""
    if text is None:
        return False
    try:
        name.encode()
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(rows: Rows) -> dict[str, list[Row]]:
    r"""Rows with each half of a surrogate pair written as `\udXXX`: no file can hold it."""
    return {table: [*map(_storable_row, of_table)] for table, of_table in rows.items()}


def _storable_row(row: Row) -> Row:
    return tuple(
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value for value in row
    )


# As bytes


def packed(rows: Rows) -> bytes:
    """Rows as JSON in UTF-8, by column; a value that a whole column shares is there once. Numbers stay exact."""
    tables = {
        name: [len(of_table), [*map(_packed_column, TABLES[name].columns, zip(*of_table, strict=True))]]
        for name, of_table in rows.items()
    }
    return _ENCODER.encode(tables).encode()


def unpacked(data: bytes) -> dict[str, list[Row]]:
    """The rows that `packed` made bytes of."""
    tables = json.loads(data)
    return {
        name: [*zip(*map(_unpacked_column, TABLES[name].columns, columns, repeat(count)), strict=True)]
        for name, (count, columns) in tables.items()
    }


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=str)
"""A `Decimal` becomes a string: JSON in Python knows no exact number with a point."""


def _packed_column(column: Column, values: Row) -> Any:
    first = values[0]
    # Of numbers, 1 and 1.0 are equal and not the same.
    if values.count(first) == len(values) and (first is None or column.type != "number"):
        return first
    return values


def _unpacked_column(column: Column, values: Any, count: int) -> Iterable[Any]:
    if not isinstance(values, list):
        return repeat(values, count)
    if column.type == "number":
        return [Decimal(value) if isinstance(value, str) else value for value in values]
    return values
