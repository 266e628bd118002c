"""Scores a pack against gold files: precision, recall, F1 and values, by type; precision and values, by rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from fedparse.columns import WIDTH
from fedparse.errors import Fault, PackError
from fedparse.messages import Message, message
from fedparse.packs import load_pack
from fedparse.pipeline import parse_source
from fedparse.ruletools.gold import (
    CHECK,
    CHECK_FIELDS,
    FACT,
    FACT_FIELDS,
    GOLD_TYPES,
    NONE,
    NUMBERS,
    OPTIONAL,
    number_of,
    read_gold,
)
from fedparse.ruletools.outcome import Outcome, Table
from fedparse.ruletools.readings import TYPES, figures_of, plain, walk
from fedparse.ruletools.savedfiles import read_json, unusable, write_json
from fedparse.spans import paired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fedparse.model import Document, Report, Section, Span
    from fedparse.packs import RulePack
    from fedparse.ruletools.gold import Gold, GoldLine, GoldText

MENTIONS = "mentions"
"""The name of the sum of all types of mentions."""
SCORED = tuple(type_ for type_ in GOLD_TYPES if type_ != OPTIONAL)
"""What is scored, in the order of the table."""
CORE: Mapping[str, tuple[str, ...]] = {
    "section": ("level", "number", "style"),
    "date": ("edtf",),
    "count": ("value", "min", "max", "comparator", "unit"),
    "money": ("amount", "min", "max", "comparator", "currency"),
    "ratio": ("value", "min", "max", "comparator"),
    "program": ("name",),
}
"""The fields that make the value of what was found right."""
FURTHER: Mapping[str, tuple[str, ...]] = {
    "section": ("heading",),
    "count": ("item", "per"),
    "money": ("per",),
    FACT: FACT_FIELDS,
}
"""The fields that must be right besides for all to be right."""

FAILED = "failed"
"""The name of the checks that failed alone."""
LINKS = tuple(f"{FACT}.{name}" for name in FACT_FIELDS)
"""The names of the fields of facts where a type is asked for."""

_OF_FACTS = frozenset({FACT, CHECK})
_DEFAULTS = {"comparator": "=", "currency": "CNY", "status": "reported"}
_FREE = {"min": TYPES, "max": TYPES, "number": ("section",), "style": ("section",)}
"""Fields that may have any value where a gold line of the type does not name them."""
_CLOSE = Decimal("0.0001")
_MISSING = "missing-number"
_FORMAT = 1
_PLACES = 4

Sort = Literal["right", "wrong", "extra", "missed"]
_SIGNS: Mapping[Sort, str] = {"right": "=", "wrong": "~", "extra": "+", "missed": "-"}


class Found(NamedTuple):
    """Something that the pack made: where it is shown, its rule, and its values by name."""

    span: Span
    rule: str
    values: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of a gold line or of something found: both together when they stand in the same place.

    `wrong` are the fields that differ; `near`: it has a partner that only overlaps it; `excused`: it stands where the
    gold file has something optional.
    """

    text: GoldText
    type: str
    gold: GoldLine | None
    found: Found | None
    wrong: tuple[str, ...] = ()
    near: bool = False
    excused: bool = False

    @property
    def sort(self) -> Sort:
        """What it is; a wrong one stands in the right place."""
        if self.gold and self.found:
            return "wrong" if self.wrong else "right"
        return "missed" if self.gold else "extra"

    @property
    def span(self) -> Span:
        """Where it is shown."""
        return self.found.span if self.found else self.gold.span if self.gold else (0, 0)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one type or rule.

    Attributes:
        right: Found in just the place of a gold line.
        extra: Found where there is none.
        missed: Gold lines without anything in just their place.
        near: Pairs that overlap, those in the same place too; `near_extra` and `near_missed` have no partner at all.
        valued: Of the right ones, those with the right value.
        whole: Of the right ones, those with all fields right.
    """

    right: int = 0
    extra: int = 0
    missed: int = 0
    near: int = 0
    near_extra: int = 0
    near_missed: int = 0
    valued: int = 0
    whole: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Score)))


Part: TypeAlias = tuple[int, int]
"""A figure as so many of so many."""
FIGURES: Mapping[str, Callable[[Score], Part]] = {
    "precision": lambda s: (s.right, s.right + s.extra),
    "recall": lambda s: (s.right, s.right + s.missed),
    "f1": lambda s: (2 * s.right, 2 * s.right + s.extra + s.missed),
    "overlap_precision": lambda s: (s.near, s.near + s.near_extra),
    "overlap_recall": lambda s: (s.near, s.near + s.near_missed),
    "overlap_f1": lambda s: (2 * s.near, 2 * s.near + s.near_extra + s.near_missed),
    "values": lambda s: (s.valued, s.right),
    "all": lambda s: (s.whole, s.right),
}
_UNVALUED = frozenset({"report", "missing", CHECK, FAILED})
"""Types that have no fields to be right or wrong."""


def figure(score: Score, name: str) -> Fraction | None:
    """A figure of a score; None where there is nothing to take a share of."""
    part, whole = FIGURES[name](score)
    return Fraction(part, whole) if whole else None


# Judging


def judge(gold: GoldText, document: Document, types: Sequence[str] = SCORED) -> list[Verdict]:
    """What is right, wrong, too much and missed in one text, type by type, each in the order of the text."""
    optional = [line.span for line in gold.lines if line.type == OPTIONAL]
    verdicts: list[Verdict] = []
    for type_ in types:
        if not _asks(gold, type_):
            continue
        if type_ == CHECK:
            verdicts += _checks(gold, document)
        else:
            verdicts += _judged(gold, type_, _found(document, type_), optional)
    return verdicts


def _asks(gold: GoldText, type_: str) -> bool:
    """Whether a gold file says what is to be found of a type.

    Most say nothing of facts, and one that has nothing else leaves the rest to others.
    """
    told = {line.type for line in gold.lines} - {OPTIONAL}
    return bool(told & _OF_FACTS) if type_ in _OF_FACTS else not told or bool(told - _OF_FACTS)


def _checks(gold: GoldText, document: Document) -> Iterator[Verdict]:
    """The checks, each gold line with one of its place, id and result.

    What passed without a gold line is neither right nor wrong; what failed without one is a false alarm.
    """
    left = [made for report in document.reports for made in _made_checks(report)]
    for line in (line for line in gold.lines if line.type == CHECK):
        met = [
            made
            for made in left
            if made.span == line.span and all(made.values[name] in line.fields[name].split("|") for name in made.values)
        ]
        if met:
            left.remove(met[0])
        yield Verdict(gold, CHECK, line, met[0] if met else None, near=bool(met))
    yield from (Verdict(gold, CHECK, None, made) for made in left if made.values["result"] == "failed")


def _made_checks(report: Report) -> Iterator[Found]:
    figures = figures_of(report)
    for check in report.checks:
        span = figures[check.fact].span if check.fact else check.span
        yield Found(span, "", {"id": check.check, "result": check.result})


def _judged(gold: GoldText, type_: str, found: Mapping[Span, Found], optional: Sequence[Span]) -> Iterator[Verdict]:
    wanted = {_key(line): line for line in gold.lines if line.type == type_}
    missed, extra = sorted(wanted.keys() - found.keys()), sorted(found.keys() - wanted.keys())
    pairs = paired(missed, extra)
    near = {missed[one] for one, _ in pairs} | {extra[other] for _, other in pairs}
    for span in sorted(wanted.keys() | found.keys()):
        line, made = wanted.get(span), found.get(span)
        wrong = tuple(_wrong(type_, line, made)) if line and made else ()
        # A report is a whole file: nothing in it can be optional.
        excused = (
            line is None and type_ != "report" and any(span[0] < end and start < span[1] for start, end in optional)
        )
        yield Verdict(gold, type_, line, made, wrong, span in near, excused)


def _key(line: GoldLine) -> Span:
    """What a gold line is matched by: its span, or for what holds others the place where it begins."""
    start = line.span[0]
    return (start, start + 1) if line.type in {"section", "report"} else line.span


def _found(document: Document, type_: str) -> Mapping[Span, Found]:
    """What a document has of one type, by what it is matched by."""
    reports = document.reports
    if type_ in TYPES:
        names = (*CORE.get(type_, ()), *FURTHER.get(type_, ()))
        mentions = [mention for report in reports for mention in getattr(report, TYPES[type_])]
        return {m.span: Found(m.span, m.rule, {name: getattr(m, name) for name in names}) for m in mentions}
    if type_ == FACT:
        return {found.span: found for report in reports for found in _facts(report)}
    if type_ == "missing":
        gaps = [d for report in reports for d in report.diagnostics if d.code == _MISSING and d.span]
        return {gap.span: Found(gap.span, gap.rule or "", {}) for gap in gaps if gap.span}
    if type_ == "section":
        return dict(_section(section) for report in reports for section in walk(report.sections))
    text = document.text or ""
    first = len(text) - len(text.lstrip())
    starts = [max(report.span[0], first) for report in reports]
    return {(start, start + 1): Found((start, start + 1), "", {}) for start in starts}


class Whole(NamedTuple):
    """The figure that another is a part of."""

    span: Span
    surface: str

    def __str__(self) -> str:
        return self.surface


def _facts(report: Report) -> Iterator[Found]:
    figures = figures_of(report)
    for fact in report.facts:
        values = {name: getattr(fact, name) for name in FACT_FIELDS}
        whole = figures[fact.part_of] if fact.part_of else None
        values["part_of"] = Whole(whole.span, whole.surface) if whole else None
        yield Found(figures[fact.id].span, "", values)


def _section(section: Section) -> tuple[Span, Found]:
    start = section.span[0]
    values = {name: getattr(section, name) for name in (*CORE["section"], *FURTHER["section"])}
    marker = max(1, len(section.marker))
    return (start, start + 1), Found((start, start + marker), section.rule, values)


def _wrong(type_: str, gold: GoldLine, found: Found) -> Iterator[str]:
    """The fields whose value is none of those that the gold line lists."""
    for name in (*CORE.get(type_, ()), *FURTHER.get(type_, ())):
        if not gold.fields.get(name) and type_ in _FREE.get(name, ()):
            continue
        wanted = gold.fields.get(name) or _DEFAULTS.get(name, "null")
        made = found.values[name]
        if type_ == FACT:
            right = _linked(name, wanted, made, gold)
        else:
            right = any(_is(name, choice, made) for choice in wanted.split("|"))
        if not right:
            yield name


def _linked(name: str, wanted: str, made: object, gold: GoldLine) -> bool:
    """Whether a field of a fact is right: to the letter, and a whole by its place."""
    if name == "part_of":
        return (made.span if isinstance(made, Whole) else None) in gold.wholes
    return plain(made) in {"null" if choice in NONE else choice for choice in wanted.split("|")}


def _is(name: str, wanted: str, found: object) -> bool:
    if wanted in NONE or found is None:
        return wanted in NONE and found is None
    if name == "item":
        # One reader takes more of the words before a noun than another.
        return wanted.endswith(str(found)) or str(found).endswith(wanted)
    if name in NUMBERS:
        number = number_of(wanted)
        assert isinstance(found, int | Decimal)
        return number is not None and abs(number - found) <= _CLOSE * max(Decimal(1), abs(number))
    return wanted == plain(found)


def score(verdicts: Iterable[Verdict]) -> Score:
    """The counts of some verdicts."""
    return sum((_counted(verdict) for verdict in verdicts), Score())


def _counted(verdict: Verdict) -> Score:
    if verdict.gold and verdict.found:
        valued = not set(verdict.wrong) & set(CORE.get(verdict.type, ()))
        return Score(right=1, near=1, valued=int(valued), whole=int(not verdict.wrong))
    if verdict.gold:
        return Score(missed=1, near=int(verdict.near), near_missed=int(not verdict.near))
    # What was found near a gold line is counted with that line.
    free = int(not verdict.excused)
    return Score(extra=free, near_extra=free * int(not verdict.near))


def scores(verdicts: Sequence[Verdict], types: Sequence[str] = SCORED) -> dict[str, Score]:
    """The scores by type, under `mentions` the sum of the types of mentions, and those of the fields of facts.

    The score of a field (`fact.item`) is that of the facts, those with this field right being the valued ones.
    """
    by_type = {type_: score(verdict for verdict in verdicts if verdict.type == type_) for type_ in types}
    mentions = [by_type[type_] for type_ in types if type_ in TYPES]
    of_facts = {type_: by_type.pop(type_) for type_ in types if type_ in _OF_FACTS}
    if CHECK in of_facts:
        of_facts[FAILED] = score(verdict for verdict in verdicts if verdict.type == CHECK and _failed(verdict))
    if FACT in of_facts:
        facts = [verdict for verdict in verdicts if verdict.type == FACT]
        of_facts |= {f"{FACT}.{name}": _of_field(name, facts, of_facts[FACT]) for name in FACT_FIELDS}
    return by_type | ({MENTIONS: sum(mentions, Score())} if mentions else {}) | of_facts


def _failed(verdict: Verdict) -> bool:
    """Whether a check failed; one that was not found, by its gold line."""
    made = verdict.found.values["result"] if verdict.found else verdict.gold and verdict.gold.fields.get("result")
    return made == "failed"


def _of_field(name: str, facts: Iterable[Verdict], whole: Score) -> Score:
    right = sum(bool(v.gold and v.found and name not in v.wrong) for v in facts)
    return replace(whole, valued=right, whole=right)


def _share(score_: Score) -> Part:
    """The share of the gold lines of facts whose field is right: a fact that is missed is wrong in all fields."""
    return score_.valued, score_.right + score_.missed


def share(score_: Score) -> Fraction | None:
    """The same as a number, for the score of a field; None where there is no fact."""
    part, whole = _share(score_)
    return Fraction(part, whole) if whole else None


def _lines(score_: Score) -> int:
    return score_.right + score_.missed


# The verb


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a scoring.

    Attributes:
        types: Only types whose name has one of these in it; all without.
        least: The least F1 by type, and the least share that is right of a field of facts (`fact.item`); under "" the
            least F1 of all mentions, or of each type where no mentions are scored.
        baseline: A file of saved figures, none of which may be higher than now.
        save: Where the figures are saved.
        listed: Whether misses, extras and wrong values are listed.
        right: Whether what is right is listed.
    """

    types: Sequence[str] = ()
    least: Mapping[str, Decimal] = field(default_factory=dict)
    baseline: Path | None = None
    save: Path | None = None
    listed: bool = False
    right: bool = False


