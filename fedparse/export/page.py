"""The part of docs/tables.md that is made of the tables; `python -m fedparse.export.page docs/tables.md` renews it."""

from __future__ import annotations

import sys
from pathlib import Path

from fedparse.export.tables import TABLES

BEGIN, END = "<!-- made from the tables -->\n", "<!-- end of what is made -->\n"


def described() -> str:
    """The tables and their columns in Markdown."""
    return "\n".join(
        f"### {table.name}\n\n{table.about} Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n"
        "| column | type | what it is |\n|---|---|---|\n"
        + "".join(f"| `{column.name}` | {column.type} | {column.about} |\n" for column in table.columns)
        for table in TABLES.values()
    )


def renewed(page: str) -> str:
    """A page with the part between the two marks made anew."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{described()}\n{END}{tail}"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
