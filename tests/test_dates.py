"""Dates in sentences: EDTF with its bounds, what the reference year gives, and what is no date."""

from __future__ import annotations

import pytest
from gold_reader import hold, made, wrapped

import fedparse

EXPLICIT = {
    "year": "【2019年｜2019 granularity=year resolution=explicit earliest=2019-01-01 latest=2019-12-31】工作平稳。",
    "year-other": "比【2010年｜2010 resolution=explicit】多。",
    "year-du": "【2016年度｜2016】评出先进。",
    "year-chinese": "【二〇一六年｜2016】工作平稳。",
    "year-letter-o": "【二OO四年｜2004】工作平稳。",
    "year-small-o": "【二oo四年｜2004】工作平稳。",
    "year-circle": "【二○一二年｜2012】工作平稳。",
    "year-arabic-zero": "【二00九年｜2009】工作平稳。",
    "year-mixed-zero": "【二0一二年｜2012】工作平稳。",
    "year-full-width": "【２０１９年｜2019】工作平稳。",
    "year-space": "【2019 年｜2019】工作平稳。",
    "month": "【2016年5月｜2016-05 granularity=month earliest=2016-05-01 latest=2016-05-31】举办。",
    "month-february-leap": "【2020年2月｜2020-02 latest=2020-02-29】举办。",
    "month-february": "【2019年2月｜2019-02 latest=2019-02-28】举办。",
    "month-fen": "【2016年5月份｜2016-05】举办。",
    "day": "【2016年3月16日｜2016-03-16 granularity=day earliest=2016-03-16 latest=2016-03-16】举办。",
    "day-hao": "【2016年3月16号｜2016-03-16】举办。",
    "day-spaces": "【2016年 3 月 16 日｜2016-03-16】举办。",
    "day-chinese": "【二〇一二年三月十一日｜2012-03-11】举办。",
    "day-chinese-twenty": "【二OO四年十二月二十日｜2004-12-20】举办。",
    "day-leap": "【2020年2月29日｜2020-02-29】举办。",
    "day-iso": "于【2019-03-08｜2019-03-08】举办。",
    "day-dots": "于【2019.3.8｜2019-03-08】举办。",
    "day-slashes": "于【2019/03/08｜2019-03-08】举办。",
    "years": "【2016—2020年｜2016/2020 granularity=span earliest=2016-01-01 latest=2020-12-31】连续开展。",
    "years-both-marked": "【1985年至1992年｜1985/1992】连续开展。",
    "days": "【2009年8月21日—25日｜2009-08-21/2009-08-25 granularity=span】举办。",
    "days-zhi": "【2011年9月20日至21日｜2011-09-20/2011-09-21】举办。",
    "days-two-months": "【2018年2月3日至3月4日｜2018-02-03/2018-03-04】举办。",
    "months": "【2018年1-10月｜2018-01/2018-10】举办。",
    "months-zhi": "【2017年8月至11月｜2017-08/2017-11】举办。",
    "over-new-year": "【2018年12月至2019年3月｜2018-12/2019-03】举办。",
    "over-new-year-chinese": "【二〇一八年十二月至二〇一九年三月｜2018-12/2019-03】举办。",
    "over-new-year-days-chinese": "【二〇一八年十二月三日至二〇一九年三月八日｜2018-12-03/2019-03-08】举办。",
    "over-new-year-spaces": "【2018 年 12 月 3 日至 2019 年 3 月 8 日｜2018-12-03/2019-03-08】举办。",
    "years-chinese": "【一九八五年至一九九二年｜1985/1992】任职。",
    "years-spaces": "【1985 年至 1992 年｜1985/1992】任职。",
    "zeros-spaces": "【二 00 九年｜2009】建会，【二 0 一 0 年 3 月｜2010-03】换届。",
    "half": "【2018年上半年｜2018-01/2018-06 granularity=half resolution=explicit】举办。",
    "quarter": "【2018年第三季度｜2018-07/2018-09 granularity=quarter】举办。",
    "start": "【2018年初｜2018 part=start】启动。",
    "end": "【2018年底｜2018 part=end】收尾。",
    "month-end": "【2018年6月底｜2018-06 part=end】收尾。",
    "festival": "【2018年三八｜2018-03-08 festival=国际妇女节】前夕慰问。",
}

