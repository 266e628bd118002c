"""Finds the terms of large word lists in a text, the longest of each list at each place, in one pass.

Only places whose first two characters begin a term are looked at closely: in running Chinese, one in ten.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import compress, count, islice, starmap
from operator import add
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

_CLOSING = frozenset("”’\"")
_HEAD = 3
"""So many first characters lead to the few terms that may stand at a place."""
_SHORTEST_OVER_QUOTE = 4
"""A shorter term does not reach over a quotation mark: in `“七一”等时机` there is no 一等."""
_QUOTE = re.compile("[”’\"]")


class Found(NamedTuple):
    """A term of a list at `[start, end)`; a closing quotation mark may stand inside it (`三八”维权周`)."""

    start: int
    end: int
    term: str


class TermIndex:
    """Word lists by name, ready to be looked for together. Terms have two characters or more."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._names = tuple(lists)
        heads: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        for name, terms in lists.items():
            for term in terms:
                heads[term[:_HEAD]].setdefault(name, set()).add(term)
        for head, found in heads.items():
            # A term of two characters is also to be found where a longer one's first three fit but not the rest.
            for name, terms in heads.get(head[:2], {}).items() if len(head) == _HEAD else ():
                found.setdefault(name, set()).update(terms)
        self._heads = {head: tuple(starmap(_Bucket.of, found.items())) for head, found in heads.items()}
        firsts = {head[0] for head in heads}
        self._pairs = frozenset({*(head[:2] for head in heads), *(first + mark for first in firsts for mark in _CLOSING)})

    def find(self, text: str) -> dict[str, list[Found]]:
        """For each list its terms in the text, left to right, none inside another."""
        found: dict[str, list[Found]] = {name: [] for name in self._names}
        beyond = dict.fromkeys(self._names, 0)
        heads = self._heads
        begins = map(self._pairs.__contains__, map(add, text, islice(text, 1, None)))
        for start in compress(count(), begins):
            head = text[start : start + _HEAD]
            if _CLOSING.isdisjoint(head):
                buckets = heads.get(head) or heads.get(head[:2])
            else:
                buckets = self._over_quote(text, start)
            for bucket in buckets or ():
                if start >= beyond[bucket.list]:
                    hit = bucket.longest(text, start)
                    if hit:
                        found[bucket.list].append(hit)
                        beyond[bucket.list] = hit.end
        return found

    def _over_quote(self, text: str, start: int) -> tuple[_Bucket, ...] | None:
        """The buckets of a place where a closing quotation mark follows the first or second character."""
        plain = _QUOTE.sub("", text[start : start + _HEAD + 1])
        return self._heads.get(plain[:_HEAD]) or self._heads.get(plain[:2])


class _Bucket(NamedTuple):
    """The terms of one list that begin with the same two characters, and their lengths from the longest."""

    list: str
    terms: AbstractSet[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, name: str, terms: AbstractSet[str]) -> _Bucket:
        """The bucket of these terms."""
        return cls(name, terms, tuple(sorted({*map(len, terms)}, reverse=True)))

    def longest(self, text: str, start: int) -> Found | None:
        """The longest term at a place, over a closing quotation mark only where it does not stand without."""
        for length in self.lengths:
            term = text[start : start + length]
            if term in self.terms:
                return Found(start, start + length, term)
        window = text[start : start + self.lengths[0] + 1]
        if _CLOSING.isdisjoint(window):
            return None
        plain = _QUOTE.sub("", window)
        for length in self.lengths:
            if length >= _SHORTEST_OVER_QUOTE and plain[:length] in self.terms:
                return Found(start, _over_quotes(text, start, length), plain[:length])
        return None


def _over_quotes(text: str, start: int, length: int) -> int:
    """Where `length` characters from `start` end, closing quotation marks not counted."""
    while length:
        length -= text[start] not in _CLOSING
        start += 1
    return start
