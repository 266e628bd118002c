"""The words that normalisers read values from, taken once from a pack's lexicons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedparse.messages import Message
from fedparse.model import Span
from fedparse.normalize.numeral import Numerals

if TYPE_CHECKING:
    from fedparse.packs import Lexicon, RulePack

Value = tuple[Span, Mapping[str, object]]
"""A span in the matched text and the fields of the mention there."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A pack's lexicons in the shape that normalisers use."""

    numerals: Numerals
    lexicons: Mapping[str, Lexicon]

    @classmethod
    def of(cls, pack: RulePack) -> Tables:
        """The tables of a pack."""
        return cls(Numerals.of(pack), pack.lexicons)

    def row(self, lexicon: str, term: str) -> Mapping[str, str]:
        """The row of a term, empty when the lexicon does not know it."""
        return self.lexicons[lexicon].rows.get(term, {})


@dataclass(frozen=True, slots=True)
class Context:
    """What a normaliser may know beside the match: the tables, the reference year and how to cite the source text."""

    tables: Tables
    year: int | None
    source: Callable[[Span], str]
    """The source text of a span of the matched text, without hard wraps and noise."""


Refusal = Message
"""Why a normaliser makes no value of a match: one clause for `rules explain`."""
