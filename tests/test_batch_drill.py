"""The drill, small: files that hang, crash and eat memory, processes that are killed, and the same bytes at the end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from drill import drill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals are those of POSIX")
def test_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failed = drill(tmp_path, files=150, poison=14, kills=4, seed=2)
    assert not failed, capsys.readouterr().out
