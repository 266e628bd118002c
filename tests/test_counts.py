"""Counts in sentences: number and measure word, what is counted, what it is a rate of."""

from __future__ import annotations

import pytest
from gold_reader import hold, made, plain, wrapped

EXACT = {
    "min": "培训【23名｜23 min=23 max=23 comparator== unit=名】学员。",
    "ren": "参加【68人｜68 unit=人】。",
    "renci": "接待【360人次｜360 unit=人次】。",
    "renci-brackets": "接待【140人(次)｜140 unit=人(次)】。",
    "huci": "走访【62户次｜62 unit=户次】。",
    "two-units-written": "表彰【60名(个)｜60 unit=名(个)】。",
    "kou": "常住【764 口｜764 unit=口】人。",
    "square-metres": "建成【7000平方米｜7000 unit=平方米】广场。",
    "days": "培训【20天｜20 unit=天】。",
    "age": "平均年龄【45岁｜45 unit=岁】。",
    "anniversary": "纪念妇女节【96周年｜96 unit=周年】。",
    "decimal-mu": "人均【1.5亩｜1.5 unit=亩】。",
    "chinese-wan": "养鹅【十九万只｜190000 unit=只】。",
    "chinese": "建起【十二所｜12 unit=所】学校。",
    "liang": "举办【两次｜2 unit=次】讲座。",
    "sa": "留下孩子【仨｜3】。",
    "lia": "留下孩子【俩｜2】。",
    "financial": "表彰【壹佰名｜100 unit=名】学员。",
    "financial-wan": "发放【叁万份｜30000】资料。",
    "zero": "新增【0起｜0】案件。",
    "zero-wan": "新增【0万人｜0】。",
    "zero-circle": "接待【四百○九次｜409】。",
    "zero-letter": "接待【四百O九次｜409】。",
    "zero-small-letter": "接待【四百o九次｜409】。",
    "zero-ideograph": "接待【四百〇九次｜409】。",
    "zero-ling": "接待【四百零九次｜409】。",
    "zero-digit": "接待【四百0九次｜409】。",
    "zero-spaces": "慰问【二 0 三名｜203】老人。",
    "nian": "慰问【廿四名｜24】老人。",
    "comma": "发放【1,796个｜1796】口罩。",
    "space-thousands": "培训【10 678名｜10678】学员。",
    "space-before-unit": "现有【220 户｜220】。",
    "full-width": "培训【２３名｜23】学员。",
    "wan-decimal": "惠及【1.2万名｜12000】学员。",
    "point-five-wan-km": "行程【1万公里｜10000 unit=公里】。",
    "mixed": "发放【3万5千份｜35000】资料。",
    "bare-one-arabic": "新建【1个｜1】食堂。",
    "traditional": "培訓【二萬名｜20000 unit=名】學員。",
    "traditional-liang": "舉辦【兩次｜2】講座。",
}

APPROXIMATE = {
    "yu": "受益【1200余人｜1200 comparator=> min=1200 max=null】。",
    "duo": "受益【1000多人｜1000 comparator=>】。",
    "mixed-yu": "发放【3万5千余份｜35000 comparator=>】。",
    "wan-yu": "发放【3万余份｜30000 comparator=>】。",
    "yu-wan": "发放【20余万份｜200000 comparator=>】。",
    "bai-yu": "表彰【百余名｜100 comparator=>】学员。",
    "lai": "来了【三百来人｜300 comparator=~】。",
    "shi-lai": "来了【十来个｜10 comparator=~】。",
    "jin-qian": "吸引【近千人｜1000 comparator=~ min=null max=null】。",
    "jin": "吸引【近3000人｜3000 comparator=~】。",
    "yue": "发放【约50份｜50 comparator=~】。",
    "dayue": "发放【大约50份｜50 comparator=~】。",
    "jiangjin": "发放【将近50份｜50 comparator=~】。",
    "chao": "吸引【超百人｜100 comparator=>】。",
    "chaoguo": "吸引【超过500人｜500 comparator=>】。",
    "chaoguo-le": "吸引【超过了500人｜500 comparator=>】。",
    "yu-lead": "吸引【逾500人｜500 comparator=>】。",
    "buzu": "人均【不足1.5亩｜1.5 comparator=< min=null max=1.5】。",
    "budao": "参加的【不到20人｜20 comparator=<】。",
    "shang-qian": "参加者【上千人｜1000 comparator=>= min=1000 max=null】。",
    "shang-wan": "参加者【上万人｜10000 comparator=>=】。",
    "zhishao": "每人【至少3次｜3 comparator=>=】。",
    "bushaoyu": "每人【不少于3次｜3 comparator=>=】。",
    "buchaoguo": "每人【不超过3次｜3 comparator=<= max=3 min=null】。",
    "yishang": "表彰【20人以上｜20 comparator=>=】。",
    "yixia": "【35岁以下｜35 comparator=<= max=35】的妇女。",
    "yinei": "限【3天以内｜3 comparator=<=】。",
    "zuoyou": "来了【263人次左右｜263 comparator=~】。",
    "several-tens": "来了【数十人｜null min=20 max=90 comparator=~】。",
    "several-hundreds": "来了【几百人｜null min=200 max=900 comparator=~】。",
    "teens": "来了【十几人｜null min=11 max=19 comparator=~】。",
    "wan-duo": "惠及【21万多人｜210000 comparator=>】。",
    "traditional-yu": "受益【1200餘人｜1200 comparator=>】。",
    "both-sides": "来了【约200余人｜200】。",
}

