"""Finds under which program and when, and whether it is a plan: in the clause, the sentence, the headings above.

In its clause a figure takes the last program and the last date before it, else the first one after it; in its sentence
only one of an earlier clause, as what is said later is of something else (`建队15支;建成“妇女之家”1个`). The date of
a target (`到2025年底建成12个`) is the day by which it is to be reached.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import regex

    from fedparse.ledger import Figure, Frame, Placed
    from fedparse.model import Span, Status
    from fedparse.packs import RulePack

_COMPARED = 3
"""A word of comparison, or 到, stands at most so many characters before its date."""
_FORMER = 24
"""The words of a former figure (由上年的) stand at most so many characters before it."""
_DONE = 60
"""A word that tells of something done is looked for so many characters before a figure."""
_OPENED = 200
"""The plans of a report may be opened so many characters before the sentence of its first figure."""
_MOST_TRIED = 8
"""So many programs, dates and figures of a list are tried on each side of a figure."""
_PEOPLE = frozenset({"person", "visit"})
_COUNTED = _PEOPLE | {"event", "thing"}
_LISTED = "\u3001"  # 、
_PART, _LEAD = ";", ":"
_OPENING, _CLOSING = "()"
_TURN = re.compile(r"[(),;]")
"""Where a bracket begins or ends, or the clause of a target."""
_LINE = re.compile(r"\n")


class Setting(NamedTuple):
    """Under which program, when, planned or reported."""

    program: str | None
    date: str | None
    status: Status


class Settings:
    """Finds settings with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._rules = {rule.id: rule for rule in pack.of("fact")}

    def dates(self, text: str, dates: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """The dates that say when something was done: not those it is compared with (比去年, 与去年相比)."""
        compared, base = self._pattern("fact.compared"), self._pattern("fact.base")
        for start, edtf in dates:
            if not compared.search(text, max(0, start - _COMPARED), start) and not base.match(text, start):
                yield start, edtf

    def plans(self, heading: str) -> bool:
        """Whether what stands under a heading is planned."""
        return self._pattern("fact.planned_heading").search(heading) is not None

    def of(self, text: str, frames: Sequence[Frame], programs: Placed, dates: Placed) -> Iterator[Setting]:
        """The setting of each figure; programs and dates are those of the whole text."""
        plans = _Plans(text, frames, self._pattern)
        former, until = self._pattern("fact.former"), self._pattern("fact.until")
        told = (0, 0)
        for place, frame in enumerate(frames):
            (_, (start, _), *_, scope), clause, _ = frame
            own = next(_untold(_near(dates, frame), [told]), None)
            date = own[1] if own else scope.date
            target = own is not None and until.search(text, max(0, own[0] - _COMPARED), own[0]) is not None
            yield Setting(
                self._program(text, frames, place, programs) or scope.program,
                date,
                "planned" if plans.holds(frame) or (target and _is_later(date, scope.date)) else "reported",
            )
            match = former.search(text, max(clause[0], start - _FORMER), start)
            told = match.span() if match else told

    def _program(self, text: str, frames: Sequence[Frame], place: int, programs: Placed) -> str | None:
        """The program of the clause, else of a clause before in its part of the sentence, else of what leads it in.

        A part ends with a semicolon; what leads in ends with a colon: 深化“双学双比”活动:办班3期;受训200人.
        """
        frame = frames[place]
        low, first = frame.clause[0], frame.sentence[0]
        part = text.rfind(_PART, first, low) + 1 or first
        near = _near(programs, frame, part)
        if near:
            told = list(_told(text, frames, place, part, of_its_own=self._is_of_its_own(text, frames, place)))
            found = next(_untold(near, told), None)
            if found:
                return found[1]
        lead = text.find(_LEAD, first, part) if part > first else -1
        return programs.last(first, lead) if lead >= 0 else None

    def _is_of_its_own(self, text: str, frames: Sequence[Frame], place: int) -> bool:
        """Whether a figure counts something, and no part, measure or audience of what was counted before it."""
        figure, (low, _), _ = frames[place]
        counts = figure.kind == "count" and figure.item and not figure.per and self._kind(figure) in _COUNTED
        if not counts or self._pattern("fact.of_which").match(text, low):
            return False
        before = frames[place - 1].figure if place else figure
        return not (self._kind(before) == "event" and self._kind(figure) in _PEOPLE)

    def _kind(self, figure: Figure) -> str:
        """What the measure word of a figure says of it: person, visit, event, thing or what it measures."""
        return self._pack.lexicons["measures"].rows.get(figure.unit, {}).get("kind", "")

    def _pattern(self, rule: str) -> regex.Pattern[str]:
        pattern = self._rules[rule].pattern
        assert pattern is not None
        return pattern.compiled


def _near(placed: Placed, frame: Frame, first: int | None = None) -> list[tuple[int, str]]:
    """What stands near a figure: before and after it in its clause, then before, from `first`; the nearest first."""
    start = frame.sentence[0] if first is None else first
    return placed.near(frame.figure.span[0], frame.clause, start, _MOST_TRIED)


def _untold(found: Iterable[tuple[int, str]], told: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """What does not stand in stretches that belong to other figures."""
    return (one for one in found if not any(low <= one[0] < high for low, high in told))


def _told(text: str, frames: Sequence[Frame], place: int, part: int, *, of_its_own: bool) -> Iterator[Span]:
    """The items of other figures: a program that is one of them is theirs alone.

    So it is in a 、-list (“最美家庭”5户、棉衣9件), where a later clause counts something else
    (“最美家庭”5户,慰问老人8名), and after a list of several (“最美家庭”5户、“平安家庭”3户,共8户).
    """
    frame = frames[place]
    for step in (-1, 1):
        listed = True
        for other in range(place + step, place + step * _MOST_TRIED, step):
            if not 0 <= other < len(frames) or frames[other].figure.span[0] < part:
                break
            listed = listed and _lists(text, *_in_order(frames[other], frames[other - step]))
            item = frames[other].figure.item
            elsewhere = step < 0 and frames[other].clause != frame.clause
            sums = frames[other].figure.unit == frame.figure.unit and _is_one_of_several(text, frames, other)
            apart = listed or (elsewhere and (of_its_own or sums))
            if item and item != frame.figure.item and apart:
                yield item


def _is_one_of_several(text: str, frames: Sequence[Frame], place: int) -> bool:
    """Whether a figure stands in a 、-list with one that counts something else."""
    near = frames[max(0, place - 1) : place + 2]
    return any(
        _lists(text, one, other) and None is not one.figure.item != other.figure.item is not None
        for one, other in pairwise(near)
    )


def _in_order(one: Frame, other: Frame) -> tuple[Frame, Frame]:
    return (one, other) if one.figure.span < other.figure.span else (other, one)


def _lists(text: str, frame: Frame, following: Frame) -> bool:
    """Whether 、 alone parts two figures in a row, beside the noun of the first."""
    figure, other = frame.figure, following.figure
    end = figure.span[1]
    if figure.item and end <= figure.item[0] < other.span[0]:
        end = figure.item[1]
    return text.find(_LISTED, end, end + 2) >= 0 and following.clause == frame.clause


def _is_later(date: str | None, period: str | None) -> bool:
    """Whether a date is of a later year than a period; where a year is not known, it is not."""
    years = [day[:4] for day in (date, period) if day]
    return len(years) == 2 and all(map(str.isdigit, years)) and years[0] > years[1]


class _Plans:
    """Where the text of a report tells of plans, for its figures in order."""

    def __init__(self, text: str, frames: Sequence[Frame], pattern: Callable[[str], regex.Pattern[str]]) -> None:
        self._text = text
        self._planned, self._done = pattern("fact.planned"), pattern("fact.done")
        self._sentence: Span | None = None
        self._turns: list[tuple[int, bool]] = []
        low, high = (frames[0].sentence[0], frames[-1].sentence[1]) if frames else (0, 0)
        low = max(0, low - _OPENED)
        self._opened = [match.start() for match in pattern("fact.plan_opened").finditer(text, low, high)]
        self._lines = [match.end() for match in _LINE.finditer(text, low, high)] if self._opened else []

    def holds(self, frame: Frame) -> bool:
        """Whether a figure is of a plan."""
        start = frame.figure.span[0]
        if frame.sentence != self._sentence:
            # The figures of one sentence follow each other.
            self._sentence, self._turns = frame.sentence, self._turns_of(frame.sentence)
        last = bisect_left(self._turns, (start,)) - 1
        if last >= 0:
            return self._turns[last][1]
        if frame.figure.scope.planned:
            return not self._tells_done(max(frame.clause[0], start - _DONE), start, years=False)
        opened = self._is_opened(frame.sentence[0])
        return opened and not self._tells_done(max(frame.sentence[0], start - _DONE), start, years=True)

    def _is_opened(self, start: int) -> bool:
        """Whether an earlier sentence of the paragraph begins the plans: 下一步,我们将做好三件事."""
        opened = bisect_left(self._opened, start) - 1
        if opened < 0:
            return False
        line = bisect_right(self._lines, start) - 1
        return line < 0 or self._lines[line] <= self._opened[opened]

    def _tells_done(self, low: int, high: int, *, years: bool) -> bool:
        """Whether a stretch tells of something done; with `years`, a year gone by or the present one tells it too."""
        return any(years or not match["year"] for match in self._done.finditer(self._text, low, high))

    def _turns_of(self, sentence: Span) -> list[tuple[int, bool]]:
        """The places of a sentence from which on it tells of plans, or no longer does."""
        marks = list(self._planned.finditer(self._text, *sentence))
        if not marks:
            return []
        found = self._done.finditer(self._text, marks[0].start(), sentence[1])
        done = [match for match in found if not match["year"]]
        turns = sorted(
            [
                *((match.start(), "target" if match["target"] else "plan") for match in marks),
                *((match.start(), "done") for match in done),
                *((match.start(), match[0]) for match in _TURN.finditer(self._text, *sentence)),
            ]
        )
        return list(_states(turns))


def _states(turns: Iterable[tuple[int, str]]) -> Iterator[tuple[int, bool]]:
    """From each place on, whether it is planned.

    A target (任务数) ends with its clause, a plan with a word for something done; what a bracket says ends with it.
    """
    plan = target = False
    above: list[tuple[bool, bool]] = []
    for place, turn in turns:
        if turn == _OPENING:
            above.append((plan, target))
        elif turn == _CLOSING:
            plan, target = above.pop() if above else (plan, target)
        elif turn == "plan":
            plan = True
        elif turn == "done":
            plan = target = False
        else:
            target = turn == "target"
        yield place, plan or target
