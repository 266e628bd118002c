"""Finds the last count of a noun before a place of a report, by the end of the noun: 行政村 by 村."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.ledger import Ledger


class Counted:
    """The counts of a report by their nouns, looked through when they are first asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """The counts of each noun, in order, by each end of the noun."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, frame in enumerate(self._ledger.frames):
            figure = frame.figure
            if figure.kind == "count" and figure.item and figure.per is None:
                item = self._ledger.text[slice(*figure.item)]
                for size in range(1, len(item) + 1):
                    found[item[-size:]].append(place)
        return found

    def last(self, noun: str, place: int) -> int | None:
        """The last count of a noun before a figure."""
        places = self._places.get(noun, ())
        at = bisect_left(places, place) - 1
        return places[at] if at >= 0 else None
