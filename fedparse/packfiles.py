"""The files of a rule pack, each with its places: what is wrong in one is noted, and the reading goes on."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.errors import Fault
from fedparse.messages import Message, message
from fedparse.positions import Place, Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOML_PLACE = re.compile(r" *\(at (?:line (\d+), column (\d+)|end of document)\)")
_TOP = Place(1, 1)
MAX_BYTES = 16 << 20
"""No file of a pack is larger: rules are written by people, and word lists have at most some 100,000 lines."""
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
"""The row of every term of a plain list."""


class Spot(NamedTuple):
    """A key (or a string under it) of a TOML file; its place is looked up only when there is something to report.

    `root` is the directory of the pack, `file` the name of the file in it.
    """

    root: str
    file: str
    places: Places
    table: str = ""
    number: int = 0
    key: str = ""
    element: int | None = None

    def at(self, key: str, element: int | None = None) -> Spot:
        """The spot of another key of the same table."""
        return self._replace(key=key, element=element)

    @property
    def path(self) -> str:
        """The file with the directory of its pack."""
        return str(Path(self.root) / self.file)

    def place(self) -> Place:
        """The line and column; those of the table where it has no such key."""
        return self.places.at(self.table, self.number, self.key, self.element)


class TomlFile(NamedTuple):
    """A TOML file that could be read: its data and the spot of its top."""

    data: Mapping[str, Any]
    top: Spot


class Terms(NamedTuple):
    """A word list that could be read: its columns, and its rows by term."""

    columns: Sequence[str]
    rows: Mapping[str, Mapping[str, str]]


class Faults:
    """What is wrong with the files of one or several packs."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, path: str, place: Place, code: str, text: Message, rule: str = "") -> None:
        """Notes what is wrong at a place of a file."""
        self._found.append(Fault(path, place.line, place.column, code, text, rule))

    def at(self, spot: Spot, code: str, text: Message, rule: str = "") -> None:
        """Notes what is wrong at a spot of a TOML file."""
        self.add(spot.path, spot.place(), code, text, rule)

    def all(self) -> tuple[Fault, ...]:
        """Everything that is wrong, in file order, nothing twice."""
        return in_order(self._found)


class PackFiles:
    """Reads the files of the pack in directory `root`; what is wrong with one is noted, and the reading goes on."""

    def __init__(self, root: Path, faults: Faults) -> None:
        self.root = root
        self._inside = root.resolve()
        self._faults = faults
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 of the names and bytes of all files read so far."""
        return self._digest.hexdigest()

    def toml(self, file: str, named: Spot | None = None) -> TomlFile | None:
        """A TOML file that is named at a spot of another; None when it cannot be read."""
        text = self._text(file, named)
        if text is None:
            return None
        try:
            return TomlFile(tomllib.loads(text), Spot(str(self.root), file, Places(text)))
        except RecursionError:
            self._note(file, _TOP, "FED005", message("not valid TOML: arrays or tables stand too deep in one another"))
        except ValueError as error:
            # `tomllib` tells the place only inside its message.
            found = _TOML_PLACE.search(str(error))
            lines = text.split("\n")
            end = Place(len(lines), len(lines[-1]) + 1)
            place = Place(int(found[1]), int(found[2])) if found and found[1] else end
            reason = _TOML_PLACE.sub("", str(error))
            self._note(file, place, "FED005", message("not valid TOML: {reason}", reason=reason))
        return None

    def terms(self, file: str, named: Spot) -> Terms | None:
        """A word list that is named at a spot of `pack.toml`; None when it cannot be read."""
        text = self._text(file, named)
        if text is None:
            return None
        lines = _filled_lines(text)
        columns = lines.pop(0)[1].split("\t") if file.endswith(".tsv") and lines else ["term"]
        if not lines:
            self._note(file, _TOP, "FED029", message("the lexicon has no entry"))
        rows = _plain(lines) if len(columns) == 1 and "\t" not in text else None
        return Terms(columns, self._rows(file, columns, lines) if rows is None else rows)

    def _rows(
        self, file: str, columns: Sequence[str], lines: Sequence[tuple[int, str]]
    ) -> Mapping[str, Mapping[str, str]]:
        """The rows of a word list by term, an alias with that of its term; a wrong line is noted and left out."""
        rows: dict[str, Mapping[str, str]] = {}
        first: dict[str, int] = {}
        has_aliases = "aliases" in columns
        for number, line in lines:
            cells = line.split("\t")
            term = cells[0]
            if not term or term in first or len(cells) > len(columns):
                self._note(file, Place(number, 1), "FED028", _cell_problem(cells, columns, first))
                continue
            first[term] = number
            rows[term] = row = dict(zip(columns, cells, strict=False)) if len(columns) > 1 else _NO_COLUMNS
            if has_aliases and row.get("aliases"):
                for alias in filter(None, row["aliases"].split(";")):
                    rows.setdefault(alias, row)
        return rows

    def _text(self, file: str, named: Spot | None) -> str | None:
        data = self._bytes(file, named)
        if data is None:
            return None
        self._digest.update(f"{file}\0{len(data)}\0".encode() + data)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # A byte order mark is no part of the first line: an editor counts columns after it.
            before = data[: error.start].decode("utf-8-sig").split("\n")
            text = message("the file is not UTF-8 (byte {byte}); save it as UTF-8", byte=error.start)
            self._note(file, Place(len(before), len(before[-1]) + 1), "FED004", text)
            return None

    def _bytes(self, file: str, named: Spot | None) -> bytes | None:
        path = self.root / file
        try:
            inside = path.resolve().is_relative_to(self._inside)
            if not inside or Path(file).is_absolute() or ".." in Path(file).parts:
                self._at_name(
                    file, named, "FED003", message("`{file}` is outside the pack; name files inside it", file=file)
                )
                return None
            if path.stat().st_size > MAX_BYTES:
                text = message(
                    "`{file}` is larger than {limit} MiB; no file of a pack may be", file=file, limit=MAX_BYTES >> 20
                )
                self._at_name(file, named, "FED033", text)
                return None
            return path.read_bytes()
        except (OSError, ValueError):
            text = message("the pack names `{file}`, but it cannot be read there", file=file)
            self._at_name(file, named, "FED002", text)
            return None

    def _at_name(self, file: str, named: Spot | None, code: str, text: Message) -> None:
        """A fault where the file is named, or, of a file that none names, at its top."""
        if named:
            self._faults.at(named, code, text)
        else:
            self._note(file, _TOP, code, text)

    def _note(self, file: str, place: Place, code: str, text: Message) -> None:
        self._faults.add(self._path(file), place, code, text)

    def _path(self, file: str) -> str:
        return str(self.root / file)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults in file order, each once."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.column, fault.message)))


def _filled_lines(text: str) -> list[tuple[int, str]]:
    """The lines that are neither empty nor a comment, with their numbers."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line and line[0] != "#"]


def _plain(lines: Sequence[tuple[int, str]]) -> Mapping[str, Mapping[str, str]] | None:
    """The rows of a list of terms and nothing else; None when one stands there twice."""
    rows = dict.fromkeys((term for _, term in lines), _NO_COLUMNS)
    return rows if len(rows) == len(lines) else None


def _cell_problem(cells: Sequence[str], columns: Sequence[str], first: Mapping[str, int]) -> Message:
    """What is wrong with a line of a lexicon; `first` is where each term stood before."""
    if len(cells) > len(columns):
        return message("{cells} columns where the header names {columns}", cells=len(cells), columns=len(columns))
    if not cells[0]:
        return message("the line has no term")
    return message("`{term}` stands here twice (line {line})", term=cells[0], line=first[cells[0]])
