"""For people at a terminal: each fault with its line of the source, then tables, then one sentence; 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.columns import WIDTH, fold, pointed, table, visible
from fedparse.messages import message
from fedparse.reporting.findings import findings, level_name, worst_first
from fedparse.reporting.places import SourceLines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Outcome, Table


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as text."""
    found = findings(outcome.faults, language)
    sources = SourceLines()
    parts = ["\n".join(_fault(each, sources, language)) for each in found]
    parts += ["\n".join(_table(each, language)) for each in outcome.tables if each.rows]
    # A block is shown as it is: a diff or a card has its own lay-out. Only what drives a terminal is taken out.
    parts += ["\n".join(map(visible, block.rstrip("\n").split("\n"))) for block in outcome.blocks]
    parts.append("\n".join(_end(outcome, found, language)))
    return "\n\n".join(parts) + "\n"


def _fault(each: Finding, sources: SourceLines, language: Language) -> Iterator[str]:
    fault = each.fault
    yield from fold(f"{level_name(each.code.level, language)}[{fault.code}]: {each.message}", WIDTH, hang=2)
    line = sources.at(fault.path, fault.line)
    gutter = len(str(fault.line)) if line else 1
    if each.place or fault.rule:
        rule = message("(rule {rule})", rule=fault.rule).said(language) if fault.rule else ""
        yield visible("  ".join(filter(None, (f"{' ' * gutter}--> {each.place}", rule))))
    if line:
        shown, carets = pointed(line, fault.column, each.end_column, WIDTH - gutter - 3)
        yield f"{' ' * gutter} |"
        yield f"{fault.line} | {shown}"
        yield f"{' ' * gutter} | {carets}"
    if fault.fix:
        yield f"{' ' * gutter} = {message('help: `fedparse rules check --fix` mends this').said(language)}"


def _table(shown: Table, language: Language) -> Iterator[str]:
    if shown.title:
        yield from fold(shown.title.said(language), WIDTH)
    yield from table([column.said(language) for column in shown.columns], shown.rows, shown.numeric)


def _end(outcome: Outcome, found: list[Finding], language: Language) -> Iterator[str]:
    yield from fold(outcome.summary.said(language), WIDTH)
    if found:
        code = worst_first(found)[0].fault.code
        yield message("help: `fedparse rules explain-code {code}` says more", code=code).said(language)
