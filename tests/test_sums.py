"""Sums of facts: like is added to like, and nothing is counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fedparse
from fedparse.packs import load_pack
from fedparse.tabulate import Sums, Wanted, fact_rows

if TYPE_CHECKING:
    from fedparse.tabulate import Sum


def sums(*texts: str, keys: tuple[str, ...] = ("year",), wanted: Wanted | None = None) -> list[Sum]:
    """The sums of some texts, each a report of 2019 unless it says otherwise."""
    made = Sums(keys, load_pack())
    for text in texts:
        document = fedparse.parse(text, year=2019)
        for report in fact_rows(document, text):
            made.add(report, [row for row in report.rows if wanted is None or wanted.holds(row)])
    return list(made.groups())


def shown(found: list[Sum]) -> list[tuple[object, ...]]:
    """Item, unit or currency, sign and sum."""
    return [(one.keys["item"], one.keys["unit"] or one.keys["currency"], one.sign, one.value) for one in found]


def test_like_is_added_to_like() -> None:
    assert shown(sums("举办培训班3期。", "举办培训班5期。")) == [("培训班", "期", "=", 8)]


APART = {
    "other-noun": "评选最美家庭50户、绿色家庭18户。",
    "other-unit": "培训妇女30名。培训妇女60人次。",
    "other-status": "举办培训班3期。\n二、下一步打算\n力争举办培训班5期。",
    "other-action": "全年培训妇女30名。全年救助妇女6名。",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART.keys())
def test_unlike_is_kept_apart(text: str) -> None:
    assert len(sums(text)) == 2


SIGNS = {
    "exact": ("举办培训班3期。举办培训班5期。", "=", 8),
    "more-than": ("培训妇女300余名。培训妇女50名。", "≥", 350),
    "at-most": ("培训妇女不足300名。培训妇女50名。", "≤", 350),
    "about": ("培训妇女约300名。培训妇女50名。", "≈", 350),
    "more-and-less": ("培训妇女300余名。培训妇女近50名。", "≈", 350),
}


@pytest.mark.parametrize(("text", "sign", "value"), SIGNS.values(), ids=SIGNS.keys())
def test_a_sum_says_how_it_is_to_be_read(text: str, sign: str, value: int) -> None:
    (one,) = sums(text)
    assert (one.sign, one.value, one.facts) == (sign, value, 2)


def test_a_range_leaves_both_ends() -> None:
    (one,) = sums("举办培训班2-4期。举办培训班5期。")
    assert (one.value, one.min, one.max) == (None, 7, 9)


LEFT_OUT = {
    "rate": ("每村举办培训班2期。举办培训班5期。", "rate", 5),
    "part": ("慰问老人90名,其中春节慰问老人30名。", "part", 90),
    "total-of-a-list": ("东片举办培训班3期、西片举办培训班4期,共举办培训班7期。", "part", 7),
}


@pytest.mark.parametrize(("text", "reason", "value"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_would_count_twice_is_left_out(text: str, reason: str, value: int) -> None:
    found = [one for one in sums(text) if reason in one.left_out]
    assert [one.value for one in found] == [value]


def test_a_part_counts_where_its_whole_is_not_asked_for() -> None:
    text = "培训农村妇女300名,其中贫困妇女50名。"
    (one,) = sums(text, wanted=Wanted(items=frozenset({"贫困妇女"})))
    assert one.value == 50


def test_measure_words_for_people_are_one_unit() -> None:
    (one,) = sums("培训妇女30名。培训妇女20人。培训妇女5位。")
    assert (one.value, one.keys["unit"]) == (55, "人")


RANGES = {
    "more-than": ("培训妇女30至50人。培训妇女300余人。", "≥", 330),
    "at-most": ("培训妇女30至50人。培训妇女不足300人。", "≤", 350),
    "about": ("培训妇女数十人。培训妇女约30人。", "≈", 50),
}


@pytest.mark.parametrize(("text", "sign", "value"), RANGES.values(), ids=RANGES.keys())
def test_a_range_beside_an_open_number_gives_its_end(text: str, sign: str, value: int) -> None:
    (one,) = sums(text)
    assert (one.sign, one.value) == (sign, value)


UNKNOWN = {"things": "另有5个。还有3个。", "amounts": "另有3万元。另2万元。"}


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_nothing_is_known_of_is_not_added(text: str) -> None:
    assert sums(text) == []


def test_a_sum_names_its_figures() -> None:
    (one,) = sums("举办培训班3期。举办培训班5期。")
    assert [source.rpartition("#")[2] for source in one.sources] == ["r1-f1", "r1-f2"]


def test_the_same_report_counts_once() -> None:
    text = "举办培训班3期。"
    (one,) = sums(text, text + "\n")
    assert (one.value, one.reports, one.left_out) == (3, 1, {"repeated": 1})


def test_ratios_are_never_added() -> None:
    assert sums("满意率98%,办结率95%。") == []


def test_ages_are_never_added() -> None:
    assert sums("最大的53岁,最小的21岁。") == []


def test_amounts_are_exact() -> None:
    (one,) = sums("捐款0.1万元。", "捐款1000.2元。", "捐款999.9元。")
    assert str(one.value) == "3000.1"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=6))
def test_reports_add_up_to_what_each_says(numbers: list[int]) -> None:
    texts = [f"举办培训班{number}期,这是第{chr(ord('a') + place)}篇。" for place, number in enumerate(numbers)]
    (one,) = sums(*texts)
    assert (one.value, one.reports) == (sum(numbers), len(numbers))
