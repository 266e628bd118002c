"""Writes what a verb found in the formats asked for, and ends with its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.ruletools.outcome import Outcome


def finish(
    outcome: Outcome,
    formats: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    lang: str | None = None,
) -> NoReturn:
    """Writes the outcome and ends the command."""
    for fault in outcome.faults:
        typer.echo(str(fault))
    typer.echo(str(outcome.summary))
    raise typer.Exit(outcome.exit_code)
