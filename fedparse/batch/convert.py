"""convert(): many inputs to files of results, in several processes, with a journal to go on from."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.batch import journal as journals
from fedparse.batch.dedupe import Deduper
from fedparse.batch.errors import refused
from fedparse.batch.export_process import Export
from fedparse.batch.exporting import Follower
from fedparse.batch.forking import Preparation
from fedparse.batch.inputs import find, is_among
from fedparse.batch.journal import Journal, Settings
from fedparse.batch.lock import locked
from fedparse.batch.options import Limits, Reading
from fedparse.batch.past import parts_of
from fedparse.batch.pool import Loss, Pool
from fedparse.batch.processes import launcher
from fedparse.batch.stored import Result, Task, Unchanged
from fedparse.batch.summary import Progress, Summary
from fedparse.batch.tallies import Tallies
from fedparse.batch.worker import Orders
from fedparse.export.sinks import SINKS
from fedparse.packs import load_pack
from fedparse.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from fedparse.batch.options import Dedupe
    from fedparse.batch.pool import Done
    from fedparse.batch.processes import Launcher
    from fedparse.packs import RulePack

_WORK = "fedparse.batch.worker:prepare"
_TOLD = 0.1
"""Seconds between two reports of progress."""


def convert(
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str] | None,
    *,
    to: Collection[str] = ("jsonl",),
    reading: Reading = Reading(),  # noqa: B008 - frozen
    limits: Limits = Limits(),  # noqa: B008 - frozen
    workers: int | None = None,
    dedupe: Dedupe = "exact",
    resume: bool = True,
    retry_failed: bool = False,
    fail_fast: bool = False,
    explain_changes: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_note: Callable[[str], None] | None = None,
    stop: Callable[[], bool] | None = None,
    _work: str = _WORK,
) -> Summary:
    """Converts files, folders, archives and tables.

    The outputs hang on the names, the bytes and the options alone: any number of workers, any order of the inputs, and
    a run that was killed and called again give the same bytes. What was in `out` before stays until all of the new is
    there.

    Args:
        inputs: Files, folders (with all that is in them) and patterns (`reports/**/*.docx`).
        out: The folder for the results and the journal, which is made if need be. None writes nothing.
        to: Formats: `jsonl`, `csv`, `xlsx`, `sqlite`, `parquet`.
        reading: How each input is read.
        limits: What each input may cost.
        workers: Processes; as many as the machine has processors unless it is given.
        dedupe: Which inputs are left out as they repeat an earlier one (in the order of the names): `exact`, those
            of the same text; `near`, those of almost the same; `off`, none.
        resume: Whether results of earlier calls are used, where bytes, rules, version and options are the same.
        retry_failed: Whether inputs that failed are tried again; a missing file is looked for at every call.
        fail_fast: Whether the first input that fails ends it.
        explain_changes: Whether the figures that changed rules have changed are listed.
        on_progress: Is told now and then how far it is.
        on_note: Is told, in a sentence, what is worth knowing of the journal.
        stop: Is asked now and then whether to stop. So does Ctrl-C: what is being worked on is finished, the outputs of
            what is done are written, and the next call goes on from there.

    Returns:
        What was done.

    Raises:
        BatchError: It cannot go on; what is done is in the journal.
        PackError: The rules cannot be loaded.
        MissingExtra: A format needs a library that is not installed.
        ValueError: An option has no such value.
    """
    wanted = Wanted(
        to=tuple(name for name in SINKS if name in to) if out else (),
        reading=reading,
        limits=limits,
        workers=workers or os.cpu_count() or 1,
        dedupe=dedupe,
        resume=resume,
        retry_failed=retry_failed,
        fail_fast=fail_fast,
        explain_changes=explain_changes,
        work=_work,
    )
    _check(wanted, to)
    inputs = list(inputs)
    if out and is_among(Path(out), inputs):
        raise ValueError(f"the folder of the results, {os.fspath(out)}, is an input; choose one for the results alone")
    listeners = Listeners(on_progress, on_note or (lambda _: None), stop or (lambda: False))
    with ExitStack() as stack:
        home = _home(Path(out), stack) if out else None
        try:
            return _Batch(wanted, listeners, home, stack).run(inputs)
        except sqlite3.Error as error:
            raise refused(error, home / journals.FILE if home else "a temporary file") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of a batch, as `convert` has them."""

    to: tuple[str, ...]
    reading: Reading
    limits: Limits
    workers: int
    dedupe: Dedupe
    resume: bool
    retry_failed: bool
    fail_fast: bool
    explain_changes: bool
    work: str


