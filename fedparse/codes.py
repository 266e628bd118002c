"""The stable codes of findings about rule packs: what each means, how grave it is, and its page for people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.messages import Language

Level = Literal["error", "warning", "note"]

_PAGES = Path(__file__).with_name("pages")


@dataclass(frozen=True, slots=True)
class Code:
    """A code, as `FED012`: a short name, how grave it is, whether the pack can be used with it, and its page.

    `titles` and `pages` are by language; a page is Markdown: what it means, an example, and what to do.
    """

    id: str
    name: str
    level: Level
    unusable: bool
    titles: Mapping[Language, str]
    pages: Mapping[Language, str]


@cache
def codes() -> Mapping[str, Code]:
    """Every code, in order."""
    tables: dict[str, dict[str, str | bool | dict[Language, str]]] = {}
    for file in sorted(_PAGES.glob("*.toml")):
        tables |= tomllib.loads(file.read_text(encoding="utf-8"))
    return {id_: _code(id_, tables[id_]) for id_ in sorted(tables)}


def _code(id_: str, table: Mapping[str, object]) -> Code:
    return Code(
        id=id_,
        name=str(table["name"]),
        level=table["level"],  # type: ignore[arg-type]
        unusable=bool(table.get("unusable", False)),
        titles=table["title"],  # type: ignore[arg-type]
        pages=table["page"],  # type: ignore[arg-type]
    )
