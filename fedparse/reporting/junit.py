"""JUnit XML as Jenkins' junit-10.xsd has it; a case also has the attributes `file` and `line`, which GitLab reads."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from fedparse.reporting.findings import findings
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.errors import Fault
    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Outcome

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NO_XML = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XML 1.0 file cannot hold, or had better not: control characters, surrogates, a lone return."""


class _Case(NamedTuple):
    """One test case; `failing` is a sentence that makes it fail though it has no fault of its own."""

    group: str
    name: str
    path: str = ""
    line: int = 0
    seconds: float = 0.0
    found: Sequence[Finding] = ()
    failing: str = ""

    @property
    def errors(self) -> list[Finding]:
        return [each for each in self.found if each.code.level == "error"]


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as JUnit XML. It always has a case: nothing checked is a failure, not an empty file."""
    suites: dict[str, list[_Case]] = {}
    for case in _cases(outcome, language):
        suites.setdefault(case.group, []).append(case)
    root = ET.Element("testsuites", name=f"fedparse rules {outcome.verb}")
    for group, cases in suites.items():
        suite = ET.SubElement(root, "testsuite", name=_text(group))
        for case, name in zip(cases, _told_apart(cases), strict=True):
            suite.append(_element(case, name))
        _count(suite, cases)
    _count(root, [case for cases in suites.values() for case in cases])
    del root.attrib["skipped"]
    ET.indent(root)
    return f"{_HEAD}{ET.tostring(root, encoding='unicode')}\n"


def _cases(outcome: Outcome, language: Language) -> list[_Case]:
    """What was tried, then the faults of no case by file and rule; one case for the whole where that is nothing."""
    cases = [
        _Case(each.group, each.name, each.path, each.line, each.seconds, findings(each.faults, language))
        for each in outcome.cases
    ]
    told = {_key(fault) for case in outcome.cases for fault in case.faults}
    loose: dict[tuple[str, str], list[Finding]] = {}
    for found in findings(outcome.faults, language):
        if _key(found.fault) not in told:
            loose.setdefault((found.path, found.fault.rule), []).append(found)
    for (path, rule), group in loose.items():
        first = group[0].fault
        cases.append(_Case(path or outcome.verb, rule or path or outcome.verb, first.path, first.line, found=group))
    fails = outcome.exit_code != 0 and not any(case.errors for case in cases)
    if fails or not cases:
        summary = outcome.summary.said(language)
        cases.append(_Case(outcome.verb, outcome.pack or outcome.verb, failing=summary if fails else ""))
    return cases


def _key(fault: Fault) -> tuple[object, ...]:
    return (fault.path, fault.line, fault.column, fault.code, fault.rule, fault.message)


def _told_apart(cases: Sequence[_Case]) -> Iterator[str]:
    """The names of the cases of a suite; GitLab ignores the second case of a name, so it gets a number."""
    seen: Counter[str] = Counter()
    for case in cases:
        name = _text(case.name)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _element(case: _Case, name: str) -> ET.Element:
    element = ET.Element("testcase", classname=_text(case.group), name=name)
    if case.path:
        element.set("file", _text(shown_path(case.path)))
        element.set("line", str(case.line))
    element.set("time", f"{case.seconds:.3f}")
    if case.failing:
        ET.SubElement(element, "failure", type="summary", message=_text(case.failing))
    elif errors := case.errors:
        # Jenkins shows only the first failure of a case: all of them are in its text.
        kind = "error" if any(each.code.unusable for each in errors) else "failure"
        first = errors[0]
        failure = ET.SubElement(element, kind, type=first.fault.code, message=_text(first.message))
        failure.text = "\n".join(map(_line, errors))
    others = [each for each in case.found if each.code.level != "error"]
    if others:
        ET.SubElement(element, "system-out").text = "\n".join(map(_line, others))
    return element


def _line(each: Finding) -> str:
    return _text(": ".join(filter(None, (each.place, f"{each.code.level}[{each.fault.code}]", each.message))))


def _count(element: ET.Element, cases: Sequence[_Case]) -> None:
    """The numbers of a suite, or of all of them."""
    element.set("tests", str(len(cases)))
    for kind in ("failure", "error"):
        element.set(f"{kind}s", str(sum(1 for _ in element.iter(kind))))
    element.set("skipped", "0")
    element.set("time", f"{sum(case.seconds for case in cases):.3f}")


def _text(text: str) -> str:
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
