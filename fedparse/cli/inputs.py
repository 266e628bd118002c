"""What the commands read: a path, or stdin for `-`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.packs import RulePack
    from fedparse.sources import SourceText

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
