"""Shares, multiples and differences in sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest
from gold_reader import hold, made, marked

RATIOS = {
    # percent
    "percent": "参与率达【55%｜0.55 min=0.55 max=0.55 comparator== kind=percent】。",
    "percent-decimal": "占【28.57%｜0.2857】。",
    "percent-hundred": "覆盖率【100%｜1】。",
    "percent-over-hundred": "完成任务的【101.20%｜1.012】。",
    "percent-space": "占【89.5 %｜0.895】。",
    "percent-full-width": "占【５５％｜0.55】。",
    "percent-zero": "增长【0%｜0】。",
    "percent-spoken": "提高到【百分之八十｜0.8 kind=percent】。",
    "percent-spoken-hundred": "达【百分之百｜1 kind=percent】。",
    "percent-spoken-decimal": "达【百分之三点五｜0.035】。",
    "percent-spoken-arabic": "达【百分之80｜0.8】。",
    "permille": "降到【3.6‰｜0.0036 kind=percent】。",
    "permille-spoken": "合【千分之三｜0.003 kind=percent】。",
    "percent-at-least": "达【95%以上｜0.95 comparator=>= min=0.95 max=null】。",
    "percent-more": "覆盖率【超90%｜0.9 comparator=>】。",
    "percent-nearly": "占【近40%｜0.4 comparator=~ min=null max=null】。",
    "percent-about": "占【约40%｜0.4 comparator=~】。",
    "percent-below": "占【不足40%｜0.4 comparator=<】。",
    "percent-around": "占【40%左右｜0.4 comparator=~】。",
    "percent-range": "在【63%~68%｜null min=0.63 max=0.68 comparator==】之间。",
    "percent-range-shared": "在【63-68%｜null min=0.63 max=0.68】之间。",
    "two": "分别占【33.4%｜0.334】和【16.7%｜0.167】。",
    "year-on-year": "同比上升【4.2%｜0.042】。",
    "percent-range-spoken": "在【百分之三十至四十｜null min=0.3 max=0.4】之间。",
    "percent-range-spoken-twice": "在【百分之三十到百分之四十｜null min=0.3 max=0.4】之间。",
    "percent-range-dash": "在【30%—40%｜null min=0.3 max=0.4】之间。",
    "percent-at-least-decimal": "达【99.5%以上｜0.995 comparator=>=】。",
    "percent-duo": "占【90%多｜0.9 comparator=>】。",
    "percent-spoken-point": "达【百分之八十五点三｜0.853】。",
    "percent-spoken-over-hundred": "完成任务的【百分之一百二十｜1.2】。",
    "percent-spoken-vague": "占【百分之几十｜null min=0.2 max=0.9 comparator=~】。",
    "percent-spoken-after-a-number-of-people": "占总人数【百分之八十｜0.8】。",
    "permille-half": "达【0.5‰｜0.0005】。",
    "permille-range": "在【3‰—5‰｜null min=0.003 max=0.005】之间。",
    "per-myriad": "合【万分之三｜0.0003】。",
    # fractions
    "slash": "有【1/3｜0.333333 kind=fraction】的家庭。",
    "slash-myriad": "死亡率【10.66/10万｜0.0001066 kind=fraction】。",
    "slash-myriad-whole": "死亡率【20/10万｜0.0002】。",
    "spoken-third": "占【三分之一｜0.333333 kind=fraction】。",
    "spoken-two-thirds": "占【三分之二｜0.666667】。",
    "spoken-fifth-nearly": "占【近五分之一｜0.2 comparator=~】。",
    "half": "占【一半｜0.5 kind=fraction】。",
    "half-more": "占【一半以上｜0.5 comparator=>=】。",
    "half-nearly": "占【近一半｜0.5 comparator=~】。",
    "half-less": "占【不到一半｜0.5 comparator=<】。",
    "half-in-number": "占【半数以上｜0.5 comparator=>=】。",
    "half-and-more": "占【一半多｜0.5 comparator=>】。",
    "half-passed": "【过半数｜0.5 comparator=>】村民受益。",
    "half-nearly-short": "【近半｜0.5 comparator=~】村民受益。",
    "half-the-greater": "占【一多半｜0.5 comparator=>】。",
    "spoken-tenth": "占【十分之一｜0.1】。",
    "spoken-two-thirds-nearly": "占【近三分之二｜0.666667 comparator=~】。",
    "spoken-per-hundred-thousand": "死亡率【十万分之十二｜0.00012】。",
    "slash-around": "占【1/4左右｜0.25 comparator=~】。",
    # tenths
    "tenths": "占【七成｜0.7 kind=tenths】。",
    "tenths-nearly": "【近三成｜0.3 comparator=~】妇女受益。",
    "tenths-over": "有效率【超六成｜0.6 comparator=>】。",
    "tenths-and-half": "覆盖率【九成五以上｜0.95 comparator=>=】。",
    "tenths-arabic": "占【7成｜0.7】。",
    "tenths-and-half-word": "占【六成半｜0.65】。",
    "tenths-neighbours": "占【两三成｜null min=0.2 max=0.3 comparator==】。",
    "tenths-range": "占【三至四成｜null min=0.3 max=0.4】。",
    "tenths-duo": "占【七成多｜0.7 comparator=>】。",
    # multiples
    "times": "是去年的【3倍｜3 kind=multiple】。",
    "times-decimal": "是去年的【2.5倍｜2.5】。",
    "times-spoken": "是去年的【两倍｜2】。",
    "doubling": "产量【翻一番｜2 kind=multiple】。",
    "doubling-twice": "产量【翻两番｜4】。",
    "doubling-le": "产量【翻了一番｜2】。",
    "times-growth": "增长【1.2倍｜1.2】。",
    "times-half": "增长【两倍半｜2.5】。",
    "times-duo": "增长【3倍多｜3 comparator=>】。",
    "times-nearly": "增长【近一倍｜1 comparator=~】。",
    "times-neighbours": "增长【两三倍｜null min=2 max=3】。",
    "times-vague": "增长【几十倍｜null min=20 max=90 comparator=~】。",
    "times-range": "增长【2-3倍｜null min=2 max=3】。",
    # points
    "points": "提高【3.2个百分点｜0.032 kind=point】。",
    "points-whole": "提高【两个百分点｜0.02 kind=point】。",
    "points-no-ge": "提高【2.9百分点｜0.029】。",
    "points-chinese-no-ge": "提高【两百分点｜0.02】。",
    "points-duo": "提高【1个多百分点｜0.01 comparator=>】。",
    "points-spoken-decimal": "提高【三点五个百分点｜0.035】。",
    "points-range": "提高【2-3个百分点｜null min=0.02 max=0.03】。",
    "points-at-least": "提高【三个百分点以上｜0.03 comparator=>=】。",
    # spaces
    "per-hundred-thousand-spaces": "死亡率【10.66/10 万｜0.0001066】。",
    "slash-at-least-spaces": "占【1/4 以上｜0.25 comparator=>=】。",
    "third-of-women": "占【1/3｜0.333333】 妇女。",
    "doubling-arabic": "产值【翻2番｜4】。",
    "doubling-spaces": "产值【翻 2 番｜4】。",
    # traditional
    "traditional-points": "提高【3.2個百分點｜0.032 kind=point】。",
}

NOT_RATIOS = {
    "half-year": "上半年工作。",
    "half-sky": "发挥半边天作用。",
    "doubled-money": "挣翻倍的钱。",
    "hundredfold-effort": "付出百倍努力。",
    "stripped": "占%,件件有回音。",
    "made": "成立3个小组。",
    "members": "由十成员单位组成。",
    "date-slashes": "于2018/03/12发布。",
    "alternative": "村(社区)1/2号楼。",
    "slogan": "实现三个百分百目标。",
    "score": "得了95分。",
    "grade": "4A级景区。",
    "odds": "九死一生。",
    "half-a-day": "培训半天。",
    "dawn": "三更半夜。",
    "times-of-day": "一天三次。",
    "minus": "同比增长-3.2%。",
    "year-in-place-of-a-figure": "回复率20230%。",
    "cut": "达99.%。",
    "percent-lost": "降低了56.2<。",
    "in-threes-and-fives": "三五成群地来。",
    "unchanging": "不是一成不变的。",
    "half-a-year-nearly": "近半年来走访。",
    "most-of-a-year": "用了大半年。",
    "other-half": "照顾另一半。",
    "doubled-by-one": "产量翻一倍。",
    "fraction-range": "占五分之一至四分之一。",
    "fraction-range-slash": "占1/3至1/2。",
    "tenths-with-a-comma": "占三、四成。",
    "marks-of-a-test": "得分0/300。",
    "day-with-a-slash": "宣传6/26禁毒日。",
    "day-with-a-slash-and-a-space": "宣传6/26 禁毒日,庆祝3/8 妇女节。",
    "year-with-a-slash-and-a-space": "第20/2019 年。",
    "improper": "三分之四。",
}


@pytest.mark.parametrize("line", RATIOS.values(), ids=RATIOS.keys())
def test_ratios(line: str) -> None:
    hold(line, "ratio")


@pytest.mark.parametrize("line", NOT_RATIOS.values(), ids=NOT_RATIOS.keys())
def test_not_ratios(line: str) -> None:
    hold(line, "ratio")


@pytest.mark.parametrize("line", RATIOS.values(), ids=RATIOS.keys())
def test_a_ratio_is_never_a_count_too(line: str) -> None:
    text = marked(line, "ratio").text
    assert made(text, "count") == []


def test_values_are_exact() -> None:
    (mention,) = made("占28.57%。", "ratio")
    assert mention.value == Decimal("0.2857")
    assert isinstance(mention.value, Decimal)
