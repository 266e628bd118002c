"""The output contract as frozen value objects: the only source of the JSON Schema.

Offsets are Unicode code points in the source text; a span is half-open, `(start, end)`, and `text[start:end]` is the
surface. Numbers are exact: `int` where they are whole, `Decimal` otherwise. Dates are EDTF (ISO 8601-2:2019,
GB/T 7408.2). A field that is absent in the text is `None`, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache, partial
from itertools import chain, islice, repeat
from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Row = tuple[Any, ...]
    Encode = Callable[[Row], Iterable[str]]

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
Role = Literal[
    "investment", "raised", "relief", "donation", "loan", "income", "sales", "value", "fee", "price", "other"
]
Change = Literal["up", "down", "to"]
CheckName = Literal[
    "parts", "product", "share", "change", "all", "listed", "numbering", "conflict", "year", "anniversary"
]
Result = Literal["passed", "failed"]
Severity = Literal["info", "warning", "error"]
YearSource = Literal["signature", "title", "text", "anniversary", "filename", "option"]


class _Value:
    """What all value objects do alike; compiled for each class anew, it would be half of what an import takes."""

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """An object of all its fields by name, none of them checked: for the many objects that one parse makes."""
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        return made

    def _values(self) -> dict[str, Any]:
        kind: Any = self
        return {field.name: getattr(self, field.name) for field in fields(kind)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Value) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(tuple(self._values().values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._values().items())})"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Mention(_Value):
    """What every mention has: `section` is the id of the deepest section it stands in, `rule` the rule that made it.

    `page` and `paragraph` count from 1 and say where in the file it stands, for formats that have them (a PDF pages, a
    Word document paragraphs). In JSON they are there only where the format has them.
    """

    id: str
    span: Span
    surface: str
    section: str | None
    rule: str
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CountMention(Mention):
    """A number with its measure word; an open side (`min`, `max`) is None."""

    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    unit: str
    item: str | None
    per: str | None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MoneyMention(Mention):
    """An amount in base units of `currency` (ISO 4217)."""

    amount: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    currency: str
    per: str | None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RatioMention(Mention):
    """A share, multiple or difference as a number: 55% is 0.55, 3倍 is 3, 3.2个百分点 is 0.032 of kind `point`."""

    value: Number | None
    min: Number | None
    max: Number | None
    comparator: Comparator
    kind: RatioKind


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ProgramMention(Mention):
    """A named campaign, project, honour, venue, scheme or event; `known` when the lexicon has it."""

    name: str
    category: ProgramCategory
    known: bool
    quoted: bool


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DocumentMention(Mention):
    """A title in 《》; the span leaves the marks out."""

    name: str
    kind: DocumentKind


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Fact(_Value):
    """One row of the table people want: what was done (`action`) to what, by whom, under which program, when.

    `role` says what an amount is, and amounts of different roles are never added up. `organization` is who did it when
    that is not the author. `part_of` is the id of the fact that this one is a part of (其中 …). `basis` is what a ratio
    is a share of, or what a change is measured from (同比, 去年), and `change` its direction. `checks` are the checks
    of the report that this figure took part in, as `parts:passed`.
    """

    id: str
    mention: str
    item: str | None
    per: str | None
    action: str | None
    role: Role | None
    program: str | None
    date: str | None
    organization: str | None
    status: Status
    part_of: str | None
    basis: str | None
    change: Change | None
    section: str | None
    clause: Span
    checks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Check(_Value):
    """A piece of arithmetic that figures of a report allow: a total and its parts, a price times a number.

    `fact` is the figure that is checked, None where it is something else (a title, a marker). `operands` are the facts
    it is checked by, and `expected` what they come to. A failed check changes no value; a diagnostic says the same in
    words.
    """

    id: str
    check: CheckName
    result: Result
    fact: str | None
    operands: tuple[str, ...]
    expected: Number | None
    span: Span


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Diagnostic(_Value):
    """Something a reader must know: never silent, never fatal. `rule` is the rule that noticed it, if one did."""

    code: str
    severity: Severity
    message: str
    span: Span | None
    section: str | None
    rule: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Section(_Value):
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReferenceYear(_Value):
    """The year a report is about, and where it was read."""

    value: int
    source: YearSource


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Report(_Value):
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
    checks: tuple[Check, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Generator(_Value):
    """The program that wrote the document."""

    name: str
    version: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Rules(_Value):
    """The rule pack that was used: `digest` is the SHA-256 of its files."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Source(_Value):
    """The input: `sha256` of its bytes, `text_sha256` of the decoded text in UTF-8, `characters` in code points.

    `encoding` is None for formats whose bytes are no encoded text (PDF). `synthetic` are the spans of the text that the
    file does not hold as such: the labels of automatic numbering. In JSON it is there only where there are any.
    """

    name: str
    media_type: str
    encoding: str | None
    bytes: int
    sha256: str
    text_sha256: str
    characters: int
    synthetic: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Document(_Value):
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
        compact = next(_encoded((self,)))
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
_WHERE_THERE_IS = frozenset({"page", "paragraph", "synthetic"})
"""Fields that are written only where one of the objects has them: most formats know no pages."""


