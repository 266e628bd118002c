"""Finds everything that is wrong in a pack: what keeps it from being loaded, and rules that lack proof."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import regex

from fedparse.errors import Fault, PackError
from fedparse.examples import parse_example
from fedparse.loader import survey
from fedparse.messages import Message
from fedparse.packfiles import in_order
from fedparse.packs import default_pack_path
from fedparse.positions import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fedparse.packs import LazyPattern, Rule, RulePack
    from fedparse.positions import Place

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
    if not pack.macros:
        return
    file = Path(pack.path) / "macros.toml"
    # A macro is a value without its examples: only those who check it need them.
    text = file.read_text(encoding="utf-8-sig")
    places = Places(text)
    macros: Mapping[str, Any] = tomllib.loads(text).get("macro", {})
    for name in pack.macros:
        examples = macros[name].get("examples", ()) if isinstance(macros[name], dict) else ()
        for element, example in enumerate(examples if isinstance(examples, list) else ()):
            place = places.at(f"macro.{name}", 0, "examples", element)
            if isinstance(example, str):
                yield MacroExample(name, str(file), place.line, place.column, example)


class _Checker:
    """The places of one pack's files, looked up when a fault is to be reported."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._places: dict[str, Places] = {}

    def place(self, file: str, table: str, number: int, key: str, element: int | None = None) -> Place:
        if file not in self._places:
            self._places[file] = Places((Path(self.pack.path) / file).read_text(encoding="utf-8-sig"))
        return self._places[file].at(table, number, key, element)

    def fault(self, rule: Rule, key: str, message: str, element: int | None = None) -> Fault:
        place = self.place(rule.path, "rule", rule.index, key, element)
        return Fault(
            str(Path(self.pack.path) / rule.path),
            place.line,
            place.column,
            "FED050",
            Message(f"rule `{rule.id}`: {message}"),
        )

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
                message = f"macro `{example.macro}` does not match its example `{example.text}`"
                yield Fault(example.path, example.line, example.column, "FED050", Message(message))

    def macro_starts(self) -> Iterator[Fault]:
        """Macros whose `starts` are not just the characters they can begin with."""
        for name, macro in self.pack.macros.items():
            wrong = _wrong(macro, macro.starts, _can_begin(macro)) if macro.starts else ""
            if wrong:
                place = self.place("macros.toml", f"macro.{name}", 0, "starts")
                message = f"macro `{name}`: `pattern` and `starts` do not begin alike: {wrong}"
                yield Fault(
                    str(Path(self.pack.path) / "macros.toml"), place.line, place.column, "FED050", Message(message)
                )


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
            yield checker.fault(rule, "overrides", f"there is no rule `{name}` to override", element)


def _is_proven(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    if rule.kind in _NO_EXAMPLES:
        return
    if not rule.examples:
        yield checker.fault(rule, "id", "no example shows what it finds")
    if not rule.counter_examples:
        yield checker.fault(rule, "id", "no counter-example shows what it leaves alone")


def _examples_are_marked(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    for key, lines in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
        for element, line in enumerate(lines):
            # What is no string was told by the loader.
            problem = _marks(line, wanted=key == "examples") if isinstance(line, str) else ""
            if problem:
                yield checker.fault(rule, key, f"{problem}: {line}", element)


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
            yield checker.fault(rule, "starts", "`starts` is for the `after` of a rule on numbers")
        elif wrong := _wrong(after, after.starts, _can_begin(after)):
            yield checker.fault(rule, "starts", f"`after` and `starts` do not begin alike: {wrong}")
    if before and before.ends and (wrong := _wrong(before, before.ends, _can_end(before))):
        yield checker.fault(rule, "ends", f"`before` and `ends` do not end alike: {wrong}")


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
        yield checker.fault(
            rule, "anchor", f"`{rule.anchor}` has terms of one character, which are not looked for: {' '.join(short)}"
        )


_CHECKS: tuple[Callable[[_Checker, Rule], Iterator[Fault]], ...] = (
    _overrides,
    _is_proven,
    _examples_are_marked,
    _terms_are_long,
)
