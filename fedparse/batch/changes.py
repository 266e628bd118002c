"""Which documents changed rules can touch, and which figures they changed.

A batch keeps with each document the rules that had a part in it (`parse_source(…, seen=…)`), and once for each pack
what its parts are (`semantic_parts`). Of the parts of an earlier pack and those of the present one `what_changed` makes
a `Changed`, and `can_touch` says of a text whether a document made of it may differ. It may say so of one that turns
out to be the same; it never says no of one that differs.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.batch.parts import Changed, Term, Use, semantic_parts, what_changed
from fedparse.batch.summary import Change
from fedparse.layout.grammar import grammar
from fedparse.layout.noise import InlineNoise
from fedparse.layout.probes import Probe
from fedparse.layout.reading import denoise
from fedparse.match import Matcher
from fedparse.pipeline import engine, reading_text
from fedparse.sources import SourceText, from_text
from fedparse.spans import paired
from fedparse.timing import noticed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from fedparse.model import Span
    from fedparse.packs import RulePack

__all__ = ["Changed", "can_touch", "changed_figures", "restamped", "semantic_parts", "what_changed"]

_NOISE, _SUSPICION, _LATE = "noise", "suspicion", "slow-rule"
_LEFT_OUT = dict.fromkeys(map(ord, " \u3000\u00a0\t\"'\u201c\u201d\u2018\u2019\u201e\u201a\u300c\u300d\u300e\u300f"))
"""Spaces and quotation marks: a term is also found over them."""

# What that can touch


def can_touch(changed: Changed, source: SourceText | str, pack: RulePack, seen: Collection[str]) -> bool:
    """Whether a document can be another one under changed rules.

    Args:
        changed: What changed between the pack that made the document and `pack`.
        source: What the document was made of, in an untouched text.
        pack: The rules as they are now.
        seen: What the document owes to rules (`parse_source(…, seen=…)`), with the earlier pack.

    Returns:
        False only where the document is the same but for the name, version and digest of its rules.

    Raises:
        PackError: when a pattern turns out to be none.
    """
    if changed.nothing:
        return False
    if changed.everything or _LATE in seen or any(_had_part(rule, kind, seen) for rule, kind in changed.gone):
        return True
    if any(kind == _SUSPICION for _, kind in changed.come) and _SUSPICION in seen:
        return True
    source = from_text(source, name="") if isinstance(source, str) else source
    return _probe(changed, pack).touches(source)


def _had_part(rule: str, kind: str, seen: Collection[str]) -> bool:
    """Whether a rule may have had a part in a document. Noise that lay inside other noise is not seen by itself."""
    return kind in seen if kind in {_NOISE, _SUSPICION} else rule in seen


@lru_cache(maxsize=4)
def _probe(changed: Changed, pack: RulePack) -> _Probe:
    """What looks for changed rules and terms, made once for each change."""
    return _Probe(changed, pack)


class _Probe:
    """Looks for rules and terms that are new in texts."""

    def __init__(self, changed: Changed, pack: RulePack) -> None:
        self._pack = pack
        ids = {id_ for id_, _ in changed.come}
        rules = [rule for rule in pack.rules if rule.id in ids]
        noise = [rule for rule in rules if rule.kind == _NOISE]
        self._noise = InlineNoise(rule for rule in noise if rule.constants.get("place") != "line")
        self._noise_lines = [Probe(rule) for rule in noise if rule.constants.get("place") == "line"]
        # Suspicions are looked for in stretches of a text, where they may find what they do not in the whole.
        matched = tuple(rule for rule in rules if rule.kind not in {_NOISE, _SUSPICION})
        self._kinds = frozenset(rule.kind for rule in matched)
        self._matcher = Matcher(replace(pack, rules=matched)) if matched else None
        fold = engine(pack).folder.fold
        self._terms = [_Wanted.of(term, fold) for term in changed.terms]

    def touches(self, source: SourceText) -> bool:
        """Whether one of the rules or terms may be found in a source."""
        folded = engine(self._pack).folder.fold(source.text)
        with noticed() as late:
            if self._finds_noise(folded):
                return True
            characters = frozenset(source.text.casefold()) | frozenset(folded.casefold())
            terms = [term for term in self._terms if term.characters <= characters]
            if any(term.use == "apart" for term in terms):
                return True
            if not (terms or self._matcher):
                return bool(late)
            text = reading_text(source, self._pack)
            plain = _plain(text)
            return any(term.stands_in(plain) for term in terms) or self._matches(text) or bool(late)

    def _finds_noise(self, folded: str) -> bool:
        if self._noise.find(folded):
            return True
        if not self._noise_lines:
            return False
        text = denoise(folded, grammar(self._pack))[0].text
        lines = filter(None, map(str.strip, text.splitlines()))
        return any(probe.match(line) for line in lines for probe in self._noise_lines)

    def _matches(self, text: str) -> bool:
        matcher = self._matcher
        return matcher is not None and any(True for _ in matcher.find(text, self._kinds, matcher.anchors(text)))


class _Wanted(NamedTuple):
    """A term as it would stand in a plain text, as it is written and, where folding makes it another, folded."""

    use: Use
    characters: frozenset[str]
    spellings: tuple[str, ...]
    gapped: re.Pattern[str] | None
    parts: tuple[str, ...]

    @classmethod
    def of(cls, term: Term, fold: Callable[[str], str]) -> _Wanted:
        """The term of a list."""
        spellings = tuple(dict.fromkeys(_plain(text) for text in (term.text, fold(term.text))))
        gapped = None
        if term.use == "joined":
            gapped = re.compile("|".join(".?".join(map(re.escape, spelling)) for spelling in spellings), re.DOTALL)
        return cls(term.use, frozenset(spellings[0]), spellings, gapped, tuple(map(_plain, term.parts)))

    def stands_in(self, plain: str) -> bool:
        """Whether the term may be read in a plain text that has its characters."""
        if self.gapped is not None and self.gapped.search(plain):
            return True
        return any(spelling in plain for spelling in self.spellings) or any(part in plain for part in self.parts)


def _plain(text: str) -> str:
    """A text without what a term may be found over."""
    return text.translate(_LEFT_OUT).casefold()


# What of a document changed

_FIGURES = {"counts": "count", "money": "money", "ratios": "ratio", "dates": "date", "programs": "program"}
"""The lists of a report that are compared, and what a thing in each is called."""
_RULES_BLOCK, _BEHIND_RULES = b',"rules":{', b'},"offset_unit":'


def restamped(document: bytes, name: str, version: str, digest: str) -> bytes:
    """A document, as `to_json` wrote it in one line, with the name, version and digest of other rules.

    A document that the rules do not touch is then, byte for byte, what they would make.
    """
    start = document.index(_RULES_BLOCK)
    end = document.index(_BEHIND_RULES, start)
    pairs = {"name": name, "version": version, "digest": digest}
    block = ",".join(f'"{key}":{encode_basestring(value)}' for key, value in pairs.items())
    return document[:start] + _RULES_BLOCK + block.encode("utf-8", "backslashreplace") + document[end:]


class _Figure(NamedTuple):
    """A mention of a document as it is compared: its place, and its value as people read it."""

    span: Span
    surface: str
    value: str


def changed_figures(old: bytes, new: bytes) -> list[Change]:
    """The figures (counts, money, ratios), dates and programmes that differ between two documents of one source.

    Args:
        old: A document as JSON.
        new: The later one.

    Returns:
        A change for each that is there with another value, or only in one of them, in the order of the source.
    """
    before, after = (json.loads(document, parse_float=str) for document in (old, new))
    name = str(after["source"]["name"])
    changes: list[tuple[Span, Change]] = []
    for list_, kind in _FIGURES.items():
        for gone, come in _pairs(_figures(before, list_), _figures(after, list_)):
            now = come or gone
            assert now is not None
            values = (figure.value if figure else None for figure in (gone, come))
            changes.append((now.span, Change(name, kind, now.surface, *values)))
    return [change for _, change in sorted(changes, key=lambda found: (found[0], found[1].kind))]


def _pairs(before: Sequence[_Figure], after: Sequence[_Figure]) -> Iterator[tuple[_Figure | None, _Figure | None]]:
    """The figures of two documents that differ, paired by their places."""
    kept = Counter(figure[::2] for figure in before) & Counter(figure[::2] for figure in after)
    gone, come = (_without(figures, kept) for figures in (before, after))
    met = paired([figure.span for figure in gone], [figure.span for figure in come])
    left, right = {one for one, _ in met}, {other for _, other in met}
    yield from ((gone[one], come[other]) for one, other in met if gone[one].value != come[other].value)
    yield from ((figure, None) for number, figure in enumerate(gone) if number not in left)
    yield from ((None, figure) for number, figure in enumerate(come) if number not in right)


def _without(figures: Sequence[_Figure], kept: Counter[tuple[Span, str]]) -> list[_Figure]:
    left = Counter(kept)
    found = []
    for figure in figures:
        left[figure[::2]] -= 1
        if left[figure[::2]] < 0:
            found.append(figure)
    return found


def _figures(document: Mapping[str, Any], list_: str) -> list[_Figure]:
    """The mentions of one list of a document, in the order of the source."""
    mentions = (mention for report in document["reports"] for mention in report[list_])
    read = _VALUES[list_]
    return sorted(_Figure((m["span"][0], m["span"][1]), m["surface"], read(m)) for m in mentions)


def _count(mention: Mapping[str, Any]) -> str:
    return _joined(_number(mention, "value"), mention["unit"], _rate(mention), _aside(mention["item"]))


def _money(mention: Mapping[str, Any]) -> str:
    return _joined(_number(mention, "amount"), mention["currency"], _rate(mention))


def _ratio(mention: Mapping[str, Any]) -> str:
    return _joined(_number(mention, "value"), mention["kind"])


def _date(mention: Mapping[str, Any]) -> str:
    return _joined(mention["edtf"], mention["time"], mention["part"], _aside(mention["festival"]))


def _program(mention: Mapping[str, Any]) -> str:
    return _joined(mention["name"], _aside(mention["category"]))


_VALUES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "counts": _count,
    "money": _money,
    "ratios": _ratio,
    "dates": _date,
    "programs": _program,
}


def _number(mention: Mapping[str, Any], key: str) -> str:
    """A number with its comparator, or a range: `1200`, `>1200`, `2-4`, `~20-90`."""
    sign = "" if mention["comparator"] == "=" else mention["comparator"]
    if mention[key] is not None:
        return f"{sign}{mention[key]}"
    return f"{sign}{mention['min']}-{mention['max']}"


def _rate(mention: Mapping[str, Any]) -> str | None:
    return f"/ {mention['per']}" if mention["per"] else None


def _aside(text: str | None) -> str | None:
    return f"({text})" if text else None


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
