"""Documents made by hand for tests of what comes after the pipeline, and a stand-in for the pipeline that makes them.

`document()` is a whole, valid Document of a short text. Subprocess tests run `BOOT`, which puts the
stand-in where `fedparse.pipeline` would be and then calls the real command line.
"""

from __future__ import annotations

import hashlib
import json
import sys
import types
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from fedparse.model import (
    MENTION_LISTS,
    Check,
    CheckName,
    CountMention,
    DateMention,
    Diagnostic,
    Document,
    DocumentMention,
    Fact,
    Generator,
    Mention,
    MoneyMention,
    ProgramMention,
    RatioMention,
    ReferenceYear,
    Report,
    Result,
    Rules,
    Section,
    Source,
    Span,
)

TESTS = Path(__file__).parent
BOOT = (
    f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(TESTS.parent)!r}]; "
    "import documents; documents.stand_in(); from fedparse.cli import main; main()"
)
"""A program for `python -c`: the command line with the pipeline replaced."""

TEXT = """东街道妇联2019年工作总结
2019年，在街道党工委的领导下，东街道妇联开展了以下工作。
一、加强学习
(一)举办培训班。3月8日，举办家政培训班，培训妇女260余人，“巾帼建功”活动参与率达55%。
(二)落实《妇女权益保障法》，发放救助款1.5万元。
二、明年打算
力争再培训23名女职工。
"""


def _span(text: str, surface: str, after: str = "") -> Span:
    start = text.index(surface, text.index(after) if after else 0)
    return (start, start + len(surface))


def _mention(text: str, number: int, surface: str, section: str | None, after: str = "") -> dict[str, Any]:
    span = _span(text, surface, after)
    return {"id": f"m{number}", "span": span, "surface": surface, "section": section, "rule": "test.rule"}


def _fact(name: str, mention: str, section: str | None, clause: Span, **known: Any) -> Fact:
    """A fact of which all that is not `known` is null."""
    fields: dict[str, Any] = dict.fromkeys(
        ("item", "per", "action", "role", "program", "date", "organization", "part_of", "basis", "change")
    )
    fields |= {"status": "reported", "checks": (), **known}
    return Fact(id=name, mention=mention, section=section, clause=clause, **fields)


def report(text: str = TEXT) -> Report:
    """The one report of `TEXT`."""
    one, two, learn, law, next_year = (text.index(mark) for mark in ("一、", "二、", "(一)", "(二)", "力争"))
    section: dict[str, Any] = {"rule": "heading.test", "number": 1, "level": 2, "style": "chinese_paren"}
    section |= {"heading": None, "heading_span": None}
    children = (
        Section(
            **{**section, "heading": "举办培训班", "heading_span": _span(text, "举办培训班")},
            id="1.1",
            marker="(一)",
            span=(learn, law),
            body=text[learn + 3 : law].strip(),
        ),
        Section(**{**section, "number": 2}, id="1.2", marker="(二)", span=(law, two), body=text[law + 3 : two].strip()),
    )
    top: dict[str, Any] = {"level": 1, "style": "chinese", "rule": "heading.test"}
    sections = (
        Section(
            **top,
            id="1",
            marker="一、",
            number=1,
            heading="加强学习",
            heading_span=_span(text, "加强学习"),
            span=(one, two),
            body="",
            children=children,
        ),
        Section(
            **top,
            id="2",
            marker="二、",
            number=2,
            heading="明年打算",
            heading_span=_span(text, "明年打算"),
            span=(two, len(text)),
            body=text[next_year:].strip(),
        ),
    )
    day: dict[str, Any] = {"part": None, "time": None}
    dates = (
        DateMention(
            **_mention(text, 1, "2019年", None, "2019年，"),
            **day,
            edtf="2019",
            earliest="2019-01-01",
            latest="2019-12-31",
            granularity="year",
            resolution="explicit",
            festival=None,
        ),
        DateMention(
            **_mention(text, 2, "3月8日", "1.1"),
            **day,
            edtf="2019-03-08",
            earliest="2019-03-08",
            latest="2019-03-08",
            granularity="day",
            resolution="inferred",
            festival="国际妇女节",
        ),
    )
    counts = (
        CountMention(
            **_mention(text, 3, "260余人", "1.1"),
            value=260,
            min=260,
            max=None,
            comparator=">",
            unit="人",
            item="妇女",
            per=None,
        ),
        CountMention(
            **_mention(text, 4, "23名", "2"),
            value=23,
            min=23,
            max=23,
            comparator="=",
            unit="名",
            item="女职工",
            per=None,
        ),
    )
    money = MoneyMention(
        **_mention(text, 5, "1.5万元", "1.2"),
        amount=15000,
        min=15000,
        max=15000,
        comparator="=",
        currency="CNY",
        per=None,
    )
    ratio = RatioMention(
        **_mention(text, 6, "55%", "1.1"),
        value=Decimal("0.55"),
        min=Decimal("0.55"),
        max=Decimal("0.55"),
        comparator="=",
        kind="percent",
    )
    program = ProgramMention(
        **_mention(text, 7, "巾帼建功", "1.1"), name="巾帼建功", category="campaign", known=True, quoted=True
    )
    law_title = DocumentMention(**_mention(text, 8, "妇女权益保障法", "1.2"), name="妇女权益保障法", kind="law")
    facts = (
        _fact(
            "r1-f1",
            "m3",
            "1.1",
            _span(text, "培训妇女260余人"),
            item="妇女",
            action="培训",
            program="巾帼建功",
            date="2019-03-08",
        ),
        _fact(
            "r1-f2",
            "m4",
            "2",
            _span(text, "力争再培训23名女职工"),
            item="女职工",
            action="培训",
            date="2020",
            status="planned",
        ),
    )
    return Report(
        id="r1",
        kind="report",
        span=(0, len(text)),
        title="东街道妇联2019年工作总结",
        organization="东街道妇联",
        reference_year=ReferenceYear(value=2019, source="title"),
        period="2019",
        duplicate_of=None,
        sections=sections,
        dates=dates,
        counts=counts,
        money=(money,),
        ratios=(ratio,),
        programs=(program,),
        documents=(law_title,),
        facts=facts,
        checks=(),
        diagnostics=(
            Diagnostic(
                code="placeholder",
                severity="info",
                message="`XX` stands for a name",
                span=(0, 1),
                section=None,
            ),
        ),
    )


