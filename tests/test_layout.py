"""The layout stage: reports, titles, sections, wraps, noise. All sentences are our own."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedparse.clean import Folder
from fedparse.examples import parse_example
from fedparse.layout import Block, Note, ReportLayout, lay_out
from fedparse.layout.probes import Probe, characters
from fedparse.packs import RulePack, load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.examples import Example
    from fedparse.packs import Rule


@cache
def pack() -> RulePack:
    return load_pack()


def layouts(text: str) -> tuple[ReportLayout, ...]:
    return lay_out(text, Folder.of({"「": "“", "」": "”", "總": "总", "結": "结"}).fold(text), pack())


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


def blocks(text: str) -> list[Block]:
    return [block for report in layouts(text) for block in walk(report.blocks)]


def notes(text: str, code: str) -> list[Note]:
    return [note for report in layouts(text) for note in report.notes if note.code == code]


def outline(text: str) -> list[str]:
    """One line a block: level, marker, heading."""
    return [f"{block.level} {block.marker} {block.heading or '-'}" for block in blocks(text)]


# Rules ---------------------------------------------------------------------------------------------------------------


def found_spans(rule: Rule, example: Example) -> tuple[tuple[int, int], ...]:
    assert rule.pattern
    matches = rule.pattern.compiled.finditer(example.text)
    before = rule.before.compiled if rule.before else None
    return tuple(match.span() for match in matches if before is None or before.match(example.text, match.start()))


def examples(kind: str) -> list[tuple[Rule, Example]]:
    rules = [rule for rule in pack().rules if rule.kind in ("noise", "heading", "report")]
    return [(rule, parse_example(example)) for rule in rules for example in getattr(rule, kind)]


@pytest.mark.parametrize(("rule", "example"), examples("examples"), ids=lambda it: getattr(it, "id", None))
def test_rule_finds_its_examples(rule: Rule, example: Example) -> None:
    assert found_spans(rule, example) == example.spans


@pytest.mark.parametrize(("rule", "example"), examples("counter_examples"), ids=lambda it: getattr(it, "id", None))
def test_rule_leaves_its_counter_examples(rule: Rule, example: Example) -> None:
    assert found_spans(rule, example) == ()


def line_of(example: Example, span: tuple[int, int]) -> str:
    """The line a match begins in, as rules for lines see it."""
    start = example.text.rfind("\n", 0, span[0]) + 1
    return example.text[start:].splitlines()[0].strip()


@pytest.mark.parametrize(("rule", "example"), examples("examples"), ids=lambda it: getattr(it, "id", None))
def test_rule_is_tried_on_its_examples(rule: Rule, example: Example) -> None:
    probe = Probe(rule)
    opens = tuple(rule.constants.get("opens", ()))
    # A marker at a line's start is found by its line.
    after = characters(rule.constants.get("after", "")) | {"\n"}
    for start, end in example.spans:
        assert probe.fits(line_of(example, (start, end))) or probe.fits(example.text[start:])
        assert not opens or example.text.startswith(opens, start)
        assert len(after) == 1 or not start or example.text[:start].rstrip(" ")[-1] in after


def test_every_organization_can_sign() -> None:
    rule = next(rule for rule in pack().of("report") if rule.constants["role"] == "organization-line")
    assert {term[-1] for term in pack().lexicons["layout_organizations"].rows} <= Probe(rule).ends


# Sections ------------------------------------------------------------------------------------------------------------


class Case(NamedTuple):
    id: str
    text: str
    outline: list[str]


OUTLINES = [
    Case("chinese", "一、抓宣传\n发资料。\n二、抓维权\n接来访。", ["1 一、 抓宣传", "1 二、 抓维权"]),
    Case("chinese-point", "一.抓宣传\n发资料。\n二．抓维权\n接来访。", ["1 一. 抓宣传", "1 二． 抓维权"]),
    Case("chinese-comma", "一，抓宣传\n发资料。\n二，抓维权\n接来访。", ["1 一， 抓宣传", "1 二， 抓维权"]),
    Case("chinese-colon", "一：抓宣传\n发资料。\n二：抓维权\n接来访。", ["1 一： 抓宣传", "1 二： 抓维权"]),
    Case("chinese-space", "一 领导重视\n成立小组。\n二 措施得力\n制定措施。", ["1 一 领导重视", "1 二 措施得力"]),
    Case(
        "paren-and-point",
        "(一)、立项情况\n三个项目。\n（二）资金情况\n十万元。",
        ["1 (一)、 立项情况", "1 （二） 资金情况"],
    ),
    Case("one-character-paren", "㈠健全网络。换届完成。\n㈡培训骨干。办班两期。", ["1 ㈠ 健全网络", "1 ㈡ 培训骨干"]),
    Case("arabic-is-level-1-alone", "1、抓教育。办班。\n2、抓帮扶。走访。", ["1 1、 抓教育", "1 2、 抓帮扶"]),
    Case(
        "arabic-one-character",
        "一、特色\n⒈庆三八。办会。\n⒉迎六一。慰问。",
        ["1 一、 特色", "2 ⒈ 庆三八", "2 ⒉ 迎六一"],
    ),
    Case(
        "full-width",
        "一、特色\n１．办好会。办会。\n２．走好访。慰问。",
        ["1 一、 特色", "2 １． 办好会", "2 ２． 走好访"],
    ),
    Case(
        "deep",
        "第一章 沿革\n第一节 机构\n一、任务\n(一)培训\n1.技能。好。\n"
        "(1)种植。好。\n①种：好品种\n②养：好品种\n第二章 荣誉\n三项。",
        [
            "1 第一章 沿革",
            "2 第一节 机构",
            "3 一、 任务",
            "4 (一) 培训",
            "5 1. 技能",
            "6 (1) 种植",
            "7 ① 种",
            "7 ② 养",
            "1 第二章 荣誉",
        ],
    ),
    Case(
        "paren-inside-circled",
        "1.农业。好。\n①种植:推广良种。\n②养殖:推广良种。\n(1)由村担保,\n(2)由站防疫,\n2.扫盲。好。",
        ["1 1. 农业", "2 ① 种植", "2 ② 养殖", "3 (1) -", "3 (2) -", "1 2. 扫盲"],
    ),
    Case(
        "skipped-level",
        "一、抓培训\n(一)育人。好。\n1.技能。好。\n二、抓关爱\n1.助学。好。\n2.助困。好。",
        ["1 一、 抓培训", "2 (一) 育人", "3 1. 技能", "1 二、 抓关爱", "2 1. 助学", "2 2. 助困"],
    ),
    Case("items", "1、主动维权。一是走访。二是宣传,三是调解。", ["1 1、 主动维权", "2 一是 -", "2 二是 -", "2 三是 -"]),
    Case("items-after-comma", "1、改善条件。截止目前,一是修路;二是装灯。", ["1 1、 改善条件", "2 一是 -", "2 二是 -"]),
    Case("lone-item", "一、建设队伍\n要固本强基。一是加强基层组织,培训主任。", ["1 一、 建设队伍", "2 一是 -"]),
    Case("item-idioms", "一、作风\n他说一是一,二是二。统一是关键,第一是质量。", ["1 一、 作风"]),
    Case(
        "list-in-item",
        "1、抓队伍。一是练技能。①办夜校;②搞比武;③结对子。二是树榜样。①推荐;②宣讲。",
        [
            "1 1、 抓队伍",
            "2 一是 -",
            "3 ① -",
            "3 ② -",
            "3 ③ -",
            "2 二是 -",
            "3 ① -",
            "3 ② -",
        ],
    ),
    Case(
        "list-in-item-without-parent",
        "今年做了两件事,一是摸底,分两步:(1)先登记;(2)再核对。二是帮扶。",
        ["1 一是 -", "2 (1) -", "2 (2) -", "1 二是 -"],
    ),
    Case(
        "list-in-item-that-was-outside-before",
        "一、抓培训\n分两步:①选题;②备课。\n二、抓典型\n一是评选。①推荐;②公示。二是表彰。",
        ["1 一、 抓培训", "2 ① -", "2 ② -", "1 二、 抓典型", "2 一是 -", "3 ① -", "3 ② -", "2 二是 -"],
    ),
    Case(
        "list-in-list-in-item",
        "一、抓教育\n一是办班。1、技能。①种植;②养殖。2、法律。二是宣讲。",
        ["1 一、 抓教育", "2 一是 -", "3 1、 技能", "4 ① -", "4 ② -", "3 2、 法律", "2 二是 -"],
    ),
    Case(
        "items-in-list-in-paragraph",
        "主要做法:(1)走访。一是进村;二是入户。(2)慰问。一是送米;二是送油。",
        ["1 (1) 走访", "2 一是 -", "2 二是 -", "1 (2) 慰问", "2 一是 -", "2 二是 -"],
    ),
    Case(
        "item-before-chinese-in-one-line",
        "今年,一是换届,二是建家。总结如下:一、抓宣传。发资料。二、抓维权。接来访。",
        ["1 一是 -", "1 二是 -", "1 一、 抓宣传", "1 二、 抓维权"],
    ),
    Case(
        "item-ends-with-its-paragraph",
        "1、抓队伍。一是练技能。二是树榜样。\n①评选:好。\n②宣讲:好。",
        ["1 1、 抓队伍", "2 一是 -", "2 二是 -", "2 ① 评选", "2 ② 宣讲"],
    ),
    Case(
        "item-lines",
        "一、宣传\n一是办讲座,请专家上门讲课。\n二是发资料,进村入户宣传。",
        ["1 一、 宣传", "2 一是 -", "2 二是 -"],
    ),
    Case(
        "ordinals",
        "三件事:\n第一，学技术。请人讲课。\n第二，争文明。评选家庭。",
        ["1 第一， 学技术", "1 第二， 争文明"],
    ),
    Case("ordinals-one-paragraph", "要做到:首先,抓学习;其次,抓作风。", ["1 首先, -", "1 其次, -"]),
    Case("ordinals-qi", "其一，说挣钱。两样。\n其二，说家里。三样。", ["1 其一， 说挣钱", "1 其二， 说家里"]),
    Case("lone-ordinal", "一、打算\n努力。\n最后,祝大家节日快乐。", ["1 一、 打算"]),
    Case("first-secretary", "第一书记驻村。\n第一时间上门。\n第一批十户。", []),
    Case("bracket", "【概况】有村十个。\n【维权】设岗三处。", ["1 【概况】 概况", "1 【维权】 维权"]),
    Case("bracket-title", "【妇联总结】柳河区妇联2019年工作总结\n一、宣传\n好。", ["1 一、 宣传"]),
    Case("inline-numbers", "分三步:(1)摸底;(2)帮扶;(3)回访。", ["1 (1) -", "1 (2) -", "1 (3) -"]),
    Case("inline-one-is-none", "共3户(2)人。", []),
    Case(
        "one-line-document",
        "总结如下:一、抓宣传。发资料。二、抓维权。1、设岗。2、接访。三、抓关爱。走访。",
        ["1 一、 抓宣传", "1 二、 抓维权", "2 1、 -", "2 2、 -", "1 三、 抓关爱"],
    ),
    Case(
        "numbers-are-no-markers",
        "1.5万元用于慰问。\n3.8节那天开会。\n5.12护士节座谈。\n9.28日又去。\n3、5、7期最好。\n一、二季度完成过半。\n七、十、十一三个组。",
        [],
    ),
    Case("number-glued-to-year", "1.2023年召开大会。\n2.12338热线受理投诉。", ["1 1. -", "1 2. -"]),
    Case(
        "item-and-date",
        "1、办班。三期。\n2、走访。\n3、5月6日,放电影,到场一百人。",
        ["1 1、 办班", "1 2、 走访", "1 3、 -"],
    ),
    Case(
        "third-quarter",
        "一、成绩\n好。\n二、不足\n有。\n三、四季度打算\n努力。",
        ["1 一、 成绩", "1 二、 不足", "1 三、 四季度打算"],
    ),
    Case(
        "restart-arabic",
        "1、调研。去过。\n2、座谈。开过。\n今后继续努力。\n1、加强领导。好。",
        ["1 1、 调研", "1 2、 座谈", "1 1、 加强领导"],
    ),
]


@pytest.mark.parametrize("case", OUTLINES, ids=lambda case: case.id)
def test_outline(case: Case) -> None:
    assert outline(case.text) == case.outline


HEADINGS = [
    ("run-in", "一、开展宣传活动。三月,上街宣传。", "开展宣传活动"),
    ("run-in-colon", "一、资金情况:全年投入三万元。", "资金情况"),
    ("own-line", "一、开展宣传活动\n三月,上街宣传。", "开展宣传活动"),
    ("own-line-stop", "一、开展宣传活动。\n三月,上街宣传。", "开展宣传活动"),
    ("own-line-colon", "一、强基:把家建到村里\n建成十个。", "强基:把家建到村里"),
    ("own-line-date", "一、2019年工作回顾\n成绩很多。", "2019年工作回顾"),
    ("own-line-date-spaces", "一、2019 年工作回顾\n成绩很多。", "2019 年工作回顾"),
    ("run-in-date-spaces", "一、6 月 1 日。过节那天去慰问。", None),
    ("half-year", "一、下半年打算\n继续努力。", "下半年打算"),
    ("run-in-date", "一、6月1日。过节那天去慰问。", None),
    ("date-sentence", "一、3月6日,镇妇联召开大会,表彰先进。会后参观。", None),
    ("this-year", "一、今年,机关继续开展创建活动。", None),
    (
        "sentence",
        "一、乡里妇联干部带着各村的主任到邻县参观学习了三天,看了两个养殖场和一个大棚,大家都说开了眼界。收获大。",
        None,
    ),
    ("count", "一、投诉站增至129个,覆盖面扩大。", None),
    ("count-spaces", "一、投诉站增至 129 个,覆盖面扩大。", None),
    ("count-in-name", "一、实施“十个一”工程。成效好。", "实施“十个一”工程"),
    ("semicolon", "一、机构训练三十名;家庭训练十名。", None),
    ("stop-in-quotes", "一、响应“创业。创新。”号召。成效好。", "响应“创业。创新。”号召"),
    ("heading-only", "一、形成合力抓维权", "形成合力抓维权"),
    ("space-after-marker", "一、 十强百优，比出干劲\n好。", "十强百优，比出干劲"),
    ("traditional", "一、工作總結。\n很好。", "工作總結"),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in HEADINGS], ids=[case[0] for case in HEADINGS])
def test_heading(text: str, wanted: str | None) -> None:
    first = blocks(text)[0]
    assert first.heading == wanted
    assert first.heading_span is None or text[slice(*first.heading_span)] == wanted


def test_lone_sentence_takes_after_its_siblings() -> None:
    assert [block.heading for block in blocks("一、抓宣传。发资料。\n二、关心留守儿童。")] == ["抓宣传", "关心留守儿童"]
    assert [block.heading for block in blocks("(1)请农技员进村。\n(2)请兽医站防疫。")] == [None, None]


def test_block_span_own_text_and_body() -> None:
    text = "一、抓宣传。发资料。\n再发一次。\n1、上街。好。\n总之,成绩很大。"
    first, child = blocks(text)
    assert text[slice(*first.span)] == text
    assert [text[slice(*span)] for span in first.own] == ["抓宣传。发资料。\n再发一次。", "总之,成绩很大。"]
    assert first.body == "发资料。\n再发一次。\n总之,成绩很大。"
    assert (child.id, text[slice(*child.span)], child.body) == ("1.1", "1、上街。好。", "好。")


# Hard wraps and noise ------------------------------------------------------------------------------------------------

WRAPPED = """柳河乡妇联2012年上半年工作小结
  上半年，乡妇联以“巾帼建功”为抓手，组织妇女投身
