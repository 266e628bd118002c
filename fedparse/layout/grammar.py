"""The layout rules of a pack, ready for use: noise, markers by place, and the line and report rules by role."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from fedparse.layout.inside import InsideForms
from fedparse.layout.noise import InlineNoise
from fedparse.layout.probes import Probe, Roles, by_start, characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import regex

    from fedparse.layout.reading import Line
    from fedparse.model import Style
    from fedparse.packs import Rule, RulePack

_ENDING = 5
"""The end of a sentence takes at most so many characters: a full stop, closing quotes and brackets."""


class Form(Probe):
    """A heading rule: what its constants say, read once."""

    __slots__ = ("after", "before", "doubtful", "family", "nests", "place", "rank", "rule_id", "style", "titled")

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        constants = rule.constants
        self.rule_id = rule.id
        self.before = rule.before
        self.after = characters(constants.get("after", ""))
        self.place = str(constants.get("place"))
        self.style = cast("Style", constants["style"])
        self.rank = float(constants.get("rank", 0))
        self.family = f"{self.style}{self.rank:g}"
        self.doubtful = bool(constants.get("doubtful"))
        self.nests = bool(constants.get("nests"))
        self.titled = "(?P<heading>" in self._lazy.source

    def preceded(self, text: str, place: int) -> bool:
        """Whether what stands before `place` is what the rule asks for."""
        return self.before is None or self.before.compiled.match(text, place) is not None


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
        forms = [Form(rule) for rule in pack.of("heading")]
        noise = [(rule, rule.constants.get("place")) for rule in pack.of("noise")]
        self.inline_noise = InlineNoise(rule for rule, place in noise if place != "line")
        self._noise_lines = by_start([Probe(rule) for rule, place in noise if place == "line"])
        self._line = by_start([form for form in forms if form.place in ("line", "both")])
        self._inside = InsideForms([form for form in forms if form.place in ("inside", "both")])
        self.roles = Roles((str(rule.constants.get("role")), Probe(rule)) for rule in pack.of("report"))
        self._closing = "".join(self.roles["closed"].ends)
        self._closes = lru_cache(1024)(self.roles["closed"].search)
        lexicon = pack.lexicons.get("layout_ordinals")
        self._ordinals: Mapping[str, Mapping[str, str]] = lexicon.rows if lexicon else {}

    def closed(self, text: str, end: int | None = None) -> bool:
        """Whether a sentence has come to its end at the end of `text` (or at `end`)."""
        ending = text[-_ENDING:] if end is None else text[max(0, end - _ENDING) : end]
        if self._closing:
            # Few combinations of marks close a sentence, whatever word stands before them.
            ending = ending[len(ending.rstrip(self._closing)) :]
        return self._closes(ending) is not None

    def line_mark(self, text: str) -> Mark | None:
        """The marker a line (without leading space) starts with."""
        for form in self._line.get(text[0]) or self._line[""]:
            match = form.pattern.match(text) if not form.cues or form.cued(text) else None
            if match:
                return self._mark(match, form)
        return None

    def noise_line(self, text: str) -> Rule | None:
        """The rule that says a line (without leading space) is nothing but noise."""
        for probe in self._noise_lines.get(text[0]) or self._noise_lines[""]:
            if probe.match(text):
                return probe.rule
        return None

    def inside_marks(self, text: str, paragraphs: Iterable[Line]) -> list[Mark]:
        """What may be a marker inside the paragraphs of `text`, in the order of the text."""
        starts = [line.start for line in paragraphs]
        found = [self._mark(match, form) for match, form in self._inside.find(text, starts)]
        return sorted(found, key=lambda mark: mark.start)

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


@lru_cache(maxsize=16)
def grammar(pack: RulePack) -> Grammar:
    """The layout rules of `pack`, built once per process for each of the packs used last."""
    return Grammar(pack)


@lru_cache(512)
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
