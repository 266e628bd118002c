"""Finds the terms of a large word list in a text, the longest at each place, in one pass.

Only places whose first two characters begin a term are looked at closely: in running Chinese that is one in a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CLOSING = "”’\""
_CLOSING_SET = frozenset(_CLOSING)


class TermIndex:
    """A word list, ready to be looked for. A closing quotation mark may stand inside a term (`三八”维权周`)."""

    def __init__(self, terms: Iterable[str]) -> None:
        buckets: dict[str, list[str]] = {}
        for term in terms:
            buckets.setdefault(term[:2], []).append(term)
        self._buckets = {pair: tuple(sorted(found, key=len, reverse=True)) for pair, found in buckets.items()}
        self._longest = max((len(term) for found in buckets.values() for term in found), default=0)
        firsts = "".join(re.escape(char) for char in sorted({pair[0] for pair in buckets}))
        self._first = re.compile(f"[{firsts}]") if firsts else re.compile("(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, term) for the longest term at each place, left to right, none inside another."""
        buckets = self._buckets
        beyond = 0
        for match in self._first.finditer(text):
            start = match.start()
            if start < beyond:
                continue
            pair = text[start : start + 2]
            bucket = buckets.get(pair)
            if bucket is None:
                if pair[-1] not in _CLOSING_SET:
                    continue
                bucket = buckets.get(pair[0] + text[start + 2 : start + 3])
                if bucket is None:
                    continue
            found = self._longest_at(text, start, bucket)
            if found:
                term, beyond = found
                yield start, beyond, term

    def _longest_at(self, text: str, start: int, bucket: tuple[str, ...]) -> tuple[str, int] | None:
        window = text[start : start + self._longest + 1]
        if not any(mark in window for mark in _CLOSING):
            term = next((term for term in bucket if window.startswith(term)), None)
            return (term, start + len(term)) if term else None
        plain = window
        for mark in _CLOSING:
            plain = plain.replace(mark, "")
        term = next((term for term in bucket if window.startswith(term) or plain.startswith(term)), None)
        if term is None:
            return None
        end, left = start, len(term)
        while left:
            left -= text[end] not in _CLOSING_SET or term[len(term) - left] == text[end]
            end += 1
        return term, end
