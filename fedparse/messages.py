"""Sentences for people: English in the code, Chinese by a catalogue that is read when it is first asked for.

A sentence is a template with its values, so that it can be said in either language. The catalogue is data:
`translations/zh/*.toml`, the English template as key.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Language = Literal["en", "zh"]

_CATALOGUES = Path(__file__).with_name("translations")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or clause: a template (`unknown key {key}`) and its values; a value may be a message itself."""

    template: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: Language) -> str:
        """The sentence in a language; in English where there is no translation."""
        template = self.template if language == "en" else catalogue(language).get(self.template, self.template)
        values = {name: value.said(language) if isinstance(value, Message) else value for name, value in self.values}
        return template.format(**values) if values else template


def message(template: str, **values: object) -> Message:
    """A message with its values by name. A template without values is said as it stands, braces and all."""
    kept = (int, str, Message)
    return Message(template, tuple((name, v if isinstance(v, kept) else str(v)) for name, v in values.items()))


def guess(word: str, known: Iterable[str], otherwise: Message) -> Message:
    """The known word that is most like a wrong one, as a question; `otherwise` where none is like it."""
    near = get_close_matches(word, list(known), 1)
    return message("did you mean `{word}`?", word=near[0]) if near else otherwise


def one_of(words: Iterable[str]) -> Message:
    """The words that are known."""
    return message("one of {words}", words=", ".join(words))


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """The translations of a language by English template."""
    found: dict[str, str] = {}
    for file in sorted((_CATALOGUES / language).glob("*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found
