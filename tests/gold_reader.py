"""What a careful reader finds, to hold the package against: gold files, and sentences with their mentions marked.

A gold file `NAME.tsv` stands beside its text `NAME.txt`. Each line names a type, a surface and `key=value` fields, in
the order of the text: a surface is searched on from where the line before it started. A field may list alternatives
(`item=妇女|农村妇女`, `null` for none); a line of the type `optional` makes mentions in its place neither right nor
wrong.

A marked sentence holds its mentions in brackets, and after a bar the values wanted there, the main one without a key:
`培训妇女【260余人｜260 comparator=> unit=人】`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import fedparse
from fedparse.model import MENTION_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fedparse.model import Document, Mention, Report, Section, Span

LISTS = {
    "date": "dates",
    "count": "counts",
    "money": "money",
    "ratio": "ratios",
    "program": "programs",
    "document": "documents",
}
"""The list of a report that holds each type of mention."""

MAIN_FIELDS = {
    "date": "edtf",
    "count": "value",
    "money": "amount",
    "ratio": "value",
    "program": "name",
    "document": "kind",
}
"""The field that a value without a key is of."""

VALUE_FIELDS = {
    "date": ("edtf",),
    "count": ("value", "min", "max", "comparator", "unit"),
    "money": ("amount", "min", "max", "comparator", "currency"),
    "ratio": ("value", "min", "max", "comparator"),
    "program": ("name",),
    "document": (),
}
"""The fields that make a matched mention's value right."""

_DEFAULTS = {"comparator": "=", "currency": "CNY"}
_NUMBERS = frozenset({"value", "amount", "min", "max"})
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


def plain(value: object) -> str:
    """A field's value as it is written in a mark."""
    if value is None:
        return "null"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def made(text: str, kind: str, year: int | None = 2019) -> list[Any]:
    """The mentions of one type that the package makes of a text."""
    document = fedparse.parse(text, year=year)
    return [mention for report in document.reports for mention in getattr(report, LISTS[kind])]


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


# Gold files


@dataclass(frozen=True)
class GoldLine:
    """One line of a gold file with its place in the text."""

    kind: str
    span: Span
    fields: Mapping[str, str]
    number: int


class GoldError(Exception):
    """A gold file that does not fit its text."""


def read_gold(path: Path) -> tuple[str, list[GoldLine]]:
    """The text beside a gold file and its lines, each in its place."""
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    lines: list[GoldLine] = []
    started = 0
    last: dict[str, int] = {}
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        kind, _, rest = raw.partition("\t")
        surface, *cells = rest.split("\t")
        surface = surface.replace("\\n", "\n")
        at = text.find(surface, max(started, last.get(kind, -1) + 1))
        if not surface or at < 0:
            raise GoldError(f"{path.name}:{number}: {surface!r} is not found from {started} on")
        pairs = [pair.strip().partition("=") for cell in cells for pair in cell.split(";") if pair.strip()]
        lines.append(GoldLine(kind, (at, at + len(surface)), {key: value for key, _, value in pairs}, number))
        started = last[kind] = at
    return text, lines


@dataclass
class Score:
    """What was found right, too much and too little, and of the right ones how many have the right value."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    valued: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.extra + other.extra,
            self.missed + other.missed,
            self.valued + other.valued,
            self.faults + other.faults,
        )

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0

    @property
    def values(self) -> float:
        """The share of the matched whose value is right."""
        return self.valued / self.right if self.right else 1.0


def score(paths: Sequence[Path]) -> Mapping[str, Score]:
    """The scores of the package over gold files, by type, with `section`, `missing` and the sum `mentions`."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for path in paths:
        text, lines = read_gold(path)
        document = fedparse.parse(text)
        for kind in LISTS:
            scores[kind] += _score_mentions(path.stem, kind, lines, document, text)
        scores["missing"] += _score_missing(path.stem, lines, document, text)
        scores["section"] += _score_sections(path.stem, lines, document, text)
    scores["mentions"] = sum((scores[kind] for kind in LISTS), Score())
    return scores


