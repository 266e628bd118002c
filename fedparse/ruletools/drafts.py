"""Drafts of rules from marked sentences: what `fedparse rules new` tries, the plainest first.

A draft is a table of TOML without id and title. It is made of what stands in the marked spans (its core); what stands
around them (its surroundings) narrows it where the core finds too much. Nothing here says whether a draft is right:
each is run before it is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from fedparse.pipeline import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fedparse.candidates import NumberToken
    from fedparse.packs import RulePack

Draft: TypeAlias = "Mapping[str, Any]"

_SPECIAL = re.compile(r"([\\.^$*+?{}\[\]|()])")
_DIGITS = re.compile("[0-9]+")
_CLAUSE = re.compile(r"\w{1,12}\Z")
"""What stands before a span in its clause."""
_LEADING = re.compile(r"\w+|.")
_YEAR_DIGITS = 4
_DATE_PARTS = {1: ("day",), 2: ("month", "day"), 3: ("year", "month", "day")}
"""What the numbers of a date are, by how many there are; two that begin with four digits are a year and a month."""
_END = 2
"""So many characters are the last word of a title, as far as can be told."""


class Sample(NamedTuple):
    """A marked span in a folded text, with what is wanted there."""

    text: str
    start: int
    end: int
    wanted: Mapping[str, str]

    @property
    def surface(self) -> str:
        """The marked text."""
        return self.text[self.start : self.end]


class _Numbered(NamedTuple):
    """A span with one numeral in it: what stands in it before the numeral and behind it."""

    prefix: str
    suffix: str


def cores(pack: RulePack, kind: str, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts of what the spans are made of, for rules of a kind."""
    numbers = engine(pack).matcher.numbers
    numbered = [_numbered(sample, numbers(sample.text)) for sample in samples]
    if kind in _ON_NUMBERS and all(numbered):
        yield from _ON_NUMBERS[kind](pack, [found for found in numbered if found])
    if kind in _ON_TEXT:
        yield from _ON_TEXT[kind](pack, samples)


