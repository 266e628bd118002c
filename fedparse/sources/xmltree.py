"""XML from files that nobody vouches for, as trees: no document types, no entities, a limit to what they take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError, TreeBuilder, XMLParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from xml.etree.ElementTree import Element

MAX_TAGS = 2_000_000
"""Tags of a tree, about 600 MB at worst; a document of a thousand pages has half as many."""

_INTEGER = re.compile(r"-?[0-9]{1,6}")


class XmlError(ValueError):
    """What is no XML, or XML that is refused."""


class TooLargeError(XmlError):
    """XML with more tags than any document has."""


class Names(dict[str, str]):
    """Qualified names (`{namespace}local`) to short ones (`w:p`); a name of any other namespace is "".

    Several namespaces may share a prefix: those of the two editions of a standard.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        namespace, _, local = name[1:].rpartition("}") if name.startswith("{") else ("", "", name)
        prefix = self._prefixes.get(namespace)
        short = "" if prefix is None else f"{prefix}:{local}"
        # Names of known namespaces are few, but a hostile file may have any number of others.
        if len(self) < 10_000:
            self[name] = short
        return short

    def child(self, element: Element | None, name: str) -> Element | None:
        """The first child of that short name; None where there is none, or no element at all."""
        for child in () if element is None else element:
            if self[child.tag] == name:
                return child
        return None

    def children(self, element: Element | None, name: str) -> Iterator[Element]:
        """All children of that short name."""
        return (child for child in (() if element is None else element) if self[child.tag] == name)

    def attribute(self, element: Element | None, name: str) -> str | None:
        """The value of the attribute of that short name; None where there is none, or no element at all."""
        for key, value in () if element is None else element.items():
            if self[key] == name:
                return value
        return None


class _Builder(TreeBuilder):
    """Builds a tree, and stops at a document type: entities are declared there, and no office file has one."""

    def doctype(self, *_: str | None) -> None:
        """Refuse it.

        Raises:
            XmlError: Always.
        """
        raise XmlError("it has a document type declaration")


def tree(chunks: Iterable[bytes]) -> Element:
    """The tree of a document that comes in pieces.

    Raises:
        XmlError: It is not well-formed, declares a document type, or is too large.
    """
    # Entities need a document type, which the builder refuses; expat fetches no external ones.
    parser: Any = XMLParser(target=_Builder())  # noqa: S314 - see above
    tags = 0
    try:
        for chunk in chunks:
            tags += chunk.count(b"<")
            if tags > MAX_TAGS:
                raise TooLargeError(f"it has more than {MAX_TAGS:,} tags")
            parser.feed(chunk)
        root: Element = parser.close()
    except (ParseError, LookupError, UnicodeError) as error:
        # LookupError: an encoding that Python does not know.
        raise XmlError(str(error)) from None
    return root


def integer(text: str | None, default: int) -> int:
    """The whole number that an attribute says, or `default` where it says none that a document could mean."""
    return int(text) if text is not None and _INTEGER.fullmatch(text.strip()) else default
