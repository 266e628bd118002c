"""PDF documents: their text layer in paragraphs, as the report reads before it is set on pages."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from page_files import BOTTOM, COLUMNS, LEFT, PITCH, SIZE, TOP, WIDTH, pdf, pdf_of, shown

from fedparse.errors import SourceError
from fedparse.sources import Content, Options, read_bytes
from fedparse.sources.pdf import read_pdf
from fedparse.sources.pdfedges import without_edges
from fedparse.sources.pdflines import Glyph, Sheet, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONG = (
    "2019年，在街道党工委的领导下，东街道妇联紧扣中心工作，举办家政、电商和月嫂培训班12期，培训妇女260余人，"
    "“巾帼建功”活动参与率达55.5%，发放救助款1.5万元。"
)
REPORT = [
    "东街道妇联2019年工作总结",
    LONG,
    "一、加强学习",
    "（一）举办培训班。" + LONG,
    "（二）落实《妇女权益保障法》，接待来访48人次，办结率100%。",
    "二、明年打算",
    LONG,
    "2019年12月20日",
]
PICTURE = b"q 400 0 0 600 90 100 cm /Im Do Q"


def text_of(paragraphs: Sequence[str]) -> str:
    return "".join(f"{paragraph}\n" for paragraph in paragraphs)


def read(data: bytes) -> Content:
    return read_pdf(data, "a.pdf", Options())


def page(*lines: tuple[float, float, str], size: int = SIZE) -> bytes:
    """A page of lines at their places."""
    return b"BT\n" + b"\n".join(placed(line, size) for line in lines) + b"\nET"


def placed(line: tuple[float, float, str], size: int = SIZE) -> bytes:
    x, y, text = line
    return b"/F1 %d Tf 1 0 0 1 %.1f %.1f Tm <%s> Tj" % (size, x, y, shown(text))


@pytest.mark.parametrize("indent", [2, 0], ids=["indented", "flush"])
@pytest.mark.parametrize("times", [1, 3, 8], ids=["one-page", "few-pages", "many-pages"])
def test_lines_are_joined_to_paragraphs(indent: int, times: int) -> None:
    source = read_bytes(pdf(REPORT * times, indent=indent), name="a.pdf")
    assert (source.media_type, source.encoding) == ("application/pdf", None)
    assert source.text == text_of(REPORT * times)
    starts = source.content.paragraphs
    assert [source.text[start:].split("\n")[0] for start in starts] == REPORT * times


@pytest.mark.parametrize(
    ("paragraph", "what"),
    [
        pytest.param("培训妇女" * 30, "chinese", id="chinese-without-a-space"),
        pytest.param("All words are apart by one space in the end of each line as in it. " * 3, "words", id="words"),
        pytest.param("发放贷款3260.5万元，" * 12, "numbers", id="numbers-are-not-parted"),
        pytest.param("“巾帼”、《办法》——（一）……" * 9, "marks", id="marks"),
    ],
)
def test_what_stands_at_the_ends_of_lines(paragraph: str, what: str) -> None:
    assert read(pdf([paragraph.strip(), what])).text == text_of([paragraph.strip(), what])


def test_a_page_begins_where_its_first_line_does() -> None:
    content = read(pdf([LONG] * 20))
    assert content.text == text_of([LONG] * 20)
    assert content.pages[0] == 0
    assert len(content.pages) == 3
    inside = [start for start in content.pages if start not in content.paragraphs]
    assert inside, "a paragraph runs over the end of a page"
    assert list(content.pages) == sorted(set(content.pages))
    # So many lines stand on each page but the last.
    rows = (TOP - BOTTOM) // PITCH + 1
    assert all(after - before <= rows * (COLUMNS + 2) for before, after in pairwise(content.pages))


def test_headers_and_footers_are_left_out() -> None:
    data = pdf(REPORT * 4, header="东街道妇联 工作总结汇编", footer="- {} -")
    assert read(data).text == text_of(REPORT * 4)


@pytest.mark.parametrize("footer", ["{}", "— {} —", "{} / 1", "·{}·"], ids=ascii)
def test_a_lone_page_number_is_left_out(footer: str) -> None:
    assert read(pdf(REPORT[:3], footer=footer)).text == text_of(REPORT[:3])


def test_titles_of_two_years_are_no_header() -> None:
    sheets = [
        page((LEFT, TOP, f"东村{year}年总结"), (LEFT, TOP - PITCH, f"培训妇女{count}人。"))
        for year, count in ((2018, 46), (2019, 52))
    ]
    assert read(pdf_of(sheets)).text == "东村2018年总结\n培训妇女46人。\n东村2019年总结\n培训妇女52人。\n"


def test_a_number_in_the_text_is_no_page_number() -> None:
    lines = [(LEFT, TOP - PITCH * row, text) for row, text in enumerate(["培训人数", "260"])]
    assert read(pdf_of([page(*lines)])).text == "培训人数\n260\n"


# Full lines. pdfium leaves out a text that stands there twice, and single glyphs of a font that has no outlines.
FULL = ("培训妇女" * COLUMNS)[:COLUMNS]
NEXT = ("慰问儿童" * COLUMNS)[:COLUMNS]
THIRD = ("表彰先进" * COLUMNS)[:COLUMNS]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param([(0, 0, FULL), (0, 1, NEXT), (0, 2, "结束")], [FULL + NEXT + "结束"], id="one-paragraph"),
        pytest.param([(2, 0, FULL[2:]), (0, 1, NEXT), (2, 2, "又是")], [FULL[2:] + NEXT, "又是"], id="indent"),
        pytest.param([(0, 0, FULL), (0, 1, "结束"), (0, 2, "又是")], [FULL + "结束", "又是"], id="short-line"),
        pytest.param(
            [(0, 0, FULL), (0, 1, NEXT), (0, 2, THIRD), (0, 4, "又是")], [FULL + NEXT + THIRD, "又是"], id="wide-space"
        ),
        pytest.param(
            [(0, 0, FULL), (0, 1, NEXT[:-1] + "。"), (0, 2, "二、表彰")],
            [FULL + NEXT[:-1] + "。", "二、表彰"],
            id="number-behind-a-full-line",
        ),
        pytest.param(
            [(0, 0, "项目"), (6, 0, "人数"), (0, 1, "培训"), (6, 1, "12")], ["项目\t人数", "培训\t12"], id="table"
        ),
        pytest.param(
            [(0.5, 0, FULL[1:]), (COLUMNS / 2 - 2, 1, "工作总结"), (2, 2, NEXT[2:]), (0, 3, "完了")],
            [FULL[1:] + "工作总结", NEXT[2:] + "完了"],
            id="title-of-two-lines",
        ),
        pytest.param(
            [(0, 0, "1."), (2, 0, FULL[2:]), (2, 1, "项目")], ["1. " + FULL[2:] + "项目"], id="hanging-indent"
        ),
    ],
)
def test_where_paragraphs_begin(lines: list[tuple[float, int, str]], text: list[str]) -> None:
    places = [(LEFT + column * SIZE, TOP - row * PITCH, words) for column, row, words in lines]
    assert read(pdf_of([page(*places)])).text == text_of(text)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        pytest.param([(0, "1."), (1.12, "5个村通过验收")], "1. 5个村通过验收", id="narrow-tab"),
        pytest.param([(0, "1."), (1.35, "5个村通过验收")], "1. 5个村通过验收", id="tab"),
        pytest.param([(0, "1．"), (1.75, "5个村通过验收")], "1． 5个村通过验收", id="full-width-stop"),
        pytest.param([(0, "1."), (2.5, "5个村通过验收")], "1.\t5个村通过验收", id="wide-tab"),
        pytest.param([(0, "3.12."), (2.62, "5个村通过验收")], "3.12. 5个村通过验收", id="number-of-two-levels"),
        pytest.param(
            [(0, "3."), (1.12, "12.5万元用于慰问")], "3. 12.5万元用于慰问", id="decimal-number-behind-a-label"
        ),
        pytest.param([(0, "1.5万元用于慰问")], "1.5万元用于慰问", id="decimal-number"),
        pytest.param([(0, "99.1%，培训")], "99.1%，培训", id="digits-wider-than-their-places"),
        pytest.param(
            [(0, "1"), (0.62, "."), (1.24, "5"), (1.9, "万元用于慰问")], "1.5万元用于慰问", id="digits-set-apart"
        ),
        pytest.param([(0, "表彰1."), (3.12, "5万元用于慰问")], "表彰1.5万元用于慰问", id="no-label"),
    ],
)
def test_a_label_is_kept_from_the_number_behind_it(pieces: list[tuple[float, str]], text: str) -> None:
    """Where each piece begins, in em."""
    places = [(LEFT + column * SIZE, TOP, words) for column, words in pieces]
    assert read(pdf_of([page(*places, (LEFT, TOP - PITCH, "培训妇女"))])).text == f"{text}\n培训妇女\n"


def test_a_larger_line_is_a_paragraph_of_its_own() -> None:
    heading = placed((LEFT, TOP, THIRD[:-8]), 22)
    body = [placed((LEFT, TOP - PITCH * row, words)) for row, words in ((1, FULL), (2, NEXT))]
    data = pdf_of([b"BT " + b"\n".join([heading, *body]) + b" ET"])
    assert read(data).text == text_of([THIRD[:-8], FULL + NEXT])


@pytest.mark.parametrize(
    ("matrix", "text"),
    [
        pytest.param(b"0.01 1 -1 0.01 %d %d", "培训妇女\n慰问儿童\n", id="written-upwards"),
        pytest.param(b"-1 0 0 -1 %d %d", "培训妇女\n慰问儿童\n", id="upside-down"),
    ],
)
def test_turned_pages(matrix: bytes, text: str) -> None:
    places = ((300, 300), (328, 300)) if matrix.startswith(b"0.01") else ((400, 400), (400, 428))
    lines = [
        b"/F1 16 Tf %s Tm <%s> Tj" % (matrix % place, shown(words))
        for place, words in zip(places, text.split("\n")[:2], strict=True)
    ]
    assert read(pdf_of([b"BT " + b"\n".join(lines) + b" ET"])).text == text


def test_watermarks_are_left_out() -> None:
    mark = b"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 100 Tm <%s> Tj ET" % shown("内部资料")
    assert read(pdf_of([page((LEFT, TOP, "培训妇女260人。")) + mark])).text == "培训妇女260人。\n"


# Pages without text


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        pytest.param("p", "page 1 is a picture and has no text", id="one"),
        pytest.param("ppp", "all 3 pages are pictures and have no text", id="all"),
        pytest.param("tpppt", "pages 2–4 are pictures and have no text", id="a-range"),
        pytest.param("tptpp", "pages 2, 4–5 are pictures and have no text", id="some"),
        pytest.param("tpt", "page 2 is a picture and has no text", id="one-of-many"),
    ],
)
def test_pictures_need_recognition(sheets: str, said: str) -> None:
    streams = [PICTURE if kind == "p" else page((LEFT, TOP, "培训妇女260人。")) for kind in sheets]
    content = read(pdf_of(streams))
    assert content.text == "培训妇女260人。\n" * sheets.count("t")
    assert [(note.code, note.span) for note in content.notes] == [("needs-ocr", None)]
    assert content.notes[0].message.startswith(said)
    assert len(content.pages) == len(sheets)
    assert list(content.pages) == sorted(content.pages)


def test_a_scan_with_page_numbers_is_a_scan() -> None:
    sheets = [PICTURE + page((WIDTH / 2, 30, f"- {number} -")) for number in (1, 2, 3)]
    content = read(pdf_of(sheets))
    assert content.text == ""
    assert content.notes[0].message.startswith("all 3 pages are pictures")


def test_a_scan_with_a_text_layer_is_text() -> None:
    content = read(pdf_of([PICTURE + page((LEFT, TOP, "培训妇女260人。"))]))
    assert (content.text, content.notes) == ("培训妇女260人。\n", ())


def test_fonts_that_do_not_tell_their_characters() -> None:
    content = read(pdf(REPORT, mapped=False))
    assert content.text == ""
    assert [note.code for note in content.notes] == ["needs-ocr"]
    assert "do not tell which characters" in content.notes[0].message


def test_a_glyph_without_a_character_has_its_place() -> None:
    content = read(pdf_of([page((LEFT, TOP, "培训\U0000e000妇女"))]))
    assert content.text == "培训\ufffd妇女\n"
    assert content.bad_bytes == ((2, 3),)


# What cannot be read


def locked() -> bytes:
    """A PDF document whose password is not the empty one."""
    data = pdf(["a"])
    key = b"<" + b"00" * 32 + b">"
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>] /Root" % (key, key)
    return data.replace(b"/Root", entry)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(locked(), "encrypted", id="password"),
        pytest.param(locked().replace(b"/Standard", b"/Unknown"), "encrypted", id="unknown-encryption"),
        pytest.param(b"%PDF-1.7\n", "damaged", id="nothing-in-it"),
        pytest.param(pdf(REPORT)[:300], "damaged", id="breaks-off"),
        pytest.param(pdf_of([b""]), "empty", id="blank-page"),
        pytest.param(pdf_of([page((LEFT, TOP, "  "))]), "empty", id="spaces"),
    ],
)
def test_a_document_that_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(data)
    assert caught.value.code == code
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("seed", range(30))
def test_damaged_documents_cost_no_more_than_themselves(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same files on every run
    whole = pdf_of([page((LEFT, TOP, LONG[:20])), PICTURE])
    data = bytearray(whole[: chance.randrange(9, len(whole))] if seed % 2 else whole)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(9, len(data)) if len(data) > 9 else 0] = chance.randrange(256)
    start = time.process_time()
    try:
        content = read(bytes(data))
    except SourceError:
        content = Content("")
    assert all(content.text[start:end].strip("\ufffd") == "" for start, end in content.bad_bytes)
    assert time.process_time() - start < 5


def test_time_is_in_proportion_to_the_pages() -> None:
    header, body, footer = (
        lines_of([Glyph(char, LEFT + at, LEFT + at + 1, y, 16, False) for at, char in enumerate(text)])[0]
        for y, text in ((TOP + 40, "工作总结汇编"), (TOP, "培训妇女"), (BOTTOM - 40, "- 1 -"))
    )
    start = time.process_time()
    sheets = [Sheet(WIDTH, [header, body._replace(text=chr(0x4E00 + page)), footer]) for page in range(5_000)]
    assert [line.text for line in without_edges(sheets)[-1].lines] == [chr(0x4E00 + 4_999)]
    spaces = [Glyph(" ", LEFT, LEFT, TOP, 16, False)] * 50_000
    assert len(lines_of([*spaces, Glyph("一", LEFT, LEFT + 16, TOP, 16, False)])) == 1
    assert time.process_time() - start < 5


# As an office program sets it

SOFFICE = shutil.which("soffice")
FC_LIST = shutil.which("fc-list")
FONTS = subprocess.run([FC_LIST, ":lang=zh"], capture_output=True, check=False).stdout if FC_LIST else b""
FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>
<style:style style:name="T" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
<style:text-properties fo:font-size="22pt" style:font-size-asian="22pt"/></style:style>
<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}"
 fo:text-indent="{indent}pt" fo:line-height="28pt"/><style:text-properties fo:font-size="16pt"
 style:font-size-asian="16pt"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin="2.7cm"/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="L"><style:footer><text:p>— <text:page-number
 text:select-page="current">1</text:page-number> —</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


@pytest.mark.skipif(SOFFICE is None or not FONTS, reason="needs LibreOffice and a Chinese font")
def test_as_libreoffice_sets_it(tmp_path: Path) -> None:
    """Indented or flush, stretched to the margin or ragged."""
    report = REPORT * 3
    names = []
    for indent, align in ((32, "justify"), (32, "start"), (0, "justify")):
        body = "".join(
            f'<text:p text:style-name="{"B" if at else "T"}">{escape(p)}</text:p>' for at, p in enumerate(report)
        )
        names.append(f"{indent}-{align}")
        (tmp_path / f"{names[-1]}.fodt").write_text(
            FODT.format(align=align, indent=indent, body=body), encoding="utf-8"
        )
    files = [str(tmp_path / f"{name}.fodt") for name in names]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for name in names:
        assert read((tmp_path / f"{name}.pdf").read_bytes()).text == text_of(report), name
