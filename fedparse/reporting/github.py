"""Annotations of GitHub Actions: workflow commands in the log of a job.

GitHub shows ten annotations of a kind and step and drops the rest without a word, so the worst come first and the last
line says how many more there are.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fedparse.columns import visible
from fedparse.messages import message
from fedparse.reporting.findings import LEVELS, findings, level_name, worst_first

if TYPE_CHECKING:
    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Outcome

MOST = 10
"""How many annotations of a kind GitHub shows."""
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as annotations and one line for the log."""
    shown: Counter[str] = Counter()
    lines = []
    for each in worst_first(findings(outcome.faults, language)):
        if shown[each.code.level] < MOST:
            lines.append(_annotation(each))
        shown[each.code.level] += 1
    summary = outcome.summary.said(language)
    rest = [f"{level_name(level, language)} × {shown[level] - MOST}" for level in LEVELS if shown[level] > MOST]
    if rest:
        told = message("{summary} (not annotated: {rest})", summary=summary, rest=", ".join(rest))
        summary = told.said(language)
    return "\n".join([*lines, _log(summary)]) + "\n"


def _annotation(each: Finding) -> str:
    fault = each.fault
    properties: dict[str, object] = {}
    if each.path:
        properties |= {"file": each.path, "line": fault.line, "col": fault.column}
        if each.end_column:
            properties["endColumn"] = each.end_column
    properties["title"] = f"{fault.code} {each.code.name}" + f" ({fault.rule})" * bool(fault.rule)
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[each.code.level]} {said}::{_data(each.message)}"


def _data(text: str) -> str:
    """A message as the runner reads it back: line ends are escaped, other control characters shown."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(visible(line.replace("%", "%25")) for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _log(text: str) -> str:
    """A line for the log that is no command, whatever it says: a command is `::` at the beginning of a line."""
    line = visible(" ".join(text.split()))
    return line.replace("::", ": :") if line.startswith("::") else line
