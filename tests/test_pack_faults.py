"""What a rule author is told of a pack that is wrong: every fault at once, each at its place, and the exit code.

Each case is the built-in pack with some faults written into it. `‸` stands before the place where a fault must be
reported; it is taken out before the file is written.
"""

from __future__ import annotations

import ast
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest
from typer.testing import CliRunner

import fedparse
from fedparse import requirements, ruleforms
from fedparse.cli.app import app
from fedparse.errors import PackError
from fedparse.loader import read_pack
from fedparse.normalize import NORMALISERS
from fedparse.packs import default_pack_path
from fedparse.positions import Place, Places
from fedparse.ruletools.check import examine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.messages import Message

MARK = "‸"
EXTRA = "extra.toml"
WORDS = "lexicons/extra.tsv"
MACROS = "macros.toml"
PACK = "pack.toml"
_RULE = {
    "id": '"count.extra"',
    "kind": '"count"',
    "title": '"加的规则"',
    "description": '"份数"',
    "anchor": '"number"',
    "after": "'(?P<unit>份)'",
    "examples": '["【3份】", "【5份】"]',
    "counter_examples": '["三分"]',
}


def rule(*lines: str, without: tuple[str, ...] = ()) -> str:
    """A sound rule with some lines put in their key's place or added, and some keys left out; it starts at its mark."""
    written = {key: f"{key} = {value}" for key, value in _RULE.items() if key not in without}
    for line in lines:
        written[line.partition("=")[0].strip().lstrip(MARK)] = line
    header = written.pop("[[rule]]", "[[rule]]")
    return "\n".join([header, *written.values(), ""])


Files: TypeAlias = "Mapping[str, str | bytes | tuple[str, str] | list[tuple[str, str]]]"


class Case(NamedTuple):
    """Files of a pack with the marked places of their faults, and what is said at each in file order.

    A file that is in the pack is given as `(old, new)`, a piece of it and what stands there instead, or as several.
    A message that ends with `*` may go on: the rest are the words of Python or of `regex`.
    """

    files: Files
    said: list[str]
    code: int = 3


def toml(text: str) -> Mapping[str, str]:
    return {EXTRA: text}


_LAST_RULES = '  "fact.toml",\n'
_LAST_MACRO = "[macro.mask]"