INFERRED = {
    "month": "【5月｜2019-05 resolution=inferred】举办。",
    "month-fen": "【6月份｜2019-06】举办。",
    "month-chinese": "【十二月｜2019-12】举办。",
    "day": "【3月16日｜2019-03-16 resolution=inferred】举办。",
    "day-chinese": "【九月二十八日｜2019-09-28】举办。",
    "day-spaces": "【3 月 8 日｜2019-03-08】举办。",
    "day-full-width": "【３月８日｜2019-03-08】举办。",
    "days": "【8月21日—25日｜2019-08-21/2019-08-25】举办。",
    "days-spaces": "【8 月 21 日—25 日｜2019-08-21/2019-08-25】举办。",
    "days-two-months-spaces": "【2 月 3 日至 3 月 4 日｜2019-02-03/2019-03-04】举办。",
    "day-list-spaces": "【9 月 6 日｜2019-09-06】、【20 日｜2019-09-20】上门。",
    "days-hyphen": "【4月6日-9日｜2019-04-06/2019-04-09】举办。",
    "days-two-months": "【2月3日至3月4日｜2019-02-03/2019-03-04】举办。",
    "months": "【1-10月｜2019-01/2019-10】举办。",
    "months-dash": "【4—5月份｜2019-04/2019-05】举办。",
    "months-tilde": "【1 ~ 3 月｜2019-01/2019-03】举办。",
    "months-list": "趁【7、8月｜2019-07/2019-08】举办。",
    "months-list-chinese": "在【一、二月份｜2019-01/2019-02】举办。",
    "month-start": "【6月初｜2019-06 part=start】举办。",
    "month-mid": "【5月中旬｜2019-05 part=mid】举办。",
    "month-late": "【5月下旬｜2019-05 part=end】举办。",
    "month-early": "【5月上旬｜2019-05 part=start】举办。",
    "month-end": "【8月底｜2019-08 part=end】举办。",
    "wuyi-month": "【五月｜2019-05】举办。",
}

DEICTIC = {
    "this-year": "【今年｜2019 resolution=relative】举办。",
    "last-year": "比【去年｜2018 resolution=relative】多。",
    "next-year": "【明年｜2020 resolution=relative】再办。",
    "coming-year": "【来年｜2020】再办。",
    "year-before-last": "【前年｜2017】办过。",
    "ben-niandu": "【本年度｜2019】评出先进。",
    "first-half": "【上半年｜2019-01/2019-06 granularity=half resolution=relative】举办。",
    "first-half-days": "【上半年｜earliest=2019-01-01 latest=2019-06-30】举办。",
    "second-half": "【下半年｜2019-07/2019-12 granularity=half resolution=relative】举办。",
    "whole-year": "【全年｜2019 resolution=relative granularity=year】举办。",
    "quarter": "【第三季度｜2019-07/2019-09 granularity=quarter resolution=relative】举办。",
    "quarter-short": "【一季度｜2019-01/2019-03】举办。",
    "year-start": "【年初｜2019 part=start】制定方案。",
    "year-end": "【年底｜2019 part=end】公布名单。",
    "within-year": "【年内｜2019】验收。",
    "since": "【今年以来｜2019】成效明显。",
    "this-march": "【今年3月份｜2019-03 resolution=relative】举办。",
    "this-sanba": "【今年三八｜2019-03-08 festival=国际妇女节】前夕慰问。",
    "last-first-half": "【去年上半年｜2018-01/2018-06】举办。",
    "this-quarter": "【今年二季度｜2019-04/2019-06】举办。",
    "last-day": "【去年3月16日｜2018-03-16】举办。",
    "this-year-end": "到【今年底｜2019 part=end】完成。",
    "plan": "“【十二五｜2011/2015 granularity=span】”期间成效明显。",
    "plan-eleventh": "到“【十一五｜2006/2010】”末全部建成。",
}

FESTIVALS = {
    "sanba": "“【三八｜2019-03-08 festival=国际妇女节 granularity=day】”妇女节前夕慰问。",
    "sanba-bare": "【三八｜2019-03-08 festival=国际妇女节】期间慰问。",
    "sanba-arabic": "“【3.8｜2019-03-08 festival=国际妇女节】”节期间慰问。",
    "sanba-dot": "“【3·8｜2019-03-08】”期间慰问。",
    "liuyi": "“【六一｜2019-06-01 festival=国际儿童节】”期间慰问。",
    "nurses": "“【5.12｜2019-05-12 festival=国际护士节】”护士节表彰。",
    "drugs": "“【6.26｜2019-06-26 festival=国际禁毒日】”国际禁毒日宣传。",
    "constitution": "“【12·4｜2019-12-04 festival=国家宪法日】”普法宣传。",
    "spring": "【春节｜2019-02-05 festival=春节】前夕慰问。",
    "mid-autumn": "【中秋｜2019-09-13】前夕慰问。",
    "double-ninth": "【重阳节｜2019-10-07】慰问老人。",
    "mothers": "【母亲节｜2019-05-12 festival=母亲节】举办插花课。",
    "new-year": "【元旦｜2019-01-01】慰问老人。",
    "national": "【国庆｜2019-10-01】期间开展。",
    "sanba-space": "【3.8｜2019-03-08 festival=国际妇女节】 节那天慰问。",
    "nurses-space": "【5.12｜2019-05-12 festival=国际护士节】 世界护士节表彰。",
    "two": "【元旦｜2019-01-01】、【春节｜2019-02-05】期间慰问。",
    "two-glued": "【元旦｜2019-01-01】【春节｜2019-02-05】期间慰问。",
}

