"""RTF documents: their paragraphs, in whatever code page, without what is hidden or deleted."""

from __future__ import annotations

import random
import time

import pytest
from page_files import rtf

from fedparse.errors import SourceError
from fedparse.sources import Content, Options, read_bytes
from fedparse.sources.rtf import MAX_DEPTH, read_rtf

LINES = [
    "东街道妇联2019年工作总结",
    "",
    "2019年，举办培训班12期，培训妇女260余人；“巾帼建功”活动参与率达55%—60%。",
    "𠮷祥村\t{5}户\\3人，囍",
]
TEXT = "".join(f"{line}\n" for line in LINES)


def read(
    body: str, *, head: str = r"\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 Song;}{\f1\fcharset0 Times;}}"
) -> Content:
    return read_rtf(b"{\\rtf1" + head.encode() + body.encode("gbk") + b"}", "a.rtf", Options())


def test_paragraphs_are_lines() -> None:
    source = read_bytes(rtf(LINES), name="a.rtf")
    assert (source.media_type, source.encoding, source.text) == ("application/rtf", None, TEXT)
    assert source.content.paragraphs == (0, 15, 16, 16 + len(LINES[2]) + 1)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(r"\'b8\'be\'c1\'aa\par", "妇联\n", id="code-page"),
        pytest.param("妇联", "妇联\n", id="bytes-as-they-are"),
        pytest.param(r"\f1\'b8\'be\'c1\'aa 12", "妇联 12\n", id="western-font-in-a-chinese-document"),
        pytest.param(r"\u22919?\u32852?", "妇联\n", id="unicode"),
        pytest.param(r"\u-30334?\u-10180?\u-8331?", "覂\U0001f375\n", id="negative-and-in-two-halves"),
        pytest.param(r"\uc2\u22919\'b8\'be\u32852\'c1\'aa", "妇联\n", id="stand-ins-of-two-bytes"),
        pytest.param(r"{\uc0\u22919}\u32852?12", "妇联12\n", id="without-stand-in"),
        pytest.param(r"\u8220\ldblquote a\u8221\rdblquote", "“a”\n", id="a-sign-as-stand-in"),
        pytest.param(r"\'81\'5c\'b8\'be", b"\x81\x5c".decode("gbk") + "妇\n", id="backslash-as-second-byte"),
        pytest.param(r"a\{b\}\\c", "a{b}\\c\n", id="escapes"),
        pytest.param(r"a\~b\-c\_d\tab e\emdash\bullet", "a\xa0bc-d\te—•\n", id="signs"),
        pytest.param("a\\line b\\par\\par c", "a\nb\n\nc\n", id="line-ends"),
        pytest.param("a\\page\\par\\page b\\page c", "a\nb\nc\n", id="page-breaks"),
        pytest.param("a\\par\\page", "a\n", id="page-break-at-the-end"),
        pytest.param(r"a{\b b}{\i\cf1 c}d", "abcd\n", id="formats"),
        pytest.param(r"a{\v hidden}b\v c\v0 d", "abd\n", id="hidden"),
        pytest.param(r"a{\deleted b}{\revised c}\deleted d\deleted0 e\deleted f\plain g", "aceg\n", id="revisions"),
        pytest.param(r"a{\deleted\par}b", "ab\n", id="deleted-paragraph-mark"),
        pytest.param(r"{\header h}{\footer\par f}{\info{\title t}}a{\footnote n}{\*\bkmkstart m}", "a\n", id="aside"),
        pytest.param(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a}}b", "ab\n", id="field"),
        pytest.param(r"{\*\shppict{\pict\pngblip 89504e47}}{\pict\bin4 {{{{}a", "a\n", id="pictures"),
        pytest.param(
            r"\trowd\intbl a\cell b\cell\row\trowd\intbl c\cell\cell\row\pard d", "a\tb\nc\t\nd\n", id="table"
        ),
        pytest.param(r"\intbl a\par b\cell c\cell\row\pard d", "a\nb\tc\nd\n", id="cell-of-two-paragraphs"),
        pytest.param(r"\intbl a\line b\cell c\cell\row\pard d", "a\nb\tc\nd\n", id="line-break-in-a-cell"),
        pytest.param(
            r"\trowd\cellx1\cellx2\intbl o\par\pard\intbl\itap2 a\nestcell b\nestcell"
            r"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl\itap2 c\par d\nestcell e"
            r"\nestcell{\*\nesttableprops\trowd\cellx1\clmrg\cellx2\nestrow}\pard\intbl\cell p\cell\row\pard q",
            "o\na\tb\nc\nd\tp\nq\n",
            id="table-in-a-table",
        ),
        pytest.param(r"\pard\intbl\itap2 a\nestcell\pard b\par c", "a\nb\nc\n", id="rows-without-an-end"),
        pytest.param(r"\intbl a\cell\row\intbl\cell\cell\row\pard d", "a\nd\n", id="row-without-text"),
        pytest.param(
            r"\trowd\clvmgf\cellx1\cellx2\intbl a\cell 1\cell\row\trowd\clvmrg\cellx1\cellx2\intbl\cell 2\cell\row",
            "a\t1\n2\n",
            id="cells-merged-down",
        ),
        pytest.param(r"\trowd\cellx1\intbl a\cell\cell\row", "a\n", id="end-of-a-cell-too-many"),
        pytest.param(
            r"\trowd\clmgf\cellx1\clmrg\cellx2\cellx3\intbl a\cell\cell b\cell\row", "a\tb\n", id="cells-merged-across"
        ),
        pytest.param(
            r"{\listtext\'d2\'bb\'a1\'a2\tab}a\par{\listtext\'b6\'fe\'a1\'a2\tab}b", "一、a\n二、b\n", id="labels"
        ),
        pytest.param(r"{\listtext 1.\tab}5\'b8\'f6", "1. 5个\n", id="label-before-a-number"),
        pytest.param(r"{\listtext 1.\tab}2{\b 019}\'c4\'ea", "1.2019年\n", id="label-before-a-year-in-parts"),
        pytest.param(r"{\listtext 1}5\'b8\'f6", "1 5个\n", id="label-without-a-mark-before-a-number"),
        pytest.param(r"{\pntext 1)\tab}5\'b8\'f6", "1)5个\n", id="label-in-brackets"),
        pytest.param(r"{\deleted{\listtext 1.\tab}}a", "a\n", id="deleted-label"),
    ],
)
def test_text(body: str, text: str) -> None:
    assert read(body).text == text