VERBS_OUTSIDE = {
    "gongji": "共计【68人｜68】。",
    "da": "受益达【1200余人｜1200】。",
    "gong": "共【50余人｜50】。",
    "you": "有【23名｜23】学员。",
    "wei": "户数为【96户｜96】。",
    "leiji": "累计【300人次｜300】。",
    "dadao": "达到【300人次｜300】。",
    "zongji": "总计【300人次｜300】。",
}

RANGES = {
    "hyphen": "每周播放【2-4次｜null min=2 max=4 comparator==】。",
    "zhi": "培养【2至3名｜null min=2 max=3】骨干。",
    "dao": "掌握【一到两门｜null min=1 max=2】技术。",
    "tilde": "年龄【6~36个月｜null min=6 max=36】。",
    "age": "【35-64岁｜null min=35 max=64】妇女。",
    "dash": "开设【3—5期｜null min=3 max=5】。",
    "full-width": "开设【３－５期｜null min=3 max=5】。",
    "neighbours": "培养【两三名｜null min=2 max=3】骨干。",
    "wan": "发放【3-5万份｜null min=30000 max=50000】资料。",
}

ITEMS = {
    "right-after": "有【23名｜23 item=女职工】女职工。",
    "right-after-two-words": "救助【12名｜12 item=贫困学生】贫困学生。",
    "noun-before": "建成蔬菜大棚【16栋｜16 item=蔬菜大棚】。",
    "noun-before-area": "现有耕地【1736亩｜1736 item=耕地】。",
    "over-a-verb": "受训妇女达【1200余人｜1200 item=受训妇女】。",
    "bare-verb": "接待咨询【4次｜4 item=null】。",
    "age": "平均年龄【45岁｜45 item=null】。",
    "anniversary": "纪念建会【96周年｜96 item=null】。",
    "duration": "培训【20天｜20 item=null】。",
    "hours": "服务时间【300小时｜300 item=null】。",
    "each-in-a-list": "评出最美家庭【50户｜50 item=最美家庭】、清廉家庭【6户｜6 item=清廉家庭】。",
}

NOUN_PHRASES = {
    "attribute-verb": "帮助【两名｜2 item=受害姐妹】受害姐妹讨回工钱。",
    "before-a-verb": "组织【20名｜20 item=护士】护士参赛。",
    "before-an-aspect": "由【四个｜4 item=姐妹】姐妹轮着照看。",
    "after-a-relative-clause": "动员【17名｜17 item=姐妹】爱美的姐妹学剪纸。",
    "no-relative-clause": "其中【18名｜18 item=null】成了有名的土专家。",
    "act-of-two-verbs": "进行【两次｜2 item=调查访问】调查访问。",
    "act-after-a-light-verb": "每周组织【一次｜1 item=晨练】晨练。",
    "household": "扶持【32户｜32 item=脱贫户】脱贫户养羊。",
    "after-a-pair": "开办【5期｜5 item=巧手培训班】【86人次左右｜86 item=巧手培训班】的巧手培训班。",
    "title": "发放《健康手册》【300本｜300 item=健康手册】。",
    "quoted": "评出“好媳妇”【12名｜12 item=好媳妇】。",
    "noun-over-a-verb-stem": "办起扫盲班【3个｜3 item=扫盲班】。",
    "noun-of-characters": "送去福袋【40个｜40 item=福袋】。",
    "verb-and-noun-in-one-entry": "全年接听电话【215个｜215 item=电话】。",
    "verb-taken-for-a-noun": "编印科技资料【3800份｜3800 item=科技资料】。",
    "people-as-object": "培训妇女【220人次｜220 item=妇女】。",
    "people-as-subject": "受教育群众【2000多人｜2000 item=受教育群众】。",
    "crop": "种植花椒【480亩｜480 item=花椒】。",
    "over-two-words": "女干部增加到【33名｜33 item=女干部】。",
    "over-an-adverb": "康复机构只有【4所｜4 item=康复机构】。",
    "event": "开展活动【12场｜12 item=活动】。",
    "event-of-a-series": "组织开展各类志愿服务活动【6次｜6 item=志愿服务活动】。",
    "owned": "我镇示范户【30户｜30 item=示范户】。",
    "with-a-name-before": "打造【3个｜3 item=“三美”示范点】“三美”示范点。",
    "shared-list": "举办培训班【3｜3 item=培训班】、【4｜4 item=培训班】、【5期｜5 item=培训班】。",
}

