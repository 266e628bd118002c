"""Rules that can never win, rules that say the same, and ties that only the order of the ids decides, with a witness.

All examples of the pack and strings made of its patterns are matched and resolved in one pass, as blocks of one text,
by the pipeline's own steps. What is proved this way is proved for these strings: a rule whose own examples it never
wins is dead; one that shares a span with another rule and differs in the value is seen where some string shows it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fedparse.candidates import Candidate
from fedparse.examples import MarkError, parse_example
from fedparse.messages import Message, message
from fedparse.normalize import NORMALISERS, Context
from fedparse.pipeline import engine
from fedparse.resolve import resolve
from fedparse.ruletools.own import EXAMPLE_KEYS
from fedparse.ruletools.run import run_example
from fedparse.ruletools.samples import Samples
from fedparse.timing import noticed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.candidates import Loss
    from fedparse.errors import Fault
    from fedparse.model import Span
    from fedparse.packs import Rule, RulePack
    from fedparse.ruletools.own import OwnParts

_MENTIONS = frozenset({"document", "program", "guard", "date", "money", "ratio", "count"})
"""The kinds whose rules compete for a place."""
_NOTICED = frozenset({"diagnostic", "suspicion"})
_LONE = frozenset({"fact"})
"""Kinds whose rules the engine asks for one by one, by their ids."""
_TOLD = frozenset({"id", "title", "description", "examples", "counter_examples", "tags", "since", "status"})
"""The keys that do not say what a rule does."""
_YEAR = 2019
_BETWEEN = "\n\n"
_LONGEST = 24


class _Seen(NamedTuple):
    """What came of all texts: where rules matched and won, by their ids, what was lost, and what stood in a tie."""

    matched: Mapping[str, Sequence[Span]]
    won: Mapping[str, Sequence[Span]]
    losses: Mapping[str, Sequence[Loss]]
    ties: Sequence[tuple[Candidate, Candidate]]
    text: str
    blocks: Mapping[str, Span]
    """Where each example stands in the text."""

    def among(self, spans: Sequence[Span], rule: Rule) -> list[Span]:
        """Those of some spans that are in an example of a rule."""
        own = [self.blocks[text] for text in _texts_of(rule, EXAMPLE_KEYS[:1])]
        return [span for span in spans if any(start <= span[0] and span[1] <= end for start, end in own)]


def overlaps(own: OwnParts, without: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Dead rules, rules that stand twice and ties among the rules of a pack; all its patterns must compile.

    The rules `without` are left alone: it is known that they are slow, or blind.
    """
    doubles = dict(_doubles(own))
    for name, other in doubles.items():
        text = message("it does just what `{other}` does: one of the two never decides", other=other)
        yield own.fault(next(rule for rule in own.rules if rule.id == name), "id", "FED065", text)
    tried = replace(own.pack, rules=tuple(rule for rule in own.pack.rules if rule.id not in without))
    seen = _seen(tried if without else own.pack)
    for rule in own.rules:
        if rule.examples and rule.id not in {*without, *doubles, *doubles.values()}:
            problem = _death(rule, seen, own.pack)
            # At the very start of a text a rule may win that loses at the start of a line.
            if problem and all(run_example(own.pack, rule, line) for line in rule.examples):
                yield own.fault(rule, "id", "FED065", problem)
    yield from _ties(own, seen, doubles)


# What does the same


def _doubles(own: OwnParts) -> Iterator[tuple[str, str]]:
    """The ids of own rules that do what an earlier one does, each with that of the earlier."""
    known: dict[str, str] = {}
    for rule in own.pack.rules:
        does = repr(sorted((key, value) for key, value in rule.table.items() if key not in _TOLD))
        if rule.kind not in _LONE and does in known and rule in own.rules:
            yield rule.id, known[does]
        known.setdefault(does, rule.id)


# What never wins


def _death(rule: Rule, seen: _Seen, pack: RulePack) -> Message | None:
    """Why a rule never wins; None when it does, or when its kind does not compete."""
    if rule.kind in _MENTIONS:
        return _never_wins(rule, seen)
    if rule.kind in _NOTICED:
        matches = bool(seen.among(seen.matched.get(rule.id, ()), rule))
    else:
        matches = _matches_alone(rule, pack)
    return None if matches else message("it matches in none of its examples")


def _never_wins(rule: Rule, seen: _Seen) -> Message | None:
    if seen.among(seen.won.get(rule.id, ()), rule):
        return None
    lost = {loss.candidate.span: loss for loss in seen.losses.get(rule.id, ())}
    losses = [lost[span] for span in seen.among(list(lost), rule)]
    if not losses:
        if seen.among(seen.matched.get(rule.id, ()), rule):
            return message("what it matches in its examples has no value")
        return message("it matches in none of its examples")
    winner, _ = Counter(loss.winner.rule.id for loss in losses).most_common(1)[0]
    loss = next(loss for loss in losses if loss.winner.rule.id == winner)
    return message(
        "it wins in none of its examples: of `{witness}`, `{winner}` makes `{taken}` first",
        witness=_surface(seen.text, loss.candidate.span),
        winner=winner,
        taken=_surface(seen.text, loss.winner.span),
    )


