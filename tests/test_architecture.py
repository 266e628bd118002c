"""Who may import whom, and what importing must not do: read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import fedparse

PACKAGE = Path(fedparse.__file__).parent


class Layer(NamedTuple):
    """Modules that may import those of the layers above this one in the list; `joined` ones each other too."""

    name: str
    modules: frozenset[str]
    joined: bool = False


LAYERS = [
    Layer(
        "values",
        frozenset({"version", "model", "errors", "columns", "messages", "codes", "timing", "positions", "spans"}),
        joined=True,
    ),
    Layer(
        "pack",
        frozenset(
            {
                "packs",
                "loader",
                "packlayers",
                "packfiles",
                "expand",
                "effects",
                "ruleforms",
                "formproblems",
                "requirements",
                "variants",
                "examples",
                "config",
                "shownpaths",
            }
        ),
        joined=True,
    ),
    Layer("parts", frozenset({"candidates", "ledger", "reading", "terms", "words"})),
    Layer("grammar of words", frozenset({"phrases"})),
    Layer(
        "stages",
        frozenset(
            {
                "sources",
                "clean",
                "duplicates",
                "layout",
                "match",
                "normalize",
                "reference",
                "resolve",
                "link",
                "flags",
                "facts",
                "checks",
            }
        ),
    ),
    Layer("assembly", frozenset({"assemble"})),
    Layer("pipeline", frozenset({"pipeline"})),
    Layer("explanation", frozenset({"explain"})),
    Layer("users", frozenset({"expressions", "ruletools"})),
    Layer("pytest's view of packs", frozenset({"pytest_plugin"})),
    Layer("contract", frozenset({"schema", "validation"}), joined=True),
    Layer("outputs", frozenset({"reporting"})),
    Layer("exports", frozenset({"export"})),
    Layer("flat output", frozenset({"tabulate"})),
    Layer("archives", frozenset({"batch"})),
    Layer("commands", frozenset({"cli"})),
    Layer("entries", frozenset({"__init__", "__main__"})),
]
OF = {module: place for place, layer in enumerate(LAYERS) for module in layer.modules}
"""The layer of each module or subpackage."""

HOMES = {
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
    "jieba": {"words"},
    "pyarrow": {"export", "batch"},
    "sqlite3": {"export", "batch"},
    "xlsxwriter": {"export"},
    "pytest": {"pytest_plugin", "ruletools"},
    "pydantic": {"schema", "validation", "ruleforms", "formproblems"},
    "tomllib": {"packfiles", "config", "ruletools", "messages", "codes"},
}
"""The only modules that may know a library."""

HAN = [(0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)]
HAN += [(0x20000, 0x3FFFF)]
HELP = "cli/texts.py"
"""The help of the command line, which is in both languages."""
MECHANICAL = {
    "一": "the first ideograph: an end of a range",
    "鿿": "the last ideograph: an end of a range",
    "的": "the particle that joins what stands before a noun to it",
    "[^、或和]+": "what joins the numbers of a list",
    "了$": "the particle after 超过",
}
"""Literals with Han characters that are part of a mechanism, not words of reports."""


class Import(NamedTuple):
    """One import: the file and line, the module or subpackage it stands in, and what it names."""

    place: str
    unit: str
    target: str


@cache
def files() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def imports() -> list[Import]:
    found = []
    for file, tree in files().items():
        unit = file.split("/")[0].removesuffix(".py")
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                # `from fedparse import ruletools` names a module, `from fedparse.model import Span` does not.
                names = (
                    [f"fedparse.{alias.name}" for alias in node.names]
                    if node.module == "fedparse"
                    else [node.module or ""]
                )
                assert node.level == 0, f"{file}:{node.lineno}: imports are absolute"
            else:
                continue
            found += [Import(f"{file}:{node.lineno}", unit, name) for name in names]
    return found


def own() -> list[tuple[str, str, str]]:
    """The imports between modules of the package: place, importer, imported."""
    split = [(found.place, found.unit, found.target.split(".")) for found in imports()]
    pairs = [
        (place, unit, parts[1] if len(parts) > 1 else "__init__")
        for place, unit, parts in split
        if parts[0] == "fedparse"
    ]
    return [(place, unit, target) for place, unit, target in pairs if unit != target]


def test_every_module_has_its_place() -> None:
    units = {file.split("/")[0].removesuffix(".py") for file in files()}
    assert units == set(OF)


def test_imports_go_down() -> None:
    wrong = [
        f"{place}: {unit} ({LAYERS[OF[unit]].name}) imports {target} ({LAYERS[OF[target]].name})"
        for place, unit, target in own()
        if OF[target] > OF[unit] or (OF[target] == OF[unit] and not LAYERS[OF[unit]].joined)
    ]
    assert wrong == []


def test_contract_checks_know_no_stage() -> None:
    """The schema and the validator judge what the pipeline makes: they must not be made of the same parts."""
    known = {target for _, unit, target in own() if unit in {"schema", "validation"}}
    assert known <= {"model", "schema"}


def test_the_model_imports_nothing_of_ours() -> None:
    assert [found for found in own() if found[1] == "model"] == []


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_only_at_its_home(library: str) -> None:
    strangers = [
        f"{found.place}: {found.target}"
        for found in imports()
        if found.target.split(".")[0] == library and found.unit not in HOMES[library]
    ]
    assert strangers == []


def test_no_module_opens_a_connection() -> None:
    wires = {"socket", "ssl", "urllib", "http", "ftplib", "requests", "httpx", "aiohttp", "telnetlib", "smtplib"}
    assert [found.place for found in imports() if found.target.split(".")[0] in wires] == []


def test_words_of_reports_are_data() -> None:
    """Rules and word lists live in `patterns/`: no Chinese stands in the strings of the code, docstrings aside."""
    found = []
    for file, tree in files().items():
        loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if file == HELP or id(node) in loose or not isinstance(text, str) or text in MECHANICAL:
                continue
            if any(low <= ord(char) <= high for char in text for low, high in HAN):
                found.append(f"{file}:{getattr(node, 'lineno', 0)}: {text}")
    assert found == []


# Import time


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    program = f"{code}; import sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_importing_the_package_loads_neither_rules_nor_libraries() -> None:
    loaded = modules_after("import fedparse")
    assert loaded & {"jieba", "regex", "pydantic", "typer", "rich", "fedparse.packs", "fedparse.pipeline"} == set()


def test_importing_every_module_loads_no_pack() -> None:
    names = [f"fedparse.{file.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}" for file in files()]
    names = [name for name in names if not name.endswith(("__init__", "__main__"))]
    check = "from fedparse.packs import load_pack; assert load_pack.cache_info().currsize == 0"
    assert "jieba" not in modules_after(f"import {', '.join(names)}; {check}")


def test_extracting_loads_nothing_for_other_commands() -> None:
    loaded = modules_after("import fedparse; fedparse.parse('慰问儿童30名。')")
    assert loaded & {"pydantic", "typer", "rich", "pytest", "fedparse.ruletools", "fedparse.validation"} == set()


def test_a_command_loads_no_other_command() -> None:
    loaded = modules_after(
        "import contextlib, io, sys\n"
        "from fedparse.cli import main\n"
        "sys.argv = ['fedparse', 'schema', '--help']\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main()\n"
        "pass"
    )
    assert "fedparse.cli.schema" in loaded
    assert loaded & {"fedparse.cli.batch", "fedparse.cli.rules", "fedparse.cli.extract", "fedparse.batch"} == set()
