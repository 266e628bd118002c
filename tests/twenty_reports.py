"""The twenty reports of `tests/twenty`, which are saved in every format and encoding, and documents to compare."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.pipeline import parse_source
from fedparse.sources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.sources import SourceText

FOLDER = Path(__file__).parent / "twenty"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
TRADITIONAL = tuple(name for name in NAMES if name.startswith("traditional-"))
SPANS = frozenset({"span", "heading_span", "clause"})
"""The fields of a document that hold a span."""


def text_of(name: str) -> str:
    """A report as text: a paragraph a line."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def paragraphs_of(name: str) -> list[str]:
    """The paragraphs of a report."""
    return text_of(name).splitlines()


def found_in(source: SourceText) -> Any:
    """The document of a source as plain data, without its source block."""
    data = json.loads(parse_source(source).to_json(), parse_float=str)
    del data["source"]
    return data


@cache
def found_in_text(name: str) -> Any:
    """The document of a report as it is in `tests/twenty`, without its source block."""
    return found_in(read_bytes(text_of(name).encode(), name=f"{name}.txt"))


def walked(data: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """A copy of plain data, with each value as `change` makes it of the key it stands under and the value."""
    if key not in SPANS and isinstance(data, dict):
        return {name: walked(value, change, name) for name, value in data.items()}
    if key not in SPANS and isinstance(data, list):
        return [walked(value, change, key) for value in data]
    return change(key, data)
