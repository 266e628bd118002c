"""Numbers in sentences: every way in which a report writes one, and what no number may be read from."""

from __future__ import annotations

import pytest
from gold_reader import hold, made

COUNTS = {
    # written forms
    "arabic-wan-and-digits": "发放【3万5000份｜35000】资料。",
    "wan-and-one-digit": "受益【3万5人｜35000】。",
    "thousands-run-on": "会员【1,234,567人｜1234567】。",
    "zero-of-another-shape": "接待【三千◯四人｜3004】。",
    "zero-small-o-in-the-middle": "接待【一百o五人｜105】。",
    "financial-two-places": "表彰【壹佰贰拾名｜120】学员。",
    "financial-traditional": "表彰【參佰名｜300】學員。",
    "chinese-point": "流转土地【三点五亩｜3.5】。",
    "chinese-point-hours": "培训【三点五小时｜3.5】。",
    "chinese-point-wan": "流转土地【三点五万亩｜35000】。",
    "ten-without-one": "走访【一百十五户｜115】。",
    "idiom-number": "补贴【二百五十户｜250】。",
    # neighbours and vague numbers
    "seven-or-eight-tens": "资助【七八十户｜null min=70 max=80 comparator==】。",
    "three-or-four-hundred": "来了【三四百人｜null min=300 max=400】。",
    "hundred-twenty-or-thirty": "走访【一百二三十户｜null min=120 max=130】。",
    "three-or-two": "组织【三两个｜null min=2 max=3】姐妹。",
    "three-comma-forty": "来了【三、四十人｜null min=30 max=40】。",
    "two-thousand-four-comma-five-hundred": "来了【两千四、五百人｜null min=2400 max=2500】。",
    "not-smaller-than": "每间面积【不小于10平方米｜10 comparator=>=】。",
    "not-larger-than": "每班【不大于30人｜30 comparator=<=】。",
    "five-comma-six-hundred": "来了【五、六百人｜null min=500 max=600】。",
    "twenty-and-a-few": "来了【20几人｜null min=21 max=29 comparator=~】。",
    "hundred-and-a-few": "来了【一百零几人｜null min=101 max=109 comparator=~】。",
    "hundred-and-some-tens": "来了【一百几十人｜null min=120 max=190 comparator=~】。",
    "about-a-hundred": "来了【百十来人｜100 comparator=~】。",
    "nearly-eighteen-hundred": "吸引【近千八人｜1800 comparator=~】。",
    "after-a-number-of-people": "参加人数【百余人｜100 comparator=>】。",
    "after-a-total": "妇女总数【十万人｜100000 comparator==】。",
    # approximators
    "dagai": "来了【大概五十人｜50 comparator=~】。",
    "jiejin": "吸引【接近1000人｜1000 comparator=~】。",
    "yu-misspelt": "参与【愈1000人｜1000 comparator=>】。",
    "guo-wan": "参与者已【过10万人｜100000 comparator=>】。",
    "buxiayu": "吸引【不下于200人｜200 comparator=>=】。",
    "zhiduo": "每组【至多3人｜3 comparator=<=】。",
    "han-yixia": "【35岁(含)以下｜35 comparator=<=】的妇女。",
    "shangxia": "年龄【50岁上下｜50 comparator=~】。",
    "both-ends": "吸引【超过200余人｜200 comparator=>】。",
    # ranges
    "shared-qian": "受益【3至5千人｜null min=3000 max=5000】。",
    "shared-bai": "每场【三到五百人｜null min=300 max=500】。",
    "shared-wan-yu": "发放【3-5万余份｜null min=30000 max=50000 comparator=>】资料。",
    "own-scales": "每年走访【500-1万人｜null min=500 max=10000】。",
    "backwards": "检查【50-45岁｜null min=45 max=50】妇女。",
    "range-in-points": "流转【一点五至两点五万亩｜null min=15000 max=25000】。",
    "range-nearly": "每场【近20-30名｜null min=20 max=30 comparator=~】。",
    # lists
    "list-shares-wan": "分别印发【3｜30000】、【5｜50000】、【8万份｜80000】。",
    "list-own-scales": "分别来了【500｜500】、【300｜300】、【1万人｜10000】。",
    "list-with-yu": "各有【十｜10】、【二十余户｜20 comparator=>】。",
}

MONEY = {
    "wan-and-digits": "支出【3万5000元｜35000】。",
    "liang-wan-five": "筹款【两万五元｜25000】。",
    "financial": "捐款【壹佰贰拾元｜120】。",
    "chinese-point": "投入【三点二万元｜32000】。",
    "yi-and-wan": "产值【一亿五千万元｜150000000】。",
    "wan-yi": "产值【1.2万亿元｜1200000000000】。",
    "qian-yu-wan": "投入【千余万元｜10000000 comparator=>】。",
    "yi-vague": "投入【数亿元｜null min=200000000 max=900000000 comparator=~】。",
    "yuan-duo": "人均增收【300元多｜300 comparator=>】。",
    "han-yishang": "年收入【5万元(含)以上｜50000 comparator=>=】。",
    "guo": "年收入【过10万元｜100000 comparator=>】。",
    "not-guo-after-a-verb": "发放过【3万元｜30000 comparator==】补助。",
    "shared-qian": "每人补助【3-5千元｜null min=3000 max=5000】。",
    "shared-bai": "每人补助【三至五百元｜null min=300 max=500】。",
    "shared-two-scales": "投资【3-5千万元｜null min=30000000 max=50000000】。",
    "shared-hundreds": "投资【500-1000万元｜null min=5000000 max=10000000】。",
    "own-scales": "贷款【8000-2万元｜null min=8000 max=20000】。",
    "both-scales": "投资【1000万-1亿元｜null min=10000000 max=100000000】。",
    "both-units": "贷款【3万元-5万元｜null min=30000 max=50000】。",
    "comma-range": "补助【三、五百元｜null min=300 max=500】。",
    "list-shares-wan": "分别奖励【3｜30000】、【5｜50000】、【8万元｜80000】。",
    "list-shares-wan-of-hundreds": "分别投入【500｜5000000】、【800｜8000000】、【1000万元｜10000000】。",
    "list-own-scales": "分别奖励【500｜500】、【300｜300】、【1万元｜10000】。",
    "like-a-festival": "销售【3.8亿元｜380000000】。",
}

