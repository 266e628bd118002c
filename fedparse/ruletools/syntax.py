r"""Reads a pattern as it is written in a pack, and says where each of its parts stands.

The syntax is that of the `regex` module, version 0, not verbose, with the `{macro}` and `{lexicon:column=value}` of
packs, which are nodes of their own and not expanded. A pattern that is laid out over several lines is read as one
(`loader.one_line`). Every node has the half-open span `[start, end)` of its text in the pattern, so that a part can be
cut out, replaced or wrapped, and all the rest stays as it was written:

    tree = parse("(?:元|{currencies})[0-9]{1,3}")
    replaced(text, tree.parts[1], "[0-9]")

An expanded pattern (`LazyPattern.source`) can be read too: it has no references, and `\L<name>` for a long lexicon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING
from typing import Literal as OneOf

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

Mode = OneOf["greedy", "lazy", "possessive"]
_REFERENCE = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")
_COUNTED = re.compile(r"\{(?=[0-9,]*[0-9])([0-9]*)(,?)([0-9]*)\}")
_FUZZY = re.compile(r"\{[^{}]*[eids][^{}]*<[^{}]*\}|\{[eids](?:,[eids])*\}")
_MODES: dict[str, Mode] = {"?": "lazy", "+": "possessive"}
_ESCAPE = re.compile(
    r"""\\(?:
      (?P<anchor>[AZzbBmMGK])
      | (?P<category>[dDsSwWhHRX] | [pP]\{\^?[^{}]*\} | [pP].)
      | L<(?P<list>\w+)>
      | g<(?P<named>\w+)> | (?P<back>[1-9][0-9]?)(?![0-7])
      | N\{(?P<unicode>[^{}]+)\} | x(?P<x>[0-9A-Fa-f]{2}) | u(?P<u>[0-9A-Fa-f]{4}) | U(?P<U>[0-9A-Fa-f]{8})
      | (?P<octal>0[0-7]{0,2} | [0-7]{3})
      | (?P<char>[\s\S])
    )""",
    re.VERBOSE,
)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_GROUP = re.compile(
    r"""\(\?(?:
      (?P<look><?[=!])
      | P?<(?P<name>\w+)>
      | (?P<plain>:) | (?P<atomic>>) | (?P<reset>\|)
      | (?P<scoped>(?:[abefiLmprsuwx]|V[01])*(?:-[imsx]+)?):
      | (?P<flags>(?:[abefiLmprsuwx]|V[01])+(?:-[imsx]+)?)\)
      | \#(?P<comment>[^)]*)\)
      | P=(?P<back>\w+)\)
      | (?P<call>R|[0-9]+|&\w+|P>\w+)\)
      | \((?P<condition>\w+)\)
      | (?P<tested>(?=\(\?<?[=!]))
    )""",
    re.VERBOSE,
)
_COMMON = (*map(chr, (0x4E00, 0x6751, 0x597D)), *"3aA ,\n")  # 一 村 好 …
"""What is tried first, in this order, where a class leaves a choice: strings should look like text."""
_MOST_TERMS = 64
"""So many strings of a reference or a list are samples of it."""


class PatternError(ValueError):
    """A text that is no pattern: `place` is where it stops being one; the message is a clause."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a pattern, at `[start, end)` of its text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """Parts one after the other; none for an empty branch."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternation(Node):
    """Two branches or more, from the first to the last; the bars stand between their spans."""

    branches: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """A part `low` to `high` times (None: without bound); its quantifier follows `body` at `[body.end, end)`."""

    body: Node
    low: int
    high: int | None
    mode: Mode


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Brackets round a `Sequence` or an `Alternation`; `flags` are those of `(?i:…)`, `reset` is `(?|…)`."""

    body: Node
    name: str | None
    capturing: bool
    atomic: bool = False
    reset: bool = False
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Look(Node):
    """A lookahead or, not `ahead`, a lookbehind."""

    body: Node
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`(?(name)yes|no)`; `look` is the lookaround that is asked instead of a group, `DEFINE` is a name."""

    condition: str
    look: Look | None
    body: Node


@dataclass(frozen=True, slots=True)
class Class(Node):
    r"""A character class: `ranges` (a character is one from itself to itself) and `categories` (`\d`, `\p{Han}`)."""

    negated: bool
    ranges: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """One character, escaped or not."""

    char: str


@dataclass(frozen=True, slots=True)
class Any(Node):
    """The full stop."""


