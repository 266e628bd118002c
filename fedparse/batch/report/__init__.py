"""The closing report of a batch for people: one content, and one function for each form it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.batch.report import html, markdown, text
from fedparse.batch.report.content import Report, plan_report, report
from fedparse.batch.report.text import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMS: Mapping[str, Callable[[Report], str]] = {
    "text": text.render,
    "html": html.render,
    "md": markdown.render,
}
"""The forms by name; `Summary.to_json` is the one for machines."""

__all__ = ["FORMS", "Report", "lines", "plan_report", "report"]
