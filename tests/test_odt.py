"""OpenDocument texts: what is read of them, and how their automatic numbering reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import CHINESE, ODT_TYPE, Block, Level, Lists, Para, Raw, docx, odt, odt_parts, zipped

from fedparse.errors import SourceError
from fedparse.sources import Content, Options, read_bytes
from fedparse.sources.docx import read_docx
from fedparse.sources.odt import read_odt

if TYPE_CHECKING:
    from pathlib import Path

A, B = "a", "b"
NUMBERS = {A: (Level("%1、"), Level("（%2）")), B: (Level("%1)"), Level("%1.%2"))}
OUTLINE = (
    '<text:outline-style style:name="Outline">'
    '<text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" style:num-suffix="."/>'
    '<text:outline-level-style text:level="3" style:num-format="1" text:display-levels="2"/></text:outline-style>'
)


def read(data: bytes) -> Content:
    return read_odt(data, "a.odt", Options())


def items(*texts: str) -> str:
    return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)


def heading(text: str, level: int = 1, more: str = "") -> Raw:
    return Raw(f'<text:h text:outline-level="{level}"{more}>{text}</text:h>')


def frame(text: str) -> str:
    return f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box><svg:desc>说明</svg:desc></draw:frame>"


def test_a_line_each_paragraph() -> None:
    content = read(odt(["清河镇妇联工作总结", "", Para("普法", A), "慰问儿童30名。"], {A: CHINESE}))
    assert content.text == "清河镇妇联工作总结\n\n一、普法\n慰问儿童30名。\n"
    assert content.paragraphs == (0, 10, 11, 16)
    assert [content.text[start:end] for start, end in content.synthetic] == ["一、"]
    assert (content.encoding, content.pages, content.bad_bytes, content.notes) == (None, (), (), ())


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("慰问<text:span>30人</text:span>次", "慰问30人次", id="span"),
        pytest.param(" 慰问 \n  30人 ", "慰问 30人", id="white-space"),
        pytest.param('慰问<text:s text:c="2"/>30人<text:s/>', "慰问  30人 ", id="spaces"),
        pytest.param("项目<text:tab/>人数<text:line-break/>合计", "项目\t人数\n合计", id="tab-and-line-break"),
        pytest.param("<text:a>见附件</text:a>", "见附件", id="link"),
        pytest.param("共<text:page-count>12</text:page-count>页", "共12页", id="field"),
        pytest.param("<text:soft-page-break/>正文<text:bookmark/>", "正文", id="marks"),
        pytest.param(
            "正文<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body>"
            "</text:note>完",
            "正文完",
            id="note",
        ),
        pytest.param("正文<office:annotation><text:p>批</text:p></office:annotation>完", "正文完", id="annotation"),
        pytest.param(
            "<text:ruby><text:ruby-base>妇</text:ruby-base><text:ruby-text>fu</text:ruby-text></text:ruby>",
            "妇",
            id="ruby",
        ),
        pytest.param("人<text:placeholder>填写</text:placeholder>次", "人次", id="placeholder"),
        pytest.param('明<text:span text:style-name="Dark">暗</text:span>明', "明明", id="hidden"),
        pytest.param('共<text:s text:c="99999999999"/>人', "共 人", id="absurd-number-of-spaces"),
    ],
)
def test_inside_a_paragraph(inside: str, text: str) -> None:
    dark = (
        '<style:style style:name="D" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Dark" style:family="text" style:parent-style-name="D"/>'
    )
    assert read(odt([Raw(f"<text:p>{inside}</text:p>"), "末"], automatic=dark)).text == f"{text}\n末\n"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([(("项目", "人数"), ("普法", "30"))], ["项目\t人数", "普法\t30"], id="table"),
        pytest.param(
            [(("总结", "一、普法\n二、维权", "完"),)], ["总结\t一、普法", "二、维权\t完"], id="paragraphs-in-a-cell"
        ),
        pytest.param(
            [
                Raw(
                    "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>甲</text:p>"
                    "</table:table-cell><table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell>"
                    "</table:table-row></table:table-header-rows></table:table>"
                )
            ],
            ["甲"],
            id="merged-cells",
        ),
        pytest.param([Raw(f"<text:p>前{frame('附件1')}</text:p>"), "后"], ["前", "附件1", "后"], id="frame"),
        pytest.param([Raw(f"<text:p>{frame('附件1')}</text:p>"), "后"], ["附件1", "后"], id="paragraph-for-a-frame"),
        pytest.param([Raw(frame("附件1")), "后"], ["附件1", "后"], id="frame-on-a-page"),
        pytest.param(
            [Raw("<text:p><draw:g><draw:custom-shape><text:p>图中</text:p></draw:custom-shape></draw:g></text:p>")],
            ["图中"],
            id="shape",
        ),
        pytest.param(
            [
                Raw(
                    "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion>"
                    "</text:changed-region></text:tracked-changes>"
                    '<text:p>慰问<text:change text:change-id="c"/>40人</text:p>'
                )
            ],
            ["慰问40人"],
            id="deletion",
        ),
        pytest.param(
            [
                Raw("<text:section><text:p>甲</text:p></text:section>"),
                Raw('<text:section text:display="none"><text:p>乙</text:p></text:section>'),
                Raw('<text:section text:display="condition" text:is-hidden="true"><text:p>丙</text:p></text:section>'),
            ],
            ["甲"],
            id="sections",
        ),
        pytest.param(
            [
                Raw(
                    "<text:table-of-content><text:table-of-content-source/><text:index-body><text:index-title>"
                    "<text:p>目录</text:p></text:index-title><text:p>一、普法</text:p></text:index-body></text:table-of-content>"
                )
            ],
            ["目录", "一、普法"],
            id="table-of-contents",
        ),
    ],
)
def test_blocks(blocks: list[Block], expected: list[str]) -> None:
    assert read(odt(blocks)).text.splitlines() == expected


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param(
            [Raw(f'<text:list text:style-name="a">{items("甲", "乙")}</text:list>')], ["1、甲", "2、乙"], id="list"
        ),
        pytest.param(
            [Raw(f'<text:list text:style-name="a">{items("甲")}</text:list>')] * 2, ["1、甲", "1、甲"], id="new-list"
        ),
        pytest.param(
            [
                Raw(f'<text:list text:style-name="a">{items("甲")}</text:list>'),
                "正文",
                Raw(f'<text:list text:style-name="a" text:continue-numbering="true">{items("乙")}</text:list>'),
            ],
            ["1、甲", "正文", "2、乙"],
            id="continued",
        ),
        pytest.param(
            [
                Raw(f'<text:list xml:id="x" text:style-name="a">{items("甲")}</text:list>'),
                Raw(f'<text:list text:style-name="b">{items("乙")}</text:list>'),
                Raw(f'<text:list text:continue-numbering="true" text:style-name="a">{items("丙")}</text:list>'),
                Raw(f'<text:list text:continue-list="x" text:style-name="a">{items("丁")}</text:list>'),
            ],
            ["1、甲", "1)乙", "1、丙", "2、丁"],
            id="continued-by-name",
        ),
        pytest.param(
            [
                Raw(
                    '<text:list text:style-name="a"><text:list-item text:start-value="7"><text:p>甲</text:p>'
                    "<text:p>续</text:p></text:list-item><text:list-header><text:p>头</text:p></text:list-header>"
                    f"{items('乙')}</text:list>"
                )
            ],
            ["7、甲", "续", "头", "8、乙"],
            id="items",
        ),
        pytest.param(
            [
                Raw(
                    '<text:list text:style-name="a"><text:list-item><text:p>甲</text:p>'
                    f"<text:list>{items('乙')}</text:list><text:list>{items('丙')}</text:list>"
                    f'<text:list text:continue-numbering="true">{items("丁")}</text:list></text:list-item>'
                    f'<text:list-item><text:p>戊</text:p><text:list text:style-name="b">{items("己")}</text:list>'
                    "</text:list-item></text:list>"
                )
            ],
            ["1、甲", "（1）乙", "（1）丙", "（2）丁", "2、戊", "1.1 己"],
            id="nested",
        ),
        pytest.param(
            [
                Raw(
                    '<text:list text:style-name="a"><text:list-item text:style-override="b"><text:p>甲</text:p>'
                    "</text:list-item></text:list>"
                )
            ],
            ["1)甲"],
            id="style-of-an-item",
        ),
        pytest.param(
            [
                Raw(
                    '<text:numbered-paragraph text:list-id="n" text:level="1" text:style-name="a"><text:p>甲</text:p>'
                    "</text:numbered-paragraph>"
                )
            ]
            * 2,
            ["1、甲", "2、甲"],
            id="numbered-paragraphs",
        ),
        pytest.param([Raw(f'<text:list text:style-name="none">{items("甲")}</text:list>')], ["甲"], id="no-style"),
        pytest.param(
            [
                *(heading("甲"), heading("乙", 2), heading("丙", 3), "正文", heading("丁", 2)),
                heading("戊", 1, ' text:is-list-header="true"'),
                *(heading("己"), heading("庚", 2)),
                heading("辛", 1, ' text:restart-numbering="true" text:start-value="9"'),
                heading("壬", 1, ' text:style-name="Plain"'),
            ],
            ["一、甲", "1.乙", "1.1 丙", "正文", "2.丁", "戊", "二、己", "1.庚", "九、辛", "壬"],
            id="outline",
        ),
    ],
)
def test_labels(blocks: list[Block], expected: list[str]) -> None:
    plain = '<style:style style:name="Plain" style:family="paragraph" style:list-style-name=""/>'
    content = read(odt(blocks, NUMBERS, OUTLINE, automatic=plain))
    assert content.text.splitlines() == expected
    assert all(start in content.paragraphs for start, _ in content.synthetic)


def test_formats_by_their_series() -> None:
    series = [
        "1",
        "a",
        "I",
        "",
        "01, 02, 03, ...",
        "一, 二, 三, ...",
        "壹, 贰, 叁, ...",
        "甲, 乙, 丙, ...",
        "①, ②, ③, ...",
    ]
    lists = {f"s{place}": (Level("（%1）", name),) for place, name in enumerate(series)}
    text = read(odt([Para("文", name) for name in lists], lists)).text
    assert text.splitlines() == [
        *("（1）文", "（a）文", "（I）文", "（）文", "（01）文"),
        *("（一）文", "（壹）文", "（甲）文", "（①）文"),
    ]


@pytest.mark.parametrize(
    ("levels", "label"),
    [
        pytest.param('style:num-format="1" loext:num-list-format="第%1%条"', "第1条 文", id="pattern"),
        pytest.param(
            'style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="条"', "第一条 文", id="sides"
        ),
    ],
)
def test_label_as_libreoffice_writes_it(levels: str, label: str) -> None:
    style = (
        '<text:list-style style:name="x" '
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">'
        f'<text:list-level-style-number text:level="1" {levels}><style:list-level-properties>'
        '<style:list-level-label-alignment text:label-followed-by="listtab"/></style:list-level-properties>'
        "</text:list-level-style-number></text:list-style>"
    )
    assert read(odt([Para("文", "x")], None, style)).text == f"{label}\n"


REPORT: list[Block] = [
    *("清河镇妇联2019年工作总结", "", Para("组织", A), Para("普法", A, 1), Para("办班3期。", A, 2), Para("宣讲", A, 3)),
    *(Para("甲", A, 4), Para("乙", A, 4), (("项目", "人数"), ("慰问", "30")), Para("维权", A, 1), Para("下步", A)),
]


def test_same_text_as_the_word_document() -> None:
    word = read_docx(docx(REPORT, {A: CHINESE}), "a.docx", Options())
    assert read(odt(REPORT, {A: CHINESE})) == word


def test_through_the_door() -> None:
    source = read_bytes(odt([Para("普法", A)], {A: CHINESE}), name="总结.odt")
    assert (source.text, source.media_type) == ("一、普法\n", ODT_TYPE)


# Damaged and hostile files

WHOLE = odt(REPORT, {A: CHINESE})
ENCRYPTED = '<manifest:manifest xmlns:manifest="urn:x"><manifest:encryption-data/></manifest:manifest>'


def with_content(xml: str | bytes) -> bytes:
    return zipped({**odt_parts([]), "content.xml": xml})


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        pytest.param(WHOLE[: len(WHOLE) // 2], "damaged", "not a whole ZIP file", id="cut-off"),
        pytest.param(zipped({"mimetype": ODT_TYPE}), "damaged", "has no content.xml", id="no-content"),
        pytest.param(with_content("<office:text"), "damaged", "no valid XML", id="broken-xml"),
        pytest.param(with_content("<a/>"), "damaged", "has no text body", id="other-xml"),
        pytest.param(with_content('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'), "damaged", "type decl", id="entities"),
        pytest.param(
            odt([Raw("<text:list><text:list-item>" * 5000 + "</text:list-item></text:list>" * 5000)]),
            "damaged",
            "nested more than 100",
            id="deep",
        ),
        pytest.param(odt(["", " "]), "empty", "holds no text", id="no-text"),
        pytest.param(with_content(" " * 40_000_000), "bomb", "unpack to more than", id="bomb"),
        pytest.param(
            zipped({**odt_parts([]), "META-INF/manifest.xml": ENCRYPTED, "content.xml": b"\x8f\x01\xd3"}),
            "encrypted",
            "take the password off",
            id="password",
        ),
        pytest.param(
            zipped({"mimetype": ODT_TYPE, "encrypted-package": b"\x8f\x01"}),
            "encrypted",
            "take the password off",
            id="password-of-newer-versions",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, code: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read(data)
    assert (caught.value.source, caught.value.code) == ("a.odt", code)
    assert "\n" not in caught.value.reason


XML = str(odt_parts(REPORT, {A: CHINESE})["content.xml"])
TAGS = re.findall(r"<[^>]+>", XML)


@settings(max_examples=60, deadline=2_000)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(WHOLE)))
def test_damaged_bytes(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    survives(bytes(data[: end if end % 3 == 0 else None]))


@settings(max_examples=60, deadline=2_000)
@given(st.integers(0, len(TAGS)), st.lists(st.sampled_from([*TAGS, "文", "</text:p>"]), max_size=30))
def test_shuffled_xml(at: int, pieces: list[str]) -> None:
    survives(with_content("".join(["".join(TAGS[:at]), *pieces, "".join(TAGS[at:])])))


@settings(max_examples=60, deadline=2_000)
@given(
    st.sampled_from(["text:level", "text:start-value", "text:display-levels", "text:outline-level", "text:c"]),
    st.sampled_from(["", "-1", "0", "7", "10", "11", "99999999999999999999", "a"]),
)
def test_odd_numbers(attribute: str, number: str) -> None:
    blocks = [*REPORT, heading("文"), Raw('<text:p>a<text:s text:c="1"/></text:p>')]
    xml = str(odt_parts(blocks, {A: CHINESE})["content.xml"])
    survives(with_content(re.sub(rf'{attribute}="\d*"', f'{attribute}="{number}"', xml)))


def survives(data: bytes) -> None:
    """Reading ends with text or with an error that is meant for people."""
    try:
        content = read(data)
    except SourceError:
        return
    assert content.text.endswith("\n")
    assert all(0 <= start < end <= len(content.text) for start, end in content.synthetic)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_copy_saved_by_libreoffice(tmp_path: Path) -> None:
    lists: Lists = {A: CHINESE}
    (tmp_path / "a.docx").write_bytes(docx(REPORT, lists))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    assert read((tmp_path / "a.odt").read_bytes()).text == read(WHOLE).text
