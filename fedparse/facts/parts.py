"""Finds of which figure another one is a part (`part_of`): 其中 …, brackets, a list behind a colon, men and women."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Figure, Frame
    from fedparse.model import Change, Number
    from fedparse.packs import RulePack

_FARTHEST = 40
"""Between two figures of one list stand at most so many characters."""
_POOL = 4
"""The whole is one of so many figures before its first part."""
_ENDS = "。;!?\n"
_LISTED = "\u3001"  # 、
_CHANGED = frozenset({"up", "down"})


class Parts:
    """Finds parts with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rules = {rule.id: rule for rule in pack.of("fact")}
        self._people = frozenset(pack.lexicons["measures"].terms("kind", "person"))

    def of(self, text: str, frames: Sequence[Frame], changes: Sequence[Change | None]) -> list[int | None]:
        """For each figure the number of the one that it is a part of; what a change adds is no whole (多312人)."""
        found: list[int | None] = [None for _ in frames]
        figures = [frame.figure for frame in frames]
        pool: list[int] | None = None
        units: dict[int, str] = {}
        bracket = False
        for index in range(1, len(figures)):
            low, high = figures[index - 1].span[1], figures[index].span[0]
            if high < low or high - low > _FARTHEST:
                pool = None
                continue
            gap = text[low:high]
            opened = gap.startswith("(")
            if self._opens_list(text, frames, index, gap):
                pool, bracket = [index - 1], False
            elif self._has("fact.part_among", gap) or opened or self._has("fact.part_sexes", gap):
                # A list in a list keeps the figures before it; 女 after 男 keeps the whole of both.
                if pool is None or not self._has("fact.part_sexes", gap):
                    first = index - 1 if opened else max(0, index - _POOL)
                    # The whole stands in the sentence of the figure before, not in an earlier one.
                    near = frames[index - 1].sentence
                    pool = [
                        at for at in range(first, index) if frames[at].sentence == near and changes[at] not in _CHANGED
                    ]
                    bracket = opened
            elif any(end in gap for end in _ENDS) or (bracket and ")" in gap) or self._has("fact.part_end", gap):
                pool = None
            if pool is None:
                continue
            if self._has("fact.total", gap) or self._has("fact.part_not", gap):
                pool = None
                continue
            whole = next((at for at in reversed(pool) if self._fits(figures[index], figures[at])), None)
            # The parts of one whole are of one unit: 男20人、女30人,组长5名.
            if whole is not None and units.setdefault(whole, figures[index].unit) == figures[index].unit:
                found[index] = whole
        return found

    def _opens_list(self, text: str, frames: Sequence[Frame], index: int, gap: str) -> bool:
        """Whether a colon behind the figure before opens a list of its parts: 来访50件:婚姻类44件、财产类6件.

        What begins with a verb is what was done with it: 筹集15万元:慰问老人5000元、救助儿童3000元.
        """
        _, colon, lead = gap.partition(":")
        if not colon or index + 1 == len(frames) or self._has("fact.part_end", f",{lead}"):
            return False
        figure, following = frames[index].figure, frames[index + 1].figure
        listed = text.startswith(_LISTED, figure.span[1])
        return listed and figure.unit == following.unit and frames[index].sentence == frames[index - 1].sentence

    def _has(self, rule: str, gap: str) -> bool:
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled.search(gap) is not None

    def _fits(self, part: Figure, whole: Figure) -> bool:
        """Whether a figure can be a part of another one: the same kind and unit, no rates, not more."""
        if part.kind == "ratio" or part.kind != whole.kind or part.per or whole.per:
            return False
        few, many = _least(part), _least(whole)
        alike = whole.unit.startswith(part.unit) or {part.unit, whole.unit} <= self._people
        return alike and few is not None and many is not None and few <= many


def _least(figure: Figure) -> Number | None:
    return figure.value if figure.value is not None else figure.min
