"""What passes between matching, normalising and resolving: numerals, matches, candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.messages import Message
    from fedparse.model import Span
    from fedparse.packs import Rule


class NumberToken(NamedTuple):
    """A numeral with the approximator before it: `约50` (`start` at 约, `first` 50) or a range (`2` - `4`)."""

    start: int
    numeral: int
    end: int
    lead: str
    first: str
    second: str | None


class Match:
    """A place where a rule holds; offsets point into the matched text, `groups` by name. Never changed once made."""

    __slots__ = ("groups", "number", "rule", "span", "term", "text")

    def __init__(
        self,
        rule: Rule,
        text: str,
        span: Span,
        groups: Mapping[str, Span],
        number: NumberToken | None = None,
        term: str | None = None,
    ) -> None:
        self.rule = rule
        self.text = text
        self.span = span
        self.groups = groups
        self.number = number
        self.term = term

    def __getitem__(self, name: str) -> str:
        """The text of a group, "" when it took no part."""
        span = self.groups.get(name)
        return self.text[span[0] : span[1]] if span else ""


class Candidate(NamedTuple):
    """A value that a rule proposes for a span."""

    rule: Rule
    span: Span
    fields: Mapping[str, object]


class Loss(NamedTuple):
    """A candidate that lost, and to whom."""

    candidate: Candidate
    winner: Candidate


class Refused(NamedTuple):
    """A match that is no candidate, and why: one clause (`there is no such month`)."""

    match: Match
    reason: Message
