"""`fedparse show`: one file, for people."""

import sys
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.inputs import chosen_pack, read_input
from fedparse.cli.options import Encoding, RulesDir, Types, Year


def show(
    path: Annotated[str, typer.Argument(metavar="PATH", help=texts.PATH, show_default=False)],
    section: Annotated[str | None, typer.Option("--section", metavar="ID", help=texts.SECTION)] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="ID", help=texts.REPORT)] = None,
    types: Types = None,
    year: Year = None,
    encoding: Encoding = None,
    rules: RulesDir = None,
) -> None:
    """Shows sections, facts, mentions and text, or the part of them that is asked for."""
    from fedparse.cli.page import Page  # noqa: PLC0415 - commands load only what they use
    from fedparse.cli.render import NotThereError, choose, render  # noqa: PLC0415
    from fedparse.pipeline import parse_source  # noqa: PLC0415

    document = parse_source(read_input(path, encoding), year=year, pack=chosen_pack(rules), with_text=True)
    try:
        parts = choose(document, report, section)
    except NotThereError as error:
        raise typer.BadParameter(str(error), param_hint=error.option) from None
    render(document, parts, frozenset(types or ()), Page(sys.stdout))
