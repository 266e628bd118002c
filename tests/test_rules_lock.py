"""`fedparse rules lock`: a rule that has changed under a version that has not is told, at its place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.errors import PackError
from fedparse.loader import read_pack
from fedparse.packlayers import locked_digest
from fedparse.packs import default_pack_path
from fedparse.ruletools.lock import lock

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
name = "small"
version = "1.0"
extends = "fedparse"
rules = ["count.toml"]
disable = ["count.one_new"]

[lexicons]
bundles = "bundles.txt"

[terms]
guards = "phrases.txt"
"""
RULES = """\
[[rule]]
id = "count.bundle"
kind = "count"
title = "提"
anchor = "number"
after = '[ ]?(?P<unit>提){gap}{bundles}?'
examples = ["发放【3提】"]
counter_examples = ["三提"]

[[rule]]
id = "program.one"
kind = "program"
title = "一"
anchor = "quotation"
after = '(?=甲)'

[[rule]]
id = "program.two"
kind = "program"
title = "二"
anchor = "quotation"
after = '(?=乙)'

[[override]]
id = "money.amount"
priority = 3
"""
MACROS = "[macro.gap]\ndoc = '空'\npattern = '[ ]{0,2}'\n"
FILES = {
    "pack.toml": PACK,
    "count.toml": RULES,
    "macros.toml": MACROS,
    "bundles.txt": "甲包\n乙包\n",
    "phrases.txt": "三三两两\n",
}


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a bit of everything, locked."""
    root = tmp_path_factory.mktemp("locked")
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    assert lock(root).exit_code == 0
    return root


@pytest.fixture
def pack(locked: Path, tmp_path: Path) -> Path:
    """A copy of the locked pack, to be changed."""
    return shutil.copytree(locked, tmp_path / "pack")


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def said(root: Path, **options: bool) -> tuple[list[str], int]:
    outcome = lock(root, **options)
    return [str(fault).removeprefix(f"{root}/") for fault in outcome.faults], outcome.exit_code


STALE = "rules.lock:1:1: FED093: files of the pack have changed since it was locked; run `fedparse rules lock`"
RAISE = "since 1.0 was locked; raise `version` in pack.toml"


class Change(NamedTuple):
    """A change of a file, and what `--check` says of it."""

    file: str
    old: str
    new: str
    said: list[str]


CHANGES = {
    # What decides nothing: the lock is only out of date.
    "title": Change("count.toml", '"提"', '"一提"', [STALE]),
    "examples": Change("count.toml", "发放【3提】", "领取【3提】", [STALE]),
    "comment": Change("count.toml", "[[rule]]", "# why\n[[rule]]", [STALE]),
    "status-and-tags": Change("count.toml", 'title = "一"', 'title = "一"\nstatus = "test"\ntags = ["a"]', [STALE]),
    "order-of-keys": Change("count.toml", 'kind = "count"\ntitle = "提"', 'title = "提"\nkind = "count"', [STALE]),
    "lines-of-a-pattern": Change(
        "count.toml", "'[ ]?(?P<unit>提){gap}{bundles}?'", "'''[ ]?(?P<unit>提)\n  {gap}{bundles}?'''", [STALE]
    ),
    "forms-it-does-not-take": Change(
        "count.toml", 'title = "提"', 'title = "提"\nlimits = { not_forms = ["spaced"] }', [STALE]
    ),
    "order-of-terms": Change("bundles.txt", "甲包\n乙包\n", "乙包\n甲包\n", [STALE]),
    "doc-of-a-macro": Change("macros.toml", "'空'", "'空格'", [STALE]),
    "title-of-the-pack": Change("pack.toml", 'name = "small"', 'name = "small"\ntitle = "小"', [STALE]),
    # What decides what a rule makes: the version must be raised.
    "pattern": Change(
        "count.toml",
        "(?P<unit>提)",
        "(?P<unit>挂)",
        [f"count.toml:2:1: FED091: rule `count.bundle` has changed {RAISE}"],
    ),
    "priority": Change(
        "count.toml",
        'title = "提"',
        'title = "提"\npriority = 1',
        [f"count.toml:2:1: FED091: rule `count.bundle` has changed {RAISE}"],
    ),
    "time-limit": Change(
        "count.toml",
        'title = "提"',
        'title = "提"\nlimits = { timeout_ms = 5 }',
        [f"count.toml:2:1: FED091: rule `count.bundle` has changed {RAISE}"],
    ),
    "new-rule": Change(
        "count.toml",
        "[[override]]",
        "[[rule]]\nid = 'guard.x'\nkind = 'guard'\ntitle = 'x'\npattern = 'x'\n\n[[override]]",
        [f"count.toml:25:1: FED091: rule `guard.x` is new {RAISE}"],
    ),
    "rule-is-gone": Change(
        "count.toml",
        RULES[: RULES.index('[[rule]]\nid = "program.one"')],
        "",
        [f"pack.toml:2:1: FED091: rule `count.bundle` is gone {RAISE}"],
    ),
    "renamed": Change(
        "count.toml",
        '"count.bundle"',
        '"count.packet"',
        [
            f"count.toml:2:1: FED091: rule `count.packet` is new {RAISE}",
            f"pack.toml:2:1: FED091: rule `count.bundle` is gone {RAISE}",
        ],
    ),
    "macro": Change(
        "macros.toml",
        "{0,2}",
        "{0,3}",
        [
            f"count.toml:2:1: FED091: rule `count.bundle` has changed {RAISE}",
            f"macros.toml:3:1: FED091: macro `gap` has changed {RAISE}",
        ],
    ),
    "lexicon": Change(
        "bundles.txt", "甲包", "丙包", [f"bundles.txt:1:1: FED091: lexicon `bundles` has changed {RAISE}"]
    ),
    "added-terms": Change(
        "phrases.txt",
        "三三两两\n",
        "三三两两\n三五成群\n",
        [f"phrases.txt:1:1: FED091: the terms that are added to lexicon `guards` has changed {RAISE}"],
    ),
    "override": Change(
        "count.toml",
        "priority = 3",
        "priority = 4",
        [f"count.toml:25:1: FED091: the change of rule `money.amount` has changed {RAISE}"],
    ),
    "disabled": Change(
        "pack.toml",
        '"count.one_new"',
        '"count.one_quota"',
        [f"pack.toml:2:1: FED091: `disable` of the pack has changed {RAISE}"],
    ),
    "order-of-alternatives": Change(
        "count.toml",
        '"program.one"\nkind = "program"\ntitle = "一"\nanchor = "quotation"\nafter = \'(?=甲)\'\n\n[[rule]]\n'
        'id = "program.two"\nkind = "program"\ntitle = "二"\nanchor = "quotation"\nafter = \'(?=乙)\'\n',
        '"program.two"\nkind = "program"\ntitle = "二"\nanchor = "quotation"\nafter = \'(?=乙)\'\n\n[[rule]]\n'
        'id = "program.one"\nkind = "program"\ntitle = "一"\nanchor = "quotation"\nafter = \'(?=甲)\'\n',
        [f"pack.toml:2:1: FED091: `order` of the pack has changed {RAISE}"],
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_check_tells_what_has_changed(pack: Path, change: Change) -> None:
    edit(pack, change.file, change.old, change.new)
    before = (pack / "rules.lock").read_bytes()
    assert said(pack, check=True) == (change.said, 1)
    assert (pack / "rules.lock").read_bytes() == before


@pytest.mark.parametrize("change", [case for case in CHANGES.values() if case.said == [STALE]])
def test_what_decides_nothing_is_locked_again_under_the_same_version(pack: Path, change: Change) -> None:
    edit(pack, change.file, change.old, change.new)
    assert said(pack) == ([], 0)
    assert said(pack, check=True) == ([], 0)


def test_a_lock_of_the_pack_as_it_is_has_no_fault(pack: Path) -> None:
    assert said(pack, check=True) == ([], 0)
    before = (pack / "rules.lock").stat().st_mtime_ns
    assert said(pack) == ([], 0)
    assert (pack / "rules.lock").stat().st_mtime_ns == before


def test_writing_refuses_while_the_version_is_the_same(pack: Path) -> None:
    edit(pack, *CHANGES["pattern"][:3])
    before = (pack / "rules.lock").read_bytes()
    outcome = lock(pack)
    assert [fault.code for fault in outcome.faults] == ["FED091"]
    assert str(outcome.summary).endswith("the version is still 1.0, so nothing was written")
    assert (pack / "rules.lock").read_bytes() == before
    assert said(pack, force=True) == ([], 0)
    assert said(pack, check=True) == ([], 0)


def test_force_does_not_make_a_check_green(pack: Path) -> None:
    edit(pack, *CHANGES["pattern"][:3])
    assert lock(pack, check=True, force=True).exit_code == 1


def test_with_a_new_version_the_lock_is_renewed(pack: Path) -> None:
    edit(pack, *CHANGES["pattern"][:3])
    edit(pack, "pack.toml", '"1.0"', '"1.1"')
    stale = "rules.lock:1:1: FED093: the lock is of version 1.0, and the pack is 1.1; run `fedparse rules lock`"
    assert said(pack, check=True) == ([stale], 1)
    assert said(pack) == ([], 0)
    assert said(pack, check=True) == ([], 0)


@pytest.mark.parametrize("version", ["1.1.dev0", "1.1.dev12", "1.1-dev"])
def test_a_version_under_development_may_change(pack: Path, version: str) -> None:
    edit(pack, "pack.toml", '"1.0"', f'"{version}"')
    assert said(pack) == ([], 0)
    edit(pack, *CHANGES["pattern"][:3])
    assert said(pack, check=True) == ([STALE], 1)
    assert said(pack) == ([], 0)
    assert said(pack, check=True) == ([], 0)


@pytest.mark.parametrize("text", [None, "", "no toml", "lock_version = 99\n", "\xff"])
def test_a_lock_that_cannot_be_read_is_none(pack: Path, text: str | None) -> None:
    if text is None:
        (pack / "rules.lock").unlink()
    else:
        (pack / "rules.lock").write_bytes(text.encode("latin-1"))
    none = "rules.lock:1:1: FED093: there is no lock that can be read; run `fedparse rules lock`"
    assert said(pack, check=True) == ([none], 1)
    assert said(pack) == ([], 0)
    assert said(pack, check=True) == ([], 0)


def test_the_lock_is_the_same_wherever_it_is_made(pack: Path, tmp_path: Path) -> None:
    shutil.copytree(pack, tmp_path / "other")
    (tmp_path / "other" / "rules.lock").unlink()
    lock(tmp_path / "other")
    text = (pack / "rules.lock").read_text(encoding="utf-8")
    assert (tmp_path / "other" / "rules.lock").read_text(encoding="utf-8") == text
    names = [line.partition(" = ")[0] for line in text.partition("[rules]\n")[2].partition("\n\n")[0].split("\n")]
    assert names == ['"count.bundle"', '"program.one"', '"program.two"']


def test_a_pack_that_cannot_be_used_is_not_locked(pack: Path) -> None:
    edit(pack, "count.toml", "anchor", "anker")
    with pytest.raises(PackError, match="unknown key `anker`"):
        lock(pack)


def test_what_is_locked_is_the_digest_of_the_pack(tmp_path: Path) -> None:
    root = tmp_path / "patterns"
    shutil.copytree(default_pack_path(), root)
    (root / "rules.lock").unlink(missing_ok=True)
    assert locked_digest(root) is None
    lock(root)
    assert locked_digest(root) == read_pack(root).digest


def test_the_command(pack: Path) -> None:
    edit(pack, *CHANGES["pattern"][:3])
    run = CliRunner().invoke(app, ["rules", "lock", str(pack), "--check"])
    assert run.exit_code == 1
    assert "FED091" in run.output
    assert CliRunner().invoke(app, ["rules", "lock", str(pack), "--force"]).exit_code == 0


def test_the_built_in_pack_is_locked_as_it_is() -> None:
    assert [str(fault) for fault in lock(check=True).faults] == []
