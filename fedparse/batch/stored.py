"""What goes between the journal, the workers and the export: a task, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Fate = Literal["converted", "failed", "skipped", "opened"]
"""What became of an input, whatever else there is. `opened`: an archive or a table, whose members are inputs."""


class Task(NamedTuple):
    """One input to be worked on.

    Attributes:
        name: What the output calls it.
        path: Where the file is; None for a member of an archive or a table.
        spooled: The name of the file in the spool that holds a member.
        file_name: The name of the file alone, which may tell the year.
        is_text: Whether its bytes are UTF-8 text whatever they look like.
        depth: In how many archives it lies.
        known: The SHA-256 of the bytes whose result is in the journal: of the same bytes nothing else would come.
        older: The same for a result that other rules made.
    """

    name: str
    path: str | None
    spooled: str | None
    file_name: str
    is_text: bool
    depth: int
    known: str | None = None
    older: str | None = None


class Result(NamedTuple):
    """What became of an input; a row of the journal.

    Attributes:
        fate: Converted, failed, skipped or opened.
        code: Why it failed or was skipped; `reason` is the same as a sentence, `trace` the traceback of a fault.
        sha256: Of its bytes, hexadecimal; None when they could not be read.
        size: Of its bytes; None when it is not known.
        media_type: What it is; None when nothing was read.
        encoding: The codec of its text.
        characters: Code points of its text.
        fingerprint: What its text is compared by, and `dedupe`, the mode that was made for.
        seconds: How long it took.
        tallies: What is in the document, counted: JSON, as `tallies.counted` makes it.
        payload: The document and its rows, as `payload.pack` makes it; None where nothing is written.
        seen: The rules that had a part in the document, as JSON; None where that is not known.
        members: What was in it, as `written` makes it.
        changes: The figures that other rules had otherwise, as JSON.
    """

    fate: Fate
    code: str | None = None
    reason: str | None = None
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None
    encoding: str | None = None
    characters: int | None = None
    fingerprint: bytes = b""
    dedupe: str | None = None
    seconds: float = 0.0
    tallies: str | None = None
    payload: bytes | None = None
    seen: str | None = None
    members: str | None = None
    changes: str | None = None
    trace: str | None = None


class Unchanged(NamedTuple):
    """The answer to a task whose result is in the journal."""

    size: int


class Found(NamedTuple):
    """One member of an archive or a table: spooled, or, with `code` and `reason`, not readable or no document."""

    name: str
    file_name: str = ""
    is_text: bool = False
    sha256: str | None = None
    size: int = 0
    fate: Fate = "converted"
    code: str | None = None
    reason: str | None = None


def written(members: Sequence[Found]) -> str:
    """Members as JSON."""
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def read(members: str) -> list[Found]:
    """What `written` has written."""
    return [Found(*member) for member in json.loads(members)]
