"""`fedparse rules test`: every example, macro example and golden document of a pack is one test of pytest.

`trials` lists what there is to try; the plugin `fedparse.pytest_plugin` makes an item of each. `run_tests` runs pytest
in this process, away from the settings and plugins of whoever calls it, and hands on what it reports.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fedparse.codes import codes
from fedparse.errors import Fault, FedparseError, PackError
from fedparse.messages import Message, message
from fedparse.ruletools import golden
from fedparse.ruletools.check import MacroExample, macro_examples
from fedparse.ruletools.forms import FORMS, IDLE_LIMIT, try_forms
from fedparse.ruletools.outcome import Case, Outcome
from fedparse.ruletools.run import RuleExample, rule_examples, run_example, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fedparse.packs import Rule, RulePack

RUN = "fedparse-run"
"""The name under which the plugin finds the run it belongs to, with the pack already loaded."""
MACRO_EXAMPLE = "FED054"
_PLUGIN = "fedparse.pytest_plugin"
_NOT_NEEDED = (
    *("capture", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "monkeypatch"),
    *("pastebin", "recwarn", "setuponly", "setupplan", "skipping", "stepwise", "terminal", "threadexception"),
    *("tmpdir", "unittest", "unraisableexception", "warnings"),
)
"""Plugins of pytest itself that have nothing to do here; each would cost a little for every example."""
_OUR_ENVIRONMENT = {"PYTEST_ADDOPTS": None, "PYTEST_PLUGINS": None, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_DONE = frozenset({0, 1, 2, 5})
"""Exit codes of pytest after a run: passed, failed, stopped, nothing to try."""


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


def trials(pack: RulePack, ids: Sequence[str] = (), *, forms: bool = False, inherited: bool = False) -> Iterator[Trial]:
    """Everything a pack has to be tried, in its order: examples of rules, of macros, golden documents.

    Args:
        pack: The pack.
        ids: Only what has one of these in its id: that of the rule, `macro.NAME`, `documents::NAME`.
        forms: Whether examples are retried in the other forms they may be written in.
        inherited: Whether what stands in a pack that this one extends is tried too.
    """
    for example in rule_examples(pack, ids):
        if example.own or inherited:
            name = f"{example.key}[{example.element}]"
            run = partial(_tried, pack, example, forms=forms)
            yield Trial(example.rule.id, name, example.path, example.line, example.column, run)
    for rule in pack.rules if forms else ():
        if rule.not_forms and _wanted(rule.id, ids):
            spot = rule.spot("limits")
            place = spot.place()
            yield Trial(rule.id, "limits", spot.path, place.line, place.column, partial(_idle_limits, pack, rule))
    numbers: Counter[str] = Counter()
    for macro in macro_examples(pack):
        group, number = f"macro.{macro.macro}", numbers[macro.macro]
        numbers[macro.macro] += 1
        if _wanted(group, ids) and (inherited or pack.macro_tables[macro.macro].spot.root == pack.path):
            run = partial(_tried_macro, pack, macro)
            yield Trial(group, f"examples[{number}]", macro.path, macro.line, macro.column, run)
    for document in golden.goldens(pack):
        if _wanted(f"{golden.FOLDER}::{document.name}", ids):
            run = partial(golden.faults, pack, document)
            yield Trial(golden.FOLDER, document.name, str(document.text), 1, 1, run)


def run_trial(trial: Trial) -> tuple[Fault, ...]:
    """The faults of a trial; a pattern that turns out to be none is a fault at its own place."""
    try:
        return trial.run()
    except PackError as error:
        return error.faults


def fails(faults: Sequence[Fault]) -> bool:
    """Whether one of some faults is an error."""
    return any(codes()[fault.code].level == "error" for fault in faults)


def _unusable(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if codes()[fault.code].unusable]


def _wanted(name: str, ids: Sequence[str]) -> bool:
    return not ids or any(part in name for part in ids)


def _tried(pack: RulePack, example: RuleExample, *, forms: bool) -> tuple[Fault, ...]:
    """The faults of an example, at its place; the forms of one that does not hold say nothing."""
    rule = example.rule
    problems = verdict(pack, rule, example.text)
    if forms and not problems:
        taken = [name for name in FORMS if name not in rule.not_forms]
        found = try_forms(pack, rule, example.text, taken)
        problems = tuple(problem for name in found for problem in found[name])
    place = example.path, example.line, example.column
    return tuple(Fault(*place, problem.code, problem.text, rule.id, example.end_column) for problem in problems)


def _tried_macro(pack: RulePack, example: MacroExample) -> tuple[Fault, ...]:
    if pack.macros[example.macro].compiled.fullmatch(example.text):
        return ()
    text = message("macro `{macro}` does not match its example `{text}`", macro=example.macro, text=example.text)
    return (Fault(example.path, example.line, example.column, MACRO_EXAMPLE, text),)


def _idle_limits(pack: RulePack, rule: Rule) -> tuple[Fault, ...]:
    """The forms that a rule says it does not take, though all its examples take them."""
    spot = rule.spot("limits")
    place = spot.place()
    idle = [name for name in rule.not_forms if _takes(pack, rule, name)]
    said = "the rule takes the form `{form}` in all its examples: it need not be excepted"
    return tuple(
        Fault(spot.path, place.line, place.column, IDLE_LIMIT, message(said, form=name), rule.id) for name in idle
    )


def _takes(pack: RulePack, rule: Rule, form: str) -> bool:
    lines = [line for line in (*rule.examples, *rule.counter_examples) if not run_example(pack, rule, line)]
    return not any(try_forms(pack, rule, line, [form]).get(form) for line in lines)


# The run


@dataclass
class Run:
    """A run of pytest as it is seen from inside: what the plugin is to try, and what came of it."""

    pack: RulePack
    cases: dict[int, Case] = field(default_factory=dict)
    """By the number of the trial: other processes report in any order."""
    broken: list[str] = field(default_factory=list)
    """What pytest says of an item or a collection that broke without a fault: a bug."""
    session: Any = None

    def pytest_sessionstart(self, session: Any) -> None:
        """Keeps the session, to be able to end it."""
        self.session = session

    def pytest_collectreport(self, report: Any) -> None:
        """Notes what could not be collected."""
        if report.failed:
            self.broken.append(str(report.longrepr))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Makes a case of the report of an item."""
        told = getattr(report, "fedparse", None)
        if report.when == "call" and told is not None:
            faults = tuple(map(fault_of, told["faults"]))
            group, name, path, line, column = told["case"]
            self.cases[told["order"]] = Case(group, name, path, line, column, faults, report.duration)
            if _unusable(faults):
                # The same would be said of every example.
                self.session.shouldstop = True
        elif report.failed:
            self.broken.append(str(report.longrepr))


