"""Whether a macro matches its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.examples import MarkError, parse_example

if TYPE_CHECKING:
    import regex


def is_matched(macro: regex.Pattern[str], example: str) -> bool:
    """Whether a macro matches an example: all of it, or what is marked, which may need what stands round it."""
    try:
        parsed = parse_example(example)
    except MarkError:
        return False
    if not parsed.spans:
        return macro.fullmatch(parsed.text) is not None
    found = (macro.match(parsed.text, start) for start, _ in parsed.spans)
    return [match and match.end() for match in found] == [end for _, end in parsed.spans]
