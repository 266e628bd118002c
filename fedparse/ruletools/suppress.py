"""Comments that say of a finding that it is meant: `# fedparse-ignore FED063: the order of the two is on purpose`.

Such a comment holds for its own line; alone on a line, for what stands below it: an element of an array, a key with all
of its value, or a whole table with its subtables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedparse.codes import codes
from fedparse.errors import Fault
from fedparse.messages import guess, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.messages import Message
    from fedparse.ruletools.sourcefiles import SourceFile

_COMMENT = re.compile(r"#\s*fedparse-ignore\b[ \t]*(?P<codes>[^:：]*)(?P<reason>[:：].*)?")
_WORD = re.compile(r"[^\s,，、]+")
_WRONG, _IDLE = "FED059", "FED064"


@dataclass(frozen=True, slots=True)
class Ignored:
    """One code that a comment ignores in some lines of a file; the comment names it at `[start, end)` of the text."""

    file: SourceFile
    start: int
    end: int
    code: str
    lines: range

    def covers(self, fault: Fault) -> bool:
        """Whether a fault is one that the comment ignores."""
        return fault.code == self.code and fault.path == self.file.path and fault.line in self.lines


def not_to_ignore(code: str) -> Message | None:
    """Why a word is no code that can be ignored: it is none, or nobody can use a pack with what it says."""
    if code not in codes():
        hint = guess(code, codes(), message("codes look like FED063"))
        return message("there is no code `{code}`; {hint}", code=code, hint=hint)
    if codes()[code].unusable or code == _WRONG:
        return message("{code} cannot be ignored: mend what it says", code=code)
    return None


def ignored(files: Iterable[SourceFile]) -> tuple[list[Ignored], list[Fault]]:
    """What the comments of some files ignore, and what is wrong with the comments."""
    found: list[Ignored] = []
    wrong: list[Fault] = []
    for file in files:
        for start, end in file.comments:
            comment = _COMMENT.match(file.text, start, end)
            if comment:
                parts = list(_read(file, comment))
                found += [part for part in parts if isinstance(part, Ignored)]
                wrong += [part for part in parts if isinstance(part, Fault)]
    return found, wrong


def without_ignored(faults: Sequence[Fault], comments: Sequence[Ignored]) -> list[Fault]:
    """The faults that no comment ignores."""
    return [fault for fault in faults if not any(comment.covers(fault) for comment in comments)]


def idle(faults: Sequence[Fault], comments: Iterable[Ignored], told: Iterable[str]) -> Iterator[Fault]:
    """A warning for each comment that ignores none of the faults, of the codes that could have been `told`."""
    told = frozenset(told)
    for comment in comments:
        if comment.code in told and not any(map(comment.covers, faults)):
            text = message("`{code}` is not found here; the comment ignores nothing", code=comment.code)
            yield _fault(comment.file, comment.start, comment.end, _IDLE, text)


def _fault(file: SourceFile, start: int, end: int, code: str, text: Message) -> Fault:
    place = file.place(start)
    return Fault(file.path, place.line, place.column, code, text, end_column=place.column + end - start)


def _read(file: SourceFile, comment: re.Match[str]) -> Iterator[Ignored | Fault]:
    start, end = comment.start(), comment.end()
    words = list(_WORD.finditer(file.text, *comment.span("codes")))
    if not (comment["reason"] or "").strip(" \t:：") or not words:
        form = "# fedparse-ignore FED063: …"
        text = message("say which code is ignored and why: `{form}`", form=form)
        yield _fault(file, start, end, _WRONG, text)
        return
    lines = _lines(file, start)
    for word in words:
        problem = not_to_ignore(word[0])
        if problem:
            yield _fault(file, *word.span(), _WRONG, problem)
        else:
            yield Ignored(file, *word.span(), word[0], lines)


def _lines(file: SourceFile, start: int) -> range:
    """The lines that a comment at an offset holds for."""
    line = file.place(start).line
    before = file.text[file.text.rfind("\n", 0, start) + 1 : start]
    if before.strip():
        return range(line, line + 1)
    below = _next_filled(file, line)
    if file.kind == "words":
        return range(line, below + 1)
    heads = [(table.place.line, table.name) for table in file.tables if table.name]
    keys = [place.line for table in file.tables for place in table.keys.values()]
    last = file.text.count("\n") + 2
    name = dict(heads).get(below)
    if name is not None:
        inner = f"{name}."
        return range(line, min((at for at, other in heads if at > below and not other.startswith(inner)), default=last))
    if below in keys:
        return range(line, min((at for at in [*keys, *(at for at, _ in heads)] if at > below), default=last))
    return range(line, below + 1)


def _next_filled(file: SourceFile, line: int) -> int:
    """The next line below one that is neither empty nor a comment."""
    lines = file.text.split("\n")
    below = line
    while below < len(lines) and (not lines[below].strip() or lines[below].lstrip().startswith("#")):
        below += 1
    return below + 1
