"""What `fedparse.validation` finds: one thing is broken in a valid document, and one fault says which."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import documents
import pytest

from fedparse.validation import check_json, validate

if TYPE_CHECKING:
    from collections.abc import Callable


def _put(*path: str | int, value: object) -> Callable[[Any], None]:
    """A change: the value at `path` (below the only report) becomes another."""

    def change(data: Any) -> None:
        node = data
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value

    return change


def _in_report(*path: str | int, value: object) -> Callable[[Any], None]:
    return _put("reports", 0, *path, value=value)


def _drop(data: Any) -> None:
    del data["reports"][0]["counts"][0]["unit"]


CASES = {
    "missing-field": (_drop, "$.reports[0].counts[0].unit", "nothing", "a string"),
    "number-as-string": (
        _in_report("counts", 1, "value", value="23"),
        "$.reports[0].counts[1].value",
        '"23"',
        "a number or null",
    ),
    "object-for-number": (
        _in_report("counts", 1, "min", value={}),
        "$.reports[0].counts[1].min",
        "an object",
        "a number or null",
    ),
    "unknown-choice": (
        _in_report("ratios", 0, "comparator", value="≈"),
        "$.reports[0].ratios[0].comparator",
        '"≈"',
        'one of "="',
    ),
    "span-of-three": (
        _in_report("money", 0, "span", value=[1, 2, 3]),
        "$.reports[0].money[0].span",
        "an array of 3",
        "[start, end]",
    ),
    "null-list": (_in_report("sections", value=None), "$.reports[0].sections", "null", "an array"),
    "surface": (_in_report("counts", 1, "surface", value="24名"), "$.reports[0].counts[1].surface", '"24名"', '"23名"'),
    "span-reversed": (
        _in_report("programs", 0, "span", value=[9, 5]),
        "$.reports[0].programs[0].span",
        "[9, 5]",
        "before",
    ),
    "span-outside": (
        _in_report("facts", 0, "clause", value=[0, 9999]),
        "$.reports[0].facts[0].clause",
        "[0, 9999]",
        "inside its report",
    ),
    "section-nowhere": (
        _in_report("dates", 1, "section", value="7.7"),
        "$.reports[0].dates[1].section",
        '"7.7"',
        "the id",
    ),
    "section-elsewhere": (
        _in_report("dates", 1, "section", value="2"),
        "$.reports[0].dates[1].section",
        '"2"',
        "round",
    ),
    "fact-mention-nowhere": (
        _in_report("facts", 0, "mention", value="m99"),
        "$.reports[0].facts[0].mention",
        '"m99"',
        "count",
    ),
    "fact-section-nowhere": (
        _in_report("facts", 0, "section", value="9"),
        "$.reports[0].facts[0].section",
        '"9"',
        "the id",
    ),
    "diagnostic-section-nowhere": (
        _in_report("diagnostics", 0, "section", value="9"),
        "$.reports[0].diagnostics[0].section",
        '"9"',
        "the id",
    ),
    "duplicate-of-nowhere": (
        _in_report("duplicate_of", value="r5"),
        "$.reports[0].duplicate_of",
        '"r5"',
        "another report",
    ),
    "duplicate-of-itself": (
        _in_report("duplicate_of", value="r1"),
        "$.reports[0].duplicate_of",
        '"r1"',
        "another report",
    ),
    "same-fact-id": (_in_report("facts", 1, "id", value="r1-f1"), "$.reports[0].facts[1].id", '"r1-f1"', "of its own"),
    "same-mention-id": (
        _in_report("programs", 0, "id", value="m1"),
        "$.reports[0].programs[0].id",
        '"m1"',
        "of its own",
    ),
    "min-above-max": (
        _in_report("counts", 1, "min", value=30),
        "$.reports[0].counts[1].min",
        "30",
        "not above max, 23",
    ),
    "value-below-min": (_in_report("counts", 0, "value", value=5), "$.reports[0].counts[0].value", "5", "from 260"),
    "earliest-after-latest": (
        _in_report("dates", 1, "earliest", value="2019-12-01"),
        "$.reports[0].dates[1].earliest",
        '"2019-12-01"',
        "not after",
    ),
    "edtf": (_in_report("dates", 1, "edtf", value="2019/3/8"), "$.reports[0].dates[1].edtf", '"2019/3/8"', "the form"),
    "marker": (
        _in_report("sections", 1, "marker", value="三、"),
        "$.reports[0].sections[1].marker",
        '"三、"',
        "begins",
    ),
    "heading": (
        _in_report("sections", 1, "heading", value="别的"),
        "$.reports[0].sections[1].heading",
        '"别的"',
        "span",
    ),
    "level": (_in_report("sections", 1, "level", value=0), "$.reports[0].sections[1].level", "0", "at least 1"),
    "text-digest": (_put("source", "text_sha256", value="0" * 64), "$.source.text_sha256", '"000', "that of text"),
    "file-digest": (_put("source", "sha256", value="ABC"), "$.source.sha256", '"ABC"', "the form"),
    "other-version": (_put("schema_version", value="2"), "$.schema_version", '"2"', "the form ^1$"),
}


@pytest.mark.parametrize(("change", "path", "found", "wanted"), CASES.values(), ids=CASES)
def test_one_fault_is_found(change: Callable[[Any], None], path: str, found: str, wanted: str) -> None:
    data = documents.data()
    change(data)
    (fault,) = check_json(json.dumps(data, ensure_ascii=False).encode())
    assert (fault.path, fault.found[: len(found)]) == (path, found)
    assert wanted in fault.wanted


RECKONED = {
    "part-of-nothing": (("facts", 1, "part_of"), "r1-f99", "facts[1].part_of", "another fact"),
    "part-of-itself": (("facts", 1, "part_of"), "r1-f2", "facts[1].part_of", "another fact"),
    "part-of-no-id": (("facts", 8, "part_of"), "9", "facts[8].part_of", "another fact"),
    "role-of-a-count": (("facts", 3, "role"), "loan", "facts[3].role", "null, as it is no amount"),
    "unknown-role": (("facts", 0, "role"), "gift", "facts[0].role", 'one of "investment"'),
    "unknown-change": (("facts", 7, "change"), "more", "facts[7].change", 'one of "up"'),
    "proof-left-out": (("facts", 6, "checks"), [], "facts[6].checks", '"share:passed", as'),
    "proof-made-up": (("facts", 3, "checks"), ["parts:passed"], "facts[3].checks", "none, as"),
    "check-of-no-fact": (("checks", 0, "id"), "c1", "checks[0].id", "the form"),
    "operand-is-the-figure": (("checks", 0, "operands", 0), "r1-f1", "checks[0].operands[0]", "another fact"),
    "check-outside": (("checks", 1, "span"), [0, 9999], "checks[1].span", "inside its report"),
    "expected-is-no-number": (("checks", 0, "expected"), "11万", "checks[0].expected", "a number or null"),
}


@pytest.mark.parametrize(("place", "value", "path", "wanted"), RECKONED.values(), ids=RECKONED)
def test_a_fault_of_what_was_reckoned_is_found(
    place: tuple[str | int, ...], value: object, path: str, wanted: str
) -> None:
    data = documents.data(documents.reckoned())
    _in_report(*place, value=value)(data)
    faults = {fault.path: fault.wanted for fault in check_json(json.dumps(data, ensure_ascii=False).encode())}
    assert wanted in faults[f"$.reports[0].{path}"]


def test_no_whole_is_a_part_of_its_own_part() -> None:
    data = documents.data(documents.reckoned())
    data["reports"][0]["facts"][0]["part_of"] = "r1-f2"
    faults = check_json(json.dumps(data).encode())
    assert [fault.path for fault in faults] == [f"$.reports[0].facts[{n}].part_of" for n in (0, 1)]


def test_a_child_outside_its_parent_is_found() -> None:
    data = documents.data()
    data["reports"][0]["sections"][0]["children"][1]["span"][1] += 1
    (fault,) = check_json(json.dumps(data).encode())
    assert fault.path == "$.reports[0].sections[0].children[1].span"
    assert "section 1" in fault.wanted


def test_mentions_of_one_type_never_overlap() -> None:
    data = documents.data()
    data["reports"][0]["counts"].reverse()
    assert [fault.path for fault in check_json(json.dumps(data).encode())] == ["$.reports[0].counts[1].span"]


@pytest.mark.parametrize(
    "made", [documents.document(), documents.document(with_text=False), documents.two_reports(), documents.reckoned()]
)
def test_a_valid_document_has_no_fault(made: Any) -> None:
    assert check_json(made.to_json()) == check_json(made.to_json(indent=True)) == ()


def test_unknown_keys_are_allowed() -> None:
    data = documents.data()
    data["new"] = data["reports"][0]["new"] = data["reports"][0]["dates"][0]["new"] = 1
    assert check_json(json.dumps(data).encode()) == ()


def test_without_text_the_length_of_a_surface_is_held() -> None:
    data = documents.data(documents.document(with_text=False))
    data["reports"][0]["counts"][1]["surface"] = "23名女"
    (fault,) = check_json(json.dumps(data).encode())
    assert fault.path == "$.reports[0].counts[1].surface"


def test_a_report_that_breaks_the_schema_does_not_hide_the_others() -> None:
    data = documents.data(documents.two_reports())
    data["reports"][0]["kind"] = 1
    data["reports"][1]["counts"][0]["section"] = "8"
    paths = [fault.path for fault in check_json(json.dumps(data).encode())]
    assert paths == ["$.reports[0].kind", "$.reports[1].counts[0].section"]


def test_half_a_surrogate_pair_is_no_fault() -> None:
    assert check_json(documents.document("前\ud800后").to_json()) == ()


LINE = documents.document().to_json()
STREAMS = {
    "one-line": ("a.json", LINE, 1),
    "indented": ("a.json", documents.document().to_json(indent=True), 1),
    "array": ("a.json", b"[\n" + LINE + b",\n" + LINE + b"\n]\n", 2),
    "empty-array": ("a.json", b"[]", 0),
    "jsonl": ("a.jsonl", LINE + b"\n\n" + LINE + b"\n", 2),
    "jsonl-without-suffix": ("-", LINE + b"\n" + LINE, 2),
    "bom": ("a.jsonl", b"\xef\xbb\xbf" + LINE, 1),
    "nothing": ("a.json", b" \n", 0),
}


@pytest.mark.parametrize(("name", "data", "count"), STREAMS.values(), ids=STREAMS)
def test_streams(name: str, data: bytes, count: int) -> None:
    assert [checked.mismatches for checked in validate(io.BytesIO(data), name)] == [()] * count


BROKEN = {
    "comma": ("a.json", b'{\n "a": 1,,\n}', "a.json:2:9: not JSON"),
    "cut-off": ("a.json", b"[\n" + LINE, "not JSON"),
    "after-the-array": ("a.json", b"[] 1", "a.json:1:4: not JSON: Extra data"),
    "nan": ("a.jsonl", b'{"a": NaN}', "a.jsonl:1: not JSON: NaN is not a JSON value"),
    "third-line": ("a.jsonl", LINE + b"\n" + LINE + b"\n{", "a.jsonl:3:2: not JSON"),
    "not-utf-8": ("a.json", b'{\n"a": "\xd6\xd0"}', "a.json:2:7: not UTF-8: byte 0xd6"),
    "deep": ("a.json", b"[" * 200_000, "a.json: not JSON: values nested too deeply"),
    "a-number": ("a.json", b"7", "a.json: $: there is 7; wanted an object"),
}


@pytest.mark.parametrize(("name", "data", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_json_is_a_sentence_with_its_place(name: str, data: bytes, said: str) -> None:
    *_, last = validate(io.BytesIO(data), name)
    (fault,) = last.mismatches
    assert said in str(fault)


def test_a_fault_of_json_lines_has_its_line() -> None:
    data = documents.data()
    data["reports"][0]["kind"] = "book"
    stream = io.BytesIO(LINE + b"\n" + json.dumps(data).encode())
    *_, last = validate(stream, "a.jsonl")
    assert str(last.mismatches[0]) == (
        'a.jsonl:2: $.reports[0].kind: there is "book"; wanted one of "report", "preface", "fragment"'
    )
