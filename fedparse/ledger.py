"""What passes between making facts and checking them: figures, rows, verdicts. All spans are of the matched text."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.model import Change, CheckName, Comparator, Number, Result, Role, Span, Status


class Placed:
    """What stands in a text and can give a figure something: values by the place where each begins, in order."""

    __slots__ = ("_starts", "_values")

    def __init__(self, values: Iterable[tuple[int, str]]) -> None:
        ordered = sorted(values)
        self._starts = [start for start, _ in ordered]
        self._values = [value for _, value in ordered]

    def last(self, low: int, high: int) -> str | None:
        """The last value in `[low, high)`."""
        index = bisect_left(self._starts, high) - 1
        return self._values[index] if index >= 0 and self._starts[index] >= low else None

    def near(self, place: int, clause: Span, first: int, most: int) -> list[tuple[int, str]]:
        """Those near a place, with the place of each, the nearest first.

        In its clause those before it and those after it, then those before the clause, from `first` on; of each `most`.
        """
        starts = self._starts
        low, high = bisect_left(starts, clause[0]), bisect_left(starts, clause[1])
        at, begin = bisect_left(starts, place), bisect_left(starts, first)
        if begin == high:
            return []
        chosen = [
            *range(at - 1, max(low, at - most) - 1, -1),
            *range(at, min(high, at + most)),
            *range(low - 1, max(begin, low - most) - 1, -1),
        ]
        return [(starts[one], self._values[one]) for one in chosen]


class Scope(NamedTuple):
    """What the heading of a section says of its figures, or a heading above: are they plans, of what, when."""

    planned: bool
    program: str | None
    date: str | None


class Figure(NamedTuple):
    """A count, an amount or a ratio with its value and where its noun and that of its rate stand.

    `unit` is the measure word of a count, the currency of an amount, the kind of a ratio.
    """

    kind: str
    span: Span
    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    unit: str
    item: Span | None
    per: Span | None
    scope: Scope


class Frame(NamedTuple):
    """A figure with the stretches round it: its clause (between , 。 ; ! ?) and its sentence, in one block."""

    figure: Figure
    clause: Span
    sentence: Span


class Row(NamedTuple):
    """What a figure belongs to; `part_of` is the number, from 0, of another figure of the same report."""

    action: str | None
    role: Role | None
    program: str | None
    date: str | None
    organization: Span | None
    status: Status
    part_of: int | None
    basis: Span | None
    change: Change | None


class Points(NamedTuple):
    """A row of numbered points (一是, 二是): where what leads it in ends, and the numbers of its markers."""

    lead: Span
    numbers: Sequence[int | None]


class Ledger(NamedTuple):
    """The figures of one report with their rows, in the order of the text: what checks look at.

    `text` is the whole matched text, `stretch` the part of it that the report takes, `year` its reference year,
    `title` the stretch of its title, `years` the years that dates of its body name, each with its place, and `points`
    the rows of points in it.
    """

    text: str
    stretch: Span
    title: Span | None
    year: int | None
    years: Sequence[tuple[Span, int]]
    points: Sequence[Points]
    frames: Sequence[Frame]
    rows: Sequence[Row]


class Verdict(NamedTuple):
    """What a check says of a figure, by the numbers of the figures; `expected` is what the others come to.

    `figure` is None where something else is checked, which `span` then names. `message` says what does not agree
    (and what unit slip would explain it), and is empty where the check passed.
    """

    check: CheckName
    result: Result
    figure: int | None
    span: Span
    operands: tuple[int, ...]
    expected: Number | None
    message: str
