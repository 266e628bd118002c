"""Checks the stated number of points (抓好三项工作:一是 …) against the points that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.ledger import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger

_REACH = 30
_FEWEST = 2


def numbering(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each row of points with the number that what leads it in states; only one that runs from 1 without a gap."""
    stated = words.pattern("fact.check_points")
    for lead, numbers in ledger.points:
        end = lead[1]
        match = stated.search(ledger.text, max(lead[0], end - _REACH), end)
        number = words.integer(match["number"]) if match and match.end() == end else None
        if match is None or number is None or len(numbers) < _FEWEST or list(numbers) != [*range(1, len(numbers) + 1)]:
            continue
        if number == len(numbers):
            yield Verdict("numbering", "passed", None, match.span(), (), number, "")
        else:
            said = f"{len(numbers)} points follow, not {number}"
            yield Verdict("numbering", "failed", None, match.span(), (), len(numbers), said)
