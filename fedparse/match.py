"""Runs the rules of a pack over a text: every place where a rule could hold.

A rule starts from its `anchor`: `number` (every numeral of the text, read once), a lexicon (every term, found once), a
macro (every match of it, found once), or, without one, from its own `pattern`. What the rule asks of the anchor itself
(`inside`) and around it (`before`, `unit`, `after`) must then hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fedparse.candidates import Match, NumberToken
from fedparse.terms import Found, TermIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import regex

    from fedparse.model import Span
    from fedparse.packs import Lexicon, Rule, RulePack

_NUMBER = "number"
_START = attrgetter("start")
_T = TypeVar("_T", NumberToken, Found)


class Anchors(NamedTuple):
    """Where the rules of a pack may start in one text, found once: its numerals and the terms of each word list."""

    numbers: Sequence[NumberToken]
    terms: Mapping[str, Sequence[Found]]


def _begin_in(found: Sequence[_T], stretch: Span) -> Sequence[_T]:
    """The anchors that begin in a stretch of the text."""
    low, high = (bisect_left(found, place, key=_START) for place in stretch)
    return found[low:high]


class Step(NamedTuple):
    """One thing a rule asks for at a place, by its key in the pack: whether the text has it, and where it would stand.

    The span is empty for what stands on one side: where `before` must end, where `after` and a missing unit must start.
    """

    key: str
    held: bool
    span: Span


class Attempt(NamedTuple):
    """A place where a rule could start, and how far it came there.

    `match` is what `Matcher.find` makes of the place. Without one a step failed, or another rule on the same macro, an
    alternative of higher rank, held there: `before_it`.
    """

    rule: Rule
    anchor: Span
    steps: Sequence[Step]
    match: Match | None
    before_it: Rule | None = None

    @property
    def failed(self) -> Step | None:
        """The first step that failed."""
        return next((step for step in self.steps if not step.held), None)


class _Plan(NamedTuple):
    """The rules of some kinds, by what they start from."""

    patterns: tuple[Rule, ...]
    numbers: _OnNumbers | None
    terms: Mapping[str, tuple[Rule, ...]]
    macros: Mapping[str, tuple[Rule, ...]]


class _Units(NamedTuple):
    """A lexicon of units, ready to be looked into at a place of a text."""

    lexicon: Lexicon
    sizes: Mapping[str, Sequence[int]]
    """How long the units are that begin with a character, the longest first."""

    @classmethod
    def of(cls, lexicon: Lexicon) -> _Units:
        sizes: defaultdict[str, set[int]] = defaultdict(set)
        for term in lexicon.rows:
            sizes[term[0]].add(len(term))
        return cls(lexicon, {char: sorted(found, reverse=True) for char, found in sizes.items()})

    def at(self, text: str, place: int) -> Span | None:
        """The longest unit that stands at a place, or after one space there."""
        char = text[place : place + 1]
        if char == " ":
            place += 1
            char = text[place : place + 1]
        rows = self.lexicon.rows
        for size in self.sizes.get(char, ()):
            end = place + size
            if text[place:end] in rows:
                return place, end
        return None


class _Possible(NamedTuple):
    """Rules that may hold at a number: those that ask for no unit, and the others by the unit they ask for."""

    plain: Sequence[Rule]
    measured: Sequence[tuple[_Units, Sequence[Rule]]]


class _OnNumbers:
    """The rules on numbers of a plan. A numeral and the characters on its two sides rule out most of them."""

    def __init__(self, rules: Sequence[Rule], units: Mapping[str, _Units]) -> None:
        self._units = units
        self._preceded: defaultdict[str, list[Rule]] = defaultdict(list)
        """The rules that hold only behind certain characters, by these."""
        self._others: list[Rule] = []
        self._followed: dict[str, list[Rule]] = {}
        """The others that a following character leaves."""
        for rule in rules:
            ends = rule.before.ends if rule.before else ()
            for char in ends:
                self._preceded[char].append(rule)
            if not ends:
                self._others.append(rule)
        self._left = lru_cache(maxsize=8192)(self._find)

    def possible(self, numeral: str, preceding: str, following: str) -> _Possible:
        """The rules that are left; there are few such triples, so that they are remembered."""
        return self._left(numeral, preceding if preceding in self._preceded else "", following)

    def _find(self, numeral: str, preceding: str, following: str) -> _Possible:
        if following not in self._followed:
            self._followed[following] = [rule for rule in self._others if self._can_follow(rule, following)]
        left = [rule for rule in self._preceded.get(preceding, ()) if self._can_follow(rule, following)]
        left += self._followed[following]
        left = [rule for rule in left if not rule.inside or rule.inside.compiled.fullmatch(numeral)]
        units = dict.fromkeys(rule.unit for rule in left if rule.unit)
        return _Possible(
            plain=[rule for rule in left if not rule.unit],
            measured=[(self._units[name], [rule for rule in left if rule.unit == name]) for name in units],
        )

    def _can_follow(self, rule: Rule, char: str) -> bool:
        if rule.unit:
            return char == " " or char in self._units[rule.unit].sizes
        if not rule.after:
            return True
        if rule.after.starts:
            return char in rule.after.starts
        return rule.after.compiled.match(char, partial=True) is not None


class Matcher:
    """The rules of one pack, ready to be run. Patterns compile when they are first needed."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._plans: dict[frozenset[str], _Plan] = {}

    def varied(self, pack: RulePack) -> Matcher:
        """A matcher of a pack that differs from this one's in some rules and macros and has the same lexicons."""
        made = Matcher(pack)
        mine, its = self.pack.macros, pack.macros
        shared = ["_units"]
        shared += ["_numeral"] if its[_NUMBER] is mine[_NUMBER] else []
        shared += ["_lead"] if its["lead"] is mine["lead"] else []
        shared += ["_terms"] if made._started().keys() == self._started().keys() else []
        vars(made).update((name, getattr(self, name)) for name in shared)
        return made

    @cached_property
    def _numeral(self) -> re.Pattern[str] | regex.Pattern[str]:
        """A numeral or a range; looked for only where a digit stands."""
        rows = self.pack.lexicons["numerals"].rows.items()
        chars = "".join(re.escape(char) for char, row in rows if row["kind"] not in {"inner", "point", "pronoun"})
        number = self.pack.macros[_NUMBER]
        pattern = f"(?=[0-9{chars}])(?:{number.source})"
        if not number.is_timed:
            # The hottest scan of all: `re` takes half the time, where it understands the pattern.
            with suppress(re.error):
                return re.compile(pattern)
        return number.around(pattern)

    @cached_property
    def _lead(self) -> tuple[regex.Pattern[str], frozenset[str]]:
        """The approximator that ends where a numeral begins, and the characters that approximators end with."""
        rows = self.pack.lexicons["approximators"].rows.items()
        ends = frozenset(word[-1] for word, row in rows if row["position"] == "lead")
        lead = self.pack.macros["lead"]
        return lead.around(f"(?<=(?P<lead>{lead.source} ?))"), ends

    @cached_property
    def _terms(self) -> TermIndex:
        """The terms that rules start from: for each lexicon and `where` the terms that have those columns."""
        return TermIndex({name: self._wanted(rule) for name, rule in self._started().items()})

    def _started(self) -> dict[str, Rule]:
        """A rule that starts from each of the lists of terms."""
        started = (rule for rule in self.pack.rules if rule.anchor in self.pack.lexicons and rule.kind != "fact")
        return {_list_of(rule): rule for rule in started}

    def _wanted(self, rule: Rule) -> list[str]:
        lexicon = self.pack.lexicons[rule.anchor]
        return [term for term in lexicon.rows if _has(lexicon, term, rule)]

    @cached_property
    def _units(self) -> Mapping[str, _Units]:
        """The lexicons of units that rules ask for."""
        return {rule.unit: _Units.of(self.pack.lexicons[rule.unit]) for rule in self.pack.rules if rule.unit}

    def anchors(self, text: str) -> Anchors:
        """The numerals and terms of a text."""
        return Anchors(self.numbers(text), self._terms.find(text))

    def numbers(self, text: str) -> list[NumberToken]:
        """Every numeral of the text, from left to right."""
        lead, ends = self._lead
        found = []
        for match in self._numeral.finditer(text):
            at, end = match.span()
            opening, spoken = at, ""
            last = text[at - 1 : at]
            if last in ends or (last == " " and text[at - 2 : at - 1] in ends):
                before = lead.match(text, at)
                if before:
                    opening, spoken = before.start("lead"), before["lead"].strip()
            first, second = match.group("first", "second")
            found.append(NumberToken(opening, at, end, spoken, first, second))
        return found

    def find(self, text: str, kinds: frozenset[str], anchors: Anchors, within: Span | None = None) -> Iterator[Match]:
        """Every match of the rules of `kinds` in a text or in a stretch of it, in no particular order."""
        plan = self._plan(kinds)
        stretch = within or (0, len(text))
        for rule in plan.patterns:
            yield from _by_pattern(rule, text, stretch)
        for name, rules in plan.terms.items():
            yield from self._by_term(rules, _begin_in(anchors.terms[name], stretch), text)
        for name, rules in plan.macros.items():
            yield from self._by_macro(name, rules, text, stretch)
        if plan.numbers is not None:
            yield from self._by_number(plan.numbers, _begin_in(anchors.numbers, stretch), text)

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
                numbers=_OnNumbers(on_numbers, self._units) if on_numbers else None,
                terms={name: tuple(rules) for name, rules in by_list.items()},
                macros=macros,
            )
        return self._plans[kinds]

    def _by_number(self, rules: _OnNumbers, numbers: Sequence[NumberToken], text: str) -> Iterator[Match]:
        for token in numbers:
            opening, numeral, end = token.start, token.numeral, token.end
            plain, measured = rules.possible(text[numeral:end], text[opening - 1 : opening], text[end : end + 1])
            for rule in plain:
                match = self._around(rule, text, (numeral, end), {}, token)
                if match:
                    yield match
            for units, fitting in measured:
                unit = units.at(text, end)
                if unit is None:
                    continue
                groups, word = {"unit": unit}, text[unit[0] : unit[1]]
                for rule in fitting:
                    if not rule.where or _has(units.lexicon, word, rule):
                        match = self._around(rule, text, (numeral, unit[1]), groups, token)
                        if match:
                            yield match

    def _by_term(self, rules: Sequence[Rule], found: Sequence[Found], text: str) -> Iterator[Match]:
        for start, end, term in found:
            span = start, end
            for rule in rules:
                if not rule.inside or rule.inside.compiled.fullmatch(text, start, end):
                    match = self._around(rule, text, span, {rule.anchor: span}, term=term)
                    if match:
                        yield match

    def _by_macro(self, name: str, rules: Sequence[Rule], text: str, within: Span) -> Iterator[Match]:
        macro = self.pack.macros[name]
        for anchor in macro.finditer(text, *within):
            span = anchor.span()
            match = self._alternative(rules, text, span, {name: span, **macro.groups(anchor)})
            if match:
                yield match

    def _alternative(self, rules: Sequence[Rule], text: str, anchor: Span, groups: Mapping[str, Span]) -> Match | None:
        """The match of the first of some rules on a macro that holds at a match of it."""
        for rule in rules:
            if rule.term and not self._is_term(text[slice(*groups["name"])], rule):
                continue
            if rule.inside and not rule.inside.compiled.fullmatch(text, *anchor):
                continue
            match = self._around(rule, text, anchor, groups)
            if match:
                return match
        return None

    def _around(
        self,
        rule: Rule,
        text: str,
        anchor: Span,
        groups: Mapping[str, Span],
        number: NumberToken | None = None,
        term: str | None = None,
    ) -> Match | None:
        """The match of a rule round its anchor (with its unit), when the rule holds there.

        `before` must end where the anchor, or the approximator of a number, starts; `after` must start where it ends. A
        group `in` of `before` belongs to the span (`人民币` in 人民币3000元).
        """
        before, after = rule.before, rule.after
        start, end = anchor
        opening = number.start if number else start
        if before and before.ends and text[opening - 1 : opening] not in before.ends:
            return None
        following = preceding = None
        if after:
            following = after.compiled.match(text, end)
            if not following:
                return None
        if before:
            preceding = before.compiled.match(text, opening)
            if not preceding:
                return None
        if rule.not_after and self.pack.macros[rule.not_after].compiled.match(text, end):
            return None
        if before and preceding and preceding.lastindex:
            groups = {**groups, **before.groups(preceding)}
            start = groups["in"][0] if "in" in groups else start
        if after and following:
            end = following.end()
            if following.lastindex:
                groups = {**groups, **after.groups(following)}
        return Match(rule, text, (start, end), groups, number, term)

    def attempts(self, rule: Rule, text: str, kinds: frozenset[str], anchors: Anchors) -> Iterator[Attempt]:
        """Every place where a rule could start, with what it asks for there; it is one of the rules of `kinds`.

        Whether it matches is decided by the very steps of `find`, run for this rule and this place.
        """
        if not rule.anchor:
            for match in _by_pattern(rule, text, (0, len(text))):
                yield Attempt(rule, match.span, (Step("pattern", True, match.span),), match)
        elif rule.anchor == _NUMBER:
            yield from self._from_numbers(rule, text, anchors.numbers)
        elif rule.anchor in self.pack.lexicons:
            yield from self._from_terms(rule, text, anchors)
        else:
            yield from self._from_macro(rule, text, self._plan(kinds).macros[rule.anchor])

    def _from_numbers(self, rule: Rule, text: str, numbers: Sequence[NumberToken]) -> Iterator[Attempt]:
        alone = _OnNumbers([rule], self._units)
        for token in numbers:
            match = next(self._by_number(alone, [token], text), None)
            steps, end = [], token.end
            if rule.inside:
                numeral = text[token.numeral : end]
                steps.append(Step("inside", rule.inside.compiled.fullmatch(numeral) is not None, (token.numeral, end)))
            if rule.unit:
                unit = self._units[rule.unit].at(text, end)
                steps.append(Step("unit", unit is not None, unit or (end, end)))
                if unit and rule.where:
                    steps.append(Step("where", _has(self._units[rule.unit].lexicon, text[slice(*unit)], rule), unit))
                end = unit[1] if unit else -1
            steps += self._steps_around(rule, text, token.start, end)
            yield Attempt(rule, (token.start, token.end), steps, match)

    def _from_terms(self, rule: Rule, text: str, anchors: Anchors) -> Iterator[Attempt]:
        found = anchors.terms[_list_of(rule)]
        for term in found:
            span = term.start, term.end
            match = next(self._by_term([rule], [term], text), None)
            yield Attempt(rule, span, [*_inside(rule, text, span), *self._steps_around(rule, text, *span)], match)
        if not rule.where:
            return
        taken = {place for term in found for place in range(term.start, term.end)}
        for start, end, _ in TermIndex({"": self.pack.lexicons[rule.anchor].rows}).find(text)[""]:
            if taken.isdisjoint(range(start, end)):
                yield Attempt(rule, (start, end), [Step("where", False, (start, end))], None)

    def _from_macro(self, rule: Rule, text: str, rivals: Sequence[Rule]) -> Iterator[Attempt]:
        macro = self.pack.macros[rule.anchor]
        for anchor in macro.finditer(text, 0, len(text)):
            span = anchor.span()
            groups = {rule.anchor: span, **macro.groups(anchor)}
            steps = []
            if rule.term:
                steps.append(Step("term", self._is_term(text[slice(*groups["name"])], rule), groups["name"]))
            steps += [*_inside(rule, text, span), *self._steps_around(rule, text, *span)]
            match = self._alternative(rivals, text, span, groups)
            other = match.rule if match and match.rule is not rule else None
            held = all(step.held for step in steps)
            yield Attempt(rule, span, steps, None if other else match, other if held else None)

    def _steps_around(self, rule: Rule, text: str, opening: int, end: int) -> Iterator[Step]:
        """What a rule asks for before `opening` and, unless it is negative, after `end`: the steps of `_around`."""
        before, after = rule.before, rule.after
        if before:
            possible = not before.ends or text[opening - 1 : opening] in before.ends
            yield Step("before", possible and before.compiled.match(text, opening) is not None, (opening, opening))
        if end < 0:
            return
        if after:
            starts = after.starts if rule.anchor == _NUMBER and not rule.unit else ()
            possible = not starts or text[end : end + 1] in starts
            yield Step("after", possible and after.compiled.match(text, end) is not None, (end, end))
        if rule.not_after:
            hit = self.pack.macros[rule.not_after].compiled.match(text, end)
            yield Step("not_after", not hit, hit.span() if hit else (end, end))

    def _is_term(self, name: str, rule: Rule) -> bool:
        """Whether a name is a term of the lexicon that a rule asks for."""
        lexicon = self.pack.lexicons[rule.term]
        return name in lexicon.rows and _has(lexicon, name, rule)


def _by_pattern(rule: Rule, text: str, within: Span) -> Iterator[Match]:
    assert rule.pattern is not None
    for match in rule.pattern.finditer(text, *within):
        if match.end() > match.start():
            yield Match(rule, text, match.span(), rule.pattern.groups(match))


def _inside(rule: Rule, text: str, anchor: Span) -> Iterator[Step]:
    """What a rule asks of a term or of a match of a macro."""
    if rule.inside:
        yield Step("inside", rule.inside.compiled.fullmatch(text, *anchor) is not None, anchor)


def _list_of(rule: Rule) -> str:
    """The name of the word list that a rule starts from: `programs bare=yes`."""
    return " ".join([rule.anchor, *(f"{column}={value}" for column, value in sorted(rule.where.items()))])


def _has(lexicon: Lexicon, term: str, rule: Rule) -> bool:
    """Whether a term has the columns that a rule asks for."""
    if not rule.where:
        return True
    row = lexicon.rows[term]
    return all(row.get(column) == value for column, value in rule.where.items())
