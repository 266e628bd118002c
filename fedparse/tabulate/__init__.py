"""The flat table of facts: rows of documents, which of them are wanted, and what they add up to."""

from __future__ import annotations

from fedparse.tabulate.rows import FACT_COLUMNS, FactRow, fact_rows
from fedparse.tabulate.select import Wanted
from fedparse.tabulate.sums import KEYS, Sum, Sums, sum_columns
from fedparse.tabulate.write import WRITERS, Writer

__all__ = ["FACT_COLUMNS", "KEYS", "WRITERS", "FactRow", "Sum", "Sums", "Wanted", "Writer", "fact_rows", "sum_columns"]
