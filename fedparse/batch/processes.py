"""Child processes for a batch: forked from a server where there is fork, spawned elsewhere."""

from __future__ import annotations

import mmap
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from fedparse.batch import forking
from fedparse.batch.errors import BatchError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from fedparse.batch.forking import Preparation

_PATIENCE = 5.0
"""Seconds until a server that was told to end is killed."""

KILLED = -9
"""The status of a child that ended by SIGKILL."""


class Now(NamedTuple):
    """What a worker is at.

    `task` is counted from 0 since it began, `since` are nanoseconds of the monotonic clock, `note` is what it noted.
    """

    task: int
    since: int
    note: bytes


class Cell:
    """A few bytes that a worker and its parent share: what it is at can be read even when it hangs or is dead."""

    SIZE = 64
    IDLE = -1
    _NOTE = 16

    def __init__(self, memory: Any) -> None:
        self._bytes = memoryview(memory).cast("B")
        # Two whole words, each written in one go: the parent looks at them at any moment.
        self._words = self._bytes[: self._NOTE].cast("q")

    def begin(self, task: int, now: int) -> None:
        """A task begins."""
        self._bytes[self._NOTE] = 0
        # The time comes first: with the one of an earlier task, this one would look late.
        self._words[1] = now
        self._words[0] = task

    def rest(self) -> None:
        """No task is worked on."""
        self._words[0] = self.IDLE

    def note(self, note: bytes) -> None:
        """What the parent should know of the task if it comes to nothing: up to 47 bytes."""
        start = self._NOTE + 1
        self._bytes[start : start + len(note)] = note
        self._bytes[self._NOTE] = len(note)

    def now(self) -> Now:
        """What the worker is at; the task is `IDLE` between tasks."""
        task, since = self._words
        start = self._NOTE + 1
        return Now(task, since, bytes(self._bytes[start : start + self._bytes[self._NOTE]]))


@dataclass(eq=False, slots=True)
class Child:
    """A child process; `status` is None while it runs."""

    ident: int
    connection: Connection
    cell: Cell
    status: int | None = None
    process: SpawnProcess | None = field(default=None, repr=False)


class Launcher(Protocol):
    """Starts and ends children.

    Each calls a function (`module:function`) with its end of a pipe, a cell, what was prepared, and more arguments.
    """

    def start(self, function: str, *arguments: object) -> Child:
        """Starts a child."""

    def end(self, child: Child) -> int:
        """Kills a child with all it started, if it still runs, and says how it ended."""

    def close(self) -> None:
        """Ends all."""


def launcher(preparation: Preparation) -> Launcher:
    """The best that the system has."""
    return Forker(preparation) if hasattr(os, "fork") else Spawner(preparation)


class Forker:
    """Children that are forked from a server, which is started at the first need and again if it should be killed."""

    def __init__(self, preparation: Preparation) -> None:
        self._preparation = preparation
        self._idents = count()
        self._children: dict[int, Child] = {}
        self._server: _Server | None = None

    def start(self, function: str, *arguments: object) -> Child:
        """See `Launcher`."""
        for _ in range(3):
            try:
                return self._started(function, arguments)
            except (EOFError, OSError):
                self._lost()
        raise BatchError("worker processes cannot be started: their server ends at once; is there enough memory?")

    def end(self, child: Child) -> int:
        """See `Launcher`."""
        child.connection.close()
        try:
            if child.status is None:
                self._talk().control.send(forking.Kill(child.ident))
            while child.status is None:
                self._hear()
        except (EOFError, OSError):
            self._lost()
        return KILLED if child.status is None else child.status

    def close(self) -> None:
        """See `Launcher`."""
        for child in self._children.values():
            child.connection.close()
        self._children.clear()
        if self._server:
            self._server.close()
            self._server = None

    def _started(self, function: str, arguments: tuple[object, ...]) -> Child:
        server = self._talk()
        ours, theirs = Pipe()
        handle = _shared_file()
        try:
            child = Child(next(self._idents), ours, Cell(mmap.mmap(handle, Cell.SIZE)))
            child.cell.rest()
            server.control.send(
                forking.Start(child.ident, "fedparse.batch.processes:run_forked", 2, (function, *arguments))
            )
            send_handle(server.control, theirs.fileno(), server.process.pid)
            send_handle(server.control, handle, server.process.pid)
        finally:
            theirs.close()
            os.close(handle)
        self._children[child.ident] = child
        return child

    def _talk(self) -> _Server:
        if self._server is None:
            self._server = _Server.started(self._preparation)
        return self._server

    def _hear(self) -> None:
        message = self._talk().control.recv()
        if isinstance(message, forking.Unprepared):
            raise message.error or BatchError(f"worker processes cannot be prepared:\n{message.trace}")
        self._children.pop(message.ident).status = message.status

    def _lost(self) -> None:
        """The server is gone, and all its children with it; perhaps it has said why."""
        with suppress(EOFError, OSError):
            while self._server and self._server.control.poll():
                self._hear()
        for child in self._children.values():
            child.status = KILLED
        self._children.clear()
        if self._server:
            self._server.close()
            self._server = None


