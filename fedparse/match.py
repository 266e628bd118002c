"""Runs the rules of a pack over a text: every place where a rule could hold.

A rule starts from its `anchor`: `number` (every numeral of the text, read once), a lexicon (every term, found once), a
macro (every match of it, found once), or, without one, from its own `pattern`. What the rule asks of the anchor itself
(`inside`) and around it (`before`, `unit`, `after`) must then hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import regex

from fedparse.candidates import Match, NumberToken
from fedparse.terms import Found, TermIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fedparse.model import Span
    from fedparse.packs import Lexicon, Rule, RulePack

_NUMBER = "number"
_START = attrgetter("start")
_T = TypeVar("_T", NumberToken, Found)


class Anchors(NamedTuple):
    """Where the rules of a pack may start in one text, found once: its numerals and the terms of each word list."""

    numbers: Sequence[NumberToken]
    terms: Mapping[str, Sequence[Found]]

    def within(self, stretch: Span) -> Anchors:
        """Those that begin in a stretch of the text."""
        return Anchors(
            _begin_in(self.numbers, stretch), {name: _begin_in(found, stretch) for name, found in self.terms.items()}
        )


def _begin_in(found: Sequence[_T], stretch: Span) -> Sequence[_T]:
    low, high = (bisect_left(found, place, key=_START) for place in stretch)
    return found[low:high]


class _Plan(NamedTuple):
    """The rules of some kinds, by what they start from."""

    patterns: tuple[Rule, ...]
    numbers: Callable[[str, str], tuple[Rule, ...]] | None
    """The rules on numbers that a numeral and the character after it do not rule out; there are few such pairs."""
    terms: Mapping[str, tuple[Rule, ...]]
    macros: Mapping[str, tuple[Rule, ...]]


class Matcher:
    """The rules of one pack, ready to be run. Patterns compile when they are first needed."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._plans: dict[frozenset[str], _Plan] = {}

    @cached_property
    def _numeral(self) -> re.Pattern[str]:
        """A numeral or a range; looked for only where a digit stands."""
        rows = self.pack.lexicons["numerals"].rows.items()
        chars = "".join(re.escape(char) for char, row in rows if row["kind"] not in {"inner", "point", "pronoun"})
        return re.compile(f"(?=[0-9{chars}])(?:{self.pack.macros[_NUMBER].source})")

    @cached_property
    def _lead(self) -> tuple[regex.Pattern[str], frozenset[str]]:
        """The approximator that ends where a numeral begins, and the characters that approximators end with."""
        rows = self.pack.lexicons["approximators"].rows.items()
        ends = frozenset(word[-1] for word, row in rows if row["position"] == "lead")
        return regex.compile(f"(?<=(?P<lead>{self.pack.macros['lead'].source} ?))"), ends

    @cached_property
    def _terms(self) -> TermIndex:
        """The terms that rules start from: for each lexicon and `where` the terms that have those columns."""
        started = (rule for rule in self.pack.rules if rule.anchor in self.pack.lexicons and rule.kind != "fact")
        rules = {_list_of(rule): rule for rule in started}
        return TermIndex({name: self._wanted(rule) for name, rule in rules.items()})

    def _wanted(self, rule: Rule) -> list[str]:
        lexicon = self.pack.lexicons[rule.anchor]
        return [term for term in lexicon.rows if _has(lexicon, term, rule)]

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """The length of the longest unit in each lexicon of units."""
        units = {rule.unit for rule in self.pack.rules if rule.unit}
        return {name: max(map(len, self.pack.lexicons[name].rows)) for name in units}

    def anchors(self, text: str) -> Anchors:
        """The numerals and terms of a text."""
        return Anchors(self.numbers(text), self._terms.find(text))

    def numbers(self, text: str) -> list[NumberToken]:
        """Every numeral of the text, from left to right."""
        lead, ends = self._lead
        found = []
        for match in self._numeral.finditer(text):
            at = opening = match.start()
            last = text[at - 1 : at] if at else ""
            if last in ends or (last == " " and text[at - 2 : at - 1] in ends):
                before = lead.match(text, at)
                opening = before.start("lead") if before else at
            first, second = match.group("first", "second")
            found.append(NumberToken(opening, at, match.end(), text[opening:at].strip(), first, second))
        return found

    def find(self, text: str, kinds: frozenset[str], anchors: Anchors, within: Span | None = None) -> Iterator[Match]:
        """Every match of the rules of `kinds` in a text or in a stretch of it, in no particular order."""
        plan = self._plan(kinds)
        if within is None:
            within = 0, len(text)
        else:
            anchors = anchors.within(within)
        for rule in plan.patterns:
            yield from _by_pattern(rule, text, within)
        for name, rules in plan.terms.items():
            yield from self._by_term(rules, anchors.terms[name], text)
        for name, rules in plan.macros.items():
            yield from self._by_macro(name, rules, text, within)
        if plan.numbers is not None:
            yield from self._by_number(plan.numbers, anchors.numbers, text)

    def _plan(self, kinds: frozenset[str]) -> _Plan:
        if kinds not in self._plans:
            chosen = [rule for rule in self.pack.rules if rule.kind in kinds]
            by_anchor: defaultdict[str, list[Rule]] = defaultdict(list)
            by_list: defaultdict[str, list[Rule]] = defaultdict(list)
            for rule in chosen:
                by_anchor[rule.anchor].append(rule)
                if rule.anchor in self.pack.lexicons:
                    by_list[_list_of(rule)].append(rule)
            # Rules on one macro are alternatives: the first that holds, by priority, is the match.
            macros = {
                name: tuple(sorted(rules, key=lambda rule: -rule.priority))
                for name, rules in by_anchor.items()
                if name in self.pack.macros and name != _NUMBER
            }
            on_numbers = tuple(by_anchor[_NUMBER])
            self._plans[kinds] = _Plan(
                patterns=tuple(by_anchor[""]),
                numbers=lru_cache(maxsize=8192)(partial(self._can_start, on_numbers)) if on_numbers else None,
                terms={name: tuple(rules) for name, rules in by_list.items()},
                macros=macros,
            )
        return self._plans[kinds]

    def _by_number(
        self, rules: Callable[[str, str], tuple[Rule, ...]], numbers: Sequence[NumberToken], text: str
    ) -> Iterator[Match]:
        lexicons = self.pack.lexicons
        for token in numbers:
            opening, numeral, end = token.start, token.numeral, token.end
            units: dict[str, Span | None] = {}
            for rule in rules(text[numeral:end], text[end : end + 1]):
                if not rule.unit:
                    match = self._around(rule, text, (numeral, end), opening, end, {})
                else:
                    if rule.unit not in units:
                        units[rule.unit] = self._unit(text, end, rule.unit)
                    unit = units[rule.unit]
                    if unit is None or not _has(lexicons[rule.unit], text[unit[0] : unit[1]], rule):
                        continue
                    match = self._around(rule, text, (numeral, end), opening, unit[1], {"unit": unit})
                if match:
                    yield Match(rule, text, match[0], match[1], token)

    def _by_term(self, rules: Sequence[Rule], found: Sequence[Found], text: str) -> Iterator[Match]:
        for start, end, term in found:
            for rule in rules:
                if _inside(rule, text, (start, end)):
                    match = self._around(rule, text, (start, end), start, end, {rule.anchor: (start, end)})
                    if match:
                        yield Match(rule, text, match[0], match[1], term=term)

    def _by_macro(self, name: str, rules: Sequence[Rule], text: str, within: Span) -> Iterator[Match]:
        macro = self.pack.macros[name]
        for anchor in macro.compiled.finditer(text, *within):
            span = anchor.span()
            groups = {name: span, **macro.groups(anchor)}
            for rule in rules:
                if not self._named(rule, text, groups) or not _inside(rule, text, span):
                    continue
                match = self._around(rule, text, span, *span, groups)
                if match:
                    yield Match(rule, text, match[0], match[1])
                    break

    def _around(
        self, rule: Rule, text: str, anchor: Span, opening: int, end: int, groups: Mapping[str, Span]
    ) -> tuple[Span, Mapping[str, Span]] | None:
        """The span of a rule's match round its anchor, and its groups; None when the rule does not hold.

        `before` must end at `opening`, `after` start at `end`. A group `in` of `before` belongs to the span (`人民币`
        in 人民币3000元).
        """
        if rule.not_after and self.pack.macros[rule.not_after].compiled.match(text, end):
            return None
        following = rule.after
        if following:
            after = following.compiled.match(text, end)
            if not after:
                return None
        if rule.before:
            before = rule.before.compiled.match(text, opening)
            if not before:
                return None
            groups = {**groups, **rule.before.groups(before)}
        if following and after:
            end = after.end()
            groups = {**groups, **following.groups(after)}
        start = groups["in"][0] if "in" in groups else anchor[0]
        return (start, end), groups

    def _named(self, rule: Rule, text: str, groups: Mapping[str, Span]) -> bool:
        """Whether the name in an anchor is a term of the lexicon that a rule asks for, if it asks."""
        if not rule.term:
            return True
        name = text[slice(*groups["name"])]
        lexicon = self.pack.lexicons[rule.term]
        return name in lexicon.rows and _has(lexicon, name, rule)

    def _unit(self, text: str, at: int, lexicon: str) -> Span | None:
        """The longest term of a lexicon that stands at a place, or after one space there."""
        if text[at : at + 1] == " ":
            at += 1
        rows = self.pack.lexicons[lexicon].rows
        for size in range(self._longest[lexicon], 0, -1):
            if text[at : at + size] in rows:
                return at, at + size
        return None

    def _can_start(self, rules: tuple[Rule, ...], numeral: str, following: str) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in rules
            if (rule.inside is None or rule.inside.compiled.fullmatch(numeral)) and self._can_follow(rule, following)
        )

    def _can_follow(self, rule: Rule, char: str) -> bool:
        if rule.unit:
            return char == " " or any(term.startswith(char) for term in self.pack.lexicons[rule.unit].rows)
        if rule.starts:
            return char in rule.starts
        return rule.after is None or rule.after.compiled.match(char, partial=True) is not None


def _by_pattern(rule: Rule, text: str, within: Span) -> Iterator[Match]:
    assert rule.pattern is not None
    for match in rule.pattern.compiled.finditer(text, *within):
        if match.end() > match.start():
            yield Match(rule, text, match.span(), rule.pattern.groups(match))


def _list_of(rule: Rule) -> str:
    """The name of the word list that a rule starts from: `programs bare=yes`."""
    return " ".join([rule.anchor, *(f"{column}={value}" for column, value in sorted(rule.where.items()))])


def _has(lexicon: Lexicon, term: str, rule: Rule) -> bool:
    """Whether a term has the columns that a rule asks for."""
    if not rule.where:
        return True
    row = lexicon.rows[term]
    return all(row.get(column) == value for column, value in rule.where.items())


def _inside(rule: Rule, text: str, anchor: Span) -> bool:
    """Whether the anchor itself is what a rule asks for."""
    return rule.inside is None or rule.inside.compiled.fullmatch(text, *anchor) is not None
