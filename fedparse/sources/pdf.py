"""Reads the text layer of PDF documents."""

from __future__ import annotations

import ctypes
import math
import threading
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.lines import BAD, no_text, replaced
from fedparse.sources.pdfedges import without_edges
from fedparse.sources.pdflines import Glyph, Sheet, lines_of
from fedparse.sources.pdfparagraphs import flow
from fedparse.sources.text import Content, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.sources.text import Options

# pdfium keeps state of its own that two threads must not touch.
_PDFIUM = threading.Lock()

# A page with so few lines may be a picture all the same: a scan with a page number or the name of the scanner on it.
_MOST_LINES_OF_A_PICTURE = 3
# A rule or a frame is no picture; so many strokes may be characters.
_MOST_STROKES = 100
# Where more of the glyphs of a page have no character, those that have one say nothing, or something wrong.
_MOST_UNREADABLE = 0.5
# Degrees; a crooked scan with recognised text is less off.
_MOST_SKEW = 10

_HIGH_SURROGATES, _LOW_SURROGATES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
# What pdfium gives for a hyphen at the end of a line.
_HYPHENS = "\x02\ufffe"

# Why the text of a page is missing.
_DAMAGED, _UNREADABLE = "damaged", "unreadable"


class _Page(NamedTuple):
    """What a page holds. `fault`: why its text is missing."""

    sheet: Sheet
    fault: str = ""


def read_pdf(data: bytes, name: str, options: Options) -> Content:  # noqa: ARG001 - a PDF document says all itself
    """Read the text layer of a PDF document.

    Args:
        data: The whole file.
        name: What the source is called in messages.
        options: None of them matters.

    Returns:
        The paragraphs of all pages; empty, with the note `needs-ocr`, where all pages are pictures.

    Raises:
        SourceError: pypdfium2 is not installed, or the file has a password, is damaged or has nothing on its pages.
    """
    try:
        import pypdfium2  # noqa: PLC0415 - only a PDF document asks for it
    except ImportError:
        reason = "is a PDF document, which needs pypdfium2: pip install 'fedparse[pdf]'"
        raise SourceError(name, reason, "needs-extra") from None
    with _PDFIUM:
        pages = _pages(pypdfium2, data, name)
    sheets = without_edges([page.sheet for page in pages])
    text, paragraphs, starts = flow(sheets)
    notes = tuple(_notes(pages, sheets))
    if not text and not notes:
        raise no_text(name)
    text, bad_bytes = replaced(text)
    return Content(text, bad_bytes=bad_bytes, pages=starts, paragraphs=paragraphs, notes=notes)


# Pages


def _pages(pdfium: Any, data: bytes, name: str) -> list[_Page]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise _refused(pdfium, name) from None
    try:
        pages = [_page(pdfium, document, index) for index in range(len(document))]
    finally:
        document.close()
    if all(page.fault == _DAMAGED for page in pages):
        raise _damaged(name, "none of its pages can be read")
    return pages


def _refused(pdfium: Any, name: str) -> SourceError:
    """Why pdfium did not open a document."""
    error = pdfium.raw.FPDF_GetLastError()
    if error == pdfium.raw.FPDF_ERR_PASSWORD:
        return SourceError(name, "is encrypted; take the password off first", "encrypted")
    if error == pdfium.raw.FPDF_ERR_SECURITY:
        reason = "is encrypted in a way that fedparse cannot read; save it without protection"
        return SourceError(name, reason, "encrypted")
    return _damaged(name, "it cannot be opened")


def _damaged(name: str, what: str) -> SourceError:
    return SourceError(name, f"is damaged ({what}); make it again from its original", "damaged")


def _page(pdfium: Any, document: Any, index: int) -> _Page:
    """Read one page. A damaged one costs itself alone."""
    page = text = None
    try:
        page = document[index]
        text = page.get_textpage()
        width, height = page.get_size()
        glyphs, quarter = _upright(list(_glyphs(pdfium.raw, text)))
        unreadable = sum(glyph.char == BAD for glyph in glyphs)
        if unreadable > _MOST_UNREADABLE * sum(not glyph.char.isspace() for glyph in glyphs):
            return _Page(Sheet(width, ()), fault=_UNREADABLE)
        lines = lines_of(glyphs)
        is_picture = len(lines) <= _MOST_LINES_OF_A_PICTURE and _is_picture(pdfium.raw, page)
        return _Page(Sheet(height if quarter % 2 else width, lines, is_picture))
    except pdfium.PdfiumError:
        return _Page(Sheet(0.0, ()), fault=_DAMAGED)
    finally:
        # In this order: what belongs to a page has to be closed before it.
        for handle in (text, page):
            if handle is not None:
                handle.close()


