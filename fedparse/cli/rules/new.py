"""`fedparse rules new`: a rule drafted from a marked sentence, and proven before it is shown."""

from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Formats, Lang, Outputs, Rules


def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=texts.NEW_KIND, show_default=False)],
    *,
    examples: Annotated[list[str], typer.Option("--from", metavar="TEXT", help=texts.NEW_FROM, show_default=False)],
    counter_examples: Annotated[
        list[str] | None, typer.Option("--not", metavar="TEXT", help=texts.NEW_NOT, show_default=False)
    ] = None,
    id_: Annotated[str, typer.Option("--id", metavar="ID", help=texts.NEW_ID)] = "",
    anchor: Annotated[str, typer.Option("--anchor", metavar="NAME", help=texts.NEW_ANCHOR)] = "",
    rules: Rules = None,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Drafts a rule; exit code 1 when none holds, or the one that does breaks examples of the pack."""
    from fedparse.packs import load_pack  # noqa: PLC0415 - commands load only what they use
    from fedparse.ruletools.new import new as run  # noqa: PLC0415

    with report.loading("new", formats, outputs, lang):
        made = run(load_pack(rules), kind, examples, tuple(counter_examples or ()), id_=id_, anchor=anchor)
        report.finish(made, formats, outputs, lang)
