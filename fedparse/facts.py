"""Turns figures into rows: what was done, under which program, when, planned or reported.

Each answer is looked for in the figure's clause, then in its sentence, then in the heading of its section.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fedparse.spans import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import regex

    from fedparse.model import Span, Status
    from fedparse.packs import RulePack

_CLAUSE_ENDS = ",。;!?"
_SENTENCE_ENDS = "。!?"
_WORD = re.compile(r"\S")
_HEAD = 2
_FARTHEST_ACTION = 80
"""A verb further from its figure, in one clause, is not its verb; and a clause may be as long as a file."""
_COMPARED = 3
"""A word of comparison stands at most so many characters before its date."""


class Placed:
    """What stands in a text and can give a figure something: values by the place where each begins, in order."""

    __slots__ = ("_starts", "_values")

    def __init__(self, values: Iterable[tuple[int, str]]) -> None:
        ordered = sorted(values)
        self._starts = [start for start, _ in ordered]
        self._values = [value for _, value in ordered]

    def last(self, low: int, high: int) -> str | None:
        """The last value in `[low, high)`."""
        index = bisect_left(self._starts, high) - 1
        return self._values[index] if index >= 0 and self._starts[index] >= low else None

    def nearest(self, place: int, *stretches: Span) -> str | None:
        """The last value before a place, else the first one after it, in the first of several stretches with any."""
        after = bisect_left(self._starts, place)
        before = after - 1
        for low, high in stretches:
            if before >= 0 and self._starts[before] >= low:
                return self._values[before]
            if after < len(self._starts) and self._starts[after] < high:
                return self._values[after]
        return None


class Scope(NamedTuple):
    """What the heading of a section says of its figures, or a heading above: are they plans, of what, when."""

    planned: bool
    program: str | None
    date: str | None


class Row(NamedTuple):
    """The links of one figure; `clause` is a span of the matched text."""

    action: str | None
    program: str | None
    date: str | None
    status: Status
    clause: Span


class FactFinder:
    """Finds the rows of figures with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rows = pack.lexicons["actions"].rows
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    @cached_property
    def _actions(self) -> Mapping[str, Sequence[str]]:
        """The verbs by their first two characters, the longest first."""
        heads: defaultdict[str, list[str]] = defaultdict(list)
        for verb in sorted(self._rows, key=len, reverse=True):
            heads[verb[:_HEAD]].append(verb)
        return heads

    def _action(self, text: str, low: int, high: int) -> str | None:
        """The last action named in `[low, high)`; not in 培训班, where the verb is part of a noun."""
        verbs_at = self._actions.get
        for at in range(high - _HEAD, max(low, high - _FARTHEST_ACTION) - 1, -1):
            for verb in verbs_at(text[at : at + _HEAD], ()):
                end = at + len(verb)
                if text.startswith(verb, at) and end <= high and self._is_verb(text, end):
                    return self._rows[verb]["action"]
        return None

    def _is_verb(self, text: str, end: int) -> bool:
        after = self._rules["fact.action"].after
        return after is None or after.compiled.match(text, end) is not None

    def dates(self, text: str, dates: Iterable[tuple[int, str]]) -> Placed:
        """The dates that say when something was done: not those it is compared with (比去年)."""
        compared = self._pattern("fact.compared")
        return Placed(
            (start, edtf) for start, edtf in dates if not compared.search(text, max(0, start - _COMPARED), start)
        )

    def plans(self, heading: str) -> bool:
        """Whether what stands under a heading is planned."""
        return self._pattern("fact.planned_heading").search(heading) is not None

    def rows(self, text: str, figures: Iterable[tuple[Span, Scope]], programs: Placed, dates: Placed) -> Iterator[Row]:
        """The row of each figure of `text`, in order; programs and dates are those of the whole text."""
        clauses, sentences = Breaks(text, _CLAUSE_ENDS), Breaks(text, _SENTENCE_ENDS)
        plan = self._pattern("fact.planned")
        read: Span | None = None
        for figure, scope in figures:
            start = figure[0]
            (low, high), sentence = clauses.around(figure), sentences.around(figure)
            # The indent of a paragraph is no part of its first clause.
            word = _WORD.search(text, low, start)
            clause = word.start() if word else start, high
            if sentence != read:
                # The figures of one sentence follow each other.
                read, planned = sentence, plan.search(text, *sentence)
            yield Row(
                self._action(text, clause[0], start),
                programs.nearest(start, clause, sentence) or scope.program,
                dates.nearest(start, clause, sentence) or scope.date,
                "planned" if scope.planned or (planned and planned.start() < start) else "reported",
                clause,
            )

    def _pattern(self, rule: str) -> regex.Pattern[str]:
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled
