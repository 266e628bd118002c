"""Figures as ranges of what they can stand for, so that rounded and approximate ones can be compared exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedparse.ledger import Figure
    from fedparse.model import Number

_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.([0-9]+))?")
_INFINITE = Decimal("Infinity")
_SLIPS = (10, 100, 1_000, 10_000, 100_000_000)
"""The factors of a slip: a point or zero too many, 元 for 万元, 万 for 亿 (10⁴), 元 for 亿元."""


class Range(NamedTuple):
    """All values from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Range) -> bool:
        """Whether both can stand for the same value."""
        return self.low <= other.high and other.low <= self.high

    def times(self, other: Range) -> Range:
        """The products; both ranges are of numbers that are not negative."""
        return Range(self.low * other.low, self.high * other.high)

    def less(self, other: Range) -> Range:
        """The differences."""
        return Range(self.low - other.high, self.high - other.low)

    def over(self, other: Range) -> Range | None:
        """The quotients; None where the divisor can be zero."""
        if other.low <= 0 or not other.high.is_finite() or not self.high.is_finite():
            return None
        return Range(self.low / other.high, self.high / other.low)


def exact(value: Number) -> Decimal:
    """A number as a `Decimal`."""
    return Decimal(value)


def last_digit(text: str, figure: Figure) -> Decimal:
    """What one of the last digit written is worth: 1.59万元 → 100, 23名 → 1; without digits (三千) 1."""
    found = _DIGITS.search(text, *figure.span)
    if figure.value is None or not found or not figure.value:
        return Decimal(1) if figure.kind != "ratio" else Decimal("0.01")
    written = Decimal(found[0].replace(",", ""))
    scale = exact(figure.value) / written if written else Decimal(1)
    return scale.scaleb(-len(found[1] or ""))


def meant(text: str, figure: Figure) -> Range | None:
    """What a figure can stand for; None where it has no value.

    A figure with a decimal point is rounded to its last digit (1.59万元: 15,850 to 15,950). One that is approximate is
    off by no more than one of its last digit that is not zero: 1200余 is 1,200 to 1,300, 近3000 is 2,000 to 3,000.
    """
    if figure.value is None:
        if figure.min is None or figure.max is None:
            return None
        return Range(exact(figure.min), exact(figure.max))
    value = exact(figure.value)
    digit = last_digit(text, figure)
    rounding = (
        digit / 2 if digit != 1 and value % 1 == 0 and value % digit == 0 and "." in text[slice(*figure.span)] else 0
    )
    if figure.kind == "ratio":
        # A share is rounded or cut off: 66.67% and 66.66%.
        rounding = digit
    off = max(digit, _last_place(value))
    low, high = {
        "=": (value - rounding, value + rounding),
        ">": (value, value + off),
        ">=": (value, _INFINITE),
        "<": (value - off, value),
        "<=": (Decimal(0), value),
        "~": (value - off, value + off),
    }[figure.comparator]
    return Range(max(low, Decimal(0)), high)


def _last_place(value: Decimal) -> Decimal:
    """What one of the last digit that is not zero is worth: 1200 → 100."""
    if not value:
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def total(ranges: Iterable[Range]) -> Range:
    """What several ranges add up to."""
    low = high = Decimal(0)
    for one in ranges:
        low, high = low + one.low, high + one.high
    return Range(low, high)


def number(value: Decimal) -> Number:
    """A value as the model has it: an `int` where it is whole."""
    return int(value) if value == value.to_integral_value() else value


def slip(wrong: Range, right: Range) -> int | None:
    """The factor by which the first is too small (positive) or too large (negative), when that is all that is wrong."""
    for factor in _SLIPS:
        if Range(wrong.low * factor, wrong.high * factor).meets(right):
            return factor
        if Range(wrong.low / factor, wrong.high / factor).meets(right):
            return -factor
    return None