新农村建设，取得了较好的成绩。现将工作情况总结如
下：
  一、深入开展“双学双比”竞赛活动，提高妇女科技
素质
  举办养殖培训班5期，培训妇女230人次，发放资料1
200份，建立示范基地3个，带动农户86户，户均增收12
- 2 -
00元，妇女们都说好。
  二、关爱儿童办实事，成长环境更加优化
  5月28日，启动牵手行动，30名机关女干部与留守儿童
结成对子，每月至少见面一次。
"""


def test_fixed_width_is_mended() -> None:
    first, second = blocks(WRAPPED)
    assert first.heading == "深入开展“双学双比”竞赛活动，提高妇女科技素质"
    assert "发放资料1200份" in first.body
    assert "户均增收1200元" in first.body
    assert second.heading == "关爱儿童办实事，成长环境更加优化"
    assert second.body.endswith("女干部与留守儿童结成对子，每月至少见面一次。")


INDENTED = """　　柳河乡妇联上半年工作小结
　　今年以来，乡妇联带领姐妹们学技术、办实事
，工作有声有色。现将做的几件事汇报如下，请各
位领导批评指正。
　　一、以科技培训为抓手，带领妇女学科学、用
科学，走上致富路
　　请来县里的农艺师进村讲课六场，手把手教姐
妹们剪枝、套袋，听课的妇女有四百多人。
　　二、以妇女之家为阵地，丰富姐妹们业余生活
　　买来图书两千册，每周开放五天，逢集的日子
来看书的人最多，借出去的书都按时还了回来。
"""


@pytest.mark.parametrize("indent", ["　　", "    ", "\u00a0\u00a0"], ids=["wide", "narrow", "no-break"])
def test_an_indented_line_is_no_continuation_where_those_are_flush(indent: str) -> None:
    first, second = blocks(INDENTED.replace("　　", indent))
    assert first.heading == "以科技培训为抓手，带领妇女学科学、用科学，走上致富路"
    assert first.body == "请来县里的农艺师进村讲课六场，手把手教姐妹们剪枝、套袋，听课的妇女有四百多人。"
    assert second.heading == "以妇女之家为阵地，丰富姐妹们业余生活"
    assert second.body == "买来图书两千册，每周开放五天，逢集的日子来看书的人最多，借出去的书都按时还了回来。"


def test_indentation_says_nothing_where_every_line_has_it() -> None:
    text = "".join(f"　　{line.strip()}\n" for line in INDENTED.splitlines() if "妇女之家" not in line)
    (first,) = blocks(text)
    assert first.heading == "以科技培训为抓手，带领妇女学科学、用科学，走上致富路"
    assert "手把手教姐妹们剪枝" in first.body


def test_only_first_lines_are_cut() -> None:
    text = (
        "一、抓培训\n按照区里的要求,每个村都要自己办两期培训\n班,重点讲养殖技术,请来养殖大户现场讲课,大家听得很认真,回去以后都照着做,收成好多了。\n"
        "二、加强宣传教育工作,提高全体妇女的道德素\n质。\n坚持以人为本,进一步发挥妇联联系广大妇女\n群众的优势,开展创建活动,评出一批好家庭,家家户户争先进,村里的风气一天比一天好起来了。\n"
        "新形势下,妇联要带领妇女投身到小康社会建\n设中去,不断推进自身建设,把工作做到妇女的心坎上,让姐妹们有一个温暖的家,有话有处说。\n"
    )
    assert [block.heading for block in blocks(text)] == ["抓培训", "加强宣传教育工作,提高全体妇女的道德素质"]
    assert "自己办两期培训班,重点" in blocks(text)[0].body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param("一、维权\n设立了服务岗\n- 3 -\n位二十个。", "设立了服务岗位二十个。", id="page-mark"),
        pytest.param("一、维权\n调解纠纷1\n5起。", "调解纠纷15起。", id="number"),
        pytest.param("一、维权\n成为了“小候鸟\n之家”的主阵地。", "成为了“小候鸟之家”的主阵地。", id="open-quote"),
        pytest.param("一、维权\n做了工作\n,受到好评。", "做了工作,受到好评。", id="comma-starts-line"),
        pytest.param("一、维权\n评选版权所有表彰十户。", "评选表彰十户。", id="site-mark"),
        pytest.param("一、维权\n原创:设岗三处。版权所有", "设岗三处。", id="two-marks"),
        pytest.param("一、维权\n参加训练的本文来源:文秘站 民兵。", "参加训练的民兵。", id="source-mark"),
        pytest.param("一、维权\n婦聯(lián)設崗(gǎng)。", "婦聯設崗。", id="pinyin"),
        pytest.param("一、维权\n设岗。\n第1页 共3页\n接访。", "设岗。\n接访。", id="page-of-pages"),
        pytest.param("一、维权\n设岗。\n上一篇:街道工作小结", "设岗。", id="navigation"),
        pytest.param("一、维权\r\n设岗。\r\n\r\n接访。", "设岗。\r\n\r\n接访。", id="windows-newlines"),
    ],
)
def test_body_is_mended_and_cleaned(text: str, body: str) -> None:
    assert blocks(text)[0].body == body


def test_short_heading_is_no_wrap() -> None:
    text = "一、办班\n二、走访\n积极组织妇女参加\n各村都有人来,现场座无虚席,气氛热烈。"
    assert [block.heading for block in blocks(text)] == ["办班", "走访"]
    assert blocks(text)[1].body.startswith("积极组织妇女参加\n")


def test_noise_is_noted_where_it_stands() -> None:
    text = "发布时间:2018-03-08 来源:办公室\n一、维权\n原创:设岗。"
    assert [text[slice(*note.span)] for note in notes(text, "noise")] == ["发布时间:2018-03-08 来源:办公室", "原创:"]


# Numbering -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "marker"),
    [
        pytest.param("1、甲事。好。\n2、乙事。好。\n4、丙事。好。", "numbering-gap", "4、", id="gap"),
        pytest.param("四、甲事。好。\n四、乙事。好。", "numbering-repeat", "四、", id="repeat"),
        pytest.param("1、甲事。好。\n2、乙事。好。\n1、丙事。好。", "numbering-restart", "1、", id="restart"),
        pytest.param("2、甲事。好。\n3、乙事。好。", "numbering-gap", "2、", id="begins-late"),
    ],
)
def test_numbering_is_noted_and_kept(text: str, code: str, marker: str) -> None:
    found = [note for note in notes(text, code) if text[slice(*note.span)] == marker]
    assert found
    assert found[-1].block
    assert len(blocks(text)) == text.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        pytest.param("1、办班九期,受训妇女达千人,\n2、走访。", "受训妇女达千人,", id="comma"),
        pytest.param(
            "一、火把节\n" + "姐妹们辛勤排练," * 6 + "在台上为各位嘉宾\n二、走访\n好。", "为各位嘉宾", id="no-end"
        ),
    ],
)
def test_broken_off_paragraph_is_noted(text: str, tail: str) -> None:
    (note,) = notes(text, "truncated")
    assert text[slice(*note.span)].endswith(tail)


# Reports -------------------------------------------------------------------------------------------------------------

FIRST = "一、宣传\n发放资料五百份,受教育群众上千人。\n二、维权\n接待来访妇女八件,件件都有回音,人人都满意。\n"
SECOND = "一、培训\n办班三期,受训妇女百余人。\n二、关爱\n走访慰问二十户。\n"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param(FIRST + SECOND, ["一、宣传", "一、培训"], id="bare-restart"),
        pytest.param(
            FIRST + "2019年,在镇党委的领导下,镇妇联开展了以下工作:\n" + SECOND, ["一、宣传", "2019年"], id="opener"
        ),
        pytest.param(FIRST + "柳河镇妇联年度工作总结\n" + SECOND, ["一、宣传", "柳河镇妇联"], id="title"),
        pytest.param(
            FIRST + "总之,工作取得了一定成绩。\n随着社会的发展,妇女的地位越来越高了。\n" + SECOND,
            ["一、宣传", "随着社会"],
            id="closer",
        ),
        pytest.param(FIRST + "柳河镇妇女联合会\n2019年12月3日\n" + SECOND, ["一、宣传", "一、培训"], id="signature"),
        pytest.param(
            FIRST + "柳河镇妇女联合会\n2019 年 12 月 23 日\n" + SECOND, ["一、宣传", "一、培训"], id="signature-spaces"
        ),
        pytest.param(FIRST + "柳河镇妇女联合会\n2019 年 12 月 23 日\n", ["一、宣传"], id="signed-last-spaces"),
        pytest.param(
            FIRST + "2019 年,在镇党委的领导下,镇妇联开展了以下工作:\n" + SECOND,
            ["一、宣传", "2019 年"],
            id="opener-spaces",
        ),
        pytest.param(FIRST + "明年工作打算\n" + SECOND, ["一、宣传"], id="part"),
        pytest.param(FIRST + "2020年,我们将重点做好以下工作:\n" + SECOND, ["一、宣传"], id="plan"),
        pytest.param("第一部分 总结\n" + FIRST + "第二部分 计划\n" + SECOND, ["第一部分"], id="chapters"),
        pytest.param(
            "镇妇联年终工作总结\n镇妇联年终工作总结\n" + FIRST, ["镇妇联年终工作总结\n镇妇联"], id="title-twice"
        ),
        pytest.param("前言:本站精心挑选了几篇文章,供您参考。\n" + FIRST, ["前言", "一、宣传"], id="preface"),
        pytest.param(
            "妇联工作总结(精选2篇)\n总结能帮助我们提高。\n篇一\n" + FIRST + "篇二\n" + SECOND,
            ["妇联工作总结", "篇一", "篇二"],
            id="collection",
        ),
        pytest.param(
            "目录\n第一篇:镇妇联总结\n第二篇:村妇联总结\n第一篇:镇妇联总结\n" + FIRST + "第二篇:村妇联总结\n" + SECOND,
            ["目录", "第一篇:镇妇联总结\n一、", "第二篇:村妇联总结\n一、"],
            id="contents",
        ),
        pytest.param(
            "1、宣传。发放资料五百份。\n2、维权。接待来访八件。\n" + FIRST, ["1、宣传", "一、宣传"], id="other-style"
        ),
        pytest.param(
            "1、抓教育。好。\n2、抓维权。好。\n3、安排:\n一、办讲座。\n二、搞走访。\n4、抓建设。好。",
            ["1、抓教育"],
            id="nested",
        ),
        pytest.param(
            FIRST + "根据早晨集市上人员比较集中的实际,去年镇里在集市上开设了法律早市,"
            "以咨询和发放资料等形式宣传法律知识,效果良好。\n"
            "2、建站。好。\n3、办节目。好。",
            ["一、宣传", "根据早晨"],
            id="fragment",
        ),
    ],
)
def test_reports_begin(text: str, starts: list[str]) -> None:
    reports = layouts(text)
    assert "".join(text[slice(*report.span)] for report in reports) == text
    assert [text[slice(*report.span)].startswith(start) for report, start in zip(reports, starts, strict=True)] == [
        True
    ] * len(starts)


def test_kinds() -> None:
    assert [report.kind for report in layouts("前言:为您精心挑选了几篇文章。\n" + FIRST)] == ["preface", "report"]
    assert [report.kind for report in layouts("2、建站。好。\n3、办节目。好。")] == ["fragment"]


@pytest.mark.parametrize(
    ("text", "title", "organization", "signature"),
    [
        pytest.param(
            "柳河镇妇联二OO四年工作总结\n二OO四年,我镇妇联办了些事,件件有着落。\n柳河镇妇女联合会\n二OO四年十二月二十日",
            "柳河镇妇联二OO四年工作总结",
            "柳河镇妇女联合会",
            "柳河镇妇女联合会\n二OO四年十二月二十日",
            id="signed",
        ),
        pytest.param(
            "关于柳河区妇联2020年度\n工作情况的报告\n(2020年12月30日)\n各位执委:\n现在报告工作,请予审议,并提出意见。",
            "关于柳河区妇联2020年度工作情况的报告",
            "柳河区妇联",
            "(2020年12月30日)",
            id="two-lines",
        ),
        pytest.param(
            "展现新作为\n——在柳河区妇女代表大会上的报告\n各位代表:\n现在报告工作。",
            "展现新作为",
            None,
            None,
            id="subtitle",
        ),
        pytest.param(
            "柳河区妇女联合会\n【概况】全区有妇女五万人,妇联组织九十个,执委六百名。",
            "柳河区妇女联合会",
            "柳河区妇女联合会",
            None,
            id="named-by-the-title-line",
        ),
        pytest.param(
            "柳河区妇女联合会\n2020年工作总结\n现在报告工作,请予审议,并提出意见。",
            "柳河区妇女联合会2020年工作总结",
            "柳河区妇女联合会",
            None,
            id="named-by-a-line-of-the-title",
        ),
        pytest.param("今年以来,XX街道妇联在区妇联的领导下,做了一些工作。", None, "XX街道妇联", None, id="subject"),
        pytest.param("我镇妇联在市妇联的领导下,做了一些工作,成绩不小。", None, None, None, id="nobody-named"),
    ],
)
def test_title_organization_and_signature(
    text: str, title: str | None, organization: str | None, signature: str | None
) -> None:
    (report,) = layouts(text)
    assert (report.title, report.organization) == (title, organization)
    assert signature == (report.signature_span and text[slice(*report.signature_span)])


# Any text ------------------------------------------------------------------------------------------------------------


def marker_characters(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Where the characters of a marker stand: a wrap or noise may stand between them."""
    at = block.span[0]
    for char in block.marker:
        at = text.index(char, at) + 1
        yield at - 1, at


