"""What checks ask of a rule pack: words of totals, of what is complete, of states; families of measure words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import regex

    from fedparse.packs import LazyPattern, RulePack


class Words:
    """The words of one pack, each read when it is first asked for."""

    def __init__(self, pack: RulePack, integer: Callable[[str], int | None]) -> None:
        self._pack = pack
        self.integer = integer
        self._families: dict[str, str] = {}

    def pattern(self, rule: str) -> regex.Pattern[str]:
        """The pattern of a rule of facts."""
        return self._patterns[rule].compiled

    def without(self, rule: str, text: str) -> str:
        """A text without what a rule finds in it."""
        for match in reversed(list(self.pattern(rule).finditer(text))):
            text = text[: match.start()] + text[match.end() :]
        return text

    @cached_property
    def _patterns(self) -> Mapping[str, LazyPattern]:
        return {rule.id: rule.pattern for rule in self._pack.of("fact") if rule.pattern}

    @cached_property
    def apart(self) -> Mapping[str, tuple[str, bool]]:
        """Words that keep parts apart, with their group and whether that is all there is: 男 and 女, 来信 and 来电."""
        return {term: (row["group"], bool(row["all"])) for term, row in self._pack.lexicons["complements"].rows.items()}

    @cached_property
    def anniversaries(self) -> Mapping[str, int]:
        """The years from which anniversaries count, by their names."""
        rows = self._pack.lexicons["anniversaries"].rows
        return {term: int(row["year"]) for term, row in rows.items() if row.get("year")}

    def family(self, unit: str) -> str:
        """What can be added up: measure words for people are one family, each other one is its own."""
        family = self._families.get(unit)
        if family is None:
            kind = self._pack.lexicons["measures"].rows.get(unit, {}).get("kind", "")
            family = self._families[unit] = kind if kind == "person" else unit
        return family
