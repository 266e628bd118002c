"""The server that worker processes are forked from: it prepares once, and each fork has it ready.

It runs in an interpreter of its own. So a script that calls `convert` is not run again in each worker, whatever threads
and open files the caller has stay out of the workers, and each batch brings its own rule pack. The parent asks it over
a pipe to start and to kill; it tells how each child ended. When the parent is gone, it takes its children with it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from fedparse.errors import FedparseError

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


class Preparation(NamedTuple):
    """What is done once before anything is forked: `factory` (`module:function`) is called with `argument`."""

    factory: str
    argument: object


class Start(NamedTuple):
    """Asks for a child that calls `function` (`module:function`).

    Its arguments are `handles` file descriptors, which follow on the pipe, what was prepared, and `arguments`.
    """

    ident: int
    function: str
    handles: int
    arguments: tuple[Any, ...]


class Kill(NamedTuple):
    """Asks to kill a child with all it started."""

    ident: int


class Ended(NamedTuple):
    """Tells how a child ended: `status` is its exit code, or the number of a signal below zero."""

    ident: int
    status: int


class Unprepared(NamedTuple):
    """Tells that the preparation failed."""

    error: FedparseError | None
    trace: str


def found(name: str) -> Callable[..., Any]:
    """The function behind `module:function`."""
    module, function = name.split(":")
    made: Callable[..., Any] = getattr(import_module(module), function)
    return made


def main(handle: int) -> None:
    """Runs the server until its parent hangs up; `handle` is its end of the pipe."""
    _Server(Connection(handle)).run()


class _Server:
    def __init__(self, control: Connection) -> None:
        self._control = control
        self._children: dict[int, int] = {}
        self._wake, self._waker = os.pipe()
        self._prepared: object = None

    def run(self) -> None:
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            self._prepare()
            while True:
                if self._wake in wait([self._control, self._wake]):
                    os.read(self._wake, 4096)
                    self._reap()
                elif not self._answer():
                    return
        except (EOFError, ConnectionError):
            return
        finally:
            for pid in self._children.values():
                _end(pid)

    def _prepare(self) -> None:
        preparation = self._control.recv()
        try:
            self._prepared = found(preparation.factory)(preparation.argument)
        except Exception as error:  # whatever it is, the parent has to hear of it
            known = error if isinstance(error, FedparseError) else None
            self._control.send(Unprepared(known, traceback.format_exc()))
            raise EOFError from error
        # What is there now is shared by all children: a collection in one of them must not copy its pages.
        gc.collect()
        gc.freeze()

    def _answer(self) -> bool:
        message = self._control.recv()
        if isinstance(message, Kill):
            if message.ident in self._children:
                _end(self._children[message.ident])
            return True
        handles = [recv_handle(self._control) for _ in range(message.handles)]
        pid = os.fork()
        if not pid:
            self._become(message, handles)
        self._children[message.ident] = pid
        for handle in handles:
            os.close(handle)
        return True

    def _become(self, message: Start, handles: list[int]) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._children.clear()
            self._control.close()
            os.close(self._wake)
            os.close(self._waker)
            os.setsid()
            _die_with(os.getppid())
            found(message.function)(*handles, self._prepared, *message.arguments)
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            # What the child started, an office suite or the like, is in its process group and must not outlive it.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            ident = next(ident for ident, known in self._children.items() if known == pid)
            del self._children[ident]
            self._control.send(Ended(ident, os.waitstatus_to_exitcode(status)))


def _end(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    # Before it has made a group of its own, it can only be killed by itself.
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _die_with(parent: int) -> None:
    """Lets the kernel kill this process when its parent ends; elsewhere than on Linux the server does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
