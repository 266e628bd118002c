"""Checks the year of the title against those that the text names, anniversaries against the year of the report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fedparse.ledger import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.checks.words import Words
    from fedparse.ledger import Ledger

_COMPARED = 3
_MOST_NAMED = 2
"""Another year than that of the title must be named so often in the text to be doubtful."""


def year(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """The year of the title, when the text names years: one of them should be it."""
    if ledger.title is None or ledger.year is None:
        return
    low, high = ledger.title
    if words.pattern("fact.check_this_year").search(ledger.text, high, ledger.stretch[1]):
        return
    compared = words.pattern("fact.check_other_year")
    titled = [named for (start, _), named in ledger.years if low <= start < high]
    body = Counter(
        named
        for (start, _), named in ledger.years
        if start >= high and not compared.search(ledger.text, max(0, start - _COMPARED), start)
    )
    if not titled or not body:
        return
    if any(named in body for named in titled):
        yield Verdict("year", "passed", None, ledger.title, (), titled[0], "")
    elif len(body) == 1 and sum(body.values()) >= _MOST_NAMED:
        (other,) = body
        said = f"the title is of {titled[0]}, and all dates of the text that name a year are of {other}"
        yield Verdict("year", "failed", None, ledger.title, (), other, said)


def anniversary(ledger: Ledger, words: Words) -> Iterator[Verdict]:
    """Each anniversary (“三八”节96周年 is 2006) with the year of the report, or with the years that dates name."""
    if ledger.year is None:
        return
    text, (low, high) = ledger.text, ledger.stretch
    if not any(text.find(term, low, high) >= 0 for term in words.anniversaries):
        return
    named = {one for _, one in ledger.years}
    for match in words.pattern("fact.anniversary").finditer(ledger.text, *ledger.stretch):
        base, number = words.anniversaries.get(match["term"]), words.integer(match["number"])
        if base is None or number is None:
            continue
        held = base + number
        if held in named or (held == ledger.year and not named):
            yield Verdict("anniversary", "passed", None, match.span(), (), held, "")
        elif named:
            wrong = ledger.year if ledger.year != held else min(named)
            said = f"this anniversary was in {held}, and the report is of {wrong}"
            yield Verdict("anniversary", "failed", None, match.span(), (), held, said)
