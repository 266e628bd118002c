"""The layout rules of a pack, compiled for use: noise, markers by place, and the line and report rules by role."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import regex

from fedparse.packs import LazyPattern, Rule, RulePack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.model import Style

_T = TypeVar("_T")
_NEVER = "(?!)"
_ENDING = 5
"""The end of a sentence takes at most so many characters: a full stop, closing quotes and brackets."""
_RANGE = re.compile("(.)(?:-(.))?")


class Form:
    """A heading rule ready for use: what its constants say, read once."""

    __slots__ = ("doubtful", "family", "lazy", "nests", "rank", "rule", "style", "titled")

    def __init__(self, rule: Rule) -> None:
        constants = rule.constants
        self.rule = rule
        self.lazy = rule.pattern or LazyPattern(_NEVER)
        self.style = cast("Style", constants["style"])
        self.rank = float(constants.get("rank", 0))
        self.family = f"{self.style}{self.rank:g}"
        self.doubtful = bool(constants.get("doubtful"))
        self.nests = bool(constants.get("nests"))
        self.titled = "(?P<heading>" in self.lazy.source

    def preceded(self, text: str, place: int) -> bool:
        """Whether what stands before `place` is what the rule asks for."""
        return self.rule.before is None or self.rule.before.compiled.match(text, place) is not None


class Mark(NamedTuple):
    """A numbering marker at `[start, end)`; `text` is where the block's own text begins."""

    start: int
    end: int
    text: int
    number: int | None
    family: str
    style: Style
    form: Form
    heading_end: int | None = None


class Grammar:
    """The layout rules of one pack."""

    def __init__(self, pack: RulePack) -> None:
        headings = [(Form(rule), rule.constants.get("place")) for rule in pack.of("heading")]
        noise = pack.of("noise")
        self.noise = tuple(rule for rule in noise if rule.constants.get("place") != "line")
        self._noise_lines = _by_start([(rule, rule) for rule in noise if rule.constants.get("place") == "line"])
        self._inside = [form for form, place in headings if place in ("inside", "both")]
        self._line = _by_start([(form, form.rule) for form, place in headings if place in ("line", "both")])
        self._roles = {str(rule.constants.get("role")): rule for rule in pack.of("report")}
        self._compiled: dict[str, regex.Pattern[str]] = {}
        lexicon = pack.lexicons.get("layout_ordinals")
        self._ordinals = lexicon.rows if lexicon else {}

    def role(self, name: str) -> regex.Pattern[str]:
        """The pattern of the report rule with `role = name`; one that never matches when the pack has none."""
        found = self._compiled.get(name)
        if found is None:
            rule = self._roles.get(name)
            found = self._compiled[name] = rule.pattern.compiled if rule and rule.pattern else regex.compile(_NEVER)
        return found

    def closed(self, text: str, end: int | None = None) -> bool:
        """Whether a sentence has come to its end at the end of `text` (or at `end`)."""
        stop = len(text) if end is None else end
        return self.role("closed").search(text, max(0, stop - _ENDING), stop) is not None

    def line_mark(self, text: str) -> Mark | None:
        """The marker a line (without leading space) starts with."""
        for form in self._line.get(text[0]) or self._line[""]:
            match = form.lazy.compiled.match(text)
            if match:
                return self._mark(match, form)
        return None

    def noise_line(self, text: str) -> Rule | None:
        """The rule that says a line (without leading space) is nothing but noise."""
        for rule in self._noise_lines.get(text[0]) or self._noise_lines[""]:
            if rule.pattern and rule.pattern.compiled.match(text):
                return rule
        return None

    def inside_marks(self, text: str) -> list[Mark]:
        """What may be a marker inside the paragraphs of `text`, in the order of the text."""
        found = [
            self._mark(match, form)
            for form in self._inside
            for match in form.lazy.compiled.finditer(text)
            if form.preceded(text, match.start())
        ]
        return sorted(found, key=_place)

    def _mark(self, match: regex.Match[str], form: Form) -> Mark:
        """A match of a heading rule as a marker, with places counted in the matched text."""
        start, end = match.span()
        if form.titled:
            start = match.start("heading") - 1
            return Mark(start, end, start + 1, None, form.family, form.style, form, match.end("heading"))
        word = match["number"]
        if form.style != "ordinal":
            return Mark(start, end, end, numeral(word), form.family, form.style, form)
        row = self._ordinals.get(word)
        if row is None:
            return Mark(start, end, end, numeral(word), form.family + match[0][0], form.style, form)
        number = int(row["number"]) if row["number"] else None
        return Mark(start, end, end, number, form.family + row["family"], form.style, form)


def _place(mark: Mark) -> int:
    return mark.start


def _by_start(rules: Sequence[tuple[_T, Rule]]) -> dict[str, tuple[_T, ...]]:
    """The rules that may apply to a line by its first character; under "" those that say nothing about it."""
    firsts = [_characters(str(rule.constants.get("starts", ""))) for _, rule in rules]
    table = {"": tuple(it for (it, _), chars in zip(rules, firsts, strict=True) if not chars)}
    for char in set().union(*firsts):
        table[char] = tuple(it for (it, _), chars in zip(rules, firsts, strict=True) if not chars or char in chars)
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
    if len(word) == 1:
        return int(unicodedata.numeric(word, 0)) or None
    total, digit = 0, 0
    for char in word:
        value = int(unicodedata.numeric(char, 0))
        if value in (10, 100):
            # A multiplier: ten alone is one ten.
            total, digit = total + (digit or 1) * value, 0
        else:
            digit = digit * 10 + value if digit and value < 10 else value
    return total + digit or None
