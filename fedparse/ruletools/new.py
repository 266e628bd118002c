"""`fedparse rules new`: a rule drafted from marked sentences, run through the whole pipeline before it is shown.

Drafts are tried from the plainest on. The first is taken whose examples and counter-examples hold and with which every
example of the pack still does; where the span is a fixed word (a programme, a festival, a phrase), a line of a lexicon.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from fedparse.errors import Fault
from fedparse.examples import parse_example
from fedparse.expand import Expander
from fedparse.match import Matcher
from fedparse.messages import Message, guess, message
from fedparse.packs import LAYERS, LazyPattern, Rule, RulePack, Written
from fedparse.pipeline import engine, read
from fedparse.requirements import MENTION_KINDS
from fedparse.ruletools.canonical import written
from fedparse.ruletools.drafts import KINDS, Sample, anchored, can_start, cores, narrowed, surroundings
from fedparse.ruletools.entries import entries
from fedparse.ruletools.outcome import Outcome
from fedparse.ruletools.run import EXAMPLE_YEAR, RuleExample, rule_examples, run_example
from fedparse.shownpaths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.candidates import Candidate
    from fedparse.model import Span
    from fedparse.ruletools.drafts import Draft

NO_DRAFT = "FED094"

_MARKS = str.maketrans(dict.fromkeys("【】", ""))
_PATTERNS = ("pattern", "inside", "before", "after")
_TITLE = message("(a name for people)")
"""What stands for the title until somebody writes one; the titles of packs are Chinese."""


class Broken(NamedTuple):
    """An example of the pack that would no longer hold."""

    rule: Rule
    path: str
    line: int
    column: int
    problem: Message


@dataclass(frozen=True, slots=True)
class Wish:
    """What a rule is to find and to leave alone, as example lines."""

    pack: RulePack
    kind: str
    id: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def samples(self) -> list[Sample]:
        """Every marked span with its folded text."""
        fold = engine(self.pack).folder.fold
        parsed = [parse_example(line) for line in self.examples]
        return [
            Sample(fold(example.text), start, end, wanted)
            for example in parsed
            for (start, end), wanted in zip(example.spans, example.values, strict=True)
        ]

    def rivals(self) -> list[Rule]:
        """The rules that make something of a marked span now."""
        found: dict[str, Rule] = {}
        for line in self.examples:
            example = parse_example(line)
            for span, winner in _winners(self.pack, example.text):
                if any(span[0] < end and start < span[1] for start, end in example.spans):
                    found[winner.rule.id] = winner.rule
        return [found[name] for name in sorted(found)]


def new(
    pack: RulePack,
    kind: str,
    examples: Sequence[str],
    counter_examples: Sequence[str] = (),
    *,
    id_: str = "",
    anchor: str = "",
) -> Outcome:
    """A rule of a kind that finds what is marked in `examples` and nothing in `counter_examples`, as TOML.

    Args:
        pack: The pack the rule is for.
        kind: One of the kinds of rules that can be drafted.
        examples: Example lines (`发书【3套｜3 unit=套】`).
        counter_examples: Lines of which the rule must make nothing.
        id_: The id of the rule; made of the kind without.
        anchor: What the rule must start from: `number`, a lexicon or a macro.

    Returns:
        The rule as a block, and where to put it. Faults: why there is none, or which examples of the pack it would
        break. Where rules of the pack already find all of it, there is nothing to add.
    """
    wish = Wish(pack, kind, id_ or _free_id(pack, kind), tuple(examples), tuple(counter_examples))
    problems = tuple(_unusable(wish, anchor))
    if problems:
        return _refused(wish, problems)
    finders = {line: _finder(wish, line) for line in wish.examples}
    if all(finders.values()):
        too_much = tuple(_found_too_much(wish, finders))
        return _refused(wish, too_much) if too_much else _nothing_to_add(wish, finders)
    missed = replace(wish, examples=tuple(line for line, finder in finders.items() if not finder))
    if not anchor:
        for entry in entries(pack, kind, missed.samples()):
            if all(_finder(replace(missed, pack=entry.pack), line) for line in missed.examples):
                return _entry_outcome(
                    missed, entry.file, entry.line, list(_broken(pack, entry.pack, rule_examples(pack)))
                )
    return _drafted(missed, anchor)


# What is asked


def _unusable(wish: Wish, anchor: str) -> Iterator[Message]:
    """Why no rule can be drafted at all."""
    pack, kind = wish.pack, wish.kind
    if kind not in LAYERS:
        hint = guess(kind, LAYERS, message("one of {words}", words=", ".join(LAYERS)))
        yield message("there is no kind `{kind}`; {hint}", kind=kind, hint=hint)
    elif kind not in KINDS:
        said = "rules of kind `{kind}` are parts of the engine or the layout: change one of the pack's in its file"
        yield message(said, kind=kind)
    if any(rule.id == wish.id for rule in pack.rules):
        yield message("there is a rule `{id}` already", id=wish.id)
    if kind in MENTION_KINDS and not wish.id.startswith(f"{kind}."):
        yield message("the id of a rule of kind `{kind}` starts with `{kind}.`", kind=kind)
    known = ("number", *pack.lexicons, *pack.macros)
    if anchor and anchor not in known:
        hint = guess(anchor, known, message("it is neither `number` nor a lexicon nor a macro"))
        yield message("unknown anchor `{anchor}`; {hint}", anchor=anchor, hint=hint)
    elif anchor and kind in KINDS and not can_start(kind, anchor):
        yield message("no rule of kind `{kind}` is drafted from the anchor `{anchor}`", kind=kind, anchor=anchor)
    if not wish.examples:
        yield message("there is no example: give one with --from")
    for lines, marked in ((wish.examples, True), (wish.counter_examples, False)):
        yield from filter(None, (_mark_problem(line, marked=marked) for line in lines))


def _mark_problem(line: str, *, marked: bool) -> Message | None:
    try:
        example = parse_example(line)
    except ValueError as error:
        return message("{line}: {problem}", line=line, problem=error)
    if not all(example.text[start:end].strip() for start, end in example.spans):
        return message("{line}: a mark has nothing in it", line=line)
    if bool(example.spans) == marked:
        return None
    if marked:
        return message("{line}: it marks no span; put 【 and 】 round what is to be found", line=line)
    return message("{line}: a counter-example marks nothing", line=line)


def _free_id(pack: RulePack, kind: str) -> str:
    known = {rule.id for rule in pack.rules}
    names = (f"{kind}.new", *(f"{kind}.new{number}" for number in range(2, len(known) + 3)))
    return next(name for name in names if name not in known)


# What is there already


def _finder(wish: Wish, line: str) -> Rule | None:
    """The rule of the kind for which an example holds already."""
    return next((rule for rule in wish.pack.of(wish.kind) if not _verdict(wish.pack, rule, line)), None)


def _found_too_much(wish: Wish, finders: Mapping[str, Rule | None]) -> Iterator[Message]:
    """The counter-examples of which a rule that finds the examples makes something: that rule is to be mended."""
    rules = {rule.id: rule for rule in finders.values() if rule}
    for name, rule in rules.items():
        for line in wish.counter_examples:
            if _verdict(wish.pack, rule, line):
                yield message("rule `{rule}` finds the examples, but this too: {line}; narrow it", rule=name, line=line)


def _winners(pack: RulePack, text: str) -> Iterator[tuple[Span, Candidate]]:
    found = read(text, pack, year=EXAMPLE_YEAR)
    return ((found.text.source(winner.span), winner) for winner in found.winners)


# Drafts


def _drafted(wish: Wish, anchor: str) -> Outcome:
    """The first draft that holds and breaks nothing; else the last that holds, or why none does."""
    nearest: Message | None = None
    narrowest: Mapping[str, Any] | None = None
    proof = _Proof(wish.pack)
    for table, problem in _tried(wish, anchor):
        nearest = problem or nearest
        if problem is None:
            narrowest = table
            after, rule = _with_rule(wish.pack, table)
            if next(_broken(wish.pack, after, proof.touched(rule)), None) is None:
                break
    if narrowest is None:
        return _refused(wish, [_no_draft(wish, nearest)])
    # The last word has the whole proof of the pack, not only the examples that the rule seems to touch.
    after, _ = _with_rule(wish.pack, narrowest)
    return _rule_outcome(wish, narrowest, list(_broken(wish.pack, after, proof.examples)))


def _tried(wish: Wish, anchor: str) -> Iterator[tuple[Mapping[str, Any], Message | None]]:
    """Drafts in the order they are tried, each with why it does not hold (None: it does)."""
    samples = wish.samples()
    beaten = [rule.id for rule in wish.rivals() if rule.kind == wish.kind]
    for core in _cores(wish, anchor, samples):
        plain = [_table(wish, core, overrides) for overrides in ([], beaten)[: 2 if beaten else 1]]
        verdicts = [(table, _problem(wish, table, counters=False)) for table in plain]
        sound = next((table for table, problem in verdicts if problem is None), None)
        if sound is None:
            # What is around a span changes nothing of its value: the core is wrong.
            yield verdicts[-1]
            continue
        for around in surroundings(wish.pack, samples):
            table = _table(wish, narrowed(core, around), sound.get("overrides", []))
            yield table, _problem(wish, table)


def _cores(wish: Wish, anchor: str, samples: Sequence[Sample]) -> Iterator[Draft]:
    if anchor and anchor != "number":
        yield from anchored(wish.pack, anchor, samples)
        return
    for core in cores(wish.pack, wish.kind, samples):
        if not anchor or core.get("anchor") == anchor:
            yield core


def _table(wish: Wish, core: Draft, overrides: Sequence[str]) -> dict[str, Any]:
    """The whole table of a rule."""
    table: dict[str, Any] = {"id": wish.id, "kind": wish.kind, "title": _TITLE.said("zh"), **core}
    if wish.kind in {"diagnostic", "suspicion"}:
        codes = [sample.wanted["code"] for sample in wish.samples() if "code" in sample.wanted]
        table["set"] = {"code": codes[0] if codes else wish.id.rpartition(".")[2].replace("_", "-")}
    if overrides:
        table["overrides"] = list(overrides)
    return table | {"examples": list(wish.examples), "counter_examples": list(wish.counter_examples)}


def _with_rule(pack: RulePack, table: Mapping[str, Any]) -> tuple[RulePack, Rule]:
    """A pack with one more rule."""
    texts = {name: found.table.get("pattern", "") for name, found in pack.macro_tables.items()}
    expander = Expander(texts, pack.lexicons)
    patterns: dict[str, LazyPattern] = {}
    for key in _PATTERNS:
        if key in table:
            expanded = expander.expand(table[key])
            source = f"(?<={expanded.source})" if key == "before" else expanded.source
            patterns[key] = LazyPattern(source, expanded.lists)
    spot = pack.rules[0].written[0].spot
    rule = Rule(
        id=table["id"],
        kind=table["kind"],
        title=table["title"],
        path="",
        index=0,
        anchor=table.get("anchor", ""),
        unit=table.get("unit", ""),
        normaliser=table["kind"],
        constants=table.get("set", {}),
        overrides=tuple(table.get("overrides", ())),
        examples=tuple(table["examples"]),
        counter_examples=tuple(table["counter_examples"]),
        table=table,
        written=(Written(table, spot),),
        pattern=patterns.get("pattern"),
        inside=patterns.get("inside"),
        before=patterns.get("before"),
        after=patterns.get("after"),
    )
    return replace(pack, rules=(*pack.rules, rule)), rule


def _problem(wish: Wish, table: Mapping[str, Any], *, counters: bool = True) -> Message | None:
    """Why a draft does not hold; None when all its examples do."""
    pack, rule = _with_rule(wish.pack, table)
    lines = (*wish.examples, *(wish.counter_examples if counters else ()))
    try:
        return next(filter(None, (_verdict(pack, rule, line) for line in lines)), None)
    except (regex.error, ValueError) as error:
        return message("{problem}", problem=error)


def _verdict(pack: RulePack, rule: Rule, line: str) -> Message | None:
    """Why an example does not hold; None when it does."""
    problems = run_example(pack, rule, line)
    return problems[0].text if problems else None


class _Proof:
    """All examples of a pack, and which of them a new rule seems to touch."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self.examples = list(rule_examples(pack))
        fold = engine(pack).folder.fold
        # Without line ends too: a number and its unit may stand on two lines.
        texts = [fold(example.text.translate(_MARKS)) for example in self.examples]
        self._texts = [*texts, *(text.replace("\n", "") for text in texts)]
        self._starts = [0, *accumulate(len(text) + 1 for text in self._texts)]

    def touched(self, rule: Rule) -> list[RuleExample]:
        """The examples in which a rule holds somewhere, marks and values left aside."""
        matcher, text = Matcher(replace(self._pack, rules=(rule,))), "\n".join(self._texts)
        found = matcher.find(text, frozenset({rule.kind}), matcher.anchors(text))
        count = len(self.examples)
        places = {(bisect_right(self._starts, match.span[0]) - 1) % count for match in found}
        return [self.examples[place] for place in sorted(places)]