def source(text: str, name: str = "report.txt") -> Source:
    """A Source that is true of `text`."""
    data = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    return Source(
        name=name,
        media_type="text/plain",
        encoding="utf-8",
        bytes=len(data),
        sha256=digest,
        text_sha256=digest,
        characters=len(text),
    )


def empty_report(number: int, span: Span) -> Report:
    """A report in which nothing was found."""
    lists: dict[str, Any] = dict.fromkeys((*MENTION_LISTS, "sections", "facts", "checks", "diagnostics"), ())
    nothing: dict[str, Any] = dict.fromkeys(("title", "organization", "reference_year", "period", "duplicate_of"))
    return Report(id=f"r{number}", kind="report", span=span, **nothing, **lists)


def document(
    text: str = TEXT, *, name: str = "report.txt", with_text: bool = True, reports: tuple[Report, ...] | None = None
) -> Document:
    """A Document of `text`: that of `TEXT` when it begins with it, else one empty report."""
    if reports is None:
        reports = (report(text),) if text.startswith(TEXT) else (empty_report(1, (0, len(text))),)
    return Document(
        schema_version="1",
        generator=Generator(name="fedparse", version="0.1.0"),
        rules=Rules(name="test", version="1", digest="0" * 64),
        offset_unit="code_point",
        source=source(text, name),
        reports=reports,
        diagnostics=(),
        text=text if with_text else None,
    )


def two_reports() -> Document:
    """A compilation: the report of `TEXT`, then a shorter one with a section and a mention of its own."""
    second = "西街道妇联总结\n一、慰问\n慰问儿童30名。\n"
    text = TEXT + second
    start = len(TEXT)
    section = Section(
        id="1",
        level=1,
        style="chinese",
        marker="一、",
        number=1,
        heading="慰问",
        heading_span=_span(text, "慰问", second),
        span=(text.index("一、慰问"), len(text)),
        body="慰问儿童30名。",
        rule="heading.test",
    )
    count = CountMention(
        **_mention(text, 1, "30名", "1"), value=30, min=30, max=30, comparator="=", unit="名", item="儿童", per=None
    )
    other = replace(empty_report(2, (start, len(text))), title="西街道妇联总结", sections=(section,), counts=(count,))
    first = replace(report(text), span=(0, start))
    one, last = first.sections
    first = replace(first, sections=(one, replace(last, span=(last.span[0], start))))
    return document(text, reports=(first, other))


RECKONED = """南河镇妇联2018年工作总结
一、关爱帮扶
全年筹集资金12万元,其中县人社局投入9万元,爱心企业捐款2万元。
举办培训班5期,培训妇女300人次,其中女职工180人次,占总人数的60%,比去年增长20%。
每户补助200元。
"""


