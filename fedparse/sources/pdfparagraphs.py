"""From the lines of PDF pages, which end where the paper does, to the paragraphs they are parts of."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.characters import closes, is_numbered, is_wide, opens
from fedparse.sources.pdflines import LARGE, OTHER_BASE, SAME_PLACE, WIDER, PrintedLine, Sheet, body_size, line_pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

# All in em, the size of the characters of the line.
_SLACK = 0.6  # what the ends of lines that are full differ by, besides what did not fit
_INDENT, _DEEPEST = 0.9, 4.5  # first-line indents
_SAME_SIZE = 0.08  # what sizes of the same text differ by; this one is a share
_FLUSH = 0.25  # what a full line misses the margin by
_ONE_CHARACTER = 1.3  # what begins a line is wider if it is more than that
_SHIFTED = 0.5  # what the margins of a page are moved by, if they are

# Text is justified where more than this share of its full lines is.
_MOSTLY = 0.75
# How much of the width of a page its lines may leave free on the right, more than on the left, and still be full.
_FREE = 0.12


class Flow(NamedTuple):
    """The text of all pages, a paragraph a line; where the paragraphs and the pages begin in it."""

    text: str
    paragraphs: tuple[int, ...]
    pages: tuple[int, ...]


class _Frame(NamedTuple):
    """The margins between which the lines of a page stand."""

    left: float
    right: float


def flow(sheets: Sequence[Sheet]) -> Flow:
    """Join the lines of paragraphs, over the ends of pages too."""
    return _Joiner(sheets).flow(sheets)


class _Joiner:
    """Decides where paragraphs end, by what all pages have in common, and keeps what the text has so far."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._overall = _overall_frame(sheets)
        self._pitch = line_pitch(sheets)
        self._body = body_size(sheets)
        self._is_justified = False
        full = [
            (before, after)
            for sheet in sheets
            for before, after in pairwise(sheet.lines)
            if not self._is_short(before, after, self._overall) and abs(_indent(after, self._overall)) < SAME_PLACE
        ]
        self._is_justified = sum(_is_flush(before, self._overall) for before, _ in full) > _MOSTLY * len(full)
        self._is_indented_style = any(
            _INDENT <= _indent(before, self._overall) <= _DEEPEST and not _is_centred(before, self._overall)
            for before, _ in full
        )
        self._parts: list[str] = []
        self._length = 0
        self._paragraphs: list[int] = []
        self._last: PrintedLine | None = None
        self._opening: PrintedLine | None = None

    def flow(self, sheets: Sequence[Sheet]) -> Flow:
        pages: list[int] = []
        for page, sheet in enumerate(sheets):
            frame = _own_frame(sheet, self._overall)
            for place, line in enumerate(sheet.lines):
                start = self._add(line, frame, is_top=place == 0)
                # Pages without text begin where the next text does.
                pages += [start] * (page + 1 - len(pages))
        end = self._length + bool(self._parts)
        pages += [end] * (len(sheets) - len(pages))
        text = "".join((*self._parts, "\n")) if self._parts else ""
        return Flow(text, tuple(self._paragraphs), (0, *pages[1:]))

    def _add(self, line: PrintedLine, frame: _Frame, *, is_top: bool) -> int:
        """Take in the next line; returns where it begins."""
        last = self._last
        ends = last is None or self._ends(last, line, frame, is_top=is_top)
        glue = "" if last is None else "\n" if ends else _glue(last, line)
        start = self._length + len(glue)
        if ends:
            self._paragraphs.append(start)
            self._opening = line
        self._parts += (glue, line.text)
        self._length = start + len(line.text)
        self._last = line
        return start

    def _ends(self, last: PrintedLine, line: PrintedLine, frame: _Frame, *, is_top: bool) -> bool:
        """Whether a paragraph ends between two lines. On the same page their distance tells, too."""
        if abs(last.em - line.em) > _SAME_SIZE * max(last.em, line.em):
            return True
        step = last.base - line.base
        if not is_top and not OTHER_BASE * line.em < step <= WIDER * max(self._pitch, line.em):
            return True
        if _is_centred(line, frame) and self._may_be_title(last, frame):
            # A title of two lines: what its first line leaves free is half on the left.
            return frame.right - frame.left - (last.right - last.left) > line.first + _SLACK * line.em
        if self._is_short(last, line, frame):
            return True
        if _indent(line, frame) < _INDENT:
            return not self._is_indented_style and _ends_sentence(last.text) and is_numbered(line.text)
        return not self._hangs(last, line)

    def _may_be_title(self, line: PrintedLine, frame: _Frame) -> bool:
        """Whether a line, however long, is the centred one that begins a title, and not the end of a paragraph."""
        free = line.left - frame.left
        is_even = abs(free - (frame.right - line.right)) < _INDENT * line.em
        return is_even and line is self._opening and (free > SAME_PLACE * line.em or line.em > LARGE * self._body)

    def _is_short(self, last: PrintedLine, line: PrintedLine, frame: _Frame) -> bool:
        """Whether a paragraph ended on a line: what begins the next one would have had room on it.

        Where lines are stretched to the margin, one that ends a sentence and misses it is the last of its paragraph.
        Lines of characters on a grid end there, too, but for those with a figure, half a character wide.
        """
        misses = not _is_flush(last, frame) and last.right < frame.right
        fits = line.first < _ONE_CHARACTER * line.em
        if self._is_justified and misses and fits and _ends_sentence(last.text):
            return True
        return frame.right - last.right > line.first + _SLACK * line.em

    def _hangs(self, last: PrintedLine, line: PrintedLine) -> bool:
        """Whether a line that is indented goes on with an item or a block all of which is."""
        opening = self._opening
        if opening is not None and opening.hang is not None and abs(opening.hang - line.left) < SAME_PLACE * line.em:
            return True
        is_flush = abs(last.left - line.left) < SAME_PLACE * line.em
        return is_flush and (last is not opening or not self._is_indented_style)


