"""`fedparse rules test`: the examples of a pack and its golden documents."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from fedparse.cli import texts
from fedparse.cli.options import defaults, rules_or_default
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Formats, Ids, Lang, Outputs, Pack  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from fedparse.messages import Language
    from fedparse.ruletools.golden import Answer, Ask, Difference

_PYTEST = "fedparse.pytest"
_ANSWERS: dict[str, Answer] = {"a": "accept", "r": "reject", "s": "skip", "q": "quit"}
_NO_INPUT = "there is nobody to answer; run it in a terminal, or accept everything with --update"


class TestCommand(TyperCommand):
    """Takes what stands behind `--` for pytest: there, it would be a PATH."""

    __test__ = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments before `--`."""
        end = args.index("--") if "--" in args else len(args)
        ctx.meta[_PYTEST] = args[end + 1 :]
        return super().parse_args(ctx, args[:end])


def run_tests(
    ctx: typer.Context,
    path: Pack = None,
    *,
    ids: Ids = None,
    first: Annotated[bool, typer.Option("-x", help=texts.FIRST)] = False,
    forms: Annotated[bool, typer.Option("--forms/--no-forms", help=texts.FORMS)] = False,
    inherited: Annotated[bool, typer.Option("--all", help=texts.ALL_EXAMPLES)] = False,
    update: Annotated[bool, typer.Option("--update", help=texts.UPDATE)] = False,
    review: Annotated[bool, typer.Option("--review", help=texts.REVIEW)] = False,
    covered: Annotated[bool, typer.Option("--coverage", help=texts.COVERED)] = False,
    minimum: Annotated[
        float | None, typer.Option("--min", metavar="N", min=0, max=100, help=texts.COVERAGE_MIN, show_default=False)
    ] = None,
    workers: Annotated[str | None, typer.Option("-n", metavar="NUM", help=texts.WORKERS, show_default=False)] = None,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Runs the examples; exit code 1 when one fails, 4 when none was there to run."""
    from fedparse.packs import load_pack  # noqa: PLC0415 - commands load only what they use
    from fedparse.ruletools import testing  # noqa: PLC0415

    if update and review:
        raise typer.BadParameter("--update accepts everything; --review asks: use one of them")
    if minimum is not None and not covered:
        raise typer.BadParameter("--min N is for --coverage", param_hint="--min")
    ask = _asks(report.chosen_language(lang)) if review else None
    with report.loading("test", formats, outputs, lang):
        try:
            outcome = testing.run_tests(
                load_pack(rules_or_default(path)),
                tuple(ids or ()),
                forms=forms,
                inherited=inherited,
                first=first,
                workers=workers,
                arguments=ctx.meta[_PYTEST],
                update=update,
                ask=ask,
                covered=covered,
                minimum=defaults().min_coverage if minimum is None else minimum,
            )
        except testing.TestingError as error:
            raise typer.BadParameter(str(error)) from None
    report.finish(outcome, formats, outputs, lang)


def _asks(language: Language) -> Ask:
    """Shows a difference on stderr and reads a key: a, r, s or q."""

    def ask(place: str, difference: Difference) -> Answer:
        typer.echo(f"{place}: {difference.text().said(language)}", err=True)
        while True:
            typer.echo(texts.ASK, err=True, nl=False)
            key = _key()
            typer.echo(key, err=True)
            if key in _ANSWERS:
                return _ANSWERS[key]

    return ask


def _key() -> str:
    """The next key, or the next letter of what is piped in."""
    if sys.stdin.isatty():
        return typer.getchar().lower()
    while key := sys.stdin.read(1):
        if not key.isspace():
            return key.lower()
    raise typer.BadParameter(_NO_INPUT, param_hint="--review")
