"""The year a report is about: where reports say it, in the order in which they can be trusted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fedparse.model import Span, YearSource

_FIRST_SENTENCE = re.compile(r"[。!?]|\n\s*\n")
_WORD = re.compile(r"\S")
_FILE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


class NamedYear(NamedTuple):
    """A year that the text names, at its place in the matched text."""

    start: int
    year: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may tell the year of one report; spans are of its matched text."""

    years: Sequence[NamedYear]
    title_years: Sequence[NamedYear]
    """Years inside 《》, which name a document and not the report's own time."""
    anniversaries: Callable[[], Sequence[int]]
    """The years that anniversaries come to; looked for only where nothing better tells the year."""
    signature: Span | None
    title: Span | None
    opening: Span
    file_name: str


def reference_year(evidence: Evidence) -> tuple[int, YearSource] | None:
    """The year and where it was found; None when nothing tells, for a guess would make wrong dates."""
    sources: Mapping[YearSource, Callable[[], int | None]] = {
        "signature": lambda: _first_in(evidence.years, evidence.signature),
        "title": lambda: _first_in(evidence.years, evidence.title) or _first_in(evidence.years, evidence.opening),
        "anniversary": lambda: next(iter(evidence.anniversaries()), None),
        "text": lambda: _most_named(evidence.years) or _most_named(evidence.title_years),
        "filename": lambda: year_in_name(evidence.file_name),
    }
    for source, find in sources.items():
        year = find()
        if year is not None:
            return year, source
    return None


def year_in_name(name: str) -> int | None:
    """The first year in the name of a file or folder."""
    return next((int(match[1]) for match in _FILE_YEAR.finditer(name)), None)


def opening_sentence(text: str, start: int, end: int) -> Span:
    """The first sentence of a stretch of a text."""
    word = _WORD.search(text, start, end)
    start = word.start() if word else end
    stop = _FIRST_SENTENCE.search(text, start, end)
    return start, stop.start() if stop else end


def _first_in(years: Sequence[NamedYear], span: Span | None) -> int | None:
    if span is None:
        return None
    return next((named.year for named in years if span[0] <= named.start < span[1]), None)


def _most_named(years: Sequence[NamedYear]) -> int | None:
    counted = Counter(named.year for named in years)
    return max(counted, key=lambda year: (counted[year], -list(counted).index(year))) if counted else None
