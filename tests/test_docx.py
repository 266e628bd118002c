"""Word documents: what is read of them, and how their automatic numbering reads."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import (
    CHINESE,
    STRICT_W,
    Block,
    Level,
    Lists,
    Para,
    Raw,
    Shared,
    docx,
    docx_parts,
    numbered,
    paragraph,
    run,
    word_style,
    zipped,
)

import fedparse
from fedparse.errors import SourceError
from fedparse.sources import Content, Options, read_bytes, xmltree
from fedparse.sources.docx import read_docx
from fedparse.sources.numbering import formatted, gap

if TYPE_CHECKING:
    from pathlib import Path

BY = 'w:id="1" w:author="x" w:date="2019-03-08T00:00:00Z"'
HIDDEN = "<w:vanish/>"
WIDE = '<w:gridSpan w:val="2"/>'
MERGING = '<w:vMerge w:val="restart"/>'


def read(data: bytes) -> Content:
    return read_docx(data, "a.docx", Options())


def lines(*blocks: Block, lists: Lists | None = None, styles: str = "") -> list[str]:
    return read(docx(blocks, lists, styles)).text.splitlines()


def deleted(text: str) -> str:
    return f"<w:del {BY}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def mark(properties: str) -> str:
    """The properties of the mark at the end of a paragraph."""
    return f"<w:rPr>{properties}</w:rPr>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def box(text: str) -> str:
    """A run with a text box as Word writes it: the box, and a copy for older readers."""
    inner = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx>{inner}</wps:txbx>'
        f"</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


# The text


def test_a_line_each_paragraph() -> None:
    content = read(docx(["清河镇妇联工作总结", "", Para("普法", "a"), "慰问儿童30名。"], {"a": CHINESE}))
    assert content.text == "清河镇妇联工作总结\n\n一、普法\n慰问儿童30名。\n"
    assert content.paragraphs == (0, 10, 11, 16)
    assert [content.text[start:end] for start, end in content.synthetic] == ["一、"]
    assert (content.encoding, content.pages, content.bad_bytes, content.notes) == (None, (), (), ())


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(run("慰问") + run("30人"), "慰问30人", id="runs"),
        pytest.param("<w:r><w:t> 慰问 </w:t></w:r>", "慰问", id="space-that-does-not-count"),
        pytest.param(run(" 慰问 30 "), " 慰问 30 ", id="space-that-counts"),
        pytest.param(run("慰问\n30人"), "慰问 30人", id="line-end-in-the-xml"),
        pytest.param(run("项目") + "<w:r><w:tab/></w:r>" + run("人数"), "项目\t人数", id="tab"),
        pytest.param(run("上") + "<w:r><w:br/></w:r>" + run("下"), "上\n下", id="line-break"),
        pytest.param(run("上") + "<w:r><w:cr/></w:r>" + run("下"), "上\n下", id="carriage-return"),
        pytest.param(run("上") + '<w:r><w:br w:type="page"/></w:r>' + run("下"), "上\n下", id="page-break"),
        pytest.param('<w:r><w:br w:type="page"/></w:r>' + run("下"), "下", id="page-break-first"),
        pytest.param(run("上") + "<w:r><w:lastRenderedPageBreak/></w:r>" + run("下"), "上下", id="page-of-last-time"),
        pytest.param(run("3") + "<w:r><w:noBreakHyphen/></w:r>" + run("5月"), "3-5月", id="hyphen"),
        pytest.param(run("培") + "<w:r><w:softHyphen/></w:r>" + run("训"), "培训", id="soft-hyphen"),
        pytest.param('<w:r><w:sym w:font="SimSun" w:char="2460"/></w:r>', "①", id="symbol"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("已办"), "已办", id="pictorial-font"),
        pytest.param(f"<w:ins {BY}>{run('40')}</w:ins>" + run("人"), "40人", id="insertion"),
        pytest.param(run("慰问") + deleted("30") + run("人"), "慰问人", id="deletion"),
        pytest.param(f"<w:ins {BY}>{run('4')}<w:del {BY}>{run('5')}</w:del></w:ins>", "4", id="deletion-in-insertion"),
        pytest.param(
            f"<w:moveFrom {BY}>{run('甲')}</w:moveFrom><w:moveTo {BY}>{run('乙')}</w:moveTo>", "乙", id="move"
        ),
        pytest.param(run("慰问") + run("暗记", HIDDEN) + run("30人"), "慰问30人", id="hidden"),
        pytest.param(run("慰问", '<w:vanish w:val="0"/>'), "慰问", id="not-hidden"),
        pytest.param(run("慰问", "<w:webHidden/>"), "慰问", id="hidden-on-the-web"),
        pytest.param(f'<w:hyperlink w:anchor="a">{run("见附件")}</w:hyperlink>', "见附件", id="link"),
        pytest.param(f'<w:smartTag w:element="date">{run("3月8日")}</w:smartTag>', "3月8日", id="smart-tag"),
        pytest.param(f'<w:fldSimple w:instr="NUMPAGES">{run("12")}</w:fldSimple>', "12", id="simple-field"),
        pytest.param(
            field("begin")
            + "<w:r><w:instrText>=SUM(A1)</w:instrText></w:r>"
            + field("separate")
            + run("30")
            + field("end")
            + run("人"),
            "30人",
            id="field",
        ),
        pytest.param(
            field("begin")
            + run("码")
            + field("begin")
            + run("内码")
            + field("separate")
            + run("内值")
            + field("end")
            + field("separate")
            + run("值")
            + field("end"),
            "值",
            id="field-in-a-field-code",
        ),
        pytest.param(control(run("培训3期")), "培训3期", id="control"),
        pytest.param(
            control(run("单击此处输入"), "<w:showingPlcHdr/>") + run("正文"), "正文", id="prompt-of-a-control"
        ),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>fu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>妇</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r>",
            "妇",
            id="ruby",
        ),
        pytest.param("<m:oMath><m:r><m:t>55%</m:t></m:r></m:oMath>", "55%", id="formula"),
        pytest.param(
            run("正文") + '<w:r><w:footnoteReference w:id="2"/><w:annotationRef/><w:pgNum/></w:r>',
            "正文",
            id="references",
        ),
    ],
)
def test_inside_a_paragraph(inside: str, text: str) -> None:
    assert read(docx([paragraph(inside)])).text == f"{text}\n"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([(("项目", "人数"), ("普法", "30"))], ["项目\t人数", "普法\t30"], id="table"),
        pytest.param(["上", (("a", ""), ("", "b")), "下"], ["上", "a\t", "\tb", "下"], id="empty-cells"),
        pytest.param(
            [(("总结", "一、普法\n二、维权", "完"),)], ["总结\t一、普法", "二、维权\t完"], id="paragraphs-in-a-cell"
        ),
        pytest.param(
            [Raw(f"<w:tbl><w:tr>{cell('甲', WIDE)}{cell('乙')}</w:tr></w:tbl>")],
            ["甲\t乙"],
            id="cells-merged-across",
        ),
        pytest.param(
            [
                Raw(
                    f"<w:tbl><w:tr>{cell('甲', MERGING)}{cell('1')}</w:tr>"
                    f"<w:tr>{cell('', '<w:vMerge/>')}{cell('2')}</w:tr></w:tbl>"
                )
            ],
            ["甲\t1", "2"],
            id="cells-merged-down",
        ),
        pytest.param(
            [
                Raw(
                    f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{cell('里1')}{cell('里2')}</w:tr></w:tbl><w:p/></w:tc>"
                    f"{cell('外')}</w:tr></w:tbl>"
                )
            ],
            ["里1\t里2\t外"],
            id="table-in-a-table",
        ),
        pytest.param(
            [
                Raw(
                    f"<w:tbl><w:tr><w:trPr><w:del {BY}/></w:trPr>{cell('删')}</w:tr>"
                    f"<w:tr><w:trPr><w:ins {BY}/></w:trPr>{cell('增')}</w:tr></w:tbl>"
                )
            ],
            ["增"],
            id="deleted-row",
        ),
        pytest.param(
            [Raw(f"<w:tbl>{control('<w:tr>' + control(cell('甲')) + cell('乙') + '</w:tr>')}</w:tbl>")],
            ["甲\t乙"],
            id="controls-in-a-table",
        ),
        pytest.param(
            [Raw(control(f"<w:p>{run('甲')}</w:p><w:p>{run('乙')}</w:p>")), "丙"], ["甲", "乙", "丙"], id="control"
        ),
        pytest.param(
            [paragraph(run("全删"), properties=mark(f"<w:del {BY}/>")), "后"], ["全删后"], id="deleted-mark-joins"
        ),
        pytest.param(
            [paragraph(deleted("全删"), properties=mark(f"<w:del {BY}/>")), "后"], ["后"], id="deleted-paragraph"
        ),
        pytest.param([paragraph(run("暗", HIDDEN), properties=mark(HIDDEN)), "后"], ["后"], id="hidden-paragraph"),
        pytest.param(
            [paragraph(run("一、普法"), properties=mark("<w:vanish/><w:specVanish/>")), "办班3期。"],
            ["一、普法办班3期。"],
            id="style-separator",
        ),
        pytest.param([paragraph(run("前") + box("附件1")), "后"], ["前", "附件1", "后"], id="text-box-once"),
        pytest.param([paragraph(box("附件1")), "后"], ["附件1", "后"], id="paragraph-for-a-text-box"),
        pytest.param(
            [paragraph(field("begin"), run("码")), "正文"], ["", "正文"], id="field-code-ends-with-its-paragraph"
        ),
        pytest.param(
            [paragraph(field("begin"), field("separate"), run("目录一")), paragraph(run("目录二"), field("end"))],
            ["目录一", "目录二"],
            id="field-over-paragraphs",
        ),
    ],
)
def test_blocks(blocks: list[Block], expected: list[str]) -> None:
    assert read(docx(blocks)).text == "".join(f"{line}\n" for line in expected)


def test_hidden_by_a_style() -> None:
    styles = word_style("Dark", kind="character", more=f"<w:rPr>{HIDDEN}</w:rPr>")
    styles += word_style("Darker", kind="character", based_on="Dark")
    shown = '<w:rStyle w:val="Darker"/><w:vanish w:val="false"/>'
    runs = (run("暗", '<w:rStyle w:val="Darker"/>'), run("明", shown), run("正文"))
    assert lines(paragraph(*runs), styles=styles) == ["明正文"]


# Labels

A = "a"
CASES: dict[str, tuple[list[Block], Lists, list[str]]] = {
    "levels-of-an-official-document": (
        [
            *(Para("组织", A), Para("普法", A, 1), Para("办班", A, 2), Para("宣讲", A, 3), Para("甲", A, 4)),
            *(Para("乙", A, 4), Para("维权", A, 1), Para("下步", A), Para("培训", A, 1)),
        ],
        {A: CHINESE},
        ["一、组织", "（一）普法", "1.办班", "（1）宣讲", "①甲", "②乙", "（二）维权", "二、下步", "（一）培训"],
    ),
    "text-between-items": (
        [Para("甲", A), "正文", Para("乙", A, 1), "正文", Para("丙", A, 1), Para("丁", A)],
        {A: CHINESE},
        ["一、甲", "正文", "（一）乙", "正文", "（二）丙", "二、丁"],
    ),
    "start": ([Para("甲", A), Para("乙", A)], {A: (Level("%1.", start=3),)}, ["3.甲", "4.乙"]),
    "start-not-told": ([Para("甲", A)], {A: (Level("%1.", start=None),)}, ["0.甲"]),
    "numbers-of-outer-levels": (
        [Para("甲", A), Para("乙", A, 1), Para("丙", A, 1)],
        {A: (Level("%1."), Level("%1.%2"))},
        ["1.甲", "1.1 乙", "1.2 丙"],
    ),
    "outer-level-never-begun": (
        [Para("甲", A, 1), Para("乙", A)],
        {A: (Level("%1."), Level("%1.%2"))},
        ["1.1 甲", "1.乙"],
    ),
    "legal": (
        [Para("总则", A), Para("目的", A, 1)],
        {A: (Level("第%1章", "chineseCountingThousand"), Level("%1.%2", "chineseCounting", legal=True))},
        ["第一章 总则", "1.1 目的"],
    ),
    "level-that-never-restarts": (
        [Para("甲", A), Para("乙", A, 1), Para("丙", A), Para("丁", A, 1)],
        {A: (Level("%1、"), Level("（%2）", restart=0))},
        ["1、甲", "（1）乙", "2、丙", "（2）丁"],
    ),
    "level-that-restarts-after-the-first-only": (
        [
            *(Para("甲", A), Para("乙", A, 1), Para("丙", A, 2), Para("丁", A, 1), Para("戊", A, 2), Para("己", A)),
            Para("庚", A, 2),
        ],
        {A: (Level("%1、"), Level("（%2）"), Level("%3)", restart=1))},
        ["1、甲", "（1）乙", "1)丙", "（2）丁", "2)戊", "2、己", "1)庚"],
    ),
    "list-that-goes-on": (
        [Para("甲", A), Para("乙", "b"), Para("丙", A)],
        {A: CHINESE, "b": Shared(A)},
        ["一、甲", "二、乙", "三、丙"],
    ),
    "list-that-begins-anew": (
        [Para("甲", A), Para("乙", A), Para("丙", "b"), Para("丁", "b"), Para("戊", "b", 1)],
        {A: CHINESE, "b": Shared(A, {0: 1, 1: 3})},
        ["一、甲", "二、乙", "一、丙", "二、丁", "（三）戊"],
    ),
    "level-of-a-list-of-its-own": (
        [Para("甲", A), Para("乙", "b")],
        {A: CHINESE, "b": Shared(A, {}, {0: Level("第%1条", follow="space")})},
        ["一、甲", "第2条 乙"],
    ),
    "bullet": ([Para("甲", A)], {A: (Level("●", "bullet"),)}, ["甲"]),
    "no-number": ([Para("甲", A)], {A: (Level("附件", "none"),)}, ["附件 甲"]),
    "hidden-label": ([Para("甲", A)], {A: (Level("%1.", more=f"<w:rPr>{HIDDEN}</w:rPr>"),)}, ["甲"]),
    "out-of-the-list": ([Para("甲", A), Para("乙", "0"), Para("丙", A)], {A: CHINESE}, ["一、甲", "乙", "二、丙"]),
    "level-that-is-not-there": ([Para("甲", A), Para("乙", A, 3)], {A: (Level("%1."),)}, ["1.甲", "乙"]),
    "empty-item": ([Para("甲", A), Para("", A), Para("乙", A)], {A: CHINESE}, ["一、甲", "二、", "三、乙"]),
    "newer-format": (
        [Para("甲", A)],
        {
            A: (
                Level(
                    "%1、",
                    "",
                    more='<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
                    'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
                    "</mc:AlternateContent>",
                ),
            )
        },
        ["001、甲"],
    ),
    "in-a-table": (
        [
            Raw(
                "<w:tbl>"
                + f"<w:tr><w:tc><w:p><w:pPr>{numbered(1, 0)}</w:pPr></w:p></w:tc>{cell('普法')}</w:tr>" * 2
                + "</w:tbl>"
            )
        ],
        {A: (Level("%1"),)},
        ["1\t普法", "2\t普法"],
    ),
    "deleted-item-does-not-count": (
        [
            Para("甲", A),
            paragraph(deleted("乙"), properties=numbered(1, 0) + mark(f"<w:del {BY}/>")),
            Para("丙", A),
        ],
        {A: CHINESE},
        ["一、甲", "二、丙"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_labels(case: str) -> None:
    blocks, lists, expected = CASES[case]
    content = read(docx(blocks, lists))
    assert content.text.splitlines() == expected
    typed = "".join(
        char
        for place, char in enumerate(content.text)
        if not any(start <= place < end for start, end in content.synthetic)
    )
    assert not re.search(r"[0-9一二三四五六七八九十（）()①②]", typed)


STYLED = (
    Level("%1、", "chineseCountingThousand", style="H1"),
    Level("（%2）", "chineseCountingThousand", style="H2"),
)


@pytest.mark.parametrize(
    ("styles", "blocks", "expected"),
    [
        pytest.param(
            word_style("H1", numbered(1)) + word_style("H2", numbered(1)),
            [Para("甲", style="H1"), Para("乙", style="H2"), Para("丙", style="H1")],
            ["一、甲", "（一）乙", "二、丙"],
            id="level-by-style",
        ),
        pytest.param(
            word_style("H2", numbered(1)) + word_style("Own", based_on="H2"),
            [Para("甲", style="Own")],
            ["（一）甲"],
            id="inherited",
        ),
        pytest.param(
            word_style("H1", numbered(1)) + word_style("Plain", numbered(0), based_on="H1"),
            [Para("甲", style="H1"), Para("乙", style="Plain"), Para("丙", "0", style="H1")],
            ["一、甲", "乙", "丙"],
            id="taken-out",
        ),
        pytest.param(
            word_style("Own", numbered(1, 1)), [Para("甲", style="Own")], ["（一）甲"], id="level-told-by-the-style"
        ),
        pytest.param(
            word_style("H1", numbered(1)),
            [Raw(f'<w:p><w:pPr><w:pStyle w:val="H1"/>{numbered(None, 1)}</w:pPr>{run("甲")}</w:p>')],
            ["（一）甲"],
            id="level-told-by-the-paragraph",
        ),
        pytest.param(
            word_style("A", based_on="B") + word_style("B", based_on="A"), [Para("甲", style="A")], ["甲"], id="ring"
        ),
        pytest.param(
            word_style("Normal", numbered(1)).replace("<w:style ", '<w:style w:default="1" '),
            ["甲"],
            ["一、甲"],
            id="default-style",
        ),
    ],
)
def test_numbering_by_styles(styles: str, blocks: list[Block], expected: list[str]) -> None:
    assert lines(*blocks, lists={A: STYLED}, styles=styles) == expected


@pytest.mark.parametrize("linked", ["L", "Ring", "Missing"])
def test_list_that_stands_for_a_list_style(linked: str) -> None:
    styles = word_style("L", numbered(1), kind="numbering") + word_style("Ring", numbered(2), kind="numbering")
    parts = docx_parts([Para("甲", "b"), Para("乙", "b", 1), Para("丙", A)], {A: CHINESE, "b": ()}, styles)
    parts["word/numbering.xml"] = re.sub(
        r'(<w:abstractNum w:abstractNumId="2">.*?)</w:abstractNum>',
        rf'\1<w:numStyleLink w:val="{linked}"/></w:abstractNum>',
        str(parts["word/numbering.xml"]),
    )
    expected = ["一、甲", "（一）乙", "二、丙"] if linked == "L" else ["甲", "乙", "一、丙"]
    assert read(zipped(parts)).text.splitlines() == expected


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("decimal", {1: "1", 10: "10", 0: "0", -1: "-1"}),
        ("decimalHalfWidth", {12: "12"}),
        ("decimalFullWidth", {1: "１", 12: "１２"}),
        ("decimalFullWidth2", {1: "１", 12: "１２"}),
        ("decimalZero", {1: "01", 9: "09", 10: "10", 100: "100"}),
        ("001, 002, 003, ...", {1: "001", 1000: "1000"}),
        ("numberInDash", {3: "- 3 -"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇", 101: "一〇一"}),
        (
            "chineseCountingThousand",
            {10: "十", 15: "十五", 21: "二十一", 100: "一百", 101: "一百零一", 110: "一百一十"},
        ),
        ("chineseCountingThousand", {1001: "一千零一", 1010: "一千零一十", 10000: "一万", 100000: "100000"}),
        ("chineseLegalSimplified", {1: "壹", 2: "贰", 10: "壹拾", 11: "壹拾壹", 20: "贰拾"}),
        ("ideographLegalTraditional", {2: "貳", 3: "參", 10: "壹拾"}),
        ("ideographDigital", {1: "一", 10: "一〇", 12: "一二"}),
        ("japaneseCounting", {10: "十", 21: "二十一", 100: "百", 101: "百一"}),
        ("taiwaneseCounting", {10: "十", 35: "三十五", 100: "一〇〇"}),
        ("taiwaneseCountingThousand", {10: "十", 100: "一百"}),
        ("taiwaneseDigital", {10: "一〇"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥", 61: "61"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21", 0: "0"}),
        ("decimalEnclosedCircleChinese", {1: "①"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 54: "bbb", 99999: "99999"}),
        ("upperLetter", {1: "A", 28: "BB"}),
        ("lowerRoman", {4: "iv", 9: "ix", 14: "xiv", 99999: "99999"}),
        ("upperRoman", {3: "III", 1999: "MCMXCIX"}),
        ("none", {5: ""}),
        ("thaiLetters", {5: "5"}),
    ],
)
def test_number_formats(name: str, numbers: dict[int, str]) -> None:
    assert {number: formatted(number, name) for number in numbers} == numbers


@pytest.mark.parametrize(
    ("label", "text", "apart", "between"),
    [
        pytest.param("一、", "普法", True, "", id="comma"),
        pytest.param("（一）", "普法", True, "", id="bracket"),
        pytest.param("1.", "普法", True, "", id="stop"),
        pytest.param("①", "普法", True, "", id="circle"),
        pytest.param("第一章", "总则", True, " ", id="word"),
        pytest.param("第一章", "总则", False, "", id="word-that-joins"),
        pytest.param("1", "普法", True, " ", id="digit"),
        pytest.param("1.", "5万元", False, " ", id="no-decimal-number"),
        pytest.param("1.", "2019年", True, "", id="year"),
        pytest.param("1", "30人", False, " ", id="digit-before-a-digit"),
        pytest.param("1、", "5万元", True, "", id="comma-before-a-digit"),
        pytest.param("（1）", "5万元", True, "", id="bracket-before-a-digit"),
        pytest.param("第1条 ", "总则", True, "", id="space-in-the-label"),
        pytest.param("1", "", True, "", id="no-text"),
        pytest.param("", "30人", True, "", id="no-label"),
    ],
)
def test_between_label_and_text(label: str, text: str, apart: bool, between: str) -> None:
    assert gap(label, text, apart=apart) == between


def test_labels_are_headings() -> None:
    """An automatic number makes the sections that a typed one makes."""
    blocks = [Para("组织建设", A), Para("3月8日举办活动。", A, 2), Para("5万元用于慰问。", A, 2), Para("普法", A, 1)]
    text = read(docx(["清河镇妇联2019年工作总结", *blocks], {A: CHINESE})).text
    (outer,) = fedparse.parse(text).reports[0].sections
    assert [outer.marker, *(section.marker for section in outer.children)] == ["一、", "1.", "2.", "（一）"]


# Files of other makers, damaged and hostile files


def test_strict_edition() -> None:
    data = docx([Para("普法", A)], {A: CHINESE}, strict=True)
    assert STRICT_W in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert read(data).text == "一、普法\n"


def test_parts_found_by_their_relations() -> None:
    parts = docx_parts([Para("普法", A)], {A: CHINESE})
    moved = {
        "[Content_Types].xml": parts["[Content_Types].xml"],
        "_rels/.rels": str(parts["_rels/.rels"]).replace("word/document.xml", "/word/document2.xml"),
        "word/_rels/document2.xml.rels": str(parts["word/_rels/document.xml.rels"]).replace(
            "numbering.xml", "../n.xml"
        ),
        "word\\document2.xml": parts["word/document.xml"],
        "N.xml": parts["word/numbering.xml"],
    }
    assert read(zipped(moved)).text == "一、普法\n"


def test_bare_document() -> None:
    assert read(zipped({"word/document.xml": docx_parts(["普法"])["word/document.xml"]})).text == "普法\n"


def test_utf_16() -> None:
    parts = docx_parts(["普法"])
    parts["word/document.xml"] = ('<?xml version="1.0" encoding="UTF-16"?>' + str(parts["word/document.xml"])).encode(
        "utf-16"
    )
    assert read(zipped(parts)).text == "普法\n"


def with_document(xml: str | bytes) -> bytes:
    return zipped({**docx_parts([]), "word/document.xml": xml})


def nested(depth: int) -> bytes:
    return with_document(
        str(docx_parts([])["word/document.xml"]).replace(
            "<w:body>", "<w:body>" + "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
        )
    )


WHOLE = docx([Para("普法", A), "慰问儿童30名。"], {A: CHINESE})
ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        pytest.param(WHOLE[: len(WHOLE) // 2], "damaged", "not a whole ZIP file", id="cut-off"),
        pytest.param(zipped({"word/styles.xml": "<a/>"}), "damaged", "has no word/document.xml", id="no-document"),
        pytest.param(with_document("<w:document><w:body>"), "damaged", "no valid XML", id="broken-xml"),
        pytest.param(with_document(b""), "damaged", "no valid XML", id="no-xml"),
        pytest.param(with_document("<a/>"), "damaged", "has no body", id="other-xml"),
        pytest.param(
            with_document(ENTITIES + str(docx_parts([])["word/document.xml"])), "damaged", "type decl", id="entities"
        ),
        pytest.param(nested(5_000), "damaged", "nested more than 100", id="deep"),
        pytest.param(docx(["", " "]), "empty", "holds no text", id="no-text"),
        pytest.param(with_document(" " * 40_000_000), "bomb", "unpack to more than", id="bomb"),
        pytest.param(
            zipped({**docx_parts([Para("甲", A)], {A: CHINESE}), "word/numbering.xml": "<w:numbering"}),
            "damaged",
            "word/numbering.xml is no valid XML",
            id="broken-numbering",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, code: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read(data)
    assert (caught.value.source, caught.value.code) == ("a.docx", code)
    assert "\n" not in caught.value.reason


def test_more_tags_than_a_document_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "MAX_TAGS", 100)
    with pytest.raises(SourceError, match="more than 100 tags") as caught:
        read(docx(["慰问"] * 100))
    assert caught.value.code == "bomb"


def test_member_with_a_password() -> None:
    data = bytearray(WHOLE)
    name = data.rindex(b"word/document.xml", 0, data.rindex(b"word/styles.xml"))
    # The flags stand 38 bytes before the name in the list of members.
    data[name - 38] |= 1
    with pytest.raises(SourceError, match="take the password off") as caught:
        read(bytes(data))
    assert caught.value.code == "encrypted"


def test_unusual_packing() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", docx_parts(["甲"])["word/document.xml"])
    with pytest.raises(SourceError, match="packed in a way"):
        read(buffer.getvalue())


@settings(max_examples=60, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(WHOLE)))
def test_damaged_bytes(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    survives(bytes(data[: end if end % 3 == 0 else None]))


XML = str(
    docx_parts([Para("甲", A), (("乙", "丙"),), paragraph(box("丁"), control(run("戊")))], {A: CHINESE})[
        "word/document.xml"
    ]
)
TAGS = re.findall(r"<[^>]+>", XML)


@settings(max_examples=60, deadline=2_000)
@given(st.lists(st.sampled_from([*TAGS, "文", '<w:p w:x="', "</w:p>", "<w:fldChar/>", "<w:numId/>"]), max_size=30))
def test_shuffled_xml(pieces: list[str]) -> None:
    survives(with_document(XML.replace("<w:sectPr/>", "".join(pieces))))


NUMBERS = ["", "-1", "0", "1", "7", "99", "99999999999999999999", "a", "١"]


@settings(max_examples=60, deadline=2_000)
@given(st.lists(st.sampled_from(NUMBERS), min_size=6, max_size=6), st.sampled_from(["%1.%2.%9", "%", "%0", "%%1"]))
def test_odd_numbers(numbers: list[str], text: str) -> None:
    start, level, restart, number, of, depth = numbers
    parts = docx_parts(
        [
            Raw(f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr></w:p>'),
            "文",
        ]
    )
    parts["word/numbering.xml"] = (
        str(docx_parts([], {A: (Level(text),)})["word/numbering.xml"])
        .replace('<w:start w:val="1"/>', f'<w:start w:val="{start}"/><w:lvlRestart w:val="{restart}"/>')
        .replace('w:ilvl="0"', f'w:ilvl="{depth}"')
        .replace('<w:abstractNumId w:val="1"/>', f'<w:abstractNumId w:val="{of}"/>')
    )
    survives(zipped(parts))


def survives(data: bytes) -> None:
    """Reading ends with text or with an error that is meant for people."""
    try:
        content = read(data)
    except SourceError:
        return
    assert content.text.endswith("\n")
    assert all(0 <= start < end <= len(content.text) for start, end in content.synthetic)
    assert all(start == 0 or content.text[start - 1] == "\n" for start in content.paragraphs)


def test_through_the_door() -> None:
    source = read_bytes(WHOLE, name="总结.docx")
    assert source.text == "一、普法\n慰问儿童30名。\n"
    document = fedparse.parse(source.text)
    assert document.reports[0].sections[0].marker == "一、"


AS_IN_LIBREOFFICE = [
    "levels-of-an-official-document",
    "text-between-items",
    "start",
    "start-not-told",
    "numbers-of-outer-levels",
    "list-that-goes-on",
    "level-of-a-list-of-its-own",
    "out-of-the-list",
    "empty-item",
]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_labels_as_libreoffice_writes_them(tmp_path: Path) -> None:
    files = [tmp_path / f"{case}.docx" for case in AS_IN_LIBREOFFICE]
    for file in files:
        blocks, lists, _ = CASES[file.stem]
        file.write_bytes(docx(blocks, lists))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    written = {file.stem: file.with_suffix(".txt").read_text(encoding="utf-8-sig").splitlines() for file in files}
    assert {case: [re.sub(r"\s", "", line) for line in written[case]] for case in written} == {
        case: [re.sub(r"\s", "", line) for line in CASES[case][2]] for case in AS_IN_LIBREOFFICE
    }
