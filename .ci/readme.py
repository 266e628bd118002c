"""Runs the shell blocks of a page as a reader would, in a copy of the checkout: `python .ci/readme.py PAGE COPY`.

The first block makes the environment `.venv`, as the page says; every block after it finds that one activated.

A `sh` block must end well. In a `console` block each `$ command` must print exactly what is shown below it; where
nothing is shown, it must print nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Fault(NamedTuple):
    """A command that does not do what the page says."""

    command: str
    difference: str


def shell(script: str, copy: Path, *, shown: bool) -> subprocess.CompletedProcess[str]:
    """One script in the copy; errors go where the output goes."""
    variables = os.environ | {"PATH": f"{copy / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],  # noqa: S607 - bash is what runs CI
        check=False,
        cwd=copy,
        env=variables,
        text=True,
        stdout=subprocess.PIPE if shown else None,
        stderr=subprocess.STDOUT if shown else None,
    )


def sessions(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output shown."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def faults(page: str, copy: Path) -> list[Fault]:
    """Everything that does not do what the page says, in its order."""
    found = []
    for kind, block in _BLOCK.findall(page):
        if kind == "sh":
            print(f"$ {block.strip()}", flush=True)
            code = shell(block, copy, shown=False).returncode
            if code:
                found.append(Fault(block.strip(), f"ended with {code}"))
        else:
            for command, wanted in sessions(block):
                print(f"$ {command}", flush=True)
                got = shell(command, copy, shown=True).stdout
                if got != wanted:
                    found.append(Fault(command, f"--- shown\n{wanted}--- printed\n{got}"))
    return found


def main() -> int:
    """1 when the page does not tell the truth."""
    page, copy = map(Path, sys.argv[1:])
    found = faults(page.read_text(encoding="utf-8"), copy.resolve())
    for fault in found:
        print(f"{page.name}: $ {fault.command}\n{fault.difference}")
    print(f"{page.name}: {len(found)} commands do not do what the page says" if found else f"{page.name}: OK")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
