"""The files of a pack directory as they lie there: for verbs that read and write files, and need no loaded pack."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.loader import survey
from fedparse.packs import default_pack_path

if TYPE_CHECKING:
    from collections.abc import Mapping


class PackDir(NamedTuple):
    """A directory with a `pack.toml`: its name, version and files as far as that file can be read."""

    root: Path
    head: Mapping[str, Any]

    @classmethod
    def at(cls, path: Path | None) -> PackDir:
        """The pack directory at a path; the built-in one without.

        Raises:
            PackError: when there is no `pack.toml`.
        """
        root = path or default_pack_path()
        if not (root / "pack.toml").is_file():
            # The loader has the words for that.
            survey(root)
        try:
            return cls(root, tomllib.loads((root / "pack.toml").read_text(encoding="utf-8-sig")))
        except (OSError, ValueError, RecursionError):
            return cls(root, {})

    @property
    def label(self) -> str:
        """Name and version, as `妇联 0.1.0`."""
        return f"{self.head.get('name', '')} {self.head.get('version', '')}".strip()

    def files(self) -> list[Path]:
        """The files of the pack that are there, inside it, each once: `pack.toml`, macros, rules, word lists."""
        rules, lists = self.head.get("rules"), (self.head.get("lexicons"), self.head.get("terms"))
        named = [*rules] if isinstance(rules, list) else []
        for table in lists:
            named += table.values() if isinstance(table, dict) else ()
        names = dict.fromkeys(["pack.toml", "macros.toml", *(name for name in named if isinstance(name, str))])
        return [self.root / name for name in names if self._is_own(self.root / name)]

    def _is_own(self, path: Path) -> bool:
        try:
            return path.is_file() and path.resolve().is_relative_to(self.root.resolve())
        except (OSError, ValueError):
            return False


def write_file(path: Path, text: str) -> None:
    """Writes a file, whole or not at all, with LF line ends; one that is there keeps its mode.

    Raises:
        OSError: when it cannot be written; then the old file is as it was.
    """
    # A link to a file goes on leading there.
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(name).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
