"""`fedparse facts`: the table of facts, filters, sums, formats."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fedparse import pipeline
from fedparse.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from fedparse.model import Document
    from fedparse.sources import SourceText

TOWN = """XX镇妇联2019年工作总结
一、“双学双比”活动
全年举办种养技术培训班9期,培训农村妇女1200余人次。每村办班2期。
二、“春蕾计划”
爱心企业捐款3万元,其中XX公司捐款1万元。
三、下一步打算
力争举办培训班5期。
"""
COUNTY = """XX县妇联2020年工作总结
一、“双学双比”活动
举办种养技术培训班4期,满意率98%。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports in a folder."""
    (tmp_path / "town.txt").write_text(TOWN, encoding="utf-8")
    (tmp_path / "county.txt").write_text(COUNTY, encoding="gb18030")
    return tmp_path


def run(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["facts", *map(str, args)], input=stdin)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_row_a_figure(folder: Path) -> None:
    result = run(folder / "town.txt")
    assert result.exit_code == 0
    rows = result.stdout.splitlines()
    assert rows[0].split() == ["When", "Program", "Action", "Item", "Figure", "Notes"]
    assert rows[1].split() == ["2019", "双学双比", "举办", "种养技术培训班", "9期"]
    assert len(run(folder / "town.txt", "-f", "jsonl").stdout.splitlines()) == 6
    assert all(len(row) <= 80 for row in rows)


def test_a_folder_names_the_source(folder: Path) -> None:
    result = run(folder, "--format", "table")
    assert "Source" in result.stdout
    assert "county.txt" in result.stdout


FILTERS = {
    "program": (["--program", "双学双比"], 5),
    "quoted-program": (["--program", "“春蕾计划”"], 2),
    "year": (["--year", "2020"], 2),
    "years": (["--year", "2019,2020"], 8),
    "planned": (["--status", "planned"], 1),
    "item": (["--item", "种养技术培训班"], 2),
    "both": (["--program", "双学双比", "--year", "2020"], 2),
}


@pytest.mark.parametrize(("options", "number"), FILTERS.values(), ids=FILTERS.keys())
def test_filters(folder: Path, options: list[str], number: int) -> None:
    result = run(folder, "-f", "jsonl", *options)
    assert len(lines(result)) == number


def test_an_alias_finds_its_program(folder: Path) -> None:
    assert lines(run(folder, "-f", "jsonl", "--program", "春蕾")) == lines(
        run(folder, "-f", "jsonl", "--program", "春蕾计划")
    )


def test_sums_by_program_and_year(folder: Path) -> None:
    found = lines(run(folder, "--group-by", "program,year", "-f", "jsonl"))
    told = [(row["program"], row["year"], row["item"], row["status"], row["sign"], row["sum"]) for row in found]
    assert ("双学双比", 2019, "种养技术培训班", "reported", "=", 9) in told
    assert ("双学双比", 2019, "农村妇女", "reported", "≥", 1200) in told
    assert ("双学双比", 2020, "种养技术培训班", "reported", "=", 4) in told
    assert [row["sum"] for row in found if row["type"] == "money"] == [30000]


def test_what_is_not_added_is_told(folder: Path) -> None:
    result = run(folder, "--group-by", "program")
    assert "1 × rate" in result.stderr
    assert "1 × ratio" in result.stderr
    assert "1 × part" in result.stderr


def test_csv_opens_in_a_spreadsheet(folder: Path) -> None:
    result = run(folder / "town.txt", "--format", "csv")
    data = result.stdout_bytes
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["surface"] for row in rows][:2] == ["9期", "1200余人次"]


def test_the_name_of_the_output_tells_the_format(folder: Path) -> None:
    made = folder.parent / "facts.csv"
    run(folder / "town.txt", "--output", made)
    assert made.read_bytes() == run(folder / "town.txt", "--format", "csv").stdout_bytes


def test_xlsx_is_a_workbook(folder: Path) -> None:
    pytest.importorskip("xlsxwriter")
    run(folder, "--format", "xlsx", "--output", folder.parent / "facts.xlsx")
    with zipfile.ZipFile(folder.parent / "facts.xlsx") as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_markdown_is_a_table(folder: Path) -> None:
    head, rule, first, *_ = run(folder / "town.txt", "--format", "md").stdout.splitlines()
    assert head.startswith("| document |")
    assert set(rule) <= set("|-: ")
    assert "种养技术培训班" in first


def test_stdin_is_read() -> None:
    result = run("-", "-f", "jsonl", stdin=TOWN.encode())
    assert len(lines(result)) == 6


NOTHING = {
    "no-such-program": ["--program", "两癌"],
    "no-such-year": ["--year", "1990"],
}


@pytest.mark.parametrize("options", NOTHING.values(), ids=NOTHING.keys())
def test_nothing_found_is_said(folder: Path, options: list[str]) -> None:
    result = run(folder, *options)
    assert result.exit_code == 4
    assert result.stderr.startswith("fedparse: there are no")


WRONG = {
    "unknown-key": (["--group-by", "progam"], "did you mean `program`?"),
    "unknown-role": (["--role", "donations"], "did you mean `donation`?"),
    "no-year": (["--year", "last"], "`last` is no year"),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_is_explained(folder: Path, options: list[str], said: str) -> None:
    result = run(folder, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_cannot_be_read_is_named(folder: Path) -> None:
    result = run(folder / "town.txt", folder / "missing.txt", "-f", "jsonl")
    assert result.exit_code == 1
    assert "missing.txt" in result.stderr
    assert len(lines(result)) == 6


def test_a_fault_of_the_program_costs_one_document(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = pipeline.parse_source

    def fail_once(source: SourceText, **options: Any) -> Document:
        if source.name.endswith("county.txt"):
            raise KeyError("boom")
        return parse(source, **options)

    monkeypatch.setattr(pipeline, "parse_source", fail_once)
    result = run(folder, "-f", "jsonl")
    assert result.exit_code == 5
    assert "county.txt" in result.stderr
    assert len(lines(result)) == 6
