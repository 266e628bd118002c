"""GitHub's Markdown, for the comment on a pull request (GitLab reads it too): links of codes are footnotes.

A comment may have 65,536 characters, so long tables and blocks end with how much more there is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.codes import codes
from fedparse.columns import visible
from fedparse.messages import message
from fedparse.reporting.findings import findings, level_name, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Outcome, Table

_MOST_FAULTS = 50
_MOST_ROWS = 100
_MOST_LINES = 200
_CODE_SPAN = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"[\\`*_\[\]~$|#]")
_MEANT = re.compile(r"[\\`*_\[\]~$|#&<>@]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u200b"}
"""HTML is shown, not read; nobody is called by an `@`."""
_FENCES = re.compile(r"`{3,}")


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as Markdown."""
    found = worst_first(findings(outcome.faults, language))
    title = f"## `fedparse rules {outcome.verb}`" + f" · {escaped(outcome.pack)}" * bool(outcome.pack)
    parts = [title, escaped(outcome.summary.said(language))]
    if found:
        parts.append("\n".join(_faults(found, language)))
    parts += ["\n".join(_table(table, language)) for table in outcome.tables if table.rows]
    parts += ["\n".join(_block(block, language)) for block in outcome.blocks]
    if found:
        parts.append("\n".join(_footnotes(found[:_MOST_FAULTS], language)))
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Plain text as Markdown in one line, also inside a table; what stands between backticks stays code."""
    pieces = _CODE_SPAN.split(" ".join(text.split()))
    return "".join(_code(piece) if place % 2 else _plain(piece) for place, piece in enumerate(pieces))


def _code(span: str) -> str:
    """A code span. One with a `|` in it is HTML, for no escape of it holds behind a backslash in a table."""
    if "|" not in span:
        return visible(span)
    return f"<code>{_MEANT.sub(lambda found: f'&#{ord(found[0])};', visible(span[1:-1]))}</code>"


def _as_code(text: str) -> str:
    return _code("`" + " ".join(text.split()).replace("`", "'") + "`")


def _plain(text: str) -> str:
    marked = _SPECIAL.sub(r"\\\g<0>", visible(text))
    return "".join(_ENTITIES.get(char, char) for char in marked)


def _faults(found: Sequence[Finding], language: Language) -> Iterator[str]:
    header = (message("level"), message("code"), message("place"), message("what is wrong"))
    yield _line([each.said(language) for each in header])
    yield _line(["---"] * len(header))
    for each in found[:_MOST_FAULTS]:
        code = f"{each.fault.code}[^{each.fault.code}]"
        where = " · ".join(_as_code(part) for part in (each.place, each.fault.rule) if part)
        yield _line([level_name(each.code.level, language), code, where, escaped(each.message)])
    yield from _more(len(found) - _MOST_FAULTS, language)


def _footnotes(found: Sequence[Finding], language: Language) -> Iterator[str]:
    for id_ in sorted({each.fault.code for each in found}):
        yield f"[^{id_}]: {escaped(codes()[id_].titles[language])} – `fedparse rules explain-code {id_}`"


def _table(table: Table, language: Language) -> Iterator[str]:
    if table.title:
        yield f"**{escaped(table.title.said(language))}**"
        yield ""
    yield _line([escaped(column.said(language)) for column in table.columns])
    yield _line(["--:" if place in table.numeric else "---" for place in range(len(table.columns))])
    yield from (_line([escaped(cell) for cell in row]) for row in table.rows[:_MOST_ROWS])
    yield from _more(len(table.rows) - _MOST_ROWS, language)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _more(left: int, language: Language) -> Iterator[str]:
    if left > 0:
        yield ""
        yield message("… and {count} more", count=left).said(language)


def _block(block: str, language: Language) -> Iterator[str]:
    """A text as it is, in a fence that no line of it can close."""
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCES.findall(block))])
    lines = [visible(line) for line in block.rstrip("\n").split("\n")]
    yield fence + ("diff" if _is_diff(lines) else "text")
    yield from lines[:_MOST_LINES]
    yield fence
    yield from _more(len(lines) - _MOST_LINES, language)


def _is_diff(lines: Sequence[str]) -> bool:
    """Whether lines that are more (`+`) and less (`-`) may be shown in their colours."""
    return all(line[:1] in "+-~@ " for line in lines) and any(line[:1] in {"+", "-"} for line in lines)
