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
from fedparse.ruletools.check import examine
from fedparse.ruletools.macros import is_matched
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
        (("id", "FED066", "between it and `count.tie_c`: of `"),),
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
    faults = found[1]
    before = "\n".join(case.text for case in RULES.values()).partition(RULES[name].text)[0].count("\n")
    lines = RULES[name].text.splitlines()
    inside = range(before + 1, before + 1 + len(lines))
    said = {(lines[f.line - inside[0]].split(" ")[0], f.code, f.message) for f in faults if f.line in inside}
    assert len(said) == len(RULES[name].said), said
    for key, code, part in RULES[name].said:
        assert any((k, c) == (key, code) and part in text for k, c, text in said), (key, code, part, said)


# Macros, word lists and files without use or proof

MACROS = """[macro.used]
doc = "用到的"
pattern = '{inner}份'
examples = ["大份"]

[macro.inner]
doc = "间接用到的"
pattern = '[大小]'
examples = ["大"]

[macro.idle]
pattern = '大份{below}'

[macro.below]
doc = "只有没用到的宏用它"
pattern = '下'
examples = ["下", "上"]

[macro.placed]
doc = "要看前面的字"
pattern = '(?<=大)件'
examples = ["大【件】", "小【件】"]
"""
UNUSED = [
    "macros.toml:11:1 FED057 macro `idle`: no example shows what it matches",
    "macros.toml:11:1 FED058 macro `idle`: no `doc` says what it is",
    "macros.toml:11:1 FED060 macro `idle` is used by no rule",
    "macros.toml:14:1 FED060 macro `below` is used by no rule",
    "macros.toml:17:18 FED054 macro `below` does not match its example `上`",
    "macros.toml:22:21 FED054 macro `placed` does not match its example `小【件】`",
    "empty.toml:1:1 FED064 the file has no rule",
    "pack.toml:8:1 FED061 lexicon `spare` is used by no rule and no macro",
]


def test_what_is_not_used(tmp_path: Path) -> None:
    rules = [rule("used", "大份", after="'(?P<unit>{used}|{words}|{placed})'")]
    root = write(
        tmp_path,
        rules,
        '[lexicons]\nwords = "words.txt"\nspare = "words.txt"\n',
        macros__toml=MACROS,
        words__txt="大本\n",
        empty__toml="# 以后再写\n",
    )
    edit(root / "pack.toml", '"own.toml"', '"own.toml", "empty.toml"')
    assert sorted(told(examine(root).faults, root)) == sorted(UNUSED)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_example_of_a_macro_may_mark_what_it_matches(tmp_path: Path) -> None:
    macros = read_pack(write(tmp_path, macros__toml=MACROS)).macros
    assert is_matched(macros["placed"].compiled, "大【件】")
    assert not is_matched(macros["placed"].compiled, "大件")
    assert is_matched(macros["clause_end"].compiled, "村【】,")


# Patterns that may take long, and those that do

