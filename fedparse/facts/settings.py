"""Finds under which program and when, and whether it is a plan: in the clause, the sentence, the headings above."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import regex

    from fedparse.ledger import Frame, Placed
    from fedparse.model import Span, Status
    from fedparse.packs import RulePack

_COMPARED = 3
"""A word of comparison stands at most so many characters before its date."""


class Setting(NamedTuple):
    """Under which program, when, planned or reported."""

    program: str | None
    date: str | None
    status: Status


class Settings:
    """Finds settings with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    def dates(self, text: str, dates: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """The dates that say when something was done: not those it is compared with (比去年)."""
        compared = self._pattern("fact.compared")
        for start, edtf in dates:
            if not compared.search(text, max(0, start - _COMPARED), start):
                yield start, edtf

    def plans(self, heading: str) -> bool:
        """Whether what stands under a heading is planned."""
        return self._pattern("fact.planned_heading").search(heading) is not None

    def of(self, text: str, frames: Sequence[Frame], programs: Placed, dates: Placed) -> Iterator[Setting]:
        """The setting of each figure; programs and dates are those of the whole text."""
        plan = self._pattern("fact.planned")
        read: Span | None = None
        for (_, span, *_, scope), clause, sentence in frames:
            start = span[0]
            if sentence != read:
                # The figures of one sentence follow each other.
                read, planned = sentence, plan.search(text, *sentence)
            yield Setting(
                programs.nearest(start, clause, sentence) or scope.program,
                dates.nearest(start, clause, sentence) or scope.date,
                "planned" if scope.planned or (planned and planned.start() < start) else "reported",
            )

    def _pattern(self, rule: str) -> regex.Pattern[str]:
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled
