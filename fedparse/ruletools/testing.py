"""`fedparse rules test`: every example, macro example and golden document of a pack is one test of pytest.

The plugin `fedparse.pytest_plugin` makes an item of each trial (`trials.py`). `run_tests` runs pytest in this process,
away from the settings and plugins of whoever calls it, and hands on what it reports.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fedparse.errors import FedparseError, PackError
from fedparse.messages import message
from fedparse.ruletools import golden
from fedparse.ruletools.outcome import Case, Outcome
from fedparse.ruletools.trials import fails, fault_of, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.packs import RulePack

RUN = "fedparse-run"
"""The name under which the plugin finds the run it belongs to, with the pack already loaded."""
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


@dataclass
class Run:
    """A run of pytest as it is seen from inside: what the plugin is to try, and what came of it."""

    pack: RulePack
    cases: dict[int, Case] = field(default_factory=dict)
    """By the number of the trial: other processes report in any order."""
    broken: list[Any] = field(default_factory=list)
    """The reports of items and collections that broke without a fault: bugs."""
    interrupted: bool = False
    session: Any = None

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        """Notes that somebody has stopped it: what was tried till then is no result."""
        self.interrupted = excinfo.type is KeyboardInterrupt

    def pytest_sessionstart(self, session: Any) -> None:
        """Keeps the session, to be able to end it."""
        self.session = session

    def pytest_collectreport(self, report: Any) -> None:
        """Notes what could not be collected."""
        if report.failed:
            self.broken.append(report)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Makes a case of the report of an item."""
        told = getattr(report, "fedparse", None)
        if report.when == "call" and told is not None:
            faults = tuple(map(fault_of, told["faults"]))
            group, name, path, line, column = told["case"]
            self.cases[told["order"]] = Case(group, name, path, line, column, faults, report.duration)
            if unusable(faults):
                # The same would be said of every example.
                self.session.shouldstop = True
        elif report.failed:
            self.broken.append(report)


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
    covered: bool = False,
    minimum: float | None = None,
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
        covered: Whether what the examples reach is measured too.
        minimum: So many of a hundred alternatives must be reached.

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
    outcome = _outcome(pack, [run.cases[order] for order in sorted(run.cases)], written)
    if not covered:
        return outcome
    from fedparse.ruletools.coverage import coverage  # noqa: PLC0415 - it brings a parser of patterns along

    return _with_coverage(outcome, coverage(pack, ids, None, minimum))


def _with_coverage(tests: Outcome, coverage: Outcome) -> Outcome:
    """The outcome of the tests of a pack with what they cover; `rules coverage` shows it in tables."""
    summary = message("{summary}; {more}", summary=tests.summary, more=coverage.summary)
    data = {**tests.data, "coverage": coverage.data}
    return replace(tests, summary=summary, faults=(*tests.faults, *coverage.faults), data=data)


def _run_pytest(run: Run, arguments: Sequence[str], spare: Sequence[str]) -> None:
    """Runs pytest without the plugins to `spare`, nor any ini file, conftest or cache of the folder it is called in."""
    import pytest  # noqa: PLC0415 - who lists or checks rules need not wait for pytest

    alone = ["-c", os.devnull, "--rootdir", run.pack.path, "--noconftest", "--assert=plain", "-p", "no:cacheprovider"]
    blocked = [part for name in spare for part in ("-p", f"no:{name}")]
    with _environment(), redirect_stdout(sys.stderr):
        code = pytest.main([*alone, *blocked, "-p", _PLUGIN, *arguments], plugins=[_Named(run)])
    if run.interrupted:
        raise KeyboardInterrupt
    if code not in _DONE:
        raise TestingError("pytest did not run; what it said stands above")
    if run.broken:
        raise _bug(run.broken)


def _bug(reports: Sequence[Any]) -> RuntimeError:
    """The error for what broke without a fault: what was raised first and where, all of it for `--debug`."""
    first = reports[0]
    crash = getattr(first.longrepr, "reprcrash", None)
    error = RuntimeError(f"{first.nodeid}: {crash.message if crash else first.longrepr}")
    for report in reports:
        error.add_note(str(report.longrepr))
    return error


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
    broken = dict.fromkeys(fault for case in cases for fault in unusable(case.faults))
    if broken:
        raise PackError(tuple(broken))
    held = sum(not fails(case.faults) for case in cases)
    summary = message("{held} of {tried} examples hold", held=held, tried=len(cases))
    if written:
        more = message("golden documents written: {written}", written=written)
        summary = message("{summary}; {more}", summary=summary, more=more)
    return Outcome(
        verb="test",
        pack=f"{pack.name} {pack.version}",
        checked=len(cases),
        summary=summary if cases else message("no example of a rule matched"),
        cases=tuple(cases),
        faults=tuple(fault for case in cases for fault in case.faults),
        data={"tried": len(cases), "held": held, "written": written},
    )
