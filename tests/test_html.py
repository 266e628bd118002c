"""Web pages: what a browser shows of the main text, in lines, whatever the page says of its encoding."""

from __future__ import annotations

import quopri
import random
import time

import pytest
from page_files import html

from fedparse.errors import SourceError
from fedparse.sources import Content, Options, read_bytes
from fedparse.sources.html import read_html, read_mhtml

LINES = [
    "东街道妇联2019年工作总结",
    "2019年，东街道妇联举办培训班12期，培训妇女260余人，发放救助款1.5万元。",
    "",
    "一、加强学习",
    "（一）“巾帼建功”活动参与率达55%，比上年提高3.2个百分点 & 受到好评。",
]
TEXT = "".join(f"{line}\n" for line in LINES)


def read(page: str | bytes, encoding: str | None = None) -> Content:
    data = page if isinstance(page, bytes) else page.encode()
    return read_html(data, "a.html", Options(encoding))


def test_paragraphs_are_lines() -> None:
    source = read_bytes(html(LINES), name="a.html")
    assert source.media_type == "text/html"
    assert source.text == TEXT
    assert source.content.paragraphs == tuple(
        TEXT.index(line) if line else len("".join(LINES[:2])) + 2 for line in LINES
    )


@pytest.mark.parametrize(
    ("charset", "declared", "codec"),
    [
        pytest.param("utf-8", "utf-8", "utf-8", id="utf-8"),
        pytest.param("utf-8-sig", "gb2312", "utf-8-sig", id="the-mark-goes-before-what-is-said"),
        pytest.param("gbk", "gb2312", "gb18030", id="gb2312-means-gb18030"),
        pytest.param("gbk", "GBK", "gb18030", id="gbk"),
        pytest.param("gb18030", "gb18030", "gb18030", id="gb18030"),
        pytest.param("gbk", "utf-8", "gb18030", id="says-utf-8-and-is-gbk"),
        pytest.param("utf-8", "gb2312", "utf-8", id="says-gb2312-and-is-utf-8"),
        pytest.param("gbk", "iso-8859-1", "gb18030", id="says-latin-and-is-gbk"),
        pytest.param("gbk", "big5", "gb18030", id="says-big5-and-is-gbk"),
        pytest.param("gbk", "no-such-charset", "gb18030", id="says-nonsense"),
        pytest.param("utf-8", "utf-16", "utf-8", id="says-utf-16-and-is-not"),
        pytest.param("utf-16", "utf-8", "utf-16-le", id="utf-16-with-mark"),
        pytest.param("utf-16-be", "utf-8", "utf-16-be", id="utf-16-without-mark"),
    ],
)
def test_encoding(charset: str, declared: str, codec: str) -> None:
    content = read(html(LINES, charset=charset, declared=declared))
    assert (content.text, content.encoding, content.bad_bytes) == (TEXT, codec, ())


def test_traditional_characters() -> None:
    content = read(html(["婦聯工作總結", "全年舉辦培訓班12期，培訓婦女260人。"], charset="big5", declared="gb2312"))
    assert content.text == "婦聯工作總結\n全年舉辦培訓班12期，培訓婦女260人。\n"


def test_a_few_characters_are_what_the_page_says() -> None:
    assert read(html(["总结"], charset="gbk", declared="gbk")).text == "总结\n"


def test_given_encoding_goes_before_all() -> None:
    assert read(html(["Ünder"], charset="cp1252", declared="utf-8"), "cp1252").text == "Ünder\n"
    with pytest.raises(SourceError, match="there is no encoding 'x'"):
        read("<p>a", "x")


