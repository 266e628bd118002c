"""A fault with what every format says of it: its code, its sentence in the language asked for, its path."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fedparse.codes import codes
from fedparse.messages import message
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.codes import Code, Level
    from fedparse.errors import Fault
    from fedparse.messages import Language

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""The levels, worst first."""
_LEVEL_NAMES = {"error": message("error"), "warning": message("warning"), "note": message("note")}


class Finding(NamedTuple):
    """One fault, ready to be written."""

    fault: Fault
    code: Code
    message: str
    path: str

    @property
    def place(self) -> str:
        """`path:line:column`; "" for a fault that is in no file."""
        return f"{self.path}:{self.fault.line}:{self.fault.column}" if self.path else ""

    @property
    def end_column(self) -> int | None:
        """Where it ends in its line, exclusive, where that is known and lies behind its beginning."""
        end = self.fault.end_column
        return end if end is not None and end > self.fault.column else None


def findings(faults: Iterable[Fault], language: Language) -> list[Finding]:
    """The faults in their order."""
    known = codes()
    return [Finding(fault, known[fault.code], fault.text.said(language), shown_path(fault.path)) for fault in faults]


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings before notes, what keeps a pack from being used before all else; else in their order."""
    return sorted(found, key=lambda each: (not each.code.unusable, LEVELS.index(each.code.level)))


def level_name(level: Level, language: Language) -> str:
    """The word for a level."""
    return _LEVEL_NAMES[level].said(language)


def fingerprints(found: Sequence[Finding]) -> Iterator[str]:
    """A name for each that stays the same when lines move or the language changes.

    It is made of code, path, rule and sentence; the second of the same kind is told from the first by its number.
    """
    seen: Counter[str] = Counter()
    for each in found:
        parts = (each.fault.code, each.path, each.fault.rule, each.fault.message)
        digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
