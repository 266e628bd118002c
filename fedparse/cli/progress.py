"""A progress bar for long work, on stderr where a person sits; elsewhere nothing at all."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from rich.progress import Progress, TaskID

LONG = 2_000_000
"""From so many bytes on, one file is long work."""


class Bar:
    """What `extract` tells of its work."""

    def __init__(self, shown: Progress | None = None, task: TaskID | None = None) -> None:
        self._shown = shown
        self._task = task

    def begin(self, name: str) -> None:
        """The input `name` is worked on now."""
        if self._shown is not None and self._task is not None:
            self._shown.update(self._task, description=Path(name).name.encode("utf-8", "replace").decode())

    def end(self) -> None:
        """One more input is done."""
        if self._shown is not None and self._task is not None:
            self._shown.advance(self._task)

    def aside(self) -> AbstractContextManager[None]:
        """Takes the bar off the terminal for as long as something else is written there."""
        return nullcontext() if self._shown is None else _stopped(self._shown)


@contextmanager
def progress(paths: Sequence[str], *, quiet: bool) -> Iterator[Bar]:
    """A bar over `paths`, if a person is there to see it and the work is long."""
    if quiet or not sys.stderr.isatty() or not _is_long(paths):
        yield Bar()
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, seldom needed
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.table import Column  # noqa: PLC0415

    name = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, max_width=30))
    columns = (name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as shown:
        yield Bar(shown, shown.add_task("", total=len(paths) if len(paths) > 1 else None))


@contextmanager
def _stopped(shown: Progress) -> Iterator[None]:
    shown.stop()
    yield
    shown.start()


def _is_long(paths: Sequence[str]) -> bool:
    if len(paths) > 1:
        return True
    try:
        return Path(paths[0]).stat().st_size >= LONG
    except (OSError, ValueError):
        return False
