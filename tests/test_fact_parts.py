"""What a figure is a part of, what a change is measured from and where it goes."""

from __future__ import annotations

import pytest

import fedparse


def rows(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """The surface of each figure of a text with that of its whole, its basis and its change."""
    (report,) = fedparse.parse(text, year=2019).reports
    surfaces = {m.id: m.surface for found in (report.counts, report.money, report.ratios) for m in found}
    shown = {fact.id: surfaces[fact.mention] for fact in report.facts}
    return [(shown[f.id], shown[f.part_of] if f.part_of else None, f.basis, f.change) for f in report.facts]


PARTS = {
    "among": ("培训妇女300人,其中女干部20人。", "20人<300人"),
    "two after among": ("走访家庭80户,其中单亲家庭20户、困难家庭30户。", "20户<80户 30户<80户"),
    "commas after among": ("全镇干部90人,其中党员30人,团员20人。", "30人<90人 20人<90人"),
    "pairs": ("贷款90户80万元,其中养蜂40户30万元。", "40户<90户 30万元<80万元"),
    "among after a stop": ("投入资金90万元。其中,救助资金50万元。", "50万元<90万元"),
    "share between": ("接待来访60件次,其中婚姻类40件,占66.7%,财产类10件。", "40件<60件次 10件<60件次"),
    "change between": ("输出女工600人,比上年多120人,其中去省外的90人。", "90人<600人"),
    "change is no whole of a second part": (
        "输出女工600人,比上年多120人,其中省外150人,省内100人。",
        "150人<600人 100人<600人",
    ),
    "bare among": ("评选最美家庭50户,其中10户获市级表彰。", "10户<50户"),
    "subject described": ("全村妇女300人,其中外出务工的40人。", "40人<300人"),
    "persons 人 and 名": ("全校教师88人,其中女教师30名。", "30名<88人"),
    "persons 名 and 人": ("妇联干部120名,其中专职40人、兼职80人。", "40人<120名 80人<120名"),
    "persons 人 and 位": ("选出代表60人,其中劳模5位。", "5位<60人"),
    "人次 and 人": ("培训妇女500人次,其中贫困妇女60人。", "60人<500人次"),
    "件次 and 件": ("接待来访80件次,其中家暴类12件。", "12件<80件次"),
    "brackets": ("有妇代会20个(村15个、社区5个)。", "15个<20个 5个<20个"),
    "brackets and among": ("组建志愿队20支(其中社区8支,学校12支)。", "8支<20支 12支<20支"),
    "noun before a bracket": ("建成12个妇女之家(社区3个、村9个)。", "3个<12个 9个<12个"),
    "holding in brackets": ("开展活动12场(含线上4场)。", "4场<12场"),
    "full-width brackets": ("有妇代会20个（村15个、社区5个）。", "15个<20个 5个<20个"),
    "bracket in a list": (
        "投入资金90万元,其中救助资金60万元(省20万元、市40万元)、宣传资金30万元。",
        "60万元<90万元 20万元<60万元 40万元<60万元 30万元<90万元",
    ),
    "semicolon behind a bracket": (
        "投入资金90万元。其中,救助资金60万元(省20万元,市40万元);培训资金30万元。",
        "60万元<90万元 20万元<60万元 40万元<60万元 30万元<90万元",
    ),
    "colon": ("接待来访50件:婚姻类44件、财产类3件、其他3件。", "44件<50件 3件<50件 3件<50件"),
    "colon and semicolons": ("举办讲座9场:法律讲座4场;健康讲座3场;家教讲座2场。", "4场<9场 3场<9场 2场<9场"),
    "colon, then a sum": ("培训4期:育婴2期、家政2期,共180人。", "2期<4期 2期<4期"),
    "including": ("建成妇女之家30个,包括村级25个、社区5个。", "25个<30个 5个<30个"),
    "containing": ("建立维权站24个,包含社区站6个。", "6个<24个"),
    "men and women": ("全镇总人口4600人,男2400人,女2200人。", "2400人<4600人 2200人<4600人"),
    "women alone": ("参加活动150人,女性90人。", "90人<150人"),
    "income of income": ("总收入50万元,其中务工收入20万元。", "20万元<50万元"),
    "fee of fees": ("支出15万元,其中培训费9万元、慰问费4万元。", "9万元<15万元 4万元<15万元"),
    "loan of loans": ("发放贷款900万元,其中养殖贷款300万元。", "300万元<900万元"),
    "funds of funds": ("争取资金30万元,其中财政拨款20万元、自筹10万元。", "20万元<30万元 10万元<30万元"),
    "two lists": ("干部40名,其中女干部9名;代表50名,其中女代表12名。", "9名<40名 12名<50名"),
    "verb right after among": ("评出最美家庭28户,其中推荐市级6户、省级1户。", "6户<28户 1户<28户"),
    "traditional characters": ("評選最美家庭50戶,其中市級10戶。", "10戶<50戶"),
    "spaces": ("总投资 46 万元 ,其中财政资金 30 万元 ,村里自筹 16 万元 。", "30 万元<46 万元 16 万元<46 万元"),
    "equal to the whole": ("建站5个,其中村级5个。", "5个<5个"),
    "levels": ("建成示范基地12个,其中国家级1个、省级3个。", "1个<12个 3个<12个"),
    "a count between": ("受理投诉90宗,服务120人次,其中个案32宗。", "32宗<90宗"),
}
WHOLES = {
    "no mark": "慰问母亲20名,资助儿童10名。",
    "target in brackets": "检查妇女1120人(任务数502人)。",
    "plan in brackets": "检查妇女1120人(计划1000人)。",
    "last year in brackets": "办班12期(去年10期)。",
    "worth in brackets": "捐赠资金12万元(折合9万元)。",
    "rate in brackets": "慰问困难家庭60户(每户500元)。",
    "sum": "建家园5个、驿站11个,合计16个。",
    "sum after among": "慰问儿童30名,其中共计40名。",
    "more than the whole": "走访家庭10户,其中困难家庭12户。",
    "ratio": "培训妇女300人,其中骨干占5%。",
    "persons of visits": "培训妇女500人次,其中骨干60名。",
    "other unit": "走访家庭80户,其中儿童20名。",
    "other kind": "救助妇女30名,其中发放资金5万元。",
    "taking part": "家长参与其中,举办活动5场,评出3场。",
    "fun in it": "姐妹乐在其中,举办活动5场,另有2场。",
    "me included": "妇联干部包括我在内只有2名,志愿者30名。",
    "not including": "志愿者30名,不包括村干部3名。",
    "men as attribute": "慰问老人20名,男士围巾10条。",
    "women of households": "走访家庭20户,女户主9户。",
    "colon and verbs": "筹集资金15万元:慰问困难母亲6300元,救助患病妇女2000元。",
    "colon and one": "举办讲座9场:法律讲座4场。",
    "colon and rate": "慰问家庭30户:每户2户。",
    "income of a fee": "发放加工费86万元,其中年收入3万元。",
    "profit of sales": "销售绣品50万元,其中利润12万元。",
    "interest of loans": "发放贷款2000万元,其中贴息300万元。",
    "described by an amount": "发放加工费86万元,人均收入翻一番,其中年收入3-5万元的有25人。",
    "each by an amount": "发放贷款320万元,其中每户各贷3万元。",
    "the highest": "发放贷款320万元,其中最高20万元。",
    "average": "发放补助320万元,其中人均2万元。",
    "one of two wholes": "有村妇联12个、社区妇联8个,其中示范点5个。",
    "one of two in another sentence half": "评出最美家庭9户、绿色家庭45户;其中2户获表彰。",
    "cases counted last": "检查妇女300名,确诊患者17例,为其中9人申请救助。",
    "earlier sentence": "慰问老人20名。走访困难户,其中儿童5名。",
    "ages": "全区0-18岁儿童很多,其中0-3岁婴幼儿不少。",
    "change alone": "女代表比上年增加50人,其中党员20人。",
    "far apart": "慰问老人20名,镇村妇联的姐妹还把米油和棉被等一份一份送到了老人们的家里和床前炕头边,其中老党员5名。",
}
ENDS = {
    "a new verb": ("销售绣品9万元,其中网上5万元,实现利润2万元。", "5万元<9万元"),
    "a verb with its object": ("走访家庭80户,其中单亲家庭20户,发放慰问金3万元,资助困难家庭5户。", "20户<80户"),
    "a verb for someone": ("救助妇女30名,其中大病9名,为她们培训护理员2名。", "9名<30名"),
    "a sum": ("资助女生90名,其中高中生40名,共资助男生30名。", "40名<90名"),
    "past the whole": ("慰问母亲30名,其中单亲母亲20名,患病母亲15名。", "20名<30名"),
    "a stop": ("培训妇女300人,其中党员20人。儿童10人。", "20人<300人"),
    "a semicolon": ("选出执委35名,其中常委11名;青年代表9名。", "11名<35名"),
    "a change": ("全村妇女300人,其中党员20人,比上年增加5人。", "20人<300人"),
    "the bracket": ("有妇代会20个(村15个、社区5个),妇女之家8个。", "15个<20个 5个<20个"),
    "benefit": ("举办活动12场,其中线上4场,惠及家庭3场。", "4场<12场"),
}
CHANGES = {
    "share": ("女委员占委员总数的30%。", "30%:委员总数/None"),
    "share in tenths": ("参赛妇女占农村女劳力的八成五。", "八成五:农村女劳力/None"),
    "share in words": ("教龄长的占学校总数的一半以上。", "一半以上:学校总数/None"),
    "share without 的": ("示范户占总户数5%。", "5%:总户数/None"),
    "share reached": ("平安家庭占到总户数的八成五。", "八成五:总户数/None"),
    "no noun": ("女委员占28.57%。", ""),
    "subject before the share": ("其中女性占40%。", ""),
    "about a share": ("女性约占三成。", ""),
    "land": ("基地占地5亩。", ""),
    "shares in turn": ("女委员和女代表分别占33.4%和16.7%。", ""),
    "share of a row": ("女委员和女代表分别占总数的33.4%和16.7%。", "33.4%:总数/None 16.7%:总数/None"),
    "same time": ("就业率同比增长4.2%。", "4.2%:同比/up"),
    "month before": ("投放量环比下降2%。", "2%:环比/down"),
    "last year": ("就业率比去年提高3.2个百分点。", "3.2个百分点:去年/up"),
    "a year": ("产值比2016年增长14%。", "14%:2016年/up"),
    "a short year": ("产量比九五年增长三成多。", "三成多:九五年/up"),
    "year's beginning": ("粉丝比年初增长28%。", "28%:年初/up"),
    "a thing": ("达标率比中期评估提高7.7个百分点。", "7.7个百分点:中期评估/up"),
    "another group": ("补贴比兄弟企业少一半以上。", "一半以上:兄弟企业/down"),
    "lower": ("利率比同期低0.5个百分点。", "0.5个百分点:同期/down"),
    "higher": ("比例比上届高出3.7个百分点。", "3.7个百分点:上届/up"),
    "doubled": ("利润比去年翻了一番。", "翻了一番:去年/up"),
    "both changes": ("投入比2016年增加2万元,增长14%。", "2万元:None/up 14%:2016年/up"),
    "not the other half": ("满意率比上年提高3%;参与率增长2%。", "3%:上年/up 2%:None/up"),
    "in turn": ("达标率和覆盖率分别增长5%和8%。", "5%:None/up 8%:None/up"),
    "row and basis": ("低保标准比上年提高10%、15%。", "10%:上年/up 15%:上年/up"),
    "a row ends at a comma": ("执委由11名增至15名,30户参加。", "15名:None/to"),
    "amount more": ("人均收入比一般农户多600元。", "600元:None/up"),
    "verb more": ("今年比上年多发放8万元。", "8万元:None/up"),
    "to": ("人均收入由3649元增加到4682元。", "4682元:None/to"),
    "to by falling": ("利率由5.6%降为4.8%。", "4.8%:None/to"),
    "fell back": ("来访比重回落1.2个百分点。", "1.2个百分点:None/down"),
    "cut": ("三公经费压减5.2%。", "5.2%:None/down"),
    "net": ("会员净增30名。", "30名:None/up"),
    "at least": ("经费投入每年增长不低于6%。", "不低于6%:None/up"),
    "new": ("新增3个妇女之家。", ""),
    "mentioned": ("会上提到3个问题。", ""),
    "rate alone": ("办结率95%。", ""),
    "reached": ("参与率达到95%。", ""),
    "contest": ("评比去年先进5名。", ""),
    "many sisters": ("许多50名姐妹参加。", ""),
}


@pytest.mark.parametrize(("text", "expected"), PARTS.values(), ids=PARTS)
def test_a_part_has_its_whole(text: str, expected: str) -> None:
    assert " ".join(f"{part}<{whole}" for part, whole, _, _ in rows(text) if whole) == expected


@pytest.mark.parametrize("text", WHOLES.values(), ids=WHOLES)
def test_what_only_looks_like_a_part_has_no_whole(text: str) -> None:
    assert [whole for _, whole, _, _ in rows(text) if whole] == []


@pytest.mark.parametrize(("text", "expected"), ENDS.values(), ids=ENDS)
def test_a_list_of_parts_ends(text: str, expected: str) -> None:
    assert " ".join(f"{part}<{whole}" for part, whole, _, _ in rows(text) if whole) == expected


@pytest.mark.parametrize(("text", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_has_its_basis_and_direction(text: str, expected: str) -> None:
    assert " ".join(f"{s}:{basis}/{change}" for s, _, basis, change in rows(text) if basis or change) == expected
