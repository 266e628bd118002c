"""What of a rule decides what it makes: two rules of which this is equal make the same of any text.

The macros of patterns stand as their texts; the names of lexicons stay names, for a word list has a version of its own.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from fedparse.expand import NAMED, one_line

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

PATTERNS = frozenset({"pattern", "inside", "before", "after"})
"""Keys that hold patterns."""
_SAID = frozenset({"id", "description", "status", "since", "tags", "examples", "counter_examples"})
"""Keys of a rule that change nothing of what it makes."""
_TOLD = frozenset({"diagnostic", "suspicion", "noise", "guard"})
"""Kinds whose title is the message of a diagnostic."""


class Macros:
    """Puts some macros, by name and pattern, into patterns; other names stay as they are."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._patterns = patterns
        self._known: dict[str, str] = {}

    def expand(self, pattern: str) -> str:
        """A pattern on one line, with the text of each macro in its place."""
        return NAMED.sub(self._replaced, one_line(pattern))

    def _replaced(self, match: re.Match[str]) -> str:
        name = match[1]
        if name not in self._patterns or match[2]:
            return match[0]
        if name not in self._known:
            self._known[name] = f"(?:{self.expand(self._patterns[name])})"
        return self._known[name]


def decides(table: Mapping[str, Any], expand: Callable[[str], str]) -> dict[str, Any]:
    """What of a rule's table decides what it makes, the macros in its patterns replaced by `expand`."""
    left_out = _SAID if table.get("kind") in _TOLD else _SAID | {"title"}
    found: dict[str, Any] = {key: value for key, value in table.items() if key not in left_out}
    found |= {key: expand(found[key]) for key in PATTERNS & found.keys()}
    limits = {key: value for key, value in found.pop("limits", {}).items() if key != "not_forms"}
    return found | ({"limits": limits} if limits else {})


def hashed(value: object) -> str:
    """A short digest of plain data, the same in every process."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
