"""One input to one record: the result is plain data, and nothing raises."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fedparse
from fedparse.batch.record import named_year, parse_record

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
TEXT = "某县妇联工作总结\n一、宣传工作\n发放救助款1.5万元，参与率达95.5%，慰问儿童30名。\n"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", TEXT)
    return buffer.getvalue()


def years(record: Mapping[str, Any]) -> list[object]:
    return [report["reference_year"] for report in record["document"]["reports"]]


# What comes out


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_file_gives_what_extract_writes(path: Path) -> None:
    record = parse_record(path.read_bytes(), {"name": str(path), "with_text": True})
    assert (record["name"], record["outcome"], record["code"], record["reason"]) == (str(path), "converted", None, None)
    assert record["document"] == json.loads(fedparse.parse_file(path).to_json())


def test_a_text_gives_what_parse_gives() -> None:
    assert parse_record(TEXT, {"with_text": True})["document"] == json.loads(fedparse.parse(TEXT).to_json())


def test_a_text_of_a_caller_keeps_its_offsets() -> None:
    """A BOM is no part of a file's text, but it is a character of a string."""
    spans = [parse_record(text)["document"]["reports"][0]["counts"][-1]["span"] for text in (TEXT, "\ufeff" + TEXT)]
    assert spans[1] == [end + 1 for end in spans[0]]


def test_the_record_is_plain_data() -> None:
    record = parse_record(TEXT, {"name": "镇.txt"})
    assert json.loads(json.dumps(record)) == record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - its own
    report = record["document"]["reports"][0]
    assert [mention["amount"] for mention in report["money"]] == [15000]
    assert [mention["value"] for mention in report["ratios"]] == [0.955]


def test_the_same_input_gives_the_same_record() -> None:
    first, second = (parse_record(TEXT.encode("gb18030"), {"name": "镇.txt"}) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_kind_of_bytes_will_do(kind: Any) -> None:
    """Spark hands rows out as bytearray."""
    assert parse_record(kind(TEXT.encode()))["document"] == parse_record(TEXT.encode())["document"]


# What it is told


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        pytest.param({"name": "2019/镇.txt"}, None, id="a folder alone is not looked at"),
        pytest.param(
            {"name": "a/镇2019.txt"}, {"value": 2019, "source": "filename"}, id="file name, text without year"
        ),
        pytest.param({"name": "x/B7", "file_name": "总表2018.xlsx"}, {"value": 2018, "source": "filename"}, id="cell"),
        pytest.param(
            {"name": "2019/镇.txt", "year_from": "filename"}, {"value": 2019, "source": "filename"}, id="folder"
        ),
        pytest.param({"name": "镇.txt", "year_from": "filename"}, None, id="no year anywhere"),
        pytest.param({"year": 2015, "year_from": "filename"}, {"value": 2015, "source": "option"}, id="year"),
        pytest.param(
            {"name": None, "year": None, "year_from": None, "with_text": None}, None, id="None is the default"
        ),
    ],
)
def test_the_year_comes_from_where_it_should(meta: dict[str, object], expected: object) -> None:
    assert years(parse_record(TEXT, meta)) == [expected]


@pytest.mark.parametrize(
    ("name", "file_name", "year"),
    [
        ("档案/2009/2012年/镇2015.txt", "镇2015.txt", 2015),
        ("档案/2009/2012年/镇.txt", "镇.txt", 2012),
        ("档案/2009/其他/镇.txt", "镇.txt", 2009),
        ("总表2018.xlsx/Sheet1/C2011", "总表2018.xlsx", 2018),
        ("镇.txt", "镇.txt", None),
    ],
)
def test_a_name_tells_a_year(name: str, file_name: str, year: int | None) -> None:
    found = named_year(name, file_name)
    assert (found.value if found else None) == year


def test_the_encoding_is_believed() -> None:
    record = parse_record("发放救助款1.5万元。".encode("utf-16-le"), {"encoding": "utf-16-le"})
    assert record["document"]["source"]["encoding"] == "utf-16-le"


def test_bytes_can_be_text_whatever_they_look_like() -> None:
    data = "<p>慰问儿童30名。</p>".encode()
    record = parse_record(data, {"is_text": True, "with_text": True})
    assert record["document"]["text"] == data.decode()


def test_the_text_is_there_when_it_was_asked_for() -> None:
    assert "text" not in parse_record(TEXT)["document"]
    assert parse_record(TEXT, {"with_text": True})["document"]["text"] == TEXT


