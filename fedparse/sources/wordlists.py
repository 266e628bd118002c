"""Automatic numbering of Word documents: which list and level a paragraph belongs to, and what its label reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.numbering import LEVELS, Counters, Level, is_known
from fedparse.sources.xmltree import integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from fedparse.sources.numbering import Label
    from fedparse.sources.wordnames import WordNames

NO_NUMBER = 0
_MOST_LINKS = 32
"""How far a chain of styles, or of links between lists, is followed: broken files have rings."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list as a paragraph refers to it (`w:num`).

    Attributes:
        root: Which list it counts with: those that derive from one abstract list go on with each other's numbers.
        levels: The levels, by their depth from 0.
        starts: The depths that begin anew when this list first reaches them.
        styles: Paragraph styles to the depth they belong to.
    """

    root: str
    levels: Mapping[int, Level]
    starts: frozenset[int]
    styles: Mapping[str, int]


class _StyleNumber(NamedTuple):
    """The list and the level that a style tells, or inherits; `chain` are its name and those it is based on."""

    number: int | None
    depth: int
    chain: tuple[str, ...]


class Styles:
    """The styles of a document.

    Args:
        names: Names of its XML.
        root: `w:styles`, if the document has any.
    """

    def __init__(self, names: WordNames, root: Element | None) -> None:
        self._names = names
        self._styles: dict[str, Element] = {}
        self._default = ""
        for style in names.children(root, "w:style"):
            name = names.attribute(style, "w:styleId") or ""
            self._styles[name] = style
            if names.attribute(style, "w:type") == "paragraph" and names.attribute(style, "w:default") in {"1", "true"}:
                self._default = name
        self._hidden: dict[str, bool] = {}
        self._numbered: dict[str, _StyleNumber] = {}

    def numbering(self, name: str | None) -> _StyleNumber:
        """What a style and those it is based on say of numbering."""
        key = name or ""
        if key not in self._numbered:
            names, chain = self._names, tuple(self.chain(name))
            found = [names.child(names.child(style, "w:pPr"), "w:numPr") for _, style in chain]
            numbers = [number for number in (_number(names, element) for element in found) if number is not None]
            depths = [integer(names.value(element, "w:ilvl"), -1) for element in found]
            depth = next((depth for depth in depths if depth >= 0), 0)
            self._numbered[key] = _StyleNumber(numbers[0] if numbers else None, depth, tuple(link for link, _ in chain))
        return self._numbered[key]

    def chain(self, name: str | None) -> Iterator[tuple[str, Element]]:
        """A style and those it is based on, nearest first; that of plain paragraphs where it is None or unknown."""
        following = name if name in self._styles else self._default
        for _ in range(_MOST_LINKS):
            style = self._styles.get(following)
            if style is None:
                return
            yield following, style
            following = self._names.value(style, "w:basedOn") or ""

    def is_hidden(self, name: str | None) -> bool:
        """Whether text in that style is hidden."""
        key = name or ""
        if key not in self._hidden:
            names = self._names
            marks = (names.child(names.child(style, "w:rPr"), "w:vanish") for _, style in self.chain(name))
            found = next((mark for mark in marks if mark is not None), None)
            self._hidden[key] = found is not None and names.is_on(found)
        return self._hidden[key]


class Lists:
    """The lists of a document, as far as it has been read: ask for the labels of its paragraphs in their order.

    Args:
        names: Names of its XML.
        styles: Its styles.
        root: `w:numbering`, if the document has one.
    """

    def __init__(self, names: WordNames, styles: Styles, root: Element | None) -> None:
        self._names = names
        self._styles = styles
        self._abstract = {names.attribute(e, "w:abstractNumId"): e for e in names.children(root, "w:abstractNum")}
        self._nums = {integer(names.attribute(e, "w:numId"), -1): e for e in names.children(root, "w:num")}
        self._lists: dict[int, _List | None] = {}
        self._counters: dict[str, Counters] = {}
        self._begun: set[tuple[int, int]] = set()

    def label(self, properties: Element | None) -> Label | None:
        """The label of the next paragraph, which has these properties (`w:pPr`); None for one that is not numbered."""
        names = self._names
        own = names.child(properties, "w:numPr")
        style = names.value(properties, "w:pStyle")
        number = _number(names, own)
        if number is None:
            number = self._styles.numbering(style).number
        if number is None or number == NO_NUMBER:
            return None
        found = self._list(number)
        if found is None:
            return None
        depth = integer(names.value(own, "w:ilvl"), -1)
        depth = self._depth_of_style(found, style) if depth < 0 else depth
        return self._next(number, found, depth) if depth in found.levels else None

    def _next(self, number: int, found: _List, depth: int) -> Label:
        counters = self._counters.setdefault(found.root, Counters())
        anew = depth in found.starts and (number, depth) not in self._begun
        self._begun.add((number, depth))
        counters.advance(found.levels, depth, found.levels[depth].start if anew else None)
        return counters.label(found.levels, depth)

    def _depth_of_style(self, found: _List, style: str | None) -> int:
        """The level of a paragraph that does not tell it: that of its style in the list, else what its style tells."""
        told = self._styles.numbering(style)
        return next((found.styles[name] for name in told.chain if name in found.styles), told.depth)

    def _list(self, number: int) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._made(number)
        return self._lists[number]

    def _made(self, number: int) -> _List | None:
        names = self._names
        num = self._nums.get(number)
        root, abstract = self._root(num)
        if num is None or abstract is None:
            return None
        levels: dict[int, Level] = {}
        styles: dict[str, int] = {}
        starts: set[int] = set()
        for element in names.children(abstract, "w:lvl"):
            self._add_level(element, levels, styles)
        for override in names.children(num, "w:lvlOverride"):
            depth = integer(names.attribute(override, "w:ilvl"), -1)
            for element in names.children(override, "w:lvl"):
                self._add_level(element, levels, styles)
            start = names.value(override, "w:startOverride")
            if start is not None and depth in levels:
                levels[depth] = replace(levels[depth], start=integer(start, 1))
                starts.add(depth)
        return _List(root, levels, frozenset(starts), styles)

    def _root(self, num: Element | None) -> tuple[str, Element | None]:
        """The abstract list behind a list; one that only names a list style stands for the list of that style."""
        names = self._names
        for _ in range(_MOST_LINKS):
            root = names.value(num, "w:abstractNumId") or ""
            abstract = self._abstract.get(root)
            link = names.value(abstract, "w:numStyleLink")
            if link is None:
                return root, abstract
            told = self._styles.numbering(link)
            num = self._nums.get(told.number or NO_NUMBER) if link in told.chain else None
        return "", None

    def _add_level(self, element: Element, levels: dict[int, Level], styles: dict[str, int]) -> None:
        names = self._names
        depth = integer(names.attribute(element, "w:ilvl"), -1)
        if not 0 <= depth < LEVELS:
            return
        levels[depth] = Level(
            text=names.value(element, "w:lvlText") or "",
            format=self._format(element),
            start=integer(names.value(element, "w:start"), 0),
            restart=integer(names.value(element, "w:lvlRestart"), LEVELS),
            legal=names.has(element, "w:isLgl"),
            apart=names.value(element, "w:suff") != "nothing",
            shown=not names.has(names.child(element, "w:rPr"), "w:vanish"),
        )
        style = names.value(element, "w:pStyle")
        if style is not None:
            styles.setdefault(style, depth)

    def _format(self, level: Element) -> str:
        """The number format of a level; newer ones (`001, 002, 003, ...`) come with a fallback for older readers."""
        names = self._names
        for alternatives in names.children(level, "mc:AlternateContent"):
            newer = names.child(names.child(alternatives, "mc:Choice"), "w:numFmt")
            series = names.attribute(newer, "w:format")
            if series is not None and is_known(series):
                return series
            return names.value(names.child(alternatives, "mc:Fallback"), "w:numFmt") or "decimal"
        return names.value(level, "w:numFmt") or "decimal"


def _number(names: WordNames, properties: Element | None) -> int | None:
    """The list that a `w:numPr` names; None where it names none."""
    number = names.value(properties, "w:numId")
    return None if number is None else integer(number, NO_NUMBER)
