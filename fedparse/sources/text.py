"""What every reader hands on: the text of one source, and what is known of the bytes it came from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

Span = tuple[int, int]

_LONE_SURROGATES = re.compile("[\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read, where their bytes do not say it.

    Attributes:
        encoding: The codec to believe, as `gb18030`; None finds it from the bytes.
        columns: The columns of a table (xlsx, csv) whose cells are the texts, by their heading or letter (`C`).
    """

    encoding: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader noticed that people must know, as `needs-ocr`; it becomes a diagnostic of the document."""

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What the reader of a format finds in a file.

    Attributes:
        text: The text; offsets everywhere else in fedparse are its code points.
        encoding: The codec that decodes the bytes; None where they are no encoded text.
        bad_bytes: Spans, ascending and apart, whose U+FFFD stand for bytes that could not be decoded.
        pages: Where each page begins in the text, ascending, the first one at 0; empty where there are no pages.
        paragraphs: The same for paragraphs, empty ones among them.
        synthetic: Spans of what the format generates and the file does not hold: labels of automatic numbering.
        notes: What people must know.
    """

    text: str
    encoding: str | None = None
    bad_bytes: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    paragraphs: tuple[int, ...] = ()
    synthetic: tuple[Span, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceText:
    """One source that was read.

    Attributes:
        name: What the source is called in the output and in messages, mostly its path.
        media_type: The kind of file, as `text/plain`.
        size: Bytes.
        sha256: Hexadecimal digest of the bytes.
        content: What is in it.
        file_name: The name of the file alone, which may tell the year; a cell of a table has that of its file.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    content: Content
    file_name: str = ""

    @property
    def text(self) -> str:
        """The text."""
        return self.content.text

    @property
    def encoding(self) -> str | None:
        """The codec that decodes the bytes: `utf-8`, `utf-8-sig` (it had a BOM), `gb18030`, …; None where none does."""
        return self.content.encoding

    @property
    def bad_bytes(self) -> tuple[Span, ...]:
        """Where the bytes could not be decoded."""
        return self.content.bad_bytes


def from_text(text: str, *, name: str) -> SourceText:
    """A source that is already text. It is never refused, and a BOM in it stays: offsets count in the caller's string.

    Args:
        text: Any string. A lone surrogate, which no file can hold, becomes U+FFFD and is reported in `bad_bytes`.
        name: What to call it in the output.

    Returns:
        The source as if `text` had come from a file in UTF-8.
    """
    try:
        data = text.encode()
        bad_bytes: tuple[Span, ...] = ()
    except UnicodeEncodeError:
        bad_bytes = tuple(match.span() for match in _LONE_SURROGATES.finditer(text))
        text = _LONE_SURROGATES.sub(lambda match: "\ufffd" * len(match[0]), text)
        data = text.encode()
    content = Content(text, "utf-8", bad_bytes)
    return SourceText(name, "text/plain", len(data), hashlib.sha256(data).hexdigest(), content, file_name=name)
