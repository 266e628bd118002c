"""Checks the stated number of listed things: 东湖、南桥、西园3个社区; 6个村:…; a list with numbers (甲村(2个))."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.checks.said import shown, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger, Verdict
    from fedparse.model import Span

_REACH = 240
"""A list is so long at most, in characters."""
_LONGEST_NAME = 16
_LISTED = "\u3001"  # 、
_PART_END = re.compile(r"[,。;:!?\n]")
_DIGIT = re.compile(r"[0-9]")


def listed(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each count right behind or right before a list of names that 、 joins.

    A name with a number in brackets (甲村(2个)) stands for so many. A list that ends in 等 may be shorter. That the
    number is another one is only said where numbers stand in the list, or where all names end alike.
    """
    for place, frame in enumerate(ledger.frames):
        figure = frame.figure
        if figure.kind == "count" and figure.comparator == "=" and isinstance(figure.value, int) and not figure.per:
            span = _before(ledger, place) or _behind(ledger, words, place)
            if span and figure.value > 1:
                yield from _counted(ledger, words, place, span)


def _before(ledger: Ledger, place: int) -> Span | None:
    """The list that ends where a figure begins: what stands between the last mark of a clause and it."""
    start = ledger.frames[place].figure.span[0]
    low = max(ledger.frames[place].sentence[0], start - _REACH)
    inside = ledger.text.endswith("(", low, start)
    if inside or ledger.text.find(_LISTED, max(low, start - 2 * _LONGEST_NAME), start) < 0:
        return None
    for mark in _PART_END.finditer(ledger.text, low, start):
        low = mark.end()
    before = ledger.frames[place - 1].figure.span[1] if place else 0
    # A figure in the list is the number of a name, in brackets: else figures are listed, and no names.
    return (low, start) if before <= low or ledger.text.startswith(")", before) else None


def _behind(ledger: Ledger, words: Words, place: int) -> Span | None:
    """The list that a colon, 分别是 or a bracket opens behind a figure and its noun."""
    frame = ledger.frames[place]
    item, end = frame.figure.item, frame.figure.span[1]
    end = item[1] if item and item[0] >= end else end
    if ledger.text[end : end + 1].isalnum():
        return None
    opened = words.pattern("fact.check_list_opened").match(ledger.text, end, frame.sentence[1])
    if not opened:
        return None
    close = _PART_END.search(ledger.text, opened.end(), min(frame.sentence[1], opened.end() + _REACH))
    high = close.start() if close else frame.sentence[1]
    return (opened.end(), high) if high - opened.end() <= _REACH else None


def _counted(ledger: Ledger, words: Words, place: int, span: Span) -> Iterator[Verdict]:
    text = ledger.text[slice(*span)]
    ended = words.pattern("fact.check_open").search(text)
    names = (text[: ended.start()] if ended else text).rstrip(" )").split(_LISTED)
    multiple = words.pattern("fact.check_multiple")
    numbers = [multiple.search(name + ")") for name in names]
    plain = [words.without("fact.check_multiple", name + ")").rstrip(")") for name in names]
    if len(names) < 2 or not all(1 < len(name) <= _LONGEST_NAME and not _DIGIT.search(name) for name in plain):
        return
    inside = [
        at
        for at in range(max(0, place - len(names)), min(len(ledger.frames), place + len(names) + 1))
        if at != place and span[0] <= ledger.frames[at].figure.span[0] < span[1]
    ]
    if len(inside) > sum(map(bool, numbers)):
        return
    if words.family(ledger.frames[place].figure.unit) == "person" or not _are_counted(ledger, place, plain):
        return
    found = sum(int(match["number"]) if match else 1 for match in numbers)
    if found == ledger.frames[place].figure.value:
        yield verdict(ledger, "listed", "passed", place, inside, found)
    elif not ended and (any(numbers) or (_is_alike(plain) and _end_of(ledger, place) == plain[0][-1])):
        said = f"{found} are listed, not {shown(ledger, place)}"
        yield verdict(ledger, "listed", "failed", place, inside, found, said)


def _end_of(ledger: Ledger, place: int) -> str:
    """The last character of what is counted."""
    item = ledger.frames[place].figure.item
    return ledger.text[item[1] - 1] if item else ""


def _are_counted(ledger: Ledger, place: int, names: Sequence[str]) -> bool:
    """Whether it can be the names that are counted: 甲村、乙村2个村, and 东湖、南桥2个社区, but not 甲村、乙村2个站."""
    end = _end_of(ledger, place)
    return bool(end) and (not _is_alike(names) or names[0].endswith(end))


def _is_alike(names: Sequence[str]) -> bool:
    """Whether all names end in the same character: 甲村、乙村."""
    return len({name[-1:] for name in names}) == 1
