"""Mends what can be mended without changing what a pack does, and proves that it did not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.errors import PackError
from fedparse.loader import survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fedparse.errors import Edit, Fault

_EXAMPLES = ("examples", "counter_examples")
_EDGES = ("starts", "ends")
"""What a fix may change: these only save time, and are put right where they are wrong."""


@dataclass(frozen=True, slots=True)
class Mended:
    """How many faults were mended, and the files that were put back because the pack would have changed."""

    faults: int = 0
    refused: tuple[str, ...] = ()


def mend(root: Path, faults: Iterable[Fault], refused: Sequence[str] = ()) -> Mended:
    """Makes the edits of the faults in the files of the pack in directory `root`, file by file.

    A file after whose edits the pack is not what it was is put back.
    """
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.fix and fault.path not in refused and Path(fault.path).is_relative_to(root):
            by_file.setdefault(fault.path, []).append(fault)
    before = _meaning(root) if by_file else None
    count, back = 0, list(refused)
    for path, found in sorted(by_file.items()):
        file = Path(path)
        data = file.read_bytes()
        text, made = _edited(data.decode("utf-8"), found)
        _write(file, text.encode("utf-8"))
        if _meaning(root) == before:
            count += made
        else:
            _write(file, data)
            back.append(path)
    return Mended(count, tuple(back))


def _edited(text: str, faults: Sequence[Fault]) -> tuple[str, int]:
    """A text with the edits of some faults made, those of one fault all or none, and how many faults that mends."""
    taken: list[Edit] = []
    made = 0
    for fault in faults:
        if not any(_overlap(edit, other) for edit in fault.fix for other in taken):
            taken += fault.fix
            made += 1
    for edit in sorted(taken, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text, made


def _overlap(edit: Edit, other: Edit) -> bool:
    return (edit.start < other.end and other.start < edit.end) or edit.start == other.start


def _write(file: Path, data: bytes) -> None:
    """Writes a file so that it is never half written."""
    file = file.resolve()
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(data)
    part.chmod(file.stat().st_mode)
    part.replace(file)


def _meaning(root: Path) -> object:
    """All that decides what the pack in a directory does, and what keeps it from being used."""
    try:
        pack, faults = survey(root)
    except PackError:
        return None
    rules = [(rule.id, [_table(table) for table, _ in rule.written]) for rule in pack.rules]
    macros = [(name, _table(table)) for name, (table, _) in pack.macro_tables.items()]
    lexicons = [(name, _rows(lexicon.rows)) for name, lexicon in pack.lexicons.items()]
    told = sorted((fault.path, fault.code, fault.message) for fault in faults)
    return pack.name, pack.version, rules, macros, lexicons, told


def _table(table: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = {key: value for key, value in table.items() if key not in _EDGES}
    return kept | {key: list(dict.fromkeys(map(str, kept[key]))) for key in _EXAMPLES if key in kept}


def _rows(rows: Mapping[str, Mapping[str, str]]) -> object:
    return [(_plain(term), {key: _plain(cell) for key, cell in row.items()}) for term, row in rows.items()]


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())
