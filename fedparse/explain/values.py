"""What explains a text: what was made of it and what came to nothing, as frozen values with sentences for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.messages import Message
    from fedparse.model import Span
    from fedparse.packs import Rule

Fate = Literal["made", "lost", "refused", "outgrown", "uncounted", "unheard", "taken", "failed"]
"""What became of a place where a rule could start.

`made`: it made something. `lost`: another reading won. `refused`: its normaliser makes no value of it. `outgrown`: a
guard inside a longer reading. `uncounted`: nothing stands there that could be counted. `unheard`: a diagnostic or a
marker that does not count here. `taken`: another rule on the same macro, or another marker, holds there. `failed`: the
rule does not match.
"""


class Place(NamedTuple):
    """A stretch of the source: its span and text, and its line and column (from 1, in code points)."""

    span: Span
    surface: str
    line: int
    column: int


class Group(NamedTuple):
    """A part of a match: its name, its text, and the key of the rule that it came from."""

    name: str
    text: str
    key: str


class Beaten(NamedTuple):
    """A reading that lost, and what decided: `layer`, `overrides`, `leftmost`, `longest`, `priority` or `id`."""

    rule: Rule
    place: Place
    reason: str
    says: Message


@dataclass(frozen=True, slots=True)
class Made:
    """Something a rule made: a mention, a guard, a heading, noise or a diagnostic (then `code` names it).

    `values` are the fields the normaliser gave. `item` and `per` are the noun that is counted and the one of a rate.
    """

    rule: Rule | None
    kind: str
    place: Place
    groups: tuple[Group, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    beat: tuple[Beaten, ...] = ()
    item: str | None = None
    per: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Unmade:
    """A match that came to nothing, and why; `winner` is the rule it lost to."""

    rule: Rule
    place: Place
    fate: Fate
    says: Message
    winner: str = ""


class Asked(NamedTuple):
    """One thing that a rule asks for, by its key in the pack: whether the text has it, and a sentence about it."""

    key: str
    held: bool
    says: Message


class Near(NamedTuple):
    """A stretch that a pattern nearly matches, and what it would match instead; `edits` are (there, in the pattern)."""

    place: Place
    key: str
    mended: str
    edits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Try:
    """A place where a rule could start: what it asked for there, what became of it, and the nearest near-miss.

    `values` are the fields its normaliser gave. `instead` says what other rules made there when this one made nothing.
    """

    rule: Rule
    place: Place
    steps: tuple[Asked, ...]
    fate: Fate
    says: Message
    near: Near | None = None
    instead: tuple[Message, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def failed(self) -> str:
        """The key of the first thing asked for that the text has not, "" when it has all."""
        return next((step.key for step in self.steps if not step.held), "")


class Unread(NamedTuple):
    """A number of which no rule made anything, with the rules that came closest."""

    place: Place
    closest: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What one rule did in a text: every place where it could start; `says` is about the text as a whole."""

    rule: Rule
    tries: tuple[Try, ...]
    says: Message
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A span that a person marked: whether it was made with the values wanted, and if not, what is known about why.

    `closest` are the rules that came closest to it.
    """

    place: Place
    wanted: Mapping[str, str]
    made: bool
    says: tuple[Message, ...]
    closest: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that explains a text, in its order; `trace` is about the rule that was asked for."""

    name: str
    text: str
    made: tuple[Made, ...]
    unmade: tuple[Unmade, ...]
    unread: tuple[Unread, ...] = ()
    trace: Trace | None = None
    expected: tuple[Expected, ...] = ()