def _broken(before: RulePack, after: RulePack, examples: Iterable[RuleExample]) -> Iterator[Broken]:
    """The examples that hold with a pack before it is changed, and not after."""
    for example in examples:
        problem = _verdict(after, example.rule, example.text)
        if problem and not _verdict(before, example.rule, example.text):
            yield Broken(example.rule, example.path, example.line, example.column, problem)


def _no_draft(wish: Wish, nearest: Message | None) -> Message:
    """Why none of the drafts holds."""
    earlier = [rule for rule in wish.rivals() if LAYERS.index(rule.kind) < LAYERS.index(wish.kind)]
    if earlier:
        said = (
            "rule `{rule}` of the earlier layer `{kind}` takes the place: the sentence must be a counter-example of it"
        )
        return message(said, rule=earlier[0].id, kind=earlier[0].kind)
    if nearest is None:
        said = "nothing in the marked span tells how a rule of kind `{kind}` could find it"
        return message(said, kind=wish.kind)
    return message("no draft holds; the last one: {problem}", problem=nearest)


# Outcomes


def _refused(wish: Wish, problems: Sequence[Message]) -> Outcome:
    faults = tuple(Fault("--from", number, 1, NO_DRAFT, problem) for number, problem in enumerate(problems, 1))
    return Outcome(
        verb="new",
        pack=_label(wish.pack),
        checked=1,
        summary=message("no rule was drafted"),
        faults=faults,
    )


