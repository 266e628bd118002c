"""Finds what is wrong in a pack that loads: patterns that do not compile, names that lead nowhere, rules without proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import regex

from fedparse.errors import Fault
from fedparse.examples import parse_example
from fedparse.normalize import NORMALISERS
from fedparse.packs import LazyPattern, Rule, RulePack, default_pack_path, load_pack
from fedparse.positions import Place, Places

_NO_EXAMPLES = frozenset({"report", "fact"})
"""Kinds whose rules are parts of a mechanism and make nothing of their own that an example could show."""
_NO_NORMALISER = frozenset({"noise", "heading", "report", "fact"})


def check(path: Path | None = None) -> tuple[Fault, ...]:
    """Every fault of the pack in directory `path` (the built-in one without), in file order.

    Raises:
        PackError: when the pack cannot be loaded at all; its faults say why.
    """
    pack = load_pack(path or default_pack_path())
    checker = _Checker(pack)
    faults = [fault for test in _CHECKS for rule in pack.rules for fault in test(checker, rule)]
    faults += checker.macros()
    return tuple(sorted(faults, key=lambda fault: (fault.path, fault.line, fault.column)))


class _Checker:
    """The places of one pack's files, looked up when a fault is to be reported."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self._places: dict[str, Places] = {}

    def place(self, file: str, table: str, number: int, key: str, element: int | None = None) -> Place:
        if file not in self._places:
            self._places[file] = Places((Path(self.pack.path) / file).read_text(encoding="utf-8"))
        return self._places[file].at(table, number, key, element)

    def fault(self, rule: Rule, key: str, message: str, element: int | None = None) -> Fault:
        place = self.place(rule.path, "rule", rule.index, key, element)
        return Fault(str(Path(self.pack.path) / rule.path), place.line, place.column, f"rule `{rule.id}`: {message}")

    def macros(self) -> Iterator[Fault]:
        """Macros that do not compile or do not match their own examples."""
        import tomllib  # noqa: PLC0415 - only the check reads the raw file again

        file = Path(self.pack.path) / "macros.toml"
        raw: Mapping[str, Mapping[str, list[str]]] = {}
        if file.is_file():
            raw = tomllib.loads(file.read_text(encoding="utf-8")).get("macro", {})
        for name, pattern in self.pack.macros.items():
            problem = _problem(pattern)
            if problem:
                place = self.place("macros.toml", f"macro.{name}", 0, "pattern")
                yield Fault(str(file), place.line, place.column, f"macro `{name}`: {problem}")
                continue
            for element, example in enumerate(raw.get(name, {}).get("examples", ())):
                if not pattern.compiled.fullmatch(example):
                    place = self.place("macros.toml", f"macro.{name}", 0, "examples", element)
                    message = f"macro `{name}` does not match its example {example!r}"
                    yield Fault(str(file), place.line, place.column, message)


def _problem(pattern: LazyPattern) -> str | None:
    try:
        _ = pattern.compiled
    except regex.error as error:
        return f"not a regular expression: {error.msg}"
    return None


def _compiles(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    for key, pattern in rule.patterns():
        problem = _problem(pattern)
        if problem:
            yield checker.fault(rule, key, problem)


def _normalises(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    if rule.kind not in _NO_NORMALISER and rule.normaliser not in NORMALISERS:
        yield checker.fault(rule, "normaliser", f"there is no normaliser `{rule.normaliser}`")


def _overrides(checker: _Checker, rule: Rule) -> Iterator[Fault]:
    known = {other.id for other in checker.pack.rules}
    for element, name in enumerate(rule.overrides):
        if name not in known:
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
            if not isinstance(line, str):
                yield checker.fault(rule, key, "an example must be a string", element)
                continue
            try:
                marked = bool(parse_example(line).spans)
            except ValueError as error:
                yield checker.fault(rule, key, f"{error}: {line}", element)
                continue
            if marked != (key == "examples"):
                wanted = "marks no span" if key == "examples" else "marks a span"
                yield checker.fault(rule, key, f"the example {wanted}: {line}", element)


_CHECKS: tuple[Callable[[_Checker, Rule], Iterator[Fault]], ...] = (
    _compiles,
    _normalises,
    _overrides,
    _is_proven,
    _examples_are_marked,
)
