"""The tables of a rule pack as pydantic models: one a rule kind, told apart by `kind`; the source of the JSON Schema.

The built-in pack as it was locked is known to fit and is not checked again: pydantic takes longer to import than
a report to read.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from fedparse.model import Comparator, RatioKind, Style  # noqa: TC001 - pydantic reads the annotations

if TYPE_CHECKING:
    from collections.abc import Mapping

Status = Literal["experimental", "test", "stable", "deprecated"]
FormName = Literal["fullwidth", "traditional", "spaced", "wrapped", "numerals"]
"""The forms in which every example is tried again."""


class _Table(BaseModel):
    """A table of TOML: no key but those named, no type but those stated."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# Parts of rules


def _number(value: object) -> object:
    try:
        if not isinstance(value, bool) and Decimal(str(value)).is_finite():
            return value
    except InvalidOperation:
        pass
    raise PydanticCustomError("number", "a number")


_Number = Annotated[int | float | str, BeforeValidator(_number)]
"""A number, or a string that is one (`"0.01"` is exact, `0.01` need not be)."""
_Code = Annotated[str, Field(pattern=r"^[a-z]+(?:-[a-z]+)*$")]
_Strings = list[str]
_Percent = Annotated[float, Field(ge=0, le=100)]


class Limits(_Table):
    """How long a pattern of the rule may take, and the forms of a text that the rule does not take."""

    timeout_ms: Annotated[int, Field(ge=1, le=10_000)] = 200
    not_forms: list[FormName] = []


class _Rule(_Table):
    """What every rule has."""

    id: Annotated[str, Field(description="unique and stable, with dots: money.amount")]
    kind: str
    title: Annotated[str, Field(description="a name for people")]
    description: Annotated[str, Field(description="what is meant, and what is not")] = ""
    status: Status = "stable"
    since: Annotated[str, Field(description="the version of the pack that brought the rule")] = ""
    tags: _Strings = []
    priority: Annotated[int, Field(description="the higher wins between equals")] = 0
    overrides: Annotated[_Strings, Field(description="ids of rules that lose against this one")] = []
    limits: Limits = Limits()
    examples: Annotated[_Strings, Field(description="sentences in which every span is marked, with its value")] = []
    counter_examples: Annotated[_Strings, Field(description="sentences in which the rule finds nothing")] = []


class _Pattern(_Rule):
    """A rule that is its pattern; the layout uses it."""

    pattern: str


class _Anchored(_Rule):
    """A rule that starts from an anchor, or from its own pattern."""

    anchor: Annotated[str, Field(description="number, a lexicon or a macro: where the rule may start")] = ""
    pattern: Annotated[str, Field(description="what stands there, for a rule without an anchor")] = ""
    inside: Annotated[str, Field(description="must match the anchor whole")] = ""
    before: Annotated[str, Field(description="must end where the anchor starts")] = ""
    ends: Annotated[str, Field(description="the characters that `before` can end with")] = ""
    unit: Annotated[str, Field(description="a lexicon: a term of it must follow the number")] = ""
    term: Annotated[str, Field(description="a lexicon of which the anchor's name must be a term")] = ""
    where: Annotated[dict[str, str], Field(description="columns that the term must have")] = {}
    after: Annotated[str, Field(description="must match from the end of the anchor")] = ""
    starts: Annotated[str, Field(description="the characters that `after` can begin with")] = ""
    not_after: Annotated[str, Field(description="a macro that must not match there")] = ""
    normaliser: Annotated[str, Field(description="turns groups into a value; the kind's own, unless named")] = ""


class _Nothing(_Table):
    """No constants."""


class _NoiseSet(_Table):
    place: Literal["line", "inside"] = "line"
    page: bool = False
    starts: str = ""
    ends: str = ""
    cues: str | _Strings = ""
    opens: _Strings = []


class _HeadingSet(_Table):
    style: Style
    place: Literal["line", "inside", "both"]
    rank: _Number = 0
    starts: str = ""
    ends: str = ""
    cues: str | _Strings = ""
    after: str = ""
    doubtful: bool = False
    nests: bool = False


class _ReportSet(_Table):
    role: str
    starts: str = ""
    ends: str = ""
    cues: str | _Strings = ""


class _ProgramSet(_Table):
    split: str = ""
    unless: _Strings = []


class _GuardSet(_Table):
    code: _Code = ""


class _DateSet(_Table):
    number: Literal["year", "month", "day"] = "year"


class _CountSet(_Table):
    item: Literal["before"] = "before"


class _RatioSet(_Table):
    kind: RatioKind
    scale: _Number = 1
    value: _Number = 0
    comparator: Comparator = "="


class _DiagnosticSet(_Table):
    code: _Code
    word: bool = False
    noun: Literal["before"] = "before"


class _FactSet(_Table):
    marks: str = ""
    behind: str = ""


# Rules by kind


