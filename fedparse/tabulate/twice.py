"""Which figures of a report say again what others say: repeats of a figure, parts of a total, factors of a product.

What is left out hangs on what is there: a part counts where its whole is not asked for or stands in another group, and
so does the second telling of a figure.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.model import Check
    from fedparse.tabulate.rows import FactRow

Again: TypeAlias = Literal["repeated", "part"]
_WHOLES = frozenset({"parts", "all"})
"""Checks whose figure is the total of its operands."""
_LIKE = ("type", "unit", "currency")


class Twice:
    """How the figures of one report hang together, all of them, whichever are asked for.

    Args:
        rows: All facts of the report, in the order of the text.
        checks: The checks of the report.
    """

    def __init__(self, rows: Sequence[FactRow], checks: Sequence[Check]) -> None:
        by_id = {row["fact"]: row for row in rows}
        self._places = {fact: place for place, fact in enumerate(by_id)}
        self._first: dict[str, str] = {}
        self._terms: set[str] = set()
        wholes: list[tuple[str, str]] = [(row["fact"], row["part_of"]) for row in rows if row["part_of"]]
        for check in checks:
            figure = check.fact
            if figure is None:
                continue
            if check.check == "conflict":
                # Two tellings are of one thing, whether they agree or not.
                for told in check.operands:
                    self._join(figure, told)
            elif check.result == "passed" and check.check in _WHOLES:
                wholes += ((part, figure) for part in check.operands)
            elif check.result == "passed" and check.check == "product":
                self._terms.update(at for at in check.operands if _are_alike(by_id.get(at), by_id.get(figure)))
        self._above: defaultdict[str, set[str]] = defaultdict(set)
        for part, whole in wholes:
            self._above[self.thing(part)].add(self.thing(whole))

    def is_term(self, fact: str) -> bool:
        """Whether a figure is so much each, of which a total is there (3万元 in 12户各3万元,共36万元)."""
        return fact in self._terms

    def thing(self, fact: str) -> str:
        """The first telling of what a figure tells: the same for all its tellings."""
        while fact in self._first:
            fact = self._first[fact]
        return fact

    def of(self, groups: Mapping[str, Any]) -> dict[str, Again]:
        """What is not to be added, with the reason.

        Args:
            groups: The group of each figure that could be added.
        """
        there: defaultdict[Any, set[str]] = defaultdict(set)
        found: dict[str, Again] = {}
        for fact in sorted(groups, key=self._places.__getitem__):
            thing, group = self.thing(fact), groups[fact]
            if thing in there[group]:
                found[fact] = "repeated"
            there[group].add(thing)
        for fact, group in groups.items():
            if fact not in found and self._is_in(self.thing(fact), there[group]):
                found[fact] = "part"
        return found

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self.thing(one), self.thing(other)), key=self._places.__getitem__)
        if first != second:
            self._first[second] = first

    def _is_in(self, thing: str, others: set[str]) -> bool:
        """Whether a thing is a part of another one, however far above. In a ring the first one is no part."""
        return any(
            thing not in self._all_above(other) or self._places[other] < self._places[thing]
            for other in self._all_above(thing) & others
            if other != thing
        )

    def _all_above(self, thing: str) -> set[str]:
        found: set[str] = set()
        left = [thing]
        while left:
            for whole in self._above.get(left.pop(), ()):
                if whole not in found:
                    found.add(whole)
                    left.append(whole)
        return found


def _are_alike(one: FactRow | None, other: FactRow | None) -> bool:
    return one is not None and other is not None and all(one[name] == other[name] for name in _LIKE)
