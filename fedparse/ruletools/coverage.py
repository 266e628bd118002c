"""Which parts of a pack's patterns its examples, and the texts of a corpus, reach: by rule, alternative and term.

What counts as an alternative, and when it is hit:

- A **branch** of an alternation: the pattern matched by way of it.
- An **optional part** (`x?`, `x*`, `x{0,8}`): the pattern matched with it taken once or more. That it is left out shows
  with every other match. Characters of one class are no alternatives.
- What a **negative lookaround** forbids, and each branch of it: the pattern would have matched at a place where it was
  tried, had the lookaround not stood there, and this is what stood there. It has kept something out.
- A macro is counted once, wherever it is used: what any example of the pack makes it do, it has done. The patterns of a
  rule are hit by its own examples and counter-examples only; those of a rule that has none (kinds `report` and `fact`
  may) by all.
- A **rule** is hit when it matched in one of its examples; a **term** when a rule started from it, asked for it as a
  unit, or a pattern matched by way of it.

How: an empty named group behind each alternative has taken part in the match where the alternative has. For negative
lookarounds a second pattern is asked the same, in which `(?!x)` is `(?:(?=x)|)`. Patterns with numbered backreferences
or calls of groups are left as they are: another group would shift their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fedparse.examples import parse_example
from fedparse.expand import Expander, one_line
from fedparse.packs import LAYERS, LazyPattern
from fedparse.pipeline import engine, parse, read
from fedparse.ruletools import syntax
from fedparse.ruletools.recording import OWN, Site, afresh, recorded
from fedparse.ruletools.run import EXAMPLE_YEAR, run_example

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import regex

    from fedparse.candidates import Match
    from fedparse.packs import Rule, RulePack
    from fedparse.ruletools.recording import Call
    from fedparse.variants import Variant

_MATCHED = frozenset(LAYERS) - {"noise", "heading", "report", "fact"}
"""The kinds whose rules make matches; the others are heard: their patterns tell what they find."""
_IN = "__in"
"""Behind its name, a macro as it stands in a negative lookaround."""


class Alternative(NamedTuple):
    """One alternative of a pattern: `part` is `branch`, `optional` or `lookaround`, at `[start, end)` of its text."""

    site: Site
    part: str
    start: int
    end: int
    text: str
    forbidden: bool
    """Whether it stands in a negative lookaround."""


def written(pack: RulePack) -> dict[Site, str]:
    """Every pattern of a pack as it is written, on one line: the macros first, then rule by rule."""
    found = {Site(name, "macro"): one_line(macro.table["pattern"]) for name, macro in pack.macro_tables.items()}
    for rule in pack.rules:
        found |= {Site(rule.id, key): one_line(rule.table[key]) for key, _ in rule.patterns()}
    return found


def alternatives(site: Site, text: str) -> Iterator[tuple[Alternative, syntax.Node]]:
    """The alternatives of a pattern with the nodes they are, from left to right; none where groups go by number."""
    tree = syntax.parse(text)
    if any(node.group.isdecimal() for node in syntax.backreferences(tree)):
        return
    forbidden = _forbidden(tree)
    for node in syntax.walk(tree):
        for part, alternative in _of(node):
            start, end = alternative.start, alternative.end
            inside = alternative in forbidden or part == "lookaround"
            yield Alternative(site, part, start, end, text[start:end], inside), alternative


def _of(node: syntax.Node) -> Iterator[tuple[str, syntax.Node]]:
    match node:
        case syntax.Alternation(branches=branches):
            yield from (("branch", branch) for branch in branches)
        case syntax.Repeat(low=0, body=body, high=high) if high != 0:
            yield "optional", body
        case syntax.Look(negated=True, body=body) if not isinstance(body, syntax.Alternation):
            yield "lookaround", body


def _forbidden(tree: syntax.Node) -> frozenset[syntax.Node]:
    """The nodes inside negative lookarounds."""
    looks = (node for node in syntax.walk(tree) if isinstance(node, syntax.Look) and node.negated)
    return frozenset(node for look in looks for node in syntax.walk(look.body))


# Marked patterns


class _Marker:
    """Writes the patterns of a pack with a group behind each alternative and round each lexicon."""

    def __init__(self, pack: RulePack) -> None:
        self.texts = written(pack)
        self.alternatives: list[Alternative] = []
        self.lexicons = list(pack.lexicons)
        self._numbers: dict[tuple[Site, syntax.Node], int] = {}
        for site, text in self.texts.items():
            for alternative, node in alternatives(site, text):
                self._numbers[site, node] = len(self.alternatives)
                self.alternatives.append(alternative)

    def taken(self, site: Site) -> str:
        """A pattern with marks on what can be taken: all that stands in no negative lookaround."""
        return self._written(site, _Marks(taken=True, forbidden=False))

    def blocked(self, site: Site) -> str:
        """A pattern whose negative lookarounds may match, with marks on what they forbid."""
        return self._written(site, _Marks(taken=False, forbidden=True))

    def inside(self, site: Site) -> str:
        """A macro as it stands in a negative lookaround of another pattern: all marks."""
        return self._written(site, _Marks(taken=True, forbidden=True))

    def _written(self, site: Site, marks: _Marks) -> str:
        text = self.texts[site]
        tree = syntax.parse(text)
        forbidden = _forbidden(tree)

        def change(node: syntax.Node, inner: str) -> str:
            stands_inside = node in forbidden
            noted = marks.forbidden if stands_inside else marks.taken
            number = self._numbers.get((site, node))
            if isinstance(node, syntax.Reference):
                return self._reference(node, inner, noted=noted, inside=marks.forbidden and (stands_inside or noted))
            if isinstance(node, syntax.Look) and node.negated and marks.forbidden:
                sign = "(?=" if node.ahead else "(?<="
                return f"(?:{sign}{inner[len(sign) :]}|)"
            if number is None or not noted:
                return inner
            mark = f"(?P<{OWN}a{number}>)"
            is_part = self.alternatives[number].part == "optional"
            return f"(?:{inner}{mark})" if is_part else inner + mark

        return syntax.rewritten(text, tree, change)

    def _reference(self, node: syntax.Reference, inner: str, *, noted: bool, inside: bool) -> str:
        if Site(node.name, "macro") in self.texts and not node.column:
            return f"{{{node.name}{_IN}}}" if inside else inner
        if not noted or node.name not in self.lexicons:
            return inner
        return f"(?P<{OWN}l{self.lexicons.index(node.name)}>{inner})"


class _Marks(NamedTuple):
    """Which alternatives get marks: those outside negative lookarounds, and those inside."""

    taken: bool
    forbidden: bool


# Runs


class Term(NamedTuple):
    """A term of a lexicon."""

    lexicon: str
    term: str


class Hits(NamedTuple):
    """What some texts have reached: alternatives by their numbers, rules by their ids, and terms."""

    alternatives: frozenset[int]
    rules: frozenset[str]
    terms: frozenset[Term]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the examples of a pack reach, and what a corpus does (None without one).

    `rules` are the ids looked at, `measured` the alternatives of these and of all macros (all, when no rule was chosen).
    """

    pack: RulePack
    rules: tuple[str, ...]
    measured: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    examples: Hits
    corpus: Hits | None


