"""Chooses among candidates: layer by layer, and in a layer overrides, leftmost, longest, priority.

Losers keep the name of their winner, so that `rules explain` can say why a rule made nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from fedparse.candidates import Candidate, Loss
from fedparse.packs import LAYERS
from fedparse.spans import Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.model import Span

_ORDER = {kind: place for place, kind in enumerate(LAYERS)}


def resolve(candidates: Iterable[Candidate], taken: Sequence[Candidate] = ()) -> tuple[list[Candidate], list[Loss]]:
    """The winners in the order of the text, and the losers.

    `taken` are winners of earlier layers: nothing that overlaps one can win. Two mentions never overlap.
    """
    ordered = _demote_overridden(sorted(_without_outgrown_guards(list(candidates)), key=_rank))
    winners = sorted(taken, key=_span)
    losses: list[Loss] = []
    for wave in _waves(ordered):
        starts = [winner.span[0] for winner in winners]
        won: list[Candidate] = []
        for candidate in wave:
            start, end = candidate.span
            place = bisect_right(starts, start)
            if won and won[-1].span[1] > start:
                losses.append(Loss(candidate, won[-1]))
            elif place and winners[place - 1].span[1] > start:
                losses.append(Loss(candidate, winners[place - 1]))
            elif place < len(starts) and starts[place] < end:
                losses.append(Loss(candidate, winners[place]))
            else:
                won.append(candidate)
        winners = sorted([*winners, *won], key=_span)
    return winners, losses


def _waves(ordered: Iterable[Candidate]) -> Iterator[Sequence[Candidate]]:
    """The candidates in runs that go from left to right: about one a layer, so that winners are put in order seldom."""
    wave: list[Candidate] = []
    for candidate in ordered:
        if wave and candidate.span[0] < wave[-1].span[0]:
            yield wave
            wave = []
        wave.append(candidate)
    if wave:
        yield wave


def _span(candidate: Candidate) -> Span:
    return candidate.span


def _without_outgrown_guards(candidates: list[Candidate]) -> list[Candidate]:
    """Drops a guard that stands inside a longer reading: 二百五 guards nothing in `二百五十户`."""
    readings = sorted(c.span for c in candidates if _ORDER[c.rule.kind] > _ORDER["guard"])
    starts = [start for start, _ in readings]
    ends = list(accumulate((end for _, end in readings), max))

    def outgrown(guard: Candidate) -> bool:
        start, end = guard.span
        index = bisect_right(starts, start) - 1
        return (
            index >= 0
            and ends[index] >= end
            and any(
                reading[0] <= start and reading[1] >= end and reading != guard.span
                for reading in readings[max(0, index - 8) : index + 1]
            )
        )

    return [c for c in candidates if c.rule.kind != "guard" or not outgrown(c)]


def _rank(candidate: Candidate) -> tuple[int, int, int, int, str]:
    rule, (start, end), _ = candidate
    return _ORDER[rule.kind], start, -end, -rule.priority, rule.id


def _demote_overridden(ordered: list[Candidate]) -> list[Candidate]:
    """Puts a candidate after every overlapping one whose rule overrides its own."""
    overriders: dict[str, set[str]] = {}
    for candidate in ordered:
        for name in candidate.rule.overrides:
            overriders.setdefault(name, set()).add(candidate.rule.id)
    if not overriders:
        return ordered
    strong: dict[str, list[Span]] = {name: [] for names in overriders.values() for name in names}
    for candidate in ordered:
        if candidate.rule.id in strong:
            strong[candidate.rule.id].append(candidate.span)
    spans = {name: Taken(found) for name, found in strong.items()}

    def demoted(candidate: Candidate) -> bool:
        return any(spans[name].overlaps(candidate.span) for name in overriders.get(candidate.rule.id, ()))

    if not any(candidate.rule.id in overriders and demoted(candidate) for candidate in ordered):
        return ordered
    # The order is stable: within the kept and within the demoted the rank decides.
    return sorted(ordered, key=lambda c: (_ORDER[c.rule.kind], demoted(c)))
