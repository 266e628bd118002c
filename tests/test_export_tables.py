"""The flat tables: what stands in their rows, and that rows survive being bytes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from documents import TEXT, document, two_reports

import fedparse
from fedparse.export.tables import TABLES, Rows, file_row, packed, rows, unpacked
from fedparse.model import MENTION_LISTS, Diagnostic

TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "date": (str,),
}

REPORT = """河口镇妇联2018年工作总结
2018年，河口镇妇联围绕中心工作，服务妇女儿童。
一、关爱帮扶
(一)开展“两癌”筛查，筛查妇女1280人，发放救助款3.5万元，每户慰问金500元。
去年投入20万元。2016年至2018年共培训妇女600余人次。
二、明年计划
力争参与率达到95%，新建妇女之家6个。
"""


def named(table: str, of: Rows) -> list[dict[str, Any]]:
    names = [column.name for column in TABLES[table].columns]
    return [dict(zip(names, row, strict=True)) for row in of[table]]


@pytest.fixture(scope="module")
def made() -> Rows:
    return rows(fedparse.parse(REPORT), REPORT)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_begins_with_the_document_and_names_each_column_once(table: str) -> None:
    columns = [column.name for column in TABLES[table].columns]
    assert columns[0] == "document"
    assert len(set(columns)) == len(columns)
    assert set(TABLES[table].key) <= set(columns)


@pytest.mark.parametrize("table", [name for name in TABLES if name != "files"])
@pytest.mark.parametrize("source", [document(), two_reports(), fedparse.parse(REPORT)], ids=["one", "two", "parsed"])
def test_rows_fit_their_columns(table: str, source: fedparse.Document) -> None:
    columns = TABLES[table].columns
    keys = []
    for row in rows(source)[table]:
        assert len(row) == len(columns)
        for value, column in zip(row, columns, strict=True):
            assert value is None or type(value) in TYPES[column.type], column.name
        keys.append([row[[column.name for column in columns].index(part)] for part in TABLES[table].key])
    assert len({*map(tuple, keys)}) == len(keys)


def test_every_object_of_the_document_has_its_row() -> None:
    source = two_reports()
    made = rows(source)
    assert len(made["reports"]) == 2
    assert [row["section"] for row in named("sections", made)] == ["1", "1.1", "1.2", "2", "1"]
    assert [row["parent"] for row in named("sections", made)] == [None, "1", "1", None, None]
    mentions = sum(len(getattr(report, name)) for report in source.reports for name in MENTION_LISTS)
    assert len(made["mentions"]) == mentions
    assert len(made["facts"]) == sum(len(report.facts) for report in source.reports)
    assert len(made["diagnostics"]) == sum(len(report.diagnostics) for report in source.reports)


def test_a_report_row_counts_what_is_in_it() -> None:
    row = named("reports", rows(document()))[0]
    counted = {name: row[name] for name in ("sections", *MENTION_LISTS, "facts", "diagnostics")}
    assert counted == {
        "sections": 4, "dates": 2, "counts": 2, "money": 1, "ratios": 1, "programs": 1, "documents": 1, "facts": 2,
        "diagnostics": 1,
    }  # fmt: skip
    assert (row["year"], row["year_source"], row["preamble"]) == (2019, "title", TEXT[: TEXT.index("一、")].strip())


def test_mentions_are_in_the_order_of_the_text(made: Rows) -> None:
    starts = [row["start"] for row in named("mentions", made)]
    assert starts == sorted(starts)
    assert {row["type"] for row in named("mentions", made)} >= {"dates", "counts", "money", "ratios", "programs"}


@pytest.mark.parametrize("table", ["mentions", "diagnostics"])
def test_surfaces_are_the_words_of_the_source(table: str, made: Rows) -> None:
    assert all(row["surface"] == REPORT[row["start"] : row["end"]] for row in named(table, made))


FACTS = {
    "the report's year": ("1280人", {"year": 2018, "report_year": 2018, "type": "counts", "value": 1280}),
    "its programme": ("3.5万元", {"program": "两癌筛查", "value": 35000, "currency": "CNY", "status": "reported"}),
    "a rate": ("500元", {"per": "户", "unit": None}),
    "its own year": ("20万元", {"year": 2017, "report_year": 2018, "earliest": "2017-01-01", "latest": "2017-12-31"}),
    "several years": ("600余人次", {"year": None, "comparator": ">", "earliest": "2016-01-01", "latest": "2018-12-31"}),
    "a plan": ("95%", {"status": "planned", "type": "ratios", "ratio_kind": "percent", "value": Decimal("0.95")}),
    "the heading above": (
        "6个",
        {"heading": "明年计划", "section": "2", "clause": "新建妇女之家6个", "item": "妇女之家"},
    ),
    "no heading of its own": ("1280人", {"heading": "关爱帮扶", "section": "1.1"}),
}


@pytest.mark.parametrize(("surface", "expected"), FACTS.values(), ids=FACTS)
def test_a_fact_can_be_read_alone(surface: str, expected: dict[str, Any], made: Rows) -> None:
    (row,) = [row for row in named("facts", made) if row["surface"] == surface]
    assert {name: row[name] for name in expected} == expected
    assert row["report_organization"] == "河口镇妇联"


def test_what_quotes_the_source_is_empty_without_it() -> None:
    made = rows(replace(fedparse.parse(REPORT), text=None))
    assert {row["clause"] for row in named("facts", made)} == {None}
    assert {row["preamble"] for row in named("reports", made)} == {None}


def test_diagnostics_of_the_document_have_no_report_and_long_ones_are_cut() -> None:
    whole = Diagnostic(code="needs-ocr", severity="warning", message="-", span=None, section=None)
    long = Diagnostic(code="noise", severity="info", message="-", span=(0, 900), section=None)
    source = replace(document("字" * 1000), diagnostics=(whole, long))
    first, second = named("diagnostics", rows(source))
    assert (first["report"], first["diagnostic"], first["surface"], first["start"]) == (None, 1, None, None)
    assert second["surface"] == "字" * 120 + "…"


# Bytes

NUMBERS = [0, -5, 10**40, Decimal("0.55"), Decimal("0.550"), Decimal("1E+3"), Decimal("1.0"), 1, None]


@pytest.mark.parametrize("first", NUMBERS, ids=repr)
def test_numbers_stay_what_they_are_as_bytes(first: int | Decimal | None) -> None:
    place = [column.name for column in TABLES["mentions"].columns].index("value")
    blank = ("d", "r1", "m", "counts", None, "r", "1", 0, 1)
    original = [
        (*blank, *(None,) * (place - len(blank)), value, *(None,) * (len(TABLES["mentions"].columns) - place - 1))
        for value in (first, 1, Decimal("1.0"), first)
    ]
    back = unpacked(packed({"mentions": original}))
    assert back == {"mentions": original}
    assert list(map(repr, (row[place] for row in back["mentions"]))) == [repr(row[place]) for row in original]


@pytest.mark.parametrize("source", [document(), two_reports(), fedparse.parse(REPORT)], ids=["one", "two", "parsed"])
def test_rows_survive_being_bytes(source: fedparse.Document) -> None:
    assert unpacked(packed(rows(source))) == rows(source)


def test_tables_without_rows_survive_being_bytes() -> None:
    empty: Rows = {name: [] for name in TABLES}
    assert unpacked(packed(empty)) == empty
    assert unpacked(packed({})) == {}


@pytest.mark.parametrize("text", [None, "with the text"], ids=["without", "with"])
def test_half_characters_are_written_as_escapes(text: str | None) -> None:
    source = replace(document(), source=replace(document().source, name="\udcb8.txt"), text=None)
    made = rows(source, TEXT if text else None)
    assert {row[0] for of_table in made.values() for row in of_table} == {"\\udcb8.txt"}
    assert unpacked(packed(made)) == made


def test_half_characters_of_a_text_are_written_as_escapes() -> None:
    text = "2019年工作总结\n一、\ud83d慰问\n慰问儿童30名\ud83d。\n"
    packed(rows(fedparse.parse(text), text))


def test_a_file_row_has_all_columns_and_no_half_characters() -> None:
    row = file_row("\udcff.doc", "failed", code="encrypted", reason="a password is needed", size=7)
    assert dict(zip([column.name for column in TABLES["files"].columns], row, strict=True)) == {
        "document": "\\udcff.doc", "outcome": "failed", "code": "encrypted", "reason": "a password is needed",
        "duplicate_of": None, "format": None, "encoding": None, "bytes": 7, "sha256": None, "characters": None,
        "reports": None, "mentions": None, "diagnostics": None,
    }  # fmt: skip
