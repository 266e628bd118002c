"""Automatic numbering of OpenDocument texts: the levels of list styles, and the labels of list items and headings."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from fedparse.sources.numbering import BULLET, LEVELS, Counters, Level
from fedparse.sources.xmltree import Names, integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    f"{_ODF}:office:1.0": "office",
    f"{_ODF}:text:1.0": "text",
    f"{_ODF}:table:1.0": "table",
    f"{_ODF}:style:1.0": "style",
    f"{_ODF}:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_LEVEL_STYLES = frozenset({"text:list-level-style-number", "text:outline-level-style"})
_BULLETS = frozenset({"text:list-level-style-bullet", "text:list-level-style-image"})
_PLACE = re.compile("%([0-9]+)%")
_MOST_PARENTS = 32
"""How far a chain of styles is followed: broken files have rings."""


def odf_names() -> Names:
    """Short names of the XML of OpenDocument."""
    return Names(_PREFIXES)


class OdfStyles:
    """The styles of a document.

    Args:
        names: Names of its XML.
        roots: The roots of its parts that hold styles, what is said first goes before what is said later.
    """

    def __init__(self, names: Names, roots: list[Element]) -> None:
        self._names = names
        self._styles: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Element] = {}
        self._outline_style: Element | None = None
        self._levels: dict[str, Mapping[int, Level]] = {}
        self._hidden: dict[tuple[str, str | None], bool] = {}
        self._unnumbered: dict[str | None, bool] = {}
        for root in roots:
            for part in (*names.children(root, "office:automatic-styles"), *names.children(root, "office:styles")):
                self._add(part)

    def _add(self, part: Element) -> None:
        names = self._names
        for style in part:
            kind, name = names[style.tag], names.attribute(style, "style:name") or ""
            if kind == "style:style":
                self._styles.setdefault((names.attribute(style, "style:family") or "", name), style)
            elif kind == "text:list-style":
                self._lists.setdefault(name, style)
            elif kind == "text:outline-style" and self._outline_style is None:
                self._outline_style = style

    def _chain(self, family: str, name: str | None) -> Iterator[Element]:
        """A style and its parents, nearest first."""
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = self._names.attribute(style, "style:parent-style-name")

    def is_hidden(self, family: str, name: str | None) -> bool:
        """Whether text in that style is hidden."""
        if (family, name) not in self._hidden:
            names = self._names
            properties = (names.child(style, "style:text-properties") for style in self._chain(family, name))
            shown = (names.attribute(element, "text:display") for element in properties)
            display = next((display for display in shown if display is not None), None)
            self._hidden[family, name] = display == "none"
        return self._hidden[family, name]

    def is_unnumbered(self, name: str | None) -> bool:
        """Whether headings in that style are taken out of the outline."""
        if name not in self._unnumbered:
            lists = (self._names.attribute(style, "style:list-style-name") for style in self._chain("paragraph", name))
            self._unnumbered[name] = next((found for found in lists if found is not None), None) == ""
        return self._unnumbered[name]

    def levels(self, name: str) -> Mapping[int, Level]:
        """The levels of a list style by their depth from 0."""
        if name not in self._levels:
            self._levels[name] = self._made(self._lists.get(name))
        return self._levels[name]

    @cached_property
    def outline(self) -> Mapping[int, Level]:
        """The levels that number headings."""
        return self._made(self._outline_style)

    def _made(self, style: Element | None) -> Mapping[int, Level]:
        names = self._names
        levels = {}
        for element in () if style is None else style:
            kind = names[element.tag]
            depth = integer(names.attribute(element, "text:level"), 0) - 1
            if 0 <= depth <= LEVELS and kind in _BULLETS:
                levels[depth] = Level(format=BULLET)
            elif 0 <= depth <= LEVELS and kind in _LEVEL_STYLES:
                levels[depth] = self._level(element, depth)
        return levels

    def _level(self, element: Element, depth: int) -> Level:
        names = self._names
        number = names.attribute(element, "style:num-format") or "none"
        text = names.attribute(element, "loext:num-list-format")
        if text is None:
            shown = max(1, min(integer(names.attribute(element, "text:display-levels"), 1), depth + 1))
            places = ".".join(f"%{place}" for place in range(depth + 2 - shown, depth + 2))
            before, after = (names.attribute(element, f"style:num-{side}") or "" for side in ("prefix", "suffix"))
            text = before + places + after
        else:
            text = _PLACE.sub(r"%\1", text)
        properties = names.child(element, "style:list-level-properties")
        alignment = names.child(properties, "style:list-level-label-alignment")
        return Level(
            text=text,
            format=number,
            start=integer(names.attribute(element, "text:start-value"), 1),
            apart=names.attribute(alignment, "text:label-followed-by") != "nothing",
        )


class OdfCounters:
    """How far the lists of a document have come."""

    def __init__(self) -> None:
        self.outline = Counters()
        self._by_id: dict[str, Counters] = {}
        self._last: tuple[str, Counters] = ("", Counters())

    def of(self, names: Names, element: Element, style: str) -> Counters:
        """The numbers of a `text:list`: those of the list it continues, else new ones.

        It continues the list it names, or the last one before it if that has the same style.
        """
        counters = self._by_id.get(names.attribute(element, "text:continue-list") or "")
        last_style, last = self._last
        if counters is None and style == last_style and names.attribute(element, "text:continue-numbering") == "true":
            counters = last
        counters = Counters() if counters is None else counters
        self._last = (style, counters)
        name = names.attribute(element, "xml:id")
        if name is not None:
            self._by_id[name] = counters
        return counters

    def named(self, name: str) -> Counters:
        """The numbers of the list with that id, which consists of paragraphs that name it."""
        return self._by_id.setdefault(name, Counters())
