"""The report as GitHub's Markdown: tables, every name escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.batch.report.text import shortened
from fedparse.columns import visible
from fedparse.reporting.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.batch.report.content import Part, Report

_MOST_ROWS = 200
_CELL = 400
_BAR = 20


def render(report: Report) -> str:
    """The report as Markdown."""
    blocks = [f"# {_cell(report.title)}", f"**{_cell(report.headline)}**", *map(escaped, report.notes)]
    blocks += ["\n".join(_part(part, report)) for part in report.parts]
    if report.outputs:
        blocks += [f"## {_cell(report.outputs_title)}", "\n".join(f"- {_cell(output)}" for output in report.outputs)]
    blocks.append("\n".join(f"- {_cell(label)}: {_cell(value)}" for label, value in report.about))
    return "\n\n".join(blocks) + "\n"


def _part(part: Part, report: Report) -> Iterator[str]:
    yield f"## {_cell(part.title)}"
    yield ""
    rows = part.rows[:_MOST_ROWS]
    rules = ["--:" if place in part.numeric else "---" for place in range(len(part.columns))]
    bars = list(_bars(part.weights))
    yield _line([*map(_cell, part.columns), *([""] if bars else [])])
    yield _line([*rules, *(["---"] if bars else [])])
    for place, row in enumerate(rows):
        yield _line([*map(_cell, row), *bars[place : place + 1]])
    left = max(part.total, len(part.rows)) - len(rows)
    if left:
        yield ""
        yield _cell(report.more(left))


def _bars(weights: Sequence[float]) -> Iterator[str]:
    most = max(weights, default=0)
    for weight in weights:
        yield "█" * max(round(_BAR * weight / most), 1) if weight else ""


def _cell(text: str) -> str:
    """A value in one line; its backticks are no code."""
    return escaped(shortened(visible(text), _CELL).replace("`", "'"))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
