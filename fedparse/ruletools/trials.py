"""What there is to try in a pack: each example of its rules and macros, and each golden document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from fedparse.codes import codes
from fedparse.errors import Fault, PackError
from fedparse.messages import Message, message
from fedparse.ruletools import golden
from fedparse.ruletools.check import MacroExample, macro_examples
from fedparse.ruletools.forms import FORMS, IDLE_LIMIT, try_forms
from fedparse.ruletools.macros import is_matched
from fedparse.ruletools.run import RuleExample, rule_examples, run_example, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fedparse.packs import Rule, RulePack

MACRO_EXAMPLE = "FED054"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to be tried: `group` and `name` make its id (`count.plain`, `examples[3]`), `run` tells its faults."""

    group: str
    name: str
    path: str
    line: int
    column: int
    run: Callable[[], tuple[Fault, ...]]


def trials(pack: RulePack, ids: Sequence[str] = (), *, forms: bool = False, inherited: bool = False) -> Iterator[Trial]:
    """Everything a pack has to be tried, in its order: examples of rules, of macros, golden documents.

    Args:
        pack: The pack.
        ids: Only what has one of these in its id: that of the rule, `macro.NAME`, `documents::NAME`.
        forms: Whether examples are retried in the other forms they may be written in.
        inherited: Whether what stands in a pack that this one extends is tried too.
    """
    for example in rule_examples(pack, ids):
        if example.own or inherited:
            name = f"{example.key}[{example.element}]"
            run = partial(_tried, pack, example, forms=forms)
            yield Trial(example.rule.id, name, example.path, example.line, example.column, run)
    for rule in pack.rules if forms else ():
        if rule.not_forms and _wanted(rule.id, ids):
            spot = rule.spot("limits")
            place = spot.place()
            yield Trial(rule.id, "limits", spot.path, place.line, place.column, partial(_idle_limits, pack, rule))
    numbers: Counter[str] = Counter()
    for macro in macro_examples(pack):
        group, number = f"macro.{macro.macro}", numbers[macro.macro]
        numbers[macro.macro] += 1
        if _wanted(group, ids) and (inherited or pack.macro_tables[macro.macro].spot.root == pack.path):
            run = partial(_tried_macro, pack, macro)
            yield Trial(group, f"examples[{number}]", macro.path, macro.line, macro.column, run)
    for document in golden.goldens(pack):
        if _wanted(f"{golden.FOLDER}::{document.name}", ids):
            run = partial(golden.faults, pack, document)
            yield Trial(golden.FOLDER, document.name, str(document.text), 1, 1, run)


def run_trial(trial: Trial) -> tuple[Fault, ...]:
    """The faults of a trial; a pattern that turns out to be none is a fault at its own place."""
    try:
        return trial.run()
    except PackError as error:
        return error.faults


def fails(faults: Sequence[Fault]) -> bool:
    """Whether one of some faults is an error."""
    return any(codes()[fault.code].level == "error" for fault in faults)


def unusable(faults: Sequence[Fault]) -> list[Fault]:
    """The faults with which a pack cannot be used."""
    return [fault for fault in faults if codes()[fault.code].unusable]


def _wanted(name: str, ids: Sequence[str]) -> bool:
    return not ids or any(part in name for part in ids)


def _tried(pack: RulePack, example: RuleExample, *, forms: bool) -> tuple[Fault, ...]:
    """The faults of an example, at its place; the forms of one that does not hold say nothing."""
    rule = example.rule
    problems = verdict(pack, rule, example.text)
    if forms and not problems:
        taken = [name for name in FORMS if name not in rule.not_forms]
        found = try_forms(pack, rule, example.text, taken)
        problems = tuple(problem for name in found for problem in found[name])
    place = example.path, example.line, example.column
    return tuple(Fault(*place, problem.code, problem.text, rule.id, example.end_column) for problem in problems)


def _tried_macro(pack: RulePack, example: MacroExample) -> tuple[Fault, ...]:
    if is_matched(pack.macros[example.macro].compiled, example.text):
        return ()
    text = message("macro `{macro}` does not match its example `{text}`", macro=example.macro, text=example.text)
    return (Fault(example.path, example.line, example.column, MACRO_EXAMPLE, text),)


def _idle_limits(pack: RulePack, rule: Rule) -> tuple[Fault, ...]:
    """The forms that a rule says it does not take, though all its examples take them."""
    spot = rule.spot("limits")
    place = spot.place()
    idle = [name for name in rule.not_forms if _takes(pack, rule, name)]
    said = "the rule takes the form `{form}` in all its examples: it need not be excepted"
    return tuple(
        Fault(spot.path, place.line, place.column, IDLE_LIMIT, message(said, form=name), rule.id) for name in idle
    )


def _takes(pack: RulePack, rule: Rule, form: str) -> bool:
    lines = [line for line in (*rule.examples, *rule.counter_examples) if not run_example(pack, rule, line)]
    return not any(try_forms(pack, rule, line, [form]).get(form) for line in lines)


# What passes between processes: a report of an item has only plain values.


def plain_fault(fault: Fault) -> list[object]:
    """A fault as plain values."""
    return [fault.path, fault.line, fault.column, fault.code, _plain_message(fault.text), fault.rule, fault.end_column]


def fault_of(plain: Sequence[Any]) -> Fault:
    """The fault that was made plain."""
    path, line, column, code, text, rule, end_column = plain
    return Fault(path, line, column, code, _message_of(text), rule, end_column)


def _plain_message(text: Message) -> list[object]:
    values = [[name, _plain_message(value) if isinstance(value, Message) else value] for name, value in text.values]
    return [text.template, values]


def _message_of(plain: Sequence[Any]) -> Message:
    template, values = plain
    return Message(template, tuple((name, _message_of(v) if isinstance(v, list | tuple) else v) for name, v in values))
