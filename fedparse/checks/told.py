"""Checks what is told twice: the same figure of a state (全镇共有妇代会131个) in two places of one report."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fedparse.checks.ranges import meant
from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger, Verdict

_UNKNOWN = "X"
"""Two dates with unknown digits need not be the same."""
_REACH = 30
"""A word for what there is stands so near before its figure."""


def conflict(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each count of a state (现有, 共有, 全镇 …) with an earlier one of the same noun, unit, program and date.

    What is done can be done twice with different numbers; what there is, is there once.
    """
    state = words.pattern("fact.check_state")
    for places in _alike(ledger, words):
        first: dict[str, int] = {}
        for place in places:
            scope = _scope(ledger, state, place)
            if scope is None:
                continue
            if scope in first:
                yield from _compared(ledger, first[scope], place)
            first.setdefault(scope, place)


def _alike(ledger: Ledger, words: Words) -> list[list[int]]:
    """The counts of one noun, unit and date, where there are several."""
    groups: defaultdict[tuple[str, str, str | None], list[int]] = defaultdict(list)
    for place, (frame, row) in enumerate(zip(ledger.frames, ledger.rows, strict=True)):
        figure = frame.figure
        dated = row.date is None or _UNKNOWN not in row.date
        if figure.kind == "count" and figure.item and not figure.per and row.part_of is None and dated:
            groups[ledger.text[slice(*figure.item)], words.family(figure.unit), row.date].append(place)
    return [places for places in groups.values() if len(places) > 1]


def _scope(ledger: Ledger, state: regex.Pattern[str], place: int) -> str | None:
    """Of what a figure says what there is: 全镇 of 全镇现有12名, which 东村现有9名 does not deny."""
    frame = ledger.frames[place]
    low = max(frame.clause[0], frame.figure.span[0] - _REACH)
    match = state.search(ledger.text, low, frame.figure.span[0]) if ledger.rows[place].status == "reported" else None
    return ledger.text[frame.clause[0] : match.start()] if match else None


def _compared(ledger: Ledger, earlier: int, place: int) -> Iterator[Verdict]:
    first, second = ledger.frames[earlier].figure, ledger.frames[place].figure
    one, other = meant(ledger.text, first), meant(ledger.text, second)
    if one is None or other is None:
        return
    if one.meets(other):
        yield verdict(ledger, "conflict", "passed", place, [earlier], first.value)
    elif first.comparator == second.comparator == "=":
        noun = ledger.text[slice(*first.item)] if first.item else ""
        said = f"{noun} is {shown(ledger, earlier)} before and {shown(ledger, place)} here"
        yield verdict(ledger, "conflict", "failed", place, [earlier], first.value, said)
