"""Patterns that may take long, read from their trees: repeats in repeats, scans that begin anew at every place.

Sets of characters are compared on the characters that patterns are likely to name; it is a warning, and
`slowness.py` measures.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from fedparse.messages import message
from fedparse.ruletools import syntax
from fedparse.ruletools.own import written_pattern
from fedparse.ruletools.samples import tree_of
from fedparse.ruletools.syntax import (
    Alternation,
    Anchor,
    Backreference,
    Class,
    Escape,
    Group,
    Literal,
    Look,
    Node,
    Reference,
    Repeat,
    Sequence,
    WordList,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fedparse.errors import Fault
    from fedparse.messages import Message
    from fedparse.packs import LazyPattern, Rule, RulePack
    from fedparse.ruletools.own import OwnParts

CODE = "FED068"
MOST = 50
"""A repeat of more is as good as one without bound."""
_FARTHEST = 300
"""A rule looks back over so many characters at most."""
_LARGEST = 50_000
"""So long may a pattern be with its macros in it."""
_DEEPEST = 50
"""No pattern is looked into deeper: macros may lead back to themselves."""
_BOUND = "{0,40}"
_SHOWN = 40
_ALPHABET = frozenset(
    "".join(map(chr, (*range(0x20, 0x7F), 0x4E00, 0x6751, 0x9FA5)))
    + "\n\t\u3000\u00e9\u00b7\u2026\u2014\u201c\u201d\u2018\u2019"
    + "\u300a\u300b\u3008\u3009\u3001\u3002\uff0c\uff1b\uff1a"
)
"""Characters that classes without names of their own are tried on."""


def risks(own: OwnParts) -> Iterator[Fault]:
    """What may take long in the patterns of a pack's own rules and macros."""
    reader = _Reader(own.pack)
    for name, written in own.macros.items():
        for text in _risks(reader, written_pattern(written), own.pack.macros.get(name), ""):
            yield own.macro_fault(name, "pattern", CODE, message("macro `{macro}`: {text}", macro=name, text=text))
    for rule in own.rules:
        for key, pattern in rule.patterns():
            if own.spot(rule, key) == rule.spot(key):
                for text in _risks(reader, str(rule.table[key]), pattern, _start_of(rule, key)):
                    yield own.fault(rule, key, CODE, text)


def _start_of(rule: Rule, key: str) -> str:
    """What a pattern starts from: "" for any place, `line` of a text, `anchor`, or `whole` for all of an anchor."""
    if key == "inside":
        return "whole"
    return "anchor" if rule.anchor else ""


def _risks(reader: _Reader, written: str, pattern: LazyPattern | None, start: str) -> Iterator[Message]:
    tree = tree_of(written)
    if tree is None:
        return
    if pattern and len(pattern.source) > _LARGEST:
        text = message(
            "with its macros the pattern has {length} characters; it compiles slowly", length=len(pattern.source)
        )
        yield text
    for node in syntax.walk(tree):
        if isinstance(node, Repeat) and reader.is_long(node):
            yield from _in_repeat(reader, node, _shown(written, node))
        elif isinstance(node, Look) and not node.ahead and reader.longest(node.body) > _FARTHEST:
            yield _looks_far(reader.longest(node.body), _shown(written, node))
        elif isinstance(node, Backreference) and reader.can_be_long(tree, node):
            text = message("`{part}` repeats a group that has no bound", part=_shown(written, node))
            yield text
    if start == "anchor" and pattern and pattern.source.startswith("(?<=") and reader.longest(tree) > _FARTHEST:
        yield _looks_far(reader.longest(tree), _shown(written, tree))
    if start == "":
        yield from _scans(reader, tree, written)


def _shown(written: str, node: Node) -> str:
    text = "".join(line.strip() for line in written.splitlines()) if "\n" in written else written
    part = text[node.start : node.end]
    return part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…"


def _looks_far(length: int, part: str) -> Message:
    if length >= _Reader.ENDLESS:
        return message(
            "`{part}` looks back without bound, at every place anew; bound it, as `{bound}`", part=part, bound=_BOUND
        )
    return message("`{part}` looks back over {length} characters, at every place anew", part=part, length=length)


def _in_repeat(reader: _Reader, outer: Repeat, shown: str) -> Iterator[Message]:
    """Two ways to read one text inside a repeat: in one turn, or in several."""
    if outer.mode == "possessive":
        return
    for inner in reader.walk(outer.body):
        if not isinstance(inner, Repeat) or inner.mode == "possessive" or not reader.is_long(inner):
            continue
        if not reader.is_parted(outer.body, inner):
            text = message(
                "`{part}` repeats a repeat: one text can be read in very many ways; make what separates two turns "
                "certain, or write `++`",
                part=shown,
            )
            yield text
            return
    for choice in reader.walk(outer.body):
        if isinstance(choice, Alternation) and (pair := reader.ambiguous(choice)):
            text = message(
                "`{part}`: the alternatives `{first}` and `{second}` can begin alike in every turn",
                part=shown,
                first=pair[0],
                second=pair[1],
            )
            yield text
            return


