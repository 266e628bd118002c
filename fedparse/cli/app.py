"""The `fedparse` command with its subcommands, and the one place where an error becomes a sentence and an exit code."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from fedparse.cli import texts
from fedparse.cli.bugs import tell
from fedparse.cli.output import complain
from fedparse.errors import FedparseError, PackError

INTERRUPTED = 130


class Command(NamedTuple):
    """A subcommand: where it is (`module:name`, a function or an app of its own) and what the help says of it."""

    home: str
    help: str
    short_help: str | None = None


COMMANDS: Mapping[str, Command] = {
    "extract": Command("extract:extract", texts.EXTRACT, texts.EXTRACT_SHORT),
    "batch": Command("batch:batch", texts.BATCH, texts.BATCH_SHORT),
    "facts": Command("facts:facts", texts.FACTS, texts.FACTS_SHORT),
    "show": Command("show:show", texts.SHOW, texts.SHOW_SHORT),
    "validate": Command("validate:validate", texts.VALIDATE, texts.VALIDATE_SHORT),
    "schema": Command("schema:schema", texts.SCHEMA, texts.SCHEMA_SHORT),
    "rules": Command("rules:rules_app", texts.RULES),
}


class Commands(TyperGroup):
    """Runs a command and turns whatever escapes from it into one sentence and an exit code.

    Only the command that is asked for is imported: the others take as long to load as a short report to read.
    """

    def list_commands(self, _: Any) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command of a name; None where there is none."""
        return _loaded(cmd_name) if cmd_name in COMMANDS else None

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


@cache
def _loaded(name: str) -> Any:
    module, _, attribute = COMMANDS[name].home.partition(":")
    found = getattr(import_module(f"fedparse.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        command = typer.main.get_command(found)
    else:
        own = typer.Typer(rich_markup_mode=None, add_completion=False)
        own.command(name, help=COMMANDS[name].help, short_help=COMMANDS[name].short_help)(found)
        command = typer.main.get_command(own)
    command.name = name
    return command


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
