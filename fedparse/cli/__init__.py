"""The command line: options in, one library call, output, exit code. Nothing heavy is imported until a command runs."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Runs `fedparse` with the arguments of the process, and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark, not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from fedparse.cli.app import app  # noqa: PLC0415 - after the streams are safe to write to

    app(prog_name="fedparse")
