"""What the verbs of `fedparse rules` write: one outcome in every format, where it goes, and the pages of the codes.

The codes here are the tests' own, so that no wording of a real page is part of an expected output.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]
import pytest
import typer
import typer.main
import xmlschema
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from fedparse import columns
from fedparse.cli.app import app
from fedparse.cli.rules import options, report
from fedparse.codes import codes
from fedparse.errors import Edit, Fault, PackError
from fedparse.messages import Message, catalogue, message
from fedparse.packs import default_pack_path, load_pack
from fedparse.reporting import FORMATS
from fedparse.reporting.pages import codes_page
from fedparse.ruletools.outcome import Case, Outcome, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.messages import Language

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = Path(__file__).with_name("schemas")
RUNNER = CliRunner()

_CODES = """\
[FED901]
name = "unknown-key"
level = "error"
unusable = true
title = { en = "A key that no rule has", zh = "没有这样的键" }
page = { en = "Write `{pattern}`, not `patern`.", zh = "应写作 `{pattern}`。" }
[FED902]
name = "wrong-span"
level = "error"
title = { en = "An example finds something else", zh = "示例匹配的范围不对" }
page = { en = "Mark what it finds.", zh = "标出它匹配的内容。" }
[FED903]
name = "unused-macro"
level = "warning"
title = { en = "Nothing uses a macro", zh = "宏没有被使用" }
page = { en = "Take it out.", zh = "删去它。" }
[FED904]
name = "todo"
level = "note"
title = { en = "An example that may fail", zh = "允许失败的示例" }
page = { en = "Nothing need be done.", zh = "无需处理。" }
"""
_PACK = """\
[[rule]]
id = "money.amount"
patern = '(?P<unit>元)'
examples = ["全年筹集资金【12.6万元｜126000】"]
"""


@pytest.fixture
def own_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The codes FED901 to FED904, in a working directory with a small file of rules."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "own.toml").write_text(_CODES, encoding="utf-8")
    monkeypatch.setattr("fedparse.codes._PAGES", pages)
    codes.cache_clear()
    work = tmp_path / "work"
    (work / "rules").mkdir(parents=True)
    (work / "rules" / "money.toml").write_text(_PACK, encoding="utf-8")
    monkeypatch.chdir(work)
    yield
    codes.cache_clear()


UNKNOWN = Fault(
    "rules/money.toml",
    3,
    1,
    "FED901",
    message("unknown key `{key}`; did you mean `{near}`?", key="patern", near="pattern"),
    "money.amount",
    7,
)
SPAN = Fault("rules/money.toml", 4, 21, "FED902", Message("it finds 元, not 12.6万元"), "money.amount", 27)
UNUSED = Fault("rules/macros.toml", 9, 1, "FED903", Message("macro `ten` is not used"))
HOLDS = Case("money.amount", "筹集1元", "rules/money.toml", 4, 13, seconds=0.25)
FAILS = Case("money.amount", "全年筹集", "rules/money.toml", 4, 13, (SPAN,), 0.5)
TESTED = Outcome(
    verb="test",
    pack="工会 1.2.0",
    checked=2,
    summary=message("the pack cannot be used; faults: {count}", count=1),
    cases=(HOLDS, FAILS),
    faults=(SPAN, UNUSED),
    tables=(Table(Message("Coverage"), (Message("rule"), Message("hits")), (("资金", "12"),), frozenset({1})),),
    blocks=("@@ -1 +1 @@\n-a\n+b\n",),
    data={"hits": 12},
)
"""Two examples of which one fails, and a warning; the sentence of the summary is one with a translation."""


def with_faults(*faults: Fault, checked: int = 1, verb: str = "check") -> Outcome:
    return Outcome(verb, "工会 1.2.0", checked, Message("done"), faults=faults)


def rendered(form: str, outcome: Outcome, language: Language = "en") -> str:
    return FORMATS[form](outcome, language)


# Text

TEXT = """\
error[FED902]: it finds 元, not 12.6万元
 --> rules/money.toml:4:21  (rule money.amount)
  |
4 | examples = ["全年筹集资金【12.6万元｜126000】"]
  |                            ^^^^^^^^

warning[FED903]: macro `ten` is not used
 --> rules/macros.toml:9:1

Coverage
rule  hits
----  ----
资金    12

@@ -1 +1 @@
-a
+b

the pack cannot be used; faults: 1
help: `fedparse rules explain-code FED902` says more
"""


@pytest.mark.usefixtures("own_codes")
def test_text_shows_the_line_of_each_fault_and_carets_below_what_is_wrong() -> None:
    assert rendered("text", TESTED) == TEXT


CHINESE = """\
错误[FED901]: unknown key `patern`; did you mean `pattern`?
 --> rules/money.toml:3:1  （规则 money.amount）
  |
3 | patern = '(?P<unit>元)'
  | ^^^^^^
  = 帮助：`fedparse rules check --fix` 可自动修正

