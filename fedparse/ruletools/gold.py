"""Gold files: what a careful reader finds in a text, each line in its place.

`NAME.tsv` stands beside its text `NAME.txt`. A line names a type, a surface and `key=value` fields, separated by tabs,
in the order of the text: a surface is searched from where the line before it started, and behind the last one of its
own type. A field may list alternatives (`item=妇女|农村妇女`, `null` for no value). A line of the type `optional` makes
what is found there neither right nor wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fedparse.errors import Fault, SourceError
from fedparse.messages import Message, guess, message, one_of
from fedparse.ruletools.corpus import CorpusText
from fedparse.ruletools.readings import TYPES
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from fedparse.model import Span

OPTIONAL = "optional"
GOLD_TYPES = ("report", "section", *TYPES, "missing", OPTIONAL)
NUMBERS = frozenset({"value", "amount", "min", "max"})
"""The fields that are numbers."""
NONE = frozenset({"", "null"})
"""What stands for no value."""
SUFFIX = ".tsv"
_CODE = "FED097"


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One line of a gold file with its place in the text; `number` counts from 1."""

    type: str
    span: Span
    fields: Mapping[str, str]
    number: int


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
    lines = tuple(line for number, row in enumerate(rows, 1) for line in reader.line(number, row))
    return GoldText(str(file), text, lines, tuple(reader.faults))


class _Reader:
    """Gives the lines of one gold file their places, from the first to the last."""

    def __init__(self, path: str, text: CorpusText) -> None:
        self._path = path
        self._text = text
        self._started = 0
        self._last: dict[str, int] = {}
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
            span = self._place(type_, written.replace("\\n", "\n"), number, column)
            fields = self._fields(cells, number, column + len(written) + 1)
            if span:
                yield GoldLine(type_, span, fields, number)

    def _place(self, type_: str, surface: str, number: int, column: int) -> Span | None:
        start = max(self._started, self._last.get(type_, -1) + 1)
        at = self._text.text.find(surface, start)
        if at < 0:
            line = self._text.spot((start, start)).line
            shown = surface.replace("\n", "\\n")
            said = message("`{surface}` is not in the text from line {line} on", surface=shown, line=line)
            self._fault(number, column, said)
            return None
        self._started = self._last[type_] = at
        return at, at + len(surface)

    def _fields(self, cells: Iterable[str], number: int, column: int) -> dict[str, str]:
        fields: dict[str, str] = {}
        for cell in cells:
            for part in cell.split(";"):
                key, equals, value = (piece.strip() for piece in part.partition("="))
                if equals:
                    fields[key] = value
                if part.strip() and not (equals and key):
                    self._fault(number, column, message("`{field}` is no `key=value`", field=part.strip()))
                elif key in NUMBERS and not all(c in NONE or number_of(c) is not None for c in value.split("|")):
                    self._fault(number, column, message("`{field}` is no number", field=part.strip()))
                column += len(part) + 1
        return fields

    def _fault(self, line: int, column: int, said: Message) -> None:
        self.faults.append(Fault(self._path, line, column, _CODE, said))


def number_of(written: str) -> Decimal | None:
    """The number of a gold field, as `0.55` or `2/3`; None where it is none."""
    numerator, slash, denominator = written.partition("/")
    try:
        number = Decimal(numerator) / Decimal(denominator if slash else 1)
    except (InvalidOperation, ZeroDivisionError):
        return None
    return number if number.is_finite() else None
