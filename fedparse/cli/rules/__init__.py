"""`fedparse rules`: the tools for those who write rules."""

from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.rules.check import check

NOTHING = 4

rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=texts.RULES)

rules_app.command("check", help=texts.CHECK, short_help=texts.CHECK_SHORT)(check)

Pack = Annotated[Path | None, typer.Argument(metavar="PATH", help=texts.PACK, show_default=False)]


@rules_app.command("test", help=texts.TEST, short_help=texts.TEST_SHORT)
def run_examples(
    path: Pack = None,
    ids: Annotated[list[str] | None, typer.Option("-k", metavar="ID", help=texts.RULE_ID, show_default=False)] = None,
) -> None:
    """Runs the examples; exit code 1 when one fails, 4 when no rule matches `-k`."""
    from fedparse import ruletools  # noqa: PLC0415
    from fedparse.packs import load_pack  # noqa: PLC0415

    results = ruletools.run_examples(load_pack(path), tuple(ids or ()))
    failed = [result for result in results if not result.ok]
    for result in failed:
        typer.echo(f"{result.path}:{result.line}:{result.column}: {result.rule}: {result.message}: {result.example}")
    if not results:
        typer.echo("no example of a rule matched", err=True)
        raise typer.Exit(NOTHING)
    typer.echo(f"{len(results) - len(failed)} of {len(results)} examples hold")
    if failed:
        raise typer.Exit(1)
