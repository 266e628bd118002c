"""What `fedparse rules check` says of packs that can be used: what they lack, what never decides, what takes too long.

The packs are small ones that extend the built-in pack. All cases of one kind stand in one pack, a rule or a macro each,
so that it is also seen that none hides another.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.codes import codes
from fedparse.loader import read_pack
from fedparse.messages import catalogue
from fedparse.ruletools import check_packs
from fedparse.ruletools.check import examine, is_matched
from fedparse.ruletools.sourcefiles import SourceFile, SourceFiles
from fedparse.ruletools.suppress import ignored
from fedparse.ruletools.tidy import untidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fedparse.errors import Fault

HEAD = 'schema_version = 1\nname = "工会"\nversion = "1.0"\nextends = "fedparse"\nrules = ["own.toml"]\n'
SOUND = {
    "kind": '"count"',
    "title": '"份数"',
    "description": '"试验用的量词。"',
    "anchor": '"number"',
    "counter_examples": '["三分"]',
}


def rule(name: str, unit: str, **keys: str) -> str:
    """A sound rule on a measure word of its own, with some keys changed, added or (as "") left out."""
    table = {
        "id": f'"count.{name}"',
        **SOUND,
        "after": f"'(?P<unit>{unit})'",
        "examples": f'["有【3{unit}】书", "共【5{unit}】"]',
    }
    return "\n".join(["[[rule]]", *(f"{key} = {value}" for key, value in (table | keys).items() if value), ""])


def write(root: Path, rules: Iterable[str] = (), head: str = "", **files: str) -> Path:
    """A pack with some rules; more files by their names, `__` for the dot, and more lines of its head."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pack.toml").write_text(HEAD + head, encoding="utf-8")
    (root / "own.toml").write_text("\n".join(rules), encoding="utf-8")
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return root


def told(faults: Iterable[Fault], root: Path) -> list[str]:
    """Faults as `own.toml:3:1 FED050 sentence`."""
    return [
        f"{Path(f.path).relative_to(root)}:{f.line}:{f.column} {f.code} {f.message}"
        for f in faults
        if Path(f.path).is_relative_to(root)
    ]


class Case(NamedTuple):
    """A rule, and what is said of it: the key at which, the code, and a part of the sentence."""

    text: str
    said: tuple[tuple[str, str, str], ...] = ()