CASES = {
    # Keys and types
    "unknown-key-near": Case(toml(rule('‸aftr = "x"')), ["unknown key `aftr`; did you mean `after`?"]),
    "unknown-key-far": Case(
        toml(rule("‸zzz = 1")),
        ["unknown key `zzz`; known keys: " + ", ".join(sorted(ruleforms.CountRule.model_fields))],
    ),
    "unknown-table": Case(toml("‸[[rules]]\nid = 'a'\n"), ["unknown key `rules`; did you mean `rule`?"]),
    "unknown-pack-key": Case(
        {PACK: ("schema_version", '‸titel = "x"\nschema_version')}, ["unknown key `titel`; did you mean `title`?"]
    ),
    "unknown-macro-key": Case(
        {MACROS: (_LAST_MACRO, '[macro.made]\npattern = "x"\n‸docs = "x"\n[macro.mask]')},
        ["unknown key `docs`; did you mean `doc`?"],
    ),
    "unknown-macro-table": Case(
        {MACROS: (_LAST_MACRO, '‸[macros.made]\npattern = "x"\n[macro.mask]')},
        ["unknown key `macros`; did you mean `macro`?"],
    ),
    "number-for-string": Case(toml(rule("‸title = 3")), ["`title` must be a string"]),
    "string-for-array": Case(
        toml(rule('‸id = "count.extra"', '‸examples = "【3份】"')),
        ["rule `count.extra`: no example shows what it finds", "`examples` must be an array of strings"],
    ),
    "string-for-number": Case(toml(rule('‸priority = "1"')), ["`priority` must be a whole number"]),
    "truth-for-number": Case(toml(rule("‸priority = true")), ["`priority` must be a whole number"]),
    "string-for-table": Case(toml(rule('‸set = "x"')), ["`set` must be a table"]),
    "rule-is-no-array": Case(toml('‸[rule]\nid = "a"\n'), ["`rule` must be tables, each written `[[rule]]`"]),
    "rule-is-no-table": Case(toml("rule = [‸1]\n"), ["a rule is a table `[[rule]]`"]),
    "macro-is-no-table": Case(
        {MACROS: (_LAST_MACRO, '[macro]\n‸made = "x"\n[macro.mask]')},
        ["macro `made` must be a table `[macro.made]`"],
    ),
    "macros-are-no-table": Case(
        toml(rule("‸where = { kind = 1 }")), ["`where` must be a table of strings, and `1` is none"]
    ),
    "rules-are-no-strings": Case(
        {PACK: (_LAST_RULES, '  "fact.toml", ‸5,\n')}, ["`rules` must be an array of strings, and `5` is none"]
    ),
    "lexicon-is-no-string": Case(
        {PACK: ("[lexicons]", "[lexicons]\n‸other = 3")}, ["`lexicons` must be a table of strings, and `3` is none"]
    ),
    "override-is-no-string": Case(
        toml(rule('overrides = ["fact.action", ‸["a"]]')),
        ["`overrides` must be an array of strings, and `['a']` is none"],
    ),
    "example-is-no-string": Case(
        toml(rule("examples = [\n  '【3份】',\n  ‸7, # 七\n  ‸{ a = 1 },\n  ‸2019-01-01,\n]")),
        [f"`examples` must be an array of strings, and `{value}` is none" for value in ("7", "{'a': 1}", "2019-01-01")],
    ),
    "macro-example-is-no-string": Case(
        {MACROS: (_LAST_MACRO, '[macro.made]\npattern = "x"\nexamples = [‸1.5]\n[macro.mask]')},
        ["`examples` must be an array of strings, and `1.5` is none"],
    ),
    "schema-version": Case(
        {PACK: ("schema_version = 1", "‸schema_version = 2")},
        ["schema_version 2 is unknown; this fedparse reads version 1"],
    ),
    # What a rule needs
    "no-id": Case(toml(rule("‸[[rule]]", without=("id",))), ["the rule has no `id`"]),
    "no-kind-nor-title": Case(
        toml(rule("‸‸[[rule]]", without=("kind", "title"))), ["the rule has no `kind`", "the rule has no `title`"]
    ),
    "starts-nowhere": Case(
        toml(rule("‸[[rule]]", without=("anchor",))),
        ["rule `count.extra` has neither `pattern` nor `anchor`: it starts nowhere"],
    ),
    "empty-pattern": Case(
        toml(rule("‸[[rule]]", 'pattern = ""', without=("anchor", "after"))),
        ["rule `count.extra` has neither `pattern` nor `anchor`: it starts nowhere"],
    ),
    "anchor-and-pattern": Case(
        toml(rule('‸pattern = "x"')),
        ["rule `count.extra` has an `anchor`, so its `pattern` is never looked at; use `after`"],
    ),
    "context-of-no-anchor": Case(
        toml(rule("pattern = '(?P<unit>x)'", '‸before = "y"', '‸after = "z"', without=("anchor",))),
        [
            "rule `count.extra` has no `anchor`, so its `after` is never looked at",
            "rule `count.extra` has no `anchor`, so its `before` is never looked at",
        ],
    ),
    "id-of-another-kind": Case(
        toml(rule('‸id = "money.extra"')), ["the id of a rule of kind `count` starts with `count.`"]
    ),
    "duplicate-id": Case(
        toml(rule() + rule('‸id = "count.extra"')), ["another rule is called `count.extra`, in extra.toml"]
    ),
    "unknown-kind": Case(toml(rule('‸kind = "cuont"')), ["unknown kind `cuont`; did you mean `count`?"]),
    "unknown-status": Case(
        toml(rule('‸status = "new"')), ["unknown status `new`; one of experimental, test, stable, deprecated"]
    ),
    "unknown-anchor": Case(toml(rule('‸anchor = "numbers"')), ["unknown anchor `numbers`; did you mean `number`?"]),
    "unknown-anchor-far": Case(
        toml(rule('‸anchor = "qq"')), ["unknown anchor `qq`; it is neither `number` nor a lexicon nor a macro"]
    ),
    "unknown-unit": Case(toml(rule('‸unit = "measure"')), ["unknown unit `measure`; did you mean `measures`?"]),
    "unknown-column": Case(
        toml(rule('unit = "extra"', '‸where = { kin = "x" }')),
        ["lexicon `extra` has no column `kin`; did you mean `kind`?"],
    ),
    "unknown-normaliser": Case(
        toml(rule('‸normaliser = "counts"')), ["unknown normaliser `counts`; did you mean `count`?"]
    ),
    "no-style": Case(
        toml(
            rule(
                'id = "heading.extra"',
                'kind = "heading"',
                "pattern = '(?P<number>x)'",
                '‸set = { place = "line" }',
                without=("anchor", "after"),
            )
        ),
        ["rule `heading.extra`: a rule of kind `heading` needs `set.style`"],
    ),
    "unknown-style": Case(
        toml(
            rule(
                'id = "heading.extra"',
                'kind = "heading"',
                "pattern = '(?P<number>x)'",
                '‸set = { place = "line", style = "arab" }',
                without=("anchor", "after"),
            )
        ),
        ["rule `heading.extra`: unknown style `arab`; did you mean `arabic`?"],
    ),
    "rank-is-no-number": Case(
        toml(
            rule(
                'id = "heading.extra"',
                'kind = "heading"',
                "pattern = '(?P<number>x)'",
                '‸set = { place = "line", style = "item", rank = "x" }',
                without=("anchor", "after"),
            )
        ),
        ["rule `heading.extra`: `set.rank` must be a number, not `x`"],
    ),
    "no-code": Case(
        toml(rule("‸[[rule]]", 'id = "missing.extra"', 'kind = "diagnostic"')),
        ["rule `missing.extra`: a rule of kind `diagnostic` needs `set.code`"],
    ),
    "wrong-code": Case(
        toml(rule('id = "missing.extra"', 'kind = "diagnostic"', '‸set = { code = "Missing Number" }')),
        ["rule `missing.extra`: `Missing Number` is no code; a code is lower-case words joined by `-`"],
    ),
    "no-unit": Case(
        toml(rule("‸[[rule]]", "after = '份'")), ["rule `count.extra`: no group `unit` says what its value is made of"]
    ),
    "count-without-number": Case(
        toml(rule("‸[[rule]]", "pattern = '满堂(?P<unit>份)'", without=("anchor", "after"))),
        ["rule `count.extra`: no group `pronoun` says what its value is made of"],
    ),
    "money-without-number": Case(
        toml(
            rule(
                "‸[[rule]]",
                "id = 'money.extra'",
                "kind = 'money'",
                "pattern = '满堂(?P<unit>元)'",
                without=("anchor", "after"),
            )
        ),
        ["rule `money.extra`: no group `amount` says what its value is made of"],
    ),
    "heading-without-number": Case(
        toml(
            rule(
                "‸[[rule]]",
                "id = 'heading.extra'",
                "kind = 'heading'",
                "pattern = '^甲、'",
                'set = { place = "line", style = "item" }',
                without=("anchor", "after"),
            )
        ),
        ["rule `heading.extra`: no group `number / heading` says what its value is made of"],
    ),
    "document-without-title": Case(
        toml(
            rule(
                "‸[[rule]]",
                "id = 'document.extra'",
                "kind = 'document'",
                "pattern = '〖[^〗]{1,9}〗'",
                without=("anchor", "after"),
            )
        ),
        ["rule `document.extra`: no group `title` says what its value is made of"],
    ),
    "unknown-unless": Case(
        toml(rule('id = "program.extra"', 'kind = "program"', '‸set = { unless = ["guard"] }')),
        ["unknown lexicon `guard`; did you mean `guards`?"],
    ),
    # Patterns, macros, lexicons
    "bad-regex": Case(
        toml(rule("‸after = '(?P<unit>份'")), ["rule `count.extra`: not a regular expression: missing )"]
    ),
    "bad-regex-in-before": Case(
        toml(rule("‸before = '[a'")), ["rule `count.extra`: not a regular expression: unterminated character set"]
    ),
    "huge-repeat": Case(
        toml(rule("‸after = '(?P<unit>份){99999999999999999999}'")), ["rule `count.extra`: not a regular expression: *"]
    ),
    "bad-flags": Case(
        toml(rule("‸after = '(?a)(?u)(?P<unit>份)'")), ["rule `count.extra`: not a regular expression: *"]
    ),
    "bad-macro-told-once": Case(
        {
            MACROS: (_LAST_MACRO, "[macro.made]\n‸pattern = 'a)'\n[macro.mask]"),
            EXTRA: rule("after = '(?P<unit>{made})'"),
        },
        ["macro `made`: not a regular expression: *"],
    ),
    "too-long": Case(
        toml(rule(f"‸after = '(?P<unit>{'份' * 4001})'")),
        ["`after` is longer than 4000 characters; use a lexicon or a macro"],
    ),
    "unknown-macro": Case(
        toml(rule("‸after = '(?P<unit>{quote_opn})'")),
        ["`{quote_opn}` is neither a macro nor a lexicon; did you mean `quote_open`?"],
    ),
    "unknown-macro-far": Case(toml(rule("‸after = '(?P<unit>{qqqq})'")), ["`{qqqq}` is neither a macro nor a lexicon"]),
    "unknown-name-in-a-macro": Case(
        {
            MACROS: (_LAST_MACRO, "[macro.made]\n‸pattern = '{qqqq}'\n[macro.mask]"),
            EXTRA: rule("after = '(?P<unit>{made})'"),
        },
        ["`{qqqq}` is neither a macro nor a lexicon"],
    ),
    "columns-of-a-macro": Case(
        toml(rule("‸after = '(?P<unit>{mask:kind=x})'")),
        ["`{mask:kind=x}`: `mask` is a macro, and only a lexicon has columns"],
    ),
    "no-such-term": Case(
        toml(rule("‸after = '(?P<unit>{extra:kind=zz})'")),
        ["`{extra:kind=zz}` is empty: no term of `extra` has kind = zz"],
    ),
    "macro-cycle": Case(
        {MACROS: (_LAST_MACRO, "[macro.one]\npattern = '{two}'\n[macro.two]\n‸pattern = '{one}'\n[macro.mask]")},
        ["macro `one` leads back to itself: one → two → one"],
    ),
    "macro-in-itself": Case(
        {MACROS: (_LAST_MACRO, "[macro.one]\n‸pattern = 'a{one}?'\n[macro.mask]")},
        ["macro `one` leads back to itself: one → one"],
    ),
    "macro-without-pattern": Case(
        {MACROS: (_LAST_MACRO, "‸[macro.one]\ndoc = 'x'\n[macro.mask]")}, ["macro `one` has no `pattern`"]
    ),
    "macro-name": Case(
        {MACROS: (_LAST_MACRO, "‸[macro.One]\npattern = 'x'\n[macro.mask]")},
        ["`One` is no name of a macro: use a-z, 0-9 and _"],
    ),
    "macro-and-lexicon": Case(
        {MACROS: (_LAST_MACRO, "‸[macro.extra]\npattern = 'x'\n[macro.mask]")},
        ["macro `extra` has the name of a lexicon"],
    ),
    "too-many-columns": Case({WORDS: "term\tkind\n甲\tx\n‸乙\tx\ty\n"}, ["3 columns where the header names 2"]),
    "repeated-term": Case({WORDS: "# 词\nterm\tkind\n甲\tx\n\n乙\ty\n‸甲\tz\n"}, ["`甲` stands here twice (line 3)"]),
    "line-without-term": Case({WORDS: "term\tkind\n甲\tx\n‸\ty\n"}, ["the line has no term"]),
    "empty-lexicon": Case({WORDS: "‸"}, ["the lexicon has no entry"]),
    "lexicon-of-a-header": Case({WORDS: "‸# 词\nterm\tkind\n"}, ["the lexicon has no entry"]),
    # Files
    "missing-rules": Case(
        {PACK: (_LAST_RULES, '  "fact.toml", ‸"no.toml",\n')},
        ["the pack names `no.toml`, but it cannot be read there"],
    ),
    "missing-lexicon": Case(
        {PACK: ("[lexicons]", '[lexicons]\n‸no = "lexicons/no.tsv"')},
        ["the pack names `lexicons/no.tsv`, but it cannot be read there"],
    ),
    "directory-for-a-file": Case(
        {PACK: (_LAST_RULES, '  "fact.toml", ‸"lexicons",\n')},
        ["the pack names `lexicons`, but it cannot be read there"],
    ),
    "path-with-nul": Case(
        {PACK: (_LAST_RULES, '  "fact.toml", ‸"a\\u0000b",\n')},
        ["the pack names `a\0b`, but it cannot be read there"],
    ),
    "outside-the-pack": Case(
        {PACK: (_LAST_RULES, '  "fact.toml", ‸"../other.toml", ‸"/etc/passwd",\n')},
        [
            "`../other.toml` is outside the pack; name files inside it",
            "`/etc/passwd` is outside the pack; name files inside it",
        ],
    ),
    "lexicon-outside-the-pack": Case(
        {PACK: ("[lexicons]", '[lexicons]\n‸no = "lexicons/../../words.txt"')},
        ["`lexicons/../../words.txt` is outside the pack; name files inside it"],
    ),
    "bad-utf8-rules": Case(
        {EXTRA: "# 规则\n# 加‸".encode() + b"\xff\n"}, ["the file is not UTF-8 (byte 14); save it as UTF-8"]
    ),
    "bad-utf8-lexicon": Case(
        {WORDS: "term\n甲\n‸".encode() + "乙".encode("gb18030")}, ["the file is not UTF-8 (byte 9); save it as UTF-8"]
    ),
    "bad-toml": Case(toml('[[rule]]\nid = "a" ‸b\n'), ["not valid TOML: *"]),
    "bad-toml-at-the-end": Case(toml("[[rule]]\nid = ‸"), ["not valid TOML: Invalid value"]),
    "toml-key-twice": Case(toml('[[rule]]\nid = "a"\nid = "b"‸\n'), ["not valid TOML: Cannot overwrite a value"]),
    "bad-pack-toml": Case({PACK: ('name = "fedparse"', "name = ‸fedparse")}, ["not valid TOML: Invalid value"]),
    "bad-macros-toml": Case({MACROS: (_LAST_MACRO, "[macro.han‸")}, ["not valid TOML: *"]),
    # What the engine needs
    "needed-lexicon": Case(
        {PACK: [('folds = "lexicons/folds.tsv"\n', ""), ("[lexicons]", "‸[lexicons]")]},
        ["the engine needs a lexicon `folds`, and the pack has none"],
    ),
    "needed-column": Case(
        {PACK: ('folds = "lexicons/folds.tsv"', '‸folds = "lexicons/extra.tsv"')},
        ["the engine needs a column `folded`, and `lexicons/extra.tsv` has none"],
    ),
    "needed-group": Case(
        {MACROS: [("(?P<first>", "(?P<fist>"), ("pattern = '''(?<![0-9])", "‸pattern = '''(?<![0-9])")]},
        ["the engine needs a group `first` in the macro `number`"],
    ),
    "lead-that-is-no-pattern": Case(
        {MACROS: ("pattern = '''(?:不(?:[少低", "‸pattern = '''((?:不(?:[少低")},
        ["macro `lead`: not a regular expression: missing )"],
    ),
    "needed-rule": Case(
        {
            PACK: [
                *((f'  "{name}.toml",\n', "") for name in ("fact", "relations", "doers", "checks")),
                ("rules = [", MARK * len(requirements.FACTS) + "rules = ["),
            ]
        },
        [
            f"the engine needs a rule `{name}`, and the pack has none"
            for name in sorted(requirements.FACTS, key=lambda name: f"{name}`")
        ],
    ),
    # A pack that loads, but does not prove what it says
    "no-examples": Case(
        toml(rule("‸‸id = 'count.extra'", without=("examples", "counter_examples"))),
        [
            "rule `count.extra`: no counter-example shows what it leaves alone",
            "rule `count.extra`: no example shows what it finds",
        ],
        code=1,
    ),
    "unmarked-example": Case(
        toml(rule("examples = ['【3份】', ‸'3份']")), ["rule `count.extra`: the example marks no span: 3份"], code=1
    ),
    "marked-counter-example": Case(
        toml(rule("counter_examples = [\n  ‸'【3】分',\n]")),
        ["rule `count.extra`: the counter-example marks a span: 【3】分"],
        code=1,
    ),
    "open-mark": Case(
        toml(rule("examples = ['【5份】', ‸'【3份']")), ["rule `count.extra`: a 【 has no 】 after it: 【3份"], code=1
    ),
    "unknown-override": Case(
        toml(rule('overrides = ["fact.action", ‸"count.no"]')),
        ["rule `count.extra`: there is no rule `count.no` to override"],
        code=1,
    ),
    "starts-too-few": Case(
        toml(rule('‸starts = "两"')),
        ["rule `count.extra`: `after` and `starts` do not begin alike: `两` `份`"],
        code=1,
    ),
    "short-anchor-term": Case(
        {**toml(rule("‸anchor = 'extra'", "after = '(?P<pronoun>份)'")), WORDS: "term\n甲\n乙丙\n"},
        ["rule `count.extra`: `extra` has terms of one character, which are not looked for: 甲"],
        code=1,
    ),
    "starts-without-number": Case(
        toml(rule('anchor = "actions"', "after = '(?P<pronoun>份)'", '‸starts = "份"')),
        ["rule `count.extra`: `starts` is for the `after` of a rule on numbers"],
        code=1,
    ),
    "ends-too-many": Case(
        toml(rule("before = '(?:新增|发放)[了共]?'", '‸ends = "增放了共份"')),
        ["rule `count.extra`: `before` and `ends` do not end alike: `份`"],
        code=1,
    ),
    "ends-without-before": Case(
        toml(rule('‸ends = "了"')),
        ["rule `count.extra` has no `before`, so its `ends` is never looked at"],
    ),
    "macro-starts": Case(
        {
            MACROS: (
                _LAST_MACRO,
                "[macro.made]\npattern = '(?<=甲)[ab]'\n‸starts = 'bc'\nexamples = []\n[macro.mask]",
            )
        },
        ["macro `made`: `pattern` and `starts` do not begin alike: `a` `c`"],
        code=1,
    ),
    "macro-example": Case(
        {
            MACROS: (_LAST_MACRO, "[macro.made]\npattern = '[ab]'\nexamples = ['a', ‸'c']\n[macro.mask]"),
            WORDS: "term\n甲\n",
        },
        ["macro `made` does not match its example `c`"],
        code=1,
    ),
    # Several at once: none hides another
    "many-in-a-rule": Case(
        toml(
            rule(
                '‸kind = "cuont"',
                '‸anchor = "numbr"',
                "‸before = '(a'",
                "‸after = '(?P<unit>{qqqq})'",
                "examples = ['【3份】', ‸3, ‸'3份']",
                '‸aftr = "x"',
            )
        ),
        [
            "unknown kind `cuont`; did you mean `count`?",
            "unknown anchor `numbr`; did you mean `number`?",
            "`{qqqq}` is neither a macro nor a lexicon",
            "`examples` must be an array of strings, and `3` is none",
            "rule `count.extra`: the example marks no span: 3份",
            "rule `count.extra`: not a regular expression: missing )",
            "unknown key `aftr`; did you mean `after`?",
        ],
    ),
    "many-in-many-files": Case(
        {
            EXTRA: rule("‸titel = 'x'", "‸after = '(?P<unit>份'"),
            WORDS: "term\n甲\n‸甲\n",
            MACROS: (_LAST_MACRO, "[macro.one]\n‸pattern = '{qqqq}'\n[macro.mask]"),
            PACK: (_LAST_RULES, '  "fact.toml", ‸"no.toml",\n'),
        },
        [
            "rule `count.extra`: not a regular expression: missing )",
            "unknown key `titel`; did you mean `title`?",
            "`甲` stands here twice (line 2)",
            "`{qqqq}` is neither a macro nor a lexicon",
            "the pack names `no.toml`, but it cannot be read there",
        ],
    ),
}


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old}"
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The built-in pack with a rule file and a lexicon more."""
    root = shutil.copytree(default_pack_path(), tmp_path / "pack")
    edit(root, PACK, "rules = [", f'rules = [\n  "{EXTRA}",')
    edit(root, PACK, "[lexicons]", f'[lexicons]\nextra = "{WORDS}"')
    (root / EXTRA).write_text(rule(), encoding="utf-8")
    (root / WORDS).write_text("term\tkind\n甲\tx\n", encoding="utf-8")
    return root


def write(root: Path, files: Files) -> list[str]:
    """Writes faults into a pack; returns the marked places, `path:line:column`, in file order."""
    for file, content in files.items():
        if isinstance(content, str | bytes):
            (root / file).write_bytes(content.encode() if isinstance(content, str) else content)
            continue
        for old, new in [content] if isinstance(content, tuple) else content:
            edit(root, file, old, new)
    return [place for file in sorted(files) for place in unmark(root / file)]


def unmark(path: Path) -> list[str]:
    """Takes the marks out of a file; returns where they stood."""
    mark = MARK.encode()
    places = []
    data = path.read_bytes()
    while mark in data:
        before, _, after = data.partition(mark)
        lines = before.decode().split("\n")
        places.append(f"{path}:{len(lines)}:{len(lines[-1]) + 1}")
        data = before + after
    path.write_bytes(data)
    return places


_BESIDES = frozenset({"FED057", "FED058", "FED060", "FED061", "FED064", "FED065", "FED066", "FED069"})
"""What the pieces of the cases lack and do besides the fault that they are there for: see test_rules_check.py."""


def rules_check(root: Path) -> tuple[int, list[str]]:
    """The exit code of `fedparse rules check` and the places and sentences of its faults."""
    report = examine(root)
    told = [fault for fault in report.faults if fault.code not in _BESIDES and (fault.code, fault.text) not in known()]
    code = 1 if report.is_usable and told else 0 if report.is_usable else 3
    return code, [f"{fault.path}:{fault.line}:{fault.column}: {fault.message}" for fault in told]


@cache
def known() -> frozenset[tuple[str, Message]]:
    """What is found in the built-in pack itself."""
    return frozenset((fault.code, fault.text) for fault in examine(default_pack_path()).faults)


def test_the_pack_of_the_cases_is_sound(pack: Path) -> None:
    code, said = rules_check(pack)
    assert (code, said) == (0, [])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_faults(case: Case, pack: Path) -> None:
    places = write(pack, case.files)
    assert len(places) == len(case.said)
    code, said = rules_check(pack)
    wanted = [f"{place}: {message}" for place, message in zip(places, case.said, strict=True)]
    shown = [
        line[: len(want) - 1] + "*" if want.endswith("*") else line for line, want in zip(said, wanted, strict=False)
    ]
    assert shown + said[len(wanted) :] == wanted
    assert code == case.code


# Whatever uses a pack says the same of it.


def command(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, args, input="慰问儿童30名。", prog_name="fedparse")
    return done.exit_code, done.stderr


@pytest.mark.parametrize(
    "name", ["unknown-anchor", "bad-regex", "needed-column", "bad-utf8-lexicon", "lead-that-is-no-pattern"]
)
def test_every_use_of_a_broken_pack_is_one_error(name: str, pack: Path) -> None:
    (place,) = write(pack, CASES[name].files)
    with pytest.raises(PackError, match=f"^{re.escape(place)}: "):
        fedparse.parse("慰问儿童30名,发书30份。", rules=pack)
    code, said = command("extract", "-", "--rules", str(pack))
    assert (code, said.startswith(place)) == (3, True)
    done = CliRunner().invoke(app, ["rules", "test", str(pack)])
    assert (done.exit_code, done.stdout.count(f"--> {place}")) == (3, 1)


def test_no_macros_at_all(pack: Path) -> None:
    (pack / MACROS).unlink()
    (place,) = write(pack, {PACK: ("rules = [", "‸rules = [")})
    code, said = rules_check(pack)
    assert code == 3
    missing = {f"{place}: the engine needs a macro `{name}`, and the pack has none" for name in requirements.MACROS}
    assert missing <= set(said)


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_no_pack(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    message = "there is no pack.toml here; a rule pack is a directory with a pack.toml"
    assert rules_check(tmp_path / name) == (3, [f"{tmp_path / name}:1:1: {message}"])


def test_no_rule_to_test(pack: Path) -> None:
    assert command("rules", "test", str(pack), "-k", "no.such")[0] == 4


def test_a_failing_example_has_its_place(pack: Path) -> None:
    (place,) = write(pack, {EXTRA: rule("examples = [\n  ‸'【3份｜4】',\n]")})
    done = CliRunner().invoke(app, ["rules", "test", str(pack), "-k", "count.extra"])
    assert done.exit_code == 1
    assert f"--> {place}  (rule count.extra)" in done.stdout


@pytest.mark.parametrize("line", ["【3份", "3份】", "【a【b】】"])
def test_a_malformed_example_only_fails(line: str, pack: Path) -> None:
    write(pack, {EXTRA: rule(f"examples = ['{line}']")})
    assert command("rules", "test", str(pack), "-k", "count.extra")[0] == 1


@pytest.mark.parametrize("file", [PACK, EXTRA, WORDS, MACROS])
@pytest.mark.parametrize("kind", ["bom", "crlf"])
def test_what_windows_editors_write_is_no_fault(file: str, kind: str, pack: Path) -> None:
    data = (pack / file).read_bytes()
    (pack / file).write_bytes(b"\xef\xbb\xbf" + data if kind == "bom" else data.replace(b"\n", b"\r\n"))
    assert rules_check(pack)[0] == 0
    assert read_pack(pack).lexicons["extra"].rows == {"甲": {"term": "甲", "kind": "x"}}


# What the engine asks for by name


def test_the_engine_asks_for_no_part_that_packs_need_not_have() -> None:
    """`lexicons["x"]`, `macros["x"]` and `row("x", …)` in the code name parts that every pack must have."""
    asked: dict[str, set[str]] = {"lexicons": set(), "row": set(), "macros": set()}
    texts = set()
    for path in Path(fedparse.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and path.stem != "requirements":
                texts.add(node.value)
            name, key = _asked(node)
            if name in asked:
                asked[name].add(key)
    assert asked["lexicons"] | asked["row"] <= set(requirements.LEXICONS)
    assert asked["macros"] <= set(requirements.MACROS)
    needed = {*requirements.LEXICONS, *requirements.MACROS, *requirements.FACTS}
    assert {name for name in needed if name not in texts and name.removeprefix("fact.") not in texts} == set()


def test_a_rule_may_name_every_normaliser() -> None:
    assert set(requirements.NORMALISERS) == set(NORMALISERS)


def _asked(node: ast.AST) -> tuple[str, str]:
    """The owner and the key of `owner["key"]` or `owner("key", …)`: a table by its subscript, `row` by its call."""
    match node:
        case ast.Subscript(ast.Attribute(attr=name) | ast.Name(id=name), ast.Constant(str(key))) if name != "row":
            return name, key
        case ast.Call(ast.Attribute(attr="row" as name), [ast.Constant(str(key)), *_]):
            return name, key
    return "", ""


# Places

TOML = """top = 1 # [not.a.table]
list = [
  "a", 2, # three
  ["b", "c"], { d = "e" },
  '''f
  g''', "h]",
]
[table]
"quoted" = 1
text = \"\"\"
[not.a.table]
key = 1\"\"\"
[[rule]]
  id = "x"
