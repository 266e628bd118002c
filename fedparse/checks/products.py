"""Checks products, 每村5000元 times 14个村, and sums of products, 12户各3万元、6户各5万元."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.checks.counted import Counted
from fedparse.checks.ranges import Range, exact, meant, slip, total
from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.checks.words import Words
    from fedparse.ledger import Figure, Ledger, Verdict
    from fedparse.model import Number

_NEAR = 6
"""Numbers and amounts are looked for among so many figures on each side of a rate."""
_LEAD = 12
_MOST_TERMS = 8
_FEWEST = 4
"""Two products have so many figures."""


def product(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each rate with a number of what it is for and the amount that both come to.

    That they do not agree is only said where number, rate and total follow each other: 8户,每户200元,共1600元.
    """
    counted = Counted(ledger)
    for place, frame in enumerate(ledger.frames):
        figure = frame.figure
        if figure.per is not None and figure.kind != "ratio" and meant(ledger.text, figure):
            yield from _rated(ledger, words, place, counted)
    yield from _weighed(ledger, words)


def _rated(ledger: Ledger, words: Words, place: int, counted: Counted) -> Iterator[Verdict]:
    frame = ledger.frames[place]
    rate, per = frame.figure, ledger.text[slice(*frame.figure.per or (0, 0))]
    near = [at for at in range(max(0, place - _NEAR), min(len(ledger.frames), place + _NEAR + 1)) if at != place]
    near = [at for at in near if ledger.frames[at].sentence == frame.sentence]
    amounts = [at for at in near if _is_amount(ledger, words, at, rate)]
    if not amounts:
        return
    numbers = [at for at in near if _is_for(ledger, words, at, per)]
    before = counted.last(per, place)
    if before is not None and before not in numbers:
        numbers.append(before)
    price = meant(ledger.text, rate)
    for number in sorted(numbers, key=lambda at: abs(at - place)):
        for amount in sorted(amounts, key=lambda at: abs(at - place)):
            if number != amount and _comes_to(ledger, price, number, amount):
                expected = _expected(rate, ledger.frames[number].figure)
                yield verdict(ledger, "product", "passed", amount, sorted((place, number)), expected)
                return
    number, amount = place - 1, place + 1
    alone = not any(ledger.frames[at].figure.per for at in near if at < place)
    if alone and number in numbers and amount in amounts and _is_closed(ledger, words, number, place, amount):
        yield from _wrong(ledger, words, place, number, amount)


def _is_for(ledger: Ledger, words: Words, place: int, per: str) -> bool:
    """Whether a count is of what a rate is for: 18名留守儿童 of 每名儿童, 243人 of 人均, 5期 of 每期."""
    figure = ledger.frames[place].figure
    if figure.kind != "count" or figure.per is not None:
        return False
    item = ledger.text[slice(*figure.item)] if figure.item else ""
    return per == figure.unit or item.endswith(per) or _mass(words, figure.unit, per)


def _mass(words: Words, unit: str, per: str) -> bool:
    """Whether a measure word counts what a rate is for: 名 for 人均, and for 户均 where one speaks for each home."""
    if unit == per or words.family(unit) != "person":
        return unit == per
    return words.family(per) == "person" or words.pattern("fact.check_home").fullmatch(per) is not None


def _is_amount(ledger: Ledger, words: Words, place: int, rate: Figure) -> bool:
    figure = ledger.frames[place].figure
    return figure.kind == rate.kind and figure.per is None and words.family(figure.unit) == words.family(rate.unit)


def _comes_to(ledger: Ledger, price: Range | None, number: int, amount: int) -> bool:
    times, wanted = (meant(ledger.text, ledger.frames[at].figure) for at in (number, amount))
    if price is None or times is None or wanted is None or not wanted.high.is_finite() or times.low <= 1:
        return False
    return price.times(times).meets(wanted)


def _expected(rate: Figure, number: Figure) -> Number | None:
    if rate.value is None or number.value is None:
        return None
    return exact(rate.value) * exact(number.value)


def _is_closed(ledger: Ledger, words: Words, number: int, place: int, amount: int) -> bool:
    """Whether number, rate and total stand in one frame that allows no other reading."""
    frames = [ledger.frames[at] for at in (number, place, amount)]
    if any(frame.figure.comparator != "=" or frame.figure.value is None for frame in frames):
        return False
    end, start = frames[1].figure.span[1], frames[2].figure.span[0]
    return words.pattern("fact.check_sum").search(ledger.text, max(end, start - _LEAD), start) is not None


def _wrong(ledger: Ledger, words: Words, place: int, number: int, amount: int) -> Iterator[Verdict]:
    """What is wrong about a product; an average (户均3万元) is rounded, so that only a slip is wrong about it."""
    rate, times, wanted = (meant(ledger.text, ledger.frames[at].figure) for at in (place, number, amount))
    assert rate is not None
    assert times is not None
    assert wanted is not None
    factor = slip(wanted, rate.times(times))
    start = ledger.frames[place].figure.span[0]
    averaged = words.pattern("fact.check_average").search(ledger.text, max(0, start - _LEAD), start) is not None
    if rate.times(times).meets(wanted) or (averaged and factor is None):
        return
    expected = _expected(ledger.frames[place].figure, ledger.frames[number].figure)
    said = f"{shown(ledger, number)} at {shown(ledger, place)} each come to {expected}, not {shown(ledger, amount)}"
    if factor:
        said += f"; it would agree if the total were {abs(factor):,} times {'as much' if factor > 0 else 'less'}"
    yield verdict(ledger, "product", "failed", amount, sorted((place, number)), expected, said)


def _weighed(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Totals of several numbers with so much each: 12户各获贷款3万元、6户各获贷款5万元,共66万元."""
    total_said = words.pattern("fact.check_total")
    for place, frame in enumerate(ledger.frames):
        figure = frame.figure
        if place < _FEWEST or ledger.frames[place - _FEWEST].sentence != frame.sentence:
            continue
        low = max(frame.sentence[0], figure.span[0] - _LEAD, ledger.frames[place - 1].figure.span[1])
        if figure.kind == "ratio" or figure.per or not total_said.search(ledger.text, low, figure.span[0]):
            continue
        terms = list(_terms(ledger, words, place))
        wanted = meant(ledger.text, figure)
        if len(terms) > 1 and wanted:
            products = [_term(ledger, number, amount) for number, amount in terms]
            known = [one for one in products if one]
            if len(known) == len(terms) and total(known).meets(wanted):
                operands = sorted(at for term in terms for at in term)
                value = sum((one.low for one in known), start=exact(0))
                yield verdict(ledger, "product", "passed", place, operands, value)


def _terms(ledger: Ledger, words: Words, place: int) -> Iterator[tuple[int, int]]:
    """Pairs of a number and what each has, which stand before a total in its sentence, the last first."""
    wanted = ledger.frames[place].figure
    at = place - 1
    while at > 0 and place - at < 2 * _MOST_TERMS:
        amount, number = ledger.frames[at], ledger.frames[at - 1]
        if number.sentence != ledger.frames[place].sentence:
            return
        alike = amount.figure.kind == wanted.kind and words.family(amount.figure.unit) == words.family(wanted.unit)
        if not alike or number.figure.kind != "count" or (wanted.kind == "count" and amount.figure.per is None):
            return
        yield at - 1, at
        at -= 2


def _term(ledger: Ledger, number: int, amount: int) -> Range | None:
    times, price = (meant(ledger.text, ledger.frames[at].figure) for at in (number, amount))
    return times.times(price) if times and price else None
