"""What characters are on a page: as wide as high or not, closing or opening, the number of an item of a list."""

from __future__ import annotations

from unicodedata import category, east_asian_width, numeric


def is_wide(char: str) -> bool:
    """Whether a character is as wide as it is high, as Chinese ones are: lines part before and behind it."""
    width = east_asian_width(char)
    # Signs such as ① and — are as wide as the fonts around them have them.
    return width in "WF" or (width == "A" and not char.isalpha())


def closes(char: str) -> bool:
    """Whether no line begins with a character: closing punctuation."""
    return category(char) in {"Pe", "Pf", "Po"} or char == "%"


def opens(char: str) -> bool:
    """Whether no line ends with a character: opening punctuation."""
    return category(char) in {"Ps", "Pi"}


def is_numbered(text: str) -> bool:
    """Whether a line begins as an item of a list does: a number in brackets, or one before a mark."""
    chars = text.lstrip()[:6]
    inside = chars[1:] if chars[:1] and opens(chars[0]) else chars
    digits = 0
    while digits < len(inside) and numeric(inside[digits], None) is not None:
        digits += 1
    return bool(digits) and (digits == len(inside) or closes(inside[digits]))