class _Watch:
    """A pack whose patterns are marked, and what they have reached since it was last asked."""

    def __init__(self, pack: RulePack) -> None:
        self._marker = _Marker(pack)
        self.alternatives = tuple(self._marker.alternatives)
        self._lexicons = self._marker.lexicons
        self._blocked: dict[Site, LazyPattern] = {}
        self._hit: set[int] = set()
        self._matched: set[str] = set()
        self._terms: set[Term] = set()
        self._groups: dict[int, tuple[list[tuple[int, int]], list[tuple[int, str]]]] = {}
        self.pack = self._watched(pack)
        """The pack to be run."""

    def _watched(self, pack: RulePack) -> Variant:
        marker = self._marker
        macros = [site for site in marker.texts if site.key == "macro"]
        taken = Expander({site.owner: marker.taken(site) for site in macros}, pack.lexicons)
        relaxed = {site.owner: marker.blocked(site) for site in macros}
        relaxed |= {site.owner + _IN: marker.inside(site) for site in macros}
        blocked = Expander(relaxed, pack.lexicons)
        made: dict[Site, LazyPattern] = {}
        for name, pattern in pack.macros.items():
            site = Site(name, "macro")
            made[site] = _like(pattern, taken.macro(name))
            self._blocked[site] = _like(pattern, blocked.macro(name))
        for rule in pack.rules:
            for key, pattern in rule.patterns():
                site = Site(rule.id, key)
                made[site] = _like(pattern, taken.expand(marker.taken(site)), context=key == "before")
                self._blocked[site] = _like(pattern, blocked.expand(marker.blocked(site)), context=key == "before")
        self._blocked = {site: pattern for site, pattern in self._blocked.items() if OWN in pattern.source}
        return recorded(pack, self._hear, made)

    def _hear(self, site: Site, call: Call, found: tuple[regex.Match[str], ...]) -> None:
        if not call.is_whole:
            return
        if found:
            self._matched.add(site.owner)
        for match in found:
            self._note(match)
        if site in self._blocked:
            for match in call.on(self._blocked[site].compiled):
                self._note(match)

    def _note(self, match: regex.Match[str]) -> None:
        """Notes which marks have taken part in a match."""
        places = match.regs
        marks, lists = self._marks(match.re)
        self._hit.update(number for group, number in marks if places[group][0] >= 0)
        for group, lexicon in lists:
            if places[group][0] >= 0:
                self._terms.update(Term(lexicon, text) for text in match.captures(group))

    def _marks(self, pattern: regex.Pattern[str]) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
        """The marks of a compiled pattern: group and alternative, group and lexicon."""
        key = id(pattern)
        if key not in self._groups:
            groups = pattern.groupindex
            marks = [(number, int(name[3:])) for name, number in groups.items() if name.startswith(f"{OWN}a")]
            lists = [(n, self._lexicons[int(name[3:])]) for name, n in groups.items() if name.startswith(f"{OWN}l")]
            self._groups[key] = marks, lists
        return self._groups[key]

    def taken(self) -> Hits:
        """What was reached since the last time."""
        hits = Hits(frozenset(self._hit), frozenset(self._matched), frozenset(self._terms))
        for noted in (self._hit, self._matched, self._terms):
            noted.clear()
        return hits

    def example(self, rule: Rule, line: str) -> Hits:
        """What an example of a rule reaches."""
        fresh = afresh(self.pack)
        own = next(other for other in fresh.rules if other.id == rule.id)
        run_example(fresh, own, line)
        return self._with_matches(fresh, parse_example(line).text)

    def text(self, text: str) -> Hits:
        """What a text reaches."""
        fresh = afresh(self.pack)
        parse(text, year=EXAMPLE_YEAR, rules=fresh)
        return self._with_matches(fresh, text)

    def macro(self, name: str, line: str) -> Hits:
        """What an example of a macro reaches."""
        self.pack.macros[name].compiled.fullmatch(line)
        return self._taken()

    def _with_matches(self, pack: RulePack, text: str) -> Hits:
        """What was reached, with the rules that matched and the terms they started from."""
        reading = read(text, pack, year=EXAMPLE_YEAR).text.text
        matcher = engine(pack).matcher
        matches = list(matcher.find(reading, _MATCHED, matcher.anchors(reading)))
        self._terms.update(term for match in matches for term in _terms(match))
        hits = self._taken()
        heard = {rule.id for rule in pack.rules if rule.kind not in _MATCHED and rule.id in hits.rules}
        return hits._replace(rules=frozenset(heard | {match.rule.id for match in matches}))

    def _taken(self) -> Hits:
        """What was reached since the last time."""
        hits = Hits(frozenset(self._hit), frozenset(self._matched), frozenset(self._terms))
        for noted in (self._hit, self._matched, self._terms):
            noted.clear()
        return hits


