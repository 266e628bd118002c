"""Scores the package against gold files that lie beside the project, and holds each figure to its floor.

`python .ci/gold.py GOLD`, where GOLD holds score.py and dev/, fails when a figure is below its floor. With `--raise` it
also lifts the floors to the figures of the run; none is ever lowered.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

FLOORS = Path(__file__).with_name("gold-floors.toml")

FIGURES = {"P": "precision", "R": "recall", "F1": "F1", "core": "value ok", "full": "all ok"}
"""Of a type: the keys of the score, and what they are called."""

HELD = ("F1", "core", "full")

Scores = dict[str, dict[str, float]]


def scored(gold: Path) -> Scores:
    """What the scorer says of the command installed beside this Python."""
    command = f"{Path(sys.executable).with_name('fedparse')} extract {{}}"
    argv = [sys.executable, str(gold / "score.py"), "--json", "--cmd", command, str(gold / "dev")]
    scores: Scores = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    return scores


def table(scores: Scores) -> str:
    """The figures, a type a line; a type without values has none to be right."""
    lines = ["".join([f"{'type':<10}{'gold':>6}", *(f"{name:>11}" for name in FIGURES.values())])]
    for name, figures in scores.items():
        cells = (f"{figures[key]:>11.4f}" if figures.get(key) else f"{'':>11}" for key in FIGURES)
        lines.append("".join([f"{name:<10}{figures['gold']:>6}", *cells]).rstrip())
    return "\n".join(lines)


def main() -> int:
    """Prints the figures; 1 when one of them is below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors to this run's figures")
    chosen = parser.parse_args()
    scores = scored(chosen.gold)
    print(table(scores))
    text = FLOORS.read_text(encoding="utf-8")
    floors: Scores = tomllib.loads(text)
    low: list[str] = []
    high: list[str] = []
    for name, key, floor in ((name, key, floor) for name, held in floors.items() for key, floor in held.items()):
        got = scores.get(name, {}).get(key, 0.0)
        if got != floor:
            (low if got < floor else high).append(f"{name} {key}: {got}, floor {floor}")
    if chosen.lift:
        FLOORS.write_text(_lifted(text, floors, scores), encoding="utf-8")
    elif high:
        print("Floors that may be raised (--raise):", *high, sep="\n  ")
    if low:
        print("Below the floor:", *low, sep="\n  ")
    return 1 if low else 0


def _lifted(text: str, floors: Scores, scores: Scores) -> str:
    """The file again: its opening comment, then every floor, as high as it or this run has it."""
    lines = [line for line in text.split("\n") if line.startswith("#")]
    for name, figures in scores.items():
        best = {key: max(figures.get(key, 0.0), floors.get(name, {}).get(key, 0.0)) for key in HELD}
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in best.items() if value)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
