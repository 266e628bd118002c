"""The same report is the same document in whatever encoding and with whatever line ends it was saved.

Offsets count the characters of the decoded text, whose line ends are what they were: with CRLF a span begins later, by
as many CR as stand before it, and what runs over a line end holds both characters. Nothing else may differ.
"""

from __future__ import annotations

import codecs
from itertools import accumulate, product
from typing import Any

import pytest
from twenty_reports import NAMES, SPANS, TRADITIONAL, found_in, found_in_text, text_of, walked

from fedparse.sources import read_bytes

ENCODINGS = {
    "utf-8": ("utf-8", b"", "utf-8"),
    "utf-8-bom": ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
    "gbk": ("gbk", b"", "gb18030"),
    "gb18030": ("gb18030", b"", "gb18030"),
    "gb18030-bom": ("gb18030", b"\x84\x31\x95\x33", "gb18030"),
    "big5": ("big5", b"", "big5"),
    "utf-16-le": ("utf-16-le", b"", "utf-16-le"),
    "utf-16-be": ("utf-16-be", b"", "utf-16-be"),
    "utf-16-le-bom": ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be-bom": ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
}
"""Name → codec to write with, bytes before the text, encoding to find."""
LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
MATRIX = [
    pytest.param(name, *ENCODINGS[encoding], LINE_ENDS[end], id=f"{name}-{encoding}-{end}")
    for name, encoding, end in product(NAMES, ENCODINGS, LINE_ENDS)
    if encoding != "big5" or name in TRADITIONAL
]
WIDTHS = (17, 24, 31)
"""Characters in a line of a text that is wrapped hard."""


@pytest.mark.parametrize(("name", "codec", "mark", "encoding", "end"), MATRIX)
def test_every_encoding_and_line_end(name: str, codec: str, mark: bytes, encoding: str, end: str) -> None:
    text = text_of(name).replace("\n", end)
    source = read_bytes(mark + text.encode(codec), name=f"{name}.txt")
    assert (source.encoding, source.text, source.bad_bytes) == (encoding, text, ())
    assert without_cr(found_in(source), text) == found_in_text(name)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_line_ends_of_wrapped_texts(name: str, width: int) -> None:
    text = wrapped(text_of(name), width)
    with_cr = text.replace("\n", "\r\n")
    plain, other = (read_bytes(form.encode(), name=f"{name}.txt") for form in (text, with_cr))
    assert without_cr(found_in(other), with_cr) == found_in(plain)


def wrapped(text: str, width: int) -> str:
    """A text of which each paragraph is indented and cut into lines of a width."""
    paragraphs = (f"\u3000\u3000{line}" for line in text.splitlines())
    return "".join(f"{line[at : at + width]}\n" for line in paragraphs for at in range(0, len(line), width))


def without_cr(data: Any, text: str) -> Any:
    """A document of `text` as it would be without the CR of its line ends."""
    before = [0, *accumulate(char == "\r" for char in text)]

    def change(key: str, value: Any) -> Any:
        if key in SPANS and value is not None:
            return [place - before[place] for place in value]
        return value.replace("\r\n", "\n") if isinstance(value, str) else value

    return walked(data, change)
