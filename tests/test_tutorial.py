"""The tutorial is true: its files are written, its commands run and what they print compared, from an empty directory.

A block of the page whose caption ends with the name of a file (`rules.toml`:) is written to that file; a caption that
begins with “Add” adds to it. In a `console` block each `$ command` must print just what is shown below it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

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


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_tutorial(tmp_path: Path) -> None:
    wrong = [
        f"docs/tutorial.md:{step.line}: $ {step.command}\n--- shown\n{step.content}--- printed\n{printed}"
        for step, printed in walked(PAGE.read_text(encoding="utf-8"), tmp_path)
        if printed != step.content
    ]
    assert not wrong, "\n".join(wrong)


def test_the_page_has_commands() -> None:
    done = [step.command for step in steps(PAGE.read_text(encoding="utf-8")) if step.command]
    verbs = {match[1] for command in done for match in re.finditer(r"fedparse rules ([a-z-]+)", command)}
    assert verbs >= {"new", "check", "test", "explain", "coverage", "mutate", "diff", "eval", "fmt", "lock"}
