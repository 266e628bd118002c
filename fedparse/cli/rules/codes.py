"""`fedparse rules explain-code`: the page of a code."""

from enum import StrEnum
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import OutputFile
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Lang


class PageFormat(StrEnum):
    """How the pages are written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def explain_code(
    ids: Annotated[list[str] | None, typer.Argument(metavar="CODE", help=texts.CODES, show_default=False)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help=texts.ALL_CODES)] = False,
    form: Annotated[PageFormat, typer.Option("--format", "-f", help=texts.CODES_FORMAT)] = PageFormat.TEXT,
    output: OutputFile = None,
    lang: Lang = None,
) -> None:
    """Shows what a code means and what to do, or the list of all; as Markdown, every page in both languages."""
    from fedparse.codes import codes  # noqa: PLC0415 - commands load only what they use
    from fedparse.reporting.pages import code_list, code_page, codes_page, unknown_code  # noqa: PLC0415

    language = report.chosen_language(lang)
    if bool(ids) == all_:
        raise typer.BadParameter("name a code, as FED001, or give --all")
    for id_ in ids or ():
        if id_.upper() not in codes():
            raise typer.BadParameter(unknown_code(id_).said(language), param_hint="CODE")
    if all_:
        text = codes_page() if form is PageFormat.MARKDOWN else code_list(language)
    else:
        text = "\n".join(code_page(codes()[id_.upper()], language) for id_ in ids or ())
    report.write(output or report.STDOUT, text, colours=form is PageFormat.TEXT)
