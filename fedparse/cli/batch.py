"""`fedparse batch`: an archive in, tables and JSON out; a shell over `fedparse.batch.convert`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.batchoptions import (
    all_inputs,
    bytes_of,
    check_places,
    known_formats,
    positive,
    size_of_memory,
    summaries,
)
from fedparse.cli.options import Encoding, RulesDir, Year
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Lang


class Dedupe(StrEnum):
    """Which inputs repeat others."""

    EXACT = "exact"
    NEAR = "near"
    OFF = "off"


class YearFrom(StrEnum):
    """Where the year of a report may be taken from."""

    FILENAME = "filename"


def batch(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help=texts.BATCH_INPUTS, show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help=texts.BATCH_OUT)] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="FORMATS", callback=known_formats, help=texts.BATCH_TO)
    ] = None,
    files_from: Annotated[list[str] | None, typer.Option(metavar="FILE", help=texts.BATCH_FILES_FROM)] = None,
    *,
    null: Annotated[bool, typer.Option("--null", "-0", help=texts.BATCH_NULL)] = False,
    workers: Annotated[int | None, typer.Option(metavar="N", min=1, help=texts.BATCH_WORKERS)] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", callback=positive, help=texts.BATCH_TIMEOUT, show_default=False)
    ] = 60.0,
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE", callback=size_of_memory, help=texts.BATCH_MAX_MEMORY, show_default=False)
    ] = "2G",
    dedupe: Annotated[Dedupe, typer.Option(help=texts.BATCH_DEDUPE, show_default=False)] = Dedupe.EXACT,
    resume: Annotated[bool, typer.Option(help=texts.BATCH_RESUME, show_default=False)] = True,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help=texts.BATCH_RETRY_FAILED)] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help=texts.BATCH_FAIL_FAST)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=texts.BATCH_DRY_RUN)] = False,
    summary: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", callback=summaries, help=texts.BATCH_SUMMARY)
    ] = None,
    explain_changes: Annotated[bool, typer.Option("--explain-changes", help=texts.BATCH_EXPLAIN_CHANGES)] = False,
    rules: RulesDir = None,
    year: Year = None,
    year_from: Annotated[YearFrom | None, typer.Option(help=texts.BATCH_YEAR_FROM)] = None,
    encoding: Encoding = None,
    column: Annotated[list[str] | None, typer.Option(metavar="NAME", help=texts.BATCH_COLUMN)] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help=texts.WITH_TEXT)] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=texts.BATCH_QUIET)] = False,
    lang: Lang = None,
) -> None:
    """Converts every input, tells how it went, and goes on when one cannot be read."""
    from fedparse.batch.options import Limits, Reading  # noqa: PLC0415 - commands load only what they use
    from fedparse.cli import batchrun  # noqa: PLC0415

    if out is None and not dry_run:
        raise typer.BadParameter("say where the results go, as --out results", param_hint="--out")
    if not inputs and not files_from:
        raise typer.BadParameter("name files or folders, or a list of them with --files-from", param_hint="INPUT")
    language = report.chosen_language(lang)
    names = all_inputs(inputs or (), files_from or (), null=null)
    check_places(out, names, summary or ())
    reading = Reading(encoding, tuple(column or ()), year, "filename" if year_from else None, with_text, rules)
    if dry_run:
        raise typer.Exit(batchrun.show_plan(names, out, reading, language))
    asked = batchrun.Asked(
        to=tuple(to or ("jsonl",)),
        reading=reading,
        limits=Limits(timeout, bytes_of(max_memory)),
        workers=workers,
        dedupe=dedupe.value,
        resume=resume,
        retry_failed=retry_failed,
        fail_fast=fail_fast,
        explain_changes=explain_changes,
    )
    raise typer.Exit(batchrun.run(names, out, asked, summary or (), language, quiet=quiet))
