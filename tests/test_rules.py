"""Every rule of the built-in pack proves itself: each example and counter-example is a case of its own.

The cases and the verdict are those of `fedparse rules test`. An id names the rule and the line of its example; where
one line holds several, a number follows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from fedparse.examples import parse_example
from fedparse.packs import load_pack
from fedparse.ruletools import check, macro_examples, rule_examples, run_example, run_examples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet

    from fedparse.ruletools import MacroExample, RuleExample

PACK = load_pack()


def cases(examples: Iterable[tuple[str, RuleExample | MacroExample]]) -> list[ParameterSet]:
    """Examples with their names as pytest parameters with readable ids."""
    seen: Counter[str] = Counter()
    found = []
    for name, example in examples:
        place = f"{name}:{example.line}"
        seen[place] += 1
        found.append(pytest.param(example, id=place if seen[place] == 1 else f"{place}.{seen[place]}"))
    return found


@pytest.mark.parametrize("example", cases((example.rule.id, example) for example in rule_examples(PACK)))
def test_rule(example: RuleExample) -> None:
    problem = run_example(PACK, example.rule, example.text)
    assert not problem, f"{example.path}:{example.line}:{example.column}: {problem}: {example.text}"


@pytest.mark.parametrize("example", cases((f"macro.{example.macro}", example) for example in macro_examples(PACK)))
def test_macro(example: MacroExample) -> None:
    assert PACK.macros[example.macro].compiled.fullmatch(example.text), f"{example.path}:{example.line}"


def test_the_pack_has_no_fault() -> None:
    assert check() == ()


def test_the_command_runs_the_same_examples() -> None:
    ran = [(result.rule, result.line, result.example) for result in run_examples(PACK, ["money.", "guard."])]
    listed = [(example.rule.id, example.line, example.text) for example in rule_examples(PACK)]
    assert ran == [case for case in listed if case[0].startswith(("money.", "guard."))]


# The verdict itself: what fails an example, in words.

VERDICTS = {
    "right": ("慰问儿童【30名｜30 unit=名】", ""),
    "right-nothing": ("慰问儿童", ""),
    "wrong-value": ("慰问儿童【30名｜31】", "30名: value is 30, not 31"),
    "wrong-field": ("慰问儿童【30名｜30 unit=人】", "30名: unit is 名, not 人"),
    "null": ("慰问儿童【30名｜30 per=null】", ""),
    "not-null": ("慰问儿童【30名｜null】", "30名: value is 30, not null"),
    "not-a-number": ("慰问儿童【30名｜三十】", "30名: value is 30, not 三十"),
    "unknown-field": ("慰问儿童【30名｜untit=名】", "30名: there is no `untit` to compare with 名"),
    "missing": ("慰问【儿童】", "missing: 儿童"),
    "found": ("慰问儿童30名", "found: 30名"),
    "wrong-span": ("慰问【儿童30名】", "missing: 儿童30名; found instead: 30名"),
    "one-of-two": ("慰问儿童【30名】、老人20名", "found: 20名"),
    "open-mark": ("慰问儿童【30名", "a 【 has no 】 after it"),
    "closed-mark": ("慰问儿童30名】", "a 】 has no 【 before it"),
    "mark-in-a-mark": ("慰问【儿童【30名】】", "a 【 stands inside another mark"),
}


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


@pytest.mark.parametrize(("line", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(line: str, verdict: str) -> None:
    counts = (rule for rule in PACK.rules if rule.kind == "count")
    rule = next(rule for rule in counts if not run_example(PACK, rule, "慰问儿童【30名】"))
    assert run_example(PACK, rule, line) == verdict
