"""What a pack makes of the texts of a corpus, as values that can be compared, saved and read again."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from fedparse.errors import PackError
from fedparse.model import MENTION_LISTS, Mention
from fedparse.packs import load_pack
from fedparse.pipeline import parse_source
from fedparse.ruletools.savedfiles import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.errors import Fault
    from fedparse.model import Check, Diagnostic, Document, Fact, Report, Section, Span
    from fedparse.packs import RulePack
    from fedparse.ruletools.corpus import CorpusText
    from fedparse.sources import SourceText

TYPES: Mapping[str, str] = {
    "date": "dates",
    "count": "counts",
    "money": "money",
    "ratio": "ratios",
    "program": "programs",
    "document": "documents",
}
"""The list of a report that holds each type of mention."""

FORMAT = 1
"""The version of the files that `save` writes."""
_WORTH = 1_500_000
"""From so many characters on, the start of more processes is paid back."""
_COMMON = frozenset(field.name for field in fields(Mention))
_FACT = ("action", "role", "program", "date", "organization", "status", "basis", "change")
"""The fields of a fact that its figure does not have, but for the whole that it is a part of."""
_DIGITS = 12


class Item(NamedTuple):
    """One thing a pack makes of a text, without its id and section, which change with what stands before it.

    `type` is that of a mention, `report`, `section`, `check`, or the code of a diagnostic. The span of a section is its
    marker, and of its body only the length and a digest are kept. A figure has the values of its fact, a check the
    surfaces of the figures it is made with. What has no value is left out of `values`.
    """

    type: str
    span: Span
    rule: str
    values: tuple[tuple[str, str], ...]


Reading: TypeAlias = tuple[Item, ...]
Readings: TypeAlias = "dict[tuple[str, str], Reading]"
"""Readings by the key of their text."""


def read_texts(pack: RulePack, texts: Sequence[CorpusText], jobs: int | None = None) -> Readings:
    """What a pack makes of each text, in `jobs` processes (as many as it pays without).

    Raises:
        PackError: when a pattern of the pack turns out to be none.
    """
    parts = _dealt([text.source for text in texts], _processes(texts, jobs))
    if len(parts) == 1:
        done = [_read_part(pack, parts[0])]
    else:
        # A fresh process knows nothing of threads and locks of this one, and is the same on every platform.
        with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
            done = list(pool.map(_read_part, [Path(pack.path)] * len(parts), parts))
    broken = dict.fromkeys(fault for faults, _ in done for fault in faults)
    if broken:
        raise PackError(tuple(broken))
    readings = [reading for _, part in done for reading in part]
    return {text.key: reading for text, reading in zip(texts, readings, strict=True)}


def _processes(texts: Sequence[CorpusText], jobs: int | None) -> int:
    if jobs is None:
        jobs = (os.cpu_count() or 1) if sum(len(text.text) for text in texts) >= _WORTH else 1
    return max(1, min(jobs, len(texts)))


def _dealt(sources: Sequence[SourceText], parts: int) -> list[list[SourceText]]:
    """The sources in order, in parts of about as many characters each."""
    share = sum(len(source.text) for source in sources) / parts
    dealt: list[list[SourceText]] = [[] for _ in range(parts)]
    before = 0
    for source in sources:
        middle = before + len(source.text) / 2
        dealt[min(parts - 1, int(middle / share)) if share else 0].append(source)
        before += len(source.text)
    return [part for part in dealt if part] or [[]]


def _read_part(rules: RulePack | Path, sources: Sequence[SourceText]) -> tuple[tuple[Fault, ...], list[Reading]]:
    """The readings of some sources, or the faults of the pack: an exception of ours would not come through a pipe."""
    try:
        pack = load_pack(rules) if isinstance(rules, Path) else rules
        return (), [reading_of(parse_source(source, pack=pack)) for source in sources]
    except PackError as error:
        return error.faults, []


def reading_of(document: Document) -> Reading:
    """The items of a document, in the order of the text."""
    items = [item for report in document.reports for item in _items(report)]
    items += [_noted(noted, (0, 0)) for noted in document.diagnostics]
    return tuple(sorted(items, key=lambda item: (item.span, item)))


def _items(report: Report) -> Iterator[Item]:
    year = report.reference_year
    told = {
        "kind": report.kind,
        "title": report.title,
        "organization": report.organization,
        "reference_year": f"{year.value} {year.source}" if year else None,
        "duplicate_of": report.duplicate_of,
    }
    yield Item("report", report.span, "", _values(told))
    for section in walk(report.sections):
        yield _section(section)
    facts = {fact.mention: fact for fact in report.facts}
    figures = figures_of(report)
    for type_, name in TYPES.items():
        names = [field.name for field in fields(MENTION_LISTS[name]) if field.name not in _COMMON]
        for mention in getattr(report, name):
            values = {name: getattr(mention, name) for name in names}
            values |= _of_fact(facts.get(mention.id), mention.span[0], figures)
            yield Item(type_, mention.span, mention.rule, _values(values))
    for check in report.checks:
        yield _check(check, figures)
    for noted in report.diagnostics:
        yield _noted(noted, report.span)


def figures_of(report: Report) -> dict[str, Mention]:
    """The mention of each fact of a report, by the id of the fact."""
    mentions = {mention.id: mention for name in TYPES.values() for mention in getattr(report, name)}
    return {fact.id: mentions[fact.mention] for fact in report.facts}


def _check(check: Check, figures: Mapping[str, Mention]) -> Item:
    span = figures[check.fact].span if check.fact else check.span
    operands = " ".join(figures[operand].surface for operand in check.operands)
    values = {
        "check": check.check,
        "result": check.result,
        "operands": operands or None,
        "expected": check.expected,
    }
    return Item("check", span, "", _values(values))


def _noted(noted: Diagnostic, whole: Span) -> Item:
    values = {"severity": noted.severity, "message": noted.message}
    return Item(noted.code, noted.span or whole, noted.rule or "", _values(values))


def _section(section: Section) -> Item:
    start = section.span[0]
    digest = hashlib.sha256(section.body.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
    values: dict[str, object] = {name: getattr(section, name) for name in ("level", "style", "number", "heading")}
    values["body"] = f"{len(section.body)}:{digest}"
    return Item("section", (start, start + len(section.marker)), section.rule, _values(values))


def _of_fact(fact: Fact | None, start: int, figures: Mapping[str, Mention]) -> dict[str, object]:
    """What the fact of a figure says; its clause counted from the figure on, so that it moves with the text.

    A whole is told by its surface: ids change with what stands before them.
    """
    if fact is None:
        return {}
    low, high = fact.clause
    values = {name: getattr(fact, name) for name in _FACT}
    values["part_of"] = figures[fact.part_of].surface if fact.part_of else None
    return values | {"clause": f"{low - start:+}{high - start:+}"}


def _values(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, plain(value)) for name, value in values.items() if value is not None)


def plain(value: object) -> str:
    """A value as it is written in marks, gold files and saved readings."""
    if value is None:
        return "null"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def walk(sections: Iterable[Section]) -> Iterator[Section]:
    """Every section of a tree, in the order of the text."""
    for section in sections:
        yield section
        yield from walk(section.children)


# Saved readings


class Saved(NamedTuple):
    """Readings out of a file, and the pack that made them."""

    pack: str
    digest: str
    readings: Readings


def write_readings(file: Path, saved: Saved) -> None:
    """Saves readings, a line a text.

    Raises:
        PackError: when the file cannot be written.
    """
    rows = []
    for (name, digest), reading in sorted(saved.readings.items()):
        items = [[item.type, *item.span, item.rule, dict(item.values)] for item in reading]
        rows.append({"name": name, "sha256": digest, "items": items})
    write_json(file, {"format": FORMAT, "pack": saved.pack, "digest": saved.digest}, "texts", rows)


def saved_readings(data: Any) -> Saved:
    """Readings out of the JSON that `write_readings` writes.

    Raises:
        KeyError, TypeError, ValueError: when it is something else.
    """
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    readings: Readings = {}
    for row in data["texts"]:
        items = (
            Item(str(type_), (int(start), int(end)), str(rule), tuple((str(k), str(v)) for k, v in values.items()))
            for type_, start, end, rule, values in row["items"]
        )
        readings[str(row["name"]), str(row["sha256"])] = tuple(items)
    return Saved(str(data["pack"]), str(data["digest"]), readings)
