"""Patterns as they are written to patterns as they are compiled: `{macro}`, `{lexicon}`, `{lexicon:column=value}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn, Protocol

from fedparse.messages import Message, guess, message
from fedparse.packs import LazyPattern, alternation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fedparse.packs import Lexicon

NAMED = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")
"""What names a macro or a lexicon in a pattern; a quantifier such as `{0,8}` does not."""
NOTHING = LazyPattern("(?!)")
"""What a name stands for that leads nowhere."""
MAX_EXPANDED = 200_000
"""No pattern is longer with its macros in it: macros that double each other would fill the memory."""
_MAX_TRIE = 60
"""A lexicon of more terms goes into a pattern as a word list: a trie of so many takes longer to compile than to use."""


class ExpansionError(ValueError):
    """A pattern that names what is not there; the message is a clause that says so."""


class Tell(Protocol):
    """Notes what is wrong: with which macro's text (None: the pattern itself), with which code, and what."""

    def __call__(self, macro: str | None, code: str, text: Message) -> None:
        """Notes one fault."""


def _refuse(macro: str | None, code: str, text: Message) -> NoReturn:  # noqa: ARG001 - the signature of `Tell`
    raise ExpansionError(str(text))


class Expander:
    """The macros and lexicons of one pack, as the texts of its macros and its word lists.

    What is expanded once is kept; `unknown` says which name is like one that is not there.
    """

    def __init__(self, macros: Mapping[str, str], lexicons: Mapping[str, Lexicon]) -> None:
        self._macros = macros
        self._lexicons = lexicons
        self._known: dict[str, LazyPattern] = {}

    def expand(self, pattern: str, tell: Tell = _refuse) -> LazyPattern:
        """A pattern, on one line or several, with all names replaced by what they stand for.

        Raises:
            ExpansionError: for a name that is not there or leads back to itself, unless `tell` takes note of it.
        """
        return self._expand(one_line(pattern), tell, ())

    def macro(self, name: str, tell: Tell = _refuse) -> LazyPattern:
        """A macro as a pattern of its own."""
        return self._part(f"{{{name}}}", name, "", "", tell, ())

    def _expand(self, pattern: str, tell: Tell, inside: tuple[str, ...]) -> LazyPattern:
        lists: dict[str, frozenset[str]] = {}
        pieces: list[str] = []
        size = place = 0
        for match in NAMED.finditer(pattern):
            part = self._part(match[0], match[1], match[2] or "", match[3] or "", tell, inside)
            lists.update(part.lists)
            pieces += [pattern[place : match.start()], part.source]
            size += len(pieces[-2]) + len(part.source)
            place = match.end()
            if size > MAX_EXPANDED:
                text = message("with its macros the pattern is longer than {limit} characters", limit=MAX_EXPANDED)
                tell(inside[-1] if inside else None, "FED033", text)
                return NOTHING
        return LazyPattern("".join([*pieces, pattern[place:]]), lists)

    def _part(self, whole: str, name: str, column: str, value: str, tell: Tell, inside: tuple[str, ...]) -> LazyPattern:
        """What one `{…}` of a pattern stands for."""
        if whole in self._known:
            return self._known[whole]
        spot = inside[-1] if inside else None
        if name in inside:
            text = message("macro `{name}` leads back to itself: {way}", name=name, way=" → ".join((*inside, name)))
            tell(spot, "FED021", text)
            return NOTHING
        if name in self._macros and not column:
            part = self._expand(self._macros[name], tell, (*inside, name))
            found = LazyPattern(f"(?:{part.source})", part.lists)
        elif name in self._lexicons:
            found = self._terms(whole, self._lexicons[name], column, value, spot, tell)
        elif name in self._macros:
            text = message("`{whole}`: `{name}` is a macro, and only a lexicon has columns", whole=whole, name=name)
            tell(spot, "FED030", text)
            return NOTHING
        else:
            tell(spot, "FED022", self._unknown(name))
            return NOTHING
        self._known[whole] = found
        return found

    def _unknown(self, name: str) -> Message:
        said = message("`{whole}` is neither a macro nor a lexicon", whole=f"{{{name}}}")
        hint = guess(name, (*self._macros, *self._lexicons), said)
        return said if hint is said else message("{said}; {hint}", said=said, hint=hint)

    def _terms(
        self, whole: str, lexicon: Lexicon, column: str, value: str, spot: str | None, tell: Tell
    ) -> LazyPattern:
        """The terms of a lexicon as an alternative, or, where they are many, as a word list."""
        terms = frozenset(lexicon.terms(column, value))
        if not terms and lexicon.rows:
            text = message(
                "`{whole}` is empty: no term of `{lexicon}` has {column} = {value}",
                whole=whole,
                lexicon=lexicon.name,
                column=column,
                value=value,
            )
            tell(spot, "FED031", text)
        key = re.sub(r"\W", "_", whole.strip("{}"))
        short = len(terms) <= _MAX_TRIE
        return LazyPattern(alternation(terms)) if short else LazyPattern(f"\\L<{key}>", {key: terms})


def one_line(pattern: str) -> str:
    """A pattern laid out over several lines as one: line ends and indentation are no part of it."""
    return "".join(line.strip() for line in pattern.splitlines()) if "\n" in pattern else pattern


def names(pattern: str) -> Iterator[str]:
    """The macros and lexicons that a pattern names."""
    return (match[1] for match in NAMED.finditer(pattern))
