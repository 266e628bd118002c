"""Golden documents of a pack: reports with what people have agreed is in them.

`documents/NAME.txt` is a report, `documents/NAME.json` what was read in it: a list of entries, one a line, each a
mention, a section, a diagnostic or the report itself, with its place, its value and the rule that made it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from fedparse.errors import Fault, SourceError
from fedparse.messages import Message, message
from fedparse.model import MENTION_LISTS
from fedparse.pipeline import parse_source
from fedparse.ruletools.readings import walk
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fedparse.model import Report, Span
    from fedparse.packs import RulePack

    Entry: TypeAlias = Mapping[str, object]
    Ask: TypeAlias = Callable[[str, "Difference"], "Answer"]
    """Is given the place of a difference (`documents/NAME.txt:12:5`) and the difference."""

DIFFERS, INCOMPLETE = "FED077", "FED078"
FOLDER = "documents"
Answer = Literal["accept", "reject", "skip", "quit"]
_NO_VALUE = frozenset({"id", "span", "surface", "section", "rule"})
_KEY = ("at", "type", "surface")
"""What an entry is found by; the other fields may have changed."""


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden document: the text and what is kept of it; either may be missing."""

    name: str
    text: Path
    kept: Path


class Difference(NamedTuple):
    """An entry that was lost (`new` is None), gained (`old` is None) or has another value now."""

    old: Entry | None
    new: Entry | None

    @property
    def entry(self) -> Entry:
        """The entry as it is now, or as it was."""
        entry = self.new or self.old
        assert entry is not None
        return entry

    def text(self) -> Message:
        """What is expected, and what was got."""
        if self.new is None:
            return message("expected {wanted}, got nothing", wanted=_shown(self.entry))
        if self.old is None:
            return message("expected nothing, got {got}", got=_shown(self.entry))
        changed = [key for key in {**self.old, **self.new} if self.old.get(key) != self.new.get(key)]
        place = _shown({key: self.entry[key] for key in _KEY if key in self.entry})
        wanted, got = (", ".join(f"{key} = {_written(side.get(key))}" for key in changed) for side in self)  # type: ignore[union-attr]
        return message("expected {place} with {wanted}, got {got}", place=place, wanted=wanted, got=got)


def goldens(pack: RulePack) -> list[Golden]:
    """The golden documents of a pack by name, those without a text or without anything kept too."""
    folder = Path(pack.path) / FOLDER
    names = {path.stem for path in chain(folder.glob("*.txt"), folder.glob("*.json"))}
    return [Golden(name, folder / f"{name}.txt", folder / f"{name}.json") for name in sorted(names)]


def faults(pack: RulePack, golden: Golden) -> tuple[Fault, ...]:
    """How a report is read otherwise than was agreed."""
    missing = _missing(golden)
    if missing:
        path, text = missing
        return (Fault(str(path), 1, 1, INCOMPLETE, text),)
    try:
        found = differences(pack, golden)
    except (SourceError, ValueError) as error:
        path = golden.text if isinstance(error, SourceError) else golden.kept
        return (Fault(str(path), 1, 1, INCOMPLETE, message("cannot be read: {error}", error=str(error))),)
    return tuple(_fault(golden, difference) for difference in found)


def _missing(golden: Golden) -> tuple[Path, Message] | None:
    if not golden.text.is_file():
        return golden.kept, message("there is no text {name} for this document", name=golden.text.name)
    if not golden.kept.is_file():
        return golden.text, message("there is no {name} that says what is in this text", name=golden.kept.name)
    return None


def _fault(golden: Golden, difference: Difference) -> Fault:
    line, column = map(int, str(difference.entry["at"]).split(":"))
    rule = str(difference.entry.get("rule") or "")
    return Fault(str(golden.text), line, column, DIFFERS, difference.text(), rule)


def differences(pack: RulePack, golden: Golden) -> list[Difference]:
    """What is read now and what was agreed, where they differ, in the order of the text.

    Raises:
        SourceError: when the text cannot be read.
        ValueError: when what is kept is no list of entries.
    """
    wanted = _kept(golden.kept) if golden.kept.is_file() else []
    got = entries(pack, golden.text)
    lost = [entry for entry in wanted if entry not in got]
    gained = [entry for entry in got if entry not in wanted]
    found = []
    for old in lost:
        new = next((entry for entry in gained if _key(entry) == _key(old)), None)
        if new is not None:
            gained.remove(new)
        found.append(Difference(old, new))
    found += [Difference(None, new) for new in gained]
    return sorted(found, key=lambda difference: _order(difference.entry))


def update(pack: RulePack, ids: Sequence[str] = ()) -> int:
    """Keeps what is read now of every text that can be read; how many documents changed."""
    changed = 0
    for golden in _chosen(pack, ids):
        with suppress(SourceError):
            changed += _write(golden, entries(pack, golden.text))
    return changed


