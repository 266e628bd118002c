"""Every sentence about a pack is there in both languages, and every code has its page."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import fedparse
from fedparse.codes import codes
from fedparse.messages import catalogue, message

PACKAGE = Path(fedparse.__file__).parent
_CODE = re.compile(r"FED\d{3}")


@cache
def strings() -> dict[str, str]:
    """Every literal string of the code, with the place of its last use."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def templates() -> dict[str, str]:
    """The templates of `message("…")` calls, with their places."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("message"), args=[ast.Constant(str(text)), *_]):
                    found[text] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def fields(template: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(template) if name)


def test_every_sentence_is_translated() -> None:
    missing = [f"{place}: {text}" for text, place in templates().items() if text not in catalogue("zh")]
    assert missing == []


def test_no_translation_is_of_a_sentence_that_is_gone() -> None:
    assert [text for text in catalogue("zh") if text not in strings()] == []


def test_translations_say_the_same_values() -> None:
    assert [text for text, said in catalogue("zh").items() if set(fields(text)) != set(fields(said))] == []


def test_no_sentence_is_translated_twice() -> None:
    files = sorted((PACKAGE / "translations" / "zh").glob("*.toml"))
    said: dict[str, set[str]] = {}
    for file in files:
        for text, translation in tomllib.loads(file.read_text(encoding="utf-8")).items():
            said.setdefault(text, set()).add(translation)
    assert {text: found for text, found in said.items() if len(found) > 1} == {}


def test_a_message_in_both_languages() -> None:
    inner = message("did you mean `{word}`?", word="count")
    said = message("unknown key `{key}`; {hint}", key="cuont", hint=inner)
    assert str(said) == "unknown key `cuont`; did you mean `count`?"
    assert said.said("zh") == "不认识的键 `cuont`；是不是 `count`？"
    assert str(message("a {0,8} quantifier")) == "a {0,8} quantifier"


# Codes


def test_every_code_that_is_used_is_known_and_every_known_one_is_used() -> None:
    used = {code for text in strings() for code in _CODE.findall(text)}
    assert used == set(codes())


def test_no_code_stands_in_two_files() -> None:
    files = sorted((PACKAGE / "pages").glob("*.toml"))
    seen = Counter(code for file in files for code in tomllib.loads(file.read_text(encoding="utf-8")))
    assert [code for code, number in seen.items() if number > 1] == []


@pytest.mark.parametrize("id_", codes())
def test_a_code_has_its_page(id_: str) -> None:
    code = codes()[id_]
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", code.name)
    assert code.level in {"error", "warning", "note"}
    assert code.level == "error" or not code.unusable
    for language in ("en", "zh"):
        assert code.titles[language].strip()
        assert len(code.pages[language].strip()) > 15


def test_names_of_codes_are_unique() -> None:
    assert len({code.name for code in codes().values()}) == len(codes())
