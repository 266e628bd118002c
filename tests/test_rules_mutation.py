"""Mutants: what is changed, which example notices, and the line to add for those that none does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.packs import load_pack
from fedparse.ruletools import mutants
from fedparse.ruletools.mutate import Result, mutate, results
from fedparse.ruletools.run import run_example
from fedparse.ruletools.sites import Site
from fedparse.ruletools.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from fedparse.packs import RulePack

PACK = """name = "工会"
version = "1.0"
extends = "fedparse"
rules = ["rules.toml"]
"""
MACROS = """[macro.shop]
doc = "铺面"
pattern = '(?:爿|鼎|甗)'
examples = ["爿"]
"""
RULES = """[[rule]]
id = "count.shop"
kind = "count"
title = "铺面"
anchor = "number"
before = '(?<!原有)'
inside = '[0-9]{1,3}'
after = '(?P<unit>{shop})[ ]?(?:左右)?(?!子|板)'
overrides = ["count.jar"]
priority = 2
examples = ["增设【3爿｜3】", "增设【112爿左右｜112】"]
counter_examples = ["买了3爿子", "买了1123爿"]

[[rule]]
id = "count.jar"
kind = "count"
title = "坛罐"
anchor = "number"
after = '(?P<unit>坛|罐)'
examples = ["送酒【3坛｜3】", "送酒【5罐｜5】"]
counter_examples = ["三坛会"]

[[rule]]
id = "ratio.in_three"
kind = "ratio"
title = "三成五"
pattern = '占(?P<times>两|三)鬲'
set = { kind = "multiple", scale = "1" }
examples = ["【占三鬲｜3】", "【占两鬲｜2】"]
counter_examples = ["鬲"]
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> RulePack:
    root = tmp_path_factory.mktemp("pack")
    for name, text in (("pack.toml", PACK), ("macros.toml", MACROS), ("rules.toml", RULES)):
        (root / name).write_text(text, encoding="utf-8")
    return load_pack(root)


@pytest.fixture(scope="module")
def found(pack: RulePack) -> list[Result]:
    return results(pack)


# What is changed


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        pytest.param("元", [], id="nothing to change"),
        pytest.param("(?:元|角|分)", ["(?:角|分)", "(?:元|分)", "(?:元|角)"], id="branches"),
        pytest.param("元|", ["", "元"], id="an empty branch"),
        pytest.param("约?元", ["元", "约元"], id="an option: absent, required"),
        pytest.param("[0-9]+", ["[0-9]*", "[0-9]"], id="once or more: not at all, once only"),
        pytest.param("[0-9]*?", ["", "[0-9]+?"], id="any: absent, once at least"),
        pytest.param("[0-9]{0,8}", ["", "[0-9]{1,8}", "[0-9]{0,7}"], id="bounds from nothing"),
        pytest.param("[0-9]{2,4}", ["[0-9]{1,4}", "[0-9]{2,3}"], id="bounds"),
        pytest.param("[0-9]{4}", ["[0-9]{3,4}"], id="exactly"),
        pytest.param("[0-9]{1,2}+", ["[0-9]{0,2}+", "[0-9]"], id="possessive"),
        pytest.param("(?<!第)元(?=整)", ["元(?=整)", "(?<!第)元"], id="lookarounds"),
    ],
)
def test_mutants_of_a_pattern(text: str, changed: list[str]) -> None:
    found = [mutant.written(text) for mutant in mutants.of_pattern(Site("count.x", "after"), text)]
    assert sorted(found) == sorted(changed)


def test_mutants_of_a_rule(pack: RulePack) -> None:
    rule = next(rule for rule in pack.rules if rule.id == "count.shop")
    assert [(m.what, m.part) for m in mutants.of_rule(rule)] == [
        ("key", "inside"),
        ("key", "before"),
        ("key", "after"),
        ("override", "count.jar"),
        ("priority", "2"),
    ]


def test_what_only_saves_time_is_not_changed() -> None:
    rules = load_pack().rules
    dropped = {m.part for rule in rules for m in mutants.of_rule(rule) if m.what == "constant"}
    assert dropped >= {"rank", "page", "value"}
    assert not dropped & {"starts", "ends", "cues", "opens"}


# What becomes of them


@pytest.mark.parametrize(
    ("name", "what", "part", "fate"),
    [
        pytest.param("macro.shop", "branch", "爿", "killed", id="a macro's example"),
        pytest.param("macro.shop", "branch", "甗", "survived", id="a branch of a macro that nothing shows"),
        pytest.param("count.shop", "lookaround", "(?<!原有)", "survived", id="a lookbehind without counter-example"),
        pytest.param("count.shop", "lookaround", "(?!子|板)", "killed", id="a lookahead with one"),
        pytest.param("count.shop", "branch", "子", "killed", id="a branch of it"),
        pytest.param("count.shop", "branch", "板", "survived", id="another branch of it"),
        pytest.param("count.shop", "key", "before", "survived", id="a key"),
        pytest.param("count.shop", "key", "inside", "killed", id="a key with a counter-example"),
        pytest.param("count.shop", "key", "after", "void", id="a key without which the rule would not be loaded"),
        pytest.param("count.shop", "priority", "2", "survived", id="a priority"),
        pytest.param("count.shop", "override", "count.jar", "survived", id="an override"),
        pytest.param("count.jar", "branch", "罐", "killed", id="a branch with an example"),
        pytest.param("ratio.in_three", "constant", "kind", "void", id="a constant that must be there"),
        pytest.param("ratio.in_three", "constant", "scale", "survived", id="a constant that is the same without"),
    ],
)
def test_fates(found: list[Result], name: str, what: str, part: str, fate: str) -> None:
    matching = [r for r in found if (r.mutant.site.name, r.mutant.what, r.mutant.part) == (name, what, part)]
    assert [result.fate for result in matching] == [fate]


