"""Cases of the contract that the tool does not meet yet are listed in known-gaps.txt, one test id a line.

They run, and must fail: a case that begins to hold fails the suite until its line is taken out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

_GAPS = frozenset((Path(__file__).parent / "known-gaps.txt").read_text(encoding="utf-8").splitlines())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid in _GAPS:
            item.add_marker(pytest.mark.xfail(reason="a known gap, see tests/known-gaps.txt", strict=True))
