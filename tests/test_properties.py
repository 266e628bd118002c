"""What holds for every text, however broken: Hypothesis draws texts of any characters and texts of report pieces."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]
import pytest
from gold_reader import mentions, walk
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import fedparse
from fedparse.layout import lay_out
from fedparse.model import MENTION_LISTS, Diagnostic
from fedparse.packs import load_pack
from fedparse.pipeline import engine
from fedparse.schema import schema
from fedparse.validation import check_json

if TYPE_CHECKING:
    from fedparse.model import Mention, Section, Span

VALIDATOR = jsonschema.Draft202012Validator(schema())

NUMBERS = [
    *"0123456789〇零一二三四五六七八九十百千万亿两几数半壹贰拾佰Oo○○",
    ".",
    ",",
    "，",
    "-",
    "—",
    "~",
    "1 200",
    "１２",
    "3.5万",
    "3万5千",
]
UNITS = [
    *"人名户次个件元%‰倍成岁年月日号时点",
    "人次",
    "万元",
    "余人",
    "多名",
    "周年",
    "个百分点",
    "平方米",
    "亩",
    "美元",
    "／人",
]
LEADS = [
    *"约近超逾上达至每各第",
    "不足",
    "至少",
    "以上",
    "左右",
    "以下",
    "人均",
    "百分之",
    "截至",
    "今年",
    "上半年",
    "全年",
    "同比",
    "比",
]
MARKERS = [
    "一、",
    "二、",
    "三、",
    "(一)",
    "（二）",
    "1、",
    "2.",
    "3．",
    "(1)",
    "⑵",
    "①",
    "②",
    "㈢",
    "⒊",
    "一是",
    "二是",
    "首先，",
    "其次，",
]
MARKERS += ["第一，", "第二，", "最后，", "【概况】", "【", "】", "第一章", "第二节", "篇二", "其一、", "其二、"]
QUOTES = [*"“”‘’「」『』《》\"'()（）〈〉"]
BREAKS = ["\n", "\n", "\n\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", " ", "　", "\t", "\u200b", "\ufeff", "\0"]
MASKS = ["XX", "xx", "__", "**", "##", "××", "某某", "20__年", "20XX年", "X", "*", "□□", "\ufffd"]
MARKS = [*"。，、；：！？,.;:!?·…", "——"]
WORDS = [
    "妇联",
    "妇女",
    "培训",
    "举办",
    "捐款",
    "发放",
    "三八",
    "六一",
    "春节",
    "“三八”红旗手",
    "双学双比",
    "春蕾计划",
    "两癌",
    "二百五",
]
WORDS += [
    "一手抓",
    "三个代表",
    "十二五",
    "一条龙",
    "总结",
    "工作总结",
    "柳河镇妇女联合会",
    "2019年12月3日",
    "总之，",
    "镇",
    "村",
    "将",
    "力争",
]
WORDS += [
    "版权所有",
    "第1页共2页",
    "- 3 -",
    "本文来源:文秘站",
    "(lián)",
    "婦聯",
    "萬",
    "妇女权益保障法",
    "实施方案",
    "活动",
    "工程",
]
FRAMES = [
    "柳河镇妇联2019年工作总结",
    "2019年,在镇党委的领导下,镇妇联围绕中心开展工作,现将工作总结如下:",
    "今年以来,清河街道妇联在区妇联的领导下,做了以下几个方面工作:",
    "柳河镇妇女联合会",
    "二〇一九年十二月三日",
    "总之,一年来工作有成绩,也有不足。",
    "下一步工作打算",
    "篇二",
    "",
]
PROSE = "镇妇联围绕中心工作和妇女群众的实际需要扎实开展各项服务活动把家庭教育摆在突出位置"

ANY = st.text(st.characters(exclude_categories=()), max_size=120)
"""Every code point, halves of surrogate pairs too."""
PIECES = st.lists(
    st.one_of(
        *(st.sampled_from(kind) for kind in (NUMBERS, UNITS, LEADS, MARKERS, QUOTES, BREAKS, MASKS, MARKS, WORDS))
    ),
    max_size=50,
).map("".join)
"""Pieces of reports in any order."""


LINES = st.tuples(
    st.sampled_from(["", "", *MARKERS]),
    st.lists(st.one_of(*map(st.sampled_from, (WORDS, NUMBERS, UNITS, LEADS, MASKS, QUOTES, MARKS))), max_size=8).map(
        "".join
    ),
    st.sampled_from([*"。。。；：，", ""]),
).map("".join)
REPORTS = st.lists(st.one_of(LINES, LINES, LINES, st.sampled_from(FRAMES)), max_size=30).map("\n".join)
"""Lines that begin like numbered blocks, with the lines that begin and end reports among them."""


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Report pieces in running text that was wrapped to a fixed width."""
    text = "".join(PROSE[: draw(st.integers(0, len(PROSE)))] + line for line in draw(st.lists(LINES, max_size=8)))
    width = draw(st.integers(12, 40))
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