@dataclass(frozen=True, slots=True)
class Listeners:
    """Whom a batch tells and asks."""

    progress: Callable[[Progress], None] | None
    note: Callable[[str], None]
    stop: Callable[[], bool]


def _check(wanted: Wanted, to: Collection[str]) -> None:
    unknown = sorted(set(to) - set(SINKS))
    if unknown:
        raise ValueError(f"there is no format {unknown[0]!r}; there are {', '.join(SINKS)}")
    if wanted.dedupe not in {"exact", "near", "off"}:
        raise ValueError(f"`dedupe` cannot be {wanted.dedupe!r}; it can be exact, near or off")
    if wanted.workers < 1:
        raise ValueError(f"there must be one worker at least, not {wanted.workers}")


def _home(out: Path, stack: ExitStack) -> Path:
    """The folder of the journal, locked."""
    home = out / journals.HOME
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / "spool").mkdir(exist_ok=True)
        # Whatever archives these folders takes the outputs and leaves the journal.
        stack.enter_context(locked(home / "lock"))
        for left in home.glob("export-*"):
            shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise refused(error, out) from error
    return home


@dataclass(slots=True)
class _Batch:
    """One call of `convert`."""

    wanted: Wanted
    listeners: Listeners
    home: Path | None
    stack: ExitStack
    interrupted: bool = False
    started: float = field(default_factory=time.monotonic)
    _told: float = 0.0
    _done: int = 0
    _failed: int = 0
    _size: int = 0

    def run(self, inputs: Iterable[str | os.PathLike[str]]) -> Summary:
        """Does all of it."""
        pack = load_pack(self.wanted.reading.rules)
        journal = self._journal(pack)
        asked = self.stack.enter_context(interrupts())
        launch = self._launcher()
        self.stack.callback(launch.close)
        export = self._export(journal, launch)
        journal.begin(find(inputs, self.home.parent if self.home else None), parts_of(pack) if self.home else "{}")
        if not journal.files:
            # The results of before are worth more than empty ones: a folder was named wrongly, or a disk is not there.
            journal.close()
            return self._summary(Tallies(), pack)
        export.begin()
        self._work(journal, export, launch, asked)
        tallies = export.finish()
        journal.close()
        if self.home and not self.interrupted:
            shutil.rmtree(self.home / "spool", ignore_errors=True)
        return self._summary(tallies, pack)

    def _journal(self, pack: RulePack) -> Journal:
        wanted = self.wanted
        path = self.home / journals.FILE if self.home else None
        if path:
            journals.mended(path, self.listeners.note)
            if not wanted.resume:
                journals.remove(path)
        return Journal(
            path,
            Settings.of(wanted.reading, pack.digest),
            retry=wanted.retry_failed,
            dedupe=wanted.dedupe,
            payload=bool(wanted.to),
        )

    def _launcher(self) -> Launcher:
        wanted, home = self.wanted, self.home
        spool = home / "spool" if home else Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        orders = Orders(
            wanted.reading,
            spool.absolute(),
            (home / journals.FILE).absolute() if home else None,
            writes=bool(wanted.to),
            dedupe=wanted.dedupe,
            explains=wanted.explain_changes,
        )
        return launcher(Preparation(wanted.work, orders))

    def _export(self, journal: Journal, launch: Launcher) -> Export | _Counting:
        wanted = self.wanted
        if not self.home:
            return _Counting(journal, wanted.dedupe)
        export = Export(self.home, wanted.to, wanted.dedupe, launch, explains=wanted.explain_changes)
        return self.stack.enter_context(export)

    def _work(self, journal: Journal, export: Export | _Counting, launch: Launcher, asked: threading.Event) -> None:
        pool: Pool[Task] = Pool(self.wanted.workers, self.wanted.limits, launch)
        with pool:
            for done in pool.run(journal.tasks):
                if done:
                    answers = [(each.task, _result(each)) for each in done]
                    journal.take(answers)
                    self._count(answers)
                export.advance()
                self._tell(journal, pool, export)
                if not self.interrupted and self._is_over(asked):
                    self.interrupted = True
                    pool.stop()

    def _is_over(self, asked: threading.Event) -> bool:
        return asked.is_set() or self.listeners.stop() or (self.wanted.fail_fast and self._failed > 0)

    def _count(self, answers: Sequence[tuple[Task, Result | Unchanged]]) -> None:
        for _, answer in answers:
            self._done += 1
            self._size += answer.size or 0
            self._failed += isinstance(answer, Result) and answer.fate == "failed"

    def _tell(self, journal: Journal, pool: Pool[Task], export: Export | _Counting) -> None:
        now = time.monotonic()
        if self.listeners.progress is None or now - self._told < _TOLD:
            return
        self._told = now
        self.listeners.progress(
            Progress(
                files=journal.files,
                done=self._done,
                failed=self._failed,
                duplicates=export.duplicates,
                size=self._size,
                total_size=journal.size,
                seconds=now - self.started,
                current=tuple(task.name for task in pool.current),
            )
        )

    def _summary(self, tallies: Tallies, pack: RulePack) -> Summary:
        return Summary(
            interrupted=self.interrupted,
            files=tallies.files,
            left=tallies.left,
            reused=tallies.reused,
            outcomes=dict(sorted(tallies.outcomes.items())),
            formats=dict(sorted(tallies.formats.items())),
            encodings=dict(sorted(tallies.encodings.items())),
            years=dict(sorted(tallies.years.items())),
            reports=tallies.reports,
            sections=tallies.sections,
            mentions=dict(sorted(tallies.mentions.items())),
            facts=tallies.facts,
            programs=tallies.frequent,
            diagnostics=dict(sorted(tallies.diagnostics.items())),
            failures=tallies.failures,
            skipped=tallies.skipped,
            duplicates=tallies.duplicates,
            slowest=tallies.slowest,
            changes=tallies.changes if self.wanted.explain_changes else None,
            size=tallies.size,
            seconds=time.monotonic() - self.started,
            workers=self.wanted.workers,
            version=VERSION,
            rules={"name": pack.name, "version": pack.version, "digest": pack.digest},
        )


