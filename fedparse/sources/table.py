"""Reads tables: each cell of the columns of texts is a document of its own."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.encoding import decode, is_binary
from fedparse.sources.limits import MAX_BYTES
from fedparse.sources.plain import codec
from fedparse.sources.reader import Member
from fedparse.sources.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.sources.text import Options

_DELIMITERS = ",\t;"
_NO_DELIMITER = "\x1f"
_LOOK = 200
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?(?:\r\n?|\n)', re.IGNORECASE)
_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# A heading is a word or two; a text is longer, has several lines, or a mark at its end.
_LONGEST_HEADING = 20
_SENTENCE_ENDS = tuple("\u3002\uff01\uff1f\uff1b.!?;")
_MOST_NAMED, _MOST_SHEETS = 12, 3


class Row(NamedTuple):
    """A row of a table: its number as a spreadsheet shows it, and the texts of its cells, or what is wrong with it."""

    number: int
    cells: Sequence[str]
    fault: str = ""


class Sheet(NamedTuple):
    """A sheet of a table; that of a CSV file has no title."""

    title: str
    rows: Sequence[Row]


# CSV


def csv_members(stream: BinaryIO, name: str, options: Options) -> Iterator[Member | SourceError]:
    """The texts in the chosen columns of a CSV file.

    Args:
        stream: The file.
        name: What it is called; the names of its cells begin with it: `a.csv/C12`.
        options: The encoding and the columns.

    Yields:
        A text for each cell with one in it, from left to right and from top to bottom; why a row cannot be read.

    Raises:
        SourceError: It is no table, or which column it is has to be said.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(name, f"has more than {MAX_BYTES // 2**20} MiB; split it into smaller ones", "too-large")
    chosen = codec(data, name, options)
    if is_binary(data, chosen):
        raise SourceError(name, "is a binary file, not a table; fedparse reads texts and documents", "unsupported")
    decoded = decode(data, chosen)
    text = decoded.text
    for start, end in reversed(decoded.bad_bytes):
        # Written as a byte that is no UTF-8, so that whoever reads the cell sees that it is damaged.
        text = text[:start] + "\udcff" * (end - start) + text[end:]
    yield from _members([Sheet("", list(_csv_rows(text)))], name, options.columns)


def _csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV file (RFC 4180).

    One with more fields than the first has marks of its own in its texts, and no one can tell where they end.
    """
    line = _SEPARATOR_LINE.match(text)
    start = line.end() if line else 0
    delimiter = line[1] if line else _delimiter(text)
    width = 0
    for number, (cells, fault) in enumerate(_records(text, start, delimiter), 2 if line else 1):
        while cells and not cells[-1].strip():
            cells.pop()
        width = width or len(cells)
        if len(cells) > width:
            said = f"has {len(cells)} fields, more than the {width} of the first row; put quotes around its texts"
            yield Row(number, cells, said)
        else:
            yield Row(number, cells, fault)


def _records(text: str, start: int, delimiter: str) -> Iterator[tuple[list[str], str]]:
    # The limit is one of the whole process, and 128 KiB at first: a report may be longer.
    csv.field_size_limit(MAX_BYTES)
    lines = (match[0] for match in _LINES.finditer(text, start))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            yield [], f"has a quotation mark that does not belong there ({error})"


def _delimiter(text: str) -> str:
    """What parts the fields: what most rows have as often as the first row; nothing where the first has none."""
    best, best_share = _NO_DELIMITER, 0.0
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        is_head = False
        for cells, fault in _records(text, 0, delimiter):
            if any(cells) and not fault:
                is_head = is_head if widths else all(map(_is_heading, cells))
                widths.append(len(cells))
            if len(widths) == _LOOK:
                break
        share = widths.count(widths[0]) / len(widths) if widths and widths[0] > 1 else 0.0
        # Texts without quotes that are no table have commas as it comes.
        if share > best_share and (share > 0.5 or is_head):
            best, best_share = delimiter, share
    return best


# Workbooks


def workbook_members(stream: BinaryIO, name: str, options: Options) -> Iterator[Member | SourceError]:
    """The texts in the chosen columns of a workbook (.xlsx, .xls, .ods), of all its sheets, hidden ones too.

    Args:
        stream: The file, which can seek.
        name: What it is called; the names of its cells begin with it: `a.xlsx/Sheet1/C12`.
        options: Of them, the columns.

    Yields:
        A text for each cell with one in it, sheet by sheet, from left to right and from top to bottom.

    Raises:
        SourceError: It is damaged, has a password, needs a library, or which column it is has to be said.
    """
    sheets = (
        Sheet(title, [Row(number, _cells(row)) for number, row in enumerate(rows, 1)])
        for title, rows in read_workbook(stream, name)
    )
    yield from _members(sheets, name, options.columns)


def _cells(row: Sequence[object]) -> Sequence[str]:
    # Sheets can have a million empty rows.
    is_empty = list(row).count("") == len(row)
    return () if is_empty else [cell if isinstance(cell, str) else _shown(cell) for cell in row]


def _shown(value: object) -> str:
    """A cell as text: numbers without an exponent, dates as ISO 8601 has them."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


