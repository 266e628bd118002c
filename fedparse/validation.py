"""Checks documents against the contract: first the schema, then what a schema cannot say.

`validate` reads JSON (one document or an array) and JSON Lines as a stream of bytes. Each document is parsed by
pydantic against the schema, then walked once: spans, surfaces, ids that point nowhere, ranges. JSON Lines are
read line by line, so memory does not grow with the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from fedparse.model import MENTION_LISTS
from fedparse.schema import MINIMUMS, PATTERNS, adapter, mention_class, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LINES_SUFFIXES = (".jsonl", ".ndjson")
_LONGEST_SHOWN = 60
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"\s*")
_FIGURES = ("counts", "money", "ratios")

Json = dict[str, Any]
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One thing that is not as the contract says: where it stands, what is there, what should be.

    `line` counts from 1 and is set for JSON Lines and broken JSON; `column` only for broken JSON, whose `path` is "".
    """

    path: str
    found: str
    wanted: str
    file: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None and part != ""]
        if not self.path:
            return f"{':'.join(parts)}: not {self.wanted}: {self.found}"
        return ": ".join(filter(None, (":".join(parts), self.path, f"there is {self.found}; wanted {self.wanted}")))


@dataclass(frozen=True, slots=True)
class Checked:
    """One document that was looked at, with all that is wrong in it."""

    mismatches: tuple[Mismatch, ...]


def validate(stream: BinaryIO, name: str) -> Iterator[Checked]:
    """Checks every document of a stream of JSON or JSON Lines; one `Checked` for each, in order.

    A file named `.jsonl` or `.ndjson`, or whose first line is a whole JSON object, is read as JSON Lines; any other is
    one JSON text: a document or an array of documents.
    """
    lines = enumerate(stream, 1)
    number, first = next(((number, line) for number, line in lines if line.strip()), (0, b""))
    if number == 1:
        first = first.removeprefix(_BOM)
    if not first.strip():
        return
    if name.lower().endswith(_LINES_SUFFIXES) or _is_object(first):
        checked = _lines(chain([(number, first)], lines))
    else:
        # The empty lines above count too: without them every line number would be wrong.
        checked = _whole(b"\n" * (number - 1) + first + stream.read())
    for document in checked:
        yield Checked(tuple(replace(mismatch, file=name) for mismatch in document))


def check_json(data: bytes) -> tuple[Mismatch, ...]:
    """Checks one document given as UTF-8 JSON: everything that is wrong in it."""
    return next(iter(_whole(data)), ())


# --- reading ---------------------------------------------------------------------------------------------------------


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_DECODER.decode(line.decode()), dict)
    except (ValueError, RecursionError):
        return False


def _lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[Mismatch, ...]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line.decode())
        except (ValueError, RecursionError) as error:
            yield (_broken(error, line, number),)
            continue
        found = tuple(_document(value, line, "$"))
        yield tuple(replace(mismatch, line=number) for mismatch in found) if found else ()


def _whole(data: bytes) -> Iterator[tuple[Mismatch, ...]]:
    try:
        text = data.removeprefix(_BOM).decode()
        for path, value, start, end in _values(text):
            yield tuple(_document(value, text[start:end].encode(), path))
    except (ValueError, RecursionError) as error:
        yield (_broken(error, data),)


def _values(text: str) -> Iterator[tuple[str, Any, int, int]]:
    """The documents of a JSON text with path, start and end: the elements of an array, or the values one by one.

    An array is taken element by element, so that each document can be handed to pydantic as it was written.
    """
    at = _skip(text, 0)
    array = text.startswith("[", at)
    at = _skip(text, at + 1) if array else at
    index = 0
    while at < len(text) and not (array and index == 0 and text[at] == "]"):
        value, end = _DECODER.raw_decode(text, at)
        yield (f"$[{index}]" if array else "$"), value, at, end
        index += 1
        at = _skip(text, end)
        if array and not text.startswith(",", at):
            break
        at = _skip(text, at + 1) if array else at
    if array and not text.startswith("]", at):
        raise json.JSONDecodeError("Expecting ',' delimiter or ']'", text, at)
    if array and _skip(text, at + 1) < len(text):
        raise json.JSONDecodeError("Extra data", text, _skip(text, at + 1))


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _broken(error: Exception, data: bytes, line: int | None = None) -> Mismatch:
    """What stops the reading of a JSON text, at its place."""
    if isinstance(error, json.JSONDecodeError):
        above = 0 if line is None else line - 1
        return Mismatch(path="", found=error.msg, wanted="JSON", line=error.lineno + above, column=error.colno)
    if isinstance(error, UnicodeDecodeError):
        at = error.start
        found = f"byte 0x{data[at]:02x} ({error.reason})"
        row = data.count(b"\n", 0, at) + (line or 1)
        return Mismatch(path="", found=found, wanted="UTF-8", line=row, column=at - data.rfind(b"\n", 0, at))
    found = "values nested too deeply" if isinstance(error, RecursionError) else str(error)
    return Mismatch(path="", found=found, wanted="JSON", line=line)


