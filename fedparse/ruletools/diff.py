"""What changes over a corpus between two packs: every mention, section and diagnostic that is gained, lost or other."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fedparse.columns import WIDTH
from fedparse.errors import Fault, PackError
from fedparse.messages import Message, message
from fedparse.ruletools.changes import SORTS, Accepted, changes_of, write_accepted
from fedparse.ruletools.corpus import read_corpus
from fedparse.ruletools.outcome import Outcome, Table
from fedparse.ruletools.readings import Saved, write_readings
from fedparse.ruletools.revisions import open_side
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from fedparse.ruletools.changes import Change, Sort
    from fedparse.ruletools.corpus import Corpus, CorpusText
    from fedparse.ruletools.readings import Item, Readings
    from fedparse.ruletools.revisions import Side

T = TypeVar("T")
FAIL_ON: Mapping[str, frozenset[Sort]] = {
    **{sort: frozenset({sort}) for sort in SORTS},
    "changed": frozenset({"value", "span", "rule"}),
}
"""What changes can be made faults of, by name."""
SHOWN = 50
"""How many changes are shown to people without `--limit`."""

_CODES: Mapping[Sort, str] = {"lost": "FED080", "gained": "FED082"}
_CHANGED = "FED081"
_SIGNS: Mapping[Sort, str] = {"gained": "+", "lost": "-"}
_OTHER = "~"
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a comparison.

    Attributes:
        rules: Only changes of rules whose id has one of these in it; all without.
        fail_on: The sorts of changes that are faults.
        accepted: A file of accepted changes, which are no faults.
        save: Where the readings of the new side are saved.
        save_accepted: Where the changes are written as accepted ones.
        limit: How many changes are shown to people.
        jobs: How many processes read; as many as it pays without.
        default: The pack directory that is looked for in a revision; that of the built-in pack without.
    """

    rules: Sequence[str] = ()
    fail_on: Collection[Sort] = ()
    accepted: Path | None = None
    save: Path | None = None
    save_accepted: Path | None = None
    limit: int = SHOWN
    jobs: int | None = None
    default: Path | None = None


def sorts(names: Iterable[str], *, accepts: bool = False) -> frozenset[Sort]:
    """The changes that are faults by the names of `FAIL_ON`; without names all of them where some are accepted."""
    chosen: frozenset[Sort] = frozenset().union(*(FAIL_ON[name] for name in names))
    return frozenset(SORTS) if accepts and not chosen else chosen


