"""Folds a text, character for character, to the one form the rules are written in: the length never changes.

Rules see half-width ASCII, simplified script and one kind of curly quotation mark: `１２．５億元，「三八」` is matched
as `12.5亿元,“三八”`. Offsets into the folded text are offsets into the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folder:
    """A one-to-one character map with a quick test for texts that need none of it."""

    table: Mapping[int, str]
    needed: frozenset[str]

    @classmethod
    def of(cls, pairs: Mapping[str, str]) -> Folder:
        """A folder for `pairs` of single characters, in addition to the full-width forms of ASCII (U+FF01–U+FF5E)."""
        table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
        table.update((ord(source), target) for source, target in pairs.items())
        return cls(table, frozenset(map(chr, table)))

    def fold(self, text: str) -> str:
        """The folded text, as long as `text`."""
        return text if self.needed.isdisjoint(text) else text.translate(self.table)
