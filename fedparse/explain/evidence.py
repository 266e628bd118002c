"""What the pipeline found in a source, asked again: what became of each match of a rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fedparse.candidates import Candidate, Loss
from fedparse.explain.near import edits
from fedparse.explain.values import Beaten, Fate, Group, Near, Place
from fedparse.flags import flags
from fedparse.layout import lay_out
from fedparse.messages import Message, message
from fedparse.normalize import NORMALISERS, Context
from fedparse.pipeline import engine, read, together
from fedparse.resolve import Overriding, outgrown, reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.candidates import Match
    from fedparse.explain.near import Miss
    from fedparse.layout import ReportLayout
    from fedparse.match import Anchors
    from fedparse.model import Span
    from fedparse.packs import RulePack
    from fedparse.sources import SourceText

_MENTIONS = together("count")


class Verdict(NamedTuple):
    """What became of one value of a match, or of a match without any (`candidate` is None)."""

    candidate: Candidate | None
    span: Span
    fate: Fate
    says: Message
    winner: str = ""


class Evidence:
    """One source as the pipeline read it. Spans are of the reading text, unless they are said to be of the source."""

    def __init__(self, source: SourceText, pack: RulePack, year: int | None) -> None:
        self.pack = pack
        self.source = source
        self.tools = engine(pack)
        self.found = read(source, pack, year=year)
        self.text = self.found.text.text
        self.folded = self.tools.folder.fold(source.text)
        self._lines = [0, *(found.end() for found in re.finditer("\n", source.text))]
        tables, cite = self.tools.tables, self.cite
        self._contexts = [Context(tables, year.value if year else None, cite) for year in self.found.years]
        self._won = {(winner.rule.id, winner.span): winner for winner in self.found.winners}
        self._lost = {(loss.candidate.rule.id, loss.candidate.span): loss for loss in self.found.losses}
        self._flagged = {(flag.rule.id, flag.span) for flag in self.found.flags}

    @cached_property
    def anchors(self) -> Anchors:
        """Where rules may start."""
        return self.tools.matcher.anchors(self.text)

    @cached_property
    def matches(self) -> Sequence[Match]:
        """Every match of the rules that make mentions and guards, in the order of the text."""
        found = self.tools.matcher.find(self.text, _MENTIONS, self.anchors)
        return sorted(found, key=lambda match: (match.span, match.rule.id))

    @cached_property
    def layouts(self) -> Sequence[ReportLayout]:
        """The reports with their blocks and notes."""
        return lay_out(self.source.text, self.folded, self.pack)

    @cached_property
    def _overriding(self) -> Overriding:
        return Overriding([*self.found.winners, *(loss.candidate for loss in self.found.losses)])

    @cached_property
    def beaten(self) -> Mapping[tuple[str, Span], Sequence[Loss]]:
        """The losses by the rule and span of their winner."""
        found: dict[tuple[str, Span], list[Loss]] = {}
        for loss in self.found.losses:
            found.setdefault((loss.winner.rule.id, loss.winner.span), []).append(loss)
        return found

    # Places and texts

    def place(self, span: Span) -> Place:
        """A stretch of the reading text as a place of the source."""
        return self.source_place(self.found.text.source(span) if self.text else (0, 0))

    def source_place(self, span: Span) -> Place:
        """A stretch of the source with its line and column."""
        line = bisect_right(self._lines, span[0])
        return Place(span, self.source.text[slice(*span)], line, span[0] - self._lines[line - 1] + 1)

    def line(self, number: int) -> Span:
        """The span, in the source, of a line without its end; an empty one behind the last."""
        if number > len(self._lines):
            return len(self.source.text), len(self.source.text)
        start = self._lines[number - 1]
        end = self._lines[number] if number < len(self._lines) else len(self.source.text)
        return start, start + len(self.source.text[start:end].rstrip("\r\n"))

    def cite(self, span: Span) -> str:
        """The source text of a stretch, without hard wraps and noise."""
        return self.found.text.cite(self.source.text, span) if span[0] < span[1] else ""

    def in_line(self, start: int, end: int, *, back: bool = False) -> Span:
        """The part of a stretch that is in the line of its start, or of its end."""
        end = min(end, len(self.text))
        if back:
            return max(start, self.text.rfind("\n", start, end) + 1), end
        stop = self.text.find("\n", start, end)
        return start, end if stop < 0 else stop

    def near(self, key: str, miss: Miss) -> Near:
        """A near-miss of the reading text as one of the source."""
        return Near(self.place(miss.span), key, miss.mended, edits(self.text[slice(*miss.span)], miss.mended))

    # Verdicts

    def verdicts(self, match: Match) -> list[Verdict]:
        """What became of a match of a rule that makes mentions or guards: one for each value."""
        made = self._normalised(match)
        if not isinstance(made, Message):
            return [self._verdict(candidate) for candidate in made]
        said = message(
            "it matches, but the normaliser `{name}` makes no value of it: {reason}",
            name=match.rule.normaliser,
            reason=made,
        )
        return [Verdict(None, match.span, "refused", said)]

    def _normalised(self, match: Match) -> list[Candidate] | Message:
        """What a normaliser makes of a match, or why it makes nothing."""
        context = self._contexts[self.found.text.report(match.span[0])]
        values = NORMALISERS[match.rule.normaliser](match, context)
        return values if isinstance(values, Message) else [Candidate(match.rule, *value) for value in values]

    @cached_property
    def _candidates(self) -> Sequence[Candidate]:
        """All candidates, those too that were dropped without a loss."""
        found = map(self._normalised, self.matches)
        return [candidate for made in found if not isinstance(made, Message) for candidate in made]

    def _verdict(self, candidate: Candidate) -> Verdict:
        key = candidate.rule.id, candidate.span
        if key in self._won:
            return Verdict(candidate, candidate.span, "made", message("it matches, and it was made"))
        if key in self._lost:
            loss = self._lost[key]
            return Verdict(candidate, candidate.span, "lost", self._lost_to(loss), loss.winner.rule.id)
        wider = outgrown(candidate, self._candidates) if candidate.rule.kind == "guard" else None
        if wider:
            said = message(
                "it matches, but a guard guards nothing inside a longer reading: `{rule}` reads `{text}`",
                rule=wider.rule.id,
                text=self.cite(wider.span),
            )
            return Verdict(candidate, candidate.span, "outgrown", said, wider.rule.id)
        said = message("it matches, but before it stands no noun that could be counted, which the rule asks for")
        return Verdict(candidate, candidate.span, "uncounted", said)

    def _lost_to(self, loss: Loss) -> Message:
        loser, winner = loss
        guarded = winner.rule.kind == "guard" != loser.rule.kind
        return message(
            "it matches, but it lost to {rule} `{text}`: {reason}",
            rule=winner.rule.id,
            text=self.cite(winner.span),
            reason=_GUARDED if guarded else _LOST[reason(loss, self._overriding)],
        )

    def flagged(self, match: Match) -> Verdict:
        """What became of a match of a rule for diagnostics."""
        candidate = Candidate(match.rule, match.span, {})
        if (match.rule.id, match.span) in self._flagged:
            return Verdict(candidate, match.span, "made", message("it matches, and it was made"))
        if not any(True for _ in flags([match], self.tools.words)):
            return Verdict(candidate, match.span, "unheard", message("it matches, but not a word of its own"))
        start, end = match.span
        over = [c for c in (*self.found.winners, *self.found.flags) if c.span[0] < end and start < c.span[1]]
        if over:
            said = message(
                "it matches, but {rule} already reads `{text}` there",
                rule=over[0].rule.id,
                text=self.cite(over[0].span),
            )
            return Verdict(candidate, match.span, "lost", said, over[0].rule.id)
        said = message("it matches, but nothing shows that digits were stripped from the report or the sentence")
        return Verdict(candidate, match.span, "unheard", said)

    def beat(self, candidate: Candidate) -> tuple[Beaten, ...]:
        """The readings that lost to a winner."""
        return tuple(
            Beaten(loss.candidate.rule, self.place(loss.candidate.span), why, _BEAT[why])
            for loss in self.beaten.get((candidate.rule.id, candidate.span), ())
            for why in [reason(loss, self._overriding)]
        )

    def groups(self, match: Match) -> tuple[Group, ...]:
        """The parts of a match with the keys they came from, in the order of the text."""
        found = [(span, name, self._key(match, name, span)) for name, span in match.groups.items()]
        token = match.number
        if token:
            found.append(((token.numeral, token.end), "number", "anchor"))
            if token.lead:
                found.append(((token.start, token.start + len(token.lead)), "lead", "anchor"))
        return tuple(Group(name, self.cite(span), key) for span, name, key in sorted(found) if span[0] < span[1])

    def _key(self, match: Match, name: str, span: Span) -> str:
        """The key of the rule that a group belongs to."""
        rule = match.rule
        opening = match.number.start if match.number else match.groups.get(rule.anchor, match.span)[0]
        if rule.pattern:
            return "pattern"
        if name == "unit" and rule.unit:
            return "unit"
        if rule.before and name in dict(rule.before.names) and span[1] <= opening:
            return "before"
        return "after" if rule.after and name in dict(rule.after.names) else "anchor"


_LOST: Mapping[str, Message] = {
    "layer": message("its kind is read earlier"),
    "overrides": message("its rule overrides this one"),
    "leftmost": message("it begins further left"),
    "longest": message("it is longer"),
    "priority": message("its rule has the higher priority"),
    "id": message("both are equal, and the id of its rule comes first"),
}
_GUARDED = message("a guard says that this is a fixed phrase and no figure")
_BEAT: Mapping[str, Message] = {
    "layer": message("this kind is read earlier"),
    "overrides": message("this rule overrides it"),
    "leftmost": message("this begins further left"),
    "longest": message("this is longer"),
    "priority": message("this rule has the higher priority"),
    "id": message("both are equal, and the id of this rule comes first"),
}
