"""Counts, money and ratios: a number and its unit as exact values with comparator, range and open sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from fedparse.candidates import Match, NumberToken
from fedparse.normalize.numeral import Numerals, Quantity, combine, exact
from fedparse.normalize.tables import Context, Refusal, Value

_SIX_PLACES = Decimal("0.000001")


def normalise_count(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The count of a match: its number, measure word and comparator; the item is found later, from its words."""
    numerals = context.tables.numerals
    if match["pronoun"]:
        number = int(context.tables.row("numerals", match["pronoun"])["value"])
        fields = _sides(Quantity(number)) | {"unit": context.source(match.span)}
        return [(match.span, fields)]
    token = match.number
    assert token is not None
    quantity = _quantity(token, match["tail"], numerals)
    if quantity is None or (not match["tail"] and _is_bare_scale(token, numerals)):
        return f"{token.first} is no number"
    unit = context.source(match.groups["unit"])
    return _listed(match, token, _shared_scale(quantity, token, numerals), {"unit": unit}, numerals)


def normalise_money(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The amount of a match in base units of its currency."""
    token = match.number or _token(match, "amount")
    numerals = context.tables.numerals
    quantity = _quantity(token, match["tail"], numerals)
    if quantity is None or (not match["tail"] and _is_bare_scale(token, numerals)):
        return f"{token.first} is no number"
    sign, unit = (context.tables.row("currencies", match[name]) for name in ("in", "unit"))
    factor = Decimal((unit or sign).get("factor", "1"))
    quantity = _shared_scale(quantity, token, numerals).times(factor)
    if match["second"]:
        second = numerals.read(match["second"])
        if second is None or second.value is None or quantity.value is None:
            return f"{match['second']} is no number"
        quantity = Quantity(None, quantity.value, second.times(factor).value, quantity.comparator)
    small = sum(
        (Decimal(numerals.integer(match[name]) or 0) * part for name, part in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01")))),
        Decimal(0),
    )
    if small and quantity.value is not None:
        quantity = Quantity(exact(quantity.value + small), comparator=quantity.comparator)
    # 港币42万元: the sign names the currency, 元 is only its unit.
    currency = (sign or unit).get("currency", "CNY")
    return [
        (span, _amount(fields) | {"currency": currency})
        for span, fields in _listed(match, token, quantity, {}, numerals)
    ]


def normalise_ratio(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The ratio of a match as a plain number."""
    numerals = context.tables.numerals
    constants = match.rule.constants
    token = match.number
    value = _share(match, numerals)
    if value is None or (token and not match["numerator"] and _is_bare_scale(token, numerals)):
        return "the number of the ratio cannot be read"
    lead = numerals.lead.get(token.lead if token else match["lead"].strip())
    inner = (numerals.read(token.first) if token else None) or Quantity(None)
    tail = numerals.tail.get(match["tail"])
    comparator = constants.get("comparator") or combine(
        lead, inner.comparator if token and not match["numerator"] else "=", tail
    )
    second = match["second"] or (token.second if token else None)
    if second:
        scale = Decimal(constants.get("scale", "1"))
        other = numerals.read(second)
        if other is None or other.value is None:
            return f"{second} is no number"
        quantity = Quantity(None, value, exact(other.value * scale), comparator)
    else:
        quantity = Quantity(value, comparator=comparator)
    start = token.start if token else match.span[0]
    return [((start, match.span[1]), _sides(quantity) | {"kind": constants["kind"]})]


def _share(match: Match, numerals: Numerals) -> int | Decimal | None:
    """The number that a ratio rule describes: scaled, a fraction, a doubling or a constant."""
    constants = match.rule.constants
    if "value" in constants:
        return exact(Decimal(constants["value"]))
    if match["times"]:
        times = numerals.integer(match["times"])
        return None if times is None else 2**times
    token = match.number
    quantity = numerals.read(token.first) if token else None
    if quantity is None or quantity.value is None:
        return None
    number: int | Decimal = quantity.value
    if match["numerator"] or match["denominator"]:
        other = numerals.read(match["numerator"] or match["denominator"])
        if other is None or other.value is None:
            return None
        part, whole = (other.value, number) if match["numerator"] else (number, other.value)
        if not whole or part > whole:
            return None
        quotient = Decimal(part) / Decimal(whole)
        return exact(quotient.quantize(_SIX_PLACES, ROUND_HALF_EVEN) if quotient > Decimal("0.01") else +quotient.normalize())
    if match["fifth"]:
        number += Decimal("0.5") if numerals.integer(match["fifth"]) is None else Decimal(numerals.integer(match["fifth"]) or 0) / 10
    return exact(number * Decimal(constants.get("scale", "1")))


def _quantity(token: NumberToken, tail: str, numerals: Numerals) -> Quantity | None:
    """The number of a token with its approximators, or its range."""
    first = numerals.read(token.first)
    if first is None:
        return None
    lead = numerals.lead.get(re.sub("了$", "", token.lead)) if token.lead else None
    comparator = combine(lead, first.comparator, numerals.tail.get(tail))
    if token.second is None:
        return Quantity(first.value, first.min, first.max, comparator)
    second = numerals.read(token.second)
    if second is None or first.value is None or second.value is None:
        return None
    low, high = first.value, second.value
    if low > high:
        # In 3-5万 the scale belongs to both; _shared_scale has the exact case, a reversed range is kept in order.
        low, high = high, low
    comparator = combine(lead, second.comparator, numerals.tail.get(tail))
    return Quantity(None, low, high, comparator)


def _shared_scale(quantity: Quantity, token: NumberToken, numerals: Numerals) -> Quantity:
    """A range whose scale stands once (`3-5万元`, `十至二十万元`) has it on both sides."""
    if token.second is None or quantity.min is None or quantity.max is None:
        return quantity
    scale = 1
    for char in reversed(token.second):
        if char not in numerals.scales or numerals.scales[char] < 10_000:
            break
        scale *= numerals.scales[char]
    if scale > 1 and not any(numerals.scales.get(char, 0) >= 10_000 for char in token.first):
        return Quantity(None, exact(quantity.min * scale), quantity.max, quantity.comparator)
    return quantity


def _is_bare_scale(token: NumberToken, numerals: Numerals) -> bool:
    """百, 万 alone are words (百名, 万家); with an approximator they are numbers (近百名, 上万人, 百余次)."""
    return not token.lead and all(char in numerals.scales and numerals.scales[char] > 10 for char in token.first)


def _listed(
    match: Match, token: NumberToken, quantity: Quantity, extra: dict[str, object], numerals: Numerals
) -> list[Value]:
    """The value of the number at the anchor and of each further number of its list; the last span takes the unit."""
    if not match["list"]:
        start = min(token.start, match.groups.get("in", (token.start, 0))[0])
        return [((start, match.span[1]), _sides(quantity) | extra)]
    values: list[Value] = [((token.start, token.end), _sides(quantity) | extra)]
    offset = match.groups["list"][0]
    found = list(re.finditer("[^、或和]+", match["list"]))
    for place, part in enumerate(found):
        number = numerals.read(part[0])
        if number is None:
            return []
        end = match.span[1] if place + 1 == len(found) else offset + part.end()
        values.append(((offset + part.start(), end), _sides(number) | extra))
    return values


def _sides(quantity: Quantity) -> dict[str, object]:
    bounded = quantity.bounded()
    return {
        "value": bounded.value,
        "min": bounded.min,
        "max": bounded.max,
        "comparator": bounded.comparator,
    }


def _amount(fields: object) -> dict[str, object]:
    assert isinstance(fields, dict)
    return {"amount" if name == "value" else name: value for name, value in fields.items()}


def _token(match: Match, group: str) -> NumberToken:
    """The numeral that a group of a pattern holds, as if it had been the anchor."""
    start, end = match.groups[group]
    return NumberToken(start, start, end, "", match[group], None)
