"""The tutorial is true: its files are written, its commands run from an empty directory, what they print compared."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from tutorial import PAGE, steps, walked

if TYPE_CHECKING:
    from pathlib import Path


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
