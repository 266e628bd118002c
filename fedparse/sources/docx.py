"""Reads Word documents (.docx, .docm, .dotx): what a reader of the printed page would read of the body."""

from __future__ import annotations

import re
from functools import cached_property
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple

from fedparse.sources.lines import PAGE_BREAK, Line, content, joined, labelled, row, without_page_breaks
from fedparse.sources.package import Package
from fedparse.sources.wordlists import Lists, Styles
from fedparse.sources.wordnames import WordNames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from fedparse.sources.text import Content, Options

MAX_DEPTH = 100
"""How deep tables, text boxes and the like may lie in each other."""

# Elements that only wrap others. A deletion (w:del, w:moveFrom) is none of them: what it wraps is gone.
_WRAPPERS = frozenset(
    {
        "w:r",
        "w:ins",
        "w:moveTo",
        "w:hyperlink",
        "w:smartTag",
        "w:customXml",
        "w:fldSimple",
        "w:dir",
        "w:bdo",
        "w:sdtContent",
        "w:ruby",
        "w:rubyBase",
    }
)
_CHOICES = frozenset({"w:sdt", "mc:AlternateContent"})
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_WHITE_SPACE = re.compile(r"[\t\n\r]")
_HEX = re.compile("[0-9A-Fa-f]{1,4}")
# Where the signs of pictorial fonts (Symbol, Wingdings) stand: they mean nothing outside these fonts.
_PRIVATE_USE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)
_GONE = ("w:del", "w:moveFrom")


