"""What the benchmarks share: texts to read, the clock, child processes and tables.

Machines are noisy. So contestants take turns: every round runs each of them once, the median of the rounds counts, and
what to read is the ratio between two of them and not the milliseconds of either.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
README = HERE / "README.md"

_ARCHIVE = ROOT.parent / "shared" / "seeds" / "archive.txt"
"""Real reports run together, where the machine has them; they belong to others and are no part of the project."""

_PATIENCE = 20.0
"""Seconds that the rounds of one contestant may take; a slow one runs in fewer rounds, never in fewer than three."""

_CHINESE_DIGITS = "一二三四五六七"


class Text(NamedTuple):
    """A text to measure on, and what to call it."""

    name: str
    text: str


class Child(NamedTuple):
    """What a finished child process cost: wall-clock seconds, and the most memory it held at once in bytes."""

    seconds: float
    peak: int
    output: str


@dataclass(frozen=True)
class Table:
    """Figures under a title; a cell is text, and the first column is aligned left."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def plain(self) -> str:
        """The table for a terminal."""
        first, *rest = (max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True))
        lines = [
            "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], rest, strict=True))])
            for row in (self.columns, *self.rows)
        ]
        return "\n".join([self.title, *lines, *self.notes])

    def markdown(self) -> str:
        """The table for a page."""
        lines = [f"| {' | '.join(row)} |" for row in (self.columns, *self.rows)]
        lines.insert(1, f"|---|{'---:|' * (len(self.columns) - 1)}")
        return "\n\n".join([f"**{self.title}**", "\n".join(lines), *self.notes])


# Texts


def usual_text(path: Path | None = None) -> Text:
    """The file named; else the archive where it lies beside the project; else the samples that are UTF-8, together."""
    if path:
        return Text(path.name, path.read_text(encoding="utf-8"))
    if _ARCHIVE.exists():
        return Text("archive", _ARCHIVE.read_text(encoding="utf-8"))
    samples = sorted((ROOT / "samples").glob("*.txt"))
    return Text("samples", "\n".join(path.read_text(encoding="utf-8") for path in samples if path.stem != "gbk"))


def reports(size: int) -> Iterator[str]:
    """Reports made up from `sentences.toml`, no two alike, of `size` bytes of UTF-8 together. The same every time."""
    words = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
    written = 0
    for seed in count():
        report = _report(words, random.Random(seed)) + "\n\n"  # noqa: S311 - variety, not secrecy
        written += len(report.encode())
        yield report
        if written >= size:
            return


def _report(words: Mapping[str, object], dice: random.Random) -> str:
    """One report of some 2,000 characters: title, opening, numbered sections, signature."""
    towns, headings, sentences = (_strings(words[key]) for key in ("towns", "headings", "sentences"))
    fixed = {"place": dice.choice(towns), "year": dice.randint(2003, 2023)}

    def filled(line: object) -> str:
        return str(line).format(
            **fixed,
            n=dice.randint(3, 99),
            m=dice.randint(2, 12),
            big=dice.randint(100, 9999),
            share=dice.randint(10, 999) / 10,
            money=dice.randint(10, 9999) / 100,
            month=dice.randint(1, 12),
            day=dice.randint(1, 28),
        )

    lines = [filled(words["title"]), filled(words["opening"])]
    for digit, heading in zip(_CHINESE_DIGITS, dice.sample(headings, len(headings)), strict=True):
        lines.append(f"{digit}、{heading}")
        lines.append("".join(map(filled, dice.sample(sentences, dice.randint(4, 8)))))
    return "\n".join([*lines, filled(words["signature"])])


def _strings(value: object) -> Sequence[str]:
    assert isinstance(value, list)
    return value


# The clock


def in_turns(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of the seconds that each contestant says it took, over rounds in which each runs once.

    A first run of each readies it (caches, compiled files) and is not counted.
    """
    turns = {name: max(3, min(rounds, int(_PATIENCE / run()))) for name, run in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name, run in contestants.items():
            if turn < turns[name]:
                times[name].append(run())
    return {name: median(seconds) for name, seconds in times.items()}


def clocked(run: Callable[[], object]) -> float:
    """The seconds of one call."""
    gc.collect()
    start = perf_counter()
    run()
    return perf_counter() - start


# Child processes


def child(command: Sequence[str], folder: Path) -> Child:
    """Runs a command in a folder, with a temporary folder of its own there, and waits for it.

    Raises:
        subprocess.CalledProcessError: when it does not end well.
    """
    start = perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=os.environ | {"TMPDIR": str(folder)}
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Child(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), output)


def fedparse(*arguments: str) -> list[str]:
    """The installed command beside the Python that runs the benchmark."""
    return [str(Path(sys.executable).with_name("fedparse")), *arguments]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with TemporaryDirectory(prefix="fedparse-bench-") as folder:
        yield Path(folder)


# Output


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--markdown", action="store_true", help="print tables for a page")
    parser.add_argument("--write", action="store_true", help="also put the tables into benchmarks/README.md")
    return parser


def publish(name: str, tables: Sequence[Table], chosen: argparse.Namespace) -> None:
    """Prints the tables with the versions they are of; with `--write`, puts them between the marks of the README."""
    page = "\n\n".join([*(table.markdown() for table in tables), f"_{machine()}_"])
    print(page if chosen.markdown else "\n\n".join([*(table.plain() for table in tables), machine()]))
    if chosen.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
        _, _, after = rest.partition(f"<!-- end of {name} -->")
        README.write_text(f"{before}<!-- {name} -->\n{page}\n<!-- end of {name} -->{after}", encoding="utf-8")


def machine() -> str:
    """What the figures are of: the packages, Python and the kind of machine."""
    packages = [f"{name} {release}" for name in ("fedparse", *PEERS) if (release := installed(name))]
    return f"{', '.join(packages)}; Python {platform.python_version()}, {platform.system()} {platform.machine()}."


PEERS = ("jieba", "jionlp", "recognizers-text-suite", "cn2an")
"""The distributions that fedparse is measured beside."""


def installed(name: str) -> str | None:
    """The version of an installed distribution."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def milliseconds(seconds: float) -> str:
    """0.0123 is `12.3`."""
    return f"{seconds * 1000:,.1f}"


def megabytes(count_of_bytes: int) -> str:
    """52428800 is `52`: millions of bytes."""
    return f"{count_of_bytes / 1e6:,.0f}"