done
帮助：运行 `fedparse rules explain-code FED901` 查看说明
"""


@pytest.mark.usefixtures("own_codes")
def test_text_in_chinese_with_what_mends_it() -> None:
    fault = replace(UNKNOWN, fix=(Edit(30, 36, "pattern"),))
    assert rendered("text", with_faults(fault), "zh") == CHINESE


@pytest.mark.usefixtures("own_codes")
def test_text_without_faults_is_its_last_line() -> None:
    assert rendered("text", with_faults()) == "done\n"


@pytest.mark.usefixtures("own_codes")
def test_no_line_of_the_text_is_wider_than_the_page() -> None:
    long = "这一条规则的示例和它实际找到的内容不一样，" * 5 + "see " * 30
    Path("rules/money.toml").write_text("x" * 300 + "【错】" + "元" * 300, encoding="utf-8")
    fault = Fault("rules/money.toml", 1, 302, "FED902", Message(long), "money.amount", 303)
    table = Table(None, (Message("a"), Message("b")), (("钱" * 60, "y" * 60),))
    outcome = Outcome("check", "", 1, Message(long), faults=(fault,), tables=(table,))
    assert max(map(columns.width, rendered("text", outcome).split("\n"))) <= columns.WIDTH


POINTED = {
    "ascii": ("abc def", 5, 8, 40, "abc def", "    ^^^"),
    "wide-before": ("筹集3元", 3, 4, 40, "筹集3元", "    ^"),
    "wide-below": ("筹集3元", 1, 3, 40, "筹集3元", "^^^^"),
    "no-end": ("abc", 2, None, 40, "abc", " ^"),
    "wide-no-end": ("筹集", 2, None, 40, "筹集", "  ^^"),
    "tab": ("\tid = 1", 2, 4, 40, "    id = 1", "    ^^"),
    "combining": ("e\u0301x", 3, 4, 40, "e\u0301x", " ^"),
    "behind-the-end": ("abc", 9, 12, 40, "abc", "   ^"),
    "empty-end": ("abc", 2, 2, 40, "abc", " ^"),
    "control": ("a\x1b[31mb", 2, 3, 40, "a␛[31mb", " ^"),
    "direction": ("a\u202eb", 3, 4, 40, "a\ufffdb", "  ^"),
    "surrogate": ("a\udc80b", 2, 3, 40, "a\ufffdb", " ^"),
    "cut-right": ("abcdefghijklmnopqrstuvwxyz", 1, 3, 12, "abcdefghij…", "^^"),
    "cut-left": ("abcdefghijklmnopqrstuvwxyz", 26, 27, 12, "…qrstuvwxyz", "          ^"),
    "cut-both": ("abcdefghijklmnopqrstuvwxyz", 14, 15, 12, "…jklmnopqrs…", "     ^"),
    "carets-too-long": ("abcdefghijklmnopqrstuvwxyz", 3, 26, 12, "…cdefghijkl…", " ^^^^^^^^^^"),
    "cut-wide": ("一二三四五六七八九十", 6, 7, 12, "…四五六七八…", "     ^^"),
}


@pytest.mark.parametrize(("line", "column", "end", "room", "shown", "carets"), POINTED.values(), ids=POINTED)
def test_carets_stand_below_what_they_point_at(
    line: str, column: int, end: int | None, room: int, shown: str, carets: str
) -> None:
    assert columns.pointed(line, column, end, room) == (shown, carets)


MIXED = st.text(alphabet="ab 元。\t\u0301\x1b", max_size=120)


@given(MIXED, st.integers(1, 130), st.integers(1, 40), st.integers(12, 60))
def test_carets_stand_below_their_character_in_any_line(line: str, column: int, length: int, room: int) -> None:
    shown, carets = columns.pointed(line, column, column + length, room)
    assert max(columns.width(shown), columns.width(carets) - 1) <= room
    if column <= len(line) and not line[column - 1].isspace():
        starts = [at for at in range(len(shown)) if columns.width(shown[:at]) == carets.count(" ")]
        assert columns.visible(line[column - 1]) in {shown[at] for at in starts}


@given(MIXED, st.integers(8, 60))
def test_folding_keeps_every_character(text: str, room: int) -> None:
    lines = columns.fold(text, room, hang=2)
    assert "".join("".join(lines).split()) == "".join(columns.visible(text).split())
    assert max(map(columns.width, lines)) <= room


FOLDED = {
    "short": ("a b", 10, ["a b"]),
    "at-spaces": ("one two three", 8, ["one two", "  three"]),
    "beside-wide": ("资金来源不明", 9, ["资金来源", "  不明"]),
    "no-closing-mark-first": ("资金来源。不明", 8, ["资金来", "  源。不", "  明"]),
    "word-too-long": ("abcdefghij", 6, ["abcdef", "  ghij"]),
    "line-ends": ("a\nb", 6, ["a", "  b"]),
}


@pytest.mark.parametrize(("text", "room", "lines"), FOLDED.values(), ids=FOLDED)
def test_text_is_broken_at_columns(text: str, room: int, lines: list[str]) -> None:
    assert columns.fold(text, room, hang=2) == lines


PLACES = {
    "no-file": "rules/none.toml",
    "directory": "rules",
    "not-a-path": "rules/\0",
    "no-place": "",
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize("path", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("form", FORMATS)
def test_a_fault_in_no_readable_file_is_told_all_the_same(form: str, path: str) -> None:
    assert "wrong" in rendered(form, with_faults(Fault(path, 1, 1, "FED902", Message("wrong"))))


READ_AS = {
    "utf-8": ("rules/a.toml", "id = '筹集'\n".encode(), "1 | id = '筹集'"),
    "mark-of-utf-8": ("rules/a.toml", "\ufeffid = '筹集'\n".encode(), "1 | id = '筹集'"),
    "two-line-ends": ("rules/a.toml", "id = '筹集'\r\n".encode(), "1 | id = '筹集'"),
    "bad-byte": ("rules/a.toml", b"id = '\xff'\n", "1 | id = '\ufffd'"),
    "report": (
        "reports/a.txt",
        "全年共筹集救助资金三万元，慰问困难儿童。\n".encode("gb18030"),
        "1 | 全年共筹集救助资金三万元",
    ),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("path", "data", "shown"), READ_AS.values(), ids=READ_AS)
def test_the_source_line_is_shown_whatever_its_encoding(path: str, data: bytes, shown: str) -> None:
    Path("reports").mkdir()
    Path(path).write_bytes(data)
    written = rendered("text", with_faults(Fault(path, 1, 1, "FED902", Message("wrong"))))
    assert written.split("\n")[3].startswith(shown)
    assert "\r" not in written


@pytest.mark.usefixtures("own_codes")
def test_paths_are_relative_below_the_working_directory_only(tmp_path: Path) -> None:
    inside = Fault(str(Path.cwd() / "rules" / "money.toml"), 1, 1, "FED902", Message("wrong"))
    outside = Fault(str(tmp_path / "other.toml"), 1, 1, "FED902", Message("wrong"))
    found = json.loads(rendered("json", with_faults(inside, outside)))["faults"]
    assert [each["path"] for each in found] == ["rules/money.toml", (tmp_path / "other.toml").as_posix()]


def test_colours_are_for_levels_and_carets() -> None:
    painted = report.painted("错误[FED902]: x\n  |\n4 | a^b\n  | ^^\nwarning[FED903]: error[FED902]: y")
    red, yellow, end = "\x1b[31m\x1b[1m", "\x1b[33m\x1b[1m", "\x1b[0m"
    assert painted == (
        f"{red}错误[FED902]{end}: x\n  |\n4 | a^b\n  | {red}^^{end}\n{yellow}warning[FED903]{end}: error[FED902]: y"
    )


COLOURS = {
    "terminal": ({"TERM": "xterm"}, True),
    "no-color": ({"NO_COLOR": "1", "TERM": "xterm"}, False),
    "no-color-empty": ({"NO_COLOR": "", "TERM": "xterm"}, True),
    "dumb": ({"TERM": "dumb"}, False),
}


@pytest.mark.parametrize(("environment", "wanted"), COLOURS.values(), ids=COLOURS)
def test_colours_are_asked_for_by_the_environment(environment: dict[str, str], wanted: bool) -> None:
    assert report.wants_colours(environment) is wanted


# JSON

JSON = {
    "verb": "test",
    "pack": "工会 1.2.0",
    "checked": 2,
    "exit_code": 1,
    "summary": "the pack cannot be used; faults: 1",
    "faults": [
        {
            "code": "FED902",
            "name": "wrong-span",
            "level": "error",
            "message": "it finds 元, not 12.6万元",
            "path": "rules/money.toml",
            "line": 4,
            "column": 21,
            "end_column": 27,
            "rule": "money.amount",
        },
        {
            "code": "FED903",
            "name": "unused-macro",
            "level": "warning",
            "message": "macro `ten` is not used",
            "path": "rules/macros.toml",
            "line": 9,
            "column": 1,
            "end_column": None,
            "rule": "",
        },
    ],
    "data": {"hits": 12},
}


@pytest.mark.usefixtures("own_codes")
def test_json_is_the_whole_outcome() -> None:
    written = json.loads(rendered("json", TESTED))
    cases = written.pop("cases")
    assert written == JSON
    assert [(case["group"], case["name"], len(case["faults"])) for case in cases] == [
        ("money.amount", "筹集1元", 0),
        ("money.amount", "全年筹集", 1),
    ]


# SARIF


def sarif(outcome: Outcome, language: Language = "en") -> Any:
    """The only run of a log that is valid."""
    log = json.loads(rendered("sarif", outcome, language))
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    return log["runs"][0]


@pytest.mark.usefixtures("own_codes")
def test_sarif_has_the_place_of_each_fault() -> None:
    [first, second] = sarif(TESTED)["results"]
    assert first["ruleId"] == "FED902"
    assert first["level"] == "error"
    assert first["message"] == {"text": "it finds 元, not 12.6万元"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "rules/money.toml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 4, "startColumn": 21, "endColumn": 27},
            },
            "logicalLocations": [{"fullyQualifiedName": "money.amount"}],
        }
    ]
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 9, "startColumn": 1}


@pytest.mark.usefixtures("own_codes")
def test_sarif_explains_the_codes_that_occur_in_both_languages() -> None:
    run = sarif(with_faults(UNKNOWN))
    [rule] = run["tool"]["driver"]["rules"]
    [translated] = run["translations"][0]["rules"]
    assert rule == {
        "id": "FED901",
        "name": "unknown-key",
        "shortDescription": {"text": "A key that no rule has"},
        # A single brace would begin a placeholder.
        "help": {"text": "Write `{{pattern}}`, not `patern`.", "markdown": "Write `{{pattern}}`, not `patern`."},
        "defaultConfiguration": {"level": "error"},
    }
    assert translated["shortDescription"] == {"text": "没有这样的键"}
    assert (run["language"], run["translations"][0]["language"]) == ("en-US", "zh-CN")
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": False, "exitCode": 3}]
    assert sarif(with_faults(UNKNOWN), "zh")["language"] == "zh-CN"


URIS = {
    "chinese": ("规则/金额 1.toml", "%E8%A7%84%E5%88%99/%E9%87%91%E9%A2%9D%201.toml"),
    "reserved": ("a:b/c%d#e?.toml", "a%3Ab/c%25d%23e%3F.toml"),
    "bytes-of-no-encoding": ("a\udcff.toml", "a%FF.toml"),
    "half-a-pair": ("a\ud800.toml", "a%3F.toml"),
    "absolute": ("/srv/规则.toml", "file:///srv/%E8%A7%84%E5%88%99.toml"),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(("path", "uri"), URIS.values(), ids=URIS)
def test_sarif_names_files_by_uri(path: str, uri: str) -> None:
    [result] = sarif(with_faults(Fault(path, 1, 1, "FED902", Message("wrong"))))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


@pytest.mark.usefixtures("own_codes")
def test_sarif_fingerprints_outlast_moved_lines_and_the_language() -> None:
    def prints(*faults: Fault, language: Language = "en") -> list[str]:
        return [
            each["partialFingerprints"]["fedparseFault/v1"] for each in sarif(with_faults(*faults), language)["results"]
        ]

    moved = Fault(UNUSED.path, 99, 5, UNUSED.code, UNUSED.text)
    assert prints(UNUSED) == prints(moved) == prints(UNUSED, language="zh")
    assert len(set(prints(UNUSED, moved, SPAN))) == 3


@pytest.mark.usefixtures("own_codes")
def test_sarif_has_the_edits_that_mend_a_fault() -> None:
    fault = Fault("rules/money.toml", 3, 1, "FED901", Message("wrong"), fix=(Edit(30, 36, "pattern"),))
    [result] = sarif(with_faults(fault))["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": {"charOffset": 30, "charLength": 6}, "insertedContent": {"text": "pattern"}}
    ]


# JUnit


def junit(outcome: Outcome, language: Language = "en") -> ET.Element:
    """The root of a report that is valid: junit-10.xsd, but for the `file` and `line` of a case, which GitLab reads."""
    root = ET.fromstring(rendered("junit", outcome, language))  # noqa: S314 - our own
    strict = ET.fromstring(ET.tostring(root))  # noqa: S314
    for case in strict.iter("testcase"):
        case.attrib.pop("file", None)
        case.attrib.pop("line", None)
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(strict)
    return root


JUNIT = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fedparse rules test" tests="3" failures="1" errors="0" time="0.750">
  <testsuite name="money.amount" tests="2" failures="1" errors="0" skipped="0" time="0.750">
    <testcase classname="money.amount" name="筹集1元" file="rules/money.toml" line="4" time="0.250" />
    <testcase classname="money.amount" name="全年筹集" file="rules/money.toml" line="4" time="0.500">
      <failure type="FED902" message="it finds 元, not 12.6万元">\
rules/money.toml:4:21: error[FED902]: it finds 元, not 12.6万元</failure>
    </testcase>
  </testsuite>
  <testsuite name="rules/macros.toml" tests="1" failures="0" errors="0" skipped="0" time="0.000">
    <testcase classname="rules/macros.toml" name="rules/macros.toml" file="rules/macros.toml" line="9" time="0.000">
      <system-out>rules/macros.toml:9:1: warning[FED903]: macro `ten` is not used</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""


@pytest.mark.usefixtures("own_codes")
def test_junit_has_a_case_for_what_was_tried_and_for_faults_of_none() -> None:
    junit(TESTED)
    assert rendered("junit", TESTED) == JUNIT


def failing(root: ET.Element) -> list[tuple[str | None, str, str | None]]:
    """Name, kind and message of each case that does not pass."""
    cases = [(case, child) for case in root.iter("testcase") for child in case if child.tag != "system-out"]
    return [(case.get("name"), child.tag, child.get("message")) for case, child in cases]


NEVER_EMPTY = {
    "nothing-wrong": (with_faults(), []),
    "nothing-checked": (with_faults(checked=0), [("工会 1.2.0", "failure", "done")]),
    "only-a-warning": (with_faults(UNUSED), []),
    "nothing-checked-and-a-warning": (with_faults(UNUSED, checked=0), [("工会 1.2.0", "failure", "done")]),
    "unusable": (with_faults(UNKNOWN), [("money.amount", "error", UNKNOWN.message)]),
    "two-of-one-rule": (with_faults(SPAN, SPAN), [("money.amount", "failure", SPAN.message)]),
    "no-cause-told": (
        Outcome("check", "", 0, Message("not loaded"), loaded=False),
        [("check", "failure", "not loaded")],
    ),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("outcome", "expected"), NEVER_EMPTY.values(), ids=NEVER_EMPTY)
def test_junit_is_never_empty_and_green(outcome: Outcome, expected: list[tuple[str, str, str]]) -> None:
    root = junit(outcome)
    assert len(list(root.iter("testcase"))) > 0
    assert failing(root) == expected
    assert bool(expected) == (outcome.exit_code != 0)


@pytest.mark.usefixtures("own_codes")
def test_junit_tells_cases_of_one_name_apart() -> None:
    outcome = Outcome("test", "", 2, Message("done"), cases=(HOLDS, HOLDS))
    assert [case.get("name") for case in junit(outcome).iter("testcase")] == ["筹集1元", "筹集1元 (2)"]


# GitHub

GITHUB = """\
::error file=rules/money.toml,line=4,col=21,endColumn=27,title=FED902 wrong-span (money.amount)::\
it finds 元, not 12.6万元
::warning file=rules/macros.toml,line=9,col=1,title=FED903 unused-macro::macro `ten` is not used
the pack cannot be used; faults: 1
"""


@pytest.mark.usefixtures("own_codes")
def test_github_has_an_annotation_for_each_fault() -> None:
    assert rendered("github", TESTED) == GITHUB


@pytest.mark.usefixtures("own_codes")
def test_github_shows_the_ten_worst_of_each_kind_and_counts_the_rest() -> None:
    notes = [Fault("a.toml", line, 1, "FED904", Message("may fail")) for line in range(1, 4)]
    warnings = [Fault("a.toml", line, 1, "FED903", Message("unused")) for line in range(1, 13)]
    errors = [Fault("a.toml", line, 1, "FED902", Message("wrong")) for line in range(1, 31)]
    lines = rendered("github", with_faults(*notes, *warnings, *errors, UNKNOWN)).splitlines()
    assert [line.split(" ")[0] for line in lines[:-1]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 3
    assert "FED901" in lines[0]
    assert lines[-1] == "done (not annotated: error × 21, warning × 2)"


ESCAPED = {
    "percent": ("100%", "::100%25"),
    "line-ends": ("a\r\nb\nc\rd", "::a%0Ab%0Ac%0Ad"),
    "command": ("::stop-commands::x", "::::stop-commands::x"),
    "command-on-a-line": ("a\n::error::b", "::a%0A::error::b"),
    "colour": ("\x1b[31m", "::␛[31m"),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("text", "written"), ESCAPED.values(), ids=ESCAPED)
def test_github_reads_messages_back_as_they_were(text: str, written: str) -> None:
    line = rendered("github", with_faults(Fault("", 1, 1, "FED902", Message(text)))).split("\n")[0]
    assert line.removeprefix("::error title=FED902 wrong-span") == written


@pytest.mark.usefixtures("own_codes")
def test_github_reads_paths_and_titles_back_as_they_were() -> None:
    line = rendered("github", with_faults(Fault("a,b:c%d.toml", 1, 2, "FED902", Message("x"), "r,1")))
    assert line.startswith("::error file=a%2Cb%3Ac%25d.toml,line=1,col=2,title=FED902 wrong-span (r%2C1)::x\n")


@pytest.mark.usefixtures("own_codes")
def test_the_summary_is_no_command_of_github() -> None:
    outcome = Outcome("check", "", 1, Message("::error::x\n::warning::y"))
    assert rendered("github", outcome) == ": :error: :x : :warning: :y\n"


# Markdown

MARKDOWN = """\
## `fedparse rules test` · 工会 1.2.0

