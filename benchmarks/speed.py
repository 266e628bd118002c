"""Speed of parsing in a running process: beside jieba and other tools on one text, and as a text grows.

fedparse does all it does (decoded text in, JSON out). `jieba.lcut` only cuts the text into words, which most Chinese
text tools do first: it is the yardstick, since everyone knows what it feels like.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 15
SIZES = (20_000, 100_000, 1_000_000, 10_000_000)
"""Bytes of UTF-8; a Chinese character has three."""

_SHORT = 60
"""Titles, openings, headings and signatures of the made-up reports are shorter; paragraphs are longer."""

_FEDPARSE_ONCE = """
import sys, time, fedparse
warm, text = (open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:])
fedparse.parse(warm).to_json()
start = time.process_time()
fedparse.parse(text).to_json()
print(time.process_time() - start)
"""
_JIEBA_ONCE = """
import sys, time, jieba
warm, text = (open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:])
jieba.lcut(warm)
start = time.process_time()
jieba.lcut(text)
print(time.process_time() - start)
"""
"""Both are ready (rules, dictionary) after a first text, and print the seconds that another one took: processor time of
one thread, since a single run is no median and must not count what else the machine does."""

_WARM_UP = 20_000


def whole_parse(text: str) -> Callable[[], object]:
    """Everything: sections, mentions, facts, diagnostics, JSON."""
    import fedparse

    return lambda: fedparse.parse(text).to_json()


def jieba_cut(text: str) -> Callable[[], object]:
    """Words, nothing else."""
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    return lambda: jieba.lcut(text)


def jionlp_extract(text: str) -> Callable[[], object]:
    """Times and amounts of money with their values."""
    from jionlp import ner

    base = {"year": 2019}
    return lambda: (
        ner.extract_time(text, time_base=base, with_parsing=True),
        ner.extract_money(text, with_parsing=True),
    )


def recognizers(text: str) -> Callable[[], object]:
    """Numbers, percentages, amounts and dates with their values, line by line: on a whole text most dates are lost."""
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    numbers = NumberRecognizer(Culture.Chinese)
    models = [
        numbers.get_number_model(),
        numbers.get_percentage_model(),
        NumberWithUnitRecognizer(Culture.Chinese).get_currency_model(),
        DateTimeRecognizer(Culture.Chinese).get_datetime_model(),
    ]
    lines = text.splitlines()
    return lambda: [model.parse(line) for line in lines for model in models]


def cn2an_transform(text: str) -> Callable[[], object]:
    """Chinese numerals rewritten with digits, line by line."""
    import cn2an

    lines = text.splitlines()
    return lambda: [cn2an.transform(line) for line in lines]


CONTESTANTS = {
    "fedparse: parse(text).to_json()": whole_parse,
    "jieba: lcut": jieba_cut,
    "JioNLP: time and money": jionlp_extract,
    "Recognizers-Text: number, percentage, currency, date": recognizers,
    "cn2an: transform (numerals only)": cn2an_transform,
}


def beside(text: measure.Text, rounds: int) -> measure.Table:
    """Every contestant that is installed, on the same text again and again."""
    ready: dict[str, Callable[[], float]] = {}
    skipped = []
    # Some contestants greet on import and log what they fail to read; neither belongs between the figures.
    with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for name, prepare in CONTESTANTS.items():
            try:
                ready[name] = partial(measure.clocked, prepare(text.text))
            except ImportError as error:
                skipped.append(f"Skipped {name}: {error}.")
        medians = measure.in_turns(ready, rounds)
    title = f"One text ({text.name}, {len(text.text):,} characters), in a running process, again and again"
    return _ratios(title, text, medians, tuple(skipped))


def first(text: measure.Text, rounds: int) -> measure.Table:
    """A text that the process has not seen: no cache of what stands in it helps."""
    with measure.scratch() as folder:
        paths = [str(folder / "warm.txt"), str(folder / "text.txt")]
        Path(paths[0]).write_text("".join(measure.reports(_WARM_UP)), encoding="utf-8", newline="")
        Path(paths[1]).write_text(text.text, encoding="utf-8", newline="")
        codes = {"fedparse: parse(text).to_json()": _FEDPARSE_ONCE, "jieba: lcut": _JIEBA_ONCE}
        runs = {name: partial(_once, code, paths, folder) for name, code in codes.items()}
        medians = measure.in_turns(runs, rounds)
    return _ratios(
        "The same text, once, in a process that has read other reports before, processor time", text, medians
    )


def _once(code: str, paths: list[str], folder: Path) -> float:
    return float(measure.child([sys.executable, "-c", code, *paths], folder).output)


def _ratios(title: str, text: measure.Text, medians: dict[str, float], notes: tuple[str, ...] = ()) -> measure.Table:
    ours = next(iter(medians.values()))
    rows = tuple(
        (name, measure.milliseconds(seconds), f"{len(text.text) / seconds:,.0f}", f"{ours / seconds:.3f}")
        for name, seconds in medians.items()
    )
    return measure.Table(title, ("contestant", "ms", "characters/s", "fedparse / it"), rows, notes)


def _one_report(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if len(line) > _SHORT)


def _one_line(text: str) -> str:
    return _one_report(text).replace("\n", "")


SHAPES: dict[str, Callable[[str], str]] = {"many reports": str, "one report": _one_report, "one line": _one_line}
"""How the made-up reports are joined to one text."""


def growth(sizes: Sequence[int]) -> measure.Table:
    """Time and memory a character in fresh processes, for texts of several shapes."""
    rows = []
    with measure.scratch() as folder:
        warm, path = folder / "warm.txt", folder / "text.txt"
        warm.write_text("".join(measure.reports(_WARM_UP)), encoding="utf-8", newline="")
        for shape, joined in SHAPES.items():
            for size in sizes:
                text = joined("".join(measure.reports(size)))
                path.write_text(text, encoding="utf-8", newline="")
                done = measure.child([sys.executable, "-c", _FEDPARSE_ONCE, str(warm), str(path)], folder)
                rows.append((shape, *_growth_figures(len(text), float(done.output), done.peak)))
    columns = ("shape", "characters", "s", "µs a character", "peak MB", "bytes a character")
    return measure.Table("One parse of a growing text, a fresh process each, processor time", columns, tuple(rows))


def _growth_figures(characters: int, seconds: float, peak: int) -> tuple[str, ...]:
    return (
        f"{characters:,}",
        f"{seconds:,.2f}",
        f"{seconds / characters * 1e6:.2f}",
        measure.megabytes(peak),
        f"{peak / characters:,.0f}",
    )


def main() -> None:
    """Measures, prints."""
    parser = measure.options(__doc__)
    parser.add_argument("--text", type=Path, help="a UTF-8 file instead of the archive or the samples")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="bytes of the growing texts")
    chosen = parser.parse_args()
    text = (
        measure.Text(chosen.text.name, chosen.text.read_text(encoding="utf-8")) if chosen.text else measure.usual_text()
    )
    # Growth first: a child's peak memory is never below what its parent holds at its start.
    grown = [growth(chosen.sizes)] if chosen.sizes else []
    measure.publish("speed", [beside(text, chosen.rounds), first(text, chosen.rounds), *grown], chosen)


if __name__ == "__main__":
    main()
