"""What a rule asks for where it starts, as sentences: what stands there, and what could."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.explain import near
from fedparse.explain.values import Asked, Near
from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fedparse.explain.evidence import Evidence
    from fedparse.match import Attempt, Step
    from fedparse.messages import Message
    from fedparse.packs import LazyPattern, Rule

_FEW = 3
"""Where more characters could go on than these, none of them is nearer than the others."""
_SHOWN = 12
"""So many of the characters that could stand somewhere are named."""
_VIEW = 8
"""So many characters of what stands beside a place are shown."""


def asked(attempt: Attempt, evidence: Evidence) -> tuple[Asked, ...]:
    """The things a rule asks for at a place, each with a sentence."""
    return tuple(
        Asked(step.key, step.held, _HELD if step.held else _SAYS[step.key](attempt, step, evidence))
        for step in attempt.steps
    )


def near_miss(attempt: Attempt, evidence: Evidence) -> Near | None:
    """What nearly stands beside a place, where one pattern alone failed."""
    failed = [step for step in attempt.steps if not step.held]
    if len(failed) != 1:
        return None
    rule, (key, _, (start, _)), text = attempt.rule, failed[0], evidence.text
    miss = None
    if key == "after" and rule.after:
        end = near.reach(rule.after, text, start)
        if len(near.could_follow(rule.after, text, start, end)) <= _FEW:
            miss = near.nearest_after(rule.after, text, start)
    elif key == "before" and rule.before and not near.forbids(rule.before):
        back = near.reach_back(rule.before, text, start)
        if len(near.could_precede(rule.before, text, back, start)) <= _FEW:
            miss = near.nearest_before(rule.before, text, start)
    return miss and evidence.near(key, miss)


_HELD = message("it stands there")


def _chars(possible: Sequence[str]) -> Message | None:
    """Characters that could stand somewhere, as a person reads them; None for none."""
    if not possible:
        return None
    if near.ANY in possible:
        return message("almost any character")
    wide = near.HAN in possible
    named = [_SPACES.get(char, char) for char in possible if not (wide and char.isalnum())]
    told = " ".join([*named[:_SHOWN], *["…"] * (len(named) > _SHOWN)])
    if not wide:
        return message("{text}", text=told)
    return message("any Chinese character {chars}", chars=told) if told else message("any Chinese character")


_SPACES = {" ": "\u2423"}
"""Characters that cannot be seen, with signs that can."""


def _inside(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    text = evidence.text[slice(*step.span)]
    possible = near.completes(_pattern(attempt.rule.inside), text)
    cited = evidence.cite(step.span)
    if not possible or near.ANY in possible:
        return message("`inside` does not match `{text}`", text=cited)
    return message(
        "`inside` does not match `{text}`; behind it, one of these would do: {chars}",
        text=cited,
        chars=_chars(possible),
    )


def _before(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    before = _pattern(attempt.rule.before)
    place = step.span[0]
    found = evidence.cite(evidence.in_line(max(0, place - _VIEW), place, back=True))
    if near.forbids(before):
        return message("`{text}` stands before it, which `before` does not allow", text=found)
    text = evidence.text
    start = near.reach_back(before, text, place)
    chars = _chars(near.could_precede(before, text, start, place))
    if not found:
        return message("nothing stands before it; what `before` asks for ends with one of: {chars}", chars=chars)
    if chars is None:
        return message("before it stands `{text}`, which `before` does not match", text=found)
    if start == place:
        return message(
            "before it stands `{text}`; what `before` asks for ends with one of: {chars}", text=found, chars=chars
        )
    return message(
        "`before` goes along with `{good}`, but not with what stands before that; it could be one of: {chars}",
        good=evidence.cite((start, place)),
        chars=chars,
    )


def _unit(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    found = evidence.cite(evidence.in_line(step.span[0], step.span[0] + _VIEW))
    if not found:
        return message("the line ends after it, where a word of the list `{unit}` must stand", unit=attempt.rule.unit)
    return message(
        "after it stands `{text}`, which begins with no word of the list `{unit}`", text=found, unit=attempt.rule.unit
    )


def _where(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    rule = attempt.rule
    lexicon = evidence.pack.lexicons[rule.unit or rule.anchor]
    term = evidence.text[slice(*step.span)]
    return message(
        "`{term}` has {got} in the list `{list}`; the rule asks for {wanted}",
        term=term,
        list=lexicon.name,
        got=_columns(lexicon.rows.get(term, {}), rule),
        wanted=_columns(rule.where, rule),
    )


def _columns(row: Mapping[str, str], rule: Rule) -> str:
    return " ".join(f"{column}={row.get(column, '')}" for column in sorted(rule.where))


def _term(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    rule = attempt.rule
    name = evidence.text[slice(*step.span)]
    lexicon = evidence.pack.lexicons[rule.term]
    if name in lexicon.rows:
        return message(
            "`{term}` has {got} in the list `{list}`; the rule asks for {wanted}",
            term=name,
            list=lexicon.name,
            got=_columns(lexicon.rows[name], rule),
            wanted=_columns(rule.where, rule),
        )
    return message("`{term}` does not stand in the list `{list}`", term=name, list=lexicon.name)


def _after(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    after, start = _pattern(attempt.rule.after), step.span[0]
    text = evidence.text
    end = near.reach(after, text, start)
    chars = _chars(near.could_follow(after, text, start, end))
    bad = evidence.cite(evidence.in_line(end, end + _VIEW))
    if end == start and after.lists and chars is None:
        names = ", ".join(sorted(after.lists))
        return message(
            "after it stands `{text}`, where `after` asks for a word of a list: {names}", text=bad, names=names
        )
    if end == start and not bad:
        return message("the line ends after it; what `after` asks for begins with one of: {chars}", chars=chars)
    if end == start and chars is None:
        left = evidence.cite(evidence.in_line(max(0, start - _VIEW), start, back=True))
        return message("`after` does not hold between `{left}` and `{text}`", left=left, text=bad)
    if end == start:
        return message(
            "after it stands `{text}`; what `after` asks for begins with one of: {chars}", text=bad, chars=chars
        )
    good = evidence.cite((start, end))
    if not bad:
        return message("`after` goes along with `{good}`, but there the line ends", good=good)
    if chars is None:
        return message("`after` goes along with `{good}`, but not with `{bad}` behind it", good=good, bad=bad)
    return message(
        "`after` goes along with `{good}`, but not with `{bad}` behind it; there one of these could stand: {chars}",
        good=good,
        bad=bad,
        chars=chars,
    )


def _not_after(attempt: Attempt, step: Step, evidence: Evidence) -> Message:
    return message(
        "`{text}` follows; `not_after` forbids what the macro `{macro}` matches",
        text=evidence.cite(step.span) or evidence.cite(evidence.in_line(step.span[0], step.span[0] + _VIEW)),
        macro=attempt.rule.not_after,
    )


def _pattern(pattern: LazyPattern | None) -> LazyPattern:
    assert pattern is not None, "a step is only told of a pattern that the rule has"
    return pattern


_SAYS: Mapping[str, Callable[[Attempt, Step, Evidence], Message]] = {
    "inside": _inside,
    "before": _before,
    "unit": _unit,
    "where": _where,
    "term": _term,
    "after": _after,
    "not_after": _not_after,
}
