"""Works for the pool that hang, crash, eat memory or do as they are told: what no file of a test could do as surely."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[str, Callable[[bytes], None]], object]


def make(_: object) -> Work:
    """The factory: tasks are words, each of them says what it does."""
    return work


def work(task: str, note: Callable[[bytes], None]) -> object:
    """Does what the word up to its hyphen says; any other word is answered in capitals."""
    note(task.encode()[:40])
    deed = DEEDS.get(task.partition("-")[0])
    return deed() if deed else task.upper()


def _spin() -> None:
    while True:
        pass


def _refuse() -> None:
    raise ValueError("no such thing")


DEEDS: dict[str, Callable[[], object]] = {
    "hang": lambda: time.sleep(3600),
    "spin": _spin,
    "exit": lambda: os._exit(3),
    "segv": lambda: ctypes.string_at(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "memory": lambda: len(bytearray(2**33)),
    "bug": _refuse,
    "slow": lambda: time.sleep(0.05),
    "pid": os.getpid,
    "child": lambda: subprocess.Popen(["sleep", "3600"]).pid,  # noqa: S607
}
"""What a task does by its first word."""