def reckoned(text: str = RECKONED) -> Document:
    """Figures that are proved: parts of a total that do not come to it, a share that does, a change, a rate."""
    section = Section(
        id="1",
        level=1,
        style="chinese",
        marker="一、",
        number=1,
        heading="关爱帮扶",
        heading_span=_span(text, "关爱帮扶"),
        span=(text.index("一、"), len(text)),
        body=text[text.index("全年") :].strip(),
        rule="heading.test",
    )

    def figure(number: int, surface: str, value: int | Decimal, after: str = "") -> dict[str, Any]:
        return _mention(text, number, surface, "1", after) | {"min": value, "max": value, "comparator": "="}

    def fact(number: int, clause: str, **known: Any) -> Fact:
        return _fact(f"r1-f{number}", f"m{number}", "1", _span(text, clause), date="2018", **known)

    def amount(number: int, surface: str, value: int, after: str = "", per: str | None = None) -> MoneyMention:
        return MoneyMention(**figure(number, surface, value, after), amount=value, currency="CNY", per=per)

    def count(number: int, surface: str, value: int, unit: str, item: str) -> CountMention:
        return CountMention(**figure(number, surface, value), value=value, unit=unit, item=item, per=None)

    def ratio(number: int, surface: str, value: Decimal) -> RatioMention:
        return RatioMention(**figure(number, surface, value), value=value, kind="percent")

    def checked(number: int, check: CheckName, result: Result, of: int, by: tuple[int, ...], expected: Any) -> Check:
        operands = tuple(f"r1-f{operand}" for operand in by)
        span = next(mention.span for mention in mentions if mention.id == f"m{of}")
        return Check(
            id=f"r1-c{number}",
            check=check,
            result=result,
            fact=f"r1-f{of}",
            operands=operands,
            expected=expected,
            span=span,
        )

    money = (
        amount(1, "12万元", 120_000),
        amount(2, "9万元", 90_000),
        amount(3, "2万元", 20_000, after="捐款"),
        amount(9, "200元", 200, per="户"),
    )
    counts = (
        count(4, "5期", 5, "期", "培训班"),
        count(5, "300人次", 300, "人次", "妇女"),
        count(6, "180人次", 180, "人次", "女职工"),
    )
    ratios = (ratio(7, "60%", Decimal("0.6")), ratio(8, "20%", Decimal("0.2")))
    mentions: tuple[Mention, ...] = (*money, *counts, *ratios)
    facts = (
        fact(1, "全年筹集资金12万元", action="筹集", role="raised", checks=("parts:failed",)),
        fact(
            2,
            "其中县人社局投入9万元",
            action="投入",
            role="raised",
            organization="县人社局",
            part_of="r1-f1",
            checks=("parts:failed",),
        ),
        fact(
            3,
            "爱心企业捐款2万元",
            action="捐款",
            role="donation",
            organization="爱心企业",
            part_of="r1-f1",
            checks=("parts:failed",),
        ),
        fact(4, "举办培训班5期", action="举办", item="培训班"),
        fact(5, "培训妇女300人次", action="培训", item="妇女", checks=("share:passed",)),
        fact(
            6,
            "其中女职工180人次",
            action="培训",
            item="女职工",
            part_of="r1-f5",
            checks=("share:passed",),
        ),
        fact(7, "占总人数的60%", basis="总人数", checks=("share:passed",)),
        fact(8, "比去年增长20%", action="增长", basis="去年", change="up"),
        fact(9, "每户补助200元", action="补助", role="relief", per="户"),
    )
    found = replace(
        empty_report(1, (0, len(text))),
        title="南河镇妇联2018年工作总结",
        organization="南河镇妇联",
        reference_year=ReferenceYear(value=2018, source="title"),
        period="2018",
        sections=(section,),
        counts=counts,
        money=money,
        ratios=ratios,
        facts=facts,
        checks=(
            checked(1, "parts", "failed", 1, (2, 3), 110_000),
            checked(2, "share", "passed", 7, (6, 5), Decimal("0.6")),
        ),
        diagnostics=(
            Diagnostic(
                code="sum-mismatch",
                severity="warning",
                message="the parts come to 110000, not to 120000",
                span=money[0].span,
                section="1",
            ),
        ),
    )
    return document(text, reports=(found,))


def data(made: Document | None = None) -> Any:
    """A document as plain JSON data that a test can break."""
    return json.loads((made or document()).to_json())


def _parse_source(
    source: Any,
    *,
    year: int | None = None,
    pack: object = None,  # noqa: ARG001
    with_text: bool = False,
    only: frozenset[str] | None = None,
) -> Document:
    """The stand-in for the pipeline. Texts that begin with BOOM, HALT or SLEEP do what a test needs."""
    text: str = source.text
    if text.startswith("BOOM"):
        raise KeyError("boom")
    if text.startswith("HALT"):
        raise KeyboardInterrupt
    if text.startswith("TWO"):
        return two_reports()
    made = document(text, name=source.name, with_text=with_text)
    reports = made.reports
    if year is not None:
        reports = tuple(replace(r, reference_year=ReferenceYear(value=year, source="option")) for r in reports)
    if only is not None:
        dropped: dict[str, tuple[Mention, ...]] = {key: () for key in MENTION_LISTS if key not in only}
        reports = tuple(replace(r, facts=(), **dropped) for r in reports)  # type: ignore[arg-type]
    return replace(made, reports=reports)


def stand_in() -> types.ModuleType:
    """Puts a module with the stand-in where `fedparse.pipeline` is looked up, and returns it."""
    module = types.ModuleType("fedparse.pipeline")
    module.parse_source = _parse_source  # type: ignore[attr-defined]
    sys.modules["fedparse.pipeline"] = module
    return module
