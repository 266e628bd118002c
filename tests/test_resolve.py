"""Which reading of a place is taken: by layer, then overrides, leftmost, longest, priority, the rule's id."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies

from fedparse.candidates import Candidate
from fedparse.packs import LAYERS, Rule
from fedparse.resolve import resolve

if TYPE_CHECKING:
    from fedparse.model import Span


def candidate(name: str, start: int, end: int, *, priority: int = 0, overrides: tuple[str, ...] = ()) -> Candidate:
    """A reading of `[start, end)` by the rule `name`, whose kind stands before the dot."""
    kind = name.partition(".")[0]
    rule = Rule(id=name, kind=kind, title="", path="", index=0, priority=priority, overrides=overrides)
    return Candidate(rule, (start, end), {})


CHOICES = {
    "earlier-layer": ([candidate("count.a", 0, 9), candidate("program.a", 3, 5)], ["program.a"]),
    "guard-before-count": ([candidate("count.a", 0, 3), candidate("guard.a", 2, 5)], ["guard.a"]),
    "leftmost": ([candidate("count.a", 1, 9), candidate("count.b", 0, 2)], ["count.b"]),
    "longest": ([candidate("count.a", 0, 3), candidate("count.b", 0, 5)], ["count.b"]),
    "priority": ([candidate("count.a", 0, 3), candidate("count.b", 0, 3, priority=1)], ["count.b"]),
    "id": ([candidate("count.b", 0, 3), candidate("count.a", 0, 3)], ["count.a"]),
    "neighbours": ([candidate("count.a", 3, 6), candidate("count.b", 0, 3)], ["count.b", "count.a"]),
    "override-the-longer": (
        [candidate("count.a", 0, 6), candidate("count.b", 2, 4, overrides=("count.a",))],
        ["count.b"],
    ),
    "override-elsewhere": (
        [candidate("count.a", 0, 2), candidate("count.b", 4, 6, overrides=("count.a",))],
        ["count.a", "count.b"],
    ),
    "outgrown-guard": ([candidate("guard.a", 2, 4), candidate("count.a", 0, 6)], ["count.a"]),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("given_", "taken"), CHOICES.values(), ids=CHOICES.keys())
def test_choice(given_: list[Candidate], taken: list[str]) -> None:
    assert [winner.rule.id for winner in resolve(given_)[0]] == taken


def test_taken_before() -> None:
    winners, losses = resolve([candidate("count.a", 0, 5)], [candidate("date.a", 4, 8)])
    assert [winner.rule.id for winner in winners] == ["date.a"]
    assert [(loss.candidate.rule.id, loss.winner.rule.id) for loss in losses] == [("count.a", "date.a")]


CANDIDATES = strategies.builds(
    lambda kind, start, size: candidate(f"{kind}.x", start, start + size),
    strategies.sampled_from([kind for kind in LAYERS if kind != "guard"]),
    strategies.integers(0, 30),
    strategies.integers(1, 6),
)


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(strategies.lists(CANDIDATES, max_size=25))
def test_every_reading_wins_or_loses_to_one_that_won(candidates: list[Candidate]) -> None:
    winners, losses = resolve(candidates)
    assert len(winners) + len(losses) == len(candidates)
    assert [winner.span for winner in winners] == sorted(winner.span for winner in winners)
    assert not any(overlap(one.span, other.span) for one, other in pairwise(winners))
    for loss in losses:
        assert loss.winner in winners
        assert overlap(loss.candidate.span, loss.winner.span)
        assert LAYERS.index(loss.winner.rule.kind) <= LAYERS.index(loss.candidate.rule.kind)
