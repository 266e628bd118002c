"""`fedparse rules explain`: what explains a text, as an outcome: blocks for people, and the same as plain data."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.columns import WIDTH, fold, pointed
from fedparse.examples import Example, parse_example
from fedparse.explain import explain
from fedparse.messages import message
from fedparse.normalize import NORMALISERS
from fedparse.ruletools.outcome import Outcome
from fedparse.ruletools.places import PackPlaces
from fedparse.shownpaths import shown_path
from fedparse.sources import from_text, read_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.explain import Expected, Explanation, Made, Near, Place, Trace, Try, Unmade, Unread
    from fedparse.messages import Language, Message
    from fedparse.packs import Rule, RulePack
    from fedparse.sources import SourceText

_INDENT = "    "
_MOST = 40
"""So many places of one rule are shown to people; the data has all."""
_AT_LINE = re.compile(r"(?s)(?P<path>.+):(?P<line>[1-9][0-9]{0,8})")
_FILE_NAME = re.compile(r"[^\s,，。;；、!！?？【】｜]*\.[A-Za-z][A-Za-z0-9]{0,4}")
"""What is meant as the name of a file though there is none: report.txt."""


class UnknownRuleError(ValueError):
    """There is no rule of the id asked for; `told` is a sentence that names the nearest."""

    def __init__(self, told: Message) -> None:
        super().__init__(str(told))
        self.told = told


class Target(NamedTuple):
    """What is to be explained: a source, one line of it or all, and the spans that are marked in it as wanted."""

    source: SourceText
    line: int | None = None
    marks: Example | None = None


def target(asked: str) -> Target:
    """What a person means by `TEXT`, `FILE` or `FILE:LINE`; a text may hold marks.

    Raises:
        SourceError: a file is meant that cannot be read.
        ValueError: the marks of a text do not pair; the message says how.
    """
    at_line = _AT_LINE.fullmatch(asked)
    if at_line and _is_file(at_line["path"]):
        return Target(read_path(at_line["path"]), int(at_line["line"]))
    if _is_file(asked):
        return Target(read_path(asked))
    marks = parse_example(asked)
    if marks.spans:
        return Target(from_text(marks.text, name=""), marks=marks)
    return Target(from_text(asked, name=""))


def _is_file(name: str) -> bool:
    if not name.strip():
        return False
    try:
        return Path(name).exists() or _FILE_NAME.fullmatch(name) is not None
    except (OSError, ValueError):
        # Too long a text for a file name, or one with a NUL.
        return False


def explaining(
    wanted: Target, pack: RulePack, *, rule: str | None = None, year: int | None = None, language: Language = "en"
) -> Outcome:
    """What explains a text, in a language.

    Raises:
        UnknownRuleError: the pack has no such rule.
    """
    chosen = _rule(pack, rule) if rule else None
    found = explain(wanted.source, pack, year=year, rule=chosen, line=wanted.line, marks=wanted.marks)
    empty = not found.text.strip()
    writer = _Writer(pack, wanted.source, language)
    return Outcome(
        verb="explain",
        pack=f"{pack.name} {pack.version}",
        checked=0 if empty else 1,
        summary=_summary(found, wanted.line, empty=empty),
        blocks=tuple(writer.blocks(found)),
        data=_Data(writer).explanation(found),
    )


def _rule(pack: RulePack, name: str) -> Rule:
    rules = {rule.id: rule for rule in pack.rules}
    if name in rules:
        return rules[name]
    near = get_close_matches(name, rules, 1)
    if near:
        raise UnknownRuleError(message("there is no rule `{name}`; did you mean `{near}`?", name=name, near=near[0]))
    raise UnknownRuleError(
        message("there is no rule `{name}`; `fedparse rules list` shows the rules of the pack", name=name)
    )


def _summary(found: Explanation, line: int | None, *, empty: bool) -> Message:
    if empty and line:
        return message("line {line} is empty: there is nothing to explain", line=line)
    if empty:
        return message("the text is empty: there is nothing to explain")
    if found.expected:
        there = sum(item.made for item in found.expected)
        return message("marked: {all}; made as marked: {there}", all=len(found.expected), there=there)
    return message("made: {made}; came to nothing: {unmade}", made=len(found.made), unmade=len(found.unmade))


class _Writer:
    """Writes what explains a source as blocks of at most 80 columns, in one language."""

    def __init__(self, pack: RulePack, source: SourceText, language: Language) -> None:
        self._places = PackPlaces(pack)
        self._source = source.text
        self._language = language

    def blocks(self, found: Explanation) -> Iterator[str]:
        """The blocks in the order they are read: what was expected, the rule asked for, what was made, what was not."""
        if found.expected:
            yield self._part(message("What was marked"), map(self._expected, found.expected))
        if found.trace:
            yield self._part(self._about(found.trace.rule), self._trace(found.trace))
            return
        if found.made:
            yield self._part(message("What was made"), map(self._made, found.made))
        if found.unmade:
            yield self._part(message("What came to nothing"), map(self._unmade, found.unmade))
        if found.unread:
            yield self._part(message("Numbers that no rule reads"), map(self._unread, found.unread))

    def say(self, said: Message) -> str:
        """A message in the language."""
        return said.said(self._language)

    def where(self, rule: Rule) -> str:
        """The file and line of a rule."""
        return f"{shown_path(self._places.file(rule))}:{self._places.rule(rule).line}"

    def _part(self, title: Message, items: Iterable[Iterable[str]]) -> str:
        lines = _folded(self.say(title), "")
        for item in items:
            lines += ["", *item]
        return "\n".join(lines)

    def _about(self, rule: Rule) -> Message:
        return message("Rule {id} “{title}” ({place})", id=rule.id, title=rule.title, place=self.where(rule))

    def _line(self, said: Message, indent: str = _INDENT) -> list[str]:
        return _folded(self.say(said), indent)

    def _head(self, place: Place, said: Message) -> list[str]:
        """A place with what is said of it, and the text with a line under the span."""
        head = message("{line}:{column} {said}", line=place.line, column=place.column, said=said)
        return [*self._line(head, ""), *_underlined(self._source, place)]

    def _made(self, made: Made) -> Iterator[str]:
        kind = _KINDS[made.kind]
        told = message("{kind} ({code})", kind=kind, code=made.code) if made.code else kind
        yield from self._head(made.place, message("`{text}`: {kind}", text=_short(made.place.surface), kind=told))
        if made.rule:
            rule = made.rule
            yield from self._line(
                message("by rule {id} “{title}” ({place})", id=rule.id, title=rule.title, place=self.where(rule))
            )
        if made.groups:
            groups = [
                message("{name} `{text}` (from {key})", name=g.name, text=_short(g.text), key=g.key)
                for g in made.groups
            ]
            yield from self._line(message("its parts: {parts}", parts=_listed(groups)))
        yield from self._read_as(made.rule, made.values)
        if made.item:
            yield from self._line(message("what is counted: {item}", item=made.item))
        if made.per:
            yield from self._line(message("for each: {per}", per=made.per))
        for beaten in made.beat:
            said = message(
                "it won over {rule} `{text}`: {reason}",
                rule=beaten.rule.id,
                text=_short(beaten.place.surface),
                reason=beaten.says,
            )
            yield from self._line(said)

    def _read_as(self, rule: Rule | None, fields: Mapping[str, object]) -> Iterator[str]:
        values = _values(fields)
        name = rule.normaliser if rule else ""
        if values and name in NORMALISERS:
            yield from self._line(message("the normaliser `{name}` made of it: {values}", name=name, values=values))
        elif values:
            yield from self._line(message("it was read as: {values}", values=values))

    def _unmade(self, unmade: Unmade) -> Iterator[str]:
        yield from self._head(
            unmade.place,
            message("`{text}`: rule {rule} made nothing", text=_short(unmade.place.surface), rule=unmade.rule.id),
        )
        yield from self._line(_sentence(unmade.says))

    def _expected(self, expected: Expected) -> Iterator[str]:
        text = _short(expected.place.surface)
        told = (
            message("`{text}`: as marked", text=text)
            if expected.made
            else message("`{text}`: not as marked", text=text)
        )
        yield from self._head(expected.place, told)
        for says in expected.says:
            yield from self._line(_sentence(says))
        yield from self._closest(expected.closest)

    def _unread(self, unread: Unread) -> Iterator[str]:
        said = message("`{text}`: nothing was made of it", text=_short(unread.place.surface))
        yield from self._head(unread.place, said)
        yield from self._closest(unread.closest)

    def _closest(self, tries: Sequence[Try]) -> Iterator[str]:
        if tries:
            yield from self._line(message("The rules that came closest:"))
        for attempt in tries:
            yield from self._line(
                message("{rule} “{title}”: {says}", rule=attempt.rule.id, title=attempt.rule.title, says=attempt.says),
                _INDENT + "  ",
            )

    def _trace(self, trace: Trace) -> Iterator[Iterable[str]]:
        described = _folded(trace.rule.description, "") if trace.rule.description else []
        yield [*described, *self._line(_sentence(trace.says), ""), *self._near(trace.near, "")]
        for attempt in trace.tries[:_MOST]:
            yield self._try(attempt)
        if len(trace.tries) > _MOST:
            yield self._line(
                message("{more} more places are not shown; name a line of the file", more=len(trace.tries) - _MOST), ""
            )

    def _try(self, attempt: Try) -> Iterator[str]:
        yield from self._head(
            attempt.place, message("`{text}`: {fate}", text=_short(attempt.place.surface), fate=_FATES[attempt.fate])
        )
        held = [step.key for step in attempt.steps if step.held]
        if held and attempt.fate == "failed":
            yield from self._line(message("what holds: {keys}", keys=", ".join(held)))
        failed = [step for step in attempt.steps if not step.held]
        for step in failed:
            yield from self._line(message("fails at `{key}`: {says}", key=step.key, says=step.says))
        if not failed:
            yield from self._line(_sentence(attempt.says))
        yield from self._read_as(attempt.rule, attempt.values)
        for says in attempt.instead:
            yield from self._line(_sentence(says))
        yield from self._near(attempt.near, _INDENT)

    def _near(self, near: Near | None, indent: str) -> Iterator[str]:
        if near is None:
            return
        yield from self._line(
            message(
                "nearest: `{text}` (line {line}); it would match as `{mended}`: {edits}",
                text=_short(near.place.surface),
                line=near.place.line,
                mended=near.mended,
                edits=_listed([_edit(*edit) for edit in near.edits]),
            ),
            indent,
        )


_KINDS: Mapping[str, Message] = {
    "date": message("a date"),
    "count": message("a count"),
    "money": message("an amount of money"),
    "ratio": message("a ratio"),
    "program": message("a programme"),
    "document": message("a document"),
    "guard": message("a guard: a fixed phrase, no figure"),
    "heading": message("a heading or item"),
    "noise": message("noise, taken out before the text is read"),
    "diagnostic": message("a diagnostic"),
}
_FATES: Mapping[str, Message] = {
    "made": message("made"),
    "lost": message("lost to another reading"),
    "refused": message("refused by the normaliser"),
    "outgrown": message("inside a longer reading"),
    "uncounted": message("nothing that could be counted"),
    "unheard": message("does not count here"),
    "taken": message("taken by another rule"),
    "failed": message("the rule does not hold here"),
}


def _edit(there: str, wanted: str) -> Message:
    if there and wanted:
        return message("`{there}` stands where the pattern has `{wanted}`", there=there, wanted=wanted)
    if there:
        return message("`{there}` is too much", there=there)
    return message("`{wanted}` is missing", wanted=wanted)


def _sentence(said: Message) -> Message:
    return message("→ {said}", said=said)


def _listed(said: Sequence[Message]) -> Message:
    """Several clauses as one."""
    return reduce(lambda left, right: message("{left}, {right}", left=left, right=right), said)


def _values(values: Mapping[str, object]) -> str:
    """The fields that say something, as `value=23 unit=…`: no bounds that are the value itself, no plain equality."""
    value = values.get("value", values.get("amount"))
    told = {
        name: field
        for name, field in values.items()
        if field is not None and not (name in {"min", "max"} and field == value) and (name, field) != _PLAINLY
    }
    return " ".join(
        f"{name}={str(field).lower() if isinstance(field, bool) else field}" for name, field in told.items()
    )


_PLAINLY = ("comparator", "=")


def _short(surface: str, most: int = 24) -> str:
    """A surface on one line, its middle left out when it is long."""
    line = " ".join(surface.splitlines())
    return line if len(line) <= most else f"{line[: most // 2]}…{line[-most // 3 :]}"


def _underlined(source: str, place: Place) -> Iterator[str]:
    """The line of a place, or the part of it round the span that fits, with carets under the span."""
    start, end = place.span
    low = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    line = source[low : len(source) if line_end < 0 else line_end]
    for part in pointed(line, start - low + 1, min(end - low, len(line)) + 1, WIDTH - len(_INDENT)):
        yield _INDENT + part


def _folded(text: str, indent: str) -> list[str]:
    """A sentence in lines of at most 80 columns; lines that go on stand two columns further in."""
    return [indent + line for line in fold(text, WIDTH - len(indent), hang=2)]


class _Data:
    """What explains a source as plain JSON values; sentences are in the language of the writer."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer

    def explanation(self, found: Explanation) -> dict[str, object]:
        """Everything."""
        return {
            "source": found.name,
            "text": found.text,
            "expected": [self._expected(item) for item in found.expected],
            "made": [self._made(item) for item in found.made],
            "unmade": [self._unmade(item) for item in found.unmade],
            "unread": [
                {**_place(item.place), "closest": [self._try(attempt) for attempt in item.closest]}
                for item in found.unread
            ],
            "trace": self._trace(found.trace) if found.trace else None,
        }

    def _rule(self, rule: Rule | None) -> dict[str, object] | None:
        if rule is None:
            return None
        return {"id": rule.id, "title": rule.title, "kind": rule.kind, "place": self._writer.where(rule)}

    def _made(self, made: Made) -> dict[str, object]:
        return {
            **_place(made.place),
            "kind": made.kind,
            "code": made.code or None,
            "rule": self._rule(made.rule),
            "groups": [{"name": group.name, "text": group.text, "key": group.key} for group in made.groups],
            "normaliser": made.rule.normaliser or None if made.rule else None,
            "values": {name: _plain(value) for name, value in made.values.items()},
            "item": made.item,
            "per": made.per,
            "beat": [{**_place(beaten.place), "rule": beaten.rule.id, "reason": beaten.reason} for beaten in made.beat],
        }

    def _unmade(self, unmade: Unmade) -> dict[str, object]:
        return {
            **_place(unmade.place),
            "rule": self._rule(unmade.rule),
            "fate": unmade.fate,
            "says": self._writer.say(unmade.says),
            "winner": unmade.winner or None,
        }

    def _expected(self, expected: Expected) -> dict[str, object]:
        return {
            **_place(expected.place),
            "wanted": dict(expected.wanted),
            "made": expected.made,
            "says": [self._writer.say(says) for says in expected.says],
            "closest": [self._try(attempt) for attempt in expected.closest],
        }

    def _trace(self, trace: Trace) -> dict[str, object]:
        return {
            "rule": self._rule(trace.rule),
            "says": self._writer.say(trace.says),
            "near": _near(trace.near),
            "tries": [self._try(attempt) for attempt in trace.tries],
        }

    def _try(self, attempt: Try) -> dict[str, object]:
        return {
            **_place(attempt.place),
            "rule": attempt.rule.id,
            "fate": attempt.fate,
            "failed": attempt.failed or None,
            "says": self._writer.say(attempt.says),
            "steps": [
                {"key": step.key, "held": step.held, "says": self._writer.say(step.says)} for step in attempt.steps
            ],
            "values": {name: _plain(value) for name, value in attempt.values.items()},
            "instead": [self._writer.say(says) for says in attempt.instead],
            "near": _near(attempt.near),
        }


def _place(place: Place) -> dict[str, object]:
    return {"span": list(place.span), "surface": place.surface, "line": place.line, "column": place.column}


def _near(near: Near | None) -> dict[str, object] | None:
    if near is None:
        return None
    edits = [{"there": there, "wanted": wanted} for there, wanted in near.edits]
    return {**_place(near.place), "key": near.key, "mended": near.mended, "edits": edits}


def _plain(value: object) -> object:
    """A field as JSON has it; a decimal fraction is a string, for a float would not be exact."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value if value is None or isinstance(value, str | int | bool) else str(value)
