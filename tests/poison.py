"""The work of a batch with files in it that do what real ones cannot be relied on to do: their first line says what."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from batch_work import DEEDS

from fedparse.batch import worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.batch.stored import Result, Task, Unchanged

WORK = "poison:prepare"
MARK = b"poison: "


def prepare(orders: worker.Orders) -> Callable[[Task, Callable[[bytes], None]], Result | Unchanged]:
    """As `worker.prepare`; a file `poison: hang` hangs, and so on, unless its result is known."""
    convert = worker.prepare(orders)

    def work(task: Task, note: Callable[[bytes], None]) -> Result | Unchanged:
        path = orders.spool / task.spooled if task.spooled else Path(task.path or "")
        data = path.read_bytes() if path.is_file() else b""
        digest = hashlib.sha256(data)
        if data.startswith(MARK) and digest.hexdigest() != task.known:
            note(digest.digest())
            DEEDS[data[len(MARK) :].split()[0].decode()]()
        return convert(task, note)

    return work
