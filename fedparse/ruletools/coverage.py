"""Which parts of a pack's rules its examples, and the texts of a corpus, reach: by rule, alternative and term.

What counts as an alternative, and when it is hit:

- A **branch** of an alternation: the pattern matched by way of it.
- An **optional part** (`x?`, `x*`, `x{0,8}`): the pattern matched with it taken once or more. That it is left out shows
  with every other match. The characters of one class are no alternatives.
- What a **negative lookaround** forbids, and each branch of it: the pattern would have matched at a place where it was
  tried, had no lookaround stood there, and this is what stood there. It has kept something out.
- A macro is counted once, wherever it is used: what any example of the pack, its own included, makes it do, it has
  done. The patterns of a rule are hit by its own examples and counter-examples only; those of a rule without any (kinds
  `report` and `fact`) by all.
- A **rule** is hit when it matched in one of its examples; a **term** when a rule started from it, asked for it as a
  unit, or a pattern matched by way of it. Lexicons that only Python code reads are not measured.

How: an empty named group behind each alternative has taken part in the match where the alternative has. For negative
lookarounds a second pattern is asked the same, in which `(?!x)` is `(?:(?=x)|)`. Patterns with numbered backreferences
or calls of groups are left as they are: another group would shift their numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import Fault
from fedparse.examples import parse_example
from fedparse.messages import Message, message
from fedparse.packs import LAYERS
from fedparse.pipeline import engine, parse, read
from fedparse.ruletools import syntax
from fedparse.ruletools.macros import is_matched
from fedparse.ruletools.marking import Alternative, Marker
from fedparse.ruletools.outcome import Outcome, Table
from fedparse.ruletools.recording import afresh, recorded
from fedparse.ruletools.run import EXAMPLE_YEAR, run_example
from fedparse.ruletools.sites import MACRO, Locator, Site, chosen, compile_all, tree, written
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import regex

    from fedparse.candidates import Match
    from fedparse.packs import Rule, RulePack
    from fedparse.ruletools.recording import Call

_MATCHED = frozenset(LAYERS) - {"noise", "heading", "report", "fact"}
"""The kinds whose rules make matches; the others are heard: their patterns tell what they find."""
_SHOWN = 60
"""A longer alternative is cut short in a sentence."""


class Term(NamedTuple):
    """A term of a lexicon."""

    lexicon: str
    term: str


class Hits(NamedTuple):
    """What some texts have reached: alternatives by their numbers, rules by their ids, and terms."""

    alternatives: frozenset[int] = frozenset()
    rules: frozenset[str] = frozenset()
    terms: frozenset[Term] = frozenset()

    def __or__(self, other: Hits) -> Hits:
        return Hits(self.alternatives | other.alternatives, self.rules | other.rules, self.terms | other.terms)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the examples of a pack reach, and what a corpus does (None without one).

    `rules` are the rules looked at; `measured` are the numbers of their alternatives, and of those of macros; `terms`
    are those of the lexicons that rules start from or patterns name, none where rules were chosen.
    """

    pack: RulePack
    rules: tuple[Rule, ...]
    measured: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    terms: frozenset[Term]
    examples: Hits
    corpus: Hits | None

    @property
    def percent(self) -> float:
        """How many of a hundred alternatives examples hit."""
        return _percent(sum(number in self.examples.alternatives for number in self.measured), len(self.measured))


