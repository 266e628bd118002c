"""The facts and checks of twelve reports that were annotated by hand, each field held to its bar."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fedparse.packs import load_pack
from fedparse.pipeline import parse_source
from fedparse.ruletools import evaluate
from fedparse.ruletools.evaluate import Score, figure
from fedparse.ruletools.gold import CHECK, FACT, FACT_FIELDS, read_gold

BARS = {
    "item": 0.92,
    "action": 0.75,
    "role": 0.90,
    "program": 0.90,
    "date": 0.90,
    "organization": 0.95,
    "per": 0.95,
    "status": 0.95,
    "part_of": 0.85,
    "basis": 0.90,
    "change": 0.90,
}
"""The least share of facts whose field is right."""
FOUND = 0.95
"""The least F1 of the facts themselves."""
CHECKS = 0.90
"""The least F1 of the checks, and of those that failed."""

FILES = sorted((Path(__file__).parent / "facts").glob("*.tsv"))


@cache
def verdicts() -> list[evaluate.Verdict]:
    found = []
    for gold in read_gold(FILES).texts:
        found += evaluate.judge(gold, parse_source(gold.text.source, pack=load_pack(), with_text=True))
    return found


@cache
def score(name: str) -> Score:
    return evaluate.scores(verdicts())[name]


def told(type_: str, field: str = "") -> str:
    """What to read when a bar breaks: each fact or check that is not right, or each with this field wrong."""
    wrong = [v for v in verdicts() if v.type == type_ and v.sort != "right" and (not field or field in v.wrong)]
    return "\n".join(line for verdict in wrong for line in evaluate.told(verdict))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_its_place(path: Path) -> None:
    gold = read_gold([path])
    assert gold.faults == gold.texts[0].faults == ()
    rows = [row for row in path.read_text(encoding="utf-8").splitlines() if row]
    assert len(gold.texts[0].lines) == len(rows)


def test_there_is_enough_to_find() -> None:
    lines = [line for gold in read_gold(FILES).texts for line in gold.lines]
    assert sum(line.type == FACT for line in lines) >= 240
    assert sum(line.type == CHECK for line in lines) >= 40


def test_nothing_but_facts_is_scored() -> None:
    assert {verdict.type for verdict in verdicts()} <= {FACT, CHECK}


def test_facts() -> None:
    assert float(figure(score(FACT), "f1") or 0) >= FOUND, told(FACT)


@pytest.mark.parametrize("field", FACT_FIELDS)
def test_each_field(field: str) -> None:
    reached = evaluate.share(score(f"{FACT}.{field}"))
    assert float(reached or 0) >= BARS[field], told(FACT, field)


@pytest.mark.parametrize("name", [CHECK, evaluate.FAILED])
def test_checks(name: str) -> None:
    assert float(figure(score(name), "f1") or 0) >= CHECKS, told(CHECK)
