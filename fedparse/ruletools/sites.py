"""Where the patterns of a pack are written, and what stands there, on one line and unexpanded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import Fault
from fedparse.expand import one_line
from fedparse.packs import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.messages import Message
    from fedparse.packfiles import Spot
    from fedparse.packs import RulePack

MACRO = "macro"
"""The key of a site that is a macro."""


class Site(NamedTuple):
    """A pattern: under a key of a rule (`before` …), or, with the key `macro`, a macro."""

    owner: str
    key: str

    @property
    def name(self) -> str:
        """What it is called by: the rule's id, `macro.NAME` for a macro."""
        return f"macro.{self.owner}" if self.key == MACRO else self.owner


def written(pack: RulePack) -> dict[Site, str]:
    """Every pattern of a pack as it is written, on one line: the macros first, then rule by rule."""
    found = {Site(name, MACRO): one_line(macro.table["pattern"]) for name, macro in pack.macro_tables.items()}
    for rule in pack.rules:
        found |= {Site(rule.id, key): one_line(rule.table[key]) for key, _ in rule.patterns()}
    return found


def chosen(pack: RulePack, ids: Sequence[str]) -> frozenset[str]:
    """The names of the rules and macros (`macro.NAME`) that contain one of `ids`; without, those of the pack itself.

    What a pack takes from one that it extends has been proven there; only a change of it is its own.
    """
    found = {rule.id: rule.written for rule in pack.rules}
    found |= {Site(name, MACRO).name: (macro,) for name, macro in pack.macro_tables.items()}
    return frozenset(
        name for name, places in found.items() if any(part in name for part in ids) or (not ids and pack.is_own(places))
    )


def like(original: LazyPattern, expanded: LazyPattern, *, context: bool = False) -> LazyPattern:
    """An expanded pattern to stand in for another one; a context (`before`) ends where its anchor starts."""
    starts, ends = ("".join(sorted(chars)) for chars in (original.starts, original.ends))
    source = f"(?<={expanded.source})" if context else expanded.source
    return LazyPattern(source, expanded.lists, starts=starts, ends=ends)


class Locator:
    """Finds the places in the files of a pack that faults are about."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._rules = {rule.id: rule for rule in pack.rules}

    def fault(self, site: Site, code: str, text: Message, start: int = 0, end: int = 0) -> Fault:
        """A fault at a key of a rule or a macro, or at `[start, end)` of the pattern there, counted on one line."""
        spot = self.spot(site)
        line, column, end_column = spot.place().line, spot.place().column, None
        if end > start:
            raw = self._table(site).get(spot.key, "")
            found = _within(spot, raw, start, end) if isinstance(raw, str) else None
            line, column, end_column = found or (line, column, None)
        rule = "" if site.key == MACRO else site.owner
        return Fault(spot.path, line, column, code, text, rule, end_column)

    def spot(self, site: Site) -> Spot:
        """Where a site is written."""
        if site.key == MACRO:
            return self._pack.macro_tables[site.owner].spot.at("pattern")
        return self._rules[site.owner].spot(site.key)

    def file(self, site: Site) -> str:
        """The file that a site is written in, as the pack calls it."""
        return self.spot(site).file

    def term(self, lexicon: str, term: str) -> tuple[str, int]:
        """The file and the line that a term stands in."""
        name = self._pack.lexicons[lexicon].path
        for root in reversed(self._pack.roots or (self._pack.path,)):
            path = Path(root) / name
            for number, line in enumerate(_lines(str(path)), 1):
                cells = line.split("\t")
                if term == cells[0] or any(term in cell.split(";") for cell in cells[1:]):
                    return str(path), number
        return str(Path(self._pack.path) / name), 1

    def _table(self, site: Site) -> dict[str, object]:
        if site.key == MACRO:
            return dict(self._pack.macro_tables[site.owner].table)
        return dict(self._rules[site.owner].table)


def _within(spot: Spot, raw: str, start: int, end: int) -> tuple[int, int, int | None] | None:
    """Line, column and, in the same line, end of a part of a pattern; None where its string has escapes."""
    lines = _lines(spot.path)
    place = spot.place()
    text = "\n".join(lines)
    at = text.find(raw, sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1)
    if at < 0:
        return None
    first, last = at + _in_raw(raw, start), at + _in_raw(raw, end - 1) + 1
    line = text.count("\n", 0, first)
    column = first - (text.rfind("\n", 0, first) + 1)
    return line + 1, column + 1, column + 1 + last - first if "\n" not in text[first:last] else None


def _in_raw(raw: str, place: int) -> int:
    """The place in a pattern as it is laid out of one that is counted on one line."""
    if "\n" not in raw:
        return place
    at = 0
    for line in raw.splitlines(keepends=True):
        inside = line.strip()
        if place < len(inside):
            return at + len(line) - len(line.lstrip()) + place
        place -= len(inside)
        at += len(line)
    return len(raw)


@lru_cache(maxsize=64)
def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
