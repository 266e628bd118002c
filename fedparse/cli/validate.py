"""`fedparse validate`: is this JSON what the contract says?"""

from typing import Annotated

import typer

from fedparse.cli import texts
from fedparse.cli.inputs import open_input
from fedparse.cli.output import complain
from fedparse.errors import SourceError


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help=texts.FILES, show_default=False)],
    max_faults: Annotated[int, typer.Option("--max-faults", metavar="N", min=0, help=texts.MAX_FAULTS)] = 20,
) -> None:
    """Checks each file; exit code 1 when one of them has a fault."""
    clean = True
    for path in files:
        try:
            clean = _check(path, max_faults) and clean
        except SourceError as error:
            complain(str(error))
            clean = False
    if not clean:
        raise typer.Exit(1)


def _check(path: str, max_faults: int) -> bool:
    """Prints `OK`, or the first faults and how many there are."""
    from fedparse.validation import validate as check  # noqa: PLC0415 - commands load only what they use

    documents = broken = faults = 0
    with open_input(path) as stream:
        for checked in check(stream, path):
            documents += 1
            broken += bool(checked.mismatches)
            for mismatch in checked.mismatches:
                if faults < max_faults:
                    typer.echo(str(mismatch))
                faults += 1
    if not documents:
        typer.echo(f"{path}: there is no document in it")
        return False
    if not faults:
        typer.echo(f"{path}: OK ({_count(documents, 'document')})")
        return True
    rest = f"; {max_faults} shown" if faults > max_faults else ""
    typer.echo(f"{path}: {_count(faults, 'fault')} in {broken} of {_count(documents, 'document')}{rest}")
    return False


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
