"""The rows of the table of facts, report by report: those of the exported table `facts` by the names of its columns."""

from __future__ import annotations

import hashlib
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from fedparse.export.tables import TABLES, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.model import Check, Document

FactRow: TypeAlias = "Mapping[str, Any]"
"""The values of a fact by column."""

FACT_COLUMNS = TABLES["facts"].columns
_NAMES = tuple(column.name for column in FACT_COLUMNS)


class ReportFacts(NamedTuple):
    """The rows of one report in the order of the text, and the checks that their figures allow.

    `digest` is the same for reports of the same words, whatever blanks stand between them.
    """

    rows: Sequence[FactRow]
    checks: Sequence[Check]
    digest: bytes


def fact_rows(document: Document, text: str) -> Iterator[ReportFacts]:
    """The rows of each report of a document that has facts; `text` is its source text."""
    reports = {report.id: report for report in document.reports}
    table = [dict(zip(_NAMES, row, strict=True)) for row in rows(document, text)["facts"]]
    for name, found in groupby(table, itemgetter("report")):
        report = reports[name]
        words = "".join(text[slice(*report.span)].split())
        yield ReportFacts(list(found), report.checks, hashlib.sha256(words.encode("utf-8", "replace")).digest())
