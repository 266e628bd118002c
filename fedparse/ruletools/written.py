"""The patterns of a pack as they are written, and what becomes of them when some are written otherwise."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fedparse.loader import one_line
from fedparse.packs import LazyPattern, alternation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedparse.packs import Lexicon, Rule, RulePack

_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z_]+)=([^{}=]+))?\}")


class Expander:
    def __init__(self, macros: Mapping[str, str], lexicons: Mapping[str, Lexicon]) -> None:
        self._macros = macros
        self._lexicons = lexicons
        self._known: dict[str, LazyPattern] = {}

    def expand(self, pattern: str) -> LazyPattern:
        lists: dict[str, frozenset[str]] = {}

        def replace(match: re.Match[str]) -> str:
            part = self._part(match)
            lists.update(part.lists)
            return part.source

        return LazyPattern(_NAMED.sub(replace, pattern), lists)

    def macro(self, name: str) -> LazyPattern:
        return self.expand(f"{{{name}}}")

    def _part(self, match: re.Match[str]) -> LazyPattern:
        whole, name = match[0], match[1]
        if whole not in self._known:
            if name in self._macros:
                part = self.expand(self._macros[name])
                found = LazyPattern(f"(?:{part.source})", part.lists)
            else:
                terms = frozenset(self._lexicons[name].terms(match[2] or "", match[3] or ""))
                key = re.sub(r"\W", "_", whole.strip("{}"))
                short = len(terms) <= 60
                found = LazyPattern(alternation(terms)) if short else LazyPattern(f"\\L<{key}>", {key: terms})
            self._known[whole] = found
        return self._known[whole]


@lru_cache(maxsize=64)
def _toml(path: str) -> Mapping[str, object]:
    return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))


def rule_table(pack: RulePack, rule: Rule) -> Mapping[str, object]:
    return _toml(str(Path(pack.path) / rule.path))["rule"][rule.index]


def macro_tables(pack: RulePack) -> Mapping[str, Mapping[str, object]]:
    return _toml(str(Path(pack.path) / "macros.toml"))["macro"]