def evaluate(rules: Path | None, paths: Sequence[Path], options: Options | None = None) -> Outcome:
    """Scores the pack in a directory (the built-in one without) against gold files.

    Returns:
        The outcome; its faults are gold lines that cannot be used, and figures that are too low.
    """
    options = options or Options()
    types = [type_ for type_ in SCORED if not options.types or any(part in type_ for part in options.types)]
    try:
        saved = _Saved.read(options.baseline)
        pack = load_pack(rules)
        gold = read_gold(paths)
        verdicts = [verdict for text in gold.texts for verdict in _verdicts(pack, text, types)]
        totals = scores(verdicts, types)
        if options.save:
            write_figures(options.save, pack, totals)
    except PackError as error:
        said = message("the gold files cannot be scored")
        return Outcome("eval", "", 0, said, faults=error.faults, loaded=False)
    place = str(paths[0]) if paths else ""
    faults = [*gold.faults, *(fault for text in gold.texts for fault in text.faults)]
    faults += [*_too_low(totals, options.least, place), *saved.regressions(totals)]
    return _outcome(pack, gold, verdicts, totals, faults, options)


def _verdicts(pack: RulePack, gold: GoldText, types: Sequence[str]) -> list[Verdict]:
    return judge(gold, parse_source(gold.text.source, pack=pack, with_text=True), types)