PART_OF_DAY = {
    "morning": "【3月6日上午｜2019-03-06 time=null granularity=day】举办。",
    "evening": "【九月二十八日晚｜2019-09-28 time=null】举办。",
    "afternoon-two": "【4月16日下午两点｜2019-04-16 time=14:00】集中收看。",
    "clock": "【4月16日上午9:30｜2019-04-16 time=09:30】集中收看。",
    "clock-spaces": "【4 月 16 日傍晚 6 点 20 分｜2019-04-16 time=18:20】集中收看。",
    "clock-shi-spaces": "【4 月 16 日 9 时 30 分｜2019-04-16 time=09:30】集中收看。",
    "clock-shi": "【4月16日上午9时｜2019-04-16 time=09:00】集中收看。",
    "half-past": "【4月16日晚7点半｜2019-04-16 time=19:30】集中收看。",
    "noon": "【4月16日中午12点｜2019-04-16 time=12:00】集中收看。",
    "masked-year": "【20__年4月16日下午两点｜20XX-04-16 time=14:00】集中收看。",
}

MASKED = {
    "two-digits": "【20__年4月16日｜20XX-04-16 resolution=explicit granularity=day】举办。",
    "two-digits-letters": "【20xx年｜20XX earliest=2000-01-01 latest=2099-12-31】举办。",
    "three-digits": "【200*年｜200X earliest=2000-01-01 latest=2009-12-31】举办。",
    "all": "【XX年｜XXXX earliest=null latest=null】起推行。",
    "all-hash": "【##年｜XXXX】起推行。",
    "month": "【20__年5月｜20XX-05】举办。",
    "cross": "【××年｜XXXX】起推行。",
}

OUTSIDE = {
    "jiezhi": "截至【6月底｜2019-06】,共办12期。",
    "jiezhi-variant": "截止【2016年底｜2016】,共办12期。",
    "qianxi": "【三八｜2019-03-08】前夕慰问。",
    "qijian": "【春节｜2019-02-05】期间慰问。",
    "weizhi": "到【5月20日｜2019-05-20】为止,共办12期。",
    "zi-qi": "自【3月8日｜2019-03-08】起实行。",
    "since-year": "【2014年｜2014】以来成效明显。",
    "quotes": "“【六一｜2019-06-01】”节目精彩。",
}

NOT_DATES = {
    "recent-years": "近年来成效明显。",
    "one-year": "一年来成效明显。",
    "now": "目前进展顺利。",
    "then": "当时条件艰苦。",
    "daily": "日常工作有序。",
    "weekly": "每周开放。",
    "yearly-idiom": "一年一度的评选。",
    "new-era": "新时期的妇女工作。",
    "dawn": "早晨练舞。",
    "age": "平均年龄45岁。",
    "duration-years": "连续3年下降。",
    "duration-months": "历时10个月。",
    "duration-days": "培训20天。",
    "half-year": "历时半年。",
    "monthly": "每月一课。",
    "quarterly": "每季度走访。",
    "several-years-in": "三年内实现。",
    "eighties": "80年代的房子。",
    "born-after": "80后宝妈。",
    "every-third-month": "每 3 月一评。",
    "near-years-space": "近 98 年的老屋。",
    "month-13": "13月计划。",
    "day-30-february": "2月30日。",
    "title": "学习《2016-2020年发展规划》。",
    "title-year": "印发《2019年工作要点》。",
    "plan-name": "实施“十二五”规划。",
    "money-like-festival": "投入5.12万元。",
    "weight-like-festival": "投放3.8吨。",
    "yi-like-festival": "销售3·8亿元。",
    "honour": "评为三八红旗手。",
    "venue": "创建三八红旗集体。",
    "people-month": "月嫂培训。",
    "bare-clock": "8:30开课。",
    "ordinal-year": "第3年开展。",
    "ratio": "男女比例为9.7:47.3。",
    "year-grade": "三年级学生。",
    "version": "第2.0版。",
    "sun": "日用品。",
    "flower": "月季花。",
}


