"""What facts add up to, with nothing counted twice and only like added to like.

A group is what the user asks for (program, year …) and always what keeps unlike things apart: type, status, unit or
currency; of counts also action and item; of amounts the role, and the action where no role is known. Some figures are
never added; what is left out is counted, by reason:

- `ratio`, `rate` (每村2期), `price`, `change` (增加2名), `measure` (35岁, 20天) are no amounts of their own;
- `part`: the figure it is a part of is in the same group, so that it is counted already;
- `term`: a factor of a product whose total is there (12户各3万元,共36万元);
- `repeated`: the report repeats another one, or the figure is told twice in it;
- `no value`: nothing says how many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from fedparse.export.tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from fedparse.model import Check, Number
    from fedparse.packs import RulePack
    from fedparse.tabulate.rows import FactRow, ReportFacts

Sign = Literal["=", "≥", "≤", "≈"]
Reason: TypeAlias = Literal["ratio", "rate", "price", "change", "measure", "part", "term", "repeated", "no value"]
_Key: TypeAlias = "tuple[Any, ...]"

KEYS = ("program", "year", "date", "document", "report", "report_organization", "organization", "section", "heading")
"""What facts can be grouped by."""
_ALWAYS = ("status", "type", "role", "action", "item", "unit", "currency")
"""What facts are always grouped by."""
_TYPES: Mapping[str, Literal["text", "integer", "date"]] = {"year": "integer"}
_SIGNS: tuple[tuple[frozenset[str], Sign], ...] = (
    (frozenset("="), "="),
    (frozenset({"=", ">", ">="}), "≥"),
    (frozenset({"=", "<", "<="}), "≤"),
)
_MEASURES = ("age", "anniversary", "duration")
"""Kinds of measure words whose figures are never added."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a group: `value` adds the numbers named; `min` and `max` are None where a side is open.

    `sign` says how `value` is to be read: `=` exactly, `≥` at least (1200余), `≤` at most, `≈` about. A group with a
    range (2-4次) has no `value`. `left_out` counts the figures that were not added, by reason.
    """

    keys: Mapping[str, Any]
    value: Number | None
    min: Number | None
    max: Number | None
    sign: Sign
    facts: int
    reports: int
    left_out: Mapping[Reason, int]


def sum_columns(keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a table of sums that is grouped by some keys."""
    return (
        *(Column(key, _TYPES.get(key, "text"), "What it is grouped by.") for key in (*keys, *_ALWAYS)),
        Column("sign", "text", "How the sum is to be read: `=`, `≥`, `≤`, `≈`."),
        Column("sum", "number", "What the figures add up to."),
        Column("min", "number", "The least it can be; empty where that is open."),
        Column("max", "number", "The most it can be; empty where that is open."),
        Column("facts", "integer", "How many figures were added."),
        Column("reports", "integer", "How many reports they stand in."),
        Column("left_out", "text", "How many figures were not added, by reason."),
    )


class _Group:
    """What was added up so far."""

    __slots__ = ("comparators", "facts", "high", "left_out", "low", "ranges", "reports", "value")

    def __init__(self) -> None:
        self.value: Decimal | int = 0
        self.low: Decimal | int | None = 0
        self.high: Decimal | int | None = 0
        self.comparators: set[str] = set()
        self.ranges = False
        self.facts = 0
        self.reports: set[int] = set()
        self.left_out: Counter[Reason] = Counter()

    def add(self, row: FactRow, report: int) -> None:
        if row["value"] is None:
            self.ranges = True
        else:
            self.value += row["value"]
        self.low = None if self.low is None or row["min"] is None else self.low + row["min"]
        self.high = None if self.high is None or row["max"] is None else self.high + row["max"]
        self.comparators.add(row["comparator"])
        self.facts += 1
        self.reports.add(report)


