"""The other forms of an example: what it becomes in each, and what is said where it does not hold."""

from __future__ import annotations

import pytest

from fedparse.examples import marked, parse_example
from fedparse.messages import catalogue
from fedparse.packs import load_pack
from fedparse.ruleforms import FormName
from fedparse.ruletools.forms import FORMS, Form, try_forms
from fedparse.ruletools.run import rule_examples

PACK = load_pack()
RULES = {rule.id: rule for rule in PACK.rules}

# What becomes of an example. Of a wrapped paragraph the lines with the example are shown.

WRITTEN = {
    "fullwidth": ("fullwidth", "money.amount", "募资【12.6万元】,增5%", ["募资【１２．６万元】，增５％"]),
    "fullwidth-already": ("fullwidth", "money.amount", "募资【１２．６万元】，", []),
    "fullwidth-not-letters": ("fullwidth", "count.measure", "建A级站【3个】", ["建A级站【３个】"]),
    "traditional": ("traditional", "count.measure", "慰问儿童【30名】", ["慰問兒童【30名】"]),
    "traditional-of-two": ("traditional", "count.measure", "头发【30名】", ["頭发【30名】"]),
    "spaced": ("spaced", "date.month", "于【9月6日】,第2次", ["于 【9 月 6 日】,第 2 次"]),
    "spaced-latin-and-signs": ("spaced", "ratio.percent", "占【5%】(3A级", ["占 【5%】(3A级"]),
    "wrapped": (
        "wrapped",
        "count.measure",
        "慰问困难儿童【三十余名】",
        ["慰问困难儿童【三十\n　　余名】。", "慰问困难儿\n　　童【三十余名】。"],
    ),
    "wrapped-in-no-figure": ("wrapped", "money.amount", "投入【12.5元】", ["投\n　　入【12.5元】。"]),
    "wrapped-sentence-that-ends": ("wrapped", "count.measure", "办了【３期】。", ["办\n　　了【３期】。"]),
    "wrapped-lines": ("wrapped", "count.measure", "第一行\n【3个】", []),
    "wrapped-heading": ("wrapped", "heading.chinese", "【一、】加强学习", []),
    "to-chinese": ("numerals", "count.measure", "受训妇女【1200余人】", ["受训妇女【一千二百余人】"]),
    "to-chinese-zero": ("numerals", "count.measure", "【1020户】", ["【一千零二十户】"]),
    "to-chinese-ten": ("numerals", "count.measure", "【12户】【110户】", ["【十二户】【一百一十户】"]),
    "to-chinese-myriad": ("numerals", "count.measure", "【20300人】", ["【二万零三百人】"]),
    "to-chinese-pair": ("numerals", "count.measure", "【2名】、【22名】", ["【两名】、【二十二名】"]),
    "to-chinese-scale": ("numerals", "money.amount", "【12.5亿元】", ["【十二点五亿元】"]),
    "to-chinese-commas": ("numerals", "count.measure", "【1,796人】", ["【一千七百九十六人】"]),
    "to-chinese-full-width": ("numerals", "count.measure", "【３０名】", ["【三十名】"]),
    "to-chinese-year": ("numerals", "date.month", "【2009年3月5日】", ["【二〇〇九年三月五日】"]),
    "to-chinese-range-in-words": ("numerals", "date.month", "【9月20日至21日】", ["【九月二十日至二十一日】"]),
    "to-arabic": ("numerals", "count.measure", "养鹅【超十九万只】", ["养鹅【超19万只】"]),
    "to-arabic-about": ("numerals", "count.measure", "【三百来人】", ["【300来人】"]),
    "to-arabic-point": ("numerals", "money.amount", "【三点五万元】", ["【3.5万元】"]),
    "to-arabic-year": ("numerals", "date.year", "【二OO四年】", ["【2004年】"]),
    "not-a-sign-range": ("numerals", "count.measure", "每周【2-4次】", []),
    "not-a-decimal": ("numerals", "count.measure", "种树【12.6亩】", []),
    "not-one": ("numerals", "count.measure", "新建【1个】,【一所】", []),
    "not-a-percentage": ("numerals", "ratio.percent", "占【55%】", []),
    "not-a-bare-scale": ("numerals", "count.measure", "【上千人】", []),
    "not-vague": ("numerals", "count.measure", "【数十名】、【十几户】", []),
    "not-a-fraction": ("numerals", "ratio.percent", "【三分之二】", []),
    "not-a-festival": ("numerals", "date.festival", "【三八】节", []),
    "not-many-digits": ("numerals", "count.measure", "【1234567人】", []),
    "not-unmarked": ("numerals", "count.measure", "第12次办班【3期】", ["第12次办班【三期】"]),
    "not-a-place": ("numerals", "guard.ordinal", "【第6名】", []),
}


