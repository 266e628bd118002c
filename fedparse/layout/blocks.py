"""What the layout stage hands on: blocks (sections in the making), report layouts and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fedparse.model import ReportKind, Span, Style


class Note(NamedTuple):
    """A diagnostic in the making: `block` is the id of the block it stands in, `rule` the rule that noticed it."""

    code: str
    message: str
    span: Span
    block: str | None
    rule: str | None


class Block(NamedTuple):
    """A section in the making.

    `own` are the source spans of its own text after the marker (heading and body, not its children's) in reading
    order: hard wraps and noise are cut out, the newlines between paragraphs are kept. A bracket's heading stands in
    its marker; there `own` starts at the heading. `body` is the own text after the heading.
    """

    id: str
    level: int
    style: Style
    marker: str
    number: int | None
    heading: str | None
    heading_span: Span | None
    span: Span
    own: tuple[Span, ...]
    body: str
    rule: str
    children: tuple[Block, ...]


class ReportLayout(NamedTuple):
    """One report of a text: where it stands, what it is called, what it is divided into.

    `preamble` are the reading spans before the first block, title lines included. `signature_span` is where a
    signature date is to be read from: the closing lines or, without any, a date line under the title.
    """

    kind: ReportKind
    span: Span
    title: str | None
    title_span: Span | None
    organization: str | None
    signature_span: Span | None
    preamble: tuple[Span, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
