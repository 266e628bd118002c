"""Word boundaries and word classes: jieba's dictionary and its most probable cut, without loading either whole.

jieba reads 349,000 words into memory before it cuts the first sentence, and keeps a marshal file in a shared folder to
do that faster the next time. Here the words that begin with two characters are read from its dictionary when a text
has the two, so that a report of a page costs a few milliseconds and nothing is written anywhere. The cut is that of
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
    from collections.abc import Iterable, Iterator, Mapping

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


class _Words(NamedTuple):
    """The words that begin with the same two characters: their log-probabilities and their lengths, ascending."""

    weights: Mapping[str, float]
    lengths: tuple[int, ...]


_NO_WORDS = _Words({}, ())
_REMEMBERED = 200_000
"""So many pairs of characters are kept at most; a page of Chinese has a thousand."""


class Words:
    """jieba's words together with a pack's own; made once a pack, read as they are needed."""

    def __init__(self, user_words: Iterable[str] = ()) -> None:
        self._user_words = user_words
        self._blocks: dict[str, bytes] = {}
        self._singles: dict[str, float] = {}
        self._pairs: dict[str, _Words] = {}
        self._tags: dict[str, str] = {}

    @cached_property
    def _user(self) -> Mapping[str, list[str]]:
        """The pack's words of two characters and more by their first two."""
        found: dict[str, list[str]] = {}
        for word in self._user_words:
            if len(word) > 1:
                found.setdefault(word[:2], []).append(word)
        return found

    @cached_property
    def _dictionary(self) -> tuple[mmap.mmap, int]:
        """Jieba's dictionary and where its Chinese words begin, which stand in code-point order."""
        spec = find_spec("jieba")
        assert spec is not None
        assert spec.origin is not None
        with Path(spec.origin).with_name("dict.txt").open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return data, _lower_bound(data, _FIRST_HAN, 0, len(data))

    def cut(self, text: str, offset: int = 0) -> list[Word]:
        """The words of a text, the most probable way; places are moved by `offset`."""
        size = len(text)
        singles, pairs = self._singles, self._pairs
        # From the right: the best weight of what follows a place, and where the word that begins there ends.
        best = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            end = start + 1
            single = singles.get(text[start])
            weight = (self._single(text[start]) if single is None else single) + best[end]
            pair = text[start : start + 2]
            weights, lengths = pairs.get(pair) or self._pair(pair)
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
            words.append(Word(offset + start, offset + end, word_text, self._tags.get(word_text, "")))
            start = end
        return words

    def _single(self, char: str) -> float:
        """The weight of a character that is a word by itself."""
        key = char.encode("utf-8", "surrogatepass")
        line = next(_lines(self._block(char), key + b" "), "")
        self._singles[char] = self._note(line) if line else -_LOG_TOTAL
        return self._singles[char]

    def _pair(self, pair: str) -> _Words:
        """The words that begin with two characters."""
        if len(self._pairs) >= _REMEMBERED:
            self._pairs.clear()
        weights: dict[str, float] = {}
        if len(pair) > 1:
            for line in _lines(self._block(pair[0]), pair.encode("utf-8", "surrogatepass")):
                weights[line.partition(" ")[0]] = self._note(line)
            for word in self._user.get(pair, ()):
                weights[word] = log(_USER_FREQUENCY) - _LOG_TOTAL
                self._tags[word] = "nz"
        found = _Words(weights, tuple(sorted({*map(len, weights)}))) if weights else _NO_WORDS
        self._pairs[pair] = found
        return found

    def _note(self, line: str) -> float:
        """Takes the word of a line in; its weight."""
        word, frequency, tag = line.split(" ")
        self._tags[word] = tag
        return log(int(frequency) or 1) - _LOG_TOTAL

    def _block(self, first: str) -> bytes:
        """The lines of jieba's dictionary where words that begin with a character stand, a line end before each."""
        block = self._blocks.get(first)
        if block is None:
            key = first.encode("utf-8", "surrogatepass")
            data, low = self._dictionary
            # The few words with a Latin beginning (B超) stand before the Chinese ones.
            start, end = 0, low
            if _FIRST_HAN <= key <= _LAST_HAN:
                start = _lower_bound(data, key, low, len(data))
                end = _lower_bound(data, key[:-1] + bytes([key[-1] + 1]), start, len(data))
            block = self._blocks[first] = b"\n" + data[start:end]
        return block


def _lines(block: bytes, prefix: bytes) -> Iterator[str]:
    """The lines of a sorted block that begin with a prefix."""
    at = block.find(b"\n" + prefix)
    while at >= 0 and block.startswith(prefix, at + 1):
        end = block.find(b"\n", at + 1)
        yield block[at + 1 : end].decode()
        at = end


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