def uncovered(text: str, report: ReportLayout) -> str:
    """What of a report stands neither in the preamble, nor in a marker or a block's own text, nor in a noise note."""
    start, end = report.span
    seen = bytearray(end - start)
    spans = [*report.preamble, *(note.span for note in report.notes if note.code == "noise")]
    for block in walk(report.blocks):
        spans += [*block.own, *marker_characters(text, block)]
    for left, right in spans:
        seen[left - start : right - start] = b"\1" * (right - left)
    return "".join(char for at, char in enumerate(text[start:end]) if not seen[at] and not char.isspace())


def check_invariants(text: str) -> None:
    reports = layouts(text)
    assert "".join(text[slice(*report.span)] for report in reports) == text
    for report in reports:
        for block in walk(report.blocks):
            assert report.span[0] <= block.span[0] < block.span[1] <= report.span[1]
            assert all(block.span[0] <= left < right <= block.span[1] for left, right in block.own)
            assert all(before[1] <= after[0] for before, after in pairwise(block.own))
            assert text[block.span[0]] == block.marker[0]
            assert all(block.span[0] < child.span[0] and child.span[1] <= block.span[1] for child in block.children)
            assert all(before.span[1] <= after.span[0] for before, after in pairwise(block.children))
        assert all(before[1] <= after[0] for before, after in pairwise(report.preamble))
        assert all(report.span[0] <= note.span[0] <= note.span[1] <= report.span[1] for note in report.notes)
        assert uncovered(text, report) == ""


