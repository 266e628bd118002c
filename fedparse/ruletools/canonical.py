"""The canonical form of a pack's files: what `fedparse rules fmt` writes.

It changes how a file looks, never what it says: a file whose data or comments would change is refused.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from typing import TYPE_CHECKING

from fedparse.columns import width
from fedparse.messages import message
from fedparse.ruletools.tomltext import BLANK, Array, Inline, Item, Scalar, parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.messages import Message
    from fedparse.ruletools.tomltext import Entry, Table, TomlText, Value

WIDTH = 120
"""Columns of a line; a wide (East Asian) character takes two."""

RULE_ORDER = (
    # What it is.
    "id",
    "kind",
    "title",
    "description",
    "status",
    "since",
    "tags",
    # Where it holds: from what it starts, then around it in the order of the text, each edge behind its pattern.
    "anchor",
    "pattern",
    "before",
    "ends",
    "inside",
    "unit",
    "term",
    "where",
    "after",
    "starts",
    "not_after",
    # What is made of it, and against whom.
    "normaliser",
    "set",
    "priority",
    "overrides",
    "limits",
    # Its proof.
    "examples",
    "counter_examples",
)
"""The keys of a rule in the order they are best read in. Keys that are not here follow, in the order they are in."""
MACRO_ORDER = ("doc", "pattern", "starts", "replaces", "examples")
PACK_ORDER = ("schema_version", "name", "version", "title", "extends", "disable", "rules")
_ORDERS = {"rule": RULE_ORDER, "override": RULE_ORDER}
_PATTERNS = frozenset({"pattern", "before", "inside", "after"})
"""Keys whose strings are patterns: written between ' or ''', where no backslash needs another."""
_LINE = re.compile(r"\(at line ([0-9]+),")
_BACKSLASHES = re.compile(r'(?:[^\\]|\\[\\"])*')
"""A string between \" that escapes nothing but backslashes and itself."""


class UnsafeError(Exception):
    """A file that cannot be formatted: `reason` is a clause that says why, `line` where, as far as that is known."""

    def __init__(self, reason: Message, line: int = 1) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.line = line


def format_toml(text: str) -> str:
    """A TOML file of a pack in its canonical form, every comment beside the key it stood beside.

    Raises:
        UnsafeError: when it is no TOML, or could not be formatted without changing what it says.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
        tree = parse_toml(text)
    except (ValueError, RecursionError) as error:
        line = _LINE.search(str(error))
        raise UnsafeError(message("it is not valid TOML: {error}", error=error), int(line[1]) if line else 1) from None
    formatted = _file(tree)
    if tomllib.loads(formatted) != data or _comments(parse_toml(formatted)) != _comments(tree):
        raise UnsafeError(message("its data or its comments would not stay the same"))
    return formatted


def format_lexicon(text: str) -> str:
    """A word list in its canonical form: LF, NFC, no spaces at the ends of lines; the order of its terms is kept.

    A term of one character is left as it is: the lists of the folding tell characters apart that NFC does not.

    Raises:
        UnsafeError: when two terms would become one.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    written = [_lexicon_line(line) for line in lines]
    while written and not written[-1]:
        written.pop()
    terms = [line.split("\t")[0] for line in written if line and not line.startswith("#")]
    before = [line.split("\t")[0] for line in lines if line.rstrip(" ") and not line.startswith("#")]
    if len(set(terms)) != len(set(before)):
        raise UnsafeError(message("two of its terms would become one"))
    return "".join(f"{line}\n" for line in written)


def written(header: str, table: Mapping[str, object]) -> str:
    """A table (`[[rule]]` with its keys) as TOML in its canonical form; values are strings, numbers and the like."""
    return format_toml("\n".join([header, *(f"{key} = {_toml(value, key)}" for key, value in table.items()), ""]))


def _toml(value: object, key: str = "") -> str:
    if isinstance(value, str):
        return _string(value, as_pattern=key in _PATTERNS)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(inner)}' for name, inner in value.items())} }}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _string(text: str, *, as_pattern: bool) -> str:
    if as_pattern and "'" not in text and text.replace("\n", "").isprintable():
        return f"'''\n{text}'''" if "\n" in text else f"'{text}'"
    # What JSON escapes TOML does too, but for the one control character that JSON leaves.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lexicon_line(line: str) -> str:
    is_character = len(line.partition("\t")[0]) == 1
    return line if is_character else unicodedata.normalize("NFC", line.rstrip(" "))


