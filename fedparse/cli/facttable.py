"""The table of facts and that of sums for people: the columns that fit a page, numbers with commas."""

from __future__ import annotations

import io
import os.path
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fedparse.cli.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.cli.output import Output
    from fedparse.tabulate import FactRow

_FACTS = ("Source", "When", "Program", "Action", "Item", "Figure", "Notes")


def fact_table(rows: Iterable[FactRow], out: Output) -> bytes:
    """The facts, one a line: where the source is the same for all, it is left out."""
    listed = list(rows)
    names = {str(row["document"]) for row in listed}
    several = len(names) > 1
    shared = len(os.path.commonpath(names)) + 1 if several and all(map(os.path.dirname, names)) else 0
    lines = [
        (
            str(row["document"])[shared:] if several else "",
            row["date"] or "",
            row["program"] or "",
            row["action"] or "",
            row["item"] or "",
            row["surface"],
            _notes(row),
        )
        for row in listed
    ]
    return _page(_FACTS, lines, out)


def _notes(row: FactRow) -> str:
    """What else is to be known of a fact, in short."""
    notes = [
        "planned" if row["status"] == "planned" else "",
        row["role"] or "",
        f"each {row['per']}" if row["per"] else "",
        f"part of {row['part_of'].partition('-')[2]}" if row["part_of"] else "",
        f"of {row['basis']}" if row["basis"] else "",
        row["change"] or "",
        f"by {row['organization']}" if row["organization"] else "",
        *(check for check in (row["checks"] or "").split() if check.endswith("failed")),
    ]
    return ", ".join(filter(None, notes))


def sum_table(rows: Iterable[FactRow], keys: Sequence[str], out: Output) -> bytes:
    """The sums, a group a line."""
    header = (*(key.replace("_", " ").capitalize() for key in keys), "Action", "Item", "Sum", "Notes", "Facts")
    lines = [
        (
            *(_shown(row[key]) for key in keys),
            row["action"] or "",
            row["item"] or "",
            _sum(row),
            ", ".join(filter(None, (row["role"], "planned" if row["status"] == "planned" else None))),
            str(row["facts"]),
        )
        for row in rows
    ]
    return _page(header, lines, out)


def _sum(row: FactRow) -> str:
    unit = row["unit"] or f" {row['currency']}"
    if row["sum"] is None:
        about = "≈" if row["sign"] == "≈" else ""
        return f"{about}{_number(row['min'])}-{_number(row['max'])}{unit}"
    sign = "" if row["sign"] == "=" else row["sign"]
    return f"{sign}{_number(row['sum'])}{unit}"


def _number(value: int | Decimal | None) -> str:
    return "" if value is None else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _page(header: Sequence[str], lines: Sequence[Sequence[str]], out: Output) -> bytes:
    if out.is_terminal:
        Page(sys.stdout).table(header, lines)
        return b""
    kept = io.StringIO()
    if lines:
        Page(kept).table(header, lines)
    return kept.getvalue().encode("utf-8", "backslashreplace")
