"""What of a report says again what the rest of it says: never added twice, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedparse.model import Check
from fedparse.tabulate.twice import Twice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.model import CheckName, Result


def rows(wholes: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Counts of people by id, each with what it is a part of."""
    alike = {"type": "counts", "unit": "人", "currency": None}
    return [{"fact": fact, "part_of": whole, **alike} for fact, whole in wholes.items()]


def check(name: CheckName, figure: str, *operands: str, result: Result = "passed") -> Check:
    return Check(id="c1", check=name, result=result, fact=figure, operands=operands, expected=None, span=(0, 1))


LEFT_OUT: dict[str, tuple[dict[str, str | None], list[Check], str, dict[str, str]]] = {
    "part": ({"a": None, "b": "a"}, [], "ab", {"b": "part"}),
    "part-of-a-part": ({"a": None, "b": "a", "c": "b"}, [], "abc", {"b": "part", "c": "part"}),
    "whole-not-asked-for": ({"a": None, "b": "a"}, [], "b", {}),
    "whole-between-not-asked-for": ({"a": None, "b": "a", "c": "b"}, [], "ac", {"c": "part"}),
    "total": ({"a": None, "b": None, "c": None}, [check("parts", "c", "a", "b")], "abc", {"a": "part", "b": "part"}),
    "men-and-women": (
        {"a": None, "b": None, "c": None},
        [check("all", "a", "b", "c")],
        "abc",
        dict.fromkeys("bc", "part"),
    ),
    "other-total": ({"a": None, "b": "a", "c": None}, [check("parts", "c", "b")], "bc", {"b": "part"}),
    "wrong-total": ({"a": None, "b": None}, [check("parts", "a", "b", result="failed")], "ab", {}),
    "told-again": ({"a": None, "b": None}, [check("conflict", "b", "a")], "ab", {"b": "repeated"}),
    "told-otherwise": ({"a": None, "b": None}, [check("conflict", "b", "a", result="failed")], "ab", {"b": "repeated"}),
    "told-again-alone": ({"a": None, "b": None}, [check("conflict", "b", "a")], "b", {}),
    "part-of-what-is-told-again": (
        {"a": None, "b": None, "c": "b"},
        [check("conflict", "b", "a")],
        "abc",
        {"b": "repeated", "c": "part"},
    ),
}


@pytest.mark.parametrize(("wholes", "checks", "asked", "left"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_left_out(wholes: dict[str, str | None], checks: list[Check], asked: str, left: dict[str, str]) -> None:
    assert Twice(rows(wholes), checks).of(dict.fromkeys(asked, 0)) == left


def test_parts_in_another_group_count() -> None:
    assert Twice(rows({"a": None, "b": "a"}), []).of({"a": 1, "b": 2}) == {}


def test_so_much_each_is_a_term_whether_its_total_is_asked_for_or_not() -> None:
    twice = Twice(rows({"a": None, "b": None}), [check("product", "b", "a")])
    assert twice.is_term("a")
    assert not twice.is_term("b")


@st.composite
def reports(draw: st.DrawFn) -> tuple[Sequence[str | None], Sequence[Check], Sequence[int]]:
    """What each figure is a part of (no rings), checks, and the group of each figure (0 is not asked for)."""
    size = draw(st.integers(1, 9))
    ids = [f"f{place}" for place in range(size)]
    wholes = [draw(st.sampled_from([None, *ids[:place]])) for place in range(size)]
    places = st.integers(0, size - 1)
    names: list[CheckName] = ["parts", "all", "conflict"]
    checks = []
    for name in draw(st.lists(st.sampled_from(names), max_size=3)):
        first, *others = sorted(draw(st.sets(places, min_size=1, max_size=4)))
        checks.append(check(name, ids[first], *(ids[other] for other in others)))
    return wholes, checks, [draw(st.integers(0, 2)) for _ in ids]


@given(reports())
def test_nothing_counts_twice_and_nothing_is_lost(
    report: tuple[Sequence[str | None], Sequence[Check], Sequence[int]],
) -> None:
    wholes, checks, groups = report
    ids = [f"f{place}" for place in range(len(wholes))]
    twice = Twice(rows(dict(zip(ids, wholes, strict=True))), checks)
    asked = {fact: group for fact, group in zip(ids, groups, strict=True) if group}
    left = twice.of(asked)
    for group in set(asked.values()):
        members = [fact for fact in asked if asked[fact] == group]
        added = [fact for fact in members if fact not in left]
        assert added or not members
        things = [twice.thing(fact) for fact in added]
        assert len(set(things)) == len(things)
        for fact in added:
            assert not _above(fact, wholes) & set(added)


def _above(fact: str, wholes: Sequence[str | None]) -> set[str]:
    """All that a figure is a part of in the words of the text; they come before it."""
    found: set[str] = set()
    whole = wholes[int(fact[1:])]
    while whole is not None:
        found.add(whole)
        whole = wholes[int(whole[1:])]
    return found
