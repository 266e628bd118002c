"""Reads a Chinese or Arabic numeral, exact or approximate, as an exact quantity.

Positional digits (`二OO四`), multiplicative numerals (`三百二十`), financial forms (`壹佰`), mixed ones (`3万5千余`),
neighbouring digits (`两三个`: 2 to 3) and vague ones (`数十`, `十几`) follow GB/T 15835-2011. What is no well-formed
numeral (`3万5万`, `三百五百`) has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.model import Comparator
    from fedparse.packs import RulePack

_MYRIAD = 10_000
_SCALES = (100_000_000, _MYRIAD, 1000, 100, 10)
_ARABIC = re.compile(r"[0-9](?:[0-9, ]*[0-9])?(?:\.[0-9]+)?")
_LONGEST = 40
"""No report has a numeral of more characters; a longer run of digits is a code or damage."""


class Quantity(NamedTuple):
    """A number as the text gives it: exact (`value`), one-sided (with a comparator) or a range (`min`, `max`)."""

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
        value, low, high = (None if side is None else exact(side * factor) for side in (self.value, self.min, self.max))
        return Quantity(value, low, high, self.comparator)


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
    zeros: frozenset[str]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    large: frozenset[str]
    """The scales that are words of their own (百, 万)."""
    vague: Mapping[str, tuple[int, int]]
    around: Mapping[str, int]
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
        whole = {
            kind: {word: int(value) for word, value in kinds[kind].items()}
            for kind in ("digit", "formal", "tens", "scale", "around")
        }
        vague = {word: tuple(map(int, value.split("-"))) for word, value in kinds["vague"].items()}
        return cls(
            whole["digit"] | whole["formal"],
            frozenset(kinds["zero"]),
            whole["tens"],
            whole["scale"],
            frozenset(char for char, scale in whole["scale"].items() if scale > 10),
            cast("dict[str, tuple[int, int]]", vague),
            whole["around"],
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

    def between(self, first: str, second: str) -> tuple[int | Decimal, int | Decimal] | None:
        """The ends of a range, the smaller first; None when one has no value or they cannot belong together."""
        low, high = self.read(first), self.read(second)
        shared = self.shared_scale(first, second)
        if low is None or high is None or low.value is None or high.value is None or shared is None:
            return None
        start, end = exact(low.value * shared), high.value
        # 50-45岁 runs backwards; 12338-3 is no range, nor is a score (3-0).
        return None if start > 10 * end else (min(start, end), max(start, end))

    def neighbours(self, first: str, second: str) -> Quantity | None:
        """The range that `三、四十` or `两千四、五百` stands for; None for a list (`三、四`, `3、4百`)."""
        spoken = first[-1:] in self.digits and second[:1] in self.digits and any(char in self.scales for char in second)
        quantity = self.read(first + second) if spoken else None
        return quantity if quantity and quantity.value is None else None

    def shared_scale(self, number: str, last: str) -> int | None:
        """What the scale at the end of `last` is worth to a number before it in a range or list.

        3-5万 and 3、5万 are myriads both (10000), 500-1万 is not (1). None when that cannot be told (50-1万, 5000-1亿).
        """
        return _shared_scale(self, number, last)


@lru_cache(maxsize=4096)
def _read(numerals: Numerals, text: str) -> Quantity | None:
    if len(text) > _LONGEST:
        return None
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
    around = numerals.around.get("".join(token.text for token in spoken))
    if around is not None:
        return Quantity(around, comparator="~")
    if any(token.kind == "vague" for token in spoken):
        return _vague(numerals, spoken)
    second = _neighbours(spoken)
    if second:
        low, high = (_value([*spoken[: second - 1], spoken[i], *spoken[second + 1 :]]) for i in (second - 1, second))
        return None if low is None or high is None else Quantity(None, min(low, high), max(low, high), comparator)
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


class _Token(NamedTuple):
    """One piece of a numeral: `kind` is arabic, digit, scale, vague or inner."""

    kind: str
    number: int | Decimal
    text: str


def _tokens(numerals: Numerals, text: str) -> list[_Token] | None:
    """The numeral in pieces: runs of Arabic digits, single Chinese digits, scales, vague and inner words."""
    found: list[_Token] = []
    position = 0
    while position < len(text):
        char = text[position]
        arabic = _ARABIC.match(text, position)
        if arabic and not (char in numerals.zeros and found and found[-1].kind == "digit"):
            digits = arabic[0].replace(",", "").replace(" ", "")
            found.append(_Token("arabic", exact(Decimal(digits)) if "." in digits else int(digits), digits))
            position = arabic.end()
            continue
        if char in numerals.digits:
            found.append(_Token("digit", numerals.digits[char], char))
        elif char in numerals.zeros and found:
            found.append(_Token("digit", 0, char))
        elif char in numerals.tens:
            found += [_Token("digit", numerals.tens[char] // 10, char), _Token("scale", 10, "")]
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


def _value(tokens: Sequence[_Token]) -> int | Decimal | None:
    """The value of digits and scales: positional when there is no scale, else scale by scale."""
    if all(token.kind == "digit" for token in tokens):
        return int("".join(str(token.number) for token in tokens)) if tokens else None
    numbers = [token.number for token in tokens if token.kind != "scale"]
    if len(numbers) > 1 and any(isinstance(number, Decimal) for number in numbers):
        return None
    value = _scaled(tokens, _SCALES, short=True)
    return None if value is None else exact(value)


def _scaled(tokens: Sequence[_Token], scales: Sequence[int], *, short: bool) -> int | Decimal | None:
    """The value of a part of a numeral that has no scale but `scales`, from the largest down.

    `short`: the last scale may be left unsaid (一千八 is 1800), which it never is before another scale.
    """
    present = [token.number for token in tokens if token.kind == "scale"]
    scale = next((scale for scale in scales if scale in present), None)
    if scale is None:
        *zeros, last = tokens
        whole = last.kind != "scale" and not any(token.kind == "scale" or token.number for token in zeros)
        return last.number if whole else None
    place = max(index for index, token in enumerate(tokens) if token.kind == "scale" and token.number == scale)
    left, right = tokens[:place], tokens[place + 1 :]
    lower = scales[scales.index(scale) + 1 :]
    times = _scaled(left, lower if scale >= _MYRIAD else (), short=False) if left else 1
    rest = _rest(right, scale, lower, short=short) if right else 0
    # 百八十 is "a hundred or nearly", not 180.
    idiom = not left and scale > 10 and any(token.kind == "scale" for token in right)
    return None if times is None or rest is None or idiom else times * scale + rest


def _rest(tokens: Sequence[_Token], scale: int, lower: Sequence[int], *, short: bool) -> int | Decimal | None:
    """What stands after a scale; None when it cannot stand there."""
    first, *others = tokens
    if first.kind == "scale" and first.number != 10:
        return None
    if first.kind != "scale" and not others:
        return _last(first, scale, short=short)
    value = _scaled(tokens, lower, short=short)
    # 一亿五千 may be 150 million or 100,005,000.
    unclear = scale > _MYRIAD and value is not None and value < _MYRIAD and first.number != 0
    return None if value is None or value >= scale or unclear else value


def _last(token: _Token, scale: int, *, short: bool) -> int | Decimal | None:
    """A number alone after a scale: `五` after 十 is 5 and after 百 50; Arabic digits fill the places (3万5000)."""
    if not token.number or (scale > 10 and not short):
        return None
    if len(token.text) == 1:
        return token.number * (scale // 10)
    places = len(str(scale)) - 1
    return token.number if len(token.text) == places or (scale == _MYRIAD and len(token.text) == places - 1) else None


def _neighbours(tokens: Sequence[_Token]) -> int:
    """The index of the second of two neighbouring digits that mean `one or the other` (两三, 七八十); 0 for none."""
    kinds = ["scale", *(token.kind for token in tokens), "scale"]
    for index, (first, second) in enumerate(pairwise(tokens)):
        pair = kinds[index + 1] == kinds[index + 2] == "digit"
        alone = kinds[index] == "scale" and kinds[index + 3] == "scale"
        close = second.number - first.number == 1 or (first.number, second.number) in {(3, 5), (3, 2)}
        if pair and alone and first.number and close:
            return index + 1
    return 0


def _vague(numerals: Numerals, tokens: Sequence[_Token]) -> Quantity | None:
    """`数十` is 20 to 90, `几百` 200 to 900, `十几` 11 to 19, `三十几万` 310,000 to 390,000."""
    place, *others = (index for index, token in enumerate(tokens) if token.kind == "vague")
    before, after = tokens[:place], tokens[place + 1 :]
    low, high = numerals.vague[tokens[place].text]
    if before and before[-1].kind == "arabic" and before[-1].number in range(10, 100, 10):
        # 20几 is 二十几.
        before = [*before[:-1], _Token("digit", int(before[-1].number) // 10, ""), _Token("scale", 10, "")]
    if before and not (after and after[0].number < before[-1].number):
        if before[-1].number not in {0, 10}:
            return None
        low = 1
    bounds = [_value([*before, _Token("digit", number, str(number)), *after]) for number in (low, high)]
    if others or bounds[0] is None or bounds[1] is None:
        return None
    return Quantity(None, bounds[0], bounds[1], "~")


def _shared_scale(numerals: Numerals, number: str, last: str) -> int | None:
    """See `Numerals.shared_scale`. 百 and 千 are shared only by one digit, as in speech (三至五百)."""
    core = last.rstrip("".join(numerals.inner))
    coefficient = core.rstrip("".join(numerals.large))
    run = [numerals.scales[char] for char in core[len(coefficient) :]]
    if any(char in numerals.scales for char in coefficient):
        run = [scale for scale in run if scale >= _MYRIAD]
    if not run:
        return 1
    own, other = numerals.read(number), numerals.read(last)
    if own is None or other is None or own.value is None or other.value is None:
        return None
    largest = max((numerals.scales.get(char, 1) for char in number), default=1)
    for start, scale in enumerate(run):
        factor = prod(run[start:])
        if largest < scale and own.value < (_MYRIAD if scale >= _MYRIAD else 10):
            if own.value * factor <= 10 * other.value:
                return factor
            if own.value * factor < 100 * other.value:
                return None
    far = largest < _MYRIAD and 0 < own.value * 1000 < other.value
    return None if far else 1


def combine(lead: Comparator | None, inner: Comparator, tail: Comparator | None) -> Comparator:
    """One comparator of several: the first that is said counts (`约200余人` is about 200)."""
    return lead or (inner if inner != "=" else None) or tail or "="
