"""Records for tests of sinks: a small archive, and one that is hard on every format."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from documents import TEXT, document

import fedparse
from fedparse.export.sinks import SINKS, Record
from fedparse.export.tables import TABLES, file_row, rows
from fedparse.model import MENTION_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fedparse.export.sinks import Row

TOWN = """清水镇妇联2018年工作总结
2018年，清水镇妇联围绕中心工作，服务妇女儿童。
一、关爱帮扶
开展“两癌”筛查，筛查妇女1280人，发放救助款3.5万元，每户慰问金500元。
今年共发放救助款约2万美元。
二、双学双比
组织“双学双比”竞赛，表彰能手30名，奖励6.25万元。
三、明年计划
力争发放救助款50万元，新建妇女之家6个。
"""
COUNTY = """白云县妇联2019年工作总结
2019年，白云县妇联开展了以下工作。
一、宣传教育
举办培训班15期，培训妇女1280人次，发放资料2000余份。
二、两癌救助
开展“两癌”筛查，发放救助款1.75万元，满意率达98.5%。
"""


def converted(name: str, text: str) -> Record:
    """The record of a text."""
    source = fedparse.parse(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = replace(source, source=replace(source.source, name=name), text=None)
    file = file_row(
        name,
        "converted",
        media_type="text/plain",
        encoding="utf-8",
        size=len(text.encode()),
        sha256=digest,
        characters=len(text),
        reports=len(source.reports),
        mentions=sum(len(getattr(report, kind)) for report in source.reports for kind in MENTION_LISTS),
        diagnostics=sum(len(report.diagnostics) for report in source.reports),
    )
    return Record(name, "converted", None, None, None, file, source.to_json(), rows(source, text))


def failed(name: str, code: str, reason: str) -> Record:
    """The record of an input that could not be read."""
    return Record(name, "failed", code, reason, None, file_row(name, "failed", code=code, reason=reason))


def archive() -> list[Record]:
    """Two reports, one repeated by a file and one inside its own file, and one that cannot be read."""
    repeated = COUNTY + "\n" + COUNTY
    first = "县/2019.txt"
    copy = Record(
        "县/抄本.txt", "duplicate", None, None, first, file_row("县/抄本.txt", "duplicate", duplicate_of=first)
    )
    return [
        converted(first, COUNTY),
        converted("县/合订.txt", repeated),
        copy,
        failed("坏.doc", "damaged", "the file is damaged: open it in Word and save it again"),
        converted("镇/2018.txt", TOWN),
    ]


HARD_TEXTS = {
    "formula": "=1+1",
    "minus": "-5℃以下",
    "at": "@SUM(A1)",
    "full-width": "＝1+1",
    "tab": "\t=1",
    "equals": "=",
    "quotes": '他说"好", 又说',
    "lines": "第一行\n第二行\r\n第三行",
    "control": "a\x00b\x08c",
    "no xml": "a\uffffb",
    "escape": "_x0041_",
    "rich": "<r><t>x</t></r>",
    "markup": "<b>&amp;</b>",
    "astral": "𠮷祥物👩‍👩‍👧",
    "spaces": "  空  ",
    "empty": "",
    "apostrophe": "'=1",
    "url": "http://example.org",
    "number": "007",
}
HARD_NUMBERS: dict[str, int | Decimal] = {
    "zero": 0,
    "negative": -3,
    "point": Decimal("0.55"),
    "cents": Decimal("1234567.89"),
    "exponent": Decimal("1E+6"),
    "sixteen digits": 1234567890123456,
    "beyond 64 bits": 10**20,
    "ten places": Decimal("0.0000000001"),
}
HARD_DAYS = ["2019-03-08", "1900-03-01", "1899-12-31", "0096-01-01", "2020-02-29"]


def hard() -> Record:
    """A record whose sections and mentions hold what is hard to write."""
    document_rows: dict[str, list[Row]] = {
        "reports": [],
        "sections": [],
        "mentions": [],
        "facts": [],
        "diagnostics": [],
    }
    name = "难.txt"
    document_rows["reports"].append(_row("reports", document=name, report="r1", start=0, end=9))
    for number, text in enumerate(HARD_TEXTS.values(), 1):
        document_rows["sections"].append(
            _row("sections", document=name, report="r1", section=str(number), heading=text, body=text, level=1)
        )
    for number, value in enumerate(HARD_NUMBERS.values(), 1):
        document_rows["mentions"].append(
            _row("mentions", document=name, report="r1", mention=f"m{number}", type="counts", value=value, max=value)
        )
    for number, day in enumerate(HARD_DAYS, 100):
        document_rows["mentions"].append(
            _row("mentions", document=name, report="r1", mention=f"m{number}", type="dates", earliest=day, known=True)
        )
    return Record(name, "converted", None, None, None, file_row(name, "converted"), b"{}", document_rows)


def _row(table: str, **values: Any) -> Row:
    return tuple(values.get(column.name) for column in TABLES[table].columns)


def many(count: int) -> Iterable[Record]:
    """Records without end, made as they are asked for."""
    original = document(name="x.txt", with_text=False)
    json = original.to_json()
    of_one = rows(original, TEXT)
    for number in range(count):
        name = f"{number:08d}.txt"
        own = {table: [(name, *row[1:]) for row in of_table] for table, of_table in of_one.items()}
        yield Record(name, "converted", None, None, None, file_row(name, "converted"), json, own)


def write(format_: str, folder: Path, records: Iterable[Record]) -> Path:
    """Writes records with the sink of a format, and returns the folder."""
    folder.mkdir(exist_ok=True)
    sink = SINKS[format_](folder)
    for record in records:
        sink.add(record)
    sink.close()
    return folder
