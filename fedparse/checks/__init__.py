"""Proves figures by arithmetic: a list of checks of one signature, each of which looks at the ledger of a report.

A check that passes is evidence that the figures were read as they were meant; one that fails changes nothing and says
what does not agree. Figures are compared as ranges (`fedparse.checks.ranges`): 1200余 is anything up to 1300.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.checks.lists import listed
from fedparse.checks.points import numbering
from fedparse.checks.products import product
from fedparse.checks.ratios import change, share
from fedparse.checks.sums import parts, totals
from fedparse.checks.told import conflict
from fedparse.checks.words import Words
from fedparse.checks.years import anniversary, year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fedparse.ledger import Ledger, Verdict
    from fedparse.packs import RulePack

    Check = Callable[[Ledger, Words], Iterator[Verdict]]

CHECKS: Sequence[Check] = (parts, totals, product, share, change, listed, conflict, numbering, year, anniversary)
"""All checks, in the order in which they are made."""


class Checker:
    """Makes all checks with the words of one pack; `integer` reads a numeral."""

    def __init__(self, pack: RulePack, integer: Callable[[str], int | None]) -> None:
        self._words = Words(pack, integer)

    def verdicts(self, ledger: Ledger) -> list[Verdict]:
        """What all checks say of a report, in the order of the text."""
        found = [verdict for check in CHECKS for verdict in check(ledger, self._words)]
        return sorted(found, key=lambda verdict: (verdict.span, verdict.check, verdict.operands))
