"""Inputs that repeat an earlier one: what counts as a copy, and that most copies are found."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedparse.batch.dedupe import LIKENESS, Deduper, _hashes, _likeness, fingerprint

if TYPE_CHECKING:
    from pathlib import Path

Mode = Literal["exact", "near", "off"]

REPORT = """东街道妇联2019年工作总结
2019年，在街道党工委的领导下，东街道妇联开展了以下工作。
一、加强学习
3月8日，举办家政培训班3期，培训妇女260余人，参与率达55%。
二、扶贫帮困
走访慰问贫困母亲48名，发放救助款1.5万元，送去棉被32床。
三、维护权益
接待来信来访17件，调解家庭纠纷9起，办结率达100%。
四、明年打算
力争再培训23名女职工，新建妇女之家2个。
"""
OTHER = """西河乡妇联二季度工作情况汇报
一季度以来，全乡共有12户家庭参加最美家庭的评选，推荐上报3户。
乡妇联联合司法所到各村宣讲反家庭暴力法，发放资料800份。
"""


def originals(mode: Mode, *texts: str) -> list[str | None]:
    with Deduper(mode) as deduper:
        return [deduper.original(f"{number}.txt", text) for number, text in enumerate(texts)]


# What a copy is

SAME = [
    pytest.param(REPORT, id="the same"),
    pytest.param(REPORT.replace("\n", "\r\n"), id="other line ends"),
    pytest.param("\n".join(REPORT[at : at + 30] for at in range(0, len(REPORT), 30)), id="wrapped"),
    pytest.param(REPORT.replace("，", ","), id="narrow commas"),
    pytest.param(REPORT.replace("2019", "２０１９").replace("3月8日", " 3 月 8 日 "), id="wide digits, spaces"),
]
NEAR = [
    pytest.param(REPORT.replace("260", "318").replace("1.5", "2.3"), id="two other figures"),
    pytest.param(REPORT.replace("2019", "2020"), id="another year"),
    pytest.param(REPORT.replace("三、维护权益\n", ""), id="a heading less"),
    pytest.param("报送单位：东街道妇联\n" + REPORT, id="a line more"),
]
DIFFERENT = [
    pytest.param(OTHER, id="another report"),
    pytest.param(REPORT[: len(REPORT) // 2], id="half of it"),
    pytest.param(REPORT + OTHER + OTHER[::-1], id="two in one"),
]


@pytest.mark.parametrize("mode", ["exact", "near"])
@pytest.mark.parametrize("copy", SAME)
def test_white_space_and_width_make_no_other_text(copy: str, mode: Mode) -> None:
    assert originals(mode, REPORT, copy) == [None, "0.txt"]


@pytest.mark.parametrize("copy", NEAR)
def test_a_near_copy_is_one_for_near_alone(copy: str) -> None:
    assert originals("near", REPORT, copy) == [None, "0.txt"]
    assert originals("exact", REPORT, copy) == [None, None]


@pytest.mark.parametrize("mode", ["exact", "near"])
@pytest.mark.parametrize("text", DIFFERENT)
def test_another_text_is_no_copy(text: str, mode: Mode) -> None:
    assert originals(mode, REPORT, text) == [None, None]


def test_off_finds_nothing() -> None:
    assert originals("off", REPORT, REPORT) == [None, None]


@pytest.mark.parametrize("mode", ["exact", "near"])
@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_nothing_repeats_nothing(text: str, mode: Mode) -> None:
    assert originals(mode, text, text) == [None, None]


@pytest.mark.parametrize("text", ["儿", "儿童", "儿童节", "\ud800a"])
def test_a_text_of_a_few_characters_has_copies_too(text: str) -> None:
    assert originals("near", text, text, text + "慰问") == [None, "0.txt", None]


# Which one it repeats


def likeness(one: str, other: str) -> float:
    """How alike two texts are, by their fingerprints."""
    return _likeness(*(set(_hashes(fingerprint(text, "near"))) for text in (one, other)))


@pytest.mark.parametrize("mode", ["exact", "near"])
def test_the_original_is_always_new_itself(mode: Mode) -> None:
    assert originals(mode, REPORT, OTHER, REPORT, OTHER, REPORT) == [None, None, "0.txt", "1.txt", "0.txt"]


def test_the_nearest_is_the_original() -> None:
    lines = REPORT.splitlines()
    fewer, more = "\n".join(lines[:7]), "\n".join([*lines, *lines[7:], OTHER])
    assert originals("near", fewer, more, REPORT) == [None, None, None]
    nearer = REPORT.replace("260", "261")
    assert likeness(REPORT, nearer) > LIKENESS
    assert originals("near", fewer, REPORT, nearer)[2] == "1.txt"


# Fingerprints


@pytest.mark.parametrize("mode", ["exact", "near"])
def test_a_fingerprint_can_be_made_elsewhere(mode: Mode) -> None:
    with Deduper(mode) as deduper:
        assert deduper.original("a", REPORT) is None
        assert deduper.original_of("b", fingerprint(REPORT, mode)) == "a"


def test_fingerprints_are_the_same_in_every_process() -> None:
    code = "import sys; from fedparse.batch.dedupe import fingerprint as f; t = sys.argv[1]"
    code += "; print(f(t, 'exact').hex(), f(t, 'near').hex())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, REPORT],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{fingerprint(REPORT, 'exact').hex()} {fingerprint(REPORT, 'near').hex()}\n"}


def test_a_fingerprint_is_small() -> None:
    text = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(100_000))
    assert [len(fingerprint(text, mode)) for mode in ("off", "exact", "near")] == [0, 32, 4096]


@given(st.text(max_size=50))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert fingerprint(text, "near") == fingerprint(text, "near")
    assert bool(fingerprint(text, "near")) == bool(text.split())


# How sure it is


def _made_up(seed: int, length: int) -> list[str]:
    dice = random.Random(seed)  # noqa: S311 - variety, not secrecy
    return [chr(0x4E00 + dice.randrange(3000)) for _ in range(length)]


def _changed(characters: list[str], share: float, dice: random.Random) -> str:
    """A text some of whose characters are others."""
    return "".join(chr(0x4E00 + dice.randrange(3000)) if dice.random() < share else char for char in characters)


def _runs(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _exactly(one: str, other: str) -> float:
    return len(_runs(one) & _runs(other)) / len(_runs(one) | _runs(other))


@pytest.mark.parametrize(("length", "error"), [(60, 0), (700, 0), (20_000, 0.05)])
def test_the_likeness_is_that_of_the_runs(length: int, error: float) -> None:
    dice = random.Random(length)  # noqa: S311 - variety, not secrecy
    for seed in range(10):
        characters = _made_up(seed, length)
        one, other = "".join(characters), _changed(characters, 0.02 * seed, dice)
        found = likeness(one, other)
        assert found == pytest.approx(_exactly(one, other), abs=error)


def test_nearly_all_copies_are_found_and_nothing_else() -> None:
    """1,000 texts of 600 characters, and 300 copies of which some are changed more than a copy may be."""
    dice = random.Random(4)  # noqa: S311 - variety, not secrecy
    texts = [_made_up(seed, 600) for seed in range(1_000)]
    pairs = [
        (number, _changed(texts[number], dice.uniform(0, 0.09), dice)) for number in dice.sample(range(1_000), 300)
    ]
    with Deduper("near") as deduper:
        for number, text in enumerate(texts):
            assert deduper.original(str(number), "".join(text)) is None
        found = [(number, deduper.original(f"copy of {number}", copy), copy) for number, copy in pairs]
    alike = {number for number, copy in pairs if _exactly("".join(texts[number]), copy) >= LIKENESS}
    assert 150 < len(alike) < 280
    assert {original for _, original, _ in found if original} <= set(map(str, alike))
    assert len([1 for number, original, _ in found if original == str(number)]) >= 0.99 * len(alike)


def test_a_form_that_everybody_fills_in_does_not_make_it_slow() -> None:
    """Texts with half of their characters in common crowd the index; still every copy is found."""
    form = "".join(_made_up(1, 300))
    texts = [form + "".join(_made_up(seed, 150)) for seed in range(2, 302)]
    found = originals("near", *texts, *(text.replace(text[200], "某") for text in texts))
    assert found == [None] * 300 + [f"{number}.txt" for number in range(300)]


# Where it is kept


def test_what_is_known_can_lie_in_a_file(tmp_path: Path) -> None:
    storage = tmp_path / "known.sqlite"
    for _ in range(2):
        with Deduper("near", storage) as deduper:
            assert deduper.original("a", REPORT) is None
            assert deduper.original("b", REPORT) == "a"
        assert storage.exists()
