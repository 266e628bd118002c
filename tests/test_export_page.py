"""docs/tables.md is up to date, and its recipes work."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from export_records import archive, write

from fedparse.export.page import renewed

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"


def recipes(heading: str) -> list[str]:
    """The SQL of a chapter."""
    chapter = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```sql\n(.*?)```", chapter, re.DOTALL)


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "python -m fedparse.export.page docs/tables.md renews it"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("recipes")
    for format_ in ("jsonl", "sqlite", "parquet"):
        write(format_, folder / "result", archive())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder / "result"


@pytest.mark.parametrize("query", recipes("SQLite"), ids=lambda query: query.splitlines()[0])
def test_the_recipes_for_sqlite_find_something(query: str, result: Path) -> None:
    database = sqlite3.connect(result / "fedparse.sqlite")
    # The archive of this test trains nobody in skills.
    assert database.execute(query.replace("技能 能培 培训", "双学 学双 双比")).fetchall()
    database.close()


@pytest.mark.parametrize("query", recipes("Parquet and DuckDB"), ids=lambda query: query.splitlines()[0])
def test_the_recipes_for_duckdb_find_something(query: str, result: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is no dependency")
    assert result.exists()
    assert duckdb.sql(query).fetchall()


def test_duckdb_and_sqlite_come_to_the_same_sums(result: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is no dependency")
    database = sqlite3.connect(result / "fedparse.sqlite")
    query = (
        "SELECT program, year, total, facts FROM money_by_program_year WHERE status = 'reported' AND currency = 'CNY'"
    )
    expected = database.execute(query).fetchall()
    database.close()
    assert {*duckdb.sql(recipes("Parquet and DuckDB")[0]).fetchall()} == {*expected}
