"""The two sides of a comparison: a pack directory, a pack in a git revision, or readings that were saved.

A revision is read with git's own commands, object by object, into a directory of its own: the working tree, the index
and the attributes of files (`export-ignore`, line ends) have no part in it.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fedparse.errors import Fault, PackError
from fedparse.loader import read_pack
from fedparse.messages import Message, message
from fedparse.packs import default_pack_path
from fedparse.ruletools.readings import Saved, read_texts, saved_readings
from fedparse.ruletools.savedfiles import read_json, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.packs import RulePack
    from fedparse.ruletools.corpus import CorpusText
    from fedparse.ruletools.readings import Readings

_HEAD = "pack.toml"
_FILES = frozenset({b"100644", b"100755"})
"""The modes of plain files: a link or a submodule is no file of a pack."""


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a comparison under the name that a person gave it: a pack, or what one made once.

    `shown` stands for the directory of the pack in the places of its faults, as `main:patterns`.
    """

    name: str
    shown: str = ""
    pack: RulePack | None = None
    saved: Saved | None = None

    @property
    def digest(self) -> str:
        """The digest of the pack."""
        return self.pack.digest if self.pack else self.saved.digest if self.saved else ""

    @property
    def title(self) -> str:
        """Name and version of the pack."""
        return f"{self.pack.name} {self.pack.version}" if self.pack else self.saved.pack if self.saved else ""

    def rules(self) -> frozenset[str]:
        """The ids of the rules that are known of this side."""
        if self.pack:
            return frozenset(rule.id for rule in self.pack.rules)
        readings = self.saved.readings.values() if self.saved else ()
        return frozenset(item.rule for reading in readings for item in reading)

    def read(self, texts: Sequence[CorpusText], jobs: int | None = None) -> Readings:
        """What this side makes of the texts; saved readings lack those that were not there, or other, at that time.

        Raises:
            PackError: when a pattern turns out to be none, at its place under the name of this side.
        """
        if self.pack is None:
            return self.saved.readings if self.saved else {}
        try:
            return read_texts(self.pack, texts, jobs)
        except PackError as error:
            raise PackError(tuple(_shown(error.faults, Path(self.pack.path), self.shown))) from None


def open_side(name: str, scratch: Path, default: Path | None = None) -> Side:
    """The side of a name: a directory, a file of saved readings, or a revision with or without `:PATH`.

    Args:
        name: What a person wrote. What is there as a directory or file is no revision.
        scratch: A directory for the files of a revision, which must stay until the last text is read.
        default: The pack directory that is looked for in a revision (that of the built-in pack without).

    Raises:
        PackError: when there is no such side, or its pack cannot be loaded.
    """
    path = Path(name)
    if path.is_dir():
        return Side(name, name, read_pack(path))
    if path.is_file():
        return Side(name, saved=read_saved(path))
    commit, inside = _revision(name, default or default_pack_path())
    shown = f"{name.partition(':')[0]}:{inside.removeprefix('.')}"
    _fetch(name, commit, inside, scratch)
    try:
        return Side(name, shown, read_pack(scratch))
    except PackError as error:
        raise PackError(tuple(_shown(error.faults, scratch, shown))) from None


