"""The year a report is about: where it is read, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import fedparse

if TYPE_CHECKING:
    from pathlib import Path

BODY = "一、加强学习\n3月8日举办讲座。\n二、做好服务\n走访妇女。\n"
SIGNED = "柳溪镇妇女联合会\n2017年12月20日\n"
TITLE = "柳溪镇妇联2018年工作总结\n"

CASES = {
    "signature": (BODY + SIGNED, 2017, "signature"),
    "signature-chinese": (BODY + "柳溪镇妇女联合会\n二〇一二年三月十一日\n", 2012, "signature"),
    "title": (TITLE + BODY, 2018, "title"),
    "first-sentence": ("2016年,在镇党委的领导下,妇联扎实工作。\n" + BODY, 2016, "title"),
    "first-sentence-chinese": ("二OO四年,在镇党委的领导下,妇联扎实工作。\n" + BODY, 2004, "title"),
    "anniversary": ("妇联扎实工作。\n" + BODY + "庆祝“三八”节96周年,举办晚会。\n", 2006, "anniversary"),
    "anniversary-ordinal": ("妇联扎实工作。\n" + BODY + "迎接第113个“三八”,举办晚会。\n", 2023, "anniversary"),
    "most-named": (BODY + "三、成绩\n2013年获奖。2014年参赛。2014年再次获奖。\n", 2014, "text"),
    "not-in-titles": (BODY + "学习《2011年要点》《2011年计划》。2014年参赛。\n", 2014, "text"),
    "in-titles-when-no-other": (BODY + "学习《2011年工作要点》。\n", 2011, "text"),
    "signature-before-title": (TITLE + BODY + SIGNED, 2017, "signature"),
    "title-before-anniversary": (TITLE + BODY + "庆祝“三八”节96周年。\n", 2018, "title"),
    "anniversary-before-text": (BODY + "庆祝“三八”节96周年。2008年任务。2008年计划。\n", 2006, "anniversary"),
}


@pytest.mark.parametrize(("text", "year", "source"), CASES.values(), ids=CASES.keys())
def test_where_it_is_read(text: str, year: int, source: str) -> None:
    (report,) = fedparse.parse(text).reports
    assert report.reference_year is not None
    assert (report.reference_year.value, report.reference_year.source) == (year, source)


@pytest.mark.parametrize("text", [text for text, _, _ in CASES.values()], ids=CASES.keys())
def test_the_option_overrules_all(text: str) -> None:
    (report,) = fedparse.parse(text, year=1999).reports
    assert report.reference_year is not None
    assert (report.reference_year.value, report.reference_year.source) == (1999, "option")


NONE = {
    "no-year": BODY,
    "masked": "20__年,在镇党委的领导下,妇联扎实工作。\n" + BODY,
    "masked-letters": "20xx年,在镇党委的领导下,妇联扎实工作。\n" + BODY,
    "all-masked": "XX年,在镇党委的领导下,妇联扎实工作。\n" + BODY,
    "duration": "连续3年先进。\n" + BODY,
    "short-year-is-no-guess": "连续10年先进。\n" + BODY,
    "figure": "培训妇女2019人。\n" + BODY,
    "amount": "投入2019元。\n" + BODY,
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_no_guess(text: str) -> None:
    (report,) = fedparse.parse(text).reports
    assert report.reference_year is None
    assert report.dates[-1].edtf == "XXXX-03-08"
    assert report.period is None
    assert "unresolved-year" in {diagnostic.code for diagnostic in report.diagnostics}


def test_it_gives_dates_their_year() -> None:
    (report,) = fedparse.parse(TITLE + BODY).reports
    assert [date.edtf for date in report.dates if date.resolution == "inferred"] == ["2018-03-08"]


def test_it_is_the_period() -> None:
    (report,) = fedparse.parse(TITLE + BODY).reports
    assert report.period == "2018"


def test_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "妇联2015年总结.txt"
    path.write_text("街道妇联扎实工作。\n" + BODY, encoding="utf-8")
    (report,) = fedparse.parse_file(path).reports
    assert report.reference_year is not None
    assert (report.reference_year.value, report.reference_year.source) == (2015, "filename")


def test_the_text_goes_before_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "2015.txt"
    path.write_text(TITLE + BODY, encoding="utf-8")
    (report,) = fedparse.parse_file(path).reports
    assert report.reference_year is not None
    assert report.reference_year.value == 2018


NO_YEAR_IN_NAME = {"long-number": "20150123456.txt", "far": "3015.txt", "none": "report.txt"}


@pytest.mark.parametrize("name", NO_YEAR_IN_NAME.values(), ids=NO_YEAR_IN_NAME.keys())
def test_a_file_name_without_a_year(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("街道妇联扎实工作。\n" + BODY, encoding="utf-8")
    (report,) = fedparse.parse_file(path).reports
    assert report.reference_year is None


def test_each_report_has_its_own() -> None:
    one = "柳溪镇妇联2018年工作总结\n" + BODY + "柳溪镇妇女联合会\n2018年12月20日\n"
    two = "东山街道妇联2011年工作总结\n" + BODY.replace("走访妇女", "慰问老人") + "东山街道妇女联合会\n2011年12月20日\n"
    reports = fedparse.parse(one + "\n" + two).reports
    assert [report.reference_year and report.reference_year.value for report in reports] == [2018, 2011]
