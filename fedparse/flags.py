"""Where rules notice that something is missing or masked: diagnostics of the text, not of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fedparse.candidates import Candidate, Match
from fedparse.words import Words

_SCARCE = 4
"""Arabic digits in a thousand characters: with fewer, a scraper has probably stripped them."""
_WINDOW = 8


def digits_are_scarce(text: str) -> bool:
    """Whether a report has next to no Arabic digits."""
    digits = sum(text.count(digit) for digit in "0123456789")
    return digits * 1000 < _SCARCE * len(text)


def flags(matches: Iterable[Match], words: Words) -> Iterator[Candidate]:
    """The matches of diagnostic rules that hold in this text."""
    scarce: bool | None = None
    for match in matches:
        constants = match.rule.constants
        if constants.get("scarce"):
            scarce = digits_are_scarce(match.text) if scarce is None else scarce
            if not scarce:
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
