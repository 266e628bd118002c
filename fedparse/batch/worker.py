"""What a worker does with an input: it reads it, parses it, and makes what the outputs need; or says why not."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from fedparse.batch import tallies
from fedparse.batch.dedupe import fingerprint
from fedparse.batch.errors import refused
from fedparse.batch.past import Past
from fedparse.batch.payload import pack
from fedparse.batch.record import named_year
from fedparse.batch.stored import Found, Result, Task, Unchanged, written
from fedparse.errors import SourceError
from fedparse.export.tables import rows
from fedparse.packs import load_pack
from fedparse.pipeline import parse, parse_source
from fedparse.sources.formats import Format
from fedparse.sources.kinds import recognise
from fedparse.sources.membernames import SYSTEM_FILE
from fedparse.sources.reader import MAX_BYTES, MAX_DEPTH, Member, members, opened, read_member
from fedparse.sources.text import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from fedparse.batch.journal import Older
    from fedparse.batch.options import Dedupe, Reading
    from fedparse.batch.stored import Fate
    from fedparse.model import ReferenceYear
    from fedparse.packs import RulePack
    from fedparse.sources.text import SourceText

_BLOCK = 1 << 20
_SCANNED = "needs-ocr"


class Orders(NamedTuple):
    """What the workers of a batch have to do.

    Attributes:
        reading: How inputs are read.
        spool: The folder for the members of archives.
        journal: The journal, for results that other rules made; None where there is none.
        writes: Whether documents and rows are wanted, or the counts alone.
        dedupe: What the fingerprints of texts are for.
        explains: Whether the figures that changed are wanted.
    """

    reading: Reading
    spool: Path
    journal: Path | None = None
    writes: bool = True
    dedupe: Dedupe = "off"
    explains: bool = False


def prepare(orders: Orders) -> Converter:
    """The work of a batch, with its rules loaded and tried, so that no worker has to begin with that.

    Raises:
        PackError: The rules cannot be loaded.
    """
    rules = load_pack(orders.reading.rules)
    # One example of each rule has nearly all patterns compiled.
    parse("\n".join(example for rule in rules.rules for example in rule.examples[:1]), rules=rules)
    return Converter(orders, rules, Past(orders.journal, rules) if orders.journal else None)


@dataclass(frozen=True, eq=False, slots=True)
class Converter:
    """Works on one task after the other."""

    orders: Orders
    rules: RulePack
    past: Past | None

    def __call__(self, task: Task, note: Callable[[bytes], None]) -> Result | Unchanged:
        """What becomes of an input; `note` is told the SHA-256 of its bytes before they are read into."""
        start = time.perf_counter()
        try:
            with self._opened(task) as stream:
                file = _File.of(stream)
                note(file.digest)
                sha256 = file.digest.hex()
                if sha256 == task.known:
                    return Unchanged(file.size)
                result = self._worked(task, file)
        except SourceError as error:
            return Result("failed", error.code, error.reason, seconds=time.perf_counter() - start)
        return result._replace(sha256=sha256, size=file.size, seconds=time.perf_counter() - start)

    def _opened(self, task: Task) -> AbstractContextManager[BinaryIO]:
        return opened(self.orders.spool / task.spooled if task.spooled else task.path or "")

    def _worked(self, task: Task, file: _File) -> Result:
        try:
            # What is larger than a document may be can only be an archive or a table.
            if file.size > MAX_BYTES and _holds_several(task, file):
                return self._unpacked(task, file.stream)
            member = Member(task.name, file.read(), task.file_name or PurePath(task.name).name, task.is_text)
            source = read_member(member, Options(self.orders.reading.encoding))
            older = self.past.of(task.name) if self.past and task.older == file.digest.hex() else None
            return self._renewed(source, older) if older else self._converted(source)
        except SourceError as error:
            # It is asked only now: to find out what each of many small files is, twice, takes as long as to read it.
            if error.code != "unsupported" or not _holds_several(task, file):
                return Result("failed", error.code, error.reason)
        return self._unpacked(task, file.stream)

    def _renewed(self, source: SourceText, older: Older) -> Result:
        """The result of an input that other rules have converted before."""
        assert self.past
        kept = self.past.kept(older, source, self.orders.dedupe)
        if kept:
            return kept
        made = self._converted(source)
        return made._replace(changes=self.past.changes(older, made)) if self.orders.explains else made

    def _converted(self, source: SourceText) -> Result:
        orders, reading = self.orders, self.orders.reading
        # A scanned PDF is no text yet: its document would be empty, and nobody would look into the file again.
        scanned = next((note for note in source.content.notes if note.code == _SCANNED), None)
        if scanned and not source.text.strip():
            return Result("failed", scanned.code, scanned.message, media_type=source.media_type)
        year: int | ReferenceYear | None = reading.year
        if year is None and reading.year_from == "filename":
            year = named_year(source.name, source.file_name)
        seen: set[str] = set()
        document = parse_source(source, year=year, pack=self.rules, with_text=reading.with_text, seen=seen)
        return Result(
            "converted",
            media_type=source.media_type,
            encoding=source.encoding,
            characters=len(source.text),
            fingerprint=fingerprint(source.text, orders.dedupe),
            dedupe=orders.dedupe,
            tallies=tallies.counted(document),
            payload=pack(document.to_json(), rows(document, source.text)) if orders.writes else None,
            seen=json.dumps(sorted(seen)) if orders.writes else None,
        )

    def _unpacked(self, task: Task, stream: BinaryIO) -> Result:
        """Takes an archive or a table apart, one level deep."""
        if task.depth == MAX_DEPTH:
            return Result("failed", "bomb", f"lies more than {MAX_DEPTH} archives deep; unpack it first")
        stream.seek(0)
        found: list[Found] = []
        options = Options(self.orders.reading.encoding, self.orders.reading.columns)
        try:
            found.extend(self._spooled(members(stream, task.name, options)))
        except SourceError as error:
            return Result("failed", error.code, error.reason, members=written(found))
        return Result("opened", members=written(found))

    def _spooled(self, found: Iterator[Member | SourceError]) -> Iterator[Found]:
        for member in found:
            if isinstance(member, SourceError):
                fate: Fate = "skipped" if member.code == SYSTEM_FILE else "failed"
                yield Found(member.source, fate=fate, code=member.code, reason=member.reason)
            else:
                sha256 = hashlib.sha256(member.data).hexdigest()
                _write(self.orders.spool / sha256, member.data)
                yield Found(member.name, member.file_name, member.is_text, sha256, len(member.data))


class _File(NamedTuple):
    """A file whose bytes were read once, for their digest; those of a small one are still there."""

    stream: BinaryIO
    digest: bytes
    size: int
    data: bytes | None

    @classmethod
    def of(cls, stream: BinaryIO) -> _File:
        """Reads a file."""
        # To ask for more than there is costs the memory that is asked for.
        wanted = min(os.fstat(stream.fileno()).st_size + 1, _BLOCK)
        block = stream.read(wanted)
        digest = hashlib.sha256(block)
        size = len(block)
        if size < wanted:
            return cls(BytesIO(block), digest.digest(), size, block)
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
        stream.seek(0)
        return cls(stream, digest.digest(), size, None)

    def read(self) -> bytes:
        """Its bytes; one too many of a file that is too large."""
        if self.data is not None:
            return self.data
        self.stream.seek(0)
        return self.stream.read(MAX_BYTES + 1)


def _holds_several(task: Task, file: _File) -> bool:
    """Whether a file is an archive or a table."""
    file.stream.seek(0)
    kind = recognise(file.stream, task.name)
    return not task.is_text and isinstance(kind, Format) and kind.role != "document"


def _write(path: Path, data: bytes) -> None:
    """Writes a file that is there whole or not at all."""
    if path.exists():
        return
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        raise refused(error, path.parent) from error
