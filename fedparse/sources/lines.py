"""From the paragraphs of a document to its text."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.numbering import gap
from fedparse.sources.text import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.sources.numbering import Label
    from fedparse.sources.text import Span


class Line(NamedTuple):
    """A paragraph. `generated` are the spans of its text that the file does not hold: labels of automatic numbering."""

    text: str
    generated: tuple[Span, ...] = ()


def joined(lines: Sequence[Line], between: str = "") -> Line:
    """Several lines in one, with `between` between them."""
    if len(lines) == 1:
        return lines[0]
    generated: list[Span] = []
    offset = 0
    for line in lines:
        generated += [(offset + start, offset + end) for start, end in line.generated]
        offset += len(line.text) + len(between)
    return Line(between.join(line.text for line in lines), tuple(generated))


def labelled(label: Label | None, text: str) -> Line:
    """A paragraph with its label, which may be none or empty."""
    if label is None or not label.text:
        return Line(text)
    generated = label.text + gap(label.text, text, apart=label.apart)
    return Line(generated + text, ((0, len(generated)),))


def row(cells: Iterable[Sequence[Line]]) -> list[Line]:
    r"""A row of a table as it is pasted into a text: cells apart by `\t`, a line break between paragraphs of a cell."""
    lines: list[list[Line]] = []
    for cell in cells:
        first, *rest = [line for line in cell if line.text] or [Line("")]
        if lines:
            lines[-1].append(first)
        else:
            lines.append([first])
        lines += [[line] for line in rest]
    return [joined(line, "\t") for line in lines]


def content(lines: Sequence[Line], name: str) -> Content:
    """The text of a document, a line each paragraph.

    Args:
        lines: The paragraphs, empty ones among them.
        name: What the source is called in messages.

    Raises:
        SourceError: There is no text in them.
    """
    text = "".join(f"{line.text}\n" for line in lines)
    if not text.strip():
        raise SourceError(name, "holds no text; pictures in it are not read", "empty")
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    synthetic = tuple(
        (offset + start, offset + end)
        for offset, line in zip(starts, lines, strict=True)
        for start, end in line.generated
    )
    return Content(text, paragraphs=tuple(starts), synthetic=synthetic)