# --- the schema ------------------------------------------------------------------------------------------------------


def _document(value: Any, data: bytes, path: str) -> Iterator[Mismatch]:
    """All that is wrong in one document; a report that breaks the schema is not walked, the others are."""
    faults = _schema_faults(value, data)
    yield from (Mismatch(path=path + _json_path(loc), found=found, wanted=wanted) for loc, found, wanted in faults)
    broken = {loc[1] if loc[:1] == ("reports",) and len(loc) > 1 else None for loc, _, _ in faults}
    if None not in broken:
        yield from _Walk(value, path, frozenset(index for index in broken if isinstance(index, int))).document()


def _schema_faults(value: Any, data: bytes) -> list[tuple[Loc, str, str]]:
    from pydantic import ValidationError  # noqa: PLC0415 - only `validate` pays for it

    try:
        adapter().validate_json(data, strict=True)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        if faults[0]["type"] == "json_invalid":
            # Half of a surrogate pair is JSON all right, but no string that pydantic can hold: check without it.
            without = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
            return [((), faults[0]["msg"], "JSON")] if without == data else _schema_faults(value, without)
        found = {_loc(value, fault["loc"], missing=fault["type"] == "missing"): fault for fault in faults}
        return [_explained(value, loc, fault["msg"]) for loc, fault in found.items()]
    return []


def _loc(value: Any, loc: Loc, *, missing: bool) -> Loc:
    """The place of an error in the data: pydantic's, without the branches of unions it adds at the end."""
    for depth, key in enumerate(loc):
        if isinstance(value, list) and isinstance(key, int):
            if key >= len(value):
                return loc[: depth + 1]
        elif not isinstance(value, dict) or key not in value:
            return loc[: depth + 1] if missing else loc[:depth]
        value = value[key]
    return loc


def _explained(value: Any, loc: Loc, message: str) -> tuple[Loc, str, str]:
    node: Any = schema()
    for key in loc:
        node = _resolved(node)
        if isinstance(key, str):
            node = node.get("properties", {}).get(key, {})
        else:
            fixed = node.get("prefixItems", [])
            node = fixed[key] if key < len(fixed) else node.get("items", {})
        if isinstance(value, dict):
            value = value.get(key, ...)
        else:
            value = value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else ...
    return loc, _shown(value), _described(node) or message


def _resolved(node: Json) -> Json:
    """A schema node with its reference followed, and without the choice of null."""
    if "$ref" in node:
        return _resolved(schema()["$defs"][node["$ref"].rsplit("/", 1)[1]])
    branches = [branch for branch in node.get("anyOf", ()) if branch.get("type") != "null"]
    return _resolved(branches[0]) if len(branches) == 1 else node


def _described(node: Json) -> str:
    """What a schema node asks for, in words."""
    if "anyOf" in node:
        return " or ".join(filter(None, map(_described, node["anyOf"])))
    node = _resolved(node)
    if "enum" in node or "const" in node:
        return "one of " + ", ".join(map(_shown, node["enum"])) if "enum" in node else _shown(node["const"])
    if "prefixItems" in node:
        return "[start, end], two whole numbers"
    words = {
        "integer": "a whole number",
        "number": "a number",
        "string": "a string",
        "boolean": "true or false",
        "object": "an object",
        "array": "an array",
        "null": "null",
    }
    return words.get(node.get("type", ""), "")


