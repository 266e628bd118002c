"""The SQLite file: its rows, keys and views, and the search that finds Chinese words of any length."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from export_records import HARD_NUMBERS, HARD_TEXTS, archive, converted, hard, many, write

from fedparse.export.sqlite import phrase
from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fedparse.export.sinks import Record


def opened(folder: Path, records: list[Record]) -> sqlite3.Connection:
    return sqlite3.connect(write("sqlite", folder, records) / "fedparse.sqlite")


def selected(database: sqlite3.Connection, what: str, tail: str) -> list[tuple[Any, ...]]:
    """The rows of a query made of our own words."""
    return database.execute(f"SELECT {what} FROM {tail}").fetchall()  # noqa: S608 - no one else's


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = opened(tmp_path_factory.mktemp("sqlite"), archive())
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def hard_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = opened(tmp_path_factory.mktemp("hard"), [hard()])
    yield connection
    connection.close()


def as_sqlite(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_has_every_row(table: str, database: sqlite3.Connection) -> None:
    names = ", ".join(f'"{column.name}"' for column in TABLES[table].columns)
    key = TABLES[table].key
    places = [[column.name for column in TABLES[table].columns].index(name) for name in key]
    rows = (
        [record.file for record in archive()]
        if table == "files"
        else [row for record in archive() for row in record.rows.get(table, ())]
    )
    expected = sorted((tuple(map(as_sqlite, row)) for row in rows), key=lambda row: [row[place] for place in places])
    assert selected(database, names, f"{table} ORDER BY {', '.join(key)}") == expected


@pytest.mark.parametrize("check", ["foreign_key_check", "integrity_check"])
def test_the_file_is_whole(check: str, database: sqlite3.Connection) -> None:
    assert database.execute(f"PRAGMA {check}").fetchall() in ([], [("ok",)])


def test_keys_are_declared(database: sqlite3.Connection) -> None:
    for name, table in TABLES.items():
        columns = database.execute(f"PRAGMA table_info({name})").fetchall()
        indexes = database.execute(f"PRAGMA index_list({name})").fetchall()
        unique = [
            tuple(part[2] for part in database.execute(f"PRAGMA index_info({index[1]})"))
            for index in indexes
            if index[2]
        ]
        assert table.key in unique, columns
        assert name == "files" or database.execute(f"PRAGMA foreign_key_list({name})").fetchall()


def test_no_journal_is_left(tmp_path: Path) -> None:
    opened(tmp_path, archive()).close()
    assert [path.name for path in tmp_path.iterdir()] == ["fedparse.sqlite"]


@pytest.mark.parametrize("case", HARD_TEXTS)
def test_texts_stay_as_they_are(case: str, hard_database: sqlite3.Connection) -> None:
    number = str(1 + list(HARD_TEXTS).index(case))
    (text,) = hard_database.execute("SELECT body FROM sections WHERE section = ?", (number,)).fetchone()
    assert text == HARD_TEXTS[case]


@pytest.mark.parametrize("case", HARD_NUMBERS)
def test_numbers_are_numbers(case: str, hard_database: sqlite3.Connection) -> None:
    mention = f"m{1 + list(HARD_NUMBERS).index(case)}"
    query = "SELECT value, min, typeof(value) FROM mentions WHERE mention = ?"
    value, least, type_ = hard_database.execute(query, (mention,)).fetchone()
    assert (value, least) == (float(HARD_NUMBERS[case]), None)
    assert type_ == ("real" if value != int(value) or value > 2**63 else "integer")


# Views

COLUMNS = {
    "money_by_program_year": "program, year, status, role, currency, total, facts, inexact, without_value",
    "money_by_organization_year": "report_organization, year, status, role, currency, total",
    "counts_by_item_year": "item, unit, year, status, total, facts",
    "programs_by_year": "program, year, reports",
}
ROWS: dict[tuple[str, str], list[tuple[Any, ...]]] = {
    # 每户500元 is a rate; the report that its own file repeats, and the file that repeats another, are left out.
    ("money_by_program_year", "program = '两癌筛查'"): [
        ("两癌筛查", 2018, "reported", "relief", "CNY", 35000, 1, 0, 0),
        ("两癌筛查", 2019, "reported", "relief", "CNY", 35000, 2, 0, 0),
    ],
    ("money_by_program_year", "currency = 'USD'"): [(None, 2018, "reported", "relief", "USD", 20000, 1, 1, 0)],
    ("money_by_program_year", "status = 'planned'"): [(None, 2019, "planned", "relief", "CNY", 500000, 1, 0, 0)],
    ("money_by_organization_year", "report_organization = '清水镇妇联'"): [
        ("清水镇妇联", 2018, "reported", "other", "CNY", 62500),
        ("清水镇妇联", 2018, "reported", "relief", "CNY", 35000),
        ("清水镇妇联", 2018, "reported", "relief", "USD", 20000),
        ("清水镇妇联", 2019, "planned", "relief", "CNY", 500000),
    ],
    ("counts_by_item_year", "item IN ('妇女', '妇女之家')"): [
        ("妇女", "人", 2018, "reported", 1280, 1),
        ("妇女", "人次", 2019, "reported", 2560, 2),
        ("妇女之家", "个", 2019, "planned", 6, 1),
    ],
    ("programs_by_year", "program = '双学双比'"): [("双学双比", 2018, 1)],
}


@pytest.mark.parametrize(("view", "where"), ROWS, ids=[f"{view}: {where}" for view, where in ROWS])
def test_views_add_only_what_can_be_added(view: str, where: str, database: sqlite3.Connection) -> None:
    assert selected(database, COLUMNS[view], f"{view} WHERE {where}") == ROWS[view, where]


@pytest.mark.parametrize(("view", "status"), [("facts_reported", "reported"), ("facts_planned", "planned")])
def test_views_of_facts_leave_repeated_reports_out(view: str, status: str, database: sqlite3.Connection) -> None:
    assert {*selected(database, "status, duplicate_of", view)} == {(status, None)}


def test_huge_figures_do_not_break_the_sums(tmp_path: Path) -> None:
    text = "2019年工作总结\n一、捐赠\n捐款9000000000000000000元，又捐款9000000000000000000元。\n"
    database = opened(tmp_path, [converted("a.txt", text)])
    totals = selected(database, "total", "money_by_program_year")
    database.close()
    assert totals == [(1.8e19,)]


def test_every_view_can_be_read(database: sqlite3.Connection) -> None:
    views = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    assert len(views) == 11
    for view in views:
        assert selected(database, "*", view) or view == "what_does_not_add_up"


def test_a_part_is_not_added_to_its_whole(tmp_path: Path) -> None:
    text = "某镇妇联2018年工作总结\n发放救助款5万元,其中春节前发放救助款2万元。\n"
    database = opened(tmp_path, [converted("a.txt", text)])
    totals = selected(database, "role, total, facts", "money_by_program_year")
    database.close()
    assert totals == [("relief", 50000, 1)]


def test_what_does_not_add_up_can_be_listed(tmp_path: Path) -> None:
    text = "某镇妇联2018年工作总结\n评出甲类3户、乙类5户,共计9户。\n"
    database = opened(tmp_path, [converted("a.txt", text)])
    found = selected(database, "kind, surface, value, expected, clause", "what_does_not_add_up")
    database.close()
    assert found == [("parts", "9户", 9, 8, "共计9户")]


# Search

FOUND = {
    "two characters": (
        "两癌",
        [("县/2019.txt", "2"), ("县/合订.txt", "2"), ("县/合订.txt", "2"), ("镇/2018.txt", "1")],
    ),
    "two characters of a heading": (
        "heading : 宣传",
        [("县/2019.txt", "1"), ("县/合订.txt", "1"), ("县/合订.txt", "1")],
    ),
    "in the preamble": ("清水", [("镇/2018.txt", None)]),
    "a programme by its name": ("双学双比", [("镇/2018.txt", "2")]),
    "a programme by its canonical name": ("text : 两癌筛查 AND 美元", [("镇/2018.txt", "1")]),
    "a number": ("1280 AND 筛查", [("镇/2018.txt", "1")]),
    "no part of a number": ("12", []),
    "one character that begins a word": ("竞*", [("镇/2018.txt", "2")]),
    "one character that ends a run": ("赛*", [("镇/2018.txt", "2")]),
    "both words": ("能手 AND 奖励", [("镇/2018.txt", "2")]),
    "not over punctuation": (phrase("竞赛表彰").replace("赛 赛表", "赛表"), []),
}


@pytest.mark.parametrize(("query", "expected"), FOUND.values(), ids=FOUND)
def test_a_query_finds_passages(
    query: str, expected: list[tuple[str, str | None]], database: sqlite3.Connection
) -> None:
    found = database.execute("SELECT document, section FROM search WHERE search MATCH ? ORDER BY rowid", (query,))
    assert found.fetchall() == expected


def test_the_command_line_of_sqlite_finds_two_characters(tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("the command sqlite3 is not installed")
    opened(tmp_path, archive()).close()
    query = "SELECT heading, text FROM search WHERE search MATCH '能手' ORDER BY rank"
    command = ["sqlite3", str(tmp_path / "fedparse.sqlite"), query]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout == "双学双比|组织“双学双比”竞赛，表彰能手30名，奖励6.25万元。\n"


PHRASES = {
    "two": ("两癌", '"两癌"'),
    "four": ("双学双比", '"双学 学双 双比"'),
    "one": ("学", '"学" *'),
    "a number": ("2019", '"2019"'),
    "a number and a word": ("30名", '"30 名"'),
    "a word and a number": ("表彰能手30", '"表彰 彰能 能手 手 30"'),
    "a number inside": ("第3期班", '"第 3 期 期班"'),
    "one, a number, one": ("第3期", '"第 3 期"'),
    "punctuation counts for nothing": ("“双学双比”", '"双学 学双 双比"'),
    "over punctuation": ("竞赛,表彰", '"竞赛 赛 表 表彰"'),
    "full-width figures": ("３０名", '"30 名"'),
    "quotes cannot break out": ('"两癌" OR x', '"两癌 癌 OR x"'),
    "nothing": ("，。", '""'),
    "empty": ("", '""'),
}


@pytest.mark.parametrize(("words", "query"), PHRASES.values(), ids=PHRASES)
def test_a_phrase_is_made_of_the_tokens_of_the_index(words: str, query: str, database: sqlite3.Connection) -> None:
    assert phrase(words) == query
    database.execute("SELECT * FROM search WHERE search MATCH ?", (query,)).fetchall()


SENTENCE = "组织“双学双比”竞赛，表彰能手30名，奖励6.25万元。"


@pytest.mark.parametrize("length", range(1, len(SENTENCE) + 1))
def test_every_stretch_of_a_text_is_found_by_its_phrase(length: int, database: sqlite3.Connection) -> None:
    for start in range(len(SENTENCE) - length + 1):
        words = SENTENCE[start : start + length]
        if any(char.isalnum() for char in words) and not _cuts_a_number(start, start + length):
            found = database.execute("SELECT text FROM search WHERE search MATCH ?", (phrase(words),)).fetchall()
            assert (SENTENCE,) in found, words


def _cuts_a_number(start: int, end: int) -> bool:
    return any(
        0 < place < len(SENTENCE) and SENTENCE[place - 1].isascii() and SENTENCE[place].isascii()
        for place in (start, end)
    )


def test_full_width_figures_are_found_as_figures(tmp_path: Path) -> None:
    database = opened(tmp_path, [converted("a.txt", "２０１９年工作总结\n一、培训\n培训妇女３０名。\n")])
    found = database.execute("SELECT section FROM search WHERE search MATCH '30 AND 妇女'").fetchall()
    database.close()
    assert found == [("1",)]


def test_passages_of_many_documents_keep_their_own_text(tmp_path: Path) -> None:
    database = opened(tmp_path, [*many(50)])
    query = "SELECT document, section, text FROM search WHERE search MATCH '救助' ORDER BY rowid"
    rows = database.execute(query).fetchall()
    database.close()
    assert [row[:2] for row in rows] == [(f"{number:08d}.txt", "1.2") for number in range(50)]
    assert {row[2] for row in rows} == {"落实《妇女权益保障法》，发放救助款1.5万元。"}
