"""What looks like a figure and is none: never a count, an amount or a date, and no ratio either."""

from __future__ import annotations

import pytest
from gold_reader import made

IDIOMS = (
    "坚持一手抓发展",
    "坚持两手抓",
    "实行产供销一条龙服务",
    "深入基层一线",
    "步调一致",
    "和姐妹们一起学",
    "进一步落实",
    "迈上新的一步",
    "形成一道风景",
    "鼓起一股劲头",
    "富一方百姓",
    "一方面抓学习",
    "掌握一技之长",
    "一声不吭地干",
    "一身心扑在工作上",
    "一如既往地支持",
    "一年一度的评选",
    "捐出一天工资",
    "全市一盘棋",
    "一面面锦旗",
    "一笔笔善款",
    "一辆辆花车",
    "走遍千家万户",
    "走遍千乡万里",
    "千千万万妇女",
    "亿万妇女",
    "大众创业、万众创新",
    "来自五湖四海",
    "撑起半边天",
    "巧手十字绣",
    "方案六易其稿",
    "三位一体格局",
    "打通最后一公里",
    "统一思想",
    "一定要办好",
    "唯一的出路",
    "第一时间到场",
    "千方百计增收",
    "万众一心",
    "服务三农",
    "一心一意",
    "四面八方",
    "五花八门",
    "七嘴八舌",
    "百家姓",
    "一起学习一起进步",
    "一代又一代",
    "家家户户",
)

POLITICAL = (
    "践行三个代表重要思想",
    "党的十五大精神",
    "迎接十六大召开",
    "学习十七大精神",
    "十八大以来",
    "学习十九大报告",
    "二十大精神宣讲",
    "妇女十二大代表",
    "省妇女十三大精神",
    "学习十八届三中全会精神",
    "十八届三中、四中、五中全会",
    "二十届四中全会",
    "“十五”发展规划",
    "实施“十二五”规划",
    "八荣八耻教育",
    "开展三严三实教育",
    "开展两学一做教育",
    "两个一百年目标",
    "增强四个意识",
    "坚定四个自信",
    "两个确立",
    "做到两个维护",
    "两个文明建设",
    "发挥两个独特作用",
    "弘扬四自精神",
    "培养四有新人",
    "五水共治",
    "八八战略",
    "一带一路",
    "一国两制",
    "两不愁三保障",
    "五个一批",
    "两会精神",
    "村两委班子",
    "四套班子领导",
    "实施两纲",
    "编制两规划",
    "三同时原则",
    "办好十件实事",
    "一村一品",
    "一乡一业",
    "六个一工程",
    "四进社区",
    "三结合网络",
    "双培养机制",
    "五级妇联组织",
    "三八红旗手",
    "三农工作",
)

GROUPS_AND_GRADES = (
    "四期女职工保护",
    "关爱386199部队",
    "独生子女户",
    "政策内二孩",
    "二胎妈妈",
    "80后宝妈",
    "90后青年",
    "三级干部会议",
    "二级巡视员",
    "四级调研员",
    "3A级景区",
    "4A级旅游区",
    "三留守人员",
    "甲型h1n1流感",
    "接种HPV疫苗",
    "CIN2筛查",
)

ORDINALS = (
    "荣获全市第六名",
    "位居第四名",
    "获得一等奖",
    "获得二等奖",
    "获三等奖",
    "第一批名单",
    "第二十一个爱国卫生月",
    "第九届运动会",
    "首届论坛",
    "第十三次代表大会",
    "十三届二次会议",
    "六届四次执委会",
    "第五期讲坛",
    "第一书记",
    "第一讲",
    "第一知情人",
    "第一关键",
    "三点要求",
    "三点意见",
    "从四个方面着手",
    "五个方面的问题",
    "家住四楼",
    "第十三村民小组",
    "做好以下四件事",
)

PLACES = (
    "三里庄村",
    "五大连池",
    "九都镇",
    "八都镇",
    "六都寨镇",
    "七星区",
    "双街村",
    "万州区",
    "四川省",
    "三坑镇",
    "221团",
    "三大队",
    "二号线",
    "第二十六旅",
    "第一师",
    "两新组织",
    "十三组村民",
    "一组组长",
    "五、七组村民",
    "七、十、十一三个组",
)

CODES = (
    "开通12338热线",
    "拨打12345",
    "拨打16838198",
    "电话0519-85683810",
    "电话010-84151598",
    "热线400-050-0827",
    "手机13800000000",
    "邮编010020",
    "京ICP备06005116",
    "统一代码11500232008690368R",
    "公开号000014348/2022-01539",
    "刊号CN43-0020",
    "分辨率1024*768",
    "页码149-150",
    "附件1",
    "第1页共9页",
    "第2页",
    "第1版",
    "QQ群286310",
    "QQ群:286310",
)

