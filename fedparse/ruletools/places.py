"""The places of a pack's rules and macros, looked up when something is to be said about one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.errors import Fault

if TYPE_CHECKING:
    from fedparse.messages import Message
    from fedparse.packs import Rule, RulePack
    from fedparse.positions import Place


class PackPlaces:
    """Where the keys of the rules and macros of one pack stand."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack

    def rule(self, rule: Rule, key: str = "id", element: int | None = None) -> Place:
        """The place of a key of a rule, or of an element of the array under it."""
        return rule.spot(key, element).place()

    def file(self, rule: Rule, key: str = "id", element: int | None = None) -> str:
        """The path of the file that it stands in."""
        return rule.spot(key, element).path

    def macro(self, name: str, key: str = "", element: int | None = None) -> Place:
        """The place of a key of a macro, or of an element of the array under it."""
        return self._pack.macro_tables[name].spot.at(key, element).place()

    def fault(self, rule: Rule, key: str, code: str, text: Message, element: int | None = None) -> Fault:
        """A fault at a key of a rule."""
        place = self.rule(rule, key, element)
        return Fault(self.file(rule, key, element), place.line, place.column, code, text, rule.id)
