"""Finds everything that is wrong in a pack: what keeps it from being loaded, and rules that lack proof."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import regex

from fedparse.codes import codes
from fedparse.errors import Edit, Fault, PackError
from fedparse.examples import MarkError, parse_example
from fedparse.expand import NOTHING
from fedparse.loader import survey
from fedparse.messages import message
from fedparse.packfiles import in_order
from fedparse.packs import default_pack_path
from fedparse.ruletools.complete import macro_faults, rule_faults, unused
from fedparse.ruletools.macros import is_matched
from fedparse.ruletools.overlap import overlaps
from fedparse.ruletools.own import EXAMPLE_KEYS, OwnParts, written_pattern
from fedparse.ruletools.safety import risks
from fedparse.ruletools.slowness import slow_patterns
from fedparse.ruletools.sourcefiles import SourceFiles
from fedparse.ruletools.suppress import idle, ignored, without_ignored
from fedparse.ruletools.tidy import untidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fedparse.messages import Message
    from fedparse.packfiles import Spot
    from fedparse.packs import LazyPattern, Rule, RulePack

_CODES = tuple(f"FED0{number}" for number in range(50, 70))
"""The codes of what is looked for here."""


@dataclass(frozen=True, slots=True)
class MacroExample:
    """An example of a macro, at its place: the macro must match it whole, or, where a span is marked, just that."""

    macro: str
    path: str
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one pack: `ignored` are the faults that comments in it say are meant."""

    root: Path
    pack: RulePack | None
    faults: tuple[Fault, ...]
    ignored: tuple[Fault, ...] = ()
    files: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether the pack can be used as it is."""
        return not any(codes()[fault.code].unusable for fault in self.faults)


def check(path: Path | None = None) -> tuple[Fault, ...]:
    """What a person should mend in the pack in directory `path` (the built-in one without) though it loads.

    Raises:
        PackError: when the pack cannot be used; then its faults are all there are, those that would load included.
    """
    report = examine(path or default_pack_path())
    if not report.is_usable:
        raise PackError(report.faults)
    return report.faults


def examine(root: Path) -> Report:
    """Everything that is wrong in the pack in directory `root`; what cannot be looked at hides nothing else."""
    try:
        pack, broken = survey(root)
    except PackError as error:
        return Report(root, None, error.faults)
    files = SourceFiles.of(root)
    checker = _Checker(pack, files)
    broken = in_order((*broken, *checker.uncompiled()))
    found = [*checker.always(), *([] if broken else checker.when_sound())]
    comments, wrong = ignored(files)
    kept = without_ignored(found, comments)
    meant = [fault for fault in found if fault not in kept]
    if not broken:
        wrong += idle(found, comments, _CODES)
    return Report(root, pack, in_order((*broken, *kept, *wrong)), in_order(meant), len(files.files))


def macro_examples(pack: RulePack) -> Iterator[MacroExample]:
    """Every example of the macros of a pack."""
    for name, (table, spot) in pack.macro_tables.items():
        for element, example in enumerate(table.get("examples", ())):
            place = spot.at("examples", element).place()
            if isinstance(example, str):
                yield MacroExample(name, spot.path, place.line, place.column, example)


class _Checker:
    """One pack, its own parts and its files."""

    def __init__(self, pack: RulePack, files: SourceFiles) -> None:
        self.pack = pack
        self.files = files
        self.own = OwnParts(pack)

    def always(self) -> Iterator[Fault]:
        """What can be seen of any pack, as far as it could be read."""
        for file in self.files:
            yield from untidy(file)
        yield from rule_faults(self.own, self.files)
        yield from macro_faults(self.own)
        for test in _CHECKS:
            for rule in self.own.rules:
                yield from test(self, rule)
        yield from self.macros()

    def when_sound(self) -> Iterator[Fault]:
        """What can only be seen when all parts of the pack could be read and compiled."""
        edges = [fault for rule in self.own.rules for fault in _edges_are_right(self, rule)]
        slow = list(slow_patterns(self.own))
        yield from (*edges, *slow)
        yield from self.macro_starts()
        yield from unused(self.own, self.files)
        # What is measured need not be feared as well.
        proved = {(fault.path, fault.line, fault.column) for fault in slow}
        yield from (risk for risk in risks(self.own) if (risk.path, risk.line, risk.column) not in proved)
        if all(fault.rule for fault in slow):
            # What may never come to an end is not run over all examples; a macro may be a part of any rule.
            # Nor is a rule that cannot see what it begins with said to be dead as well.
            yield from overlaps(self.own, frozenset(fault.rule for fault in (*edges, *slow)))

    def uncompiled(self) -> Iterator[Fault]:
        """Patterns that are no regular expressions, without those that only repeat what is wrong in a macro."""
        broken: list[str] = []
        for pattern in self.pack.macros.values():
            found = tuple(_uncompiled(pattern, broken))
            broken += [pattern.source] if found else []
            yield from found
        for rule in self.pack.rules:
            for _, pattern in rule.patterns():
                yield from _uncompiled(pattern, broken)

    def macros(self) -> Iterator[Fault]:
        """Macros that do not match their own examples whole."""
        for example in macro_examples(self.pack):
            pattern = self.pack.macros[example.macro]
            # Of a macro that names what is not there, more is told by the loader.
            is_whole = written_pattern(self.pack.macro_tables[example.macro]) and NOTHING.source not in pattern.source
            is_sound = is_whole and example.macro in self.own.macros and not any(_uncompiled(pattern, ()))
            if is_sound and not is_matched(pattern.compiled, example.text):
                text = message(
                    "macro `{macro}` does not match its example `{text}`", macro=example.macro, text=example.text
                )
                yield Fault(example.path, example.line, example.column, "FED054", text)

    def macro_starts(self) -> Iterator[Fault]:
        """Macros whose `starts` are not just the characters they can begin with."""
        for name, (_, spot) in self.own.macros.items():
            macro = self.pack.macros[name]
            wrong = _wrong(macro, macro.starts, _can_begin(macro)) if macro.starts else set()
            if wrong:
                text = message(
                    "macro `{macro}`: `pattern` and `starts` do not begin alike: {wrong}",
                    macro=name,
                    wrong=_told(wrong),
                )
                fix = self.corrected(spot.at("starts"), wrong)
                yield self.own.macro_fault(name, "starts", "FED055", text, fix)

    def corrected(self, spot: Spot, wrong: set[str]) -> list[Edit]:
        """The edit that takes the characters of a string that are wrong out of it, and puts the others in."""
        file = self.files.files.get(spot.path)
        span = file.value_of(spot.place()) if file else None
        if file is None or span is None:
            return []
        given = tomllib.loads(f"value = {file.text[slice(*span)]}")["value"]
        kept = [char for char in dict.fromkeys(given) if char not in wrong]
        added = sorted(wrong - set(given))
        return [Edit(*span, json.dumps("".join([*kept, *added]), ensure_ascii=False))]


def _uncompiled(pattern: LazyPattern, broken: Iterable[str]) -> Iterator[Fault]:
    try:
        _ = pattern.compiled
    except PackError as error:
        if not any(source in pattern.source for source in broken):
            yield from error.faults


def _examples_are_marked(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    for key in EXAMPLE_KEYS:
        for element, line in checker.own.examples(rule, key):
            problem = _marks(line, wanted=key == "examples")
            if problem:
                text = message("{problem}: {example}", problem=problem, example=line)
                yield checker.own.fault(rule, key, "FED052", text, element)


def _marks(line: str, *, wanted: bool) -> Message | None:
    """What is wrong with the marks of an example."""
    try:
        marked = bool(parse_example(line).spans)
    except MarkError as error:
        return error.text
    if marked == wanted:
        return None
    return message("the example marks no span") if wanted else message("the counter-example marks a span")


def _edges_are_right(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    """Whether `starts` and `ends` hold just the characters that `after` can begin and `before` can end with."""
    after, before = rule.after, rule.before
    if after and after.starts:
        if rule.anchor != "number":
            text = message("`starts` is for the `after` of a rule on numbers")
            yield checker.own.fault(rule, "starts", "FED055", text)
        elif wrong := _wrong(after, after.starts, _can_begin(after)):
            text = message("`after` and `starts` do not begin alike: {wrong}", wrong=_told(wrong))
            fix = checker.corrected(rule.spot("starts"), wrong)
            yield checker.own.fault(rule, "starts", "FED055", text, fix=fix)
    if before and before.ends and (wrong := _wrong(before, before.ends, _can_end(before))):
        text = message("`before` and `ends` do not end alike: {wrong}", wrong=_told(wrong))
        fix = checker.corrected(rule.spot("ends"), wrong)
        yield checker.own.fault(rule, "ends", "FED055", text, fix=fix)


def _wrong(pattern: LazyPattern, given: frozenset[str], possible: Callable[[str], bool]) -> set[str]:
    """The characters, of those given and of the pattern's source, that are given or possible, but not both."""
    return {char for char in {*pattern.source, *given} if possible(char) != (char in given)}


