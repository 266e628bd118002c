"""The pages tell the truth: their Python runs, their JSON and rules are real, their commands and files exist.

CI runs the shell commands of the README themselves, and compares what they print.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from contextlib import redirect_stdout
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
from rich.cells import cell_len

import fedparse
from fedparse import model
from fedparse.cli.app import app
from fedparse.reporting.text import render as text_of
from fedparse.ruletools.testing import run_tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fedparse.packs import RulePack

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = [str(path.relative_to(ROOT)) for pattern in ("*.md", "*/*.md") for path in sorted(ROOT.glob(pattern))]

_BLOCK = re.compile(r"^```([a-z]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)?(#[^)]*)?\)")


def blocks(page: str, language: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(page) if name == language]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def in_ticks(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", cell))


def rows(text: str, heading: str) -> dict[str, str]:
    """The table below a heading: first cell without ticks → the rest of the line."""
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ", 1) for line in section.split("\n") if line.startswith("| ")]
    return {first.strip(" `"): rest for first, rest in lines[1:]}


# Python and JSON


def test_python_prints_what_the_readme_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [code] = blocks(README, "python")
    shown = README.partition(code)[2]
    with redirect_stdout(StringIO()) as out:
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the page's own code
    assert out.getvalue() == blocks(shown, "text")[0]


def objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects one after another."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:]


def test_the_opening_json_is_of_the_opening_text() -> None:
    text = blocks(README, "text")[0]
    [report] = json.loads(fedparse.parse(text).to_json())["reports"]
    made = [value for key in (*model.MENTION_LISTS, "facts", "diagnostics") for value in report[key]]
    shown = list(objects(blocks(README, "json")[0]))
    assert len(shown) >= 5
    for value in shown:
        assert value in made


def test_the_calls_of_the_table_are_there() -> None:
    calls = re.findall(r"^\| `(?:Document\.)?(\w+)\(", README, re.MULTILINE)
    assert set(calls) >= {"parse", "parse_file", "to_json"}
    assert all(hasattr(fedparse, name) or hasattr(model.Document, name) for name in calls)


TABLED = {
    "document": model.Document,
    "report": model.Report,
    "section": model.Section,
    "every mention": model.Mention,
    "dates": model.DateMention,
    "counts": model.CountMention,
    "money": model.MoneyMention,
    "ratios": model.RatioMention,
    "programs": model.ProgramMention,
    "documents": model.DocumentMention,
    "facts": model.Fact,
    "checks": model.Check,
}


@pytest.mark.parametrize("name", TABLED)
def test_the_fields_of_the_table_are_those_of_the_model(name: str) -> None:
    known = {field.name for field in fields(TABLED[name])}
    common = {field.name for field in fields(model.Mention)} if name != "every mention" else set()
    named = in_ticks(rows(README, "What is in the JSON")[name])
    if name == "report":
        named |= set(model.MENTION_LISTS)  # `the six lists of mentions`
    assert known - common - {"id"} <= named


def test_every_exit_code_of_the_help_is_told() -> None:
    assert list(rows(README, "Exit codes")) == list("012345")


# Rules


def test_the_rule_shown_is_a_rule_of_the_pack() -> None:
    [shown] = tomllib.loads(blocks(README, "toml")[0])["rule"]
    assert shown in tomllib.loads(page(f"patterns/{shown['kind']}.toml"))["rule"]


def own_pack(folder: Path, additions: Mapping[str, str]) -> RulePack:
    """The built-in pack with lines added to its files."""
    shutil.copytree(ROOT / "patterns", folder)
    for name, added in additions.items():
        path = folder / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{added}", encoding="utf-8")
    return fedparse.load_pack(folder)


def test_a_word_of_ones_own_is_found(tmp_path: Path) -> None:
    [word] = [text for text in blocks(README, "text") if "\t" in text]
    pack = own_pack(tmp_path / "pack", {"lexicons/programs.tsv": word})
    [text] = re.findall(r"echo '(.*)' \|\n  fedparse show", README)
    [program] = fedparse.parse(text, year=2019, rules=pack).reports[0].programs
    assert (program.name, program.category, program.known) == ("绣球课堂", "venue", True)


def test_the_rule_of_contributing_fails_and_is_mended(tmp_path: Path) -> None:
    wrong, after = blocks(CONTRIBUTING, "toml")[:2]
    right = re.sub(r"^after = .*\n", lambda _: after, wrong, flags=re.MULTILINE)
    [rule] = tomllib.loads(wrong)["rule"]
    for name, text in (("wrong", wrong), ("right", right)):
        outcome = run_tests(own_pack(tmp_path / name, {"count.toml": text}), [rule["id"]])
        assert text_of(outcome, "en").replace(str(tmp_path / name), "patterns") in CONTRIBUTING
        assert (not outcome.faults) is (name == "right")


# Commands, files, lines


def commands() -> Iterator[str]:
    """Every `fedparse …` in the running text and in the shell blocks of the pages."""
    for text in map(page, PAGES):
        shell = "".join(f"{block}\n" for language in ("sh", "console") for block in blocks(text, language))
        yield from re.findall(r"`fedparse ([^`…]+)", _BLOCK.sub("", text))
        yield from re.findall(r"\bfedparse ([a-z-][^|>&\n]*)", shell)


@pytest.mark.parametrize("command", sorted({command.strip() for command in commands()}))
def test_the_command_and_its_options_exist(command: str) -> None:
    group: Any = typer.main.get_command(app)
    # What stands behind `--` is for another program.
    words = command.partition(" -- ")[0].split()
    while words and words[0] != "COMMAND" and hasattr(group, "commands") and not words[0].startswith("-"):
        group = group.get_command(None, words.pop(0))
        assert group is not None
    options = {option for parameter in group.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-") and word != "-"} <= options


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    for target, anchor in _LINK.findall(page(name)):
        if target.startswith("http"):
            continue
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor[1:] in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_what_is_shown_fits_a_terminal() -> None:
    shown = [text for language in ("console", "json", "sh", "bat", "python") for text in blocks(README, language)]
    assert not [line for text in shown for line in text.split("\n") if cell_len(line) > 80]


def test_architecture_names_every_module() -> None:
    named = {name.rstrip("/") for name in rows(page("docs/architecture.md"), "Modules")}
    package = (path for path in (ROOT / "fedparse").iterdir() if not path.name.startswith(("_", "py.")))
    assert named == {path.name for path in package}


def test_every_sample_has_its_row() -> None:
    named = re.findall(r"^\| \[(\w+)\]\(\w+\.txt\)", page("samples/README.md"), re.MULTILINE)
    assert sorted(named) == sorted(path.stem for path in (ROOT / "samples").glob("*.txt"))