# What goes wrong


@pytest.mark.parametrize(
    ("data", "meta", "code", "words"),
    [
        pytest.param(b"", None, "empty", "nothing to read", id="no bytes"),
        pytest.param(" \n", None, "empty", "nothing to read", id="blank text"),
        pytest.param(zipped(), None, "unsupported", "may hold several texts", id="an archive"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, None, "unsupported", "cannot read it", id="a picture"),
        pytest.param(12, None, "bad-input", "must be bytes or text, not int", id="a number"),
        pytest.param(None, None, "bad-input", "must be bytes or text, not NoneType", id="nothing"),
        pytest.param(TEXT, [], "bad-input", "must be a mapping, not list", id="meta is a list"),
        pytest.param(TEXT, {"encodng": "gbk"}, "bad-input", "'encodng'; it may have name, ", id="a misspelt key"),
        pytest.param(TEXT, {3: 4}, "bad-input", "has the key 3", id="a key that is no string"),
        pytest.param(TEXT, {"year": "2019"}, "bad-input", "`year` of `meta` must be int", id="year is a string"),
        pytest.param(TEXT, {"year": True}, "bad-input", "not bool", id="year is a truth value"),
        pytest.param(TEXT, {"year": 19}, "bad-input", "from 1000 to 9999, not 19", id="year is too small"),
        pytest.param(TEXT, {"year_from": "text"}, "bad-input", "must be 'filename'", id="year from elsewhere"),
        pytest.param(TEXT, {"name": b"a"}, "bad-input", "`name` of `meta` must be str", id="name is bytes"),
        pytest.param(TEXT, {"with_text": 1}, "bad-input", "must be bool", id="with_text is a number"),
        pytest.param(TEXT.encode(), {"encoding": "klingon"}, "unreadable", "no encoding 'klingon'", id="no such codec"),
        pytest.param(TEXT, {"rules": "no/such/pack"}, "rules", "the rules cannot be used", id="no such pack"),
    ],
)
def test_a_failure_is_a_record(data: Any, meta: Any, code: str, words: str) -> None:
    record = parse_record(data, meta)
    assert (record["outcome"], record["code"], record["document"]) == ("failed", code, None)
    assert words in record["reason"]
    assert "\n" not in record["reason"]
    json.dumps(record)


def test_a_failure_keeps_the_name() -> None:
    assert [parse_record("", {"name": "镇.txt"})["name"], parse_record(TEXT, {"name": "镇.txt", "x": 1})["name"]] == [
        "镇.txt"
    ] * 2


@pytest.mark.parametrize(
    ("error", "code"),
    [(MemoryError(), "memory"), (RecursionError("too deep"), "bug"), (KeyError("x"), "bug")],
    ids=["memory", "recursion", "bug"],
)
def test_what_nobody_thought_of_is_a_record_too(error: Exception, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("fedparse.batch.record.parse_source", broken)
    record = parse_record(TEXT, {"name": "镇.txt"})
    assert (record["name"], record["outcome"], record["code"]) == ("镇.txt", "failed", code)


class _Hostile(dict[str, object]):
    def get(self, *_: object) -> object:
        raise ZeroDivisionError

    def items(self) -> Any:
        raise ZeroDivisionError


def test_a_mapping_that_raises_is_a_record_too() -> None:
    assert parse_record(TEXT, _Hostile(name="a"))["code"] == "bug"


STARTS = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf1", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.binary(max_size=4)
META = st.dictionaries(
    st.sampled_from(
        ["name", "file_name", "year", "year_from", "encoding", "rules", "with_text", "is_text", "no such key"]
    ),
    VALUES,
    max_size=4,
)


@settings(max_examples=200)
@given(
    data=st.text(max_size=60)
    | st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=200))
    | st.builds(lambda text: text.encode("gb18030", "replace"), st.text("一二三、（）12万元人%2019年\n", max_size=60))
    | VALUES,
    meta=META | VALUES,
)
def test_nothing_raises(data: Any, meta: Any) -> None:
    record = parse_record(data, meta)
    assert list(record) == ["name", "outcome", "code", "reason", "document"]
    assert (record["outcome"] == "converted") == (record["document"] is not None) == (record["reason"] is None)
    assert json.loads(json.dumps(record, allow_nan=False)) == record
