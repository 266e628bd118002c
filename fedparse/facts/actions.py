"""Finds what was done (`action`): the verb of a figure's clause, as the lexicon `actions` normalises it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.ledger import Frame
    from fedparse.packs import RulePack

_HEAD = 2
_FARTHEST = 80
"""A verb further from its figure, in one clause, is not its verb; and a clause may be as long as a file."""


class Actions:
    """Finds actions with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._rows = pack.lexicons["actions"].rows
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    @cached_property
    def _verbs(self) -> Mapping[str, Sequence[str]]:
        """The verbs by their first two characters, the longest first."""
        heads: defaultdict[str, list[str]] = defaultdict(list)
        for verb in sorted(self._rows, key=len, reverse=True):
            heads[verb[:_HEAD]].append(verb)
        return heads

    def of(self, text: str, frames: Sequence[Frame]) -> list[str | None]:
        """The action of each figure."""
        return [self._last(text, frame.clause[0], frame.figure.span[0]) for frame in frames]

    def _last(self, text: str, low: int, high: int) -> str | None:
        """The last action named in `[low, high)`; not in 培训班, where the verb is part of a noun."""
        verbs_at = self._verbs.get
        for at in range(high - _HEAD, max(low, high - _FARTHEST) - 1, -1):
            for verb in verbs_at(text[at : at + _HEAD], ()):
                end = at + len(verb)
                if text.startswith(verb, at) and end <= high and self._is_verb(text, end):
                    return self._rows[verb]["action"]
        return None

    def _is_verb(self, text: str, end: int) -> bool:
        after = self._rules["fact.action"].after
        return after is None or after.compiled.match(text, end) is not None
