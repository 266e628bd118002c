"""Packs that extend another: what they add, change and leave out, who wins, and what they are told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

import fedparse
from fedparse.errors import PackError
from fedparse.loader import survey
from fedparse.packs import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = 'name = "工会"\nversion = "1.0"\nextends = "fedparse"\n'
RULES = HEAD + 'rules = ["rules.toml"]\n'
COUNT = """[[rule]]
id = "count.seat"
kind = "count"
title = "爿"
anchor = "number"
after = '(?P<unit>爿)'
examples = ["增设门店【3爿｜3】"]
counter_examples = ["爿铺"]
"""


def write(root: Path, files: Mapping[str, str]) -> Path:
    """A pack directory with these files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


class Case(NamedTuple):
    """Files of a pack, a text, and what the pack makes of it that the built-in one does not: rule and surface."""

    files: Mapping[str, str]
    text: str
    made: Mapping[str, str | None]


CASES = {
    "nothing-changed": Case({"pack.toml": HEAD}, "慰问职工30名。", {"count.measure": "30名"}),
    "new-rule": Case({"pack.toml": RULES, "rules.toml": COUNT}, "增设门店3爿。", {"count.seat": "3爿"}),
    "new-rule-on-an-inherited-macro": Case(
        {"pack.toml": RULES, "rules.toml": COUNT.replace("(?P<unit>爿)", "(?P<unit>爿)(?P<tail>{tail})?")},
        "增设门店3爿以上。",
        {"count.seat": "3爿以上"},
    ),
    "new-macro": Case(
        {
            "pack.toml": RULES,
            "macros.toml": "[macro.seat]\ndoc = '爿铺'\npattern = '[爿铺]'\nexamples = ['爿', '位']\n",
            "rules.toml": COUNT.replace("(?P<unit>爿)", "(?P<unit>{seat})"),
        },
        "增设门店3爿。",
        {"count.seat": "3爿"},
    ),
    "new-lexicon": Case(
        {
            "pack.toml": RULES + '[lexicons]\nseats = "seats.txt"\n',
            "seats.txt": "爿铺\n雅座\n",
            "rules.toml": COUNT.replace("after = '(?P<unit>爿)'", 'unit = "seats"'),
        },
        "增设3雅座。",
        {"count.seat": "3雅座"},
    ),
    "new-terms": Case(
        {
            "pack.toml": HEAD + '[terms]\nprograms = "programs.tsv"\n',
            "programs.tsv": "name\tcategory\tbare\n劳模讲堂\tcampaign\tyes\n",
        },
        "劳模讲堂启动。",
        {"program.known": "劳模讲堂"},
    ),
    "terms-of-a-list": Case(
        {"pack.toml": HEAD + '[terms]\nguards = "guards.txt"\n', "guards.txt": "三服务\n"},
        "三服务活动。",
        {"count.measure": None},
    ),
    "disabled": Case(
        {"pack.toml": HEAD + 'disable = ["money.implied"]\n'}, "募集善款502万,其中侨胞居多。", {"money.implied": None}
    ),
    "overridden-pattern": Case(
        {"pack.toml": RULES, "rules.toml": "[[override]]\nid = 'money.implied'\nbefore = '保证金'\n"},
        "保证金502万,募集善款502万,其中侨胞居多。",
        {"money.implied": "502万"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_pack_makes(case: Case, tmp_path: Path) -> None:
    document = fedparse.parse(case.text, rules=write(tmp_path, case.files))
    (report,) = document.reports
    mentions = [*report.counts, *report.money, *report.programs, *report.ratios, *report.dates]
    for rule, surface in case.made.items():
        assert [m.surface for m in mentions if m.rule == rule] == ([surface] if surface else [])
    assert document.rules.name == "工会"


def test_who_wins(tmp_path: Path) -> None:
    """The pack itself wins over what it extends: its row of a term, its keys of a rule, its macro."""
    files = {
        "pack.toml": RULES + '[terms]\nmeasures = "measures.tsv"\n',
        "measures.tsv": "unit\tkind\titem\n名\tunit\tno\n",
        "macros.toml": "[macro.clause]\npattern = '[^。]'\nreplaces = true\nexamples = ['村']\n",
        "rules.toml": (
            "[[override]]\nid = 'count.pronoun'\ntitle = '俩'\npriority = 7\ntags = ['数']\nexamples = ['【俩】']\n"
        ),
    }
    below, pack = load_pack(), load_pack(write(tmp_path, files))
    changed = {rule.id: rule for rule in pack.rules}["count.pronoun"]
    was = {rule.id: rule for rule in below.rules}["count.pronoun"]
    assert (changed.title, changed.priority, changed.tags) == ("俩", 7, ("数",))
    assert changed.examples == (*was.examples, "【俩】")
    assert (changed.after, changed.counter_examples) != (None, ())
    assert changed.spot("examples", 0).root == below.path
    assert changed.spot("examples", len(was.examples)).root == str(tmp_path)
    assert changed.spot("priority").place().line == 4
    assert pack.lexicons["measures"].rows["名"]["item"] == "no"
    assert pack.macros["clause"].source == "(?:[^。])"
    assert [rule.id for rule in pack.rules] == [rule.id for rule in below.rules]


def test_three_packs_deep(tmp_path: Path) -> None:
    files = {
        "pack.toml": 'name = "县"\nversion = "2"\nextends = "province"\ndisable = ["count.seat"]\n',
        "province/pack.toml": RULES,
        "province/rules.toml": COUNT,
    }
    pack = load_pack(write(tmp_path, files))
    assert (pack.name, len(pack.roots), len(pack.rules)) == ("县", 3, len(load_pack().rules))
    assert pack.digest != load_pack(tmp_path / "province").digest


FAULTS = {
    "unknown-base": ({"pack.toml": HEAD.replace('"fedparse"', '"fedpase"')}, "pack.toml:3:1: FED034", "`fedparse`?"),
    "base-outside": ({"pack.toml": HEAD.replace('"fedparse"', '"../x"')}, "pack.toml:3:1: FED003", "outside"),
    "base-is-itself": ({"pack.toml": HEAD.replace('"fedparse"', '"."')}, "pack.toml:3:1: FED034", "itself"),
    "too-deep": (
        {
            "pack.toml": HEAD.replace("fedparse", "a"),
            "a/pack.toml": HEAD.replace("fedparse", "b"),
            "a/b/pack.toml": HEAD,
        },
        "a/b/pack.toml:3:1: FED034",
        "more than 3 packs",
    ),
    "disabled-unknown": (
        {"pack.toml": HEAD + 'disable = ["money.impled"]\n'},
        "pack.toml:4:12: FED014",
        "did you mean `money.implied`?",
    ),
    "disabled-needed": (
        {"pack.toml": HEAD + 'disable = ["fact.action"]\n'},
        "pack.toml:1:1: FED027",
        "the engine needs a rule `fact.action`",
    ),
    "override-unknown": (
        {"pack.toml": RULES, "rules.toml": "[[override]]\nid = 'x'\n"},
        "rules.toml:2:1: FED014",
        "there is no inherited rule `x`",
    ),
    "override-key": (
        {"pack.toml": RULES, "rules.toml": "[[override]]\nid = 'count.pronoun'\nkind = 'money'\n"},
        "rules.toml:3:1: FED012",
        "unknown key `kind`",
    ),
    "inherited-rule": (
        {"pack.toml": RULES, "rules.toml": COUNT.replace("count.seat", "count.measure")},
        "rules.toml:2:1: FED016",
        "change it in an `[[override]]`",
    ),
    "inherited-macro": (
        {"pack.toml": HEAD, "macros.toml": "[macro.clause]\npattern = 'x'\n"},
        "macros.toml:1:1: FED035",
        "say `replaces = true`",
    ),
    "no-macro-to-replace": (
        {"pack.toml": HEAD, "macros.toml": "[macro.new]\npattern = 'x'\nreplaces = true\n"},
        "macros.toml:3:1: FED035",
        "no inherited macro `new`",
    ),
    "inherited-lexicon": (
        {"pack.toml": HEAD + '[lexicons]\nprograms = "p.txt"\n', "p.txt": "甲乙\n"},
        "pack.toml:5:1: FED035",
        "add to it under `[terms]`",
    ),
    "terms-of-no-lexicon": (
        {"pack.toml": HEAD + '[terms]\nprogams = "p.txt"\n', "p.txt": "甲乙\n"},
        "pack.toml:5:1: FED014",
        "did you mean `programs`?",
    ),
    "terms-of-other-columns": (
        {"pack.toml": HEAD + '[terms]\nprograms = "p.tsv"\n', "p.tsv": "name\tcategroy\n甲乙\tx\n"},
        "pack.toml:5:1: FED030",
        "did you mean `category`?",
    ),
    "macros-that-double": (
        {
            "pack.toml": HEAD,
            "macros.toml": "[macro.m0]\npattern = 'ab'\n"
            + "".join(f"[macro.m{n}]\npattern = '{{m{n - 1}}}{{m{n - 1}}}'\n" for n in range(1, 20)),
        },
        "macros.toml:32:1: FED033",
        "longer than 200000 characters",
    ),
    "link-out-of-the-pack": ({"pack.toml": RULES}, "pack.toml:4:10: FED003", "outside the pack"),
}


@pytest.mark.parametrize(("files", "place", "said"), FAULTS.values(), ids=FAULTS)
def test_what_a_pack_is_told(
    files: Mapping[str, str], place: str, said: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    root = tmp_path / "pack"
    root.mkdir()
    if request.node.callspec.id == "link-out-of-the-pack":
        (tmp_path / "outside.toml").write_text(COUNT, encoding="utf-8")
        (root / "rules.toml").symlink_to(tmp_path / "outside.toml")
    _, faults = survey(write(root, files))
    told = [str(fault).removeprefix(f"{root}/") for fault in faults]
    assert [line for line in told if line.startswith(f"{place}: ") and said in line] == told


# Patterns that take for ever


SLOW = """[[rule]]
id = "guard.slow"
kind = "guard"
title = "慢"
pattern = '(?:.*?,)*同比增长(\\d+)%'
examples = ["同比增长5%"]
counter_examples = ["同比"]
"""


def test_a_slow_rule_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    pack = write(tmp_path, {"pack.toml": RULES, "rules.toml": SLOW})
    begin = time.perf_counter()
    document = fedparse.parse("甲,乙," * 200 + "同比增长x%。慰问职工30名。", rules=pack)
    assert time.perf_counter() - begin < 20
    assert [(d.code, "`guard.slow`" in d.message) for d in document.diagnostics] == [("slow-rule", True)]
    assert [count.surface for count in document.reports[0].counts] == ["30名"]


def test_the_time_is_the_rules_own(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path, {"pack.toml": RULES, "rules.toml": SLOW + "limits = { timeout_ms = 20 }\n"}))
    text = "甲,乙," * 200 + "同比增长x%。"
    begin = time.process_time()
    fedparse.parse(text, rules=pack)
    assert time.process_time() - begin < 3


def test_a_pack_that_cannot_be_used_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(PackError):
        fedparse.parse("慰问职工30名。", rules=write(tmp_path, {"pack.toml": HEAD + "colour = 1\n"}))
