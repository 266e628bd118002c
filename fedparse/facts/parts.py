"""Finds of which figure another one is a part (`part_of`): 其中 …, what a bracket or a colon lists, men and women."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Figure, Frame
    from fedparse.model import Number
    from fedparse.packs import RulePack

_FARTHEST = 40
"""Between two figures of one list stand at most so many characters; a clause is looked at no further."""
_POOL = 4
"""The whole is one of so many figures before its first part."""
_FEWEST = 2
"""After a colon, one figure alone is no list of parts."""
_PERSON = "person"
_SENTENCE_ENDS = "。!?\n"
_MARKS = frozenset(",。;:!?、)\n")
_UNCOUNTED = frozenset({"age", "anniversary", "duration"})
"""Kinds of measures that have no parts: 0至6岁 is not a part of 0至18岁."""


class _List:
    """A list of parts that is being read: where its wholes may stand, and what it has taken so far.

    `sums` gives, by kind and unit, the whole that was chosen and what its parts come to.
    """

    __slots__ = ("bracket", "colon", "members", "sums", "wholes")

    def __init__(self, wholes: Sequence[int], *, bracket: bool = False, colon: bool = False) -> None:
        self.wholes = wholes
        self.bracket, self.colon = bracket, colon
        self.members: list[int] = []
        self.sums: dict[tuple[str, str], tuple[int, Number]] = {}


class Parts:
    """Finds parts with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rules = {rule.id: rule for rule in pack.of("fact")}
        self._measures = pack.lexicons["measures"].rows
        self._sexes = tuple(pack.lexicons["complements"].terms("group", "sex"))

    def of(self, text: str, frames: Sequence[Frame]) -> list[int | None]:
        """For each figure the number of the one that it is a part of."""
        return _Reading(self, text, frames).parts()

    def has(self, rule: str, text: str) -> bool:
        """Whether the pattern of a rule stands in a text."""
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled.search(text) is not None

    def sexed(self, text: str) -> bool:
        """Whether a text names men or women."""
        return any(term in text for term in self._sexes)

    def sort(self, text: str, low: int, high: int) -> str | None:
        """Which sort of money the last noun of money in a stretch names, as the group of the rule is called."""
        pattern = self._rules["fact.part_money"].pattern
        assert pattern is not None
        found = None
        for match in pattern.compiled.finditer(text, low, high):
            found = match.lastgroup
        return found

    def family(self, figure: Figure) -> str:
        """What figures of one list share: 人, 名 and 位 all count persons. Empty where there are no parts."""
        if figure.kind != "count":
            return "" if figure.kind == "ratio" else figure.unit
        kind = self._measures[figure.unit]["kind"] if figure.unit in self._measures else None
        return _PERSON if kind == _PERSON else "" if kind in _UNCOUNTED else figure.unit


