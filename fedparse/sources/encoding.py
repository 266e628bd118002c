"""Turns the bytes of a Chinese text file into text: finds the encoding they are in, and where they are damaged."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VALID_NAMES = "utf-8, gb18030, gbk, big5, big5hkscs, utf-16-le, utf-16-be"

# A byte order mark settles the encoding. UTF-32 stands first: its little-endian mark begins with the one of UTF-16.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Without a mark the cheapest reading wins; of equals, the first. GBK and GB2312 are parts of gb18030.
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
# Codecs of Python that are no character set, or that let lone surrogates through, which no output can hold.
_NOT_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
# These differ only in byte order or mark, so the mark in the file says which one it is (without any, the first).
_FAMILIES = {
    "utf-8": ("utf-8", "utf-8-sig"),
    "utf-8-sig": ("utf-8", "utf-8-sig"),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "utf-32": ("utf-32-le", "utf-32-be"),
}

# What is looked at to find the encoding: enough to be sure, and no more for 200 MB than for 200 KB.
_HEAD = 64 * 1024
_PIECE = 16 * 1024
# No byte below 0x30 is a part of a longer character in utf-8, gb18030 or big5: behind it, reading can start.
_RESTART = re.compile(rb"[\x00-\x2f]")

# What a character costs, in nats: about -log of its share in Chinese text. Tuned on clean and damaged snippets of 4 to
# 20 characters; the results change little around these values. `_RARE` is any character that is not ordinary.
_ASCII, _SYMBOL, _LEVEL_1, _TRADITIONAL, _LEVEL_2, _RARE = 4.2, 5.0, 8.0, 9.0, 12.0, 17.0
# A bad byte is one of 256, and each run of them has to begin: one fault costs less than a few rare characters, so a
# damaged file keeps its encoding.
_BAD_BYTE, _BAD_RUN = 5.5, 12.0
# UTF-16 reads any bytes without a fault, random ones at 16 nats a character; text costs less than 10.
_MOST_FOR_UTF16 = 13.0

# Text has a stray control character or two, as damage leaves them; random bytes have 27 in 256.
_CONTROL_CLASS = "[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]"
_CONTROLS = re.compile(_CONTROL_CLASS)
_CONTROL_BYTES = re.compile(_CONTROL_CLASS.encode())
_STRAY_CONTROLS, _MOST_CONTROLS = 2, 0.02

# No codec decodes to a lone surrogate, so one in the text can only have come from the error handler below.
_MARK = "\udfff"
_MARK_HANDLER = "fedparse-mark"
_MARK_RUNS = re.compile(_MARK + "+")
_REPLACEMENT_RUNS = re.compile("\ufffd+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, with the spans (in code points, runs joined) of the U+FFFD that stand for undecodable bytes."""

    text: str
    bad_bytes: tuple[tuple[int, int], ...]


def detect(data: bytes) -> str:
    """The encoding of `data`: that of its BOM, else UTF-8 where it is valid, else the candidate that reads best.

    GB18030 reads almost any bytes without an error, so a chain of attempts would take Big5 for it. Chinese text in the
    right encoding consists of ordinary characters; in a wrong one, of rare hanzi and bad bytes.
    """
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if marked is not None:
        return marked
    fault = _first_utf8_fault(data)
    # UTF-16 of ASCII is valid UTF-8 too, and full of control characters.
    if fault is None and not _CONTROL_BYTES.search(data, 0, _HEAD):
        return "utf-8"
    pieces = tuple(_sample(data, fault or 0))
    return min(_CANDIDATES, key=lambda codec: _cost(pieces, codec))


def resolve(encoding: str, data: bytes) -> str:
    """The codec that a user means by `encoding` for `data`: `UTF8` is `utf-8`, `utf-16` is the one that the BOM tells.

    Raises:
        LookupError: Python has no such character set.
    """
    try:
        name = codecs.lookup(encoding).name.replace("_", "-")
        # A codec from bytes to bytes (zip, hex) is found as well, and refused only when it is used.
        str(b"a", name, "replace")
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NOT_CHARSETS:
        raise LookupError(encoding)
    family = _FAMILIES.get(name, (name,))
    return next((marked for bom, marked in _BOMS if marked in family and data.startswith(bom)), family[0])


def is_binary(data: bytes, encoding: str) -> bool:
    """Whether `data`, read in `encoding`, begins with more control characters than any text has."""
    head = str(data[:_HEAD], encoding, "replace")
    return len(_CONTROLS.findall(head)) > max(_STRAY_CONTROLS, _MOST_CONTROLS * len(head))


