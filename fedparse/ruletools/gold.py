"""Gold files: what a careful reader finds in a text, each line in its place.

`NAME.tsv` stands beside its text `NAME.txt`. A line names a type, a surface and `key=value` fields, separated by tabs,
in the order of the text: a surface is searched from where the line before it started, and behind the last one of its
own type. A field may list alternatives (`item=妇女|农村妇女`, `null` for no value). A line of the type `optional` makes
what is found there neither right nor wrong.

A `fact` line says what was done with a figure; a field that it does not have is null (`status`: reported). A `check`
line says what arithmetic proves or refutes of a figure, and stands behind the fact line of that figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, get_args

from fedparse.errors import Fault, SourceError
from fedparse.messages import Message, guess, message, one_of
from fedparse.model import Change, CheckName, Result, Role, Status
from fedparse.ruletools.corpus import CorpusText
from fedparse.ruletools.readings import TYPES
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fedparse.model import Span

OPTIONAL = "optional"
FACT = "fact"
CHECK = "check"
GOLD_TYPES = ("report", "section", *TYPES, "missing", FACT, CHECK, OPTIONAL)
FACT_FIELDS = (
    "item",
    "action",
    "role",
    "program",
    "date",
    "organization",
    "per",
    "status",
    "part_of",
    "basis",
    "change",
)
"""The fields of a fact, in the order of the table."""
CHECK_FIELDS = ("id", "result")
FIGURE_TYPES = frozenset({"count", "money", "ratio"})
"""What a fact is of."""
NUMBERS = frozenset({"value", "amount", "min", "max"})
"""The fields that are numbers."""
NONE = frozenset({"", "null"})
"""What stands for no value."""
SUFFIX = ".tsv"
_CODE = "FED097"
_KNOWN = {FACT: FACT_FIELDS, CHECK: CHECK_FIELDS}
"""The types that have no other fields than these."""
_VALUES = {
    (FACT, "role"): get_args(Role),
    (FACT, "status"): get_args(Status),
    (FACT, "change"): get_args(Change),
    (CHECK, "id"): get_args(CheckName),
    (CHECK, "result"): get_args(Result),
}
"""The fields whose values are words of the contract."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One line of a gold file with its place in the text; `number` counts from 1.

    `wholes` are the places that the alternatives of `part_of` name, None for no whole.
    """

    type: str
    span: Span
    fields: Mapping[str, str]
    number: int
    wholes: frozenset[Span | None] = frozenset({None})


@dataclass(frozen=True, eq=False)
class GoldText:
    """A text, the gold lines that have their place in it, and a fault for each that has none."""

    path: str
    text: CorpusText
    lines: tuple[GoldLine, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold files that could be read, and a fault for each that could not and each path without any."""

    texts: tuple[GoldText, ...]
    faults: tuple[Fault, ...]


def read_gold(paths: Iterable[Path]) -> Gold:
    """The gold files of directories, in the order of their names, or those that are named themselves."""
    texts: list[GoldText] = []
    faults: list[Fault] = []
    for path in paths:
        files = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not path.exists():
            faults.append(Fault(str(path), 1, 1, "FED084", message("there is no such file or directory")))
            continue
        if not files:
            said = message("there is no gold file here: no file of this directory ends in {suffix}", suffix=SUFFIX)
            faults.append(Fault(str(path), 1, 1, "FED084", said))
        for file in files:
            read = _read(file)
            if isinstance(read, Message):
                faults.append(Fault(str(file), 1, 1, _CODE, read))
            else:
                texts.append(read)
    return Gold(tuple(texts), tuple(faults))


def _read(file: Path) -> GoldText | Message:
    """One gold file, or why it cannot be read."""
    beside = file.with_suffix(".txt")
    try:
        text = CorpusText(str(beside), read_path(beside))
    except SourceError as error:
        return message("its text, `{name}`, cannot be read: {reason}", name=beside.name, reason=error.reason)
    try:
        rows = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return message("a gold file is UTF-8, and this is not")
    except OSError as error:
        return message("this file cannot be read: {reason}", reason=error.strerror or str(error))
    reader = _Reader(str(file), text)
    lines = [line for number, row in enumerate(rows, 1) for line in reader.line(number, row)]
    linked = tuple(reader.linked(lines))
    return GoldText(str(file), text, linked, tuple(sorted(reader.faults, key=lambda fault: fault.line)))


