"""What an example shows, what is said of one that does not hold, and how a pack is tested as a whole."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.codes import codes
from fedparse.messages import catalogue
from fedparse.packs import default_pack_path, load_pack
from fedparse.ruletools import run_example, verdict
from fedparse.ruletools.testing import TestingError, run_tests
from fedparse.ruletools.trials import fault_of, plain_fault, trials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from typer.testing import Result

PACK = load_pack()
RULES = {rule.id: rule for rule in PACK.rules}

# Examples of rules that make nothing of their own: what they match, where the engine looks for it.

UNSEEN = {
    "rate-each": ("fact.per_each", "【每村｜unit=村】建3个示范点"),
    "rate-noun": ("fact.per_each", "【每】名儿童发放2本书"),
    "rate-no-figure": ("fact.per_each", "每村建起示范点"),
    "rate-other-part": ("fact.per_each", "每村都有,全乡3个"),
    "rate-kinds": ("fact.per_each", "各类活动5次"),
    "rate-before": ("fact.per_rate", "【一天｜unit=天】三次,【一家】两斤"),
    "rate-before-nothing": ("fact.per_rate", "一天到晚"),
    "rate-behind": ("fact.per_slash", "补助500元【/人】"),
    "rate-behind-nothing": ("fact.per_slash", "和/或者人均"),
    "average": ("fact.per_average", "户【均｜unit=户】增收300元"),
    "compared": ("fact.compared", "【比】去年增加3个,【较】２０１８年多5%"),
    "compared-no-date": ("fact.compared", "比别的村多3个"),
    "planned": ("fact.planned", "【下一步】【将】举办3期"),
    "not-planned": ("fact.planned", "即将举办"),
    "anniversary": ("fact.anniversary", "纪念“【三八”节96周年｜term=三八 number=96】"),
    "verb": ("fact.action", "【舉辦｜action=举办】培訓班3期,【开展｜action=开展】活动"),
    "line": ("line.closed", "工作开展得好【。】"),
    "line-with-cue": ("report.announce", "现将工作总结【如下:】"),
}


@pytest.fixture(autouse=True)
def _nowhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run where no project has defaults for them."""
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))


@pytest.mark.parametrize(("rule", "line"), UNSEEN.values(), ids=UNSEEN)
def test_unseen_rules_show_what_they_match(rule: str, line: str) -> None:
    assert not run_example(PACK, RULES[rule], line)


# Verdicts: the code and the sentence.

VERDICTS = {
    "right": ("count.measure", "慰问儿童【30名｜30 unit=名】", []),
    "right-nothing": ("count.measure", "慰问儿童", []),
    "null": ("count.measure", "慰问儿童【30名｜30 per=null】", []),
    "exact": ("money.amount", "投入【12.50万元｜125000】", []),
    "wrong-value": (
        "count.measure",
        "慰问儿童【30名｜31】",
        ["FED073 wrong value: expected 【30名】 with value = 31, got value = 30, in: 慰问儿童【30名】"],
    ),
    "wrong-field": (
        "count.measure",
        "慰问儿童【30名｜30 unit=人】",
        ["FED073 wrong value: expected 【30名】 with unit = 人, got unit = 名, in: 慰问儿童【30名】"],
    ),
    "not-null": (
        "count.measure",
        "慰问儿童【30名｜null】",
        ["FED073 wrong value: expected 【30名】 with value = null, got value = 30, in: 慰问儿童【30名】"],
    ),
    "not-a-number": (
        "count.measure",
        "慰问儿童【30名｜三十】",
        ["FED073 wrong value: expected 【30名】 with value = 三十, got value = 30, in: 慰问儿童【30名】"],
    ),
    "unknown-field": (
        "count.measure",
        "慰问儿童【30名｜untit=名】",
        ["FED073 wrong value: 【30名】 has no `untit` to be 名, in: 慰问儿童【30名】"],
    ),
    "missing": (
        "count.measure",
        "慰问【儿童】",
        ["FED070 missing: expected 【儿童】, got nothing, in: 慰问【儿童】"],
    ),
    "missing-with-value": (
        "count.measure",
        "慰问【儿童｜3】",
        ["FED070 missing: expected 【儿童】 = 3, got nothing, in: 慰问【儿童】"],
    ),
    "missing-refused": (
        "date.month",
        "【2月30日】开会",
        [
            (
                "FED070 missing: expected 【2月30日】, got nothing, for the match is refused: there is no such day, "
                "in: 【2月30日】开会"
            )
        ],
    ),
    "noisy": (
        "count.measure",
        "慰问儿童30名",
        ["FED071 noisy: expected nothing, got 【30名】 = 30, in: 慰问儿童30名"],
    ),
    "noisy-beside-a-mark": (
        "count.measure",
        "慰问儿童【30名】、老人20名",
        ["FED071 noisy: expected nothing, got 【20名】 = 20, in: 慰问儿童【30名】、老人20名"],
    ),
    "wrong-span": (
        "money.amount",
        "产值【达１２．５亿元｜1250000000】",
        [
            (
                "FED072 wrong span: expected 【达１２．５亿元】 = 1250000000, got 【１２．５亿元】 = 1250000000, "
                "in: 产值【达１２．５亿元】"
            )
        ],
    ),
    "wrong-span-and-missing": (
        "count.measure",
        "【慰问】【儿童30名】",
        [
            "FED070 missing: expected 【慰问】, got nothing, in: 【慰问】【儿童30名】",
            "FED072 wrong span: expected 【儿童30名】, got 【30名】 = 30, in: 【慰问】【儿童30名】",
        ],
    ),
    "lost-to-an-earlier-layer": (
        "count.measure",
        "召开十三届【二次｜2】执委会",
        [
            (
                "FED074 wrong rule: expected 【二次】 = 2, but `guard.series` made 【十三届二次执委会】, which is of "
                "the earlier layer guard, in: 召开十三届【二次】执委会"
            )
        ],
    ),
    "lost-to-a-longer-one": (
        "date.year",
        "【2019年】3月",
        [
            (
                "FED074 wrong rule: expected 【2019年】, but `date.month` made 【2019年3月】 = 2019-03, which is "
                "longer, in: 【2019年】3月"
            )
        ],
    ),
    "lost-to-one-further-left": (
        "guard.phrase",
        "咨询0562-28【12338】",
        [
            (
                "FED074 wrong rule: expected 【12338】, but `guard.phone` made 【0562-2812338】, which starts further "
                "left, in: 咨询0562-28【12338】"
            )
        ],
    ),
    "lost-to-the-first-id": (
        "program.known_in_quotes",
        "深化“【双学双比】”活动",
        [
            (
                "FED074 wrong rule: expected 【双学双比】, but `program.known` made 【双学双比】 = 双学双比, whose id "
                "comes first, in: 深化“【双学双比】”活动"
            )
        ],
    ),
    "wrong-rule": (
        "count.measure",
        "新建【一所以上】学校",
        [
            (
                "FED074 wrong rule: expected 【一所以上】 of this rule, but `count.one_at_least` made 【一所以上】 = "
                "1, in: 新建【一所以上】学校"
            )
        ],
    ),
    "line-end": (
        "line.digit-end",
        "妇联组织【8\n】组姐妹",
        ["FED070 missing: expected 【8\\n】, got nothing, in: 妇联组织【8\\n】组姐妹"],
    ),
    "open-mark": ("count.measure", "慰问儿童【30名", ["FED052 a 【 has no 】 after it: 慰问儿童【30名"]),
}


