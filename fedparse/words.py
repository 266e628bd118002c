"""Word boundaries and word classes: jieba's dictionary and its most probable cut, without loading either whole.

jieba reads 349,000 words into memory before it cuts the first sentence, and keeps a marshal file in a shared folder to
do that faster the next time. Here the words of a first character are read from its dictionary when a text has that
character, so that a report of a page costs a few milliseconds and nothing is written anywhere. The cut is that of
`jieba.Tokenizer.cut(HMM=False)`: of all ways to cut, the one whose words are most probable together.
"""

from __future__ import annotations

import mmap
from functools import cached_property
from importlib.util import find_spec
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOG_TOTAL = log(60_101_967)
"""The sum of jieba 0.42.1's frequencies: only their share of it counts, so a later dictionary needs no exact figure."""

_USER_FREQUENCY = 20_000
_FIRST_HAN = "\u4e00".encode()
_LAST_HAN = "\u9fff".encode()


class Word(NamedTuple):
    """A word with its place and its class as jieba's dictionary has it (`n` noun, `v` verb …, "" unknown)."""

    start: int
    end: int
    text: str
    tag: str


class _Entry(NamedTuple):
    """The words that begin with one character: their log-probabilities and classes, and their lengths above one."""

    weights: Mapping[str, float]
    tags: Mapping[str, str]
    lengths: tuple[int, ...]


class Words:
    """jieba's words together with a pack's own; made once a pack, read as they are needed."""

    def __init__(self, user_words: Iterable[str] = ()) -> None:
        self._user_words = user_words
        self._entries: dict[str, _Entry] = {}

    @cached_property
    def _user(self) -> Mapping[str, list[str]]:
        """The pack's words by their first characters."""
        found: dict[str, list[str]] = {}
        for word in self._user_words:
            found.setdefault(word[:1], []).append(word)
        return found

    @cached_property
    def _dictionary(self) -> tuple[mmap.mmap, int]:
        """jieba's dictionary and where its Chinese words begin, which stand in code-point order."""
        spec = find_spec("jieba")
        assert spec is not None
        assert spec.origin is not None
        with Path(spec.origin).with_name("dict.txt").open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return data, _lower_bound(data, _FIRST_HAN, 0, len(data))

    def cut(self, text: str, offset: int = 0) -> list[Word]:
        """The words of a text, the most probable way; places are moved by `offset`."""
        size = len(text)
        # From the right: the best weight of what follows a place, and where the word that begins there ends.
        best = [0.0] * (size + 1)
        ends = [0] * size
        entries = [self._entries.get(char) or self._entry(char) for char in text]
        for start in range(size - 1, -1, -1):
            weights, _, lengths = entries[start]
            weight = weights.get(text[start], -_LOG_TOTAL) + best[start + 1]
            end = start + 1
            for length in lengths:
                stop = start + length
                if stop > size:
                    break
                word = weights.get(text[start:stop])
                if word is not None and word + best[stop] >= weight:
                    weight, end = word + best[stop], stop
            best[start], ends[start] = weight, end
        words = []
        start = 0
        while start < size:
            end = ends[start]
            word_text = text[start:end]
            words.append(Word(offset + start, offset + end, word_text, entries[start].tags.get(word_text, "")))
            start = end
        return words

    def _entry(self, first: str) -> _Entry:
        """The words of a first character, read for the first time."""
        weights: dict[str, float] = {}
        tags: dict[str, str] = {}
        for line in self._lines(first):
            word, frequency, tag = line.split(" ")
            weights[word] = log(int(frequency) or 1) - _LOG_TOTAL
            tags[word] = tag
        for word in self._user.get(first, ()):
            weights[word] = log(_USER_FREQUENCY) - _LOG_TOTAL
            tags[word] = "nz"
        lengths = tuple(sorted({len(word) for word in weights} - {1}))
        entry = self._entries[first] = _Entry(weights, tags, lengths)
        return entry

    def _lines(self, first: str) -> list[str]:
        """The lines of jieba's dictionary that begin with a character."""
        key = first.encode("utf-8", "surrogatepass")
        if not _FIRST_HAN <= key <= _LAST_HAN:
            return []
        data, low = self._dictionary
        start = _lower_bound(data, key, low, len(data))
        end = _lower_bound(data, key[:-1] + bytes([key[-1] + 1]), start, len(data))
        return data[start:end].decode().splitlines()


def _lower_bound(data: mmap.mmap, key: bytes, low: int, high: int) -> int:
    """The offset of the first line that is not below `key`, by bisection over the bytes between two line starts."""
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(b"\n", low, middle) + 1 or low
        end = data.find(b"\n", start, high) + 1 or high
        if data[start:end] < key:
            low = end
        else:
            high = start
    return low
