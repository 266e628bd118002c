"""Changed rules: a document that they cannot touch is the same, and of one that changed the figures are told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twenty_reports import FOLDER

from fedparse.batch.changes import can_touch, changed_figures, restamped, semantic_parts, what_changed
from fedparse.batch.parts import USES, Changed
from fedparse.batch.summary import Change
from fedparse.loader import read_pack
from fedparse.packs import LazyPattern, default_pack_path, load_pack
from fedparse.pipeline import parse_source
from fedparse.requirements import LEXICONS
from fedparse.sources import from_text, read_path
from fedparse.variants import LAYOUT, vary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fedparse.packs import Rule, RulePack
    from fedparse.sources import SourceText

SAMPLES = Path(__file__).parents[1] / "samples"
NOTHING, EVERYTHING = "nothing", "everything"


@cache
def texts() -> tuple[SourceText, ...]:
    """The reports that rules are tried on: scraped, wrapped and damaged ones among them."""
    samples = (
        SAMPLES / f"{name}.txt" for name in ("county", "masked", "scraped", "stripped", "traditional", "wrapped")
    )
    others = (FOLDER / f"{name}.txt" for name in ("dates", "money", "ratios", "union"))
    return tuple(map(read_path, (*samples, *others)))


class Made(NamedTuple):
    """A document as JSON, and the rules that had a part in it."""

    document: bytes
    seen: frozenset[str]


def made(source: SourceText, pack: RulePack) -> Made:
    seen: set[str] = set()
    document = parse_source(source, pack=pack, seen=seen).to_json()
    return Made(document, frozenset(seen))


@cache
def made_by_the_built_in_pack() -> tuple[Made, ...]:
    return tuple(made(source, load_pack()) for source in texts())


@cache
def parts_of_the_built_in_pack() -> Mapping[str, str]:
    return semantic_parts(load_pack())


def checked(old: RulePack, new: RulePack) -> None:
    """Compares what two packs make of the reports: what could not be touched must be the same, byte for byte."""
    built_in = load_pack()
    before = made_by_the_built_in_pack() if old is built_in else tuple(made(source, old) for source in texts())
    changed = what_changed(*(parts_of_the_built_in_pack() if p is built_in else semantic_parts(p) for p in (old, new)))
    for source, (document, seen) in zip(texts(), before, strict=True):
        if not can_touch(changed, source, new, seen):
            again = made(source, new).document
            assert restamped(document, new.name, new.version, new.digest) == again, f"{source.name} was touched"


# Each rule in turn


MATCHED = [rule.id for rule in load_pack().rules if rule.kind not in LAYOUT | {"fact"}]
NOISE = [rule.id for rule in load_pack().of("noise")]


def with_rules(rules: Iterable[Rule], kind: str) -> RulePack:
    """The built-in pack with other rules, of which only those of a kind are new."""
    variant = replace(vary(load_pack()), rules=tuple(rules), changed=frozenset({kind}))
    return replace(variant, name="other", version='1 "two"', digest="0" * 64)


def without(name: str) -> RulePack:
    rule = named(name)
    return with_rules((other for other in load_pack().rules if other is not rule), rule.kind)


def narrowed(name: str) -> RulePack:
    """The pack with a rule that holds at the end of a line alone."""
    rule = named(name)
    key, pattern = next((key, pattern) for key, pattern in rule.patterns() if key != "before")
    narrow = LazyPattern(f"{pattern.source}(?=$)", pattern.lists)
    narrow.starts, narrow.ends = pattern.starts, pattern.ends
    changes: dict[str, Any] = {key: narrow, "table": {**rule.table, key: f"{rule.table[key]}(?=$)"}}
    return with_rules((replace(rule, **changes) if other is rule else other for other in load_pack().rules), rule.kind)


def named(name: str) -> Rule:
    return next(rule for rule in load_pack().rules if rule.id == name)


@pytest.mark.parametrize("name", MATCHED + NOISE)
def test_a_rule_that_comes_or_goes(name: str) -> None:
    checked(load_pack(), without(name))
    checked(without(name), load_pack())


@pytest.mark.parametrize(
    "name", [name for name in MATCHED + NOISE if any(k != "before" for k, _ in named(name).patterns())]
)
def test_a_rule_that_changes(name: str) -> None:
    checked(load_pack(), narrowed(name))


# Each word list


@pytest.mark.parametrize("name", sorted(load_pack().lexicons))
def test_terms_that_come_or_go(name: str) -> None:
    lexicon = load_pack().lexicons[name]
    for term in islice(lexicon.rows, len(lexicon.rows) // 4, None, max(2, len(lexicon.rows) // 2)):
        rows = {other: row for other, row in lexicon.rows.items() if other != term}
        pack = vary(load_pack(), lexicons={name: replace(lexicon, rows=rows)})
        if USES.get(name) == "whole":
            assert what_changed(parts_of_the_built_in_pack(), semantic_parts(pack)).everything
            continue
        checked(load_pack(), pack)
        checked(pack, load_pack())


def test_every_word_list_of_the_engine_has_its_use() -> None:
    assert LEXICONS.keys() <= USES.keys()


# Edits of files


class Edit(NamedTuple):
    """A piece of a file of the pack and what stands there instead; without a piece, what is put at the end."""

    file: str
    old: str
    new: str


def rule_text(head: str, **keys: str) -> str:
    lines = [f"{key} = '''{value}'''" for key, value in keys.items()]
    return "\n".join(["", "[[rule]]", f'id = "{head}"', 'title = "新"', *lines, ""])


NEW_RULE = rule_text("count.new", kind="count", anchor="number", after="(?P<unit>头猪)", starts="头")
NEW_LIST = rule_text("guard.new", kind="guard", anchor="sayings")
HEAD = Edit("pack.toml", 'title = "', 'title = "新的 ')
EDITS: dict[str, tuple[list[Edit], str | tuple[set[str], set[str], set[str]]]] = {
    "a-title": ([HEAD, Edit("count.toml", 'title = "', 'title = "新')], NOTHING),
    "a-comment": ([Edit("count.toml", "", "\n# 注\n")], NOTHING),
    "a-description": ([Edit("guard.toml", 'description = "8:30、', 'description = "9:30、')], NOTHING),
    "an-example": ([Edit("guard.toml", '  "上午【8:30】至十一点",', '  "上午【8:30】至十点",')], NOTHING),
    "a-message": ([Edit("guard.toml", 'title = "钟点"', 'title = "时刻"')], (set(), {"guard.clock"}, {"guard.clock"})),
    "a-pattern": (
        [Edit("guard.toml", 'starts = ":点"', 'starts = ":点时"')],
        (set(), {"guard.clock"}, {"guard.clock"}),
    ),
    "a-new-rule": ([Edit("count.toml", "", NEW_RULE)], (set(), set(), {"count.new"})),
    "a-rule-with-a-list-of-its-own": (
        [
            Edit("guard.toml", "", NEW_LIST),
            Edit("pack.toml", "[lexicons]\n", '[lexicons]\nsayings = "lexicons/sayings.txt"\n'),
            Edit("lexicons/sayings.txt", "", "全年\n妇女\n十全十美\n"),
        ],
        (set(), set(), {"guard.new"}),
    ),
    "a-program": (
        [Edit("lexicons/programs.tsv", "", "姐妹云课堂\t\tvenue\tyes\n")],
        ({"姐妹云课堂"}, set(), set()),
    ),
    "a-measure": ([Edit("lexicons/measures.tsv", "", "挂\tthing\tyes\tlow\n")], ({"挂"}, set(), set())),
    "another-row": (
        [Edit("lexicons/programs.tsv", "双学双比\t双学双赛\tcampaign\t", "双学双比\t双学双赛\tproject\t")],
        ({"双学双比", "双学双赛"}, set(), set()),
    ),
    "a-numeral": ([Edit("lexicons/numerals.tsv", "", "卌\ttens\t40\n")], EVERYTHING),
    "a-heading": ([Edit("heading.toml", "rank = 1", "rank = 1.5")], EVERYTHING),
    "a-column": (
        [Edit("lexicons/document-kinds.tsv", "term\tkind\n法\tlaw\n", "term\tkind\tmore\n法\tlaw\tyes\n")],
        EVERYTHING,
    ),
    "starts-of-a-macro-that-starts-nothing": (
        [Edit("macros.toml", "[macro.span_sign]\n", "[macro.span_sign]\nstarts = '-'\n")],
        NOTHING,
    ),
}


def edited(folder: Path, edits: Iterable[Edit]) -> RulePack:
    directory = folder / "pack"
    shutil.copytree(default_pack_path(), directory)
    for name, old, new in edits:
        file = directory / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert old in text, f"{name}: {old!r}"
        file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8", newline="\n")
    return read_pack(directory)


@pytest.mark.parametrize("name", EDITS)
def test_what_an_edit_changes(name: str, tmp_path: Path) -> None:
    edits, wanted = EDITS[name]
    pack = edited(tmp_path, edits)
    changed = what_changed(parts_of_the_built_in_pack(), semantic_parts(pack))
    assert told(changed) == wanted
    checked(load_pack(), pack)


def told(changed: Changed) -> str | tuple[set[str], set[str], set[str]]:
    """What changed: terms, rules that are no more what they were, rules that were not what they are."""
    if changed.nothing or changed.everything:
        return NOTHING if changed.nothing else EVERYTHING
    gone, come = ({name for name, _ in rules} for rules in (changed.gone, changed.come))
    return {term.text for term in changed.terms}, gone, come


# What is not obvious


TEXT = """\
2019年某街道妇联工作总结
一、走访慰问
全年走访困难家庭32户，慰问“老
  党员”14名，发放慰问金1.5万元。
