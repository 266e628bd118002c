"""Golden documents: what is kept of a report, how a difference is told, and how it is accepted."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.packs import default_pack_path, load_pack
from fedparse.ruletools.golden import goldens, update
from fedparse.ruletools.testing import run_tests

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from fedparse.errors import Fault

TEXT = """\
柳河镇妇联2019年工作总结
一、关爱儿童。3月6日，慰问儿童30名，
投入3.5万元，占20%。
二、家庭建设。举办讲座２期。
"""
KEPT: list[dict[str, object]] = [
    {"at": "1:1", "type": "report", "kind": "report", "title": "柳河镇妇联2019年工作总结"}
    | {"organization": "柳河镇妇联", "year": 2019},
    {"at": "1:6", "type": "date", "surface": "2019年", "edtf": "2019"},
    {"at": "2:1", "type": "section", "surface": "一、", "level": 1, "style": "chinese", "number": 1},
    {"at": "2:8", "type": "date", "surface": "3月6日", "edtf": "2019-03-06"},
    {"at": "2:17", "type": "count", "surface": "30名", "value": 30, "unit": "名", "item": "儿童"},
    {"at": "3:3", "type": "money", "surface": "3.5万元", "amount": 35000, "currency": "CNY"},
    {"at": "3:10", "type": "ratio", "surface": "20%", "value": "0.2", "rule": "ratio.percent"},
    {"at": "4:1", "type": "section", "surface": "二、"},
    {"at": "4:12", "type": "count", "surface": "２期", "value": 2},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The built-in pack with one golden document that holds."""
    folder = tmp_path / "own"
    shutil.copytree(default_pack_path(), folder)
    (folder / "documents").mkdir()
    (folder / "documents" / "jan.txt").write_text(TEXT, encoding="utf-8")
    assert update(load_pack(folder)) == 1
    return folder


def kept(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "documents" / "jan.json").read_text(encoding="utf-8"))
    return found


def keep(folder: Path, entries: list[dict[str, Any]]) -> None:
    text = json.dumps(entries, ensure_ascii=False)
    (folder / "documents" / "jan.json").write_text(text, encoding="utf-8")


def faults(folder: Path) -> list[Fault]:
    return list(run_tests(load_pack(folder), ["documents::"]).faults)


def run(folder: Path, *arguments: str, code: int, keys: str = "") -> Result:
    result = CliRunner().invoke(app, ["rules", "test", str(folder), "-k", "documents", *arguments], input=keys)
    assert result.exit_code == code, result.output
    return result


def test_what_is_kept(folder: Path) -> None:
    entries = kept(folder)
    assert [{key: entry[key] for key in wanted} for entry, wanted in zip(entries, KEPT, strict=True)] == KEPT
    lines = (folder / "documents" / "jan.json").read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("[", len(entries) + 2, "]")


def test_a_document_that_is_read_as_was_agreed(folder: Path) -> None:
    outcome = run_tests(load_pack(folder), ["documents::jan"])
    assert [(case.group, case.name) for case in outcome.cases] == [("documents", "jan")]
    assert outcome.exit_code == 0


def altered(folder: Path) -> None:
    """One value is another, one entry is gone, and one was there that is not."""
    entries = kept(folder)
    entries[4]["value"] = 31
    del entries[5]
    entries[8:8] = [{"at": "4:3", "type": "program", "surface": "家庭", "name": "家庭", "rule": "program.known"}]
    keep(folder, entries)


def test_differences_stand_at_their_places(folder: Path) -> None:
    altered(folder)
    told = [(fault.line, fault.column, fault.code, fault.rule, fault.message) for fault in faults(folder)]
    assert told == [
        (2, 17, "FED077", "count.measure", "expected count 【30名】 with value = 31, got value = 30"),
        (
            *(3, 3, "FED077", "money.amount"),
            (
                "expected nothing, got money 【3.5万元】 amount=35000 min=35000 max=35000 comparator== currency=CNY "
                "rule=money.amount"
            ),
        ),
        (
            *(4, 3, "FED077", "program.known"),
            "expected program 【家庭】 name=家庭 rule=program.known, got nothing",
        ),
    ]
    assert {fault.path for fault in faults(folder)} == {str(folder / "documents" / "jan.txt")}


