"""The options of `fedparse batch`, and the checks of their values before any work is done."""

from __future__ import annotations

import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fedparse.cli.inputs import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUMMARIES = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?)(?:i?b)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_LEAST_MEMORY = 2**28
"""A worker that has loaded the rules takes about half of it."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def known_formats(values: list[str] | None) -> list[str] | None:
    """Splits `jsonl,csv`, each once, and refuses what is no format of outputs."""
    from fedparse.export.sinks import SINKS  # noqa: PLC0415 - the help does not need it

    names = [name.strip().lower() for value in values or () for name in value.split(",") if name.strip()]
    for name in names:
        if name not in SINKS:
            near = get_close_matches(name, SINKS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(SINKS)}"
            raise typer.BadParameter(f"there is no output `{name}`; {hint}")
    if values and not names:
        raise typer.BadParameter(f"name an output: {', '.join(SINKS)}")
    return list(dict.fromkeys(names)) or None


def size_of_memory(value: str) -> str:
    """Refuses what is no size of memory that a worker can do with."""
    if bytes_of(value) < _LEAST_MEMORY:
        raise typer.BadParameter(f"`{value}` is too little: the rules alone take more; give at least 256M")
    return value


def bytes_of(value: str) -> int:
    """`512M`, `2G`, `1.5g` in bytes; K, M, G and T are powers of 1,024.

    Raises:
        typer.BadParameter: it is no size.
    """
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise typer.BadParameter(f"`{value}` is no size; write it as 512M or 2G")
    return int(float(found["number"]) * _UNITS[found["unit"].lower()])


def positive(value: float) -> float:
    """A time above nothing."""
    if not 0 < value < float("inf"):
        raise typer.BadParameter("give a number of seconds above 0")
    return value


def summaries(values: list[Path] | None) -> list[Path] | None:
    """Refuses names that tell no form."""
    for path in values or ():
        if path.suffix.lower() not in SUMMARIES:
            raise typer.BadParameter(f"`{path}` tells no form; end its name in .html, .md or .json")
    return values


def check_places(out: Path | None, inputs: Iterable[str], files: Iterable[Path]) -> None:
    """Refuses places that cannot be written to: better now than after hours.

    Raises:
        typer.BadParameter: where there is one.
    """
    from fedparse.batch.inputs import is_among  # noqa: PLC0415 - other commands do without it

    if out is not None and out.exists() and not out.is_dir():
        raise typer.BadParameter(f"{out} is a file; name a directory", param_hint="--out")
    if out is not None and is_among(out, inputs):
        reason = f"{out} is an input; name a folder that holds the results alone, as {out / 'results'}"
        raise typer.BadParameter(reason, param_hint="--out")
    for path in files:
        folder = path.parent
        made = out is not None and folder.absolute() == out.absolute()
        if path.is_dir():
            reason = "it is a directory"
        elif folder.is_dir() and not os.access(folder, os.W_OK):
            reason = f"nothing can be written in {folder}"
        else:
            reason = "" if folder.is_dir() or made else f"there is no directory {folder}"
        if reason:
            raise typer.BadParameter(f"cannot write {path}: {reason}", param_hint="--summary")


def all_inputs(inputs: Iterable[str], lists: Iterable[str], *, null: bool) -> list[str]:
    """The inputs that are named, and those of the lists; `-` among the inputs is a list on stdin.

    Raises:
        typer.BadParameter: a list cannot be read, or stdin is asked for twice.
    """
    named = list(inputs)
    lists = [*lists, *(STDIN for name in named if name == STDIN)]
    if lists.count(STDIN) > 1:
        raise typer.BadParameter("stdin can be read once only", param_hint="--files-from")
    found = [name for name in named if name != STDIN]
    for source in lists:
        found += listed(_bytes(source), null=null)
    return found


def listed(data: bytes, *, null: bool) -> Iterator[str]:
    """The paths of a list: one a line, or with NUL between them. Names are bytes, as the file system has them.

    A list that begins with a byte order mark was saved by an editor or by PowerShell, and is text.
    """
    codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    text = data.decode(codec, "replace") if codec and not null else os.fsdecode(data)
    for line in text.split("\0" if null else "\n"):
        name = line if null else line.removesuffix("\r")
        if name:
            yield _as_it_is(name)


def _as_it_is(name: str) -> str:
    """A path as the file system has it: lists that old editors saved are in GBK, the names on the disk may be UTF-8."""
    from fedparse.sources import shown_name  # noqa: PLC0415 - slow to import

    if name.isprintable() or os.path.lexists(name):
        return name
    read = shown_name(name)
    return read if os.path.lexists(read) else name


def _bytes(source: str) -> bytes:
    if source == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise typer.BadParameter(f"cannot read {source}: {reason}", param_hint="--files-from") from None