def _matches_alone(rule: Rule, pack: RulePack) -> bool:
    """Whether a rule without a competitor matches in one of its examples, folded as in a report."""
    if not rule.pattern:
        return True
    fold = engine(pack).folder.fold
    return any(rule.pattern.compiled.search(fold(text)) for text in _texts_of(rule, EXAMPLE_KEYS[:1]))


# Ties


def _ties(own: OwnParts, seen: _Seen, doubles: Mapping[str, str]) -> Iterator[Fault]:
    """For each pair of rules the shortest string that both give a value to, and another one."""
    own_ids = {rule.id for rule in own.rules}
    shown: dict[tuple[str, str], tuple[Candidate, Candidate]] = {}
    for first, second in seen.ties:
        pair = first.rule.id, second.rule.id
        known = shown.get(pair)
        if known is None or _length(first) < _length(known[0]):
            shown[pair] = first, second
    for first, second in shown.values():
        rule, other = (second, first) if second.rule.id in own_ids else (first, second)
        if rule.rule.id in own_ids and not {rule.rule.id, other.rule.id} & doubles.keys():
            mine, theirs = _values(rule.fields, other.fields)
            text = message(
                "only the order of the ids decides between it and `{other}`: of `{witness}`, it makes {mine}, "
                "`{other}` makes {theirs}; set `priority` or `overrides`",
                other=other.rule.id,
                witness=_surface(seen.text, first.span),
                mine=mine,
                theirs=theirs,
            )
            yield own.fault(rule.rule, "id", "FED066", text)


def _length(candidate: Candidate) -> int:
    return candidate.span[1] - candidate.span[0]


def _values(mine: Mapping[str, object], theirs: Mapping[str, object]) -> tuple[str, str]:
    """The fields in which two values differ, as `unit=名`."""
    keys = [key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key)]
    first, second = (" ".join(f"{key}={fields.get(key)}" for key in keys[:2]) for fields in (mine, theirs))
    return first, second


def _is_tie(first: Candidate, second: Candidate) -> bool:
    """Whether two candidates for one span have different values, and no rule of the resolver decides."""
    one, two = first.rule, second.rule
    return (
        one.kind == two.kind
        and one.id != two.id
        and one.priority == two.priority
        and two.id not in one.overrides
        and one.id not in two.overrides
        and first.fields != second.fields
    )


# One pass over all texts


def _seen(pack: RulePack) -> _Seen:
    with noticed():
        return _seen_in_time(pack)


def _seen_in_time(pack: RulePack) -> _Seen:
    tools = engine(pack)
    samples = Samples(pack)
    lines = [text for rule in pack.rules for text in _texts_of(rule, EXAMPLE_KEYS)]
    lines += [text for rule in pack.rules if rule.kind in _MENTIONS for text in samples.texts(rule)]
    joined, blocks = _joined(lines)
    text = tools.folder.fold(joined)
    matcher, anchors = tools.matcher, tools.matcher.anchors(text)
    context = Context(tools.tables, _YEAR, lambda span: text[slice(*span)])
    matched: defaultdict[str, list[Span]] = defaultdict(list)
    won: defaultdict[str, list[Span]] = defaultdict(list)
    losses: defaultdict[str, list[Loss]] = defaultdict(list)
    for match in matcher.find(text, _NOTICED, anchors):
        matched[match.rule.id].append(match.span)
    candidates: list[Candidate] = []
    for match in matcher.find(text, _MENTIONS, anchors):
        matched[match.rule.id].append(match.span)
        values = NORMALISERS[match.rule.normaliser](match, context)
        if not isinstance(values, Message):
            candidates += [Candidate(match.rule, span, fields) for span, fields in values]
    winners, lost = resolve(candidates)
    for winner in winners:
        won[winner.rule.id].append(winner.span)
    for loss in lost:
        losses[loss.candidate.rule.id].append(loss)
    return _Seen(matched, won, losses, _tied(candidates, winners), text, blocks)


def _joined(lines: Iterable[str]) -> tuple[str, dict[str, Span]]:
    """Lines as blocks of one text, each once, and where each stands."""
    blocks: dict[str, Span] = {}
    place = 0
    for line in lines:
        if line not in blocks:
            blocks[line] = place, place + len(line)
            place += len(line) + len(_BETWEEN)
    return _BETWEEN.join(blocks), blocks


def _tied(candidates: Sequence[Candidate], winners: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """The winners, each with a loser that only has the greater id."""
    rivals: defaultdict[Span, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        rivals[candidate.span].append(candidate)
    return [(winner, rival) for winner in winners for rival in rivals[winner.span] if _is_tie(winner, rival)]


def _texts_of(rule: Rule, keys: Sequence[str]) -> Iterator[str]:
    """The examples of a rule without their marks; those whose marks are wrong are told elsewhere."""
    for key in keys:
        for line in getattr(rule, key):
            try:
                yield parse_example(line).text
            except MarkError:
                continue


def _surface(text: str, span: Span) -> str:
    """The text of a span on one line, a long one cut."""
    found = text[slice(*span)].replace("\n", "\\n")
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
