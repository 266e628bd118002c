"""What every reader hands on: the decoded text of one source, and what is known of the bytes it came from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_LONE_SURROGATES = re.compile("[\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One source, decoded: offsets everywhere else in fedparse are code points of `text`.

    Attributes:
        name: What the source is called in the output and in messages, mostly its path.
        media_type: The kind of file, as `text/plain`.
        encoding: The codec that decodes the bytes: `utf-8`, `utf-8-sig` (it had a BOM), `gb18030`, `big5`, ….
        size: Bytes.
        sha256: Hexadecimal digest of the bytes.
        text: The decoded text without its BOM; line ends and spaces are as they came.
        bad_bytes: Spans of `text`, ascending and apart, whose U+FFFD stand for bytes that could not be decoded.
    """

    name: str
    media_type: str
    encoding: str
    size: int
    sha256: str
    text: str
    bad_bytes: tuple[tuple[int, int], ...]


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
        bad_bytes: tuple[tuple[int, int], ...] = ()
    except UnicodeEncodeError:
        bad_bytes = tuple(match.span() for match in _LONE_SURROGATES.finditer(text))
        text = _LONE_SURROGATES.sub(lambda match: "\ufffd" * len(match[0]), text)
        data = text.encode()
    return SourceText(name, "text/plain", "utf-8", len(data), hashlib.sha256(data).hexdigest(), text, bad_bytes)
