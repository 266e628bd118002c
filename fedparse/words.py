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
from math import inf, log
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
    """The words that begin with the same two characters."""

    two: float
    """The weight of the two as a word."""
    longer: Mapping[str, Sequence[int]]
    """The lengths, ascending, of longer words by their third character."""


_REMEMBERED = 200_000
"""So many pairs of characters are kept at most; a page of Chinese has a thousand."""

_Value = TypeVar("_Value")


class _Lazy(dict[str, _Value]):
    """A dictionary that looks what it lacks up once."""

    def __init__(self, find: Callable[[str], _Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: str) -> _Value:
        value = self[key] = self._find(key)
        return value


class Words:
    """jieba's words together with a pack's own; made once a pack, read as they are needed."""

    def __init__(self, user_words: Iterable[str] = ()) -> None:
        self._user_words = user_words
        self._blocks = _Lazy(self._block)
        self._singles = _Lazy(self._single)
        self._pairs = _Lazy(self._pair)
        self._weights: dict[str, float] = {}
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
        singles, pairs, weights, tags = self._singles, self._pairs, self._weights, self._tags
        # From the right: the best weight of what follows a place, and where the word that begins there ends.
        best = [0.0] * (size + 1)
        ends = list(range(1, size + 1))
        weight, after = 0.0, ""
        for start in range(size - 1, -1, -1):
            char = text[start]
            weight += singles[char]
            words = pairs[char + after]
            if words:
                two, longer = words
                if two + best[start + 2] >= weight:
                    weight = two + best[start + 2]
                    ends[start] = start + 2
                for length in longer.get(text[start + 2 : start + 3], ()):
                    stop = start + length
                    if stop > size:
                        break
                    word = weights.get(text[start:stop])
                    if word is not None and word + best[stop] >= weight:
                        weight = word + best[stop]
                        ends[start] = stop
            best[start] = weight
            after = char
        cut = []
        start = 0
        while start < size:
            end = ends[start]
            word_text = text[start:end]
            cut.append(Word(offset + start, offset + end, word_text, tags.get(word_text, "")))
            start = end
        return cut

    def _single(self, char: str) -> float:
        """The weight of a character that is a word by itself."""
        key = char.encode("utf-8", "surrogatepass")
        line = next(_lines(self._blocks[char], key + b" "), "")
        return self._note(line) if line else -_LOG_TOTAL

    def _pair(self, pair: str) -> _Words | None:
        """The words that begin with two characters; those of three and more are noted with their weights."""
        if len(self._pairs) >= _REMEMBERED:
            self._pairs.clear()
            self._weights.clear()
        if len(pair) < 2 or pair.endswith(" "):  # A space parts the word from its frequency in the dictionary.
            return None
        found: dict[str, float] = {}
        for line in _lines(self._blocks[pair[0]], pair.encode("utf-8", "surrogatepass")):
            found[line.partition(" ")[0]] = self._note(line)
        for word in self._user.get(pair, ()):
            found[word] = log(_USER_FREQUENCY) - _LOG_TOTAL
            self._tags[word] = "nz"
        if not found:
            return None
        two = found.pop(pair, -inf)
        lengths: dict[str, set[int]] = {}
        for word in found:
            lengths.setdefault(word[2], set()).add(len(word))
        self._weights.update(found)
        return _Words(two, {third: sorted(sizes) for third, sizes in lengths.items()})

    def _note(self, line: str) -> float:
        """Takes the word of a line in; its weight."""
        word, frequency, tag = line.split(" ")
        self._tags[word] = tag
        return log(int(frequency) or 1) - _LOG_TOTAL

    def _block(self, first: str) -> bytes:
        """The lines of jieba's dictionary where words that begin with a character stand, a line end before each."""
        key = first.encode("utf-8", "surrogatepass")
        data, low = self._dictionary
        # The few words with a Latin beginning (B超) stand before the Chinese ones.
        start, end = 0, low
        if _FIRST_HAN <= key <= _LAST_HAN:
            start = _lower_bound(data, key, low, len(data))
            end = _lower_bound(data, key[:-1] + bytes([key[-1] + 1]), start, len(data))
        return b"\n" + data[start:end]


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