class _Watch:
    """A pack whose patterns are marked, and what they have reached since it was last asked."""

    def __init__(self, pack: RulePack) -> None:
        self._marker = Marker(pack)
        self.alternatives = self._marker.alternatives
        self._blocked = self._marker.blocked()
        self._hit: set[int] = set()
        self._heard: set[str] = set()
        self._terms: set[Term] = set()
        self._marks: dict[regex.Pattern[str], tuple[dict[int, int], dict[int, str]]] = {}
        self._pack = recorded(pack, self._hear, self._marker.taken())

    def example(self, rule: Rule, line: str) -> Hits:
        """What an example of a rule reaches."""
        fresh = afresh(self._pack)
        own = next(other for other in fresh.rules if other.id == rule.id)
        run_example(fresh, own, line)
        return self._with_matches(fresh, parse_example(line).text)

    def text(self, text: str) -> Hits:
        """What a text reaches."""
        fresh = afresh(self._pack)
        parse(text, rules=fresh)
        return self._with_matches(fresh, text)

    def macro(self, name: str, line: str) -> Hits:
        """What an example of a macro reaches."""
        is_matched(self._pack.macros[name].compiled, line)
        return self._reached()

    def _hear(self, site: Site, call: Call, found: tuple[regex.Match[str], ...]) -> None:
        if not call.is_whole:
            return
        if found:
            self._heard.add(site.owner)
        blocked = self._blocked.get(site)
        for match in (*found, *(call.on(blocked.compiled) if blocked else ())):
            self._note(match)

    def _note(self, match: regex.Match[str]) -> None:
        """Notes which marks have taken part in a match."""
        pattern, places = match.re, match.regs
        if pattern not in self._marks:
            self._marks[pattern] = self._marker.marks(pattern.groupindex)
        marks, lists = self._marks[pattern]
        self._hit.update(number for group, number in marks.items() if places[group][0] >= 0)
        for group, lexicon in lists.items():
            self._terms.update(Term(lexicon, text) for text in match.captures(group))

    def _with_matches(self, pack: RulePack, text: str) -> Hits:
        """What was reached, with the rules that matched and the terms they started from."""
        reading = read(text, pack, year=EXAMPLE_YEAR).text.text
        matcher = engine(pack).matcher
        matches = list(matcher.find(reading, _MATCHED, matcher.anchors(reading)))
        self._terms.update(term for match in matches for term in _terms(match))
        hits = self._reached()
        heard = {rule.id for rule in pack.rules if rule.kind not in _MATCHED and rule.id in hits.rules}
        return hits._replace(rules=frozenset(heard | {match.rule.id for match in matches}))

    def _reached(self) -> Hits:
        """What was reached since the last time."""
        hits = Hits(frozenset(self._hit), frozenset(self._heard), frozenset(self._terms))
        for noted in (self._hit, self._heard, self._terms):
            noted.clear()
        return hits


def _terms(match: Match) -> Iterator[Term]:
    """The terms that a match started from or asked for."""
    rule = match.rule
    if match.term is not None:
        yield Term(rule.anchor, match.term)
    for lexicon, group in ((rule.unit, "unit"), (rule.term, "name")):
        if lexicon and group in match.groups:
            yield Term(lexicon, match.text[slice(*match.groups[group])])


def measure(pack: RulePack, ids: Sequence[str] = (), corpus: Iterable[str] | None = None) -> Coverage:
    """What the examples of a pack reach, those of the rules and macros that `ids` choose (`sites.chosen`).

    Raises:
        PackError: when a pattern of the pack is no regular expression.
    """
    compile_all(pack)
    watch = _Watch(pack)
    names = chosen(pack, ids)
    rules = tuple(rule for rule in pack.rules if rule.id in names)
    measured = tuple(n for n, alternative in enumerate(watch.alternatives) if alternative.site.name in names)
    return Coverage(
        pack,
        rules,
        measured,
        watch.alternatives,
        frozenset(Term(name, term) for name in _used(pack) for term in pack.own_terms[name] if not ids),
        _of_macros(watch, pack) | _of_rules(watch, rules),
        _of_corpus(watch, corpus) if corpus is not None else None,
    )


def _of_macros(watch: _Watch, pack: RulePack) -> Hits:
    hits = Hits()
    for name, macro in pack.macro_tables.items():
        for line in macro.table.get("examples", ()):
            hits |= watch.macro(name, line)
    return hits._replace(rules=frozenset())


def _of_rules(watch: _Watch, rules: Iterable[Rule]) -> Hits:
    """What the examples of rules reach, each for its own rule, and for rules without examples and macros."""
    bare = {rule.id for rule in rules if not (rule.examples or rule.counter_examples)}
    hits = Hits()
    for rule in rules:
        theirs = bare | {rule.id}
        for line in (*rule.examples, *rule.counter_examples):
            found = watch.example(rule, line)
            sites = ((number, watch.alternatives[number].site) for number in found.alternatives)
            counted = (number for number, site in sites if site.key == MACRO or site.owner in theirs)
            hits |= Hits(frozenset(counted), found.rules & theirs, found.terms)
    return hits


