"""Finds what a figure counts (`item`) and of what it is a rate (`per`), from the words round it in its clause.

The noun follows the number (`23名女职工`) or, when nothing nominal follows, stands right before it (`蔬菜大棚16栋`,
`受训妇女达1200余人`). jieba gives the words and their classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from fedparse.candidates import Candidate
from fedparse.model import Span
from fedparse.packs import RulePack
from fedparse.spans import Breaks
from fedparse.words import Word, Words

_WINDOW = 18
"""How far a counted noun may reach, in characters."""
_FARTHEST_RATE = 30
"""每 is looked for so many characters before a figure."""
_CLAUSE_END = re.compile(r"[,。;:、!?()\n《》]")
_SENTENCE_PART = re.compile(r"[,。;:!?\n]")
_NOMINAL = ("n", "vn", "an", "b", "j", "l", "i", "s", "f", "ng", "nz", "g")
_MODIFIER = ("a", "v", "z", "d", "m", "q", "t", "x", "")
_QUOTES = "“”‘’\""


@dataclass(frozen=True, slots=True)
class Link:
    """Where the counted noun and the noun of the rate stand in the matched text."""

    item: Span | None
    per: Span | None


class Linker:
    """Finds items and rates with the words of one pack."""

    def __init__(self, pack: RulePack, words: Words) -> None:
        self.pack = pack
        self.words = words

    @cached_property
    def _stops(self) -> frozenset[str]:
        return frozenset(self.pack.lexicons["noun_stops"].rows)

    @cached_property
    def _per(self) -> Mapping[str, regex.Pattern[str]]:
        return {rule.id: rule.pattern.compiled for rule in self.pack.of("fact") if rule.pattern}

    def links(self, text: str, figures: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Link]:
        """The link of each figure (a count or an amount), in order. `others` are the mentions between them."""
        measures = self.pack.lexicons["measures"].rows
        starts = {other.span[0]: other for other in others}
        parts = Breaks(text, _SENTENCE_PART)
        for figure in figures:
            unit = str(figure.fields.get("unit", ""))
            counted = figure.rule.kind == "count" and measures.get(unit, {}).get("item", "yes") != "no"
            item = self._item(text, figure, starts) if counted else None
            yield Link(item, self._rate(text, figure, parts))

    def _item(self, text: str, figure: Candidate, starts: Mapping[int, Candidate]) -> Span | None:
        if figure.rule.constants.get("item") == "before":
            return self._item_before(text, figure.span[0], over_verbs=False)
        return self._item_after(text, figure.span[1], starts) or self._item_before(text, figure.span[0])

    def _item_after(self, text: str, start: int, starts: Mapping[int, Candidate]) -> Span | None:
        """The noun phrase that starts at `start`, over further figures (`5期263人次左右的巧手培训班`) and a 的."""
        while start in starts and starts[start].rule.kind in {"count", "ratio"}:
            start = starts[start].span[1]
        if text[start : start + 1] in {"的", " "}:
            start += 1
        if text[start : start + 1] in _QUOTES:
            close = re.compile("[”’\"]").search(text, start + 1, start + 30)
            if close:
                tail = self._nouns_from(text, close.end())
                return start + 1, (tail[1] if tail and tail[0] == close.end() else close.start())
        return self._nouns_from(text, start)

    def _nouns_from(self, text: str, start: int) -> Span | None:
        stop = _CLAUSE_END.search(text, start, start + _WINDOW)
        end = stop.start() if stop else min(len(text), start + _WINDOW)
        words = list(self.words.cut(text[start:end], start)) if end > start else []
        first = last = -1
        nominal = False
        for place, word in enumerate(words):
            kind = word.tag
            if word.text in self._stops or kind in {"p", "c", "r", "u", "uj", "ul", "y"}:
                if word.text == "的" and place and not nominal:
                    first, last = -1, -1
                    continue
                break
            if _is_nominal(word):
                first, last, nominal = (place if first < 0 else first), place, True
            elif kind in _MODIFIER and not (kind in {"v", "d"} and nominal):
                first = place if first < 0 else first
            elif nominal:
                break
        if not nominal or last < 0:
            return None
        return words[first].start, words[last].end

    def _item_before(self, text: str, end: int, *, over_verbs: bool = True) -> Span | None:
        """The noun phrase that ends before the figure, over the verbs of counting (达, 共, 有) unless told not to."""
        low = max(0, end - _WINDOW)
        for found in _CLAUSE_END.finditer(text, low, end):
            low = found.end()
        words = list(self.words.cut(text[low:end], low))
        while words and (words[-1].text.isspace() or (over_verbs and self._is_passed_over(words[-1]))):
            words.pop()
        if not words:
            return None
        last = words[-1].end
        if words[-1].text in "”’\"":
            opening = max(text.rfind(quote, low, last - 1) for quote in "“‘\"")
            return (opening + 1, last - 1) if opening >= 0 else None
        first = last
        nominal: list[Word] = []
        for word in reversed(words):
            if word.text in self._stops or not self._goes_before(word, nominal):
                break
            nominal.append(word)
            first = word.start
        alone = len(nominal) == 1 and nominal[0].tag in {"vn", "v"}
        if not nominal or alone or nominal[0].tag in {"s", "f"} or not any(map(_is_nominal, nominal)):
            return None
        return first, last

    def _goes_before(self, word: Word, nominal: Sequence[Word]) -> bool:
        """Whether a word belongs to the noun phrase to its right; the last word may be a noun cut to a verb (兔|舍)."""
        if _is_nominal(word):
            return True
        if not nominal:
            return word.tag == "v" and len(word.text) == 1
        return word.tag in {"a", "z"} and len(word.text) > 1

    def _is_passed_over(self, word: Word) -> bool:
        return word.text in self._stops or word.tag in {"d", "p", "u", "ul", "c"} or word.text in "“‘"

    def _rate(self, text: str, figure: Candidate, parts: Breaks) -> Span | None:
        start, end = figure.span
        after = self._per["fact.per_slash"].match(text, end)
        if after:
            return after.span("unit")
        low = max(parts.before(start), start - _FARTHEST_RATE)
        rate = self._per["fact.per_rate"].search(text, low, start)
        if rate:
            return rate.span("unit")
        average = list(self._per["fact.per_average"].finditer(text, low, start))
        if average:
            return average[-1].span("unit")
        each = list(self._per["fact.per_each"].finditer(text, low, start))
        return self._each(text, each[-1]) if each else None

    def _each(self, text: str, match: regex.Match[str]) -> Span | None:
        if match["unit"]:
            return match.span("unit")
        start, end = match.span("noun")
        words: list[Word] = []
        for word in self.words.cut(text[start:end], start):
            if word.text in self._stops or not (_is_nominal(word) or (not words and word.tag in {"a", "b"})):
                break
            words.append(word)
        if words:
            return words[0].start, words[-1].end
        return match.span("measure") if match["measure"] else None


def _is_nominal(word: Word) -> bool:
    return word.tag.startswith("n") or word.tag in _NOMINAL
