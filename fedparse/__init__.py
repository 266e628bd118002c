"""fedparse reads Chinese work summaries: sections, dates, counts, money and programmes, each with its place.

    >>> import fedparse
    >>> report = fedparse.parse("2019年,全镇培训妇女1200余人次。").reports[0]
    >>> report.counts[0].value, report.counts[0].comparator
    (1200, '>')

Importing it loads neither a rule pack nor jieba: names are fetched when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fedparse.version import VERSION

if TYPE_CHECKING:
    from fedparse.errors import ExpressionError, FedparseError, PackError, SourceError
    from fedparse.expressions import parse_date, parse_money, parse_number
    from fedparse.model import Document
    from fedparse.packs import load_pack
    from fedparse.pipeline import parse, parse_file

__version__ = VERSION

__all__ = [
    "Document",
    "ExpressionError",
    "FedparseError",
    "PackError",
    "SourceError",
    "__version__",
    "load_pack",
    "parse",
    "parse_date",
    "parse_file",
    "parse_money",
    "parse_number",
]

_HOMES = {
    "Document": "model",
    "ExpressionError": "errors",
    "FedparseError": "errors",
    "PackError": "errors",
    "SourceError": "errors",
    "load_pack": "packs",
    "parse": "pipeline",
    "parse_date": "expressions",
    "parse_file": "pipeline",
    "parse_money": "expressions",
    "parse_number": "expressions",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'fedparse' has no attribute {name!r}")
    return getattr(import_module(f"fedparse.{_HOMES[name]}"), name)
