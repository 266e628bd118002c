"""Writes numerals in the other script where people write both: 1200余 and 一千二百余, 2009年 and 二〇〇九年."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.candidates import NumberToken
    from fedparse.model import Span
    from fedparse.normalize.numeral import Numerals

_ARABIC = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]{1,2}))?([^0-9., ]*)")
_ASCII_DIGITS = frozenset("0123456789")
_BEFORE, _AFTER = ("/", ".", "-"), ("/", ".", "-", "%", "‰")
"""Signs that make a numeral beside them a part of something that is written in figures only."""
_FEW_DIGITS = 5
"""A number with more digits that are no zeros at its end is not written in Chinese numerals."""
_YEARS = frozenset({2, 4})
"""A year of so many digits is read digit by digit: 一九九八, 九八."""
_PLACES = (1000, 100, 10, 1)
_MYRIAD = 10_000


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words that forms are made with; `forms.toml` says what each is for."""

    filler: str
    indent: str
    stop: str
    date_units: str
    year: str
    year_zero: str
    fraction: str
    ranges: str
    pair: str
    pair_digit: str


@cache
def form_words() -> FormWords:
    """The words, read when they are first needed."""
    return FormWords(**tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8")))


class Exchange:
    """Writes the numerals of one folded sentence in the other script.

    `dated` sentences have dates, whose numerals stand before units of their own; in `counted` ones 2 is a pair (两名).
    """

    def __init__(self, numerals: Numerals, text: str, *, dated: bool, counted: bool) -> None:
        self._numerals = numerals
        self._text = text
        self._dated = dated
        self._counted = counted
        self._large = "".join(char for char, scale in numerals.scales.items() if scale >= _MYRIAD)
        # The first word of a value is the usual one.
        self._digits = {value: char for char, value in reversed([*numerals.digits.items()])}
        self._scales = {value: char for char, value in reversed([*numerals.scales.items()])}

    def mark(self, span: Span, tokens: Sequence[NumberToken]) -> list[tuple[int, int, str]]:
        """The numerals of a mark with what stands for each; none where a digit would be left (第12次)."""
        inside = [token for token in tokens if span[0] <= token.numeral and token.end <= span[1]]
        edits = [edit for token in inside for edit in self._token(token)]
        left = set(range(*span)).difference(*(range(start, end) for start, end, _ in edits))
        digits = _ASCII_DIGITS.union(self._numerals.digits)
        return [] if any(self._text[place] in digits for place in left) else edits

    def _token(self, token: NumberToken) -> list[tuple[int, int, str]]:
        """Both ends of a range, or neither: 2-4次 is not written 二-四次."""
        start, end = token.numeral, token.end
        pieces = [(start, start + len(token.first))]
        if token.second is not None:
            pieces.append((end - len(token.second), end))
            if self._text[pieces[0][1] : pieces[1][0]].strip() not in tuple(form_words().ranges):
                return []
        found = [(at, stop, self._other(at, stop, end)) for at, stop in pieces]
        return found if all(new for *_, new in found) else []

    def _other(self, start: int, end: int, token_end: int) -> str:
        """A numeral in the other script; "" where people do not write it so."""
        words, text = form_words(), self._text
        if self._dated and not text.startswith(tuple(words.date_units), token_end):
            return ""
        if text.startswith((words.fraction, *_AFTER), token_end) or text[:start].endswith(_BEFORE):
            return ""
        if text[start] in _ASCII_DIGITS:
            return self._chinese(text[start:end], is_year=self._dated and text.startswith(words.year, token_end))
        return self._arabic(text[start:end])

    # From Arabic to Chinese

    def _chinese(self, numeral: str, *, is_year: bool) -> str:
        found = _ARABIC.fullmatch(numeral)
        if not found or not self._can_write():
            return ""
        digits, decimals, rest = found[1].replace(",", ""), found[2], found[3]
        scale, inner = self._split(rest)
        if scale.strip(self._large) or (decimals and not scale):
            return ""
        if is_year and len(digits) in _YEARS:
            return self._one_by_one(digits).replace(self._digits[0], form_words().year_zero)
        number = int(digits)
        few = len(digits.rstrip("0")) <= _FEW_DIGITS and number < (_MYRIAD if scale else _MYRIAD**2)
        if number < 2 or not few or (inner and not scale and number % 10):
            return ""
        if decimals:
            return self._spoken(number) + next(iter(self._numerals.points)) + self._one_by_one(decimals) + scale + inner
        spoken = self._spoken(number)
        if spoken == form_words().pair_digit and (scale or self._counted):
            spoken = form_words().pair
        return spoken + scale + inner

    def _can_write(self) -> bool:
        """Whether the pack has the words of all digits and places."""
        return set(range(10)) <= self._digits.keys() and {*_PLACES[:-1], _MYRIAD} <= self._scales.keys()

    def _split(self, rest: str) -> tuple[str, str]:
        """What stands behind the digits: scales, then an approximator (万余)."""
        scale = rest.rstrip("".join(self._numerals.inner))
        return scale, rest[len(scale) :]

    def _one_by_one(self, digits: str) -> str:
        return "".join(self._digits[int(digit)] for digit in digits)

    def _spoken(self, number: int) -> str:
        """A whole number below 100 million as it is said: 1020 is 一千零二十, 12 十二."""
        zero = self._digits[0]
        if number >= _MYRIAD:
            high, low = divmod(number, _MYRIAD)
            gap = zero if 0 < low < _MYRIAD // 10 else ""
            return self._spoken(high) + self._scales[_MYRIAD] + gap + (self._spoken(low) if low else "")
        written, gap = "", ""
        for place in _PLACES:
            digit = number // place % 10
            if digit:
                written += gap + self._digits[digit] + self._scales.get(place, "")
            gap = zero if written and not digit else ""
        ten = self._digits[1] + self._scales[10]
        return written.removeprefix(self._digits[1]) if number < 20 and written.startswith(ten) else written

    # From Chinese to Arabic

    def _arabic(self, numeral: str) -> str:
        core, inner = self._split(numeral)
        number = core.rstrip(self._large)
        quantity = self._numerals.read(number) if number else None
        if quantity is None or quantity.value is None or quantity.comparator != "=":
            return ""
        # 一 often counts nothing, 千 alone is no figure, and 3万五 is neither script.
        if quantity.value == 1 or number in self._numerals.scales or not _ASCII_DIGITS.isdisjoint(core):
            return ""
        return f"{quantity.value}{core[len(number) :]}{inner}"
