"""`fedparse extract`: reports in, JSON out."""

from contextlib import nullcontext
from enum import StrEnum
from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.bugs import BUG, tell
from fedparse.cli.inputs import chosen_pack, read_input
from fedparse.cli.options import Encoding, Only, OutputFile, RulesDir, Year
from fedparse.cli.output import Documents, Output, complain
from fedparse.cli.progress import progress
from fedparse.errors import FedparseError, PackError


class Format(StrEnum):
    """How several documents stand in one output."""

    JSON = "json"
    JSONL = "jsonl"


def extract(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help=texts.PATHS, show_default=False)],
    output: OutputFile = None,
    form: Annotated[Format | None, typer.Option("--format", help=texts.FORMAT)] = None,
    *,
    with_text: Annotated[bool, typer.Option("--with-text", help=texts.WITH_TEXT)] = False,
    year: Year = None,
    encoding: Encoding = None,
    rules: RulesDir = None,
    only: Only = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=texts.QUIET)] = False,
) -> None:
    """Reads each path, writes its document, and goes on when one cannot be read."""
    from fedparse.pipeline import parse_source  # noqa: PLC0415 - commands load only what they use

    pack = chosen_pack(rules)
    names = frozenset(only) if only else None
    failed = bugs = 0
    with Output(output) as out, progress(paths, quiet=quiet) as bar:
        documents = Documents(out, lines=form is Format.JSONL or _names_lines(output, form), several=len(paths) > 1)
        for path in paths:
            bar.begin(path)
            try:
                source = read_input(path, encoding)
                document = parse_source(source, year=year, pack=pack, with_text=with_text, only=names)
            except PackError:
                raise
            except FedparseError as error:
                with bar.aside():
                    complain(str(error))
                failed += 1
            except Exception as error:
                with bar.aside():
                    bugs += tell(error, debug=ctx.meta["debug"], where=path) == BUG
            else:
                with bar.aside() if out.is_terminal else nullcontext():
                    documents.add(document)
            bar.end()
        documents.close()
        if failed + bugs == len(paths):
            out.discard()
    if failed + bugs and len(paths) > 1 and not quiet:
        complain(texts.FAILED.format(failed=failed + bugs, total=len(paths)))
    if failed or bugs:
        raise typer.Exit(BUG if bugs else 1)


def _names_lines(output: str | None, form: Format | None) -> bool:
    """Whether the name of the output asks for JSON Lines, where no option says otherwise."""
    return form is None and output is not None and output.lower().endswith((".jsonl", ".ndjson"))
