"""The files of a rule pack, each with its places: what is wrong in one is noted, and the reading goes on."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.errors import Fault
from fedparse.messages import Message
from fedparse.packs import Lexicon
from fedparse.positions import Place, Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOML_PLACE = re.compile(r" *\(at (?:line (\d+), column (\d+)|end of document)\)")
_TOP = Place(1, 1)
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
"""The row of every term of a plain list."""


class Spot(NamedTuple):
    """A key (or a string under it) of a TOML file; its place is looked up only when there is a fault to report."""

    file: str
    places: Places
    table: str = ""
    number: int = 0
    key: str = ""
    element: int | None = None

    def at(self, key: str, element: int | None = None) -> Spot:
        """The spot of another key of the same table."""
        return self._replace(key=key, element=element)

    def place(self) -> Place:
        """The line and column; those of the table where it has no such key."""
        return self.places.at(self.table, self.number, self.key, self.element)


class TomlFile(NamedTuple):
    """A TOML file that could be read: its data and the spot of its top."""

    data: Mapping[str, Any]
    top: Spot


class PackFiles:
    """Reads the files of the pack in directory `root` and collects their faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._faults: list[Fault] = []
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 of the names and bytes of all files read so far."""
        return self._digest.hexdigest()

    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong, in file order, nothing twice."""
        return in_order(self._faults)

    def fault(self, spot: Spot, message: str) -> None:
        """Notes what is wrong at a spot of a TOML file."""
        self._note(spot.file, spot.place(), message)

    def _note(self, file: str, place: Place, message: str) -> None:
        self._faults.append(Fault(str(self.root / file), place.line, place.column, "FED001", Message(message)))

    def toml(self, file: str, named: Spot | None = None) -> TomlFile | None:
        """A TOML file that is named at a spot of another; None when it cannot be read."""
        text = self._text(file, named)
        if text is None:
            return None
        try:
            return TomlFile(tomllib.loads(text), Spot(file, Places(text)))
        except RecursionError:
            self._note(file, _TOP, "not valid TOML: arrays or tables stand too deep inside one another")
        except ValueError as error:
            # `tomllib` tells the place only inside its message.
            found = _TOML_PLACE.search(str(error))
            lines = text.split("\n")
            end = Place(len(lines), len(lines[-1]) + 1)
            place = Place(int(found[1]), int(found[2])) if found and found[1] else end
            self._note(file, place, f"not valid TOML: {_TOML_PLACE.sub('', str(error))}")
        return None

    def lexicon(self, name: str, file: str, named: Spot) -> Lexicon:
        """A word list that is named at a spot of `pack.toml`; without rows when it cannot be read."""
        text = self._text(file, named)
        lines = [] if text is None else _filled_lines(text)
        columns = ["term"]
        if file.endswith(".tsv") and lines:
            columns = lines.pop(0)[1].split("\t")
        rows: dict[str, Mapping[str, str]] = {}
        first: dict[str, int] = {}
        for number, line in lines:
            cells = line.split("\t")
            term = cells[0]
            if not term or term in first or len(cells) > len(columns):
                self._note(file, Place(number, 1), _cell_problem(cells, columns, first))
                continue
            first[term] = number
            if len(columns) == 1:
                rows[term] = _NO_COLUMNS
                continue
            rows[term] = row = dict(zip(columns, cells, strict=False))
            if row.get("aliases"):
                for alias in filter(None, row["aliases"].split(";")):
                    rows.setdefault(alias, row)
        if text is not None and not lines:
            self._note(file, _TOP, "the lexicon has no entry")
        return Lexicon(name, file, rows, columns[0])

    def _text(self, file: str, named: Spot | None) -> str | None:
        if Path(file).is_absolute() or ".." in Path(file).parts:
            self._at_name(file, named, f"`{file}` is outside the pack; name files inside it")
            return None
        try:
            data = (self.root / file).read_bytes()
        except (OSError, ValueError):
            self._at_name(file, named, f"the pack names `{file}`, but it cannot be read there")
            return None
        self._digest.update(f"{file}\0{len(data)}\0".encode() + data)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # A byte order mark is no part of the first line: an editor counts columns after it.
            before = data[: error.start].decode("utf-8-sig").split("\n")
            message = f"the file is not UTF-8 (byte {error.start}); save it as UTF-8"
            self._note(file, Place(len(before), len(before[-1]) + 1), message)
            return None

    def _at_name(self, file: str, named: Spot | None, message: str) -> None:
        """A fault where the file is named, or, of a file that none names, at its top."""
        self._note(named.file if named else file, named.place() if named else _TOP, message)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults in file order, each once."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.column, str(fault.text))))


def _filled_lines(text: str) -> list[tuple[int, str]]:
    """The lines that are neither empty nor a comment, with their numbers."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line and line[0] != "#"]


def _cell_problem(cells: Sequence[str], columns: Sequence[str], first: Mapping[str, int]) -> str:
    """What is wrong with a line of a lexicon; `first` is where each term stood before."""
    if len(cells) > len(columns):
        return f"{len(cells)} columns where the header names {len(columns)}"
    return f"`{cells[0]}` stands here twice (line {first[cells[0]]})" if cells[0] else "the line has no term"
