"""SQLite: the tables with keys, indexes and views, and a full-text search that knows no words and needs none.

Chinese has no spaces, and the tokenizers of SQLite know no Chinese. So what is searched is given to FTS5 as pairs
of characters: `两癌筛查` as `两 两癌 癌筛 筛查 查`. A word of two characters is then a token, a longer one a phrase of
tokens (`phrase`). Names (programmes, titles, festivals) are tokens as a whole besides.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fedparse.export.sinks import Record, Row
    from fedparse.export.tables import Rows, Table

FILE = "fedparse.sqlite"

_SETTINGS = """
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
PRAGMA user_version = 1;
"""
"""What is half written is thrown away: there is nothing that a rollback journal could save."""

_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER", "date": "TEXT"}

_FOREIGN = {
    "files": "",
    "reports": "FOREIGN KEY (document) REFERENCES files",
    "sections": """
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, parent) REFERENCES sections (document, report, section)""",
    "mentions": """
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, section) REFERENCES sections (document, report, section)""",
    "facts": """
  FOREIGN KEY (document, report, mention) REFERENCES mentions,
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, section) REFERENCES sections (document, report, section),
  FOREIGN KEY (document, report, part_of) REFERENCES facts""",
    "checks": """
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, fact) REFERENCES facts""",
    "diagnostics": """
  FOREIGN KEY (document) REFERENCES files,
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, section) REFERENCES sections (document, report, section)""",
}
_SEARCHED = frozenset({"reports", "sections"})
"""The tables whose rows are passages: they share one numbering, by which the search finds them."""

_SEARCH = """
CREATE VIEW passages (passage, document, report, section, heading, text) AS
SELECT passage, document, report, NULL, title, preamble FROM reports
UNION ALL
SELECT passage, document, report, section, heading, body FROM sections;

CREATE VIRTUAL TABLE search USING fts5(
  document UNINDEXED, report UNINDEXED, section UNINDEXED, heading, text,
  content = 'passages', content_rowid = 'passage', tokenize = 'ascii'
);

INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
"""
"""Tokens are sorted in memory in pieces of 16 MB: with the usual 1 MB, merging the pieces doubles the time."""

_INDEXES = """
CREATE INDEX reports_year ON reports (year);
CREATE INDEX mentions_name ON mentions (name) WHERE name IS NOT NULL;
CREATE INDEX facts_program ON facts (program, year);
CREATE INDEX facts_item ON facts (item, year);
CREATE INDEX facts_role ON facts (role, year);
CREATE INDEX diagnostics_code ON diagnostics (code);
"""

_SUMS = """
CREATE VIEW {view} AS
SELECT {columns}, sum(iif(abs(value) < 1e15, value, value * 1.0)) AS total, count(*) AS facts,
  sum(comparator <> '=') AS inexact, sum(value IS NULL) AS without_value
FROM facts_to_add AS fact
WHERE {where} AND NOT EXISTS (
  SELECT 1 FROM facts_to_add AS whole
  WHERE whole.document = fact.document AND whole.report = fact.report AND whole.fact = fact.part_of AND {alike}
)
GROUP BY {columns}
ORDER BY {columns};
"""
"""A view that adds figures; a part whose whole is in the same sum is not added to it.

A sum of integers that leaves 64 bits would be an error: huge ones are added as reals.
"""
_SUMMED = {
    "money_by_program_year": ("program, year, status, role, currency", "type = 'money'"),
    "money_by_organization_year": ("report_organization, year, status, role, currency", "type = 'money'"),
    "counts_by_item_year": ("item, unit, year, status", "type = 'counts' AND item IS NOT NULL"),
    "counts_by_action_year": ("action, item, unit, year, status", "type = 'counts' AND action IS NOT NULL"),
}

_VIEWS = """
CREATE VIEW facts_reported AS
SELECT * FROM facts WHERE status = 'reported' AND duplicate_of IS NULL;

CREATE VIEW facts_planned AS
SELECT * FROM facts WHERE status = 'planned' AND duplicate_of IS NULL;

CREATE VIEW facts_to_add AS
SELECT * FROM facts
WHERE type <> 'ratios' AND per IS NULL AND duplicate_of IS NULL AND ifnull(role, '') <> 'price'
  AND ifnull(change, 'to') = 'to';

CREATE VIEW what_does_not_add_up AS
SELECT checks.document, checks.report, checks.kind, checks.fact, facts.value, checks.expected,
  checks.surface, facts.clause, facts.heading, checks.operands
FROM checks LEFT JOIN facts USING (document, report, fact)
WHERE checks.result = 'failed'
ORDER BY checks.document, checks.report, checks.start;

CREATE VIEW programs_by_year AS
SELECT name AS program, category, year, count(*) AS mentions, count(DISTINCT document || char(10) || report) AS reports
FROM mentions JOIN reports USING (document, report)
WHERE type = 'programs' AND duplicate_of IS NULL
GROUP BY name, category, year
ORDER BY name, category, year;

