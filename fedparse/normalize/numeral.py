"""Reads a Chinese or Arabic numeral, exact or approximate, as an exact quantity.

Positional digits (`二OO四`), multiplicative numerals (`三百二十`), financial forms (`壹佰`), mixed ones (`3万5千余`),
neighbouring digits (`两三个`: 2 to 3) and vague ones (`数十`, `十几`) follow GB/T 15835-2011.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from fedparse.model import Comparator
from fedparse.packs import RulePack

_MYRIAD = 10_000
_ARABIC = re.compile(r"[0-9](?:[0-9, ]*[0-9])?(?:\.[0-9]+)?")
_ZEROS = frozenset("Oo0")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as the text gives it: exact (`value`), one-sided (`value` and a comparator) or a range (`min`, `max`)."""

    value: int | Decimal | None
    min: int | Decimal | None = None
    max: int | Decimal | None = None
    comparator: Comparator = "="

    def bounded(self) -> Quantity:
        """The same with the sides that the comparator closes: an exact value is its own minimum and maximum."""
        if self.value is None:
            return self
        low = self.value if self.comparator in {"=", ">", ">="} else None
        high = self.value if self.comparator in {"=", "<", "<="} else None
        return Quantity(self.value, low, high, self.comparator)

    def times(self, factor: int | Decimal) -> Quantity:
        """The quantity in another unit."""
        sides = [None if side is None else exact(side * factor) for side in (self.value, self.min, self.max)]
        return Quantity(*sides, self.comparator)


def exact(number: int | Decimal) -> int | Decimal:
    """An int where the number is whole, else a Decimal without trailing zeros."""
    if isinstance(number, int):
        return number
    whole = int(number)
    return whole if whole == number else number.normalize()