def run_tests(
    pack: RulePack,
    ids: Sequence[str] = (),
    *,
    forms: bool = False,
    inherited: bool = False,
    first: bool = False,
    workers: str | None = None,
    arguments: Sequence[str] = (),
    update: bool = False,
    ask: golden.Ask | None = None,
) -> Outcome:
    """Tries a pack with pytest.

    Args:
        pack: The pack; only other processes load it again.
        ids: As for `trials`, as are `forms` and `inherited`.
        forms: Whether examples are retried in other forms.
        inherited: Whether examples of packs that this one extends are tried too.
        first: Stop at the first that fails.
        workers: Processes to share the work among (a number or `auto`), with pytest-xdist.
        arguments: More arguments for pytest, whose own report then goes to stderr.
        update: Whether what is read now of the golden documents is kept before they are tried.
        ask: Is asked about every difference of a golden document, before they are tried.

    Raises:
        TestingError: when pytest does not understand its arguments, or is told to use what is not installed.
        PackError: when a pattern of the pack turns out to be none.
    """
    written = golden.update(pack, ids) if update else golden.review(pack, ask, ids) if ask else 0
    own = ["--fedparse-pack", pack.path, *(f"--fedparse-only={part}" for part in ids)]
    own += ["--fedparse-forms"] * forms + ["--fedparse-inherited"] * inherited + ["-x"] * first
    if workers:
        if find_spec("xdist") is None:
            raise TestingError("several processes need pytest-xdist, which is not installed")
        own += ["-p", "xdist", "-n", workers]
    run = Run(pack)
    _run_pytest(run, [*own, *arguments], spare=() if arguments else _NOT_NEEDED)
    return _outcome(pack, [run.cases[order] for order in sorted(run.cases)], written)


