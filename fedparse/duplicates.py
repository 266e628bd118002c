"""Finds the reports of a collection that repeat an earlier one: exactly, or with another title or year and small edits.

Two reports are compared by their clauses, never character by character and never all pairs: an index leads from a
clause to the reports that hold it. A copy that was re-dated, re-titled or wrapped to another width keeps nearly all
its clauses.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

_YEARS = (r"20[\dXx_*]{2}(?!\d)", r"19[\dXx_*]{2}(?!\d)")
_CLAUSE = r"[\u4e00-\u9fff\w]{4,}"
"""Runs of letters and figures; shorter ones say nothing: `和`, `1`, `其中`. The range is in `\\w`, but quicker."""
_SMALLEST = 80
"""Reports with fewer characters in their clauses are only compared as a whole."""
_SHARE = 0.8
"""Two reports repeat each other when so much of the longer one stands in the other."""
_COMMON = 64
"""A clause that stands in more reports than this is a phrase of the trade and leads nowhere."""


def find_duplicates(texts: Sequence[str]) -> tuple[int | None, ...]:
    """For each report the index of the earlier one it repeats, None for a report that is new.

    The answer depends on the texts and their order alone. An index always leads to a report that is new itself.
    """
    if len(texts) == 1:
        return (None,)
    whole: dict[tuple[str, ...], int] = {}
    index = _Index()
    found: list[int | None] = []
    for position, text in enumerate(texts):
        clauses = _clauses(text)
        original = whole.get(clauses) if clauses else None
        if original is None:
            original = index.nearest_or_new(clauses, position)
            whole[clauses] = position if original is None else original
        found.append(original)
    return tuple(found)


def _clauses(text: str) -> tuple[str, ...]:
    """What a report says, clause by clause, without white space, punctuation, letter width and years."""
    # Piece by piece: a piece that needs no normalisation, as nearly all do, is only looked at.
    text = "".join([unicodedata.normalize("NFKC", piece) for piece in text.split()])
    for year in _YEARS:
        text = re.sub(year, "", text)
    return tuple(re.findall(_CLAUSE, text.replace("_", " ")))


class _Index:
    """The new reports by their clauses."""

    def __init__(self) -> None:
        self._holders: dict[str, tuple[int, ...]] = {}
        self._sizes: dict[int, int] = {}

    def nearest_or_new(self, clauses: Sequence[str], new: int) -> int | None:
        """The earlier report that shares most with this one; without one that shares enough, this one is taken in."""
        holders: dict[str, tuple[int, ...]] = dict.fromkeys(clauses, (new,))
        size = len("".join(holders))
        if size < _SMALLEST:
            return None
        known = holders.keys() & self._holders.keys()
        nearest = self._nearest(size, known)
        if nearest is None:
            self._sizes[new] = size
            for clause in known:
                before = self._holders[clause]
                holders[clause] = (*before, new) if len(before) <= _COMMON else before
            self._holders.update(holders)
        return nearest

    def _nearest(self, size: int, known: AbstractSet[str]) -> int | None:
        """The earlier report that shares most with one of so many characters, if it shares enough."""
        if sum(map(len, known)) < _SHARE * size:
            return None
        shared: Counter[int] = Counter()
        for clause in known:
            holders = self._holders[clause]
            if len(holders) <= _COMMON:
                for holder in holders:
                    shared[holder] += len(clause)
        best = max(shared, key=lambda holder: (shared[holder] / max(size, self._sizes[holder]), -holder), default=None)
        enough = best is not None and shared[best] >= _SHARE * max(size, self._sizes[best])
        return best if enough else None