SHARED_NOUNS = {
    "grades-before-the-noun": "创建国家级【5个｜5 item=示范岗】、省级【11个｜11 item=示范岗】示范岗。",
    "grades-after-the-noun": "建成示范基地【12个｜12 item=示范基地】,其中国家级【1个｜1 item=示范基地】。",
    "grade-without-a-noun": "评出乡级【18户｜18 item=null】、村级【54户｜54 item=null】。",
    "names-with-a-figure-each": "妇女、儿童分别为【30名｜30 item=妇女】、【50名｜50 item=儿童】。",
    "people-of-a-pair": "培训返乡女工【8期｜8 item=null】【410人｜410 item=返乡女工】。",
    "bracket-between": "建立维权站(点)【36个｜36 item=维权站】。",
    "trade": "发展养鹅户【158户｜158 item=养鹅户】。",
    "act-done-to-people": "照料留守儿童【17个｜17 item=留守儿童】。",
    "target": "任务数为【100人次｜100 item=null】。",
}


NOTHING_COUNTED = {
    "verb": "当场答复【1507件｜1507 item=null】。",
    "verb-of-many": "电话接听【512通｜512 item=null】。",
    "act-with-a-place": "到清水镇义诊【4次｜4 item=null】。",
    "act-with-a-means": "利用集市宣传【5次｜5 item=null】。",
    "act-with-an-object": "走访敬老院【26次｜26 item=null】。",
    "act-of-a-subject": "妇代会主任跑了【7趟｜7 item=null】。",
    "act-without-a-verb": "街道先后【两次｜2 item=null】办班。",
    "body-of-people": "村委会共有【三人｜3 item=null】。",
    "group-of-people": "微信群发展到【200人以上｜200 item=null】。",
    "place-of-households": "大槐村一共【406户｜406 item=null】。",
    "insurance": "老龄险有【157人｜157 item=null】。",
    "of-which": "其中【2户｜2 item=null】入选。",
    "preposition": "距县城【32公里｜32 item=null】。",
    "comparison": "比去年同期增加【45人｜45 item=null】。",
    "area-of-a-subject": "村委会占地【2亩｜2 item=null】。",
    "from-one-to-another": "委员由【五人｜5 item=null】增至【七人｜7 item=null】。",
}

RATES = {
    "each-village": "每村自办【两期｜2 per=村】。",
    "each-measured-village": "每个村自办【两期｜2 per=村】。",
    "each-of-villages": "各村评选出【10户｜10 per=村】。",
    "each-household": "每户栽种【5棵｜5 per=户】。",
    "each-child": "每名儿童领到【2本｜2 per=儿童】图书。",
    "average": "人均栽种【5棵｜5 per=人】。",
    "household-average": "户均栽种【5棵｜5 per=户】。",
    "a-day": "服药一天【三次｜3 per=天】。",
    "slash": "产量【300斤｜300 per=亩】/亩。",
    "each-in-a-month": "每月上课【两次｜2 per=月】。",
    "each-with-a-verbal-noun": "每周活动【三次｜3 per=周】。",
    "each-measure-alone": "每间配冰箱【1台｜1 per=间】。",
    "each-measure-noun": "每个妇女小组出【1人｜1 per=妇女小组】。",
    "nearest-of-two": "每人每月补课【2次｜2 per=月】。",
    "over-a-list": "每户送去大米【20斤｜20 per=户】、食用油【5升｜5 per=户】。",
    "each-of-what-was-counted": "【29个｜29 item=单位】单位各派【1名｜1 per=单位 item=联络员】联络员。",
    "session-average": "场均听课【69人次｜69 per=场】。",
    "a-family": "一家【两斤｜2 per=家】。",
    "sum": "各村共举办【12期｜12 per=null】。",
    "longer-word": "每周三下午【30人｜30 per=null】到场。",
    "next-clause": "每村发了通知,共【30人｜30 per=null】到场。",
    "earlier-figure": "按每名3元的标准资助【60名｜60 per=null】。",
    "none": "全镇栽种【500棵｜500 per=null】。",
}

