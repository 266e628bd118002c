"""Checks: what arithmetic proves of figures, what it points at, and what it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fedparse

CODES = {"sum-mismatch", "product-mismatch", "ratio-mismatch", "conflict"}


def verdicts(text: str, year: int | None = None) -> list[str]:
    """The checks of a text, as `parts:passed`."""
    return [f"{c.check}:{c.result}" for report in fedparse.parse(text, year=year).reports for c in report.checks]


def messages(text: str) -> list[str]:
    """What is said of figures that do not agree."""
    found = [d for report in fedparse.parse(text).reports for d in report.diagnostics]
    return [d.message for d in found if d.code in CODES]


FAILED = {
    "slip-of-the-unit": ("全年销售额2.4亿元,其中线上1.6亿元,线下0.8万元。", "parts"),
    "names-with-numbers": ("东村、西村、南村(2个)、北村、中村、上村共8个来料加工点。", "listed"),
    "names-that-end-alike": ("走访东村、西村、南村5个村。", "listed"),
    "drawn-villages": ("从全乡21个村中抽查8个村,占全乡村数的4%。", "share"),
    "share-of-a-noun": ("21名委员中有女委员14名,占委员总数的47%。", "share"),
    "share-of-what-was-examined": ("检查妇女200人,查出患病19人,占9.7%。", "share"),
    "share-of-those-due": ("应检妇女2040人,实检1021人,占应检妇女的48%。", "share"),
    "share-of-cadres": ("现有干部144名,其中女干部7名,占4.5%。", "share"),
    "about-a-hundredth": ("参加体检65人,查出病症6人,占1%。", "share"),
    "rate-of-the-verb-before": ("受理信访521件,办结518件,办结率98.62%。", "share"),
    "men-and-women": ("全县总人口46695人,其中男26967人,女23921人。", "all"),
    "state-told-twice": ("全区现有妇代会131个。\n二、成效\n全区现有妇代会129个。", "conflict"),
    "list-with-a-rest": ("受理案件518件,其中婚姻3件、家庭53件、财产141件、其他275件。", "parts"),
    "parts-above-the-whole": ("接待来访5件,其中来信3件、来电3件。", "parts"),
    "anniversary-of-another-year": ("XX县妇联2008年工作总结\n为纪念“三八”节96周年,3月5日办晚会1场。", "anniversary"),
    "unit-lost-in-a-product": ("为84户妇女办理贴息贷款,每户5万元,共420元。", "product"),
    "list-and-its-total": ("甲类2个、乙类11个、丙类6个、丁类8个,共计26个。", "parts"),
    "year-of-the-title": ("XX县妇联2008年工作总结\n2009年3月举办培训2期。2009年5月举办讲座3场。", "year"),
    "rate-of-growth": ("人均收入由3649元增加到4682元,增长48.3%。", "change"),
    "points-of-a-rate": ("受检率从20.3%下降到9.8%,下降11.5个百分点。", "change"),
    "points-announced": ("重点抓好三项工作:一是抓培训。二是抓维权。三是抓创建。四是抓宣传。", "numbering"),
    "each-so-much": ("救助8户,每户200元,计1700元。", "product"),
    "sum-that-opens-a-list": (
        "筹集资金15.9万元:慰问特困母亲6300元,救助困难妇女5000元,资助女童3000元,走访老人1600元,共计1.59万元。",
        "parts",
    ),
}


@pytest.mark.parametrize(("text", "check"), FAILED.values(), ids=FAILED.keys())
def test_what_does_not_add_up_is_said(text: str, check: str) -> None:
    assert f"{check}:failed" in verdicts(text)
    assert messages(text)


PASSED = {
    "two-and-more-parts-and-a-total": ("办结139件、调解28件、移送2件,共计169件。", "parts"),
    "amounts-and-a-total": ("支出40.16万元、项目78.84万元,合计119万元。", "parts"),
    "rounded-amounts": ("总支出69.06万元,其中基本支出57.28万元,项目支出11.78万元。", "parts"),
    "weighed": ("12户各贷款3万元、6户各贷款5万元,共66万元。", "product"),
    "four-kinds": ("评出甲类46户、乙类112户、丙类58户、丁类27户,共243户。", "parts"),
    "each-group": ("27个班组各推荐15名,共405名。", "product"),
    "each-village": ("14个村每村11名,共154名。", "product"),
    "anniversary": ("XX县妇联2006年工作总结\n为纪念“三八”节96周年,3月5日办晚会1场。", "anniversary"),
    "share-of-the-whole": ("全镇有村级妇联21个,其中换届14个,占66.67%。", "share"),
    "cut-off-share": ("全镇有村级妇联21个,其中换届14个,占66.66%。", "share"),
    "growth": ("人均收入由3649元增加到4682元,增长28.3%。", "change"),
    "difference-and-growth": ("全年投入经费18.6万元,比上年增加2.4万元,增长14.8%。", "change"),
    "points": ("受检率从20.3%下降到9.8%,下降10.5个百分点。", "change"),
    "places": ("走访东村、西村、南村、北村4个村。", "listed"),
    "points-announced": ("重点抓好两项工作:一是抓培训。二是抓维权。", "numbering"),
    "both-sexes": ("听众850人,其中女性620人、男性230人。", "all"),
    "approximate-total": ("争取资金260余万元,其中省级180万元、市级80万元。", "parts"),
    "two-totals-at-once": ("向46名女工、58名患病女工发放慰问金,共104人5.2万元,人均500元。", "parts"),
    "told-twice-alike": ("全区现有妇代会131个。\n二、成效\n全区现有妇代会131个。", "conflict"),
    "each-child": ("慰问留守儿童18名,每名儿童送去350元的学习用品,共计6300元。", "product"),
    "on-average": ("帮助36名妇女贷款108万元,户均3万元。", "product"),
    "each-course": ("举办培训5期,每期40人,合计200人。", "product"),
}


@pytest.mark.parametrize(("text", "check"), PASSED.values(), ids=PASSED.keys())
def test_what_adds_up_is_evidence(text: str, check: str) -> None:
    found = verdicts(text)
    assert f"{check}:passed" in found
    assert not messages(text)


SILENT = {
    "some-of-which": "培训妇女300人,其中贫困妇女50人、单亲母亲20人。",
    "kinds-that-overlap": "推选代表12人,其中党员8人,少数民族5人,大专以上7人。",
    "list-that-goes-on": "走访东村、西村、南村等6个村。",
    "names-and-a-number-of-people": "邀请律师、医生、教师为45人授课。",
    "examples-of-gifts": "姐妹们你一百、我五十,共募集2750元。",
    "two-things-done": "举办培训班3期。6月,举办培训班5期。",
    "target-in-brackets": "完成检查1120人(任务数502人)。",
    "percent-of-something-else": "举办讲座8场,培训妇女400人,满意率达98%。",
    "another-unit": "培训妇女1200人次、骨干60名,共举办讲座12场。",
    "idiom": "抓好一项工作,一是抓培训,全面推进。",
    "year-of-a-plan": "XX县妇联2008年工作总结\n2008年举办培训2期。2009年计划举办3期。",
    "one-home": "慰问困难家庭1户,每户500元,共500元。",
    "none-at-all": "贫困户0户,每户0元,共计0元。",
    "two-rates-one-total": "资助大学生10名,每人2000元,高中生15名,每人1000元,共计35000元。",
    "attributes-of-cadres": "现有女干部48人,其中党员30人、科级干部20人、35岁以下15人。",
    "illnesses": "查出妇科病350例,其中宫颈炎210例、阴道炎180例、宫颈糜烂60例。",
    "people-of-villages": "东湖村、南桥村、西园村20名妇女参加培训。",
    "homes-of-villages": "走访了东湖村、南桥村、西园村15户贫困家庭。",
    "stations-in-communities": "建立东湖社区、南桥社区、西园社区6个服务站。",
    "two-towns": "东镇现有妇联执委25名。西镇现有妇联执委17名。",
    "then-and-now": "上年末全县共有留守儿童1200名,目前全县共有留守儿童980名。",
    "compared-with-the-year-before": (
        "XX镇妇联2019年工作总结\n举办培训班12期,比2018年增加3期。贷款300万元,比2018年增长20%。"
    ),
    "an-average": "发放贷款12户,户均3万元,共计贷款35.8万元。",
    "all-the-time": "今年培训15期,每期50人,累计培训3000人。",
    "another-act": "创建“平安家庭”10户、“五好文明家庭”20户、“最美家庭”15户,共表彰50户。",
    "more-than-listed": "走访慰问贫困妇女50名、留守儿童30名,共计慰问100人。",
    "about-the-same": "接待来访约50件,其中婚姻类28件、财产类21件、其他3件。",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_nothing_is_said_of_what_may_be_right(text: str) -> None:
    assert not [verdict for verdict in verdicts(text, year=2019) if verdict.endswith("failed")]
    assert not messages(text)


def test_a_failed_check_changes_no_value() -> None:
    (report,) = fedparse.parse("全年销售额2.4亿元,其中线上1.6亿元,线下0.8万元。").reports
    assert [mention.amount for mention in report.money] == [240_000_000, 160_000_000, 8_000]


def test_a_slip_of_the_unit_is_named() -> None:
    (said,) = messages("全年销售额2.4亿元,其中线上1.6亿元,线下0.8万元。")
    assert "0.8万元 were 10,000 times as much" in said


def test_all_figures_of_a_check_carry_it() -> None:
    (report,) = fedparse.parse("评出甲类46户、乙类112户,共158户。培训妇女30名。").reports
    assert [fact.checks for fact in report.facts] == [("parts:passed",)] * 3 + [()]
    (check,) = report.checks
    assert (check.fact, check.operands, check.expected) == ("r1-f3", ("r1-f1", "r1-f2"), 158)


def test_a_check_without_its_figures_is_not_told() -> None:
    from fedparse.pipeline import parse_source
    from fedparse.sources import from_text

    source = from_text("全年支出15万元,其中活动9万元、培训6万元。慰问8名老人。", name="")
    (report,) = parse_source(source, only=frozenset({"counts"})).reports
    assert report.checks == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 900), min_size=2, max_size=6))
def test_a_list_with_its_true_total_never_fails(numbers: list[int]) -> None:
    kinds = "甲乙丙丁戊己"
    listed = "、".join(f"{kinds[place]}类{number}户" for place, number in enumerate(numbers))
    assert "parts:passed" in verdicts(f"评出{listed},共计{sum(numbers)}户。")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(20, 900), min_size=3, max_size=6), st.integers(1, 9))
def test_a_list_with_a_wrong_total_always_fails(numbers: list[int], off: int) -> None:
    kinds = "甲乙丙丁戊己"
    listed = "、".join(f"{kinds[place]}类{number}户" for place, number in enumerate(numbers))
    total = sum(numbers) + off
    right = {sum(numbers[place:]) for place in range(len(numbers) - 1)}
    expected = "parts:passed" if total in right else "parts:failed"
    assert expected in verdicts(f"评出{listed},共计{total}户。")


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(2, 900))
def test_a_true_product_never_fails(number: int, price: int) -> None:
    found = verdicts(f"救助困难家庭{number}户,每户{price}元,共计{number * price}元。")
    assert found == ["product:passed"]


def test_a_long_list_costs_no_more_a_figure() -> None:
    text = "评出" + "、".join(f"甲类{number % 90 + 1}户" for number in range(3000)) + ",共计9户。"
    assert len(fedparse.parse(text).reports[0].facts) == 3001
