"""Checks shares (6人,占116人的5.17%) and changes (由3649元增加到4682元,增长28.3%)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fedparse.checks.counted import Counted
from fedparse.checks.ranges import Range, meant
from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger, Verdict
    from fedparse.model import Result

_SHARES = frozenset({"percent", "fraction", "tenths"})
_NEAR = 8
"""Parts and bases are looked for among so many figures before a share."""
_LEAD = 16
_SENTENCES = 2


def share(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each share with the part and the base that come to it.

    The base is the count of the noun behind 占, or one that stands near. That a share is wrong is only said where its
    base is named with it (占21个村的40%), or where there is but one figure that can be the base and the text says 占.
    """
    named = Counted(ledger)
    for place, frame in enumerate(ledger.frames):
        if frame.figure.kind == "ratio" and frame.figure.unit in _SHARES and ledger.rows[place].change is None:
            found = next(_shared(ledger, words, place, named), None)
            if found:
                yield found


def _shared(ledger: Ledger, words: Words, place: int, named: Counted) -> Iterator[Verdict]:
    ratio = meant(ledger.text, ledger.frames[place].figure)
    near = list(_counts(ledger, place))
    if ratio is None or not near:
        return
    bases = list(_bases_of(ledger, words, place, near, named))
    for base in (*bases, *near):
        for part in near:
            if part != base and _is_share(ledger, words, part, base, ratio):
                yield verdict(ledger, "share", "passed", place, sorted((part, base)), _quotient(ledger, part, base))
                return
    yield from _wrong_share(ledger, words, place, near, bases)


def _counts(ledger: Ledger, place: int) -> Iterator[int]:
    """The counts and amounts before a ratio, the nearest first: in its sentence, and the one before it."""
    sentences: list[tuple[int, int]] = []
    for at in range(place - 1, max(-1, place - 1 - _NEAR), -1):
        frame = ledger.frames[at]
        if frame.sentence not in sentences:
            sentences.append(frame.sentence)
        if len(sentences) > _SENTENCES:
            return
        if frame.figure.kind != "ratio" and frame.figure.per is None and frame.figure.value:
            yield at


def _bases_of(ledger: Ledger, words: Words, place: int, near: Sequence[int], named: Counted) -> Iterator[int]:
    """The counts of the noun that a ratio is a share of: of those near the largest, then the last one of the report."""
    basis = ledger.rows[place].basis
    if basis is None:
        return
    noun = words.without("fact.check_all_of", ledger.text[slice(*basis)])
    counted = [at for at in near if noun and _noun(ledger, at).endswith(noun)]
    yield from sorted(counted, key=lambda at: -(ledger.frames[at].figure.value or 0))[:1]
    last = next((at for size in range(len(noun), 1, -1) if (at := named.last(noun[-size:], place)) is not None), None)
    if last is not None and last not in counted:
        yield last


def _noun(ledger: Ledger, place: int) -> str:
    item = ledger.frames[place].figure.item
    return ledger.text[slice(*item)] if item else ""


def _is_share(ledger: Ledger, words: Words, part: int, base: int, ratio: Range) -> bool:
    one, other = ledger.frames[part].figure, ledger.frames[base].figure
    # 486人 can be a share of 1560人次.
    alike = words.family(one.unit) == words.family(other.unit) or other.unit.startswith(one.unit)
    if one.kind != other.kind or not alike:
        return False
    quotient = _quotients(ledger, part, base)
    return quotient is not None and quotient.high <= 1 and quotient.meets(ratio)


def _quotients(ledger: Ledger, part: int, base: int) -> Range | None:
    one, other = (meant(ledger.text, ledger.frames[at].figure) for at in (part, base))
    return one.over(other) if one and other else None


def _quotient(ledger: Ledger, part: int, base: int) -> Decimal | None:
    one, other = (ledger.frames[at].figure.value for at in (part, base))
    return (Decimal(one) / Decimal(other)).quantize(Decimal("0.0001")) if one is not None and other else None


def _wrong_share(
    ledger: Ledger, words: Words, place: int, near: Sequence[int], bases: Sequence[int]
) -> Iterator[Verdict]:
    """What is wrong about a share whose part and base are beyond doubt."""
    frame, text = ledger.frames[place], ledger.text
    same = [at for at in near if ledger.frames[at].sentence == frame.sentence]
    low = max(frame.clause[0], frame.figure.span[0] - _LEAD)
    rate = words.pattern("fact.rate").search(text, low, frame.figure.span[0])
    if rate:
        yield from _wrong_rate(ledger, words, place, same, rate["act"])
    if not words.pattern("fact.check_share").search(text, low, frame.figure.span[0]):
        return
    inside = [at for at in same if ledger.frames[at].figure.span[0] >= low]
    if inside:
        # 占21个村的40%: the base stands in the clause of the share, the part before it.
        part, base = next((at for at in same if at not in inside), None), inside[0]
    elif bases and len(same) >= 1:
        part, base = same[0], bases[0]
    elif ledger.rows[place].basis is None and len(same) == 2:
        part, base = same
    else:
        return
    if part is not None and part != base and _comparable(ledger, words, part, base, frame.clause[0]):
        yield from _differs(ledger, place, part, base)


