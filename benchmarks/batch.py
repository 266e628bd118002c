"""Batch: what many reports cost, beside a plain loop over `parse`; the parent's memory; what ten million would cost.

The yardstick is one process that does nothing but parse texts it holds already. A batch reads the files besides,
watches its workers, keeps its journal, counts, and writes. Several such processes at once show what the machine itself
has to give: two cores are seldom twice as fast as one.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

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

_COST = """
import json, resource, sys, time
def cost(start):
    own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    used = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    print(json.dumps([time.perf_counter() - start, used, own.ru_maxrss]))
"""
"""Prints a `Cost`: what the process has used, with all its children that have ended."""

_PARSE = f"""{_COST}
from pathlib import Path
import fedparse
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
for text in texts[:100]:
    fedparse.parse(text)
start = time.perf_counter()
for text in texts:
    fedparse.parse(text)
cost(start)
"""
"""A plain loop, its rules loaded and tried; the seconds are of the loop alone."""

_PARSE_AT_ONCE = f"""{_COST}
import subprocess
command = [sys.executable, "-c", {_PARSE!r}, sys.argv[1]]
both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range({WORKERS})]
seconds = max(json.loads(one.communicate()[0])[0] for one in both)
cost(time.perf_counter() - seconds)
"""
"""The same loop in as many processes at once as a batch has workers, each over all the texts."""

_CONVERT = f"""{_COST}
from fedparse.batch.convert import convert
if __name__ == "__main__":
    folder, out, to = sys.argv[1:]
    start = time.perf_counter()
    summary = convert([folder], out or None, to=to.split(), workers={WORKERS})
    assert summary.outcomes == {{"converted": summary.files}}, summary.outcomes
    cost(start)
"""
"""One batch from its call to its end, workers started and ended."""


class Cost(NamedTuple):
    """What a run took: seconds on the clock, seconds of all its processors, and its own most memory in bytes."""

    seconds: float
    processor: float
    peak: int


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


def _run(code: str, folder: Path, *arguments: str) -> Cost:
    child = measure.child([sys.executable, "-c", code, *arguments], folder)
    seconds, processor, peak = json.loads(child.output)
    return Cost(seconds, processor, peak * (1 if sys.platform == "darwin" else 1024))


def _convert(folder: Path, texts: Path, to: str) -> Cost:
    """One batch into the folder `out`, where nothing is before; without a format, nothing is written."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    return _run(_CONVERT, folder, str(texts), str(out) if to else "", to)


def throughput(folder: Path, rounds: int) -> list[measure.Table]:
    """How many reports a second, and what comes out."""
    texts = files(folder / "reports", reports(), REPORTS)
    alone = "one process that only parses"
    last = "`convert` to JSON Lines and SQLite"
    runs = {
        alone: partial(_run, _PARSE, folder, str(texts)),
        f"{WORKERS} such processes at once": partial(_run, _PARSE_AT_ONCE, folder, str(texts)),
        "`convert`, nothing written": partial(_convert, folder, texts, ""),
        last: partial(_convert, folder, texts, "jsonl sqlite"),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            costs[name].append(run())
    done = dict(zip(runs, (REPORTS, WORKERS * REPORTS, REPORTS, REPORTS), strict=True))
    rates = {name: done[name] / median(cost.seconds for cost in costs[name]) for name in runs}
    each = {name: median(cost.processor for cost in costs[name]) / done[name] for name in runs}
    bars = dict(zip(runs, ("", "", "0.9", "0.7"), strict=True))
    rows = tuple(
        (name, f"{rate:,.0f}", measure.milliseconds(each[name]), f"{rate / rates[alone] / WORKERS:.2f}", bars[name])
        for name, rate in rates.items()
    )
    title = f"{REPORTS:,} reports of {SIZE:,} bytes, {WORKERS} workers, medians of {rounds} rounds by turns"
    columns = ("", "reports/s", "processor ms each", f"of {WORKERS} × one process", "bar")
    return [measure.Table(title, columns, rows), ten_million(each[last], folder / "out")]


def ten_million(seconds: float, out: Path) -> measure.Table:
    """What ten million reports cost, from the seconds that a processor works for one, and the files that some made."""
    rows = [
        ("the reports", f"{SIZE:,} bytes", f"{_MANY * SIZE / 1e9:,.0f} GB"),
        ("work of processors", f"{measure.milliseconds(seconds)} ms", f"{_MANY * seconds / 3600:,.1f} core-hours"),
    ]
    made = {"documents.jsonl": "documents.jsonl", "fedparse.sqlite": "fedparse.sqlite", "the journal": ".fedparse/*"}
    for name, pattern in made.items():
        size = sum(path.stat().st_size for path in out.glob(pattern) if path.is_file())
        rows.append((name, f"{size / REPORTS:,.0f} bytes", f"{_MANY * size / REPORTS / 1e9:,.0f} GB"))
    title = "What ten million such reports cost, computed from the figures above, JSON Lines and SQLite written"
    return measure.Table(title, ("", "one report", "ten million"), tuple(rows))


def memory(folder: Path, counts: Iterable[int]) -> list[measure.Table]:
    """The most memory that the parent holds, for growing numbers of files."""
    rows = []
    for count in counts:
        texts = files(folder / f"{count}", tiny(), count)
        cost = _convert(folder, texts, "jsonl sqlite")
        rows.append((f"{count:,}", f"{cost.seconds:,.1f}", measure.megabytes(cost.peak), "flat"))
        shutil.rmtree(texts)
    title = "The parent of a batch of tiny files, JSON Lines and SQLite written"
    return [measure.Table(title, ("files", "s", "peak MB of the parent", "bar"), tuple(rows))]


def main() -> None:
    """Measures, prints."""
    parser = measure.options(__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--files", type=int, nargs="*", default=FILES, help="counts of tiny files")
    chosen = parser.parse_args()
    with measure.scratch() as folder:
        # Memory first: a child's peak memory is never below what its parent holds at its start.
        held = memory(folder, chosen.files) if chosen.files else []
        rates, costs = throughput(folder, chosen.rounds)
    measure.publish("batch", [rates, *held, costs], chosen)


if __name__ == "__main__":
    main()
