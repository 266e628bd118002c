"""Automatic numbering: what the labels of a list read, in any format that Word or OpenDocument knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = 9
"""How many levels a list of Word has; OpenDocument allows one more, which no one uses."""
BULLET = "bullet"

_PLACE = re.compile(r"%([1-9])")
# What must not run into the text behind it: 第一章|总则, 1|全年. Brackets, marks and ① end by themselves.
_OPEN_ENDED = frozenset({"Lu", "Ll", "Lo", "Nd", "Nl"})
_FEW_DIGITS = re.compile(r"\d{1,3}(?!\d)")
_CLOSING = frozenset({"Pe", "Pf", "No"})
_ENUMERATION_COMMA = "\u3001"
# The values of Roman numerals, each with the places of its letters in I V X L C D M.
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "6"), (900, "46"), (500, "5"), (400, "45"), (100, "4"), (90, "24"), (50, "3"), (40, "23")),
    *((10, "2"), (9, "02"), (5, "1"), (4, "01"), (1, "0")),
)
# A number as letters or in Roman numerals grows with its value, which a broken file may set to anything.
_LONGEST = 40
# A label is a few characters long; a broken file must not repeat a novel before each paragraph.
_LONGEST_LABEL = 100


class Label(NamedTuple):
    """The label of a paragraph; `apart` as in `Level`."""

    text: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list.

    Attributes:
        text: The label, with `%1` to `%9` for the numbers of the levels.
        format: How its own number is written, by the name that Word has for it; `bullet` makes no label.
        start: The first number.
        restart: The level begins anew after one of the first `restart` levels; 0 never does.
        legal: All numbers of the label are in decimal digits, whatever their levels say.
        apart: The label stands apart from the text (a tab or a space follows it); without, it joins it.
        shown: Whether there is a label to see.
    """

    text: str = ""
    format: str = "decimal"
    start: int = 1
    restart: int = LEVELS
    legal: bool = False
    apart: bool = True
    shown: bool = True


@dataclass(slots=True)
class Counters:
    """How far a list has come: the number of each level, None for one that has to begin."""

    numbers: list[int | None] = field(default_factory=lambda: [None] * (LEVELS + 1))

    def advance(self, levels: Mapping[int, Level], depth: int, number: int | None = None) -> None:
        """Go on to the next item at level `depth` (from 0), or to the given `number`."""
        last = self.numbers[depth]
        following = levels[depth].start if last is None else last + 1
        self.numbers[depth] = following if number is None else number
        for deeper, level in levels.items():
            if depth < deeper and depth < level.restart:
                self.numbers[deeper] = None

    def begin_outer(self, levels: Mapping[int, Level], depth: int) -> None:
        """Count an item that is not there in each outer level that has none, as LibreOffice does."""
        for outer, level in levels.items():
            if outer < depth and self.numbers[outer] is None:
                self.numbers[outer] = level.start

    def restart(self, depth: int) -> None:
        """Let level `depth` and those below it begin anew."""
        self.numbers[depth:] = [None] * (len(self.numbers) - depth)

    def label(self, levels: Mapping[int, Level], depth: int) -> Label:
        """The label of the item that was reached last, at level `depth`."""
        own = levels[depth]
        if own.format == BULLET or not own.shown:
            return Label("", own.apart)

        def written(place: re.Match[str]) -> str:
            asked = int(place[1]) - 1
            level = levels.get(asked)
            if level is None or asked > depth:
                return ""
            number = self.numbers[asked]
            return formatted(level.start if number is None else number, "decimal" if own.legal else level.format)

        return Label(_PLACE.sub(written, own.text[:_LONGEST_LABEL])[:_LONGEST_LABEL], own.apart)


def gap(label: str, text: str, *, apart: bool) -> str:
    """What stands between a label and its text, as a person would type it: nothing behind `、`, `.` and brackets.

    A space keeps a number of the text out of the label: `1. 5 villages`, not `1.5 villages`. Four digits are a
    year, which is not taken for decimals.
    """
    if not label or not text or label[-1].isspace():
        return ""
    last = category(label[-1])
    if apart and last in _OPEN_ENDED:
        return " "
    runs_on = last not in _CLOSING and label[-1] != _ENUMERATION_COMMA and _FEW_DIGITS.match(text)
    return " " if runs_on else ""


@lru_cache(maxsize=1_000)
def formatted(number: int, name: str) -> str:
    """`number` in the format that Word or OpenDocument calls `name`; in decimal digits where it has no sign."""
    system = _systems().get(name)
    written = None if system is None else _written(number, system)
    return str(number) if written is None else written


def is_known(name: str) -> bool:
    """Whether there is a format of that name."""
    return name in _systems()


class _System(NamedTuple):
    kind: str
    signs: tuple[str, ...]
    units: str


@cache
def _systems() -> Mapping[str, _System]:
    table = resources.files(__package__).joinpath("numbering.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    systems: dict[str, _System] = {}
    for name, kind, signs, *units in rows:
        if kind == "same":
            systems[name] = systems[signs]
            continue
        systems[name] = _System(kind, tuple(signs.split(" ") if " " in signs else signs), "".join(units))
    return systems


def _written(number: int, system: _System) -> str | None:
    """The number, or None where the system has no way to write it."""
    kind, signs, units = system
    if kind == "none":
        return ""
    if number < 0 or (number == 0 and kind in {"series", "letters", "alphabetic", "roman"}):
        return None
    if kind == "series":
        return signs[number - 1] if number <= len(signs) else None
    if kind == "letters":
        times, sign = divmod(number - 1, len(signs))
        return signs[sign] * (times + 1) if times < _LONGEST else None
    if kind == "alphabetic":
        return _alphabetic(number, signs)
    if kind == "roman":
        return _roman(number, signs) if number < _LONGEST * 100 else None
    if kind in {"digits", "padded", "dashes"} or (kind == "mixed" and number > 99):
        zero = signs[-1] if kind == "mixed" else signs[0]
        digits = "".join(signs[int(digit)] if digit != "0" else zero for digit in str(number))
        if kind == "padded":
            return digits.rjust(int(units), zero)
        return f"- {digits} -" if kind == "dashes" else digits
    return _counted(number, system)


def _alphabetic(number: int, signs: tuple[str, ...]) -> str:
    written = ""
    while number:
        number, sign = divmod(number - 1, len(signs))
        written = signs[sign] + written
    return written


def _roman(number: int, signs: tuple[str, ...]) -> str:
    written = ""
    for value, places in _ROMAN:
        times, number = divmod(number, value)
        written += "".join(signs[int(place)] for place in places) * times
    return written


def _counted(number: int, system: _System) -> str | None:
    """A number as it is spoken, 0 to 99,999."""
    kind, signs, units = system
    if number == 0:
        return signs[0]
    if number > 99_999:
        return None
    written, skipped = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit == 0:
            skipped = bool(written)
            continue
        if skipped and kind != "japanese":
            written += signs[0]
        skipped = False
        unit = units[place - 1] if place else ""
        bare = digit == 1 and (
            (kind == "japanese" and 0 < place < 4) or (kind != "legal" and place == 1 and not written)
        )
        written += unit if bare else signs[digit] + unit
    return written
