"""Terms of word lists are found together, the longest of each list, over closing quotation marks where need be."""

from __future__ import annotations

import pytest

from fedparse.terms import TermIndex

_LISTS = {
    "festivals": ["三八", "三八节", "三八妇女节"],
    "programs": ["三八维权周", "三八红旗手", "双学双比", "巾帼岗", "巾帼岗位"],
    "guards": ["一等", "一等功", "不一等功"],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("三八妇女节前", {"festivals": ["三八妇女节"]}, id="longest"),
        pytest.param("“三八”维权周", {"festivals": ["三八"], "programs": ["三八”维权周"]}, id="over-a-mark"),
        pytest.param("“三”八红旗手", {"programs": ["三”八红旗手"]}, id="over-a-mark-behind-the-first"),
        pytest.param("双学双比”和三八", {"programs": ["双学双比"], "festivals": ["三八"]}, id="mark-behind"),
        pytest.param("“七一”等时机", {}, id="short-term-over-a-mark"),
        pytest.param("巾帼”岗", {}, id="text-ends-behind-a-mark"),
        pytest.param("荣立一等功", {"guards": ["一等功"]}, id="at-the-end"),
        pytest.param("三", {}, id="one-character"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_terms(text: str, found: dict[str, list[str]]) -> None:
    hits = TermIndex(_LISTS).find(text)
    assert {name: [text[hit.start : hit.end] for hit in terms] for name, terms in hits.items() if terms} == found
