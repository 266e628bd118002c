"""Traditional script, full-width forms and converters' pinyin notes: the same values, spans of the untouched source."""

from __future__ import annotations

import pytest
from gold_reader import made, mentions, plain

import fedparse

PAIRS = {
    "wan": ("培训妇女三万名", "培訓婦女三萬名", "count"),
    "yi": ("销售3亿元", "銷售3億元", "money"),
    "liang": ("举办两次", "舉辦兩次", "count"),
    "yu": ("受益1200余人", "受益1200餘人", "count"),
    "gang-yuan": ("获赠20万港元", "獲贈20萬港元", "money"),
    "ge": ("创建12个基地", "創建12個基地", "count"),
    "points": ("提高3.2个百分点", "提高3.2個百分點", "ratio"),
    "tenths": ("占七成", "佔七成", "ratio"),
    "multiple": ("翻两番", "翻兩番", "ratio"),
    "date": ("二〇一六年十二月举办", "二〇一六年十二月舉辦", "date"),
    "festival": ("春节前夕慰问", "春節前夕慰問", "date"),
    "spring": ("国庆节慰问", "國慶節慰問", "date"),
    "deixis": ("今年以来成效明显", "今年以來成效明顯", "date"),
    "half": ("上半年举办", "上半年舉辦", "date"),
    "law": ("宣传《妇女权益保障法》", "宣傳《婦女權益保障法》", "document"),
    "campaign": ("开展“双学双比”活动", "開展「雙學雙比」活動", "program"),
    "over": ("吸引超过500人", "吸引超過500人", "count"),
    "about": ("发放约50张", "發放約50張", "count"),
    "above": ("达95%以上", "達95％以上", "ratio"),
}

_SAME = {
    "date": ("edtf", "granularity", "resolution", "festival"),
    "count": ("value", "min", "max", "comparator"),
    "money": ("amount", "min", "max", "comparator", "currency"),
    "ratio": ("value", "min", "max", "comparator", "kind"),
    "program": ("name", "category", "known"),
    "document": ("kind",),
}


@pytest.mark.parametrize(("simplified", "traditional", "kind"), PAIRS.values(), ids=PAIRS.keys())
def test_the_same_value_in_both_scripts(simplified: str, traditional: str, kind: str) -> None:
    (plain_one,) = made(simplified + "。", kind)
    (other,) = made(traditional + "。", kind)
    assert {key: plain(getattr(plain_one, key)) for key in _SAME[kind]} == {
        key: plain(getattr(other, key)) for key in _SAME[kind]
    }
    assert other.surface == traditional[slice(*other.span)]


def test_the_unit_is_as_written() -> None:
    (mention,) = made("創建12個基地。", "count")
    assert mention.unit == "個"


def test_the_item_is_as_written() -> None:
    (mention,) = made("表彰23名女職工。", "count")
    assert mention.item == "女職工"


def test_full_width_is_read_like_half_width() -> None:
    half = fedparse.parse("3月8日,投入12.6万元,培训260余人,占55%。", year=2019).reports[0]
    full = fedparse.parse("３月８日，投入１２．６万元，培训２６０余人，占５５％。", year=2019).reports[0]
    assert [m.span for m in mentions(half)] == [m.span for m in mentions(full)]
    assert half.money[0].amount == full.money[0].amount
    assert half.dates[0].edtf == full.dates[0].edtf
    assert full.money[0].surface == "１２．６万元"


PINYIN = "婦聯(lián)組織(zhī)開展培訓(xùn)3期,培訓婦女260餘(yú)人,投入12萬(wàn)元。"


def test_pinyin_notes_are_taken_out_of_what_is_read() -> None:
    report = fedparse.parse(PINYIN, year=2019).reports[0]
    assert [plain(count.value) for count in report.counts] == ["3", "260"]
    assert [plain(money.amount) for money in report.money] == ["120000"]


def test_pinyin_notes_are_inside_the_span() -> None:
    report = fedparse.parse(PINYIN, year=2019).reports[0]
    assert report.counts[1].surface == "260餘(yú)人"
    assert report.money[0].surface == "12萬(wàn)元"


def test_pinyin_notes_are_noise() -> None:
    report = fedparse.parse(PINYIN, year=2019).reports[0]
    spans = [diagnostic.span for diagnostic in report.diagnostics if diagnostic.code == "noise"]
    assert [PINYIN[slice(*span)] for span in spans if span] == ["(lián)", "(zhī)", "(xùn)", "(yú)", "(wàn)"]


def test_pinyin_notes_are_not_in_a_body() -> None:
    report = fedparse.parse("一、婦聯(lián)工作\n開展培訓(xùn)3期。\n二、維權(quán)\n接待來訪。\n").reports[0]
    assert [section.heading for section in report.sections] == ["婦聯工作", "維權"]
    assert "(" not in report.sections[0].body
