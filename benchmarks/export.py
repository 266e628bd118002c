"""What the writers cost: time and bytes for each report, and memory, which must not grow with their number.

Every format runs in a process of its own, which makes the records as they are asked for. What is read is the time for
each report, the size of the files, and the most memory of the process for fewer and for more reports.
"""

from __future__ import annotations

import argparse
import resource
import sys
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from measure import Table, reports

from fedparse import parse
from fedparse.export.sinks import SINKS, Record, files_of
from fedparse.export.tables import file_row, packed, rows, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALL = 150
"""Different reports; more records repeat them under other names."""
_SIZE = 700
"""Characters of a report, some 2 KB."""


def records(count: int) -> Iterator[tuple[str, bytes, bytes]]:
    """The name, the document and the packed rows of as many records, as a journal would hand them on."""
    made = []
    for report in islice(reports(sys.maxsize), min(_ALL, count)):
        text = report[:_SIZE]
        made.append((parse(text), text))
    for number in range(count):
        document, text = made[number % len(made)]
        name = f"archive/{number:08d}.txt"
        named = replace(document, source=replace(document.source, name=name), text=None)
        yield name, named.to_json(), packed(rows(named, text))


def measured(format_: str, count: int) -> tuple[float, float, float, float]:
    """Milliseconds for reading the rows of a report back and for writing it, bytes of its files, peak memory in MB."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sink = SINKS[format_](folder)
        reading = writing = 0.0
        for record, json, data in records(count):
            start = process_time()
            own = unpacked(data)
            read = process_time()
            sink.add(Record(record, "converted", None, None, None, file_row(record, "converted"), json, own))
            writing += process_time() - read
            reading += read - start
        start = process_time()
        sink.close()
        writing += process_time() - start
        size = sum((folder / file).stat().st_size for file in files_of(format_))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return reading / count * 1e3, writing / count * 1e3, size / count, peak


def in_a_process(format_: str, count: int) -> tuple[float, ...]:
    """`measured`, in a fresh process."""
    import subprocess

    command = [sys.executable, __file__, "--one", format_, "--reports", str(count)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return tuple(map(float, done.stdout.split()))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000, help="reports to write (default: 20,000)")
    parser.add_argument("--formats", default=",".join(SINKS), help="formats, with commas between")
    parser.add_argument("--one", metavar="FORMAT", help="measure this format here, and print the figures alone")
    options = parser.parse_args()
    if options.one:
        print(*measured(options.one, options.reports))
        return
    lines = []
    for format_ in options.formats.split(","):
        measure = partial(in_a_process, format_)
        fewer, more = measure(options.reports // 10), measure(options.reports)
        lines.append((format_, f"{more[1]:.2f}", f"{more[2] / 1e3:.1f}", f"{fewer[3]:.0f}", f"{more[3]:.0f}"))
    columns = (
        "format",
        "ms a report",
        "KB a report",
        f"MB, {options.reports // 10:,} reports",
        f"MB, {options.reports:,}",
    )
    print(Table("Writers", columns, tuple(lines)).plain())


if __name__ == "__main__":
    main()
