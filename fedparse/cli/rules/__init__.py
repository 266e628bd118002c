"""`fedparse rules`: the tools for those who write rules."""

from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.rules.codes import explain_code
from fedparse.cli.rules.explain import explain
from fedparse.cli.rules.files import fmt, lock, readme, schema
from fedparse.cli.rules.listing import list_rules, show
from fedparse.cli.rules.new import new

NOTHING = 4

rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=texts.RULES)

Pack = Annotated[Path | None, typer.Argument(metavar="PATH", help=texts.PACK, show_default=False)]


@rules_app.command("check", help=texts.CHECK, short_help=texts.CHECK_SHORT)
def check(path: Pack = None) -> None:
    """Says what is wrong in a pack that loads; a pack that does not load is exit code 3."""
    from fedparse import ruletools  # noqa: PLC0415 - commands load only what they use
    from fedparse.packs import load_pack  # noqa: PLC0415

    faults = ruletools.check(path)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        raise typer.Exit(1)
    pack = load_pack(path)
    typer.echo(f"{pack.name} {pack.version}: OK ({len(pack.rules)} rules)")


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


rules_app.command("explain", help=texts.EXPLAIN, short_help=texts.EXPLAIN_SHORT)(explain)
rules_app.command("explain-code", help=texts.EXPLAIN_CODE, short_help=texts.EXPLAIN_CODE_SHORT)(explain_code)
rules_app.command("list", help=texts.LIST, short_help=texts.LIST_SHORT)(list_rules)
rules_app.command("show", help=texts.SHOW_RULE, short_help=texts.SHOW_RULE_SHORT)(show)
rules_app.command("new", help=texts.NEW, short_help=texts.NEW_SHORT)(new)
rules_app.command("fmt", help=texts.FMT, short_help=texts.FMT_SHORT)(fmt)
rules_app.command("lock", help=texts.LOCK, short_help=texts.LOCK_SHORT)(lock)
rules_app.command("schema", help=texts.RULE_SCHEMA, short_help=texts.RULE_SCHEMA_SHORT)(schema)
rules_app.command("readme", help=texts.README, short_help=texts.README_SHORT)(readme)