def test_update_accepts_everything(folder: Path) -> None:
    before = kept(folder)
    altered(folder)
    result = run(folder, "--update", code=0)
    assert result.output.endswith("1 of 1 examples hold; golden documents written: 1\n")
    assert kept(folder) == before
    assert "written" not in run(folder, "--update", code=0).output


REVIEWS = {
    "accept-all": ("aaa", 0, [30, True, False]),
    "reject-all": ("rrr", 1, [31, False, True]),
    "skip-all": ("sss", 1, [31, False, True]),
    "accept-the-second": ("r\na\nr\n", 1, [31, True, True]),
    "accept-and-quit": ("aq", 1, [30, False, True]),
    "another-key-asks-again": ("xArq", 1, [30, False, True]),
}


@pytest.mark.parametrize(("keys", "code", "after"), REVIEWS.values(), ids=REVIEWS)
def test_review(folder: Path, keys: str, code: int, after: list[object]) -> None:
    altered(folder)
    run(folder, "--review", code=code, keys=keys)
    entries = {entry["at"]: entry for entry in kept(folder)}
    assert [entries["2:17"]["value"], "3:3" in entries, "4:3" in entries] == after


def test_review_shows_place_and_difference(folder: Path) -> None:
    altered(folder)
    result = run(folder, "--review", code=1, keys="q")
    assert "documents/jan.txt:2:17: expected count 【30名】 with value = 31, got value = 30\n" in result.stderr


def test_review_in_chinese(folder: Path) -> None:
    altered(folder)
    assert (
        "count 【30名】应为 value = 31，实为 value = 30"
        in run(folder, "--review", "--lang", "zh", code=1, keys="q").stderr
    )


def test_review_without_anybody_to_answer(folder: Path) -> None:
    altered(folder)
    before = kept(folder)
    assert "nobody to answer" in run(folder, "--review", code=2).output
    assert kept(folder) == before
    keep(folder, [])
    run(folder, "--update", code=0)
    run(folder, "--review", code=0)


INCOMPLETE = {
    "no-document": ("new.txt", "工作总结", "new.txt", "there is no new.json that says what is in this text"),
    "no-text": ("old.json", "[]", "old.json", "there is no text old.txt for this document"),
    "no-json": ("jan.json", "[\n{", "jan.json", "cannot be read: *"),
    "no-list": ("jan.json", "{}", "jan.json", "cannot be read: it is no list of entries"),
    "no-entries": ("jan.json", "[3]", "jan.json", "cannot be read: it is no list of entries"),
    "no-place": ("jan.json", '[{"at": "3"}]', "jan.json", "cannot be read: an entry has no place `at`, as in 12:5: *"),
}


@pytest.mark.parametrize(("name", "text", "place", "said"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_incomplete_documents(folder: Path, name: str, text: str, place: str, said: str) -> None:
    (folder / "documents" / name).write_text(text, encoding="utf-8")
    [fault] = faults(folder)
    assert (fault.path, fault.line, fault.column, fault.code) == (str(folder / "documents" / place), 1, 1, "FED078")
    assert fault.message == said or (said.endswith("*") and fault.message.startswith(said[:-1]))


def test_a_text_that_is_none_is_told_and_hides_nothing(folder: Path) -> None:
    (folder / "documents" / "bad.txt").write_bytes(b"PK\x03\x04\x00\x00")
    (folder / "documents" / "bad.json").write_text("[]", encoding="utf-8")
    altered(folder)
    found = faults(folder)
    assert [fault.code for fault in found] == ["FED078", "FED077", "FED077", "FED077"]
    run(folder, "--update", code=1)
    assert [fault.code for fault in faults(folder)] == ["FED078"]


def test_a_pack_without_documents() -> None:
    assert goldens(load_pack()) == []
