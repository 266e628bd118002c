"""Worker processes that hang, crash or run out of memory: each costs its own task and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from fedparse.batch.errors import BatchError
from fedparse.batch.forking import Preparation
from fedparse.batch.options import Limits
from fedparse.batch.pool import Done, Loss, Pool
from fedparse.batch.processes import Forker, Spawner, launcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fedparse.batch.processes import Launcher

WORK = Preparation("batch_work:make", None)
BRIEF = Limits(timeout=1.0, max_memory=2**30)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals and limits are those of POSIX")


@pytest.fixture(params=[Forker, Spawner])
def launch(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    launch: Launcher = request.param(WORK)
    yield launch
    launch.close()


@pytest.fixture
def fork() -> Iterator[Launcher]:
    launch = launcher(WORK)
    yield launch
    launch.close()


def run(launch: Launcher, tasks: Iterable[str], workers: int = 2, limits: Limits = BRIEF) -> list[Done[str]]:
    source = iter(tasks)
    with Pool[str](workers, limits, launch) as pool:
        return [each for done in pool.run(lambda most: list(islice(source, most))) for each in done]


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_running(pid)


VERDICTS = [
    pytest.param("hang", "timeout", "took longer than 1 seconds", id="a task that sleeps"),
    pytest.param("spin", "timeout", "took longer than 1 seconds", id="a task that computes without end"),
    pytest.param("exit", "crash", "made the process crash (exit code 3)", id="a task that ends the interpreter"),
    pytest.param("segv", "crash", "made the process crash (signal SIGSEGV)", id="a fault in native code"),
    pytest.param("kill", "crash", "made the process crash (signal SIGKILL)", id="a process that is always killed"),
    pytest.param("memory", "memory", "needed more than 1 GiB of memory", id="more memory than it may have"),
    pytest.param(
        "bug", "bug", "met a fault of fedparse (ValueError: no such thing); please report it", id="an exception"
    ),
]


@pytest.mark.parametrize(("task", "code", "reason"), VERDICTS)
def test_a_bad_task_is_named_with_its_reason_and_costs_itself_alone(
    fork: Launcher, task: str, code: str, reason: str
) -> None:
    tasks = [f"a-{number}" for number in range(100)]
    tasks.insert(50, task)
    done = run(fork, tasks)
    assert sorted(each.task for each in done) == sorted(tasks)
    losses = {each.task: each.answer for each in done if isinstance(each.answer, Loss)}
    assert {name: loss[:3] for name, loss in losses.items()} == {task: (code, reason, task.encode())}


def test_all_at_once_however_processes_are_made(launch: Launcher) -> None:
    tasks = [f"a-{number}" for number in range(200)]
    bad = ["exit", "segv", "memory", "bug", "hang", "kill", "exit-2", "memory-2"]
    for number, task in enumerate(bad):
        tasks.insert(20 * number, task)
    done = run(launch, tasks)
    assert sorted(each.task for each in done) == sorted(tasks)
    assert sorted(each.task for each in done if isinstance(each.answer, Loss)) == sorted(bad)


def test_a_task_that_did_no_harm_survives_the_death_of_its_worker(fork: Launcher) -> None:
    """The system may kill any process when memory is short: not the task that happened to be in it is to blame."""
    tasks = [f"slow-{number}" for number in range(40)]
    source = iter(tasks)
    done: list[Done[str]] = []
    killed: set[int] = set()
    with Pool[str](2, BRIEF, fork) as pool:
        for some in pool.run(lambda most: list(islice(source, most))):
            done += some
            if len(done) >= 5 * (len(killed) + 1) and len(killed) < 4:
                pid = _a_worker(killed)
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
    assert killed
    assert sorted(each.task for each in done) == sorted(tasks)
    assert not [each for each in done if isinstance(each.answer, Loss)]


def test_the_server_of_the_workers_may_be_killed(fork: Launcher) -> None:
    tasks = [f"slow-{number}" for number in range(20)]
    source = iter(tasks)
    done: list[Done[str]] = []
    killed = False
    with Pool[str](2, BRIEF, fork) as pool:
        for some in pool.run(lambda most: list(islice(source, most))):
            done += some
            if done and not killed:
                os.kill(_children(os.getpid())[-1], signal.SIGKILL)
                killed = True
    assert sorted(each.task for each in done) == sorted(tasks)
    assert not [each for each in done if isinstance(each.answer, Loss)]


def test_a_task_that_is_done_may_bring_new_ones(fork: Launcher) -> None:
    waiting = ["first"]
    seen = []
    with Pool[str](2, BRIEF, fork) as pool:
        for done in pool.run(lambda most: [waiting.pop() for _ in range(min(most, len(waiting)))]):
            seen += [each.answer for each in done]
            if seen == ["FIRST"]:
                waiting.extend(["second", "third"])
    assert sorted(seen) == ["FIRST", "SECOND", "THIRD"]


def test_what_is_in_work_is_finished_when_it_is_stopped(fork: Launcher) -> None:
    given: list[str] = []

    def feed(most: int) -> list[str]:
        given.extend(f"slow-{len(given) + number}" for number in range(min(most, 2)))
        return given[-min(most, 2) :]

    done: list[Done[str]] = []
    with Pool[str](2, BRIEF, fork) as pool:
        for some in pool.run(feed):
            done += some
            pool.stop()
    assert sorted(each.task for each in done) == sorted(given)


def test_workers_without_any_memory_end_the_batch_with_a_sentence(fork: Launcher) -> None:
    done = run(fork, ["a", "b"], limits=Limits(1.0, 2**20))
    assert {each.answer.code for each in done if isinstance(each.answer, Loss)} <= {"memory", "crash"}


def test_what_cannot_be_prepared_is_told() -> None:
    launch = launcher(Preparation("batch_work:no_such_factory", None))
    with pytest.raises(BatchError, match="no_such_factory"):
        run(launch, ["a"])
    launch.close()


def test_what_a_task_started_does_not_outlive_its_worker(fork: Launcher) -> None:
    """An office suite that a reader left behind would eat memory for ever."""
    done = run(fork, ["child", "exit"], workers=1)
    pid = next(each.answer for each in done if each.task == "child")
    assert gone(pid)


def test_no_process_is_left(fork: Launcher) -> None:
    done = run(fork, [f"pid-{number}" for number in range(50)])
    fork.close()
    assert all(gone(each.answer) for each in done)
    assert _children(os.getpid()) == []


def test_workers_end_with_their_parent_even_if_they_hang() -> None:
    program = """
import sys
from fedparse.batch.forking import Preparation
from fedparse.batch.options import Limits
from fedparse.batch.pool import Pool
from fedparse.batch.processes import launcher
tasks = ["pid", "spin", "hang"]
with Pool(2, Limits(timeout=60.0), launcher(Preparation("batch_work:make", None))) as pool:
    for done in pool.run(lambda most: [tasks.pop(0) for _ in range(min(most, len(tasks)))]):
        for each in done:
            print(each.answer, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=_environment()) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        time.sleep(0.3)
        below = [*_children(parent.pid), *(child for each in _children(parent.pid) for child in _children(each))]
        parent.kill()
    assert len(below) >= 3
    assert all(gone(each) for each in below)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def _children(pid: int) -> list[int]:
    """The processes that a process has started and not yet buried."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, status in rows if not status.startswith("Z") and _is_ours(int(pid))]


def _is_ours(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:  # noqa: PTH123
            return b"fedparse.batch" in line.read()
    except FileNotFoundError:
        return False


def _a_worker(but: set[int]) -> int:
    return next(pid for server in _children(os.getpid()) for pid in _children(server) if pid not in but)
