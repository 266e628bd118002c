"""Checks what is told twice: the same figure of a state (全镇共有妇代会131个) in two places of one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.checks.ranges import meant
from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger, Verdict


def conflict(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each count of a state (现有, 共有, 全镇 …) with an earlier one of the same noun, unit, program and date.

    What is done can be done twice with different numbers; what there is, is there once.
    """
    state = words.pattern("fact.check_state")
    first: dict[tuple[str, str, str | None], int] = {}
    for place, (frame, row) in enumerate(zip(ledger.frames, ledger.rows, strict=True)):
        figure = frame.figure
        if figure.kind != "count" or not figure.item or figure.per or row.part_of is not None or row.change:
            continue
        low = max(frame.clause[0], figure.span[0] - 30)
        if row.status == "planned" or not state.search(ledger.text, low, figure.span[0]):
            continue
        key = ledger.text[slice(*figure.item)], words.family(figure.unit), row.date
        earlier = first.setdefault(key, place)
        one, other = (meant(ledger.text, ledger.frames[at].figure) for at in (earlier, place))
        if earlier == place or one is None or other is None:
            continue
        if one.meets(other):
            yield verdict(ledger, "conflict", "passed", place, [earlier], ledger.frames[earlier].figure.value)
        elif figure.comparator == ledger.frames[earlier].figure.comparator == "=":
            said = f"{key[0]} is {shown(ledger, earlier)} before and {shown(ledger, place)} here"
            expected = ledger.frames[earlier].figure.value
            yield verdict(ledger, "conflict", "failed", place, [earlier], expected, said)
