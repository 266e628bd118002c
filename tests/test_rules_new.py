"""`fedparse rules new`: what is printed holds, as part of a real pack, and everything else still does."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.loader import read_pack
from fedparse.packs import default_pack_path, load_pack
from fedparse.ruletools.new import new
from fedparse.ruletools.run import rule_examples, run_example
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fedparse.ruletools.outcome import Outcome

BUILT_IN = load_pack()


class Draft(NamedTuple):
    """What is asked for, and the keys of the rule that comes of it."""

    kind: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    keys: dict[str, Any]


DRAFTS = {
    "unit-that-no-lexicon-has": Draft(
        "count", ("发放爱心包【30提｜30 unit=提】",), (), {"anchor": "number", "after": "[ ]?(?P<unit>提)"}
    ),
    "two-units": Draft(
        "count",
        ("发放爱心包【30提｜30 unit=提】", "领取【近50挂｜50 comparator=~】鞭炮"),
        (),
        {"anchor": "number", "after": "[ ]?(?P<unit>挂|提)"},
    ),
    "unit-with-an-approximator": Draft(
        "count",
        ("发放【30提以上｜30 comparator=>=】物品",),
        (),
        {"anchor": "number", "after": "[ ]?(?P<unit>提)(?P<tail>{tail})?"},
    ),
    "counter-example-asks-for-the-word-before": Draft(
        "count",
        ("发放爱心包【30提｜30】",),
        ("提高30提升",),
        {"anchor": "number", "before": "包", "after": "[ ]?(?P<unit>提)"},
    ),
    "words-before-of-several": Draft(
        "count",
        ("发放爱心包【30提｜30】", "赠送慰问品【20提｜20】"),
        ("提高30提升", "30提前"),
        {"anchor": "number", "before": "(?:慰问品|包)", "after": "[ ]?(?P<unit>提)"},
    ),
    "money-without-its-unit": Draft(
        "money", ("罚没【30万｜300000】,上缴国库",), (), {"anchor": "number", "before": "罚没"}
    ),
    "ratio-of-a-new-unit": Draft(
        "ratio",
        ("提升【3个点｜0.03】",),
        (),
        {"anchor": "number", "after": "个点", "set": {"kind": "percent", "scale": "0.01"}},
    ),
    "ratio-by-its-value": Draft(
        "ratio", ("占【3分｜0.3】",), (), {"anchor": "number", "after": "分", "set": {"kind": "tenths", "scale": "0.1"}}
    ),
    "guard-with-any-number": Draft(
        "guard", ("荣获【3星】称号", "荣获【5星】称号"), (), {"anchor": "number", "after": "星"}
    ),
    "heading-with-a-number-that-is-none": Draft(
        "heading",
        ("【甲、】加强领导\n乙丙丁",),
        (),
        {
            "pattern": r"^[^\S\n]{0,8}\K(?P<number>甲)、",
            "set": {"style": "chinese", "rank": 2, "place": "line"},
        },
    ),
    "noise-line": Draft(
        "noise",
        ("正文。\n【下载本文请点此】\n正文二。",),
        (),
        {"pattern": "^下载本文请点此$", "set": {"place": "line"}},
    ),
    "noise-inside-a-line": Draft(
        "noise", ("妇联【※点此关注※】开展活动。",), (), {"pattern": "※点此关注※", "set": {"place": "inside"}}
    ),
    "title-between-other-signs": Draft(
        "document",
        ("学习〔【妇女工作规定】〕精神",),
        ("〔2019〕3号",),
        {"pattern": r"〔(?P<title>[^〔〕\n]{0,80}规定)〕"},
    ),
    "diagnostic": Draft(
        "diagnostic",
        ("资助【某甲｜code=placeholder】一次",),
        ("资助甲",),
        {"pattern": "某甲", "set": {"code": "placeholder"}},
    ),
}


@cache
def drafted(name: str) -> Outcome:
    draft = DRAFTS[name]
    id_ = f"{draft.kind}.{name.replace('-', '_')}"
    return new(BUILT_IN, draft.kind, draft.examples, draft.counter_examples, id_=id_)


@pytest.mark.parametrize("name", DRAFTS)
def test_draft(name: str) -> None:
    draft, outcome = DRAFTS[name], drafted(name)
    assert [str(fault) for fault in outcome.faults] == []
    (table,) = tomllib.loads(outcome.blocks[0])["rule"]
    given = {
        "id": f"{draft.kind}.{name.replace('-', '_')}",
        "kind": draft.kind,
        "title": "（规则名称）",
        "examples": list(draft.examples),
        "counter_examples": list(draft.counter_examples),
    }
    assert table == given | draft.keys
    assert outcome.data["file"] == shown_path(f"{default_pack_path()}/{draft.kind}.toml")


def extended(root: Path, rules: str) -> Path:
    """A pack that extends the built-in one by some rules."""
    (root / "rules.toml").write_text(rules, encoding="utf-8")
    head = 'name = "drafted"\nversion = "1"\nextends = "fedparse"\nrules = ["rules.toml"]\n'
    (root / "pack.toml").write_text(head, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", DRAFTS)
def test_draft_holds_as_a_rule_of_a_pack(name: str, tmp_path: Path) -> None:
    pack = read_pack(extended(tmp_path, drafted(name).blocks[0]))
    made = [example for example in rule_examples(pack) if pack.is_own(example.rule.written)]
    assert len(made) == len(DRAFTS[name].examples) + len(DRAFTS[name].counter_examples)
    assert [problem for example in made if (problem := run_example(pack, example.rule, example.text))] == []


# Words that need no rule

ENTRIES = {
    "programme": (
        "program",
        ["扩建【扶智育苗角｜扶智育苗角 category=venue】"],
        "programs",
        "扶智育苗角\t\tvenue\tyes",
    ),
    "festival": (
        "date",
        ["【植树日｜2019-03-12 festival=植树节】种树"],
        "festivals",
        "植树日\t植树节\t03-12\tnone",
    ),
    "phrase": ("guard", ["落实【五帮六助】机制"], "guards", "五帮六助"),
}


@pytest.mark.parametrize(("kind", "examples", "lexicon", "line"), ENTRIES.values(), ids=ENTRIES)
def test_a_word_needs_no_rule(kind: str, examples: list[str], lexicon: str, line: str) -> None:
    outcome = new(BUILT_IN, kind, examples)
    assert [str(fault) for fault in outcome.faults] == []
    assert outcome.blocks == (line,)
    assert outcome.data["file"] == str(default_pack_path() / BUILT_IN.lexicons[lexicon].path)
    assert str(outcome.summary) == f"add this line to {outcome.data['file']}; no rule is needed"


def test_a_pack_that_inherits_the_lexicon_adds_to_it(tmp_path: Path) -> None:
    outcome = new(read_pack(extended(tmp_path, "")), "guard", ["落实【五帮六助】机制"])
    assert outcome.data["file"] == f"{tmp_path}/pack.toml [terms] guards"


def test_a_pack_without_rules_of_the_kind_gets_them_into_its_file(tmp_path: Path) -> None:
    outcome = new(read_pack(extended(tmp_path, "")), "count", ["发放【30提】物品"])
    assert outcome.data["file"] == f"{tmp_path}/rules.toml"


# What is there already


def test_what_the_pack_finds_needs_nothing() -> None:
    outcome = new(BUILT_IN, "count", ["慰问困难妇女【30名｜30】", "发书【20册｜20】"])
    assert str(outcome.summary) == "nothing to add: the pack finds it already, by count.measure"
    assert (outcome.blocks, outcome.exit_code) == ((), 0)


def test_only_what_the_pack_does_not_find_goes_into_the_rule() -> None:
    outcome = new(BUILT_IN, "count", ["慰问困难妇女【30名｜30】", "发放爱心包【30提｜30】"])
    (table,) = tomllib.loads(outcome.blocks[0])["rule"]
    assert table["examples"] == ["发放爱心包【30提｜30】"]


# What cannot be drafted


class Refusal(NamedTuple):
    """What is asked for, and why there is no rule."""

    kind: str
    examples: list[str]
    said: list[str]
    counter_examples: Sequence[str] = ()
    options: Mapping[str, str] = MappingProxyType({})


REFUSALS = {
    "wrong-value": Refusal("count", ["发放爱心包【30提｜31】"], ["no draft holds; the last one: *"]),
    "counter-example-is-the-example": Refusal(
        "count", ["发放【3提】"], ["no draft holds; the last one: *"], counter_examples=["发放3提"]
    ),
    "no-number": Refusal(
        "count", ["发放【提包】"], ["nothing in the marked span tells how a rule of kind `count` could find it"]
    ),
    "no-unit": Refusal(
        "count", ["发放【3】"], ["nothing in the marked span tells how a rule of kind `count` could find it"]
    ),
    "earlier-layer": Refusal(
        "count",
        ["【3分】之一"],
        ["rule `ratio.fraction` of the earlier layer `ratio` takes the place*"],
    ),
    "found-already-and-too-much": Refusal(
        "count",
        ["慰问困难妇女【30名｜30】"],
        ["rule `count.measure` finds the examples, but this too: 慰问20名; narrow it"],
        counter_examples=["慰问20名"],
    ),
    "unknown-kind": Refusal("cuont", ["【3提】"], ["there is no kind `cuont`; did you mean `count`?"]),
    "part-of-the-engine": Refusal(
        "fact",
        ["【3提】"],
        ["rules of kind `fact` are parts of the engine or the layout: change one of the pack's in its file"],
    ),
    "no-mark": Refusal("count", ["3提"], ["3提: it marks no span; put 【 and 】 round what is to be found"]),
    "broken-mark": Refusal("count", ["【3提"], ["【3提: a 【 has no 】 after it"]),
    "marked-counter-example": Refusal(
        "count", ["【3提】"], ["【三提】: a counter-example marks nothing"], counter_examples=["【三提】"]
    ),
    "no-example": Refusal("count", [], ["there is no example: give one with --from"]),
    "unknown-anchor": Refusal(
        "count", ["【3提】"], ["unknown anchor `numbr`; did you mean `number`?"], options={"anchor": "numbr"}
    ),
    "empty-mark": Refusal("count", ["发放【】"], ["发放【】: a mark has nothing in it"]),
    "anchor-that-does-not-fit": Refusal(
        "count",
        ["【3提】"],
        ["no rule of kind `count` is drafted from the anchor `festivals`"],
        options={"anchor": "festivals"},
    ),
    "id-of-another-kind": Refusal(
        "count",
        ["【3提】"],
        ["the id of a rule of kind `count` starts with `count.`"],
        options={"id_": "money.x"},
    ),
    "id-that-is-taken": Refusal(
        "count", ["【3提】"], ["there is a rule `count.measure` already"], options={"id_": "count.measure"}
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_refusal(refusal: Refusal) -> None:
    outcome = new(BUILT_IN, refusal.kind, refusal.examples, refusal.counter_examples, **refusal.options)
    pairs = zip((fault.message for fault in outcome.faults), refusal.said, strict=True)
    assert [text[: len(said) - 1] + "*" if said.endswith("*") else text for text, said in pairs] == refusal.said
    assert {fault.code for fault in outcome.faults} == {"FED094"}
    assert (outcome.blocks, outcome.exit_code) == ((), 1)


def test_what_a_rule_would_break_is_told() -> None:
    """A guard of just what a count rule shows as its example takes it away from that rule."""
    (measure,) = (rule for rule in BUILT_IN.rules if rule.id == "count.measure")
    sentence = next(line for line in measure.examples if line.count("【") == 1)
    outcome = new(BUILT_IN, "guard", [re.sub("｜[^】]*", "", sentence)], anchor="number")
    assert outcome.exit_code == 1
    assert "count.measure" in str(outcome.data["breaks"])
    assert len(outcome.blocks) == 1
    assert str(outcome.summary) == f"it holds, but would break examples of the pack: {len(outcome.faults)}"
    assert all("with it an example would no longer hold: " in fault.message for fault in outcome.faults)


# Anchors and the command


def test_a_rule_from_a_lexicon() -> None:
    outcome = new(BUILT_IN, "diagnostic", ["【大约若干｜code=placeholder】名"], anchor="approximators")
    (table,) = tomllib.loads(outcome.blocks[0])["rule"]
    assert (table["anchor"], table["after"]) == ("approximators", "若干")


def test_command() -> None:
    arguments = ["rules", "new", "count", "--from", "发放爱心包【30提｜30】", "--not", "提高30提升", "--lang", "en"]
    run = CliRunner().invoke(app, [*arguments, "--id", "count.bundle"])
    assert run.exit_code == 0
    assert run.output.startswith('[[rule]]\nid = "count.bundle"\n')
    assert "examples that hold: 2" in " ".join(run.output.split())
    assert CliRunner().invoke(app, ["rules", "new", "count"]).exit_code == 2