PATTERNS = {
    # a repeat in a repeat
    "nested": ("甲(?:乙+)+丙", "FED068"),
    "nested-any": ("(?:.*?,)*同比增长", "FED067"),
    "nested-by-a-macro": ("甲{many}+丙", "FED068"),
    "nested-alternative": ("甲(?:乙+|丁)*丙", "FED068"),
    "nested-but-parted": ("甲(?:乙+丁){1,30}丙", None),
    "nested-but-seen-to-the-end": ("甲(?:乙+(?=丁)|丁)*丙", None),
    "nested-but-possessive": ("甲(?:乙++丁?)*+丙", None),
    # alternatives
    "alternatives-that-join": ("甲(?:乙|乙丁|丁)*丙", "FED067"),
    "alternatives-that-share": ("甲(?:[乙丁]|[丁戊])*丙", "FED068"),
    "alternatives-apart": ("甲(?:乙丁|戊)*丙", None),
    # scans
    "scan": ("[一二三四五六七八九十百千]+[名人]", "FED068"),
    "scan-of-anything": ("[^。]*特困", "FED068"),
    "scan-from-a-mark": ("“[^“”。]*特困", None),
    "scan-from-a-line": ("^[^。\n]*特困", None),
    "scan-with-a-bound": ("[一二三四五]{1,9}[名人]", None),
    "scan-to-the-end": ("乙+", None),
    # the rest
    "backreference": ("(?P<what>乙{1,90})丙(?P=what)", "FED068"),
    "short-backreference": ("(?P<what>[乙丁])丙(?P=what)", None),
    "looks-far-back": ("(?<=甲[乙丁]{1,400})丙", "FED068"),
    "looks-back-without-bound": ("(?<=甲[乙丁]*)丙", "FED068"),
}


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The codes of what is said of the pattern of each case."""
    rules = [
        rule(name, "", kind='"noise"', id=f'"noise.{name}"', anchor="", after="", pattern=f"'''{text}'''",
             set='{ place = "inside" }')
        for name, (text, _) in PATTERNS.items()
    ]  # fmt: skip
    many = "[macro.many]\ndoc = '很多'\npattern = '(?:乙+)'\nexamples = ['乙']\n"
    root = write(tmp_path_factory.mktemp("patterns"), rules, macros__toml=many)
    faults = examine(root).faults
    return {
        name: {fault.code for fault in faults if fault.rule == f"noise.{name}" and fault.code in {"FED067", "FED068"}}
        for name in PATTERNS
    }


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns(name: str, patterns: Mapping[str, set[str]]) -> None:
    _, code = PATTERNS[name]
    assert patterns[name] == ({code} if code else set())


# Files

FILES = {
    "crlf": ("a = 1\r\nb = 2\r\n", ["1:6 lines end with CR LF instead of LF: 2"], "a = 1\nb = 2\n"),
    "crlf-in-a-string": ("a = '''\r\n'''\n", ["1:8 lines end with CR LF instead of LF: 1"], "a = '''\n'''\n"),
    "mark": ("\ufeffa = 1\n", ["1:1 the file begins with a byte order mark"], "a = 1\n"),
    "no-line-end": ("a = 1", ["1:6 the last line has no line end"], "a = 1\n"),
    "spaces": ("a = 1  \n\t\nb = 2\n", ["1:6 lines end with spaces: 2"], "a = 1\n\nb = 2\n"),
    "spaces-in-a-string": ("a = '''\nx  \n'''\n", [], ""),
    "tabs": (
        "\ta =\t1\nb = '\t' #\t\n",
        ["1:1 tabs stand between the parts of a TOML file: 2", "2:10 lines end with spaces: 1"],
        "  a = 1\nb = '\t' #\n",
    ),
    "nothing": ("", [], ""),
    "all-at-once": (
        "\ufeffa\t= 1 \r\nb = 2",
        [
            "1:1 the file begins with a byte order mark",
            "1:7 lines end with CR LF instead of LF: 1",
            "1:6 lines end with spaces: 1",
            "1:2 tabs stand between the parts of a TOML file: 1",
            "2:6 the last line has no line end",
        ],
        "a = 1\nb = 2\n",
    ),
}
LISTS = {
    "spaces-round-a-term": ("# 词 \nterm\tkind\n 甲乙\tx \n", ["1:4 lines end with spaces: 1",
        "3:1 spaces stand round `甲乙`", "3:5 spaces stand round `x`"], "# 词\nterm\tkind\n甲乙\tx\n"),
    "not-composed": ("cafe\u0301\n", ["1:1 `caf\u00e9` is not in Unicode's normal form C"], "caf\u00e9\n"),
    "tabs-part-columns": ("term\tkind\n甲乙\tx\n", [], ""),
    "an-empty-cell": ("term\tkind\tmore\n甲乙\t\tx\n", [], ""),
    "a-term-that-is-a-space": ("\u3000\t \n", [], ""),
    "mark-before-a-comment": ("\ufeff#  x\n甲乙\n", ["1:1 the file begins with a byte order mark"], "#  x\n甲乙\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", [*FILES, *LISTS])
def test_files(name: str) -> None:
    text, said, mended = FILES.get(name) or LISTS[name]
    file = SourceFile("file", text, "rules" if name in FILES else "words")
    faults = list(untidy(file))
    assert sorted(f"{fault.line}:{fault.column} {fault.message}" for fault in faults) == sorted(said)
    edits = sorted((edit for fault in faults for edit in fault.fix), reverse=True)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert text == (mended or file.text)
    assert list(untidy(SourceFile("file", text, file.kind))) == []


# Fixes

UNTIDY = (
    rule(
        "twice",
        "卯份",
        before="'(?:新增|发放)'",
        ends='"增了"',
        examples='[\n  "新增【3卯份】书",\n  "发放【5卯份】", # 五\n  "新增【3卯份】书",\n]',
    )
    + rule("more", "辰份", starts='"辰份\\\\"', examples='["有【3辰份】", "有【5辰份】", "有【3辰份】"]')
).replace("\n", "\r\n")
TIDY = rule(
    "twice",
    "卯份",
    before="'(?:新增|发放)'",
    ends='"增放"',
    examples='[\n  "新增【3卯份】书",\n  "发放【5卯份】", # 五\n]',
) + rule("more", "辰份", starts='"辰"', examples='["有【3辰份】", "有【5辰份】"]')


def test_fixes_leave_the_rules_as_they_are(tmp_path: Path) -> None:
    root = write(tmp_path, head='[lexicons]\nwords = "words.txt"', words__txt=" 甲乙\n")
    (root / "own.toml").write_bytes(UNTIDY.encode())
    before = read_pack(root)
    outcome = check_packs([root], fix=True)
    assert (root / "own.toml").read_bytes().decode() == TIDY
    assert (root / "words.txt").read_bytes().decode() == "甲乙\n"
    assert [fault.code for fault in outcome.faults] == ["FED061"]
    assert str(outcome.summary).endswith("fixed: 7")
    after = read_pack(root)
    sources = [[pattern.source for rule in pack.rules for _, pattern in rule.patterns()] for pack in (before, after)]
    assert sources[0] == sources[1]
    assert check_packs([root], fix=True).faults == outcome.faults


def test_a_fix_that_would_change_a_rule_is_taken_back(tmp_path: Path) -> None:
    """Two terms that are one without the spaces: the list could not be read any more."""
    root = write(tmp_path, head='[lexicons]\nwords = "words.txt"\n', words__txt="甲乙\n 甲乙\n")
    outcome = check_packs([root], fix=True)
    assert (root / "words.txt").read_bytes().decode() == "甲乙\n 甲乙\n"
    assert str(outcome.summary).endswith(f"put back, as rules would have changed: {root / 'words.txt'}")


def test_inherited_packs_are_not_mended(tmp_path: Path) -> None:
    root = write(tmp_path, head="")
    below = write(tmp_path / "below", [rule("below", "甲份")])
    (below / "own.toml").write_bytes((below / "own.toml").read_bytes().replace(b"\n", b"\r\n"))
    edit(root / "pack.toml", '"fedparse"', '"below"')
    outcome = check_packs([root], fix=True)
    assert [fault.code for fault in outcome.faults] == ["FED064"]
    assert b"\r\n" in (below / "own.toml").read_bytes()


# Comments


COMMENTS = {
    "beside": ("{examples} # fedparse-ignore FED050: 只有这一句", []),
    "above-the-key": ("# fedparse-ignore FED050: 只有这一句\n{examples}", []),
    "full-width-colon": ("# fedparse-ignore FED050：只有这一句\n{examples}", []),
    "two-codes": ("# fedparse-ignore FED050, FED063: 只有这一句\n{examples}", ["1 FED064 `FED063` is not found here*"]),
    "no-reason": ("{examples} # fedparse-ignore FED050", ["1 FED050*", "1 FED059 say which code is ignored and why*"]),
    "no-code": ("{examples} # fedparse-ignore: 因为", ["1 FED050*", "1 FED059 say which code is ignored and why*"]),
    "unknown-code": (
        "{examples} # fedparse-ignore FED505: 只有这一句",
        ["1 FED050*", "1 FED059 there is no code `FED505`; did you mean*"],
    ),
    "unusable": (
        "{examples} # fedparse-ignore FED012: 只有这一句",
        ["1 FED050*", "1 FED059 FED012 cannot be ignored: mend what it says"],
    ),
    "ignores-nothing": ("{examples} # fedparse-ignore FED058: 没有说明", ["1 FED050*", "1 FED064 `FED058` is not*"]),
    "another-line": ("{examples}\n# fedparse-ignore FED050: 只有这一句", ["1 FED050*", "2 FED064 `FED050` is not*"]),
    "in-a-string": ('{examples}\ntags = ["# fedparse-ignore FED050: x"]', ["1 FED050*"]),
    "another-comment": ("{examples} # ignore FED050: x", ["1 FED050*"]),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMENTS)
def test_comments(name: str, tmp_path: Path) -> None:
    written, said = COMMENTS[name]
    text = rule("one", "丙份", examples="")
    root = write(tmp_path, [text + written.format(examples='examples = ["有【3丙份】"]') + "\n"])
    first = text.count("\n")
    found = [(f.line - first, f.code, f.message) for f in examine(root).faults]
    assert len(found) == len(said), found
    for (line, code, message), wanted in zip(found, said, strict=True):
        assert f"{line} {code} {message}".startswith(wanted.rstrip("*"))
        assert wanted.endswith("*") or f"{line} {code} {message}" == wanted


SPANS = {
    "table": ("# fedparse-ignore FED063: x\n[[rule]]\na = 1\nb = 2\n[rule.set]\nc = 3\n[[rule]]\n", range(1, 7)),
    "last-table": ("[[rule]]\n# fedparse-ignore FED063: x\n# 说明\n\n[[rule]]\na = 1", range(2, 7)),
    "key": ("[[rule]]\n# fedparse-ignore FED063: x\na = [\n 'b',\n]\nc = 1\n", range(2, 6)),
    "element": ("a = [\n # fedparse-ignore FED063: x\n 'b',\n 'c',\n]\n", range(2, 4)),
    "line": ("a = [\n 'b', # fedparse-ignore FED063: x\n]\n", range(2, 3)),
}


@pytest.mark.parametrize(("text", "lines"), SPANS.values(), ids=SPANS)
def test_what_a_comment_holds_for(text: str, lines: range) -> None:
    (comment,), wrong = ignored([SourceFile("file", text, "rules")])
    assert (comment.lines, wrong) == (lines, [])


def test_a_comment_in_a_word_list(tmp_path: Path) -> None:
    words = "# fedparse-ignore FED069: 前面的空格是词的一部分\n 甲乙\n 丙丁\n"
    root = write(tmp_path, [rule("words", "甲份", after="'(?P<unit>甲份|{words})'")],
                 '[lexicons]\nwords = "words.txt"\n', words__txt=words)  # fmt: skip
    assert [(fault.line, fault.code) for fault in examine(root).faults] == [(3, "FED069")]


# The command


def command(*args: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["rules", "check", *map(str, args)], prog_name="fedparse")
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def test_a_broken_pack_hides_no_other(tmp_path: Path) -> None:
    broken = write(tmp_path / "a", ["[[rule]\n"])
    poor = write(tmp_path / "b", [rule("one", "丙份", examples='["有【3丙份】"]')])
    none = tmp_path / "c"
    outcome = check_packs([broken, poor, none])
    assert [fault.code for fault in outcome.faults] == ["FED005", "FED050", "FED001"]
    assert outcome.exit_code == 3
    assert [pack["usable"] for pack in outcome.data["packs"]] == [False, True, False]  # type: ignore[attr-defined]
    code, out, _ = command(broken, poor, none)
    assert (code, "FED005" in out, "FED050" in out, "FED001" in out) == (3, True, True, True)


def test_exit_codes_and_ignored_codes(tmp_path: Path) -> None:
    root = write(tmp_path, [rule("one", "丙份", examples='["有【3丙份】"]', description="")])
    assert command(root)[0] == 1
    assert command(root, "--ignore", "FED050")[0] == 0
    assert "FED058" not in command(root, "--ignore", "FED050", "--ignore", "FED058")[1]


@pytest.mark.parametrize(
    ("code", "said"), [("FED505", "did you mean `FED0"), ("FED005", "cannot be ignored"), ("x", "codes look like")]
)
def test_codes_that_cannot_be_ignored(code: str, said: str, tmp_path: Path) -> None:
    exit_code, _, error = command(write(tmp_path), "--ignore", code)
    assert (exit_code, said in " ".join(error.replace("│", " ").split())) == (2, True)


def test_each_rule_is_a_case(tmp_path: Path) -> None:
    root = write(tmp_path, [rule("one", "丙份", examples='["有【3丙份】"]'), rule("two", "丁份")])
    outcome = check_packs([root])
    assert [(case.name, case.line, len(case.faults)) for case in outcome.cases] == [
        ("count.one", 2, 1),
        ("count.two", 12, 0),
    ]
    json.dumps(outcome.data)


def test_what_is_inherited_is_not_told(tmp_path: Path) -> None:
    """Neither the rules of the pack below, nor the examples that it gives to a rule that this pack changes."""
    below = write(tmp_path / "below", [rule("poor", "丙份", examples='["有【3丙份】", "有【3丙份】"]', description="")])
    override = '[[override]]\nid = "count.poor"\npriority = 1\n'
    root = write(tmp_path, [override])
    edit(root / "pack.toml", '"fedparse"', '"below"')
    assert {fault.code for fault in examine(below).faults} == {"FED058", "FED063"}
    assert told(examine(root).faults, root) == [
        "own.toml:2:1 FED058 rule `count.poor`: no `description` says what is meant, and what is not"
    ]


# Codes and languages


def test_every_code_has_a_page_in_both_languages() -> None:
    ours = [code for id_, code in codes().items() if "FED050" <= id_ <= "FED069"]
    assert len(ours) == 20
    for code in ours:
        for language in ("en", "zh"):
            assert len(code.pages[language]) > 60, code.id
            assert code.titles[language] != code.name


def test_every_sentence_is_there_in_chinese(tmp_path: Path, found: tuple[Path, list[Fault]]) -> None:
    known = catalogue("zh")
    templates = {fault.text.template for fault in found[1]}
    templates |= {value.template for fault in found[1] for _, value in fault.text.values if hasattr(value, "template")}
    templates.add(check_packs([write(tmp_path)]).summary.template)
    assert templates <= known.keys()


def test_own_files_only(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x \r\n", encoding="utf-8")
    root = write(tmp_path / "pack", head='[lexicons]\nwords = "../outside.txt"\nlink = "link.txt"\n')
    (root / "link.txt").symlink_to(outside)
    assert sorted(Path(file.path).name for file in SourceFiles.of(root)) == ["own.toml", "pack.toml"]
