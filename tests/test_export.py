"""The writers: every row comes back from every format as it was, as far as the format can hold it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from export_records import HARD_DAYS, HARD_NUMBERS, HARD_TEXTS, archive, converted, hard, many, write
from python_calamine import CalamineWorkbook

import fedparse
from fedparse.errors import MissingExtra
from fedparse.export import parquet, xlsx
from fedparse.export.arrowtypes import arrow_batch, arrow_schema
from fedparse.export.sinks import SINKS, Record, files_of
from fedparse.export.tables import TABLES, file_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fedparse.export.sinks import Row


def expected(table: str, records: Iterable[Record]) -> list[Row]:
    """All rows of a table."""
    if table == "files":
        return [record.file for record in records]
    return [row for record in records for row in record.rows.get(table, ())]


def column(table: str, name: str) -> int:
    return [column.name for column in TABLES[table].columns].index(name)


# All formats


@pytest.mark.parametrize("format_", SINKS)
def test_a_sink_makes_the_files_it_names_and_no_others(format_: str, tmp_path: Path) -> None:
    write(format_, tmp_path, archive())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files_of(format_))


@pytest.mark.parametrize("format_", SINKS)
def test_the_same_records_give_the_same_bytes(format_: str, tmp_path: Path) -> None:
    first = write(format_, tmp_path / "first", [*archive(), hard()])
    second = write(format_, tmp_path / "second" if format_ != "xlsx" else tmp_path / "zweite", [*archive(), hard()])
    for name in files_of(format_):
        assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("format_", SINKS)
def test_a_file_of_an_earlier_run_is_replaced(format_: str, tmp_path: Path) -> None:
    once = write(format_, tmp_path / "once", archive())
    twice = write(format_, write(format_, tmp_path / "twice", [hard()]), archive())
    for name in files_of(format_):
        assert (once / name).read_bytes() == (twice / name).read_bytes()


@pytest.mark.parametrize("format_", SINKS)
def test_no_records_make_whole_files(format_: str, tmp_path: Path) -> None:
    write(format_, tmp_path, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files_of(format_))


@pytest.mark.parametrize(("format_", "library"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_a_missing_library_is_named_before_anything_is_written(format_: str, library: str, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None; from pathlib import Path; from fedparse import errors\n"
        f"from fedparse.export.sinks import SINKS\n"
        f"try: SINKS[{format_!r}](Path({str(tmp_path)!r}))\n"
        f"except errors.MissingExtra as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert f"pip install 'fedparse[{format_}]'" in done.stdout
    assert [*tmp_path.iterdir()] == []


def test_the_error_about_a_missing_library_survives_pickling() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(MissingExtra("XLSX", "xlsx")))  # noqa: S301 - our own
    assert (str(error), error.extra) == (str(MissingExtra("XLSX", "xlsx")), "xlsx")


def test_the_registry_loads_no_library() -> None:
    program = "import sys, fedparse.export.sinks; print({'xlsxwriter', 'pyarrow', 'sqlite3', 'csv'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("format_", [name for name in SINKS if name != "xlsx"])
def test_memory_does_not_grow_with_the_records(format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the memory of Python; `benchmarks/export.py` measures that of the process, with all formats."""
    monkeypatch.setattr(parquet, "_BATCH", 256)
    monkeypatch.setattr(parquet, "GROUP", 1024)
    peaks = []
    for count in (200, 800):
        tracemalloc.start()
        write(format_, tmp_path, many(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2**19


# JSON Lines


def test_jsonl_has_the_documents_as_they_are_and_every_file(tmp_path: Path) -> None:
    records = archive()
    write("jsonl", tmp_path, records)
    documents = (tmp_path / "documents.jsonl").read_bytes().splitlines()
    assert documents == [record.document for record in records if record.document]
    files = [json.loads(line) for line in (tmp_path / "files.jsonl").read_text("utf-8").splitlines()]
    assert [tuple(file.values()) for file in files] == expected("files", records)
    assert list(files[0]) == [column.name for column in TABLES["files"].columns]


# CSV


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file)]


