"""Amounts of money in sentences: exact, in base units, with what they are a rate of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from gold_reader import hold, made, plain, wrapped

import fedparse

AMOUNTS = {
    "yuan": "为困难户申请救助【5000元｜5000 comparator== min=5000 max=5000 currency=CNY per=null】。",
    "wan-decimal": "共计折合【1.59万元｜15900】。",
    "wan-decimal-long": "全区实现增收【18583.2万元｜185832000】。",
    "yi": "销售额达【1.5亿元｜150000000】。",
    "zero-wan": "项目支出【0万元｜0】。",
    "cents": "支出【5555.3元｜5555.3】。",
    "cents-zeros": "人均收入【3000.00元｜3000】。",
    "big-exact": "产值【12345678901.23元｜12345678901.23】。",
    "comma": "捐款【1,796元｜1796】。",
    "space-thousands": "捐款【10 678元｜10678】。",
    "space-before-unit": "捐款【300 元｜300】。",
    "full-width": "捐款【３００元｜300】。",
    "full-width-comma": "捐款【１，２００元｜1200】。",
    "chinese": "凑齐【三百二十元｜320】。",
    "chinese-wan": "争取项目资金【十九万元｜190000】。",
    "financial": "救助款【伍仟元｜5000】。",
    "mixed": "筹得【3万5千元｜35000】。",
    "mixed-spaces": "筹得【3 万 5 千元｜35000】。",
    "mixed-spaces-short": "筹得【3 万 5000 元｜35000】。",
    "yi-and-wan-spaces": "产值【2 亿 3000 万元｜230000000】。",
    "two-columns": "房号10 【5 千元｜5000】。",
    "spoken-spaces": "每学期补助【80 块｜80】。",
    "jiao": "账上结余【六百三十五元五角｜635.5】。",
    "jiao-fen": "账上结余【12元3角4分｜12.34】。",
    "kuai-qian": "每人凑了【五块钱｜5】。",
    "traditional": "籌集資金【三萬元｜30000】。",
    "traditional-yu": "籌集資金【260餘萬元｜2600000 comparator=>】。",
    "qian-wan": "落实资金【1200万元｜12000000】。",
    "yuan-qian": "送去慰问金【200元钱｜200】。",
}

APPROXIMATE = {
    "mixed-spaces": "投资【3 万 5 千余元｜35000 comparator=>】。",
    "over-chinese": "收入【过二十万元｜200000 comparator=>】。",
    "over-spaces": "收入【过 10 万元｜100000 comparator=>】。",
    "yu-wan": "落实项目资金【260余万元｜2600000 comparator=> min=2600000 max=null】。",
    "wan-yu": "发放物资价值【50万余元｜500000 comparator=>】。",
    "mixed-yu": "筹得【3万5千余元｜35000 comparator=>】。",
    "duo-wan": "落实资金【11多万元｜110000 comparator=>】。",
    "yu-yuan": "救助款【800余元｜800 comparator=>】。",
    "chinese-yu": "捐款【三万余元｜30000 comparator=>】。",
    "yishang": "纯收入在【5000元以上｜5000 comparator=>= min=5000 max=null】的农户。",
    "zuoyou": "人均月收入【2000元左右｜2000 comparator=~ min=null max=null】。",
    "yinei": "贷款额度【5万元以内｜50000 comparator=<= min=null max=50000】。",
    "jin": "发放贷款【近7亿元｜700000000 comparator=~】。",
    "yue": "产值【约260元｜260 comparator=~】。",
    "buzu": "年收入【不足3000元｜3000 comparator=< min=null max=3000】。",
    "chao": "成交额【超300万元｜3000000 comparator=>】。",
    "chaoguo": "成交额【超过300万元｜3000000 comparator=>】。",
    "guo-wan": "年收入【过万元｜10000 comparator=>】。",
    "shang-wan": "年收入【上万元｜10000 comparator=>=】。",
    "zhishao": "每次捐出【至少100元｜100 comparator=>=】。",
    "da-is-a-verb": "累计达【1200余元｜1200 comparator=>】。",
    "gong-is-a-verb": "共计【6800元｜6800】。",
    "several-wan": "投入【数十万元｜null min=200000 max=900000 comparator=~】。",
    "several-thousand": "节省【几千元｜null min=2000 max=9000 comparator=~】。",
    "teens-wan": "投入【十几万元｜null min=110000 max=190000 comparator=~】。",
}

RANGES = {
    "hyphen-shares-wan": "每个点补助【3-5万元｜null min=30000 max=50000 comparator==】。",
    "dash-shares-yuan": "每户发放【3000—20000元｜null min=3000 max=20000】不等。",
    "zhi": "补助【200至500元｜null min=200 max=500】。",
    "tilde": "补助【200~500元｜null min=200 max=500】。",
    "both-units": "补助【3000元至2万元｜null min=3000 max=20000】。",
    "both-units-spaces": "补助【3000 元至 2 万元｜null min=3000 max=20000】。",
    "chinese": "补助【三至五万元｜null min=30000 max=50000】。",
    "full-width-hyphen": "补助【３－５万元｜null min=30000 max=50000】。",
}

CURRENCIES = {
    "renminbi-in-span": "折合【人民币3000元｜3000 currency=CNY】。",
    "renminbi-wan": "捐款【人民币14.2万元｜142000 currency=CNY】。",
    "renminbi-after": "捐助【500万元人民币｜5000000 currency=CNY】。",
    "yuan-sign": "捐赠【¥5,000｜5000 currency=CNY】。",
    "yuan-sign-full-width": "捐赠【￥5,000｜5000 currency=CNY】。",
    "dollar": "外商捐赠【3万美元｜30000 currency=USD】。",
    "dollar-sign": "外商捐赠【US$300｜300 currency=USD】。",
    "hong-kong": "同胞捐赠【20万港元｜200000 currency=HKD】。",
    "hong-kong-bi": "同胞捐赠【20万港币｜200000 currency=HKD】。",
    "hong-kong-before": "同胞捐赠【港币42万元｜420000 currency=HKD】。",
    "macau": "資助【5萬澳門元｜50000 currency=MOP】。",
    "euro": "获赠【500欧元｜500 currency=EUR】。",
    "yen": "获赠【2万日元｜20000 currency=JPY】。",
}

RATES = {
    "each-household": "每户补助【200元｜200 per=户】。",
    "each-child": "每名儿童【350元｜350 per=儿童】。",
    "each-person": "每人奖励【1000元｜1000 per=人】。",
    "average-person": "人均【36000元｜36000 per=人】。",
    "average-household": "户均增收【1200元｜1200 per=户】。",
    "slash": "补贴【1000元｜1000 per=人】/人。",
    "each-village": "每村补贴【5万元｜50000 per=村】。",
    "each-measured-village": "每个村补贴【5万元｜50000 per=村】。",
    "none": "向大病妇女发放【1000元｜1000 per=null】。",
}

SHARED = {
    "list": "一、二、三等奖分别奖励【500｜500】、【300｜300】、【200元｜200】。",
    "list-spaces": "分别奖励【500｜500】、【300｜300】 或 【200 元｜200】。",
    "list-spaces-wan": "分别奖励【3 万｜30000】、【2 万｜20000】、【1 万元｜10000】。",
    "list-own-units": "缴纳【260元｜260】、【380元｜380】。",
    "list-with-counts": "共计36人【108万元｜1080000】。",
    "two-in-a-clause": "筹资【4.5万元｜45000】、争取【3万元｜30000】。",
    "increase": "由【3649元｜3649】增加到【4682元｜4682】。",
}

IMPLIED = {
    "wan-after-muji": "募集【502万｜5020000】,用于助学。",
    "yi-after-wuzi": "筹集物资【3.26亿｜326000000】。",
    "chipped-in": "邻居们你【壹佰｜100】、我【五十｜50】,凑了出来。",
}

NOT_MONEY = {
    "wan-people": "参与人数达502万,比上年多。",
    "wan-alone": "目标是力争10万。",
    "plain-number": "编号为502。",
    "new-year": "2元旦",
    "yuan-dan": "元旦春节期间慰问老人。",
    "yuan-xiao": "元宵节开展猜灯谜活动。",
    "element": "第3元素。",
    "kuai-of-signs": "制作20余块红标语。",
    "kuai-of-land": "开垦了三块荒地。",
    "masked": "人均20xx多元。",
    "masked-wan": "投入XX万元。",
    "stripped": "每个妇代会救助款为元以上。",
    "inside-a-title": "学习《一元钱的故事》。",
    "inside-a-program": "开展“一元捐”活动。",
    "fen-of-a-share": "提高了三分。",
    "jiao-of-a-desk": "三角债务。",
    "yuan-a-surname": "3元老级人物。",
}


@pytest.mark.parametrize("line", AMOUNTS.values(), ids=AMOUNTS.keys())
def test_amounts(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", APPROXIMATE.values(), ids=APPROXIMATE.keys())
def test_approximators(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", RANGES.values(), ids=RANGES.keys())
def test_ranges(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", CURRENCIES.values(), ids=CURRENCIES.keys())
def test_currencies(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", RATES.values(), ids=RATES.keys())
def test_rates(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", SHARED.values(), ids=SHARED.keys())
def test_several_amounts(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", IMPLIED.values(), ids=IMPLIED.keys())
def test_an_unsaid_unit_is_money_when_the_clause_says_so(line: str) -> None:
    hold(line, "money")


@pytest.mark.parametrize("line", NOT_MONEY.values(), ids=NOT_MONEY.keys())
def test_not_money(line: str) -> None:
    hold(line, "money")


WRAPPED = {
    "inside-the-digits": ("筹集人民币12", "6万元", "人民币12\n6万元"),
    "before-the-unit": ("筹集126", "万元", "126\n万元"),
    "inside-the-unit": ("筹集126万", "元", "126万\n元"),
    "after-the-approximator": ("共计不足", "126万元", "不足\n126万元"),
    "before-the-approximator": ("共计126", "余万元", "126\n余万元"),
}


@pytest.mark.parametrize(("left", "right", "surface"), WRAPPED.values(), ids=WRAPPED.keys())
def test_a_hard_wrap_inside(left: str, right: str, surface: str) -> None:
    found = made(wrapped(left, right), "money")
    assert [(mention.surface, plain(mention.amount)) for mention in found] == [(surface, "1260000")]


@pytest.mark.parametrize(
    ("expression", "amount", "comparator", "currency"),
    [
        pytest.param("260余万元", 2_600_000, ">", "CNY", id="yu-wan"),
        pytest.param("1.59万元", 15_900, "=", "CNY", id="decimal-wan"),
        pytest.param("人民币3000元", 3000, "=", "CNY", id="renminbi"),
        pytest.param("¥5,000", 5000, "=", "CNY", id="sign"),
        pytest.param("六百三十五元五角", Decimal("635.5"), "=", "CNY", id="jiao"),
        pytest.param("20万港元", 200_000, "=", "HKD", id="hkd"),
        pytest.param("不足3000.00元", 3000, "<", "CNY", id="buzu"),
        pytest.param(" 500元 ", 500, "=", "CNY", id="blanks-around"),
        pytest.param("０元", 0, "=", "CNY", id="zero"),
    ],
)
def test_parse_money(expression: str, amount: int | Decimal, comparator: str, currency: str) -> None:
    money = fedparse.parse_money(expression)
    assert (money.amount, money.comparator, money.currency) == (amount, comparator, currency)


def test_parse_money_range() -> None:
    money = fedparse.parse_money("3-5万元")
    assert (money.amount, money.min, money.max) == (None, 30_000, 50_000)


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("", id="empty"),
        pytest.param("5000", id="no-unit"),
        pytest.param("23名", id="count"),
        pytest.param("共5000元", id="verb-before"),
        pytest.param("5000元和300元", id="two"),
        pytest.param("元", id="unit-alone"),
        pytest.param("20xx元", id="masked"),
    ],
)
def test_parse_money_errors(expression: str) -> None:
    with pytest.raises(fedparse.ExpressionError) as raised:
        fedparse.parse_money(expression)
    assert raised.value.expression == expression


def test_amounts_are_never_floats() -> None:
    text = "支出0.1元、0.2元、5555.3元、12元3角4分、1.005万元、3.26亿元。"
    amounts = [mention.amount for mention in made(text, "money", None)]
    assert amounts == [Decimal("0.1"), Decimal("0.2"), Decimal("5555.3"), Decimal("12.34"), 10050, 326_000_000]
    assert not any(isinstance(amount, float) for amount in amounts)