@dataclass(frozen=True, slots=True, eq=False)
class Numerals:
    """The words of numbers, from a pack's lexicons `numerals` and `approximators`."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    vague: Mapping[str, tuple[int, int]]
    inner: Mapping[str, Comparator]
    points: frozenset[str]
    lead: Mapping[str, Comparator]
    tail: Mapping[str, Comparator]

    @classmethod
    def of(cls, pack: RulePack) -> Numerals:
        """The tables of a pack."""
        words = pack.lexicons["numerals"].rows
        kinds: dict[str, dict[str, str]] = {}
        for word, row in words.items():
            kinds.setdefault(row["kind"], {})[word] = row["value"]
        sides: dict[str, dict[str, Comparator]] = {"lead": {}, "tail": {}}
        for word, row in pack.lexicons["approximators"].rows.items():
            sides[row["position"]][word] = cast("Comparator", row["comparator"])
        whole = {kind: {word: int(value) for word, value in kinds[kind].items()} for kind in ("digit", "tens", "scale")}
        vague = {word: tuple(map(int, value.split("-"))) for word, value in kinds["vague"].items()}
        return cls(
            whole["digit"],
            whole["tens"],
            whole["scale"],
            cast("dict[str, tuple[int, int]]", vague),
            cast("dict[str, Comparator]", kinds["inner"]),
            frozenset(kinds["point"]),
            sides["lead"],
            sides["tail"],
        )

    def read(self, text: str) -> Quantity | None:
        """The quantity that a numeral (without lead, tail or unit) stands for; None when it stands for none."""
        return _read(self, text)

    def integer(self, text: str) -> int | None:
        """A whole number below ten thousand, positional or not (`二十八`, `2004`, `二OO四`); None for anything else."""
        quantity = _read(self, text)
        return quantity.value if quantity and isinstance(quantity.value, int) and quantity.comparator == "=" else None


@lru_cache(maxsize=4096)
def _read(numerals: Numerals, text: str) -> Quantity | None:
    point = next((char for char in numerals.points if char in text), None)
    if point:
        return _decimal(numerals, text, point)
    tokens = _tokens(numerals, text)
    if tokens is None:
        return None
    comparator: Comparator = "="
    for token in tokens:
        if token.kind == "inner":
            comparator = numerals.inner[token.text]
    spoken = [token for token in tokens if token.kind != "inner"]
    if any(token.kind == "vague" for token in spoken):
        return _vague(numerals, spoken)
    neighbours = _neighbours(spoken)
    if neighbours:
        low, high = (_value(spoken[: neighbours - 1] + [digit] + spoken[neighbours + 1 :]) for digit in spoken[neighbours - 1 : neighbours + 1])
        return None if low is None or high is None else Quantity(None, low, high)
    value = _value(spoken)
    return None if value is None else Quantity(value, comparator=comparator)


def _decimal(numerals: Numerals, text: str, point: str) -> Quantity | None:
    """`十二点五` is 12.5, `三点二万` 32,000: digits after the point, then scales."""
    whole, _, rest = text.partition(point)
    scaled = rest.lstrip("".join(numerals.digits))
    digits = "".join(str(numerals.digits[char]) for char in rest[: len(rest) - len(scaled)])
    number = _read(numerals, whole)
    if number is None or number.value is None or not digits or any(char not in numerals.scales for char in scaled):
        return None
    value = number.value + Decimal(f"0.{digits}")
    for char in scaled:
        value *= numerals.scales[char]
    return Quantity(exact(value))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    number: int | Decimal
    text: str


def _tokens(numerals: Numerals, text: str) -> list[_Token] | None:
    """The numeral in pieces: runs of Arabic digits, single Chinese digits, scales, vague and inner words."""
    found = []
    position = 0
    while position < len(text):
        char = text[position]
        arabic = _ARABIC.match(text, position)
        if arabic and not (char in _ZEROS and found and found[-1].kind == "digit"):
            digits = arabic[0].replace(",", "").replace(" ", "")
            found.append(_Token("arabic", exact(Decimal(digits)) if "." in digits else int(digits), digits))
            position = arabic.end()
            continue
        if char in numerals.digits:
            found.append(_Token("digit", numerals.digits[char], char))
        elif char in _ZEROS and found:
            found.append(_Token("digit", 0, char))
        elif char in numerals.tens:
            found += [_Token("digit", numerals.tens[char] // 10, char), _Token("scale", 10, char)]
        elif char in numerals.scales:
            found.append(_Token("scale", numerals.scales[char], char))
        elif char in numerals.vague:
            found.append(_Token("vague", 0, char))
        elif char in numerals.inner:
            found.append(_Token("inner", 0, char))
        elif char != " ":
            return None
        position += 1
    return found or None


def _value(tokens: list[_Token]) -> int | Decimal | None:
    """The value of digits and scales: positional when there is no scale, else by sections of a myriad."""
    if all(token.kind == "digit" for token in tokens):
        return int("".join(str(token.number) for token in tokens))
    total: int | Decimal = 0
    section: int | Decimal = 0
    current: int | Decimal | None = None
    scale = 1
    for place, token in enumerate(tokens):
        if token.kind != "scale":
            if current is not None and not (current == 0 and token.kind == "digit"):
                return None
            current = token.number
            short = place + 1 == len(tokens) and token.kind == "digit" and token.number and scale >= 100
            if short and tokens[place - 1].kind == "scale":
                # The last scale may be left unsaid: 一千八 is 1800, 三万五 is 35000.
                current = token.number * (scale // 10)
            continue
        scale = int(token.number)
        if scale < _MYRIAD:
            section += (1 if current is None else current) * scale
        elif scale == _MYRIAD:
            total += ((section + (current or 0)) or 1) * scale
            section = 0
        else:
            total = ((total + section + (current or 0)) or 1) * scale
            section = 0
        current = None
    return exact(total + section + (current or 0))


def _neighbours(tokens: list[_Token]) -> int:
    """The index of the second of two neighbouring digits that mean `one or the other` (两三, 七八十); 0 for none."""
    digits = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    for first, second in zip(digits, digits[1:], strict=False):
        adjacent = second == first + 1
        alone = (first == 0 or tokens[first - 1].kind == "scale") and not (
            second + 1 < len(tokens) and tokens[second + 1].kind == "digit"
        )
        step = tokens[second].number - tokens[first].number
        if adjacent and alone and tokens[first].number and (step == 1 or (tokens[first].number, step) == (3, 2)):
            return second
    return 0


def _vague(numerals: Numerals, tokens: list[_Token]) -> Quantity | None:
    """`数十` is 20 to 90, `几百` 200 to 900, `十几` 11 to 19, `三十几万` 310,000 to 390,000."""
    place = next(index for index, token in enumerate(tokens) if token.kind == "vague")
    low, high = numerals.vague[tokens[place].text]
    last = place > 0 and not (place + 1 < len(tokens) and tokens[place + 1].number < tokens[place - 1].number)
    if last and tokens[place - 1].number == 10:
        low = 1
    elif last and place:
        factor = int(tokens[place - 1].number) // 10
        low, high = low * factor, high * factor
    bounds = [
        _value([*tokens[:place], _Token("arabic", number, ""), *tokens[place + 1 :]]) for number in (low, high)
    ]
    if bounds[0] is None or bounds[1] is None:
        return None
    return Quantity(None, bounds[0], bounds[1], "~")


def combine(lead: Comparator | None, inner: Comparator, tail: Comparator | None) -> Comparator:
    """One comparator of several: what is said first wins (`约200余人` is about 200), the tail only alone (`20人以上`)."""
    return lead or (inner if inner != "=" else None) or tail or "="
