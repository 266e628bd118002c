"""The alternatives of a pack's patterns, and the patterns with a mark on each: a group that tells that it was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fedparse.expand import Expander
from fedparse.ruletools import syntax
from fedparse.ruletools.recording import OWN
from fedparse.ruletools.sites import MACRO, Site, like, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fedparse.packs import LazyPattern, RulePack

_IN = "__in"
"""Behind its name, a macro as it stands in a negative lookaround."""


class Alternative(NamedTuple):
    """An alternative of a pattern: `part` is `branch`, `optional` or `lookaround`; `[start, end)` of the text there.

    `forbidden`: it is in a negative lookaround.
    """

    site: Site
    part: str
    start: int
    end: int
    text: str
    forbidden: bool


def alternatives(site: Site, text: str) -> Iterator[tuple[Alternative, syntax.Node]]:
    """The alternatives of a pattern with the nodes they are, from left to right; none where groups go by number."""
    tree = syntax.parse(text)
    if any(node.group.isdecimal() for node in syntax.backreferences(tree)):
        return
    forbidden = _forbidden(tree)
    for node in syntax.walk(tree):
        for part, found in _of(node):
            start, end = found.start, found.end
            yield Alternative(site, part, start, end, text[start:end], found in forbidden), found


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


class _Marks(NamedTuple):
    """Which alternatives get marks: those outside negative lookarounds, those inside, or both."""

    taken: bool
    forbidden: bool


_TAKEN, _BLOCKED, _BOTH = _Marks(taken=True, forbidden=False), _Marks(taken=False, forbidden=True), _Marks(True, True)


class Marker:
    """Writes the patterns of a pack with a group behind each alternative and round each lexicon."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._texts = written(pack)
        self._lexicons = tuple(pack.lexicons)
        self._numbers: dict[tuple[Site, syntax.Node], int] = {}
        found: list[Alternative] = []
        for site, text in self._texts.items():
            for alternative, node in alternatives(site, text):
                self._numbers[site, node] = len(found)
                found.append(alternative)
        self.alternatives = tuple(found)

    def taken(self) -> dict[Site, LazyPattern]:
        """The patterns with marks on all that can be taken: what stands in no negative lookaround."""
        macros = {site.owner: self._marked(site, _TAKEN) for site in self._texts if site.key == MACRO}
        return self._expanded(Expander(macros, self._pack.lexicons), _TAKEN)

    def blocked(self) -> dict[Site, LazyPattern]:
        """The patterns that forbid something: they match in spite of it, with marks on what it was."""
        names = [site for site in self._texts if site.key == MACRO]
        macros = {site.owner: self._marked(site, _BLOCKED) for site in names}
        macros |= {site.owner + _IN: self._marked(site, _BOTH) for site in names}
        patterns = self._expanded(Expander(macros, self._pack.lexicons), _BLOCKED)
        return {site: pattern for site, pattern in patterns.items() if OWN in pattern.source}

    def marks(self, groups: Mapping[str, int]) -> tuple[dict[int, int], dict[int, str]]:
        """By the numbers of a compiled pattern's groups: the numbers of alternatives, and the names of lexicons."""
        own = {name[len(OWN) :]: number for name, number in groups.items() if name.startswith(OWN)}
        return (
            {number: int(name[1:]) for name, number in own.items() if name[0] == "a"},
            {number: self._lexicons[int(name[1:])] for name, number in own.items() if name[0] == "l"},
        )

    def _expanded(self, expander: Expander, marks: _Marks) -> dict[Site, LazyPattern]:
        pack = self._pack
        found = {Site(name, MACRO): like(pattern, expander.macro(name)) for name, pattern in pack.macros.items()}
        for rule in pack.rules:
            for key, pattern in rule.patterns():
                site = Site(rule.id, key)
                found[site] = like(pattern, expander.expand(self._marked(site, marks)), context=key == "before")
        return found

    def _marked(self, site: Site, marks: _Marks) -> str:
        text = self._texts[site]
        tree = syntax.parse(text)
        forbidden = _forbidden(tree)

        def change(node: syntax.Node, inner: str) -> str:
            noted = marks.forbidden if node in forbidden else marks.taken
            if isinstance(node, syntax.Reference):
                return self._reference(node, inner, marks, noted=noted)
            if isinstance(node, syntax.Look) and node.negated and marks.forbidden:
                sign = "(?=" if node.ahead else "(?<="
                return f"(?:{sign}{inner[len(sign) :]}|)"
            number = self._numbers.get((site, node)) if noted else None
            if number is None:
                return inner
            mark = f"(?P<{OWN}a{number}>)"
            return f"(?:{inner}{mark})" if self.alternatives[number].part == "optional" else inner + mark

        return syntax.rewritten(text, tree, change)

    def _reference(self, node: syntax.Reference, inner: str, marks: _Marks, *, noted: bool) -> str:
        if not noted:
            return inner
        if node.name in self._pack.macros and not node.column:
            return f"{{{node.name}{_IN}}}" if marks.forbidden else inner
        if node.name not in self._lexicons:
            return inner
        return f"(?P<{OWN}l{self._lexicons.index(node.name)}>{inner})"
