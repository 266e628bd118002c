"""The names of Word's XML, in both editions of its standard (ISO/IEC 29500: transitional, strict)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.sources.xmltree import Names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
_OFF = frozenset({"0", "false", "off"})


class WordNames(Names):
    """Short names of Word's XML, and its common forms."""

    def __init__(self) -> None:
        super().__init__(_PREFIXES)

    def value(self, element: Element | None, name: str) -> str | None:
        """`w:val` of the child of that name."""
        return self.attribute(self.child(element, name), "w:val")

    def is_on(self, element: Element) -> bool:
        """Whether a property that is there is switched on: it is, unless it says that it is not."""
        return self.attribute(element, "w:val") not in _OFF

    def has(self, element: Element | None, name: str) -> bool:
        """Whether an element has a property of that name which is switched on."""
        found = self.child(element, name)
        return found is not None and self.is_on(found)

    def alternative(self, element: Element) -> Iterator[Element]:
        """What of an `mc:AlternateContent` to read: the first choice, which holds what its fallback repeats."""
        choice = self.child(element, "mc:Choice")
        return iter((choice,)) if choice is not None else self.children(element, "mc:Fallback")