TEXTS = st.one_of(ANY, PIECES, REPORTS, REPORTS, wrapped(), st.tuples(PIECES, ANY, REPORTS).map("".join))


def inside(span: Span, outer: Span) -> bool:
    return outer[0] <= span[0] <= span[1] <= outer[1]


def solid(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
@settings(max_examples=150)
@example("一是版权所有,好。\n二是好。")
def test_every_text_gives_a_valid_document(text: str) -> None:
    made = fedparse.parse(text).to_json()
    assert [str(mismatch) for mismatch in check_json(made)] == []
    VALIDATOR.validate(json.loads(made))


@given(TEXTS, st.one_of(st.none(), st.integers(1900, 2100)))
def test_the_same_text_gives_the_same_bytes(text: str, year: int | None) -> None:
    first, second = fedparse.parse(text, year=year), fedparse.parse(text, year=year)
    assert first.to_json() == second.to_json()
    assert json.loads(first.to_json()) == json.loads(first.to_json(indent=True))


@given(TEXTS)
@settings(max_examples=150)
def test_a_surface_is_what_stands_at_its_span(text: str) -> None:
    for report in fedparse.parse(text).reports:
        for mention in mentions(report):
            assert mention.surface == text[slice(*mention.span)] != ""


@given(TEXTS)
@settings(max_examples=150)
def test_mentions_of_one_type_never_overlap(text: str) -> None:
    for report in fedparse.parse(text).reports:
        for name in MENTION_LISTS:
            spans = sorted(mention.span for mention in getattr(report, name))
            assert all(before[1] <= after[0] for before, after in pairwise(spans)), name


@given(TEXTS)
@settings(max_examples=100, phases=(Phase.explicit, Phase.generate))
@example(f"一是{PROSE},培训3人。\n发书5本。")
@example(f"一、工作\n一是{PROSE},培训3人。\n发书5本。\n二、其他\n办班2期。")
def test_lists_are_in_the_order_of_the_text(text: str) -> None:
    for report in fedparse.parse(text).reports:
        for name in (*MENTION_LISTS, "diagnostics"):
            starts = [found.span[0] for found in getattr(report, name) if found.span and not is_of_all(found)]
            assert starts == sorted(starts), name


def is_of_all(found: Mention | Diagnostic) -> bool:
    """Whether a diagnostic is about a whole report: such ones stand after those about places."""
    return isinstance(found, Diagnostic) and found.code in {"unresolved-year", "duplicate-report"}


@given(TEXTS)
@settings(max_examples=100)
def test_reports_tile_the_text(text: str) -> None:
    spans = [report.span for report in fedparse.parse(text).reports]
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(TEXTS)
@settings(max_examples=100)
def test_every_span_stands_inside_its_report(text: str) -> None:
    document = fedparse.parse(text)
    for report in document.reports:
        spans = [mention.span for mention in mentions(report)]
        spans += [section.span for section in walk(report.sections)]
        spans += [section.heading_span for section in walk(report.sections) if section.heading_span]
        spans += [diagnostic.span for diagnostic in report.diagnostics if diagnostic.span]
        spans += [fact.clause for fact in report.facts]
        assert [span for span in spans if not inside(span, report.span)] == []


@given(TEXTS)
@settings(max_examples=100)
def test_sections_nest(text: str) -> None:
    for report in fedparse.parse(text).reports:
        nested(report.sections, report.span, "", 1)


def nested(sections: tuple[Section, ...], outer: Span, prefix: str, level: int) -> None:
    assert all(before.span[1] <= after.span[0] for before, after in pairwise(sections))
    for position, section in enumerate(sections, 1):
        assert (section.id, section.level) == (f"{prefix}{position}", level)
        assert inside(section.span, outer)
        assert section.span[0] < section.span[1]
        assert section.heading_span is None or inside(section.heading_span, section.span)
        nested(section.children, section.span, f"{section.id}.", level + 1)


@given(TEXTS)
@settings(max_examples=150)
def test_a_mention_stands_in_its_section(text: str) -> None:
    for report in fedparse.parse(text).reports:
        sections = {section.id: section for section in walk(report.sections)}
        for mention in mentions(report):
            found = sections.get(mention.section or "")
            assert (found is None) == (mention.section is None)
            assert found is None or inside(mention.span, found.span)
            deeper = found.children if found else report.sections
            assert not any(inside(mention.span, child.span) for child in deeper)


@given(TEXTS)
@settings(max_examples=250)
def test_no_character_is_lost(text: str) -> None:
    """Every character that is not blank stands in the preamble, in noise, or in one section's own words."""
    document = fedparse.parse(text)
    tools = engine(load_pack())
    layouts = lay_out(text, tools.folder.fold(text), tools.pack)
    for report, layout in zip(document.reports, layouts, strict=True):
        noise = [found.span for found in report.diagnostics if found.code == "noise" and found.span]
        sections = [section.span for section in report.sections]
        assert solid(without(text, report.span, [*noise, *layout.preamble, *sections])) == ""
        for section in walk(report.sections):
            children = [child.span for child in section.children]
            own_words(section, solid(without(text, section.span, [*noise, *children])))


def own_words(section: Section, own: str) -> None:
    """What a section's own text is made of: its marker, its heading, one mark that closes the heading, its body."""
    marker, body = solid(section.marker), solid(section.body)
    # The heading of a bracket stands in its marker.
    heading = "" if section.style == "bracket" else solid(section.heading or "")
    assert own.startswith(marker + heading)
    assert own.endswith(body)
    between = own[len(marker + heading) : len(own) - len(body)]
    assert between == "" or (heading and between in set("。.：:；;！!？?，,、"))


def without(text: str, span: Span, cuts: list[Span]) -> str:
    """The text of a span without what stands in `cuts`."""
    kept = bytearray(b"\1" * len(text))
    for start, end in cuts:
        kept[start:end] = bytes(end - start)
    return "".join(text[place] for place in range(*span) if kept[place])


HOSTILE = {
    "empty": "",
    "blank": " \n\t　\n",
    "nul": "\0",
    "half-a-pair": "\ud83d培训3人",
    "other-half": "3\udc00人",
    "only-marks": "。" * 500,
    "only-newlines": "\n" * 500,
    "digits": "9" * 1500,
    "chinese-digits": "九" * 500,
    "multipliers": "万亿" * 400,
    "points": "1." * 500,
    "open-quotes": "“" * 400,
    "open-titles": "《" * 400,
    "open-brackets": "【" * 400,
    "markers": "一、" * 300,
    "marker-lines": "一、\n" * 300,
    "items": "一是" * 300,
    "rising-items": "".join(f"({n})" for n in range(1, 300)),
    "masks": "X" * 1000,
    "underlines": "_" * 1000,
    "percent": "%" * 500,
    "far-year": "9999年12月31日至99999年",
    "year-nought": "0000年00月00日",
    "no-such-day": "2019年2月30日,2019年13月45日",
    "nested": "".join(f"{mark}甲\n" for mark in ("第一章", "第一节", "一、", "(一)", "1、", "(1)", "①", "一是")) * 20,
    "combining": "3́人",
    "right-to-left": "\u202e3人\u202c",
    "private-use": "\ue0003人",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts(text: str) -> None:
    document = fedparse.parse(text)
    assert check_json(document.to_json()) == ()
    assert "".join(text[slice(*report.span)] for report in document.reports) == text
