"""The errors fedparse raises on purpose: each names a place and says one sentence to a person.

Bad *text* is never an exception; it becomes a diagnostic. Anything else that escapes is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fedparse.messages import Message


class FedparseError(Exception):
    """Base of every error fedparse raises on purpose."""


class SourceError(FedparseError):
    """An input that cannot be read: `source` names it, `reason` is one sentence that says what to do.

    `code` sorts the reasons: `missing`, `unreadable`, `empty`, `too-large`, `unsupported` (a kind of file fedparse does
    not read), `needs-extra` (something has to be installed), `needs-column`, `encrypted`, `damaged`, `bomb`,
    `unsafe-name`, `system-file` (`Thumbs.db` in an archive), `timeout`; a batch adds `crash`, `memory` and `bug`.
    """

    def __init__(self, source: str, reason: str, code: str = "unreadable") -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.code = code

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str]]:
        return SourceError, (self.source, self.reason, self.code)


class ExpressionError(FedparseError, ValueError):
    """A single expression that has no value of the kind asked for (`parse_number("abc")`)."""

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(f"{expression!r}: {reason}")
        self.expression = expression
        self.reason = reason


class Edit(NamedTuple):
    """One change of a file: what stands from `start` to `end` (code points of its text) becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a rule pack, at its place (`line` and `column` count from 1, in code points).

    `code` is stable (`FED012`, see `codes.py`); `rule` is the id of the rule it is about, "" where it is about none;
    `end_column` is where what is wrong ends in the same line, when that is known. `fix` are the edits of the file at
    `path` that mend it, where that is safe.
    """

    path: str
    line: int
    column: int
    code: str
    text: Message
    rule: str = ""
    end_column: int | None = None
    fix: tuple[Edit, ...] = ()

    @property
    def message(self) -> str:
        """The sentence in English."""
        return str(self.text)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code}: {self.message}"


class PackError(FedparseError):
    """A rule pack that cannot be used: `faults` holds every fault found, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
