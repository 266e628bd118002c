"""SQLite: the tables with keys, indexes and views, and a full-text search that knows no words and needs none.

Chinese has no spaces, and the tokenizers of SQLite know no Chinese. So what is searched is given to FTS5 as pairs of
characters: `两癌筛查` as `两癌 癌筛 筛查 查`. A word of two characters is then a token, a longer one a phrase of tokens
(`phrase`). Names (programmes, titles, festivals) are tokens as a whole besides.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from decimal import Decimal
from itertools import chain
from operator import add, itemgetter
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
  FOREIGN KEY (document, mention) REFERENCES mentions,
  FOREIGN KEY (document, report) REFERENCES reports (document, report),
  FOREIGN KEY (document, report, section) REFERENCES sections (document, report, section)""",
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
  heading, text, document UNINDEXED, report UNINDEXED, section UNINDEXED,
  content = 'passages', content_rowid = 'passage', tokenize = 'ascii'
);
"""

_INDEXES = """
CREATE INDEX reports_year ON reports (year);
CREATE INDEX mentions_name ON mentions (name) WHERE name IS NOT NULL;
CREATE INDEX facts_program ON facts (program, year);
CREATE INDEX facts_item ON facts (item, year);
CREATE INDEX diagnostics_code ON diagnostics (code);
"""

_VIEWS = """
CREATE VIEW facts_reported AS
SELECT * FROM facts WHERE status = 'reported' AND duplicate_of IS NULL;

CREATE VIEW facts_planned AS
SELECT * FROM facts WHERE status = 'planned' AND duplicate_of IS NULL;

CREATE VIEW money_by_program_year AS
SELECT program, year, status, currency, sum(value) AS total, count(*) AS facts,
  sum(comparator <> '=') AS inexact, sum(value IS NULL) AS without_value
FROM facts
WHERE type = 'money' AND per IS NULL AND duplicate_of IS NULL
GROUP BY program, year, status, currency
ORDER BY program, year, status, currency;

CREATE VIEW money_by_organization_year AS
SELECT organization, year, status, currency, sum(value) AS total, count(*) AS facts,
  sum(comparator <> '=') AS inexact, sum(value IS NULL) AS without_value
FROM facts
WHERE type = 'money' AND per IS NULL AND duplicate_of IS NULL
GROUP BY organization, year, status, currency
ORDER BY organization, year, status, currency;

CREATE VIEW counts_by_item_year AS
SELECT item, unit, year, status, sum(value) AS total, count(*) AS facts,
  sum(comparator <> '=') AS inexact, sum(value IS NULL) AS without_value
FROM facts
WHERE type = 'counts' AND item IS NOT NULL AND per IS NULL AND duplicate_of IS NULL
GROUP BY item, unit, year, status
ORDER BY item, unit, year, status;

CREATE VIEW counts_by_action_year AS
SELECT action, item, unit, year, status, sum(value) AS total, count(*) AS facts,
  sum(comparator <> '=') AS inexact, sum(value IS NULL) AS without_value
FROM facts
WHERE type = 'counts' AND action IS NOT NULL AND per IS NULL AND duplicate_of IS NULL
GROUP BY action, item, unit, year, status
ORDER BY action, item, unit, year, status;

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

_LARGEST = 2**63 - 1
_NAMED = frozenset({"programs", "documents", "dates"})