def _file(tree: TomlText) -> str:
    top, *others = tree.tables
    blocks = [*map(list, top.before), _table(top)]
    for table in others:
        blocks += [*map(list, table.before), _table(table)]
    blocks += map(list, tree.after)
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def _table(table: Table) -> list[str]:
    """The lines of a table.

    A rule or a macro has no empty lines in it. Elsewhere one is kept before a key and the comments above it.
    """
    order = _order(table)
    entries = sorted(table.entries, key=lambda entry: order.index(entry.first) if entry.first in order else len(order))
    lines = [*table.above, _with(table.header, table.beside)] if table.header else []
    loose = not (table.header and order)
    for number, entry in enumerate(entries):
        if loose and number and entry.above[:1] == (BLANK,):
            lines.append(BLANK)
        lines += (line for line in entry.above if line != BLANK)
        lines += _entry(entry)
    return [*lines, *table.below]


def _order(table: Table) -> Sequence[str]:
    name = table.name
    if name.startswith("macro."):
        return MACRO_ORDER
    return PACK_ORDER if not name else _ORDERS.get(name, ())


def _entry(entry: Entry) -> list[str]:
    start = f"{entry.key} = "
    first, *rest = _value(entry.value, "", width(start), as_pattern=entry.first in _PATTERNS)
    *lines, last = [start + first, *rest]
    return [*lines, _with(last, entry.beside)]


def _with(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _value(value: Value, indent: str, taken: int, *, as_pattern: bool = False) -> list[str]:
    """The lines of a value, the first without its indentation; `taken` are the columns before it."""
    if isinstance(value, Array):
        flat = _flat_array(value)
        if flat is not None and taken + width(flat) <= WIDTH:
            return [flat]
        return _tall_array(value, indent)
    if isinstance(value, Inline):
        return _inline(value, indent)
    return [_scalar(value, as_pattern=as_pattern)]


def _flat_array(array: Array) -> str | None:
    """An array in one line; None when a comment or a string of several lines keeps it from that."""
    if array.below or any(item.above or item.beside for item in array.items):
        return None
    parts = []
    for item in array.items:
        flat = _flat_array(item.value) if isinstance(item.value, Array) else "\n".join(_value(item.value, "", 0))
        if flat is None or "\n" in flat:
            return None
        parts.append(flat)
    return f"[{', '.join(parts)}]"


def _tall_array(array: Array, indent: str) -> list[str]:
    """An array with an element a line."""
    inner = f"{indent}  "
    lines = ["["]
    for item in array.items:
        lines += [inner + comment for comment in item.above]
        lines += _element(item, inner)
    lines += [inner + comment for comment in array.below]
    return [*lines, f"{indent}]"]


def _element(item: Item, indent: str) -> list[str]:
    first, *rest = _value(item.value, indent, len(indent) + 1)
    lines = [indent + first, *rest]
    return [*lines[:-1], _with(f"{lines[-1]},", item.beside)]


def _inline(table: Inline, indent: str) -> list[str]:
    """A table in braces, which TOML wants in one line but for the arrays in it."""
    if not table.pairs:
        return ["{}"]
    lines = ["{ "]
    for number, (key, value) in enumerate(table.pairs):
        first, *rest = _value(value, indent, 0)
        lines[-1] += f"{', ' if number else ''}{key} = {first}"
        lines += rest
    lines[-1] += " }"
    return lines


def _scalar(scalar: Scalar, *, as_pattern: bool) -> str:
    text = scalar.text
    if as_pattern and text.startswith('"'):
        return _literal(text)
    if not as_pattern and text.startswith("'") and not text.startswith("'''"):
        inside = text[1:-1]
        return text if '"' in inside or "\\" in inside else f'"{inside}"'
    return text


def _literal(text: str) -> str:
    """A string between " as one between ', where that can hold it."""
    said: str = tomllib.loads(f"it = {text}")["it"]
    # What is written as `\\u200b` or `\\n` would not be seen, or be laid out anew.
    if "'" in said or not _BACKSLASHES.fullmatch(text):
        return text
    return f"'''\n{said}'''" if "\n" in said else f"'{said}'"


def _comments(tree: TomlText) -> list[tuple[str, str, str]]:
    """Every comment with the table and the key it stands beside, sorted."""
    found: list[tuple[str, str, str]] = []
    for number, table in enumerate(tree.tables):
        place = f"{number} {table.header}"
        found += ((place, "", line) for lines in (*table.before, table.above, table.below) for line in lines)
        found.append((place, "", table.beside))
        for entry in table.entries:
            lines = (*entry.above, entry.beside, *_inside(entry.value))
            found += ((place, entry.key, line) for line in lines)
    found += (("", "", line) for lines in tree.after for line in lines)
    return sorted(comment for comment in found if comment[2] != BLANK)


def _inside(value: Value) -> Iterator[str]:
    """The comments in a value."""
    if isinstance(value, Array):
        for item in value.items:
            yield from (*item.above, item.beside)
            yield from _inside(item.value)
        yield from value.below
    elif isinstance(value, Inline):
        for _, inner in value.pairs:
            yield from _inside(inner)