@pytest.mark.parametrize(("rule", "line", "said"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(rule: str, line: str, said: list[str]) -> None:
    problems = verdict(PACK, RULES[rule], line)
    assert [f"{problem.code} {problem.text}" for problem in problems] == said
    assert bool(run_example(PACK, RULES[rule], line)) is bool(said)


# A pack as a whole: the built-in one with a file of rules of its own.

RULES_OF_OWN = """\
[[rule]]
id = "money.extra"
kind = "money"
title = "省了元的金额"
anchor = "number"
before = '善款'
inside = '[\\s\\S]*万'
after = '(?=[,。])'
examples = [
  '募集善款【502万｜5020000】,其中侨胞居多', # 对
  ‸"善款【502万｜502】。"†,
  ‸"善款【五十】万。"†,
]
counter_examples = ["新增人口3万,", ‸'善款三百万,'†]
"""
MARKED_MACRO = '‸"二〇"'


def pack_of_own(folder: Path, additions: Mapping[str, str]) -> tuple[Path, list[tuple[str, int, int, int | None]]]:
    """The built-in pack with texts added to its files, and the places of their marks; `†` is where one ends."""
    shutil.copytree(default_pack_path(), folder)
    places: list[tuple[str, int, int, int | None]] = []
    for name, added in additions.items():
        file = folder / name
        text = (file.read_text(encoding="utf-8") if file.exists() else "") + added
        for line, content in enumerate(text.split("\n"), 1):
            for start, piece in enumerate(content.split("‸")[1:]):
                column = len("".join(content.split("‸")[: start + 1]).replace("†", "")) + 1
                end = column + piece.index("†") if "†" in piece else None
                places.append((str(file), line, column, end))
        file.write_text(text.replace("‸", "").replace("†", ""), encoding="utf-8")
    head = folder / "pack.toml"
    written = head.read_text(encoding="utf-8").replace('  "fact.toml",\n', '  "fact.toml",\n  "extra.toml",\n')
    head.write_text(written, encoding="utf-8")
    return folder, places


def run(*arguments: str | Path, code: int = 0, **options: str) -> Result:
    result = CliRunner().invoke(app, ["rules", "test", *map(str, arguments)], **options)  # type: ignore[arg-type]
    assert result.exit_code == code, result.output
    return result


def test_faults_stand_at_their_places(tmp_path: Path) -> None:
    folder, places = pack_of_own(tmp_path / "own", {"extra.toml": RULES_OF_OWN})
    outcome = run_tests(load_pack(folder), ["money.extra"])
    assert [(fault.path, fault.line, fault.column, fault.end_column) for fault in outcome.faults] == places
    assert [(fault.code, fault.rule) for fault in outcome.faults] == [
        ("FED073", "money.extra"),
        ("FED072", "money.extra"),
        ("FED071", "money.extra"),
    ]
    assert [(case.name, bool(case.faults)) for case in outcome.cases] == [
        ("examples[0]", False),
        ("examples[1]", True),
        ("examples[2]", True),
        ("counter_examples[0]", False),
        ("counter_examples[1]", True),
    ]
    assert (str(outcome.summary), outcome.exit_code) == ("2 of 5 examples hold", 1)


def test_a_wrong_macro_example(tmp_path: Path) -> None:
    added = "\n[macro.extra]\ndoc = '数'\npattern = '十'\nexamples = ['十', ‸'二〇']\n"
    folder, places = pack_of_own(tmp_path / "own", {"macros.toml": added, "extra.toml": ""})
    [fault] = run_tests(load_pack(folder), ["macro.extra"]).faults
    assert [(fault.path, fault.line, fault.column, fault.end_column)] == places
    assert (fault.code, fault.message) == ("FED054", "macro `extra` does not match its example `二〇`")


def test_the_first_that_fails_is_the_last(tmp_path: Path) -> None:
    folder, _ = pack_of_own(tmp_path / "own", {"extra.toml": RULES_OF_OWN})
    assert len(run_tests(load_pack(folder), ["money.extra"], first=True).cases) == 2


def test_nothing_that_is_named_so_is_never_green() -> None:
    assert "no example of a rule matched" in run("-k", "monney", code=4).output


def test_arguments_for_pytest() -> None:
    result = run("-k", "count.one_tally", "--", "--durations=1")
    assert "slowest" in result.stderr
    assert "slowest" not in result.stdout
    assert "unrecognized" in run("-k", "count.one_tally", "--", "--nonsense", code=2).output


def test_a_limit_that_is_none_is_a_warning(tmp_path: Path) -> None:
    limits = '‸limits = { not_forms = ["traditional", "wrapped"] }\n'
    folder, [place] = pack_of_own(tmp_path / "own", {"extra.toml": limited(limits)})
    result = run(folder, "-k", "money.extra", "--forms")
    assert result.stdout.count("warning[FED076]") == 2
    assert f"--> {place[0]}:{place[1]}:{place[2]}  (rule money.extra)" in result.stdout
    assert "\n3 of 3 examples hold\n" in result.stdout
    assert result.stderr == ""


def limited(limits: str) -> str:
    """A rule that holds, with limits."""
    lines = [line for line in RULES_OF_OWN.replace("†", "").split("\n") if "‸" not in line]
    return "\n".join(lines) + 'counter_examples = ["新增人口3万,"]\n' + limits


def test_coverage_comes_with_the_tests() -> None:
    result = run("-k", "count.one_tally", "--coverage", "--format", "json")
    data = json.loads(result.stdout)
    assert " examples hold; " in data["summary"]
    assert data["summary"].endswith("1 of 1 rules are hit by examples")
    assert "alternatives" in data["summary"]
    assert set(data["data"]) == {"tried", "held", "written", "coverage"}
    result = run("-k", "program.quoted_after_chain", "--coverage", "--min", "100", code=1)
    assert "FED086" in result.stdout


def test_a_minimum_is_one_of_coverage() -> None:
    assert "--min N is for --coverage" in run("--min", "90", code=2).output


def test_update_or_review() -> None:
    assert "use one of them" in run("--update", "--review", code=2).output


def test_neither_settings_nor_plugins_of_the_place_disturb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --more-nonsense\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise RuntimeError\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    [rule] = (rule for rule in PACK.rules if rule.id == "count.one_tally")
    every = len(rule.examples) + len(rule.counter_examples)
    assert run("-k", rule.id).output == f"{every} of {every} examples hold\n"
    assert sorted(tmp_path.rglob("*")) == before
    assert os.environ["PYTEST_ADDOPTS"] == "--nonsense"


def test_a_run_that_is_stopped_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fedparse.ruletools.trials.verdict", stop)
    assert "hold" not in run("-k", "count.one_tally", code=130).output


def test_a_bug_is_no_failing_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedparse.ruletools.trials.verdict", lambda *_: 1 / 0)
    assert "internal error" in run("-k", "count.one_tally", code=5).output


def test_processes_need_xdist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedparse.ruletools.testing.find_spec", lambda _: None)
    with pytest.raises(TestingError, match="pytest-xdist"):
        run_tests(PACK, ["count.one_tally"], workers="2")


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    folder, _ = pack_of_own(tmp_path / "own", {"extra.toml": RULES_OF_OWN})
    pack = load_pack(folder)
    alone, shared = (run_tests(pack, ["money."], workers=workers) for workers in (None, "2"))
    assert [(case.group, case.name, case.faults) for case in shared.cases] == [
        (case.group, case.name, case.faults) for case in alone.cases
    ]


def test_ids_are_stable_and_differ() -> None:
    ids = [f"{trial.group}::{trial.name}" for trial in trials(PACK)]
    assert len(set(ids)) == len(ids)
    assert "count.measure::examples[3]" in ids
    assert "macro.digits::examples[0]" in ids


def test_a_fault_comes_back_from_plain_values(tmp_path: Path) -> None:
    folder, _ = pack_of_own(tmp_path / "own", {"extra.toml": RULES_OF_OWN})
    for fault in run_tests(load_pack(folder), ["money.extra"]).faults:
        assert fault_of(plain_fault(fault)) == fault


# What is said


def test_every_code_has_a_page_in_both_languages() -> None:
    for number in range(70, 79):
        code = codes()[f"FED{number:03d}"]
        assert all(code.titles[language] and code.pages[language] for language in ("en", "zh"))


def test_verdicts_are_said_in_chinese() -> None:
    [problem] = verdict(PACK, RULES["count.measure"], "慰问儿童【30名｜31】")
    assert problem.text.said("zh") == "值不符：【30名】的 value 应为 31，实为 30：慰问儿童【30名】"
    for rule, line, _ in VERDICTS.values():
        for problem in verdict(PACK, RULES[rule], line):
            assert problem.text.template in catalogue("zh")
