"""What the commands read: a path, or stdin for `-`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.errors import SourceError
    from fedparse.packs import RulePack
    from fedparse.sources import Options, SourceText

STDIN = "-"


def read_input(path: str, encoding: str | None) -> SourceText:
    """The text of one input.

    Raises:
        SourceError: it cannot be read.
    """
    from fedparse.sources import read_bytes, read_path  # noqa: PLC0415 - commands load only what they use

    if path == STDIN:
        return read_bytes(sys.stdin.buffer.read(), name=STDIN, encoding=encoding)
    return read_path(path, encoding=encoding)


class Input:
    """One input of a command, which may hold several documents: a path, or stdin for `-`."""

    def __init__(self, path: str, options: Options) -> None:
        self.path = path
        self._options = options
        self._stdin: BytesIO | None = None

    def holds_several(self) -> bool:
        """Whether it is an archive or a table; False for what cannot be read."""
        from fedparse.errors import SourceError  # noqa: PLC0415 - commands load only what they use
        from fedparse.sources import known_kind, shown_name  # noqa: PLC0415

        try:
            with self._opened() as stream:
                return known_kind(stream, shown_name(self.path)).role != "document"
        except SourceError:
            return False

    def sources(self) -> Iterator[SourceText | SourceError]:
        """Its documents, and why some cannot be read; the files of the system in an archive are passed over.

        Raises:
            SourceError: All of it cannot be read.
        """
        from fedparse.errors import SourceError  # noqa: PLC0415
        from fedparse.sources import read_stream, shown_name  # noqa: PLC0415
        from fedparse.sources.membernames import SYSTEM_FILE  # noqa: PLC0415

        with self._opened() as stream:
            for source in read_stream(stream, shown_name(self.path), self._options):
                if not isinstance(source, SourceError) or source.code != SYSTEM_FILE:
                    yield source

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        from fedparse.sources import opened  # noqa: PLC0415

        if self.path == STDIN:
            self._stdin = self._stdin or BytesIO(sys.stdin.buffer.read())
            self._stdin.seek(0)
            yield self._stdin
            return
        with opened(self.path) as stream:
            yield stream


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """The bytes of one input as a stream.

    Raises:
        SourceError: it cannot be opened.
    """
    from fedparse.errors import SourceError  # noqa: PLC0415

    if path == STDIN:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - an error of the body must not look like one of opening
    except (OSError, ValueError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else _reason(error)
        raise SourceError(path, reason) from None
    with stream:
        yield stream


def chosen_pack(rules: Path | None) -> RulePack | None:
    """The pack of `--rules`; None leaves the choice to the pipeline.

    Raises:
        PackError: it cannot be loaded.
    """
    if rules is None:
        return None
    from fedparse.packs import load_pack  # noqa: PLC0415

    return load_pack(rules)


def _reason(error: Exception) -> str:
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"
