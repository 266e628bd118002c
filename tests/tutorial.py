"""Walks the tutorial: writes its files, runs its commands from an empty directory, and gives what they really print.

A block of the page whose caption ends with the name of a file (`rules.toml`:) is written to that file; a caption that
begins with “Add” adds to it. In a `console` block each `$ command` is run, and what is shown below it is what it must
print. `python tests/tutorial.py` writes into the page what the commands print now: read the difference before you
commit it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
_BLOCK = re.compile(r"(?:^(?P<caption>[^\n]*)\n+)?^```(?P<kind>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([\w./-]+)`:$")


class Step(NamedTuple):
    """A file to be written (`content`), or a command with what it prints."""

    line: int
    file: str
    adds: bool
    command: str
    content: str


def steps(page: str) -> Iterator[Step]:
    """What a reader of the page does, in order."""
    for block in _BLOCK.finditer(page):
        line = page.count("\n", 0, block.start("text")) + 1
        caption = block["caption"] or ""
        named = _NAMED.search(caption)
        if named:
            yield Step(line, named[1], caption.startswith("Add"), "", block["text"])
        elif block["kind"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield Step(line, "", adds=False, command=command, content=shown)


def run(command: str, folder: Path, home: Path) -> str:
    """What a command prints in a terminal of 80 columns; the folder that it ends in is left in a file of `home`."""
    bin_ = Path(sys.executable).parent
    variables = {
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    script = f"{command}\npwd > {home / 'folder'}"
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607 - the reader's shell
        check=False,
        cwd=folder,
        env=variables,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout


def walked(page: str, home: Path) -> Iterator[tuple[Step, str]]:
    """Every command of the page with what it really prints."""
    folder = home / "start"
    folder.mkdir()
    for step in steps(page):
        if step.file:
            path = folder / step.file
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if step.adds else ""
            path.write_text(before + step.content, encoding="utf-8")
        else:
            printed = run(step.command, folder, home)
            folder = Path((home / "folder").read_text(encoding="utf-8").strip())
            yield step, printed


def rewritten(page: str, home: Path) -> str:
    """The page with what its commands really print."""
    done = ""
    for step, printed in walked(page, home):
        before, command, rest = page.partition(f"$ {step.command}\n")
        done += before + command + printed
        page = rest.removeprefix(step.content)
    return done + page


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), Path(directory)), encoding="utf-8")
