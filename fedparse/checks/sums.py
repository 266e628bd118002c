"""Checks sums: parts against their total (其中 …), lists against the total that closes them (共计 …), men and women."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fedparse.checks.ranges import Range, exact, meant, number, slip, total
from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.checks.words import Words
    from fedparse.ledger import Figure, Ledger, Verdict
    from fedparse.model import CheckName, Number

_LISTED = "\u3001"  # 、
_MARK = re.compile(r"[,。;:!?()\n" + _LISTED + "]")
_LEAD = 12
"""What a part is of is said in so many characters before it."""
_FEWEST = 2
_MOST_PARTS = 40
"""A total is checked against so many figures before it at most."""


def parts(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each total with the figures that are named as its parts.

    The parts need not be all there are, unless they say so: 男 with 女, 线上 with 线下, a rest (其他). A list in which
    one thing can be two (其中党员8人,女性5人) may come to more than the whole, its single parts may not.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(ledger.rows):
        if row.part_of is not None:
            members[row.part_of].append(place)
    for whole, places in members.items():
        yield from _judged(ledger, words, whole, [p for p in places if _adds(ledger, whole, p)])


def _adds(ledger: Ledger, whole: int, part: int) -> bool:
    one, other = ledger.frames[whole].figure, ledger.frames[part].figure
    return one.kind == other.kind and other.per is None


def _judged(ledger: Ledger, words: Words, whole: int, places: Sequence[int]) -> Iterator[Verdict]:
    figures = [ledger.frames[place].figure for place in places]
    known = [meant(ledger.text, figure) for figure in figures]
    wanted = meant(ledger.text, ledger.frames[whole].figure)
    ranges = [one for one in known if one]
    if wanted is None or not ranges or len(ranges) < len(known):
        return
    sum_ = total(ranges)
    kinds = _kinds(ledger, words, figures)
    name: CheckName = "all" if kinds.group == "sex" and kinds.complete else "parts"
    apart = kinds.apart or figures[0].kind == "money"
    if len(ranges) > 1 and sum_.meets(wanted):
        yield verdict(ledger, name, "passed", whole, places, _exact_sum(figures))
        return
    single = next((place for place, one in zip(places, ranges, strict=True) if one.low > wanted.high), None)
    if single is not None:
        said = f"{shown(ledger, single)} is named as a part of {shown(ledger, whole)}, which is less"
        yield verdict(ledger, name, "failed", whole, [single], ledger.frames[single].figure.value, said)
    elif len(ranges) > 1 and (
        (sum_.low > wanted.high and apart)
        or (sum_.high < wanted.low and kinds.complete and not _is_open(ledger, words, places[-1]))
    ):
        said = _sum_said(ledger, whole, places, sum_) + _slip_said(ledger, whole, places)
        yield verdict(ledger, name, "failed", whole, places, _exact_sum(figures), said)


def totals(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each total that closes a list (共计100户): the figures right before it that come to it.

    That they do not is only said of a list joined by 、 that the total follows at once.
    """
    said = words.pattern("fact.check_total")
    closes = False
    for place, frame in enumerate(ledger.frames):
        figure = frame.figure
        if place < _FEWEST or ledger.frames[place - _FEWEST].sentence != frame.sentence:
            closes = False
            continue
        end = ledger.frames[place - 1].figure.span[1]
        # In 共243人12.15万元 both are totals.
        closes = (closes and end == figure.span[0]) or (
            said.search(ledger.text, max(frame.sentence[0], figure.span[0] - _LEAD, end), figure.span[0]) is not None
        )
        if closes and figure.kind != "ratio" and figure.per is None:
            yield from _closed(ledger, words, place)


def _closed(ledger: Ledger, words: Words, place: int) -> Iterator[Verdict]:
    wanted = meant(ledger.text, ledger.frames[place].figure)
    run = list(_before(ledger, words, place))
    if wanted is None or len(run) < 2 or any(ledger.rows[p].part_of == place for p in run):
        return
    for size in range(len(run), 1, -1):
        chosen = run[-size:]
        sum_ = _total_of(ledger, chosen)
        if sum_ and sum_.meets(wanted) and sum_.high.is_finite():
            figures = [ledger.frames[p].figure for p in chosen]
            yield verdict(ledger, "parts", "passed", place, chosen, _exact_sum(figures))
            yield from _announced(ledger, place, chosen)
            return
    listed = _list_before(ledger, run)
    sum_ = _total_of(ledger, listed)
    if len(listed) < 2 or listed[-1] != place - 1 or _is_open(ledger, words, listed[-1]):
        return
    # 创建10户、20户,共表彰50户: with a verb of its own, a total may be of more than the list.
    start = ledger.frames[place].figure.span[0]
    if not words.pattern("fact.check_sum").search(ledger.text, max(0, start - _LEAD), start):
        return
    if sum_ and _is_wrong(sum_, wanted):
        said = _sum_said(ledger, place, listed, sum_) + _slip_said(ledger, place, listed)
        value = _exact_sum([ledger.frames[p].figure for p in listed])
        yield verdict(ledger, "parts", "failed", place, listed, value, said)


def _is_wrong(sum_: Range, wanted: Range) -> bool:
    """Whether a sum misses its total by so little that it was meant to be it, or by a slip of the unit.

    A list that comes to a small part of the total is an example of it: 你一百、我五十,共募集2750元.
    """
    if sum_.meets(wanted):
        return False
    near = sum_.high * 2 >= wanted.low and wanted.high * 2 >= sum_.low
    return near or slip(sum_, wanted) is not None


