"""The same sentence in the other forms it is written in: what a rule makes of one, it must make of all.

An example that holds is tried again full-width, in traditional script, with spaces between figures and words,
hard-wrapped, and with Arabic and Chinese numerals exchanged. The same spans must be made, by a rule of the same kind,
with equal values; what was left alone must be left alone. A rule says which forms it does not take:
`limits = { not_forms = ["wrapped"] }`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fedparse.examples import MarkError, parse_example
from fedparse.messages import message
from fedparse.pipeline import engine
from fedparse.ruletools.exchange import Exchange, form_words
from fedparse.ruletools.made import Made, made_alike
from fedparse.ruletools.run import Problem, overlap, said, shown, thing_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fedparse.examples import Example
    from fedparse.model import Span
    from fedparse.packs import Rule, RulePack

WRONG_FORM, IDLE_LIMIT = "FED075", "FED076"

_WIDTH = 36
"""The width that paragraphs are wrapped to."""
_FULL_LINES = 3
"""So many full lines before an example show the layout that its lines are wrapped."""
_IN_PLACE = frozenset({"heading", "report", "noise", "suspicion", "fact"})
"""Kinds of rules that look at whole lines or at all of a report: another sentence before an example changes it."""
_FIGURES = frozenset({"count", "money", "ratio", "date"})
_OWN = frozenset({"id", "span", "surface", "section", "rule"})
"""Fields that are no value: where a mention stands and who made it."""
_HAN = r"[\u3007\u4e00-\u9fff]"
_SPACED = re.compile(f"(?<=[0-9])(?={_HAN})|(?<={_HAN})(?=[0-9])")


class Form(NamedTuple):
    """An example in another form: the new text, and where the stretches of the old one are in it."""

    name: str
    text: str
    edits: Sequence[tuple[int, int, str]]

    def moved(self, span: Span) -> Span:
        """The span of the new text that a span of the old one became; what is put in at its edges is outside it."""
        start = span[0] + sum(len(new) - (end - at) for at, end, new in self.edits if end <= span[0])
        inside = [(at, end, new) for at, end, new in self.edits if span[0] <= at and end <= span[1]]
        grown = sum(len(new) - (end - at) for at, end, new in inside if at < end or span[0] < at < span[1])
        return start, start + span[1] - span[0] + grown


def _form(name: str, text: str, edits: Iterable[tuple[int, int, str]]) -> Iterator[Form]:
    """A text with some stretches replaced; nothing where none is."""
    ordered = sorted(edits)
    parts: list[str] = []
    place = 0
    for start, end, new in ordered:
        parts += [text[place:start], new]
        place = end
    changed = "".join([*parts, text[place:]])
    if changed != text:
        yield Form(name, changed, ordered)


def _fullwidth(pack: RulePack, rule: Rule, example: Example) -> Iterator[Form]:
    """Digits and punctuation of ASCII in their full-width forms: １２．５％."""
    del pack, rule
    text = example.text
    narrow = (place for place, char in enumerate(text) if "!" <= char <= "~" and not char.isalpha())
    yield from _form("fullwidth", text, ((place, place + 1, chr(ord(text[place]) + 0xFEE0)) for place in narrow))


def _traditional(pack: RulePack, rule: Rule, example: Example) -> Iterator[Form]:
    """Traditional script, where a simplified character stands for one traditional character only."""
    del rule
    table, text = _traditional_of(pack), example.text
    known = (place for place, char in enumerate(text) if char in table)
    yield from _form("traditional", text, ((place, place + 1, table[text[place]]) for place in known))


@lru_cache(maxsize=4)
def _traditional_of(pack: RulePack) -> Mapping[str, str]:
    rows = pack.lexicons["traditional"].rows
    found: dict[str, list[str]] = {}
    for traditional, row in rows.items():
        found.setdefault(row["simplified"], []).append(traditional)
    return {simplified: written[0] for simplified, written in found.items() if len(written) == 1}


def _spaced(pack: RulePack, rule: Rule, example: Example) -> Iterator[Form]:
    """A space between figures and Chinese characters, as scrapers and editors put one there."""
    del pack, rule
    yield from _form(
        "spaced", example.text, ((gap.start(), gap.start(), " ") for gap in _SPACED.finditer(example.text))
    )


def _wrapped(pack: RulePack, rule: Rule, example: Example) -> Iterator[Form]:
    """The sentence in a hard-wrapped paragraph, a line ending in its middle, and one in the middle of each mark."""
    del pack
    if rule.kind in _IN_PLACE or "\n" in example.text:
        return
    breaks = [_middle(example.text, span) for span in example.spans]
    breaks.append(_middle(example.text, (0, len(example.text)), example.spans))
    for place in dict.fromkeys(breaks):
        if place is not None:
            yield _paragraph(example.text, place)


def _middle(text: str, stretch: Span, without: Sequence[Span] = ()) -> int | None:
    """The place nearest to the middle of a stretch where a line may end: in no figure, and before no closing mark."""
    low, high = stretch
    places = [
        place
        for place in range(low + 1, high)
        if text[place - 1].isalpha() and text[place].isalpha() and not any(s < place < e for s, e in without)
    ]
    return min(places, key=lambda place: (abs(2 * place - low - high), place), default=None)


def _paragraph(text: str, place: int) -> Form:
    """A paragraph of lines of one width of which one ends at a place of a text."""
    words = form_words()
    filler = words.filler[-(_FULL_LINES * _WIDTH + -place % _WIDTH) :]
    ends = range(_WIDTH, len(filler) + len(text), _WIDTH)
    before = "".join(_lines(filler, [end for end in ends if end <= len(filler)], words.indent))
    breaks = [end - len(filler) for end in ends if end > len(filler)]
    stop = words.stop if text[-1:].isalnum() else ""
    wrapped = "".join(_lines(text, breaks, words.indent)) + stop
    return Form("wrapped", before + wrapped, [(0, 0, before), *((at, at, f"\n{words.indent}") for at in breaks)])


def _lines(text: str, ends: Sequence[int], indent: str) -> Iterator[str]:
    place = 0
    for end in ends:
        yield f"{text[place:end]}\n{indent}"
        place = end
    yield text[place:]


def _exchanged(pack: RulePack, rule: Rule, example: Example) -> Iterator[Form]:
    """Chinese for Arabic numerals in the marks and the other way round, where people write both: 1200余, 一千二百余."""
    if rule.kind not in _FIGURES:
        return
    tools = engine(pack)
    folded = tools.folder.fold(example.text)
    exchange = Exchange(tools.tables.numerals, folded, dated=rule.kind == "date", counted=rule.kind == "count")
    tokens = tools.matcher.numbers(folded)
    edits = [edit for span in example.spans for edit in exchange.mark(span, tokens)]
    yield from _form("numerals", example.text, edits)


FORMS: Mapping[str, Callable[[RulePack, Rule, Example], Iterator[Form]]] = {
    "fullwidth": _fullwidth,
    "traditional": _traditional,
    "spaced": _spaced,
    "wrapped": _wrapped,
    "numerals": _exchanged,
}
"""The forms by the names that `limits.not_forms` uses."""


def try_forms(pack: RulePack, rule: Rule, line: str, names: Iterable[str] = FORMS) -> dict[str, list[Problem]]:
    """What is wrong with each form of an example that holds, by the names of the forms that it has."""
    try:
        example = parse_example(line)
    except MarkError:
        return {}
    wanted: list[Made] | None = None
    found: dict[str, list[Problem]] = {}
    for name in names:
        for form in FORMS[name](pack, rule, example):
            wanted = made_alike(pack, rule, example.text) if wanted is None else wanted
            found.setdefault(name, []).extend(_problems(pack, rule, example, form, wanted))
    return found


def _problems(pack: RulePack, rule: Rule, example: Example, form: Form, wanted: Sequence[Made]) -> Iterator[Problem]:
    """Where a form differs: what the rule made of the example must be made, and it must make nothing else."""
    got = {thing.span: thing for thing in made_alike(pack, rule, form.text)}
    stretch = form.moved((0, len(example.text)))
    spans = {form.moved(thing.span): thing for thing in wanted}
    sentence = said(form.text[slice(*stretch)], ())
    fold = engine(pack).folder.fold
    for span, thing in spans.items():
        if thing.rule != rule.id:
            continue
        told = {"form": form.name, "wanted": thing_shown(rule, form.text, Made(rule.id, span, thing.fields))}
        made = got.get(span)
        if made is None:
            other = next((other for other in got.values() if overlap(other.span, span)), None)
            text = message(
                "wrong form: {form}: expected {wanted}, got {got}, in: {sentence}"
                if other
                else "wrong form: {form}: expected {wanted}, got nothing, in: {sentence}",
                **told,
                got=thing_shown(rule, form.text, other) if other else "",
                sentence=sentence,
            )
            yield Problem(WRONG_FORM, text, thing.span)
        else:
            yield from _other_values(form, thing, made, told, sentence, fold)
    for span, thing in got.items():
        if (
            thing.rule == rule.id
            and span not in spans
            and overlap(span, stretch)
            and not any(overlap(span, s) for s in spans)
        ):
            text = message(
                "wrong form: {form}: expected nothing, got {got}, in: {sentence}",
                form=form.name,
                got=thing_shown(rule, form.text, thing),
                sentence=sentence,
            )
            yield Problem(WRONG_FORM, text)


def _other_values(
    form: Form, wanted: Made, made: Made, told: Mapping[str, object], sentence: str, fold: Callable[[str], str]
) -> Iterator[Problem]:
    """The fields that have another value than in the example; texts are compared folded and without spaces."""

    def plain(value: object) -> object:
        return "".join(fold(value).split()) if isinstance(value, str) else value

    for field, value in wanted.fields.items():
        if field not in _OWN and plain(value) != plain(made.fields.get(field)):
            text = message(
                "wrong form: {form}: expected {place} with {field} = {value}, got {field} = {got}, in: {sentence}",
                form=told["form"],
                place=shown(form.text, made.span),
                field=field,
                value=value,
                got=made.fields.get(field),
                sentence=sentence,
            )
            yield Problem(WRONG_FORM, text, wanted.span)