def test_bytes_that_are_no_text_have_their_place() -> None:
    good = "培训妇女260人次，".encode("gbk") * 4
    content = read(b"<meta charset=gbk><p>" + good + b"\xff<p>" + good)
    at = content.text.index("\ufffd")
    assert content.bad_bytes == ((at, at + 1),)
    assert read(f"<p>{LINES[1]}\ufffd&#xfffd;").bad_bytes == ()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<p>培训妇女2人<p>慰问3人", "培训妇女2人\n慰问3人\n", id="paragraphs-need-no-end"),
        pytest.param("<p>甲<br>乙<br></p>", "甲\n乙\n", id="a-break-ends-a-line"),
        pytest.param("<p>甲</p><p><br></p><p>&nbsp;</p><p></p><p>乙", "甲\n\n\n乙\n", id="empty-lines-that-show"),
        pytest.param("<p>&nbsp;甲&amp;乙&#x4e00;&lt;", "\xa0甲&乙一<\n", id="entities"),
        pytest.param("<p>　　甲", "　　甲\n", id="indent-of-spaces"),
        pytest.param("<p>举办\n   培训  12\n期 ABC\ndef", "举办培训 12 期 ABC def\n", id="white-space"),
        pytest.param("<p>20<b>19</b>年<span>工<i>作</i></span>", "2019年工作\n", id="inline"),
        pytest.param("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙\n", id="text-around-blocks"),
        pytest.param("<pre>甲\n  乙  丙</pre>", "甲\n  乙  丙\n", id="preformatted"),
        pytest.param("<?xml:namespace prefix=o /><p>甲<o:p></o:p><![CDATA[x]]>", "甲\n", id="instructions"),
        pytest.param("<script>x</script><style>y</style><p>甲<textarea>z</textarea>", "甲\n", id="no-text"),
        pytest.param("<p hidden>x<p style='color:red; DISPLAY : none'>y<p>甲<!-- z -->", "甲\n", id="not-shown"),
        pytest.param("<table><tr><th>项目<th>人数<tr><td>培训<td>120</table>", "项目\t人数\n培训\t120\n", id="table"),
        pytest.param("<table><tr><td>甲<td><td>乙</table>", "甲\t\t乙\n", id="empty-cell"),
        pytest.param("<table><tr><td>甲<tr><td><td><tr><td>乙</table>", "甲\n乙\n", id="row-without-text"),
        pytest.param(
            "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2</table>", "甲\t乙\n1\t2\n", id="merged-cells"
        ),
        pytest.param("<table><tr><td><p>甲<p>乙<td>3</table>", "甲\n乙\t3\n", id="cell-of-two-paragraphs"),
        pytest.param(
            "<table><tr><td>栏目<td><p>甲<p>乙<p>丙<p>丁</table>", "栏目\n甲\n乙\n丙\n丁\n", id="table-for-layout"
        ),
        pytest.param("<ul><li>甲<li>乙</ul>", "甲\n乙\n", id="bullets-are-no-text"),
        pytest.param('<?xml version="1.0" encoding="utf-8"?><html><body><p>甲</p></body></html>', "甲\n", id="xhtml"),
        pytest.param(
            "<title>某县2019年总结 - 某站</title><p>培训", "某县2019年总结\n培训\n", id="title-without-heading"
        ),
        pytest.param("<title>某县总结</title><h1>县总结</h1><p>培训", "县总结\n培训\n", id="heading-without-title"),
        pytest.param(
            "<title>某县总结_某站</title><p>某县总结<p>培训", "某县总结\n培训\n", id="title-stands-in-the-text"
        ),
    ],
)
def test_what_a_browser_shows(page: str, text: str) -> None:
    content = read(page)
    assert content.text == text
    assert content.synthetic == ()


@pytest.mark.parametrize(
    ("page", "text", "paragraphs"),
    [
        pytest.param("<p>甲<br>乙<p>丙", "甲\n乙\n丙\n", (0, 4), id="break"),
        pytest.param("<div>甲<br><br>乙</div>丙", "甲\n\n乙\n丙\n", (0, 5), id="empty-line-of-a-paragraph"),
        pytest.param("<pre>甲\n乙</pre><p>丙", "甲\n乙\n丙\n", (0, 4), id="preformatted"),
        pytest.param("<table><tr><td>甲<td>乙<br>丙<p>丁</table>", "甲\t乙\n丙\n丁\n", (0, 6), id="break-in-a-cell"),
        pytest.param("<table><tr><td><td><p>甲<p>乙<td>丙</table>", "\t甲\n乙\t丙\n", (0, 3), id="cell-of-two"),
    ],
)
def test_a_break_does_not_end_a_paragraph(page: str, text: str, paragraphs: tuple[int, ...]) -> None:
    content = read(page)
    assert (content.text, content.paragraphs) == (text, paragraphs)


@pytest.mark.parametrize(
    ("page", "text", "labels"),
    [
        pytest.param("<ol><li>甲<li>乙</ol>", "1.甲\n2.乙\n", ["1.", "2."], id="numbers"),
        pytest.param(
            "<ol start=3><li>甲<li value=9>乙<li>丙</ol>", "3.甲\n9.乙\n10.丙\n", ["3.", "9.", "10."], id="start"
        ),
        pytest.param("<ol type=A><li>甲<li>乙</ol>", "A.甲\nB.乙\n", ["A.", "B."], id="letters"),
        pytest.param("<ol type=a start=28><li>甲</ol>", "ab.甲\n", ["ab."], id="letters-behind-z"),
        pytest.param("<ol type=i start=4><li>甲</ol>", "iv.甲\n", ["iv."], id="roman"),
        pytest.param("<ol reversed><li>甲<li>乙</ol>", "2.甲\n1.乙\n", ["2.", "1."], id="reversed"),
        pytest.param("<ol><li>5个村</ol>", "1. 5个村\n", ["1. "], id="a-number-stays-apart"),
        pytest.param("<ol><li>1、甲<li>乙</ol>", "1、甲\n2.乙\n", ["2."], id="typed-numbers-stay-alone"),
        pytest.param("<ol><li>甲<ol><li>子</ol><li>乙</ol>", "1.甲\n1.子\n2.乙\n", ["1.", "1.", "2."], id="nested"),
        pytest.param("<table><tr><td>甲<td><ol><li>乙</ol></table>", "甲\t1.乙\n", ["1."], id="in-a-cell"),
        pytest.param("<ol style='list-style:none'><li>甲</ol>", "甲\n", [], id="none"),
    ],
)
def test_numbers_of_lists_are_generated(page: str, text: str, labels: list[str]) -> None:
    content = read(page)
    assert content.text == text
    assert [text[start:end] for start, end in content.synthetic] == labels


