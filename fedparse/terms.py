"""Finds the terms of large word lists in a text, the longest of each list at each place, in one pass.

Only places whose first two or three characters begin a term are looked at closely: in running Chinese, one in thirty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from operator import add
from typing import NamedTuple

_CLOSING = frozenset("”’\"")
_SHORTEST_OVER_QUOTE = 4
"""A shorter term does not reach over a quotation mark: in `“七一”等时机` there is no 一等."""
_QUOTE = re.compile("[”’\"]")


class Found(NamedTuple):
    """A term of a list at `[start, end)`; a closing quotation mark may stand inside it (`三八”维权周`)."""

    start: int
    end: int
    term: str


class TermIndex:
    """Word lists by name, ready to be looked for together."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._names = tuple(lists)
        buckets: dict[str, dict[str, list[str]]] = {}
        firsts = set()
        self._longest = 0
        for name, terms in lists.items():
            for term in terms:
                firsts.add(term[0])
                buckets.setdefault(term[:3], {}).setdefault(name, []).append(term)
                self._longest = max(self._longest, len(term))
        for key, found in buckets.items():
            # A term of two characters is also to be found where a longer one's first three fit but not the rest.
            short = buckets.get(key[:2], {}) if len(key) == 3 else {}
            for name, terms in short.items():
                found.setdefault(name, []).extend(terms)
        self._buckets = {
            key: tuple((name, tuple(sorted(terms, key=len, reverse=True))) for name, terms in found.items())
            for key, found in buckets.items()
        }
        self._pairs = {key[:2] for key in buckets} | {first + mark for first in firsts for mark in _CLOSING}

    def find(self, text: str) -> dict[str, list[Found]]:
        """For each list its terms in the text, left to right, none inside another."""
        buckets = self._buckets
        found: dict[str, list[Found]] = {name: [] for name in self._names}
        beyond = dict.fromkeys(self._names, 0)
        pairs = self._pairs
        for start in [place for place, pair in enumerate(map(add, text, text[1:])) if pair in pairs]:
            head = text[start : start + 3]
            bucket = buckets.get(head) or buckets.get(head[:2])
            if not _CLOSING.isdisjoint(head):
                bucket = self._over_quote(text, start) or bucket
            if bucket is None:
                continue
            for name, terms in bucket:
                if start >= beyond[name]:
                    hit = self._longest_at(text, start, terms)
                    if hit:
                        found[name].append(hit)
                        beyond[name] = hit.end
        return found

    def _over_quote(self, text: str, start: int) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
        """The terms that may start here over a closing quotation mark after the first or second character."""
        plain = _QUOTE.sub("", text[start : start + 4])
        return self._buckets.get(plain[:3]) or self._buckets.get(plain[:2])

    def _longest_at(self, text: str, start: int, terms: tuple[str, ...]) -> Found | None:
        for term in terms:
            if text.startswith(term, start):
                return Found(start, start + len(term), term)
        window = text[start : start + self._longest + 1]
        if not _QUOTE.search(window):
            return None
        plain = _QUOTE.sub("", window)
        term = next((term for term in terms if len(term) >= _SHORTEST_OVER_QUOTE and plain.startswith(term)), "")
        if not term:
            return None
        end, left = start, len(term)
        while left:
            left -= text[end] not in _CLOSING
            end += 1
        return Found(start, end, term)
