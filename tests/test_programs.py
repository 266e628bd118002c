"""Named campaigns, projects, honours, venues, schemes and events; and titles in 《》."""

from __future__ import annotations

import pytest
from gold_reader import hold, made

KNOWN = {
    "quoted": "深化“【双学双比｜双学双比 known=True quoted=True category=campaign】”活动。",
    "bare": "深化【双学双比｜双学双比 known=True quoted=False】活动。",
    "jiangong": "开展“【巾帼建功｜巾帼建功 known=True】”活动。",
    "honour": "被评为【三八红旗手｜三八红旗手 category=honour】。",
    "post": "争创“【巾帼文明岗｜巾帼文明岗】”。",
    "family": "评选【最美家庭｜最美家庭】。",
    "activity-outside": "开展【平安家庭｜平安家庭】创建活动。",
    "alias": "开展“【双学双赛｜双学双比】”活动。",
    "straight-quotes": '深化"【双学双比｜双学双比 quoted=True】"活动。',
    "corner-quotes": "深化「【双学双比｜双学双比 quoted=True】」活動。",
    "traditional": "深化“【雙學雙比｜双学双比】”活動。",
    "plan": "实施【春蕾计划｜春蕾计划】。",
    "stray-quote": "举办“【三八”维权周】活动。",
    "two": "开展“【双学双比｜双学双比】”、“【巾帼建功｜巾帼建功】”活动。",
}

BY_SHAPE = {
    "quoted-activity": "开展了“【晚霞读书活动｜晚霞读书活动 known=False quoted=True】”。",
    "quoted-then-activity": "开展“【三代同读｜三代同读 known=False】”活动。",
    "quoted-then-contest": "举办“【柳溪杯｜柳溪杯】”健身操比赛。",
    "quoted-venue": "设立“【姐妹谈心屋｜姐妹谈心屋】”。",
    "quoted-hall": "开办“【阳光家长学校｜阳光家长学校】”。",
    "bare-project": "实施【再就业工程｜再就业工程 quoted=False】。",
    "bare-action": "开展【科技富民行动｜科技富民行动】。",
    "quoted-plan": "实施“【新芽计划｜新芽计划】”。",
}

LISTS = {
    "one-pair-of-quotes": "评选出“【好婆婆｜好婆婆】、【好儿媳｜好儿媳】、【女强人｜女强人】”。",
    "quotes-each": "评选“【好婆婆｜好婆婆】”、“【好儿媳｜好儿媳】”。",
}

NOT_PROGRAMS = {
    "slogan": "变“要我脱贫”为“我要脱贫”。",
    "spirit": "弘扬“四自”精神。",
    "policy": "贯彻“男女平等”基本国策。",
    "thought": "践行“三个代表”重要思想。",
    "attitude": "克服“等、靠、要”思想。",
    "half-sky": "发挥“半边天”作用。",
    "illness": "预防两癌。",
    "descriptive": "举办养鹅培训班。",
    "one-word": "解决“难”的问题。",
    "generic-project": "实施重点工程。",
    "generic-plan": "制定工作计划。",
    "work-summary": "撰写工作总结。",
    "quotation": "大家都说“这样的好事我们没有想到”。",
    "plan-period": "“十二五”期间。",
    "festival": "“三八”节期间。",
    "saying": "正如俗话说“授人以鱼不如授人以渔”。",
    "slogan-cried": "喊出“不等不靠”的口号。",
}


@pytest.mark.parametrize("line", KNOWN.values(), ids=KNOWN.keys())
def test_known(line: str) -> None:
    hold(line, "program")


@pytest.mark.parametrize("line", BY_SHAPE.values(), ids=BY_SHAPE.keys())
def test_found_by_shape(line: str) -> None:
    hold(line, "program")


@pytest.mark.parametrize("line", LISTS.values(), ids=LISTS.keys())
def test_lists(line: str) -> None:
    hold(line, "program")


@pytest.mark.parametrize("line", NOT_PROGRAMS.values(), ids=NOT_PROGRAMS.keys())
def test_not_programs(line: str) -> None:
    hold(line, "program")


def test_illness_in_a_scheme_is_a_program() -> None:
    hold("开展“【两癌”筛查】。", "program")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("深化“双学双比”活动。", id="number-shaped-name"),
        pytest.param("发起“百名贫困儿童爱心午餐”活动。", id="count-inside"),
        pytest.param("评为三八红旗手。", id="festival-inside"),
        pytest.param("举办“三八”维权周活动。", id="festival-inside-quotes"),
        pytest.param("落实《妇女儿童发展纲要(2011—2020年)》。", id="years-inside-a-title"),
        pytest.param("印发《关于表彰100名先进个人的通知》。", id="count-inside-a-title"),
    ],
)
def test_what_stands_inside_a_name_makes_no_figure(text: str) -> None:
    assert [mention.surface for kind in ("count", "money", "date", "ratio") for mention in made(text, kind)] == []


DOCUMENTS = {
    "law": "宣传《【妇女权益保障法｜law】》。",
    "law-constitution": "学习《【中华人民共和国宪法｜law】》。",
    "plan": "实施《【妇女儿童发展纲要｜plan】》。",
    "notice": "印发《【关于开展关爱行动的通知｜notice】》。",
    "other": "演唱《【柳溪之歌｜other】》。",
    "series": "宣传《【婚姻法｜law】》《【未成年人保护法｜law】》、《【反家庭暴力法｜law】》。",
    "with-years": "落实《【柳溪镇妇女发展规划(2011-2020年)｜plan】》。",
    "traditional": "宣傳《【婦女權益保障法｜law】》。",
    "nested": "下发《【关于贯彻〈妇女发展纲要〉的意见｜notice】》。",
}


@pytest.mark.parametrize("line", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_documents(line: str) -> None:
    hold(line, "document")


NOT_DOCUMENTS = {"no-marks": "宣传妇女权益保障法。", "empty-marks": "宣传《》。", "open-mark": "宣传《妇女权益。"}


@pytest.mark.parametrize("line", NOT_DOCUMENTS.values(), ids=NOT_DOCUMENTS.keys())
def test_not_documents(line: str) -> None:
    hold(line, "document")


def test_a_name_in_a_title_is_no_program() -> None:
    assert made("印发《“双学双比”活动方案》。", "program") == []
