"""What a worker does with an input: it reads it, parses it, and makes what the outputs need; or says why not."""

from __future__ import annotations

import hashlib
import os
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from fedparse.batch import tallies
from fedparse.batch.dedupe import fingerprint
from fedparse.batch.errors import refused
from fedparse.batch.inputs import SYSTEM_FILE, system_file
from fedparse.batch.record import named_year
from fedparse.batch.stored import Found, Result, Task, Unchanged, written
from fedparse.errors import SourceError
from fedparse.export.tables import packed, rows, unpacked
from fedparse.packs import load_pack
from fedparse.pipeline import parse, parse_source
from fedparse.sources.reader import MAX_BYTES, MAX_DEPTH, Member, known_kind, members, opened, read_member
from fedparse.sources.text import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fedparse.batch.options import Dedupe, Reading
    from fedparse.batch.stored import Fate
    from fedparse.export.tables import Rows
    from fedparse.model import ReferenceYear
    from fedparse.packs import RulePack
    from fedparse.sources.text import SourceText

_QUICK = 1
"""The level of zlib: a higher one takes ten times as long and saves a fifth."""
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
    pack = load_pack(orders.reading.rules)
    # One example of each rule has nearly all patterns compiled.
    parse("\n".join(example for rule in pack.rules for example in rule.examples[:1]), rules=pack)
    return Converter(orders, pack)


@dataclass(frozen=True, eq=False, slots=True)
class Converter:
    """Works on one task after the other."""

    orders: Orders
    pack: RulePack

    def __call__(self, task: Task, note: Callable[[bytes], None]) -> Result | Unchanged:
        """What becomes of an input; `note` is told the SHA-256 of its bytes before they are read into."""
        start = time.perf_counter()
        try:
            with self._opened(task) as stream:
                digest, size = _digest(stream)
                note(digest)
                sha256 = digest.hex()
                if sha256 == task.known:
                    return Unchanged(size)
                result = self._worked(task, stream, size)
        except SourceError as error:
            return Result("failed", error.code, error.reason, seconds=time.perf_counter() - start)
        return result._replace(sha256=sha256, size=size, seconds=time.perf_counter() - start)

    def _opened(self, task: Task) -> BinaryIO:
        path = self.orders.spool / task.spooled if task.spooled else task.path or ""
        return opened(path)  # type: ignore[return-value]

    def _worked(self, task: Task, stream: BinaryIO, size: int) -> Result:
        try:
            if not task.is_text and size and known_kind(stream, task.name).role != "document":
                return self._unpacked(task, stream)
            stream.seek(0)
            data = stream.read(MAX_BYTES + 1)
            member = Member(task.name, data, task.file_name or Path(task.name).name, task.is_text)
            return self._converted(read_member(member, Options(self.orders.reading.encoding)))
        except SourceError as error:
            return Result("failed", error.code, error.reason)

    def _converted(self, source: SourceText) -> Result:
        orders, reading = self.orders, self.orders.reading
        # A scanned PDF is no text yet: its document would be empty, and nobody would look into the file again.
        scanned = next((note for note in source.content.notes if note.code == _SCANNED), None)
        if scanned and not source.text.strip():
            return Result("failed", scanned.code, scanned.message, media_type=source.media_type)
        year: int | ReferenceYear | None = reading.year
        if year is None and reading.year_from == "filename":
            year = named_year(source.name, source.file_name)
        document = parse_source(source, year=year, pack=self.pack, with_text=reading.with_text)
        return Result(
            "converted",
            media_type=source.media_type,
            encoding=source.encoding,
            characters=len(source.text),
            fingerprint=fingerprint(source.text, orders.dedupe),
            dedupe=orders.dedupe,
            tallies=tallies.counted(document),
            payload=pack(document.to_json(), rows(document, source.text)) if orders.writes else None,
        )

    def _unpacked(self, task: Task, stream: BinaryIO) -> Result:
        """Takes an archive or a table apart, one level deep."""
        if task.depth == MAX_DEPTH:
            raise SourceError(task.name, f"lies more than {MAX_DEPTH} archives deep; unpack it first", "bomb")
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
            elif skipped := system_file(member.name):
                size = len(member.data)
                yield Found(member.name, size=size, fate="skipped", code=skipped.code, reason=skipped.reason)
            else:
                sha256 = hashlib.sha256(member.data).hexdigest()
                _write(self.orders.spool / sha256, member.data)
                yield Found(member.name, member.file_name, member.is_text, sha256, len(member.data))


def pack(document: bytes, of_document: Rows) -> bytes:
    """A document and its rows as the journal keeps them."""
    return zlib.compress(b"%b\n%b" % (document.rstrip(b"\n"), packed(of_document)), _QUICK)


def unpack(payload: bytes) -> tuple[bytes, Rows]:
    """What `pack` has packed."""
    document, _, of_document = zlib.decompress(payload).partition(b"\n")
    return document, unpacked(of_document)


def _digest(stream: BinaryIO) -> tuple[bytes, int]:
    """The SHA-256 of a file and its size."""
    digest = hashlib.sha256()
    size = 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
    stream.seek(0)
    return digest.digest(), size


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
