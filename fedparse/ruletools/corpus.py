"""The texts that rules are tried on: how they are found and read, and how a place in one is shown to a person."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.columns import WIDTH
from fedparse.columns import width as width_of
from fedparse.errors import Fault, SourceError
from fedparse.messages import message
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.messages import Message
    from fedparse.model import Span
    from fedparse.sources import SourceText

SUFFIX = ".txt"
"""What the names of the texts of a directory end in; a file that is named itself may be called anything."""

_LINE_END = re.compile(r"\r\n?|\n")
_MARKS = 4
"""Columns that the brackets around a span take."""
_CUT = "…"
_WRAP = "⏎"
_OPEN, _CLOSE = "\N{LEFT BLACK LENTICULAR BRACKET}", "\N{RIGHT BLACK LENTICULAR BRACKET}"


class Spot(NamedTuple):
    """A place of a text: line and column from 1, in code points; `end` is the column behind it if it ends there."""

    line: int
    column: int
    end: int | None


class Context(NamedTuple):
    """What stands before a span, at it, and after it, in one line each."""

    before: str
    surface: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{_OPEN}{self.surface}{_CLOSE}{self.after}"


@dataclass(frozen=True, eq=False)
class CorpusText:
    """One text of a corpus: `path` is how a person reaches it."""

    path: str
    source: SourceText

    @property
    def text(self) -> str:
        """The decoded text, untouched."""
        return self.source.text

    @property
    def key(self) -> tuple[str, str]:
        """What the text is known by wherever it lies: the name of its file, which a rule may read, and its digest."""
        return Path(self.path).name, self.source.sha256

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def spot(self, span: Span) -> Spot:
        """Where a span stands."""
        start, end = span
        number = bisect_right(self._lines, start)
        begin = self._lines[number - 1]
        ends_there = number == len(self._lines) or end <= self._lines[number]
        return Spot(number, start - begin + 1, end - begin + 1 if ends_there else None)

    def context(self, span: Span, width: int = WIDTH) -> Context:
        """A span with what stands around it in its lines, in at most `width` columns."""
        start, end = span
        first = self._lines[bisect_right(self._lines, start) - 1]
        last = bisect_right(self._lines, max(start, end - 1))
        stop = self._lines[last] if last < len(self._lines) else len(self.text)
        surface = _fitted(_plain(self.text[start:end]), max(2, width - _MARKS))
        left, right = _plain(self.text[first:start]).lstrip(), _plain(self.text[end:stop].rstrip("\r\n")).rstrip()
        room = max(0, width - _MARKS - width_of(surface))
        # What one side leaves over, the other may take.
        before = _tail(left, max(room // 2, room - width_of(right)))
        return Context(before, surface, _head(right, room - width_of(before)))

    def fault(self, span: Span, code: str, text: Message, rule: str = "") -> Fault:
        """A fault at a span of the text."""
        spot = self.spot(span)
        return Fault(self.path, spot.line, spot.column, code, text, rule, spot.end)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts that could be read, and a fault for each that could not and each path without any."""

    texts: tuple[CorpusText, ...]
    faults: tuple[Fault, ...]


def read_corpus(paths: Iterable[Path]) -> Corpus:
    """The texts of files, and of directories with all below them but what is hidden; no file twice."""
    found: dict[Path, Path] = {}
    faults: list[Fault] = []
    for path in paths:
        if not path.exists():
            faults.append(Fault(str(path), 1, 1, "FED084", message("there is no such file or directory")))
            continue
        files = list(_texts(path)) if path.is_dir() else [path]
        if not files:
            text = message("there is no text here: no file of this directory ends in {suffix}", suffix=SUFFIX)
            faults.append(Fault(str(path), 1, 1, "FED084", text))
        for file in files:
            found.setdefault(file.resolve(), file)
    texts: list[CorpusText] = []
    for file in found.values():
        try:
            texts.append(CorpusText(str(file), read_path(file)))
        except SourceError as error:
            said = message("this text is left out: {reason}", reason=error.reason)
            faults.append(Fault(str(file), 1, 1, "FED083", said))
    return Corpus(tuple(texts), tuple(faults))


def _texts(directory: Path) -> Iterator[Path]:
    """The texts of a directory in the order of their paths."""
    for file in sorted(directory.rglob("*"), key=lambda file: file.as_posix()):
        hidden = any(part.startswith(".") for part in file.relative_to(directory).parts)
        if file.suffix.lower() == SUFFIX and not hidden and file.is_file():
            yield file


# Lines that fit


def _plain(text: str) -> str:
    """A text in one line without anything that a terminal would act on."""
    return "".join(char if char.isprintable() else " " for char in _LINE_END.sub(_WRAP, text))


def _fitted(text: str, room: int) -> str:
    """A text with its middle cut out where it is too long."""
    if width_of(text) <= room:
        return text
    head = _head(text, (room + 1) // 2)
    return head + _tail(text, room - width_of(head)).removeprefix(_CUT)


def _head(text: str, room: int) -> str:
    """As much of the beginning as fits, with a mark where it is cut."""
    return _cut(text, room) if width_of(text) > room else text


def _tail(text: str, room: int) -> str:
    """As much of the end as fits, with a mark where it is cut."""
    return _cut(text[::-1], room)[::-1] if width_of(text) > room else text


def _cut(text: Sequence[str], room: int) -> str:
    kept = ""
    used = 1
    for char in text:
        used += width_of(char)
        if used > room:
            break
        kept += char
    return kept + _CUT if room > 0 else ""