the pack cannot be used; faults: 1

| level | code | place | what is wrong |
| --- | --- | --- | --- |
| error | FED902[^FED902] | `rules/money.toml:4:21` · `money.amount` | it finds 元, not 12.6万元 |
| warning | FED903[^FED903] | `rules/macros.toml:9:1` | macro `ten` is not used |

**Coverage**

| rule | hits |
| --- | --: |
| 资金 | 12 |

```diff
@@ -1 +1 @@
-a
+b
```

[^FED902]: An example finds something else – `fedparse rules explain-code FED902`
[^FED903]: Nothing uses a macro – `fedparse rules explain-code FED903`
"""


@pytest.mark.usefixtures("own_codes")
def test_markdown_is_a_comment_for_a_pull_request() -> None:
    assert rendered("markdown", TESTED) == MARKDOWN


def cells(markdown: str) -> list[list[str]]:
    """The text of the cells of every row, as a reader sees it."""
    found: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and found and token.level >= 4:
            found[-1].append("".join(child.content for child in token.children or () if child.type != "html_inline"))
    return found


SHOWN = {
    "pipe": ("a|b", "a|b"),
    "code": ("unknown key `patern`", "unknown key patern"),
    "pipe-in-code": ("pattern `(元|万*元*)` is wrong", "pattern (元|万*元*) is wrong"),
    "backslash-pipe-in-code": (r"pattern `a\|b` is wrong", r"pattern a\|b is wrong"),
    "html": ("<img src=x onerror=y> & &lt;", "<img src=x onerror=y> & &lt;"),
    "html-in-code": ("a `<b>|&lt;` c", "a <b>|&lt; c"),
    "marks": ("*a* _b_ ~c~ [d](e) # f", "*a* _b_ ~c~ [d](e) # f"),
    "one-backtick": ("a ` b", "a ` b"),
    "line-end": ("a\nb", "a b"),
    "backslash": ("\\d{1,12}\\", "\\d{1,12}\\"),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("text", "seen"), SHOWN.values(), ids=SHOWN)
def test_markdown_shows_every_text_as_it_is(text: str, seen: str) -> None:
    row = cells(rendered("markdown", with_faults(Fault("a|`b.toml", 1, 1, "FED902", Message(text), "r|1"))))[1]
    assert row == ["error", "FED902[^FED902]", "a|'b.toml:1:1 · r|1", seen]


@pytest.mark.usefixtures("own_codes")
def test_markdown_calls_nobody() -> None:
    assert "@someone" not in rendered("markdown", with_faults(Fault("a", 1, 1, "FED902", Message("ask @someone"))))


@pytest.mark.usefixtures("own_codes")
def test_markdown_fences_cannot_be_closed_by_a_block() -> None:
    outcome = Outcome("show", "", 1, Message("done"), blocks=("```\n# no heading\n````",))
    tokens = MarkdownIt("commonmark").parse(rendered("markdown", outcome))
    assert [token.content for token in tokens if token.type == "fence"] == ["```\n# no heading\n````\n"]


BLOCKS = {
    "unified": ("@@ -1 +1 @@\n-a\n+b", "diff"),
    "changes": ("+ a.txt:1:2 money.amount\n    筹集【3万元】\n~ a.txt:2:1 x", "diff"),
    "card": ("money.amount\n  - title", "text"),
    "indented": ("  a\n  b", "text"),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("block", "language"), BLOCKS.values(), ids=BLOCKS)
def test_markdown_shows_a_diff_in_colours(block: str, language: str) -> None:
    tokens = MarkdownIt("commonmark").parse(
        rendered("markdown", Outcome("show", "", 1, Message("done"), blocks=(block,)))
    )
    assert [(token.info, token.content) for token in tokens if token.type == "fence"] == [(language, f"{block}\n")]


@pytest.mark.usefixtures("own_codes")
def test_markdown_of_many_findings_fits_a_comment() -> None:
    faults = [Fault("rules/money.toml", line, 1, "FED902", Message("错" * 40), "money.amount") for line in range(999)]
    table = Table(None, (Message("a"),), tuple(("值" * 20,) for _ in range(999)))
    outcome = Outcome("diff", "", 1, Message("done"), faults=faults, tables=(table,), blocks=("+ 变\n" * 999,))
    written = rendered("markdown", outcome)
    assert len(written) < 65536
    assert [line for line in written.split("\n") if line.startswith("…")] == [
        "… and 949 more",
        "… and 899 more",
        "… and 799 more",
    ]


# Hostile texts, in every format

HOSTILE = {
    "quotes": "\"'`",
    "markup": "</failure><x>]]>&amp;<!--",
    "controls": "\x00\x01\x08\x0b\x0c\x0e\x1b\x7f\x80\x9f",
    "line-ends": "a\nb\r\nc\rd\u2028e\u0085f",
    "surrogates": "\ud800 \udfff",
    "no-characters": "\ufffe\uffff\U0010ffff",
    "emoji": "👩‍👧‍👦 🇨🇳",
    "direction": "\u202edlrow\u202c",
    "github": "%0A::error::%25:,",
    "braces": "{0} {{ } {name!r}",
    "long": "元" * 5000,
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_can_be_written(text: str, form: str, language: Language) -> None:
    fault = Fault(f"rules/{text[:20]}", 1, 1, "FED902", message("found {text}", text=text), text, 3)
    outcome = Outcome(
        verb="test",
        pack=text,
        checked=1,
        summary=message("{text}", text=text),
        cases=(Case(text, text, text[:20], 1, 1, (fault,)),),
        faults=(fault, UNUSED),
        tables=(Table(message("{text}", text=text), (Message("a"),), ((text,),)),),
        blocks=(text,),
        data={text: text},
    )
    written = rendered(form, outcome, language)
    written.encode("utf-8")
    assert written.endswith("\n")
    assert written == rendered(form, outcome, language)
    if form == "junit":
        assert len(failing(junit(outcome, language))) == 1
    elif form == "sarif":
        assert len(sarif(outcome, language)["results"]) == 2
    elif form == "json":
        assert json.loads(written)["faults"][0]["message"] == f"found {text}"
    elif form == "github":
        assert [line.startswith("::") for line in written.splitlines()] == [True, True, False]
    else:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", written)


# Where the formats go


TARGETS = {
    "nothing": ([], [], [("text", "-")]),
    "one-format": (["json"], [], [("json", "-")]),
    "in-order": (["junit", "text"], ["t.xml"], [("junit", "t.xml"), ("text", "-")]),
    "all-files": (["sarif", "markdown"], ["a.sarif", "b.txt"], [("sarif", "a.sarif"), ("markdown", "b.txt")]),
    "by-name": ([], ["a.json", "b.SARIF", "c.xml"], [("json", "a.json"), ("sarif", "b.SARIF"), ("junit", "c.xml")]),
    "long-suffix": ([], ["a.sarif.json"], [("sarif", "a.sarif.json")]),
    "more-files": (["github"], ["-", "b.md", "c.txt"], [("github", "-"), ("markdown", "b.md"), ("text", "c.txt")]),
    "dash": ([], ["-"], [("text", "-")]),
}


@pytest.mark.parametrize(("formats", "outputs", "expected"), TARGETS.values(), ids=TARGETS)
def test_the_nth_output_belongs_to_the_nth_format(
    formats: list[str], outputs: list[str], expected: list[tuple[str, str]]
) -> None:
    assert report.targets(formats, outputs) == expected


WRONG = {
    "unknown-format": (["xml"], [], "there is no format `xml`"),
    "mistyped-format": (["jnuit"], [], "did you mean `junit`?"),
    "two-on-stdout": (["text", "json"], [], "only one format can go to stdout"),
    "two-dashes": (["json"], ["-", "-"], "only one format can go to stdout"),
    "no-suffix": ([], ["report"], "`report` tells no format"),
    "unknown-suffix": ([], ["report.html"], "`report.html` tells no format"),
    "one-file-twice": (["json", "junit"], ["a.x", "./a.x"], "two formats would go to the same file"),
}


@pytest.mark.parametrize(("formats", "outputs", "said"), WRONG.values(), ids=WRONG)
def test_formats_and_outputs_that_do_not_fit_are_wrong_usage(formats: list[str], outputs: list[str], said: str) -> None:
    with pytest.raises(typer.BadParameter) as error:
        report.targets(formats, outputs)
    assert said in str(error.value)


def test_the_names_of_the_formats_are_those_that_can_be_written() -> None:
    assert tuple(FORMATS) == report.FORMATS


WRONG_LINES = {
    "format": (["--format", "jnuit"], "did you mean `junit`?"),
    "stdout": (["-f", "json", "-f", "text"], "only one format can go to stdout"),
    "output": (["-o", "report.html"], "tells no format"),
    "language": (["--lang", "fr"], "there is no language `fr`"),
}


@pytest.mark.parametrize(("args", "said"), WRONG_LINES.values(), ids=WRONG_LINES)
def test_wrong_options_are_told_before_any_work_is_done(args: list[str], said: str) -> None:
    verb = typer.Typer()
    worked = []

    @verb.command()
    def check(formats: options.Formats = None, outputs: options.Outputs = None, lang: options.Lang = None) -> None:
        worked.append((formats, outputs, lang))

    done = RUNNER.invoke(verb, args)
    assert (done.exit_code, worked) == (2, [])
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert RUNNER.invoke(verb, ["-f", "json", "-o", "x.json", "--lang", "zh_CN"]).exit_code == 0
    assert worked == [(["json"], ["x.json"], "zh")]


LANGUAGES = {
    "given": ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
    "given-with-region": ("zh-CN", {}, "zh"),
    "given-english": ("en_GB", {"LANG": "zh_CN"}, "en"),
    "none": (None, {}, "en"),
    "lang": (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
    "lc-all-wins": (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
    "messages-win-over-lang": (None, {"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
    "empty-is-not-set": (None, {"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
    "other": (None, {"LANG": "fr_FR"}, "en"),
}


@pytest.mark.parametrize(("lang", "environment", "expected"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_is_that_of_the_option_or_the_locale(
    lang: str | None, environment: dict[str, str], expected: str
) -> None:
    assert report.chosen_language(lang, environment) == expected


def test_a_language_that_nothing_is_written_in_is_wrong_usage() -> None:
    with pytest.raises(typer.BadParameter, match="known are en, zh"):
        report.chosen_language("fr")


def finished(capfdbinary: pytest.CaptureFixture[bytes], outcome: Outcome, *options: Any) -> tuple[int, str]:
    """The exit code of `finish`, and what it wrote to stdout."""
    with pytest.raises(typer.Exit) as end:
        report.finish(outcome, *options)
    sys.stdout.flush()
    return end.value.exit_code, capfdbinary.readouterr().out.decode("utf-8")


@pytest.mark.usefixtures("own_codes")
def test_every_format_is_written_to_its_place(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out = finished(capfdbinary, TESTED, ["junit", "github", "sarif"], ["t.xml", "-", "s.sarif"], "en")
    assert (code, out) == (1, GITHUB)
    assert Path("t.xml").read_text(encoding="utf-8") == JUNIT
    assert json.loads(Path("s.sarif").read_bytes())["version"] == "2.1.0"


@pytest.mark.usefixtures("own_codes")
def test_only_files_leave_stdout_alone(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert finished(capfdbinary, with_faults(), None, ["r.json"], "en") == (0, "")


@pytest.mark.usefixtures("own_codes")
def test_text_goes_to_stdout_in_the_language_of_the_locale(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, out = finished(capfdbinary, with_faults(UNKNOWN))
    assert code == 3
    assert out.startswith("错误[FED901]: ")


EXITS = {
    "nothing-wrong": (with_faults(), 0),
    "warnings": (with_faults(UNUSED), 0),
    "errors": (with_faults(SPAN), 1),
    "unusable": (with_faults(SPAN, UNKNOWN), 3),
    "not-loaded": (Outcome("check", "", 0, Message("x"), faults=(UNUSED,), loaded=False), 3),
    "nothing-checked": (with_faults(checked=0), 4),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("outcome", "code"), EXITS.values(), ids=EXITS)
def test_the_exit_code_says_how_it_went(outcome: Outcome, code: int) -> None:
    assert outcome.exit_code == code


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize("form", FORMATS)
def test_a_pack_that_cannot_be_loaded_comes_out_in_every_format(
    form: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(typer.Exit) as end, report.loading("test", [form], None, "en"):
        raise PackError((UNKNOWN, SPAN))
    sys.stdout.flush()
    out = capfdbinary.readouterr().out.decode("utf-8")
    assert end.value.exit_code == 3
    assert out == rendered(
        form,
        Outcome("test", "", 0, message("the pack cannot be used; faults: {count}", count=2), faults=(UNKNOWN, SPAN)),
    )
    if form in {"junit", "json", "sarif", "text"}:
        assert UNKNOWN.message in out


def test_a_broken_pack_still_gives_every_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the codes, pages and sentences of the project itself."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(default_pack_path(), "pack")
    with Path("pack/money.toml").open("a", encoding="utf-8") as file:
        file.write("patern = '元'\n")
    lines = Path("pack/money.toml").read_text(encoding="utf-8").count("\n")
    with pytest.raises(typer.Exit) as end, report.loading("test", [], ["t.xml", "s.sarif", "r.json", "r.txt"], "zh"):
        load_pack(Path("pack"))
    assert end.value.exit_code == 3
    [case] = ET.parse("t.xml").iter("testcase")  # noqa: S314 - our own
    assert (case.get("file"), case.get("line"), case[0].tag) == ("pack/money.toml", str(lines), "error")
    [result] = json.loads(Path("s.sarif").read_bytes())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == lines
    assert json.loads(Path("r.json").read_bytes())["exit_code"] == 3
    assert f"\n{lines} | patern = '元'\n" in Path("r.txt").read_text(encoding="utf-8")


# Pages of the codes


def run(*args: str) -> Any:
    return RUNNER.invoke(app, ["rules", "explain-code", *args], prog_name="fedparse")


@pytest.mark.usefixtures("own_codes")
def test_a_code_is_explained() -> None:
    done = run("fed901", "FED904", "--lang", "en")
    assert done.exit_code == 0
    assert done.stdout == (
        "FED901 unknown-key (error; the pack cannot be used with it)\nA key that no rule has\n\n"
        "Write `{pattern}`, not `patern`.\n\n"
        "FED904 todo (note)\nAn example that may fail\n\nNothing need be done.\n"
    )


@pytest.mark.usefixtures("own_codes")
def test_a_code_is_explained_in_chinese() -> None:
    assert run("FED903", "--lang", "zh").stdout == "FED903 unused-macro (警告)\n宏没有被使用\n\n删去它。\n"


@pytest.mark.usefixtures("own_codes")
def test_all_codes_are_listed() -> None:
    assert run("--all", "--lang", "en").stdout == (
        "code    name          level    title\n"
        "------  ------------  -------  -------------------------------\n"
        "FED901  unknown-key   error    A key that no rule has\n"
        "FED902  wrong-span    error    An example finds something else\n"
        "FED903  unused-macro  warning  Nothing uses a macro\n"
        "FED904  todo          note     An example that may fail\n"
    )


USAGE = {
    "mistyped": (["FED909"], "there is no code `FED909`; did you mean `FED90"),
    "nonsense": (["hello"], "there is no code `hello`; `fedparse rules explain-code --all` lists them"),
    "neither": ([], "name a code, as FED001, or give --all"),
    "both": (["FED901", "--all"], "name a code, as FED001, or give --all"),
    "language": (["FED901", "--lang", "fr"], "there is no language `fr`"),
}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.parametrize(("args", "said"), USAGE.values(), ids=USAGE)
def test_what_cannot_be_explained_is_wrong_usage(args: list[str], said: str) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_the_page_of_the_codes_is_the_one_that_is_made() -> None:
    """Make it again: `fedparse rules explain-code --all --format markdown --output docs/codes.md`."""
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == codes_page()


@pytest.mark.parametrize("id_", codes())
def test_every_code_has_its_texts_in_both_languages(id_: str) -> None:
    code = codes()[id_]
    assert re.fullmatch(r"FED\d{3}", id_)
    assert code.level in {"error", "warning", "note"}
    assert set(code.titles) == set(code.pages) == {"en", "zh"}


def test_every_sentence_of_the_outputs_has_its_translation() -> None:
    sources = [*(ROOT / "fedparse" / "reporting").glob("*.py"), Path(report.__file__)]
    said = {
        found for path in sources for found in re.findall(r'\bmessage\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert said
    assert said <= set(catalogue("zh"))


# Continuous integration


def documents(page: str) -> list[Any]:
    """The YAML of a page, block by block."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(block) for block in blocks]


CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
GITHUB_WORKFLOW, GITLAB_WORKFLOW, PRE_COMMIT = documents(CI)
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SHELL = [step["run"] for step in GITHUB_WORKFLOW["jobs"]["rules"]["steps"] if "run" in step]
SHELL += [line for job in GITLAB_WORKFLOW.values() if isinstance(job, dict) for line in job.get("script", ())]
SHELL += [hook["entry"] for hook in HOOKS]
VERBS = {
    "check",
    "test",
    "list",
    "show",
    "explain",
    "diff",
    "coverage",
    "mutate",
    "eval",
    "new",
    "fmt",
    "schema",
    "lock",
}


def rules_commands() -> list[str]:
    """Every `fedparse rules …` of the workflows and hooks, up to the next command of its line."""
    joined = "\n".join(SHELL).replace("\\\n", " ")
    return sorted(
        {" ".join(found.split()) for found in re.findall(r"^ *(fedparse rules [^|&;\n]+)", joined, re.MULTILINE)}
    )


def test_the_workflows_check_test_and_diff() -> None:
    verbs = [command.split()[2] for command in rules_commands()]
    assert sorted(verbs) == ["check", "check", "check", "diff", "diff", "fmt", "test", "test", "test"]


@pytest.mark.parametrize("command", rules_commands())
def test_a_command_of_a_workflow_is_one_that_we_take(command: str) -> None:
    _, _, verb, *words = shlex.split(command)
    assert verb in VERBS
    group: Any = typer.main.get_command(app)
    known = group.get_command(None, "rules").commands[verb]
    taken = {option for parameter in known.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= taken
    given = {name: [words[at + 1] for at, word in enumerate(words) if word == name] for name in ("--format", "-o")}
    # Every format has a place of its own: this is no wrong usage.
    assert report.targets(given["--format"], given["-o"])


def test_the_github_workflow_shows_all_that_is_wrong_at_once() -> None:
    job = GITHUB_WORKFLOW["jobs"]["rules"]
    names = [step.get("name", "") for step in job["steps"]]
    assert [name for name in names if name] == [
        "Install",
        "Check",
        "Test with coverage",
        "Diff against the merge base",
        "Summary",
        "Comment",
        "Code scanning",
        "Keep the reports",
    ]
    later = job["steps"][names.index("Check") + 1 :]
    assert all("!cancelled()" in step["if"] for step in later)
    assert job["permissions"] == {"contents": "read", "pull-requests": "write", "security-events": "write"}
    # The one event whose token may write to the repository while code of a stranger runs.
    assert "pull_request_target" not in CI


def test_the_gitlab_jobs_keep_their_reports_when_they_fail() -> None:
    jobs = {
        name: job["artifacts"] for name, job in GITLAB_WORKFLOW.items() if isinstance(job, dict) and "artifacts" in job
    }
    assert set(jobs) == {"rules check", "rules test", "rules diff"}
    assert all(artifacts["when"] == "always" for artifacts in jobs.values())
    assert jobs["rules check"]["reports"] == {"codequality": "gl-code-quality-report.json"}
    assert jobs["rules test"]["reports"] == {"junit": "test.xml"}


@pytest.mark.usefixtures("own_codes")
@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_gitlab_job_makes_code_quality_of_the_json() -> None:
    [program] = re.findall(r"jq '(\[\.faults\[\].*?)' check\.json", CI, re.DOTALL)
    done = subprocess.run(
        [shutil.which("jq") or "jq", program], input=rendered("json", TESTED).encode(), capture_output=True, check=True
    )
    assert json.loads(done.stdout)[1] == {
        "description": "macro `ten` is not used",
        "check_name": "FED903",
        "fingerprint": "FED903 rules/macros.toml  9 macro `ten` is not used",
        "severity": "minor",
        "location": {"path": "rules/macros.toml", "lines": {"begin": 9}},
    }


def test_the_hooks_are_those_that_the_page_uses() -> None:
    assert {hook["id"] for hook in HOOKS} == {hook["id"] for hook in PRE_COMMIT["repos"][0]["hooks"]}
    for hook in HOOKS:
        assert hook["pass_filenames"] is False
        assert hook["language"] == "python"
        # A hook named `fedparse-rules-check` runs `fedparse rules check`.
        assert hook["entry"] == hook["id"].replace("-", " ")


def test_the_hooks_run_for_the_files_of_a_pack_and_no_others() -> None:
    pack = default_pack_path()
    files = [f"patterns/{path.relative_to(pack).as_posix()}" for path in pack.rglob("*") if path.is_file()]
    data = [name for name in files if name.endswith((".toml", ".tsv", ".txt"))]
    for hook in HOOKS:
        assert [name for name in files if re.search(hook["files"], name)] == data
        assert not re.search(hook["files"], "docs/patterns.toml")