def _is_picture(raw: Any, page: Any) -> bool:
    """Whether something is drawn on a page: a picture, or so many strokes that they may be characters."""
    strokes = 0
    for thing in islice(page.get_objects(max_depth=4), 1000):
        if thing.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            return True
        strokes += thing.type == raw.FPDF_PAGEOBJ_PATH
    return strokes > _MOST_STROKES


# Glyphs


class _Placed(NamedTuple):
    """A glyph as pdfium places it: its box and origin on the page, and the direction it is written in, in degrees."""

    char: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    em: float
    angle: float
    generated: bool


def _glyphs(raw: Any, text: Any) -> Iterator[_Placed]:
    """The glyphs of a page in the order of the file, and the spaces that pdfium puts into gaps."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = ""
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in _HIGH_SURROGATES:
            high = chr(code)
            continue
        char, high = _char(high, code), ""
        generated = char.isspace() and raw.FPDFText_IsGenerated(text, at) == 1
        if char in "\r\n":
            continue
        if not generated and raw.FPDFText_HasUnicodeMapError(text, at) == 1:
            char = BAD
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetMatrix(text, at, matrix)
        em = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        corners = (box.left, box.bottom, box.right, box.top)
        yield _Placed(char, corners, (x.value, y.value), em or box.top - box.bottom or 1.0, angle, generated)


def _char(high: str, code: int) -> str:
    """The character of a code; pdfium gives those beyond the first plane as two halves, and a hyphen as a control."""
    if high and code in _LOW_SURROGATES:
        return (high + chr(code)).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    char = chr(code) if code not in _LOW_SURROGATES else BAD
    if char in _HYPHENS:
        return "-"
    return BAD if not (char.isprintable() or char.isspace()) else char


def _upright(placed: Sequence[_Placed]) -> tuple[list[Glyph], int]:
    """The glyphs of the direction that most are written in, and that direction in quarters of a circle.

    Their places are those on the page turned so that they read from left to right. Watermarks run askew.
    """
    straight = [(glyph, round(glyph.angle / 90) % 4) for glyph in placed if _skew(glyph.angle) < _MOST_SKEW]
    counts = Counter(quarter for glyph, quarter in straight if not glyph.generated)
    most = max(counts, key=lambda quarter: (counts[quarter], -quarter), default=0)
    return [_turned(glyph, most) for glyph, quarter in straight if quarter == most or glyph.generated], most


def _skew(angle: float) -> float:
    return abs(angle - 90 * round(angle / 90))


def _turned(glyph: _Placed, quarter: int) -> Glyph:
    left, bottom, right, top = glyph.box
    x, y = glyph.origin
    ends = ((left, right), (bottom, top), (-right, -left), (-top, -bottom))[quarter]
    base = (y, -x, -y, x)[quarter]
    return Glyph(glyph.char, ends[0], ends[1], base, glyph.em, glyph.generated)


# What people must know


def _notes(pages: Sequence[_Page], sheets: Sequence[Sheet]) -> Iterator[Note]:
    """What of a document could not be read."""
    blank = [at for at, page in enumerate(pages) if page.sheet.is_picture and not sheets[at].lines]
    if blank:
        said = _said(blank, len(pages), "is a picture and has no text", "are pictures and have no text")
        yield Note("needs-ocr", f"{said}; recognise the characters first, as ocrmypdf does")
    unreadable = [at for at, page in enumerate(pages) if page.fault == _UNREADABLE]
    if unreadable:
        does = "fonts that do not tell which characters they show"
        said = _said(unreadable, len(pages), f"has {does}", f"have {does}")
        yield Note("needs-ocr", f"{said}; recognise the characters first, as ocrmypdf --force-ocr does")
    damaged = [at for at, page in enumerate(pages) if page.fault == _DAMAGED]
    if damaged:
        said = _said(damaged, len(pages), "is damaged and left out", "are damaged and left out")
        yield Note("damaged-page", f"{said}; make the file again from its original")


def _said(indices: Sequence[int], count: int, one: str, many: str) -> str:
    """`pages 2–5, 9 are pictures`."""
    if len(indices) == 1:
        return f"page {indices[0] + 1} {one}"
    if len(indices) == count:
        return f"all {count} pages {many}"
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    spans = (f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}–{run[-1] + 1}" for run in runs)
    return f"pages {', '.join(spans)} {many}"