def _told(chars: set[str]) -> str:
    return " ".join(f"`{char}`" if char.isprintable() else repr(char) for char in sorted(chars))


def _can_begin(pattern: LazyPattern) -> Callable[[str], bool]:
    """Whether a match can begin with a character, which may have to stand behind one that the source has."""
    contexts = ("", *set(pattern.source))
    match = pattern.compiled.match
    return lambda char: any(match(left + char, len(left), partial=True) for left in contexts)


def _can_end(pattern: LazyPattern) -> Callable[[str], bool]:
    """Whether what a lookbehind asks for can end with a character: read backwards, it begins with it."""
    inside = pattern.source.removeprefix("(?<=").removesuffix(")")
    backwards = regex.compile(f"(?r)(?:{inside})", regex.MULTILINE, **cast("dict[str, Any]", pattern.lists))
    return lambda char: backwards.match(char, partial=True) is not None


def _terms_are_long(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    """Whether a rule starts from terms that are looked for: a term is found by its first two characters."""
    lexicon = checker.pack.lexicons.get(rule.anchor)
    rows = lexicon.rows.items() if lexicon else ()
    asked = rule.where.items()
    short = [term for term, row in rows if len(term) == 1 and asked <= row.items()]
    if short:
        text = message(
            "`{lexicon}` has terms of one character, which are not looked for: {terms}",
            lexicon=rule.anchor,
            terms=" ".join(short),
        )
        yield checker.own.fault(rule, "anchor", "FED056", text)


_CHECKS: tuple[Callable[[_Checker, Rule], Iterator[Fault]], ...] = (
    _examples_are_marked,
    _terms_are_long,
)
