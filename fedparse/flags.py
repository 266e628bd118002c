"""Where rules notice that something is missing or masked: diagnostics of the text, not of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fedparse.candidates import Candidate, Match
from fedparse.words import Words

_SCARCE = 4
"""Arabic digits in a thousand characters: with fewer, a scraper has probably stripped them …"""
_FEW_FIGURES = 15
"""… unless the report writes its numbers in characters: so many figures in a thousand characters show that it does."""
_CERTAIN = 2
"""So many certain gaps show that digits were stripped, even where some are left."""
_WINDOW = 8


def flags(matches: Iterable[Match], text: str, figures: int, words: Words) -> Iterator[Candidate]:
    """The matches of diagnostic rules that hold in a text with so many figures.

    A rule that is not certain by itself (`scarce`) holds where digits were stripped.
    """
    found = sorted(matches, key=lambda match: match.span)
    certain = sum(m.rule.constants.get("code") == "missing-number" and not m.rule.constants.get("scarce") for m in found)
    digits = sum(map(text.count, "0123456789"))
    scarce = digits * 1000 < _SCARCE * len(text) and figures * 1000 < _FEW_FIGURES * len(text)
    for match in found:
        constants = match.rule.constants
        if constants.get("scarce") and not (scarce or certain >= _CERTAIN):
            continue
        if constants.get("word") and not _is_word(match, words):
            continue
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
