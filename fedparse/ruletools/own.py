"""The parts of a pack that are its own, not inherited: only these are its maintainer's to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.errors import Fault
from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.errors import Edit
    from fedparse.messages import Message
    from fedparse.packfiles import Spot
    from fedparse.packs import Rule, RulePack, Written

EXAMPLE_KEYS = ("examples", "counter_examples")


class OwnParts:
    """The rules and macros that stand in the pack itself, and faults at their places."""

    def __init__(self, pack: RulePack) -> None:
        self.pack = pack
        self.rules = tuple(rule for rule in pack.rules if pack.is_own(rule.written))
        self.macros = {name: written for name, written in pack.macro_tables.items() if pack.is_own((written,))}

    def spot(self, rule: Rule, key: str = "id", element: int | None = None) -> Spot:
        """Where a key of a rule stands; its own table where it has the key from the pack that it extends."""
        spot = rule.spot(key, element)
        return spot if spot.root == self.pack.path else rule.written[-1].spot.at("id")

    def fault(
        self, rule: Rule, key: str, code: str, text: Message, element: int | None = None, fix: Sequence[Edit] = ()
    ) -> Fault:
        """A fault of a rule at one of its keys."""
        said = message("rule `{rule}`: {text}", rule=rule.id, text=text)
        return _at(self.spot(rule, key, element), code, said, rule.id, fix)

    def macro_fault(self, name: str, key: str, code: str, text: Message, fix: Sequence[Edit] = ()) -> Fault:
        """A fault of a macro at one of its keys."""
        return _at(self.macros[name].spot.at(key), code, text, "", fix)

    def examples(self, rule: Rule, key: str) -> Iterator[tuple[int, str]]:
        """The lines under `examples` or `counter_examples` that the pack itself has, with their places in the array."""
        for element, line in enumerate(getattr(rule, key)):
            if isinstance(line, str) and rule.spot(key, element).root == self.pack.path:
                yield element, line


def written_pattern(written: Written) -> str:
    """The pattern of a macro as it is written."""
    pattern = written.table.get("pattern", "")
    return pattern if isinstance(pattern, str) else ""


def _at(spot: Spot, code: str, text: Message, rule: str, fix: Sequence[Edit]) -> Fault:
    place = spot.place()
    return Fault(spot.path, place.line, place.column, code, text, rule, fix=tuple(fix))
