"""JSON Lines: `documents.jsonl`, a document a line as the contract has it; `files.jsonl`, a line for every input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from fedparse.export.sinks import Record

DOCUMENTS = "documents.jsonl"
FILES = "files.jsonl"

_BUFFER = 1 << 20
_NAMES = tuple(column.name for column in TABLES["files"].columns)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class JsonLines:
    """Writes documents as they are, without a look into them."""

    def __init__(self, folder: Path) -> None:
        self._documents = (folder / DOCUMENTS).open("wb", _BUFFER)
        self._files = (folder / FILES).open("wb", _BUFFER)

    def add(self, record: Record) -> None:
        """Writes a line for the input, and its document if it was converted."""
        self._files.write(_encode(dict(zip(_NAMES, record.file, strict=True))).encode() + b"\n")
        if record.document is not None:
            self._documents.write(record.document)
            self._documents.write(b"\n")

    def close(self) -> None:
        """Completes the files."""
        self._documents.close()
        self._files.close()


SINK = JsonLines