[[rule]]
words = ["一", "二"]
"""

PLACES = {
    "top-key": (("", 0, "top", None), Place(1, 1)),
    "string": (("", 0, "list", 0), Place(3, 3)),
    "number": (("", 0, "list", 1), Place(3, 8)),
    "array": (("", 0, "list", 2), Place(4, 3)),
    "inline-table": (("", 0, "list", 3), Place(4, 15)),
    "long-string": (("", 0, "list", 4), Place(5, 3)),
    "after-a-long-string": (("", 0, "list", 5), Place(6, 9)),
    "no-such-element": (("", 0, "list", 9), Place(2, 1)),
    "table": (("table", 0, "", None), Place(8, 1)),
    "key-after-a-quoted-key": (("table", 0, "text", None), Place(10, 1)),
    "quoted-key": (("table", 0, "quoted", None), Place(8, 1)),
    "indented-key": (("rule", 0, "id", None), Place(14, 3)),
    "second-table": (("rule", 1, "words", 1), Place(16, 15)),
    "no-such-table": (("rules", 0, "id", None), Place(1, 1)),
    "a-key-for-a-table": (("list", 0, "id", None), Place(2, 1)),
}


@pytest.mark.parametrize(("where", "place"), PLACES.values(), ids=PLACES)
def test_place(where: tuple[str, int, str, int | None], place: Place) -> None:
    assert Places(TOML).at(*where) == place
