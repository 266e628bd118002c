"""Value objects: frozen, equal by their fields, with exactly the fields of their class; and the JSON made of them."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, asdict, fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import documents
import pytest

import fedparse
from fedparse.model import CountMention, Diagnostic
from fedparse.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = """某县妇联2019年工作总结
一、培训
3月8日,举办“春蕾计划”培训班3期,培训妇女1200余人次,投入资金3.5万元,合格率98.5%,评出甲类3户、乙类5户,共8户,下发《关于做好培训工作的通知》。
三、打算
明年计划培训名妇女。
"""
DOCUMENT = fedparse.parse(TEXT)
SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.txt"))
NOTE = Diagnostic(code="noise", severity="info", message="", span=None, section=None)


def values(made: Any) -> Iterator[Any]:
    """An object and all objects in it."""
    yield made
    for field in fields(made):
        held = getattr(made, field.name)
        for value in held if isinstance(held, tuple) else (held,):
            if is_dataclass(value):
                yield from values(value)


def test_every_class_is_seen() -> None:
    assert {type(value).__name__ for value in values(DOCUMENT)} == schema()["$defs"].keys() | {"Document"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_every_object_has_the_fields_of_its_class(sample: Path) -> None:
    made = values(fedparse.parse_file(sample))
    assert [value for value in made if vars(value).keys() != {field.name for field in fields(value)}] == []


@pytest.mark.parametrize("made", [DOCUMENT, DOCUMENT.reports[0].facts[0], NOTE])
def test_nothing_can_be_changed(made: Any) -> None:
    name = fields(made)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(made, name, "")
    with pytest.raises(FrozenInstanceError):
        delattr(made, name)


def test_equal_fields_make_equal_objects() -> None:
    same = [fedparse.parse(TEXT), copy.deepcopy(DOCUMENT), pickle.loads(pickle.dumps(DOCUMENT)), replace(DOCUMENT)]  # noqa: S301
    assert [other for other in same if other != DOCUMENT or hash(other) != hash(DOCUMENT)] == []
    assert replace(NOTE, message="x") != NOTE
    assert asdict(NOTE) != NOTE


def test_an_object_shows_its_fields() -> None:
    assert repr(NOTE) == "Diagnostic(code='noise', severity='info', message='', span=None, section=None, rule=None)"


def count(value: Any) -> CountMention:
    mention = DOCUMENT.reports[0].counts[0]
    return replace(mention, value=value, surface='"\\\n\u2028\x00一', item=None)


def holding(mention: CountMention) -> bytes:
    return replace(DOCUMENT, reports=(replace(DOCUMENT.reports[0], counts=(mention,)),)).to_json()


def without_places(value: Any) -> Any:
    """Plain data without the fields that are written only where a format has them."""
    if isinstance(value, dict):
        return {
            name: without_places(held)
            for name, held in value.items()
            if held or name not in {"page", "paragraph", "synthetic"}
        }
    return [without_places(held) for held in value] if isinstance(value, (list, tuple)) else value


def test_places_are_written_where_a_format_has_them() -> None:
    placed = replace(DOCUMENT.reports[0].counts[0], paragraph=3)
    written = json.loads(holding(placed))["reports"][0]
    assert written["counts"][0]["paragraph"] == 3
    assert "page" not in written["counts"][0]
    assert "paragraph" not in written["dates"][0]


@pytest.mark.parametrize("made", [DOCUMENT, documents.document(), documents.two_reports()])
def test_json_is_that_of_the_fields(made: Any) -> None:
    wanted = without_places(asdict(made))
    if made.text is None:
        del wanted["text"]
    assert json.loads(made.to_json(), parse_float=Decimal) == json.loads(
        json.dumps(wanted, default=float), parse_float=Decimal
    )


NUMBERS = {
    "none": (None, b"null"),
    "whole": (1200, b"1200"),
    "huge": (10**30, b"1" + b"0" * 30),
    "fraction": (Decimal("0.985"), b"0.985"),
    "kept zero": (Decimal("3.50"), b"3.50"),
    "exponent": (Decimal("1E+3"), b"1000"),
    "small": (Decimal("1E-7"), b"0.0000001"),
    "long": (Decimal("0.1234567890123456789012345"), b"0.1234567890123456789012345"),
}


@pytest.mark.parametrize(("value", "written"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_written_exactly(value: Any, written: bytes) -> None:
    assert b'"value":' + written + b',"min"' in holding(count(value))


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        holding(count(0.1))


def test_marks_in_strings_are_escaped() -> None:
    assert json.loads(holding(count(1)))["reports"][0]["counts"][0]["surface"] == '"\\\n\u2028\x00一'