def read_saved(file: Path) -> Saved:
    """The readings of a file.

    Raises:
        PackError: when it holds none.
    """
    data = read_json(file)
    try:
        return saved_readings(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        said = message("this is no pack directory, and no file that `fedparse rules diff --save` wrote")
        raise unusable(file, said) from None


def _shown(faults: Sequence[Fault], directory: Path, shown: str) -> Iterator[Fault]:
    """Faults of a pack at the places that a person knows."""
    for fault in faults:
        path = Path(fault.path)
        inside = path.relative_to(directory).as_posix() if path.is_relative_to(directory) else ""
        joint = "" if shown.endswith((":", "/")) else "/"
        yield replace(fault, path=f"{shown}{joint}{inside}".removesuffix("/.")) if inside else fault


# Git


def _none(name: str, said: Message) -> PackError:
    return PackError((Fault(name, 1, 1, "FED095", said),))


def _git(name: str, *arguments: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs git."""
    program = shutil.which("git")
    if program is None:
        raise _none(name, message("there is no such directory or file, and without git installed no revision either"))
    return subprocess.run([program, *arguments], input=data, capture_output=True, check=False)  # noqa: S603 - no shell


def _revision(name: str, default: Path) -> tuple[str, str]:
    """The commit of a revision, and the path of the pack in it."""
    revision, colon, inside = name.partition(":")
    found = _git(name, "rev-parse", "--git-dir")
    if found.returncode:
        reason = found.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _none(
            name, message("there is no such directory or file, and git finds no repository: {reason}", reason=reason)
        )
    commit = None
    if revision and not revision.startswith("-") and "\0" not in name:
        commit = _git(name, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None or commit.returncode:
        raise _none(name, _unknown(name, revision))
    return commit.stdout.decode().strip(), inside if colon else _default(name, revision, default)


def _unknown(name: str, revision: str) -> Message:
    """What is said of a revision that is not there."""
    if _git(name, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        said = "there is no directory, file or revision `{name}`; this clone is shallow (`git fetch --unshallow`)"
        return message(said, name=revision)
    listed = _git(name, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
    near = get_close_matches(revision, listed.stdout.decode("utf-8", "replace").splitlines(), 1)
    if near:
        return message(
            "there is no directory, file or revision `{name}`; did you mean `{near}`?", name=revision, near=near[0]
        )
    return message("there is no directory, file or revision `{name}`", name=revision)


def _default(name: str, revision: str, pack: Path) -> str:
    """The path of a pack directory in the repository of the working directory."""
    top = _git(name, "rev-parse", "--show-toplevel")
    # Git ends the line; a directory may end in anything else.
    root = Path(top.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")).resolve()
    if top.returncode or not pack.resolve().is_relative_to(root):
        said = message(
            "the pack in use, {pack}, is not in this repository: say where, as `{name}:rules`", pack=pack, name=revision
        )
        raise _none(name, said)
    return pack.resolve().relative_to(root).as_posix()


def _fetch(name: str, commit: str, inside: str, scratch: Path) -> None:
    """Writes the files of a directory of a commit into `scratch`."""
    tree = f"{commit}:{'' if inside == '.' else inside}"
    listed = _git(name, "ls-tree", "-r", "-z", "--full-tree", tree)
    files: list[tuple[Path, bytes]] = []
    for entry in listed.stdout.split(b"\0")[:-1]:
        # Each entry is `MODE TYPE ID`, a tab and the path.
        meta, _, raw = entry.partition(b"\t")
        mode, _, blob = meta.split()
        path = Path(raw.decode("utf-8", "surrogateescape"))
        if mode in _FILES and _is_inside(path):
            files.append((path, blob))
    if listed.returncode or Path(_HEAD) not in (path for path, _ in files):
        said = message("this revision has no pack: there is no `{path}` in it", path=PurePosixPath(inside) / _HEAD)
        raise _none(name, said)
    stream = _git(name, "cat-file", "--batch", data=b"".join(blob + b"\n" for _, blob in files)).stdout
    at = 0
    for path, _ in files:
        # Each object comes as `ID blob SIZE`, its bytes, and a line end.
        end = stream.index(b"\n", at)
        start, size = end + 1, int(stream[at:end].split()[-1])
        (scratch / path).parent.mkdir(parents=True, exist_ok=True)
        (scratch / path).write_bytes(stream[start : start + size])
        at = start + size + 1


def _is_inside(path: Path) -> bool:
    """Whether a path of a tree, which can be made by hand, stays in its directory."""
    return not path.is_absolute() and ".." not in path.parts and path.parts[:1] != (".git",)
