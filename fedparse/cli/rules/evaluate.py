"""`fedparse rules eval`: how good the rules are, by gold files."""

from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults
from fedparse.cli.rules import options


def _least(values: list[str] | None) -> list[str]:
    """Refuses what is neither `0.95` nor `TYPE=0.95`; without any it is that of the project's configuration."""
    from fedparse.ruletools.evaluate import FAILED, LINKS, MENTIONS, SCORED  # noqa: PLC0415 - commands load only what they use

    known = (*SCORED, MENTIONS, FAILED, *LINKS)
    for value in values or ():
        name, equals, bar = value.rpartition("=")
        if equals and name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
            raise typer.BadParameter(f"unknown type `{name}`; {hint}")
        try:
            right = 0 <= Decimal(bar) <= 1
        except InvalidOperation:
            right = False
        if not right:
            raise typer.BadParameter(f"`{bar}` is no number from 0 to 1")
    least = defaults().min_f1
    return values or ([] if least is None else [str(least)])


def _gold(values: list[Path] | None) -> list[Path]:
    """The directories that are named, or those of the project's configuration."""
    found = values or [*defaults().gold]
    if not found:
        raise typer.BadParameter("name gold files with --gold, or `gold` in fedparse.toml")
    return found


def evaluate(
    gold: Annotated[
        list[Path] | None,
        typer.Option("--gold", metavar="DIR", callback=_gold, help=texts.GOLD, show_default=False),
    ] = None,
    types: Annotated[list[str] | None, typer.Option("-k", metavar="TYPE", help=texts.EVAL_TYPE)] = None,
    min_f1: Annotated[
        list[str] | None, typer.Option("--min-f1", metavar="F1", callback=_least, help=texts.MIN_F1)
    ] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help=texts.EVAL_BASELINE)] = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE", help=texts.SAVE_FIGURES)] = None,
    listed: Annotated[bool, typer.Option("--list", help=texts.EVAL_LIST)] = False,
    right: Annotated[bool, typer.Option("--list-right", help=texts.EVAL_RIGHT)] = False,
    rules: options.Rules = None,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    lang: options.Lang = None,
) -> None:
    """Exit code 1 when a figure is too low or a gold line cannot be used, 4 when there is no gold line."""
    from fedparse.cli.rules import report  # noqa: PLC0415
    from fedparse.ruletools import evaluate as evaluation  # noqa: PLC0415

    asked = evaluation.Options(
        types=tuple(types or ()),
        least={name: Decimal(bar) for name, _, bar in (value.rpartition("=") for value in min_f1 or ())},
        baseline=baseline,
        save=save,
        listed=listed,
        right=right,
    )
    report.finish(evaluation.evaluate(rules, gold or (), asked), formats, outputs, lang)