class Sums:
    """Adds up the facts of reports, one report after the other; keeps the groups only."""

    def __init__(self, keys: Sequence[str], pack: RulePack) -> None:
        self._keys = (*keys, *_ALWAYS)
        measures = pack.lexicons["measures"]
        self._measures = frozenset(unit for kind in _MEASURES for unit in measures.terms("kind", kind))
        self._groups: dict[_Key, _Group] = {}
        self._seen: set[bytes] = set()
        self._reports = 0

    def add(self, report: ReportFacts, chosen: Sequence[FactRow]) -> None:
        """Takes in the chosen facts of a report. One whose words were there already is left out."""
        self._reports += 1
        repeated = report.digest in self._seen
        self._seen.add(report.digest)
        reasons = _Reasons(chosen, report.checks, {row["fact"]: self._key(row) for row in chosen}, self._measures)
        for row in chosen:
            group = self._groups.setdefault(self._key(row), _Group())
            reason: Reason | None = "repeated" if repeated else reasons.of(row)
            if reason:
                group.left_out[reason] += 1
            else:
                group.add(row, self._reports)

    def _key(self, row: FactRow) -> _Key:
        """The group of a fact. Amounts of one role are alike, whatever the verb (发放, 慰问)."""
        named = {"action": None} if row["role"] else {}
        return tuple(named.get(key, row[key]) for key in self._keys)

    def groups(self) -> Iterator[Sum]:
        """The sums, in the order of their keys; a group of which nothing could be added has none."""
        for key, group in sorted(self._groups.items(), key=lambda pair: [_order(value) for value in pair[0]]):
            if group.facts:
                yield Sum(
                    keys=dict(zip(self._keys, key, strict=True)),
                    value=None if group.ranges else group.value,
                    min=group.low,
                    max=group.high,
                    sign=_sign(group.comparators),
                    facts=group.facts,
                    reports=len(group.reports),
                    left_out=dict(sorted(group.left_out.items())),
                )

    def left_out(self) -> Mapping[Reason, int]:
        """How many figures were not added, by reason, in all groups."""
        return dict(sorted(sum((group.left_out for group in self._groups.values()), Counter()).items()))


def _sign(comparators: set[str]) -> Sign:
    return next((sign for allowed, sign in _SIGNS if comparators <= allowed), "≈")


def _order(value: Any) -> tuple[bool, str]:
    return value is None, str(value)


class _Reasons:
    """Why figures of one report are not added."""

    def __init__(
        self,
        chosen: Sequence[FactRow],
        checks: Sequence[Check],
        keys: Mapping[str, _Key],
        measures: frozenset[str],
    ) -> None:
        self._keys = keys
        self._measures = measures
        self._rows = {row["fact"]: row for row in chosen}
        self._wholes = {row["fact"]: row["part_of"] for row in chosen}
        self._terms: set[str] = set()
        self._again: set[str] = set()
        for check in checks:
            if check.fact is None:
                continue
            if check.check in {"parts", "all"} and check.result == "passed":
                # 最美家庭50户、平安家庭32户,共计82户: what a total adds up is part of it.
                for operand in check.operands:
                    self._wholes[operand] = self._wholes.get(operand) or check.fact
            elif check.check == "product" and check.result == "passed":
                self._terms.update(at for at in check.operands if self._keys.get(at) == self._keys.get(check.fact))
            elif check.check == "conflict":
                self._again.add(check.fact)

    def of(self, row: FactRow) -> Reason | None:
        """Why a figure is not added; None where it is."""
        plain = self._plain(row)
        if plain:
            return plain
        if row["fact"] in self._terms:
            return "term"
        return "part" if self._has_whole(row["fact"]) else None

    def _plain(self, row: FactRow) -> Reason | None:
        if row["type"] == "ratios":
            return "ratio"
        if row["duplicate_of"] is not None or row["fact"] in self._again:
            return "repeated"
        if row["role"] == "price":
            return "price"
        if row["per"] is not None:
            return "rate"
        if row["change"] in {"up", "down"}:
            return "change"
        if row["unit"] in self._measures:
            return "measure"
        return "no value" if row["value"] is None and row["min"] is None and row["max"] is None else None

    def _has_whole(self, fact: str) -> bool:
        """Whether a figure that it is a part of, however far above, is added in the same group."""
        passed = {fact}
        whole = self._wholes.get(fact)
        while whole is not None and whole not in passed:
            if self._keys.get(whole) == self._keys[fact] and self._plain(self._rows[whole]) is None:
                return True
            passed.add(whole)
            whole = self._wholes.get(whole)
        return False
