"""Arrow tables of inputs to Arrow tables of documents, as engines call it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import fedparse
from fedparse.batch.record import parse_record
from fedparse.errors import SourceError
from fedparse.export.tables import TABLES, rows

pa = pytest.importorskip("pyarrow")

from fedparse.batch import arrow  # noqa: E402 - there is none without pyarrow

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
TEXT = "某县妇联工作总结\n发放救助款1.5万元，慰问儿童30名。\n"
NUMBER = "合格率为3.14159265358979323846%。"


def rows_of(*batches: Any, **reading: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.Table.from_batches(
        arrow.parse_arrow(batches, **reading), arrow.ARROW_SCHEMA
    ).to_pylist()
    return rows


def batch_of(*contents: Any, **columns: Any) -> Any:
    return pa.record_batch({"name": [f"{n}.txt" for n in range(len(contents))], "content": [*contents]} | columns)


# What comes out


def test_a_row_is_what_parse_record_gives() -> None:
    contents = [*(path.read_bytes() for path in SAMPLES), b"", b"PK\x05\x06" + b"\0" * 18]
    for number, (data, row) in enumerate(zip(contents, rows_of(batch_of(*contents)), strict=True)):
        record = parse_record(data, {"name": f"{number}.txt"})
        document = record.pop("document")
        assert {key: row[key] for key in record} == record
        assert (row["document"] and json.loads(row["document"])) == document


def test_the_document_is_what_extract_writes() -> None:
    """Its numbers are exact, however many digits they have."""
    (row,) = rows_of(batch_of(NUMBER.encode()), with_text=True)
    written = fedparse.parse(NUMBER).to_json().decode()
    assert row["document"].partition('"reports"')[2] == written.partition('"reports"')[2].rstrip("\n")
    assert "0.0314159265358979323846" in row["document"]


def test_every_batch_has_the_schema() -> None:
    for batch in arrow.parse_arrow([batch_of(TEXT, "", None)]):
        assert batch.schema == arrow.ARROW_SCHEMA
        batch.validate(full=True)


def test_the_order_is_that_of_the_rows_whatever_the_batches() -> None:
    table = pa.table({"name": [f"{n}.txt" for n in range(7)], "content": [TEXT] * 7})
    for size in (1, 3, 7):
        rows = rows_of(*table.to_batches(max_chunksize=size))
        assert [row["name"] for row in rows] == table["name"].to_pylist()


def test_a_whole_table_will_do() -> None:
    table = pa.table({"path": ["a.txt"], "bytes": [TEXT.encode()], "more": [1]})
    made = arrow.parse_table(table, name="path", content="bytes", year=2015)
    assert made.schema == arrow.ARROW_SCHEMA
    assert made.to_pylist() == rows_of(pa.record_batch({"name": ["a.txt"], "content": [TEXT.encode()]}), year=2015)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_lists_are_the_rows_of_the_tables(path: Path) -> None:
    document = fedparse.parse_file(path)
    (row,) = rows_of(pa.record_batch({"name": [str(path)], "content": [path.read_bytes()]}))
    expected = rows(document)
    assert {name: len(row[name]) for name in expected} == {name: len(made) for name, made in expected.items()}
    for name, made in expected.items():
        columns = [column.name for column in TABLES[name].columns]
        assert [list(element) for element in row[name]] == [columns] * len(made)
    facts = [(fact["mention"], fact["action"], fact["value"], fact["clause"]) for fact in row["facts"]]
    columns = [column.name for column in TABLES["facts"].columns]
    places = [columns.index(column) for column in ("mention", "action", "value", "clause")]
    assert facts == [tuple(made[place] for place in places) for made in expected["facts"]]


def test_a_failed_row_has_no_lists() -> None:
    good, bad = rows_of(batch_of(TEXT, b""))
    assert [bad[name] for name in TABLES if name != "files"] == [None] * 6
    assert [len(good["reports"]), good["diagnostics"]] == [1, []]


# It streams


def test_batches_come_as_soon_as_they_are_full(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def endless() -> Iterator[Any]:
        for number in range(10_000):
            taken.append(number)
            yield batch_of(TEXT, TEXT)

    monkeypatch.setattr(arrow, "_ROWS_OUT", 5)
    made = arrow.parse_arrow(endless())
    assert [next(made).num_rows, len(taken), next(made).num_rows, len(taken)] == [5, 3, 5, 5]


def test_large_documents_go_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_BYTES_OUT", 1)
    assert [batch.num_rows for batch in arrow.parse_arrow([batch_of(TEXT, "", TEXT, TEXT)])] == [1, 2, 1]


@pytest.mark.parametrize("batches", [[], [batch_of()]], ids=["no batch", "an empty one"])
def test_nothing_gives_nothing(batches: list[Any]) -> None:
    assert list(arrow.parse_arrow(batches)) == []
    assert rows_of(*batches) == []


# What goes in


@pytest.mark.parametrize(
    "kind",
    [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string(), pa.large_string(), pa.string_view()],
    ids=str,
)
def test_contents_may_be_of_any_kind(kind: Any) -> None:
    content = pa.array([TEXT.encode(), None]).cast(kind)
    rows = rows_of(pa.record_batch({"name": ["a", "b"], "content": content}))
    assert [row["outcome"] for row in rows] == ["converted", "failed"]
    assert rows[1]["reason"] == "must be bytes or text, not NoneType"


def test_columns_of_dictionaries_will_do() -> None:
    names = pa.array(["a", "a"]).dictionary_encode()
    assert [row["name"] for row in rows_of(pa.record_batch({"name": names, "content": [TEXT, TEXT]}))] == ["a", "a"]


def test_a_row_may_say_how_it_is_read() -> None:
    contents = [TEXT.encode("utf-16-le"), TEXT.encode()]
    batch = batch_of(*contents, year=[2011, None], encoding=["utf-16-le", None])
    documents = [json.loads(row["document"]) for row in rows_of(batch, year=2015)]
    assert [document["reports"][0]["reference_year"]["value"] for document in documents] == [2011, 2015]
    assert [document["source"]["encoding"] for document in documents] == ["utf-16-le", "utf-8"]


def test_a_column_may_be_empty() -> None:
    assert rows_of(batch_of(TEXT, year=pa.nulls(1)))[0]["outcome"] == "converted"


# What goes wrong


def test_a_bad_row_costs_itself_alone() -> None:
    rows = rows_of(batch_of(TEXT, b"\x89PNG\r\n\x1a\n", TEXT, TEXT, year=[None, None, 12, None]))
    assert [row["code"] for row in rows] == [None, "unsupported", "bad-input", None]


def test_what_arrow_cannot_hold_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def large(document: Any, text: str | None) -> Any:
        made = rows(document, text)
        if document.source.name == "1.txt":
            made["diagnostics"].append((None, None, 10**20, *[None] * 8))  # type: ignore[attr-defined]
        return made

    monkeypatch.setattr(arrow, "rows", large)
    found = rows_of(batch_of(TEXT, TEXT, TEXT))
    assert [(row["name"], row["code"]) for row in found] == [("0.txt", None), ("1.txt", "bug"), ("2.txt", None)]


def test_strings_that_are_no_utf_8_are_bytes() -> None:
    """Arrow does not look into the strings it is given."""
    data = pa.array([TEXT.encode("gb18030"), TEXT.encode("gb18030")])
    broken = pa.Array.from_buffers(pa.string(), 2, data.buffers())
    rows = rows_of(pa.record_batch({"name": pa.array(["a", "b"]), "content": broken}))
    assert [json.loads(row["document"])["source"]["encoding"] for row in rows] == ["gb18030"] * 2
    assert [row["code"] for row in rows_of(pa.record_batch({"name": broken, "content": data}))] == ["bad-input"] * 2


@pytest.mark.parametrize(
    ("columns", "reading", "words"),
    [
        pytest.param({"path": ["a"], "content": [TEXT]}, {}, "no column `name` (it has path, content)", id="no name"),
        pytest.param({"name": ["a"], "bytes": [b""]}, {}, "no column `content`", id="no content"),
        pytest.param({"name": ["a"], "content": [1]}, {}, "`content` of type int64", id="content is a number"),
        pytest.param({"name": [1], "content": [TEXT]}, {}, "`name` of type int64", id="name is a number"),
        pytest.param({"name": ["a"], "content": ["b"], "year": ["c"]}, {}, "`year` of type string", id="year is text"),
        pytest.param({"name": ["a"], "content": ["b"]}, {"yaer": 1}, "has the key 'yaer'", id="a misspelt option"),
    ],
)
def test_a_wrong_call_is_told_at_once(columns: dict[str, Any], reading: dict[str, Any], words: str) -> None:
    with pytest.raises(SourceError) as raised:
        rows_of(pa.record_batch(columns), **reading)
    assert words in str(raised.value)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)  # noqa: S301 - its own


def test_without_pyarrow_there_is_one_sentence() -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nimport fedparse.batch.arrow"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.stderr.splitlines()[-1].endswith(
        "fedparse.batch.arrow needs a library that is not installed: pip install 'fedparse[parquet]'"
    )
