"""For programs: the whole outcome as one JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fedparse.reporting.findings import findings
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Case, Outcome


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as JSON. How long a case took is left out: the same pack gives the same bytes."""
    return dumps(
        {
            "verb": outcome.verb,
            "pack": outcome.pack,
            "checked": outcome.checked,
            "exit_code": outcome.exit_code,
            "summary": outcome.summary.said(language),
            "faults": [_fault(each) for each in findings(outcome.faults, language)],
            "cases": [_case(case, language) for case in outcome.cases],
            "data": dict(outcome.data),
        }
    )


def dumps(value: object) -> str:
    """JSON with Chinese as it is, and half a surrogate pair as an escape, which UTF-8 could not hold."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _fault(each: Finding) -> dict[str, object]:
    return {
        "code": each.fault.code,
        "name": each.code.name,
        "level": each.code.level,
        "message": each.message,
        "path": each.path,
        "line": each.fault.line,
        "column": each.fault.column,
        "end_column": each.end_column,
        "rule": each.fault.rule,
    }


def _case(case: Case, language: Language) -> dict[str, object]:
    return {
        "group": case.group,
        "name": case.name,
        "path": shown_path(case.path),
        "line": case.line,
        "column": case.column,
        "faults": [_fault(each) for each in findings(case.faults, language)],
    }
