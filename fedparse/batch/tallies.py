"""What documents hold, counted: each by itself in a worker, all together in the export."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from itertools import chain
from typing import TYPE_CHECKING

from fedparse.batch.summary import MOST_LISTED, Change, Duplicate, Failure
from fedparse.model import MENTION_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedparse.batch.stored import Result
    from fedparse.export.sinks import Outcome
    from fedparse.model import Document, Section

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_SLOWEST = 10
_FREQUENT = 20


def counted(document: Document) -> str:
    """What is in a document, as JSON."""
    reports = document.reports
    mentions = {name: sum([len(getattr(report, name)) for report in reports]) for name in MENTION_LISTS}
    found = [*document.diagnostics, *chain.from_iterable([report.diagnostics for report in reports])]
    return _ENCODER.encode(
        [
            len(reports),
            sum([_number(report.sections) for report in reports]),
            sum([len(report.facts) for report in reports]),
            mentions,
            _times([str(report.reference_year.value) if report.reference_year else "" for report in reports]),
            _times([mention.name for report in reports for mention in report.programs]),
            _times([diagnostic.code for diagnostic in found]),
        ]
    )


def _times(names: Iterable[str]) -> dict[str, int]:
    """How often each name is there. Each document has few, for which a `Counter` takes longer to make."""
    times: dict[str, int] = {}
    for name in names:
        times[name] = times.get(name, 0) + 1
    return times


def _number(sections: Iterable[Section]) -> int:
    return sum([1 + _number(section.children) if section.children else 1 for section in sections])


@dataclass(slots=True)
class Tallies:
    """The sums over all inputs in their order; what there are many of is listed up to `MOST_LISTED`."""

    outcomes: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    mentions: Counter[str] = field(default_factory=Counter)
    programs: Counter[str] = field(default_factory=Counter)
    diagnostics: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    sections: int = 0
    facts: int = 0
    files: int = 0
    size: int = 0
    left: int = 0
    reused: int = 0
    failures: list[Failure] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    _slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, name: str, outcome: Outcome, result: Result, original: str | None) -> list[int] | None:
        """Takes the next input; returns the numbers of its reports, mentions and diagnostics, where it has any."""
        self.files += 1
        self.size += result.size or 0
        self.outcomes[outcome] += 1
        if outcome in {"failed", "skipped"}:
            listed = self.failures if outcome == "failed" else self.skipped
            if len(listed) < MOST_LISTED:
                listed.append(Failure(name, result.code or "", result.reason or ""))
        elif original is not None and len(self.duplicates) < MOST_LISTED:
            self.duplicates.append(Duplicate(name, original))
        if result.media_type:
            self.formats[result.media_type] += 1
        if result.encoding:
            self.encodings[result.encoding] += 1
        self._clock(name, result.seconds)
        return self._document(result, counts=outcome == "converted")

    def _document(self, result: Result, *, counts: bool) -> list[int] | None:
        if result.tallies is None:
            return None
        reports, sections, facts, mentions, years, programs, diagnostics = json.loads(result.tallies)
        if counts:
            self.reports += reports
            self.sections += sections
            self.facts += facts
            _add(self.mentions, mentions)
            _add(self.years, years)
            _add(self.programs, programs)
            _add(self.diagnostics, diagnostics)
            if result.changes:
                changes = (Change(*change) for change in json.loads(result.changes))
                self.changes += [*changes][: MOST_LISTED - len(self.changes)]
        return [reports, sum(mentions.values()), sum(diagnostics.values())]

    def _clock(self, name: str, seconds: float) -> None:
        if len(self._slowest) < _SLOWEST:
            heappush(self._slowest, (seconds, name))
        elif seconds > self._slowest[0][0]:
            heappushpop(self._slowest, (seconds, name))

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """Names with seconds, the slowest first."""
        return [(name, seconds) for seconds, name in sorted(self._slowest, reverse=True)]

    @property
    def frequent(self) -> list[tuple[str, int]]:
        """The programmes that are named most often, with how often."""
        return sorted(self.programs.items(), key=lambda found: (-found[1], found[0]))[:_FREQUENT]


def _add(sums: Counter[str], numbers: dict[str, int]) -> None:
    for key, number in numbers.items():
        if number:
            sums[key] += number
