"""`fedparse rules explain`: why a rule fired, and why not."""

from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import Year
from fedparse.cli.rules.options import Formats, Lang, Outputs, Rules


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE:LINE", help=texts.EXPLAINED, show_default=False)],
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="ID", help=texts.EXPLAINED_RULE, show_default=False)
    ] = None,
    rules: Rules = None,
    year: Year = None,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Explains a sentence, a file or a line of it; exit code 4 when there is nothing to explain."""
    from fedparse.cli.rules import report  # noqa: PLC0415 - commands load only what they use
    from fedparse.packs import load_pack  # noqa: PLC0415
    from fedparse.ruletools.explaining import UnknownRuleError, explaining, target  # noqa: PLC0415

    language = report.chosen_language(lang)
    with report.loading("explain", formats, outputs, lang):
        pack = load_pack(rules)
    try:
        outcome = explaining(target(text), pack, rule=rule, year=year, language=language)
    except UnknownRuleError as error:
        raise typer.BadParameter(error.told.said(language), param_hint="--rule") from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="TEXT") from None
    report.finish(outcome, formats, outputs, lang)