def _is_flush(line: PrintedLine, frame: _Frame) -> bool:
    """Whether a line ends at the right margin, or with punctuation that hangs over it."""
    return min(abs(frame.right - line.right), abs(frame.right - line.inner)) < _FLUSH * line.em


def _indent(line: PrintedLine, frame: _Frame) -> float:
    """In em."""
    return (line.left - frame.left) / line.em


def _is_centred(line: PrintedLine, frame: _Frame) -> bool:
    before, behind = line.left - frame.left, frame.right - line.right
    return before > _INDENT * line.em and abs(before - behind) < _INDENT * line.em


def _ends_sentence(text: str) -> bool:
    return closes(text[-1]) and text[-1] not in ",，、:："


def _overall_frame(sheets: Sequence[Sheet]) -> _Frame:
    """Where most pages have their margins."""
    lines = [line for sheet in sheets for line in sheet.lines]
    if not lines:
        return _Frame(0.0, 0.0)
    left = min(line.left for line in lines)
    width = median(sheet.width for sheet in sheets if sheet.lines)
    right = max(line.inner for line in lines)
    # Where no line comes near the margin none is full, and the margins are taken to be equal.
    return _Frame(left, right if right > width - left - _FREE * width else width - left)


def _own_frame(sheet: Sheet, overall: _Frame) -> _Frame:
    """The margins of a page: those of all pages, or these moved to the side, as on the left pages of a book."""
    if not sheet.lines:
        return overall
    em = median(line.em for line in sheet.lines)
    left = min(line.left for line in sheet.lines) - overall.left
    right = max(line.inner for line in sheet.lines) - overall.right
    moved = abs(left) > _SHIFTED * em and abs(left - right) < _SHIFTED * em
    return _Frame(overall.left + left, overall.right + right) if moved else overall


def _glue(last: PrintedLine, line: PrintedLine) -> str:
    """What stands between two lines of a paragraph: nothing between Chinese characters, a space between words."""
    before, after = last.text[-1], line.text[0]
    if last.spaced:
        return " "
    if is_wide(before) or is_wide(after):
        return ""
    # Without a space in the file, a number that goes on is one number.
    words = before.isalpha() or after.isalpha()
    return " " if words and (before.isalnum() or before in ",.;:!?)") and (after.isalnum() or opens(after)) else ""
