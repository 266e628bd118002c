"""Examples as rule authors write them: a sentence with its spans marked and, after ｜, the value wanted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedparse.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fedparse.model import Span

_OPEN, _CLOSE, _BAR = "\u3010", "\u3011", "\uff5c"  # 【 】 ｜


class MarkError(ValueError):
    """The marks of an example do not pair; `text` is a clause that says how."""

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.text = text


MAIN_FIELDS: Mapping[str, str] = {
    "date": "edtf",
    "count": "value",
    "money": "amount",
    "ratio": "value",
    "program": "name",
    "document": "kind",
    "heading": "number",
}
"""The field that a marked value without a key is of, by the kind of the rule."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its marked spans; `values[i]` are the fields wanted at `spans[i]`, as text, "" the main one."""

    text: str
    spans: tuple[Span, ...]
    values: tuple[Mapping[str, str], ...]


def parse_example(line: str) -> Example:
    """An example line as data: `培训妇女【260余人｜260 comparator=> unit=人】` has one span with three wanted fields.

    A doubled bracket stands for the bracket itself. In an odd row the outermost is the mark: `【【【概况】】】` marks
    `【概况】`.

    Raises:
        MarkError: when the marks do not pair.
    """
    text = ""
    spans: list[Span] = []
    values: list[Mapping[str, str]] = []
    start: int | None = None
    position = 0
    while position < len(line):
        char = line[position]
        if char in {_OPEN, _CLOSE} and _is_doubled(line, position, marked=start is not None):
            text, position = text + char, position + 2
        elif char == _OPEN:
            if start is not None:
                raise MarkError(message("a {open} stands inside another mark", open=_OPEN))
            start, position = len(text), position + 1
        elif char in {_CLOSE, _BAR} and start is not None:
            end = line.find(_CLOSE, position)
            if end < 0:
                break
            spans.append((start, len(text)))
            values.append(_wanted(line[position + 1 : end]) if char == _BAR else {})
            start, position = None, end + 1
        elif char == _CLOSE:
            raise MarkError(message("a {close} has no {open} before it", close=_CLOSE, open=_OPEN))
        else:
            text, position = text + char, position + 1
    if start is not None:
        raise MarkError(message("a {open} has no {close} after it", open=_OPEN, close=_CLOSE))
    return Example(text, tuple(spans), tuple(values))


def marked(text: str, spans: Iterable[Span]) -> str:
    """A text with its spans marked: what a person is shown, and what may be written into a pack.

    Brackets of the text itself are doubled, as `parse_example` reads them.
    """
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        parts += [_plain(text[at:start]), _OPEN, _plain(text[start:end]), _CLOSE]
        at = end
    return "".join([*parts, _plain(text[at:])])


def _plain(text: str) -> str:
    return text.replace(_OPEN, _OPEN * 2).replace(_CLOSE, _CLOSE * 2)


def _is_doubled(line: str, position: int, *, marked: bool) -> bool:
    """Whether a bracket is one of a pair that stands for itself; `marked` is whether a mark is open."""
    char = line[position]
    row = len(line) - position - len(line[position:].lstrip(char))
    return row > 1 and (marked or char == _CLOSE or row % 2 == 0)


def _wanted(text: str) -> dict[str, str]:
    """`260 comparator=> unit=人` → fields; a part without a key is the main value."""
    fields: dict[str, str] = {}
    for part in text.split():
        key, equals, value = part.partition("=")
        fields[key if equals else ""] = value if equals else part
    return fields