def test_bounds(found: list[Result]) -> None:
    fates = {r.mutant.new: r.fate for r in found if r.mutant.part == "[0-9]{1,3}"}
    assert fates == {"[0-9]{0,3}": "survived", "[0-9]{1,2}": "killed"}
    assert [r.fate for r in found if r.mutant.part == "[ ]?" and not r.mutant.new] == ["survived"]
    assert [r.fate for r in found if r.mutant.part == "(?:左右)?"] == ["killed", "killed"]


def test_it_is_told_which_example_kills(found: list[Result]) -> None:
    killer = next(r.line for r in found if (r.mutant.what, r.mutant.part) == ("branch", "子"))
    assert killer == "买了3爿子"


def test_survivors_fail_no_example(pack: RulePack, found: list[Result]) -> None:
    """The short way (only examples in which a pattern answers otherwise) misses nothing that the long one finds."""
    study = Study(pack)
    lines = [line for n, line in enumerate(study.lines) if n % 9 == 0 or line.rule in {"count.shop", "count.jar"}]
    for result in found:
        changed = study.changed(result.mutant) if result.fate == "survived" else None
        if changed:
            rules = {rule.id: rule for rule in changed.rules}
            assert [line for line in lines if run_example(changed, rules[line.rule], line.text)] == []


def test_nothing_hangs_on_the_number_of_processes(pack: RulePack, found: list[Result]) -> None:
    assert results(pack, jobs=2) == found


# Lines to add


@pytest.mark.parametrize(
    ("what", "part", "advice"),
    [
        pytest.param("branch", "甗", ("macro.shop", "examples", "甗"), id="an example of a macro"),
        pytest.param("branch", "板", ("count.shop", "counter_examples", "增设3爿板"), id="a counter-example"),
        pytest.param("lookaround", "(?<!原有)", ("count.shop", "counter_examples", "增设原有3爿"), id="before"),
        pytest.param("bound", "[ ]?", ("count.shop", "examples", "增设【3爿 左右｜3】"), id="an example"),
        pytest.param("key", "before", ("count.shop", "counter_examples", "增设原有3爿"), id="for a key"),
        pytest.param("priority", "2", None, id="none"),
    ],
)
def test_advice(found: list[Result], what: str, part: str, advice: tuple[str, str, str] | None) -> None:
    told = [r.advice for r in found if r.fate == "survived" and (r.mutant.what, r.mutant.part) == (what, part)]
    assert told == [advice]


def test_what_is_advised_kills(pack: RulePack, found: list[Result]) -> None:
    study = Study(pack)
    told = [(result.mutant, result.advice) for result in found if result.advice]
    assert told
    for mutant, advice in told:
        changed = study.changed(mutant)
        assert changed is not None
        if advice.owner.startswith("macro."):
            name = advice.owner.removeprefix("macro.")
            assert pack.macros[name].compiled.fullmatch(advice.line)
            assert not changed.macros[name].compiled.fullmatch(advice.line)
        else:
            old, new = (next(r for r in p.rules if r.id == advice.owner) for p in (pack, changed))
            assert not run_example(pack, old, advice.line)
            assert run_example(changed, new, advice.line)


# The report


def test_findings(pack: RulePack) -> None:
    outcome = mutate(pack, ("count.shop",), 95)
    assert {fault.code for fault in outcome.faults} == {"FED088", "FED089"}
    fault = next(fault for fault in outcome.faults if "`板`" in fault.message)
    assert fault.message == (
        "`count.shop`: every example holds without `板`; add to `counter_examples` of `count.shop`: 增设3爿板"
    )
    assert fault.text.said("zh") == (
        "`count.shop`：去掉 `板`，示例照样通过；请在 `count.shop` 的 `counter_examples` 里加上：增设3爿板"
    )
    after = next(line for line in RULES.splitlines() if line.startswith("after"))
    assert after[fault.column - 1 : (fault.end_column or 0) - 1] == "板"


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        pytest.param(["-k", "count.jar"], 0, id="no bar"),
        pytest.param(["-k", "count.jar", "--min", "100"], 0, id="all killed"),
        pytest.param(["-k", "count.shop", "--min", "90"], 1, id="under the bar"),
        pytest.param(["-k", "no.such"], 4, id="nothing chosen"),
    ],
)
def test_exit_codes(pack: RulePack, arguments: list[str], exit_code: int) -> None:
    result = CliRunner().invoke(app, ["rules", "mutate", pack.path, *arguments, "--jobs", "1"])
    assert result.exit_code == exit_code, result.output


def test_data(pack: RulePack) -> None:
    arguments = ["rules", "mutate", pack.path, "-k", "count.jar", "--jobs", "1", "--format", "json"]
    data = json.loads(CliRunner().invoke(app, arguments).stdout)["data"]
    assert data["score"] == 100.0
    assert data["mutants"][0] == {
        "rule": "count.jar",
        "key": "after",
        "change": "branch",
        "part": "坛",
        "new": "",
        "fate": "killed",
        "killed_by": "送酒【3坛｜3】",
        "add": None,
    }


def test_a_pack_that_does_not_load(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["rules", "mutate", str(tmp_path)]).exit_code == 3


def test_terms_of_short_lexicons() -> None:
    study = Study(load_pack())
    terms = {m.part: m for m in study.mutants() if m.what == "term"}
    assert {"约", "廿", "过半"} <= terms.keys()
    changed = study.changed(terms["俩"])
    assert changed is not None
    assert "俩" not in changed.lexicons["numerals"].rows
    assert study.killer(terms["俩"], changed)
