"""`fedparse extract`: reports in, JSON out."""

from contextlib import nullcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.bugs import BUG, tell
from fedparse.cli.inputs import Input, chosen_pack
from fedparse.cli.options import Encoding, Only, OutputFile, RulesDir, Year
from fedparse.cli.output import Documents, Output, complain
from fedparse.cli.progress import progress
from fedparse.errors import FedparseError, PackError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fedparse.model import Document
    from fedparse.sources import SourceText


class Format(StrEnum):
    """How several documents stand in one output."""

    JSON = "json"
    JSONL = "jsonl"


def extract(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help=texts.PATHS, show_default=False)],
    output: OutputFile = None,
    form: Annotated[Format | None, typer.Option("--format", help=texts.FORMAT)] = None,
    column: Annotated[list[str] | None, typer.Option("--column", metavar="NAME", help=texts.COLUMN)] = None,
    *,
    with_text: Annotated[bool, typer.Option("--with-text", help=texts.WITH_TEXT)] = False,
    year: Year = None,
    encoding: Encoding = None,
    rules: RulesDir = None,
    only: Only = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=texts.QUIET)] = False,
) -> None:
    """Reads each path, writes its documents, and goes on when one cannot be read."""
    from fedparse.pipeline import parse_source  # noqa: PLC0415 - commands load only what they use
    from fedparse.sources import Options  # noqa: PLC0415

    pack = chosen_pack(rules)
    names = frozenset(only) if only else None

    def parse(source: "SourceText") -> "Document":
        return parse_source(source, year=year, pack=pack, with_text=with_text, only=names)

    inputs = [Input(path, Options(encoding, tuple(column or ()))) for path in paths]
    several = len(inputs) > 1 or inputs[0].holds_several()
    total = failed = bugs = 0
    with Output(output) as out, progress(paths, quiet=quiet) as bar:
        documents = Documents(out, lines=form is Format.JSONL or _names_lines(output, form), several=several)
        for given in inputs:
            bar.begin(given.path)
            for name, made in _parsed(given, parse):
                total += 1
                with bar.aside() if isinstance(made, Exception) or out.is_terminal else nullcontext():
                    if isinstance(made, FedparseError):
                        complain(str(made))
                        failed += 1
                    elif isinstance(made, Exception):
                        bugs += tell(made, debug=ctx.meta["debug"], where=name) == BUG
                    else:
                        documents.add(made)
            bar.end()
        documents.close()
        if failed + bugs == total:
            out.discard()
    if failed + bugs and several and not quiet:
        complain(texts.FAILED.format(failed=failed + bugs, total=total))
    if failed or bugs:
        raise typer.Exit(BUG if bugs else 1)


def _parsed(given: Input, parse: "Callable[[SourceText], Document]") -> "Iterator[tuple[str, Document | Exception]]":
    """The documents of an input, each with its name; for one that cannot be done, why.

    Raises:
        PackError: The rules cannot be used, so no document can be done.
    """
    sources = given.sources()
    while True:
        name = given.path
        made: Document | Exception
        try:
            source = next(sources, None)
            if source is None:
                return
            if isinstance(source, SourceError):
                name, made = source.source, source
            else:
                name = source.name
                made = parse(source)
        except PackError:
            raise
        except Exception as error:
            made = error
        yield name, made


def _names_lines(output: str | None, form: Format | None) -> bool:
    """Whether the name of the output asks for JSON Lines, where no option says otherwise."""
    return form is None and output is not None and output.lower().endswith((".jsonl", ".ndjson"))
