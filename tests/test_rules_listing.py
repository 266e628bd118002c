"""`fedparse rules list`, `show`, `readme` and `schema`: a pack as a table, a card, a page and a form."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from typer.testing import CliRunner

from fedparse import ruleforms
from fedparse.cli.app import app
from fedparse.messages import message
from fedparse.packs import LAYERS, default_pack_path, load_pack
from fedparse.ruletools.canonical import written
from fedparse.ruletools.listing import list_rules, parts_of, show
from fedparse.ruletools.readme import COMMAND, readme, readme_text
from fedparse.ruletools.schemas import NAMES, schema, schemas
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from pathlib import Path

    from fedparse.ruletools.outcome import Outcome, Table

BUILT_IN = load_pack()

PACK = """\
name = "small"
version = "1.0"
extends = "fedparse"
rules = ["own.toml"]

[lexicons]
bundles = "bundles.txt"
"""
RULES = """\
[[rule]]
id = "count.bundle"
kind = "count"
title = "成提的物品"
description = "一提 | 两提"
status = "test"
anchor = "number"
after = '[ ]?(?P<unit>提){gap}(?:{bundles})?'
overrides = ["count.measure"]
examples = ["发放【3提｜3】", "`提`"]
counter_examples = ["提|高\\n三"]

[[override]]
id = "money.amount"
priority = 3
examples = ["补助【5元｜5】"]
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that extends the built-in one, changes a rule of it and adds another."""
    root = tmp_path_factory.mktemp("pack")
    (root / "pack.toml").write_text(PACK, encoding="utf-8")
    (root / "own.toml").write_text(RULES, encoding="utf-8")
    (root / "macros.toml").write_text(
        "[macro.gap]\ndoc = '空格 | 无'\npattern = '[ ]{0,2}'\nexamples = [' ']\n", encoding="utf-8"
    )
    (root / "bundles.txt").write_text("甲包\n乙包\n", encoding="utf-8")
    return root


def table(outcome: Outcome, title: str) -> Table:
    """The table with a title."""
    return next(found for found in outcome.tables if str(found.title) == title)


# list


def test_list_is_the_pack_in_order() -> None:
    outcome = list_rules(BUILT_IN)
    (shown,) = outcome.tables
    assert [row[0] for row in shown.rows] == [rule.id for rule in BUILT_IN.rules]
    assert [str(column) for column in shown.columns] == ["id", "kind", "name", "status", "examples", "place"]
    assert str(outcome.summary) == f"{len(BUILT_IN.rules)} of {len(BUILT_IN.rules)} rules"
    assert outcome.exit_code == 0


def test_a_line_of_the_list(pack: Path) -> None:
    (shown,) = list_rules(load_pack(pack), ids=["bundle"]).tables
    assert shown.rows == (("count.bundle", "count", "成提的物品", "test", "2/1", "own.toml:2"),)


def test_a_rule_of_another_pack_is_listed_with_the_directory_of_its_file(pack: Path) -> None:
    (shown,) = list_rules(load_pack(pack), ids=["money.amount", "money.sign"]).tables
    assert [row[-1].rpartition(":")[0] for row in shown.rows] == ["own.toml", "patterns/money.toml"]


CHOICES: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"kind": "document"}, "2 of {all} rules"),
    "ids": ({"ids": ["document.", "noise.page-mark"]}, "3 of {all} rules"),
    "both": ({"kind": "document", "ids": ["nested"]}, "1 of {all} rules"),
    "status-that-none-has": ({"status": "deprecated", "kind": "document"}, "0 of {all} rules"),
    "unknown-kind": ({"kind": "cuont"}, "there is no kind `cuont`; did you mean `count`?"),
    "far-kind": ({"kind": "zz"}, f"there is no kind `zz`; one of {', '.join(LAYERS)}"),
}


@pytest.mark.parametrize(("options", "summary"), CHOICES.values(), ids=CHOICES)
def test_list_chooses(options: dict[str, Any], summary: str) -> None:
    outcome = list_rules(BUILT_IN, **options)
    assert str(outcome.summary) == summary.format(all=len(BUILT_IN.rules))
    assert outcome.exit_code == (0 if outcome.checked else 4)


# show


def test_a_card_shows_the_rule_as_it_is_written(pack: Path) -> None:
    outcome = show(load_pack(pack), "count.bundle")
    (card,) = outcome.blocks
    place, _, text = card.partition("\n")
    assert place == f"# {pack}/own.toml:2"
    assert tomllib.loads(text) == {"rule": tomllib.loads(RULES)["rule"]}
    assert ("{gap}", "空格 | 无", "macros.toml:3") in table(outcome, "Macros it uses:").rows
    assert ("bundles", "2", "", "bundles.txt") in table(outcome, "Lexicons it uses:").rows
    assert [row[0] for row in table(outcome, "It wins over:").rows] == ["count.measure"]
    assert str(outcome.summary) == "count.bundle is of layer 10 of 13 (count) and has 2 examples and 1 counter-examples"


def test_a_card_tells_who_wins_over_the_rule(pack: Path) -> None:
    assert "count.bundle" in [row[0] for row in table(show(load_pack(pack), "count.measure"), "It loses against:").rows]


def test_a_changed_rule_is_shown_with_its_change(pack: Path) -> None:
    first, change = show(load_pack(pack), "money.amount").blocks
    assert first.startswith(f"# {shown_path(str(default_pack_path() / 'money.toml'))}:")
    assert change.split("\n")[:4] == [f"# {pack}/own.toml:14", "[[override]]", 'id = "money.amount"', "priority = 3"]


def test_effective_is_after_the_packs_are_merged(pack: Path) -> None:
    outcome = show(load_pack(pack), "money.amount", effective=True)
    merged, expanded = outcome.blocks
    (rule,) = tomllib.loads(merged)["rule"]
    assert (rule["priority"], rule["examples"][-1]) == (3, "补助【5元｜5】")
    assert "{tail}" in rule["after"]
    assert "# after\n(?!" in expanded
    assert "{tail}" not in expanded
    origins = {key: place for key, place in table(outcome, "Where each key is from:").rows}  # noqa: C416
    assert origins["priority"] == f"{pack}/own.toml:15"
    assert origins["after"].startswith(f"{shown_path(str(default_pack_path() / 'money.toml'))}:")


@pytest.mark.parametrize("rule", BUILT_IN.rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_written(rule: Any) -> None:
    assert tomllib.loads(written("[[rule]]", rule.table)) == {"rule": [rule.table]}


def test_unknown_rule() -> None:
    outcome = show(BUILT_IN, "money.amont")
    assert (str(outcome.summary), outcome.exit_code) == (
        "there is no rule `money.amont`; did you mean `money.amount`?",
        4,
    )
    assert str(show(BUILT_IN, "zzz").summary) == "there is no rule `zzz`; `fedparse rules list` shows them all"


def test_parts_are_those_of_macros_too() -> None:
    rules = {rule.id: rule for rule in BUILT_IN.rules}
    parts = parts_of(BUILT_IN, rules["money.amount"])
    assert {"number", "numeral", "tail"} <= set(parts.macros)
    assert {"currencies", "numerals"} <= set(parts.lexicons)
    quoted = parts_of(BUILT_IN, rules["program.known_quoted"])
    assert "quotation" in quoted.macros
    assert "programs" in quoted.lexicons


# readme


def test_readme_of_a_pack_is_about_its_own_parts(pack: Path) -> None:
    text = readme_text(load_pack(pack))
    assert text.startswith("# small 1.0\n\nThis file is made of the pack")
    assert (
        "- **`count.bundle`** 成提的物品 *(test)*  \n  一提 \\| 两提\n  - ✓ `发放【3提｜3】`\n  - ✗ `提|高⏎三`\n"
        in text
    )
    assert "| `{gap}` | 空格 \\| 无 | ` ` |" in text
    assert "| `bundles` | [bundles.txt](bundles.txt) | 2 |  |" in text
    assert "noise.page-mark" not in text
    assert "{tail}" not in text


def test_readme_is_in_both_languages_where_the_titles_are_chinese(pack: Path, tmp_path: Path) -> None:
    assert message("Macros").said("zh") in readme_text(load_pack(pack))
    for file in pack.iterdir():
        text = file.read_text(encoding="utf-8").replace("成提的物品", "bundles").partition("[[override]]")[0]
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    assert "## Macros\n" in readme_text(load_pack(tmp_path))


def test_readme_is_written_and_checked(pack: Path, tmp_path: Path) -> None:
    for file in pack.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    stale = readme(tmp_path, check=True)
    assert [str(fault) for fault in stale.faults] == [
        f"{tmp_path}/README.md:1:1: FED093: it is not what would be made of the pack now; run `{COMMAND}`"
    ]
    assert stale.exit_code == 1
    assert readme(tmp_path, write=True).exit_code == 0
    assert readme(tmp_path, check=True).exit_code == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == readme(tmp_path).blocks[0]


def test_readme_of_the_built_in_pack_is_up_to_date() -> None:
    assert readme(check=True).faults == ()


def test_readme_of_the_built_in_pack_has_every_rule_once() -> None:
    text = readme_text(BUILT_IN)
    assert [text.count(f"- **`{rule.id}`** ") for rule in BUILT_IN.rules] == [1] * len(BUILT_IN.rules)
    assert max(map(len, text.split("\n"))) < 1000


# schema


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


def test_the_files_of_the_built_in_pack_fit() -> None:
    validators = {name: jsonschema.Draft202012Validator(found) for name, found in schemas().items()}
    kinds = {"pack.toml": "pack", "macros.toml": "macros"}
    for file in sorted(default_pack_path().glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        assert list(validators[kinds.get(file.name, "rules")].iter_errors(data)) == [], file.name


UNFIT = {
    "unknown-key": 'id = "count.x"\nkind = "count"\ntitle = "x"\naftr = "x"\n',
    "unknown-kind": 'id = "cuont.x"\nkind = "cuont"\ntitle = "x"\n',
    "no-title": 'id = "count.x"\nkind = "count"\n',
    "wrong-type": 'id = "count.x"\nkind = "count"\ntitle = 3\n',
    "constant-of-another-kind": 'id = "count.x"\nkind = "count"\ntitle = "x"\nset = { style = "arabic" }\n',
}


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_told(text: str) -> None:
    data = tomllib.loads(f"[[rule]]\n{text}")
    assert list(jsonschema.Draft202012Validator(schemas()["rules"]).iter_errors(data)) != []


def test_the_schema_has_a_branch_for_each_kind() -> None:
    branches = schemas()["rules"]["properties"]["rule"]["items"]["oneOf"]
    names = {branch["$ref"].rpartition("/")[2] for branch in branches}
    assert names == {model.__name__ for model in ruleforms.KINDS.values()}


def test_schemas_are_written_and_checked(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes((pack / "pack.toml").read_bytes())
    assert [fault.code for fault in schema(tmp_path, check=True).faults] == ["FED093"] * 3
    assert schema(tmp_path, write=True).exit_code == 0
    assert schema(tmp_path, check=True).exit_code == 0
    assert json.loads((tmp_path / "schema" / "rules.schema.json").read_text(encoding="utf-8")) == schemas()["rules"]


def test_schemas_of_the_built_in_pack_are_up_to_date() -> None:
    assert schema(check=True).faults == ()


# The commands

COMMANDS = {
    "list": (["list", "--kind", "document"], 0, "2 of "),
    "list-nothing": (["list", "-k", "zzz"], 4, "0 of "),
    "show": (["show", "money.amount"], 0, "money.amount is of layer"),
    "show-effective": (["show", "money.amount", "--effective"], 0, "money.amount is of layer"),
    "show-unknown": (["show", "money.amont"], 4, "did you mean `money.amount`?"),
    "schema": (["schema", "--of", "pack"], 0, "the schema of `pack.toml`"),
    "schema-unknown": (["schema", "--of", "x"], 2, ""),
    "readme": (["readme"], 0, "the README of fedparse"),
}


@pytest.mark.parametrize(("arguments", "code", "said"), COMMANDS.values(), ids=COMMANDS)
def test_command(arguments: list[str], code: int, said: str) -> None:
    run = CliRunner().invoke(app, ["rules", *arguments, *([] if code == 2 else ["--lang", "en"])])
    assert run.exit_code == code
    assert said in run.output