镇妇联为12戶送去棉被。
"""


def with_term(lexicon: str, term: str) -> RulePack:
    """The built-in pack with one term more."""
    old = load_pack().lexicons[lexicon]
    row = dict.fromkeys(next(iter(old.rows.values())), "") | {old.column: term}
    return vary(load_pack(), lexicons={lexicon: replace(old, rows={**old.rows, term: row})})


def touched(pack: RulePack, text: str = TEXT) -> bool:
    source = from_text(text, name="a.txt")
    seen: set[str] = set()
    before = parse_source(source, seen=seen).to_json()
    changed = what_changed(parts_of_the_built_in_pack(), semantic_parts(pack))
    found = can_touch(changed, source, pack, seen)
    assert found or restamped(before, pack.name, pack.version, pack.digest) == parse_source(source, pack=pack).to_json()
    return found


@pytest.mark.parametrize(
    ("lexicon", "term", "wanted"),
    [
        pytest.param("guards", "老党员", True, id="over-a-wrap-and-a-quotation-mark"),
        pytest.param("guards", "党员老", False, id="in-another-order"),
        pytest.param("guards", "老黨員", False, id="in-a-script-that-the-text-is-not-in"),
        pytest.param("measures", "戶", True, id="a-unit-as-the-source-has-it"),
        pytest.param("programs", "慰问走访", False, id="program-in-another-order"),
        pytest.param("program_suffixes", "问走", True, id="suffixes-may-be-put-together"),
        pytest.param("layout_organizations", "道街", True, id="the-layout-sees-another-text"),
        pytest.param("layout_organizations", "办公室", False, id="the-layout-does-not-see-what-is-not-there"),
    ],
)
def test_where_a_new_term_is_looked_for(lexicon: str, term: str, *, wanted: bool) -> None:
    assert touched(with_term(lexicon, term)) is wanted


def replaced(name: str, **changes: Any) -> RulePack:
    """The built-in pack with other keys of a rule, in its table too."""
    rule = named(name)
    new = replace(rule, **changes, table={**rule.table, **changes})
    return with_rules((new if other is rule else other for other in load_pack().rules), rule.kind)


def test_a_rule_that_lost_everywhere_had_a_part() -> None:
    seen: set[str] = set()
    document = parse_source(from_text("全镇打造“一村一品”基地3个。", name=""), seen=seen)
    made_something = {mention.rule for report in document.reports for mention in (*report.counts, *report.programs)}
    assert seen > made_something


def test_suspicions_hang_on_whether_digits_were_stripped() -> None:
    stripped = next(source for source in texts() if source.name.endswith("stripped.txt"))
    name = load_pack().of("suspicion")[0].id
    pack = replaced(name, priority=9)
    assert not touched(pack)
    assert touched(pack, stripped.text)


def test_the_order_of_alternatives_on_a_macro_counts_and_that_of_others_does_not() -> None:
    rules = list(load_pack().rules)
    on_quotations = [place for place, rule in enumerate(rules) if rule.anchor == "quotation"]
    turned = [*rules]
    for place, other in zip(on_quotations, reversed(on_quotations), strict=True):
        turned[place] = rules[other]
    parts = parts_of_the_built_in_pack()
    assert what_changed(parts, semantic_parts(with_rules(turned, "program"))).everything
    on_numbers = [rule for rule in rules if rule.anchor == "number"]
    others = [rule for rule in rules if rule.anchor != "number"]
    assert what_changed(parts, semantic_parts(with_rules([*reversed(on_numbers), *others], "count"))).nothing


def test_a_document_with_a_rule_that_gave_up_is_always_touched() -> None:
    changed = what_changed(parts_of_the_built_in_pack(), semantic_parts(without("money.implied")))
    assert not can_touch(changed, "走访", load_pack(), set())
    assert can_touch(changed, "走访", load_pack(), {"slow-rule"})


def test_patterns_for_what_is_like_their_words_leave_no_list_out() -> None:
    rule = named("guard.clock")
    fuzzy = LazyPattern("(?:钟头){e<=1}")
    pack = replaced("guard.clock", after=fuzzy)
    pack = with_rules(
        (replace(r, table={**rule.table, "after": fuzzy.source}) if r.id == rule.id else r for r in pack.rules), "guard"
    )
    assert not [name for name in semantic_parts(pack) if name.startswith("lists/")]


def test_parts_are_the_same_in_every_process() -> None:
    program = (
        "import hashlib; from fedparse.packs import load_pack; from fedparse.batch.changes import semantic_parts; "
        "print(hashlib.sha256(repr(semantic_parts(load_pack())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert digests.pop()


# The rules block


@pytest.mark.parametrize(
    ("name", "version"),
    [("fedparse", "2"), ('工会 "新"', "1\n2"), ('},"offset_unit":', ',"rules":{'), ("\udc80", "")],
    ids=["plain", "quoted", "like-a-document", "lone-surrogate"],
)
def test_a_restamped_document_is_as_it_would_be_written(name: str, version: str) -> None:
    pack = replace(load_pack(), name=name, version=version, digest="f" * 64)
    source = from_text(TEXT, name='a "rules":{ b')
    for with_text in (False, True):
        old, new = (parse_source(source, pack=p, with_text=with_text).to_json() for p in (load_pack(), pack))
        assert restamped(old, name, version, "f" * 64) == new
        assert restamped(new, load_pack().name, load_pack().version, load_pack().digest) == old


# Figures that changed


def document(*mentions: tuple[str, dict[str, Any]]) -> bytes:
    """A document with these mentions, each with its list."""
    empty: dict[str, list[Any]] = {name: [] for name in ("counts", "money", "ratios", "dates", "programs", "documents")}
    report = {name: [m for listed, m in mentions if listed == name] for name in empty}
    return json.dumps({"source": {"name": "a.txt"}, "reports": [report]}, ensure_ascii=False).encode()


def count(span: tuple[int, int], surface: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    number = {"value": None, "min": None, "max": None, "comparator": "=", "unit": "名", "item": None, "per": None}
    return "counts", {"span": span, "surface": surface, "rule": "count.measure", **number, **fields}


def money(span: tuple[int, int], surface: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    number = {"amount": None, "min": None, "max": None, "comparator": "=", "currency": "CNY", "per": None}
    return "money", {"span": span, "surface": surface, "rule": "money.amount", **number, **fields}


FEW = count((5, 8), "20名", value=20)
FIGURES: dict[str, tuple[bytes, bytes, list[tuple[str, str, str | None, str | None]]]] = {
    "none": (document(FEW), document(FEW), []),
    "another-rule": (document(FEW), document(count((5, 8), "20名", value=20, rule="count.list")), []),
    "another-section-and-id": (document(FEW), document(count((5, 8), "20名", value=20, section="1", id="r1-m2")), []),
    "another-value": (
        document(FEW),
        document(count((5, 10), "20余名女", value=20, comparator=">", item="女职工")),
        [("count", "20余名女", "20 名", ">20 名 (女职工)")],
    ),
    "the-same-in-a-longer-span": (document(FEW), document(count((4, 8), " 20名", value=20)), []),
    "a-rate": (
        document(money((0, 3), "50元", amount=50)),
        document(money((0, 3), "50元", amount=50, per="户")),
        [("money", "50元", "50 CNY", "50 CNY / 户")],
    ),
    "a-range": (
        document(count((0, 4), "2-4次", value=4, unit="次")),
        document(count((0, 4), "2-4次", min=2, max=4, unit="次")),
        [("count", "2-4次", "4 次", "2-4 次")],
    ),
    "gained-and-lost-in-order": (
        document(count((20, 23), "30名", value=30), FEW),
        document(FEW, money((1, 3), "3元", amount=3)),
        [("money", "3元", None, "3 CNY"), ("count", "30名", "30 名", None)],
    ),
    "of-another-type": (
        document(FEW),
        document(money((5, 8), "20元", amount=20)),
        [("count", "20名", "20 名", None), ("money", "20元", None, "20 CNY")],
    ),
    "twice-the-same": (
        document(FEW, FEW),
        document(FEW),
        [("count", "20名", "20 名", None)],
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_changed_figures(name: str) -> None:
    old, new, wanted = FIGURES[name]
    assert changed_figures(old, new) == [Change("a.txt", *figure) for figure in wanted]
    mirrored = [(kind, then, now) for kind, _, now, then in wanted]
    assert [(change.kind, change.old, change.new) for change in changed_figures(new, old)] == mirrored


def test_figures_as_people_read_them() -> None:
    text = (
        "2019年5月上旬，镇妇联举办“巾帼建功”培训班2期，受训妇女1200余人次，"
        "占65.5%，补助0.35万元，每户三八节发20至30元。"
    )
    new = parse_source(from_text(text, name="b.txt")).to_json()
    old = parse_source(from_text("。", name="b.txt")).to_json()
    assert [(change.kind, change.surface, change.new) for change in changed_figures(old, new)] == [
        ("date", "2019年5月上旬", "2019-05 start"),
        ("program", "巾帼建功", "巾帼建功 (campaign)"),
        ("count", "2期", "2 期 (培训班)"),
        ("count", "1200余人次", ">1200 人次 (受训妇女)"),
        ("ratio", "65.5%", "0.655 percent"),
        ("money", "0.35万元", "3500 CNY"),
        ("date", "三八", "2019-03-08 (国际妇女节)"),
        ("money", "20至30元", "20-30 CNY / 户"),
    ]


@settings(max_examples=25)
@given(st.integers(0, 9), st.sampled_from(MATCHED))
def test_the_changes_of_a_document_account_for_all_that_differs(place: int, name: str) -> None:
    """What both have, less what was lost, more what was gained, is what the later one has."""
    source = texts()[place]
    old, new = made_by_the_built_in_pack()[place].document, made(source, without(name)).document
    changes = changed_figures(old, new)
    assert [(c.old, c.new) for c in changed_figures(new, old)] == [(c.new, c.old) for c in changes]
    assert all(change.old != change.new for change in changes)
    difference = sum((change.new is not None) - (change.old is not None) for change in changes)
    assert difference == figures_in(new) - figures_in(old)


def figures_in(document: bytes) -> int:
    reports = json.loads(document)["reports"]
    return sum(len(report[name]) for report in reports for name in ("counts", "money", "ratios", "dates", "programs"))