@pytest.mark.parametrize(("form", "rule", "line", "lines"), WRITTEN.values(), ids=WRITTEN)
def test_what_becomes_of_an_example(form: str, rule: str, line: str, lines: list[str]) -> None:
    example = parse_example(line)
    found = []
    for made in FORMS[form](PACK, RULES[rule], example):
        start = made.moved((0, len(example.text)))[0]
        spans = [made.moved(span) for span in example.spans]
        found.append(marked(made.text[start:], [(low - start, high - start) for low, high in spans]))
    assert found == lines


def test_a_wrapped_paragraph_has_lines_of_one_width() -> None:
    [_, form] = FORMS["wrapped"](PACK, RULES["count.measure"], parse_example("慰问困难儿童【三十余名】"))
    *lines, _ = form.text.split("\n")
    assert len(lines) > 3
    assert {len(line.strip()) for line in lines} == {36}


# Verdicts

VERDICTS = {
    "holds": ("count.measure", "慰问儿童【30名】,", {}),
    "counter-example": ("count.measure", "荣获第六名", {}),
    "nothing": (
        "missing.opening_year",
        "【年】的工作即将过去",
        {"wrapped": r"wrong form: wrapped: expected 【年】, got nothing, in: 年的工作\n　　即将过去"},
    ),
    "span": (
        "ratio.tenths",
        "覆盖率达【九成五】",
        {"numerals": "wrong form: numerals: expected 【9成5】 = 0.95, got 【9成】 = 0.9, in: 覆盖率达9成5"},
    ),
    "something": (
        "guard.numbered",
        "附图3略",
        {"spaced": "wrong form: spaced: expected nothing, got 【3】, in: 附图 3 略"},
    ),
}


@pytest.mark.parametrize(("rule", "line", "said"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(rule: str, line: str, said: dict[str, str]) -> None:
    found = try_forms(PACK, RULES[rule], line)
    assert {form: str(problem.text) for form, problems in found.items() for problem in problems} == said
    for problems in found.values():
        assert all(problem.text.template in catalogue("zh") for problem in problems)


def test_a_value_must_be_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMS, "fullwidth", lambda *_: [Form("fullwidth", "慰问儿童40名", [(4, 6, "40")])])
    found = try_forms(PACK, RULES["count.measure"], "慰问儿童【30名】", ["fullwidth"])
    assert [str(problem.text) for problem in found["fullwidth"]] == [
        f"wrong form: fullwidth: expected 【40名】 with {field} = 30, got {field} = 40, in: 慰问儿童40名"
        for field in ("value", "min", "max")
    ]


def test_another_rule_of_the_kind_may_make_it() -> None:
    """一块 is made by one rule and 1块 by another: what counts is the value."""
    assert try_forms(PACK, RULES["date.short_year"], "比【98年】多了11户", ["numerals"]) == {"numerals": []}


def test_forms_of_one_width_differ_in_nothing_a_rule_sees() -> None:
    """Folding makes full-width and traditional examples the same: no example of the pack may fail in them."""
    for example in rule_examples(PACK, ["money.", "date.", "program."]):
        found = try_forms(PACK, example.rule, example.text, ["fullwidth", "traditional"])
        assert not any(found.values()), example.text


def test_the_names_are_those_that_a_rule_may_use() -> None:
    assert tuple(FORMS) == FormName.__args__  # type: ignore[attr-defined]
