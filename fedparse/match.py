"""Runs the rules of a pack over a text: every place where a rule could hold.

A rule starts from its `anchor`: `number` (every numeral of the text, read once), a lexicon (every term, found once), a
macro (every match of it, found once), or, without one, from its own `pattern`. What the rule asks of the anchor itself
(`inside`) and around it (`before`, `unit`, `after`) must then hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import regex

from fedparse.candidates import Match, NumberToken
from fedparse.model import Span
from fedparse.packs import Lexicon, Rule, RulePack
from fedparse.terms import TermIndex

_NUMBER = "number"


class Matcher:
    """The rules of one pack, ready to be run. Patterns compile when they are first needed."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._following: dict[str, tuple[Rule, ...]] = {}
        self._longest = {
            name: max(map(len, lexicon.rows)) for name, lexicon in pack.lexicons.items() if name in self._units
        }

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(rule.unit for rule in self.pack.rules if rule.unit)

    @cached_property
    def _numeral(self) -> tuple[re.Pattern[str], re.Pattern[str], regex.Pattern[str]]:
        """Where a numeral can start, the numeral (or range) from there, and the approximator that ends there."""
        rows = self.pack.lexicons["numerals"].rows.items()
        chars = "".join(re.escape(char) for char, row in rows if row["kind"] not in {"inner", "point", "pronoun"})
        macros = self.pack.macros
        lead = regex.compile(f"(?<=(?P<lead>{macros['lead'].source} ?))")
        return re.compile(f"[0-9{chars}]"), re.compile(macros[_NUMBER].source), lead

    @cached_property
    def _anchored(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each anchor."""
        found: dict[str, list[Rule]] = {}
        for rule in self.pack.rules:
            if rule.anchor:
                found.setdefault(rule.anchor, []).append(rule)
        return {anchor: tuple(rules) for anchor, rules in found.items()}

    @cached_property
    def _terms(self) -> Mapping[str, TermIndex]:
        lexicons = self.pack.lexicons
        return {name: TermIndex(lexicons[name].rows) for name in self._anchored if name in lexicons}

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
                approximator = text[opening:at].strip()
                found.append(NumberToken(opening, at, match.end(), approximator, match["first"], match["second"]))
            candidate = start.search(text, match.end() if match else at + 1)
        return found

    def find(self, text: str, kinds: frozenset[str], numbers: Sequence[NumberToken] = ()) -> Iterator[Match]:
        """Every match of the rules of `kinds`, in no particular order."""
        for rule in self.pack.rules:
            if rule.kind in kinds and not rule.anchor:
                yield from _by_pattern(rule, text)
        for anchor, rules in self._anchored.items():
            wanted = tuple(rule for rule in rules if rule.kind in kinds)
            if not wanted:
                continue
            if anchor == _NUMBER:
                yield from self._by_number(text, numbers, kinds)
            elif anchor in self._terms:
                yield from _by_term(wanted, self._terms[anchor], self.pack.lexicons[anchor], text)
            else:
                yield from _by_macro(wanted, self.pack.macros[anchor].compiled, text)

    def _by_number(self, text: str, numbers: Sequence[NumberToken], kinds: frozenset[str]) -> Iterator[Match]:
        for token in numbers:
            units: dict[str, Span | None] = {}
            for rule in self._may_follow(text[token.end : token.end + 1]):
                if rule.kind not in kinds:
                    continue
                groups: dict[str, Span] = {}
                end = token.end
                if rule.unit:
                    if rule.unit not in units:
                        units[rule.unit] = self._unit(text, token.end, rule.unit)
                    unit = units[rule.unit]
                    if unit is None or not _has(self.pack.lexicons[rule.unit], text[unit[0] : unit[1]], rule):
                        continue
                    groups["unit"] = unit
                    end = unit[1]
                match = _around(rule, text, (token.numeral, token.end), token.start, end, groups)
                if match:
                    yield Match(rule, text, match[0], match[1], number=token)

    def _unit(self, text: str, at: int, lexicon: str) -> Span | None:
        """The longest term of a lexicon that stands at a place, or after one space there."""
        if text[at : at + 1] == " ":
            at += 1
        rows = self.pack.lexicons[lexicon].rows
        for size in range(self._longest[lexicon], 0, -1):
            if text[at : at + size] in rows:
                return at, at + size
        return None

    def _may_follow(self, char: str) -> tuple[Rule, ...]:
        """The number rules that can go on with a character; remembered, for there are few such characters."""
        rules = self._following.get(char)
        if rules is None:
            rules = tuple(rule for rule in self._anchored.get(_NUMBER, ()) if self._can_follow(rule, char))
            self._following[char] = rules
        return rules

    def _can_follow(self, rule: Rule, char: str) -> bool:
        if rule.unit:
            return char == " " or any(term.startswith(char) for term in self.pack.lexicons[rule.unit].rows)
        return rule.after is None or rule.after.compiled.match(char, partial=True) is not None


def _by_pattern(rule: Rule, text: str) -> Iterator[Match]:
    assert rule.pattern is not None
    for match in rule.pattern.compiled.finditer(text):
        if match.end() > match.start():
            yield Match(rule, text, match.span(), _groups(match))


def _by_term(rules: Sequence[Rule], index: TermIndex, lexicon: Lexicon, text: str) -> Iterator[Match]:
    for start, end, term in index.find(text):
        for rule in rules:
            if _has(lexicon, term, rule):
                match = _around(rule, text, (start, end), start, end, {})
                if match:
                    yield Match(rule, text, match[0], match[1], term=term)


def _by_macro(rules: Sequence[Rule], macro: regex.Pattern[str], text: str) -> Iterator[Match]:
    for anchor in macro.finditer(text):
        groups = _groups(anchor)
        for rule in rules:
            match = _around(rule, text, anchor.span(), anchor.start(), anchor.end(), groups)
            if match:
                yield Match(rule, text, match[0], match[1])


def _has(lexicon: Lexicon, term: str, rule: Rule) -> bool:
    """Whether a term has the columns that a rule asks for."""
    row = lexicon.rows[term]
    return all(row.get(column) == value for column, value in rule.where.items())


def _around(
    rule: Rule, text: str, anchor: Span, opening: int, end: int, groups: Mapping[str, Span]
) -> tuple[Span, Mapping[str, Span]] | None:
    """The span of a rule's match round its anchor, and its groups; None when the rule does not hold.

    `before` must end at `opening`, `after` start at `end`. A group `in` of `before` belongs to the span (`人民币` in
    人民币3000元).
    """
    if rule.inside and not rule.inside.compiled.fullmatch(text, *anchor):
        return None
    if rule.after:
        after = rule.after.compiled.match(text, end)
        if not after:
            return None
        end = after.end()
        groups = {**groups, **_groups(after)}
    if rule.before:
        before = rule.before.compiled.match(text, opening)
        if not before:
            return None
        groups = {**groups, **_groups(before)}
    start = groups["in"][0] if "in" in groups else anchor[0]
    return (start, end), groups


def _groups(match: regex.Match[str]) -> dict[str, Span]:
    if not match.re.groupindex:
        return {}
    return {name: match.span(name) for name, value in match.groupdict().items() if value is not None}