def _too_low(totals: Mapping[str, Score], least: Mapping[str, Decimal], path: str) -> Iterator[Fault]:
    """A fault for each type whose F1 is too low, or that has nothing to be scored, and for each such field of facts."""
    for name, bar in least.items():
        for type_ in [name] if name else _whole(totals):
            if type_ not in totals:
                continue
            part, of = _share(totals[type_]) if type_ in LINKS else FIGURES["f1"](totals[type_])
            if not of or Fraction(part, of) < Fraction(bar):
                template = "{type}: F1 is {figure}, less than {bar}"
                if type_ in LINKS:
                    template = "{type}: of the facts {figure} are right, less than {bar}"
                yield Fault(path, 1, 1, "FED098", message(template, type=type_, figure=_counted_out(part, of), bar=bar))


def _whole(totals: Mapping[str, Score]) -> Sequence[str]:
    """What a bar without a type is for: all mentions, or the types that are scored instead of them."""
    if MENTIONS in totals and (totals[MENTIONS] != Score() or not _lines(totals.get(FACT, Score()))):
        return [MENTIONS]
    types = [type_ for type_ in totals if type_ not in {MENTIONS, FAILED, *LINKS} and _told(type_, totals[type_])]
    # Where gold files have facts alone, nothing is asked of the rest.
    return [FACT] if MENTIONS in totals else types