ONE_COUNTS = {
    "quota": "每村创建【一块｜1】示范田。",
    "quota-each": "各村成立【一支｜1】队伍。",
    "tally": "创建示范村【一个｜1】。",
    "tally-comma": "修建兔舍【一处｜1】,投入使用。",
    "at-least": "建成【一所以上｜1 comparator=>=】学校。",
    "season": "每季走访【一次｜1】。",
}

ARTICLE = {
    "batch": "下发一批资料。",
    "series": "开展一系列活动。",
    "task": "这是一项长期的任务。",
    "scenery": "成为一道风景。",
    "love": "奉献一份爱心。",
    "cadre": "推荐一名后备干部。",
    "good": "做一个好妈妈。",
    "time": "一次偶然的机会。",
    "some": "一些困难。",
    "kind": "这是一种责任。",
    "home": "建设一个温馨的家。",
    "lesson": "上好一堂课。",
    "each-is-a": "每个人都是一道风景。",
}

LISTS = {
    "three-share-qi": "培训班办到了【3｜3 unit=期】、【5｜5 unit=期】、【7期｜7 unit=期】。",
    "two-share": "分别有【12｜12 unit=名】、【15名｜15 unit=名】。",
    "three-own-units": "表彰【200个｜200】、【100名｜100】、【50个｜50】。",
    "levels": "创建国家级【5个｜5】、省级【11个｜11】。",
    "pair-glued": "举办【6次｜6】【360多人次｜360 comparator=>】。",
    "pair-comma": "举办【69期｜69】,培训【2199人｜2199】。",
    "of-which": "表彰【120人｜120】,其中女性【85人｜85】。",
    "chinese-tally": "配备【三名｜3】委员。",
}


@pytest.mark.parametrize("line", EXACT.values(), ids=EXACT.keys())
def test_exact(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", APPROXIMATE.values(), ids=APPROXIMATE.keys())
def test_approximators(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", VERBS_OUTSIDE.values(), ids=VERBS_OUTSIDE.keys())
def test_verbs_stay_outside(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", RANGES.values(), ids=RANGES.keys())
def test_ranges(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", ITEMS.values(), ids=ITEMS.keys())
def test_items(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", NOUN_PHRASES.values(), ids=NOUN_PHRASES.keys())
def test_noun_phrases(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", SHARED_NOUNS.values(), ids=SHARED_NOUNS.keys())
def test_shared_nouns(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", NOTHING_COUNTED.values(), ids=NOTHING_COUNTED.keys())
def test_nothing_counted(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", RATES.values(), ids=RATES.keys())
def test_rates(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", ONE_COUNTS.values(), ids=ONE_COUNTS.keys())
def test_one_as_a_quota_or_tally(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", ARTICLE.values(), ids=ARTICLE.keys())
def test_one_as_an_article(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", LISTS.values(), ids=LISTS.keys())
def test_lists(line: str) -> None:
    hold(line, "count")


WRAPPED = {
    "inside-the-digits": ("培训学员8", "6名", "8\n6名", "86"),
    "before-the-unit": ("培训学员86", "名", "86\n名", "86"),
    "inside-the-unit": ("接待来访86人", "次", "86人\n次", "86"),
    "after-the-approximator": ("发放资料近", "万件", "近\n万件", "10000"),
    "before-the-approximator": ("培训学员86", "余名", "86\n余名", "86"),
    "inside-chinese": ("培训学员八十", "六名", "八十\n六名", "86"),
    "inside-the-tail": ("培训学员86名以", "上", "86名以\n上", "86"),
}


@pytest.mark.parametrize(("left", "right", "surface", "value"), WRAPPED.values(), ids=WRAPPED.keys())
def test_a_hard_wrap_inside(left: str, right: str, surface: str, value: str) -> None:
    found = made(wrapped(left, right), "count")
    assert [(mention.surface, plain(mention.value)) for mention in found] == [(surface, value)]


def test_a_list_over_a_hard_wrap() -> None:
    found = made(wrapped("办到了3、5", "、7期"), "count")
    assert [(mention.surface, plain(mention.value), mention.unit) for mention in found] == [
        ("3", "3", "期"),
        ("5", "5", "期"),
        ("7期", "7", "期"),
    ]


def test_an_item_over_a_hard_wrap() -> None:
    found = made(wrapped("完成了27项任", "务"), "count")
    assert [mention.item for mention in found] == ["任务"]


def test_an_item_over_noise() -> None:
    found = made("举办養殖培訓(xùn)班6期。", "count")
    assert [mention.item for mention in found] == ["養殖培訓班"]
