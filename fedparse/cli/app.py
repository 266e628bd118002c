"""The `fedparse` command with its subcommands, and the one place where an error becomes a sentence and an exit code."""

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fedparse.cli import texts
from fedparse.cli.batch import batch
from fedparse.cli.bugs import tell
from fedparse.cli.extract import extract
from fedparse.cli.output import complain
from fedparse.cli.rules import rules_app
from fedparse.cli.schema import schema
from fedparse.cli.show import show
from fedparse.cli.validate import validate
from fedparse.errors import FedparseError, PackError

INTERRUPTED = 130


class Commands(TyperGroup):
    """Runs a command and turns whatever escapes from it into one sentence and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Takes `--debug` out wherever it stands: a person adds it at the end of the line that failed."""
        end = args.index("--") if "--" in args else len(args)
        ctx.meta["debug"] = "--debug" in args[:end]
        return super().parse_args(ctx, [arg for arg in args[:end] if arg != "--debug"] + args[end:])

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (KeyboardInterrupt, Exception) as error:
            code = exit_code(error, debug=ctx.meta["debug"])
            if code is None:
                raise
            raise typer.Exit(code) from None
        return result


def exit_code(error: BaseException, *, debug: bool) -> int | None:
    """Says what went wrong and gives the exit code; None for what typer itself shows (usage, `Exit`)."""
    if isinstance(error, typer.Abort) or hasattr(error, "exit_code"):
        return None
    if isinstance(error, KeyboardInterrupt):
        complain(texts.INTERRUPTED)
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader has seen enough. Python flushes stdout once more at its end: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, PackError):
        typer.echo("\n".join(map(str, error.faults)), err=True)
        return 3
    if isinstance(error, FedparseError):
        complain(str(error))
        return 1
    return tell(error, debug=debug)


def _version(wanted: bool) -> None:
    if wanted:
        from fedparse.version import VERSION  # noqa: PLC0415

        typer.echo(f"fedparse {VERSION}")
        raise typer.Exit


app = typer.Typer(
    name="fedparse",
    cls=Commands,
    help=texts.APP,
    epilog=texts.APP_EPILOG,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    *,
    _version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_version, help=texts.VERSION)] = False,
    _debug: Annotated[bool, typer.Option("--debug", help=texts.DEBUG)] = False,
) -> None:
    pass


app.command("extract", help=texts.EXTRACT, short_help=texts.EXTRACT_SHORT)(extract)
app.command("batch", help=texts.BATCH, short_help=texts.BATCH_SHORT)(batch)
app.command("show", help=texts.SHOW, short_help=texts.SHOW_SHORT)(show)
app.command("validate", help=texts.VALIDATE, short_help=texts.VALIDATE_SHORT)(validate)
app.command("schema", help=texts.SCHEMA, short_help=texts.SCHEMA_SHORT)(schema)
app.add_typer(rules_app, name="rules", help=texts.RULES)
