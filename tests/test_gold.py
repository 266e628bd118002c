"""The gold files of our own: what careful readers found in them, and how much of it the package finds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import gold_reader
import pytest

import fedparse

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = sorted((Path(__file__).parent / "gold").glob("*.tsv"))


@cache
def scores() -> Mapping[str, gold_reader.Score]:
    return gold_reader.score(FILES)


def _report(name: str) -> str:
    """What to read when a floor breaks: the figure, then each fault."""
    result = scores()[name]
    return f"{name}: F1 {result.f1:.4f}, values {result.values:.4f}\n" + "\n".join(result.faults)


def test_there_are_gold_files() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_its_place(path: Path) -> None:
    text, lines = gold_reader.read_gold(path)
    assert lines
    assert all(line.span[1] <= len(text) for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_spans_are_true(path: Path) -> None:
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    document = fedparse.parse(text)
    assert document.text == text
    for report in document.reports:
        for mention in gold_reader.mentions(report):
            assert text[slice(*mention.span)] == mention.surface


def test_sections() -> None:
    assert scores()["section"].f1 >= 0.97, _report("section")


def test_section_values() -> None:
    assert scores()["section"].values >= 0.95, _report("section")


def test_mentions() -> None:
    assert scores()["mentions"].f1 >= 0.95, _report("mentions")


def test_values() -> None:
    assert scores()["mentions"].values >= 0.97, _report("mentions")


@pytest.mark.parametrize("kind", gold_reader.LISTS)
def test_each_type(kind: str) -> None:
    assert scores()[kind].f1 >= 0.90, _report(kind)


def test_missing_numbers() -> None:
    assert scores()["missing"].f1 >= 0.85, _report("missing")
