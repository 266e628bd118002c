"""parse(): the stages in order, and nothing more.

A source is folded and laid out into reports and sections; its reading text is matched, normalised, resolved and linked,
and put together report by report as mentions, facts and diagnostics whose spans are of the untouched source.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fedparse import assemble
from fedparse.candidates import Candidate, Match, Refused
from fedparse.checks import Checker
from fedparse.clean import Folder
from fedparse.duplicates import find_duplicates
from fedparse.facts import FactFinder
from fedparse.flags import doubtful, flags
from fedparse.layout import Block, ReportLayout, lay_out
from fedparse.link import Linker
from fedparse.match import Matcher
from fedparse.messages import Message
from fedparse.model import SCHEMA_VERSION, Diagnostic, Document, Generator, ReferenceYear, Rules, Source
from fedparse.normalize import NORMALISERS, Context, Tables
from fedparse.normalize.date import named_year
from fedparse.packs import RulePack, load_pack
from fedparse.reading import ReadingText
from fedparse.reference import Evidence, NamedYear, opening_sentence, reference_year
from fedparse.resolve import resolve
from fedparse.sources import SourceText, from_text, read_path
from fedparse.spans import Taken
from fedparse.timing import noticed
from fedparse.variants import Variant
from fedparse.version import VERSION
from fedparse.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.match import Anchors
    from fedparse.model import Span

_MENTIONS = frozenset({"document", "program", "guard", "date", "money", "ratio", "count"})
_FLAGS = frozenset({"diagnostic"})
_SUSPICIONS = frozenset({"suspicion"})
_COUNTED = frozenset({"count", "money"})
_FIGURES = frozenset({"count", "money", "ratio"})
_MISSING = "missing-number"
_NOISE = "noise"
_SLOW = "slow-rule"


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
        """Jieba's words with the programs as user words."""
        return Words(self.pack.lexicons["programs"].rows)

    @cached_property
    def linker(self) -> Linker:
        """Finds the counted nouns."""
        return Linker(self.pack, self.words, self.folder.fold)

    @property
    def layout(self) -> RulePack:
        """The pack whose rules lay a text out."""
        return self.pack

    def anniversaries(self, text: str) -> list[int]:
        """The years that the anniversaries of a text come to: “三八”节96周年 is 2006."""
        rule = next(rule for rule in self.pack.of("fact") if rule.id == "fact.anniversary")
        assert rule.pattern is not None
        years = []
        for match in rule.pattern.compiled.finditer(text):
            base = self.tables.row("anniversaries", match["term"]).get("year")
            number = self.tables.numerals.integer(match["number"])
            if base and number:
                years.append(int(base) + number)
        return years

    @cached_property
    def facts(self) -> FactFinder:
        """Finds the rows."""
        return FactFinder(self.pack)

    @cached_property
    def checker(self) -> Checker:
        """Proves the figures."""
        return Checker(self.pack, self.tables.numerals.integer)


@dataclass(frozen=True, eq=False)
class _Varied(Engine):
    """The engine of a pack that differs in a little from another one: what does not hang on that is shared."""

    pack: Variant
    base: Engine

    @cached_property
    def folder(self) -> Folder:
        return self.base.folder

    @cached_property
    def matcher(self) -> Matcher:
        return self.base.matcher.varied(self.pack) if self.pack.reads_alike else Matcher(self.pack)

    @cached_property
    def tables(self) -> Tables:
        return self.base.tables if self.pack.reads_alike else Tables.of(self.pack)

    @cached_property
    def words(self) -> Words:
        return self.base.words

    @cached_property
    def linker(self) -> Linker:
        alike = self.pack.reads_alike and "fact" not in self.pack.changed
        return self.base.linker if alike else Linker(self.pack, self.words, self.folder.fold)

    @property
    def layout(self) -> RulePack:
        return self.base.layout if self.pack.lays_out_alike else self.pack

    @cached_property
    def facts(self) -> FactFinder:
        alike = self.pack.reads_alike and "fact" not in self.pack.changed
        return self.base.facts if alike else FactFinder(self.pack)


