"""`fedparse rules check`."""

from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults
from fedparse.cli.rules.options import Formats, Lang, Outputs, Packs

Fix = Annotated[bool, typer.Option("--fix", help=texts.FIX)]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="CODE", help=texts.IGNORE_CODE, show_default=False)
]


def check(
    paths: Packs = None,
    *,
    fix: Fix = False,
    ignore: Ignore = None,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Says what is wrong in packs; exit code 1 when something is, 3 when one of them cannot be used."""
    from fedparse.cli.rules.report import finish  # noqa: PLC0415 - commands load only what they use
    from fedparse.ruletools.checkup import check_packs  # noqa: PLC0415
    from fedparse.ruletools.suppress import not_to_ignore  # noqa: PLC0415

    codes = ignore or defaults().ignore
    for code in codes:
        problem = not_to_ignore(code)
        if problem:
            raise typer.BadParameter(str(problem), param_hint="--ignore")
    finish(check_packs(paths or (), fix=fix, ignore=codes), formats, outputs, lang)
