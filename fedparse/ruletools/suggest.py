"""Finds a line that tells a mutant from its rule: an example that would kill it, tried before anybody sees it.

Strings that go by way of what the mutant has otherwise are put where the pattern is looked for in the examples that
there are. A text in which the rule and its mutant make different things is an example of the rule, with what the rule
makes of it marked, or a counter-example, where it makes nothing.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from fedparse.examples import MAIN_FIELDS, parse_example
from fedparse.pipeline import read
from fedparse.ruletools import syntax
from fedparse.ruletools.made import made_by
from fedparse.ruletools.run import EXAMPLE_YEAR
from fedparse.ruletools.sites import MACRO, Site, tree
from fedparse.ruletools.study import answered, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.model import Span
    from fedparse.packs import LazyPattern, Rule, RulePack
    from fedparse.ruletools.mutants import Mutant
    from fedparse.ruletools.recording import Call
    from fedparse.ruletools.study import Answer, Study
    from fedparse.variants import Variant

_MOST_STRINGS = 24
_MOST_TEXTS = 1200
"""So many texts are looked at with the patterns alone."""
_MOST_PUT = 60
"""So many are made for one pattern in one way."""
_MOST_RUNS = 12
"""So many for one pattern are run through the pipeline."""
_MOST_RULES = 6
"""A macro is shown by so many rules at most that it goes into."""
_MOST_SWAPS = 40
"""A term is put in the place of another one in so many examples."""
_FILLER = chr(0x4E00)


class Suggestion(NamedTuple):
    """A line to add under `key` (`examples`, `counter_examples`) of a rule or, as `macro.NAME`, of a macro."""

    owner: str
    key: str
    line: str


class Advisor:
    """Looks for lines with the recorded calls of a study."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._plain: dict[str, Sequence[str]] = {}

    def line(self, mutant: Mutant, changed: Variant) -> Suggestion | None:
        """A line that kills a mutant which no example kills (`changed` is the pack with it); None for none found."""
        if mutant.what == "term":
            return self._of_term(mutant, changed)
        if mutant.what not in {"branch", "lookaround", "bound", "key"}:
            return None
        if mutant.site.key == MACRO:
            found = self._of_macro(mutant, changed)
            if found:
                return found
        return self._of_rules(mutant, changed)

    # Strings

    def _strings(self, mutant: Mutant) -> Sequence[str]:
        """Strings of the mutant's pattern that it may take otherwise, the shortest first."""
        if mutant.node is not None:
            whole = tree(self.study.texts[mutant.site])
            return _shortest(self._through(whole, mutant.node, mutant.times))
        key, rule = mutant.site.key, self.study.rules[mutant.site.owner]
        if key == "where":
            lexicon = self.study.pack.lexicons[rule.unit or rule.term or rule.anchor]
            return [term for term, row in lexicon.rows.items() if not rule.where.items() <= row.items()]
        site = Site(rule.not_after, MACRO) if key == "not_after" else mutant.site
        whole = tree(self.study.texts[site])
        if key == "not_after":
            return _shortest(syntax.sample(whole, self._expand))
        looks = [node for node in syntax.walk(whole) if isinstance(node, syntax.Look) and node.negated]
        return _shortest(["", _FILLER, *(text for look in looks for text in self._through(whole, look, 1))])

    def _through(self, whole: syntax.Node, node: syntax.Node, times: int) -> Iterable[str]:
        match node:
            case syntax.Look(negated=False):
                return syntax.via(whole, node, self._expand, ["", _FILLER])
            case syntax.Repeat(body=body):
                bodies = islice(syntax.sample(body, self._expand), _MOST_STRINGS)
                return syntax.via(whole, node, self._expand, [text * times for text in bodies])
            case _:
                return syntax.via(whole, node, self._expand)

    def _expand(self, reference: syntax.Reference) -> Iterable[str]:
        """The plainest strings of a macro, or the terms of a lexicon."""
        name = reference.name
        if name not in self.study.pack.macros or reference.column:
            return sorted(self.study.pack.lexicons[name].terms(reference.column, reference.value), key=len)
        if name not in self._plain:
            matches = self.study.pack.macros[name].compiled.fullmatch
            strings = list(syntax.sample(tree(self.study.texts[Site(name, MACRO)]), self._expand))
            lines = sorted(self.study.macro_lines(name), key=len)[:_MOST_STRINGS]
            whole = [text for text in strings if matches(text)]
            self._plain[name] = [*lines, *whole][:_MOST_STRINGS] or strings[:1]
        return self._plain[name]

    # Lines

    def _of_macro(self, mutant: Mutant, changed: Variant) -> Suggestion | None:
        """An example of the macro that the mutant does not match whole."""
        name = mutant.site.owner
        old, new = self.study.pack.macros[name].compiled, changed.macros[name].compiled
        for text in self._strings(mutant):
            if text and old.fullmatch(text) and not new.fullmatch(text):
                return Suggestion(f"macro.{name}", "examples", text)
        return None

    def _of_term(self, mutant: Mutant, changed: Variant) -> Suggestion | None:
        """An example with the term for another one that is most like it."""
        rows = self.study.pack.lexicons[mutant.site.owner].rows
        row, rules = rows[mutant.part].items(), {rule.id: rule for rule in changed.rules}
        others = sorted((term for term in rows if term != mutant.part), key=lambda term: -len(row & rows[term].items()))
        lines = [(line.rule, _bare(line.text)) for line in self.study.lines]
        swapped = (
            (rule, text.replace(other, mutant.part, 1)) for other in others for rule, text in lines if other in text
        )
        for rule, text in islice(swapped, _MOST_SWAPS):
            line = _telling(self.study.pack, self.study.rules[rule], changed, rules[rule], text)
            if line:
                return line
        return None

    def _of_rules(self, mutant: Mutant, changed: Variant) -> Suggestion | None:
        tried: Counter[Site] = Counter()
        rules = {rule.id: rule for rule in changed.rules}
        for site, text in islice(self._texts(mutant), _MOST_TEXTS):
            if tried[site] >= _MOST_RUNS or not self._answers_differ(mutant, changed, site, text):
                continue
            tried[site] += 1
            line = _telling(self.study.pack, self.study.rules[site.owner], changed, rules[site.owner], text)
            if line:
                return line
        return None

    def _answers_differ(self, mutant: Mutant, changed: Variant, site: Site, text: str) -> bool:
        """Whether the changed pattern finds something else in a text: it is looked at before the text is run."""
        if mutant.what == "key":
            return True
        if mutant.site.key == MACRO:
            old, new = self.study.pack.macros[mutant.site.owner], changed.macros[mutant.site.owner]
        else:
            rule = next(rule for rule in changed.rules if rule.id == site.owner)
            old, new = getattr(self.study.rules[site.owner], site.key), getattr(rule, site.key)
            if site.key == "inside":
                return True
        return _answers(old, text) != _answers(new, text)

    def _texts(self, mutant: Mutant) -> Iterator[tuple[Site, str]]:
        """Texts in which the mutant may do otherwise, each with the pattern of a rule that is looked for there."""
        seen: set[tuple[str, str]] = set()
        placed = [
            (site, strings, place)
            for site, strings in self._placed(mutant)
            for number in self.study.own.get(site.owner, ())
            for place in (*self._places(site, number), *self._found(mutant, number))
        ]
        for put in _PUT:
            made: Counter[Site] = Counter()
            for site, strings, (text, span) in placed:
                for string in strings:
                    written = put(text, span, string).strip("\n")
                    if made[site] < _MOST_PUT and (site.owner, written) not in seen:
                        made[site] += 1
                        seen.add((site.owner, written))
                        yield site, written

    def _placed(self, mutant: Mutant) -> Iterator[tuple[Site, Sequence[str]]]:
        """The patterns to put strings for, and the strings."""
        strings = self._strings(mutant)
        if mutant.site.key != MACRO:
            yield mutant.site, strings
            return
        name = mutant.site.owner
        sites = [site for site in sorted(self.study.users.get(name, ())) if site.key != MACRO]
        sites.sort(key=lambda site: len(self.study.texts[site]))
        for site in sites[:_MOST_RULES]:
            whole = tree(self.study.texts[site])
            for reference in syntax.references(whole):
                if reference.name == name:
                    yield site, _shortest(syntax.via(whole, reference, self._expand, strings))
        started = [rule for rule in self.study.pack.rules if name in {rule.anchor, rule.not_after}]
        if name in {"lead", "number"} or self.study.users.get(name, frozenset()) & {Site("number", MACRO)}:
            started += [rule for rule in self.study.pack.rules if rule.anchor == "number" and rule.kind == "count"]
        for rule in started[:_MOST_RULES]:
            yield Site(rule.id, "not_after" if rule.not_after == name else "anchor"), strings

    def _places(self, site: Site, number: int) -> Iterator[tuple[str, Span]]:
        """Where in the text of an example a pattern was looked for, with what it found there."""
        if site.key == "where":
            yield from self._terms(self.study.rules[site.owner], _bare(self.study.lines[number].text))
        for call, answer in self._calls(site, number):
            if call.is_whole and call.method != "fullmatch":
                text = call.args[0]
                start = call.args[1] if call.method == "match" and len(call.args) > 1 else 0
                spans = [span for span, _ in answer] or [(start, start)]
                yield from ((text, span) for span in spans)
            elif len(call.args) > 1:
                yield call.args[0], call.args[1:3]
            elif call.is_whole:
                # The numeral alone was looked at; it stands in the example.
                example = read(_bare(self.study.lines[number].text), self.study.pack, year=EXAMPLE_YEAR).text.text
                place = example.find(call.args[0])
                if place >= 0:
                    yield example, (place, place + len(call.args[0]))

    def _found(self, mutant: Mutant, number: int) -> Iterator[tuple[str, Span]]:
        """Where in the text of an example a macro matches, wherever the pattern round it was looked for."""
        if mutant.site.key == MACRO:
            text = _bare(self.study.lines[number].text)
            pattern = self.study.pack.macros[mutant.site.owner]
            spans = (match.span() for match in pattern.compiled.finditer(text))
            yield from ((text, span) for span in spans if span[0] < span[1])

    def _terms(self, rule: Rule, text: str) -> Iterator[tuple[str, Span]]:
        """Where in a text a term stands that a rule asks for."""
        lexicon = self.study.pack.lexicons[rule.unit or rule.term or rule.anchor]
        for term in sorted(lexicon.rows, key=len, reverse=True):
            if term in text and rule.where.items() <= lexicon.rows[term].items():
                place = text.index(term)
                yield text, (place, place + len(term))
                return

    def _calls(self, site: Site, number: int) -> Iterator[tuple[Call, tuple[tuple[Span, object], ...]]]:
        key = site.key
        if key == "not_after":
            asked = Site(self.study.rules[site.owner].not_after, MACRO)
        elif key == "anchor":
            asked = Site(self.study.rules[site.owner].anchor, MACRO)
        else:
            asked = site
        yield from self.study.calls.get(asked, {}).get(number, {}).items()


