"""`fedparse rules list` and `show`: the rules of a pack as a table, and one of them as a card."""

from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Formats, Ids, Lang, Outputs, Pack, Rules


def list_rules(
    path: Pack = None,
    *,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=texts.LIST_KIND)] = "",
    status: Annotated[str, typer.Option("--status", metavar="STATUS", help=texts.LIST_STATUS)] = "",
    ids: Ids = None,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Shows the rules of a pack as a table; exit code 4 when none is as asked."""
    from fedparse.packs import load_pack  # noqa: PLC0415 - commands load only what they use
    from fedparse.ruletools.listing import list_rules as run  # noqa: PLC0415

    with report.loading("list", formats, outputs, lang):
        found = run(load_pack(path), kind=kind, status=status, ids=tuple(ids or ()))
        report.finish(found, formats, outputs, lang)


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help=texts.SHOW_RULE_ID, show_default=False)],
    *,
    rules: Rules = None,
    effective: Annotated[bool, typer.Option("--effective", help=texts.EFFECTIVE)] = False,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Shows all about one rule; exit code 4 when there is none of that id."""
    from fedparse.packs import load_pack  # noqa: PLC0415
    from fedparse.ruletools.listing import show as run  # noqa: PLC0415

    with report.loading("show", formats, outputs, lang):
        report.finish(run(load_pack(rules), id_, effective=effective), formats, outputs, lang)
