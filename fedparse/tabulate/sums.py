"""What facts add up to, with nothing counted twice and only like added to like.

A group is what the user asks for (program, year …) and always what keeps unlike things apart: type, status, unit or
currency; of counts also action and item; of amounts the role, and the action where no role is known. Measure words for
people (名, 位, 人) are one unit. Some figures are never added; what is left out is counted, by reason:

- `ratio`, `rate` (每村2期), `price`, `change` (增加2名), `measure` (35岁, 20天) are no amounts of their own;
- `unknown`: things without noun and verb (5个), amounts without role and verb: nothing says that they are alike;
- `part`: the figure it is a part of is in the same group, so that it is counted already;
- `term`: so much each, of which a total is there (12户各3万元,共36万元);
- `repeated`: the report repeats another one, or the figure is told again in it;
- `no value`: nothing says how many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from fedparse.export.tables import Column
from fedparse.tabulate.twice import Twice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from fedparse.model import Number
    from fedparse.packs import RulePack
    from fedparse.tabulate.rows import FactRow, ReportFacts

Sign = Literal["=", "≥", "≤", "≈"]
Reason: TypeAlias = Literal[
    "ratio", "rate", "price", "change", "measure", "unknown", "part", "term", "repeated", "no value"
]
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
_PERSON = "person"
_ITSELF = "people"
"""The `item` of a measure word for people that is a noun itself: 人."""
_THINGS = ("thing", "event")
"""Kinds of measure words that do not say what is counted."""
_NAMELESS = frozenset({None, "other"})
"""Roles that do not say what an amount is."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a group: `value` adds the numbers named; `min` and `max` are None where a side is open.

    `sign` says how `value` is to be read: `=` exactly, `≥` at least (1200余), `≤` at most, `≈` about. A range (2-4次)
    that is added to exact figures alone leaves no `value`, only `min` and `max`; beside others it adds the end that the
    sign speaks of. `left_out` counts the figures that were not added, by reason; `sources` are those that were, as
    `town.txt#r1-f3`.
    """

    keys: Mapping[str, Any]
    value: Number | None
    min: Number | None
    max: Number | None
    sign: Sign
    facts: int
    reports: int
    left_out: Mapping[Reason, int]
    sources: Sequence[str]


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
        Column("sources", "text", "The figures that were added: the document and the id of the fact."),
    )


class _Group:
    """What was added up so far: of each side, the number that is named, or else the end of the range on that side."""

    __slots__ = ("comparators", "high", "least", "left_out", "low", "most", "ranges", "reports", "sources")

    def __init__(self) -> None:
        self.least: Decimal | int = 0
        self.most: Decimal | int = 0
        self.low: Decimal | int | None = 0
        self.high: Decimal | int | None = 0
        self.comparators: set[str] = set()
        self.ranges = False
        self.reports: set[int] = set()
        self.sources: list[str] = []
        self.left_out: Counter[Reason] = Counter()

    def add(self, row: FactRow, report: int) -> None:
        named, low, high = row["value"], row["min"], row["max"]
        ends = [end for end in (low, high) if end is not None]
        self.ranges = self.ranges or named is None
        self.least += ends[0] if named is None else named
        self.most += ends[-1] if named is None else named
        self.low = None if self.low is None or low is None else self.low + low
        self.high = None if self.high is None or high is None else self.high + high
        self.comparators.add(row["comparator"])
        self.reports.add(report)
        self.sources.append(f"{row['document']}#{row['fact']}")

    def value(self, sign: Sign) -> Number | None:
        """The sum; None where it is a range with two ends."""
        if self.ranges and sign in {"=", "≈"} and self.low is not None and self.high is not None:
            return None
        return self.most if sign == "≤" else self.least


class Sums:
    """Adds up the facts of reports, one report after the other; keeps the groups only."""

    def __init__(self, keys: Sequence[str], pack: RulePack) -> None:
        self._keys = (*keys, *_ALWAYS)
        self._kinds = _Kinds(pack)
        self._groups: dict[_Key, _Group] = {}
        self._seen: set[bytes] = set()
        self._reports = 0

    def add(self, report: ReportFacts, chosen: Sequence[FactRow]) -> None:
        """Takes in the chosen facts of a report. One whose words were there already is left out."""
        self._reports += 1
        repeated = report.digest in self._seen
        self._seen.add(report.digest)
        twice = Twice(report.rows, report.checks)
        reasons = {row["fact"]: "repeated" if repeated else self._plain(row, twice) for row in chosen}
        again = twice.of({row["fact"]: self._key(row) for row in chosen if reasons[row["fact"]] is None})
        for row in chosen:
            group = self._groups.setdefault(self._key(row), _Group())
            reason: Reason | None = reasons[row["fact"]] or again.get(row["fact"])
            if reason:
                group.left_out[reason] += 1
            else:
                group.add(row, self._reports)

    def _key(self, row: FactRow) -> _Key:
        """The group of a fact. Amounts of one role are alike, whatever the verb (发放, 慰问)."""
        named = {"unit": self._kinds.unit(row["unit"])}
        if row["role"] not in _NAMELESS:
            named["action"] = None
        return tuple(named.get(key, row[key]) for key in self._keys)

    def _plain(self, row: FactRow, twice: Twice) -> Reason | None:
        """Why a figure is not added, whatever else is."""
        reasons: tuple[tuple[Reason, bool], ...] = (
            ("ratio", row["type"] == "ratios"),
            ("repeated", row["duplicate_of"] is not None),
            ("price", row["role"] == "price"),
            ("rate", row["per"] is not None),
            ("term", twice.is_term(row["fact"])),
            ("change", row["change"] in {"up", "down"}),
            ("measure", self._kinds.is_measure(row["unit"])),
            ("no value", row["value"] is None and row["min"] is None and row["max"] is None),
            ("unknown", self._is_unknown(row)),
        )
        return next((reason for reason, holds in reasons if holds), None)

    def _is_unknown(self, row: FactRow) -> bool:
        """Whether nothing says what a figure is of."""
        if row["action"]:
            return False
        return (
            row["role"] in _NAMELESS if row["type"] == "money" else not row["item"] and self._kinds.is_any(row["unit"])
        )

    def groups(self) -> Iterator[Sum]:
        """The sums, in the order of their keys; a group of which nothing could be added has none."""
        for key, group in sorted(self._groups.items(), key=lambda pair: [_order(value) for value in pair[0]]):
            if group.sources:
                sign = _sign(group.comparators)
                yield Sum(
                    keys=dict(zip(self._keys, key, strict=True)),
                    value=group.value(sign),
                    min=group.low,
                    max=group.high,
                    sign=sign,
                    facts=len(group.sources),
                    reports=len(group.reports),
                    left_out=dict(sorted(group.left_out.items())),
                    sources=tuple(group.sources),
                )

    def left_out(self) -> Mapping[Reason, int]:
        """How many figures were not added, by reason, in all groups."""
        return dict(sorted(sum((group.left_out for group in self._groups.values()), Counter()).items()))


def _sign(comparators: set[str]) -> Sign:
    return next((sign for allowed, sign in _SIGNS if comparators <= allowed), "≈")


def _order(value: Any) -> tuple[bool, str]:
    return value is None, str(value)


class _Kinds:
    """What measure words count, by the lexicon of a pack."""

    def __init__(self, pack: RulePack) -> None:
        measures = pack.lexicons["measures"]
        self._measures = frozenset(unit for kind in _MEASURES for unit in measures.terms("kind", kind))
        self._any = frozenset(unit for kind in _THINGS for unit in measures.terms("kind", kind))
        self._people = frozenset(measures.terms("kind", _PERSON))
        themselves = (unit for unit in measures.terms("item", _ITSELF) if unit in self._people)
        self._person = next(themselves, None)

    def unit(self, unit: str | None) -> str | None:
        """The unit that figures are added in."""
        return self._person or unit if unit in self._people else unit

    def is_measure(self, unit: str | None) -> bool:
        """Whether figures of it are never added: ages, durations."""
        return unit in self._measures

    def is_any(self, unit: str | None) -> bool:
        """Whether it does not say what is counted, as 个 and 次."""
        return unit in self._any
