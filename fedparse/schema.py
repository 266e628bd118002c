"""The JSON Schema of a document, made from the model: what `fedparse schema` prints and `fedparse validate` holds.

The shapes come from `fedparse.model`. The forms of the strings in it (`PATTERNS`) and the least whole numbers
(`MINIMUMS`) stand here, once: the schema shows them and `fedparse.validation` checks the very same ones.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from fedparse.model import MENTION_LISTS, SCHEMA_VERSION, CheckName, Document, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import TypeAdapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = f"urn:fedparse:document:{SCHEMA_VERSION}"

_SHA256 = "^[0-9a-f]{64}$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK = "[0-9]{2}:[0-9]{2}"
_EDTF_SIDE = r"(?:[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2})?)?|\.\.)"
_EDTF = f"^{_EDTF_SIDE}(?:/{_EDTF_SIDE})?$"
_FACT_ID = "^r[1-9][0-9]*-f[1-9][0-9]*$"
_PROOF = f"^(?:{'|'.join(get_args(CheckName))}):(?:{'|'.join(get_args(Result))})$"

PATTERNS: Mapping[str, Mapping[str, str]] = {
    "Document": {"schema_version": f"^{SCHEMA_VERSION}$"},
    "Source": {"sha256": _SHA256, "text_sha256": _SHA256},
    "Rules": {"digest": "^[0-9a-f]+$"},
    "Report": {"id": "^r[1-9][0-9]*$", "period": _EDTF, "duplicate_of": "^r[1-9][0-9]*$"},
    "Section": {"id": r"^[1-9][0-9]*(?:\.[1-9][0-9]*)*$"},
    "DateMention": {
        "edtf": _EDTF,
        "earliest": _DAY,
        "latest": _DAY,
        "time": f"^{_CLOCK}(?:/{_CLOCK})?$",
    },
    "MoneyMention": {"currency": "^[A-Z]{3}$"},
    "Fact": {"id": _FACT_ID, "date": _EDTF, "part_of": _FACT_ID, "checks": _PROOF},
    "Check": {"id": "^r[1-9][0-9]*-c[1-9][0-9]*$", "fact": _FACT_ID, "operands": _FACT_ID},
    "Diagnostic": {"code": "^[a-z]+(?:-[a-z]+)*$"},
}
"""The form of each string field that has one, by the model's class; a field that is null has none.

Of a field that is an array of strings, it is the form of each of them.
"""

MINIMUMS: Mapping[str, Mapping[str, int]] = {
    "Section": {"level": 1},
    "Source": {"bytes": 0, "characters": 0},
}
"""The least value of a whole number, by the model's class."""


@cache
def adapter() -> TypeAdapter[Document]:
    """Pydantic's validator of a document; built once, at the first use."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - `extract` never needs it

    return TypeAdapter(Document)


@cache
def schema() -> Mapping[str, Any]:
    """The schema as data (JSON Schema 2020-12). Unknown keys are allowed: fields may be added to the contract."""
    made = adapter().json_schema(mode="validation")
    definitions = made.pop("$defs")
    classes = {"Document": made, **definitions}
    for node in _nodes(classes):
        _tidy(node)
    for name, forms in PATTERNS.items():
        for field, pattern in forms.items():
            _string(classes[name]["properties"][field])["pattern"] = pattern
    for name, minimums in MINIMUMS.items():
        for field, minimum in minimums.items():
            classes[name]["properties"][field]["minimum"] = minimum
    made.pop("title", None)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, "title": "fedparse document", **made, "$defs": definitions}


def schema_json() -> bytes:
    """The schema as indented UTF-8 JSON; always the same bytes for the same model."""
    return json.dumps(schema(), ensure_ascii=False, indent=2).encode() + b"\n"


def mention_class(key: str) -> str:
    """The name of the class in one of the mention lists: `dates` → `DateMention`."""
    return MENTION_LISTS[key].__name__


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)


def _tidy(node: dict[str, Any]) -> None:
    """Takes out the titles pydantic makes of field names, and says that an offset is never negative."""
    for field in node.get("properties", {}).values():
        field.pop("title", None)
    for item in node.get("prefixItems", ()):
        # The only fixed-length arrays of the model are spans.
        item["minimum"] = 0


def _string(field: dict[str, Any]) -> dict[str, Any]:
    """The part of a field's schema that is about the string, where it may also be null, or one of several."""
    branches: list[dict[str, Any]] = field.get("anyOf", [field.get("items", field)])
    return next(branch for branch in branches if branch.get("type") == "string")
