"""One input to one record of plain data: the pure function for engines that bring their own processes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from fedparse.errors import FedparseError, PackError, SourceError
from fedparse.model import ReferenceYear
from fedparse.packs import load_pack
from fedparse.pipeline import parse_source
from fedparse.reference import year_in_name
from fedparse.sources import Member, Options, from_text, read_member, shown_name
from fedparse.sources.reader import check_size

if TYPE_CHECKING:
    from fedparse.model import Document
    from fedparse.sources import SourceText

BAD_INPUT = "bad-input"
"""The code of a call that is wrong itself: data that is no text and no bytes, a value of `meta` of another type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What is known of an input beside its bytes, and how to read it; the keys of `meta`.

    Attributes:
        name: What the output calls it, mostly its path.
        file_name: The name of the file alone, which may tell the year; the last part of `name` unless it is given.
        year: The reference year of all its reports.
        year_from: `filename`: the year in the name of the file, or of the nearest folder, overrules the text.
        encoding: The codec to believe; None finds it from the bytes.
        rules: The directory of a rule pack; None is the built-in one.
        with_text: Whether the source text goes into the document.
        is_text: Whether bytes are UTF-8 text whatever they look like, as the cell of a table is.
    """

    name: str = ""
    file_name: str | None = None
    year: int | None = None
    year_from: str | None = None
    encoding: str | None = None
    rules: str | os.PathLike[str] | None = None
    with_text: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of one input: a document with its text and its JSON in one line, or why there is none."""

    name: str
    code: str | None = None
    reason: str | None = None
    document: Document | None = None
    text: str | None = None
    line: bytes | None = None

    @property
    def outcome(self) -> Literal["converted", "failed"]:
        """Whether there is a document."""
        return "failed" if self.line is None else "converted"


_TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "os.PathLike[str]": (os.PathLike,),
    "None": (type(None),),
}
_KEYS: Mapping[str, str] = {field.name: str(field.type) for field in fields(Meta)}
_YEARS = range(1000, 10_000)
_YEAR_FROM = (None, "filename")


