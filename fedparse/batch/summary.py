"""What a batch tells of its work: while it runs (`Progress`), and at its end (`Summary`)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHANGES_FILE = "changes.csv"
"""The output that has all figures that changed rules have changed."""
MOST_LISTED = 1_000
"""So many failures, duplicates and changes are listed; the tables have all failures and duplicates."""


class Failure(NamedTuple):
    """An input that could not be converted, or was skipped: `code` as in `SourceError`, `reason` a sentence."""

    name: str
    code: str
    reason: str


class Duplicate(NamedTuple):
    """An input that repeats an earlier one."""

    name: str
    duplicate_of: str


class Change(NamedTuple):
    """A figure that is another one under changed rules; `old` or `new` is None where there was or is none."""

    document: str
    kind: str
    surface: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is.

    `files` grows as archives are opened; `seconds` since it began; `current` is in work now; sizes are in bytes.
    """

    files: int
    done: int
    failed: int
    duplicates: int
    size: int
    total_size: int
    seconds: float
    current: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a batch did; counts are of inputs unless they say otherwise.

    Attributes:
        interrupted: Whether it was stopped before its end; the same call goes on where it stopped.
        files: All inputs: files, members, cells; an archive or table that could be opened is none itself.
        size: Bytes of all inputs.
        left: Inputs that were not reached.
        reused: Inputs whose result was in the journal already.
        outcomes: Inputs by outcome (`converted`, `duplicate`, `failed`, `skipped`).
        formats: Inputs that were read by media type; `encodings` the same by codec.
        years: Reports by reference year; "" where a report has none.
        mentions: Mentions by type (`dates`, `counts` …).
        programs: The most frequent programmes with the number of their mentions, the most frequent first.
        diagnostics: Diagnostics by code.
        failures: The inputs that failed, in order; `skipped` those that are no documents.
        duplicates: The inputs that repeat others.
        slowest: Names and seconds, the slowest first.
        changes: The figures that other rules than those of the last run have changed; None where nobody asked.
    """

    interrupted: bool
    files: int
    left: int
    reused: int
    outcomes: Mapping[str, int]
    formats: Mapping[str, int]
    encodings: Mapping[str, int]
    years: Mapping[str, int]
    reports: int
    sections: int
    mentions: Mapping[str, int]
    facts: int
    programs: Sequence[tuple[str, int]]
    diagnostics: Mapping[str, int]
    failures: Sequence[Failure]
    skipped: Sequence[Failure]
    duplicates: Sequence[Duplicate]
    slowest: Sequence[tuple[str, float]]
    changes: Sequence[Change] | None
    size: int
    seconds: float
    workers: int
    version: str
    rules: Mapping[str, str]

    def to_json(self) -> bytes:
        """The summary as indented UTF-8 JSON."""
        data = asdict(self)
        for name in ("failures", "skipped", "duplicates", "changes"):
            entries = getattr(self, name)
            data[name] = None if entries is None else [entry._asdict() for entry in entries]
        return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n"
