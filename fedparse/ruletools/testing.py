"""`fedparse rules test`: every example, macro example and golden document of a pack is one test of pytest.

`trials` lists what there is to try; the plugin `fedparse.pytest_plugin` makes an item of each. `test` runs pytest in this
process, away from the settings and plugins of whoever calls it, and hands on what it reports.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.codes import codes
from fedparse.errors import Fault, FedparseError, PackError
from fedparse.messages import Message, message
from fedparse.ruletools import golden
from fedparse.ruletools.check import MacroExample, macro_examples
from fedparse.ruletools.forms import FORMS, IDLE_LIMIT, refused_forms, try_forms
from fedparse.ruletools.outcome import Case, Outcome
from fedparse.ruletools.places import PackPlaces
from fedparse.ruletools.run import MISSING, RuleExample, rule_examples, run_example, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fedparse.packs import Rule, RulePack

RUN = "fedparse-run"
"""The name under which the plugin finds the run it belongs to, with the pack already loaded."""
_PLUGIN = "fedparse.pytest_plugin"
_NOT_NEEDED = (
    "assertion cacheprovider capture debugging doctest faulthandler junitxml legacypath logging monkeypatch pastebin "
    "recwarn setuponly setupplan skipping stepwise terminal threadexception tmpdir unittest unraisableexception warnings"
)
"""Plugins of pytest itself that have nothing to do here; each would cost a little for every example."""
_NO_TESTS, _INTERRUPTED, _FAILED, _PASSED = 5, 2, 1, 0


class TestingError(FedparseError):
    """The tests cannot be run as they were asked for: one sentence that says why."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to be tried: `group` and `name` make its id (`count.plain`, `examples[3]`), `run` tells its faults."""

    group: str
    name: str
    path: str
    line: int
    column: int
    run: Callable[[], tuple[Fault, ...]]


def trials(pack: RulePack, ids: Sequence[str] = (), *, forms: bool = False) -> Iterator[Trial]:
    """Everything a pack has to be tried; with `ids` only what has one of them in its rule, `macro.NAME` or document.

    With `forms` each example is retried in the other forms it may be written in.
    """
    for example in rule_examples(pack, ids):
        run = partial(_tried, pack, example, forms=forms)
        name = f"{example.key}[{example.element}]"
        yield Trial(example.rule.id, name, example.path, example.line, example.column, run)
        if forms and name == _last_example(example.rule) and refused_forms(example.rule):
            place = PackPlaces(pack).rule(example.rule, "limits")
            idle = partial(_idle_limits, pack, example.rule)
            yield Trial(example.rule.id, "limits", example.path, place.line, place.column, idle)
    numbers: dict[str, int] = {}
    for macro in macro_examples(pack):
        group, number = f"macro.{macro.macro}", numbers.get(macro.macro, 0)
        numbers[macro.macro] = number + 1
        if _wanted(group, ids):
            name = f"examples[{number}]"
            yield Trial(group, name, macro.path, macro.line, macro.column, partial(_tried_macro, pack, macro))
    for document in golden.goldens(pack):
        if _wanted(f"{golden.FOLDER}::{document.name}", ids):
            run = partial(_safely, partial(golden.faults, pack, document))
            yield Trial(golden.FOLDER, document.name, str(document.text), 1, 1, run)


def _wanted(name: str, ids: Sequence[str]) -> bool:
    return not ids or any(part in name for part in ids)


def _safely(run: Callable[[], tuple[Fault, ...]]) -> tuple[Fault, ...]:
    """The faults of a trial; a pattern that turns out to be none is a fault at its own place."""
    try:
        return run()
    except PackError as error:
        return error.faults


