"""The progress bar of a batch, with rich."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

from fedparse.batch.report.text import shortened
from fedparse.cli.batchprogress import Pace, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from fedparse.batch.summary import Progress
    from fedparse.messages import Language


class Bar(Bars):
    """Two lines: how far the work is, and what is in work."""

    def __init__(self, language: Language, console: Console | None = None) -> None:
        self._language = language
        self._pace = Pace()
        self._current = ""
        columns = (BarColumn(20), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
        super().__init__(*columns, console=console or Console(stderr=True), transient=True, redirect_stdout=False)
        self._bar = self.add_task("", total=None)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar, and the name of a file below it that never takes a second line."""
        yield self.make_tasks_table(self.tasks)
        if self._current:
            yield Text(shortened(self._current, self.console.width - 1), "dim", no_wrap=True)

    def __call__(self, progress: Progress) -> None:
        """The work is that far."""
        self._pace.note(progress)
        self._current = progress.current[0] if progress.current else ""
        state = state_of(progress, self._pace).said(self._language)
        self.update(self._bar, completed=progress.done, total=progress.files or None, description=state)

    def say(self, sentence: str) -> None:
        """A sentence above the bar."""
        self.console.print(sentence, markup=False, highlight=False)


@contextmanager
def shown_bar(language: Language) -> Iterator[Bar]:
    """A bar on stderr."""
    with Bar(language) as bar:
        yield bar
