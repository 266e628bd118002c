"""Finds what a ratio is a share of or a change is measured from (`basis`), and where a change goes (`change`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Frame
    from fedparse.model import Change, Span
    from fedparse.packs import RulePack

_FARTHEST = 40
"""A word of change and its basis stand at most so many characters before the figure."""

_JOINT = 4
"""A joint of two figures is no longer."""
_HALF_STOP = ";"
"""What one half of a sentence is compared with, the other is not."""


class Changed(NamedTuple):
    """The basis and the direction of a figure, each None where there is none."""

    basis: Span | None
    change: Change | None


class Changes:
    """Finds bases and directions with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    def of(self, text: str, frames: Sequence[Frame]) -> list[Changed]:
        """The basis and the direction of each figure."""
        found: list[Changed] = []
        last = 0
        compared: Span | None = None
        sentence: Span | None = None
        for at, (figure, _, within) in enumerate(frames):
            start, end = figure.span
            if at and figure.kind == frames[at - 1].figure.kind and self._shares(text, last, start):
                # 分别增长5%和8%: what is said before the first of a row is said of all.
                found.append(found[-1])
                last = end
                continue
            if within != sentence or _HALF_STOP in text[max(last, start - _FARTHEST) : start]:
                sentence, compared = within, None
            low = max(last, within[0], start - _FARTHEST)
            change = self._change(text, low, start)
            # 比2016年增加2.4万元,增长14.8%: both changes are measured from the same year.
            compared = self._ending("fact.basis_compared", text, low, start, touching=False) or compared
            basis = None
            if figure.kind == "ratio":
                share = self._ending("fact.basis_share", text, low, start, touching=True)
                basis = share or (compared if change in {"up", "down"} else None)
            if change is None:
                compared = None
            found.append(Changed(basis, change))
            last = end
        return found

    def _shares(self, text: str, low: int, high: int) -> bool:
        """Whether nothing but a joint stands between two figures."""
        pattern = self._rules["fact.change_shared"].pattern
        assert pattern is not None
        return 0 < high - low <= _JOINT and pattern.compiled.match(text[low:high]) is not None

    def _change(self, text: str, low: int, start: int) -> Change | None:
        """Where a change goes whose word ends right before the figure."""
        pattern = self._rules["fact.change"].pattern
        assert pattern is not None
        for match in pattern.compiled.finditer(text, low, start + 1):
            if not text[match.end() : start].strip():
                return "to" if match["to"] else "down" if match["down"] else "up"
        return None

    def _ending(self, rule: str, text: str, low: int, start: int, *, touching: bool) -> Span | None:
        """Where the last noun of a rule stands before a figure; touching: right before it."""
        pattern = self._rules[rule].pattern
        assert pattern is not None
        noun: Span | None = None
        for match in pattern.compiled.finditer(text, low, start + 1):
            if not text[match.end() : start].strip() or (not touching and match.end() < start):
                noun = match.span("noun")
        return noun
