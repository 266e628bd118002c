"""Finds who did it (`organization`), when the text names someone who is not the author: 县农业局, 爱心企业.

Only a name that opens its clause, or that 由 brings in, and that a verb follows (rule `fact.organization`): who stands
behind 向 or 联合 is a source or a partner. A clause that goes on about the same thing (共, 每, 折合) has the same doer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import regex

    from fedparse.ledger import Frame
    from fedparse.model import Span
    from fedparse.packs import RulePack

_REACH = 40
"""A name and its verb end at most so far from the beginning of a clause."""


class Organizations:
    """Finds organizations with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        rules = {rule.id: rule for rule in pack.of("fact")}
        named, again = (rules[f"fact.{name}"].pattern for name in ("organization", "organization_again"))
        assert named is not None
        assert again is not None
        self._named: regex.Pattern[str] = named.compiled
        self._again: regex.Pattern[str] = again.compiled

    def of(self, text: str, frames: Sequence[Frame]) -> list[Span | None]:
        """Where the organization of each figure stands."""
        found: list[Span | None] = []
        clause: Span | None = None
        doer: Span | None = None
        sentence: Span | None = None
        for frame in frames:
            if frame.clause != clause:
                low, high = frame.clause
                match = self._named.match(text, low, min(high, low + _REACH))
                goes_on = frame.sentence == sentence and self._again.match(text, low, high) is not None
                doer = match.span("name") if match else doer if goes_on else None
                clause, sentence = frame.clause, frame.sentence
            # What is counted is not who counts: 表彰优秀企业3家.
            found.append(doer if doer and doer[1] <= frame.figure.span[0] else None)
        return found
