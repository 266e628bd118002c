"""Runs a batch for the command: progress, signals, the closing report, the exit code."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from fedparse.batch.report import FORMS, lines, plan_report, report
from fedparse.batch.summary import CHANGES_FILE
from fedparse.cli.batchoptions import SUMMARIES
from fedparse.cli.batchprogress import Stop, stoppable, telling
from fedparse.cli.output import Output, OutputError, complain
from fedparse.cli.rules.report import wants_colours
from fedparse.errors import MissingExtra
from fedparse.export.sinks import files_of
from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fedparse.batch.options import Dedupe, Limits, Reading
    from fedparse.batch.report import Report
    from fedparse.batch.summary import Summary
    from fedparse.messages import Language

FAILED = 1
NOTHING = 4
INTERRUPTED = 130
_COLOURS = {"bad": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks of `convert`, in the names of its parameters."""

    to: tuple[str, ...]
    reading: Reading
    limits: Limits
    workers: int | None
    dedupe: Dedupe
    resume: bool
    retry_failed: bool
    fail_fast: bool
    explain_changes: bool


def run(
    names: Sequence[str], out: Path | None, asked: Asked, summaries: Iterable[Path], language: Language, *, quiet: bool
) -> int:
    """Converts the inputs, tells how it went, and returns the exit code.

    Raises:
        typer.BadParameter: a library is missing that an output needs.
        FedparseError: the rules cannot be loaded, or nothing can be written.
        KeyboardInterrupt: a person would not wait for what is in work.
    """
    summary, stopped = _converted(names, out, asked, language, quiet=quiet)
    if not _inputs(summary):
        complain(message("there is nothing to convert in what was named").said(language))
        return NOTHING
    told = report(summary, language, _outputs(out, asked))
    kept = [_kept(path, summary, told) for path in summaries]
    if not quiet:
        show(told)
    if summary.interrupted and (stopped or not asked.fail_fast):
        return INTERRUPTED
    return 0 if all(kept) and not summary.outcomes.get("failed") else FAILED


def _kept(path: Path, summary: Summary, told: Report) -> bool:
    """Writes the report to a file; one that cannot be written is told, for the work itself is done."""
    form = SUMMARIES[path.suffix.lower()]
    try:
        with Output(str(path)) as file:
            file.write(summary.to_json() if form == "json" else FORMS[form](told).encode("utf-8", "replace"))
    except (typer.BadParameter, OutputError) as error:
        complain(str(error))
        return False
    return True


def _converted(
    names: Sequence[str], out: Path | None, asked: Asked, language: Language, *, quiet: bool
) -> tuple[Summary, bool]:
    """What came of it, and whether a person stopped it."""
    from fedparse.batch.convert import convert  # noqa: PLC0415 - starts what a dry run does not need

    with telling(language, quiet=quiet) as teller:
        stop = Stop(lambda: teller.say(message("stopping; what is in work is finished first …").said(language)))
        with stoppable(stop):
            try:
                summary = convert(
                    names,
                    out,
                    to=asked.to,
                    reading=asked.reading,
                    limits=asked.limits,
                    workers=asked.workers,
                    dedupe=asked.dedupe,
                    resume=asked.resume,
                    retry_failed=asked.retry_failed,
                    fail_fast=asked.fail_fast,
                    explain_changes=asked.explain_changes,
                    on_progress=teller,
                    on_note=teller.say,
                    stop=stop,
                )
            except MissingExtra as error:
                raise typer.BadParameter(str(error), param_hint="--to") from None
            except KeyboardInterrupt:
                teller.say(message("stopped; run the same command again to go on").said(language))
                raise
    return summary, stop.asked


def show_plan(names: Sequence[str], out: Path | None, reading: Reading, language: Language) -> int:
    """Says what a batch would do, and returns the exit code.

    Raises:
        PackError: the rules cannot be loaded.
    """
    from fedparse.batch.plan import plan  # noqa: PLC0415

    planned = plan(names, out, reading)
    if not planned.files and not planned.failures:
        complain(message("there is nothing to convert in what was named").said(language))
        return NOTHING
    show(plan_report(planned, language))
    return 0 if planned.is_sound else FAILED


def _inputs(summary: Summary) -> int:
    """How many inputs there were that could be documents."""
    return summary.files - summary.outcomes.get("skipped", 0)


def _outputs(out: Path | None, asked: Asked) -> list[str]:
    """The files that were written, in the order of the formats."""
    if out is None:
        return []
    names = [name for format_ in asked.to for name in files_of(format_)]
    names += [CHANGES_FILE] if asked.explain_changes else []
    return [str(out / name) for name in names if (out / name).exists()]


def show(told: Report) -> None:
    """The report on stdout; in colours for a person."""
    coloured = sys.stdout.isatty() and wants_colours(os.environ)
    for line in lines(told):
        shown = _printable(line.text)
        typer.echo(typer.style(shown, fg=_COLOURS.get(line.style), bold=True) if coloured and line.style else shown)


def _printable(line: str) -> str:
    """A line without characters that stdout has no bytes for: after hours of work a name must not end the command."""
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "replace").decode(encoding)