def _announced(ledger: Ledger, place: int, chosen: Sequence[int]) -> Iterator[Verdict]:
    """The sum that a list was opened with (筹集资金15.9万元:…,共计1.59万元), where a slip parts it from the total."""
    first = chosen[0] - 1
    if first < 0 or ledger.frames[first].sentence != ledger.frames[place].sentence:
        return
    figure, closing = ledger.frames[first].figure, ledger.frames[place].figure
    opens = ledger.text[figure.span[1] : figure.span[1] + 1] == ":"
    one, other = meant(ledger.text, figure), meant(ledger.text, closing)
    if not opens or figure.kind != closing.kind or figure.unit != closing.unit or one is None or other is None:
        return
    if not one.meets(other) and slip(one, other):
        said = f"{shown(ledger, first)} opens a list that comes to {shown(ledger, place)}" + _slip_between(one, other)
        yield verdict(ledger, "parts", "failed", first, [place], closing.value, said)


def _before(ledger: Ledger, words: Words, place: int) -> Iterator[int]:
    """The figures before a total in its sentence that can be its parts, in order."""
    frame = ledger.frames[place]
    family = words.family(frame.figure.unit)
    found: list[int] = []
    for at in range(place - 1, max(-1, place - 1 - _MOST_PARTS), -1):
        other = ledger.frames[at]
        if other.sentence != frame.sentence:
            break
        figure = other.figure
        alike = figure.kind == frame.figure.kind and words.family(figure.unit) == family
        if alike and figure.per is None and ledger.rows[at].part_of is None and ledger.rows[at].change is None:
            found.append(at)
    yield from reversed(found)


def _list_before(ledger: Ledger, run: Sequence[int]) -> list[int]:
    """The last figures of a run that 、 joins, all of one unit."""
    listed = [run[-1]]
    for one, other in reversed(list(pairwise(run))):
        between = ledger.text[ledger.frames[one].figure.span[1] : ledger.frames[other].figure.span[0]]
        alike = ledger.frames[one].figure.unit == ledger.frames[other].figure.unit
        if _LISTED not in between or "," in between or not alike:
            break
        listed.insert(0, one)
    return listed


def _is_open(ledger: Ledger, words: Words, last: int) -> bool:
    """Whether a list ends in 等, or what follows is more of it."""
    end = ledger.frames[last].figure.span[1]
    item = ledger.frames[last].figure.item
    end = max(end, item[1] if item else 0)
    return words.pattern("fact.check_open").match(ledger.text, end) is not None


class _Kinds(NamedTuple):
    """What the words of parts say: their group (男, 女), whether none can be two of them, whether they are all."""

    group: str
    apart: bool
    complete: bool


def _kinds(ledger: Ledger, words: Words, figures: Sequence[Figure]) -> _Kinds:
    leads = [_lead(ledger, figure) for figure in figures]
    found = [{(group, term) for term, (group, _) in words.apart.items() if term in lead} for lead in leads]
    rest = words.pattern("fact.check_rest").search(leads[-1]) is not None
    named = found[:-1] if rest else found
    groups = {group for pairs in named for group, _ in pairs}
    terms = [term for pairs in named for _, term in pairs]
    group = next(iter(groups)) if len(groups) == 1 else ""
    one_each = bool(group) and len(terms) == len(set(terms)) == len(named)
    known = [all_ for one, all_ in words.apart.values() if one == group]
    return _Kinds(group, one_each or rest, rest or (one_each and all(known) and len(known) == len(terms)))


def _lead(ledger: Ledger, figure: Figure) -> str:
    """What a part is of, with its number: `女性620人`, `30名男教师`."""
    start, end = figure.span
    low = max(0, start - _LEAD)
    for mark in _MARK.finditer(ledger.text, low, start):
        low = mark.end()
    return ledger.text[low : figure.item[1] if figure.item and figure.item[0] >= end else end]


def _total_of(ledger: Ledger, places: Sequence[int]) -> Range | None:
    ranges = [meant(ledger.text, ledger.frames[place].figure) for place in places]
    known = [one for one in ranges if one]
    return total(known) if len(known) == len(ranges) else None


def _exact_sum(figures: Sequence[Figure]) -> Number | None:
    values = [exact(figure.value) for figure in figures if figure.value is not None]
    return number(sum(values, start=exact(0))) if len(values) == len(figures) else None


def _sum_said(ledger: Ledger, whole: int, places: Sequence[int], sum_: Range) -> str:
    listed = " + ".join(shown(ledger, place) for place in places)
    about = f"{number(sum_.low)}" if sum_.low == sum_.high else f"{number(sum_.low)} to {number(sum_.high)}"
    return f"{listed} comes to {about}, not {shown(ledger, whole)}"


def _slip_said(ledger: Ledger, whole: int, places: Sequence[int]) -> str:
    """The unit slip of one figure that would make a sum right, or nothing."""
    ranges = {place: meant(ledger.text, ledger.frames[place].figure) for place in (whole, *places)}
    wanted = ranges[whole]
    for place in places:
        others = total(one for at, one in ranges.items() if one and at not in {whole, place})
        own = ranges[place]
        if wanted and own:
            missing = wanted.less(others)
            factor = slip(own, missing) if missing.high > 0 else None
            if factor:
                return _factor_said(ledger, place, factor)
    factor = slip(wanted, total(one for at, one in ranges.items() if one and at != whole)) if wanted else None
    return _factor_said(ledger, whole, factor) if factor else ""


def _factor_said(ledger: Ledger, place: int, factor: int) -> str:
    size = f"{abs(factor):,} times {'as much' if factor > 0 else 'less'}"
    return f"; it would agree if {shown(ledger, place)} were {size}, which looks like a slip of the unit"


def _slip_between(one: Range, other: Range) -> str:
    factor = slip(one, other) or 1
    size = f"{abs(factor):,} times {'as much' if factor > 0 else 'less'}"
    return f", {size}, which looks like a slip of the unit or the point"
