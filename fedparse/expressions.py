"""One expression at a time: the pipeline's own normalisers for a number, a date or an amount of money.

`parse_number("3万5千余")`, `parse_date("上半年", year=2019)`, `parse_money("260余万元")` give the value that the same
expression has in a report, or say in a sentence why it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedparse.errors import ExpressionError
from fedparse.messages import Message
from fedparse.normalize import NORMALISERS, Context
from fedparse.normalize.quantity import read_number
from fedparse.packs import RulePack, load_pack
from fedparse.pipeline import Engine, engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.model import Comparator, Granularity, Number, Part, Resolution


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A number: exact (`value` = `min` = `max`), one-sided (one of `min`, `max` is None) or a range (`value` None)."""

    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """An amount in base units (元) of an ISO 4217 currency, with the sides of a number."""

    amount: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    currency: str


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as EDTF (ISO 8601-2:2019, GB/T 7408.2) with the first and last ISO day it covers."""

    edtf: str
    earliest: str | None
    latest: str | None
    granularity: Granularity
    resolution: Resolution
    part: Part | None
    festival: str | None
    time: str | None


def parse_number(expression: str, *, rules: RulePack | None = None) -> NumberValue:
    """The value of a numeral, Arabic, Chinese, financial or mixed, with its approximators (`近三千`, `2-4`, `十几`).

    Raises:
        ExpressionError: when the whole expression is not one number.
    """
    tools, folded = _prepare(expression, rules)
    numerals = tools.tables.numerals
    tail = next((word for word in sorted(numerals.tail, key=len, reverse=True) if folded.endswith(word)), "")
    for body, suffix in ((folded, ""), (folded.removesuffix(tail).rstrip(), tail)):
        tokens = tools.matcher.numbers(body)
        if len(tokens) == 1 and (tokens[0].start, tokens[0].end) == (0, len(body)):
            quantity = read_number(tokens[0], suffix, numerals)
            if quantity is None:
                break
            sides = quantity.bounded()
            return NumberValue(sides.value, sides.min, sides.max, sides.comparator)
    raise ExpressionError(expression, "this is not one number")


def parse_money(expression: str, *, rules: RulePack | None = None) -> MoneyValue:
    """The value of an amount with its unit (`260余万元`, `3-5万元`, `人民币3000元`, `六百三十五元五角`).

    Raises:
        ExpressionError: when the whole expression is not one amount of money.
    """
    return MoneyValue(**_fields(expression, "money", None, rules))  # type: ignore[arg-type]


def parse_date(expression: str, *, year: int | None = None, rules: RulePack | None = None) -> DateValue:
    """The value of a date (`2019年3月8日`, `上半年`, `三八`, `1-10月`); `year` fills in what it leaves unsaid.

    Raises:
        ExpressionError: when the whole expression is not one date.
    """
    return DateValue(**_fields(expression, "date", year, rules))  # type: ignore[arg-type]


def _prepare(expression: str, rules: RulePack | None) -> tuple[Engine, str]:
    tools = engine(rules or load_pack())
    return tools, tools.folder.fold(expression.strip())


def _fields(expression: str, kind: str, year: int | None, rules: RulePack | None) -> Mapping[str, object]:
    """The fields that the rules of a kind give to the whole expression."""
    tools, folded = _prepare(expression, rules)
    context = Context(tools.tables, year, lambda span: folded[span[0] : span[1]])
    # A unit or a festival in digits may need what stands round it: the expression is read as the end of a clause.
    text = folded + "\n"
    refusals = []
    for match in tools.matcher.find(text, frozenset({kind}), tools.matcher.anchors(text)):
        values = NORMALISERS[match.rule.normaliser](match, context)
        if isinstance(values, Message):
            refusals.append(values)
            continue
        for span, fields in values:
            if span == (0, len(folded)):
                return fields
    noun = {"date": "one date", "money": "one amount of money"}[kind]
    raise ExpressionError(expression, str(refusals[0]) if refusals else f"this is not {noun}")