DOCUMENT_NUMBERS = (
    "(铜残联〔2017〕17号)",
    "红妇发〔2021〕3号文件",
    "泸财预〔2021〕464 号",
    "国资党办群工[2007]42号",
    "铜残联[20xx]17号",
    "渝人社〔2026〕111号文件",
    "落实第12号文件",
)

CLOCK = (
    "8:30开课",
    "9:00-18:30开放",
    "8:30-11:30接待",
    "下午两点集合",
    "10:42:46发布",
    "晚上七点半开讲",
)

DIGIT_WORDS = (
    "人大代表",
    "人民群众",
    "日常工作",
    "项目建设",
    "口号响亮",
    "公布名单",
    "户主签字",
    "发展起来",
    "统一安排",
    "互联网+",
    "3+1结对帮扶",
    "1+N模式",
    "LED屏幕",
    "N95口罩",
)

BRACKETS = (
    "县(市、区)妇联",
    "镇(街道)妇联",
    "村(居)妇联",
    "乡(镇、街道)",
)

INSIDE_NAMES = (
    "开展“双学双比”活动",
    "发起“百名贫困儿童爱心午餐”活动",
    "实施“万名妇女大培训”工程",
    "评选“十佳母亲”活动",
    "印发《三年行动计划》",
    "学习《2016-2020年规划》",
    "宣传《十万个为什么》",
    "举办“一元捐”活动",
)

MASKED = (
    "人均20xx多元",
    "20__余名学生",
    "XX万元",
    "救助**名儿童",
    "近X人次",
    "植树XX万株",
    "投入XX多万元",
    "第X名",
)

GROUPS = {
    "idiom": IDIOMS,
    "political": POLITICAL,
    "grade": GROUPS_AND_GRADES,
    "ordinal": ORDINALS,
    "place": PLACES,
    "code": CODES,
    "document-number": DOCUMENT_NUMBERS,
    "clock": CLOCK,
    "word": DIGIT_WORDS,
    "brackets": BRACKETS,
    "inside-a-name": INSIDE_NAMES,
    "masked": MASKED,
}

CASES = [
    pytest.param(phrase, id=f"{group}-{number:02}")
    for group, phrases in GROUPS.items()
    for number, phrase in enumerate(phrases, 1)
]

FRAMES = {"alone": "{}。", "in-a-clause": "各级妇联结合实际,{},受到妇女好评。"}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("phrase", CASES)
def test_no_figure(phrase: str, frame: str) -> None:
    text = frame.format(phrase)
    found = {
        f"{kind} {mention.surface}" for kind in ("count", "money", "date", "ratio") for mention in made(text, kind)
    }
    assert found == set(), f"{text}: {found}"


# The other side of each trap: the same words, and a figure.
FIGURES = {
    "third-place-and-three-people": ("第三名的3名学员", "count", ["3名"]),
    "second-prizes": ("二等奖2名", "count", ["2名"]),
    "delegations": ("来了三个代表团", "count", ["三个"]),
    "lessons": ("讲了两节课", "count", ["两节"]),
    "stairs": ("盖起四栋楼", "count", ["四栋"]),
    "calls": ("接听12338热线32起", "count", ["32起"]),
    "money-like-a-festival": ("投入5.12万元", "money", ["5.12万元"]),
    "weight-like-a-festival": ("投放3.5吨", "count", ["3.5吨"]),
    "yi-like-a-festival": ("销售3.8亿元", "money", ["3.8亿元"]),
    "festival-with-marks": ("“3.8”节慰问", "date", ["3.8"]),
    "title-then-count": ("印发《三年行动计划》300份", "count", ["300份"]),
    "mask-then-count": ("XX村培训妇女30人", "count", ["30人"]),
    "two-committees": ("召开会议两次", "count", ["两次"]),
    "two-hundred-fifty": ("补贴二百五十户", "count", ["二百五十户"]),
    "clock-then-count": ("8:30开课,来了30人", "count", ["30人"]),
}


@pytest.mark.parametrize(("text", "kind", "surfaces"), FIGURES.values(), ids=FIGURES.keys())
def test_a_figure_beside_a_trap(text: str, kind: str, surfaces: list[str]) -> None:
    assert [mention.surface for mention in made(f"妇联{text}。", kind)] == surfaces


MARKERS = {
    "chinese": "一、加强学习\n二、做好服务\n三、维护权益\n",
    "paren": "(一)加强学习\n(二)做好服务\n",
    "arabic": "1、加强学习\n2、做好服务\n",
    "arabic-dot": "1.加强学习\n2.做好服务\n",
    "circled": "①加强学习\n②做好服务\n",
    "item": "一是加强学习;二是做好服务;三是维护权益。\n",
    "demands": "一要加强学习;二要做好服务;三要维护权益。\n",
    "ordinal": "第一,加强学习。第二,做好服务。\n",
}


@pytest.mark.parametrize("text", MARKERS.values(), ids=MARKERS.keys())
def test_markers_are_no_figures(text: str) -> None:
    assert [m.surface for kind in ("count", "money", "date", "ratio") for m in made(text, kind)] == []
