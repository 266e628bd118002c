"""The defaults of a project: `fedparse.toml` or `[tool.fedparse]` in `pyproject.toml`, here or in a directory above.

Only the command line asks for them; the library takes what it is given.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fedparse.errors import PackError
from fedparse.messages import message
from fedparse.packfiles import Faults, PackFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fedparse.packfiles import TomlFile

FILE = "fedparse.toml"
_TOOL = "tool.fedparse"
"""The table of `pyproject.toml`."""


@dataclass(frozen=True, slots=True)
class Config:
    """Defaults for the options of the commands; paths are absolute, percentages from 0 to 100.

    Attributes:
        rules: The directory of the rule pack (`--rules`).
        lang: The language of messages (`--lang`).
        ignore: Codes that `rules check` does not report (`--ignore`).
        corpus: Texts for `rules diff` and `rules coverage` (`--corpus`).
        gold: Directories of gold files for `rules eval` (`--gold`).
        min_coverage: `rules coverage --min`, `rules test --coverage --min`.
        min_mutation: `rules mutate --min`.
        min_f1: `rules eval --min-f1`.
    """

    rules: Path | None = None
    lang: str | None = None
    ignore: tuple[str, ...] = ()
    corpus: tuple[Path, ...] = ()
    gold: tuple[Path, ...] = ()
    min_coverage: float | None = None
    min_mutation: float | None = None
    min_f1: float | None = None


@cache
def config(start: Path) -> Config:
    """The configuration that holds in the directory `start`: that of the nearest directory that has one.

    Raises:
        PackError: when it is not sound, with every fault at its place.
    """
    for directory in (start, *start.parents):
        found = _found(directory)
        if found is not None:
            return found
    return Config()


def _found(directory: Path) -> Config | None:
    faults = Faults()
    read: Config | None = None
    for name, table in ((FILE, ""), ("pyproject.toml", _TOOL)):
        if read is not None or not (directory / name).is_file() or (table and not _has_tool(directory / name)):
            continue
        file = PackFiles(directory, faults).toml(name)
        if file is not None:
            read = _read(directory, file, table, faults)
        if faults.all():
            raise PackError(faults.all())
    return read


def _has_tool(path: Path) -> bool:
    """Whether a project file speaks of fedparse at all; whether it is sound is not our business otherwise."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False
    tool = data.get("tool")
    return isinstance(tool, dict) and "fedparse" in tool


def _read(directory: Path, file: TomlFile, table: str, faults: Faults) -> Config:
    # Only a project that has a configuration pays for pydantic.
    from fedparse.formproblems import problems  # noqa: PLC0415
    from fedparse.ruleforms import ConfigForm  # noqa: PLC0415

    values: Mapping[str, Any] = file.data
    for part in filter(None, table.split(".")):
        values = values[part]
    spot = file.top._replace(table=table)
    wrong = problems(ConfigForm, values)
    for problem in wrong:
        element = next((part for part in problem.at if isinstance(part, int)), None)
        faults.at(spot.at(str(problem.at[0]), element), problem.code, problem.text)
    if wrong:
        return Config()
    rules = directory / values["rules"] if "rules" in values else None
    if rules and not rules.is_dir():
        text = message("there is no directory `{name}` beside this file", name=values["rules"])
        faults.at(spot.at("rules"), "FED002", text)
    return Config(
        rules=rules,
        lang=values.get("lang"),
        ignore=tuple(values.get("ignore", ())),
        corpus=tuple(directory / path for path in values.get("corpus", ())),
        gold=tuple(directory / path for path in values.get("gold", ())),
        min_coverage=values.get("min_coverage"),
        min_mutation=values.get("min_mutation"),
        min_f1=values.get("min_f1"),
    )