def as_csv(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("table", TABLES)
def test_csv_has_every_row(table: str, tmp_path: Path) -> None:
    write("csv", tmp_path, archive())
    header, *rows = csv_rows(tmp_path / f"{table}.csv")
    assert header == [column.name for column in TABLES[table].columns]
    assert rows == [[as_csv(value) for value in row] for row in expected(table, archive())]


def test_csv_is_what_excel_opens(tmp_path: Path) -> None:
    write("csv", tmp_path, [hard()])
    data = (tmp_path / "files.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdocument,")
    assert data.count(b"\r\n") == data.count(b"\n") == 2


GUARDED = {"formula", "minus", "at", "full-width", "tab"}


@pytest.mark.parametrize("case", HARD_TEXTS)
def test_csv_keeps_texts_and_guards_formulas(case: str, tmp_path: Path) -> None:
    write("csv", tmp_path, [hard()])
    row = csv_rows(tmp_path / "sections.csv")[1 + list(HARD_TEXTS).index(case)]
    text = HARD_TEXTS[case]
    assert row[column("sections", "body")] == (f"'{text}" if case in GUARDED else text)


@pytest.mark.parametrize("case", HARD_NUMBERS)
def test_csv_leaves_numbers_alone(case: str, tmp_path: Path) -> None:
    write("csv", tmp_path, [hard()])
    row = csv_rows(tmp_path / "mentions.csv")[1 + list(HARD_NUMBERS).index(case)]
    written = row[column("mentions", "value")]
    assert Decimal(written) == HARD_NUMBERS[case]
    assert "E" not in written


# XLSX


def sheet(folder: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(folder / "fedparse.xlsx").get_sheet_by_name(name).to_python(skip_empty_area=False)


def as_xlsx(value: Any, type_: str) -> Any:
    if type_ == "date" and value:
        return date.fromisoformat(value)
    return "" if value is None else float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("table", TABLES)
def test_xlsx_has_every_row(table: str, tmp_path: Path) -> None:
    write("xlsx", tmp_path, archive())
    header, *rows = sheet(tmp_path, table)
    columns = TABLES[table].columns
    assert header == [column.name for column in columns]
    assert rows == [
        [as_xlsx(value, column.type) for value, column in zip(row, columns, strict=True)]
        for row in expected(table, archive())
    ]


def test_xlsx_has_a_sheet_for_each_table_with_header_and_filter(tmp_path: Path) -> None:
    write("xlsx", tmp_path, archive())
    assert CalamineWorkbook.from_path(tmp_path / "fedparse.xlsx").sheet_names == list(TABLES)
    with zipfile.ZipFile(tmp_path / "fedparse.xlsx") as book:
        first = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in first
    assert '<autoFilter ref="A1:M6"/>' in first


IN_EXCEL = {
    "lines": "第一行\n第二行\n第三行",
    "control": "a_x0000_b_x0008_c",
    "no xml": "a\ufffdb",
    "escape": "_x005F_x0041_",
    "rich": "<r><t>x</t></r> ",
}
"""What differs; a reader that knows the escapes of the format shows `\\0` and `_x0041_`."""


@pytest.mark.parametrize("case", HARD_TEXTS)
def test_xlsx_keeps_texts_and_has_no_formulas(case: str, tmp_path: Path) -> None:
    write("xlsx", tmp_path, [hard()])
    row = sheet(tmp_path, "sections")[1 + list(HARD_TEXTS).index(case)]
    text = row[column("sections", "body")]
    assert text in {IN_EXCEL.get(case, HARD_TEXTS[case]), HARD_TEXTS[case]}
    with zipfile.ZipFile(tmp_path / "fedparse.xlsx") as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name)]


XLSX_NUMBERS: dict[str, Any] = {"sixteen digits": "1234567890123456", "beyond 64 bits": "1" + "0" * 20}


@pytest.mark.parametrize("case", HARD_NUMBERS)
def test_xlsx_has_numbers_as_far_as_excel_has_them(case: str, tmp_path: Path) -> None:
    write("xlsx", tmp_path, [hard()])
    row = sheet(tmp_path, "mentions")[1 + list(HARD_NUMBERS).index(case)]
    assert row[column("mentions", "value")] == XLSX_NUMBERS.get(case, float(HARD_NUMBERS[case]))


@pytest.mark.parametrize("day", HARD_DAYS)
def test_xlsx_has_days_from_1900_on_as_days(day: str, tmp_path: Path) -> None:
    write("xlsx", tmp_path, [hard()])
    row = sheet(tmp_path, "mentions")[1 + len(HARD_NUMBERS) + HARD_DAYS.index(day)]
    cell = row[column("mentions", "earliest")]
    assert cell == (day if day < "1900" else date.fromisoformat(day))


