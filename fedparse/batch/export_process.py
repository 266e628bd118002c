"""The export as its parent sees it: a process to start, again when it is killed, and files to put in their places."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fedparse.batch import journal
from fedparse.batch.errors import BatchError, refused
from fedparse.batch.exporting import Begin, Failed, Finish, Plan
from fedparse.batch.summary import CHANGES_FILE
from fedparse.export.sinks import files_of

if TYPE_CHECKING:
    from fedparse.batch.options import Dedupe
    from fedparse.batch.processes import Child, Launcher
    from fedparse.batch.tallies import Tallies

_ATTEMPTS = 10
"""So often the process may be killed."""


class Export:
    """Follows the journal in a process of its own; a context manager, at whose end the process is gone."""

    def __init__(
        self, home: Path, to: tuple[str, ...], dedupe: Dedupe, launch: Launcher, *, explains: bool = False
    ) -> None:
        self._home = home.absolute()
        self._explains = explains
        self._to = to
        self._dedupe = dedupe
        self._launch = launch
        self._attempts = 0
        self._child: Child | None = None
        self._folder = self._home
        self._has_begun = False

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def duplicates(self) -> int:
        """Duplicates so far; the process has their number in its cell."""
        return max(0, self._child.cell.now().task) if self._child else 0

    def begin(self) -> None:
        """Lets it follow: the inputs are in the journal."""
        self._has_begun = True
        if self._child:
            with suppress(OSError):
                self._child.connection.send(Begin())

    def advance(self) -> None:
        """Sees to it that the process runs.

        Raises:
            FedparseError: It cannot write its files.
        """
        try:
            if self._child is None:
                self._start()
            elif self._child.connection.poll():
                self._heard()
        except (EOFError, OSError):
            self._end()

    def finish(self) -> Tallies:
        """Lets it write what is not written yet, and puts the files in their places.

        Raises:
            FedparseError: It cannot write its files.
        """
        while True:
            try:
                if self._child is None:
                    self._start()
                assert self._child
                self._child.connection.send(Finish())
                tallies: Tallies = self._heard()
                break
            except (EOFError, OSError):
                self._end()
        self._place()
        self._end()
        return tallies

    def _start(self) -> None:
        self._attempts += 1
        if self._attempts > _ATTEMPTS:
            raise BatchError(
                "the process that writes the outputs ends at once, again and again; is there enough memory?"
            )
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="export-", dir=self._home))
        except OSError as error:
            raise refused(error, self._home) from error
        plan = Plan(self._home / journal.FILE, self._folder, self._to, self._dedupe, self._explains)
        self._child = self._launch.start("fedparse.batch.exporting:follow", plan)
        try:
            self._heard()
            if self._has_begun:
                self._child.connection.send(Begin())
        except (EOFError, OSError):
            self._end()

    def _heard(self) -> Any:
        assert self._child
        message: Any = self._child.connection.recv()
        if isinstance(message, Failed):
            raise message.error
        return message

    def _end(self) -> None:
        if self._child:
            self._launch.end(self._child)
            self._child = None
        if self._folder != self._home:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self) -> None:
        """Moves the files to where they belong; each is whole at any moment, the old or the new one."""
        out = self._home.parent
        names = [name for format_ in self._to for name in files_of(format_)]
        try:
            for name in [*names, CHANGES_FILE] if self._explains else names:
                (self._folder / name).replace(out / name)
        except OSError as error:
            raise refused(error, out) from error
