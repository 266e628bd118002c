"""From the glyphs of PDF pages to the lines they make on paper."""

from __future__ import annotations

import re
from collections import Counter
from itertools import compress, pairwise
from operator import not_
from statistics import median, median_low
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.characters import closes, is_wide, opens

if TYPE_CHECKING:
    from collections.abc import Sequence

# All in em, the size of the characters of the line.
OTHER_BASE = 0.5
"""What two base lines are apart at least; a raised note number is less off."""
SAME_PLACE = 0.3
"""What two lines begin apart at most that begin at the same place."""
_BACKWARDS = 0.5  # kerning sets characters over each other, but not so far
_COLUMN_GAP = 1.2  # between cells of a table
_WORD_GAP = 0.4  # the space that programs put between Chinese characters and digits is half as wide
_LABEL_GAP = 0.1  # between `1.` and the number behind it; those of 1.5 stand as close as all others

LARGE = 1.1
"""How much larger than the text are titles."""
WIDER = 1.25
"""How much further apart than lines are paragraphs that have space between them."""

# The number of a list item that a number behind it would make another number of.
_LABEL = re.compile(r"\d{1,3}(?:[.．]\d{1,3})*[.．]")
_MOST_OF_A_LABEL = 8


class Glyph(NamedTuple):
    """A character and where it stands, in points from the left and the bottom of its page."""

    char: str
    left: float
    right: float
    base: float
    em: float
    generated: bool


class PrintedLine(NamedTuple):
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
    lines: Sequence[PrintedLine]
    is_picture: bool = False


def lines_of(glyphs: Sequence[Glyph]) -> list[PrintedLine]:
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
            is_own = [not (space.generated or _is_off(space, glyph)) for space in ahead]
            if lines:
                lines[-1] += compress(ahead, map(not_, is_own))
            lines.append(list(compress(ahead, is_own)))
        else:
            lines[-1] += ahead
        lines[-1].append(glyph)
        last, ahead = glyph, []
    return [_line(line) for line in lines]


def _starts_line(last: Glyph, glyph: Glyph) -> bool:
    return _is_off(last, glyph) or glyph.left < last.right - _BACKWARDS * max(last.em, glyph.em)


def _is_off(one: Glyph, other: Glyph) -> bool:
    """Whether two glyphs stand on different base lines."""
    return abs(one.base - other.base) > OTHER_BASE * max(one.em, other.em)


def _line(glyphs: Sequence[Glyph]) -> PrintedLine:
    inked = [glyph for glyph in glyphs if not (glyph.generated or glyph.char.isspace())]
    em = median_low([glyph.em for glyph in inked])
    base = next(glyph.base for glyph in inked if glyph.em == em)
    end = len(inked)
    while end > 1 and closes(inked[end - 1].char):
        end -= 1
    return PrintedLine(
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
    return after.left - before.right > SAME_PLACE / 2 * before.em


def _hang(inked: Sequence[Glyph]) -> float | None:
    """Where the text of a list item begins: behind its number or bullet, if a gap stands there."""
    for before, after in pairwise(inked[:7]):
        if after.left - before.right > SAME_PLACE * before.em:
            return after.left
    return None


# What pages have in common


def body_size(sheets: Sequence[Sheet]) -> float:
    """The size that half of the characters at least have, or less; 0 where there are none."""
    return median([line.em for sheet in sheets for line in sheet.lines for _ in line.text] or [0.0])


def line_pitch(sheets: Sequence[Sheet]) -> float:
    """The distance of base lines that is most frequent, in points; 0 where there are no two lines."""
    steps = Counter(
        round(before.base - after.base)
        for sheet in sheets
        for before, after in pairwise(sheet.lines)
        if before.base - after.base > OTHER_BASE * after.em
    )
    return min(steps, key=lambda step: (-steps[step], step), default=0)
