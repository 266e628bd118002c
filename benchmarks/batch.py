"""Batch: what many reports cost, beside a plain loop over `parse`; the parent's memory; what ten million would cost.

The yardstick is one process that does nothing but parse texts it holds already. A batch reads the files besides,
watches its workers, keeps its journal, counts, and writes. Several such processes at once show what the machine itself
has to give: two cores are seldom twice as fast as one.
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

REPORTS = 10_000
SIZE = 2_000
"""Bytes of UTF-8 of one report, as two thirds of a page."""
WORKERS = 2
ROUNDS = 3
FILES = (1_000, 10_000, 100_000)
"""Of these counts of tiny files, the memory of the parent is measured."""
_TINY = 40
_MANY = 10_000_000
_FOLDER = 1_000
"""Files of one folder."""

_PARSE = """
import sys, time
from pathlib import Path
import fedparse
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
for text in texts[:100]:
    fedparse.parse(text)
start = time.perf_counter()
for text in texts:
    fedparse.parse(text)
print(time.perf_counter() - start)
"""
"""A plain loop, its rules loaded and tried; prints its seconds."""

_PARSE_TWICE = f"""
import subprocess, sys
command = [sys.executable, "-c", {_PARSE!r}, sys.argv[1]]
both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range({WORKERS})]
print(max(float(one.communicate()[0]) for one in both))
"""
"""The same loop in as many processes at once as a batch has workers, each over all the texts."""

_CONVERT = f"""
import resource, sys, time
from fedparse.batch.convert import convert
if __name__ == "__main__":
    folder, out, to = sys.argv[1:]
    start = time.perf_counter()
    summary = convert([folder], out or None, to=to.split(), workers={WORKERS})
    seconds = time.perf_counter() - start
    assert summary.outcomes == {{"converted": summary.files}}, summary.outcomes
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""One batch from its call to its end, workers started and ended; prints its seconds and the parent's most memory."""


def files(folder: Path, texts: Iterable[str], count: int) -> Path:
    """A folder with so many texts, a file each, a thousand to a folder."""
    for number, text in zip(range(count), texts, strict=False):
        place = folder / f"{number // _FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def reports() -> Iterator[str]:
    """Reports cut to the size that they have here."""
    for report in measure.reports(REPORTS * SIZE * 10):
        yield report.encode()[:SIZE].decode(errors="ignore")


def tiny() -> Iterator[str]:
    """Texts of a line, no two alike."""
    (report,) = measure.reports(1)
    for number in range(FILES[-1]):
        yield f"{number}\n{report[:_TINY]}\n"


def _run(code: str, folder: Path, *arguments: str) -> list[float]:
    child = measure.child([sys.executable, "-c", code, *arguments], folder)
    return [float(figure) for figure in child.output.split()]


def throughput(folder: Path, rounds: int) -> tuple[measure.Table, measure.Table]:
    """How many reports a second, and what comes out."""
    texts = str(files(folder / "reports", reports(), REPORTS))
    out = folder / "out"

    def convert(to: str) -> float:
        shutil.rmtree(out, ignore_errors=True)
        return _run(_CONVERT, folder, texts, str(out) if to else "", to)[0]

    runs = {
        "one process that only parses": partial(_seconds, _PARSE, folder, texts),
        f"{WORKERS} such processes at once": partial(_seconds, _PARSE_TWICE, folder, texts),
        "`convert`, nothing written": partial(convert, ""),
        "`convert` to JSON Lines and SQLite": partial(convert, "jsonl sqlite"),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    alone, *others = (median(seconds) for seconds in times.values())
    rates = [REPORTS / alone, WORKERS * REPORTS / others[0], *(REPORTS / seconds for seconds in others[1:])]
    bars = ("", "", "0.9", "0.7")
    rows = tuple(
        (name, f"{rate:,.0f}", f"{rate * SIZE / 1e6:.2f}", f"{rate / rates[0] / WORKERS:.2f}", bar)
        for name, rate, bar in zip(runs, rates, bars, strict=True)
    )
    title = f"{REPORTS:,} reports of {SIZE:,} bytes, {WORKERS} workers, medians of {rounds} rounds by turns"
    columns = ("", "reports/s", "MB/s", f"of {WORKERS} × one process", "bar")
    return measure.Table(title, columns, rows), ten_million(rates[-1], out)


def _seconds(code: str, folder: Path, texts: str) -> float:
    return _run(code, folder, texts)[0]


def ten_million(rate: float, out: Path) -> measure.Table:
    """What ten million reports would cost, at a rate of reports a second and with the files that some have made."""
    hours = _MANY / (rate / WORKERS) / 3600
    rows = [
        ("in: the reports", f"{SIZE:,}", f"{_MANY * SIZE / 1e9:,.0f} GB"),
        ("work: core-seconds", f"{WORKERS / rate:.4f}", f"{hours:,.1f} core-hours"),
    ]
    kinds = {
        "documents.jsonl": out / "documents.jsonl",
        "SQLite": out / "fedparse.sqlite",
        "journal": out / ".fedparse",
    }
    for name, path in kinds.items():
        size = sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())
        rows.append((f"out: {name}", f"{size / REPORTS:,.0f}", f"{_MANY * size / REPORTS / 1e9:,.0f} GB"))
    return measure.Table(
        "What ten million such reports cost, JSON Lines and SQLite written",
        ("", "one report", "ten million"),
        tuple(rows),
        ("Computed from the figures above; a text of 2,000 bytes, as dense in figures as these.",),
    )


def memory(folder: Path, counts: Iterable[int]) -> measure.Table:
    """The most memory that the parent holds, for growing numbers of files."""
    rows = []
    scale = 1 if sys.platform == "darwin" else 1024
    for count in counts:
        texts, out = files(folder / f"{count}", tiny(), count), folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        seconds, peak = _run(_CONVERT, folder, str(texts), str(out), "jsonl sqlite")
        rows.append((f"{count:,}", f"{seconds:,.1f}", measure.megabytes(int(peak) * scale), "flat"))
        shutil.rmtree(texts)
    title = "The parent of a batch of tiny files, JSON Lines and SQLite written"
    return measure.Table(title, ("files", "s", "peak MB of the parent", "bar"), tuple(rows))


def main() -> None:
    """Measures, prints."""
    parser = measure.options(__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--files", type=int, nargs="*", default=FILES, help="counts of tiny files")
    chosen = parser.parse_args()
    with measure.scratch() as folder:
        # Memory first: a child's peak memory is never below what its parent holds at its start.
        held = [memory(folder, chosen.files)] if chosen.files else []
        rates, costs = throughput(folder, chosen.rounds)
    measure.publish("batch", [rates, *held, costs], chosen)


if __name__ == "__main__":
    main()
