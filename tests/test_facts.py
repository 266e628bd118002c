"""Facts: a row for each figure, with what was done, to what, under which program, when, planned or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gold_reader import mentions

import fedparse

if TYPE_CHECKING:
    from fedparse.model import Fact, Report


def report_of(text: str, year: int | None = 2019) -> Report:
    (report,) = fedparse.parse(text, year=year).reports
    return report


def row(text: str, year: int | None = 2019) -> Fact:
    """The only fact of a text."""
    (fact,) = report_of(text, year).facts
    return fact


TEXT = "一、教育培训\n3月8日,举办培训班3期,培训妇女260余人,参与率达55%,投入1.5万元。\n"


def test_a_row_for_each_count_money_and_ratio() -> None:
    report = report_of(TEXT)
    figures = sorted([*report.counts, *report.money, *report.ratios], key=lambda mention: mention.span)
    assert [fact.mention for fact in report.facts] == [figure.id for figure in figures]
    assert len(report.facts) == 4


def test_dates_programs_and_documents_are_no_rows() -> None:
    assert report_of("3月8日,开展“双学双比”活动,宣传《妇女权益保障法》。").facts == ()


def test_ids_are_unique_and_in_order() -> None:
    report = report_of(TEXT)
    assert [fact.id for fact in report.facts] == [f"{report.id}-f{number}" for number in range(1, 5)]


def test_mention_ids_are_unique() -> None:
    ids = [mention.id for mention in mentions(report_of(TEXT))]
    assert len(set(ids)) == len(ids)


ACTIONS = {
    "hold": ("举办讲座3场。", "举办"),
    "train": ("全年培训妇女260余人。", "培训"),
    "hand-out": ("发放宣传资料300份。", "发放"),
    "donate": ("为灾区捐款5000元。", "捐款"),
    "the-last-verb": ("举办讲座,培训妇女30人。", "培训"),
}


@pytest.mark.parametrize(("text", "action"), ACTIONS.values(), ids=ACTIONS.keys())
def test_action(text: str, action: str) -> None:
    assert row(text).action == action


def test_no_verb_no_action() -> None:
    assert row("共计68人。").action is None


def test_an_action_of_another_clause_is_not_taken() -> None:
    assert row("举办了讲座,其中女性68人。").action is None


def test_item_is_the_mentions() -> None:
    report = report_of("表彰女职工23名。")
    assert report.facts[0].item == report.counts[0].item == "女职工"


def test_money_has_no_item() -> None:
    assert row("为灾区捐款5000元。").item is None


def test_program_of_the_clause() -> None:
    assert row("开展“双学双比”活动12次。").program == "双学双比"


def test_program_is_canonical() -> None:
    assert row("开展“双学双赛”活动12次。").program == "双学双比"


def test_program_of_the_sentence() -> None:
    assert row("深化“双学双比”活动,培训妇女260人。").program == "双学双比"


def test_program_of_the_heading() -> None:
    assert row("一、深化“双学双比”活动\n培训妇女260人。\n二、总结\n").program == "双学双比"


def test_program_of_a_heading_above() -> None:
    assert row("一、深化“双学双比”活动\n(一)教育\n培训妇女260人。\n").program == "双学双比"


def test_the_clause_goes_before_the_heading() -> None:
    assert row("一、深化“双学双比”活动\n评选“最美家庭”12户。\n").program == "最美家庭"


def test_no_program() -> None:
    assert row("培训妇女260人。").program is None


def test_a_program_of_another_sentence_is_not_taken() -> None:
    assert row("深化“双学双比”活动。培训妇女260人。").program is None


def test_date_of_the_clause() -> None:
    assert row("3月8日培训妇女260人。").date == "2019-03-08"


def test_date_of_the_sentence() -> None:
    assert row("3月8日,在文化站,培训妇女260人。").date == "2019-03-08"


def test_date_of_the_heading() -> None:
    assert row("一、上半年工作\n培训妇女260人。\n").date == "2019-01/2019-06"


def test_a_figure_without_a_date_is_of_the_time_of_the_report() -> None:
    assert row("培训妇女260人。").date == "2019"


def test_no_date() -> None:
    assert row("培训妇女260人。", year=None).date is None


def test_unknown_year_in_a_date() -> None:
    assert row("3月8日培训妇女260人。", year=None).date == "XXXX-03-08"


PLANNED = {
    "will": "将培训妇女260人。",
    "strive": "力争培训妇女260人。",
    "plan": "计划再培训妇女260人。",
    "target": "今年的任务数260人。",
    "next-year": "明年培训妇女260人。",
    "heading": "一、下一步工作打算\n培训妇女260人。\n",
    "heading-plan": "一、明年工作计划\n培训妇女260人。\n",
    "heading-above": "一、下一步打算\n(一)教育\n培训妇女260人。\n",
}


@pytest.mark.parametrize("text", PLANNED.values(), ids=PLANNED.keys())
def test_planned(text: str) -> None:
    assert row(text).status == "planned"


REPORTED = {
    "done": "培训妇女260人。",
    "general": "向女将军学习,培训妇女260人。",
    "soon": "在即将毕业之际培训妇女260人。",
    "plan-is-a-name": "实施“春蕾计划”,救助儿童260人。",
    "birth-planning": "宣传计划生育政策260次。",
    "after-a-plan": "明年将继续努力。今年培训妇女260人。",
    "before-the-plan": "培训妇女260人。下一步将继续努力。",
    "done-section-before-plan": "一、工作情况\n培训妇女260人。\n二、下一步打算\n继续努力。\n",
}


@pytest.mark.parametrize("text", REPORTED.values(), ids=REPORTED.keys())
def test_reported(text: str) -> None:
    assert row(text).status == "reported"


def test_section_is_the_mentions() -> None:
    report = report_of("一、学习\n举办讲座3场。\n二、服务\n(一)走访\n走访妇女260人。\n")
    sections = {mention.id: mention.section for mention in mentions(report)}
    assert [(fact.section, sections[fact.mention]) for fact in report.facts] == [("1", "1"), ("2.1", "2.1")]


def test_clause_holds_the_figure() -> None:
    text = "3月8日,举办培训班3期,培训妇女260余人,参与率达55%。"
    report = report_of(text)
    assert [text[slice(*fact.clause)] for fact in report.facts] == ["举办培训班3期", "培训妇女260余人", "参与率达55%"]


def test_only_some_lists_keeps_their_rows() -> None:
    report = report_of(TEXT)
    assert {fact.mention for fact in report.facts} <= {mention.id for mention in mentions(report)}
