"""Runs the rules of a pack over a text: every place where a rule could hold, in one pass a rule, numbers read once.

A rule starts from its `anchor`: `number` (every numeral of the text, found once), a lexicon (all its terms, found
once), or, without one, from its own `pattern`. `before` and `after` must then hold around the anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import regex

from fedparse.candidates import Match, NumberToken
from fedparse.model import Span
from fedparse.packs import Lexicon, Rule, RulePack

_JOINT = "[”’\"]?"
"""A closing quotation mark may stand inside a name: `三八”维权周` is the term 三八维权周."""

_QUOTES = re.compile("[“”‘’\"]")


class Matcher:
    """The rules of one pack, ready to be run. Patterns compile when they are first needed."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._after: dict[str, tuple[Rule, ...]] = {}

    @cached_property
    def _numeral(self) -> tuple[re.Pattern[str], re.Pattern[str], regex.Pattern[str]]:
        """Where a numeral can start, the numeral (or range) from there, and the approximator that ends there."""
        rows = self.pack.lexicons["numerals"].rows.items()
        chars = "".join(re.escape(char) for char, row in rows if row["kind"] not in {"inner", "point", "pronoun"})
        macros = self.pack.macros
        return re.compile(f"[0-9{chars}]"), re.compile(macros["number"]), regex.compile(f"(?<=(?P<lead>{macros['lead']} ?))")

    @cached_property
    def _number_rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.pack.rules if rule.anchor == "number")

    @cached_property
    def _terms(self) -> Mapping[str, tuple[re.Pattern[str], tuple[Rule, ...]]]:
        """For each lexicon that anchors rules: a pattern of all its terms, and the rules."""
        found: dict[str, list[Rule]] = {}
        for rule in self.pack.rules:
            if rule.anchor and rule.anchor != "number":
                found.setdefault(rule.anchor, []).append(rule)
        return {
            name: (re.compile(self.pack.alternation(name, joint=_JOINT)), tuple(rules)) for name, rules in found.items()
        }

    def numbers(self, text: str) -> list[NumberToken]:
        """Every numeral of the text, from left to right."""
        start, numeral, lead = self._numeral
        found = []
        candidate = start.search(text)
        while candidate:
            at = candidate.start()
            match = numeral.match(text, at)
            if match:
                before = lead.match(text, at)
                opening = before.start("lead") if before else at
                found.append(
                    NumberToken(opening, at, match.end(), text[opening:at].strip(), match["first"], match["second"])
                )
            candidate = start.search(text, match.end() if match else at + 1)
        return found

    def find(self, text: str, kinds: frozenset[str], numbers: Sequence[NumberToken] = ()) -> Iterator[Match]:
        """Every match of the rules of `kinds`, in no particular order."""
        for rule in self.pack.rules:
            if rule.kind in kinds and rule.pattern:
                yield from _by_pattern(rule, text)
        for name, (pattern, rules) in self._terms.items():
            wanted = [rule for rule in rules if rule.kind in kinds]
            if wanted:
                yield from _by_term(wanted, pattern, self.pack.lexicons[name], text)
        for token in numbers:
            for rule in self._may_follow(text[token.end : token.end + 1]):
                if rule.kind in kinds:
                    match = _around(rule, text, (token.numeral, token.end), token.start, number=token)
                    if match:
                        yield match

    def _may_follow(self, char: str) -> tuple[Rule, ...]:
        """The number rules whose `after` can begin with a character; remembered, for there are few such characters."""
        rules = self._after.get(char)
        if rules is None:
            rules = tuple(
                rule
                for rule in self._number_rules
                if rule.after is None or rule.after.compiled.match(char, partial=True)
            )
            self._after[char] = rules
        return rules


def _by_pattern(rule: Rule, text: str) -> Iterator[Match]:
    assert rule.pattern is not None
    for match in rule.pattern.compiled.finditer(text):
        if match.end() > match.start():
            yield Match(rule, text, match.span(), _groups(match))


def _by_term(rules: Sequence[Rule], pattern: re.Pattern[str], lexicon: Lexicon, text: str) -> Iterator[Match]:
    for found in pattern.finditer(text):
        term = found[0] if found[0] in lexicon.rows else _QUOTES.sub("", found[0])
        row = lexicon.rows[term]
        for rule in rules:
            if all(row.get(column) == value for column, value in rule.where.items()):
                match = _around(rule, text, found.span(), found.start(), term=term)
                if match:
                    yield match


def _around(
    rule: Rule,
    text: str,
    anchor: Span,
    opening: int,
    *,
    number: NumberToken | None = None,
    term: str | None = None,
) -> Match | None:
    """The match of a rule round its anchor: `before` ends at `opening`, `after` starts where the anchor ends."""
    end = anchor[1]
    groups: dict[str, Span] = {}
    if rule.number and not rule.number.compiled.fullmatch(text, *anchor):
        return None
    if rule.after:
        after = rule.after.compiled.match(text, end)
        if not after:
            return None
        end = after.end()
        groups = _groups(after)
    if rule.before:
        before = rule.before.compiled.match(text, opening)
        if not before:
            return None
        groups |= _groups(before)
    return Match(rule, text, (anchor[0], end), groups, number, term)


def _groups(match: regex.Match[str]) -> dict[str, Span]:
    return {name: match.span(name) for name, value in match.groupdict().items() if value is not None}
