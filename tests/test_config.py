"""The defaults of a project: where they are looked for, what they say, and what is told when they are wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.config import Config, config
from fedparse.errors import PackError

if TYPE_CHECKING:
    from pathlib import Path

PACK = 'name = "工会"\nversion = "1.0"\nextends = "fedparse"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pack.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    return tmp_path


WHERE = {
    "own-file": ({"fedparse.toml": 'rules = "rules"\n'}, ".", "rules"),
    "project-file": ({"pyproject.toml": '[tool.fedparse]\nrules = "rules"\n'}, ".", "rules"),
    "from-below": ({"fedparse.toml": 'rules = "rules"\n'}, "reports", "rules"),
    "own-file-first": (
        {"fedparse.toml": 'rules = "rules"\n', "pyproject.toml": '[tool.fedparse]\nrules = "reports"\n'},
        ".",
        "rules",
    ),
    "nearest-first": (
        {"fedparse.toml": 'rules = "reports"\n', "reports/fedparse.toml": 'lang = "zh"\n'},
        "reports",
        None,
    ),
    "a-project-of-other-tools": ({"pyproject.toml": "[tool.ruff]\nline-length = 9\n"}, ".", None),
    "a-project-that-is-broken": ({"pyproject.toml": "[tool.ruff\n"}, ".", None),
    "none": ({}, ".", None),
}


@pytest.mark.parametrize(("files", "start", "rules"), WHERE.values(), ids=WHERE)
def test_where_it_is_found(files: dict[str, str], start: str, rules: str | None, project: Path) -> None:
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    assert config((project / start).resolve()).rules == (project / rules if rules else None)


def test_every_key(project: Path) -> None:
    (project / "fedparse.toml").write_text(
        'rules = "rules"\nlang = "zh"\nignore = ["FED060"]\ncorpus = ["reports"]\ngold = ["gold"]\n'
        "min_coverage = 95\nmin_mutation = 90.5\nmin_f1 = 0.9\n",
        encoding="utf-8",
    )
    assert config(project) == Config(
        rules=project / "rules",
        lang="zh",
        ignore=("FED060",),
        corpus=(project / "reports",),
        gold=(project / "gold",),
        min_coverage=95,
        min_mutation=90.5,
        min_f1=0.9,
    )


WRONG = {
    "unknown-key": ("ruls = 'x'\n", "fedparse.toml:1:1: FED012: unknown key `ruls`; did you mean `rules`?"),
    "wrong-type": ("rules = 3\n", "fedparse.toml:1:1: FED010: `rules` must be a string"),
    "wrong-element": ("ignore = ['FED060', 3]\n", "fedparse.toml:1:21: FED010: `ignore` must be an array of strings"),
    "no-such-language": ("lang = 'fr'\n", "fedparse.toml:1:1: FED013: unknown lang `fr`; one of en, zh"),
    "too-large": ("min_coverage = 101\n", "fedparse.toml:1:1: FED010: `min_coverage` must be 100"),
    "not-a-number": ("min_mutation = 'x'\n", "fedparse.toml:1:1: FED010: `min_mutation` must be a number"),
    "no-such-directory": ("rules = 'no'\n", "fedparse.toml:1:1: FED002: there is no directory `no` beside this file"),
    "not-toml": ("rules = \n", "fedparse.toml:1:9: FED005: not valid TOML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_told(text: str, said: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "fedparse.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        config(project)
    assert str(caught.value).startswith(f"{project}/{said}")
    monkeypatch.chdir(project)
    done = CliRunner().invoke(app, ["extract", "-"], input="慰问职工30名。")
    assert (done.exit_code, done.stderr.startswith(f"{project}/{said}")) == (3, True)


@pytest.mark.parametrize(
    ("args", "name"), [([], "工会"), (["--rules", "other"], "团委")], ids=["from-the-project", "option-first"]
)
def test_the_command_line_takes_them(
    args: list[str], name: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "fedparse.toml").write_text('rules = "rules"\n', encoding="utf-8")
    (project / "other").mkdir()
    (project / "other" / "pack.toml").write_text(PACK.replace("工会", "团委"), encoding="utf-8")
    monkeypatch.chdir(project)
    done = CliRunner().invoke(app, ["extract", "-", *args], input="慰问职工30名。")
    assert json.loads(done.stdout)["rules"]["name"] == name
