"""`fedparse rules diff`: what a change of rules changes over a corpus."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults
from fedparse.cli.rules import options


def _known_sorts(values: list[str] | None) -> list[str]:
    """Splits `lost,changed` and refuses what is no change."""
    from fedparse.ruletools.diff import FAIL_ON  # noqa: PLC0415 - commands load only what they use

    names = [name.strip() for value in values or () for name in value.split(",") if name.strip()]
    for name in names:
        if name not in FAIL_ON:
            near = get_close_matches(name, FAIL_ON, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(FAIL_ON)}"
            raise typer.BadParameter(f"unknown change `{name}`; {hint}")
    return names


def _corpus(values: list[Path] | None) -> list[Path]:
    """The texts that are named, or those of the project's configuration."""
    found = values or [*defaults().corpus]
    if not found:
        raise typer.BadParameter("name texts with --corpus, or `corpus` in fedparse.toml")
    return found


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=texts.DIFF_OLD, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=texts.DIFF_NEW, show_default=False)],
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="PATH", callback=_corpus, help=texts.CORPUS, show_default=False),
    ] = None,
    ids: options.Ids = None,
    fail_on: Annotated[
        list[str] | None, typer.Option("--fail-on", metavar="CHANGES", callback=_known_sorts, help=texts.FAIL_ON)
    ] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help=texts.DIFF_BASELINE)] = None,
    save_baseline: Annotated[
        Path | None, typer.Option("--save-baseline", metavar="FILE", help=texts.SAVE_BASELINE)
    ] = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE", help=texts.SAVE_READINGS)] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help=texts.LIMIT)] = 50,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help=texts.JOBS)] = None,
    rules: options.Rules = None,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    lang: options.Lang = None,
) -> None:
    """Exit code 1 when a change is one of `--fail-on` and not accepted, 3 when a side cannot be loaded."""
    from fedparse.cli.rules import report  # noqa: PLC0415
    from fedparse.ruletools import diff as differences  # noqa: PLC0415

    asked = differences.Options(
        rules=tuple(ids or ()),
        fail_on=differences.sorts(fail_on or (), accepts=baseline is not None),
        accepted=baseline,
        save=save,
        save_accepted=save_baseline,
        limit=limit,
        jobs=jobs,
        default=rules,
    )
    report.finish(differences.diff(old, new, corpus or (), asked), formats, outputs, lang)
