"""From the lines of PDF pages, which end where the paper does, to the paragraphs they are parts of."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median, median_low
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.characters import closes, is_numbered, is_wide, opens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# All in em, the size of the characters of the line.
_OTHER_BASE = 0.5  # a raised note number is less off the base line than this
_BACKWARDS = 0.5  # kerning sets characters over each other, but not so far
_COLUMN_GAP = 1.2  # between cells of a table
_WORD_GAP = 0.4  # the space that programs put between Chinese characters and digits is half as wide
_LABEL_GAP = 0.1  # between `1.` and the number behind it; those of 1.5 stand as close as all others
_SLACK = 0.6  # what the ends of lines that are full differ by, besides what did not fit
_INDENT = 0.9
_SAME_PLACE = 0.3
_SAME_SIZE = 0.08
_FLUSH = 0.25
_ONE_CHARACTER = 1.3
_SHIFTED = 0.5

# How much larger than the text are titles.
_LARGE = 1.1
# The deepest first-line indent, in em.
_DEEPEST = 4.5
# Text is justified where more than this share of its full lines is.
_MOSTLY = 0.75

# How much further apart than lines are paragraphs that have space between them.
_WIDER = 1.25
# How much of the width of a page its lines may leave free on the right, more than on the left, and still be full.
_FREE = 0.12
# Headers and footers: how many lines they have at most, and what heights (points) are the same.
_MOST_EDGE_LINES = 3
_SAME_HEIGHT = 3.0
# What stands on this share of the pages need not stand apart from the text to be a header.
_SHARE = 0.4
# Numbers of more digits are years: `2018年工作总结` above a page is not the header of another page with 2019.
_PAGE_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# The number of a list item that a number behind it would make another number of.
_LABEL = re.compile(r"\d{1,3}(?:[.．]\d{1,3})*[.．]")
_MOST_OF_A_LABEL = 8
_LONE_NUMBER = re.compile(r"[\W_]*\d{1,4}(?:\s*/\s*\d{1,4})?[\W_]*")


class Glyph(NamedTuple):
    """A character and where it stands, in points from the left and the bottom of its page."""

    char: str
    left: float
    right: float
    base: float
    em: float
    generated: bool


class Line(NamedTuple):
    """What stands on one base line.

    `inner` is where it ends without closing punctuation, which may hang over the margin. `first` is the width of what
    could not have been parted at its beginning: had there been room for it, it would stand on the line before.
    `spaced`: the line ends with a space. `hang` is where the text behind the number of a list item begins, None without
    one.
    """

    text: str
    left: float
    right: float
    inner: float
    base: float
    em: float
    first: float
    spaced: bool
    hang: float | None


class Sheet(NamedTuple):
    """A page: its width in points, its lines in the order of the file, whether a picture is on it."""

    width: float
    lines: Sequence[Line]
    is_picture: bool = False


class Flow(NamedTuple):
    """The text of all pages, a paragraph a line; where the paragraphs and the pages begin in it."""

    text: str
    paragraphs: tuple[int, ...]
    pages: tuple[int, ...]


class _Frame(NamedTuple):
    """The margins between which the lines of a page stand."""

    left: float
    right: float


# Lines


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines that glyphs in the order of the file make."""
    lines: list[list[Glyph]] = []
    last: Glyph | None = None
    ahead: list[Glyph] = []
    for glyph in glyphs:
        if glyph.generated or glyph.char.isspace():
            ahead.append(glyph)
            continue
        if last is None or _starts_line(last, glyph):
            # An indent may be made of spaces; those that are not on this line ended the one before.
            own = [space for space in ahead if not space.generated and not _is_off(space, glyph)]
            if lines:
                lines[-1] += [space for space in ahead if space not in own]
            lines.append(own)
        else:
            lines[-1] += ahead
        lines[-1].append(glyph)
        last, ahead = glyph, []
    return [_line(line) for line in lines]


def _starts_line(last: Glyph, glyph: Glyph) -> bool:
    return _is_off(last, glyph) or glyph.left < last.right - _BACKWARDS * max(last.em, glyph.em)


