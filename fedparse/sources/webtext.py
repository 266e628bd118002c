"""From the elements of a web page to its lines, as a browser shows them."""

from __future__ import annotations

import re
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.sources.characters import is_numbered, is_wide
from fedparse.sources.lines import Line, beside, joined, labelled
from fedparse.sources.numbering import Label, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_DEPTH = 10_000
"""How deep elements may lie in each other; browsers go as far as hundreds."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_UNSEEN = frozenset(
    (
        *("audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "input"),
        *("link", "math", "meta", "noframes", "noscript", "object", "option", "script", "select", "style", "svg"),
        *("template", "textarea", "title", "video"),
    )
)
_AROUND = frozenset({"nav", "footer", "aside", "menu"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_NUMBER = re.compile(r"\s*(-?\d{1,6})")
# How the numbers of a list are written, by its attribute `type`.
_NUMBER_FORMATS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lowerRoman", "I": "upperRoman"}
# A cell with more lines than this lays out the page; it is no cell of a table.
_MOST_LINES_OF_A_CELL = 3


class Piece(NamedTuple):
    """A stretch of text: `node` is its place among the text nodes, `is_link` whether it is (in) a link."""

    text: str
    node: int
    is_link: bool


class Shown(NamedTuple):
    """A line as it is shown, with the number of a list item before it.

    `paragraph` is the number of the paragraph it is in. `is_around`: it is in a part around the content.
    """

    line: Line
    pieces: tuple[Piece, ...] = ()
    paragraph: int = -1
    is_around: bool = False
    is_heading: bool = False

    @property
    def text(self) -> str:
        """What it reads."""
        return self.line.text

    @property
    def linked(self) -> float:
        """Which share of the characters are in links."""
        lengths = [(len(piece.text.strip()), piece.is_link) for piece in self.pieces]
        return sum(length for length, is_link in lengths if is_link) / (sum(length for length, _ in lengths) or 1)


class _List:
    """An open list; `number` is that of its next item, None where items have none."""

    def __init__(self, node: Any) -> None:
        is_ordered = node.tag == "ol" and "none" not in (node.getattr("style") or "")
        items = sum(child.tag == "li" for child in _children(node)) if node.hasattr("reversed") else 0
        self.step = -1 if items else 1
        self.number = _number(node.getattr("start"), items or 1) if is_ordered else None
        self.format = _NUMBER_FORMATS.get(node.getattr("type") or "", "decimal")

    def label(self, item: Any) -> Label | None:
        if self.number is None:
            return None
        number = _number(item.getattr("value"), self.number)
        self.number = number + self.step
        return Label(f"{formatted(number, self.format)}.", apart=True)


class Renderer:
    """Goes through a page, front to back and once. `nodes` are its text nodes that are shown.

    `deepest` is how many elements lie in each other at most.
    """

    def __init__(self) -> None:
        from resiliparse.parse.html import NodeType  # noqa: PLC0415 - only a web page asks for it

        self._element = NodeType.ELEMENT
        self.nodes: list[Any] = []
        self.deepest = 0
        self._lines: list[Shown] = []
        self._pieces: list[Piece] = []
        self._paragraph = 0
        self._lists: list[_List] = []
        self._label: Label | None = None
        # The cells of the rows that are open, and the lines that stood before the innermost one.
        self._rows: list[list[list[Shown]]] = []
        self._outer: list[list[Shown]] = []
        self._depths = dict.fromkeys(("a", "pre", "around", "heading"), 0)

    def lines(self, root: Any) -> list[Shown]:
        """The lines of an element.

        Raises:
            ValueError: It is nested too deep.
        """
        # Pages can be nested too deep for calls.
        opened: list[Any] = []
        node = root
        while node is not None:
            if self._visit(node):
                opened.append(node)
                self.deepest = max(self.deepest, len(opened))
                if self.deepest > MAX_DEPTH:
                    raise ValueError(f"its elements lie more than {MAX_DEPTH:,} deep in each other")
                inner = node.first_child
                if inner is not None:
                    node = inner
                    continue
                self._leave(opened.pop().tag)
            following = node.next_sibling if opened else None
            while following is None and opened:
                node = opened.pop()
                self._leave(node.tag)
                following = node.next_sibling if opened else None
            node = following
        self._end_block()
        return self._lines

    def _visit(self, node: Any) -> bool:
        """Take in a node; True for an element to go into."""
        tag = node.tag
        if tag == "#text":
            self._text(node)
        elif tag == "br":
            self._end_line()
        elif node.type == self._element and tag not in _UNSEEN and not _is_hidden(node):
            self._enter(node, tag)
            return True
        return False

    def _text(self, node: Any) -> None:
        value = node.value or ""
        if self._depths["pre"]:
            *whole, value = value.split("\n")
            for line in whole:
                self._pieces.append(Piece(line, len(self.nodes), is_link=False))
                self._end_line()
        if value:
            self._pieces.append(Piece(value, len(self.nodes), self._depths["a"] > 0))
        self.nodes.append(node)

    def _enter(self, node: Any, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if (kind := _kind(tag)) in self._depths:
            self._depths[kind] += 1
        if tag in {"ol", "ul"}:
            self._lists.append(_List(node))
        elif tag == "li":
            self._label = self._lists[-1].label(node) if self._lists else None
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._outer.append(self._lines)
            self._lines = []

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if (kind := _kind(tag)) in self._depths:
            self._depths[kind] -= 1
        if tag in {"ol", "ul"}:
            self._lists.pop()
        elif tag == "li":
            self._label = None
        elif tag == "tr":
            self._lines += _row(self._rows.pop())
        elif tag in {"td", "th"}:
            cell, self._lines = self._lines, self._outer.pop()
            if self._rows:
                self._rows[-1].append(cell)
            else:
                self._lines += cell

    def _end_block(self) -> None:
        """End a paragraph. What stands between two blocks need not be one."""
        text = self._shown()
        if text:
            self._add(text)
        self._pieces = []
        self._paragraph += 1

    def _end_line(self) -> None:
        """End a line, which may be empty."""
        self._add(self._shown())

    def _add(self, text: str) -> None:
        label = None
        if text.strip():
            # People type numbers into lists that have them already.
            label = None if is_numbered(text) else self._label
            self._label = None
        line = labelled(label, text if text.strip() else "")
        around, heading = self._depths["around"] > 0, self._depths["heading"] > 0
        self._lines.append(Shown(line, tuple(self._pieces), self._paragraph, around, heading))
        self._pieces = []

    def _shown(self) -> str:
        """The text of the line that is open."""
        raw = "".join(piece.text for piece in self._pieces)
        return raw if self._depths["pre"] else _WHITE_SPACE.sub(_collapsed, raw).strip(" ")


def _row(cells: Sequence[Sequence[Shown]]) -> Iterator[Shown]:
    """A row of a table as in any other format, or its cells one after the other where it only lays out the page."""
    if any(len(cell) > _MOST_LINES_OF_A_CELL for cell in cells):
        for cell in cells:
            yield from cell
        return
    filled = [
        [paragraph for paragraph in by_paragraph(cell) if any(shown.text for shown in paragraph)] for cell in cells
    ]
    if any(filled):
        for group in beside(filled, [Shown(Line(""))]):
            yield from _side_by_side(group)


def _side_by_side(paragraphs: Sequence[Sequence[Shown]]) -> Iterator[Shown]:
    """The lines of paragraphs of which each begins where the one before ends."""
    number = max(line.paragraph for paragraph in paragraphs for line in paragraph)
    for group in beside(paragraphs, Shown(Line(""))):
        line = joined([shown.line for shown in group], "\t")
        pieces = tuple(chain.from_iterable(shown.pieces for shown in group))
        yield group[0]._replace(line=line, pieces=pieces, paragraph=number)


def by_paragraph(lines: Iterable[Shown]) -> list[list[Shown]]:
    """The lines of each paragraph."""
    return [list(group) for _, group in groupby(lines, key=attrgetter("paragraph"))]


def _children(node: Any) -> Iterator[Any]:
    """As `child_nodes`, which counts from the first child for each of them."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next_sibling


def _kind(tag: str) -> str:
    if tag in _AROUND:
        return "around"
    return "heading" if tag[0] == "h" and tag[1:] in {"1", "2", "3", "4", "5", "6"} else tag


def _is_hidden(node: Any) -> bool:
    return bool(node.hasattr("hidden") or _HIDDEN.search(node.getattr("style") or ""))


def _collapsed(match: re.Match[str]) -> str:
    """White space as it is shown; the end of a line of the file is nothing between Chinese characters."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    is_inside = "\n" in match[0] and before and after and is_wide(before) and is_wide(after)
    return "" if is_inside else " "


def _number(value: str | None, default: int) -> int:
    match = _NUMBER.match(value or "")
    return int(match[1]) if match else default
