"""Word boundaries and word classes from jieba's dictionary, without loading it whole.

jieba reads 349,000 words into memory before it cuts the first sentence, and keeps a marshal file in a shared folder to
do that faster the next time. Here its tokenizer looks into the dictionary file itself, a first character at a time, so
that a report of a page costs a few milliseconds and nothing is written anywhere.
"""

from __future__ import annotations

import mmap
import sys
import warnings
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

_TOTAL_FREQUENCY = 60_101_967
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


class _Frequencies:
    """jieba's table of frequencies (0 for a mere beginning of words), filled when a first character is asked for."""

    def __init__(self, dictionary: Path, user_words: Iterable[str]) -> None:
        self._path = dictionary
        self._frequency: dict[str, int] = {}
        self.tags: dict[str, str] = {}
        self._read: set[str] = set()
        self._user: dict[str, list[str]] = {}
        for word in user_words:
            self._user.setdefault(word[:1], []).append(word)

    @cached_property
    def _lines(self) -> tuple[mmap.mmap, int, int]:
        """The dictionary and the bounds of its Chinese words, which stand in code-point order."""
        with self._path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        low = _lower_bound(data, _FIRST_HAN, 0, len(data))
        return data, low, len(data)

    def __contains__(self, word: str) -> bool:
        if word[:1] not in self._read:
            self._load(word[:1])
        return word in self._frequency

    def __getitem__(self, word: str) -> int:
        return self.get(word, 0)

    def get(self, word: str, default: int = 0) -> int:
        if word[:1] not in self._read:
            self._load(word[:1])
        return self._frequency.get(word, default)

    def _load(self, first: str) -> None:
        self._read.add(first)
        key = first.encode("utf-8", "surrogatepass")
        if _FIRST_HAN <= key <= _LAST_HAN:
            data, low, high = self._lines
            start = _lower_bound(data, key, low, high)
            end = _lower_bound(data, key[:-1] + bytes([key[-1] + 1]), start, high)
            for line in data[start:end].decode().split("\n"):
                word, _, rest = line.partition(" ")
                frequency, _, tag = rest.partition(" ")
                if word:
                    self._add(word, int(frequency or 0), tag)
        for word in self._user.get(first, ()):
            self._add(word, _USER_FREQUENCY, "nz")

    def _add(self, word: str, frequency: int, tag: str) -> None:
        self._frequency[word] = frequency
        self.tags[word] = tag
        for size in range(1, len(word)):
            self._frequency.setdefault(word[:size], 0)


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


class Words:
    """jieba's tokenizer with a pack's own words; made once a pack, loaded at its first use."""

    def __init__(self, user_words: Iterable[str] = ()) -> None:
        self._user_words = tuple(user_words)

    @cached_property
    def _tokenizer(self) -> tuple[Any, _Frequencies]:
        jieba = _import_jieba()
        frequencies = _Frequencies(Path(jieba.__file__).with_name("dict.txt"), self._user_words)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, _TOTAL_FREQUENCY, True
        return tokenizer, frequencies

    def cut(self, text: str, offset: int = 0) -> Iterator[Word]:
        """The words of a text, the most likely way (no HMM); places are moved by `offset`."""
        tokenizer, frequencies = self._tokenizer
        tags = frequencies.tags
        route: dict[int, tuple[float, int]] = {}
        tokenizer.calc(text, tokenizer.get_DAG(text), route)
        start = 0
        while start < len(text):
            end = route[start][1] + 1
            word = text[start:end]
            yield Word(offset + start, offset + end, word, tags.get(word, ""))
            start = end


def _import_jieba() -> Any:  # noqa: ANN401
    """Imports jieba without the warnings of its old syntax and without pkg_resources, which it asks for but can miss."""
    if "jieba" in sys.modules:
        return sys.modules["jieba"]
    missing = object()
    kept = sys.modules.get("pkg_resources", missing)
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba  # noqa: PLC0415
    finally:
        if kept is missing:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = kept  # type: ignore[assignment]
    return jieba
