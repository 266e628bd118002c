"""`fedparse rules mutate`: which small changes of the rules no example notices."""

import os
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults
from fedparse.cli.rules import options


def mutate(
    path: options.Pack = None,
    ids: options.Ids = None,
    minimum: Annotated[
        float | None, typer.Option("--min", metavar="N", min=0, max=100, help=texts.MUTATE_MIN, show_default=False)
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help=texts.MUTATE_JOBS, show_default=False)
    ] = None,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    lang: options.Lang = None,
) -> None:
    """Exit code 1 when the score is too low, 3 when the pack does not load, 4 when there is nothing to change."""
    from fedparse.cli.rules import report  # noqa: PLC0415 - commands load only what they use
    from fedparse.packs import load_pack  # noqa: PLC0415
    from fedparse.ruletools.mutate import mutate as tried  # noqa: PLC0415

    wanted = defaults().min_mutation if minimum is None else minimum
    with report.loading("mutate", formats, outputs, lang):
        outcome = tried(load_pack(path), tuple(ids or ()), wanted, jobs or os.cpu_count() or 1)
    report.finish(outcome, formats, outputs, lang)