@lru_cache(maxsize=16)
def engine(pack: RulePack) -> Engine:
    """The engine of a pack, one per process for each of the packs used last."""
    return _Varied(pack, engine(pack.base)) if isinstance(pack, Variant) else Engine(pack)


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
    year: int | ReferenceYear | None = None,
    pack: RulePack | None = None,
    with_text: bool = False,
    only: frozenset[str] | None = None,
    seen: set[str] | None = None,
) -> Document:
    """Reads a source that is text already.

    Args:
        source: The source.
        year: The reference year, when the caller knows better than the text.
        pack: The rules; the built-in ones without.
        with_text: Whether the text goes into the document.
        only: The mention lists to keep (`dates`, `money` …); all without.
        seen: Takes the rules that had a part in the document (`Findings.seen`), and `slow-rule` where one gave up.
    """
    with noticed() as late:
        reader = _reader(source, pack or load_pack(), year)
        found = reader.read()
    if seen is not None:
        seen |= found.seen
        seen |= {_SLOW} if late else set()
    tools, layouts = reader.tools, reader.layouts
    repeats = find_duplicates([reader.folded[slice(*layout.span)] for layout in layouts])
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
            synthetic=source.content.synthetic,
        ),
        reports=tuple(assemble.reports(found, layouts, repeats, tools.facts, tools.checker, only)),
        diagnostics=(*_bad_bytes(source), *_notes(source), *_late(late)),
        text=source.text if with_text else None,
    )


def read(text: str | SourceText, pack: RulePack, *, year: int | None = None) -> assemble.Findings:
    """Everything the rules of a pack find in a text, losers and refused matches too: what explains a document."""
    return _reader(from_text(text, name="") if isinstance(text, str) else text, pack, year).read()


def reading_text(source: SourceText, pack: RulePack) -> str:
    """The text that the rules of a pack are matched with: folded, without noise and hard wraps."""
    return _reader(source, pack, None).reading.text


def together(kind: str) -> frozenset[str]:
    """The kinds of rules that are matched in one go with those of a kind; empty for kinds that no matcher runs."""
    return next((kinds for kinds in (_MENTIONS, _FLAGS, _SUSPICIONS) if kind in kinds), frozenset())


def _reader(source: SourceText, pack: RulePack, year: int | ReferenceYear | None) -> _Reader:
    tools = engine(pack)
    year = ReferenceYear(value=year, source="option") if isinstance(year, int) else year
    folded = tools.folder.fold(source.text)
    return _Reader(tools, source, folded, lay_out(source.text, folded, tools.layout), year)


def _bad_bytes(source: SourceText) -> Iterator[Diagnostic]:
    for span in source.bad_bytes:
        message = f"bytes that are no {source.encoding}; U+FFFD stands for them"
        yield Diagnostic(code="bad-bytes", severity="warning", message=message, span=span, section=None)


def _notes(source: SourceText) -> Iterator[Diagnostic]:
    for code, said, span in ((note.code, note.message, note.span) for note in source.content.notes):
        yield Diagnostic(code=code, severity="warning", message=said, span=span, section=None)


def _late(late: Mapping[str, int]) -> Iterator[Diagnostic]:
    for name in sorted(late):
        words = f"{name} took too long at some places of the text, and what it would find there is missing"
        yield Diagnostic(code=_SLOW, severity="warning", message=words, span=None, section=None)


