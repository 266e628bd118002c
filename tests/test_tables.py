"""Tables: which column is read, what a cell becomes, and one sentence where someone has to choose."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import time
import tracemalloc
import zipfile
from typing import Any

import box_files
import pytest

from fedparse.errors import SourceError
from fedparse.sources import MAX_BYTES, Member, Options, members, read_stream
from fedparse.sources.table import letters

LONG = "全年举办培训班16期，培训妇女820余人次，发放宣传资料3000余份。"
HEAD = "序号,单位,正文\n"


def found(data: bytes, name: str, *columns: str, encoding: str | None = None) -> list[Member | SourceError]:
    """The cells of a table; a table that cannot be read is its error."""
    try:
        return list(members(io.BytesIO(data), name, Options(encoding, columns)))
    except SourceError as error:
        return [error]


def cells(data: bytes, name: str, *columns: str) -> dict[str, str]:
    """The texts by the names of their cells; the code for what cannot be read."""
    return {
        m.source if isinstance(m, SourceError) else m.name: m.code if isinstance(m, SourceError) else m.data.decode()
        for m in found(data, name, *columns)
    }


def the_error(data: bytes, name: str, *columns: str) -> SourceError:
    (error,) = (m for m in found(data, name, *columns) if isinstance(m, SourceError))
    assert "\n" not in error.reason
    return error


# CSV

CSV: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "by-heading": (f"{HEAD}1,甲镇,{LONG}\n2,乙镇,{LONG}\n", ("正文",), {"C2": LONG, "C3": LONG}),
    "by-letter": (f"{HEAD}1,甲镇,{LONG}\n", ("c",), {"C2": LONG}),
    "two-columns": (f"{HEAD}1,甲镇,{LONG}\n", ("正文", "单位"), {"B2": "甲镇", "C2": LONG}),
    "heading-and-letter": (f"{HEAD}1,甲镇,{LONG}\n", ("正文", "b"), {"B2": "甲镇", "C2": LONG}),
    "heading-before-letter": (f"C,a,b\n{LONG},x,y\n", ("C",), {"A2": LONG}),
    "heading-in-other-case": (f"id,Text\n1,{LONG}\n", ("TEXT",), {"B2": LONG}),
    "two-columns-of-one-name": (f"正文,正文\n{LONG},短\n", ("正文",), {"A2": LONG, "B2": "短"}),
    "tabs": (f"序号\t正文\n1\t一,二;三。{LONG}\n", ("正文",), {"B2": f"一,二;三。{LONG}"}),
    "semicolons": (f"序号;正文\n1;一,二。{LONG}\n", ("正文",), {"B2": f"一,二。{LONG}"}),
    "separator-said": (f"sep=;\n序号;正文\n1;{LONG}\n", ("正文",), {"B3": LONG}),
    "quoted-line-ends": (
        f'序号,正文\n1,"一、学习\n二、活动,{LONG}"\n2,{LONG}\n',
        ("正文",),
        {"B2": f"一、学习\n二、活动,{LONG}", "B3": LONG},
    ),
    "quoted-quotes": ('序号,正文\n1,"""三八""节慰问儿童30名。"\n', ("正文",), {"B2": '"三八"节慰问儿童30名。'}),
    "empty-lines-count": (f"\n\n序号,正文\n\n1,{LONG}\n", ("正文",), {"B5": LONG}),
    "empty-cells-are-passed-over": (f"序号,正文\n1,\n2, \n3,{LONG}\n", ("正文",), {"B4": LONG}),
    "empty-fields-behind-the-last": (f"序号,正文,,\n1,{LONG},,,\n", ("正文",), {"B2": LONG}),
    "windows-line-ends": (f"序号,正文\r\n1,{LONG}\r\n", ("正文",), {"B2": LONG}),
    "old-mac-line-ends": (f"序号,正文\r1,{LONG}\r", ("正文",), {"B2": LONG}),
    "no-line-end": (f"序号,正文\n1,{LONG}", ("正文",), {"B2": LONG}),
    "one-column": (f"正文\n{LONG}\n{LONG}\n", (), {"A2": LONG, "A3": LONG}),
    "one-column-with-commas": (
        f"正文\n一,二。{LONG}\n一,二,三。{LONG}\n",
        (),
        {"A2": f"一,二。{LONG}", "A3": f"一,二,三。{LONG}"},
    ),
    "one-column-without-heading": (f"{LONG}\n{LONG}\n", (), {"A1": LONG, "A2": LONG}),
    "commas-without-heading": (
        f"学习,活动。{LONG}\n慰问,走访,调查。{LONG}\n",
        (),
        {"A1": f"学习,活动。{LONG}", "A2": f"慰问,走访,调查。{LONG}"},
    ),
    "short-texts-are-no-headings": ("慰问儿童30名\n慰问老人20名\n", (), {"A1": "慰问儿童30名", "A2": "慰问老人20名"}),
    "one-cell": ("慰问儿童30名", (), {"A1": "慰问儿童30名"}),
    "one-filled-column": (f",,\n,{LONG},\n", (), {"B2": LONG}),
    "long-field": (f"序号,正文\n1,{LONG * 10_000}\n", ("正文",), {"B2": LONG * 10_000}),
    "letter-without-headings": (f"1,{LONG}\n2,{LONG}\n", ("B",), {"B1": LONG, "B2": LONG}),
    "too-many-fields": (f"序号,正文\n1,一,二\n2,{LONG}\n", ("正文",), {"2": "damaged", "B3": LONG}),
    "quote-in-the-middle": (f'序号,正文\n1,"一"二\n2,{LONG}\n', ("正文",), {"2": "damaged", "B3": LONG}),
    "quote-without-end": (f'序号,正文\n1,{LONG}\n2,"一\n3,二\n', ("正文",), {"B2": LONG, "3": "damaged"}),
}


