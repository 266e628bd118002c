"""Packs with many faults at once: each is told at its line and column, none hides another.

Two packs are put together from pieces: one that cannot be used, with every kind of fault of reading, and one that can,
with every kind of fault of its rules. `‸` stands before the place of a fault, followed by its code: `‸FED012‸`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.packs import load_pack
from fedparse.ruletools import check_packs, rule_examples, run_example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.errors import Fault

_MARK = re.compile("‸(FED\\d{3}(?:\\+FED\\d{3})*)‸")


def rule(name: str, unit: str, *lines: str, without: tuple[str, ...] = ()) -> str:
    """A sound rule on a measure word of its own; a line takes the place of the one with its key."""
    table = {
        "[[rule]]": "[[rule]]",
        "id": f'id = "count.{name}"',
        "kind": 'kind = "count"',
        "title": 'title = "试验"',
        "description": 'description = "试验用的量词。"',
        "anchor": 'anchor = "number"',
        "after": f"after = '(?P<unit>{unit})'",
        "examples": f'examples = ["有【3{unit}】书", "共【5{unit}】"]',
        "counter_examples": 'counter_examples = ["三分"]',
    }
    for line in lines:
        table[_MARK.sub("", line).partition("=")[0].strip()] = line
    return "\n".join(line for key, line in table.items() if key not in without) + "\n\n"


HEAD = 'schema_version = 1\nname = "工会"\nversion = "1.0"\nextends = "fedparse"\n'

UNUSABLE: Mapping[str, str | bytes] = {
    "pack.toml": HEAD
    + "‸FED012‸titel = 'x'\n"
    + 'rules = [\n  "own.toml",\n  ‸FED002‸"missing.toml",\n'
    + '  ‸FED003‸"../escape.toml",\n  ‸FED003‸"/etc/passwd",\n'
    + '  "latin.toml",\n  "broken.toml",\n  ‸FED010‸5,\n]\ndisable = [‸FED014‸"count.none"]\n'
    + '[lexicons]\n‸FED035‸light_verbs = "words.tsv"\nlist = "words.tsv"\n'
    + 'empty = "empty.txt"\n‸FED002‸gone = "gone.txt"\n'
    + '[terms]\n‸FED014‸mesures = "more.txt"\n',
    "macros.toml": "[macro.one]\ndoc = '甲'\npattern = '{two}'\nexamples = ['甲']\n"
    "[macro.two]\ndoc = '乙'\n‸FED021‸pattern = '{one}'\nexamples = ['乙']\n"
    "‸FED035‸[macro.tail]\ndoc = '丙'\npattern = '丙'\nexamples = ['丙']\n"
    "‸FED023‸[macro.Big]\ndoc = '丁'\npattern = '丁'\nexamples = ['丁', ‸FED054‸'戊']\n"
    "‸FED011‸[macro.none]\ndoc = '己'\nexamples = ['己']\n",
    "own.toml": rule("sound", "甲份")
    + rule("key", "乙份", '‸FED012‸aftr = "x"')
    + rule("type", "丙份", "‸FED010‸priority = 'high'")
    + rule("kind", "丁份", '‸FED013‸kind = "cuont"')
    + rule("status", "戊份", '‸FED013‸status = "new"')
    + rule("anchor", "己份", '‸FED014‸anchor = "numbr"')
    + rule("regex", "庚份", "‸FED020‸after = '(?P<unit>庚份'")
    + rule("class", "辛份", "‸FED020‸before = '[辛'")
    + rule("macro", "壬份", "‸FED022‸after = '(?P<unit>{quote_opn})'")
    + rule("sound", "癸份", '‸FED016‸id = "count.sound"')
    + rule("other", "子份", '‸FED015‸id = "money.other"')
    + rule("nameless", "丑份", "‸FED011‸[[rule]]", without=("id",))
    + rule("nowhere", "寅份", "‸FED025‸[[rule]]", without=("anchor",))
    + rule("ends", "卯份", '‸FED025‸ends = "x"')
    + rule("group", "辰份", "‸FED026‸[[rule]]", "after = '辰份'")
    + rule("where", "巳份", 'unit = "measures"', '‸FED030‸where = { knid = "x" }')
    + rule("terms", "午份", "‸FED031‸after = '(?P<unit>{deixis:kind=none})'")
    + rule("long", "未份", f"‸FED032‸after = '(?P<unit>{'未' * 4001})'")
    + rule("bare", "申份", "‸FED050+FED051‸id = 'count.bare'", without=("examples", "counter_examples"))
    + rule("marks", "酉份", 'examples = ["【3酉份】", ‸FED052‸"【3酉份"]')
    + rule("lost", "戌份", 'overrides = [‸FED053‸"count.none"]')
    + "[[override]]\n‸FED014‸id = 'count.nothing'\n",
    "latin.toml": "# 规则\n‸FED004‸".encode() + "规则".encode("gb18030"),
    "broken.toml": '[[rule]]\nid = "count.broken" ‸FED005‸kind = "count"\n',
    "words.tsv": "term\tkind\n甲乙\tx\n‸FED028‸甲乙\ty\n‸FED028‸丙丁\tx\ty\n",
    "more.txt": "戊己\n",
    "empty.txt": "‸FED029‸",
}

USABLE: Mapping[str, str | bytes] = {
    "pack.toml": HEAD
    + 'rules = ["own.toml", "windows.toml", "empty.toml", "spaces.toml"]\n'
    + '[lexicons]\nwords = "words.txt"\n‸FED061‸idle = "idle.txt"\n',
    "macros.toml": "[macro.many]\ndoc = '很多'\npattern = '乙+'\nexamples = ['乙', ‸FED054‸'丙']\n"
    "‸FED060‸[macro.unused]\ndoc = '没有用到'\npattern = '丁'\nexamples = ['丁']\n"
    "‸FED057+FED058‸[macro.bare]\npattern = '戊'\n"
    "[macro.starts]\ndoc = '首字不对'\npattern = '[己庚]'\n‸FED055‸starts = '己'\nexamples = ['己']\n",
    "own.toml": rule("sound", "甲份", "after = '(?P<unit>甲份|{words}|{many}大|{bare}|{starts})'")
    + rule("bare", "乙份", "‸FED050+FED051‸id = 'count.bare'", without=("examples", "counter_examples"))
    + rule("one", "丙份", '‸FED050‸examples = ["有【3丙份】"]')
    + rule("trial", "丁份", '‸FED057‸examples = ["有【3丁份】"]', 'status = "test"')
    + rule("undocumented", "戊份", '‸FED058‸id = "count.undocumented"', without=("description",))
    + rule("unnamed", "己份", '‸FED058‸title = ""')
    + rule("old", "庚份", '‸FED058‸id = "count.old"', 'status = "deprecated"', without=("description",))
    + rule("marks", "辛份", 'examples = ["【3辛份】", "【5辛份】", ‸FED052‸"3辛份"]')
    + rule("marked", "壬份", 'counter_examples = [\n  "三分",\n  ‸FED052‸"【3】分",\n]')
    + rule("twice", "癸份", 'examples = ["【3癸份】", "【5癸份】", ‸FED063‸"【3癸份】"]')
    + rule("lost", "子份", 'overrides = [‸FED053‸"count.none", ‸FED064‸"money.amount", ‸FED064‸"count.old"]')
    + rule("Id", "丑份", '‸FED062‸id = "count.Id"')
    + rule("starts", "寅份", '‸FED055‸starts = "卯"')
    + rule("ends", "卯份", "before = '新增'", '‸FED055‸ends = "新"', 'examples = ["新增【3卯份】", "新增【5卯份】"]')
    + rule("short", "辰份", '‸FED056‸anchor = "words"', "after = '(?P<pronoun>俩)'",
           'examples = ["甲乙【俩】", "甲乙【俩】书"]', "normaliser = 'guard'")
    + rule("shadowed", "名", '‸FED065‸id = "count.shadowed"', "priority = -1",
           'examples = ["慰问【30名】", "慰问【40名】"]')
    + rule("mute", "巳份", '‸FED065‸id = "count.mute"', "before = '(?<=甲乙丙)'")
    + rule("double", "甲份", '‸FED065‸id = "count.double"', "after = '(?P<unit>甲份|{words}|{many}大|{bare}|{starts})'")
    + rule("tie_a", "午份")
    + rule("tie_b", "未份", "‸FED066‸id = 'count.tie_b'", "after = '(?P<unit>未份|午)份?'")
    + rule("slow", "酉份", "‸FED067‸after = '(?P<unit>酉份)(?:(?:.*?,)*同比增长)?'")
    + rule("risky", "戌份", "‸FED068‸after = '(?P<unit>戌份)(?:亥+)*'")
    + rule("reasonless", "申份", "examples = ['【3申份】', '【5申份】'] ‸FED059‸# fedparse-ignore FED063")
    + rule("unknown", "东份", "examples = ['【3东份】', '【5东份】'] # fedparse-ignore ‸FED059‸FED505: 见说明")
    + rule("idle", "西份", "examples = ['【3西份】', '【5西份】'] # fedparse-ignore ‸FED064‸FED063: 见说明")
    + "# fedparse-ignore FED058: 说明在文档里\n"
    + rule("meant", "南份", without=("description",)),
    "windows.toml": rule("windows", "北份").replace("[[rule]]\n", "[[rule]]‸FED069‸\n", 1).replace("\n", "\r\n"),
    "empty.toml": "‸FED064‸# 以后再写\n",
    "spaces.toml": "‸FED069‸\ufeff" + rule("spaces", "中份", "priority = 0‸FED069‸  ").rstrip("\n") + "‸FED069‸",
    "words.txt": "甲乙\n俩\n‸FED069‸ 丙丁\n",
    "idle.txt": "甲乙\n",
}  # fmt: skip


def write(root: Path, files: Mapping[str, str | bytes]) -> list[tuple[str, str]]:
    """Writes a pack without its marks; returns the marked places, `file:line:column`, with their codes."""
    seeded = []
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        mark = re.compile(_MARK.pattern.encode())
        while found := mark.search(data):
            before = data[: found.start()].decode().lstrip("\ufeff").split("\n")
            place = f"{name}:{len(before)}:{len(before[-1]) + 1}"
            seeded += [(place, code) for code in found[1].decode().split("+")]
            data = data[: found.start()] + data[found.end() :]
        (root / name).write_bytes(data)
    return sorted(seeded)


def places(faults: tuple[Fault, ...], root: Path) -> list[tuple[str, str]]:
    return sorted((f"{Path(f.path).relative_to(root)}:{f.line}:{f.column}", f.code) for f in faults)


PACKS = {"unusable": (UNUSABLE, 3), "usable": (USABLE, 1)}


@pytest.mark.parametrize("name", PACKS)
def test_each_fault_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    files, code = PACKS[name]
    seeded = write(tmp_path, files)
    outcome = check_packs([tmp_path])
    assert places(tuple(outcome.faults), tmp_path) == seeded
    assert outcome.exit_code == code
    assert len(seeded) >= 30


@pytest.mark.parametrize("name", PACKS)
def test_the_command_tells_them_all(name: str, tmp_path: Path) -> None:
    files, code = PACKS[name]
    seeded = write(tmp_path, files)
    done = CliRunner().invoke(app, ["rules", "check", str(tmp_path)], prog_name="fedparse")
    assert (done.exit_code, "Traceback" in done.output) == (code, False)
    assert Counter(code for _, code in seeded) <= Counter(re.findall(r"FED\d{3}", done.stdout))


def test_every_kind_of_fault_is_seeded() -> None:
    texts = [str(content) for files, _ in PACKS.values() for content in files.values()]
    seeded = {code for codes in _MARK.findall("".join(texts)) for code in codes.split("+")}
    assert {f"FED0{number}" for number in range(50, 70)} <= seeded


EXAMPLES = {
    "wrong-span": 'examples = ["有【3甲份】", ‸FED072‸"有3【5甲份】"]',
    "wrong-value": 'examples = ["有【3甲份】", ‸FED073‸"有【5甲份｜6】"]',
}


@pytest.mark.parametrize("line", EXAMPLES.values(), ids=EXAMPLES)
def test_examples_that_do_not_hold(line: str, tmp_path: Path) -> None:
    seeded = write(tmp_path, {"pack.toml": HEAD + 'rules = ["own.toml"]\n', "own.toml": rule("sound", "甲份", line)})
    pack = load_pack(tmp_path)
    failed = [
        (f"own.toml:{each.line}:{each.column}", problem.code)
        for each in rule_examples(pack, ["count.sound"])
        for problem in run_example(pack, each.rule, each.text)
    ]
    assert failed == seeded