def _scans(reader: _Reader, tree: Node, written: str) -> Iterator[Message]:
    """A repeat without bound near the start of a pattern that is tried at every place, and after which it can fail."""
    branches = tree.branches if isinstance(tree, Alternation) else (tree,)
    for branch in branches:
        parts = reader.flat(branch)
        before: frozenset[str] = frozenset()
        for at, part in enumerate(parts):
            if isinstance(part, Anchor) or (isinstance(part, Look) and not part.ahead):
                break
            if isinstance(part, Repeat) and part.high is None:
                scanned = reader.chars(part.body)
                ends = [other for other in parts[at + 1 :] if reader.shortest(other)]
                if part.mode != "possessive" and ends and before <= scanned and len(scanned) > 10:
                    text = message(
                        "`{part}` is tried anew at every place and may run on each time; bound it, as `{bound}`",
                        part=_shown(written, part),
                        bound=_BOUND,
                    )
                    yield text
                    return
                if not before <= scanned:
                    break
            before |= reader.chars(part)


class _Reader:
    """Lengths and characters of the parts of patterns, with the macros and lexicons of one pack."""

    ENDLESS = 1_000_000

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._macros: dict[str, Node | None] = {}

    def macro(self, node: Reference) -> Node | None:
        """The tree of a macro that a pattern names."""
        if node.column or node.name not in self._pack.macro_tables:
            return None
        if node.name not in self._macros:
            self._macros[node.name] = None
            self._macros[node.name] = tree_of(written_pattern(self._pack.macro_tables[node.name]))
        return self._macros[node.name]

    def children(self, node: Node) -> tuple[Node, ...]:
        """The nodes right under a node; of a macro that it names, its tree."""
        tree = self.macro(node) if isinstance(node, Reference) else None
        return syntax.children(node) if tree is None else (tree,)

    def walk(self, node: Node, depth: int = 0) -> Iterator[Node]:
        """A node and all under it, those of macros too."""
        yield node
        if depth < _DEEPEST:
            for child in self.children(node):
                yield from self.walk(child, depth + 1)

    def _holds(self, node: Node, part: Node) -> bool:
        return any(found is part for found in self.walk(node))

    def terms(self, node: Reference) -> list[str]:
        """The terms of a lexicon that a pattern names."""
        lexicon = self._pack.lexicons.get(node.name)
        return list(lexicon.terms(node.column, node.value)) if lexicon else []

    def is_long(self, node: Repeat) -> bool:
        """Whether a repeat has no bound, or a large one."""
        return node.high is None or node.high > MOST

    def flat(self, node: Node) -> list[Node]:
        """The parts of a sequence, those of plain groups and of macros in it too."""
        match node:
            case Sequence(parts=parts):
                return [inner for part in parts for inner in self.flat(part)]
            case Group(body=Sequence() as body, atomic=False):
                return self.flat(body)
            case Reference() if isinstance(tree := self.macro(node), Sequence):
                return self.flat(tree)
        return [node]

    def longest(self, node: Node, depth: int = 0) -> int:
        """The length of the longest string of a part; at most `ENDLESS`."""
        return min(self.ENDLESS, self._length(node, max, depth))

    def shortest(self, node: Node, depth: int = 0) -> int:
        """The length of the shortest string of a part."""
        return self._length(node, min, depth)

    def _length(self, node: Node, pick: Callable[..., int], depth: int) -> int:
        if depth > _DEEPEST:
            return 0
        match node:
            case Sequence(parts=parts):
                return sum(self._length(part, pick, depth + 1) for part in parts)
            case Alternation(branches=branches):
                return pick(self._length(branch, pick, depth + 1) for branch in branches)
            case Repeat(body=body, low=low, high=high):
                times = low if pick is min else self.ENDLESS if high is None else high
                return min(self.ENDLESS, times * self._length(body, pick, depth + 1))
            case Look() | Anchor() | syntax.Other():
                return 0
            case Reference():
                tree = self.macro(node)
                if tree is not None:
                    return self._length(tree, pick, depth + 1)
                return pick(map(len, self.terms(node)), default=0)
            case Literal() | Class() | Escape() | syntax.Any() | WordList():
                return 1
        return sum(self._length(child, pick, depth + 1) for child in syntax.children(node))

    def chars(self, node: Node, depth: int = 0) -> frozenset[str]:
        """The characters, of those that are compared, that a part can hold."""
        if depth > _DEEPEST:
            return frozenset()
        match node:
            case Literal(char=char):
                return frozenset(char)
            case syntax.Any():
                return _ALPHABET - {"\n"}
            case Class():
                named = {char for low, high in node.ranges for char in (low, high)}
                return _held(_source(node), frozenset(named))
            case Escape(category=category):
                return _held(category, frozenset())
            case Look() | Anchor():
                return frozenset()
            case Reference():
                tree = self.macro(node)
                if tree is not None:
                    return self.chars(tree, depth + 1)
                return frozenset("".join(self.terms(node)))
        return frozenset().union(*(self.chars(child, depth + 1) for child in syntax.children(node)))

    def is_parted(self, body: Node, inner: Repeat) -> bool:
        """Whether each turn of `body` must hold a character that its inner repeat cannot: the turns are told apart."""
        chars = self.chars(inner.body)
        return any(not self.chars(part) & chars for part in self._needed(body, inner))

    def _needed(self, node: Node, inner: Repeat) -> Iterator[Node]:
        """The parts that each turn of a body must have when it goes by way of a repeat in it."""
        if node is inner:
            return
        match node:
            case Sequence(parts=parts):
                for part, after in zip(parts, (*parts[1:], None), strict=True):
                    if self._holds(part, inner):
                        yield from self._needed(part, inner)
                        if isinstance(after, Look) and after.ahead and not after.negated:
                            # The repeat ends only where it sees what it cannot hold itself.
                            yield after.body
                    elif self.shortest(part):
                        yield from (leaf for leaf in self.flat(part) if self.shortest(leaf))
            case Repeat(low=0):
                return
            case _:
                for child in self.children(node):
                    if self._holds(child, inner):
                        yield from self._needed(child, inner)

    def can_be_long(self, tree: Node, node: Backreference) -> bool:
        """Whether the group that is asked for once more can be long."""
        named = [found for found in syntax.walk(tree) if isinstance(found, Group) and found.name == node.group]
        return any(self.longest(group.body) > MOST for group in named)

    def ambiguous(self, choice: Alternation) -> tuple[str, str] | None:
        """Two alternatives, strings of them, whose rows can be read in two ways: `ab` beside `a` and `b`."""
        words: list[tuple[int, str]] = []
        sets: list[frozenset[str]] = []
        for number, branch in enumerate(choice.branches):
            found = self._words(branch)
            if found is None:
                continue
            if isinstance(found, frozenset):
                clash = next((other & found for other in sets if other & found), None)
                if clash:
                    return min(clash), min(clash)
                sets.append(found)
                words += [(number, char) for char in found if len(found) == 1]
            else:
                words += [(number, word) for word in found]
        return _two_ways([word for _, word in dict.fromkeys(words)])

    def _words(self, branch: Node) -> frozenset[str] | list[str] | None:
        """The strings of an alternative; a set of characters where it is one character; None where it is no list."""
        parts = self.flat(branch)
        if len(parts) == 1 and isinstance(parts[0], Class | Escape | Literal):
            return self.chars(parts[0])
        if parts and all(isinstance(part, Literal) for part in parts):
            return ["".join(part.char for part in parts if isinstance(part, Literal))]
        return None


def _source(node: Class) -> str:
    inside = "".join(f"{regex.escape(low)}-{regex.escape(high)}" for low, high in node.ranges)
    return f"[{'^' if node.negated else ''}{inside}{''.join(node.categories)}]"


@lru_cache(maxsize=4096)
def _held(source: str, named: frozenset[str]) -> frozenset[str]:
    """The characters that a class holds, of those that are compared and those it names."""
    return frozenset(regex.findall(source, "".join(sorted(_ALPHABET | named))))


def _two_ways(words: list[str]) -> tuple[str, str] | None:
    """Two of some words with which a row of words can be read in two ways (the test of Sardinas and Patterson)."""
    known = set(words)
    if len(words) > len(known):
        twice = next(word for at, word in enumerate(words) if word in words[:at])
        return twice, twice
    pairs = [(short, long) for short in words for long in words if short != long and long.startswith(short)]
    for short, long in pairs:
        left, seen = {long[len(short) :]}, set()
        while left:
            rest = left.pop()
            if rest in known:
                return short, long
            seen.add(rest)
            more = {word[len(rest) :] for word in known if word != rest and word.startswith(rest)}
            more |= {rest[len(word) :] for word in known if rest.startswith(word)}
            left |= more - seen
    return None