class NoiseRule(_Pattern):
    """Takes page marks, adverts and the like out of the text."""

    kind: Literal["noise"]
    set: _NoiseSet = _NoiseSet()


class HeadingRule(_Pattern):
    """Finds the marker of a section."""

    kind: Literal["heading"]
    before: str = ""
    set: _HeadingSet


class ReportRule(_Pattern):
    """Tells the parts of a report: title, signature, where the next one begins."""

    kind: Literal["report"]
    set: _ReportSet


class DocumentRule(_Anchored):
    """Finds the title of a document: 《…》."""

    kind: Literal["document"]
    set: _Nothing = _Nothing()


class ProgramRule(_Anchored):
    """Finds the name of a programme."""

    kind: Literal["program"]
    set: _ProgramSet = _ProgramSet()


class GuardRule(_Anchored):
    """Takes the place of numerals that are no figures: 一手抓."""

    kind: Literal["guard"]
    set: _GuardSet = _GuardSet()


class DateRule(_Anchored):
    """Finds a date or a period."""

    kind: Literal["date"]
    set: _DateSet = _DateSet()


class MoneyRule(_Anchored):
    """Finds an amount of money."""

    kind: Literal["money"]
    set: _Nothing = _Nothing()


class RatioRule(_Anchored):
    """Finds a percentage, a fraction, a multiple."""

    kind: Literal["ratio"]
    set: _RatioSet


class CountRule(_Anchored):
    """Finds a count: a number with a measure word."""

    kind: Literal["count"]
    set: _CountSet = _CountSet()


class DiagnosticRule(_Anchored):
    """Reports its span."""

    kind: Literal["diagnostic"]
    set: _DiagnosticSet


class SuspicionRule(_Anchored):
    """Reports its span in reports from which digits were stripped."""

    kind: Literal["suspicion"]
    set: _DiagnosticSet


class FactRule(_Anchored):
    """A step of making facts."""

    kind: Literal["fact"]
    set: _FactSet = _FactSet()


RuleForm = Annotated[
    NoiseRule
    | HeadingRule
    | ReportRule
    | DocumentRule
    | ProgramRule
    | GuardRule
    | DateRule
    | MoneyRule
    | RatioRule
    | CountRule
    | DiagnosticRule
    | SuspicionRule
    | FactRule,
    Field(discriminator="kind"),
]
"""Any rule; its `kind` says which."""


class AnyRule(_Anchored):
    """A rule whose kind is none: every key that some kind has is let pass, so that all else is still told."""

    set: dict[str, Any] = {}


class OverrideForm(_Table):
    """`[[override]]`: keys that stand instead of those of an inherited rule; examples and tags are added to its own."""

    id: str
    title: str = ""
    description: str = ""
    status: Status = "stable"
    tags: _Strings = []
    priority: int = 0
    overrides: _Strings = []
    limits: Limits = Limits()
    pattern: str = ""
    inside: str = ""
    before: str = ""
    ends: str = ""
    unit: str = ""
    term: str = ""
    where: dict[str, str] = {}
    after: str = ""
    starts: str = ""
    not_after: str = ""
    set: dict[str, Any] = {}
    examples: _Strings = []
    counter_examples: _Strings = []


# Files


class MacroForm(_Table):
    """`[macro.NAME]`: a named fragment of patterns."""

    pattern: str
    doc: str = ""
    starts: str = ""
    replaces: bool = False
    examples: _Strings = []


class PackForm(_Table):
    """`pack.toml`."""

    schema_version: int = 1
    name: str
    version: str
    title: str = ""
    extends: str = ""
    rules: _Strings = []
    disable: _Strings = []
    lexicons: dict[str, str] = {}
    terms: dict[str, str] = {}


class RuleFile(_Table):
    """A file of rules."""

    rule: list[RuleForm] = []
    override: list[OverrideForm] = []


class MacroFile(_Table):
    """`macros.toml`."""

    macro: dict[str, MacroForm] = {}


class ConfigForm(_Table):
    """`fedparse.toml`, or `[tool.fedparse]` of `pyproject.toml`."""

    rules: str = ""
    lang: Literal["en", "zh"] = "en"
    ignore: _Strings = []
    corpus: _Strings = []
    gold: _Strings = []
    min_coverage: _Percent = 0
    min_mutation: _Percent = 0
    min_f1: Annotated[float, Field(ge=0, le=1)] = 0


KINDS: Mapping[str, type[_Rule]] = {
    "noise": NoiseRule,
    "heading": HeadingRule,
    "report": ReportRule,
    "document": DocumentRule,
    "program": ProgramRule,
    "guard": GuardRule,
    "date": DateRule,
    "money": MoneyRule,
    "ratio": RatioRule,
    "count": CountRule,
    "diagnostic": DiagnosticRule,
    "suspicion": SuspicionRule,
    "fact": FactRule,
}
"""The model of each kind."""