@pytest.mark.parametrize(("text", "columns", "made"), CSV.values(), ids=CSV)
def test_cells_of_a_csv_file(text: str, columns: tuple[str, ...], made: dict[str, str]) -> None:
    assert cells(text.encode(), "x/表.csv", *columns) == {f"x/表.csv/{place}": cell for place, cell in made.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16-le", "utf-16"])
def test_the_encoding_of_a_csv_file_is_found(encoding: str) -> None:
    assert cells(f"{HEAD}1,甲镇,{LONG}\n".encode(encoding), "a.csv", "正文") == {"a.csv/C2": LONG}


def test_the_encoding_of_a_csv_file_can_be_said() -> None:
    (member,) = found(f"id,text\n1,{LONG}\n".encode("gbk"), "a.csv", "text", encoding="gb18030")
    assert isinstance(member, Member)
    assert member.data.decode() == LONG


def test_a_cell_tells_where_its_bytes_are_damaged() -> None:
    data = f"序号,正文\n1,{LONG}?\n2,{LONG}\n".encode().replace(b"?", b"\xff\xfe")
    first, second = read_stream(io.BytesIO(data), "a.csv", Options(columns=("正文",)))
    assert not isinstance(first, SourceError)
    assert not isinstance(second, SourceError)
    assert first.bad_bytes == ((len(LONG), len(LONG) + 2),)
    assert second.bad_bytes == ()


def test_a_cell_is_a_text_whatever_it_looks_like_and_has_the_name_of_its_file() -> None:
    data = '序号,正文\n1,"<html><body>慰问儿童30名。"\n2,%PDF-1.7慰问儿童30名。\n'.encode("gbk")
    read = list(read_stream(io.BytesIO(data), "x/2019年.csv", Options(columns=("正文",))))
    assert [(s.name, s.media_type, s.file_name, s.text) for s in read if not isinstance(s, SourceError)] == [
        ("x/2019年.csv/B2", "text/plain", "2019年.csv", "<html><body>慰问儿童30名。"),
        ("x/2019年.csv/B3", "text/plain", "2019年.csv", "%PDF-1.7慰问儿童30名。"),
    ]


CHOICES = {
    "several": (
        f"{HEAD}1,甲镇,{LONG}\n",
        (),
        "has several columns (序号, 单位, 正文); name the one with the texts: --column 正文",
    ),
    "not-there": (
        f"{HEAD}1,甲镇,{LONG}\n",
        ("内容",),
        "has no column 内容 (序号, 单位, 正文); name the one with the texts: --column 正文",
    ),
    "letters": (f"1,{LONG}\n2,{LONG}\n", (), "has several columns (A, B); name the one with the texts: --column B"),
    "letter-not-there": (f"{HEAD}1,甲镇,{LONG}\n", ("Z",), "has no column Z (序号, 单位, 正文); name the one with"),
    "heading-with-a-space": (
        f"id,full text\n1,{LONG}\n",
        (),
        "has several columns (id, full text); name the one with the texts: --column 'full text'",
    ),
}


@pytest.mark.parametrize(("text", "columns", "reason"), CHOICES.values(), ids=CHOICES)
def test_which_column_it_is_has_to_be_said(text: str, columns: tuple[str, ...], reason: str) -> None:
    error = the_error(text.encode(), "a.csv", *columns)
    assert (error.source, error.code) == ("a.csv", "needs-column")
    assert error.reason.startswith(reason)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"\n ,\n", "empty"), (bytes(3000), "unsupported"), (b"a" * (MAX_BYTES + 1), "too-large")],
    ids=["no-bytes", "no-texts", "binary", "too-large"],
)
def test_a_csv_file_that_cannot_be_read(data: bytes, code: str) -> None:
    assert the_error(data, "a.csv").code == code


