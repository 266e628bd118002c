"""Lines of word lists from marked sentences: a programme, a festival or a fixed phrase needs no rule."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fedparse.packs import RulePack
    from fedparse.ruletools.drafts import Sample

_DAY = re.compile(r"[0-9]{4}-([0-9]{2}-[0-9]{2})")
_OPENING = frozenset('“‘"')
_CATEGORY = "campaign"
"""The category of a name whose last word tells none."""


class Entry(NamedTuple):
    """A line for a word list, the file it belongs to, and the pack with it."""

    file: str
    line: str
    pack: RulePack


def entries(pack: RulePack, kind: str, samples: Sequence[Sample]) -> Iterator[Entry]:
    """The line for the word that all samples mark, for kinds that have a lexicon of such words."""
    if len({sample.surface for sample in samples}) == 1 and kind in _ROWS:
        lexicon, row = _ROWS[kind](pack, samples)
        if lexicon in pack.lexicons and row:
            yield _entry(pack, lexicon, row)


def _program(pack: RulePack, samples: Sequence[Sample]) -> tuple[str, Mapping[str, str]]:
    """A name: recognised without quotation marks when it stood without them."""
    name, wanted = samples[0].surface, samples[0].wanted
    suffixes = pack.lexicons["program_suffixes"].rows
    ends = [term for term in suffixes if name.endswith(term)]
    known = suffixes[max(ends, key=len)].get("category", _CATEGORY) if ends else _CATEGORY
    bare = any(sample.text[sample.start - 1 : sample.start] not in _OPENING for sample in samples)
    row = {"name": name, "category": wanted.get("category", known), "bare": "yes" if bare else "no"}
    canonical = wanted.get("", name)
    # A word that stands for another name is an alias: it belongs into the line of that name.
    return "programs", row if canonical == name else {}


def _festival(_pack: RulePack, samples: Sequence[Sample]) -> tuple[str, Mapping[str, str]]:
    """A day with a name, the same in every year."""
    surface, wanted = samples[0].surface, samples[0].wanted
    day = _DAY.fullmatch(wanted.get("", ""))
    if not day or any(char.isdecimal() for char in surface):
        return "festivals", {}
    return "festivals", {"surface": surface, "name": wanted.get("festival", surface), "day": day[1], "needs": "none"}


def _phrase(_pack: RulePack, samples: Sequence[Sample]) -> tuple[str, Mapping[str, str]]:
    return "guards", {"term": samples[0].surface}


_ROWS: Mapping[str, Callable[[RulePack, Sequence[Sample]], tuple[str, Mapping[str, str]]]] = {
    "program": _program,
    "date": _festival,
    "guard": _phrase,
}


def _entry(pack: RulePack, name: str, row: Mapping[str, str]) -> Entry:
    lexicon = pack.lexicons[name]
    columns = [column for found in lexicon.rows.values() for column in found]
    columns = list(dict.fromkeys(columns)) or [lexicon.column]
    cells = [row.get(column, "") for column in columns]
    term = row[lexicon.column] if lexicon.column in row else next(iter(row.values()))
    more = replace(lexicon, rows={**lexicon.rows, term: dict(zip(columns, cells, strict=True))})
    line = "\t".join(cells) if len(columns) > 1 else term
    file = Path(pack.path) / lexicon.path
    inherited = Path(pack.path) / "pack.toml"
    place = str(file) if file.is_file() else f"{inherited} [terms] {name}"
    return Entry(place, line, replace(pack, lexicons={**pack.lexicons, name: more}))
