"""How well the examples of a pack hold its rules: each small change of a rule must make an example fail.

A mutant (`mutants.py`) is killed when an example or counter-example of the pack that holds no longer does: one of a
macro, or one of any rule, run through the whole pipeline. One that cannot be compiled, would not be loaded, or is the
same when its macros are expanded is not counted. The score is killed / counted. For one that survives a line is looked
for that would kill it (`suggest.py`); it is proven before it is shown.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import Fault
from fedparse.messages import Message, message
from fedparse.packs import load_pack
from fedparse.ruletools.coverage import shortened
from fedparse.ruletools.outcome import Outcome, Table
from fedparse.ruletools.sites import Locator
from fedparse.ruletools.study import Study
from fedparse.ruletools.suggest import Advisor, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fedparse.packs import RulePack
    from fedparse.ruletools.mutants import Mutant


class Result(NamedTuple):
    """What became of a mutant: it is `killed` by an example, it `survived`, or it is `void` and not counted.

    `line` is the example that killed it; `advice` a line that would have.
    """

    mutant: Mutant
    fate: str
    line: str = ""
    advice: Suggestion | None = None


class _Trial:
    """A study and the advice for what survives it."""

    def __init__(self, pack: RulePack) -> None:
        self.study = Study(pack)
        self._advisor = Advisor(self.study)

    def result(self, mutant: Mutant) -> Result:
        changed = self.study.changed(mutant)
        if changed is None:
            return Result(mutant, "void")
        killer = self.study.killer(mutant, changed)
        if killer is not None:
            return Result(mutant, "killed", killer)
        return Result(mutant, "survived", advice=self._advisor.line(mutant, changed))


_trial: _Trial | None = None
"""The trial of this process: one that is forked has that of its parent."""


def _begin(path: str) -> None:
    """Makes a worker ready."""
    global _trial
    if _trial is None:
        _trial = _Trial(load_pack(Path(path)))


def _result(mutant: Mutant) -> Result:
    assert _trial is not None
    return _trial.result(mutant)


def results(pack: RulePack, ids: Sequence[str] = (), jobs: int = 1) -> list[Result]:
    """What becomes of each mutant, in the order of the pack, whatever the number of processes."""
    global _trial
    _trial = _Trial(pack)
    try:
        found = _trial.study.mutants(ids)
        if jobs == 1 or len(found) < _FEW:
            return [_trial.result(mutant) for mutant in found]
        method = "fork" if "fork" in get_all_start_methods() else None
        with ProcessPoolExecutor(jobs, get_context(method), _begin, (pack.path,)) as pool:
            return list(pool.map(_result, found, chunksize=8))
    finally:
        _trial = None


# The report


def mutate(pack: RulePack, ids: Sequence[str] = (), minimum: float | None = None, jobs: int = 1) -> Outcome:
    """The mutation score of a pack, and what to add for each mutant that no example kills.

    Args:
        pack: The pack.
        ids: Parts of the names of the rules and macros (`macro.NAME`) to look at; without, all that are the pack's own.
        minimum: So many of a hundred mutants must be killed.
        jobs: How many processes; the result is the same.
    """
    counted = [result for result in results(pack, ids, jobs) if result.fate != "void"]
    locator = Locator(pack)
    faults = [_survivor(locator, result) for result in counted if result.fate == "survived"]
    killed = len(counted) - len(faults)
    score = 100 * killed / len(counted) if counted else 100.0
    if minimum is not None and counted and score < minimum:
        text = message(
            "examples kill {score} % of the mutants; {minimum} % are wanted",
            score=f"{score:.1f}",
            minimum=f"{minimum:g}",
        )
        faults.append(Fault(str(Path(pack.path) / "pack.toml"), 1, 1, "FED089", text))
    return Outcome(
        verb="mutate",
        pack=f"{pack.name} {pack.version}",
        checked=len(counted),
        summary=message(
            "{killed} of {all} mutants ({score} %) are killed by examples",
            killed=killed,
            all=len(counted),
            score=f"{score:.1f}",
        ),
        faults=faults,
        tables=_tables(locator, counted),
        data={"score": round(score, 1), "mutants": [_plain(result) for result in counted]},
    )


def _survivor(locator: Locator, result: Result) -> Fault:
    mutant = result.mutant
    text = message("{said}; {advice}", said=_said(mutant), advice=_advice(result))
    if mutant.what == "term":
        path, line = locator.term(mutant.site.owner, mutant.part)
        return Fault(path, line, 1, "FED088", text)
    part = mutant.node
    return locator.fault(mutant.site, "FED088", text, *((part.start, part.end) if part else ()))


def _said(mutant: Mutant) -> Message:
    """What was changed, and that it made no difference."""
    name, part = mutant.site.name, shortened(mutant.part)
    match mutant.what:
        case "bound" if mutant.new:
            return message(
                "`{rule}`: every example holds with `{new}` for `{part}`",
                rule=name,
                new=shortened(mutant.new),
                part=part,
            )
        case "branch" if not part:
            return message("`{rule}`: every example holds without the empty branch", rule=name)
        case "priority":
            return message("`{rule}`: every example holds with priority 0", rule=name)
        case "term":
            return message("lexicon `{lexicon}`: every example holds without `{term}`", lexicon=name, term=part)
        case "override" | "constant":
            return message(
                "`{rule}`: every example holds without `{part}` in `{key}`", rule=name, part=part, key=mutant.site.key
            )
        case _:
            return message("`{rule}`: every example holds without `{part}`", rule=name, part=part)


def _advice(result: Result) -> Message:
    """The line to add, or what kind of line is missing."""
    advice, mutant = result.advice, result.mutant
    if advice:
        return message("add to `{key}` of `{owner}`: {line}", key=advice.key, owner=advice.owner, line=advice.line)
    match mutant.what:
        case "lookaround" | "key":
            return message("a counter-example is missing that only this keeps out, or it does nothing")
        case "term":
            return message("an example is missing with this word, or it does nothing")
        case "override" | "priority":
            return message("an example is missing in which two rules want the same place, or it does nothing")
        case "constant":
            return message("an example is missing that shows what it is for, or it does nothing")
        case _:
            return message("an example is missing that only this lets in, or it does nothing")


def _tables(locator: Locator, counted: Sequence[Result]) -> tuple[Table, ...]:
    files = _table(counted, message("file"), lambda result: _file(locator, result.mutant))
    names = _table(counted, message("rule"), lambda result: result.mutant.site.name)
    weak = tuple(row for row in names.rows if row[1] != row[2])
    kinds = _table(counted, message("change"), lambda result: result.mutant.what)
    return files, kinds, Table(message("not all killed"), names.columns, weak, names.numeric)


def _table(counted: Sequence[Result], first: Message, of: Callable[[Result], str]) -> Table:
    every = Counter(map(of, counted))
    killed = Counter(of(result) for result in counted if result.fate == "killed")
    rows = tuple((name, str(n), str(killed[name]), f"{100 * killed[name] / n:.1f}") for name, n in every.items())
    columns = (first, message("mutants"), message("killed"), message("%"))
    return Table(None, columns, rows, frozenset({1, 2, 3}))


def _file(locator: Locator, mutant: Mutant) -> str:
    if mutant.what == "term":
        return Path(locator.term(mutant.site.owner, mutant.part)[0]).name
    return locator.file(mutant.site)


def _plain(result: Result) -> dict[str, object]:
    mutant, advice = result.mutant, result.advice
    return {
        "rule": mutant.site.name,
        "key": mutant.site.key,
        "change": mutant.what,
        "part": mutant.part,
        "new": mutant.new,
        "fate": result.fate,
        "killed_by": result.line or None,
        "add": {"to": advice.owner, "key": advice.key, "line": advice.line} if advice else None,
    }


_FEW = 16
"""So few mutants are not worth a second process."""