def _shown(value: Any) -> str:
    """A value as a person wants to see it in one line."""
    if value is ...:
        return "nothing"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list) and (len(value) > 2 or any(isinstance(item, dict | list) for item in value)):
        return f"an array of {len(value)}"
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        value = value[: _LONGEST_SHOWN - 1] + "…"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _json_path(loc: Loc) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in loc)


# --- what a schema cannot say ----------------------------------------------------------------------------------------


@cache
def _patterns(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((field, re.compile(pattern)) for field, pattern in PATTERNS.get(name, {}).items())


class _Walk:
    """One pass over a document whose shapes are right; reports in `broken`, refused by the schema, are left out."""

    def __init__(self, data: Json, path: str, broken: frozenset[int]) -> None:
        self.data = data
        self.path = path
        self.broken = broken
        self.text: str | None = data.get("text")
        self.size: int = data["source"]["characters"]

    def document(self) -> Iterator[Mismatch]:
        """Everything that is wrong in the document."""
        source = f"{self.path}.source"
        yield from self.forms("Document", self.data, self.path)
        yield from self.forms("Source", self.data["source"], source)
        yield from self.forms("Rules", self.data["rules"], f"{self.path}.rules")
        if self.text is not None:
            if self.size != len(self.text):
                yield Mismatch(
                    path=f"{source}.characters", found=str(self.size), wanted=f"{len(self.text)}, the length of text"
                )
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
            if self.data["source"]["text_sha256"] != digest:
                shown = _shown(self.data["source"]["text_sha256"])
                yield Mismatch(path=f"{source}.text_sha256", found=shown, wanted=f"{_shown(digest)}, that of text")
        yield from self.reports()

    def reports(self) -> Iterator[Mismatch]:
        reports = [
            (report, f"{self.path}.reports[{index}]")
            for index, report in enumerate(self.data["reports"])
            if index not in self.broken
        ]
        ids = {report["id"] for report in self.data["reports"] if isinstance(report, dict) and "id" in report}
        yield from self.unique((report["id"], path) for report, path in reports)
        yield from self.ordered([(report["span"], path) for report, path in reports])
        sections: set[str] = set()
        for report, path in reports:
            yield from self.report(report, path, ids)
            sections.update(section["id"] for section, _, _ in _tree(report["sections"], path))
        for index, diagnostic in enumerate(self.data["diagnostics"]):
            known = None if self.broken else sections
            yield from self.diagnostic(diagnostic, f"{self.path}.diagnostics[{index}]", (0, self.size), known)

    def report(self, report: Json, path: str, reports: set[str]) -> Iterator[Mismatch]:
        low, high = report["span"]
        yield from self.forms("Report", report, path)
        yield from self.span(report["span"], f"{path}.span", (0, self.size), "the text")
        original = report["duplicate_of"]
        if original is not None and (original not in reports or original == report["id"]):
            yield Mismatch(path=f"{path}.duplicate_of", found=_shown(original), wanted="the id of another report")
        yield from self.sections(report, path)
        sections = {section["id"]: section["span"] for section, _, _ in _tree(report["sections"], path)}
        for key in MENTION_LISTS:
            yield from self.mentions(report[key], f"{path}.{key}", key, (low, high), sections)
        mentions = [(m["id"], f"{path}.{key}[{i}]") for key in MENTION_LISTS for i, m in enumerate(report[key])]
        yield from self.unique(mentions)
        yield from self.facts(report, path, sections)
        yield from self.checks(report, path)
        for index, diagnostic in enumerate(report["diagnostics"]):
            yield from self.diagnostic(diagnostic, f"{path}.diagnostics[{index}]", (low, high), sections)

    def sections(self, report: Json, path: str) -> Iterator[Mismatch]:
        yield from self.unique((section["id"], at) for section, at, _ in _tree(report["sections"], path))
        yield from self.ordered(
            [(section["span"], f"{path}.sections[{i}]") for i, section in enumerate(report["sections"])]
        )
        for section, at, parent in _tree(report["sections"], path):
            yield from self.forms("Section", section, at)
            outer = report if parent is None else parent
            where = "its report" if parent is None else f"section {parent['id']}"
            yield from self.span(section["span"], f"{at}.span", outer["span"], where, empty=False)
            if parent is not None and not section["id"].startswith(f"{parent['id']}."):
                yield Mismatch(path=f"{at}.id", found=_shown(section["id"]), wanted=f"an id below {parent['id']}")
            children = section.get("children", ())
            yield from self.ordered([(child["span"], f"{at}.children[{i}]") for i, child in enumerate(children)])
            yield from self.heading(section, at, report["diagnostics"])

    def heading(self, section: Json, path: str, diagnostics: Sequence[Json]) -> Iterator[Mismatch]:
        """The marker begins the section; the heading is made of the characters its span covers."""
        low, high = section["span"]
        if self.text is not None and not (
            _begins(self.text[low:high], section["marker"])
            # 一是(yī shì),… : the noise inside a marker is no part of it.
            or _begins(_noiseless(self.text, section["span"], diagnostics), section["marker"])
        ):
            there = _shown(self.text[low : low + 12])
            yield Mismatch(
                path=f"{path}.marker", found=_shown(section["marker"]), wanted=f"what begins the section: {there}"
            )
        span, heading = section["heading_span"], section["heading"]
        if (span is None) != (heading is None):
            yield Mismatch(
                path=f"{path}.heading_span", found=_shown(span), wanted="a span where there is a heading, else null"
            )
        if span is None:
            return
        yield from self.span(span, f"{path}.heading_span", (low, high), "its section")
        if self.text is not None and heading is not None and not _within(heading, self.text[span[0] : span[1]]):
            there = _shown(self.text[span[0] : span[1]])
            yield Mismatch(path=f"{path}.heading", found=_shown(heading), wanted=f"the characters of its span: {there}")

    def mentions(
        self,
        mentions: Sequence[Json],
        path: str,
        key: str,
        report: Sequence[int],
        sections: Mapping[str, Sequence[int]],
    ) -> Iterator[Mismatch]:
        """The mentions of one list. This is where the time goes: paths are made only for what is wrong."""
        text = self.text
        (low, high), last = report, report[0]
        forms = _patterns(mention_class(key))
        for index, mention in enumerate(mentions):
            start, end = mention["span"]
            surface, section = mention["surface"], mention["section"]
            placed = low <= start < end <= high
            if not placed:
                yield from self.span(mention["span"], f"{path}[{index}].span", report, "its report", empty=False)
            elif text is not None and text[start:end] != surface:
                there = f"{_shown(text[start:end])}, which is text[{start}:{end}]"
                yield Mismatch(path=f"{path}[{index}].surface", found=_shown(surface), wanted=there)
            elif text is None and len(surface) != end - start:
                wanted = f"{end - start} characters, as its span has"
                yield Mismatch(path=f"{path}[{index}].surface", found=_shown(surface), wanted=wanted)
            if placed and start < last and index:
                yield Mismatch(path=f"{path}[{index}].span", found=_shown(mention["span"]), wanted=_after(last))
            last = end if placed else last
            if section is not None:
                inside = sections.get(section)
                if inside is None or (placed and not (inside[0] <= start and end <= inside[1])):
                    wanted = "the id of a section" if inside is None else f"a section round {_shown(mention['span'])}"
                    yield Mismatch(path=f"{path}[{index}].section", found=_shown(section), wanted=wanted)
            for field, pattern in forms:
                if mention[field] is not None and not pattern.search(mention[field]):
                    yield from self.forms(mention_class(key), mention, f"{path}[{index}]")
                    break
            yield from _range(mention, f"{path}[{index}]", key)

    def facts(self, report: Json, path: str, sections: Mapping[str, Sequence[int]]) -> Iterator[Mismatch]:
        figures = {mention["id"] for key in _FIGURES for mention in report[key]}
        amounts = {mention["id"] for mention in report["money"]}
        told = _told(report["checks"])
        yield from self.unique((fact["id"], f"{path}.facts[{index}]") for index, fact in enumerate(report["facts"]))
        for index, fact in enumerate(report["facts"]):
            at = f"{path}.facts[{index}]"
            yield from self.forms("Fact", fact, at)
            if fact["mention"] not in figures:
                yield Mismatch(
                    path=f"{at}.mention", found=_shown(fact["mention"]), wanted="the id of a count, money or ratio"
                )
            elif fact["role"] is not None and fact["mention"] not in amounts:
                yield Mismatch(path=f"{at}.role", found=_shown(fact["role"]), wanted="null, as it is no amount")
            if fact["section"] is not None and fact["section"] not in sections:
                yield Mismatch(path=f"{at}.section", found=_shown(fact["section"]), wanted="the id of a section")
            yield from self.span(fact["clause"], f"{at}.clause", report["span"], "its report")
            proofs = told.get(fact["id"], set())
            if {*fact["checks"]} != proofs:
                wanted = ", ".join(map(_shown, sorted(proofs))) or "none"
                yield Mismatch(
                    path=f"{at}.checks",
                    found=", ".join(map(_shown, fact["checks"])) or "none",
                    wanted=f"{wanted}, as the checks of the report say",
                )
        yield from self.wholes(report["facts"], path)

    def wholes(self, facts: Sequence[Json], path: str) -> Iterator[Mismatch]:
        """A part is one of another fact of the report, and no whole is a part of its own parts."""
        ids = {fact["id"] for fact in facts}
        circles = _in_circles({fact["id"]: fact["part_of"] for fact in facts if fact["part_of"] is not None})
        for index, fact in enumerate(facts):
            whole = fact["part_of"]
            if whole is None:
                continue
            if whole not in ids or whole == fact["id"]:
                wanted = "the id of another fact of the report"
            elif fact["id"] in circles:
                wanted = "a fact that is no part of this one"
            else:
                continue
            yield Mismatch(path=f"{path}.facts[{index}].part_of", found=_shown(whole), wanted=wanted)

    def checks(self, report: Json, path: str) -> Iterator[Mismatch]:
        """Checks name facts of the report, and a figure is never checked by itself."""
        ids = {fact["id"] for fact in report["facts"]}
        yield from self.unique((check["id"], f"{path}.checks[{index}]") for index, check in enumerate(report["checks"]))
        for index, check in enumerate(report["checks"]):
            at = f"{path}.checks[{index}]"
            yield from self.forms("Check", check, at)
            yield from self.span(check["span"], f"{at}.span", report["span"], "its report")
            fact = check["fact"]
            if fact is not None and fact not in ids:
                yield Mismatch(path=f"{at}.fact", found=_shown(fact), wanted="the id of a fact of the report")
            for place, operand in enumerate(check["operands"]):
                if operand not in ids or operand == fact:
                    wanted = "the id of another fact of the report"
                    yield Mismatch(path=f"{at}.operands[{place}]", found=_shown(operand), wanted=wanted)

    def diagnostic(
        self, diagnostic: Json, path: str, outer: Sequence[int], sections: Iterable[str] | None
    ) -> Iterator[Mismatch]:
        yield from self.forms("Diagnostic", diagnostic, path)
        section = diagnostic["section"]
        if section is not None and sections is not None and section not in sections:
            yield Mismatch(path=f"{path}.section", found=_shown(section), wanted="the id of a section")
        if diagnostic["span"] is not None:
            yield from self.span(diagnostic["span"], f"{path}.span", outer, "its report or the text")

    def forms(self, name: str, value: Json, path: str) -> Iterator[Mismatch]:
        """Strings that have not the form the schema asks for, and numbers below their least value."""
        for field, pattern in _patterns(name):
            for at, string in _strings(value[field], f"{path}.{field}"):
                if not pattern.search(string):
                    yield Mismatch(path=at, found=_shown(string), wanted=f"the form {pattern.pattern}")
        for field, minimum in MINIMUMS.get(name, {}).items():
            if value[field] < minimum:
                yield Mismatch(path=f"{path}.{field}", found=_shown(value[field]), wanted=f"at least {minimum}")

    def span(
        self, span: Sequence[int], path: str, outer: Sequence[int], where: str, *, empty: bool = True
    ) -> Iterator[Mismatch]:
        """A span that is reversed, or outside what it belongs to."""
        start, end = span
        if end < start or (start == end and not empty):
            yield Mismatch(path=path, found=_shown(span), wanted="a span whose start is before its end")
        elif not (outer[0] <= start and end <= outer[1]):
            yield Mismatch(path=path, found=_shown(span), wanted=f"a span inside {where}, {_shown(list(outer))}")

    def ordered(self, spans: Sequence[tuple[Sequence[int], str]]) -> Iterator[Mismatch]:
        """Blocks that stand beside one another are in the order of the text and share no character."""
        for (above, _), (span, path) in pairwise(spans):
            if span[0] < above[1]:
                yield Mismatch(path=f"{path}.span", found=_shown(span), wanted=_after(above[1]))

    def unique(self, ids: Iterable[tuple[str, str]]) -> Iterator[Mismatch]:
        seen: dict[str, str] = {}
        for name, path in ids:
            if seen.setdefault(name, path) != path:
                wanted = f"an id of its own, not that of {seen[name]}"
                yield Mismatch(path=f"{path}.id", found=_shown(name), wanted=wanted)


def _strings(value: Any, path: str) -> Iterable[tuple[str, str]]:
    """The strings of a field with their paths: itself, those of an array, none where it is null."""
    if isinstance(value, list):
        return [(f"{path}[{index}]", string) for index, string in enumerate(value)]
    return () if value is None else ((path, value),)


def _told(checks: Iterable[Json]) -> Mapping[str, set[str]]:
    """What the checks of a report say of each fact that takes part in them, as the fact tells it."""
    told: dict[str, set[str]] = {}
    for check in checks:
        for fact in filter(None, (check["fact"], *check["operands"])):
            told.setdefault(fact, set()).add(f"{check['check']}:{check['result']}")
    return told


def _in_circles(wholes: Mapping[str, str]) -> set[str]:
    """The facts that are parts of themselves by way of others; `wholes` names the whole of each part."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in wholes:
        chain_: dict[str, None] = {}
        fact: str | None = start
        while fact is not None and fact not in done and fact not in chain_:
            chain_[fact] = None
            fact = wholes.get(fact)
        if fact in chain_:
            names = [*chain_]
            circles.update(names[names.index(str(fact)) :])
        done.update(chain_)
    return circles


def _tree(sections: Sequence[Json], path: str) -> Iterator[tuple[Json, str, Json | None]]:
    """Every section with its path and its parent, parents first."""
    stack: list[tuple[Json, str, Json | None]] = [
        (section, f"{path}.sections[{index}]", None) for index, section in reversed(list(enumerate(sections)))
    ]
    while stack:
        section, at, parent = stack.pop()
        yield section, at, parent
        children = list(enumerate(section.get("children", ())))
        stack.extend((child, f"{at}.children[{index}]", section) for index, child in reversed(children))


def _range(mention: Json, path: str, key: str) -> Iterator[Mismatch]:
    """The two ends of a value are in order, and the value named lies between them."""
    if key == "dates":
        first, last = mention["earliest"], mention["latest"]
        if first is not None and last is not None and first > last:
            yield Mismatch(
                path=f"{path}.earliest", found=_shown(first), wanted=f"a day not after latest, {_shown(last)}"
            )
        return
    if "comparator" not in mention:
        return
    name = "amount" if key == "money" else "value"
    value, low, high = mention[name], mention["min"], mention["max"]
    if low is not None and high is not None and low > high:
        yield Mismatch(path=f"{path}.min", found=_shown(low), wanted=f"a number not above max, {_shown(high)}")
    elif value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        yield Mismatch(
            path=f"{path}.{name}", found=_shown(value), wanted=f"a number from {_shown(low)} to {_shown(high)}"
        )
    elif value is not None and mention["comparator"] == "=" and not value == low == high:
        wanted = f"{_shown(value)} in min and max, as the comparator is ="
        yield Mismatch(path=f"{path}.min", found=f"{_shown(low)} to {_shown(high)}", wanted=wanted)


def _after(end: int) -> str:
    return f"a span that starts at {end} or later, after the one above"


def _solid(text: str) -> str:
    return "".join(text.split())


def _noiseless(text: str, span: Sequence[int], diagnostics: Sequence[Json]) -> str:
    """The text of a span without the noise that diagnostics show in it."""
    parts = []
    at, end = span
    for low, high in sorted(found["span"] for found in diagnostics if found["code"] == "noise" and found["span"]):
        if at <= low and high <= end:
            parts.append(text[at:low])
            at = high
    return "".join([*parts, text[at:end]])


def _begins(text: str, marker: str) -> bool:
    """Whether a text begins with a marker; white space and hard wraps do not count."""
    return _solid(text[: 4 * len(marker) + 40]).startswith(_solid(marker))


def _within(heading: str, text: str) -> bool:
    """Whether a heading's characters stand in a text in this order: mending leaves characters out, it adds none."""
    rest = iter(text)
    return all(char in rest for char in _solid(heading))
