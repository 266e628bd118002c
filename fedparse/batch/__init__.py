"""Conversion of whole archives: many files, several processes, nothing lost.

    >>> from fedparse.batch import convert
    >>> summary = convert(["reports"], "results", to=["jsonl", "csv"])  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedparse.batch.convert import convert
    from fedparse.batch.errors import BatchError
    from fedparse.batch.options import Limits, Reading
    from fedparse.batch.summary import Progress, Summary

__all__ = ["BatchError", "Limits", "Progress", "Reading", "Summary", "convert"]

_HOMES = {
    "BatchError": "errors",
    "Limits": "options",
    "Progress": "summary",
    "Reading": "options",
    "Summary": "summary",
    "convert": "convert",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'fedparse.batch' has no attribute {name!r}")
    return getattr(import_module(f"fedparse.batch.{_HOMES[name]}"), name)
