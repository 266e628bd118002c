"""Patterns that tell what they are asked and what they find: a pack made of them works as it did and can be watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from fedparse.packs import LazyPattern
from fedparse.ruletools.sites import MACRO, Site
from fedparse.variants import vary, with_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import regex

    from fedparse.packs import RulePack
    from fedparse.variants import Variant

OWN = "__"
"""Groups whose names begin so are ours: no normaliser sees them."""


class Call(NamedTuple):
    """One question to a compiled pattern: `match`, `fullmatch`, `search` or `finditer` with its arguments."""

    method: str
    args: tuple[Any, ...]
    options: tuple[tuple[str, Any], ...]

    def on(self, pattern: regex.Pattern[str]) -> tuple[regex.Match[str], ...]:
        """What a pattern finds when it is asked this."""
        found = getattr(pattern, self.method)(*self.args, **dict(self.options))
        if self.method == "finditer":
            return tuple(found)
        return () if found is None else (found,)

    @property
    def is_whole(self) -> bool:
        """Whether a match is wanted, and not only the beginning of one."""
        return not self.options


class Hear(Protocol):
    """Is told each call of a pattern, and what was found."""

    def __call__(self, site: Site, call: Call, found: tuple[regex.Match[str], ...]) -> None:
        """Takes note of one call."""


class _Heard:
    """Stands in for a compiled pattern."""

    __slots__ = ("_hear", "_pattern", "_site", "groupindex", "pattern")

    def __init__(self, pattern: regex.Pattern[str], site: Site, hear: Hear) -> None:
        self._pattern, self._site, self._hear = pattern, site, hear
        self.groupindex = {name: number for name, number in pattern.groupindex.items() if not name.startswith(OWN)}
        self.pattern = pattern.pattern

    def _ask(self, method: str, args: tuple[Any, ...], options: dict[str, Any]) -> tuple[regex.Match[str], ...]:
        call = Call(method, args, tuple(options.items()))
        found = call.on(self._pattern)
        self._hear(self._site, call, found)
        return found

    def match(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        return next(iter(self._ask("match", args, options)), None)

    def fullmatch(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        return next(iter(self._ask("fullmatch", args, options)), None)

    def search(self, *args: Any, **options: Any) -> regex.Match[str] | None:
        return next(iter(self._ask("search", args, options)), None)

    def finditer(self, *args: Any, **options: Any) -> Iterator[regex.Match[str]]:
        return iter(self._ask("finditer", args, options))


class Recorded(LazyPattern):
    """A pattern whose calls are told."""

    __slots__ = ("_hear", "_pattern", "_site")

    def __init__(self, pattern: LazyPattern, site: Site, hear: Hear) -> None:
        starts, ends = ("".join(sorted(chars)) for chars in (pattern.starts, pattern.ends))
        # `re`, which the matcher prefers for numbers, tells nobody anything; it knows no `(?|…)`.
        source = f"(?|){pattern.source}" if site.key == MACRO else pattern.source
        super().__init__(source, pattern.lists, starts=starts, ends=ends)
        self._pattern, self._site, self._hear = pattern, site, hear

    def _compile(self) -> regex.Pattern[str]:
        return cast("regex.Pattern[str]", _Heard(self._pattern.compiled, self._site, self._hear))

    def around(self, source: str) -> regex.Pattern[str]:
        """A pattern round this one, whose calls are told too."""
        return cast("regex.Pattern[str]", _Heard(super().around(source), self._site, self._hear))


def recorded(pack: RulePack, hear: Hear, made: Mapping[Site, LazyPattern] | None = None) -> Variant:
    """A pack that works as `pack` does and tells of all its patterns; `made` are to stand in for some of them."""

    def of(site: Site, pattern: LazyPattern) -> Recorded:
        return Recorded((made or {}).get(site, pattern), site, hear)

    rules = {
        rule.id: with_patterns(rule, {key: of(Site(rule.id, key), pattern) for key, pattern in rule.patterns()})
        for rule in pack.rules
    }
    macros = {name: of(Site(name, MACRO), pattern) for name, pattern in pack.macros.items()}
    return vary(pack, rules, macros)


def afresh(pack: RulePack) -> Variant:
    """The same pack again, of which nothing is remembered yet: what caches answer, no pattern is asked."""
    return vary(pack, {rule.id: rule for rule in pack.rules})
