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
        Fact(
            id="f1",
            mention="m3",
            item="妇女",
            action="培训",
            program="巾帼建功",
            date="2019-03-08",
            status="reported",
            section="1.1",
            clause=_span(text, "培训妇女260余人"),
        ),
        Fact(
            id="f2",
            mention="m4",
            item="女职工",
            action="培训",
            program=None,
            date="2020",
            status="planned",
            section="2",
            clause=_span(text, "力争再培训23名女职工"),
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
    lists: dict[str, Any] = dict.fromkeys((*MENTION_LISTS, "sections", "facts", "diagnostics"), ())
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