@dataclass(frozen=True, slots=True)
class Anchor(Node):
    r"""A place: `^`, `$`, `\b`, `\Z`, also `\K`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Escape(Node):
    r"""A category of characters: `\d`, `\p{Han}`."""

    category: str


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """`{name}` or `{name:column=value}`: a macro or a lexicon."""

    name: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class WordList(Node):
    r"""`\L<name>`: one of a list of words."""

    name: str


@dataclass(frozen=True, slots=True)
class Backreference(Node):
    r"""`\1`, `\g<name>`, `(?P=name)`: what a group has matched, once more; `(?1)`, `(?R)`: the group itself."""

    group: str


@dataclass(frozen=True, slots=True)
class Other(Node):
    """What matches no text of its own or is not looked into: flags, comments, verbs."""


@dataclass(frozen=True, slots=True)
class Fuzzy(Node):
    """A part that may be misspelt: `(?:…){e<=1}`."""

    body: Node


@lru_cache(maxsize=2048)
def parse(text: str) -> Sequence | Alternation:
    """The tree of a pattern.

    Raises:
        PatternError: when it is none. What is read is not always right: only `regex` knows whether it compiles.
    """
    parser = _Parser(text)
    tree = parser.branches()
    if parser.place < len(text):
        raise PatternError("a `)` has no `(` before it", parser.place)
    return tree


class _Parser:
    """Reads a pattern from left to right; `place` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def branches(self) -> Sequence | Alternation:
        start = self.place
        found = [self.sequence()]
        while self.next("|"):
            found.append(self.sequence())
        return found[0] if len(found) == 1 else Alternation(start, self.place, tuple(found))

    def next(self, mark: str) -> bool:
        """Whether a mark stands here; then it is passed."""
        stands = self.text.startswith(mark, self.place)
        self.place += len(mark) if stands else 0
        return stands

    def sequence(self) -> Sequence:
        start = self.place
        parts: list[Node] = []
        while self.place < len(self.text) and self.text[self.place] not in "|)":
            parts.append(self.repeated(self.atom()))
        return Sequence(start, self.place, tuple(parts))

    def repeated(self, body: Node) -> Node:
        """A part with the quantifiers that follow it."""
        while True:
            bounds = self.bounds()
            if bounds is not None:
                mode = _MODES.get(self.text[self.place : self.place + 1], "greedy")
                self.place += mode != "greedy"
                body = Repeat(body.start, self.place, body, *bounds, mode)
            elif (fuzzy := _FUZZY.match(self.text, self.place)) and not _REFERENCE.match(self.text, self.place):
                self.place = fuzzy.end()
                body = Fuzzy(body.start, self.place, body)
            else:
                return body

    def bounds(self) -> tuple[int, int | None] | None:
        """The bounds that a quantifier here says, None without one."""
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.next(mark):
                return bounds
        counted = _COUNTED.match(self.text, self.place)
        if not counted:
            return None
        self.place = counted.end()
        low, comma, high = counted.groups()
        return int(low or 0), (int(high) if high else None) if comma else int(low)

    def atom(self) -> Node:
        start, char = self.place, self.text[self.place]
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            return self.escape()
        if char in "*+?":
            raise PatternError(f"nothing stands before `{char}` that it could repeat", start)
        reference = _REFERENCE.match(self.text, start)
        if reference:
            self.place = reference.end()
            return Reference(start, self.place, reference[1], reference[2] or "", reference[3] or "")
        self.place += 1
        if char == ".":
            return Any(start, self.place)
        return Anchor(start, self.place, char) if char in "^$" else Literal(start, self.place, char)

    def group(self) -> Node:
        start = self.place
        if self.text.startswith("(*", start):
            return self.rest(start, Other)
        if not self.text.startswith("(?", start):
            self.place += 1
            return Group(*self.closed(start), None, capturing=True)
        opening = _GROUP.match(self.text, start)
        if not opening:
            raise PatternError("a group opens in a way that is unknown", start)
        self.place = opening.end()
        if opening["look"]:
            sign = opening["look"]
            return Look(*self.closed(start), ahead=sign[0] != "<", negated=sign[-1] == "!")
        if opening["condition"] is not None or opening["tested"] is not None:
            look = self.group() if opening["tested"] is not None else None
            assert look is None or isinstance(look, Look)
            end, body = self.closed(start)[1:]
            return Conditional(start, end, opening["condition"] or "", look, body)
        if opening["back"] or opening["call"]:
            return Backreference(start, self.place, opening["back"] or opening["call"])
        if opening[0].endswith(")"):
            return Other(start, self.place)
        atomic, reset = opening["atomic"] is not None, opening["reset"] is not None
        name = opening["name"]
        return Group(*self.closed(start), name, name is not None, atomic, reset, opening["scoped"] or "")

    def closed(self, start: int) -> tuple[int, int, Node]:
        """Start, end and body of what opened at a place."""
        body = self.branches()
        if not self.next(")"):
            raise PatternError("a `(` has no `)` after it", start)
        return start, self.place, body

    def rest(self, start: int, kind: type[Node]) -> Node:
        """Everything up to the next closing bracket as one node."""
        end = self.text.find(")", start) + 1
        if not end:
            raise PatternError("a `(` has no `)` after it", start)
        self.place = end
        return kind(start, end)

    def escape(self) -> Node:
        start, found = self.place, self.escaped()
        if found["anchor"]:
            return Anchor(start, self.place, found[0])
        if found["category"]:
            return Escape(start, self.place, found[0])
        if found["list"]:
            return WordList(start, self.place, found["list"])
        if found["named"] or found["back"]:
            return Backreference(start, self.place, found["named"] or found["back"])
        return Literal(start, self.place, _char(found))

    def escaped(self) -> re.Match[str]:
        """The escape that stands here; it is passed."""
        found = _ESCAPE.match(self.text, self.place)
        if not found:
            raise PatternError("a `\\` stands at the end", self.place)
        self.place = found.end()
        return found

    def char_class(self) -> Class:
        start = self.place
        self.place += 1
        negated = self.next("^")
        ranges: list[tuple[str, str]] = []
        categories: list[str] = []
        first = self.place
        while not self.text.startswith("]", self.place) or self.place == first:
            low = self.member(start, categories)
            if low is None:
                continue
            high = low
            if self.text.startswith("-", self.place) and self.text[self.place + 1 : self.place + 2] not in {"]", ""}:
                self.place += 1
                high = self.member(start, categories) or low
            ranges.append((low, high))
        self.place += 1
        return Class(start, self.place, negated, tuple(ranges), tuple(categories))

    def member(self, start: int, categories: list[str]) -> str | None:
        """The character that stands here in a class; None for a category, which is noted."""
        if self.place >= len(self.text):
            raise PatternError("a `[` has no `]` after it", start)
        posix = re.compile(r"\[:\^?\w+:\]").match(self.text, self.place)
        if posix:
            self.place = posix.end()
            categories.append(posix[0])
            return None
        if self.text[self.place] != "\\":
            self.place += 1
            return self.text[self.place - 1]
        found = self.escaped()
        if found["category"]:
            categories.append(found[0])
            return None
        # In a class \b is the backspace, and \1 the character of that number.
        return "\b" if found[0] == "\\b" else _char(found)