def _is_off(one: Glyph, other: Glyph) -> bool:
    """Whether two glyphs stand on different base lines."""
    return abs(one.base - other.base) > _OTHER_BASE * max(one.em, other.em)


def _line(glyphs: Sequence[Glyph]) -> Line:
    inked = [glyph for glyph in glyphs if not (glyph.generated or glyph.char.isspace())]
    em = median_low([glyph.em for glyph in inked])
    base = next(glyph.base for glyph in inked if glyph.em == em)
    end = len(inked)
    while end > 1 and closes(inked[end - 1].char):
        end -= 1
    return Line(
        _text(glyphs, em),
        inked[0].left,
        inked[-1].right,
        inked[end - 1].right,
        base,
        em,
        _first_width(inked),
        glyphs[-1].char.isspace() and not glyphs[-1].generated,
        _hang(inked),
    )


def _text(glyphs: Sequence[Glyph], em: float) -> str:
    """The characters, with a tab or a space for a gap; of the spaces that pdfium found those between words stay."""
    inked = [glyph for glyph in glyphs if not (glyph.generated or glyph.char.isspace())]
    # Lines are stretched to the margin, and titles set apart: what all characters have between them is no gap.
    usual = median([_distance(before, after) for before, after in pairwise(inked)] or [0.0])
    label = _label_size(inked, usual, em)
    parts: list[str] = []
    place = 0
    spaces = ""
    generated = False
    for glyph in glyphs:
        if glyph.generated:
            generated = True
        elif glyph.char.isspace():
            spaces += glyph.char
        else:
            if place and not spaces:
                last = inked[place - 1]
                gap = (_distance(last, glyph) - usual) / em
                is_between_words = generated and not (is_wide(last.char) or is_wide(glyph.char))
                is_word = gap > _WORD_GAP or is_between_words or place == label
                spaces = "\t" if gap > _COLUMN_GAP else " " if is_word else ""
            parts += (spaces, glyph.char)
            place, spaces, generated = place + 1, "", False
    return "".join(parts)


def _distance(before: Glyph, after: Glyph) -> float:
    return after.left - before.right


def _label_size(inked: Sequence[Glyph], usual: float, em: float) -> int:
    """How many glyphs the label has that a number stands behind, further away than they stand apart; 0 without one.

    `1.` and `5个村`, set apart by a narrow tab, are not 1.5.
    """
    text = "".join(glyph.char for glyph in inked[:_MOST_OF_A_LABEL])
    for size in range(2, len(text)):
        if text[size].isdecimal() and _LABEL.fullmatch(text, 0, size):
            # Glyphs of a font that is not in the file may be wider than their places: they overlap.
            inside = max(0.0, usual, *(_distance(before, after) for before, after in pairwise(inked[:size])))
            if _distance(inked[size - 1], inked[size]) > inside + _LABEL_GAP * em:
                return size
    return 0


def _first_width(inked: Sequence[Glyph]) -> float:
    """The width of what begins a line and can only be moved as one: a word or a number, with the marks around it."""
    end = 0
    while end < len(inked) - 1 and not _may_part(inked[end], inked[end + 1]):
        end += 1
    return inked[end].right - inked[0].left


def _may_part(before: Glyph, after: Glyph) -> bool:
    if closes(after.char) or opens(before.char):
        return False
    if is_wide(before.char) or is_wide(after.char):
        # Dashes and leaders come in pairs.
        return before.char != after.char or before.char.isalnum()
    return after.left - before.right > _SAME_PLACE / 2 * before.em


def _hang(inked: Sequence[Glyph]) -> float | None:
    """Where the text of a list item begins: behind its number or bullet, if a gap stands there."""
    for before, after in pairwise(inked[:7]):
        if after.left - before.right > _SAME_PLACE * before.em:
            return after.left
    return None


# Headers and footers


