"""The gold files of our own: what careful readers found in them, and how much of it the package finds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from gold_reader import mentions

import fedparse
from fedparse.packs import load_pack
from fedparse.pipeline import parse_source
from fedparse.ruletools import evaluate
from fedparse.ruletools.evaluate import Score, figure
from fedparse.ruletools.gold import read_gold
from fedparse.ruletools.readings import TYPES

FILES = sorted((Path(__file__).parent / "gold").glob("*.tsv"))


@cache
def verdicts() -> list[evaluate.Verdict]:
    found = []
    for gold in read_gold(FILES).texts:
        found += evaluate.judge(gold, parse_source(gold.text.source, pack=load_pack(), with_text=True))
    return found


@cache
def score(name: str) -> Score:
    return evaluate.scores(verdicts())[name]


def _reached(name: str, measure: str = "f1") -> float:
    return float(figure(score(name), measure) or 0)


def _report(name: str) -> str:
    """What to read when a floor breaks: the figures, then each fault."""
    types = TYPES if name == evaluate.MENTIONS else {name}
    wrong = [verdict for verdict in verdicts() if verdict.type in types and verdict.sort != "right"]
    lines = [line for verdict in wrong if not verdict.excused for line in evaluate.told(verdict)]
    return "\n".join([f"{name}: {score(name)}", *lines])


def test_there_are_gold_files() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_its_place(path: Path) -> None:
    gold = read_gold([path])
    assert gold.faults == gold.texts[0].faults == ()
    assert gold.texts[0].lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_are_true(path: Path) -> None:
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    document = fedparse.parse(text)
    assert document.text == text
    for report in document.reports:
        for mention in mentions(report):
            assert text[slice(*mention.span)] == mention.surface


def test_sections() -> None:
    assert _reached("section") >= 0.97, _report("section")


def test_section_values() -> None:
    assert _reached("section", "values") >= 0.95, _report("section")


def test_mentions() -> None:
    assert _reached("mentions") >= 0.95, _report("mentions")


def test_values() -> None:
    assert _reached("mentions", "values") >= 0.97, _report("mentions")


@pytest.mark.parametrize("kind", TYPES)
def test_each_type(kind: str) -> None:
    assert _reached(kind) >= 0.90, _report(kind)


def test_missing_numbers() -> None:
    assert _reached("missing") >= 0.85, _report("missing")
