"""The JSON Schema: valid as a schema, true of documents, and of one mind with `validate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import documents
import jsonschema  # type: ignore[import-untyped]
import pytest

from fedparse.schema import PATTERNS, SCHEMA_ID, schema, schema_json

if TYPE_CHECKING:
    from fedparse.model import Document

VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_it_is_a_schema_of_its_dialect() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema()["$id"] == SCHEMA_ID == "urn:fedparse:document:1"


def test_its_bytes_are_json() -> None:
    assert json.loads(schema_json()) == schema()


@pytest.mark.parametrize(
    "made", [documents.document(), documents.document(with_text=False), documents.two_reports(), documents.reckoned()]
)
def test_documents_hold_it(made: Document) -> None:
    assert list(VALIDATOR.iter_errors(documents.data(made))) == []


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_is_in_it(name: str) -> None:
    node = schema() if name == "Document" else schema()["$defs"][name]
    shown = json.dumps(node["properties"])
    assert all(json.dumps(pattern) in shown for pattern in PATTERNS[name].values())


def test_unknown_keys_are_allowed() -> None:
    assert "additionalProperties" not in schema_json().decode()


@pytest.mark.parametrize("name", ["Document", "Report", "Section", "CountMention", "Fact", "Check"])
def test_classes_are_described(name: str) -> None:
    assert (schema() if name == "Document" else schema()["$defs"][name])["description"]
