"""Finds what a ratio is a share of or a change is measured from (`basis`), and where a change goes (`change`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Frame
    from fedparse.model import Change, Span
    from fedparse.packs import RulePack


class Changed(NamedTuple):
    """The basis and the direction of a figure, each None where there is none."""

    basis: Span | None
    change: Change | None


class Changes:
    """Finds bases and directions with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack

    def of(self, text: str, frames: Sequence[Frame]) -> list[Changed]:
        """The basis and the direction of each figure."""
        del text
        return [Changed(None, None) for _ in frames]
