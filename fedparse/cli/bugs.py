"""Tells a person of an error that nobody foresaw."""

from __future__ import annotations

from fedparse.cli import texts
from fedparse.cli.output import complain

BUG = 5


def tell(error: BaseException, *, debug: bool, where: str = "") -> int:
    """One sentence, with `debug` the traceback above it; returns the exit code of an internal error."""
    if debug:
        import traceback  # noqa: PLC0415
        from sys import stderr  # noqa: PLC0415

        traceback.print_exception(error, file=stderr)
    kind = type(error).__name__
    said = " ".join(str(error).split())
    sentence = texts.BUG_SHOWN if debug else texts.BUG
    complain(sentence.format(where=f" in {where}" if where else "", error=f"{kind}: {said}" if said else kind))
    return BUG
