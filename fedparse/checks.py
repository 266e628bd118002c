"""Proves figures by arithmetic: a list of checks of one signature, each of which looks at the ledger of a report.

A check that passes is evidence that the figures were read as they were meant; one that fails changes nothing and says
what does not agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fedparse.ledger import Ledger, Verdict
    from fedparse.packs import RulePack

    Check: TypeAlias = "Callable[[Ledger, RulePack], Iterator[Verdict]]"

CHECKS: Sequence[Check] = ()
"""All checks, in the order in which they are made."""


def check(ledger: Ledger, pack: RulePack) -> list[Verdict]:
    """What all checks say of a report, in the order of the text."""
    verdicts = [verdict for one in CHECKS for verdict in one(ledger, pack)]
    return sorted(verdicts, key=lambda verdict: (verdict.span, verdict.check))