def _of_corpus(watch: _Watch, texts: Iterable[str]) -> Hits:
    hits = Hits()
    for text in texts:
        hits |= watch.text(text)
    return hits


def _used(pack: RulePack) -> list[str]:
    """The lexicons with terms of the pack's own that rules start from or ask for, or that patterns name."""
    named = {name for rule in pack.rules for name in (rule.anchor, rule.unit, rule.term)}
    named |= {found.name for text in written(pack).values() for found in syntax.references(tree(text))}
    return [name for name in pack.lexicons if name in named and name in pack.own_terms]


# The report


def coverage(
    pack: RulePack, ids: Sequence[str] = (), corpus: Sequence[Path] | None = None, minimum: float | None = None
) -> Outcome:
    """What the examples of a pack, and the files of a corpus, reach and what they do not.

    Args:
        pack: The pack.
        ids: Parts of the names of the rules and macros (`macro.NAME`) to look at; without, all that are the pack's own.
        corpus: Files, and directories with all their files that are not hidden.
        minimum: So many of a hundred alternatives must be hit by examples.

    Raises:
        SourceError: when a file of the corpus cannot be read as text.
    """
    texts = None if corpus is None else [read_path(path).text for path in _files(corpus)]
    found = measure(pack, ids, texts)
    faults = [*_missed(found), *_too_few(found, minimum)]
    hit = sum(number in found.examples.alternatives for number in found.measured)
    summary = message(
        "{hit} of {all} alternatives ({percent} %) and {rules_hit} of {rules} rules are hit by examples",
        hit=hit,
        all=len(found.measured),
        percent=f"{found.percent:.1f}",
        rules_hit=len(found.examples.rules),
        rules=len(found.rules),
    )
    if texts is not None and not texts:
        summary = message("there is no text in the corpus")
    return Outcome(
        verb="coverage",
        pack=f"{pack.name} {pack.version}",
        checked=0 if texts is not None and not texts else len(found.rules),
        summary=summary,
        faults=faults,
        tables=(_by_file(found), _by_rule(found), *((_by_lexicon(found),) if found.terms else ())),
        data=_data(found),
    )


def _files(corpus: Iterable[Path]) -> Iterator[Path]:
    for path in corpus:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield file


def _missed(found: Coverage) -> Iterator[Fault]:
    """What no example reaches, in the order of the pack."""
    locator = Locator(found.pack)
    numbers: dict[str, list[int]] = {}
    for number in found.measured:
        if number not in found.examples.alternatives:
            numbers.setdefault(found.alternatives[number].site.name, []).append(number)
    names = [f"macro.{name}" for name in found.pack.macros]
    for name in (*names, *(rule.id for rule in found.rules)):
        if not name.startswith("macro.") and name not in found.examples.rules:
            text = message("rule `{rule}`: no example makes it match", rule=name)
            yield locator.fault(Site(name, "id"), "FED087", text)
        for number in numbers.get(name, ()):
            alternative = found.alternatives[number]
            text = _said(alternative)
            yield locator.fault(alternative.site, "FED085", text, alternative.start, alternative.end)


def _said(alternative: Alternative) -> Message:
    name, text = alternative.site.name, shortened(alternative.text)
    if alternative.part == "lookaround" or (alternative.forbidden and alternative.part == "branch"):
        return message("`{rule}`: nothing is kept out by `{text}` in any example", rule=name, text=text)
    if not text:
        return message("`{rule}`: no example takes the empty branch", rule=name)
    if alternative.part == "optional":
        return message("`{rule}`: no example has the optional `{text}`", rule=name, text=text)
    return message("`{rule}`: no example takes the branch `{text}`", rule=name, text=text)


