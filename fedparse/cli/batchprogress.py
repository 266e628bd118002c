"""What a batch tells while it runs, on stderr: a bar where a person sits, a line now and then elsewhere; and Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from fedparse.batch.summary import Progress
    from fedparse.messages import Language, Message

_SPAN = 30.0
"""Speed is that of the last so many seconds: what the journal had came at once, and says nothing of the rest."""
_SOONEST = 2.0
"""Before so many seconds nobody can say how long it will take."""
_ECHO = 0.5
"""Some programs pass Ctrl-C on to what they started, which has had it already: within so many seconds two are one."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Moment(NamedTuple):
    seconds: float
    done: int
    size: int


class Pace:
    """How fast it goes and how long it will take, from what was told of the work so far."""

    def __init__(self) -> None:
        self._moments: deque[_Moment] = deque()

    def note(self, progress: Progress) -> None:
        """The work is that far."""
        self._moments.append(_Moment(progress.seconds, progress.done, progress.size))
        while progress.seconds - self._moments[0].seconds > _SPAN and len(self._moments) > 2:
            self._moments.popleft()

    @property
    def speed(self) -> float:
        """Bytes a second; 0 where it is not known."""
        seconds, _, size = self._passed()
        return size / seconds if seconds > 0 else 0.0

    def left(self, progress: Progress) -> float | None:
        """The seconds it will take still; None where nobody can say."""
        seconds, done, size = self._passed()
        if seconds < _SOONEST:
            return None
        if size > 0 and progress.total_size > 0:
            return (progress.total_size - progress.size) * seconds / size
        return (progress.files - progress.done) * seconds / done if done > 0 else None

    def _passed(self) -> _Moment:
        if not self._moments:
            return _Moment(0.0, 0, 0)
        first, last = self._moments[0], self._moments[-1]
        return _Moment(last.seconds - first.seconds, last.done - first.done, last.size - first.size)


class Teller(Protocol):
    """Tells of the work."""

    def __call__(self, progress: Progress) -> None:
        """The work is that far."""

    def say(self, sentence: str) -> None:
        """A sentence of its own."""


@contextmanager
def telling(language: Language, *, quiet: bool) -> Iterator[Teller]:
    """What tells of a batch while it runs, in the way that fits stderr."""
    if quiet:
        yield Silence()
    elif sys.stderr.isatty():
        from fedparse.cli.batchbar import shown_bar  # noqa: PLC0415 - rich is slow to import

        with shown_bar(language) as bar:
            yield bar
    else:
        yield Lines(language)


class Silence:
    """Tells nothing."""

    def __call__(self, progress: Progress) -> None:
        """The work is that far."""

    def say(self, sentence: str) -> None:
        """A sentence of its own."""


class Lines:
    """Tells by lines: one every ten seconds, after ten minutes one a minute."""

    def __init__(self, language: Language, write: Callable[[str], None] | None = None) -> None:
        self._language = language
        self._write = write or _to_stderr
        self._pace = Pace()
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        """The work is that far."""
        self._pace.note(progress)
        if progress.seconds - self._told >= (10 if progress.seconds < 600 else 60):
            self._told = progress.seconds
            self._write(line_of(progress, self._pace).said(self._language))

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        self._write(sentence)


def _to_stderr(line: str) -> None:
    typer.echo(line, err=True)


def line_of(progress: Progress, pace: Pace) -> Message:
    """`1,200 of 10,000 files, 3 failed, 41 MB, 8.3 MB/s, about 2 min left`."""
    from fedparse.batch.report.wording import bytes_said  # noqa: PLC0415
    from fedparse.messages import Message, message  # noqa: PLC0415

    told = [
        message("{done} of {files} files", done=f"{progress.done:,}", files=f"{progress.files:,}"),
        message("{count} failed", count=f"{progress.failed:,}"),
    ]
    if progress.duplicates:
        told.append(message("{count} duplicates", count=f"{progress.duplicates:,}"))
    told.append(Message(bytes_said(progress.size)))
    return _with_pace(told, progress, pace)


def state_of(progress: Progress, pace: Pace) -> Message:
    """The same beside a bar, which shows the rest: `3 failed, 8.3 MB/s, about 2 min left`."""
    from fedparse.messages import message  # noqa: PLC0415

    failed = message("{count} failed", count=f"{progress.failed:,}")
    return _with_pace([failed] if progress.failed else [], progress, pace)


def _with_pace(told: list[Message], progress: Progress, pace: Pace) -> Message:
    from fedparse.batch.report.wording import about_said, joined, rate_said  # noqa: PLC0415
    from fedparse.messages import Message, message  # noqa: PLC0415

    if pace.speed:
        told.append(rate_said(pace.speed, 1))
    left = pace.left(progress)
    if left is not None:
        told.append(message("about {time} left", time=about_said(left)))
    return joined(told) if told else Message("")


class Stop:
    """Whether to stop: the first Ctrl-C or SIGTERM asks for it, a second one ends the command at once."""

    def __init__(self, say: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._since: float | None = None
        self._told = False

    @property
    def asked(self) -> bool:
        """Whether somebody asked for it."""
        return self._since is not None

    def __call__(self) -> bool:
        """As `asked`; tells the person at the first time, which no signal handler may."""
        self.listen()
        if self.asked and not self._told:
            self._told = True
            self._say()
        return self.asked

    def receive(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """A signal has come.

        Raises:
            KeyboardInterrupt: it is the second one.
        """
        now = self._clock()
        if self._since is None:
            self._since = now
        elif now - self._since > _ECHO:
            raise KeyboardInterrupt

    def listen(self) -> None:
        """Takes Ctrl-C and SIGTERM, also where the library has come to listen for callers who do not themselves."""
        if threading.current_thread() is threading.main_thread():  # no other thread may
            for name in _SIGNALS:
                if signal.getsignal(name) != self.receive:
                    signal.signal(name, self.receive)


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """Sends Ctrl-C and SIGTERM to `stop` while the batch runs."""
    before = {name: signal.getsignal(name) for name in _SIGNALS}
    stop.listen()
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for name, handler in before.items():
                signal.signal(name, handler)
