"""Where rules notice that something is missing or masked: diagnostics of the text, not of its figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.candidates import Candidate, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.model import Span
    from fedparse.words import Words

_SCARCE = 4
"""Arabic digits in a thousand characters: with fewer, a scraper has probably stripped them …"""
_FEW_FIGURES = 15
"""… unless the report writes its numbers in characters: so many figures in a thousand characters show that it does."""
_CERTAIN = 2
"""So many certain gaps show that digits were stripped, even where some are left."""
_SENTENCE_ENDS = "。!?\n"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")
_WINDOW = 8


def doubtful(text: str, report: Span, gaps: Sequence[Span], figures: int) -> Iterator[Span]:
    """The stretches of a report, with so many figures and these certain gaps, from which digits may have been stripped.

    All of it when it was stripped throughout, else the sentences that have a certain gap: 慰问困难职工户,发放慰问金元。
    """
    if _is_stripped(text[slice(*report)], len(gaps), figures):
        yield report
        return
    end = report[0]
    for gap in gaps:
        if gap[0] >= end:
            start = max(report[0], *(text.rfind(mark, report[0], gap[0]) + 1 for mark in _SENTENCE_ENDS))
            after = _SENTENCE_END.search(text, gap[1], report[1])
            end = after.start() if after else report[1]
            yield start, end


def _is_stripped(text: str, certain: int, figures: int) -> bool:
    """Whether a scraper stripped the digits of a text with so many certain gaps and figures."""
    if certain >= _CERTAIN:
        return True
    if figures * 1000 >= _FEW_FIGURES * len(text):
        return False
    return sum(map(text.count, "0123456789")) * 1000 < _SCARCE * len(text)


def flags(matches: Iterable[Match], words: Words) -> Iterator[Candidate]:
    """The matches of diagnostic rules, less those whose span had to be a word of its own and is none."""
    for match in matches:
        if not match.rule.constants.get("word") or _is_word(match, words):
            yield Candidate(match.rule, match.span, {})


def _is_word(match: Match, words: Words) -> bool:
    """Whether the match starts a word of its own, after a noun where the rule asks for one (培训|妇女|人次)."""
    start, end = match.span
    low = max(0, start - _WINDOW)
    before = None
    for word in words.cut(match.text[low:end], low):
        if word.start == start:
            if match.rule.constants.get("noun") != "before" or before is None:
                return True
            return before.tag.startswith(("n", "v", "b", "j", "l")) or before.tag == ""
        before = word
    return False
