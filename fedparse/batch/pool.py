"""Worker processes that may hang, crash or run out of memory: that costs the task they were at, and nothing else.

Tasks go out in chunks, so that a small one does not pay for a message of its own. A shared cell (`processes.Cell`) says
which task of its chunk a worker is at and since when. When it is late or dead, that one is to blame; what it had
answered stays answered, and the rest goes to others. A task that ended its worker is tried once more, first thing in a
fresh worker, before it is called the cause: the process may have been killed by somebody else, or have been full.

What the tasks are is no matter here: the work is a function, made once by a factory named in `Preparation`.
"""

from __future__ import annotations

import signal
import time
import traceback
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from fedparse.batch.errors import BatchError
from fedparse.batch.processes import KILLED, Cell

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from fedparse.batch.options import Limits
    from fedparse.batch.processes import Child, Launcher

T = TypeVar("T")

_FLUSH = 0.03
"""Seconds after which a worker sends the answers it has."""
_CHUNK = 0.05
"""Seconds that a chunk of tasks should take."""
_MOST = 64
_AHEAD = 2
"""Chunks that a worker has: one it works on, and one so that it need not wait for the next."""
_LOOK = 0.1
"""Seconds between two looks at the cells."""
_KILLS = 3
"""So often may somebody else kill the worker of one and the same task before the task is blamed."""
_STILLBORN = 20
"""So many workers may end one after the other without having begun a task."""


class Loss(NamedTuple):
    """Why there is no answer to a task: `code` is `timeout`, `crash`, `memory` or `bug`, `reason` a sentence.

    `note` is what the worker had noted about the task, `trace` the traceback of a bug.
    """

    code: str
    reason: str
    note: bytes = b""
    trace: str | None = None


class Done(NamedTuple, Generic[T]):
    """A task that is over: `answer` is what the work returned, or the `Loss`."""

    task: T
    answer: Any


class _Full(NamedTuple):
    """A worker's answer when the memory is used up; it ends then."""


class _Fatal(NamedTuple):
    """A worker's answer when no task can be worked on any more."""

    sentence: str


@dataclass(eq=False, slots=True)
class _Given(Generic[T]):
    """A task with the times it ended a worker: `kills` by a signal that may be somebody else's, `ends` otherwise."""

    task: T
    kills: int = 0
    ends: int = 0


@dataclass(eq=False, slots=True)
class _Worker(Generic[T]):
    child: Child
    given: deque[_Given[T]] = field(default_factory=deque)
    answered: int = 0
    chunks: deque[int] = field(default_factory=deque)
    """How many tasks each chunk that is not yet answered had, less those answered."""