def test_letters() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


# Workbooks

pytest.importorskip("python_calamine")

GRID: dict[str, Any] = {"B3": "标题", "C3": "正文", "B4": "甲", "C4": LONG, "B5": "乙", "C6": f"一\n二。{LONG}"}
MADE = {"C4": LONG, "C6": f"一\n二。{LONG}"}

BOOKS = {
    "xlsx": (box_files.xlsx_of({"表一": GRID}), "a.xlsx"),
    "xls": (
        box_files.xls_of("表一", {(2, 1): "标题", (2, 2): "正文", (3, 2): LONG, (5, 2): f"一\n二。{LONG}"}),
        "a.xls",
    ),
    "ods": (
        box_files.ods_of(
            [[], [], ["", "标题", "正文"], ["", "甲", LONG], [], ["", "", f"一</text:p><text:p>二。{LONG}"]]
        ),
        "a.ods",
    ),
}


@pytest.mark.parametrize(("data", "name"), BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("column", ["正文", "C"])
def test_cells_of_a_workbook(data: bytes, name: str, column: str) -> None:
    assert cells(data, name, column) == {f"{name}/表一/{place}": text for place, text in MADE.items()}
    assert cells(data, "a.txt", column) == {f"a.txt/表一/{place}": text for place, text in MADE.items()}


VALUES: dict[str, tuple[object, str]] = {
    "whole-number": (12.0, "12"),
    "large-number": (1_234_567_890_123, "1234567890123"),
    "fraction": (12.5, "12.5"),
    "date": (dt.datetime(2019, 3, 8), "2019-03-08"),  # noqa: DTZ001
    "time-of-a-day": (dt.datetime(2019, 3, 8, 9, 30), "2019-03-08 09:30:00"),  # noqa: DTZ001
    "boolean": (True, "TRUE"),
}


@pytest.mark.parametrize(("value", "text"), VALUES.values(), ids=VALUES)
def test_numbers_and_dates_are_texts(value: object, text: str) -> None:
    assert cells(box_files.xlsx_of({"S": {"A1": value}}), "a.xlsx") == {"a.xlsx/S/A1": text}


def test_all_sheets_that_have_the_column_hidden_ones_too() -> None:
    grid = {"A1": "单位", "B1": "正文", "A2": "甲", "B2": LONG}
    sheets = {"一": grid, "空": {}, "隐": grid, "说明": {"A1": "填表说明", "B1": "无"}}
    made = cells(box_files.xlsx_of(sheets, hidden=["隐"]), "a.xlsx", "正文")
    assert made == {"a.xlsx/一/B2": LONG, "a.xlsx/隐/B2": LONG}


def test_without_a_wish_sheets_of_one_column_are_read_and_the_others_named() -> None:
    sheets = {"一": {"A1": LONG}, "二": {"A1": "单位", "B1": "正文", "A2": "甲", "B2": LONG}}
    data = box_files.xlsx_of(sheets)
    assert cells(data, "a.xlsx") == {"a.xlsx/一/A1": LONG, "a.xlsx": "needs-column"}
    assert the_error(data, "a.xlsx").reason.startswith("has several columns (二: 单位, 正文); name the one")


def test_a_table_in_an_archive() -> None:
    data = box_files.zip_of({"表.csv": f"正文\n{LONG}\n".encode("gbk")})
    read = list(read_stream(io.BytesIO(data), "a.zip", Options()))
    assert [s.name for s in read if not isinstance(s, SourceError)] == ["a.zip/表.csv/A2"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def ods_password() -> bytes:
    return box_files.ods_with("", '<manifest:encryption-data manifest:checksum="x"/>')


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c {}="XFD1048576"><v>1</v></c></row>'
CELL = '<table:table-cell office:value-type="string" {}><text:p>x</text:p></table:table-cell>'
ODS_FAR = f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>'
EDGE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="H1048576"><v>1</v></c></row>'

BAD_BOOKS = {
    "xlsx-cut-off": (cut(BOOKS["xlsx"][0]), "damaged"),
    "xlsx-without-parts": (box_files.zip_of({"xl/workbook.xml": "x"}), "damaged"),
    "xlsx-empty": (box_files.xlsx_of({"S": {}}), "empty"),
    "xlsx-password": (box_files.ole_of({"EncryptedPackage": b"x"}), "encrypted"),
    "xls-password": (box_files.xls_of("S", {(0, 0): "x"}, encrypted=True), "encrypted"),
    "xls-cut-off": (cut(BOOKS["xls"][0]), "damaged"),
    "ods-password": (ods_password(), "encrypted"),
    "zip-password": (box_files.raw_zip([box_files.RawMember(b"xl/workbook.xml", flags=1)]), "encrypted"),
    "far-cell": (box_files.xlsx_with(FAR.format("r")), "too-large"),
    "far-cell-in-other-quotes": (box_files.xlsx_with(FAR.format("r").replace('"', "'")), "too-large"),
    "far-cell-in-small-letters": (box_files.xlsx_with(FAR.format("r").replace("XFD", "xfd")), "too-large"),
    "far-cell-behind-an-entity": (box_files.xlsx_with(FAR.format("r").replace("XFD", "X&#70;D")), "damaged"),
    "far-cell-without-a-place": (
        box_files.xlsx_with('<row r="1048576">' + "<c><v>1</v></c>" * 20 + "</row>"),
        "too-large",
    ),
    "ods-repeated": (box_files.ods_with(ODS_FAR.format('table:number-columns-repeated="16384"')), "too-large"),
    "ods-doctype": (
        box_files.zip_of({"mimetype": box_files._ODS_KIND, "content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "damaged",
    ),
    "ratio": (box_files.xlsx_with("<row/>" * 5_000_000), "bomb"),
}


@pytest.mark.parametrize(("data", "code"), BAD_BOOKS.values(), ids=BAD_BOOKS)
def test_a_workbook_that_cannot_be_read(data: bytes, code: str, capfd: pytest.CaptureFixture[str]) -> None:
    error = the_error(data, "a.xlsx")
    assert (error.source, error.code) == ("a.xlsx", code)
    assert capfd.readouterr() == ("", "")


def test_a_workbook_of_more_than_fits_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedparse.sources.workbook._MAX_UNPACKED", 10_000)
    assert the_error(box_files.xlsx_of({"S": {"A1": "x" * 20_000}}), "a.xlsx").code == "too-large"
    monkeypatch.setattr("fedparse.sources.limits.MAX_BYTES", 1000)
    assert the_error(box_files.xls_of("S", {(0, 0): "x"}), "a.xls").code == "too-large"


def test_a_part_that_is_larger_than_it_says_is_read_to_its_end() -> None:
    data = box_files.xlsx_with("<row r='1'/>" * 90_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    assert data.count(size) == 2
    error = the_error(data.replace(size, (9).to_bytes(4, "little")), "a.xlsx")
    assert error.code in {"empty", "damaged"}


def test_a_sheet_may_have_its_last_cell_far_below() -> None:
    assert cells(box_files.xlsx_with(EDGE), "a.xlsx", "H") == {"a.xlsx/Sheet1/H1048576": "1"}


def test_without_calamine_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "python_calamine":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    error = the_error(BOOKS["xlsx"][0], "a.xlsx")
    assert (error.code, error.reason) == (
        "needs-extra",
        "needs python-calamine to be read: pip install 'fedparse[xlsx]'",
    )


FUZZED = {name: data for name, (data, _) in BOOKS.items()} | {"csv": f'{HEAD}1,"甲\n镇",{LONG}\n'.encode("gbk")}


@pytest.mark.parametrize("kind", FUZZED)
def test_damage_comes_to_errors_and_to_nothing_else(kind: str) -> None:
    start = time.process_time()
    tracemalloc.start()
    for copy in box_files.damaged(FUZZED[kind], 200):
        for member in found(copy, f"a.{kind}", "正文"):
            assert isinstance(member, Member | SourceError)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert time.process_time() - start < 20
