"""Strings that the rules of a pack could match, made of their patterns: what no example shows is tried on these."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fedparse.expand import one_line
from fedparse.ruletools.own import written_pattern
from fedparse.ruletools.syntax import PatternError, parse, sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.packs import Rule, RulePack
    from fedparse.ruletools.syntax import Alternation, Reference
    from fedparse.ruletools.syntax import Sequence as Parts

_MOST = 12
"""So many strings are made of one part of a rule."""
_TERMS = 8
"""So many terms of a lexicon are tried."""
_NUMBER = "number"


class Samples:
    """Makes strings for the rules of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._macros: dict[str, tuple[str, ...]] = {}
        self._depth = 0

    def expand(self, reference: Reference) -> Sequence[str]:
        """What a macro or a lexicon can be; the examples of a macro, where it has some."""
        name = reference.name
        if name in self.pack.macro_tables and not reference.column:
            return self.macro(name)
        lexicon = self.pack.lexicons.get(name)
        return tuple(islice(lexicon.terms(reference.column, reference.value), _TERMS)) if lexicon else ()

    def macro(self, name: str) -> tuple[str, ...]:
        """Strings that a macro matches."""
        if name not in self._macros:
            self._macros[name] = ("",)  # for a macro that leads back to itself
            written = self.pack.macro_tables[name]
            told = [
                line for line in written.table.get("examples", ()) if isinstance(line, str) and "\u3010" not in line
            ]
            self._macros[name] = tuple(told) or self.of(written_pattern(written))
        return self._macros[name]

    def of(self, written: str, most: int = _MOST) -> tuple[str, ...]:
        """Strings that a pattern matches, as it is written."""
        tree = tree_of(written)
        return tuple(islice(sample(tree, self.expand), most)) if tree else ()

    def anchors(self, rule: Rule) -> tuple[str, ...]:
        """Strings that a rule can start from, with the unit it asks for."""
        lexicons = self.pack.lexicons
        if rule.anchor == _NUMBER:
            numerals = self.part(rule, "inside") or self.macro(_NUMBER)[:2]
            units = self.terms(rule.unit, rule) if rule.unit in lexicons else ("",)
            return (*(numeral + units[0] for numeral in numerals if units), *(numerals[0] + unit for unit in units[1:]))
        if rule.anchor in lexicons:
            return self.terms(rule.anchor, rule)
        return self.macro(rule.anchor) if rule.anchor in self.pack.macro_tables else ()

    def terms(self, name: str, rule: Rule) -> tuple[str, ...]:
        """Terms of a lexicon with the columns that a rule asks for."""
        rows = self.pack.lexicons[name].rows.items()
        return tuple(islice((term for term, row in rows if rule.where.items() <= row.items()), _TERMS))

    def part(self, rule: Rule, key: str) -> tuple[str, ...]:
        """Strings that one pattern of a rule matches; none without it."""
        written = rule.table.get(key)
        return self.of(written) if isinstance(written, str) and written else ()

    def texts(self, rule: Rule) -> Iterator[str]:
        """Strings in which a rule could hold, each with one part that is not the plainest."""
        if not rule.anchor:
            yield from self.part(rule, "pattern")
            return
        parts = [self.part(rule, "before") or ("",), self.anchors(rule), self.part(rule, "after") or ("",)]
        if not all(parts):
            return
        plain = [strings[0] for strings in parts]
        yield "".join(plain)
        for at, strings in enumerate(parts):
            for text in strings[1:]:
                yield "".join([*plain[:at], text, *plain[at + 1 :]])


def tree_of(written: str) -> Parts | Alternation | None:
    """The tree of a pattern as it is written; None when it is none: the loader says so."""
    try:
        return parse(one_line(written))
    except (PatternError, RecursionError):
        return None
