"""Every rule of the built-in pack proves itself: each example and counter-example is a case of its own.

The cases and the verdict are those of `fedparse rules test` and of the pytest plugin.
"""

from __future__ import annotations

import pytest

from fedparse.examples import MarkError, marked, parse_example
from fedparse.packs import load_pack
from fedparse.ruletools import check
from fedparse.ruletools.trials import Trial, run_trial, trials

PACK = load_pack()
TRIALS = {f"{trial.group}::{trial.name}": trial for trial in trials(PACK)}


@pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
def test_example(trial: Trial) -> None:
    faults = run_trial(trial)
    assert not faults, "\n".join(map(str, faults))


def test_the_pack_has_no_fault() -> None:
    assert check() == ()


# Marks: what an example says.

MARKS = {
    "no-mark": ("3份", "3份", []),
    "one": ("发书【3份】。", "发书3份。", ["3份"]),
    "two": ("【3】、【5期】", "3、5期", ["3", "5期"]),
    "value": ("发书【3份｜3 unit=份】。", "发书3份。", ["3份"]),
    "doubled": ("见【【概况】】一节", "见【概况】一节", []),
    "doubled-in-a-mark": ("【见【【概况】】一节】", "见【概况】一节", ["见【概况】一节"]),
    "mark-of-a-bracket": ("【【【概况】】】一万人", "【概况】一万人", ["【概况】"]),
    "mark-of-a-bracket-with-a-value": ("【【【概况】】｜null】一万人", "【概况】一万人", ["【概况】"]),
    "bar-outside": ("甲｜乙", "甲｜乙", []),
}


@pytest.mark.parametrize(("line", "text", "surfaces"), MARKS.values(), ids=MARKS)
def test_marks(line: str, text: str, surfaces: list[str]) -> None:
    example = parse_example(line)
    assert (example.text, [text[start:end] for start, end in example.spans]) == (text, surfaces)


@pytest.mark.parametrize("line", [line for line, *_ in MARKS.values() if "｜" not in line])
def test_marking_is_the_way_back(line: str) -> None:
    example = parse_example(line)
    assert marked(example.text, example.spans) == line


UNPAIRED = {
    "open": ("慰问儿童【30名", "a 【 has no 】 after it", "【 后面没有 】"),
    "closed": ("慰问儿童30名】", "a 】 has no 【 before it", "】 前面没有 【"),
    "mark-in-a-mark": ("慰问【儿童【30名】】", "a 【 stands inside another mark", "【 出现在另一个标记里"),
}


@pytest.mark.parametrize(("line", "english", "chinese"), UNPAIRED.values(), ids=UNPAIRED)
def test_marks_that_do_not_pair(line: str, english: str, chinese: str) -> None:
    with pytest.raises(MarkError) as caught:
        parse_example(line)
    assert (str(caught.value), caught.value.text.said("zh")) == (english, chinese)