def _tried(pack: RulePack, example: RuleExample, *, forms: bool) -> tuple[Fault, ...]:
    """The faults of an example, at its place; the forms of one that does not hold say nothing."""

    def run() -> tuple[Fault, ...]:
        problems = verdict(pack, example.rule, example.text)
        if forms and not problems:
            taken = [name for name in FORMS if name not in refused_forms(example.rule)]
            found = try_forms(pack, example.rule, example.text, taken)
            problems = tuple(problem for name in found for problem in found[name])
        place = example.path, example.line, example.column
        return tuple(
            Fault(*place, problem.code, problem.text, example.rule.id, example.end_column) for problem in problems
        )

    return _safely(run)


def _tried_macro(pack: RulePack, example: MacroExample) -> tuple[Fault, ...]:
    def run() -> tuple[Fault, ...]:
        if pack.macros[example.macro].compiled.fullmatch(example.text):
            return ()
        text = message("missing: macro `{name}` does not match all of: {line}", name=example.macro, line=example.text)
        return (Fault(example.path, example.line, example.column, MISSING, text),)

    return _safely(run)


def _last_example(rule: Rule) -> str:
    key = "counter_examples" if rule.counter_examples else "examples"
    return f"{key}[{len(getattr(rule, key)) - 1}]"


def _idle_limits(pack: RulePack, rule: Rule) -> tuple[Fault, ...]:
    """The forms that a rule says it does not take, though there is no such form or all its examples take it."""
    faults = []
    places = PackPlaces(pack)
    lines = (*rule.examples, *rule.counter_examples)
    for name in refused_forms(rule):
        if name not in FORMS:
            text = message("`{name}` is no form; known are: {known}", name=name, known=", ".join(FORMS))
        elif any(run_example(pack, rule, line) or try_forms(pack, rule, line, [name]).get(name) for line in lines):
            continue
        else:
            text = message("the rule takes the form `{name}` in all its examples; it need not be limited", name=name)
        faults.append(places.fault(rule, "limits", IDLE_LIMIT, text))
    return tuple(faults)


# The run


@dataclass
class Run:
    """A run of pytest as it is seen from inside: what the plugin is to try, and what came of it."""

    pack: RulePack
    cases: list[Case] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """What pytest says of an item or a collection that broke without a fault: a bug."""

    def pytest_collectreport(self, report: Any) -> None:
        """Notes what could not be collected."""
        if report.failed:
            self.broken.append(str(report.longrepr))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Makes a case of the report of an item."""
        told = getattr(report, "fedparse", None)
        if report.when == "call" and told is not None:
            faults = tuple(map(fault_from_plain, told["faults"]))
            self.cases.append(Case(*told["case"], faults=faults, seconds=report.duration))
        elif report.failed:
            self.broken.append(str(report.longrepr))


def test(
    pack: RulePack,
    ids: Sequence[str] = (),
    *,
    forms: bool = False,
    first: bool = False,
    workers: str | None = None,
    arguments: Sequence[str] = (),
) -> Outcome:
    """Tries a pack with pytest.

    Args:
        pack: The pack; it is not loaded again.
        ids: Only rules, `macro.NAME` and documents that have one of these in their id.
        forms: Whether examples are retried in the other forms they may be written in.
        first: Stop at the first that fails.
        workers: Processes to share the work among (a number or `auto`), with pytest-xdist.
        arguments: More arguments for pytest, whose own report then goes to stderr.

    Raises:
        TestingError: when pytest does not understand its arguments, or is told to use what is not installed.
    """
    import pytest  # noqa: PLC0415 - who only lists or checks rules need not wait for pytest

    run = Run(pack)
    with _alone(), redirect_stdout(_stderr()):
        code = pytest.main(list(_arguments(pack, ids, forms, first, workers, arguments)), plugins=[_named(run)])
    if code not in {_PASSED, _FAILED, _INTERRUPTED, _NO_TESTS}:
        raise TestingError("pytest could not be run; it said why above")
    if run.broken:
        raise RuntimeError("\n".join(run.broken))
    return _outcome(pack, run.cases, stopped=first)


test.__test__ = False  # type: ignore[attr-defined]