def without_edges(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without page numbers, and without the headers and footers that several of them have."""
    body, pitch = _body_size(sheets), _pitch(sheets)
    down = [_by_height(sheet) for sheet in sheets]
    gone: list[set[int]] = [set() for _ in sheets]
    for order in (down, [places[::-1] for places in down]):
        seen: dict[str, list[_Edge]] = {}
        for page, (sheet, places) in enumerate(zip(sheets, order, strict=True)):
            for line in (sheet.lines[place] for place in places[:_MOST_EDGE_LINES]):
                if line.em < _LARGE * body:
                    seen.setdefault(_pattern(line.text), []).append(_edge(page, line))
        usual = _SHARE * sum(bool(places) for places in order)
        for page, (sheet, places) in enumerate(zip(sheets, order, strict=True)):
            lines = [sheet.lines[place] for place in places]
            repeats = [_repeats(_edge(page, line), seen) for line in lines[:_MOST_EDGE_LINES]]
            gone[page].update(places[: _edge_lines(sheet, lines, repeats, pitch, usual)])
    return [
        sheet._replace(lines=[line for at, line in enumerate(sheet.lines) if at not in dropped])
        for sheet, dropped in zip(sheets, gone, strict=True)
    ]


class _Edge(NamedTuple):
    """A line at the top or bottom of a page, with the numbers in it that may be those of pages."""

    page: int
    pattern: str
    base: float
    numbers: tuple[int, ...]


def _edge(page: int, line: Line) -> _Edge:
    return _Edge(
        page, _pattern(line.text), line.base, tuple(map(int, _PAGE_NUMBER.findall("".join(line.text.split()))))
    )


def _pattern(text: str) -> str:
    return _PAGE_NUMBER.sub("0", "".join(text.split()))


def _repeats(edge: _Edge, seen: Mapping[str, Sequence[_Edge]]) -> int:
    """On how many pages a line stands: the same text at the same height, but for numbers that count the pages."""
    return sum(
        abs(other.base - edge.base) < _SAME_HEIGHT
        and all(two - one in {0, other.page - edge.page} for one, two in zip(edge.numbers, other.numbers, strict=True))
        for other in seen.get(edge.pattern, ())
    )


def _edge_lines(sheet: Sheet, lines: Sequence[Line], repeats: Sequence[int], pitch: float, usual: float) -> int:
    """How many of the outermost lines are header or footer: many pages have it, or it stands apart from the text."""
    count = 0
    for depth, line in enumerate(lines[:_MOST_EDGE_LINES]):
        is_number = _LONE_NUMBER.fullmatch(line.text) is not None
        is_repeated = repeats[depth] > 1
        if not (is_repeated or (is_number and depth == 0)):
            break
        if depth + 1 == len(lines):
            # Nothing else is on the page: a number below a picture, the name of a scanner.
            is_edge = is_repeated and (is_number or sheet.is_picture)
        else:
            is_apart = abs(lines[depth + 1].base - line.base) > _WIDER * max(pitch, line.em)
            is_edge = is_apart or (is_repeated and repeats[depth] >= usual)
        count = depth + 1 if is_edge else count
    return count


def _by_height(sheet: Sheet) -> list[int]:
    """The places of the lines from the top of the page to its bottom, whatever their order in the file."""
    return sorted(range(len(sheet.lines)), key=lambda at: -sheet.lines[at].base)


def _body_size(sheets: Sequence[Sheet]) -> float:
    """The size that half of the characters at least have, or less; 0 where there are none."""
    return median([line.em for sheet in sheets for line in sheet.lines for _ in line.text] or [0.0])


def _pitch(sheets: Sequence[Sheet]) -> float:
    """The distance of base lines that is most frequent, in points; 0 where there are no two lines."""
    steps = Counter(
        round(before.base - after.base)
        for sheet in sheets
        for before, after in pairwise(sheet.lines)
        if before.base - after.base > _OTHER_BASE * after.em
    )
    return min(steps, key=lambda step: (-steps[step], step), default=0)


# Paragraphs


def flow(sheets: Sequence[Sheet]) -> Flow:
    """Join the lines of paragraphs, over the ends of pages too."""
    return _Joiner(sheets).flow(sheets)


class _Joiner:
    """Decides where paragraphs end, by what all pages have in common, and keeps what the text has so far."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._overall = _overall_frame(sheets)
        self._pitch = _pitch(sheets)
        self._body = _body_size(sheets)
        self._is_justified = False
        full = [
            (before, after)
            for sheet in sheets
            for before, after in pairwise(sheet.lines)
            if not self._is_short(before, after, self._overall) and abs(_indent(after, self._overall)) < _SAME_PLACE
        ]
        self._is_justified = sum(_is_flush(before, self._overall) for before, _ in full) > _MOSTLY * len(full)
        self._is_indented_style = any(
            _INDENT <= _indent(before, self._overall) <= _DEEPEST and not _is_centred(before, self._overall)
            for before, _ in full
        )
        self._parts: list[str] = []
        self._length = 0
        self._paragraphs: list[int] = []
        self._last: Line | None = None
        self._opening: Line | None = None

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

    def _add(self, line: Line, frame: _Frame, *, is_top: bool) -> int:
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

    def _ends(self, last: Line, line: Line, frame: _Frame, *, is_top: bool) -> bool:
        """Whether a paragraph ends between two lines. On the same page their distance tells, too."""
        if abs(last.em - line.em) > _SAME_SIZE * max(last.em, line.em):
            return True
        step = last.base - line.base
        if not is_top and not _OTHER_BASE * line.em < step <= _WIDER * max(self._pitch, line.em):
            return True
        if _is_centred(line, frame) and self._may_be_title(last, frame):
            # A title of two lines: what its first line leaves free is half on the left.
            return frame.right - frame.left - (last.right - last.left) > line.first + _SLACK * line.em
        if self._is_short(last, line, frame):
            return True
        if _indent(line, frame) < _INDENT:
            return not self._is_indented_style and _ends_sentence(last.text) and is_numbered(line.text)
        return not self._hangs(last, line)

    def _may_be_title(self, line: Line, frame: _Frame) -> bool:
        """Whether a line, however long, is the centred one that begins a title, and not the end of a paragraph."""
        free = line.left - frame.left
        is_even = abs(free - (frame.right - line.right)) < _INDENT * line.em
        return is_even and line is self._opening and (free > _SAME_PLACE * line.em or line.em > _LARGE * self._body)

    def _is_short(self, last: Line, line: Line, frame: _Frame) -> bool:
        """Whether a paragraph ended on a line: what begins the next one would have had room on it.

        Where lines are stretched to the margin, one that misses it is the last of its paragraph. Lines of characters
        on a grid end there, too, but for those whose last character may not stand without the next line's first.
        """
        misses = not _is_flush(last, frame) and last.right < frame.right
        if self._is_justified and misses and line.first < _ONE_CHARACTER * line.em:
            return True
        return frame.right - last.right > line.first + _SLACK * line.em

    def _hangs(self, last: Line, line: Line) -> bool:
        """Whether a line that is indented goes on with an item or a block all of which is."""
        opening = self._opening
        if opening is not None and opening.hang is not None and abs(opening.hang - line.left) < _SAME_PLACE * line.em:
            return True
        is_flush = abs(last.left - line.left) < _SAME_PLACE * line.em
        return is_flush and (last is not opening or not self._is_indented_style)


def _is_flush(line: Line, frame: _Frame) -> bool:
    """Whether a line ends at the right margin, or with punctuation that hangs over it."""
    return min(abs(frame.right - line.right), abs(frame.right - line.inner)) < _FLUSH * line.em


def _indent(line: Line, frame: _Frame) -> float:
    """In em."""
    return (line.left - frame.left) / line.em


def _is_centred(line: Line, frame: _Frame) -> bool:
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


def _glue(last: Line, line: Line) -> str:
    """What stands between two lines of a paragraph: nothing between Chinese characters, a space between words."""
    before, after = last.text[-1], line.text[0]
    if last.spaced:
        return " "
    if is_wide(before) or is_wide(after):
        return ""
    # Without a space in the file, a number that goes on is one number.
    words = before.isalpha() or after.isalpha()
    return " " if words and (before.isalnum() or before in ",.;:!?)") and (after.isalnum() or opens(after)) else ""
