"""How outputs name a file: from the working directory, and the files of the built-in pack as such."""

from __future__ import annotations

from pathlib import Path

from fedparse.packs import default_pack_path

BUILT_IN = "fedparse:"
"""What stands before a file of the built-in pack, wherever that is installed: `fedparse:money.toml`."""


def shown_path(path: str) -> str:
    """A path as outputs name it, with forward slashes: relative to the working directory where it lies below it."""
    if not path:
        return ""
    try:
        whole = Path(path).absolute()
        if whole.is_relative_to(Path.cwd()):
            return whole.relative_to(Path.cwd()).as_posix()
        if whole.is_relative_to(default_pack_path()):
            return BUILT_IN + whole.relative_to(default_pack_path()).as_posix()
    except (OSError, ValueError):
        pass
    return Path(path).as_posix()
