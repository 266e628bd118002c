"""`fedparse rules coverage`: what of the rules the examples, and a corpus, reach."""

from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults
from fedparse.cli.rules import options


def coverage(
    path: options.Pack = None,
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="DIR", exists=True, help=texts.COVERAGE_CORPUS, show_default=False),
    ] = None,
    ids: options.Ids = None,
    minimum: Annotated[
        float | None, typer.Option("--min", metavar="N", min=0, max=100, help=texts.COVERAGE_MIN, show_default=False)
    ] = None,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    lang: options.Lang = None,
) -> None:
    """Exit code 1 when a rule is not hit or too few alternatives are, 3 when the pack does not load, 4 for no rule."""
    from fedparse.cli.rules import report  # noqa: PLC0415 - commands load only what they use
    from fedparse.packs import load_pack  # noqa: PLC0415
    from fedparse.ruletools.coverage import coverage as covered  # noqa: PLC0415

    project = defaults()
    asked = tuple(ids or ()), corpus or project.corpus or None, project.min_coverage if minimum is None else minimum
    with report.loading("coverage", formats, outputs, lang):
        outcome = covered(load_pack(path), *asked)
    report.finish(outcome, formats, outputs, lang)
