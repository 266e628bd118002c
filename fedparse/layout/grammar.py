"""The layout rules of a pack, compiled for use: noise, markers by place, and the line and report rules by role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import regex

from fedparse.model import Style
from fedparse.packs import Rule, RulePack

_NEVER = "(?!)"
_RANGE = re.compile("(.)(?:-(.))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering marker at `[start, end)`; `text` is where the block's own text begins."""

    start: int
    end: int
    text: int
    number: int | None
    family: str
    rank: float
    style: Style
    rule: Rule
    heading_end: int | None = None


class Grammar:
    """The layout rules of one pack."""

    def __init__(self, pack: RulePack) -> None:
        headings = pack.of("heading")
        self.noise = pack.of("noise")
        self.inside = tuple(rule for rule in headings if rule.constants.get("place") in ("inside", "both"))
        self._by_start = _by_start([rule for rule in headings if rule.constants.get("place") in ("line", "both")])
        self._roles = {str(rule.constants.get("role")): rule for rule in pack.of("report")}
        lexicon = pack.lexicons.get("layout_ordinals")
        self._ordinals = lexicon.rows if lexicon else {}

    def role(self, name: str) -> regex.Pattern[str]:
        """The pattern of the report rule with `role = name`; one that never matches when the pack has none."""
        rule = self._roles.get(name)
        return rule.pattern.compiled if rule and rule.pattern else regex.compile(_NEVER)

    def line_mark(self, text: str) -> Mark | None:
        """The marker a line (without leading space) starts with."""
        for rule in self._by_start.get(text[0], self._by_start[""]):
            match = rule.pattern.compiled.match(text) if rule.pattern else None
            if match:
                return self.mark(match, rule)
        return None

    def inside_marks(self, text: str) -> list[Mark]:
        """What may be a marker inside the paragraphs of `text`, in the order of the text."""
        found = []
        for rule in self.inside:
            for match in rule.pattern.compiled.finditer(text) if rule.pattern else ():
                if rule.before is None or rule.before.compiled.match(text, match.start()):
                    found.append(self.mark(match, rule))
        return sorted(found, key=lambda mark: mark.start)

    def mark(self, match: regex.Match[str], rule: Rule) -> Mark:
        """A match of a heading rule as a marker, with places counted in the matched text."""
        groups = match.groupdict()
        surface = match[0]
        start = match.start() + len(surface) - len(surface.lstrip())
        word = groups.get("number") or ""
        row = self._ordinals.get(word)
        number = (int(row["number"]) if row["number"] else None) if row else numeral(word)
        style = cast("Style", rule.constants["style"])
        rank = float(rule.constants.get("rank", 0))
        family = f"{style}{rank:g}"
        if style == "ordinal":
            family += row["family"] if row else surface.lstrip()[0]
        if groups.get("heading"):
            return Mark(
                start, match.end(), match.start("heading"), number, family, rank, style, rule, match.end("heading")
            )
        return Mark(start, match.end(), match.end(), number, family, rank, style, rule)


def _by_start(rules: Sequence[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The rules that may apply to a line by its first character; under "" those that say nothing about it."""
    firsts = {rule.id: _characters(str(rule.constants.get("starts", ""))) for rule in rules}
    anywhere = tuple(rule for rule in rules if not firsts[rule.id])
    table = {"": anywhere}
    for char in set().union(*firsts.values()):
        table[char] = tuple(rule for rule in rules if rule in anywhere or char in firsts[rule.id])
    return table


def _characters(ranges: str) -> set[str]:
    """The characters of a class such as `(0-9①-⑳`."""
    found: set[str] = set()
    for match in _RANGE.finditer(ranges):
        first, last = match[1], match[2] or match[1]
        found.update(map(chr, range(ord(first), ord(last) + 1)))
    return found


_GRAMMARS: dict[tuple[str, str], Grammar] = {}


def grammar(pack: RulePack) -> Grammar:
    """The layout rules of `pack`, built once per pack and process."""
    key = (pack.path, pack.digest)
    if key not in _GRAMMARS:
        _GRAMMARS[key] = Grammar(pack)
    return _GRAMMARS[key]


def numeral(word: str) -> int | None:
    """The number a marker shows, in any script Unicode knows: Chinese, Arabic, circled, in brackets."""
    if not word:
        return None
    if word.isdecimal():
        return int(word)
    total, digit = 0, 0
    for char in word:
        value = int(unicodedata.numeric(char, 0))
        if len(word) > 1 and value in (10, 100):
            # A multiplier: ten alone is one ten.
            total, digit = total + (digit or 1) * value, 0
        else:
            digit = digit * 10 + value if digit and value < 10 else value
    return total + digit or None
