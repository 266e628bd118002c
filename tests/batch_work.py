"""Works for the pool that hang, crash, eat memory or do as they are told: what no file of a test could do as surely."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[str, Callable[[bytes], None]], Any]


def make(_: object) -> Work:
    """The factory: tasks are words, each of them says what it does."""
    return work


def work(task: str, note: Callable[[bytes], None]) -> object:
    """Does what the word says; any other word is answered in capitals."""
    note(task.encode()[:40])
    kind = task.split("-")[0]
    if kind == "hang":
        while True:
            time.sleep(1)
    if kind == "spin":
        while True:
            pass
    if kind == "exit":
        os._exit(3)
    if kind == "segv":
        ctypes.string_at(0)
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "memory":
        return len(bytearray(2**33))
    if kind == "bug":
        raise ValueError("no such thing")
    if kind == "slow":
        time.sleep(0.05)
    if kind == "pid":
        return os.getpid()
    return task.upper()