def _run_pytest(run: Run, arguments: Sequence[str], spare: Sequence[str]) -> None:
    """Runs pytest without the plugins to `spare`, nor any ini file, conftest or cache of the folder it is called in."""
    import pytest  # noqa: PLC0415 - who lists or checks rules need not wait for pytest

    alone = ["-c", os.devnull, "--rootdir", run.pack.path, "--noconftest", "--assert=plain", "-p", "no:cacheprovider"]
    blocked = [part for name in spare for part in ("-p", f"no:{name}")]
    with _environment(), redirect_stdout(sys.stderr):
        code = pytest.main([*alone, *blocked, "-p", _PLUGIN, *arguments], plugins=[_Named(run)])
    if code not in _DONE:
        raise TestingError("pytest did not run; what it said stands above")
    if run.broken:
        raise RuntimeError("\n".join(run.broken))


class _Named:
    """Registers a run under its name, so that the plugin finds it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def pytest_configure(self, config: Any) -> None:
        """Before anything is collected."""
        config.pluginmanager.register(self._run, RUN)


@contextmanager
def _environment() -> Iterator[None]:
    """Takes what pytest reads from the environment out of it for a while; its own traces too."""
    names = [*_OUR_ENVIRONMENT, "PYTEST_CURRENT_TEST", "PYTEST_VERSION"]
    before = {name: os.environ.get(name) for name in names}
    _set(_OUR_ENVIRONMENT)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _outcome(pack: RulePack, cases: Sequence[Case], written: int) -> Outcome:
    broken = dict.fromkeys(fault for case in cases for fault in _unusable(case.faults))
    if broken:
        raise PackError(tuple(broken))
    held = sum(not fails(case.faults) for case in cases)
    summary = message("{held} of {tried} examples hold", held=held, tried=len(cases))
    if written:
        changed = message("golden documents written: {written}", written=written)
        summary = message("{summary}; {changed}", summary=summary, changed=changed)
    return Outcome(
        verb="test",
        pack=f"{pack.name} {pack.version}",
        checked=len(cases),
        summary=summary if cases else message("no example of a rule matched"),
        cases=tuple(cases),
        faults=tuple(fault for case in cases for fault in case.faults),
        data={"tried": len(cases), "held": held, "written": written},
    )


# What passes between processes: a report of an item has only plain values.


def plain_fault(fault: Fault) -> list[object]:
    """A fault as plain values."""
    return [fault.path, fault.line, fault.column, fault.code, _plain_message(fault.text), fault.rule, fault.end_column]


def fault_of(plain: Sequence[Any]) -> Fault:
    """The fault that was made plain."""
    path, line, column, code, text, rule, end_column = plain
    return Fault(path, line, column, code, _message_of(text), rule, end_column)


def _plain_message(text: Message) -> list[object]:
    values = [[name, _plain_message(value) if isinstance(value, Message) else value] for name, value in text.values]
    return [text.template, values]


def _message_of(plain: Sequence[Any]) -> Message:
    template, values = plain
    return Message(template, tuple((name, _message_of(v) if isinstance(v, list | tuple) else v) for name, v in values))
