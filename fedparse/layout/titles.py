"""The title, the organisation and the signature of a report, and what kind of report it is."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.layout.grammar import Grammar
    from fedparse.layout.reading import Line, Reading
    from fedparse.model import ReportKind, Span

_SHORT = 60
_TOP = 6
"""Titles stand among the first so many lines."""
_BOTTOM = 4
"""Signatures stand among the last so many lines."""
_OPENING = 120
"""The opening words that name the organisation."""


class Name(NamedTuple):
    """How a report is called and signed."""

    kind: ReportKind
    title: str | None
    title_span: Span | None
    organization: str | None
    signature_span: Span | None


def name_report(text: str, paragraphs: Sequence[Line], reading: Reading, rules: Grammar) -> Name:
    """What a report says about itself at its top and its bottom."""
    title = _title(paragraphs, rules)
    signature = _signature(paragraphs, rules)
    return Name(
        _kind(paragraphs, rules),
        "".join(part.strip() for part in reading.slice(text, *title).splitlines()) if title else None,
        reading.span(*title) if title else None,
        _organization(text, paragraphs, title, signature, reading, rules),
        reading.span(paragraphs[signature[0]].start, paragraphs[signature[-1]].end) if signature else None,
    )


def _kind(paragraphs: Sequence[Line], rules: Grammar) -> ReportKind:
    """A preface is about the collection; a fragment begins inside a list."""
    if rules.roles["preface"].match(paragraphs[0].text):
        return "preface"
    if rules.roles["collection"].match(paragraphs[0].text) and not any(line.mark for line in paragraphs):
        return "preface"
    first = next((line.mark for line in paragraphs if line.mark and line.mark.style not in ("item", "ordinal")), None)
    return "fragment" if first and (first.number or 0) > 1 else "report"


def _title(paragraphs: Sequence[Line], rules: Grammar) -> Span | None:
    """The title line: the first of the short lines at the top that has a title's form, else the first of them."""
    top: list[Line] = []
    for line in paragraphs[:_TOP]:
        if line.mark or len(line.text) > _SHORT or line.closed:
            break
        top.append(line)
    if not top:
        return None
    index = rules.roles["index"].match(top[0].text)
    if index and index["title"]:
        return top[0].start + index.start("title"), top[0].start + index.end("title")
    for position, line in enumerate(top):
        if rules.roles["title"].match(line.text):
            above = top[position - 1] if position and not line.gap else None
            if above and rules.roles["subtitle"].match(line.text):
                return above.start, above.end
            split = above and rules.roles["title-open"].match(above.text)
            return (above.start if above and split else line.start), line.end
    names = ("date-line", "organization-line", "index")
    plain = (line for line in top if not any(rules.roles[name].match(line.text) for name in names))
    best = next(plain, None) or (top[0] if not index else None)
    return (best.start, best.end) if best and len(top) < len(paragraphs) else None


def _signature(paragraphs: Sequence[Line], rules: Grammar) -> list[int]:
    """The positions of the closing lines; without any, a date line at the top."""
    found: list[int] = []
    for position in range(len(paragraphs) - 1, max(0, len(paragraphs) - 1 - _BOTTOM), -1):
        line = paragraphs[position]
        if rules.roles["date-line"].match(line.text) or rules.roles["organization-line"].match(line.text):
            found.insert(0, position)
        elif found or len(line.text) > _SHORT:
            break
    if found:
        return found
    top = (at for at, line in enumerate(paragraphs[:_TOP]) if rules.roles["date-line"].match(line.text))
    return list(top)[:1]


def _organization(
    text: str,
    paragraphs: Sequence[Line],
    title: Span | None,
    signature: Sequence[int],
    reading: Reading,
    rules: Grammar,
) -> str | None:
    """Who reports: the signature says it, else the title, else the subject of the opening."""
    lines = [paragraphs[position] for position in signature]
    opening = next((line for line in paragraphs if len(line.text) > _SHORT // 3 and not line.mark), None)
    where: list[tuple[int, str]] = []
    if title:
        lines += [line for line in paragraphs[:_TOP] if title[0] <= line.start < title[1]]
        where.append((title[0], reading.text[title[0] : title[1]]))
    if opening:
        where.append((opening.start, opening.text[:_OPENING]))
    named = ((line.start, rules.roles["organization-line"].match(line.text)) for line in lines)
    acting = (
        (start, rules.roles["organization"].search(words))
        for start, words in where
        if rules.roles["organization-end"].search(words)
    )
    for start, match in chain(named, acting):
        if match:
            return reading.slice(text, start + match.start("organization"), start + match.end("organization"))
    return None