def anchored(pack: RulePack, anchor: str, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts that start from a lexicon or a macro, with the rest of the spans behind it."""
    if anchor in pack.lexicons:
        rows = pack.lexicons[anchor].rows
        sizes = [_longest(rows, sample.surface) for sample in samples]
        if all(sizes):
            rests = [sample.surface[size:] for sample, size in zip(samples, sizes, strict=True)]
            yield _filled({"anchor": anchor, "after": _maybe(rests)})
    yield {"anchor": anchor}


def can_start(kind: str, anchor: str) -> bool:
    """Whether rules of a kind can be drafted from an anchor: from a word or a macro those that need no group of it."""
    return kind in (_ON_NUMBERS if anchor == "number" else _ON_WORDS)


def surroundings(pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """What may be asked of the text around the spans, ever more: nothing, a word before, what follows, both."""
    near, far = (_before(pack, samples, words) for words in (1, 2))
    following = _following(samples)
    yield {}
    yield from ({"left": left} for left in dict.fromkeys([near, far]) if left)
    yield from ({"left": left, "right": following} for left in dict.fromkeys(["", near, far]))


def narrowed(core: Draft, around: Draft) -> dict[str, Any]:
    """A core with what is asked of its surroundings."""
    left, right = around.get("left", ""), around.get("right", "")
    if "pattern" in core:
        pattern = core["pattern"]
        return {**core, "pattern": f"{f'(?<={left})' if left else ''}{pattern}{right}"}
    return _filled({**core, "before": left + core.get("before", ""), "after": core.get("after", "") + right})


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without what is empty in it."""
    return {key: value for key, value in table.items() if value not in ("", {}, [])}


# Numbers


def _numbered(sample: Sample, numbers: Iterable[NumberToken]) -> _Numbered | None:
    """The parts of a span, when one numeral is in it."""
    inside = [token for token in numbers if sample.start <= token.start and token.end <= sample.end]
    if len(inside) != 1:
        return None
    token = inside[0]
    return _Numbered(sample.text[sample.start : token.start], sample.text[token.end : sample.end])


def _on_numbers(spans: Sequence[_Numbered]) -> dict[str, Any]:
    """What all drafts on numbers have: the anchor, and what of the span stands before the numeral."""
    prefixes = [span.prefix for span in spans]
    return _filled({"anchor": "number", "before": f"(?P<in>{_bare(_any(prefixes))})" if all(prefixes) else ""})


def _measured(lexicon: str, *, unspoken: bool = False) -> Callable[[RulePack, Sequence[_Numbered]], Iterator[Draft]]:
    """Drafts for numbers with a unit: one of a lexicon, or those of the samples; `unspoken` units may be left out."""

    def drafts(pack: RulePack, spans: Sequence[_Numbered]) -> Iterator[Draft]:
        base, tails = _on_numbers(spans), [_tail(pack, span.suffix) for span in spans]
        units = [span.suffix[: len(span.suffix) - len(tail)].strip() for span, tail in zip(spans, tails, strict=True)]
        tail = _maybe_tail(pack, tails)
        if all(unit in pack.lexicons[lexicon].rows for unit in units):
            yield _filled({**base, "unit": lexicon, "after": tail})
        if all(units):
            yield {**base, "after": f"[ ]?(?P<unit>{_bare(_any(units))}){tail}"}
        elif unspoken and not any(units):
            yield _filled({**base, "after": tail})

    return drafts


def _ratios(pack: RulePack, spans: Sequence[_Numbered]) -> Iterator[Draft]:
    """Drafts for ratios: each worth that a rule of the pack gives a unit."""
    base, tails = _on_numbers(spans), [_tail(pack, span.suffix) for span in spans]
    units = [span.suffix[: len(span.suffix) - len(tail)] for span, tail in zip(spans, tails, strict=True)]
    for constants in _constants(pack, "ratio", ("kind", "scale")):
        yield _filled({**base, "set": constants, "after": _maybe(units) + _maybe_tail(pack, tails)})


def _days(_pack: RulePack, spans: Sequence[_Numbered]) -> Iterator[Draft]:
    """Drafts for dates with one number: a day, a month or a year."""
    for part in ("year", "month", "day"):
        suffixes = _maybe([span.suffix for span in spans])
        yield _filled({**_on_numbers(spans), "set": {"number": part}, "after": suffixes})


def _guards(_pack: RulePack, spans: Sequence[_Numbered]) -> Iterator[Draft]:
    yield _filled({**_on_numbers(spans), "after": _maybe([span.suffix for span in spans])})


def _tail(pack: RulePack, suffix: str) -> str:
    """The approximator that ends a span (以上)."""
    rows = pack.lexicons["approximators"].rows.items()
    tails = (word for word, row in rows if row.get("position") == "tail" and suffix.endswith(word))
    return max(tails, key=len, default="")


def _maybe_tail(pack: RulePack, tails: Sequence[str]) -> str:
    return "(?P<tail>{tail})?" if any(tails) and "tail" in pack.macros else ""


# Text


def _dates(_pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts for dates written with figures and signs: 2019.3.8."""
    for pattern in dict.fromkeys(_dated(sample.surface) for sample in samples):
        if pattern:
            yield {"pattern": f"(?<![0-9]){pattern}(?![0-9])"}


def _dated(surface: str) -> str:
    """A date with a group for each number; "" where they cannot be told apart."""
    runs = _DIGITS.findall(surface)
    parts = _DATE_PARTS.get(len(runs), ())
    if len(runs) < len(_DATE_PARTS) and runs and len(runs[0]) == _YEAR_DIGITS:
        parts = ("year", "month")[: len(runs)]
    groups = (f"(?P<{name}>[0-9]{{{'4' if name == 'year' else '1,2'}}})" for name in parts)
    return _DIGITS.sub(lambda _: next(groups), _literal(surface)) if parts else ""


def _phrases(pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts for fixed words; figures in them may be others."""
    yield {"pattern": _general(pack, samples)}


def _noises(pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts for noise: whole lines, or a part of one."""
    general = _general(pack, samples)
    lines = [sample.text.split("\n") for sample in samples]
    if all(sample.surface in found for sample, found in zip(samples, lines, strict=True)):
        yield {"pattern": rf"^{general}$", "set": {"place": "line"}}
    yield {"pattern": general, "set": {"place": "inside"}}


def _headings(pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts for markers at the beginning of a line, in each style that a rule of the pack has."""
    general = _general(pack, samples, number="number")
    for constants in _constants(pack, "heading", ("style", "rank")):
        yield {"pattern": rf"^[^\S\n]{{0,8}}\K{general}", "set": {**constants, "place": "line"}}


def _documents(_pack: RulePack, samples: Sequence[Sample]) -> Iterator[Draft]:
    """Drafts for titles between two signs: all of them, or those that end in the same words."""
    sides = {(each.text[each.start - 1 : each.start], each.text[each.end : each.end + 1]) for each in samples}
    for left, right in sorted(sides):
        if left and right and not (left + right).isalnum():
            inside = rf"[^{_in_set(left)}{_in_set(right)}\n]"
            ends = _any([sample.surface[-_END:] for sample in samples])
            yield {"pattern": f"{_literal(left)}(?P<title>{inside}{{2,80}}){_literal(right)}"}
            yield {"pattern": f"{_literal(left)}(?P<title>{inside}{{0,80}}{ends}){_literal(right)}"}


def _general(pack: RulePack, samples: Sequence[Sample], number: str = "") -> str:
    """The words of all samples; of each the figures are any figures, the first of them the group `number`."""
    return _any([_with_numbers(pack, sample, number) for sample in samples], written=True)


def _with_numbers(pack: RulePack, sample: Sample, number: str) -> str:
    numerals = "".join(re.escape(term) for term in pack.lexicons["numerals"].rows if len(term) == 1)
    figures = "[0-9]{1,4}"
    spoken = "{int}" if "int" in pack.macros else figures
    found, place, name = "", 0, number
    for match in re.finditer(rf"[0-9]+|[{numerals}]+" if number else "[0-9]+", sample.surface):
        pattern = figures if match[0].isascii() else spoken
        found += _literal(sample.surface[place : match.start()]) + (f"(?P<{name}>{pattern})" if name else pattern)
        place, name = match.end(), ""
    found += _literal(sample.surface[place:])
    # A marker must have a number, though it be none: 甲、
    return _LEADING.sub(rf"(?P<{name}>\g<0>)", found, count=1) if name else found


# Parts of patterns


def _constants(pack: RulePack, kind: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The constants that the rules of a kind have under some keys, each combination once, the most frequent first."""
    found = [tuple((key, rule.constants[key]) for key in keys if key in rule.constants) for rule in pack.of(kind)]
    return [dict(pairs) for pairs in sorted(dict.fromkeys(found), key=found.count, reverse=True)]


def _before(pack: RulePack, samples: Sequence[Sample], count: int) -> str:
    """The last words of the clauses before the spans; "" where a span has none."""
    found = []
    for sample in samples:
        clause = _CLAUSE.search(sample.text[: sample.start])
        words = engine(pack).words.cut(clause[0])[-count:] if clause else []
        found.append("".join(word.text for word in words))
    return _any(found) if all(found) else ""


def _following(samples: Sequence[Sample]) -> str:
    """A look ahead at what follows the spans."""
    chars = [sample.text[sample.end : sample.end + 1] for sample in samples]
    ends = ["$"] if "" in chars or "\n" in chars else []
    others = [_literal(char) for char in dict.fromkeys(chars) if char not in {"", "\n"}]
    return f"(?={'|'.join([*others, *ends])})"


def _longest(terms: Iterable[str], text: str) -> int:
    """How long the longest term is that begins a text; 0 where none does."""
    return max((len(term) for term in terms if text.startswith(term)), default=0)


def _any(words: Iterable[str], *, written: bool = False) -> str:
    """A pattern for any of some words (or of patterns that are written), longer ones first."""
    found = sorted({word if written else _literal(word) for word in words}, key=lambda word: (-len(word), word))
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def _bare(pattern: str) -> str:
    """A pattern for inside a group, which needs no other round it."""
    return pattern[3:-1] if pattern.startswith("(?:") else pattern


def _maybe(words: Sequence[str]) -> str:
    """A pattern for some words, one of which may be none."""
    filled = [word for word in words if word]
    if not filled:
        return ""
    found = _any(filled)
    if len(filled) == len(words):
        return found
    return f"{found}?" if found.startswith("(?:") else f"(?:{found})?"


def _literal(text: str) -> str:
    """A text as a pattern: what means something in one stands for itself, and a space counts."""
    return _SPECIAL.sub(r"\\\1", text).replace(" ", "[ ]").replace("\n", r"\n")


def _in_set(char: str) -> str:
    return f"\\{char}" if char in "\\]^-[" else char


_ON_NUMBERS: Mapping[str, Callable[[RulePack, Sequence[_Numbered]], Iterator[Draft]]] = {
    "count": _measured("measures"),
    "money": _measured("currencies", unspoken=True),
    "ratio": _ratios,
    "date": _days,
    "guard": _guards,
}
_ON_TEXT: Mapping[str, Callable[[RulePack, Sequence[Sample]], Iterator[Draft]]] = {
    "date": _dates,
    "guard": _phrases,
    "diagnostic": _phrases,
    "suspicion": _phrases,
    "noise": _noises,
    "heading": _headings,
    "document": _documents,
}
_ON_WORDS = frozenset({"program", "guard", "date", "diagnostic", "suspicion"})
KINDS = frozenset({*_ON_NUMBERS, *_ON_TEXT, "program"})
"""The kinds of which a rule can be drafted."""
