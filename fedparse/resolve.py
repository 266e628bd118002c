"""Chooses among candidates: layer by layer, and in a layer overrides, leftmost, longest, priority.

Losers keep the name of their winner, so that `rules explain` can say why a rule made nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

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
    overriding = Overriding(ordered)
    if not any(map(overriding.demotes, ordered)):
        return ordered
    # The order is stable: within the kept and within the demoted the rank decides.
    return sorted(ordered, key=lambda c: (_ORDER[c.rule.kind], overriding.demotes(c)))


class Overriding:
    """Which of some candidates come last in their layer, because a rule that overrides theirs holds where they do."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._overriders: dict[str, set[str]] = {}
        for candidate in candidates:
            for name in candidate.rule.overrides:
                self._overriders.setdefault(name, set()).add(candidate.rule.id)
        strong: dict[str, list[Span]] = {name: [] for names in self._overriders.values() for name in names}
        for candidate in candidates if strong else ():
            if candidate.rule.id in strong:
                strong[candidate.rule.id].append(candidate.span)
        self._spans = {name: Taken(found) for name, found in strong.items()}

    def demotes(self, candidate: Candidate) -> bool:
        """Whether a rule overrides the candidate where it stands."""
        names = self._overriders.get(candidate.rule.id)
        return names is not None and any(self._spans[name].overlaps(candidate.span) for name in names)


Reason = Literal["layer", "overrides", "leftmost", "longest", "priority", "id"]


def reason(loss: Loss, overriding: Overriding) -> Reason:
    """What decided between a loser and its winner; `overriding` is of all candidates that were resolved."""
    loser, winner = loss
    keys = [(_ORDER[c.rule.kind], overriding.demotes(c), *_rank(c)[1:]) for c in (winner, loser)]
    decided = next((place for place, (won, lost) in enumerate(zip(*keys, strict=True)) if won != lost), -1)
    return _REASONS[decided]


_REASONS: tuple[Reason, ...] = ("layer", "overrides", "leftmost", "longest", "priority", "id")


def outgrown(guard: Candidate, candidates: Iterable[Candidate]) -> Candidate | None:
    """The shortest reading of some candidates that a guard stands inside; then the guard guards nothing."""
    start, end = guard.span
    inside = [
        c
        for c in candidates
        if _ORDER[c.rule.kind] > _ORDER["guard"] and c.span[0] <= start and c.span[1] >= end and c.span != guard.span
    ]
    return min(inside, key=lambda c: (c.span[1] - c.span[0], _rank(c)), default=None)
