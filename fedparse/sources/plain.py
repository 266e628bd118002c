"""Reads plain text files."""

from __future__ import annotations

import hashlib
import re

from fedparse.errors import SourceError
from fedparse.sources.encoding import VALID_NAMES, decode, detect, is_binary, resolve
from fedparse.sources.kinds import foreign_kind
from fedparse.sources.text import SourceText

_BLANK = re.compile(r"[\s\ufeff\x00-\x1f]*")
_ADVICE = "this version reads plain text, so save it as text (.txt) first"


def read_plain(data: bytes, name: str, encoding: str | None) -> SourceText:
    """Decode a plain text file.

    Args:
        data: The whole file.
        name: What the source is called in the output and in messages.
        encoding: The codec to believe; None finds it from the bytes.

    Raises:
        SourceError: Unknown codec, nothing in the file, or something other than plain text.
    """
    chosen = detect(data) if encoding is None else _resolve(encoding, data, name)
    if not data:
        raise SourceError(name, "is empty (0 bytes); there is nothing to read")
    kind = foreign_kind(data)
    if kind is None and is_binary(data, chosen):
        kind = "a binary file"
    if kind is not None:
        raise SourceError(name, f"is {kind}; {_ADVICE}")
    decoded = decode(data, chosen)
    if _BLANK.fullmatch(decoded.text):
        raise SourceError(name, "is empty (nothing but white space or control characters); there is nothing to read")
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(name, "text/plain", chosen, len(data), digest, decoded.text, decoded.bad_bytes)


def _resolve(encoding: str, data: bytes, name: str) -> str:
    """As `encoding.resolve`, with an error that names the source."""
    try:
        return resolve(encoding, data)
    except LookupError:
        reason = f"cannot be read: there is no encoding {encoding!r}; use one of {VALID_NAMES}, or leave it out"
        raise SourceError(name, reason) from None
