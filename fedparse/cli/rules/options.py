"""Options that the verbs of `fedparse rules` share, and the checks of their values before any work is done."""

from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.options import defaults, rules_or_default
from fedparse.cli.rules import report


def _formats(ctx: typer.Context, value: list[str] | None) -> list[str] | None:
    return _fitting(ctx, "formats", value)


def _outputs(ctx: typer.Context, value: list[str] | None) -> list[str] | None:
    return _fitting(ctx, "outputs", value)


def _fitting(ctx: typer.Context, name: str, value: list[str] | None) -> list[str] | None:
    """Notes one of the two; when both are known, a usage error tells what does not fit."""
    given: dict[str, list[str] | None] = ctx.meta.setdefault("fedparse.report", {})
    given[name] = value
    if len(given) > 1:
        report.targets(given["formats"], given["outputs"])
    return value


def _language(value: str | None) -> str | None:
    return defaults().lang if value is None else report.chosen_language(value)


def pack_in_use(value: Path | None) -> Path | None:
    """The pack that is meant: as given, as the project has it, or the one in whose directory one stands."""
    chosen = rules_or_default(value)
    return Path() if chosen is None and Path("pack.toml").is_file() else chosen


def _packs(value: list[Path] | None) -> list[Path] | None:
    rules = None if value else pack_in_use(None)
    return [rules] if rules else value


Pack = Annotated[Path | None, typer.Argument(metavar="PATH", callback=pack_in_use, help=texts.PACK, show_default=False)]
Packs = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH…", callback=_packs, help=texts.PACK, show_default=False)
]
Rules = Annotated[Path | None, typer.Option("--rules", metavar="DIR", callback=pack_in_use, help=texts.PACK)]
Ids = Annotated[list[str] | None, typer.Option("-k", metavar="ID", help=texts.RULE_ID, show_default=False)]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", "-f", metavar="FORMAT", callback=_formats, help=texts.REPORT_FORMAT, show_default=False),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", callback=_outputs, help=texts.REPORT_OUTPUT, show_default=False),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="LANG", callback=_language, help=texts.LANG, show_default=False)
]
