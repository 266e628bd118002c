"""What of a pack its examples and a corpus reach: by rule, alternative, macro and term."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.packs import load_pack
from fedparse.ruletools.coverage import Coverage, Term, coverage, measure

if TYPE_CHECKING:
    from pathlib import Path


PACK = """name = "工会"
version = "1.0"
extends = "fedparse"
rules = ["rules.toml"]
"""
MACROS = """[macro.shop]
doc = "铺面"
pattern = '(?:爿|甗(?!器)|(?<!石)鼎)'
examples = ["爿"]
"""
RULES = """[[rule]]
id = "count.shop"
kind = "count"
title = "铺面"
anchor = "number"
before = '(?<!第|原有)'
after = '(?P<unit>{shop})(?:左右|有余)?(?!子)'
examples = ["增设【3爿｜3】", "得【2鼎｜2】"]
counter_examples = ["原有3爿", "买了3爿子"]

[[rule]]
id = "count.jar"
kind = "count"
title = "坛罐"
anchor = "number"
after = '[ ]?(?P<unit>坛|罐|(?:彩)?瓿)'
examples = [
  "送酒【3坛｜3】",
  "藏【2彩瓿｜2】",
]
counter_examples = ["3个坛"]

[[rule]]
id = "count.never"
kind = "count"
title = "从不匹配"
anchor = "number"
after = '(?P<unit>簋)'
examples = ["【3簠｜3】"]
counter_examples = ["簋"]
"""


@pytest.fixture(autouse=True)
def _nowhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run where no project has defaults for them."""
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pack")
    for name, text in (("pack.toml", PACK), ("macros.toml", MACROS), ("rules.toml", RULES)):
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def found(root: Path) -> Coverage:
    return measure(load_pack(root), corpus=["库存陶器2罐、3坛。"])


@pytest.mark.parametrize(
    ("name", "part", "text", "hit"),
    [
        pytest.param("macro.shop", "branch", "爿", True, id="a branch that a macro's example takes"),
        pytest.param("macro.shop", "branch", "甗(?!器)", False, id="a branch that none takes"),
        pytest.param("macro.shop", "branch", "(?<!石)鼎", True, id="a branch that a rule's example takes"),
        pytest.param("macro.shop", "lookaround", "器", False, id="a lookahead that keeps nothing out"),
        pytest.param("macro.shop", "lookaround", "石", False, id="a lookbehind that keeps nothing out"),
        pytest.param("count.shop", "branch", "第", False, id="a forbidden branch that nothing has"),
        pytest.param("count.shop", "branch", "原有", True, id="a forbidden branch that a counter-example has"),
        pytest.param("count.shop", "lookaround", "子", True, id="a lookahead that keeps a counter-example out"),
        pytest.param("count.shop", "optional", "(?:左右|有余)", False, id="an option that is never taken"),
        pytest.param("count.shop", "branch", "左右", False, id="a branch of an option"),
        pytest.param("count.jar", "optional", "[ ]", False, id="a space"),
        pytest.param("count.jar", "branch", "坛", True, id="a first branch"),
        pytest.param("count.jar", "branch", "罐", False, id="a branch that only the corpus takes"),
        pytest.param("count.jar", "optional", "(?:彩)", True, id="an option that is taken"),
    ],
)
def test_alternatives(found: Coverage, name: str, part: str, text: str, hit: bool) -> None:
    (number,) = [
        number
        for number in found.measured
        if (a := found.alternatives[number]).site.name == name and (a.part, a.text) == (part, text)
    ]
    assert (number in found.examples.alternatives) is hit


def test_only_what_is_the_packs_own_is_measured(found: Coverage) -> None:
    names = {found.alternatives[number].site.name for number in found.measured}
    assert names == {"macro.shop", "count.shop", "count.jar"}
    assert [rule.id for rule in found.rules] == ["count.shop", "count.jar", "count.never"]


def test_rules(found: Coverage) -> None:
    assert found.examples.rules == {"count.shop", "count.jar"}
    assert found.corpus
    assert found.corpus.rules >= {"count.jar"}
    assert not found.corpus.rules & {"count.shop", "count.never"}


def test_a_corpus_reaches_other_alternatives(found: Coverage) -> None:
    assert found.corpus
    hit = {found.alternatives[n].text for n in found.corpus.alternatives if n in found.measured}
    assert hit == {"坛", "罐"}


def test_terms() -> None:
    found = measure(load_pack(), ("guard.phrase", "count.measure"), ["全年2018人次，“六一”前夕。"])
    assert Term("guards", "一手抓") in found.examples.terms
    assert Term("measures", "名") in found.examples.terms
    assert Term("measures", "袋子") not in found.examples.terms
    assert found.corpus
    assert Term("measures", "人次") in found.corpus.terms


