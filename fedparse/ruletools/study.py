"""What the patterns of a pack are asked in its examples, and what becomes of a mutant when they are asked again.

The calls of every pattern are recorded once, example by example. A changed pattern is asked the same; only an example
in which it answers otherwise is run through the pipeline with the mutant. What no pattern shows (a key or a constant
that is gone) is run with every example that it may bear on. The engine of a mutant shares all else with the pack's.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from fedparse.expand import Expander
from fedparse.pipeline import engine
from fedparse.ruletools import mutants, syntax
from fedparse.ruletools.macros import is_matched
from fedparse.ruletools.recording import OWN, afresh, recorded
from fedparse.ruletools.run import run_example
from fedparse.ruletools.sites import MACRO, Site, chosen, compile_all, like, tree, written
from fedparse.variants import vary, with_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.packs import LazyPattern, Rule, RulePack
    from fedparse.ruletools.mutants import Mutant
    from fedparse.ruletools.recording import Call
    from fedparse.variants import Variant

_ENGINE = frozenset({"number", "lead"})
"""The macros that the matcher finds numbers with: it puts them into patterns of its own."""
_EXTENDED = 2
"""So many directories a pack is read from that extends another."""

Answer = tuple[Any, ...]
"""What a pattern found, as values that can be compared."""


class Line(NamedTuple):
    """An example or counter-example of a rule."""

    rule: str
    text: str


class Study:
    """A pack and what its patterns are asked in each of its examples.

    Raises:
        PackError: when a pattern of the pack is no regular expression.
    """

    def __init__(self, pack: RulePack) -> None:
        compile_all(pack)
        self.pack = pack
        self.texts = written(pack)
        self.rules = {rule.id: rule for rule in pack.rules}
        self.lines: list[Line] = []
        self.calls: defaultdict[Site, dict[int, dict[Call, Answer]]] = defaultdict(dict)
        """By pattern and number of the example: what it was asked, and what it answered."""
        self._record()

    def _record(self) -> None:
        now: list[tuple[Site, Call, Answer]] = []

        def hear(site: Site, call: Call, found: tuple[regex.Match[str], ...]) -> None:
            now.append((site, call, answered(found)))

        watched = recorded(self.pack, hear)
        for rule in self.pack.rules:
            for text in (*rule.examples, *rule.counter_examples):
                now.clear()
                fresh = afresh(watched)
                if run_example(fresh, next(r for r in fresh.rules if r.id == rule.id), text):
                    # One that fails already tells nothing of a mutant.
                    continue
                for site, call, answer in now:
                    self.calls[site].setdefault(len(self.lines), {})[call] = answer
                self.lines.append(Line(rule.id, text))

    @cached_property
    def own(self) -> Mapping[str, tuple[int, ...]]:
        """The examples of each rule."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            found[line.rule].append(number)
        return {rule: tuple(numbers) for rule, numbers in found.items()}

    @cached_property
    def users(self) -> Mapping[str, frozenset[Site]]:
        """By macro or lexicon the patterns that it goes into, through macros too."""
        direct: defaultdict[str, set[Site]] = defaultdict(set)
        for site, text in self.texts.items():
            for reference in syntax.references(tree(text)):
                direct[reference.name].add(site)

        def reached(name: str, seen: set[Site]) -> set[Site]:
            for site in direct[name] - seen:
                seen.add(site)
                if site.key == MACRO:
                    reached(site.owner, seen)
            return seen

        return {name: frozenset(reached(name, set())) for name in tuple(direct)}

    def macro_lines(self, name: str) -> tuple[str, ...]:
        """The examples of a macro that it matches."""
        lines = self.pack.macro_tables[name].table.get("examples", ())
        return tuple(line for line in lines if is_matched(self.pack.macros[name].compiled, line))

    # Mutants

    def mutants(self, ids: Sequence[str] = ()) -> list[Mutant]:
        """Every mutant of the rules and macros that `ids` choose (`sites.chosen`).

        The terms of short lexicons are there only when a whole pack is wanted that extends none.
        """
        names = chosen(self.pack, ids)
        found: list[Mutant] = []
        for site, text in self.texts.items():
            found += mutants.of_pattern(site, text) if site.name in names else ()
        for rule in self.pack.rules:
            found += mutants.of_rule(rule) if rule.id in names else ()
        if not ids and len(self.pack.roots) < _EXTENDED:
            started = {rule.anchor for rule in self.pack.rules} | {"approximators"}
            for name, lexicon in self.pack.lexicons.items():
                found += mutants.of_lexicon(lexicon) if name in started or name in self.users else ()
        return found

    def killer(self, mutant: Mutant, changed: Variant) -> str | None:
        """The first example that a mutant makes fail; None for a mutant that survives."""
        if mutant.site.key == MACRO:
            pattern = changed.macros[mutant.site.owner].compiled
            for line in self.macro_lines(mutant.site.owner):
                if not is_matched(pattern, line):
                    return line
        rules = {rule.id: rule for rule in changed.rules}
        for number in self._touched(mutant, changed):
            line, rule = self.lines[number].text, rules[self.lines[number].rule]
            if not holds(changed, rule, line):
                return line
        return None

    def changed(self, mutant: Mutant) -> Variant | None:
        """The pack with a mutant in it; None when it is the same pack, or none that would be loaded."""
        try:
            return self._changed(mutant)
        except (regex.error, ValueError, OverflowError, RecursionError):
            # What is left of a pattern need not be one: `(?P<a>)` may be gone that `(?P=a)` asks for.
            return None

    def _changed(self, mutant: Mutant) -> Variant | None:
        if mutant.what == "term":
            return self._without_term(mutant)
        if mutant.what not in {"branch", "lookaround", "bound"}:
            rule = self.rules[mutant.site.owner]
            other = mutants.mutated(rule, mutant)
            return vary(self.pack, {rule.id: other}) if mutants.loads(rule, mutant) else None
        site = mutant.site
        text = mutant.written(self.texts[site])
        if site.key == MACRO:
            expander = Expander({**self._macros, site.owner: text}, self.pack.lexicons)
            return self._expanded(expander, {site, *self.users.get(site.owner, ())}, self.texts, site)
        return self._expanded(self._expander, {site}, {**self.texts, site: text}, site)

    @cached_property
    def _macros(self) -> Mapping[str, str]:
        return {site.owner: text for site, text in self.texts.items() if site.key == MACRO}

    @cached_property
    def _expander(self) -> Expander:
        return Expander(self._macros, self.pack.lexicons)

    def _without_term(self, mutant: Mutant) -> Variant | None:
        name = mutant.site.owner
        lexicons = {**self.pack.lexicons, name: mutants.without_term(self.pack.lexicons[name], mutant.part)}
        rules, made = self._patterns(Expander(self._macros, lexicons), self.users.get(name, ()), self.texts)
        return vary(self.pack, rules, made, {name: lexicons[name]})

    def _expanded(
        self, expander: Expander, sites: Iterable[Site], texts: Mapping[Site, str], own: Site
    ) -> Variant | None:
        rules, macros = self._patterns(expander, sites, texts)
        pattern = macros[own.owner] if own.key == MACRO else getattr(rules[own.owner], own.key)
        old = self.pack.macros[own.owner] if own.key == MACRO else getattr(self.rules[own.owner], own.key)
        if pattern.source == old.source:
            return None
        _ = pattern.compiled
        return vary(self.pack, rules, macros)

    def _patterns(
        self, expander: Expander, sites: Iterable[Site], texts: Mapping[Site, str]
    ) -> tuple[dict[str, Rule], dict[str, LazyPattern]]:
        """Rules and macros with the patterns at some sites expanded anew."""
        rules: dict[str, Rule] = {}
        macros: dict[str, LazyPattern] = {}
        for site in sorted(sites):
            if site.key == MACRO:
                macros[site.owner] = like(self.pack.macros[site.owner], expander.macro(site.owner))
            else:
                rule = rules.get(site.owner, self.rules[site.owner])
                pattern = like(getattr(rule, site.key), expander.expand(texts[site]), context=site.key == "before")
                rules[site.owner] = with_patterns(rule, {site.key: pattern})
        return rules, macros

    # Which examples can tell

    def _touched(self, mutant: Mutant, changed: Variant) -> Iterator[int]:
        """The numbers of the examples that a mutant may make fail, the likeliest first, each once."""
        own = self.own.get(mutant.site.owner, ())
        match mutant.what:
            case "term":
                fold = engine(self.pack).folder.fold
                yield from (n for n, line in enumerate(self.lines) if mutant.part in fold(line.text))
            case "key":
                yield from dict.fromkeys((*own, *range(len(self.lines))))
            case "override" | "priority" | "constant":
                matched = self._matched(mutant.site.owner)
                yield from dict.fromkeys((*own, *sorted(matched)))
            case _:
                yield from self._answering(changed, own)

    def _matched(self, rule: str) -> set[int]:
        """The examples in which a pattern of a rule matches; all for a rule without patterns."""
        sites = [Site(rule, key) for key, _ in self.rules[rule].patterns()]
        if not sites:
            return set(range(len(self.lines)))
        return {
            number
            for site in sites
            for number, calls in self.calls.get(site, {}).items()
            if any(answer for answer in calls.values())
        }

    def _answering(self, changed: Variant, own: Sequence[int]) -> Iterator[int]:
        """The examples in which a changed pattern answers otherwise."""
        told: set[int] = set()
        for asked in self._questions(changed):
            for number in (*own, *asked.numbers):
                if number not in told and asked.differs(number):
                    told.add(number)
                    yield number

    def _questions(self, changed: Variant) -> Iterator[_Asked]:
        for rule in changed.rules:
            old = self.rules[rule.id]
            if rule is not old:
                for key, pattern in rule.patterns():
                    if pattern is not getattr(old, key):
                        yield _Asked(self.calls.get(Site(rule.id, key), {}), pattern)
        others = {name for name, pattern in changed.macros.items() if pattern is not self.pack.macros[name]}
        for name in sorted(others - _ENGINE):
            yield _Asked(self.calls.get(Site(name, MACRO), {}), changed.macros[name])
        if others & _ENGINE:
            yield _Numbers(self.calls.get(Site("number", MACRO), {}), self.pack, changed)


