"""Finds the terms of large word lists in a text, the longest of each list at each place, in one pass.

Only places whose first two characters begin a term are looked at closely: in running Chinese, one in ten.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_CLOSING = frozenset('”’"')
_CODEC = f"utf-32-{sys.byteorder[0]}e"
_HEAD = 3
"""So many first characters lead to the few terms that may stand at a place."""
_REMEMBERED = 50_000
"""Texts begin in so many different ways at most that what is found for each is kept."""
_SHORTEST_OVER_QUOTE = 4
"""A shorter term does not reach over a quotation mark: in `“七一”等时机` there is no 一等."""
_QUOTE = re.compile('[”’"]')


class Found(NamedTuple):
    """A term of a list at `[start, end)`; a closing quotation mark may stand inside it (`三八”维权周`)."""

    start: int
    end: int
    term: str


class TermIndex:
    """Word lists by name, ready to be looked for together. Terms have two characters or more."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._names = tuple(lists)
        self._terms: dict[str, list[tuple[str, str]]] = {}
        for name, terms in lists.items():
            for term in terms:
                self._terms.setdefault(term[:_HEAD], []).append((name, term))
        self._longer: defaultdict[str, list[str]] = defaultdict(list)
        for head in self._terms:
            self._longer[head[:1]].append(head)
            self._longer[head[:2]].append(head)
        pairs = {head[:2] for head in self._terms}
        self._pairs = frozenset(map(_code, pairs | {pair[0] + mark for pair in pairs for mark in _CLOSING}))
        self._buckets: dict[str, tuple[_Bucket, ...]] = {}

    def find(self, text: str) -> dict[str, list[Found]]:
        """For each list its terms in the text, left to right, none inside another."""
        found: dict[str, list[Found]] = {name: [] for name in self._names}
        beyond = dict.fromkeys(self._names, 0)
        buckets = self._buckets
        for start in self._starts(text):
            head = text[start : start + _HEAD]
            known = buckets.get(head)
            for name, terms, lengths in self._gather(head) if known is None else known:
                if start >= beyond[name]:
                    hit = _longest(text, start, terms, lengths)
                    if hit:
                        found[name].append(hit)
                        beyond[name] = hit.end
        return found

    def _gather(self, head: str) -> tuple[_Bucket, ...]:
        """The terms that begin with three characters, or are the first two of them, list by list."""
        heads = [head, head[:2]]
        if not _CLOSING.isdisjoint(head):
            # What stands behind the mark is still to be seen: 三八” may be 三八”维权周.
            heads += self._longer.get(_QUOTE.sub("", head), ())
        lists: defaultdict[str, set[str]] = defaultdict(set)
        for known in heads:
            for name, term in self._terms.get(known, ()):
                lists[name].add(term)
        made = tuple(_Bucket(n, terms, tuple(sorted({*map(len, terms)}, reverse=True))) for n, terms in lists.items())
        if len(self._buckets) < _REMEMBERED:
            self._buckets[head] = made
        return made

    def _starts(self, text: str) -> list[int]:
        """The places where a term may begin.

        Two characters in UTF-32 are one number of 64 bits, and numbers are looked up in half the time of strings.
        """
        data = memoryview(text.encode(_CODEC, "surrogatepass"))
        size = len(text)
        found: list[int] = []
        for first in range(2):
            pairs = data[first * 4 : (size - (size - first) % 2) * 4].cast("Q")
            found += compress(range(first, size, 2), map(self._pairs.__contains__, pairs))
        return sorted(found)


def _code(pair: str) -> int:
    """Two characters as the number that a 64-bit view of their UTF-32 text shows."""
    return int.from_bytes(pair.encode(_CODEC, "surrogatepass"), sys.byteorder)


class _Bucket(NamedTuple):
    """The terms of one list that begin with the same two characters, and their lengths from the longest."""

    list: str
    terms: AbstractSet[str]
    lengths: tuple[int, ...]


def _longest(text: str, start: int, terms: AbstractSet[str], lengths: Sequence[int]) -> Found | None:
    """The longest of some terms at a place, over a closing quotation mark only where it does not stand without."""
    for length in lengths:
        term = text[start : start + length]
        if term in terms:
            return Found(start, start + length, term)
    window = text[start : start + lengths[0] + 1]
    if _CLOSING.isdisjoint(window):
        return None
    plain = _QUOTE.sub("", window)
    for length in lengths:
        if _SHORTEST_OVER_QUOTE <= length <= len(plain) and plain[:length] in terms:
            return Found(start, _over_quotes(text, start, length), plain[:length])
    return None


def _over_quotes(text: str, start: int, length: int) -> int:
    """Where `length` characters from `start` end, closing quotation marks not counted."""
    while length:
        length -= text[start] not in _CLOSING
        start += 1
    return start