def _nothing_to_add(wish: Wish, finders: Mapping[str, Rule | None]) -> Outcome:
    rules = ", ".join(dict.fromkeys(rule.id for rule in finders.values() if rule))
    return Outcome(
        verb="new",
        pack=_label(wish.pack),
        checked=1,
        summary=message("nothing to add: the pack finds it already, by {rules}", rules=rules),
        data={"found_by": rules.split(", ")},
    )


def _entry_outcome(wish: Wish, file: str, line: str, broken: Sequence[Broken]) -> Outcome:
    said = message("add this line to {file}; no rule is needed", file=file)
    data = {"file": file, "line": line, "breaks": [each.rule.id for each in broken]}
    faults = tuple(map(_breaks, broken))
    return Outcome(
        verb="new", pack=_label(wish.pack), checked=1, summary=said, blocks=(line,), faults=faults, data=data
    )


def _rule_outcome(wish: Wish, table: Mapping[str, Any], broken: Sequence[Broken]) -> Outcome:
    toml, file = written("[[rule]]", table), _home(wish)
    counts = {"file": file, "examples": len(wish.examples) + len(wish.counter_examples)}
    said = message("put it into {file} and give it a title; examples that hold: {examples}", **counts)
    if broken:
        said = message("it holds, but would break examples of the pack: {broken}", broken=len(broken))
    elif not wish.counter_examples:
        said = message("{said}; give a counter-example with --not, for every rule needs one", said=said)
    return Outcome(
        verb="new",
        pack=_label(wish.pack),
        checked=1,
        summary=said,
        blocks=(toml,),
        faults=tuple(map(_breaks, broken)),
        data={"file": file, "rule": dict(table), "toml": toml, "breaks": [each.rule.id for each in broken]},
    )


def _breaks(broken: Broken) -> Fault:
    said = message("with it an example would no longer hold: {problem}", problem=broken.problem)
    return Fault(broken.path, broken.line, broken.column, NO_DRAFT, said, broken.rule.id)


def _home(wish: Wish) -> str:
    """The file of the pack for rules of the kind."""
    own = [rule for rule in wish.pack.rules if wish.pack.is_own(rule.written)]
    alike = [rule for rule in own if rule.kind == wish.kind] or own
    files = Counter(rule.written[0].spot.path for rule in alike)
    named = [file for file, _ in files.most_common(1)] or [*wish.pack.rule_files, f"{wish.pack.path}/{wish.kind}.toml"]
    return shown_path(named[0])


def _label(pack: RulePack) -> str:
    return f"{pack.name} {pack.version}"