@dataclass(slots=True)
class _Counting:
    """Stands for the export where nothing is written: it only counts."""

    journal: Journal
    dedupe: Dedupe
    _follower: Follower | None = None

    @property
    def duplicates(self) -> int:
        """Duplicates so far."""
        return self._follower.tallies.outcomes["duplicate"] if self._follower else 0

    def begin(self) -> None:
        """As `Export.begin`."""

    def advance(self) -> None:
        """Counts what is done."""
        self._follower = self._follower or Follower(self.journal.base, (), Deduper(self.dedupe))
        while self._follower.advance():
            pass

    def finish(self) -> Tallies:
        """Counts the rest."""
        self.advance()
        assert self._follower
        while self._follower.advance(to_the_end=True):
            pass
        return self._follower.close()


def _result(done: Done[Task]) -> Result | Unchanged:
    """The result of a task, for the journal."""
    if isinstance(done.answer, Loss):
        loss = done.answer
        return Result("failed", loss.code, loss.reason, sha256=loss.note.hex() or None, trace=loss.trace)
    return done.answer  # type: ignore[no-any-return]


@contextmanager
def interrupts() -> Iterator[threading.Event]:
    """Meanwhile the first Ctrl-C only sets the event; the second one interrupts as usual."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(*_: Any) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
