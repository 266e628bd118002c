"""parse(): the stages in order, and nothing more.

A source is folded and laid out into reports and sections; each report's reading text is matched, normalised, resolved
and linked, and put together as mentions, facts and diagnostics whose spans are of the untouched source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from fedparse import assemble
from fedparse.candidates import Candidate, Match
from fedparse.clean import Folder
from fedparse.duplicates import find_duplicates
from fedparse.facts import FactFinder
from fedparse.flags import flags, is_stripped
from fedparse.layout import Block, ReportLayout, lay_out
from fedparse.link import Linker
from fedparse.match import Anchors, Matcher
from fedparse.model import (
    MENTION_LISTS,
    SCHEMA_VERSION,
    Diagnostic,
    Document,
    Generator,
    ReferenceYear,
    Report,
    Rules,
    Source,
    Span,
)
from fedparse.normalize import NORMALISERS, Context, Tables
from fedparse.normalize.date import named_year
from fedparse.packs import RulePack, load_pack
from fedparse.reading import ReadingText
from fedparse.reference import Evidence, NamedYear, opening_sentence, reference_year
from fedparse.resolve import resolve
from fedparse.sources import SourceText, from_text, read_path
from fedparse.version import VERSION
from fedparse.words import Words

_NAMED = frozenset({"document", "program"})
_FIGURES = frozenset({"guard", "date", "money", "ratio", "count"})
_FLAGS = frozenset({"diagnostic"})
_SUSPICIONS = frozenset({"suspicion"})
_LINKED = frozenset({"count", "money"})
_COUNTED = frozenset({"count", "money", "ratio"})


@dataclass(frozen=True, eq=False)
class Engine:
    """A rule pack with everything that is made from it once."""

    pack: RulePack

    @cached_property
    def folder(self) -> Folder:
        """The character map of the lexicons `traditional` and `folds`."""
        lexicons = self.pack.lexicons
        pairs = {term: row["simplified"] for term, row in lexicons["traditional"].rows.items()}
        return Folder.of(pairs | {term: row["folded"] for term, row in lexicons["folds"].rows.items()})

    @cached_property
    def matcher(self) -> Matcher:
        """The rules, ready to be run."""
        return Matcher(self.pack)

    @cached_property
    def tables(self) -> Tables:
        """The words that normalisers read."""
        return Tables.of(self.pack)

    @cached_property
    def words(self) -> Words:
        """jieba's words with the programs as user words."""
        return Words(self.pack.lexicons["programs"].rows)

    @cached_property
    def linker(self) -> Linker:
        """Finds the counted nouns."""
        return Linker(self.pack, self.words, self.folder.fold)

    @cached_property
    def facts(self) -> FactFinder:
        """Finds the rows."""
        return FactFinder(self.pack)


@cache
def engine(pack: RulePack) -> Engine:
    """The engine of a pack, one per process."""
    return Engine(pack)


def parse(text: str, *, year: int | None = None, rules: RulePack | Path | str | None = None) -> Document:
    """Reads one text.

    Args:
        text: The source; spans of the result are code points of it.
        year: The reference year, when the caller knows better than the text.
        rules: A loaded pack, the directory of one, or None for the built-in pack.

    Returns:
        The document of the contract, with the text in it.

    Raises:
        PackError: when `rules` names a pack that cannot be loaded. Bad text is never an error.
    """
    return parse_source(from_text(text, name=""), year=year, pack=_pack(rules), with_text=True)


def parse_file(
    path: Path | str,
    *,
    year: int | None = None,
    rules: RulePack | Path | str | None = None,
    encoding: str | None = None,
) -> Document:
    """Reads one file; its encoding is found out unless it is given.

    Raises:
        SourceError: when the file cannot be read as text.
        PackError: when `rules` names a pack that cannot be loaded.
    """
    return parse_source(read_path(Path(path), encoding=encoding), year=year, pack=_pack(rules), with_text=True)