class _Reader:
    """Gives the lines of one gold file their places, from the first to the last."""

    def __init__(self, path: str, text: CorpusText) -> None:
        self._path = path
        self._text = text
        self._started = 0
        self._last: dict[str, int] = {}
        self._columns: dict[tuple[int, str], int] = {}
        self.faults: list[Fault] = []

    def line(self, number: int, row: str) -> Iterator[GoldLine]:
        """What a line says; nothing where it is empty, a comment, or wrong."""
        if not row.strip() or row.lstrip().startswith("#"):
            return
        named, tab, rest = row.partition("\t")
        type_ = named.strip()
        if not tab or not rest.partition("\t")[0]:
            self._fault(number, 1, message("a gold line is a type, a tab and a surface"))
        elif type_ not in GOLD_TYPES:
            hint = guess(type_, GOLD_TYPES, one_of(GOLD_TYPES))
            self._fault(number, 1, message("unknown type `{type}`; {hint}", type=type_, hint=hint))
        else:
            written, *cells = rest.split("\t")
            # The column of a cell is that of its first character: each is followed by a tab.
            column = len(named) + 2
            self._columns[number, ""] = column
            span = self._place(type_, written.replace("\\n", "\n"), number, column)
            fields = self._fields(type_, cells, number, column + len(written) + 1)
            if span:
                yield GoldLine(type_, span, fields, number)

    def _place(self, type_: str, surface: str, number: int, column: int) -> Span | None:
        # Several checks may be of one figure; nothing else is twice in one place.
        start = max(self._started, self._last.get(type_, -1) + (type_ != CHECK))
        at = self._text.text.find(surface, start)
        if at < 0:
            line = self._text.spot((start, start)).line
            shown = surface.replace("\n", "\\n")
            said = message("`{surface}` is not in the text from line {line} on", surface=shown, line=line)
            self._fault(number, column, said)
            return None
        self._started = self._last[type_] = at
        return at, at + len(surface)

    def _fields(self, type_: str, cells: Iterable[str], number: int, column: int) -> dict[str, str]:
        fields: dict[str, str] = {}
        for cell in cells:
            for part in cell.split(";"):
                key, equals, value = (piece.strip() for piece in part.partition("="))
                if equals:
                    fields[key] = value
                    self._columns[number, key] = column
                if part.strip() and not (equals and key):
                    self._fault(number, column, message("`{field}` is no `key=value`", field=part.strip()))
                elif equals:
                    for said in _wrong(type_, key, value):
                        self._fault(number, column, said)
                column += len(part) + 1
        for key in CHECK_FIELDS if type_ == CHECK else ():
            if key not in fields:
                self._fault(number, 1, message("a check line needs `{field}`", field=key))
        return fields

    def linked(self, lines: Sequence[GoldLine]) -> Iterator[GoldLine]:
        """The lines again: those of facts know their wholes, and one that is of no figure is left out."""
        figures = {line.span for line in lines if line.type in FIGURE_TYPES}
        # Where a file tells no figures apart from their facts, the lines of facts say what is one.
        taken = figures | {line.span for line in lines if line.type == OPTIONAL}
        facts: defaultdict[str, list[GoldLine]] = defaultdict(list)
        for line in lines:
            if line.type == FACT:
                facts[self._text.text[slice(*line.span)]].append(line)
        for line in lines:
            if line.type != FACT:
                yield line
            elif figures and line.span not in taken:
                surface = self._text.text[slice(*line.span)]
                said = message(
                    "`{surface}` is no figure: no count, money or ratio line has this place", surface=surface
                )
                self._fault(line.number, self._columns[line.number, ""], said)
            else:
                yield replace(line, wholes=frozenset(self._wholes(line, facts)))

    def _wholes(self, line: GoldLine, facts: Mapping[str, Sequence[GoldLine]]) -> Iterator[Span | None]:
        """What the alternatives of `part_of` name: `5个` the fact of that surface that is nearest, one before it first.

        `5个#2` is the second fact of that surface in the file.
        """
        for choice in line.fields.get("part_of", "").split("|"):
            surface, _, place = choice.strip().partition("#")
            others = [fact for fact in facts.get(surface, ()) if fact.span != line.span or place]
            named = others[int(place) - 1 : int(place)] if place.isdecimal() and int(place) else []
            if not place:
                named = [fact for fact in others if fact.span < line.span][-1:] or others[:1]
            if surface in NONE:
                yield None
            elif named and named[0].span != line.span:
                yield named[0].span
            else:
                said = message(
                    "`{surface}`, of which this is a part, is the surface of no other fact line", surface=choice
                )
                self._fault(line.number, self._columns[line.number, "part_of"], said)

    def _fault(self, line: int, column: int, said: Message) -> None:
        self.faults.append(Fault(self._path, line, column, _CODE, said))


def _wrong(type_: str, key: str, value: str) -> Iterator[Message]:
    """What is wrong with a field."""
    known, values = _KNOWN.get(type_), _VALUES.get((type_, key))
    choices = [choice for choice in value.split("|") if choice not in NONE]
    if known and key not in known:
        hint = guess(key, known, one_of(known))
        yield message("a line of the type `{type}` has no field `{field}`; {hint}", type=type_, field=key, hint=hint)
    elif key in NUMBERS and not all(number_of(choice) is not None for choice in choices):
        yield message("`{field}` is no number", field=f"{key}={value}")
    elif values:
        for choice in choices:
            if choice not in values:
                hint = guess(choice, values, one_of(values))
                yield message("`{value}` is no value of `{field}`; {hint}", value=choice, field=key, hint=hint)


def number_of(written: str) -> Decimal | None:
    """The number of a gold field, as `0.55` or `2/3`; None where it is none."""
    numerator, slash, denominator = written.partition("/")
    try:
        number = Decimal(numerator) / Decimal(denominator if slash else 1)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return number if number.is_finite() else None