def _char(found: re.Match[str]) -> str:
    """The character that an escape stands for."""
    code = found["x"] or found["u"] or found["U"]
    if code:
        return chr(int(code, 16))
    if found["octal"] or found["back"]:
        return chr(int(found["octal"] or found["back"], 8))
    if found["unicode"]:
        try:
            return unicodedata.lookup(found["unicode"])
        except KeyError:
            raise PatternError(f"no character is called {found['unicode']}", found.start()) from None
    char = found["char"] or found[0][1:]
    return _CONTROL.get(char, char)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right under a node, from left to right."""
    match node:
        case Sequence(parts=parts):
            return parts
        case Alternation(branches=branches):
            return branches
        case Conditional(look=look, body=body):
            return (look, body) if look else (body,)
        case Repeat(body=body) | Group(body=body) | Look(body=body) | Fuzzy(body=body):
            return (body,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes under it, each before those under it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def leaves(node: Node) -> Iterator[Node]:
    """The nodes that have no others under them; between their spans stand only brackets, bars and bounds."""
    return (found for found in walk(node) if not children(found) and not isinstance(found, Sequence))


def references(node: Node) -> Iterator[Reference]:
    """The macros and lexicons that a pattern names."""
    return (found for found in walk(node) if isinstance(found, Reference))


def backreferences(node: Node) -> Iterator[Backreference]:
    """The places where a pattern asks for what a group has matched."""
    return (found for found in walk(node) if isinstance(found, Backreference))


def replaced(text: str, part: Node, new: str) -> str:
    """A pattern with `new` in the place of a part."""
    return text[: part.start] + new + text[part.end :]


def rewritten(text: str, node: Node, change: Callable[[Node, str], str]) -> str:
    """The text of a node in which every node, the innermost first, is what `change` makes of it and of its text."""
    pieces = []
    place = node.start
    for child in children(node):
        pieces += [text[place : child.start], rewritten(text, child, change)]
        place = child.end
    return change(node, "".join([*pieces, text[place : node.end]]))


Expand = Callable[[Reference], Iterable[str]]
"""What a reference can be: the terms of a lexicon, or samples of a macro."""


def sample(tree: Node, expand: Expand) -> Iterator[str]:
    """Strings that a pattern can match, the shortest first, so that each alternative stands in one at least.

    Everything but the alternative that a string is for is as short as can be. What a lookaround at an edge asks for
    stands before or after the match; what one in the middle or a negative one asks is not looked at, so that a string
    has to be tried before it is relied on.
    """
    yield from sorted(dict.fromkeys(_Sampler(expand).of(tree)), key=len)


def via(tree: Node, part: Node, expand: Expand, strings: Iterable[str] | None = None) -> tuple[str, ...]:
    """Strings of a pattern that go by way of a part, where `strings` stand (those of the part itself without)."""
    sampler = _Sampler(expand)
    if strings is not None:
        sampler.fixed[part] = tuple(strings)
    return sampler.of(tree, part)


class _Sampler:
    """Makes strings of nodes; the first of each node is its plainest."""

    def __init__(self, expand: Expand) -> None:
        self.expand = expand
        self.fixed: dict[Node, tuple[str, ...]] = {}

    def of(self, node: Node, via: Node | None = None) -> tuple[str, ...]:
        """The strings of a node; with `via` only those that go by way of a part of it."""
        if node in self.fixed:
            return self.fixed[node]
        match node:
            case Sequence(parts=parts):
                return self.sequence(parts, via)
            case Alternation(branches=branches):
                chosen = [branch for branch in branches if via is None or _holds(branch, via)] or branches
                # The plainest is the shortest, so that what is not looked at stays short.
                found = [text for branch in chosen for text in self.of(branch, via)]
                return tuple(sorted(dict.fromkeys(found), key=len))
            case Repeat(body=body, low=low, high=high):
                return self.repeat(body, low, high, via)
            case Group(body=body) | Fuzzy(body=body) | Conditional(body=body) | Look(body=body):
                return self.of(body, via)
            case Reference():
                return tuple(islice(self.expand(node), _MOST_TERMS)) or ("",)
            case Literal(char=char):
                return (char,)
            case Any():
                return (_COMMON[0],)
            case Class() | Escape():
                return (_character(node),)
            case _:
                return ("",)

    def sequence(self, parts: tuple[Node, ...], via: Node | None) -> tuple[str, ...]:
        made = []
        for at, part in enumerate(parts):
            way = via if via and _holds(part, via) else None
            made.append(self.of(part, way) if way or part in self.fixed or _is_seen(parts, at) else ("",))
        firsts = [strings[0] if strings else "" for strings in made]
        found = ["".join(firsts)]
        for at, strings in enumerate(made):
            found += ["".join([*firsts[:at], text, *firsts[at + 1 :]]) for text in strings[1:]]
        return tuple(dict.fromkeys(found))

    def repeat(self, body: Node, low: int, high: int | None, via: Node | None) -> tuple[str, ...]:
        if high == 0:
            return ("",)
        strings = self.of(body, via)
        plain = strings[0] if strings else ""
        found = [text + plain * (low - 1) for text in strings]
        return tuple(dict.fromkeys([*([] if low or (via and _holds(body, via)) else [""]), *found]))


def _holds(node: Node, part: Node) -> bool:
    return any(found == part for found in walk(node))


def _is_seen(parts: tuple[Node, ...], at: int) -> bool:
    """Whether what a part asks for belongs into a string: of a lookaround, where no other part stands there."""
    part = parts[at]
    if not isinstance(part, Look):
        return True
    beyond = parts[at + 1 :] if part.ahead else parts[:at]
    return not part.negated and all(isinstance(other, Look | Anchor | Other) for other in beyond)


@lru_cache(maxsize=2048)
def _character(node: Class | Escape) -> str:
    """A character that a class holds."""
    if isinstance(node, Escape):
        return _first_in(node.category, ())
    inside = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in node.ranges) + "".join(node.categories)
    own = () if node.negated else tuple(low for low, _ in node.ranges)
    return _first_in(f"[{'^' if node.negated else ''}{inside}]", own)


def _first_in(pattern: str, own: tuple[str, ...]) -> str:
    holds = regex.compile(pattern).fullmatch
    return next((char for char in chain(_COMMON, own, map(chr, range(0x21, 0x3000))) if holds(char)), "")
