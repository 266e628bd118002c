"""Counts, money and ratios: a number and its unit as exact values with comparator, range and open sides."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from fedparse.candidates import Match, NumberToken
from fedparse.messages import message
from fedparse.normalize.numeral import Numerals, Quantity, combine, exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.model import Comparator, Span
    from fedparse.normalize.tables import Context, Refusal, Value

_SIX_PLACES = Decimal("0.000001")
_SMALL = Decimal("0.01")
_COMPLETED = frozenset({"second", "jiao", "fen"})


def normalise_count(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The count of a match: its number, measure word and comparator; the item is found later, from its words."""
    numerals = context.tables.numerals
    if "pronoun" in match.groups:
        value = context.tables.row("numerals", match["pronoun"]).get("value")
        if not value:
            return message("{text} is no number", text=match["pronoun"])
        fields = _sides(Quantity(int(value))) | {"unit": context.source(match.span)}
        return [(match.span, fields)]
    token = match.number
    assert token is not None
    listed = _listed(match, token, numerals)
    unit = context.source(match.groups["unit"])
    return [(span, _sides(number) | {"unit": unit}) for span, number in listed] or message(
        "{text} is no number", text=token.first
    )


def normalise_money(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The amount of a match in base units of its currency."""
    token = match.number or _token(match, "amount")
    numerals = context.tables.numerals
    sign, unit = (context.tables.row("currencies", match[name]) for name in ("in", "unit"))
    factor = Decimal((unit or sign).get("factor", "1"))
    listed = [(span, number.times(factor)) for span, number in _listed(match, token, numerals)]
    if not _COMPLETED.isdisjoint(match.groups):
        listed = [(span, whole) for span, number in listed if (whole := _completed(match, token, number, numerals))]
    # 港币42万元: the sign names the currency, 元 is only its unit.
    currency = (sign or unit).get("currency", "CNY")
    return [(span, _amount(number) | {"currency": currency}) for span, number in listed] or message(
        "{text} is no number", text=token.first
    )


def _completed(match: Match, token: NumberToken, quantity: Quantity, numerals: Numerals) -> Quantity | None:
    """An amount with what stands after its 元: the other end of a range (3000元至2万元) or 角 and 分."""
    if match["second"]:
        return _between(token.first, match["second"], quantity.comparator, numerals)
    jiao, fen = (Decimal(numerals.integer(match[name]) or 0) for name in ("jiao", "fen"))
    if not isinstance(quantity.value, int):
        return None
    return Quantity(exact(quantity.value + jiao / 10 + fen / 100), comparator=quantity.comparator)


def normalise_ratio(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The ratio of a match as a plain number."""
    numerals = context.tables.numerals
    quantity = _ratio(match, numerals)
    if quantity is None:
        return message("the number of the ratio cannot be read")
    start = match.number.start if match.number else match.span[0]
    return [((start, match.span[1]), _sides(quantity) | {"kind": match.rule.constants["kind"]})]


def _ratio(match: Match, numerals: Numerals) -> Quantity | None:
    """The number that a ratio rule describes: a constant, a doubling, a fraction or a scaled number."""
    constants = match.rule.constants
    token = match.number
    if token is None:
        comparator = constants.get("comparator") or _comparator(match["lead"], "=", match["tail"], numerals)
        times = numerals.integer(match["times"])
        value = 2**times if times is not None else exact(Decimal(constants["value"])) if "value" in constants else None
        return None if value is None else Quantity(value, comparator=comparator)
    if match["numerator"] or match["denominator"]:
        return _fraction(match, token, numerals)
    scale = Decimal(constants.get("scale", "1"))
    if match["second"]:
        comparator = _comparator(token.lead, "=", match["tail"], numerals)
        quantity = _between(token.first, match["second"], comparator, numerals)
    else:
        quantity = read_number(token, match["tail"], numerals)
    if quantity is None or (not match["tail"] and _is_bare_scale(token, numerals)):
        return None
    if match["fifth"]:
        # 九成五 is 0.95, 两倍半 2.5.
        part = numerals.integer(match["fifth"])
        if quantity.value is None:
            return None
        more = Decimal("0.5") if part is None else Decimal(part) / 10
        quantity = Quantity(quantity.value + more, comparator=quantity.comparator)
    return quantity.times(scale)


def _fraction(match: Match, token: NumberToken, numerals: Numerals) -> Quantity | None:
    """`三分之二` (the token is the whole) or `2/3` (the token is the part), and a range of hundredths."""
    part = numerals.read(match["numerator"] or token.first)
    whole = numerals.read(token.first if match["numerator"] else match["denominator"])
    if part is None or whole is None or not whole.value or token.second:
        return None
    comparator = _comparator(token.lead, part.comparator, match["tail"], numerals)
    if match["second"]:
        ends = _between(match["numerator"], match["second"], comparator, numerals)
        if ends is None:
            return None
        part = ends
    value, low, high = (side and _quotient(side, whole.value) for side in (part.value, part.min, part.max))
    improper = any(side is not None and not 0 < side <= 1 for side in (value, low, high))
    return None if improper and match.rule.constants["kind"] == "fraction" else Quantity(value, low, high, comparator)


def _quotient(part: int | Decimal, whole: int | Decimal) -> int | Decimal:
    quotient = Decimal(part) / Decimal(whole)
    return exact(quotient.quantize(_SIX_PLACES, ROUND_HALF_EVEN) if quotient > _SMALL else quotient)


def read_number(token: NumberToken, tail: str, numerals: Numerals) -> Quantity | None:
    """The number of a token with its approximators, or its range, whatever it measures; None: it has no value."""
    first = numerals.read(token.first)
    if first is None:
        return None
    if token.second is None:
        return Quantity(first.value, first.min, first.max, _comparator(token.lead, first.comparator, tail, numerals))
    second = numerals.read(token.second)
    inner = second.comparator if second else "="
    return _between(token.first, token.second, _comparator(token.lead, inner, tail, numerals), numerals)


def _comparator(lead: str, inner: Comparator, tail: str, numerals: Numerals) -> Comparator:
    if not lead and not tail:
        return inner
    return combine(numerals.lead.get(lead.strip()), inner, numerals.tail.get(tail))


def _between(first: str, second: str, comparator: Comparator, numerals: Numerals) -> Quantity | None:
    ends = numerals.between(first, second)
    return ends and Quantity(None, *ends, comparator)


def _is_bare_scale(token: NumberToken, numerals: Numerals) -> bool:
    """百, 万 alone are words (百名, 万家); with an approximator they are numbers (近百名, 上万人, 百余次)."""
    return not token.lead and numerals.large.issuperset(token.first)


def _listed(match: Match, token: NumberToken, numerals: Numerals) -> list[tuple[Span, Quantity]]:
    """The number at the anchor and each further one of its list; the last span takes the unit. Empty: one is unread."""
    tail = match["tail"]
    # Of 3、5、7名以上 only the last is 7 or more.
    quantity = read_number(token, "" if "list" in match.groups else tail, numerals)
    if quantity is None or (not tail and _is_bare_scale(token, numerals)):
        return []
    if "list" not in match.groups:
        start = min(token.start, match.groups.get("in", (token.start, 0))[0])
        return [((start, match.span[1]), quantity)]
    further, texts = zip(*_list_parts(match), strict=True)
    about = numerals.neighbours(token.first, texts[0]) if len(texts) == 1 else None
    if about:
        return [((token.start, match.span[1]), about)]
    spans = [(token.start, token.end), *further]
    spans[-1] = spans[-1][0], match.span[1]
    numbers = [quantity, *map(numerals.read, texts)]
    if tail and numbers[-1]:
        numbers[-1] = numbers[-1]._replace(comparator=_comparator("", numbers[-1].comparator, tail, numerals))
    scales = [*(numerals.shared_scale(text, texts[-1]) for text in (token.first, *texts[:-1])), 1]
    found = [
        (span, number.times(scale))
        for span, number, scale in zip(spans, numbers, scales, strict=True)
        if number is not None and scale is not None
    ]
    return found if len(found) == len(spans) else []


def _list_parts(match: Match) -> Iterator[tuple[Span, str]]:
    """The further numbers of a list and where they stand, without the spaces around them."""
    start = match.groups["list"][0]
    for part in re.finditer("[^、或和]+", match["list"]):
        text = part[0].strip()
        at = start + part.start() + part[0].index(text)
        if text:
            yield (at, at + len(text)), text


def _sides(quantity: Quantity) -> dict[str, object]:
    return quantity.bounded()._asdict()


def _amount(quantity: Quantity) -> dict[str, object]:
    value, low, high, comparator = quantity.bounded()
    return {"amount": value, "min": low, "max": high, "comparator": comparator}


def _token(match: Match, group: str) -> NumberToken:
    """The numeral that a group of a pattern holds, as if it had been the anchor."""
    start, end = match.groups[group]
    return NumberToken(start, start, end, "", match[group], None)
