"""Which facts are wanted: by program, year, role, status, item."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedparse.tabulate.rows import FactRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a fact must have; an empty set asks for nothing. Programs are canonical names."""

    programs: frozenset[str] = field(default_factory=frozenset)
    years: frozenset[int] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)
    statuses: frozenset[str] = field(default_factory=frozenset)
    items: frozenset[str] = field(default_factory=frozenset)

    def holds(self, row: FactRow) -> bool:
        """Whether a fact is wanted."""
        asked = (
            (self.programs, "program"),
            (self.years, "year"),
            (self.roles, "role"),
            (self.statuses, "status"),
            (self.items, "item"),
        )
        return all(not values or row[name] in values for values, name in asked)