def test_a_break_does_not_end_a_paragraph() -> None:
    content = read("a\\line b\\par c\\lbr1 d\\page e\\par")
    assert (content.text, content.paragraphs) == ("a\nb\nc\nd\ne\n", (0, 4))


def test_fonts_say_their_code_page() -> None:
    head = r"\ansi\ansicpg1252\deff1{\fonttbl{\f0\fcharset134 Song;}{\f1\fcharset0 Times;}{\f2\fcharset136 Ming;}}"
    content = read(r"\f0\'b8\'be\f2\'b0\'fc\f1\'e9", head=head)
    assert content.text == "妇" + b"\xb0\xfc".decode("big5") + "é\n"


def test_given_encoding_goes_before_all() -> None:
    data = rb"{\rtf1\ansi\ansicpg1252 \'b8\'be}"
    assert read_rtf(data, "a", Options("gbk")).text == "妇\n"


def test_bytes_that_are_no_text_have_their_place() -> None:
    content = read(r"a\'ff\par\'b8\'be\u-10187?b")
    assert content.text == "a\ufffd\n妇\ufffdb\n"
    assert content.bad_bytes == ((1, 2), (4, 5))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(rb"{\rtf1\ansi }", "empty", id="nothing"),
        pytest.param(rb"{\rtf1\ansi\par\par}", "empty", id="blank"),
        pytest.param(rb"{\rtf1{\pict 89504e}}", "empty", id="a-picture"),
        pytest.param(rb"{\rtf1 " + b"{" * (MAX_DEPTH + 1), "damaged", id="nested-too-deep"),
        pytest.param(b"text", "damaged", id="no-rtf"),
    ],
)
def test_a_document_without_text(data: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_rtf(data, "a.rtf", Options())
    assert caught.value.code == code


def test_a_document_that_breaks_off_is_read_so_far() -> None:
    content = read_rtf(rb"{\rtf1\ansi\ansicpg936 \'b8\'be\par\'c1\'aa {\b a", "a.rtf", Options())
    assert content.text == "妇\n联 a\n"
    assert [note.code for note in content.notes] == ["truncated"]
    assert read(r"a").notes == ()


def test_what_stands_behind_the_document_is_none_of_it() -> None:
    assert read_rtf(b"{\\rtf1 a}b\\par\0\0", "a.rtf", Options()).text == "a\n"


def test_large_pictures_are_passed_over() -> None:
    start = time.process_time()
    hexadecimal = b"{\\pict " + b"0123456789abcdef" * 500_000 + b"}"
    binary = b"{\\pict\\bin8000000 " + bytes(8_000_000) + b"}"
    assert read_rtf(b"{\\rtf1 a" + hexadecimal + binary + b"b}", "a.rtf", Options()).text == "ab\n"
    assert time.process_time() - start < 3


@pytest.mark.parametrize("seed", range(40))
def test_damaged_documents_cost_no_more_than_themselves(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same files on every run
    whole = rtf(LINES * 5)
    data = bytearray(whole[: chance.randrange(6, len(whole))] if seed % 2 else whole)
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(6, len(data)) if len(data) > 6 else 0] = chance.choice(b"\\{}'u09af-* \xff\0")
    try:
        content = read_rtf(bytes(data), "a", Options())
    except SourceError:
        return
    assert content.text.strip()
    assert all(content.text[start:end].strip("\ufffd") == "" for start, end in content.bad_bytes)
