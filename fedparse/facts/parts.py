"""Finds of which figure another one is a part (`part_of`): 其中 …, a list behind a total, what stands in brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Frame
    from fedparse.packs import RulePack


class Parts:
    """Finds parts with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack

    def of(self, text: str, frames: Sequence[Frame]) -> list[int | None]:
        """For each figure the number of the one that it is a part of."""
        del text
        return [None for _ in frames]
