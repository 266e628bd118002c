"""How checks name figures, and the verdicts they make."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fedparse.checks.ranges import number
from fedparse.ledger import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ledger import Ledger
    from fedparse.model import CheckName, Number, Result


def shown(ledger: Ledger, place: int) -> str:
    """A figure as the text has it."""
    return ledger.text[slice(*ledger.frames[place].figure.span)]


def verdict(
    ledger: Ledger,
    check: CheckName,
    result: Result,
    figure: int,
    operands: Sequence[int],
    expected: Number | None,
    message: str = "",
) -> Verdict:
    """A verdict about a figure; `message` is for one that failed."""
    value = number(expected) if isinstance(expected, Decimal) else expected
    return Verdict(check, result, figure, ledger.frames[figure].figure.span, tuple(operands), value, message)
