"""From the paragraphs of a document to its text."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fedparse.errors import SourceError
from fedparse.sources.numbering import gap
from fedparse.sources.text import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.sources.numbering import Label
    from fedparse.sources.text import Note, Span

BAD = "\U0010fffd"
"""Stands for what is no text in a file until the text is made. No file means this one, the last of private use."""

PAGE_BREAK = "\f"
"""A break of a page or column: a line break between two stretches of text, nothing at the ends of a paragraph."""

_BAD_RUNS = re.compile(f"{BAD}+")
_REPLACEMENT = "\ufffd"

_Item = TypeVar("_Item")


class Line(NamedTuple):
    """A paragraph, whose text may have line breaks in it.

    `generated` are the spans of its text that the file does not hold: labels of automatic numbering.
    """

    text: str
    generated: tuple[Span, ...] = ()


def without_page_breaks(text: str) -> str:
    """The text of a paragraph as lines."""
    return text.strip(PAGE_BREAK).replace(PAGE_BREAK, "\n")


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
    r"""A row of a table as it is pasted into a text: cells apart by `\t`, a line break between paragraphs of a cell.

    Empty paragraphs make no lines in it, and a row without text is none.
    """
    filled = [[line for line in cell if line.text] for cell in cells]
    return [joined(group, "\t") for group in beside(filled, Line(""))] if any(filled) else []


def beside(cells: Iterable[Sequence[_Item]], empty: _Item) -> list[list[_Item]]:
    """Which paragraphs of the cells of a row stand side by side: the last of a cell, and the first of the next.

    `empty` stands for a cell without any.
    """
    groups: list[list[_Item]] = []
    for cell in cells:
        first, *rest = cell or [empty]
        if groups:
            groups[-1].append(first)
        else:
            groups.append([first])
        groups += [[item] for item in rest]
    return groups


def content(lines: Sequence[Line], name: str, encoding: str | None = None, notes: tuple[Note, ...] = ()) -> Content:
    """The text of a document, a line each paragraph.

    Args:
        lines: The paragraphs, empty ones among them, with `BAD` for what could not be decoded.
        name: What the source is called in messages.
        encoding: The codec that decodes the file; None where it is no encoded text.
        notes: What people must know.

    Raises:
        SourceError: There is no text in them.
    """
    text = "".join(f"{line.text}\n" for line in lines)
    if not text.strip():
        raise no_text(name)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    synthetic = tuple(
        (offset + start, offset + end)
        for offset, line in zip(starts, lines, strict=True)
        for start, end in line.generated
    )
    text, bad_bytes = replaced(text)
    return Content(text, encoding, bad_bytes, paragraphs=tuple(starts), synthetic=synthetic, notes=notes)


def replaced(text: str) -> tuple[str, tuple[Span, ...]]:
    """A text with U+FFFD for `BAD`, and where they are."""
    return text.replace(BAD, _REPLACEMENT), tuple(match.span() for match in _BAD_RUNS.finditer(text))


def no_text(name: str) -> SourceError:
    """The error to raise for a document without any."""
    return SourceError(name, "holds no text; pictures in it are not read", "empty")
