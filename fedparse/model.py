"""The output contract as frozen value objects: the only source of the JSON Schema.

Offsets are Unicode code points in the source text; a span is half-open, `(start, end)`, and `text[start:end]` is the
surface. Numbers are exact: `int` where they are whole, `Decimal` otherwise. Dates are EDTF (ISO 8601-2:2019,
GB/T 7408.2). A field that is absent in the text is `None`, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA_VERSION = "1"

Span = tuple[int, int]


class _JsonNumber:
    """Marks an exact number for pydantic: in JSON it is a number, never a string."""

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> Any:
        return handler.generate_schema(int | float)

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> dict[str, str]:
        return {"type": "number"}


Number = Annotated[int | Decimal, _JsonNumber()]

Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
Granularity = Literal["day", "month", "quarter", "half", "year", "span"]
Resolution = Literal["explicit", "inferred", "relative", "unresolved"]
Part = Literal["start", "mid", "end"]
RatioKind = Literal["percent", "fraction", "tenths", "multiple", "point"]
ProgramCategory = Literal["campaign", "project", "honour", "venue", "scheme", "event"]
DocumentKind = Literal["law", "plan", "notice", "other"]
ReportKind = Literal["report", "preface", "fragment"]
Style = Literal[
    "chinese", "chinese_paren", "arabic", "arabic_paren", "circled", "ordinal", "item", "bracket", "chapter"
]
Status = Literal["planned", "reported"]
Severity = Literal["info", "warning", "error"]
YearSource = Literal["signature", "title", "text", "anniversary", "filename", "option"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What every mention has: `section` is the id of the deepest section it stands in, `rule` the rule that made it."""

    id: str
    span: Span
    surface: str
    section: str | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Mention):
    """A date: `edtf` with the first and last ISO day it covers (None when the year is unknown)."""

    edtf: str
    earliest: str | None
    latest: str | None
    granularity: Granularity
    resolution: Resolution
    part: Part | None
    festival: str | None
    time: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMention(Mention):
    """A number with its measure word; an open side (`min`, `max`) is None."""

    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    unit: str
    item: str | None
    per: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMention(Mention):
    """An amount in base units of `currency` (ISO 4217)."""

    amount: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    currency: str
    per: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioMention(Mention):
    """A share, multiple or difference as a number: 55% is 0.55, 3倍 is 3, 3.2个百分点 is 0.032 of kind `point`."""

    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    kind: RatioKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramMention(Mention):
    """A named campaign, project, honour, venue, scheme or event; `known` when the lexicon has it."""

    name: str
    category: ProgramCategory
    known: bool
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMention(Mention):
    """A title in 《》; the span leaves the marks out."""

    name: str
    kind: DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of the table people want: what was done (`action`) to what, under which program, when."""

    id: str
    mention: str
    item: str | None
    action: str | None
    program: str | None
    date: str | None
    status: Status
    section: str | None
    clause: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something a reader must know: never silent, never fatal. `rule` is the rule that noticed it, if one did."""

    code: str
    severity: Severity
    message: str
    span: Span | None
    section: str | None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered block: `id` is its position path, `body` its own text without its children, wraps mended."""

    id: str
    level: int
    style: Style
    marker: str
    number: int | None
    heading: str | None
    heading_span: Span | None
    span: Span
    body: str
    rule: str
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceYear:
    """The year a report is about, and where it was read."""

    value: int
    source: YearSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report of a file: `sections` is a tree, every other list is in the order of the text."""

    id: str
    kind: ReportKind
    span: Span
    title: str | None
    organization: str | None
    reference_year: ReferenceYear | None
    period: str | None
    duplicate_of: str | None
    sections: tuple[Section, ...]
    dates: tuple[DateMention, ...]
    counts: tuple[CountMention, ...]
    money: tuple[MoneyMention, ...]
    ratios: tuple[RatioMention, ...]
    programs: tuple[ProgramMention, ...]
    documents: tuple[DocumentMention, ...]
    facts: tuple[Fact, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """The program that wrote the document."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule pack that was used: `digest` is the SHA-256 of its files."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The input: `sha256` of its bytes, `text_sha256` of the decoded text in UTF-8, `characters` in code points."""

    name: str
    media_type: str
    encoding: str
    bytes: int
    sha256: str
    text_sha256: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All that was read in one input file. `text` is there when it was asked for."""

    schema_version: str
    generator: Generator
    rules: Rules
    offset_unit: Literal["code_point"]
    source: Source
    reports: tuple[Report, ...]
    diagnostics: tuple[Diagnostic, ...]
    text: str | None = None

    def to_json(self, *, indent: bool = False) -> bytes:
        """The document as UTF-8 JSON: one line, or indented by two spaces. The same document gives the same bytes."""
        compact = _encode_object(self)
        if self.text is None:
            # The text is the last field, and not in the document unless it was asked for.
            compact = compact.removesuffix(_NO_TEXT) + "}"
        if indent:
            compact = _indented(compact)
        # Half of a damaged surrogate pair has no UTF-8 form; `\\udXXX` is both the replacement and its JSON escape.
        return compact.encode("utf-8", "backslashreplace")


MENTION_LISTS: Mapping[str, type[Mention]] = {
    "dates": DateMention,
    "counts": CountMention,
    "money": MoneyMention,
    "ratios": RatioMention,
    "programs": ProgramMention,
    "documents": DocumentMention,
}


_NO_TEXT = ',"text":null}'


_WRITERS: dict[type, tuple[Callable[[Any], tuple[Any, ...]], str]] = {}
"""For each value object: how to get its values in order, and the JSON text that they go into."""


def _encode_object(value: object) -> str:
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is None:
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        text = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
        writer = _WRITERS[kind] = attrgetter(*names), text
    values, text = writer
    return text % tuple(_encoded(values(value)))


def _encode_sequence(items: tuple[Any, ...]) -> str:
    return f"[{','.join(_encoded(items))}]"


def _encoded(items: tuple[Any, ...]) -> list[str]:
    return [
        encode_basestring(item)
        if (kind := type(item)) is str
        else "null"
        if item is None
        else f"[{item[0]},{item[1]}]"
        if kind is tuple and len(item) == 2 and type(item[0]) is int
        else _ENCODERS.get(kind, _encode_object)(item)
        for item in items
    ]


_ENCODERS: Mapping[type, Callable[[Any], str]] = {
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: format(value, "f"),
    tuple: _encode_sequence,
}


class _Digits(float):
    """A number read from JSON that is written again as it was."""

    digits: str

    def __new__(cls, digits: str) -> Self:
        self = super().__new__(cls, digits)
        self.digits = digits
        return self

    def __repr__(self) -> str:
        return self.digits


def _indented(compact: str) -> str:
    import json  # noqa: PLC0415 - only a terminal asks for it

    return json.dumps(json.loads(compact, parse_float=_Digits), ensure_ascii=False, indent=2) + "\n"