def _instead(text: str, span: Span, string: str) -> str:
    """With a string for what was found; it may begin with what stands before that: a lookbehind does."""
    start, end = span
    before = text[:start]
    shared = next((n for n in range(min(start, len(string)), 0, -1) if before.endswith(string[:n])), 0)
    return before[: start - shared] + string + text[end:]


def _over(text: str, span: Span, string: str) -> str:
    """With a string for what was found and for the character before it: another word than stands there."""
    return text[: max(0, span[0] - 1)] + string + text[span[1] :]


def _before(text: str, span: Span, string: str) -> str:
    return text[: span[0]] + string + text[span[0] :]


def _last(text: str, span: Span, string: str) -> str:
    return text[: span[0]] + string


def _first(text: str, span: Span, string: str) -> str:
    return string + text[span[1] :]


_PUT = (_instead, _over, _before, _last, _first)
"""How a string is put where a pattern was looked for, the likeliest way first."""


def _shortest(strings: Iterable[str]) -> Sequence[str]:
    return sorted(dict.fromkeys(strings), key=len)[:_MOST_STRINGS]


def _answers(pattern: LazyPattern, text: str) -> Answer:
    return answered(tuple(pattern.compiled.finditer(text, overlapped=True)))


def _bare(line: str) -> str:
    return parse_example(line).text


def _telling(pack: RulePack, old: Rule, changed: RulePack, new: Rule, text: str) -> Suggestion | None:
    """The line that a text makes when a rule and its mutant find different things in it."""
    if set(text) & set("\u3010\u3011\uff5c"):
        return None
    made = _made(pack, old, text)
    line = text
    for (start, end), value in sorted(made, reverse=True):
        line = f"{line[:start]}\u3010{line[start:end]}{value and chr(0xFF5C)}{value}\u3011{line[end:]}"
    if not holds(pack, old, line) or holds(changed, new, line):
        return None
    return Suggestion(old.id, "examples" if made else "counter_examples", line)


def _made(pack: RulePack, rule: Rule, text: str) -> list[tuple[Span, str]]:
    """The spans that a rule makes, each with its main value, "" without one."""
    main = MAIN_FIELDS.get(rule.kind, "")
    found = ((thing.span, thing.fields.get(main)) for thing in made_by(pack, rule, text))
    return [(span, "" if value is None else str(value)) for span, value in found]