# The verb


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison came to: `compared` are the texts that both sides read, `faults` what kept others from it."""

    sides: tuple[Side, Side]
    compared: Sequence[CorpusText]
    changes: Sequence[Change]
    faults: Sequence[Fault]
    same: bool


def diff(old: str, new: str, corpus: Iterable[Path], options: Options | None = None) -> Outcome:
    """What changes over a corpus from one pack to another.

    Args:
        old: A pack directory, a git revision (`main`, `v1.2:patterns`), or a file that `options.save` wrote.
        new: The same.
        corpus: Texts, and directories of texts.
        options: What is asked.

    Returns:
        The outcome; its faults are the changes in `options.fail_on` that are not accepted. A side that cannot be loaded
        is told by its faults.
    """
    options = options or Options()
    with tempfile.TemporaryDirectory(prefix="fedparse-") as scratch:
        try:
            accepted = Accepted.read(options.accepted)
            comparison = _compared((old, new), read_corpus(corpus), Path(scratch), options)
            if options.save_accepted:
                write_accepted(options.save_accepted, comparison.changes)
        except PackError as error:
            said = message("`{old}` and `{new}` cannot be compared", old=old, new=new)
            return Outcome("diff", "", 0, said, faults=error.faults, loaded=False)
        return _outcome(comparison, accepted, options)


def _compared(names: tuple[str, str], corpus: Corpus, scratch: Path, options: Options) -> Comparison:
    """Reads both sides and compares them text by text.

    Raises:
        PackError: with the faults of both sides.
    """
    sides = _each(lambda number: open_side(names[number], scratch / str(number), options.default))
    # Saved readings may be those of another fedparse: they are compared whatever made them.
    same = sides[0].digest == sides[1].digest and not any(side.saved for side in sides)
    if same:
        if options.save:
            _save(options.save, sides[1], sides[1].read(corpus.texts, options.jobs), corpus)
        return Comparison(sides, corpus.texts, (), corpus.faults, same)
    readings = _each(lambda number: sides[number].read(corpus.texts, options.jobs))
    if options.save:
        _save(options.save, sides[1], readings[1], corpus)
    compared: list[CorpusText] = []
    changes: list[Change] = []
    faults = list(corpus.faults)
    for text in corpus.texts:
        strange = [side.name for side, reading in zip(sides, readings, strict=True) if text.key not in reading]
        faults += [_unread(text, name) for name in strange]
        if not strange:
            compared.append(text)
            changes += changes_of(text, readings[0][text.key], readings[1][text.key], sides, options.rules)
    return Comparison(sides, compared, changes, faults, same)


def _save(file: Path, side: Side, readings: Readings, corpus: Corpus) -> None:
    kept = {text.key: readings[text.key] for text in corpus.texts if text.key in readings}
    write_readings(file, Saved(side.title, side.digest, kept))


def _each(made: Callable[[int], T]) -> tuple[T, T]:
    """What is made for both sides; the faults of one do not hide those of the other."""
    done: list[T] = []
    faults: list[Fault] = []
    for number in (0, 1):
        try:
            done.append(made(number))
        except PackError as error:
            faults += error.faults
    if faults:
        raise PackError(tuple(dict.fromkeys(faults)))
    return done[0], done[1]


def _unread(text: CorpusText, name: str) -> Fault:
    said = message(
        "this text is not compared: it was not there, or was another one, when `{file}` was saved", file=name
    )
    return Fault(text.path, 1, 1, "FED083", said)


# What a person is told


def _outcome(comparison: Comparison, accepted: Accepted, options: Options) -> Outcome:
    fresh, known, stale = accepted.split(comparison.changes)
    failing = [_fault(change) for change in fresh if change.pair.sort in options.fail_on]
    faults = [*comparison.faults, *failing]
    if stale:
        said = message("{count} accepted changes did not happen; `--save-baseline` writes the file anew", count=stale)
        faults.append(Fault(accepted.file, 1, 1, "FED099", said))
    shown = fresh[: options.limit]
    return Outcome(
        verb="diff",
        pack=comparison.sides[1].title,
        checked=len(comparison.compared) if _is_asked(comparison, options.rules) else 0,
        faults=faults,
        summary=_summary(comparison, len(known), len(fresh) - len(shown)),
        tables=(_by_rule(comparison.changes),) if comparison.changes else (),
        blocks=("\n".join(line for change in shown for line in _lines(change)),) if shown else (),
        data=_data(comparison, known),
    )


def _is_asked(comparison: Comparison, ids: Sequence[str]) -> bool:
    """Whether one of the packs has a rule that is asked for."""
    return not ids or any(id_ in rule for side in comparison.sides for rule in side.rules() for id_ in ids)


def _fault(change: Change) -> Fault:
    now = change.pair.now
    return change.text.fault(now.span, _CODES.get(change.pair.sort, _CHANGED), _said(change), now.rule)


def _said(change: Change) -> Message:
    """A change in a sentence."""
    old, new = change.pair
    values: dict[str, object] = {"surface": _surface(change), "type": change.pair.now.type, "rule": change.pair.owner}
    if new is None:
        if change.superseded_by:
            said = "`{surface}` is lost ({type}, `{rule}`); now superseded by `{winner}`"
            return message(said, **values, winner=change.superseded_by)
        return message("`{surface}` is lost ({type}, `{rule}`)", **values)
    if old is None:
        return message("`{surface}` is gained ({type}, `{rule}`)", **values)
    if change.pair.sort == "value":
        return message("`{surface}` has another value ({type}, `{rule}`): {what}", **values, what=_detail(change))
    if change.pair.sort == "span":
        was = change.text.context(old.span).surface
        return message("`{surface}` has another span ({type}, `{rule}`): it was `{was}`", **values, was=was)
    return message("`{surface}` has another rule ({type}): `{rule}`; it was `{was}`", **values, was=old.rule)


def _surface(change: Change) -> str:
    return change.text.context(change.pair.now.span, 40).surface


def _detail(change: Change) -> str:
    """What is other, in the words of the JSON output."""
    old, new = change.pair
    if old is None or new is None:
        return f"superseded_by={change.superseded_by}" if change.superseded_by else ""
    told = [f"{name}: {was} → {now}" for name, was, now in _values(old, new)]
    if old.rule != new.rule:
        told.insert(0, f"rule: {old.rule or '-'} → {new.rule or '-'}")
    if old.span != new.span:
        told.insert(0, " → ".join(change.text.context(item.span, 40).surface for item in (old, new)))
    return ", ".join(told)


def _values(old: Item, new: Item) -> Iterator[tuple[str, str, str]]:
    """The values that are other: name, old, new. Where one number became another, both ends of it say the same."""
    before, after = dict(old.values), dict(new.values)
    numbers = [(before[name], after[name]) for name in ("value", "amount") if name in before and name in after]
    told = {"min", "max"} if any(was != now for was, now in numbers) else set()
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, "null"), after.get(name, "null")
        if was != now and name not in told:
            yield name, was, now


def _lines(change: Change) -> Iterator[str]:
    """A change in two lines: sign, place, rule and what is other; what stands around it."""
    pair = change.pair
    spot = change.text.spot(pair.now.span)
    place = f"{shown_path(change.text.path)}:{spot.line}:{spot.column}"
    yield " ".join(part for part in (_SIGNS.get(pair.sort, _OTHER), place, pair.owner, _detail(change)) if part)
    yield f"{_INDENT}{change.text.context(pair.now.span, WIDTH - len(_INDENT))}"


def _summary(comparison: Comparison, accepted: int, more: int) -> Message:
    old, new = (side.name for side in comparison.sides)
    texts = _counted(len(comparison.compared), "{count} report", "{count} reports")
    changes = comparison.changes
    if comparison.same:
        return message(
            "diff {old}..{new}: both packs are the same, nothing changes in {texts}", old=old, new=new, texts=texts
        )
    if not changes:
        return message("diff {old}..{new} over {texts}: nothing changes", old=old, new=new, texts=texts)
    sorts = Counter(change.pair.sort for change in changes)
    parts = [message(said, count=sorts[sort]) for sort, said in _COUNTS.items() if sorts[sort]]
    parts += [message("{count} accepted", count=accepted)] if accepted else []
    rules = _counted(len({change.pair.owner for change in changes}), "{count} rule", "{count} rules")
    files = _counted(len({change.text.path for change in changes}), "{count} file", "{count} files")
    where = message("({rules}, {files})", rules=rules, files=files)
    if more:
        where = message("({rules}, {files}; and {more} more, not shown)", rules=rules, files=files, more=more)
    told = reduce(lambda one, other: message("{one}  {other}", one=one, other=other), [*parts, where])
    return message("diff {old}..{new} over {texts}: {told}", old=old, new=new, texts=texts, told=told)


_COUNTS: Mapping[Sort, str] = {
    "gained": "+{count} gained",
    "lost": "-{count} lost",
    "value": "{count} value changed",
    "span": "{count} span changed",
    "rule": "{count} rule changed",
}


def _counted(count: int, one: str, many: str) -> Message:
    return message(one if count == 1 else many, count=count)


def _by_rule(changes: Iterable[Change]) -> Table:
    """How many changes each rule has."""
    sorts: defaultdict[str, Counter[Sort]] = defaultdict(Counter)
    files: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        sorts[change.pair.owner][change.pair.sort] += 1
        files[change.pair.owner].add(change.text.path)
    heads = ("rule", "gained", "lost", "other value", "other span", "other rule", "files")
    rows = ((rule, *(str(sorts[rule][sort]) for sort in SORTS), str(len(files[rule]))) for rule in sorted(sorts))
    return Table(None, tuple(map(message, heads)), tuple(rows), numeric=frozenset(range(1, len(heads))))


def _data(comparison: Comparison, accepted: Collection[Change]) -> Mapping[str, object]:
    changes = comparison.changes
    by_rule: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        by_rule[change.pair.owner][change.pair.sort] += 1
    known = set(accepted)
    return {
        **{
            name: {"name": side.name, "pack": side.title, "digest": side.digest}
            for name, side in zip(("old", "new"), comparison.sides, strict=True)
        },
        "texts": len(comparison.compared),
        "same": comparison.same,
        "totals": _totals(Counter(change.pair.sort for change in changes)),
        "rules": {rule: _totals(by_rule[rule]) for rule in sorted(by_rule)},
        "changes": [_row(change, accepted=change in known) for change in changes],
    }


def _totals(counted: Mapping[str, int]) -> dict[str, int]:
    return {sort: counted.get(sort, 0) for sort in SORTS}


def _row(change: Change, *, accepted: bool) -> dict[str, object]:
    now = change.pair.now
    spot = change.text.spot(now.span)
    context = change.text.context(now.span)
    return {
        "change": change.pair.sort,
        "path": change.text.path,
        "line": spot.line,
        "column": spot.column,
        "type": now.type,
        "rule": change.pair.owner,
        "surface": change.text.text[slice(*now.span)],
        "before": context.before,
        "after": context.after,
        "old": _made(change.pair.old),
        "new": _made(change.pair.new),
        "superseded_by": change.superseded_by or None,
        "accepted": accepted,
    }


def _made(item: Item | None) -> dict[str, object] | None:
    return {"span": list(item.span), "rule": item.rule or None, "values": dict(item.values)} if item else None