def parse_record(data: bytes | str, meta: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Reads one input. It is pure, and it never raises: what goes wrong is in the record.

    A text that is too much for one process, or a file that takes for ever, is not held off here; `fedparse batch` does
    that.

    Args:
        data: A document of any format, or a text. An archive or a table holds several inputs and is refused: take it
            apart first, with `fedparse.sources.read_all`.
        meta: `name`, `file_name`, `year`, `year_from`, `encoding`, `rules`, `with_text`, `is_text`, as in `Meta`; None
            stands for the default. Another key, or a value of another type, gives a failed record.

    Returns:
        `name`, `outcome` (`converted` or `failed`), `code` and `reason` (why it failed: a code of `SourceError`,
        `bad-input`, `rules`, `memory` or `bug`, and a sentence; else None) and `document` (the contract's JSON; None
        when it failed). All of it is what `json.loads` gives for what `fedparse extract` writes: engines store, pickle
        and write it without knowing fedparse. So a number that is not whole is a float, which keeps 15 digits, more
        than any report has; `parse_arrow` hands on the JSON itself, whose numbers are exact.
    """
    parsed = parse_one(data, meta)
    return {
        "name": parsed.name,
        "outcome": parsed.outcome,
        "code": parsed.code,
        "reason": parsed.reason,
        "document": None if parsed.line is None else json.loads(parsed.line),
    }


def parse_one(data: object, meta: object = None) -> Parsed:
    """As `parse_record`, with the document as an object and as JSON."""
    name = ""
    try:
        known = checked_meta(meta)
        name = known.name
        source = _source(data, known)
        pack = load_pack(Path(known.rules) if known.rules else None)
        year = _year(known)
        document = parse_source(source, year=year, pack=pack, with_text=known.with_text)
        return Parsed(name, document=document, text=source.text, line=document.to_json().rstrip(b"\n"))
    except Exception as error:  # Whatever it is, it must cost this input alone: others are on their way beside it.
        return failed(name, error)


def failed(name: str, error: Exception) -> Parsed:
    """The failure of an input whose work ended in an exception."""
    if isinstance(error, SourceError):
        return Parsed(name or error.source, error.code, error.reason)
    if isinstance(error, PackError):
        more = f" (and {len(error.faults) - 1} more faults)" if len(error.faults) > 1 else ""
        return Parsed(name, "rules", f"the rules cannot be used: {error.faults[0]}{more}")
    if isinstance(error, FedparseError):
        return Parsed(name, "unreadable", str(error))
    if isinstance(error, MemoryError):
        return Parsed(name, "memory", "takes more memory than there is; split the file into smaller ones")
    return Parsed(name, "bug", f"met a fault of fedparse ({_shown(error)}); please report it")


def checked_meta(given: object) -> Meta:
    """The values of `meta`.

    Raises:
        SourceError: It has a key that there is not, or a value that cannot be.
    """
    if given is None:
        return Meta()
    if not isinstance(given, Mapping):
        raise SourceError("", f"`meta` must be a mapping, not {type(given).__name__}", BAD_INPUT)
    name = given.get("name")
    name = shown_name(name) if isinstance(name, str) else ""
    for key, value in given.items():
        form = _KEYS.get(key) if isinstance(key, str) else None
        if form is None:
            raise SourceError(name, f"`meta` has the key {key!a}; it may have {', '.join(_KEYS)}", BAD_INPUT)
        if value is not None and not _fits(value, form):
            raise SourceError(name, f"`{key}` of `meta` must be {form}, not {type(value).__name__}", BAD_INPUT)
    known = Meta(**{key: value for key, value in given.items() if value is not None})
    if known.year is not None and known.year not in _YEARS:
        reason = f"`year` of `meta` must be from {_YEARS[0]} to {_YEARS[-1]}, not {known.year}"
        raise SourceError(name, reason, BAD_INPUT)
    if known.year_from not in _YEAR_FROM:
        raise SourceError(name, f"`year_from` of `meta` must be 'filename', not {known.year_from!a}", BAD_INPUT)
    return replace(known, name=name)


def named_year(name: str, file_name: str) -> ReferenceYear | None:
    """The year that a file tells by its name, or else the nearest folder that tells one."""
    folders = PurePosixPath(name).parts[:-1]
    years = (year_in_name(part) for part in (file_name, *reversed(folders)))
    year = next(filter(None, years), None)
    return ReferenceYear(value=year, source="filename") if year else None


def _fits(value: object, form: str) -> bool:
    allowed = tuple(kind for part in form.split(" | ") for kind in _TYPES[part])
    # True is an int for Python, but no year.
    return isinstance(value, allowed) and (bool in allowed or not isinstance(value, bool))


def _source(data: object, known: Meta) -> SourceText:
    """The text of an input.

    Raises:
        SourceError: It cannot be read, or holds several texts.
    """
    file_name = PurePath(known.name).name if known.file_name is None else shown_name(known.file_name)
    if isinstance(data, str):
        return replace(_text(data, known.name), file_name=file_name)
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise SourceError(known.name, f"must be bytes or text, not {type(data).__name__}", BAD_INPUT)
    return read_member(Member(known.name, bytes(data), file_name, known.is_text), Options(known.encoding))


def _text(text: str, name: str) -> SourceText:
    if not text.strip():
        raise SourceError(name, "is empty; there is nothing to read", "empty")
    source = from_text(text, name=name)
    check_size(source.size, name)
    return source


def _year(known: Meta) -> int | ReferenceYear | None:
    if known.year is not None:
        return known.year
    if known.year_from is None:
        return None
    return named_year(known.name, PurePath(known.name).name if known.file_name is None else known.file_name)


def _shown(error: Exception) -> str:
    """An exception in one line; one that cannot even be shown has its class."""
    try:
        said = " ".join(str(error).split())
    except Exception:
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
