"""Reads plain text files."""

from __future__ import annotations

import re

from fedparse.errors import SourceError
from fedparse.sources.encoding import VALID_NAMES, decode, detect, is_binary, resolve
from fedparse.sources.text import Content, Options

_BLANK = re.compile(r"[\s\ufeff\x00-\x1f]*")


def read_plain(data: bytes, name: str, options: Options) -> Content:
    """Decode a plain text file.

    Args:
        data: The whole file.
        name: What the source is called in messages.
        options: Of them, `encoding`.

    Raises:
        SourceError: Unknown codec, nothing in the file, or something other than plain text.
    """
    chosen = codec(data, name, options)
    if is_binary(data, chosen):
        reason = "is a binary file of no known kind; fedparse reads texts and documents"
        raise SourceError(name, reason, "unsupported")
    decoded = decode(data, chosen)
    if _BLANK.fullmatch(decoded.text):
        reason = "is empty (nothing but white space or control characters); there is nothing to read"
        raise SourceError(name, reason, "empty")
    return Content(decoded.text, chosen, decoded.bad_bytes)


def codec(data: bytes, name: str, options: Options) -> str:
    """The codec of a text: the one of the options, else what its bytes tell.

    Raises:
        SourceError: There is no such codec.
    """
    if options.encoding is None:
        return detect(data)
    try:
        return resolve(options.encoding, data)
    except LookupError:
        reason = f"cannot be read: there is no encoding {options.encoding!r}; use one of {VALID_NAMES}, or leave it out"
        raise SourceError(name, reason) from None