RULES = {
    "sound": Case(rule("sound", "甲份")),
    "no-example": Case(
        rule("no_example", "乙份", examples="", counter_examples=""),
        (("id", "FED050", "no example shows"), ("id", "FED051", "no counter-example shows")),
    ),
    "one-example": Case(rule("one", "丙份", examples='["有【3丙份】"]'), (("examples", "FED050", "it needs 2"),)),
    "an-experiment": Case(
        rule("trial", "丁份", examples='["有【3丁份】"]', counter_examples="", status='"experimental"'),
        (("examples", "FED057", "it needs 2"), ("id", "FED057", "no counter-example shows")),
    ),
    "no-description": Case(rule("bare", "戊份", description=""), (("id", "FED058", "no `description`"),)),
    "empty-title": Case(rule("unnamed", "己份", title='" "'), (("title", "FED058", "its `title` is empty"),)),
    "deprecated": Case(
        rule("old", "庚份", description="", status='"deprecated"'), (("id", "FED058", "it is deprecated; say in"),)
    ),
    "overrides-deprecated": Case(
        rule("newer", "辛份", overrides='["count.old"]'), (("overrides", "FED064", "`count.old`, which is deprecated"),)
    ),
    "overrides-another-kind": Case(
        rule("stronger", "壬份", overrides='["money.amount"]'),
        (("overrides", "FED064", "it cannot override `money.amount`, a rule of kind `money`"),),
    ),
    "overrides-itself": Case(
        rule("selfish", "癸份", overrides='["count.selfish"]'), (("overrides", "FED064", "it overrides itself"),)
    ),
    "overrides-nothing": Case(
        rule("lost", "子份", overrides='["count.nothing"]'), (("overrides", "FED053", "there is no rule"),)
    ),
    "id-in-capitals": Case(rule("Capital", "丑份"), (("id", "FED062", "an id is words of"),)),
    "id-with-an-end": Case(rule("dot.", "寅份"), (("id", "FED062", "an id is words of"),)),
    "example-twice": Case(
        rule("twice", "卯份", examples='["有【3卯份】", "共【5卯份】", "有【3卯份】"]'),
        (("examples", "FED063", "the line stands here twice"),),
    ),
    "double": Case(
        rule("double_a", "辰份") + rule("double_b", "辰份", title='"又一条"'),
        (("id", "FED065", "it does just what `count.double_a` does"),),
    ),
    "never-matches": Case(
        rule("mute", "巳份", before="'(?<=甲乙丙)'"), (("id", "FED065", "it matches in none of its examples"),)
    ),
    "never-matches-without-anchor": Case(
        rule("silent", "午份", kind='"noise"', anchor="", after="", pattern="'戌亥'", set='{ place = "inside" }'),
        (("id", "FED065", "it matches in none of its examples"),),
    ),
    "shadowed-by-the-pack-below": Case(
        rule("shadowed", "名", examples='["慰问【30名】", "慰问【40名】"]', priority="-1"),
        (("id", "FED065", "it wins in none of its examples: of `30名`, `count.measure` makes `30名` first"),),
    ),
    "shadowed-by-a-longer": Case(
        rule("short", "未份", examples='["有【3未份】书", "有【5未份】书"]')
        + rule("long", "未份书", examples='["有【3未份书】", "有【5未份书】"]'),
        (("id", "FED065", "it wins in none of its examples: of `3未份`, `count.long` makes `3未份书` first"),),
    ),
    "hidden-now-and-then": Case(
        rule("hidden", "申份", examples='["有【3申份】书", "有【5申份】"]') + rule("hiding", "申份书")
    ),
    "tie": Case(
        rule("tie_a", "酉份") + rule("tie_b", "酉份", after="'(?P<unit>酉)份'"),
        (
            (
                "id",
                "FED066",
                "decides between it and `count.tie_a`: of `3酉份`, it makes unit=酉, `count.tie_a` makes unit=酉份",
            ),
            ("id", "FED065", "it wins in none of its examples: of `3酉份`, `count.tie_a` makes `3酉份` first"),
        ),
    ),
    "tie-that-no-example-shows": Case(
        rule("tie_c", "戌份", after="'(?P<unit>戌份|天份)'") + rule("tie_d", "亥份", after="'(?P<unit>亥份|天)份?'"),
        (("id", "FED066", "between it and `count.tie_c`: of `3天份`"),),
    ),
    "priority-decides": Case(
        rule("first_a", "东份")
        + rule(
            "first_b",
            "西份",
            after="'(?P<unit>西份|东)份?'",
            priority="1",
            examples='["有【3西份】", "有【3东份｜unit=东】"]',
        ),
        (("id", "FED065", "it wins in none"),),
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Fault]]:
    """What is found in a pack with the rules of all cases."""
    root = write(tmp_path_factory.mktemp("rules"), [case.text for case in RULES.values()])
    return root, [fault for fault in examine(root).faults if Path(fault.path).is_relative_to(root)]


@pytest.mark.parametrize("name", RULES)
def test_rules(name: str, found: tuple[Path, list[Fault]]) -> None:
    root, faults = found
    before = "\n".join(case.text for case in RULES.values()).partition(RULES[name].text)[0].count("\n")
    lines = RULES[name].text.splitlines()
    inside = range(before + 1, before + 1 + len(lines))
    said = {(lines[f.line - inside[0]].split(" ")[0], f.code, f.message) for f in faults if f.line in inside}
    assert len(said) == len(RULES[name].said), said
    for key, code, part in RULES[name].said:
        assert any((k, c) == (key, code) and part in text for k, c, text in said), (key, code, part, said)