# Saved figures


class _Saved(NamedTuple):
    """Scores that were saved, and the text of their file."""

    file: str
    text: str
    scores: Mapping[str, Score]

    @classmethod
    def read(cls, file: Path | None) -> _Saved:
        """The scores of a file; none without.

        Raises:
            PackError: when it is no such file.
        """
        if file is None:
            return cls("", "", {})
        data = read_json(file)
        names = [f.name for f in fields(Score)]
        try:
            if data["format"] != _FORMAT:
                raise ValueError(data["format"])
            kept = {str(t): Score(*(int(row[name]) for name in names)) for t, row in data["types"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            said = message("this is no file that `fedparse rules eval --save` wrote")
            raise unusable(file, said) from None
        return cls(str(file), file.read_text(encoding="utf-8"), kept)

    def regressions(self, totals: Mapping[str, Score]) -> Iterator[Fault]:
        """A fault for each figure that is lower than it was."""
        for type_, score_ in totals.items():
            was = self.scores.get(type_, Score())
            # The place of a fact is counted with the facts, not with each of their fields again.
            for name in ("values",) if type_ in LINKS else FIGURES:
                before, now = figure(was, name), figure(score_, name)
                if before is not None and (now is None or now < before):
                    said = message(
                        "{type}: {figure} was {was}, is {now}",
                        type=type_,
                        figure=name,
                        was=_shown(was, name),
                        now=_shown(score_, name),
                    )
                    yield Fault(self.file, *self._place(type_), "FED098", said)

    def _place(self, type_: str) -> tuple[int, int]:
        at = max(0, self.text.find(f'"{type_}"'))
        return self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at)


def write_figures(file: Path, pack: RulePack, totals: Mapping[str, Score]) -> None:
    """Saves scores, a line a type: the counts are what is compared, the figures are for people.

    Raises:
        PackError: when the file cannot be written.
    """
    head = {"format": _FORMAT, "pack": f"{pack.name} {pack.version}"}
    write_json(
        file, head, "types", {type_: _row(score_, type_) for type_, score_ in totals.items() if _told(type_, score_)}
    )


def _told(type_: str, score_: Score) -> bool:
    """Whether a score is worth a line: nobody asks for facts where no gold file has any."""
    return type_ not in {*_OF_FACTS, FAILED, *LINKS} or score_ != Score()


# What a person is told


def _outcome(
    pack: RulePack,
    gold: Gold,
    verdicts: Sequence[Verdict],
    totals: Mapping[str, Score],
    faults: Sequence[Fault],
    options: Options,
) -> Outcome:
    asked = {"right"} if options.right else set()
    asked |= {"wrong", "extra", "missed"} if options.listed else set()
    shown = sorted((v for v in verdicts if v.sort in asked and not v.excused), key=lambda v: (v.text.path, v.span))
    lines = sum(verdict.gold is not None for verdict in verdicts)
    return Outcome(
        verb="eval",
        pack=f"{pack.name} {pack.version}",
        checked=lines,
        faults=faults,
        summary=_summary(totals, lines, len(gold.texts)),
        tables=tuple(_tables(totals, verdicts)) if lines else (),
        blocks=("\n".join(line for verdict in shown for line in told(verdict)),) if shown else (),
        data=_data(gold, verdicts, totals),
    )


def _tables(totals: Mapping[str, Score], verdicts: Sequence[Verdict]) -> Iterator[Table]:
    yield _by_type(totals)
    if _lines(totals.get(FACT, Score())):
        yield _by_field(totals, verdicts)
    by_rule = _by_rule(verdicts)
    if by_rule.rows:
        yield by_rule


def _summary(totals: Mapping[str, Score], lines: int, texts: int) -> Message:
    if not lines:
        return message("no gold line was scored")
    where = message("gold lines: {lines}, texts: {texts}", lines=lines, texts=texts)
    # The first of these that has gold lines: a text may have those of facts alone.
    name = next(type_ for type_ in (MENTIONS, *totals) if type_ in totals and _lines(totals[type_]))
    values = dict(zip(FIGURES, _cells(totals[name], name, FIGURES), strict=True))
    said = "{where}; {type}: precision {precision}, recall {recall}, F1 {f1}, values {values}"
    return message(said, where=where, type=name, **values)


def _decimal(score_: Score, name: str) -> str:
    value = figure(score_, name)
    return "-" if value is None else f"{float(value):.{_PLACES}f}"


def _shown(score_: Score, name: str) -> Message | str:
    """A figure with the counts that it is made of: four digits do not tell 4999 of 5000 from all."""
    return _counted_out(*FIGURES[name](score_))


def _counted_out(part: int, whole: int) -> Message | str:
    if not whole:
        return "-"
    return message("{figure} ({part} of {whole})", figure=f"{part / whole:.{_PLACES}f}", part=part, whole=whole)


def _by_type(totals: Mapping[str, Score]) -> Table:
    heads = ("type", "gold", "P", "R", "F1", "P ~", "R ~", "F1 ~", "value ok", "all ok")
    shown = {type_: s for type_, s in totals.items() if type_ not in LINKS and _told(type_, s)}
    rows = tuple((type_, str(_lines(s)), *_cells(s, type_, FIGURES)) for type_, s in shown.items())
    title = message("P, R, F1: the same span; ~: spans that overlap")
    return Table(title, tuple(map(message, heads)), rows, numeric=frozenset(range(1, len(heads))))


def _by_field(totals: Mapping[str, Score], verdicts: Iterable[Verdict]) -> Table:
    heads = ("field", "right", "share", "has a value", "of these right", "share")
    asked = _asked(verdicts)
    rows = []
    for name in FACT_FIELDS:
        right, lines = _share(totals[f"{FACT}.{name}"])
        found, of = asked[name]
        rows.append((name, str(right), f"{right / lines:.{_PLACES}f}", str(of), str(found), _quotient(found, of)))
    title = message("the fields of facts; a fact that is missed is wrong in all of them")
    return Table(title, tuple(map(message, heads)), tuple(rows), numeric=frozenset(range(1, len(heads))))


def _quotient(part: int, whole: int) -> str:
    return f"{part / whole:.{_PLACES}f}" if whole else "-"


def _asked(verdicts: Iterable[Verdict]) -> dict[str, Part]:
    """By field, how many facts are right of those whose gold line gives the field a value."""
    counts = dict.fromkeys(FACT_FIELDS, (0, 0))
    for verdict in verdicts:
        if verdict.type == FACT and verdict.gold:
            for name in FACT_FIELDS:
                if verdict.gold.fields.get(name, "") not in NONE:
                    right, of = counts[name]
                    counts[name] = right + bool(verdict.found and name not in verdict.wrong), of + 1
    return counts


def _cells(score_: Score, type_: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield _decimal(score_, name) if _valued(type_, name) else "-"


def _valued(type_: str, name: str) -> bool:
    """Whether a type has such a figure: a fact has no value beside its fields, which `all` is about."""
    return name not in {"values", "all"} or (type_ not in _UNVALUED and (type_, name) != (FACT, "values"))


def _by_rule(verdicts: Iterable[Verdict]) -> Table:
    heads = ("rule", "right", "extra", "precision", "value ok", "all ok")
    rows = tuple(
        (rule, str(s.right), str(s.extra), *_cells(s, type_, ("precision", "values", "all")))
        for (rule, type_), s in _rules(verdicts).items()
    )
    title = message("by rule; a miss is counted by type alone, for no rule answers for what none found")
    return Table(title, tuple(map(message, heads)), rows, numeric=frozenset(range(1, len(heads))))


def _rules(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], Score]:
    """The scores of what each rule made, by rule and type."""
    by_rule: defaultdict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.found and verdict.found.rule and not verdict.excused:
            by_rule[verdict.found.rule, verdict.type].append(verdict)
    return {key: score(by_rule[key]) for key in sorted(by_rule)}


def told(verdict: Verdict) -> Iterator[str]:
    """A verdict in two lines: sign, place, type, rule and what is wrong; what stands around it."""
    text = verdict.text.text
    spot = text.spot(verdict.span)
    rule = verdict.found.rule if verdict.found else ""
    place = f"{text.path}:{spot.line}:{spot.column}"
    wrong = ", ".join(f"{name}: {got}, gold {wanted}" for name, got, wanted in _fields(verdict))
    values = verdict.found.values if verdict.found else verdict.gold.fields if verdict.gold else {}
    named = " ".join(plain(values.get(name)) for name in CHECK_FIELDS) if verdict.type == CHECK else ""
    yield " ".join(part for part in (_SIGNS[verdict.sort], place, verdict.type, named, rule, wrong) if part)
    yield f"    {text.context(verdict.span, WIDTH - 4)}"


def _fields(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """The wrong fields: name, what was found, what the gold line has."""
    if verdict.gold and verdict.found:
        for name in verdict.wrong:
            wanted = verdict.gold.fields.get(name) or _DEFAULTS.get(name, "null")
            yield name, plain(verdict.found.values[name]), wanted


def _data(gold: Gold, verdicts: Sequence[Verdict], totals: Mapping[str, Score]) -> Mapping[str, object]:
    return {
        "texts": len(gold.texts),
        "types": {type_: _row(s, type_) for type_, s in totals.items() if type_ not in LINKS and _told(type_, s)},
        "fields": _field_data(totals, verdicts),
        "rules": [{"rule": rule, "type": type_, **_made(s, type_)} for (rule, type_), s in _rules(verdicts).items()],
        "verdicts": [_verdict(verdict) for verdict in verdicts],
    }


def _field_data(totals: Mapping[str, Score], verdicts: Iterable[Verdict]) -> Mapping[str, object]:
    """By field of facts: gold lines, right ones, their share; those with a value, and how many of these are right."""
    if not _lines(totals.get(FACT, Score())):
        return {}
    told: dict[str, object] = {}
    for name, (found, asked) in _asked(verdicts).items():
        right, lines = _share(totals[f"{FACT}.{name}"])
        share = round(right / lines, _PLACES)
        told[name] = {"gold": lines, "right": right, "share": share, "asked": asked, "asked_right": found}
    return told


def _row(score_: Score, type_: str) -> dict[str, object]:
    counts = {f.name: getattr(score_, f.name) for f in fields(Score)}
    return counts | {name: _rounded(score_, name, type_) for name in FIGURES}


def _made(score_: Score, type_: str) -> dict[str, object]:
    names = ("precision", "values", "all")
    counts = {"right": score_.right, "extra": score_.extra, "valued": score_.valued, "whole": score_.whole}
    return counts | {name: _rounded(score_, name, type_) for name in names}


def _rounded(score_: Score, name: str, type_: str) -> float | None:
    value = figure(score_, name)
    if value is None or not _valued(type_, name):
        return None
    return round(float(value), _PLACES)


def _verdict(verdict: Verdict) -> dict[str, object]:
    text = verdict.text.text
    spot = text.spot(verdict.span)
    return {
        "verdict": "optional" if verdict.excused else verdict.sort,
        "path": text.path,
        "line": spot.line,
        "column": spot.column,
        "type": verdict.type,
        "span": list(verdict.span),
        "surface": text.text[slice(*verdict.span)],
        "rule": (verdict.found and verdict.found.rule) or None,
        "gold": f"{verdict.text.path}:{verdict.gold.number}" if verdict.gold else None,
        "overlaps": verdict.near,
        "wrong": {name: {"found": got, "gold": wanted} for name, got, wanted in _fields(verdict)},
    }
