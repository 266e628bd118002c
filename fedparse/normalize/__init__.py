"""Turns what a rule matched into exact values: one module a kind, all reading their words from the pack's lexicons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fedparse.candidates import Match
from fedparse.normalize import date, program, quantity
from fedparse.normalize.tables import Context, Refusal, Tables, Value

Normaliser = Callable[[Match, Context], Sequence[Value] | Refusal]


def _place(match: Match, context: Context) -> Sequence[Value]:
    """A rule that takes a place and makes no value: a guard, a diagnostic."""
    del context
    return [(match.span, {})]


NORMALISERS: Mapping[str, Normaliser] = {
    "date": date.normalise,
    "count": quantity.normalise_count,
    "money": quantity.normalise_money,
    "ratio": quantity.normalise_ratio,
    "program": program.normalise,
    "document": program.normalise_document,
    "guard": _place,
    "diagnostic": _place,
    "suspicion": _place,
}

__all__ = ["NORMALISERS", "Context", "Normaliser", "Refusal", "Tables", "Value"]
