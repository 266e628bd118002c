"""The places of a pack's files, looked up when something is to be said about one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fedparse.errors import Fault
from fedparse.positions import Places

if TYPE_CHECKING:
    from fedparse.messages import Message
    from fedparse.packs import Rule, RulePack
    from fedparse.positions import Place


class PackPlaces:
    """Where the keys of the rules and macros of one pack stand; each file is read once."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._places: dict[str, Places] = {}

    def rule(self, rule: Rule, key: str = "id", element: int | None = None) -> Place:
        """The place of a key of a rule, or of an element of the array under it."""
        return self._at(rule.path).at("rule", rule.index, key, element)

    def macro(self, name: str, key: str = "", element: int | None = None) -> Place:
        """The place of a key of a macro, or of an element of the array under it."""
        return self._at("macros.toml").at(f"macro.{name}", 0, key, element)

    def file(self, rule: Rule) -> str:
        """The path of the file that a rule stands in."""
        return str(Path(self._pack.path) / rule.path)

    def fault(self, rule: Rule, key: str, code: str, text: Message, element: int | None = None) -> Fault:
        """A fault at a key of a rule."""
        place = self.rule(rule, key, element)
        return Fault(self.file(rule), place.line, place.column, code, text, rule.id)

    def _at(self, file: str) -> Places:
        if file not in self._places:
            self._places[file] = Places((Path(self._pack.path) / file).read_text(encoding="utf-8-sig"))
        return self._places[file]