ARTICLE = "".join(f"<p>{n}、镇妇联举办培训班{n + 2}期，培训妇女{n * 37}人次，受到群众好评。</p>" for n in range(1, 7))
AROUND = """<title>东县妇联2019年工作总结_范文站</title><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/b">总结大全</a></li></ul></div>{}
<div class="related"><h3>相关文章</h3><ul><li><a href="1">2018年妇联总结</a><li><a>2017年妇联总结</a></ul></div>
<div class="footer">版权所有 备案号123</div></body>"""


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f'<div class="article"><h1>东县总结</h1><div class="content">{ARTICLE}</div></div>', id="article"),
        pytest.param(f'<div id="zoom"><h1>东县总结</h1>{ARTICLE}</div>', id="zoom"),
        pytest.param(f"<table><tr><td><h1>东县总结</h1>{ARTICLE}</td></tr></table>", id="table"),
    ],
)
def test_what_stands_around_the_main_text_is_left_out(page: str) -> None:
    text = read(AROUND.format(page)).text
    assert text.startswith("东县总结\n1、镇妇联")
    assert text.count("镇妇联") == 6
    assert "首页" not in text
    assert "2018年" not in text


def test_a_main_text_in_a_strange_place_is_not_lost() -> None:
    text = read(AROUND.format(f'<div class="sidebar comment-list">{ARTICLE}</div>')).text
    assert text.count("镇妇联") == 6


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param("<html><body> &nbsp; </body></html>", "empty", id="blank"),
        pytest.param("<html><frameset><frame src=a></frameset></html>", "empty", id="frames"),
        pytest.param("<div>" * 20_000 + "甲", "damaged", id="nested-too-deep"),
    ],
)
def test_a_page_without_text(page: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(page)
    assert caught.value.code == code


def test_a_page_nested_deep_is_read() -> None:
    assert read("<div>" * 2_000 + "甲").text == "甲\n"


# Saved pages


def saved(page: bytes, charset: str = "", transfer: str = "quoted-printable") -> bytes:
    kind = b"Content-Type: text/html" + (f'; charset="{charset}"'.encode() if charset else b"")
    body = quopri.encodestring(page) if transfer == "quoted-printable" else page
    return b"\r\n".join(
        [
            b"From: <Saved by a browser>",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/related; type="text/html"; boundary="=_B"',
            b"",
            b"--=_B",
            kind,
            b"Content-Transfer-Encoding: " + transfer.encode(),
            b"Content-Location: file:///a.htm",
            b"",
            body,
            b"--=_B",
            b"Content-Type: text/html",
            b"",
            b"<p>frame</p>",
            b"--=_B--",
            b"",
        ]
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(saved(html(LINES), "utf-8"), id="utf-8"),
        pytest.param(saved(html(LINES, charset="gbk"), "gb2312"), id="gb2312"),
        pytest.param(saved(html(LINES, charset="gbk"), "utf-8"), id="says-utf-8-and-is-gbk"),
        pytest.param(saved(html(LINES, charset="gbk")), id="only-the-page-says"),
        pytest.param(saved(html(LINES), "utf-8", "8bit"), id="8bit"),
    ],
)
def test_saved_page(data: bytes) -> None:
    source = read_bytes(data, name="a.mht")
    assert (source.media_type, source.text) == ("multipart/related", TEXT)


def test_saved_page_without_a_page() -> None:
    with pytest.raises(SourceError, match="there is no page in it") as caught:
        read_mhtml(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "a.mht", Options())
    assert caught.value.code == "damaged"


# Damage


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pages_cost_no_more_than_themselves(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same files on every run
    page = saved(html(LINES, charset=chance.choice(["utf-8", "gbk", "utf-16"])), "utf-8")
    data = bytearray(page[: chance.randrange(len(page))] if seed % 2 else page)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    start = time.process_time()
    for read_it in (read_html, read_mhtml):
        try:
            content = read_it(bytes(data), "a", Options())
        except SourceError:
            continue
        assert content.text.strip()
        assert all(content.text[start:end].strip("\ufffd") == "" for start, end in content.bad_bytes)
    assert time.process_time() - start < 5