def read_docx(data: bytes, name: str, options: Options) -> Content:  # noqa: ARG001 - the XML says its encoding itself
    """Read a Word document.

    Headers, footers, notes and comments are left out; text boxes follow the paragraph they are anchored in.

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
    return content(_Document(Package(data, name)).lines(), name)


class _Paragraph(NamedTuple):
    """What a paragraph reads without its label, and the text boxes in it. `goes_on`: the next one continues it."""

    text: str
    boxes: list[Element]
    goes_on: bool


class _Document:
    """A document that is being read, front to back and once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = WordNames()
        self._main = self._target("_rels/.rels", "officeDocument", "word/document.xml")
        # For each field that is open: whether its result is reached, which stands behind its code.
        self._fields: list[bool] = []
        self._depth = 0

    def lines(self) -> list[Line]:
        """The paragraphs of the body."""
        root = self._package.part(self._main)
        if root is None:
            raise self._package.damaged(f"it has no {self._main}")
        body = self._names.child(root, "w:body")
        if body is None:
            raise self._package.damaged(f"{self._main} has no body")
        return self._lines(body)

    @cached_property
    def _styles(self) -> Styles:
        return Styles(self._names, self._package.part(self._related("styles")))

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self._names, self._styles, self._package.part(self._related("numbering")))

    def _related(self, kind: str) -> str:
        folder = dirname(self._main)
        return self._target(f"{folder}/_rels/{basename(self._main)}.rels", kind, f"{folder}/{kind}.xml")

    def _target(self, relations: str, kind: str, usual: str) -> str:
        """The part that the file `relations` says is of this kind, else the usual one."""
        for relation in self._names.children(self._package.part(relations), "rel:Relationship"):
            if (relation.get("Type") or "").endswith(f"/{kind}"):
                # Relations stand in a folder of the folder that their targets are relative to.
                return normpath(join("/", dirname(dirname(relations)), relation.get("Target") or "")).lstrip("/")
        return usual

    def _down(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._package.damaged(f"{self._main} is nested more than {MAX_DEPTH} levels deep")

    # Paragraphs and tables

    def _lines(self, container: Element) -> list[Line]:
        lines: list[Line] = []
        begun: list[Line] = []
        for element in self._unwrapped(container, frozenset({"w:p", "w:tbl"})):
            if self._names[element.tag] == "w:tbl":
                lines += self._table(element)
                continue
            paragraph = self._paragraph(element)
            vanishes = paragraph.goes_on and not paragraph.text
            if begun:
                begun.append(Line(paragraph.text))
            elif not vanishes:
                label = self._lists.label(self._names.child(element, "w:pPr"))
                begun = [labelled(label, paragraph.text)]
            if begun and not paragraph.goes_on:
                line = joined(begun)
                # A paragraph that only holds a text box is a place on the page, no empty line.
                lines += [line] if line.text or not paragraph.boxes else []
                begun = []
            for box in paragraph.boxes:
                lines += self._aside(box)
        return [*lines, joined(begun)] if begun else lines

    def _aside(self, box: Element) -> list[Line]:
        """The lines of a text box, whose fields are its own."""
        outer, self._fields = self._fields, []
        lines = self._lines(box)
        self._fields = outer
        return lines

    def _table(self, table: Element) -> list[Line]:
        names = self._names
        lines: list[Line] = []
        for element in self._unwrapped(table, frozenset({"w:tr"})):
            properties = names.child(element, "w:trPr")
            if names.child(properties, "w:del") is not None or names.has(properties, "w:hidden"):
                continue
            cells = self._unwrapped(element, frozenset({"w:tc"}))
            lines += row(self._lines(cell) for cell in cells if not self._is_merged_away(cell))
        return lines

    def _is_merged_away(self, cell: Element) -> bool:
        """Whether a cell is covered by the one above or before it, or deleted."""
        names = self._names
        properties = names.child(cell, "w:tcPr")
        merges = (names.child(properties, name) for name in ("w:vMerge", "w:hMerge"))
        covered = any(merge is not None and names.attribute(merge, "w:val") != "restart" for merge in merges)
        return covered or names.child(properties, "w:cellDel") is not None

    def _unwrapped(self, container: Element, wanted: frozenset[str]) -> Iterator[Element]:
        """The elements of the wanted names in a container, whatever wraps them."""
        self._down()
        for element in container:
            name = self._names[element.tag]
            if name in wanted:
                yield element
            elif name in _WRAPPERS:
                yield from self._unwrapped(element, wanted)
            elif name in _CHOICES:
                for inner in self._chosen(element, name):
                    yield from self._unwrapped(inner, wanted)
        self._depth -= 1

    def _chosen(self, element: Element, name: str) -> Iterator[Element]:
        """What to read of a content control or of alternatives: nothing of a control that only shows a prompt."""
        names = self._names
        if name == "mc:AlternateContent":
            return names.alternative(element)
        is_prompt = names.has(names.child(element, "w:sdtPr"), "w:showingPlcHdr")
        return iter(()) if is_prompt else names.children(element, "w:sdtContent")

    # Inside a paragraph

    def _paragraph(self, element: Element) -> _Paragraph:
        names = self._names
        properties = names.child(element, "w:pPr")
        style = names.value(properties, "w:pStyle")
        mark = names.child(properties, "w:rPr")
        pieces: list[str] = []
        boxes: list[Element] = []
        self._inline(element, style, pieces, boxes)
        # A field code that its paragraph does not end would swallow the rest of a broken document.
        self._fields = [True for _ in self._fields]
        text = without_page_breaks("".join(pieces))
        is_gone = mark is not None and any(names.child(mark, name) is not None for name in _GONE)
        return _Paragraph(text, boxes, is_gone or self._is_hidden(mark, style))

    def _inline(self, element: Element, style: str | None, pieces: list[str], boxes: list[Element]) -> None:
        """Gather the text of an element and the text boxes in it."""
        self._down()
        names = self._names
        for child in element:
            name = names[child.tag]
            if name in _WRAPPERS:
                if name != "w:r" or not self._is_hidden(names.child(child, "w:rPr"), style):
                    self._inline(child, style, pieces, boxes)
            elif name in _CHOICES:
                for inner in self._chosen(child, name):
                    self._inline(inner, style, pieces, boxes)
            elif name in _DRAWINGS:
                boxes += self._boxes(child)
            elif name == "w:fldChar":
                self._field(names.attribute(child, "w:fldCharType"))
            elif all(self._fields):
                pieces.append(self._sign(child, name))
        self._depth -= 1

    def _sign(self, element: Element, name: str) -> str:
        """The text of an element that stands for some characters; "" for one that is no text."""
        names = self._names
        if name == "w:t":
            return _text(element)
        if name == "w:br":
            return PAGE_BREAK if names.attribute(element, "w:type") in {"page", "column"} else "\n"
        if name == "w:sym":
            return _symbol(names.attribute(element, "w:char"))
        if name in {"m:oMath", "m:oMathPara"}:
            return "".join(part.text or "" for part in element.iter() if names[part.tag] == "m:t")
        return _SIGNS.get(name, "")

    def _field(self, kind: str | None) -> None:
        if kind == "begin" and len(self._fields) < MAX_DEPTH:
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_hidden(self, properties: Element | None, style: str | None) -> bool:
        """Whether a run, or the mark of a paragraph, is hidden: as it says itself, or as its styles say."""
        names = self._names
        for child in () if properties is None else properties:
            name = names[child.tag]
            if name == "w:vanish":
                return names.is_on(child)
            # Styles stand first, but what is said directly goes before them.
            if name == "w:rStyle" and self._styles.is_hidden(names.attribute(child, "w:val")):
                return names.child(properties, "w:vanish") is None or names.has(properties, "w:vanish")
        return self._styles.is_hidden(style)

    def _boxes(self, drawing: Element) -> Iterator[Element]:
        """The text boxes of a drawing, each once: drawings come with a copy for older readers."""
        names = self._names
        rest = [drawing]
        while rest:
            element = rest.pop()
            name = names[element.tag]
            if name == "w:txbxContent":
                yield element
            elif name == "mc:AlternateContent":
                rest += names.alternative(element)
            else:
                rest += reversed(element)


def _text(element: Element) -> str:
    """The text of a `w:t`: white space at its ends counts only where it says so."""
    text = element.text or ""
    if not element.attrib:
        text = text.strip(" \t\n\r")
    return _WHITE_SPACE.sub(" ", text)


def _symbol(code: str | None) -> str:
    number = int(code, 16) if code is not None and _HEX.fullmatch(code) else 0
    return "" if number < 0x20 or number in _PRIVATE_USE or number in _SURROGATES else chr(number)