# Both


def _members(sheets: Iterable[Sheet], name: str, wanted: Sequence[str]) -> Iterator[Member | SourceError]:
    """The texts of the columns that are wanted; without a wish, those of sheets that have one column only."""
    missed: list[_Columns] = []
    is_empty, is_found = True, False
    for sheet in sheets:
        columns = _columns(sheet, wanted)
        is_empty = is_empty and not columns.names
        is_found = is_found or bool(columns.chosen)
        if columns.chosen:
            yield from _texts(sheet, columns, name)
        elif columns.names:
            missed.append(columns)
    if is_empty:
        raise SourceError(name, "is empty; there is nothing to read", "empty")
    if missed and not (wanted and is_found):
        yield _needs_column(name, missed, wanted)


class _Columns(NamedTuple):
    """The columns of a sheet: what they are called, the one with the longest texts, and the chosen ones by index.

    `first` is the place of the first row that may hold texts.
    """

    title: str
    names: Sequence[str]
    longest: str
    chosen: Sequence[int]
    first: int


def _columns(sheet: Sheet, wanted: Sequence[str]) -> _Columns:
    rows = sheet.rows
    sizes, counts = Counter[int](), Counter[int]()
    for row in rows:
        for index, cell in enumerate(row.cells):
            if cell.strip():
                sizes[index] += len(cell)
                counts[index] += 1
    used = sorted(sizes)
    first = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row.cells)), len(rows))
    head = {index: cell.strip() for index, cell in enumerate(rows[first].cells) if cell.strip()} if used else {}
    may_be_head = all(map(_is_heading, head.values()))
    named = {wish: _named(head, wish) if may_be_head else set() for wish in wanted}
    longest = max(used, key=lambda index: (sizes[index] / counts[index], -index), default=0)
    # Where no wish tells: a heading is much shorter than the texts below it.
    own = len(head.get(longest, ""))
    is_head = any(named.values()) or (may_be_head and sizes[longest] - own >= 2 * own * (counts[longest] - 1) > 0)
    names = {index: (head.get(index) if is_head else None) or letters(index) for index in used}
    chosen = set(used) if len(used) == 1 and not wanted else set()
    chosen = chosen.union(*(named[wish] or _lettered(used, wish) for wish in wanted))
    return _Columns(
        sheet.title, list(names.values()), names.get(longest, ""), sorted(chosen), first + 1 if is_head else first
    )


def _named(head: Mapping[int, str], wish: str) -> set[int]:
    return {index for index, heading in head.items() if heading.casefold() == wish.strip().casefold()}


def _lettered(used: Sequence[int], wish: str) -> set[int]:
    return {index for index in used if letters(index) == wish.strip().upper()}


def _texts(sheet: Sheet, columns: _Columns, name: str) -> Iterator[Member | SourceError]:
    place = f"{name}/{sheet.title}" if sheet.title else name
    file_name = PurePath(name).name
    for row in sheet.rows[columns.first :]:
        if row.fault:
            yield SourceError(f"{place}/{row.number}", row.fault, "damaged")
            continue
        for index in columns.chosen:
            cell = row.cells[index] if index < len(row.cells) else ""
            if cell.strip():
                data = cell.encode("utf-8", "surrogateescape")
                yield Member(f"{place}/{letters(index)}{row.number}", data, file_name, is_text=True)


def letters(index: int) -> str:
    """What spreadsheets call a column: `A` for 0, `AA` for 26."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(ord("A") + rest) + name
        index -= 1
    return name


def _is_heading(cell: str) -> bool:
    return len(cell) <= _LONGEST_HEADING and "\n" not in cell and not cell.endswith(_SENTENCE_ENDS)


def _needs_column(name: str, missed: Sequence[_Columns], wanted: Sequence[str]) -> SourceError:
    """Says which columns there are, and proposes the one with the longest texts."""
    there = [f"{sheet.title}: {_listed(sheet.names)}" if sheet.title else _listed(sheet.names) for sheet in missed]
    shown = "; ".join(there[:_MOST_SHEETS]) + ("; …" if len(there) > _MOST_SHEETS else "")
    best = missed[0].longest
    option = f"'{best}'" if re.search(r"[^\w-]", best) else best
    what = f"has no column {' or '.join(wanted)}" if wanted else "has several columns"
    return SourceError(name, f"{what} ({shown}); name the one with the texts: --column {option}", "needs-column")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