class _Asked:
    """A changed pattern, and what the pattern in its place was asked in each example."""

    def __init__(self, calls: Mapping[int, Mapping[Call, Answer]], pattern: LazyPattern) -> None:
        self._calls = calls
        self._pattern = pattern
        self.numbers = tuple(calls)

    def differs(self, number: int) -> bool:
        """Whether an answer in an example is another one."""
        asked = self._calls.get(number)
        return asked is not None and any(answered(c.on(self._pattern.compiled)) != a for c, a in asked.items())


class _Numbers(_Asked):
    """The numerals of each example, found with changed macros."""

    def __init__(self, calls: Mapping[int, Mapping[Call, Answer]], pack: RulePack, changed: RulePack) -> None:
        super().__init__(calls, pack.macros["number"])
        self._find = engine(pack).matcher.numbers, engine(changed).matcher.numbers

    def differs(self, number: int) -> bool:
        old, new = self._find
        texts = {call.args[0] for call in self._calls.get(number, ()) if call.method == "finditer"}
        return any(old(text) != new(text) for text in texts)


def answered(found: tuple[regex.Match[str], ...]) -> Answer:
    """What was found as values: the spans, and those of the named groups."""
    return tuple(
        (
            match.span(),
            tuple((name, match.span(name)) for name in sorted(match.re.groupindex) if not name.startswith(OWN)),
        )
        for match in found
    )


def holds(pack: RulePack, rule: Rule, line: str) -> bool:
    """Whether an example holds; one that makes the engine fail does not."""
    try:
        return not run_example(pack, rule, line)
    except Exception:
        # Whatever a mutant breaks, the example has told.
        return False
