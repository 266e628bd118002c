"""Finds the reports of a collection that repeat an earlier one: exactly, or with another title or year and small edits.

Two reports are compared by their clauses, never character by character and never all pairs: an index leads from a
clause to the reports that hold it. A copy that was re-dated, re-titled or wrapped to another width keeps nearly all
its clauses.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPACE = regex.compile(r"\s+")
_YEAR = regex.compile(r"(?:19|20)[\dXx_*]{2}(?!\d)")
_CLAUSE_END = regex.compile(r"[^\p{L}\p{N}]+")
_SHORTEST = 4
"""Clauses of fewer characters say nothing: `和`, `1`, `其中`."""
_SMALLEST = 80
"""Reports with fewer characters in their clauses are only compared as a whole."""
_SHARE = 0.8
"""Two reports repeat each other when so much of the longer one stands in the other."""
_COMMON = 64
"""A clause that stands in more reports than this is a phrase of the trade and leads nowhere."""


def find_duplicates(texts: Sequence[str]) -> tuple[int | None, ...]:
    """For each report the index of the earlier one it repeats, None for a report that is new.

    The answer depends on the texts and their order alone. An index always leads to a report that is new itself.
    """
    whole: dict[bytes, int] = {}
    postings: defaultdict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    found: list[int | None] = []
    for position, text in enumerate(texts):
        clauses = _clauses(text)
        digest = hashlib.blake2b("\n".join(clauses).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        weights = {zlib.crc32(clause.encode("utf-8", "surrogatepass")): len(clause) for clause in clauses}
        size = sum(weights.values())
        original = whole.setdefault(digest, position) if clauses else position
        if original == position and size >= _SMALLEST:
            original = _nearest(weights, size, postings, sizes, position)
            if original == position:
                sizes[position] = size
                for clause in weights:
                    if len(postings[clause]) <= _COMMON:
                        postings[clause].append(position)
            whole[digest] = original
        found.append(original if original != position else None)
    return tuple(found)


def _clauses(text: str) -> list[str]:
    """What a report says, clause by clause, without white space, punctuation, letter width and years."""
    bare = _YEAR.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", text)))
    return [clause for clause in _CLAUSE_END.split(bare) if len(clause) >= _SHORTEST]


def _nearest(
    weights: Mapping[int, int], size: int, postings: Mapping[int, list[int]], sizes: Mapping[int, int], new: int
) -> int:
    """The earlier report that shares most with this one, or `new` when none shares enough."""
    shared: Counter[int] = Counter()
    for clause, weight in weights.items():
        holders = postings.get(clause, ())
        if len(holders) <= _COMMON:
            for holder in holders:
                shared[holder] += weight
    best = max(shared, key=lambda holder: (shared[holder] / max(size, sizes[holder]), -holder), default=new)
    return best if best != new and shared[best] >= _SHARE * max(size, sizes[best]) else new
