"""Repeated reports. All sentences are our own."""

from __future__ import annotations

import pytest

from fedparse.duplicates import find_duplicates

REPORT = (
    "柳河镇妇联2018年工作总结\n2018年,镇妇联在镇党委的领导下,做了以下工作:\n"
    "一、抓培训。举办养殖培训班12期,培训妇女860人次,建立示范基地3个。\n"
    "二、抓维权。设立维权岗9处,接待来访妇女48人次,调解家庭纠纷21起。\n"
    "三、抓关爱。走访困难母亲36户,发放慰问金18000元,结对留守儿童120名。\n"
    "四、抓家风。评选最美家庭30户,举办家风讲座6场,听众达1500余人。\n"
)
OTHER = (
    "清溪社区妇联工作小结\n今年以来,社区妇联团结姐妹们办了些实事。\n"
    "一、办好阵地。新建妇女之家1处,购置图书2000册,每周开放五天。\n"
    "二、办好活动。组织广场舞比赛4场,参加的有12支队伍,观众三千人。\n"
    "三、办好服务。上门服务老人215人次,理发剪指甲,送饭送药到床前。\n"
)


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        pytest.param([], (), id="none"),
        pytest.param([REPORT, OTHER], (None, None), id="different"),
        pytest.param([REPORT, OTHER, REPORT], (None, None, 0), id="exact"),
        pytest.param([REPORT, REPORT, REPORT], (None, 0, 0), id="always-the-first"),
        pytest.param([REPORT, REPORT.replace("2018", "2020")], (None, 0), id="other-year"),
        pytest.param([REPORT, REPORT.replace("柳河镇", "某某镇", 1)], (None, 0), id="other-title"),
        pytest.param([REPORT, REPORT.replace(",", "，").replace(":", "：")], (None, 0), id="full-width"),
        pytest.param([REPORT, REPORT.replace("培训班", "培训\n班")], (None, 0), id="wrapped"),
        pytest.param([REPORT, REPORT.replace("860", "900")], (None, 0), id="small-edit"),
        pytest.param([REPORT, "".join(REPORT.splitlines(keepends=True)[:4])], (None, None), id="half-of-it"),
        pytest.param(["谢谢大家。", "谢谢大家。", "谢谢各位。"], (None, 0, None), id="short-ones-are-compared-whole"),
        pytest.param(["", "。", ""], (None, None, None), id="empty-ones-repeat-nothing"),
        pytest.param([REPORT, "\ud800" + OTHER], (None, None), id="lone-surrogate"),
    ],
)
def test_duplicates(texts: list[str], wanted: tuple[int | None, ...]) -> None:
    assert find_duplicates(texts) == wanted


def test_a_report_of_the_next_year_with_its_own_figures_is_new() -> None:
    figures = str.maketrans("1234567890", "9876543219")
    assert find_duplicates([REPORT, REPORT.translate(figures)]) == (None, None)