@dataclass(frozen=True, eq=False)
class _Reader:
    """A laid-out source on its way through the stages; all its reports are matched together."""

    tools: Engine
    source: SourceText
    folded: str
    layouts: Sequence[ReportLayout]
    year: ReferenceYear | None
    seen: set[str] = field(default_factory=set)

    def read(self) -> assemble.Findings:
        matcher, text = self.tools.matcher, self.reading.text
        anchors = matcher.anchors(text)
        matches = list(matcher.find(text, _MENTIONS, anchors))
        self.seen.update([match.rule.id for match in matches])
        years = self._reference_years(matches)
        candidates, refused = self._normalise(matches, years)
        winners, losses = resolve(candidates)
        figures = [winner for winner in winners if winner.rule.kind in _COUNTED]
        links = dict(zip((f.span for f in figures), self.tools.linker.links(text, figures, winners), strict=True))
        winners = [w for w in winners if w.rule.constants.get("item") != "before" or links[w.span].item]
        flagged = self._flags(anchors, winners)
        return assemble.Findings(
            source=self.source.text,
            places=assemble.Places(self.source.content.pages, self.source.content.paragraphs),
            text=self.reading,
            years=years,
            winners=winners,
            losses=losses,
            refused=refused,
            links=links,
            flags=flagged,
            seen=frozenset(self.seen).union(*map(_seen, self.layouts)),
        )

    @cached_property
    def reading(self) -> ReadingText:
        """The reading text of all reports."""
        return ReadingText(self.folded, map(_pieces, self.layouts))

    def _normalise(
        self, matches: Iterable[Match], years: Sequence[ReferenceYear | None]
    ) -> tuple[list[Candidate], list[Refused]]:
        """What the matches come to; a match that its normaliser refuses is no candidate."""
        contexts = [Context(self.tools.tables, year.value if year else None, self._cite) for year in years]
        report = self.reading.report
        candidates: list[Candidate] = []
        refused: list[Refused] = []
        for match in matches:
            rule = match.rule
            values = NORMALISERS[rule.normaliser](match, contexts[report(match.span[0])])
            if isinstance(values, Message):
                refused.append(Refused(match, values))
                continue
            for span, fields in values:
                candidates.append(Candidate(rule, span, fields))
        return candidates, refused

    def _flags(self, anchors: Anchors, winners: Sequence[Candidate]) -> list[Candidate]:
        """The diagnostics that rules notice; a gap is only where nothing else was read."""
        matcher, text, report = self.tools.matcher, self.reading.text, self.reading.report
        matches = list(matcher.find(text, _FLAGS, anchors))
        certain: list[list[Span]] = [[] for _ in self.layouts]
        figures = [0] * len(self.layouts)
        for match in matches:
            if match.rule.constants["code"] == _MISSING:
                certain[report(match.span[0])].append(match.span)
        for winner in winners:
            figures[report(winner.span[0])] += winner.rule.kind in _FIGURES
        for number in range(len(self.layouts)):
            stretch = self.reading.stretch(number)
            for part in doubtful(text, stretch, sorted(certain[number]), figures[number]):
                matches += matcher.find(text, _SUSPICIONS, anchors, part)
                self.seen.update(_SUSPICIONS)
        self.seen.update([match.rule.id for match in matches])
        found = list(flags(matches, self.tools.words))
        gaps, _ = resolve((f for f in found if f.rule.constants["code"] == _MISSING), winners)
        noticed = [f for f in gaps if f.rule.kind in _FLAGS | _SUSPICIONS]
        masked = [w for w in winners if "code" in w.rule.constants]
        told = Taken(winner.span for winner in masked)
        # A year with a placeholder (20__年) is a date and a placeholder; a masked number (20__余名) says so itself.
        noticed += [f for f in found if f.rule.constants["code"] != _MISSING and not told.overlaps(f.span)]
        noticed += masked
        # What two rules say of one place does not hang on the order of their files.
        return sorted(noticed, key=lambda flag: (flag.span, flag.rule.id))

    def _cite(self, span: Span) -> str:
        return self.reading.cite(self.source.text, span)

    def _reference_years(self, matches: Sequence[Match]) -> list[ReferenceYear | None]:
        """The reference year of each report."""
        if self.year is not None:
            return [self.year] * len(self.layouts)
        tables, report = self.tools.tables, self.reading.report
        years: list[list[NamedYear]] = [[] for _ in self.layouts]
        titles: list[list[Span]] = [[] for _ in self.layouts]
        for match in matches:
            if match.rule.kind == "document":
                titles[report(match.span[0])].append(match.span)
            elif match.rule.kind == "date" and (year := named_year(match, tables)):
                years[report(match.span[0])].append(NamedYear(match.span[0], year))
        return [
            self._reference_year(number, sorted(years[number]), titles[number]) for number in range(len(self.layouts))
        ]

    def _reference_year(self, report: int, years: Sequence[NamedYear], titles: Sequence[Span]) -> ReferenceYear | None:
        layout, text = self.layouts[report], self.reading.text
        start, end = self.reading.stretch(report)
        quoted = Taken(titles)
        inside = [quoted.overlaps((named.start, named.start + 1)) for named in years]
        title = self.reading.within(layout.title_span)
        found = reference_year(
            Evidence(
                years=[named for named, title in zip(years, inside, strict=True) if not title],
                title_years=[named for named, title in zip(years, inside, strict=True) if title],
                anniversaries=lambda: self.tools.anniversaries(text[start:end]),
                signature=self.reading.within(layout.signature_span),
                title=title,
                opening=opening_sentence(text, title[1] if title else start, end),
                file_name=self.source.file_name,
            )
        )
        return ReferenceYear(value=found[0], source=found[1]) if found else None


def _seen(layout: ReportLayout) -> Iterator[str]:
    """The rules that found noise in a report, and their kind."""
    for note in layout.notes:
        if note.code == _NOISE and note.rule:
            yield _NOISE
            yield note.rule


def _pieces(layout: ReportLayout) -> Iterator[tuple[Span, str | None]]:
    """The parts of a report that are read, each with the block it belongs to."""
    for span in layout.preamble:
        yield span, None
    yield from _own(layout.blocks)


def _own(blocks: Iterable[Block]) -> Iterator[tuple[Span, str | None]]:
    for block in blocks:
        for span in block.own:
            yield span, block.id
        yield from _own(block.children)
