"""Turns figures into rows: what was done, under which program, when, planned or reported.

Each answer is looked for in the figure's clause, then in its sentence, then in the heading of its section.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from fedparse.model import Span, Status
from fedparse.packs import RulePack, alternation

_CLAUSE_END = re.compile(r"[,。;!?\n]")
_SENTENCE_END = re.compile(r"[。!?\n]")
_REACH = 400
"""The longest sentence that is looked at on either side, in characters."""


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
    def _action(self) -> re.Pattern[str]:
        return re.compile(alternation(self.pack.lexicons["actions"].terms()))

    @cached_property
    def _planned(self) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
        patterns = {rule.id: rule.pattern.compiled for rule in self.pack.of("fact") if rule.pattern}
        return patterns["fact.planned"], patterns["fact.planned_heading"]

    def row(self, text: str, figure: Span, programs: Sequence[Placed], dates: Sequence[Placed], scope: Scope) -> Row:
        """The row of one figure of `text`; `programs` and `dates` are those of the report, in order."""
        clause = _between(_CLAUSE_END, text, figure)
        sentence = _between(_SENTENCE_END, text, figure)
        actions = self.pack.lexicons["actions"].rows
        verbs = [match[0] for match in self._action.finditer(text, clause[0], figure[0])]
        in_clause, in_heading = self._planned
        planned = in_clause.search(text, sentence[0], figure[0]) or in_heading.search(scope.heading)
        return Row(
            actions[verbs[-1]]["action"] if verbs else None,
            _nearest(programs, clause, figure) or _nearest(programs, sentence, figure) or scope.program,
            _nearest(dates, clause, figure) or _nearest(dates, sentence, figure) or scope.date,
            "planned" if planned else "reported",
            clause,
        )


def _between(mark: re.Pattern[str], text: str, span: Span) -> Span:
    """The stretch round a span up to the nearest marks on both sides."""
    start = max(0, span[0] - _REACH)
    for found in mark.finditer(text, start, span[0]):
        start = found.end()
    end = mark.search(text, span[1], span[1] + _REACH)
    return start, end.start() if end else min(len(text), span[1] + _REACH)


def _nearest(placed: Sequence[Placed], within: Span, figure: Span) -> str | None:
    """The last mention before the figure within a stretch, else the first one after it."""
    low = bisect_left(placed, within[0], key=lambda mention: mention.start)
    high = bisect_left(placed, within[1], key=lambda mention: mention.start)
    here = bisect_left(placed, figure[0], low, high, key=lambda mention: mention.start)
    if here > low:
        return placed[here - 1].value
    return placed[here].value if here < high else None


def inherited(path: Sequence[Mapping[str, str]], key: str) -> str | None:
    """The value that the nearest of nested headings gives."""
    return next((values[key] for values in reversed(path) if key in values), None)