def _wrong_rate(ledger: Ledger, words: Words, place: int, same: Sequence[int], act: str) -> Iterator[Verdict]:
    """What is wrong about a rate of what the clause before tells: 受理521件,办结518件,办结率98.62%."""
    if len(same) != 2:
        return
    part, base = same
    start = ledger.frames[part].figure.span[0]
    told = act in ledger.text[max(0, start - 2 * len(act)) : start]
    if told and _comparable(ledger, words, part, base, ledger.frames[place].clause[0]):
        yield from _differs(ledger, place, part, base)


def _differs(ledger: Ledger, place: int, part: int, base: int) -> Iterator[Verdict]:
    quotient = _quotient(ledger, part, base)
    if quotient is not None and quotient <= 1:
        said = f"{shown(ledger, part)} of {shown(ledger, base)} is {quotient:.2%}, not {shown(ledger, place)}"
        yield verdict(ledger, "share", "failed", place, sorted((part, base)), quotient, said)


def _comparable(ledger: Ledger, words: Words, part: int, base: int, clause: int) -> bool:
    """Whether a part stands right before the clause of its share, and can be one of the base."""
    one, other = ledger.frames[part], ledger.frames[base]
    families = words.family(one.figure.unit), words.family(other.figure.unit)
    exact = one.figure.comparator == other.figure.comparator == "="
    return exact and families[0] == families[1] and clause - one.clause[1] <= 1


def change(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each rate of change with the figures it is between, or with one of them and the difference.

    由3649元增加到4682元,增长28.3% must agree; 18.6万元,增加2.4万元,增长14.8% is evidence where it does.
    """
    del words
    for place, row in enumerate(ledger.rows):
        if ledger.frames[place].figure.kind == "ratio" and row.change in {"up", "down"}:
            yield from _changed(ledger, place)


def _changed(ledger: Ledger, place: int) -> Iterator[Verdict]:
    frame, row = ledger.frames[place], ledger.rows[place]
    wanted = meant(ledger.text, frame.figure)
    before = [at for at in range(max(0, place - 4), place) if ledger.frames[at].sentence == frame.sentence]
    if wanted is None or len(before) < 2:
        return
    last, first = before[-1], before[-2]
    if None in (ledger.frames[first].figure.value, ledger.frames[last].figure.value, frame.figure.value):
        # Ranges (3-5万元) agree with nearly everything.
        return
    if ledger.rows[last].change == "to" and ledger.frames[first].figure.kind == ledger.frames[last].figure.kind:
        found = _between(ledger, first, last, points=frame.figure.unit == "point", down=row.change == "down")
        if found is None:
            return
        result = found.meets(wanted)
        value = (found.low + found.high) / 2
        said = f"from {shown(ledger, first)} to {shown(ledger, last)} it is {value:.2%}, not {shown(ledger, place)}"
        value = value.quantize(Decimal("0.0001"))
        name: Result = "passed" if result else "failed"
        yield verdict(ledger, "change", name, place, [first, last], value, "" if result else said)
    elif ledger.rows[last].change == row.change:
        difference, whole = (meant(ledger.text, ledger.frames[at].figure) for at in (last, first))
        alike = ledger.frames[first].figure.unit == ledger.frames[last].figure.unit
        if difference and whole and alike:
            base = (
                whole.less(difference)
                if row.change == "up"
                else Range(whole.low + difference.low, whole.high + difference.high)
            )
            quotient = difference.over(base)
            if quotient and quotient.meets(wanted):
                value = ((quotient.low + quotient.high) / 2).quantize(Decimal("0.0001"))
                yield verdict(ledger, "change", "passed", place, [first, last], value)


def _between(ledger: Ledger, first: int, last: int, *, points: bool, down: bool) -> Range | None:
    """The change from one figure to another: in points of a ratio, else as a share of the first."""
    one, other = (meant(ledger.text, ledger.frames[at].figure) for at in (first, last))
    if one is None or other is None or points != (ledger.frames[first].figure.kind == "ratio"):
        return None
    higher, lower = (one, other) if down else (other, one)
    difference = higher.less(lower)
    return difference if points else difference.over(one)
