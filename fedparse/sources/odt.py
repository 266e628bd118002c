"""Reads OpenDocument texts (.odt, .ott): what a reader of the printed page would read of the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.lines import Line, content, labelled, row
from fedparse.sources.odflists import OdfCounters, OdfStyles, odf_names
from fedparse.sources.package import Package
from fedparse.sources.xmltree import integer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from fedparse.sources.numbering import Counters, Label
    from fedparse.sources.text import Content, Options

MAX_DEPTH = 100
"""How deep lists, tables, frames and the like may lie in each other."""

_PARAGRAPHS = frozenset({"text:p", "text:h"})
# Elements that only hold others. The changes of a document hold its deletions, and are none of them.
_HOLDERS = frozenset(
    {
        "text:section",
        "text:table-of-content",
        "text:illustration-index",
        "text:table-index",
        "text:object-index",
        "text:user-index",
        "text:alphabetical-index",
        "text:bibliography",
        "text:index-body",
        "text:index-title",
    }
)
_ROW_HOLDERS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_FRAMES = frozenset({"draw:frame", "draw:g", "draw:a"})
# Inside a paragraph, but not of its text.
_ASIDE = frozenset(
    {"text:note", "text:ruby-text", "text:hidden-text", "text:hidden-paragraph", "text:placeholder", "text:script"}
)
# White space of the XML counts as one space; spaces, tabs and line breaks that are elements stay what they are.
_WHITE_SPACE = re.compile("[ \t\r\n]+")
_FIXED = {"text:s": "\x01", "text:tab": "\x02", "text:line-break": "\x03"}
_SHOWN = str.maketrans({"\x01": " ", "\x02": "\t", "\x03": "\n"})
_MOST_SPACES = 100
"""What a `text:s` may stand for; more is no text."""


def read_odt(data: bytes, name: str, options: Options) -> Content:  # noqa: ARG001 - the XML says its encoding itself
    """Read an OpenDocument text.

    Headers, footers, notes and comments are left out; frames follow the paragraph they are anchored in.

    Args:
        data: The whole file.
        name: What the source is called in messages.
        options: None of them matters.

    Returns:
        A line each paragraph; a row of a table is a line, its cells apart by tabs. Labels of automatic numbering are
        `synthetic`.

    Raises:
        SourceError: The file is damaged, encrypted, a bomb, or holds no text.
    """
    package = Package(data, name)
    if "encrypted-package" in package or package.mentions("META-INF/manifest.xml", b"encryption-data"):
        raise package.encrypted()
    return content(_Document(package).lines(), name)


class _Place(NamedTuple):
    """A place in a list: its style, how far it has come, and how deep the place is, from 0."""

    style: str
    counters: Counters
    depth: int


class _Number(NamedTuple):
    """What numbers a paragraph: a place in a list, and the number if the paragraph itself tells it."""

    place: _Place
    number: int | None


class _Document:
    """A document that is being read, front to back and once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = odf_names()
        root = package.part("content.xml")
        if root is None:
            raise package.damaged("it has no content.xml")
        body = self._names.child(self._names.child(root, "office:body"), "office:text")
        if body is None:
            raise package.damaged("content.xml has no text body")
        self._body = body
        styles = package.part("styles.xml")
        self._styles = OdfStyles(self._names, [root] if styles is None else [root, styles])
        self._counters = OdfCounters()
        self._depth = 0

    def lines(self) -> list[Line]:
        """The paragraphs of the body."""
        return self._lines(self._body)

    # Paragraphs, lists and tables

    def _lines(self, container: Element) -> list[Line]:
        self._down()
        names = self._names
        lines: list[Line] = []
        for element in container:
            name = names[element.tag]
            if name in _PARAGRAPHS:
                lines += self._paragraph(element, None)
            elif name == "text:list":
                lines += self._list(element, None)
            elif name == "text:numbered-paragraph":
                lines += self._numbered_paragraph(element)
            elif name == "table:table":
                lines += self._table(element)
            elif name in _HOLDERS and not self._is_hidden_section(element):
                lines += self._lines(element)
            elif name.startswith("draw:"):
                for box in self._boxes(element):
                    lines += self._lines(box)
        self._depth -= 1
        return lines

    def _down(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._package.damaged(f"content.xml is nested more than {MAX_DEPTH} levels deep")

    def _is_hidden_section(self, section: Element) -> bool:
        names = self._names
        display = names.attribute(section, "text:display")
        return display == "none" or (display == "condition" and names.attribute(section, "text:is-hidden") == "true")

    def _list(self, element: Element, outer: _Place | None) -> list[Line]:
        """The items of a list; one inside another has its style and numbers, unless it names a style of its own."""
        self._down()
        names = self._names
        style = names.attribute(element, "text:style-name")
        if outer is not None and style in {None, outer.style}:
            place = outer._replace(depth=outer.depth + 1)
        else:
            depth = 0 if outer is None else outer.depth + 1
            place = _Place(style or "", self._counters.of(names, element, style or ""), depth)
        lines: list[Line] = []
        for item in element:
            kind = names[item.tag]
            if kind in {"text:list-item", "text:list-header"}:
                lines += self._item(item, place, is_numbered=kind == "text:list-item")
        self._depth -= 1
        return lines

    def _item(self, item: Element, place: _Place, *, is_numbered: bool) -> list[Line]:
        """An item of a list: the label is that of its first paragraph."""
        names = self._names
        own = place._replace(style=names.attribute(item, "text:style-override") or place.style)
        start = names.attribute(item, "text:start-value")
        number = _Number(own, None if start is None else integer(start, 1)) if is_numbered else None
        lines: list[Line] = []
        has_list = False
        for child in item:
            name = names[child.tag]
            if name in _PARAGRAPHS:
                lines += self._paragraph(child, number, is_listed=True)
                number = None
            elif name == "text:list":
                if has_list and names.attribute(child, "text:continue-numbering") != "true":
                    place.counters.restart(place.depth + 1)
                has_list = True
                lines += self._list(child, place)
        return lines

    def _numbered_paragraph(self, element: Element) -> list[Line]:
        names = self._names
        counters = self._counters.named(names.attribute(element, "text:list-id") or "")
        depth = integer(names.attribute(element, "text:level"), 1) - 1
        place = _Place(names.attribute(element, "text:style-name") or "", counters, depth)
        start = names.attribute(element, "text:start-value")
        number = _Number(place, None if start is None else integer(start, 1))
        paragraphs = (child for child in element if names[child.tag] in _PARAGRAPHS)
        return [line for child in paragraphs for line in self._paragraph(child, number, is_listed=True)]

    def _table(self, table: Element) -> list[Line]:
        self._down()
        names = self._names
        lines: list[Line] = []
        for element in table:
            name = names[element.tag]
            if name == "table:table-row":
                # What a merged cell covers (table:covered-table-cell) is left out.
                lines += row(self._lines(cell) for cell in names.children(element, "table:table-cell"))
            elif name in _ROW_HOLDERS:
                lines += self._table(element)
        self._depth -= 1
        return lines

    def _paragraph(self, element: Element, number: _Number | None, *, is_listed: bool = False) -> list[Line]:
        """A paragraph and the frames in it; a hidden one is none at all."""
        names = self._names
        style = names.attribute(element, "text:style-name")
        pieces: list[str] = []
        boxes: list[Element] = []
        hidden = self._styles.is_hidden("paragraph", style)
        self._inline(element, pieces, boxes)
        text = "" if hidden else _WHITE_SPACE.sub(" ", "".join(pieces)).strip(" ").translate(_SHOWN)
        lines: list[Line] = []
        if not hidden:
            line = labelled(self._label(element, number, is_listed=is_listed), text)
            # A paragraph that only holds a frame is a place on the page, no empty line.
            lines += [line] if line.text or not boxes else []
        for box in boxes:
            lines += self._lines(box)
        return lines

    def _label(self, element: Element, number: _Number | None, *, is_listed: bool) -> Label | None:
        """The label of a paragraph; None for one that is not numbered."""
        names = self._names
        if number is not None:
            place, told = number
            levels, counters, depth = self._styles.levels(place.style), place.counters, place.depth
        elif not is_listed and names[element.tag] == "text:h":
            levels, counters = self._styles.outline, self._counters.outline
            depth = integer(names.attribute(element, "text:outline-level"), 1) - 1
            anew = names.attribute(element, "text:restart-numbering") == "true"
            told = integer(names.attribute(element, "text:start-value"), 1) if anew else None
            style = names.attribute(element, "text:style-name")
            if names.attribute(element, "text:is-list-header") == "true" or self._styles.is_unnumbered(style):
                return None
        else:
            return None
        if depth not in levels:
            return None
        counters.begin_outer(levels, depth)
        counters.advance(levels, depth, told)
        return counters.label(levels, depth)

    # Inside a paragraph

    def _inline(self, element: Element, pieces: list[str], boxes: list[Element]) -> None:
        """Gather the text of an element and the frames in it."""
        self._down()
        names = self._names
        pieces.append(element.text or "")
        for child in element:
            name = names[child.tag]
            if name in _FIXED:
                count = integer(names.attribute(child, "text:c"), 1) if name == "text:s" else 1
                pieces.append(_FIXED[name] * min(count, _MOST_SPACES))
            elif name.startswith("draw:"):
                boxes += self._boxes(child)
            elif name.startswith("text:") and name not in _ASIDE and not self._is_hidden_span(child, name):
                self._inline(child, pieces, boxes)
            pieces.append(child.tail or "")
        self._depth -= 1

    def _is_hidden_span(self, element: Element, name: str) -> bool:
        style = self._names.attribute(element, "text:style-name") if name == "text:span" else None
        return style is not None and self._styles.is_hidden("text", style)

    def _boxes(self, drawing: Element) -> Iterator[Element]:
        """What of a drawing holds paragraphs: frames with text, shapes."""
        rest = [drawing]
        while rest:
            element = rest.pop()
            name = self._names[element.tag]
            if name in _FRAMES:
                rest += reversed(element)
            elif name.startswith("draw:"):
                yield element
