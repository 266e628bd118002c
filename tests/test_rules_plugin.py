"""The pytest plugin: how a pack is named, what its tests are called, and how one that fails is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# A pack needs words and macros that the engine asks for: it extends the built-in one.
PACK = """\
schema_version = 1
name = "own"
version = "1.0"
extends = "fedparse"
rules = ["money.toml", "count.toml"]
"""
MONEY = """\
[[rule]]
id = "money.extra"
kind = "money"
title = "省了元的金额"
anchor = "number"
before = '善款'
inside = '[\\s\\S]*万'
after = '(?=[,。])'
examples = [
  '募集善款【502万｜5020000】,其中侨胞居多',
  "善款【502万｜502】。",
]
counter_examples = ["新增人口3万,"]
"""
COUNT = """\
[[rule]]
id = "count.extra"
kind = "count"
title = "打"
anchor = "number"
after = '(?P<unit>打)(?=[,。])'
examples = ["毛巾【3打】,"]
counter_examples = ["3打一"]
"""


class Ran(NamedTuple):
    code: int
    said: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with tests of its own and a pack."""
    files = {"own/pack.toml": PACK, "own/money.toml": MONEY, "own/count.toml": COUNT}
    files["tests/test_it.py"] = "def test_it() -> None:\n    assert True\n"
    files["pytest.ini"] = "[pytest]\n"
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Ran:
    if settings:
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        (project / "pytest.ini").write_text(f"[pytest]\n{lines}", encoding="utf-8")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONIOENCODING": "utf-8"}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "fedparse.pytest_plugin", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Ran(done.returncode, done.stdout + done.stderr)


IDS = [
    "money.extra::examples[0]",
    "money.extra::examples[1]",
    "money.extra::counter_examples[0]",
    "count.extra::examples[0]",
    "count.extra::counter_examples[0]",
]
COLLECTED = {
    "nothing-named": ([], {}, []),
    "a-folder-above": (["."], {}, []),
    "folder": (["own"], {}, [f"own/pack.toml::{name}" for name in IDS]),
    "pack-file": (["own/pack.toml"], {}, [f"own/pack.toml::{name}" for name in IDS]),
    "file-of-a-pack": (["own/count.toml"], {}, [f"own/count.toml::{name}" for name in IDS[3:]]),
    "one": (["own/pack.toml::money.extra::examples[1]"], {}, [f"own/pack.toml::{IDS[1]}"]),
    "option": (["--fedparse-pack", "own", "tests"], {}, [f"own/pack.toml::{name}" for name in IDS]),
    "option-alone": (["--fedparse-pack", "own"], {}, [f"own/pack.toml::{name}" for name in IDS]),
    "setting": ([], {"fedparse_pack": "own"}, [f"own/pack.toml::{name}" for name in IDS]),
    "setting-and-other-tests-named": (["tests"], {"fedparse_pack": "own"}, []),
    "by-name": (["own", "-k", "counter_examples"], {}, [f"own/pack.toml::{IDS[2]}", f"own/pack.toml::{IDS[4]}"]),
    "by-rule": (["own", "--fedparse-only", "count."], {}, [f"own/pack.toml::{name}" for name in IDS[3:]]),
}


@pytest.mark.parametrize(("arguments", "settings", "ids"), COLLECTED.values(), ids=COLLECTED)
def test_what_is_collected(project: Path, arguments: list[str], settings: dict[str, str], ids: list[str]) -> None:
    ran = run(project, "--collect-only", "-q", *arguments, settings=settings)
    assert re.findall(r"^own/.*", ran.said, flags=re.MULTILINE) == ids


def test_a_failure_is_shown_at_its_line_without_a_traceback(project: Path) -> None:
    ran = run(project, "own")
    assert ran.code == 1
    line = MONEY.split("\n").index('  "善款【502万｜502】。",') + 1
    place = f"{project / 'own' / 'money.toml'}:{line}:3"
    said = "FED073: wrong value: expected 【502万】 with amount = 502, got amount = 5020000, in: 善款【502万】。"
    assert f"{place}: {said}" in ran.said
    assert "own/pack.toml::money.extra::examples[1]" in ran.said
    assert "Traceback" not in ran.said
    assert "1 failed, 4 passed" in ran.said


def test_junit_names_rule_and_example(project: Path) -> None:
    run(project, "own", "--junitxml", "out.xml")
    cases = ET.parse(project / "out.xml").getroot().iter("testcase")  # noqa: S314
    assert [f"{case.get('classname')}::{case.get('name')}" for case in cases] == [
        f"own.pack.toml.{name}" for name in IDS
    ]


def test_a_pack_that_cannot_be_loaded_is_told_without_a_traceback(project: Path) -> None:
    (project / "own" / "count.toml").write_text('[[rule]]\nid = "count.extra"\nkind = 3\n', encoding="utf-8")
    ran = run(project, "own")
    assert ran.code == 2
    assert f"{project / 'own' / 'count.toml'}:3:1: FED" in ran.said
    assert "Traceback" not in ran.said


def test_forms(project: Path) -> None:
    ran = run(project, "own", "--fedparse-forms", "--fedparse-only", "count.extra")
    assert (ran.code, "1 failed, 1 passed" in ran.said) == (1, True)
    assert "FED075: wrong form: spaced: expected 【3 打】 = 3, got nothing, in: 毛巾 3 打," in ran.said
    limited = COUNT + 'limits = { not_forms = ["spaced", "traditional"] }\n'
    (project / "own" / "count.toml").write_text(limited, encoding="utf-8")
    ran = run(project, "own", "--fedparse-forms", "--fedparse-only", "count.extra")
    assert (ran.code, "3 passed, 1 warning" in ran.said) == (0, True)
    assert "FED076: the rule takes the form `traditional` in all its examples" in ran.said


def test_the_first_that_fails_stops(project: Path) -> None:
    assert "1 failed, 1 passed" in run(project, "own", "-x").said


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_several_processes(project: Path) -> None:
    assert "1 failed, 4 passed" in run(project, "own", "-p", "xdist", "-n", "2").said
