"""Cold start: whole processes, from the command to its end, beside one that only readies jieba.

jieba's dictionary cache is warm (its first process writes it, into a folder of this run), and every file has been read
once, so that no disk is measured.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 15


def _wall_clock(command: list[str], folder: Path) -> float:
    return measure.child(command, folder).seconds


def main() -> None:
    """Measures, prints."""
    parser = measure.options(__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    sample = str(measure.ROOT / "samples" / "county.txt")
    jieba = "python -c 'import jieba; jieba.initialize()'"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "fedparse --version": measure.fedparse("--version"),
        "fedparse extract samples/county.txt": measure.fedparse("extract", sample),
        jieba: [sys.executable, "-c", "import jieba; jieba.initialize()"],
    }
    bars = {"fedparse --version": "1/5", "fedparse extract samples/county.txt": "1/2"}
    with measure.scratch() as folder:
        runs = {name: partial(_wall_clock, command, folder) for name, command in commands.items()}
        medians = measure.in_turns(runs, chosen.rounds)
    rows = tuple(
        (f"`{name}`", measure.milliseconds(seconds), f"{seconds / medians[jieba]:.3f}", bars.get(name, ""))
        for name, seconds in medians.items()
    )
    title = f"Whole processes, medians of {chosen.rounds} interleaved runs"
    measure.publish("cold", [measure.Table(title, ("process", "ms", "of jieba's time", "bar"), rows)], chosen)


if __name__ == "__main__":
    main()