def shortened(text: str) -> str:
    """A part of a pattern, cut short where it is long."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _too_few(found: Coverage, minimum: float | None) -> Iterator[Fault]:
    if minimum is not None and found.measured and found.percent < minimum:
        text = message(
            "examples hit {percent} % of the alternatives; {minimum} % are wanted",
            percent=f"{found.percent:.1f}",
            minimum=f"{minimum:g}",
        )
        yield Fault(str(Path(found.pack.path) / "pack.toml"), 1, 1, "FED086", text)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


class _Tally(NamedTuple):
    """Alternatives of something, by whom they are hit."""

    all: int
    examples: int
    corpus: int

    def cells(self, found: Coverage) -> tuple[str, ...]:
        """The cells of a table, from the percentage on."""
        cells = (str(self.all), str(self.examples), f"{_percent(self.examples, self.all):.1f}")
        return cells if found.corpus is None else (*cells, str(self.corpus))


def _tallies(found: Coverage, of: Mapping[int, str]) -> dict[str, _Tally]:
    corpus = found.corpus or Hits()
    counts = [
        Counter(of[number] for number in found.measured if hits is None or number in hits)
        for hits in (None, found.examples.alternatives, corpus.alternatives)
    ]
    return {name: _Tally(*(count[name] for count in counts)) for name in dict.fromkeys(of.values())}


def _columns(found: Coverage, first: Message) -> tuple[Message, ...]:
    columns = (first, message("alternatives"), message("hit"), message("%"))
    return columns if found.corpus is None else (*columns, message("in the corpus"))


def _by_file(found: Coverage) -> Table:
    locator = Locator(found.pack)
    files = {number: locator.file(found.alternatives[number].site) for number in found.measured}
    rows = tuple((name, *tally.cells(found)) for name, tally in _tallies(found, files).items())
    return Table(None, _columns(found, message("file")), rows, frozenset(range(1, 6)))


def _by_rule(found: Coverage) -> Table:
    """The rules and macros of which something is not hit."""
    names = {number: found.alternatives[number].site.name for number in found.measured}
    tallies = _tallies(found, names)
    rows = tuple((name, *tally.cells(found)) for name, tally in tallies.items() if tally.examples < tally.all)
    return Table(message("not all hit"), _columns(found, message("rule")), rows, frozenset(range(1, 6)))


def _by_lexicon(found: Coverage) -> Table:
    terms, hit = (Counter(term.lexicon for term in some) for some in (found.terms, found.terms & found.examples.terms))
    corpus = Counter(term.lexicon for term in found.terms & (found.corpus or Hits()).terms)
    columns = (message("lexicon"), message("terms"), message("hit"))
    rows = [(name, str(terms[name]), str(hit[name])) for name in _used(found.pack) if name in terms]
    if found.corpus is None:
        return Table(message("terms of lexicons"), columns, tuple(rows), frozenset({1, 2}))
    with_corpus = tuple((*row, str(corpus[row[0]])) for row in rows)
    return Table(message("terms of lexicons"), (*columns, message("in the corpus")), with_corpus, frozenset({1, 2, 3}))


def _data(found: Coverage) -> dict[str, object]:
    """The result as plain values; `corpus` keys are there with a corpus only."""
    corpus = found.corpus
    alternatives = [
        {
            "rule": found.alternatives[number].site.name,
            "key": found.alternatives[number].site.key,
            "part": found.alternatives[number].part,
            "text": found.alternatives[number].text,
            "forbidden": found.alternatives[number].forbidden,
            "examples": number in found.examples.alternatives,
            **({"corpus": number in corpus.alternatives} if corpus else {}),
        }
        for number in found.measured
    ]
    rules = [
        {
            "rule": rule.id,
            "examples": rule.id in found.examples.rules,
            **({"corpus": rule.id in corpus.rules} if corpus else {}),
        }
        for rule in found.rules
    ]
    unhit = sorted(found.terms - found.examples.terms)
    return {
        "percent": round(found.percent, 1),
        "rules": rules,
        "alternatives": alternatives,
        "terms_without_example": _by_name(unhit),
        **({"terms_not_in_corpus": _by_name(sorted(found.terms - corpus.terms))} if corpus else {}),
    }


def _by_name(terms: Iterable[Term]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for lexicon, term in terms:
        named.setdefault(lexicon, []).append(term)
    return named
