"""Finds of which figure another one is a part (`part_of`): 其中 …, what stands in brackets, men and women."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Figure, Frame
    from fedparse.model import Number
    from fedparse.packs import RulePack

_FARTHEST = 40
"""Between two figures of one list stand at most so many characters."""
_POOL = 4
"""The whole is one of so many figures before its first part."""
_ENDS = "。;!?\n"


class Parts:
    """Finds parts with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    def of(self, text: str, frames: Sequence[Frame]) -> list[int | None]:
        """For each figure the number of the one that it is a part of."""
        found: list[int | None] = [None for _ in frames]
        figures = [frame.figure for frame in frames]
        pool: list[int] | None = None
        bracket = False
        for index in range(1, len(figures)):
            low, high = figures[index - 1].span[1], figures[index].span[0]
            if high < low or high - low > _FARTHEST:
                pool = None
                continue
            gap = text[low:high]
            opened = gap.startswith("(")
            if self._has("fact.part_among", gap) or opened or self._has("fact.part_sexes", gap):
                # A list in a list keeps the figures before it; 女 after 男 keeps the whole of both.
                if pool is None or not self._has("fact.part_sexes", gap):
                    first = index - 1 if opened else max(0, index - _POOL)
                    # The whole stands in the sentence of the figure before, not in an earlier one.
                    near = frames[index - 1].sentence
                    pool = [at for at in range(first, index) if frames[at].sentence == near]
                    bracket = opened
            elif any(end in gap for end in _ENDS) or (bracket and ")" in gap) or self._has("fact.part_end", gap):
                pool = None
            if pool is None:
                continue
            if self._has("fact.total", gap) or self._has("fact.part_not", gap):
                pool = None
                continue
            found[index] = next((at for at in reversed(pool) if _fits(figures[index], figures[at])), None)
        return found

    def _has(self, rule: str, gap: str) -> bool:
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled.search(gap) is not None


def _fits(part: Figure, whole: Figure) -> bool:
    """Whether a figure can be a part of another one: the same kind and unit, no rates, not more."""
    if part.kind == "ratio" or part.kind != whole.kind or part.per or whole.per:
        return False
    few, many = _least(part), _least(whole)
    alike = whole.unit.startswith(part.unit)
    return alike and few is not None and many is not None and few <= many


def _least(figure: Figure) -> Number | None:
    return figure.value if figure.value is not None else figure.min