def _pack(rules: RulePack | Path | str | None) -> RulePack:
    return rules if isinstance(rules, RulePack) else load_pack(Path(rules) if rules else None)


def parse_source(
    source: SourceText,
    *,
    year: int | None = None,
    pack: RulePack | None = None,
    with_text: bool = False,
    only: frozenset[str] | None = None,
) -> Document:
    """Reads a decoded source; `only` names the mention lists to keep (`dates`, `money` …)."""
    tools = engine(pack or load_pack())
    folded = tools.folder.fold(source.text)
    layouts = lay_out(source.text, folded, tools.pack)
    repeats = find_duplicates([folded[start:end] for start, end in (layout.span for layout in layouts)])
    return Document(
        schema_version=SCHEMA_VERSION,
        generator=Generator(name="fedparse", version=VERSION),
        rules=Rules(name=tools.pack.name, version=tools.pack.version, digest=tools.pack.digest),
        offset_unit="code_point",
        source=Source(
            name=source.name,
            media_type=source.media_type,
            encoding=source.encoding,
            bytes=source.size,
            sha256=source.sha256,
            text_sha256=hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
            characters=len(source.text),
        ),
        reports=tuple(
            _Reader(tools, source, folded, layout, year).report(f"r{number}", repeats[number - 1], only)
            for number, layout in enumerate(layouts, 1)
        ),
        diagnostics=tuple(_bad_bytes(source)),
        text=source.text if with_text else None,
    )


def guarded(text: str, rule: str, pack: RulePack) -> list[Span]:
    """The spans of a text that a guard keeps from being read as numbers."""
    tools = engine(pack)
    folded = tools.folder.fold(text)
    spans = []
    for layout in lay_out(text, folded, pack):
        reader = _Reader(tools, from_text(text, name=""), folded, layout, None)
        found, _ = reader.find()
        spans += [found.text.source(winner.span) for winner in found.winners if winner.rule.id == rule]
    return spans


def _bad_bytes(source: SourceText) -> Iterator[Diagnostic]:
    for span in source.bad_bytes:
        message = f"bytes that are no {source.encoding}; U+FFFD stands for them"
        yield Diagnostic(code="bad-bytes", severity="warning", message=message, span=span, section=None)