CREATE VIEW diagnostics_by_code AS
SELECT code, severity, count(*) AS diagnostics, count(DISTINCT document) AS documents
FROM diagnostics
GROUP BY code, severity
ORDER BY code, severity;
"""

_NONES: Mapping[str, tuple[Any, str]] = {
    **dict.fromkeys(("text", "date"), (0, "nullif(?, 0)")),
    **dict.fromkeys(("integer", "number", "boolean"), ("", "nullif(?, '')")),
}
"""What stands for None in columns of a type, and the parameter that makes NULL of it."""

_TOGETHER = 4_000
"""So many rows are written at once."""
_LARGEST = 2**63 - 1
_PLAIN = frozenset({int, type(None)})
_NAMED = frozenset({"programs", "documents", "dates"})


class Sqlite:
    """Writes all tables in one transaction; what is searched is written along, indexes come last."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None, cached_statements=1024)
        self._database.executescript(_SETTINGS)
        self._database.execute("BEGIN")
        for table in TABLES.values():
            self._database.execute(_definition(table))
        for statement in _statements(_SEARCH):
            self._database.execute(statement)
        self._passages = 0
        self._waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._numbers: dict[str, list[int]] = {name: [] for name in _SEARCHED}
        self._searched: list[tuple[int, str, str]] = []

    def add(self, record: Record) -> None:
        """Takes the rows of an input; they are written together with those of others."""
        self._waiting["files"].append(record.file)
        first = self._passages + 1
        for name, rows in record.rows.items():
            self._waiting[name] += rows
            if name in _SEARCHED:
                self._numbers[name] += range(self._passages + 1, self._passages + len(rows) + 1)
                self._passages += len(rows)
        if record.rows:
            self._searched += _passages(record.rows, first)
        if sum(map(len, self._waiting.values())) >= _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        """Writes the rows that wait: what is done once for many of them costs little."""
        for name, rows in self._waiting.items():
            self._write(name, rows)
            rows.clear()
        self._database.executemany("INSERT INTO search (rowid, heading, text) VALUES (?, ?, ?)", self._searched)
        for numbers in self._numbers.values():
            numbers.clear()
        self._searched.clear()

    def _write(self, name: str, rows: Sequence[Row]) -> None:
        """Writes rows of a table, in groups that leave the same columns empty."""
        table = TABLES[name]
        for alike in _groups(name, rows):
            # Every None handed over costs as much as three strings. So empty columns are not named, and elsewhere a
            # value that no other can be stands for None.
            kept: list[tuple[str, str]] = []
            columns: list[Iterable[Any]] = []
            if name in _SEARCHED:
                kept.append(("passage", "?"))
                columns.append(self._numbers[name])
            for column, values in zip(table.columns, zip(*alike, strict=True), strict=True):
                nones = values.count(None)
                if nones < len(values):
                    none, parameter = _NONES[column.type] if nones else (None, "?")
                    kept.append((column.name, parameter))
                    known = _bindable(values) if column.type == "number" else values
                    columns.append([none if value is None else value for value in known] if nones else known)
            self._database.executemany(_insertion(name, tuple(kept)), zip(*columns, strict=True))

    def close(self) -> None:
        """Makes the indexes and views, and completes the file."""
        self._flush()
        sums = [_sum_view(view, columns, where) for view, (columns, where) in _SUMMED.items()]
        for statement in _statements("".join([_INDEXES, _VIEWS, *sums])):
            self._database.execute(statement)
        self._database.execute("COMMIT")
        self._database.close()


SINK = Sqlite


def _sum_view(view: str, columns: str, where: str) -> str:
    alike = " AND ".join(f"whole.{column} IS fact.{column}" for column in columns.split(", "))
    return _SUMS.format(view=view, columns=columns, where=where, alike=alike)


def phrase(words: str) -> str:
    """What to put behind MATCH to find words that follow each other, as a query of FTS5.

    Args:
        words: Any text, as `双学双比` or `2019年`; punctuation and spaces in it count for nothing.

    Returns:
        A phrase of the tokens that the text was indexed as (`"双学 学双 双比"`). One character finds all that holds it.
        Nothing to look for gives a phrase that finds nothing.
    """
    runs = _RUN.findall(words.translate(_NARROW))
    if not runs:
        return '""'
    if len(runs[0]) == len(runs) == 1 and not runs[0].isascii():
        return f'"{runs[0]}" *'
    # The text may go on before and behind the words: where a run of theirs begins or ends, no run of the text need.
    first, last = not runs[0].isascii(), not runs[-1].isascii()
    tokens = _tokens(words).split()
    return f'"{" ".join(tokens[first : len(tokens) - last])}"'


