"""The JSON files that verbs save and read again: what is wrong with one is a fault at its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fedparse.errors import Fault, PackError
from fedparse.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def unusable(file: Path, said: Message, line: int = 1, column: int = 1) -> PackError:
    """The error of a saved file that cannot be used."""
    return PackError((Fault(str(file), line, column, "FED096", said),))


def read_json(file: Path) -> Any:
    """The data of a JSON file.

    Raises:
        PackError: when it cannot be read, at the place where it is no JSON.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise unusable(
            file, message("this is no JSON: {reason}", reason=error.msg), error.lineno, error.colno
        ) from None
    except UnicodeDecodeError:
        raise unusable(file, message("this is no JSON: it is not UTF-8")) from None
    except RecursionError:
        raise unusable(file, message("this is no JSON: it is nested too deeply")) from None
    except OSError as error:
        said = message("this file cannot be read: {reason}", reason=error.strerror or str(error))
        raise unusable(file, said) from None


def write_json(
    file: Path, head: Mapping[str, object], name: str, rows: Iterable[object] | Mapping[str, object]
) -> None:
    """Writes an object whose last member, an array or an object, has a line for each of its own.

    The same values give the same bytes, and a review sees which lines came and went.

    Raises:
        PackError: when the file cannot be written.
    """
    if isinstance(rows, dict):
        brackets, lines = "{}", [f"{_compact(key)}:{_compact(value)}" for key, value in rows.items()]
    else:
        brackets, lines = "[]", [_compact(row) for row in rows]
    body = ",\n".join(lines)
    text = f"{_compact(head)[:-1]},{_compact(name)}:{brackets[0]}\n{body}\n{brackets[1]}}}\n"
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        said = message("this file cannot be written: {reason}", reason=error.strerror or str(error))
        raise unusable(file, said) from None


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