class Sqlite:
    """Writes all tables in one transaction; what is searched is written along, indexes come last."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_SETTINGS)
        self._database.execute("BEGIN")
        for table in TABLES.values():
            self._database.execute(_definition(table))
        for statement in _statements(_SEARCH):
            self._database.execute(statement)
        self._insert = {name: _insertion(table) for name, table in TABLES.items()}
        self._passages = 0

    def add(self, record: Record) -> None:
        """Writes the rows of an input."""
        write = self._database.executemany
        write(self._insert["files"], (record.file,))
        for name, rows in record.rows.items():
            written = _bindable(rows, TABLES[name].places("number"))
            if name in _SEARCHED:
                first = self._passages + 1
                self._passages += len(rows)
                written = ((place, *row) for place, row in enumerate(written, first))
            write(self._insert[name], written)
        if record.rows:
            first = self._passages - len(record.rows["reports"]) - len(record.rows["sections"]) + 1
            write("INSERT INTO search (rowid, heading, text) VALUES (?, ?, ?)", _passages(record.rows, first))

    def close(self) -> None:
        """Makes the indexes and views, and completes the file."""
        for statement in _statements(_INDEXES + _VIEWS):
            self._database.execute(statement)
        self._database.execute("COMMIT")
        self._database.close()


SINK = Sqlite


def phrase(words: str) -> str:
    """What to put behind MATCH to find words that follow each other, as a query of FTS5.

    Args:
        words: Any text, as `双学双比` or `2019年`; punctuation and spaces in it count for nothing.

    Returns:
        A phrase of the tokens that the text was indexed as (`"双学 学双 双比"`). One character finds all that holds it.
        Nothing to look for gives a phrase that finds nothing.
    """
    runs = _RUN.findall(words)
    if not runs:
        return '""'
    last = runs[-1]
    tokens = _tokens(runs)
    if last.isascii():
        return f'"{" ".join(tokens)}"'
    # The text may go on where the words end: their last character is no token of its own, or only begins one.
    if len(last) > 1:
        return f'"{" ".join(tokens[:-1])}"'
    return f'"{" ".join(tokens)}" *'


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


def _insertion(table: Table) -> str:
    values = len(table.columns) + (table.name in _SEARCHED)
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * values)})"  # noqa: S608 - the names are ours


def _quote(name: str) -> str:
    return f'"{name}"'


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. `executescript` would end the transaction."""
    return (statement for statement in map(str.strip, script.split(";")) if statement)


def _bindable(rows: Iterable[Row], numbers: Sequence[int]) -> Iterable[Row]:
    """Rows whose numbers SQLite can take: for one that it cannot hold exactly its digits, of which it makes the nearest."""
    if not numbers:
        return rows
    values = itemgetter(*numbers)
    return (row if all(map(_is_exact, values(row))) else tuple(map(_digits, row)) for row in rows)


def _is_exact(value: Any) -> bool:
    return value is None or (type(value) is int and -_LARGEST <= value <= _LARGEST)


def _digits(value: Any) -> Any:
    if isinstance(value, str) or _is_exact(value):
        return value
    return format(Decimal(value), "f")


# Search

_RUN = re.compile(r"[0-9A-Za-z]+|[^\W_0-9A-Za-z]+")
"""What is one word of ASCII, or a run of other letters and figures."""


def _place(table: str, *columns: str) -> Callable[[Row], Any]:
    names = [column.name for column in TABLES[table].columns]
    return itemgetter(*map(names.index, columns))


_OF_REPORT = _place("reports", "report", "title", "preamble", "organization")
_OF_SECTION = _place("sections", "report", "section", "heading", "body")
_OF_MENTION = _place("mentions", "report", "section", "surface", "name", "festival")
_TYPE = _place("mentions", "type")


def _passages(rows: Rows, first: int) -> Iterator[tuple[int, str, str]]:
    """The passages of a document, numbered from `first`: the number, the tokens of the heading and of the text."""
    names = _names(rows["mentions"])
    found: Iterable[tuple[str, str | None, str | None, str | None]] = chain(
        ((report, None, title, preamble) for report, title, preamble, _ in map(_OF_REPORT, rows["reports"])),
        map(_OF_SECTION, rows["sections"]),
    )
    for passage, (report, section, heading, text) in enumerate(found, first):
        tokens = _tokens(_RUN.findall(text)) if text else []
        tokens += names.get((report, section), ())
        yield passage, " ".join(_tokens(_RUN.findall(heading))) if heading else "", " ".join(tokens)


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


def _tokens(runs: Iterable[str]) -> list[str]:
    """Words of ASCII as they are; of other runs each pair of neighbours, and the last character."""
    tokens: list[str] = []
    for run in runs:
        if run[0] < "\x80":
            tokens.append(run)
        else:
            tokens += map(add, run, run[1:])
            tokens.append(run[-1])
    return tokens
