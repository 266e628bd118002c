"""The errors fedparse raises on purpose: each names a place and says one sentence to a person.

Bad *text* is never an exception; it becomes a diagnostic. Anything else that escapes is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass


class FedparseError(Exception):
    """Base of every error fedparse raises on purpose."""


class SourceError(FedparseError):
    """An input that cannot be read: `source` names it, `reason` is one sentence that says what to do."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class ExpressionError(FedparseError, ValueError):
    """A single expression that has no value of the kind asked for (`parse_number("abc")`)."""

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(f"{expression!r}: {reason}")
        self.expression = expression
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a rule pack, at its place (`line` and `column` count from 1, in code points)."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class PackError(FedparseError):
    """A rule pack that cannot be used: `faults` holds every fault found, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