OVER_A_CLAUSE = {
    "comma": "开通热线12338,【3名｜3】律师接听。",
    "full-width-comma": "开通热线12338，【3名｜3】律师接听。",
    "stop": "访问量达到3万。【5名｜5】志愿者服务。",
    "semicolon": "受益面超过;【5名｜5】志愿者服务。",
    "approximator-before-a-comma": "名额不足,【5名｜5】志愿者服务。",
    "range-sign-before-a-comma": "从3到,【5名｜5】志愿者服务。",
    "tail-after-a-comma": "来了【30人｜30 comparator==】,以上情况属实。",
    "line-end": "一、办班\n参加人数\n二、走访【5户｜5】家庭。",
    "scale-after-a-comma": "来了【3人｜3】,万众一心。",
}

DAMAGED = {
    "two-points": "投入1.2.3万元。",
    "points-run-together": "投入3..5万元。",
    "middle-dot": "销售3·8亿元。",
    "point-after-a-space": "投入3 .5万元。",
    "two-numbers-as-one": "发放三万五万份。",
    "two-hundreds-as-one": "发放三百五百份。",
    "scales-in-the-wrong-order": "投入5千3万元。",
    "decimal-and-rest": "投入3.5万2000元。",
    "rest-too-short": "支出3万50元。",
    "yi-and-bare-digits": "产值1亿2000元。",
    "yi-and-qian": "产值一亿五千元。",
    "jiao-after-a-decimal": "结余3.5元5角。",
    "digits-cut-by-a-space": "培训5 00人。",
    "zero-on-its-own-after-a-digit": "案件之一0起。",
    "letters-for-digits": "培训2O名学员,支出1OO元。",
    "range-of-three": "每周播放2-4-6次。",
    "range-out-of-scale": "接通12338-3名。",
    "range-unclear": "贷款5000-1亿元。",
    "nearly-a-hundred": "来了百八十人。",
    "mask-before": "救助*3名儿童。",
    "mask-after": "救助3*名儿童。",
    "mask-of-a-figure": "投入XX3万元。",
    "hundreds-and-thousands": "吸引成百上千名群众。",
    "page-of-pages-slash": "见附表第1/3页。",
}

NEAR_WORDS = {
    "near-by": ("就近3个村", "3个"),
    "drawn-near": ("贴近3户家庭", "3户"),
    "appointed": ("相约30名姐妹", "30名"),
    "healed": ("治愈3人", "3人"),
    "overtaken": ("反超5个村", "5个"),
    "left-and-right": ("来了30人左右邻居", "30人"),
    "up-and-down": ("发动3千人上下一心", "3千人"),
    "made-up-of": ("组成3人小组", "3人"),
    "passed": ("通过3项制度", "3项"),
    "has-held": ("开展过10次活动", "10次"),
}

NO_COUNTS = {
    "rank": "进入全县前三名。",
    "rank-arabic": "位列全市前10名。",
    "just-over-twenty": "二十出头的姑娘。",
    "given": "送上百元慰问金。",
    "team-of-a-hundred": "组成百人队伍。",
    "page-of-pages": "附表(第1页,共9页)已公布。",
    "credit-code": "统一社会信用代码:91310000MA1FL3B12X。",
    "identity-card": "身份证号11010119900307123X。",
    "account": "账号6222020200112233445。",
    "ages-of-the-jobless": "开展4050人员培训。",
    "ages-of-the-jobless-letters": "开展四O五O人员培训。",
}


@pytest.mark.parametrize("line", COUNTS.values(), ids=COUNTS.keys())
def test_counts(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("line", MONEY.values(), ids=MONEY.keys())
def test_money(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", OVER_A_CLAUSE.values(), ids=OVER_A_CLAUSE.keys())
def test_a_number_never_crosses_a_clause(line: str) -> None:
    hold(line, "count")


@pytest.mark.parametrize("text", [*DAMAGED.values(), *NO_COUNTS.values()], ids=[*DAMAGED.keys(), *NO_COUNTS.keys()])
def test_no_value_is_made_up(text: str) -> None:
    assert [mention.surface for kind in ("count", "money", "ratio") for mention in made(text, kind)] == []


@pytest.mark.parametrize(("text", "surface"), NEAR_WORDS.values(), ids=NEAR_WORDS.keys())
def test_a_word_that_ends_like_an_approximator(text: str, surface: str) -> None:
    (count,) = made(f"妇联{text}。", "count")
    assert (count.surface, count.comparator) == (surface, "=")