def _encoded(items: Sequence[Any]) -> Iterator[str]:
    """The JSON text of each of several objects of one class.

    They are written column by column, all the values of a field at once, and put together row by row: the fields of
    nested objects are then long columns too, and few calls are made for each value.
    """
    if not items:
        return iter(())
    kind: Any = type(items[0])
    values, columns = _writer(kind)
    parts: list[Iterable[str]] = []
    for (key, encode, always), column in zip(columns, zip(*map(values, items), strict=True), strict=True):
        if always or any(column):
            parts += repeat(key), encode(column)
    return map("".join, zip(*parts, repeat("}")))


@cache
def _writer(kind: Any) -> tuple[Callable[[Any], Row], tuple[tuple[str, Encode, bool], ...]]:
    """How to get the values of an object in order; for each its key, its encoder and whether it is always written.

    The key comes with what stands before it.
    """
    members = {field.name: str(field.type) for field in fields(kind)}
    keys = (f'{"," if place else "{"}"{name}":' for place, name in enumerate(members))
    encoders = (_ENCODERS.get(type_, _arrays if type_.startswith("tuple[") else _strings) for type_ in members.values())
    always = (name not in _WHERE_THERE_IS for name in members)
    return attrgetter(*members), tuple(zip(keys, encoders, always, strict=True))


def _strings(column: Row) -> Iterable[str]:
    return ["null" if value is None else encode_basestring(value) for value in column]


def _spans(column: Row) -> Iterable[str]:
    return ["null" if span is None else f"[{span[0]},{span[1]}]" for span in column]


def _numbers(column: Row) -> Iterable[str]:
    # Decimal's own format refuses a float: no number goes through one.
    return [
        "null" if value is None else int.__repr__(value) if type(value) is int else Decimal.__format__(value, "f")
        for value in column
    ]


def _truths(column: Row) -> Iterable[str]:
    return ["true" if value else "false" for value in column]


def _span_lists(column: Row) -> Iterable[str]:
    return [f"[{','.join(map('[%d,%d]'.__mod__, spans))}]" for spans in column]


def _string_lists(column: Row) -> Iterable[str]:
    return [f"[{','.join(map(encode_basestring, strings))}]" for strings in column]


def _objects(column: Row) -> Iterable[str]:
    objects = _encoded([value for value in column if value is not None])
    return ["null" if value is None else next(objects) for value in column]


def _arrays(column: Row) -> Iterable[str]:
    objects = _encoded([*chain.from_iterable(column)])
    return [f"[{','.join(islice(objects, len(array)))}]" for array in column]


_ENCODERS: Mapping[str, Encode] = {
    "str": partial(map, encode_basestring),
    "Span": partial(map, "[%d,%d]".__mod__),
    "Span | None": _spans,
    "tuple[Span, ...]": _span_lists,
    "tuple[str, ...]": _string_lists,
    "int": _numbers,
    "int | None": _numbers,
    "Number | None": _numbers,
    "bool": _truths,
    "ReferenceYear | None": _objects,
    "Generator": _objects,
    "Rules": _objects,
    "Source": _objects,
}
"""What writes the values of a field, by its annotation; arrays of objects and strings that may be null are not here."""


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
