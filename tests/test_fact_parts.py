"""What a figure is a part of, what a change is measured from and where it goes."""

from __future__ import annotations

import pytest

import fedparse


def column(text: str, field: str) -> list[str | None]:
    """The answers of all facts of a text; of `part_of` the surfaces."""
    (report,) = fedparse.parse(text, year=2019).reports
    surfaces = {m.id: m.surface for found in (report.counts, report.money, report.ratios) for m in found}
    shown = {fact.id: surfaces[fact.mention] for fact in report.facts}
    return [shown.get(value, value) for value in (getattr(fact, field) for fact in report.facts)]


PARTS = {
    "among": ("培训妇女300人,其中女干部20人。", [None, "300人"]),
    "pairs": ("贷款90户80万元,其中养蜂40户30万元。", [None, None, "90户", "80万元"]),
    "brackets": ("有妇代会20个(村15个、社区5个)。", [None, "20个", "20个"]),
    "target": ("检查妇女1120人(任务数502人)。", [None, None]),
    "total": ("建家园5个、驿站11个,合计16个。", [None, None, None]),
    "more than the whole": ("走访家庭10户,其中困难家庭12户。", [None, None]),
    "ratio": ("培训妇女300人,其中骨干占5%。", [None, None]),
    "a new verb": ("销售绣品9万元,其中网上5万元,实现利润2万元。", [None, "9万元", None]),
    "no mark": ("慰问母亲20名,资助儿童10名。", [None, None]),
}
CHANGES = {
    "share": ("女委员占委员总数的30%。", "basis", ["委员总数"]),
    "no noun": ("女委员占28.57%。", "basis", [None]),
    "same time": ("就业率同比增长4.2%。", "basis", ["同比"]),
    "up": ("就业率比去年提高3.2个百分点。", "change", ["up"]),
    "to": ("人均收入由3649元增加到4682元。", "change", [None, "to"]),
    "new": ("新增3个妇女之家。", "change", [None]),
}


@pytest.mark.parametrize(("text", "expected"), PARTS.values(), ids=PARTS)
def test_parts(text: str, expected: list[str | None]) -> None:
    assert column(text, "part_of") == expected


@pytest.mark.parametrize(("text", "field", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes(text: str, field: str, expected: list[str | None]) -> None:
    assert column(text, field) == expected
