"""What editors and spreadsheets left in the files of a pack (line ends, marks, spaces), with edits that mend it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from fedparse.errors import Edit, Fault
from fedparse.messages import message
from fedparse.ruletools.sourcefiles import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fedparse.messages import Message
    from fedparse.ruletools.sourcefiles import SourceFile

_CODE = "FED069"
_RETURN = re.compile(r"\r(?=\n)")
_TRAILING = re.compile(r"[ \t]+(?=\r?$)", re.MULTILINE)
_TRAILING_SPACES = re.compile(r"(?<=[^ \t\r\n])[ \u3000]+(?=\r?$)", re.MULTILINE)
_TAB = re.compile(r"\t+")
_INDENT = "  "
_CELL = re.compile(r"[^\t\r\n]+")


def untidy(file: SourceFile) -> Iterator[Fault]:
    """What is untidy in one file; of each kind one fault, at the first place, that mends all."""
    for check in _WORD_CHECKS if file.kind == "words" else _TOML_CHECKS:
        yield from check(file)


def _fault(file: SourceFile, text: Message, edits: Sequence[Edit]) -> Fault:
    place = file.place(edits[0].start)
    return Fault(file.path, place.line, place.column, _CODE, text, fix=tuple(edits))


def _mark(file: SourceFile) -> Iterator[Fault]:
    if file.text.startswith(MARK):
        yield _fault(file, message("the file begins with a byte order mark"), [Edit(0, len(MARK), "")])


def _line_ends(file: SourceFile) -> Iterator[Fault]:
    edits = [Edit(*found.span(), "") for found in _RETURN.finditer(file.text)]
    if edits:
        yield _fault(file, message("lines end with CR LF instead of LF: {count}", count=len(edits)), edits)


def _last_line(file: SourceFile) -> Iterator[Fault]:
    if file.text.removeprefix(MARK) and not file.text.endswith("\n"):
        end = len(file.text)
        yield _fault(file, message("the last line has no line end"), [Edit(end, end, "\n")])


def _trailing(file: SourceFile) -> Iterator[Fault]:
    spaces = _TRAILING_SPACES if file.kind == "words" else _TRAILING
    found = [match.span() for match in spaces.finditer(file.text)]
    edits = [Edit(*span, "") for span in found if not file.is_in_string(span[0])]
    # In a word list only what follows a comment is nothing but space: in a row it belongs to the last cell.
    if file.kind == "words":
        comments = {end for _, end in file.comments}
        edits = [edit for edit in edits if edit.end in comments]
    if edits:
        yield _fault(file, message("lines end with spaces: {count}", count=len(edits)), edits)


def _tabs(file: SourceFile) -> Iterator[Fault]:
    spans = [match.span() for match in _TAB.finditer(file.text)]
    inside = [range(*span) for span in file.comments]
    edits = [
        Edit(start, end, _INDENT * (end - start) if file.place(start).column == 1 else " ")
        for start, end in spans
        if not file.is_in_string(start)
        and not any(start in comment for comment in inside)
        and file.text[end : end + 1] not in {"\r", "\n", ""}
    ]
    if edits:
        yield _fault(file, message("tabs stand between the parts of a TOML file: {count}", count=len(edits)), edits)


def _terms(file: SourceFile) -> Iterator[Fault]:
    """Cells that no text can hold as they are: with spaces around them, or composed of parts."""
    if unicodedata.is_normalized("NFC", file.text) and not re.search(
        r"(?:^|[\t\n])[ \u3000]|[ \u3000](?:[\t\r\n]|$)", file.text
    ):
        return
    comments = {start for start, _ in file.comments}
    for line in re.finditer(r"[^\r\n]+", file.text):
        if line.start() not in comments and not (line[0].startswith(MARK) and line.start() + 1 in comments):
            yield from _cells(file, line.start(), line[0].removeprefix(MARK))


def _cells(file: SourceFile, start: int, line: str) -> Iterator[Fault]:
    start += file.text.startswith(MARK) and start == 0
    for cell in _CELL.finditer(line):
        wanted = unicodedata.normalize("NFC", cell[0].strip())
        if wanted in {cell[0], ""}:
            continue
        edit = Edit(start + cell.start(), start + cell.end(), wanted)
        if cell[0].strip() == wanted:
            text = message("spaces stand round `{cell}`", cell=wanted)
        else:
            text = message("`{cell}` is not in Unicode's normal form C", cell=wanted)
        yield _fault(file, text, [edit])


_TOML_CHECKS: tuple[Callable[[SourceFile], Iterator[Fault]], ...] = (_mark, _line_ends, _trailing, _tabs, _last_line)
_WORD_CHECKS: tuple[Callable[[SourceFile], Iterator[Fault]], ...] = (_mark, _line_ends, _trailing, _terms, _last_line)
