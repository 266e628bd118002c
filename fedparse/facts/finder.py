"""The rows of figures, column by column: each module here finds one answer for all figures of a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.facts.actions import Actions
from fedparse.facts.changes import Changes
from fedparse.facts.organizations import Organizations
from fedparse.facts.parts import Parts
from fedparse.facts.roles import Roles
from fedparse.facts.settings import Settings
from fedparse.ledger import Frame, Placed, Row
from fedparse.spans import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.ledger import Figure
    from fedparse.packs import RulePack

_CLAUSE_ENDS = ",。;!?"
_SENTENCE_ENDS = "。!?"
_WORD = re.compile(r"\S")


class FactFinder:
    """Finds the rows of figures with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._actions = Actions(pack)
        self._roles = Roles(pack)
        self._organizations = Organizations(pack)
        self._parts = Parts(pack)
        self._changes = Changes(pack)
        self._settings = Settings(pack)

    def dates(self, text: str, dates: Iterable[tuple[int, str]]) -> Placed:
        """The dates that say when something was done, of all dates with the place of each."""
        return Placed(self._settings.dates(text, dates))

    def plans(self, heading: str) -> bool:
        """Whether what stands under a heading is planned."""
        return self._settings.plans(heading)

    def rows(self, text: str, frames: Sequence[Frame], programs: Placed, dates: Placed) -> list[Row]:
        """The row of each figure of one report, in order; programs and dates are those of the whole text."""
        parts = self._parts.of(text, frames)
        columns = zip(
            self._actions.of(text, frames),
            self._roles.of(text, frames, parts),
            self._settings.of(text, frames, programs, dates),
            self._organizations.of(text, frames),
            parts,
            self._changes.of(text, frames),
            strict=True,
        )
        return [
            Row(action, role, program, date, organization, status, part, basis, change)
            for action, role, (program, date, status), organization, part, (basis, change) in columns
        ]


class Framer:
    """Finds the clause and the sentence of each figure of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses, self._sentences = Breaks(text, _CLAUSE_ENDS), Breaks(text, _SENTENCE_ENDS)

    def frame(self, figure: Figure) -> Frame:
        """A figure with its clause, which begins at the first word, and its sentence."""
        start = figure.span[0]
        low, high = self._clauses.around(figure.span)
        # The indent of a paragraph is no part of its first clause.
        word = _WORD.search(self._text, low, start)
        return Frame(figure, (word.start() if word else start, high), self._sentences.around(figure.span))
