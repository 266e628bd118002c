"""What passes between matching, normalising and resolving: numerals, matches, candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fedparse.model import Span
from fedparse.packs import Rule


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A numeral with the approximator before it: `约50` (`start` at 约, `first` 50) or a range (`2` - `4`)."""

    start: int
    numeral: int
    end: int
    lead: str
    first: str
    second: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a rule holds; offsets point into the matched text, `groups` by name."""

    rule: Rule
    text: str
    span: Span
    groups: Mapping[str, Span]
    number: NumberToken | None = None
    term: str | None = None

    def __getitem__(self, name: str) -> str:
        """The text of a group, "" when it took no part."""
        span = self.groups.get(name)
        return self.text[span[0] : span[1]] if span else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a rule proposes for a span."""

    rule: Rule
    span: Span
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Loss:
    """A candidate that lost, and to whom."""

    candidate: Candidate
    winner: Candidate
