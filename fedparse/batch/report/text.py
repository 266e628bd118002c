"""The report for a terminal: 80 columns, a Chinese character takes two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from fedparse.columns import WIDTH, fold, table, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.batch.report.content import Part, Report

Style = Literal["", "title", "bad"]
_MOST_ROWS = 20
_LABEL = 36
_BAR = 30
_CELL = 120
"""No name takes more than two or three lines."""


class Line(NamedTuple):
    """One line and what it is."""

    text: str
    style: Style = ""


def lines(report: Report) -> Iterator[Line]:
    """The lines of the report."""
    yield from _folded(report.title, "title")
    for part in report.parts:
        yield Line("")
        yield from _part(part, report)
    if report.about:
        yield Line("")
    labels = max((width(label) for label, _ in report.about), default=0)
    for label, value in report.about:
        yield from map(Line, fold(f"{_padded(label, labels)}  {visible(value)}", WIDTH, hang=labels + 2))
    if report.outputs:
        yield Line("")
        yield from _folded(report.outputs_title, "title")
        for output in report.outputs:
            yield from map(Line, fold(f"  {visible(output)}", WIDTH, hang=4))
    yield Line("")
    for sentence in (report.headline, *report.notes):
        yield from _folded(sentence)


def render(report: Report) -> str:
    """The report as plain text."""
    return "".join(f"{line.text}\n" for line in lines(report))


def shortened(text: str, room: int) -> str:
    """A text cut in its middle to `room` columns: names are told apart by their ends."""
    shown = visible(text)
    if width(shown) <= room:
        return shown
    front, back = 0, len(shown)
    at_front = at_back = 0
    while True:
        # The two ends grow by turns, the last part of a name first.
        is_back = at_back <= at_front
        size = width(shown[back - 1] if is_back else shown[front])
        if at_front + at_back + size >= room:
            return f"{shown[:front]}…{shown[back:]}"
        if is_back:
            back, at_back = back - 1, at_back + size
        else:
            front, at_front = front + 1, at_front + size


def _part(part: Part, report: Report) -> Iterator[Line]:
    yield from _folded(part.title, "bad" if part.tone == "bad" else "title")
    rows = part.rows[:_MOST_ROWS]
    if part.weights:
        yield from map(Line, _bars(rows, part.weights))
    else:
        cells = [[shortened(cell, _CELL) for cell in row] for row in rows]
        yield from map(Line, table(part.columns, cells, part.numeric))
    left = max(part.total, len(part.rows)) - len(rows)
    if left:
        yield from _folded(report.more(left))


def _bars(rows: Sequence[tuple[str, ...]], weights: Sequence[float]) -> Iterator[str]:
    """A bar chart. The bars are ASCII: block characters take one column in some terminals and two in Chinese ones."""
    labels = [shortened(row[0], _LABEL) for row in rows]
    longest, digits = max(map(width, labels)), max(len(row[1]) for row in rows)
    most = max(weights)
    for label, row, weight in zip(labels, rows, weights, strict=False):
        bar = "#" * max(round(_BAR * weight / most), 1) if weight else ""
        yield f"{_padded(label, longest)}  {row[1]:>{digits}}  {bar}".rstrip()


def _padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def _folded(text: str, style: Style = "") -> Iterator[Line]:
    yield from (Line(piece, style) for piece in fold(text, WIDTH))
