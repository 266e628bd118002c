"""Sentences with their mentions marked, to hold the package against.

A marked sentence holds its mentions in brackets, and after a bar the values wanted there, the main one without a key:
`培训妇女【260余人｜260 comparator=> unit=人】`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import fedparse
from fedparse.model import MENTION_LISTS
from fedparse.ruletools.readings import TYPES, plain, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.model import Mention, Report, Span

__all__ = ["Marked", "duplicates", "hold", "made", "marked", "mentions", "plain", "walk", "wrapped"]

MAIN_FIELDS = {
    "date": "edtf",
    "count": "value",
    "money": "amount",
    "ratio": "value",
    "program": "name",
    "document": "kind",
}
"""The field that a value without a key is of."""

_MARK = re.compile("\u3010([^\u3010\u3011\uff5c]*)(?:\uff5c([^\u3010\u3011]*))?\u3011")


# Marked sentences


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, and what is wanted at each."""

    text: str
    spans: tuple[Span, ...]
    wanted: tuple[Mapping[str, str], ...]


def marked(line: str, kind: str) -> Marked:
    """A marked sentence as data; values without a key are of the main field of `kind`."""
    text = ""
    spans = []
    wanted = []
    at = 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        fields = {}
        for part in (match[2] or "").split():
            key, equals, value = part.partition("=")
            if not equals or not key.isidentifier():
                key, value = MAIN_FIELDS[kind], part
            fields[key] = value
        wanted.append(fields)
        at = match.end()
    return Marked(text + line[at:], tuple(spans), tuple(wanted))


def made(text: str, kind: str, year: int | None = 2019) -> list[Any]:
    """The mentions of one type that the package makes of a text."""
    document = fedparse.parse(text, year=year)
    return [mention for report in document.reports for mention in getattr(report, TYPES[kind])]


def hold(line: str, kind: str, *, year: int | None = 2019) -> None:
    """Asserts that the package makes exactly the marked mentions of one type, with the values that the marks name."""
    sentence = marked(line, kind)
    found = made(sentence.text, kind, year)
    wanted_at = [(sentence.text[start:end], (start, end)) for start, end in sentence.spans]
    found_at = [(mention.surface, mention.span) for mention in found]
    assert found_at == wanted_at, f"{line}: found {found_at}, wanted {wanted_at}"
    for mention, wanted in zip(found, sentence.wanted, strict=True):
        values = {key: plain(getattr(mention, key)) for key in wanted}
        assert values == wanted, f"{line}: {mention.surface} is {values}, wanted {wanted}"


_PROSE = (
    "街道妇联围绕中心工作和妇女群众的实际需要扎实开展各项服务活动把家庭教育摆在突出位置和学校社区一起听取意见改进方法"
)


def wrapped(left: str, right: str, width: int = 30) -> str:
    """A paragraph wrapped at a fixed width, one of its line breaks between `left` and `right`."""
    prose = _PROSE * 3
    lines = [prose[start : start + width] for start in range(0, 3 * width, width)]
    padding = width - len(left) - 1
    return "\n".join([*lines, prose[:padding] + "," + left, right + ",大家反映很好。", ""])


# Walking a document


def mentions(report: Report) -> Iterator[Mention]:
    """Every mention of a report, list by list."""
    for name in MENTION_LISTS:
        yield from getattr(report, name)


def duplicates(values: Sequence[Any]) -> list[Any]:
    """The values that stand more than once."""
    return [value for value, count in Counter(values).items() if count > 1]
