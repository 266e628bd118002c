"""SARIF 2.1.0, the OASIS format that code scanning services take (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from fedparse.codes import codes
from fedparse.messages import message
from fedparse.reporting.findings import findings, fingerprints
from fedparse.reporting.json import dumps
from fedparse.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.codes import Code
    from fedparse.errors import Edit
    from fedparse.messages import Language
    from fedparse.reporting.findings import Finding
    from fedparse.ruletools.outcome import Outcome

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LOCALES: Mapping[Language, str] = {"en": "en-US", "zh": "zh-CN"}
_BASE = "%SRCROOT%"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_UNUSABLE = 3


def render(outcome: Outcome, language: Language) -> str:
    """The outcome as a SARIF log of one run: the codes that occur are its rules, in both languages."""
    found = findings(outcome.faults, language)
    used = [codes()[id_] for id_ in sorted({each.fault.code for each in found})]
    other: Language = "zh" if language == "en" else "en"
    run = {
        "tool": {"driver": _component(used, language)},
        "translations": [_component(used, other)],
        "language": _LOCALES[language],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": message("the directory that fedparse was started in").said(language)}}
        },
        "invocations": [_invocation(outcome)],
        "results": _results(found, [code.id for code in used]),
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _component(used: Sequence[Code], language: Language) -> dict[str, object]:
    """The tool with its rules in one language."""
    return {
        "name": "fedparse",
        "version": VERSION,
        "language": _LOCALES[language],
        "rules": [_rule(code, language) for code in used],
    }


def _rule(code: Code, language: Language) -> dict[str, object]:
    page = code.pages[language].strip()
    return {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": _said(code.titles[language])},
        "help": {"text": _said(page), "markdown": _said(page)},
        "defaultConfiguration": {"level": code.level},
    }


def _said(text: str) -> str:
    """A message string: its braces are doubled, for a single one may begin a placeholder (§3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


def _invocation(outcome: Outcome) -> dict[str, object]:
    return {"executionSuccessful": outcome.exit_code != _UNUSABLE, "exitCode": outcome.exit_code}


def _results(found: Sequence[Finding], rules: Sequence[str]) -> list[dict[str, object]]:
    return [
        _result(each, rules.index(each.fault.code), fingerprint)
        for each, fingerprint in zip(found, fingerprints(found), strict=True)
    ]


def _result(each: Finding, rule: int, fingerprint: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": each.fault.code,
        "ruleIndex": rule,
        "level": each.code.level,
        "message": {"text": _said(each.message)},
        "partialFingerprints": {"fedparseFault/v1": fingerprint},
    }
    if location := _location(each):
        result["locations"] = [location]
    if each.fault.fix and each.path:
        change = {"artifactLocation": _artifact(each.path), "replacements": list(map(_replacement, each.fault.fix))}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _location(each: Finding) -> dict[str, object]:
    location: dict[str, object] = {}
    if each.path:
        region = {"startLine": max(each.fault.line, 1), "startColumn": max(each.fault.column, 1)}
        if each.end_column:
            region["endColumn"] = each.end_column
        location["physicalLocation"] = {"artifactLocation": _artifact(each.path), "region": region}
    if each.fault.rule:
        location["logicalLocations"] = [{"fullyQualifiedName": each.fault.rule}]
    return location


def _artifact(path: str) -> dict[str, str]:
    """A file, from the working directory where it lies below it."""
    uri = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in _bytes(path))
    if PurePath(path).is_absolute():
        return {"uri": f"file:///{uri.removeprefix('/')}"}
    return {"uri": uri, "uriBaseId": _BASE}


def _bytes(path: str) -> bytes:
    """The bytes of a path: a byte of its name that is no UTF-8 is that byte again, any other lone surrogate a `?`."""
    return b"".join(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "replace") for char in path
    )


def _replacement(edit: Edit) -> dict[str, object]:
    return {
        "deletedRegion": {"charOffset": edit.start, "charLength": edit.end - edit.start},
        "insertedContent": {"text": edit.text},
    }