def decode(data: bytes, encoding: str) -> Decoded:
    """Decode `data` without its BOM, and with nothing else changed.

    Args:
        data: Everything that is in the file.
        encoding: A name from `detect` or `resolve`.
    """
    mark = next((bom for bom, name in _BOMS if name == encoding and data.startswith(bom)), b"")
    body = memoryview(data)[len(mark) :]
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        return Decoded(str(body, codec), ())
    except UnicodeDecodeError:
        pass
    if not _may_hold_replacement(data, codec):
        text = str(body, codec, "replace")
        return Decoded(text, _spans(_REPLACEMENT_RUNS, text))
    # A handler in Python tells the U+FFFD of the file from ours, at the price of a call for each bad byte.
    codecs.register_error(_MARK_HANDLER, _mark)
    text = str(body, codec, _MARK_HANDLER)
    return Decoded(text.replace(_MARK, "\ufffd"), _spans(_MARK_RUNS, text))


def _may_hold_replacement(data: bytes, codec: str) -> bool:
    """Whether a U+FFFD may be in the file itself."""
    try:
        return "\ufffd".encode(codec) in data
    except UnicodeEncodeError:
        return False


def _mark(error: UnicodeError) -> tuple[str, int]:
    """As the error handler `replace`, with `_MARK` for U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _MARK, error.end


def _spans(runs: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in runs.finditer(text))


def _first_utf8_fault(data: bytes) -> int | None:
    """The offset of the first byte that is not UTF-8, or None."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _sample(data: bytes, fault: int) -> Iterator[bytes]:
    """The pieces to judge by: the head, what surrounds the first fault (all else may be ASCII), some of the middle."""
    if len(data) <= 2 * _HEAD:
        yield data
        return
    yield data[:_HEAD]
    for wish in (fault - _PIECE // 2, len(data) // 3, 2 * len(data) // 3):
        offset = max(wish, _HEAD)
        restart = _RESTART.search(data, offset, offset + _PIECE)
        if restart is not None:
            # UTF-16 has to start at an even offset.
            start = restart.start() + restart.start() % 2
            yield data[start : start + _PIECE]


def _cost(pieces: tuple[bytes, ...], codec: str) -> float:
    """How unlikely `pieces` are as Chinese text in `codec`, in nats: the less, the better it reads."""
    costs, counted, total = _costs(), Counter[str](), 0.0
    for piece in pieces:
        # A character cut at the end of the piece stays in the decoder: a cut tail speaks for no other encoding.
        decoder = codecs.getincrementaldecoder(codec)("replace")
        text = decoder.decode(piece)
        counted.update(text)
        total += _BAD_BYTE * len(decoder.getstate()[0]) + _BAD_RUN * len(_REPLACEMENT_RUNS.findall(text))
    total += sum(times * costs.get(char, _RARE) for char, times in counted.items())
    unlikely = codec.startswith("utf-16") and total > _MOST_FOR_UTF16 * counted.total()
    return math.inf if unlikely else total


@cache
def _costs() -> dict[str, float]:
    """The ordinary characters: ASCII, the symbols and hanzi of GB2312, and the frequently used hanzi of Big5.

    GB2312 (GB/T 2312-1980) and Big5 both put frequent hanzi into a first level and rare ones into a second, so the
    codecs themselves say which are ordinary. Later lines overrule earlier ones.
    """
    costs = dict.fromkeys(_rows("big5", 0xA4, 0xC6), _TRADITIONAL)
    costs |= dict.fromkeys(_rows("gb2312", 0xD8, 0xF7), _LEVEL_2)
    costs |= dict.fromkeys(_rows("gb2312", 0xB0, 0xD7), _LEVEL_1)
    # The symbols through gbk: gb2312 decodes the dash and the middle dot to other characters.
    costs |= dict.fromkeys(_rows("gbk", 0xA1, 0xA3), _SYMBOL)
    costs |= dict.fromkeys("\t\n\r" + "".join(map(chr, range(0x20, 0x7F))), _ASCII)
    costs["\ufffd"] = _BAD_BYTE
    return costs


def _rows(codec: str, first: int, last: int) -> Iterator[str]:
    """The characters of `codec` whose lead byte is one of `first` to `last`."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            char = bytes((lead, trail)).decode(codec, "ignore")
            # A trail byte that is ASCII comes back by itself where the pair is no character.
            if not char.isascii():
                yield char
