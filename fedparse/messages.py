"""Sentences for people: English in the code, Chinese by a catalogue that is read when it is first asked for.

A sentence is a template with its values, so that it can be said in either language. The catalogue is data:
`translations/zh/*.toml`, the English template as key.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return Message(template, tuple(values.items()))


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """The translations of a language by English template."""
    found: dict[str, str] = {}
    for file in sorted((_CATALOGUES / language).glob("*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found
