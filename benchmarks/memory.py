"""Memory: the most that whole processes hold, on one text, on a long one, and on a long file of JSON Lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    from pathlib import Path

LONG_TEXT = 10_000_000
LINES = (10_000_000, 100_000_000)
_DIFFERENT = 200
"""Documents that are different in the JSON Lines; then they come again."""


def texts(folder: Path) -> dict[str, Path]:
    """The texts to extract: the usual one, and a long one."""
    usual = measure.usual_text()
    paths = {usual.name: folder / "usual.txt", "10 MB of reports": folder / "long.txt"}
    paths[usual.name].write_text(usual.text, encoding="utf-8", newline="")
    with paths["10 MB of reports"].open("w", encoding="utf-8", newline="") as file:
        file.writelines(measure.reports(LONG_TEXT))
    return paths


def lines(folder: Path, size: int) -> Path:
    """A file of documents, one a line, of at least `size` bytes."""
    reports = []
    for number, report in zip(range(_DIFFERENT), measure.reports(size), strict=False):
        reports.append(folder / f"report-{number}.txt")
        reports[-1].write_text(report, encoding="utf-8")
    documents, path = folder / "documents.jsonl", folder / f"{size}.jsonl"
    measure.child(measure.fedparse("extract", *map(str, reports), "--with-text", "--output", str(documents)), folder)
    data, written = documents.read_bytes(), 0
    with path.open("wb") as file:
        while written < size:
            written += file.write(data)
    return path


def main() -> None:
    """Measures, prints."""
    chosen = measure.options(__doc__).parse_args()
    rows = []
    with measure.scratch() as folder:

        def measured(name: str, read: Path | None, bar: str, command: list[str]) -> None:
            done = measure.child(command, folder)
            size = f"{read.stat().st_size / 1e6:,.2f}" if read else ""
            rows.append((name, size, f"{done.seconds:,.2f}", measure.megabytes(done.peak), bar))

        measured("`python -c pass`", None, "", [sys.executable, "-c", "pass"])
        for (name, path), bar in zip(texts(folder).items(), ("150", ""), strict=True):
            command = measure.fedparse("extract", str(path), "--output", str(folder / "out.json"))
            measured(f"`fedparse extract`, {name}", path, bar, command)
        for size in LINES:
            path = lines(folder, size)
            measured("`fedparse validate`, JSON Lines", path, "flat", measure.fedparse("validate", str(path)))
    columns = ("process", "input MB", "s", "peak MB", "bar")
    measure.publish("memory", [measure.Table("Peak resident memory of whole processes", columns, tuple(rows))], chosen)


if __name__ == "__main__":
    main()
