"""Finds the inputs: files, folders and what is in them, patterns."""

from __future__ import annotations

import glob
import os
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from fedparse.batch.journal import Input
from fedparse.batch.stored import Result
from fedparse.sources.membernames import LEFT_BEHIND, SYSTEM_FILE, is_system_file
from fedparse.sources.reader import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_Identity = tuple[int, int]
"""The device and the number of a folder: it may have several names."""


def find(inputs: Iterable[str | os.PathLike[str]], out: Path | None) -> Iterator[Input]:
    """The files that are meant, in no order; one that is meant twice may come twice.

    Args:
        inputs: Files, folders, which are gone through, and patterns as `reports/**/*.txt`.
        out: The folder of the results, which is no input.
    """
    leave = _identity(out) if out else None
    for given in inputs:
        path = os.fspath(given)
        if Path(path).is_dir():
            yield from _folder(path, leave)
        elif Path(path).exists() or not glob.has_magic(path):
            yield _file(path)
        else:
            yield from _pattern(path, leave)


def is_among(out: Path, inputs: Iterable[str | os.PathLike[str]]) -> bool:
    """Whether the folder of the results is itself an input: its files could not be told from the results."""
    here = _identity(out)
    return here is not None and any(_identity(Path(given)) == here for given in inputs)


def _identity(path: Path) -> _Identity | None:
    """What a folder is, whatever it is called; None where there is none."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return None
    return known.st_dev, known.st_ino


def _pattern(pattern: str, leave: _Identity | None) -> Iterator[Input]:
    found = False
    for each in _matching(pattern, leave):
        found = True
        yield each
    if not found:
        yield _file(pattern, "there is no file that fits this pattern")


def _matching(pattern: str, leave: _Identity | None) -> Iterator[Input]:
    """The files that fit a pattern, and those in folders that fit it."""
    parts = PurePath(pattern).parts
    # `glob` goes through folders that lead back to themselves as often as the system lets it: `**` is done here.
    level = parts.index("**") if "**" in parts else len(parts)
    start, rest = parts[:level], (*parts[level:], "**")
    for path in glob.iglob(str(PurePath(*start)), include_hidden=True) if start else ["."]:  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not Path(path).is_dir():
            if level == len(parts):
                yield _file(path)
            continue
        for each in _folder(path, leave):
            if level == len(parts) or _fits(PurePath(each.path).parts[len(PurePath(path).parts) :], rest):
                yield each


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the parts of a path fit those of a pattern, in which `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[skipped:], pattern[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatch(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def _folder(path: str, leave: _Identity | None, above: tuple[_Identity, ...] = ()) -> Iterator[Input]:
    """The files in a folder and those under it. A link to a folder above is not followed: it would have no end."""
    try:
        known = Path(path).stat()
        here = (known.st_dev, known.st_ino)
        if here in above or here == leave:
            return
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _folder(entry.path, leave, (*above, here))
                else:
                    yield _file(entry.path)
    except OSError as error:
        name = _name(path)
        reason = f"the folder cannot be read: {error.strerror or error}; change its permissions"
        yield Input(_place(path), name, path, 0, Result("failed", "unreadable", reason))


def _file(path: str, why_missing: str = "there is no such file") -> Input:
    name = _name(path)
    try:
        size = Path(path).stat().st_size
        is_left = is_system_file(PurePath(name).parts or ("",))
        result = Result("skipped", SYSTEM_FILE, LEFT_BEHIND) if is_left else None
    except (FileNotFoundError, ValueError):
        size, result = 0, Result("failed", "missing", why_missing)
    except OSError:
        # Whoever opens it says what is wrong.
        size, result = 0, None
    return Input(_place(path), name, path, size, result)


def _name(path: str) -> str:
    """What the output calls a file: as it was given, with the slashes of POSIX and without detours as `./`."""
    name = os.path.normpath(path)
    return shown_name(name if os.sep == "/" else name.replace(os.sep, "/"))


def _place(path: str) -> bytes:
    return os.fsencode(os.path.abspath(path)) if "\0" not in path else os.fsencode(path)  # noqa: PTH100
