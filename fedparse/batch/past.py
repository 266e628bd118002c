"""Results that other rules made: which of them still hold, and which figures are other ones now."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from fedparse.batch import journal, payload
from fedparse.batch.changes import can_touch, changed_figures, restamped, semantic_parts, what_changed
from fedparse.batch.dedupe import fingerprint

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from fedparse.batch.changes import Changed
    from fedparse.batch.journal import Older
    from fedparse.batch.options import Dedupe
    from fedparse.batch.stored import Result
    from fedparse.packs import RulePack
    from fedparse.sources.text import SourceText


def parts_of(pack: RulePack) -> str:
    """The parts of a pack, as the journal keeps them."""
    return json.dumps(dict(semantic_parts(pack)), ensure_ascii=False)


class Past:
    """Looks up in the journal what earlier rules made."""

    def __init__(self, path: Path, pack: RulePack) -> None:
        self._path = path
        self._pack = pack
        self._changed = lru_cache(maxsize=8)(self._compared)

    def of(self, name: str) -> Older | None:
        """The result of an input, with the parts of the rules that made it."""
        return journal.older(self._base, name)

    def kept(self, older: Older, source: SourceText, dedupe: Dedupe) -> Result | None:
        """The result as the rules of now would make it of the same source; None where they may make another one."""
        result = older.result
        if older.parts is None or result.seen is None or result.payload is None:
            return None
        if can_touch(self._changed(older.parts), source, self._pack, json.loads(result.seen)):
            return None
        stamped = payload.changed(result.payload, self._stamped)
        if result.dedupe != dedupe:
            result = result._replace(fingerprint=fingerprint(source.text, dedupe), dedupe=dedupe)
        return result._replace(payload=stamped, changes=None)

    def changes(self, older: Older, result: Result) -> str | None:
        """The figures that differ, as JSON."""
        if older.result.payload is None or result.payload is None:
            return None
        found = changed_figures(*map(payload.document_of, (older.result.payload, result.payload)))
        return json.dumps(found, ensure_ascii=False) if found else None

    @cached_property
    def _base(self) -> sqlite3.Connection:
        # A connection must be of the process that uses it: a fork cannot take one along.
        return journal.connect(self._path)

    @cached_property
    def _parts(self) -> dict[str, str]:
        return dict(semantic_parts(self._pack))

    def _compared(self, parts: str) -> Changed:
        return what_changed(json.loads(parts), self._parts)

    def _stamped(self, document: bytes) -> bytes:
        return restamped(document, self._pack.name, self._pack.version, self._pack.digest)
