"""Finds what a figure counts (`item`) and of what it is a rate (`per`), from the words round it in its clause.

The noun follows the number (`23名女职工`) or, when nothing nominal follows, stands right before it (`蔬菜大棚16栋`,
`受训妇女达1200余人`). jieba gives the words and their classes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_NOMINAL = frozenset({"vn", "an", "b", "j", "l", "i", "s", "g", "zg", "x", ""})
_MODIFIER = frozenset({"a", "z", "b"})
_OPENING = "“‘\""
_CLOSING = "”’\""
_CLOSED = re.compile("[”’\"]")
_TITLE_OPEN, _TITLE_CLOSE = "\u300a", "\u300b"  # 《 》
_LONGEST_PHRASE = 5
_OF = "\u7684"  # 的


@dataclass(frozen=True, slots=True)
class Link:
    """Where the counted noun and the noun of the rate stand in the matched text."""

    item: Span | None
    per: Span | None


class Linker:
    """Finds items and rates with the words of one pack."""

    def __init__(self, pack: RulePack, words: Words, fold: Callable[[str], str]) -> None:
        self.pack = pack
        self.words = words
        self.fold = fold

    @cached_property
    def _stops(self) -> frozenset[str]:
        return frozenset(self.pack.lexicons["noun_stops"].rows)

    @cached_property
    def _modifiers(self) -> frozenset[str]:
        return frozenset(self.pack.lexicons["modifiers"].rows)

    @cached_property
    def _actions(self) -> frozenset[str]:
        return frozenset(self.pack.lexicons["actions"].rows)

    @cached_property
    def _per(self) -> Mapping[str, regex.Pattern[str]]:
        return {rule.id: rule.pattern.compiled for rule in self.pack.of("fact") if rule.pattern}

    def links(self, text: str, figures: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Link]:
        """The link of each figure (a count or an amount), in order. `others` are the mentions between them."""
        measures = self.pack.lexicons["measures"].rows
        starts = {other.span[0]: other for other in others}
        parts = Breaks(text, _SENTENCE_PART)
        for figure in figures:
            measure = measures.get(self.fold(str(figure.fields.get("unit", ""))), {})
            counted = figure.rule.kind == "count" and measure.get("item", "yes") != "no"
            event = measure.get("kind") == "event"
            item = self._item(text, figure, starts, event=event) if counted else None
            yield Link(item, self._rate(text, figure, parts))

    def _item(self, text: str, figure: Candidate, starts: Mapping[int, Candidate], *, event: bool) -> Span | None:
        if figure.rule.constants.get("item") == "before":
            return self._item_before(text, figure.span[0], over_verbs=False)
        return self._item_after(text, figure.span[1], starts, event=event) or self._item_before(text, figure.span[0])

    def _item_after(self, text: str, start: int, starts: Mapping[int, Candidate], *, event: bool) -> Span | None:
        """The noun phrase that starts at `start`, over further figures (`5期263人次左右的巧手培训班`) and a 的."""
        while start in starts and starts[start].rule.kind in {"count", "ratio"}:
            start = starts[start].span[1]
        if text[start : start + 1] in {_OF, " "}:
            start += 1
        if text[start : start + 1] == _TITLE_OPEN:
            close = text.find(_TITLE_CLOSE, start, start + 2 * _WINDOW)
            return (start + 1, close) if close > 0 else None
        if text[start : start + 1] in _OPENING and text[start : start + 1]:
            quoted = _CLOSED.search(text, start + 1, start + 30)
            if quoted:
                tail = self._nouns_from(text, quoted.end(), event=event)
                return start + 1, (tail[1] if tail and tail[0] == quoted.end() else quoted.start())
        return self._nouns_from(text, start, event=event)

    def _nouns_from(self, text: str, start: int, *, event: bool) -> Span | None:
        """The noun phrase that starts at a place; an event may end in a verb (`两次调查访问`), a thing does not."""
        stop = _CLAUSE_END.search(text, start, start + _WINDOW)
        end = stop.start() if stop else min(len(text), start + _WINDOW)
        first = last = None
        for word in self.words.cut(text[start:end], start) if end > start else ():
            if first is None and word.text in self._modifiers:
                first = word
            elif word.text in self._stops or not _is_worded(word):
                break
            elif _is_nominal(word) or (event and last is not None and word.tag == "v"):
                first, last = first or word, word
            elif word.tag in _MODIFIER and last is None:
                first = first or word
            elif word.text == _OF and last is None:
                first = None
            else:
                break
        return (first.start, last.end) if first and last else None

    def _item_before(self, text: str, end: int, *, over_verbs: bool = True) -> Span | None:
        """The noun phrase that ends before the figure, over the verbs of counting (达, 共, 有) unless told not to."""
        low = max(0, end - _WINDOW)
        for found in _CLAUSE_END.finditer(text, low, end):
            low = found.end()
        words = list(self.words.cut(text[low:end], low))
        while words and (words[-1].text.isspace() or (over_verbs and self._is_passed_over(words[-1]))):
            words.pop()
        if words and words[-1].text in _CLOSING:
            opening = max(text.rfind(quote, low, words[-1].start) for quote in _OPENING)
            return (opening + 1, words[-1].start) if opening >= 0 else None
        nouns: list[Word] = []
        while words and not self._cuts(words[-1]) and len(nouns) < _LONGEST_PHRASE:
            nouns.insert(0, words.pop())
        led = bool(words) and words[-1].text in self._actions
        return self._trimmed(nouns, led=led)

    def _trimmed(self, nouns: list[Word], *, led: bool) -> Span | None:
        """The phrase without a verb at its head; a verb alone is a noun only after the verb of the clause (受理投诉)."""
        while len(nouns) > 1 and not _is_nominal(nouns[0]) and nouns[0].text not in self._modifiers:
            if led and all(word.tag == "v" for word in nouns):
                break
            nouns = nouns[1:]
        if not nouns or (len(nouns) == 1 and not _is_noun(nouns[0]) and not led):
            return None
        return nouns[0].start, nouns[-1].end

    def _cuts(self, word: Word) -> bool:
        """Whether a word ends the phrase to its right: a verb of doing, a particle, a figure, a quotation mark."""
        if word.text in self._modifiers:
            return False
        return (
            word.text in self._stops
            or word.text in self._actions
            or word.tag in {"p", "c", "u", "uj", "ul", "uz", "d", "r", "y"}
            or not _is_worded(word)
        )

    def _is_passed_over(self, word: Word) -> bool:
        return word.text in self._stops or word.tag in {"d", "p", "u", "ul", "c"} or word.text in _OPENING

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
        # One character beyond: the figure itself shows that 每户 in 每户200元 is whole.
        each = [match for match in self._per["fact.per_each"].finditer(text, low, start + 1) if match.start() < start]
        return self._each(text, each[-1], start) if each else None

    def _each(self, text: str, match: regex.Match[str], limit: int) -> Span | None:
        if match["unit"]:
            return match.span("unit")
        start, end = match.start("noun"), min(match.end("noun"), limit)
        words: list[Word] = []
        for word in self.words.cut(text[start:end], start):
            if word.text in self._stops or word.text in self._actions or not (_is_nominal(word) or (not words and word.tag == "a")):
                break
            words.append(word)
        if words:
            return words[0].start, words[-1].end
        return match.span("measure") if match["measure"] else None


def _is_noun(word: Word) -> bool:
    return word.tag.startswith("n") or word.tag in {"l", "i", "zg", "j"}


def _is_nominal(word: Word) -> bool:
    return word.tag.startswith("n") or word.tag in _NOMINAL


def _is_worded(word: Word) -> bool:
    """Whether a word is made of letters, not of digits, spaces or marks."""
    return word.text.isalpha()