def review(pack: RulePack, ask: Ask, ids: Sequence[str] = ()) -> int:
    """Asks about every difference of every text and keeps what is accepted; how many documents changed."""
    changed = 0
    for golden in _chosen(pack, ids):
        try:
            kept = _kept(golden.kept) if golden.kept.is_file() else []
            found = differences(pack, golden)
        except (SourceError, ValueError):
            # What cannot be read is told when the documents are tried.
            continue
        answers: list[Answer] = []
        for difference in found:
            answers.append(ask(f"{FOLDER}/{golden.text.name}:{difference.entry['at']}", difference))
            if answers[-1] == "quit":
                break
        accepted = [difference for difference, answer in zip(found, answers, strict=False) if answer == "accept"]
        if accepted:
            left = [entry for entry in kept if not any(entry == difference.old for difference in accepted)]
            changed += _write(golden, [*left, *(new for _, new in accepted if new is not None)])
        if answers[-1:] == ["quit"]:
            break
    return changed


def _write(golden: Golden, found: Iterable[Entry]) -> bool:
    """Writes entries, one a line, in the order of the text; whether that changed the file."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in sorted(found, key=_order))
    written = f"[\n{lines}\n]\n" if lines else "[]\n"
    if golden.kept.is_file() and golden.kept.read_text(encoding="utf-8") == written:
        return False
    golden.kept.write_text(written, encoding="utf-8", newline="\n")
    return True


def _chosen(pack: RulePack, ids: Sequence[str]) -> Iterator[Golden]:
    for golden in goldens(pack):
        if golden.text.is_file() and (not ids or any(part in f"{FOLDER}::{golden.name}" for part in ids)):
            yield golden


# Entries


def entries(pack: RulePack, path: Path) -> list[Entry]:
    """What is read in a text, as it is kept: in the order of the text, without ids and offsets.

    Raises:
        SourceError: when the text cannot be read.
    """
    document = parse_source(read_path(path), pack=pack, with_text=True)
    text = document.text or ""
    starts = [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]
    found = []
    for report in document.reports:
        for kind, span, fields in _parts(report):
            line = bisect_right(starts, span[0])
            place = f"{line}:{span[0] - starts[line - 1] + 1}"
            surface = {} if kind == "report" else {"surface": text[slice(*span)]}
            found.append(
                {"at": place, "type": kind, **surface, **{key: _plain(value) for key, value in fields.items()}}
            )
    return sorted(found, key=_order)


def _parts(report: Report) -> Iterator[tuple[str, Span, Mapping[str, Any]]]:
    year = report.reference_year.value if report.reference_year else None
    told = {"kind": report.kind, "title": report.title, "organization": report.organization, "year": year}
    yield "report", report.span, told
    for section in walk(report.sections):
        start = section.span[0]
        fields = {key: getattr(section, key) for key in ("level", "style", "number", "heading", "rule")}
        yield "section", (start, start + len(section.marker)), fields
    for name in MENTION_LISTS:
        for mention in getattr(report, name):
            values = {key: value for key, value in vars(mention).items() if key not in _NO_VALUE}
            yield name.removesuffix("s"), mention.span, {**values, "rule": mention.rule}
    for diagnostic in report.diagnostics:
        yield "diagnostic", diagnostic.span or report.span, {"code": diagnostic.code, "rule": diagnostic.rule}


def _plain(value: object) -> object:
    """A value as JSON has it; an exact number that is not whole is text, as in an example."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def _order(entry: Entry) -> tuple[int, int, str, str]:
    line, column = map(int, str(entry["at"]).split(":"))
    return line, column, str(entry.get("type")), json.dumps(entry, ensure_ascii=False)


def _key(entry: Entry) -> tuple[object, ...]:
    return tuple(entry.get(key) for key in _KEY)


def _kept(path: Path) -> list[Entry]:
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, list) or not all(isinstance(entry, dict) for entry in kept):
        raise ValueError("it is no list of entries")
    for entry in kept:
        if (
            not all(part.isdecimal() for part in str(entry.get("at")).split(":"))
            or str(entry.get("at")).count(":") != 1
        ):
            raise ValueError(f"an entry has no place `at`, as in 12:5: {json.dumps(entry, ensure_ascii=False)}")
    return kept


def _shown(entry: Entry) -> str:
    """An entry for people: `count 【30名】 value=30 unit=名 rule=count.measure`."""
    surface = [f"\u3010{entry['surface']}\u3011".replace("\n", "\\n")] if "surface" in entry else []
    values = [f"{key}={_written(value)}" for key, value in entry.items() if key not in _KEY and value is not None]
    return " ".join([str(entry.get("type")), *surface, *values])


def _written(value: object) -> str:
    return "null" if value is None else str(value)
