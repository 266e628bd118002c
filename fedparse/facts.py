"""Turns figures into rows: what was done, under which program, when, planned or reported.

Each answer is looked for in the figure's clause, then in its sentence, then in the heading of its section.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from fedparse.model import Span, Status
from fedparse.packs import RulePack
from fedparse.spans import Breaks

_CLAUSE_END = re.compile(r"[,。;!?\n]")
_SENTENCE_END = re.compile(r"[。!?\n]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention that can give a fact its program or date: its place in the matched text and its value."""

    start: int
    value: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What surrounds the figures of one section: its heading's words, program and date."""

    heading: str
    program: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """The links of one figure; `clause` is a span of the matched text."""

    action: str | None
    program: str | None
    date: str | None
    status: Status
    clause: Span


class FactFinder:
    """Finds the rows of figures with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack

    @cached_property
    def _patterns(self) -> Mapping[str, regex.Pattern[str]]:
        return {rule.id: rule.pattern.compiled for rule in self.pack.of("fact") if rule.pattern}

    def rows(
        self,
        text: str,
        figures: Sequence[tuple[Span, Scope]],
        programs: Sequence[Placed],
        dates: Sequence[Placed],
    ) -> Iterator[Row]:
        """The row of each figure of `text`; `programs` and `dates` are those of the report, in order."""
        clauses, sentences = Breaks(text, _CLAUSE_END), Breaks(text, _SENTENCE_END)
        actions = self.pack.lexicons["actions"].rows
        action, in_clause, in_heading = (self._patterns[f"fact.{key}"] for key in ("action", "planned", "planned_heading"))
        compared = self._patterns["fact.compared"]
        dates = [date for date in dates if not compared.search(text, max(0, date.start - 3), date.start)]
        planned_headings: dict[str, bool] = {}
        for figure, scope in figures:
            clause, sentence = clauses.around(figure), sentences.around(figure)
            verbs = action.findall(text, clause[0], figure[0])
            if scope.heading not in planned_headings:
                planned_headings[scope.heading] = in_heading.search(scope.heading) is not None
            planned = planned_headings[scope.heading] or in_clause.search(text, sentence[0], figure[0])
            yield Row(
                actions[verbs[-1]]["action"] if verbs else None,
                _nearest(programs, clause, figure) or _nearest(programs, sentence, figure) or scope.program,
                _nearest(dates, clause, figure) or _nearest(dates, sentence, figure) or scope.date,
                "planned" if planned else "reported",
                clause,
            )


def _nearest(placed: Sequence[Placed], within: Span, figure: Span) -> str | None:
    """The last mention before the figure within a stretch, else the first one after it."""
    low = bisect_left(placed, within[0], key=lambda mention: mention.start)
    high = bisect_left(placed, within[1], key=lambda mention: mention.start)
    here = bisect_left(placed, figure[0], low, high, key=lambda mention: mention.start)
    if here > low:
        return placed[here - 1].value
    return placed[here].value if here < high else None
