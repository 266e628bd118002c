"""Options that the verbs of `fedparse rules` share."""

from pathlib import Path
from typing import Annotated

import typer

from fedparse.cli import texts

FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")

Pack = Annotated[Path | None, typer.Argument(metavar="PATH", help=texts.PACK, show_default=False)]
Packs = Annotated[list[Path] | None, typer.Argument(metavar="PATH…", help=texts.PACK, show_default=False)]
Rules = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help=texts.RULES_DIR)]
Ids = Annotated[list[str] | None, typer.Option("-k", metavar="ID", help=texts.RULE_ID, show_default=False)]
Formats = Annotated[
    list[str] | None, typer.Option("--format", "-f", metavar="FORMAT", help=texts.REPORT_FORMAT, show_default=False)
]
Outputs = Annotated[
    list[str] | None, typer.Option("--output", "-o", metavar="FILE", help=texts.REPORT_OUTPUT, show_default=False)
]
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANG", help=texts.LANG, show_default=False)]