@dataclass(eq=False, slots=True)
class _Server:
    control: Connection
    process: subprocess.Popen[bytes]

    @classmethod
    def started(cls, preparation: Preparation) -> Self:
        ours, theirs = Pipe()
        path = [entry or str(Path.cwd()) for entry in sys.path]
        program = (
            f"import sys; sys.path[:] = {path!r}; from fedparse.batch.forking import main; main({theirs.fileno()})"
        )
        nowhere = subprocess.DEVNULL
        # A session of its own: a Ctrl-C at the terminal is for the parent, which says what becomes of it.
        process = subprocess.Popen(  # noqa: S603 - this interpreter and this program
            [sys.executable, "-c", program],
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        ours.send(preparation)
        return cls(ours, process)

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run_forked(pipe: int, handle: int, prepared: object, function: str, *arguments: object) -> None:
    """What a forked child does."""
    memory = mmap.mmap(handle, Cell.SIZE)
    os.close(handle)
    forking.found(function)(Connection(pipe), Cell(memory), prepared, *arguments)


def _shared_file() -> int:
    """A file without a name, large enough for a cell."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("fedparse")
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    os.truncate(handle, Cell.SIZE)
    return handle


class Spawner:
    """Children that are new interpreters, each of which prepares for itself."""

    def __init__(self, preparation: Preparation) -> None:
        self._preparation = preparation
        self._context = multiprocessing.get_context("spawn")
        self._idents = count()
        self._children: dict[int, Child] = {}

    def start(self, function: str, *arguments: object) -> Child:
        """See `Launcher`."""
        ours, theirs = Pipe()
        memory = self._context.RawArray("B", Cell.SIZE)
        cell = Cell(memory)
        cell.rest()
        process = self._context.Process(
            target=run_spawned, args=(theirs, memory, self._preparation, function, *arguments), daemon=True
        )
        process.start()
        theirs.close()
        child = Child(next(self._idents), ours, cell, process=process)
        self._children[child.ident] = child
        return child

    def end(self, child: Child) -> int:
        """See `Launcher`."""
        process = child.process
        assert process is not None
        child.connection.close()
        self._children.pop(child.ident, None)
        process.join(0.2)
        if process.is_alive():
            process.kill()
        process.join()
        child.status = process.exitcode or 0
        process.close()
        return child.status

    def close(self) -> None:
        """See `Launcher`."""
        for child in list(self._children.values()):
            self.end(child)


def run_spawned(
    connection: Connection, memory: object, preparation: Preparation, function: str, *arguments: object
) -> None:
    """What a spawned child does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_outlive, daemon=True).start()
    prepared = forking.found(preparation.factory)(preparation.argument)
    forking.found(function)(connection, Cell(memory), prepared, *arguments)


def _outlive() -> None:
    """Ends this process when its parent has ended, whatever it is at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
