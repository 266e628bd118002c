"""Writes what a verb found in the formats asked for, and ends with its exit code."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import typer

from fedparse.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.messages import Language
    from fedparse.ruletools.outcome import Outcome

FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")
STDOUT = "-"
_SUFFIXES = {
    ".json": "json",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".txt": "text",
}
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_HEADING = re.compile(r"^(?P<level>\w+)(?P<code>\[FED\d+\])")
_CARETS = re.compile(r"^( *\| *)(\^+)$")


class Target(NamedTuple):
    """One output: a format, and the file it goes to, `-` for stdout."""

    form: str
    path: str


def finish(
    outcome: Outcome,
    formats: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    lang: str | None = None,
) -> NoReturn:
    """Writes the outcome to every output and ends the command with its exit code.

    Raises:
        typer.Exit: always, with the exit code.
        typer.BadParameter: the formats and outputs do not fit together, or a file cannot be written.
        OutputError: the writing failed halfway.
    """
    from fedparse.reporting import FORMATS as RENDER  # noqa: PLC0415 - commands load only what they use

    language = chosen_language(lang)
    # All is made before any is written: what goes wrong here leaves every file as it was.
    made = [(target, RENDER[target.form](outcome, language)) for target in targets(formats, outputs)]
    for target, text in sorted(made, key=lambda pair: pair[0].path == STDOUT):
        write(target.path, text, colours=target.form == "text")
    raise typer.Exit(outcome.exit_code)


@contextmanager
def loading(
    verb: str,
    formats: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    lang: str | None = None,
) -> Iterator[None]:
    """Around all that a verb does: a pack that cannot be loaded comes out in the formats asked for, exit code 3."""
    try:
        yield
    except PackError as error:
        from fedparse.messages import message  # noqa: PLC0415
        from fedparse.ruletools.outcome import Outcome  # noqa: PLC0415

        summary = message("the pack cannot be used; faults: {count}", count=len(error.faults))
        finish(Outcome(verb, "", 0, summary, faults=error.faults, loaded=False), formats, outputs, lang)


def targets(formats: Sequence[str] | None, outputs: Sequence[str] | None) -> list[Target]:
    """Which format goes where: the n-th output takes the n-th format, an output without one that of its name.

    Raises:
        typer.BadParameter: a format is not known, a name tells none, or two outputs have the same place.
    """
    forms, paths = list(formats or ()), list(outputs or ())
    for form in forms:
        if form not in FORMATS:
            raise typer.BadParameter(f"there is no format `{form}`; {_hint(form)}", param_hint="--format")
    found = [Target(form, path) for form, path in zip(forms, paths, strict=False)]
    found += [Target(form, STDOUT) for form in forms[len(paths) :]]
    found += [Target(_form(path), path) for path in paths[len(forms) :]]
    places = [target.path if target.path == STDOUT else str(Path(target.path).absolute()) for target in found]
    if places.count(STDOUT) > 1:
        raise typer.BadParameter("only one format can go to stdout; give the others a file with --output")
    if len(set(places)) < len(places):
        raise typer.BadParameter("two formats would go to the same file", param_hint="--output")
    return found or [Target("text", STDOUT)]


def _hint(form: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for who has mistyped

    near = get_close_matches(form, FORMATS, 1)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(FORMATS)}"


def _form(path: str) -> str:
    """The format that the name of an output tells."""
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if path.lower().endswith(suffix):
            return _SUFFIXES[suffix]
    if path == STDOUT:
        return "text"
    known = " ".join(_SUFFIXES)
    raise typer.BadParameter(f"`{path}` tells no format ({known}); name one with --format", param_hint="--output")


def chosen_language(lang: str | None, environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the results: that of `--lang`, else of the locale.

    Raises:
        typer.BadParameter: it is none that results are written in.
    """
    if lang is None:
        named = next((environment[name] for name in _LOCALE if environment.get(name)), "")
        return "zh" if named.lower().startswith("zh") else "en"
    start = re.split("[-_.]", lang.lower())[0]
    if start not in {"en", "zh"}:
        raise typer.BadParameter(f"there is no language `{lang}`; known are en, zh", param_hint="--lang")
    return "zh" if start == "zh" else "en"


def write(path: str, text: str, *, colours: bool = False) -> None:
    """Writes a text: to a file, which is replaced when all of it is there, or to stdout."""
    from fedparse.cli.output import Output  # noqa: PLC0415

    if path == STDOUT and colours:
        # Text for people is written in the encoding of their terminal, what machines read in UTF-8.
        shown = painted(text) if sys.stdout.isatty() and wants_colours(os.environ) else text
        typer.echo(shown, nl=False)
        return
    with Output(path) as out:
        out.write(text.encode("utf-8", "replace"))


def wants_colours(environment: Mapping[str, str]) -> bool:
    """See https://no-color.org: whatever its value, `NO_COLOR` means none."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def painted(text: str) -> str:
    """The text format in colours: the levels and the carets below a source line."""
    lines, colour = [], "red"
    for line in text.split("\n"):
        if heading := _HEADING.match(line):
            colour = _level_colour(heading["level"])
            mark = typer.style(heading[0], fg=colour, bold=True)
            lines.append(mark + line[heading.end() :])
        elif carets := _CARETS.match(line):
            lines.append(carets[1] + typer.style(carets[2], fg=colour, bold=True))
        else:
            lines.append(line)
    return "\n".join(lines)


def _level_colour(word: str) -> str:
    """The colour of a level by its word in either language."""
    from fedparse.reporting.findings import LEVELS, level_name  # noqa: PLC0415

    names = {level_name(level, language): level for level in LEVELS for language in ("en", "zh")}
    return _COLOURS[names.get(word, "error")]
