"""What an example shows, and what is said of one that does not hold."""

from __future__ import annotations

import pytest

from fedparse.packs import load_pack
from fedparse.ruletools import run_example

PACK = load_pack()
RULES = {rule.id: rule for rule in PACK.rules}

# Examples of rules that make nothing of their own: what they match, where the engine looks for it.

UNSEEN = {
    "rate-each": ("fact.per_each", "【每村｜unit=村】建3个示范点"),
    "rate-noun": ("fact.per_each", "【每】名儿童发放2本书"),
    "rate-no-figure": ("fact.per_each", "每村建起示范点"),
    "rate-other-part": ("fact.per_each", "每村都有,全乡3个"),
    "rate-kinds": ("fact.per_each", "各类活动5次"),
    "rate-before": ("fact.per_rate", "【一天｜unit=天】三次,【一家】两斤"),
    "rate-before-nothing": ("fact.per_rate", "一天到晚"),
    "rate-behind": ("fact.per_slash", "补助500元【/人】"),
    "rate-behind-nothing": ("fact.per_slash", "和/或者人均"),
    "average": ("fact.per_average", "户【均｜unit=户】增收300元"),
    "compared": ("fact.compared", "【比】去年增加3个,【较】２０１８年多5%"),
    "compared-no-date": ("fact.compared", "比别的村多3个"),
    "planned": ("fact.planned", "【下一步】【将】举办3期"),
    "not-planned": ("fact.planned", "即将举办"),
    "anniversary": ("fact.anniversary", "纪念“【三八”节96周年｜term=三八 number=96】"),
    "verb": ("fact.action", "【舉辦｜action=举办】培訓班3期,【开展｜action=开展】活动"),
    "line": ("line.closed", "工作开展得好【。】"),
    "line-with-cue": ("report.announce", "现将工作总结【如下:】"),
}


@pytest.mark.parametrize(("rule", "line"), UNSEEN.values(), ids=UNSEEN)
def test_unseen_rules_show_what_they_match(rule: str, line: str) -> None:
    assert not run_example(PACK, RULES[rule], line)
