"""Finds everything that is wrong in a pack: what keeps it from being loaded, and rules that lack proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import regex

from fedparse.errors import Fault, PackError
from fedparse.examples import parse_example
from fedparse.loader import survey
from fedparse.messages import message
from fedparse.packfiles import in_order
from fedparse.packs import default_pack_path
from fedparse.ruletools.places import PackPlaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fedparse.messages import Message
    from fedparse.packs import LazyPattern, Rule, RulePack

_NO_EXAMPLES = frozenset({"report", "fact"})
"""Kinds whose rules are parts of a mechanism and make nothing of their own that an example could show."""


@dataclass(frozen=True, slots=True)
class MacroExample:
    """An example of a macro, which it must match whole, at its place."""

    macro: str
    path: str
    line: int
    column: int
    text: str


def check(path: Path | None = None) -> tuple[Fault, ...]:
    """What a person should mend in the pack in directory `path` (the built-in one without) though it loads.

    Raises:
        PackError: when the pack cannot be used; then its faults are all there are, those that would load included.
    """
    pack, broken = survey(path or default_pack_path())
    checker = _Checker(pack)
    uncompiled = tuple(checker.uncompiled())
    unproven = [fault for test in _CHECKS for rule in pack.rules for fault in test(checker, rule)]
    unproven += checker.macros()
    if not (broken or uncompiled):
        # What a pattern begins with is only known where all it is made of could be read.
        unproven += [fault for rule in pack.rules for fault in _edges_are_right(checker, rule)]
        unproven += checker.macro_starts()
    faults = in_order((*broken, *uncompiled, *unproven))
    if broken or uncompiled:
        raise PackError(faults)
    return faults


def macro_examples(pack: RulePack) -> Iterator[MacroExample]:
    """Every example of the macros of a pack."""
    for name, (table, spot) in pack.macro_tables.items():
        for element, example in enumerate(table.get("examples", ())):
            place = spot.at("examples", element).place()
            if isinstance(example, str):
                yield MacroExample(name, spot.path, place.line, place.column, example)


class _Checker:
    """One pack, and the places in it."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self.places = PackPlaces(pack)

    def fault(self, rule: Rule, key: str, code: str, text: Message, element: int | None = None) -> Fault:
        return self.places.fault(rule, key, code, message("rule `{rule}`: {text}", rule=rule.id, text=text), element)

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
            if not any(_uncompiled(pattern, ())) and not pattern.compiled.fullmatch(example.text):
                text = message(
                    "macro `{macro}` does not match its example `{text}`", macro=example.macro, text=example.text
                )
                yield Fault(example.path, example.line, example.column, "FED054", text)

    def macro_starts(self) -> Iterator[Fault]:
        """Macros whose `starts` are not just the characters they can begin with."""
        for name, macro in self.pack.macros.items():
            wrong = _wrong(macro, macro.starts, _can_begin(macro)) if macro.starts else ""
            if wrong:
                place = self.places.macro(name, "starts")
                text = message(
                    "macro `{macro}`: `pattern` and `starts` do not begin alike: {wrong}", macro=name, wrong=wrong
                )
                yield Fault(self.places.macro_file(name), place.line, place.column, "FED055", text)


def _uncompiled(pattern: LazyPattern, broken: Iterable[str]) -> Iterator[Fault]:
    try:
        _ = pattern.compiled
    except PackError as error:
        if not any(source in pattern.source for source in broken):
            yield from error.faults


def _overrides(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    known = {other.id for other in checker.pack.rules}
    for element, name in enumerate(rule.overrides):
        if isinstance(name, str) and name not in known:
            text = message("there is no rule `{name}` to override", name=name)
            yield checker.fault(rule, "overrides", "FED053", text, element)


def _is_proven(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    if rule.kind in _NO_EXAMPLES:
        return
    if not rule.examples:
        yield checker.fault(rule, "id", "FED050", message("no example shows what it finds"))
    if not rule.counter_examples:
        yield checker.fault(rule, "id", "FED051", message("no counter-example shows what it leaves alone"))


def _examples_are_marked(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    for key, lines in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
        for element, line in enumerate(lines):
            # What is no string was told by the loader.
            problem = _marks(line, wanted=key == "examples") if isinstance(line, str) else ""
            if problem:
                text = message("{problem}: {example}", problem=message(problem), example=line)
                yield checker.fault(rule, key, "FED052", text, element)


def _marks(line: str, *, wanted: bool) -> str:
    """What is wrong with the marks of an example; "" when nothing is."""
    try:
        marked = bool(parse_example(line).spans)
    except ValueError as error:
        return str(error)
    if marked == wanted:
        return ""
    return "the example marks no span" if wanted else "the counter-example marks a span"


def _edges_are_right(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    """Whether `starts` and `ends` hold just the characters that `after` can begin and `before` can end with."""
    after, before = rule.after, rule.before
    if after and after.starts:
        if rule.anchor != "number":
            text = message("`starts` is for the `after` of a rule on numbers")
            yield checker.fault(rule, "starts", "FED055", text)
        elif wrong := _wrong(after, after.starts, _can_begin(after)):
            text = message("`after` and `starts` do not begin alike: {wrong}", wrong=wrong)
            yield checker.fault(rule, "starts", "FED055", text)
    if before and before.ends and (wrong := _wrong(before, before.ends, _can_end(before))):
        text = message("`before` and `ends` do not end alike: {wrong}", wrong=wrong)
        yield checker.fault(rule, "ends", "FED055", text)


def _wrong(pattern: LazyPattern, given: frozenset[str], possible: Callable[[str], bool]) -> str:
    """The characters, of those given and of the pattern's source, that are given or possible, but not both."""
    wrong = {char for char in {*pattern.source, *given} if possible(char) != (char in given)}
    return " ".join(f"`{char}`" if char.isprintable() else repr(char) for char in sorted(wrong))


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
        yield checker.fault(rule, "anchor", "FED056", text)


_CHECKS: tuple[Callable[[_Checker, Rule], Iterator[Fault]], ...] = (
    _overrides,
    _is_proven,
    _examples_are_marked,
    _terms_are_long,
)