@pytest.mark.parametrize("line", EXPLICIT.values(), ids=EXPLICIT.keys())
def test_explicit(line: str) -> None:
    hold(line, "date", year=2015)


@pytest.mark.parametrize("line", INFERRED.values(), ids=INFERRED.keys())
def test_without_a_year(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", DEICTIC.values(), ids=DEICTIC.keys())
def test_deictic(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", FESTIVALS.values(), ids=FESTIVALS.keys())
def test_festivals(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", PART_OF_DAY.values(), ids=PART_OF_DAY.keys())
def test_part_of_day(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", MASKED.values(), ids=MASKED.keys())
def test_unknown_digits(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_what_stays_outside(line: str) -> None:
    hold(line, "date")


@pytest.mark.parametrize("line", NOT_DATES.values(), ids=NOT_DATES.keys())
def test_not_dates(line: str) -> None:
    hold(line, "date")


UNRESOLVED = {
    "day": "【3月16日｜XXXX-03-16 resolution=unresolved earliest=null latest=null】举办。",
    "month": "【5月｜XXXX-05 resolution=unresolved】举办。",
    "this-year": "【今年｜XXXX resolution=unresolved】举办。",
    "first-half": "【上半年｜XXXX-01/XXXX-06 resolution=unresolved】举办。",
    "quarter": "【第三季度｜XXXX-07/XXXX-09】举办。",
    "fixed-festival": "“【三八｜XXXX-03-08 festival=国际妇女节 resolution=unresolved】”期间慰问。",
    "lunar-festival": "【春节｜XXXX festival=春节】前夕慰问。",
    "floating-festival": "【母亲节｜XXXX festival=母亲节】举办插花课。",
    "year-start": "【年初｜XXXX part=start】制定方案。",
}


@pytest.mark.parametrize("line", UNRESOLVED.values(), ids=UNRESOLVED.keys())
def test_without_a_reference_year(line: str) -> None:
    hold(line, "date", year=None)


WRAPPED = {
    "inside-the-year": ("于20", "16年5月", "20\n16年5月", "2016-05"),
    "inside-the-month": ("于2016年1", "2月", "2016年1\n2月", "2016-12"),
    "before-the-day": ("于3月", "16日", "3月\n16日", "2019-03-16"),
    "inside-the-day": ("于3月1", "6日", "3月1\n6日", "2019-03-16"),
    "inside-deixis": ("从上半", "年", "上半\n年", "2019-01/2019-06"),
}


@pytest.mark.parametrize(("left", "right", "surface", "edtf"), WRAPPED.values(), ids=WRAPPED.keys())
def test_a_hard_wrap_inside(left: str, right: str, surface: str, edtf: str) -> None:
    found = made(wrapped(left, right), "date")
    assert [(mention.surface, mention.edtf) for mention in found] == [(surface, edtf)]


@pytest.mark.parametrize("year", [1996, 2008, 2019, 2024])
def test_first_to_last_day_of_a_month(year: int) -> None:
    (mention,) = made("2月举办。", "date", year)
    assert (mention.earliest, mention.latest) == (f"{year}-02-01", f"{year}-02-{28 if year % 4 else 29}")


PARSED = {
    "half": ("上半年", "2019-01/2019-06"),
    "day": ("2016年3月8日", "2016-03-08"),
    "month": ("5月份", "2019-05"),
    "festival": ("三八", "2019-03-08"),
    "months": ("1-10月", "2019-01/2019-10"),
    "masked": ("20__年", "20XX"),
    "chinese": ("二OO四年", "2004"),
    "whole": ("全年", "2019"),
    "blanks": (" 年底 ", "2019"),
}


@pytest.mark.parametrize(("expression", "edtf"), PARSED.values(), ids=PARSED.keys())
def test_parse_date(expression: str, edtf: str) -> None:
    assert fedparse.parse_date(expression, year=2019).edtf == edtf


def test_parse_date_without_a_year() -> None:
    date = fedparse.parse_date("上半年")
    assert (date.edtf, date.earliest, date.latest, date.resolution) == ("XXXX-01/XXXX-06", None, None, "unresolved")


REFUSED = {
    "empty": "",
    "word": "妇女",
    "duration": "3年",
    "month-13": "13月",
    "no-such-day": "2月30日",
    "two": "3月8日和5月1日",
    "words-around": "于3月8日",
    "vague": "近年来",
    "number": "2019",
}


@pytest.mark.parametrize("expression", REFUSED.values(), ids=REFUSED.keys())
def test_parse_date_errors(expression: str) -> None:
    with pytest.raises(fedparse.ExpressionError) as raised:
        fedparse.parse_date(expression, year=2019)
    assert raised.value.expression == expression
    assert raised.value.reason
