"""Where results go: bytes to stdout, or a file that replaces the old one only when all of it is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

import typer

from fedparse.cli import texts
from fedparse.errors import FedparseError

if TYPE_CHECKING:
    from types import TracebackType

    from fedparse.model import Document


class OutputError(FedparseError):
    """The output cannot be written: the disk is full, or the like."""


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    typer.echo(texts.COMPLAINT.format(sentence=sentence), err=True)


class Output:
    """A stream of bytes: stdout for None and `-`, else a file. As a context manager it is whole or it is not there."""

    def __init__(self, path: str | None) -> None:
        self._path = None if path in {None, "-"} else Path(str(path)).resolve()
        self._temporary: Path | None = None
        self._stream: BinaryIO = sys.stdout.buffer
        self._wanted = True

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads it as it comes."""
        return self._path is None and sys.stdout.isatty()

    def write(self, data: bytes) -> None:
        """Writes, and hands on at once: a reader at the other end of a pipe need not wait for the next document."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"cannot write {self._path or 'to stdout'}: {error.strerror or error}") from error

    def discard(self) -> None:
        """Leaves the file as it was: there is nothing to put there."""
        self._wanted = False

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._stream = self._open(self._path)
            except OSError as error:
                sentence = f"cannot write {self._path}: {error.strerror or error}"
                raise typer.BadParameter(sentence, param_hint="--output") from error
        return self

    def _open(self, path: Path) -> BinaryIO:
        if path.exists() and not path.is_file():
            # A device or a pipe (`/dev/null`) is written to; it must never be replaced by a file.
            return path.open("wb")
        import tempfile  # noqa: PLC0415 - slow to import, seldom needed

        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        self._temporary = Path(name)
        self._temporary.chmod(mode)
        return os.fdopen(handle, "wb")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is None:
            return
        self._stream.close()
        if self._temporary is None:
            return
        if kind is None and self._wanted:
            self._temporary.replace(self._path)
        else:
            self._temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Documents:
    """Writes documents as they come: one object, an array, or JSON Lines."""

    def __init__(self, output: Output, *, lines: bool, several: bool) -> None:
        self._output = output
        self._indent = output.is_terminal and not lines
        self._array = several and not lines
        self._count = 0

    def add(self, document: Document) -> None:
        """Writes one document."""
        data = document.to_json(indent=self._indent).rstrip(b"\n")
        if self._array:
            self._output.write((b",\n" if self._count else b"[\n") + data)
        else:
            self._output.write(data + b"\n")
        self._count += 1

    def close(self) -> None:
        """Ends the array; without a call to it a broken-off output is not taken for a whole one."""
        if self._array:
            self._output.write(b"\n]\n" if self._count else b"[]\n")
