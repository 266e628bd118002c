"""Finds what a figure counts (`item`) and of what it is a rate (`per`), from the words round it in its clause.

The noun follows the number (`23名女职工`) or, when nothing nominal follows, stands right before it (`蔬菜大棚16栋`,
`受训妇女达1200余人`). What a figure can count depends on its measure word: 名 and 人次 count people, 次 and 趟 acts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fedparse.phrases import BODIES, Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import regex

    from fedparse.candidates import Candidate
    from fedparse.model import Span
    from fedparse.packs import LazyPattern, RulePack
    from fedparse.words import Word, Words

_WINDOW = 16
"""How far a counted noun may reach, in characters."""
_FARTHEST_RATE = 30
"""每 is looked for so many characters before a figure."""
_LONGEST_RATE = 10
_MOST_FIGURES = 4
"""So many figures in a row may share the noun behind the last one (5期263人次左右的培训班)."""
_LONGEST_MEASURE = 4
_ENDS = frozenset([*",。;:、!?()\n》", ""])
"""What follows the end of a clause; "" is the end of the text."""
_CLAUSE_END = re.compile(r"[,。;:、!?()\n《》]")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_SENTENCE_PART = re.compile(r"[,。;:!?\n]")
_EACH_OWN = "fact.each_own"
_PEOPLE = frozenset({"person", "people"})
_NO_PEOPLE = BODIES | {"thing"}
_OPENING, _CLOSING = '“‘"', '”’"'
_CLOSED = re.compile('[”’"]')
_TITLE_OPEN, _TITLE_CLOSE = "\u300a", "\u300b"  # 《 》
_BRACKETS = "()"
_LONGEST_NOTE = 10
"""A bracket between a noun and its figure is so long at most."""
_SAME_LIST = 30
"""Between a figure and one that only names a grade of the same thing stand so many characters at most."""
_LONGEST_NAMES = 48
"""The names that are given a figure each take so many characters at most."""
_OF = "\u7684"  # 的
_SKIPPED = frozenset({_OF, " "})
"""What may stand between a figure and its noun."""
_LISTED = "\u3001"  # 、


class Link(NamedTuple):
    """Where the counted noun and the noun of the rate stand in the matched text."""

    item: Span | None
    per: Span | None


class _Figure(NamedTuple):
    """A figure with what its rule and its measure word ask of the noun."""

    span: Span
    unit: str
    counts: str
    """`person`, `people` (the unit is a noun itself), `act`, `yes` (any noun) or `no`."""
    event: bool
    strict: bool
    """The noun stands right before the number, or nothing is counted."""


class _Rate(NamedTuple):
    """The noun of a rate, and the stretch it takes with 每 or 均."""

    noun: Span
    span: Span


class Linker:
    """Finds items and rates with the words of one pack."""

    def __init__(self, pack: RulePack, words: Words, fold: Callable[[str], str]) -> None:
        self.pack = pack
        self.phrases = Phrases(pack, words)
        self.fold = fold
        self._measure_rows: dict[str, Mapping[str, str]] = {}

    @cached_property
    def _counting(self) -> Mapping[str, Mapping[str, str]]:
        return self.pack.lexicons["counting"].rows

    @cached_property
    def _light(self) -> frozenset[str]:
        return frozenset(self.pack.lexicons["light_verbs"].rows)

    @cached_property
    def _totals(self) -> tuple[str, ...]:
        return tuple(self.pack.lexicons["counting"].terms("total", "yes"))

    @cached_property
    def _per(self) -> Mapping[str, LazyPattern]:
        """The patterns of rates by the characters they are found by before a figure."""
        return self._found_by("marks")

    @cached_property
    def _behind(self) -> Mapping[str, LazyPattern]:
        """The patterns of rates by the characters they begin with right behind a figure."""
        return self._found_by("behind")

    def _found_by(self, constant: str) -> Mapping[str, LazyPattern]:
        rules = self.pack.of("fact")
        return {mark: rule.pattern for rule in rules if rule.pattern for mark in rule.constants.get(constant, "")}

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        return re.compile("[" + "".join(self._per) + "]")

    def links(self, text: str, figures: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[Link]:
        """The link of each figure (a count or an amount), in order. `others` are the mentions between them."""
        read = list(self._read(text, figures, others))
        self._share(text, read)
        return (link for _, link in read)

    def _read(
        self, text: str, figures: Sequence[Candidate], others: Sequence[Candidate]
    ) -> Iterator[tuple[_Figure, Link]]:
        """Each figure with the link that the words round it give."""
        starts = {other.span[0]: other for other in others if other.rule.kind in {"count", "ratio"}}
        marks = [match.start() for match in self._marks.finditer(text)]
        before: tuple[_Figure, Link] | None = None
        for candidate in figures:
            figure = self._figure(candidate)
            rate = self._rate(text, figure, marks, before)
            item = self._item(text, figure, starts, rate, before) if figure.counts != "no" else None
            link = Link(item, rate.noun if rate else None)
            before = figure, link
            yield before

    def _figure(self, candidate: Candidate) -> _Figure:
        unit = str(candidate.fields.get("unit", ""))
        measure = self._measure_rows.get(unit)
        if measure is None:
            measures = self.pack.lexicons["measures"].rows
            measure = self._measure_rows[unit] = measures.get(unit) or measures.get(self.fold(unit), {})
        rule = candidate.rule
        return _Figure(
            candidate.span,
            unit,
            measure.get("item", "yes") if rule.kind == "count" else "no",
            measure.get("kind") == "event",
            rule.constants.get("item") == "before",
        )

    # What is counted.

    def _item(
        self,
        text: str,
        figure: _Figure,
        starts: Mapping[int, Candidate],
        rate: _Rate | None,
        before: tuple[_Figure, Link] | None,
    ) -> Span | None:
        start, end = figure.span
        floor = max(0, start - _WINDOW)
        if before:
            if text[before[0].span[1] : start] == _LISTED and before[0].unit == figure.unit:
                return before[1].item
            floor = max(floor, before[0].span[1])
        after = None if figure.strict else self._item_after(text, end, figure, starts)
        if after:
            return after
        if before and floor == start:
            return self._item_of_pair(text, figure, before[0])
        if start and text[start - 1] in _BRACKETS:
            return self._item_before_bracket(text, floor, figure)
        left = self._left(text, floor, start)
        if figure.counts == "act" and self._is_light(left):
            return self._act_after(text, end) or self._item_before(text, figure, left, rate)
        return self._item_before(text, figure, left, rate)

    def _item_of_pair(self, text: str, figure: _Figure, first: _Figure) -> Span | None:
        """The people before two figures in a row of which the second counts them: 返乡女工8期410人."""
        if figure.counts not in _PEOPLE:
            return None
        start = first.span[0]
        item = self._item_before(text, figure, self._left(text, max(0, start - _WINDOW), start), None)
        # The 36人 of 贫困户12户36人 are no households.
        people = item is not None and self.phrases.ending(self.phrases.cut(text, *item)) == "person"
        return item if item and people and not text.endswith(first.unit, item[0], item[1]) else None

    def _item_before_bracket(self, text: str, floor: int, figure: _Figure) -> Span | None:
        """The noun before a bracket that stands between, or that holds the figure: 维权站(点)12个, 老人(12名)."""
        start, end = figure.span
        held = text[start - 1] == _BRACKETS[0]
        if held and (text[end : end + 1] != _BRACKETS[1] or figure.counts not in _PEOPLE):
            return None
        opening = start - 1 if held else text.rfind(_BRACKETS[0], max(floor, start - _LONGEST_NOTE), start)
        if opening < 0:
            return None
        return self._item_before(text, figure, self._left(text, floor, opening), None)

    def _left(self, text: str, low: int, end: int) -> list[Word]:
        """The words between the last mark of a clause and a figure, without the spaces at their end."""
        for found in _CLAUSE_END.finditer(text, low, end):
            low = found.end()
        words = self.phrases.cut(text, low, end)
        while words and words[-1].text.isspace():
            words.pop()
        return words

    def _right(self, text: str, start: int) -> list[Word]:
        """The words from a place to the next mark of a clause."""
        stop = _CLAUSE_END.search(text, start, start + _WINDOW)
        return self.phrases.cut(text, start, stop.start() if stop else min(len(text), start + _WINDOW))

    def _item_after(self, text: str, start: int, figure: _Figure, starts: Mapping[int, Candidate]) -> Span | None:
        """The noun phrase that starts at `start`, over further figures (`5期263人次左右的巧手培训班`) and a 的."""
        for _ in range(_MOST_FIGURES):
            if start not in starts:
                break
            start = starts[start].span[1]
        first = text[start : start + 1]
        if first in _SKIPPED:
            start += 1
            first = text[start : start + 1]
        if first in _ENDS:
            return None
        if first == _TITLE_OPEN:
            close = text.find(_TITLE_CLOSE, start, start + 2 * _WINDOW)
            return (start + 1, close) if close > 0 else None
        quoted = _CLOSED.search(text, start + 1, start + 30) if first in _OPENING else None
        if quoted:
            tail = self._phrase_after(text, quoted.end(), figure)
            whole = tail is not None and tail[0] == quoted.end()
            return (start, tail[1]) if tail and whole else (start + 1, quoted.start())
        return self._phrase_after(text, start, figure)

    def _phrase_after(self, text: str, start: int, figure: _Figure) -> Span | None:
        words = self._right(text, start)
        if not words:
            return None
        phrase = self.phrases.opening(
            words, people=figure.counts in _PEOPLE, verbs=figure.counts == "person", acts=figure.event
        )
        head = self.phrases.head(phrase[-1]) if phrase else ""
        if figure.counts == "person" and head != "person":
            # 17名爱美的姐妹: the people stand after the 的.
            of = next((place for place, word in enumerate(words) if word.text == _OF), len(words))
            people = (
                self.phrases.opening(words[of + 1 :], people=True) if not self.phrases.has_aspect(words[:of]) else []
            )
            phrase = people if people and self.phrases.head(people[-1]) == "person" else phrase
        if not phrase or (figure.event and head == "person") or (figure.counts == "act" and head == "body"):
            return None
        if figure.counts == "yes" and not figure.event:
            phrase = self.phrases.body_of(phrase)
        return phrase[0].start, phrase[-1].end

    def _act_after(self, text: str, start: int) -> Span | None:
        """The verb after a figure that a verb without meaning of its own brings in: 组织一次晨练."""
        words = self._right(text, start)
        return (words[0].start, words[0].end) if words and self.phrases.is_plain_verb(words[0]) else None

    def _item_before(self, text: str, figure: _Figure, left: Sequence[Word], rate: _Rate | None) -> Span | None:
        """The noun phrase that ends before the figure, over the words of counting (达, 共, 有)."""
        words = list(left)
        needs: set[str] = set()
        while words and (passed := self._passed(words, rate)):
            if figure.strict:
                return None
            needs |= {self._counting.get(word.text, {}).get("needs", "") for word in words[-passed:]}
            del words[-passed:]
        if rate:
            words = [word for word in words if word.start >= rate.span[1] or words[-1].end <= rate.span[0]]
        if not words:
            return self._title_before(text, figure) if not left else None
        if words[-1].text in _CLOSING:
            return _quoted_before(text, words[-1].start)
        phrase = self.phrases.closing(words)
        rest = words[: -len(phrase)]
        if not phrase or not self._is_counted(phrase, rest, figure, needs, ends=_ends(text, figure.span[1])):
            return None
        if len(phrase) > 1 and rest and rest[-1].text in _CLOSING and self.phrases.head(phrase[0]) == "event":
            # 女能手 of “双学双比”活动女能手.
            del phrase[0]
        return self._joined(phrase, rest, figure), phrase[-1].end

    def _joined(self, phrase: Sequence[Word], rest: Sequence[Word], figure: _Figure) -> int:
        """Where the people begin that a phrase ends: 企业家及电商户."""
        if figure.counts in _PEOPLE and len(rest) > 1 and self.phrases.is_joint(rest[-1]):
            others = self.phrases.closing(rest[:-1])
            if others and self.phrases.head(others[-1]) == self.phrases.head(phrase[-1]) == "person":
                return others[0].start
        return phrase[0].start

    def _title_before(self, text: str, figure: _Figure) -> Span | None:
        """The title right before a figure that counts things: 《手册》5000本."""
        close = figure.span[0] - 1
        if figure.event or figure.counts != "yes" or text[close : close + 1] != _TITLE_CLOSE:
            return None
        opening = text.rfind(_TITLE_OPEN, max(0, close - 2 * _WINDOW), close)
        return (opening + 1, close) if opening >= 0 else None

    def _is_counted(
        self, phrase: Sequence[Word], rest: Sequence[Word], figure: _Figure, needs: set[str], *, ends: bool
    ) -> bool:
        """Whether a phrase before the figure can be what it counts."""
        if "end" in needs and not ends:
            return False
        head, act = self.phrases.ending(phrase), self.phrases.is_act(phrase)
        led = bool(rest) and self.phrases.is_verb(rest[-1])
        if head == "amount" or (rest and self.phrases.is_preposition(rest[-1])):
            return False
        if figure.counts in _PEOPLE:
            return not act and head not in _NO_PEOPLE and ("people" not in needs or head == "person")
        if figure.counts == "act":
            return self._is_light(rest) or (
                not act and ((head == "event" and len(phrase) > 1) or (not led and ends and not head))
            )
        if act:
            named = bool(rest) and figure.event and rest[-1].text in _CLOSING
            return led or named or self.phrases.is_noun(phrase[0])
        return not (figure.event and head == "person")

    def _is_light(self, words: Sequence[Word]) -> bool:
        """Whether words end in a verb that only says that an act took place: 开展, 开展了."""
        text = "".join(word.text for word in words[-2:])
        return text in self._light or (bool(words) and words[-1].text in self._light)

    def _passed(self, words: Sequence[Word], rate: _Rate | None) -> int:
        """How many words at the end stand between a noun and its figure: 达, 增加到, 共, 每村, spaces."""
        last = words[-1]
        if len(words) > 1 and words[-2].text + last.text in self._counting:
            return 2
        within = rate is not None and rate.span[0] <= last.start and last.end <= rate.span[1]
        return int(within or last.text in self._counting or last.tag == "d" or last.text.isspace())

    # What figures of a list share.

    @cached_property
    def _each_own(self) -> LazyPattern:
        """The pattern of names that are given a figure each: 妇女、儿童分别为12名、20名."""
        return next(rule.pattern for rule in self.pack.of("fact") if rule.id == _EACH_OWN and rule.pattern)

    def _share(self, text: str, read: list[tuple[_Figure, Link]]) -> None:
        """Gives figures of a list that have no noun of their own the noun of another one."""
        low = 0
        while low < len(read):
            high = low
            while high + 1 < len(read) and self._lists(text, read[high], read[high + 1]):
                high += 1
            names = self._names(text, read[low][0], high - low + 1) if high > low else []
            for place, name in enumerate(names, low):
                read[place] = _with_item(read[place], name)
            if not names:
                self._share_last(text, read, low, high)
                self._share_first(text, read, low, high)
            low = high + 1

    def _lists(self, text: str, one: tuple[_Figure, Link], other: tuple[_Figure, Link]) -> bool:
        """Whether two figures in a row are of one list: they count alike, and one mark of lists parts them."""
        (figure, link), (following, _) = one, other
        start, stop = figure.span[1], following.span[0]
        if figure.counts == "no" or figure.unit != following.unit or stop - start > _WINDOW:
            return False
        if link.item and start <= link.item[0] < stop:
            start = link.item[1]
        return text[start : start + 1] == _LISTED and not _CLAUSE_END.search(text, start + 1, stop)

    def _names(self, text: str, first: _Figure, size: int) -> list[Span | None]:
        """The noun of each figure of a list from the names before it, [] where they are not given one each."""
        start = first.span[0]
        low = max(0, start - _LONGEST_NAMES)
        for found in _SENTENCE_PART.finditer(text, low, start):
            low = found.end()
        match = self._each_own.compiled.search(text, low, start)
        if not match:
            return []
        low, end = match.span("names")
        stops = [low + place for place, char in enumerate(text[low:end]) if char == _LISTED]
        if len(stops) != size - 1:
            return []
        names = zip([low, *(stop + 1 for stop in stops)], [*stops, end], strict=True)
        return [self._item_before(text, first, self._left(text, *name), None) for name in names]

    def _share_last(self, text: str, read: list[tuple[_Figure, Link]], low: int, high: int) -> None:
        """Gives the figures of a list the noun behind the last one: 国家级2个、省级5个示范岗."""
        figure, link = read[high]
        if not link.item or link.item[0] < figure.span[1]:
            return
        for place in range(high - 1, low - 1, -1):
            own = read[place][1].item
            if own and self._ungraded(text, own):
                return
            read[place] = _with_item(read[place], link.item)

    def _share_first(self, text: str, read: list[tuple[_Figure, Link]], low: int, high: int) -> None:
        """Gives figures that only name a grade the noun before them: 示范岗7个,其中国家级2个、省级5个."""
        known = self._known_before(text, read, low)
        for place in range(low, high + 1):
            figure, link = read[place]
            bare = place > low and not link.item and text[figure.span[0] - 1] == _LISTED
            behind = self._ungraded(text, link.item) if link.item else None
            if bare or (link.item and not behind):
                read[place] = _with_item(read[place], known)
            else:
                known = behind

    def _known_before(self, text: str, read: list[tuple[_Figure, Link]], place: int) -> Span | None:
        """What the figure before a list counts, where it counts alike in the same sentence."""
        if not place:
            return None
        (figure, _), (before, link) = read[place], read[place - 1]
        stop, start = before.span[1], figure.span[0]
        near = start - stop <= _SAME_LIST and not _SENTENCE_END.search(text, stop, start)
        if not near or before.unit != figure.unit or not link.item:
            return None
        return self._ungraded(text, link.item)

    def _ungraded(self, text: str, item: Span) -> Span | None:
        """A noun without the grade before it, None where it names a grade alone."""
        if not any(text.find(grade, *item) >= 0 for grade in self.phrases.grades):
            return item
        words = self.phrases.without_grades(self.phrases.cut(text, *item))
        return (words[0].start, words[-1].end) if words else None

    # Of what it is a rate.

    def _rate(
        self, text: str, figure: _Figure, marks: Sequence[int], before: tuple[_Figure, Link] | None
    ) -> _Rate | None:
        start, end = figure.span
        behind = self._behind.get(text[end : end + 1])
        after = behind.compiled.match(text, end) if behind else None
        if after:
            return _Rate(after.span("unit"), after.span())
        clear = start
        for place in reversed(marks[bisect_left(marks, start - _FARTHEST_RATE) : bisect_left(marks, start)]):
            if _SENTENCE_PART.search(text, place, clear):
                break
            clear = place
            match = self._per[text[place]].compiled.match(text, place, start)
            if match:
                return self._checked(text, figure, before, self._noun_of_rate(text, match, start, before))
        return None

    def _measure(self, text: str, start: int) -> Span | None:
        """The measure word at a place: 名 in 每名儿童."""
        measures = self.pack.lexicons["measures"].rows
        return next(
            (
                (start, start + size)
                for size in range(_LONGEST_MEASURE, 0, -1)
                if text[start : start + size] in measures
            ),
            None,
        )

    def _checked(
        self, text: str, figure: _Figure, before: tuple[_Figure, Link] | None, rate: _Rate | None
    ) -> _Rate | None:
        """The rate, unless a sum is named (各村共办12期) or an earlier figure has it (按每人3元的标准列支2万元)."""
        if rate is None:
            return None
        middle = text[rate.span[1] : figure.span[0]]
        if any(total in middle for total in self._totals):
            return None
        earlier = before[0].span[1] if before else 0
        return None if earlier > rate.span[1] and text[earlier : earlier + 1] == _OF else rate

    def _noun_of_rate(
        self, text: str, match: regex.Match[str], limit: int, before: tuple[_Figure, Link] | None
    ) -> _Rate | None:
        """The noun that 每 or 各 stands before (每`村`, 每名`儿童`), or the unit of 人均 and 一天."""
        groups = match.groupdict()
        if "noun" not in groups:
            return _Rate(match.span("unit"), (match.start("unit"), match.end()))
        measure = None if groups["unit"] else self._measure(text, match.end())
        start = match.start("unit") if groups["unit"] else measure[1] if measure else match.end()
        words = self.phrases.cut(text, start, min(limit, start + _LONGEST_RATE))
        if groups["unit"] and words and words[0].text == groups["unit"]:
            return _Rate(match.span("unit"), match.span())
        phrase = self.phrases.opening(words)
        if phrase and phrase[0].start == start:
            return _Rate((start, phrase[-1].end), (match.start(), phrase[-1].end))
        if measure:
            return _Rate(measure, (match.start(), measure[1]))
        # 29个单位各派1名: each of what was just counted.
        item = before[1].item if before else None
        return _Rate(item, match.span()) if item and item[1] == match.start() else None


def _with_item(read: tuple[_Figure, Link], item: Span | None) -> tuple[_Figure, Link]:
    return read[0], Link(item, read[1].per)


def _quoted_before(text: str, close: int) -> Span | None:
    """What stands in the quotation marks that end at `close`, on one line."""
    low = max(0, close - 2 * _WINDOW)
    opening = max(text.rfind(quote, low, close) for quote in _OPENING)
    return (opening + 1, close) if opening > text.rfind("\n", low, close) and opening >= 0 else None


def _ends(text: str, place: int) -> bool:
    """Whether the clause ends at a place."""
    return text[place : place + 1] in _ENDS or text.startswith(_TITLE_OPEN, place)