def _optional(lines: Sequence[GoldLine], kind: str) -> list[Span]:
    return [line.span for line in lines if line.kind == "optional" and line.fields.get("of", kind) == kind]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _score_mentions(name: str, kind: str, lines: Sequence[GoldLine], document: Document, text: str) -> Score:
    gold = {line.span: line for line in lines if line.kind == kind}
    found: dict[Span, Mention] = {
        mention.span: mention for report in document.reports for mention in getattr(report, LISTS[kind])
    }
    result = _compared(name, kind, set(gold), set(found), _optional(lines, kind), text)
    for span in sorted(gold.keys() & found.keys()):
        wrong = [key for key in VALUE_FIELDS[kind] if not _same(key, gold[span].fields, getattr(found[span], key))]
        result.valued += not wrong
        result.faults += [f"{name}:{gold[span].number} {kind} {found[span].surface!r}: wrong {key}" for key in wrong]
    return result


def _score_missing(name: str, lines: Sequence[GoldLine], document: Document, text: str) -> Score:
    gold = {line.span for line in lines if line.kind == "missing"}
    found = {
        diagnostic.span
        for report in document.reports
        for diagnostic in report.diagnostics
        if diagnostic.code == "missing-number" and diagnostic.span
    }
    return _compared(name, "missing", gold, found, _optional(lines, "missing"), text)


def _score_sections(name: str, lines: Sequence[GoldLine], document: Document, text: str) -> Score:
    """Sections are matched by where their marker starts; level, number and style make the value."""
    gold = {line.span[0]: line for line in lines if line.kind == "section"}
    found = {section.span[0]: section for report in document.reports for section in walk(report.sections)}
    spans = [{(place, place + 1) for place in places} for places in (gold, found)]
    result = _compared(name, "section", spans[0], spans[1], _optional(lines, "section"), text)
    for place in sorted(gold.keys() & found.keys()):
        fields, section = gold[place].fields, found[place]
        right = (
            str(section.level) in fields.get("level", "").split("|")
            and fields.get("number", str(section.number)) == str(section.number)
            and section.style in fields.get("style", section.style).split("|")
        )
        result.valued += right
    return result


def _compared(name: str, kind: str, gold: set[Span], found: set[Span], optional: Sequence[Span], text: str) -> Score:
    extra = [span for span in sorted(found - gold) if not _overlaps(span, optional)]
    missed = sorted(gold - found)
    faults = [f"{name} extra {kind} {text[start:end]!r} at {start}" for start, end in extra]
    faults += [f"{name} missed {kind} {text[start:end]!r} at {start}" for start, end in missed]
    return Score(len(gold & found), len(extra), len(missed), 0, faults)


def _same(key: str, gold: Mapping[str, str], found: object) -> bool:
    """Whether a value is one of those a gold line lists for a field; what it leaves out has its default."""
    if key in {"min", "max"} and key not in gold:
        return True
    wanted = gold.get(key, _DEFAULTS.get(key, "null"))
    return any(_is(key, choice, found) for choice in wanted.split("|"))


def _is(key: str, wanted: str, found: object) -> bool:
    if wanted in {"", "null"} or found is None:
        return wanted in {"", "null"} and found is None
    if key not in _NUMBERS:
        return wanted == found
    numerator, _, denominator = wanted.partition("/")
    number = Decimal(numerator) / Decimal(denominator or 1)
    assert isinstance(found, int | Decimal)
    return abs(number - found) <= Decimal("0.0001") * max(Decimal(1), abs(number))


# Walking a document


def walk(sections: Sequence[Section]) -> Iterator[Section]:
    """Every section of a tree, in the order of the text."""
    for section in sections:
        yield section
        yield from walk(section.children)


def mentions(report: Report) -> Iterator[Mention]:
    """Every mention of a report, list by list."""
    for name in MENTION_LISTS:
        yield from getattr(report, name)


def duplicates(values: Sequence[Any]) -> list[Any]:
    """The values that stand more than once."""
    return [value for value, count in Counter(values).items() if count > 1]
