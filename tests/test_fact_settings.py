"""Under which program, when, planned or not: each sentence marks the figure whose fact is held against the value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import fedparse

if TYPE_CHECKING:
    from fedparse.model import Fact

_MARK = re.compile("\u3010(.*?)\u3011")


def fact_of(line: str) -> Fact:
    """The fact of the marked figure, in a report on 2019."""
    marked = _MARK.search(line)
    assert marked
    text = line[: marked.start()] + marked[1] + line[marked.end() :]
    (report,) = fedparse.parse(text, year=2019).reports
    figures = {figure.id: figure for figure in (*report.counts, *report.money, *report.ratios)}
    (fact,) = [fact for fact in report.facts if figures[fact.mention].span[0] == marked.start()]
    return fact


STATUS = [
    pytest.param("我们将12名困境儿童纳入低保,发放【30份】。", "reported", id="status-1"),
    pytest.param("将为【50名】妇女安排体检。", "planned", id="status-2"),
    pytest.param("今年将投入【3万元】建活动室。", "planned", id="status-3"),
    pytest.param("年度任务为培训100人,实际完成【120人】。", "reported", id="status-4"),
    pytest.param("省任务为10000人,完成【10198名】。", "reported", id="status-5"),
    pytest.param("下达任务数为【50户】。", "planned", id="status-6"),
    pytest.param("完成目标任务的【103%】。", "reported", id="status-7"),
    pytest.param("发放贷款【620万元】(省任务数500万元)。", "reported", id="status-8"),
    pytest.param("发放贷款620万元(省任务数【500万元】)。", "planned", id="status-9"),
    pytest.param("发放贷款(省任务数500万元)【620万元】。", "reported", id="status-10"),
    pytest.param("超额完成任务数,培训【300人】。", "reported", id="status-11"),
    pytest.param("春蕾计划资助女童【12名】。", "reported", id="status-12"),
    pytest.param("“春蕾计划”资助女童【12名】。", "reported", id="status-13"),
    pytest.param("落实计划生育家庭奖励【5000元】。", "reported", id="status-14"),
    pytest.param("计划培训【200人】。", "planned", id="status-15"),
    pytest.param("计划下半年再培训【200人】。", "planned", id="status-16"),
    pytest.param("原计划办班5期,已办【3期】。", "reported", id="status-17"),
    pytest.param("拟投资【20万元】改造阵地。", "planned", id="status-18"),
    pytest.param("组织消防模拟演练【3次】。", "reported", id="status-19"),
    pytest.param("预计年增收【5000元】。", "planned", id="status-20"),
    pytest.param("力争到年底发展会员【200名】。", "planned", id="status-21"),
    pytest.param("争取资金【5万元】。", "reported", id="status-22"),
    pytest.param("争取新建“妇女之家”【5个】。", "planned", id="status-23"),
    pytest.param("确保【120名】困难妇女得到救助。", "planned", id="status-24"),
    pytest.param("发放救助金20万元,确保【120名】困难妇女安全过冬。", "reported", id="status-25"),
    pytest.param("妇联要求每村建队伍【1支】。", "planned", id="status-26"),
    pytest.param("按照上级要求,培训【200人】。", "reported", id="status-27"),
    pytest.param("围绕增收目标,培训【200人】。", "reported", id="status-28"),
    pytest.param("下一步:培训妇女【200人】,办班3期。", "planned", id="status-29"),
    pytest.param("今后,我们将加大力度。建家【12个】。", "planned", id="status-30"),
    pytest.param("为今后发展打下基础,培训【200人】。", "reported", id="status-31"),
    pytest.param("下一步将继续努力。今年共培训妇女【200人】。", "reported", id="status-32"),
    pytest.param("下半年,准备办培训班【3期】。", "planned", id="status-33"),
    pytest.param("到2025年底,全县建成示范点【12个】。", "planned", id="status-34"),
    pytest.param("到2019年底,全县建成示范点【12个】。", "reported", id="status-35"),
    pytest.param("截至2019年底,全县建成示范点【12个】。", "reported", id="status-36"),
    pytest.param("打算组建队伍【2支】。", "planned", id="status-37"),
    pytest.param("会议要求各村上报信息【12条】。", "planned", id="status-38"),
    pytest.param("将宣传资料【3000份】发放到群众手中。", "reported", id="status-39"),
    pytest.param("将【3000元】慰问金送到她手中。", "reported", id="status-40"),
    pytest.param("将妇女培训纳入计划,培训【300人】。", "reported", id="status-41"),
    pytest.param("即将退休的女干部【3名】。", "reported", id="status-42"),
    pytest.param("全年目标是培训【300人】。", "planned", id="status-43"),
    pytest.param("一、下一步打算\n培训妇女【300人】。", "planned", id="status-44"),
    pytest.param("一、不足和打算\n培训只有【3期】。", "reported", id="status-45"),
    pytest.param("一、不足和打算\n培训只有3期。明年要培训【300人】。", "planned", id="status-46"),
    pytest.param("一、目标任务完成情况\n培训妇女【300人】。", "reported", id="status-47"),
    pytest.param("一、2020年工作计划\n目前全镇有妇女之家【12个】。", "reported", id="status-48"),
    pytest.param("一、2020年工作计划\n目前全镇有妇女之家12个,再建【5个】。", "planned", id="status-49"),
    pytest.param("将组织【80名】妇女外出考察。", "planned", id="status-50"),
    pytest.param("将于5月举办培训班【3期】。", "planned", id="status-51"),
    pytest.param("已完成计划数的【85%】。", "reported", id="status-52"),
    pytest.param("完成全年计划【85%】。", "reported", id="status-53"),
    pytest.param("将全镇【12个】村分为三个片区。", "reported", id="status-54"),
    pytest.param("将工作重心下移,走访妇女【320户】。", "reported", id="status-55"),
    pytest.param("将普法宣传与送温暖结合,走访妇女【320户】。", "reported", id="status-56"),
    pytest.param("以建设和谐家庭为目标,表彰家庭【12户】。", "reported", id="status-57"),
    pytest.param("力争上游,培训妇女【30人】。", "reported", id="status-58"),
    pytest.param("目标任务【500人】,已培训320人。", "planned", id="status-59"),
    pytest.param("目标任务500人,已培训【320人】。", "reported", id="status-60"),
]

PROGRAM = [
    pytest.param("评选“最美家庭”【50户】、“平安家庭”32户。", "最美家庭", id="program-1"),
    pytest.param("评选“最美家庭”50户、“平安家庭”【32户】。", "平安家庭", id="program-2"),
    pytest.param("评选“最美家庭”50户、“平安家庭”32户,共计【82户】。", None, id="program-3"),
    pytest.param("评选好婆媳【12对】、“最美家庭”5户。", None, id="program-4"),
    pytest.param("表彰“最美家庭”5户、女劳模【12名】。", None, id="program-5"),
    pytest.param("开展“双学双比”活动,评选“最美家庭”5户、女劳模【12名】。", "双学双比", id="program-6"),
    pytest.param("社区妇联现有执委【15名】,建成“妇女之家”1个。", None, id="program-7"),
    pytest.param("建起“儿童之家”16个,每个补贴【3万元】。", "儿童之家", id="program-8"),
    pytest.param("新建“儿童之家”18个,共投入【54万元】。", "儿童之家", id="program-9"),
    pytest.param("新建“儿童之家”18个,慰问老人【80名】。", None, id="program-10"),
    pytest.param("开展“双学双比”活动,新建“妇女之家”2个,培训妇女【80名】。", "双学双比", id="program-11"),
    pytest.param("“金秋助学”资助学生5名;救助患病女工【3名】。", None, id="program-12"),
    pytest.param("一、深化“双学双比”活动\n“金秋助学”资助学生5名;救助患病女工【3名】。", "双学双比", id="program-13"),
    pytest.param("深化“双学双比”活动:举办培训班3期;培训妇女【80名】。", "双学双比", id="program-14"),
    pytest.param("全街道【15个】社区推荐“最美家庭”226户。", "最美家庭", id="program-15"),
    pytest.param("投入【5万元】建成“妇女之家”2个。", "妇女之家", id="program-16"),
    pytest.param("【12户】家庭被评为“最美家庭”。", "最美家庭", id="program-17"),
    pytest.param("为36名妇女发放“巾帼贷”【108万元】。", "巾帼贷", id="program-18"),
    pytest.param("举办“家庭故事会”8场,听众【850人】。", "家庭故事会", id="program-19"),
    pytest.param("评出“最美家庭”50户,其中市级【10户】。", "最美家庭", id="program-20"),
    pytest.param("评出“最美家庭”50户,每户奖励【500元】。", "最美家庭", id="program-21"),
    pytest.param("评出“最美家庭”50户,占总户数的【5%】。", "最美家庭", id="program-22"),
    pytest.param("一、家庭文明建设\n走访家庭【50户】。", None, id="program-23"),
    pytest.param("一、春蕾计划\n资助女童【50名】。", "春蕾计划", id="program-24"),
    pytest.param("一、深化“双学双比”活动\n(一)教育\n培训妇女【260人】。", "双学双比", id="program-25"),
    pytest.param("表彰“三八红旗手”10名、先进个人【20名】。", None, id="program-26"),
    pytest.param("培训妇女【260人】,深化“双学双比”活动。", None, id="program-27"),
    pytest.param("妇女参加“两癌”筛查,确诊【6名】。", "两癌筛查", id="program-28"),
    pytest.param("组织妇女【600人】参加“两癌”筛查。", "两癌筛查", id="program-29"),
    pytest.param("“母亲健康快车”行程1万公里,免费检查妇女【8600名】。", "母亲健康快车", id="program-30"),
]

DATE = [
    pytest.param("3月8日,在文化站,培训妇女【260人】。", "2019-03-08", id="date-1"),
    pytest.param("3月8日培训妇女260人,4月走访老人【20名】。", "2019-04", id="date-2"),
    pytest.param("比2018年增加【20名】。", "2019", id="date-3"),
    pytest.param("与2018年相比增加【20名】。", "2019", id="date-4"),
    pytest.param("在去年的基础上增加【20名】。", "2019", id="date-5"),
    pytest.param("较上年同期增长【20%】。", "2019", id="date-6"),
    pytest.param("人数是2015年的【2.6倍】。", "2019", id="date-7"),
    pytest.param("参保率由上年的85%提高到【92%】。", "2019", id="date-8"),
    pytest.param("参保率由上年的【85%】提高到92%。", "2018", id="date-9"),
    pytest.param("参保率由2015年的85%上升到2020年的【92%】。", "2020", id="date-10"),
    pytest.param("投保妇女【389人】,参保率由上年的85%提高到92%。", "2019", id="date-11"),
    pytest.param("3月8日,召开大会。会上表彰妇女【12名】。", "2019", id="date-12"),
    pytest.param("一、上半年工作\n培训妇女【260人】。", "2019-01/2019-06", id="date-13"),
    pytest.param("一、上半年工作\n(一)教育\n培训妇女【260人】。", "2019-01/2019-06", id="date-14"),
    pytest.param("到2025年底,建成示范点【12个】。", "2025", id="date-15"),
    pytest.param("明年将培训妇女【260人】。", "2020", id="date-16"),
    pytest.param("截至11月底,发放贷款【292户】。", "2019-11", id="date-17"),
    pytest.param("“六一”节,慰问儿童18名;“三八”节,走访母亲【8户】。", "2019-03-08", id="date-18"),
    pytest.param("5月举办培训班【2期】,9月举办讲座3场。", "2019-05", id="date-19"),
    pytest.param("培训妇女【260人】,6月份举办讲座。", "2019", id="date-20"),
    pytest.param("高于2018年【3个百分点】。", "2019", id="date-21"),
    pytest.param("在5月份的义诊中,服务妇女【20名】。", "2019-05", id="date-22"),
    pytest.param("自8月1日起,派出女队员【45名】。", "2019-08-01", id="date-23"),
    pytest.param("获得2018年度先进集体称号,奖金【500元】。", "2018", id="date-24"),
    pytest.param("今年共办班【3期】,去年办班2期。", "2019", id="date-25"),
    pytest.param("今年共办班3期,去年办班【2期】。", "2018", id="date-26"),
    pytest.param("从2018年的【12个】增加到20个。", "2018", id="date-27"),
    pytest.param("从2018年的12个增加到【20个】。", "2019", id="date-28"),
    pytest.param("同2018年相比,办班多【3期】。", "2019", id="date-29"),
    pytest.param("全年办班【3期】。", "2019", id="date-30"),
]


@pytest.mark.parametrize(("line", "value"), STATUS)
def test_status(line: str, value: str | None) -> None:
    assert fact_of(line).status == value


@pytest.mark.parametrize(("line", "value"), PROGRAM)
def test_program(line: str, value: str | None) -> None:
    assert fact_of(line).program == value


@pytest.mark.parametrize(("line", "value"), DATE)
def test_date(line: str, value: str | None) -> None:
    assert fact_of(line).date == value
