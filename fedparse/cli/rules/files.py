"""`fedparse rules fmt`, `lock`, `schema`, `readme`: the files of a pack, and those that are made from it."""

from enum import StrEnum
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.rules import report
from fedparse.cli.rules.options import Formats, Lang, Outputs, Pack


class SchemaFile(StrEnum):
    """The files of a pack that have a schema."""

    RULES = "rules"
    MACROS = "macros"
    PACK = "pack"


Check = Annotated[bool, typer.Option("--check", help=texts.ONLY_CHECK)]
Write = Annotated[bool, typer.Option("--write", help=texts.WRITE_INTO_PACK)]


def fmt(
    path: Pack = None,
    *,
    check: Check = False,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Brings the files of a pack into their canonical form."""
    from fedparse.ruletools.fmt import fmt as run  # noqa: PLC0415 - commands load only what they use

    with report.loading("fmt", formats, outputs, lang):
        report.finish(run(path, check=check), formats, outputs, lang)


def lock(
    path: Pack = None,
    *,
    check: Check = False,
    force: Annotated[bool, typer.Option("--force", help=texts.LOCK_FORCE)] = False,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Writes or checks the hashes of a pack."""
    from fedparse.ruletools.lock import lock as run  # noqa: PLC0415

    with report.loading("lock", formats, outputs, lang):
        report.finish(run(path, check=check, force=force), formats, outputs, lang)


def schema(
    path: Pack = None,
    *,
    of: Annotated[SchemaFile, typer.Option("--of", help=texts.SCHEMA_OF)] = SchemaFile.RULES,
    write: Write = False,
    check: Check = False,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Shows a schema, or writes or checks those of a pack."""
    from fedparse.ruletools.schemas import schema as run  # noqa: PLC0415

    with report.loading("schema", formats, outputs, lang):
        report.finish(run(path, name=of.value, write=write, check=check), formats, outputs, lang)


def readme(
    path: Pack = None,
    *,
    write: Write = False,
    check: Check = False,
    formats: Formats = None,
    outputs: Outputs = None,
    lang: Lang = None,
) -> None:
    """Shows, writes or checks the README of a pack."""
    from fedparse.ruletools.readme import readme as run  # noqa: PLC0415

    with report.loading("readme", formats, outputs, lang):
        report.finish(run(path, write=write, check=check), formats, outputs, lang)
