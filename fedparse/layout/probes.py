"""Patterns that are tried only on a text that has what their rule says it must have.

Most rules fit few lines, and to look at a first or a last character costs less than a match. A pattern that no line of
a short report calls for is never compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fedparse.packs import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    import regex

    from fedparse.packs import Rule

_NEVER = LazyPattern("(?!)")


class Probe:
    """The pattern of a rule (one that never matches without a rule) and what a text must have for it.

    `starts` and `ends` are the characters a text may begin and end with, `cues` are the characters or words of which it
    must hold one; each asks nothing where it is empty.
    """

    __slots__ = ("_lazy", "_pattern", "cues", "ends", "picky", "rule", "starts")

    def __init__(self, rule: Rule | None) -> None:
        constants = rule.constants if rule else {}
        self.rule = rule
        self._lazy = (rule and rule.pattern) or _NEVER
        self._pattern: regex.Pattern[str] | None = None
        self.starts = characters(constants.get("starts", ""))
        self.ends = characters(constants.get("ends", ""))
        cues = constants.get("cues", ())
        self.cues: tuple[str, ...] = tuple(sorted(characters(cues))) if isinstance(cues, str) else tuple(cues)
        self.picky = bool(self.starts or self.ends or self.cues)

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern."""
        if self._pattern is None:
            self._pattern = self._lazy.compiled
        return self._pattern

    def fits(self, text: str) -> bool:
        """Whether `text` has what the pattern needs."""
        if self.starts and text[:1] not in self.starts:
            return False
        if self.ends and text[-1:] not in self.ends:
            return False
        return not self.cues or self.cued(text)

    def cued(self, text: str) -> bool:
        """Whether a cue stands in `text`."""
        for cue in self.cues:  # noqa: SIM110 - any() takes twice as long, and this is asked for every line
            if cue in text:
                return True
        return False

    def match(self, text: str) -> regex.Match[str] | None:
        """The match at the start of `text`."""
        if self.picky and not self.fits(text):
            return None
        return (self._pattern or self.pattern).match(text)

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match anywhere in `text`."""
        if self.picky and not self.fits(text):
            return None
        return (self._pattern or self.pattern).search(text)


class Roles(dict[str, Probe]):
    """Rules by what they are for; a role that no rule has never matches."""

    def __missing__(self, role: str) -> Probe:
        probe = self[role] = Probe(None)
        return probe


AnyProbe = TypeVar("AnyProbe", bound=Probe)


def by_start(probes: Sequence[AnyProbe]) -> dict[str, tuple[AnyProbe, ...]]:
    """The probes for a text by its first character; under "" those for any first character."""
    table = {"": tuple(probe for probe in probes if not probe.starts)}
    for char in frozenset[str]().union(*(probe.starts for probe in probes)):
        table[char] = tuple(probe for probe in probes if not probe.starts or char in probe.starts)
    return table


def characters(ranges: str) -> frozenset[str]:
    """The characters of a class such as `(0-9①-⑳-`; a hyphen at its end is one of them."""
    found: set[str] = set()
    at = 0
    while at < len(ranges):
        last = at + 2 if ranges[at + 1 : at + 2] == "-" and at + 2 < len(ranges) else at
        found.update(map(chr, range(ord(ranges[at]), ord(ranges[last]) + 1)))
        at = last + 1
    return frozenset(found)