def test_each_finding_stands_at_its_alternative(root: Path) -> None:
    outcome = coverage(load_pack(root))
    lines = {name: (root / name).read_text(encoding="utf-8").splitlines() for name in ("macros.toml", "rules.toml")}
    parts = {}
    for fault in outcome.faults:
        line = lines[fault.path.rpartition("/")[2]][fault.line - 1]
        end = fault.end_column or len(line) + 1
        parts[line[fault.column - 1 : end - 1]] = fault.code
    assert parts == {
        "甗(?!器)": "FED085",
        "器": "FED085",
        "石": "FED085",
        "第": "FED085",
        "(?:左右|有余)": "FED085",
        "左右": "FED085",
        "有余": "FED085",
        "[ ]": "FED085",
        "罐": "FED085",
        'id = "count.never"': "FED087",
    }


def test_a_pattern_on_several_lines(tmp_path: Path) -> None:
    after = "after = '''(?P<unit>\n  坛\n    |罐\n)'''"
    rules = RULES.replace("after = '[ ]?(?P<unit>坛|罐|(?:彩)?瓿)'", after).replace("藏【2彩瓿｜2】", "藏【2坛｜2】")
    for name, text in (("pack.toml", PACK), ("macros.toml", MACROS), ("rules.toml", rules)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    fault = next(f for f in coverage(load_pack(tmp_path), ("count.jar",)).faults if "罐" in f.message)
    line = (tmp_path / "rules.toml").read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert (line, fault.column, fault.end_column) == ("    |罐", 6, 7)


# The command


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and output."""
    result = CliRunner().invoke(app, ["rules", "coverage", *map(str, arguments), "--lang", "en"])
    return result.exit_code, result.stdout


def codes(output: str) -> dict[str, int]:
    faults = [fault["code"] for fault in json.loads(output)["faults"]]
    return {code: faults.count(code) for code in sorted(set(faults))}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "found"),
    [
        pytest.param([], 1, {"FED085": 9, "FED087": 1}, id="a rule that is not hit"),
        pytest.param(["-k", "count.jar"], 0, {"FED085": 2}, id="notes only"),
        pytest.param(["-k", "count.jar", "--min", "60"], 0, {"FED085": 2}, id="enough"),
        pytest.param(["-k", "count.jar", "--min", "80"], 1, {"FED085": 2, "FED086": 1}, id="not enough"),
        pytest.param(["-k", "no.such"], 4, {}, id="nothing chosen"),
    ],
)
def test_exit_codes(root: Path, arguments: list[str], exit_code: int, found: dict[str, int]) -> None:
    code, output = run(root, *arguments, "--format", "json")
    assert (code, codes(output)) == (exit_code, found)


def test_a_corpus_of_nothing_is_never_green(root: Path, tmp_path: Path) -> None:
    code, output = run(root, "-k", "count.jar", "--corpus", tmp_path)
    assert code == 4
    assert "there is no text in the corpus" in output


def test_a_corpus(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("库存2罐。", encoding="utf-8")
    data = json.loads(run(root, "-k", "count.jar", "--corpus", tmp_path, "--format", "json")[1])["data"]
    hit = {entry["text"]: (entry["examples"], entry["corpus"]) for entry in data["alternatives"]}
    assert hit["罐"] == (False, True)
    assert hit["坛"] == (True, False)
    assert data["rules"] == [{"rule": "count.jar", "examples": True, "corpus": True}]


def test_a_pack_that_does_not_load(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 3


@pytest.mark.parametrize("verb", ["coverage", "mutate"])
def test_a_pattern_that_does_not_compile(tmp_path: Path, verb: str) -> None:
    rules = RULES.replace("坛|罐", "坛|(罐")
    for name, text in (("pack.toml", PACK), ("macros.toml", MACROS), ("rules.toml", rules)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", verb, str(tmp_path), "--lang", "en"])
    assert result.exit_code == 3
    line = 1 + rules.splitlines().index(next(text for text in rules.splitlines() if "坛|(罐" in text))
    assert f"rules.toml:{line}:1" in result.output


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(r"(?P<unit>(?:坛|罐))(?V1)(?:[[a-z]--[aeiou]])?", id="a way of writing that we do not read"),
        pytest.param(r"(?P<unit>(坛|罐)\2?)", id="groups by number"),
        pytest.param(r"(?P<unit>坛)(?(unit)|x)", id="a condition"),
    ],
)
def test_patterns_that_are_written_otherwise(tmp_path: Path, after: str) -> None:
    rules = RULES.replace("[ ]?(?P<unit>坛|罐|(?:彩)?瓿)", after)
    for name, text in (("pack.toml", PACK), ("macros.toml", MACROS), ("rules.toml", rules)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = measure(load_pack(tmp_path), ("count.jar",))
    assert found.examples.rules == {"count.jar"}


def test_the_sentences_in_chinese(root: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "coverage", str(root), "-k", "count.jar", "--lang", "zh"])
    assert "`count.jar`：没有示例走分支 `罐`" in result.stdout
    assert "示例用到 5 处分支中的 3 处（60.0 %），1 条规则中的 1 条" in result.stdout