def _like(original: LazyPattern, expanded: LazyPattern, *, context: bool = False) -> LazyPattern:
    """An expanded pattern for the place of another one; a context ends where its anchor starts."""
    starts, ends = ("".join(sorted(chars)) for chars in (original.starts, original.ends))
    source = f"(?<={expanded.source})" if context else expanded.source
    return LazyPattern(source, expanded.lists, starts=starts, ends=ends)


def _terms(match: Match) -> Iterator[Term]:
    """The terms that a match started from or asked for."""
    rule = match.rule
    if match.term is not None:
        yield Term(rule.anchor, match.term)
    for lexicon, group in ((rule.unit, "unit"), (rule.term, "name")):
        if lexicon and group in match.groups:
            yield Term(lexicon, match.text[slice(*match.groups[group])])


def measure(pack: RulePack, ids: Sequence[str] = (), corpus: Iterable[str] | None = None) -> Coverage:
    """What the examples of a pack reach, those of the rules whose id contains one of `ids` (all without)."""
    watch = _Watch(pack)
    chosen = [rule for rule in pack.rules if not ids or any(part in rule.id for part in ids)]
    bare = {rule.id for rule in chosen if not (rule.examples or rule.counter_examples)}
    hit: set[int] = set()
    rules: set[str] = set()
    terms: set[Term] = set()
    if not ids:
        for name, macro in pack.macro_tables.items():
            for line in macro.table.get("examples", ()):
                hits = watch.macro(name, line)
                hit |= {number for number in hits.alternatives if watch.alternatives[number].site.key == "macro"}
                terms |= hits.terms
    for rule in chosen:
        for line in (*rule.examples, *rule.counter_examples):
            hits = watch.example(rule, line)
            theirs = {rule.id, *bare}
            rules |= hits.rules & theirs
            terms |= hits.terms
            hit |= {
                number
                for number in hits.alternatives
                if (site := watch.alternatives[number].site).key == "macro" or site.owner in theirs
            }
    names = {rule.id for rule in chosen}
    measured = [
        number
        for number, (site, *_) in enumerate(watch.alternatives)
        if site.owner in names or (site.key == "macro" and not ids)
    ]
    return Coverage(
        pack,
        tuple(rule.id for rule in chosen),
        tuple(measured),
        watch.alternatives,
        Hits(frozenset(hit), frozenset(rules), frozenset(terms)),
        _corpus(watch, corpus) if corpus is not None else None,
    )


def _corpus(watch: _Watch, texts: Iterable[str]) -> Hits:
    hits = [watch.text(text) for text in texts]
    return Hits(*(frozenset().union(*found) for found in zip(*hits, strict=True))) if hits else Hits(*[frozenset()] * 3)
