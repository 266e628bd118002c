"""A pytest plugin: each example of a rule pack is a test.

It does nothing until a pack is named: by its directory, its `pack.toml` or a file of it on the command line
(`pytest patterns/`), by `--fedparse-pack DIR`, or in the settings (`fedparse_pack = "patterns"`). The tests of a pack
are named by rule and example, as `patterns/pack.toml::count.plain::examples[3]`, at the line of the example.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from fedparse.errors import Fault
    from fedparse.packs import RulePack
    from fedparse.ruletools.testing import Run
    from fedparse.ruletools.trials import Trial

_PACK = "pack.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and settings of the plugin."""
    group = parser.getgroup("fedparse", "rule packs of fedparse")
    group.addoption("--fedparse-pack", metavar="DIR", help="Test the rule pack in this directory too.")
    group.addoption(
        "--fedparse-only", metavar="ID", action="append", default=[], help="Only rules whose id has this in it."
    )
    group.addoption("--fedparse-forms", action="store_true", help="Retry every example in other forms.")
    group.addoption("--fedparse-inherited", action="store_true", help="Test what a pack extends as well.")
    parser.addini("fedparse_pack", "Test the rule pack in this directory too.")
    parser.addini("fedparse_forms", "Retry every example in other forms.", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Adds the pack that an option or a setting names to what is collected."""
    given = config.getoption("--fedparse-pack")
    named = given or config.getini("fedparse_pack")
    asked = config.args_source is pytest.Config.ArgsSource.ARGS
    if given or (named and not asked):
        folder = config.invocation_params.dir / given if given else config.rootpath / str(named)
        pack = str(folder / _PACK)
        # Nothing but the pack, where nothing else is named and no setting says what else there is.
        everything = config.args_source is pytest.Config.ArgsSource.INVOCATION_DIR
        config.args[:] = [pack] if everything else [*config.args, pack]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PackFile | None:
    """Collects a pack that is named, and only then; of one file of it, the rules in that file."""
    if file_path.suffix != ".toml" or not (file_path.parent / _PACK).is_file():
        return None
    initial = parent.session.isinitpath
    if initial(file_path) or (file_path.name == _PACK and initial(file_path.parent)):
        return PackFile.from_parent(parent, path=file_path)
    return None


class PackFile(pytest.File):
    """A rule pack, or one file of it."""

    def collect(self) -> Iterator[Group]:
        """Its rules, macros and golden documents."""
        from fedparse.errors import PackError  # noqa: PLC0415 - a plugin is loaded by everybody's pytest
        from fedparse.ruletools.trials import trials  # noqa: PLC0415

        options = self.config.option
        forms = options.fedparse_forms or self.config.getini("fedparse_forms")
        try:
            found = list(trials(self._pack(), options.fedparse_only, forms=forms, inherited=options.fedparse_inherited))
        except PackError as error:
            raise self.CollectError("\n".join(map(str, error.faults))) from None
        if self.path.name != _PACK:
            found = [trial for trial in found if Path(trial.path) == self.path]
        groups: dict[str, list[tuple[int, Trial]]] = {}
        for order, trial in enumerate(found):
            groups.setdefault(trial.group, []).append((order, trial))
        for name, members in groups.items():
            yield Group.of(self, name, members)

    def _pack(self) -> RulePack:
        from fedparse.packs import load_pack  # noqa: PLC0415

        run = _run(self.config)
        return run.pack if run else load_pack(self.path.parent)


def _run(config: pytest.Config) -> Run | None:
    """The run of `fedparse rules test` that this pytest belongs to: it has loaded the pack, and tells the warnings."""
    from fedparse.ruletools.testing import RUN  # noqa: PLC0415

    run: Run | None = config.pluginmanager.get_plugin(RUN)
    return run


class Group(pytest.Collector):
    """The examples of one rule or macro, or the golden documents of a pack."""

    trials: Sequence[tuple[int, Trial]]

    @classmethod
    def of(cls, parent: PackFile, name: str, trials: Sequence[tuple[int, Trial]]) -> Group:
        """The group of some trials, each with its number in the pack."""
        group: Group = cls.from_parent(parent, name=name)
        group.trials = trials
        return group

    def collect(self) -> Iterator[Example]:
        """Its trials."""
        for order, trial in self.trials:
            yield Example.of(self, order, trial)


class ExampleFailed(Exception):  # noqa: N818 - it is how an example says that it does not hold
    """An example does not hold; `args` are its faults."""


class Example(pytest.Item):
    """One example, counter-example, macro example or golden document."""

    order: int
    trial: Trial
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, parent: Group, order: int, trial: Trial) -> Example:
        """The item of a trial, which has this number in the pack."""
        item: Example = cls.from_parent(parent, name=trial.name)
        item.order, item.trial = order, trial
        return item

    def runtest(self) -> None:
        """Fails with the faults that are errors; others are warnings."""
        from fedparse.ruletools.trials import fails, run_trial  # noqa: PLC0415

        self.faults = run_trial(self.trial)
        if fails(self.faults):
            raise ExampleFailed(*self.faults)
        for fault in self.faults if _run(self.config) is None else ():
            self.warn(pytest.PytestWarning(str(fault)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A line for each fault and no traceback; anything else that was raised is a bug and has one."""
        if isinstance(excinfo.value, ExampleFailed):
            return "\n".join(map(str, excinfo.value.args))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the example."""
        return Path(self.trial.path), self.trial.line - 1, f"{self.trial.group}::{self.trial.name}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Puts what an example came to into its report, in values that may go to another process."""
    report: Any = yield
    if isinstance(item, Example) and call.when == "call" and (call.excinfo is None or item.faults):
        from fedparse.ruletools.trials import plain_fault  # noqa: PLC0415

        trial = item.trial
        case = [trial.group, trial.name, trial.path, trial.line, trial.column]
        report.fedparse = {"order": item.order, "case": case, "faults": [plain_fault(fault) for fault in item.faults]}
    return report