@dataclass(frozen=True, eq=False)
class _Reader:
    """One report on its way through the stages."""

    tools: Engine
    source: SourceText
    folded: str
    layout: ReportLayout
    year: int | None

    @cached_property
    def text(self) -> ReadingText:
        """The reading text: the preamble, then every block."""
        return ReadingText(self.folded, [(None, self.layout.preamble), *_walk(self.layout.blocks)])

    def report(self, name: str, repeats: int | None, only: frozenset[str] | None) -> Report:
        found, year = self.find()
        placed = list(assemble.mentions(name, found))
        if only is not None:
            placed = [p for p in placed if assemble.LIST_OF[p.mention.rule.split(".", 1)[0]] in only]
        repeated = None if repeats is None else f"r{repeats + 1}"
        lists: dict[str, Any] = {
            key: tuple(p.mention for p in placed if isinstance(p.mention, kind)) for key, kind in MENTION_LISTS.items()
        }
        return Report(
            id=name,
            kind=self.layout.kind,
            span=self.layout.span,
            title=self.layout.title,
            organization=self.layout.organization,
            reference_year=year,
            period=f"{year.value:04d}" if year else None,
            duplicate_of=repeated,
            sections=tuple(map(assemble.section, self.layout.blocks)),
            facts=tuple(assemble.facts(name, found, placed, self.tools.facts)),
            diagnostics=tuple(assemble.diagnostics(found, self.layout, repeated)),
            **lists,
        )

    def find(self) -> tuple[assemble.Findings, ReferenceYear | None]:
        """Everything the rules find, resolved and linked."""
        matcher, text = self.tools.matcher, self.text.text
        context = Context(self.tools.tables, None, self._cite)
        anchors = matcher.anchors(text)
        named, _ = resolve(_candidates(matcher.find(text, _NAMED, anchors), context))
        matches = list(matcher.find(text, _FIGURES, anchors))
        year = self._reference_year(matches, named)
        context = Context(self.tools.tables, year.value if year else None, self._cite)
        winners, _ = resolve(_candidates(matches, context), named)
        figures = [winner for winner in winners if winner.rule.kind in _LINKED]
        links = dict(zip((f.span for f in figures), self.tools.linker.links(text, figures, winners), strict=True))
        winners = [w for w in winners if w.rule.constants.get("item") != "before" or links[w.span].item]
        noticed = [*self._flags(anchors, winners), *(w for w in winners if "code" in w.rule.constants)]
        return assemble.Findings(self.source.text, self.text, winners, links, noticed, self.layout.blocks), year

    def _flags(self, anchors: Anchors, winners: Sequence[Candidate]) -> list[Candidate]:
        """The diagnostics that rules notice; a gap is only where nothing else was read."""
        matcher, text = self.tools.matcher, self.text.text
        matches = list(matcher.find(text, _FLAGS, anchors))
        certain = sum(match.rule.constants["code"] == "missing-number" for match in matches)
        figures = sum(winner.rule.kind in _COUNTED for winner in winners)
        if is_stripped(text, certain, figures):
            matches += matcher.find(text, _SUSPICIONS, anchors)
        found = list(flags(matches, self.tools.words))
        gaps, _ = resolve((f for f in found if f.rule.constants["code"] == "missing-number"), winners)
        # A year with a placeholder (20__年) is a date and a placeholder.
        return [f for f in gaps if f.rule.kind in _FLAGS | _SUSPICIONS] + [f for f in found if f.rule.constants["code"] != "missing-number"]

    def _cite(self, span: Span) -> str:
        start, end = self.text.source(span)
        return self.source.text[start:end]

    def _anniversaries(self) -> list[int]:
        """The years that anniversaries come to: “三八”节96周年 is 2006."""
        rule = next(rule for rule in self.tools.pack.of("fact") if rule.id == "fact.anniversary")
        assert rule.pattern is not None
        numerals = self.tools.tables.numerals
        years = []
        for match in rule.pattern.compiled.finditer(self.text.text):
            base = self.tools.tables.row("anniversaries", match["term"]).get("year")
            number = numerals.integer(match["number"])
            if base and number:
                years.append(int(base) + number)
        return years

    def _reference_year(self, matches: Sequence[Match], named: Sequence[Candidate]) -> ReferenceYear | None:
        if self.year is not None:
            return ReferenceYear(value=self.year, source="option")
        tables = self.tools.tables
        years = [
            NamedYear(match.span[0], year)
            for match in matches
            if match.rule.kind == "date" and (year := named_year(match, tables))
        ]
        titles = [candidate.span for candidate in named if candidate.rule.kind == "document"]
        inside = [y for y in years if any(start <= y.start < end for start, end in titles)]
        title = self.text.within(self.layout.title_span)
        found = reference_year(
            Evidence(
                years=sorted((y for y in years if y not in inside), key=lambda y: y.start),
                title_years=inside,
                anniversaries=self._anniversaries(),
                signature=self.text.within(self.layout.signature_span),
                title=title,
                opening=opening_sentence(self.text.text, title[1] if title else 0),
                file_name=Path(self.source.name).name,
            )
        )
        return ReferenceYear(value=found[0], source=found[1]) if found else None


def _walk(blocks: Iterable[Block]) -> Iterator[tuple[str | None, Sequence[Span]]]:
    for block in blocks:
        yield block.id, block.own
        yield from _walk(block.children)


def _candidates(matches: Iterable[Match], context: Context) -> Iterator[Candidate]:
    """What the matches come to; a match that its normaliser refuses is no candidate."""
    for match in matches:
        values = NORMALISERS[match.rule.normaliser](match, context)
        if isinstance(values, str):
            continue
        for span, fields in values:
            yield Candidate(match.rule, span, fields)