class _Reading:
    """One walk over the figures of a report: lists open, take figures, and end."""

    def __init__(self, words: Parts, text: str, frames: Sequence[Frame]) -> None:
        self._words, self._text, self._frames = words, text, frames
        self._found: list[int | None] = [None for _ in frames]
        self._open: list[_List] = []

    def parts(self) -> list[int | None]:
        for index in range(1, len(self._frames)):
            low, high = self._frames[index - 1].figure.span[1], self._frames[index].figure.span[0]
            if not 0 <= high - low <= _FARTHEST:
                self._close(0)
                continue
            gap = self._text[low:high].lstrip()
            if not self._opens(index, gap) and self._open:
                self._ends(gap)
            if self._open:
                self._take(index, gap)
        self._close(0)
        return self._found

    def _opens(self, index: int, gap: str) -> bool:
        """Begin a list where a word or a mark between two figures opens one."""
        has = self._words.has
        before, bracket, _ = gap.partition("(")
        opened = bool(bracket) and _MARKS.isdisjoint(before)
        if ")" in gap.partition("(")[0]:
            self._leave_bracket()
        if opened:
            self._open.append(_List([index - 1], bracket=True))
        elif has("fact.part_among", gap):
            if self._open and not self._open[-1].bracket:
                self._close(len(self._open) - 1)
            # The whole stands in the sentence of the figure before, not in an earlier one.
            near = self._frames[index - 1].sentence
            first = max(0, index - _POOL)
            wholes = [at for at in range(first, index) if self._frames[at].sentence == near]
            self._open.append(_List(wholes, colon=gap.endswith(":")))
        elif self._person(index) and self._person(index - 1) and has("fact.part_sexes", gap):
            # 女 after 男 keeps the whole of both; 男职工120人,女职工80人 has none.
            if not self._open and not self._words.sexed(self._lead(index - 1)):
                self._open.append(_List([index - 1]))
        elif ":" in gap and has("fact.part_colon", gap):
            self._close(0)
            self._open.append(_List([index - 1], colon=True))
        else:
            return False
        return True

    def _lead(self, index: int) -> str:
        """The clause of a figure up to the figure, with the noun behind it."""
        figure, clause, _ = self._frames[index]
        start, end = figure.span
        item = figure.item if figure.item and figure.item[0] >= end else (end, end)
        return self._text[max(clause[0], start - _FARTHEST) : start] + self._text[slice(*item)]

    def _person(self, index: int) -> bool:
        return self._words.family(self._frames[index].figure) == _PERSON

    def _leave_bracket(self) -> None:
        depth = next((at for at in reversed(range(len(self._open))) if self._open[at].bracket), None)
        if depth is not None:
            self._close(depth)

    def _ends(self, gap: str) -> None:
        """End the lists that do not go on behind what stands between two figures."""
        goes_on = self._open[-1].colon or gap.startswith(");")
        if any(end in gap for end in _SENTENCE_ENDS) or (";" in gap and not goes_on):
            self._close(0)
        elif self._words.has("fact.part_end", gap) or self._words.has("fact.total", gap):
            self._close(len(self._open) - 1 if self._open[-1].bracket else 0)

    def _close(self, depth: int) -> None:
        """Close all lists but the outer ones; a colon before one figure alone opened none."""
        for closed in self._open[depth:]:
            if closed.colon and len(closed.members) < _FEWEST:
                for index in closed.members:
                    self._found[index] = None
        del self._open[depth:]

    def _take(self, index: int, gap: str) -> None:
        """Give a figure its whole in the innermost list, where it has one there."""
        has, reading = self._words.has, self._open[-1]
        if has("fact.total", gap) or has("fact.part_not", gap):
            if reading.bracket:
                self._close(len(self._open) - 1)
            return
        part = self._frames[index].figure
        family = self._words.family(part)
        if not family or self._describes(part):
            return
        chosen = reading.sums.get((part.kind, family))
        whole = self._whole(index, family, gap) if chosen is None else chosen[0]
        few = _least(part)
        if whole is None or few is None or self._differs(index, whole):
            return
        so_far = 0 if chosen is None else chosen[1]
        many = _least(self._frames[whole].figure)
        # Men and women are all there are, whatever the numbers say.
        loose = not reading.bracket and gap[:1] in {",", ";"} and not has("fact.part_sexes", gap)
        if many is None or few > many or (loose and so_far + few > many):
            # 10户,其中甲6户,乙8户: what goes past the whole is of another list.
            self._close(len(self._open) - 1)
            return
        reading.sums[part.kind, family] = (whole, so_far + few)
        reading.members.append(index)
        self._found[index] = whole

    def _whole(self, index: int, family: str, gap: str) -> int | None:
        """The figure that is the whole of the first part of its kind in a list."""
        reading, part = self._open[-1], self._frames[index].figure
        # 检查妇女300名,确诊17例,为其中9人…: without a noun, it is a part of what was counted last.
        bare = part.kind == "count" and self._words.has("fact.part_bare", gap)
        last: int | None = None
        for at in reversed(reading.wholes):
            whole = self._frames[at].figure
            if bare and last is None and whole.kind == "count":
                last = at
            if last is not None and self._frames[at].clause != self._frames[last].clause:
                return None
            if not self._fits(part, family, whole):
                continue
            if self._describes(whole) or self._differs(index, at) or self._changed(at):
                continue
            return None if not reading.bracket and self._one_of_several(at) else at
        return None

    def _fits(self, part: Figure, family: str, whole: Figure) -> bool:
        """Whether a figure can be a part of another one: the same kind and unit, no rates, not more."""
        if part.kind != whole.kind or part.per or whole.per:
            return False
        few, many = _least(part), _least(whole)
        alike = self._words.family(whole) == family or whole.unit.startswith(part.unit)
        return alike and few is not None and many is not None and few <= many

    def _describes(self, figure: Figure) -> bool:
        """Whether a figure tells of what sort a thing is: 年收入3万元的有25人, 六十户各贷三万元."""
        end = figure.span[1]
        return self._words.has("fact.part_described", self._text[end : end + 2])

    def _differs(self, part: int, whole: int) -> bool:
        """Whether two amounts are of different sorts of money: 收入 is no part of 加工费."""
        if self._frames[part].figure.kind != "money":
            return False
        end = self._frames[part].figure.span[0]
        of_part = self._words.sort(self._text, self._frames[part - 1].figure.span[1], end)
        if of_part is None:
            return False
        clause, end = self._frames[whole].clause[0], self._frames[whole].figure.span[0]
        of_whole = self._words.sort(self._text, max(clause, end - _FARTHEST), end)
        return of_whole is not None and of_part != of_whole

    def _changed(self, index: int) -> bool:
        """Whether a figure says how much something has grown: it has no parts."""
        clause, end = self._frames[index].clause[0], self._frames[index].figure.span[0]
        return self._words.has("fact.part_changed", self._text[max(clause, end - _FARTHEST) : end])

    def _one_of_several(self, index: int) -> bool:
        """Whether a figure is one of a list of its own: 村12个、社区8个,其中 … leaves open which of the two."""
        if index == 0 or self._found[index] is not None:
            return False
        before, figure = self._frames[index - 1].figure, self._frames[index].figure
        gap = self._text[before.span[1] : figure.span[0]].lstrip()
        joined = len(gap) <= _FARTHEST and gap.startswith("、")
        return joined and (before.kind, before.unit) == (figure.kind, figure.unit)


def _least(figure: Figure) -> Number | None:
    return figure.value if figure.value is not None else figure.min
