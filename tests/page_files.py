"""The same paragraphs as a web page, an RTF document and a PDF document, made by hand."""

from __future__ import annotations

import html as entities
import zlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A4, with the margins, the body size and the line pitch of an official document, in points.
WIDTH, HEIGHT = 595, 842
LEFT, RIGHT, TOP, BOTTOM = 75, 75, 770, 70
SIZE, PITCH = 16, 28
COLUMNS = (WIDTH - LEFT - RIGHT) // SIZE
NO_LINE_START = "，。、；：！？）》”’％,.;:!?)%"
# What the code of a glyph differs by from its character.
SCRAMBLED = 0x0123
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Own def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%s
endcmap CMapName currentdict /CMap defineresource pop end end"""


def html(paragraphs: Sequence[str], *, charset: str = "utf-8", declared: str | None = None) -> bytes:
    """A web page with nothing but its paragraphs."""
    body = "\n".join(f"<p>{entities.escape(paragraph) or '<br>'}</p>" for paragraph in paragraphs)
    meta = f'<meta charset="{declared or charset}">'
    return f"<!DOCTYPE html>\n<html><head>{meta}</head>\n<body>\n{body}\n</body></html>\n".encode(charset)


def rtf(paragraphs: Sequence[str]) -> bytes:
    """An RTF document in code page 936, with what it does not hold as `\\u`."""
    head = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\uc1" + b"\n"
    return head + b"\\par\n".join(b"\\pard\\fi640 " + rtf_text(paragraph) for paragraph in paragraphs) + b"\\par}"


def rtf_text(paragraph: str) -> bytes:
    """Text in RTF: characters that code page 936 has not as `\\u`."""
    return b"".join(map(_rtf_char, paragraph))


def _rtf_char(char: str) -> bytes:
    if char in "{}\\":
        return b"\\" + char.encode()
    if char.isascii():
        return {"\t": b"\\tab "}.get(char, char.encode())
    try:
        return b"".join(b"\\'%02x" % byte for byte in char.encode("gbk"))
    except UnicodeEncodeError:
        units = char.encode("utf-16-le")
        codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
        return b"".join(b"\\u%d?" % code for code in codes)


_Line = tuple[float, float, str, float]
"""Where a line begins, its text, and what its characters are set apart by, in points."""


def pdf(
    paragraphs: Sequence[str],
    *,
    indent: int = 2,
    header: str = "",
    footer: str = "",
    mapped: bool = True,
    justified: bool = False,
) -> bytes:
    """A PDF document of text set at 16 points with a first-line indent of so many characters.

    `header` and `footer` stand on every page; `{}` in them is its number. Without `mapped` no program can tell which
    characters its glyphs are. `justified` lines are stretched to the margin, but for the last of a paragraph.
    """
    streams = []
    for number, lines in enumerate(_sheets(paragraphs, indent, justified=justified), 1):
        extra: list[_Line] = [(LEFT, TOP + 40, header.format(number), 0)] if header else []
        extra += [(WIDTH / 2 - SIZE, BOTTOM - 40, footer.format(number), 0)] if footer else []
        streams.append(b"BT\n" + b"\n".join(map(_shown, [*extra[:1], *lines, *extra[1:]])) + b"\nET")
    return pdf_of(streams, mapped=mapped)


def _shown(line: _Line) -> bytes:
    x, y, text, spread = line
    return b"/F1 %d Tf 1 0 0 1 %.1f %.1f Tm %.3f Tc <%s> Tj" % (SIZE, x, y, spread, shown(text))


def shown(text: str) -> bytes:
    """The codes of the glyphs of a text, in hexadecimal: as in the fonts of office programs, not those of Unicode."""
    return b"".join(b"%04X" % (ord(char) if char.isascii() else ord(char) ^ SCRAMBLED) for char in text)


def _sheets(paragraphs: Sequence[str], indent: int, *, justified: bool) -> Iterator[list[_Line]]:
    """The lines of each page."""
    sheet: list[_Line] = []
    y = float(TOP)
    for paragraph in paragraphs:
        lines = list(_wrapped(paragraph, indent))
        for place, line in enumerate(lines):
            if y < BOTTOM:
                yield sheet
                sheet, y = [], float(TOP)
            left = 0 if place else indent
            free = (COLUMNS - left) * SIZE - _width(line) * SIZE / 2
            spread = free / (len(line) - 1) if justified and line is not lines[-1] else 0
            sheet.append((LEFT + left * SIZE, y, line, spread))
            y -= PITCH
    yield sheet


def _wrapped(paragraph: str, indent: int) -> Iterator[str]:
    """The paragraph in lines: no line begins with closing punctuation, or inside a word or a number."""
    room = 2 * (COLUMNS - indent)
    while _width(paragraph) > room:
        cut = len(paragraph)
        while _width(paragraph[:cut]) > room:
            cut -= 1
        while paragraph[cut] in NO_LINE_START or (_narrow(paragraph[cut - 1]) and _narrow(paragraph[cut])):
            cut -= 1
        yield paragraph[:cut].rstrip(" ")
        paragraph, room = paragraph[cut:].lstrip(" "), 2 * COLUMNS
    yield paragraph


def _narrow(char: str) -> bool:
    return "!" <= char <= "~"


def _width(text: str) -> int:
    """In halves of a character."""
    return sum(1 if char < "\x7f" else 2 for char in text)


def pdf_of(streams: Sequence[bytes], *, mapped: bool = True, xobject: bytes = b"") -> bytes:
    """A PDF document of pages with these content streams. `xobject` is an image that they can call `/Im`."""
    kids = b" ".join(b"%d 0 R" % (7 + 2 * place) for place in range(len(streams)))
    cmap = _mappings()
    resources = b"/Resources << /Font << /F1 3 0 R >> /XObject << /Im 6 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [4 0 R] %s >>"
        % (b"/ToUnicode 5 0 R" if mapped else b""),
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /DW 1000 /W [32 126 500] "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            b"/FontDescriptor << /Type /FontDescriptor /FontName /Own /Flags 4 /ItalicAngle 0 /Ascent 880 "
            b"/Descent -120 /CapHeight 700 /StemV 80 /FontBBox [0 -120 1000 880] >> >>"
        ),
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        xobject or _image(),
    ]
    for place, stream in enumerate(streams):
        box = b"/MediaBox [0 0 %d %d]" % (WIDTH, HEIGHT)
        objects.append(b"<< /Type /Page /Parent 2 0 R %s %s /Contents %d 0 R >>" % (box, resources, 8 + 2 * place))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file_of(objects)


@cache
def _mappings() -> bytes:
    """What character each code of a glyph is."""
    chars = [
        chr(code)
        for low, high in (
            (0x20, 0x7F),
            (0x2010, 0x2040),
            (0x2460, 0x2474),
            (0x3000, 0x3020),
            (0x4E00, 0xA000),
            (0xFF01, 0xFF5F),
        )
        for code in range(low, high)
    ]
    rows = [b"<%s> <%04X>" % (shown(char), ord(char)) for char in chars]
    parts = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    return zlib.compress(
        TO_UNICODE % b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts)
    )


def _image() -> bytes:
    """A grey square."""
    head = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    )
    return head + b"\nstream\n\x80\nendstream"


def _file_of(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