MARKERS = (
    "一、",
    "二、",
    "三、",
    "(一)",
    "（二）",
    "1、",
    "2.",
    "⒊",
    "(1)",
    "⑵",
    "①",
    "②",
    "一是",
    "二是",
    "三是",
    "首先,",
    "其次,",
    "第一，",
    "最后,",
    "【概况】",
    "第一章",
    "篇二",
)
WORDS = [
    "加强组织领导",
    "举办培训班3期",
    "2019年,在镇党委的领导下",
    "我镇妇联",
    "总之,",
    "工作总结如下:",
    "版权所有",
    "- 3 -",
    "第1页共2页",
    "镇妇联工作总结",
    "柳河镇妇女联合会",
    "2019年12月3日",
    "。",
    ";",
    ":",
    ",",
    "“",
    "”",
    "《",
    "》",
    "(",
    ")",
    "【",
    "】",
    "前言:供您参考",
    "5",
    "6",
    "(lián)",
    "上一篇:",
    "目录",
]
PIECES = [*MARKERS, *WORDS, "\n", "\n", "\n", "\n\n", "\r\n", "\r", "\f", " ", "　", "\u2028", "\ufeff"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost(text: str) -> None:
    check_invariants(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_laid_out(text: str) -> None:
    check_invariants(text)
