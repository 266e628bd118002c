"""The noise that stands inside lines: marks of web sites, phonetic glosses, remains of markup."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fedparse.model import Span
    from fedparse.packs import Rule

    Noise = tuple[Span, Rule]
    """A piece of noise and the rule that says so."""


class InlineNoise:
    """Rules for noise inside lines.

    Rules say in `opens` with which words their noise begins: all those words are looked for in one pass, and a pattern
    is tried only where one of its words stands. A rule without `opens` is looked for by itself.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        opens = [(place, tuple(rule.constants.get("opens", ()))) for place, rule in enumerate(self._rules)]
        self._opening = [(place, words) for place, words in opens if words]
        self._plain = [place for place, words in opens if not words]

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """Any word that noise begins with."""
        words = {word for _, opens in self._opening for word in opens}
        return re.compile("|".join(map(re.escape, sorted(words))) or "(?!)")

    def find(self, text: str) -> list[Noise]:
        """The noise in `text`, left to right; of two that overlap the one that begins first, then the longer one."""
        noise: list[Noise] = []
        last = 0
        for start, minus_end, place in sorted([*self._announced(text), *self._unannounced(text)]):
            if last <= start < -minus_end:
                last = -minus_end
                noise.append(((start, last), self._rules[place]))
        return noise

    def _announced(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start, negative end and rule of the matches that begin with a word of their rule."""
        found = self._words.search(text)
        while found:
            at = found.start()
            beyond = at + 1
            for place, words in self._opening:
                pattern = self._rules[place].pattern
                match = pattern.compiled.match(text, at) if pattern and text.startswith(words, at) else None
                if match:
                    yield at, -match.end(), place
                    beyond = max(beyond, match.end())
            found = self._words.search(text, beyond)

    def _unannounced(self, text: str) -> Iterator[tuple[int, int, int]]:
        """The matches of the other rules."""
        for place in self._plain:
            pattern = self._rules[place].pattern
            for match in pattern.compiled.finditer(text) if pattern else ():
                yield match.start(), -match.end(), place