LONG = {"exactly full": ("字" * 32_767, None), "one more": ("字" * 32_768, 32_768), "pairs": ("𠮷" * 20_000, 20_000)}


@pytest.mark.parametrize(("text", "length"), LONG.values(), ids=LONG)
def test_xlsx_says_so_where_it_cuts(text: str, length: int | None, tmp_path: Path) -> None:
    row = file_row("d", "failed", reason=text)
    write("xlsx", tmp_path, [Record("d", "failed", None, None, None, row)])
    cell = sheet(tmp_path, "files")[1][column("files", "reason")]
    assert len(cell.encode("utf-16-le")) // 2 in {32_766, 32_767}
    if length is None:
        assert cell == text
    else:
        kept, mark = cell.split(" [cut: ")
        assert text.startswith(kept)
        assert mark == f"{length} characters]"


def test_xlsx_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    records = archive()
    write("xlsx", tmp_path, records)
    names = [table for table in TABLES if len(expected(table, records)) > 2]
    assert {f"{name} 2" for name in names} <= {*CalamineWorkbook.from_path(tmp_path / "fedparse.xlsx").sheet_names}
    assert [row[0] for part in ("files", "files 2", "files 3") for row in sheet(tmp_path, part)[1:]] == [
        record.name for record in records
    ]


# Parquet


def as_arrow(value: Any, type_: str) -> Any:
    if value is None:
        return None
    return date.fromisoformat(value) if type_ == "date" else Decimal(value) if type_ == "number" else value


def parquet_rows(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in pq.read_table(path).to_pylist()]


@pytest.mark.parametrize("table", TABLES)
def test_parquet_has_every_row(table: str, tmp_path: Path) -> None:
    write("parquet", tmp_path, archive())
    columns = TABLES[table].columns
    assert parquet_rows(tmp_path / f"{table}.parquet") == [
        tuple(as_arrow(value, column.type) for value, column in zip(row, columns, strict=True))
        for row in expected(table, archive())
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("records", [[], [converted("a.txt", "慰问儿童30名。")]], ids=["no rows", "rows"])
def test_parquet_has_the_schema_of_the_table(table: str, records: Sequence[Record], tmp_path: Path) -> None:
    write("parquet", tmp_path, records)
    file = pq.ParquetFile(tmp_path / f"{table}.parquet")
    assert file.schema_arrow.equals(arrow_schema(table))
    assert file.metadata.num_rows == len(expected(table, records))


def test_parquet_texts_stay_as_they_are(tmp_path: Path) -> None:
    write("parquet", tmp_path, [hard()])
    assert pq.read_table(tmp_path / "sections.parquet").column("body").to_pylist() == list(HARD_TEXTS.values())


def test_parquet_row_groups_have_a_fixed_number_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_BATCH", 4)
    monkeypatch.setattr(parquet, "GROUP", 8)
    write("parquet", tmp_path, many(5))
    metadata = pq.ParquetFile(tmp_path / "mentions.parquet").metadata
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [8, 8, 8, 8, 8]
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    metadata = pq.ParquetFile(tmp_path / "reports.parquet").metadata
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [5]


def fact(name: str, value: Any) -> Row:
    """A row of facts with one value besides its key."""
    values = {**dict.fromkeys(TABLES["facts"].key, "x"), name: value}
    return tuple(values.get(column.name) for column in TABLES["facts"].columns)


NUMBERS = {
    "an eleventh place is rounded": (Decimal("0.33333333335"), Decimal("0.3333333334")),
    "the largest": (10**28 - 1, Decimal(10**28 - 1)),
    "too large is missing, not wrong": (10**28, None),
    "too large with a point": (Decimal("1E+40"), None),
}


@pytest.mark.parametrize(("value", "read"), NUMBERS.values(), ids=NUMBERS)
def test_arrow_numbers_are_exact_or_missing(value: int | Decimal, read: Decimal | None) -> None:
    assert arrow_batch("facts", [fact("value", value)]).column("value").to_pylist() == [read]


def test_arrow_has_no_day_that_is_none() -> None:
    assert arrow_batch("facts", [fact("earliest", "2019-02-30")]).column("earliest").to_pylist() == [None]


def test_an_archive_of_this_test_has_something_in_every_table() -> None:
    assert all(expected(table, [*archive(), hard()]) for table in TABLES)
    assert isinstance(fedparse.parse("慰问儿童30名。"), fedparse.Document)