def _definition(table: Table) -> str:
    """CREATE TABLE for a table. Where rows are passages, their number is the key, and the names are unique."""
    lines = [f"  {_quote(column.name)} {_TYPES[column.type]}" for column in table.columns]
    searched = table.name in _SEARCHED
    if searched:
        lines.insert(0, "  passage INTEGER PRIMARY KEY")
    lines.append(f"  {'UNIQUE' if searched else 'PRIMARY KEY'} ({', '.join(table.key)})")
    foreign = _FOREIGN[table.name].strip()
    if foreign:
        lines.append(f"  {foreign}")
    body = ",\n".join(lines)
    return f"CREATE TABLE {table.name} (\n{body}\n)"


def _groups(table: str, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    """The rows in groups that leave the same columns empty: dates have no value, counts no day."""
    if table not in _TYPES_OF or not rows:
        return (rows,) if rows else ()
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    type_of = _TYPES_OF[table]
    for row in rows:
        groups[type_of(row)].append(row)
    return groups.values()


@lru_cache(1024)
def _insertion(table: str, columns: tuple[tuple[str, str], ...]) -> str:
    """INSERT of some columns: each with its name and its parameter."""
    names, values = zip(*columns, strict=True)
    return f"INSERT INTO {table} ({', '.join(map(_quote, names))}) VALUES ({', '.join(values)})"  # noqa: S608 - all ours


def _quote(name: str) -> str:
    return f'"{name}"'


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. `executescript` would end the transaction."""
    return (statement for statement in map(str.strip, script.split(";")) if statement)


def _bindable(values: Sequence[Any]) -> Iterable[Any]:
    """Numbers that SQLite can take: for one that it cannot hold exactly its digits, of which it makes the nearest."""
    if {*map(type, values)} <= _PLAIN and all(-_LARGEST <= value <= _LARGEST for value in values if value is not None):
        return values
    return [value if value is None else format(Decimal(value), "f") for value in values]


# Search

_RUN = re.compile(r"[0-9A-Za-z]+|[^\W_0-9A-Za-z]+")
"""A word of ASCII, or a run of other letters and figures."""
_WORD = "\x01"
"""Stands for a word of ASCII while the characters of other runs are paired; no run has it."""
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
"""Full-width figures and letters to those of ASCII."""


def _place(table: str, *columns: str) -> Callable[[Row], Any]:
    names = [column.name for column in TABLES[table].columns]
    return itemgetter(*map(names.index, columns))


_OF_REPORT = _place("reports", "report", "title", "preamble", "organization")
_OF_SECTION = _place("sections", "report", "section", "heading", "body")
_OF_MENTION = _place("mentions", "report", "section", "surface", "name", "festival")
_TYPES_OF = {table: _place(table, "type") for table in ("mentions", "facts")}
_TYPE = _TYPES_OF["mentions"]


def _passages(rows: Rows, first: int) -> Iterator[tuple[int, str, str]]:
    """The passages of a document, numbered from `first`: the number, the tokens of the heading and of the text."""
    names = _names(rows["mentions"])
    found: Iterable[tuple[str, str | None, str | None, str | None]] = chain(
        ((report, None, title, preamble) for report, title, preamble, _ in map(_OF_REPORT, rows["reports"])),
        map(_OF_SECTION, rows["sections"]),
    )
    for passage, (report, section, heading, text) in enumerate(found, first):
        tokens = [_tokens(text)] if text else []
        tokens += names.get((report, section), ())
        yield passage, _tokens(heading) if heading else "", " ".join(tokens)


def _names(mentions: Iterable[Row]) -> Mapping[tuple[str, str | None], Iterable[str]]:
    """The names that are mentioned in each section, as tokens, in the order of the text."""
    names: defaultdict[tuple[str, str | None], dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        if _TYPE(mention) in _NAMED:
            report, section, surface, name, festival = _OF_MENTION(mention)
            for named in (name and surface, name, festival):
                if named:
                    names[report, section]["".join(_RUN.findall(named))] = None
    return names


def _tokens(text: str) -> str:
    """The tokens of a text: words of ASCII; of other runs beginning, pairs and end (`上学了` is `上 上学 学了 了`)."""
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    runs = _RUN.findall(text)
    words = [run for run in runs if run.isascii()]
    padded = f" {' '.join([_WORD if run.isascii() else run for run in runs])} "
    # Python has no faster way to pair 1,000 characters than to let them be numbers.
    characters = array("I", padded.encode("utf-32-le"))
    pairs = array("I", " ".encode("utf-32-le")) * (3 * len(characters) - 3)
    pairs[::3] = characters[:-1]
    pairs[1::3] = characters[1:]
    parts = pairs.tobytes().decode("utf-32-le").split(f" {_WORD} {_WORD} ")
    return " ".join(chain.from_iterable(zip_longest(parts, words, fillvalue="")))