class Pool(Generic[T]):
    """Some worker processes; a context manager, at whose end none of them is left.

    Args:
        workers: How many processes.
        limits: What one task may cost.
        launch: What starts them. What it has prepared is the work: `work(task, note)` returns the answer, and `note`
            takes up to 47 bytes that the parent has even if the task ends its worker.
    """

    def __init__(self, workers: int, limits: Limits, launch: Launcher) -> None:
        self._limits = limits
        self._launch = launch
        self._workers: list[_Worker[T] | None] = [None] * workers
        self._again: deque[_Given[T]] = deque()
        self._suspects: deque[_Given[T]] = deque()
        self._stillborn = 0
        self._pace = 0.0
        """Seconds that a task takes, on the average of the last ones."""
        self._stopped = False

    def __enter__(self) -> Pool[T]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            if worker:
                self._launch.end(worker.child)

    @property
    def current(self) -> tuple[T, ...]:
        """The tasks that are worked on now."""
        found = []
        for worker in self._workers:
            place = self._place(worker) if worker else None
            if worker and place is not None:
                found.append(worker.given[place].task)
        return tuple(found)

    def stop(self) -> None:
        """Gives out no more tasks: `run` ends when those that are out are done."""
        self._stopped = True

    def run(self, feed: Callable[[int], Sequence[T]]) -> Iterator[list[Done[T]]]:
        """Works on all tasks.

        Args:
            feed: Gives the next tasks, at most so many. That it has none is not its last word as long as answers are
                due: they may bring new tasks.

        Yields:
            What is done, as it comes; an empty list where nothing was for a while.

        Raises:
            BatchError: The work cannot go on.
        """
        while True:
            waiting = self._give(feed)
            if not waiting:
                return
            done: list[Done[T]] = []
            for ready in wait(waiting, _LOOK):
                done += self._hear(waiting[ready])  # type: ignore[index]
            for place, worker in enumerate(self._workers):
                if worker and self._late(worker):
                    done += self._bury(place, late=True)
            yield done

    def _give(self, feed: Callable[[int], Sequence[T]]) -> dict[Connection, int]:
        """Gives tasks to the workers that can take them; returns the connections of those that have any."""
        for place, worker in enumerate(self._workers):
            if worker is None:
                if self._suspects:
                    self._send(self._born(place), [self._suspects.popleft()])
                elif given := self._next(feed):
                    self._send(self._born(place), given)
        for _ in range(_AHEAD):
            for worker in self._workers:
                if (
                    worker
                    and len(worker.chunks) < _AHEAD
                    and not self._is_trying(worker)
                    and (given := self._next(feed))
                ):
                    self._send(worker, given)
        return {worker.child.connection: place for place, worker in enumerate(self._workers) if worker and worker.given}

    def _is_trying(self, worker: _Worker[T]) -> bool:
        return bool(worker.given) and bool(worker.given[0].kills or worker.given[0].ends)

    def _next(self, feed: Callable[[int], Sequence[T]]) -> list[_Given[T]]:
        if self._stopped:
            return []
        size = max(1, min(_MOST, int(_CHUNK / self._pace))) if self._pace else 1
        if self._again:
            return [self._again.popleft() for _ in range(min(size, len(self._again)))]
        return [_Given(task) for task in feed(size)]

    def _born(self, place: int) -> _Worker[T]:
        child = self._launch.start("fedparse.batch.pool:serve", self._limits)
        worker: _Worker[T] = _Worker(child)
        self._workers[place] = worker
        return worker

    def _send(self, worker: _Worker[T], given: list[_Given[T]]) -> None:
        worker.given += given
        worker.chunks.append(len(given))
        # A worker that is dead is noticed when it is listened to.
        with suppress(OSError):
            worker.child.connection.send([each.task for each in given])

    def _hear(self, place: int) -> list[Done[T]]:
        """What a worker says: answers, or by its silence that it is dead."""
        worker = self._workers[place]
        assert worker is not None
        try:
            answers, seconds = worker.child.connection.recv()
        except (EOFError, OSError):
            return self._bury(place)
        self._stillborn = 0
        if answers:
            self._pace += (seconds / len(answers) - self._pace) * (0.2 if self._pace else 1)
        done: list[Done[T]] = []
        for answer in answers:
            if isinstance(answer, _Fatal):
                raise BatchError(answer.sentence)
            if isinstance(answer, _Full):
                return done + self._bury(place, full=True)
            done.append(Done(worker.given.popleft().task, answer))
            worker.answered += 1
            worker.chunks[0] -= 1
            if not worker.chunks[0]:
                worker.chunks.popleft()
        return done

    def _place(self, worker: _Worker[T]) -> int | None:
        """Which of its tasks a worker is at; None when it is at none, or has just sent the answer."""
        task = worker.child.cell.now().task
        place = task - worker.answered
        return place if task != Cell.IDLE and 0 <= place < len(worker.given) else None

    def _late(self, worker: _Worker[T]) -> bool:
        now = worker.child.cell.now()
        return now.task != Cell.IDLE and time.monotonic_ns() - now.since > self._limits.timeout * 1e9

    def _bury(self, place: int, *, late: bool = False, full: bool = False) -> list[Done[T]]:
        """Ends a worker, finds out which task is to blame, and gives back the others."""
        worker = self._workers[place]
        assert worker is not None
        self._workers[place] = None
        status = self._launch.end(worker.child)
        guilty = 0 if full else self._place(worker)
        note = worker.child.cell.now().note
        # It may have finished the task in the moment before it was killed.
        late = late and self._late(worker)
        given = list(worker.given)
        if guilty is None:
            self._again.extendleft(reversed(given))
            self._stillborn += not worker.answered
            if self._stillborn > _STILLBORN:
                raise BatchError(f"worker processes end before they begin ({_ending(status)}); give them more memory")
            return []
        blamed = given.pop(guilty)
        self._again.extendleft(reversed(given))
        loss = self._judged(blamed, status, note, late=late, full=full)
        return [Done(blamed.task, loss)] if loss else []

    def _judged(self, blamed: _Given[T], status: int, note: bytes, *, late: bool, full: bool) -> Loss | None:
        """The verdict on a task that ended its worker; None when it gets another try."""
        if late:
            return Loss("timeout", f"took longer than {self._limits.timeout:g} seconds", note)
        tries = blamed.kills if status == KILLED and not full else blamed.ends
        if tries < (_KILLS if status == KILLED and not full else 1):
            blamed.kills += status == KILLED and not full
            blamed.ends += status != KILLED or full
            self._suspects.append(blamed)
            return None
        if full:
            return Loss("memory", f"needed more than {_size(self._limits.max_memory)} of memory", note)
        return Loss("crash", f"made the process crash ({_ending(status)})", note)


def serve(connection: Connection, cell: Cell, work: Any, limits: Limits) -> None:
    """What a worker process does: it answers chunk after chunk until the parent hangs up."""
    _limit_memory(limits.max_memory)
    # The parent is gone, or has hung up in the middle: both mean the end.
    with suppress(EOFError, OSError):
        _serve(connection, cell, work, limits)


def _serve(connection: Connection, cell: Cell, work: Any, limits: Limits) -> None:
    number = 0
    while True:
        tasks = connection.recv()
        answers: list[object] = []
        start = time.monotonic()
        for task in tasks:
            _limit_time(limits.timeout)
            cell.begin(number, time.monotonic_ns())
            answer = _answer(work, task, cell)
            if isinstance(answer, _Full):
                # The traceback that held what filled the memory is gone by now.
                cell.rest()
                connection.send(([*answers, answer], time.monotonic() - start))
                return
            number += 1
            answers.append(answer)
            if (now := time.monotonic()) - start > _FLUSH:
                cell.rest()
                connection.send((answers, now - start))
                answers, start = [], now
        cell.rest()
        if answers:
            connection.send((answers, time.monotonic() - start))


def _answer(work: Any, task: object, cell: Cell) -> object:
    """The answer to a task."""
    try:
        answer: object = work(task, cell.note)
    except MemoryError:
        return _Full()
    except BatchError as error:
        return _Fatal(str(error))
    except Exception as error:
        reason = f"met a fault of fedparse ({type(error).__name__}: {error}); please report it"
        return Loss("bug", reason, cell.now().note, traceback.format_exc())
    return answer


def _limit_memory(most: int) -> None:
    """Lets an allocation beyond `most` bytes of address space fail. A child may lift it: an office suite maps more."""
    if resource and hasattr(resource, "RLIMIT_AS"):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _limit_time(timeout: float) -> None:
    """Lets the kernel end a task that computes on although nobody watches it any more."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + 2 * timeout) + 10, hard))


def _ending(status: int) -> str:
    if status >= 0:
        return f"exit code {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def _size(size: int) -> str:
    for unit, name in ((2**30, "GiB"), (2**20, "MiB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"
