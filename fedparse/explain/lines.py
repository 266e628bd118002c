"""Why a rule of the layout (heading, noise, report) holds on a line or inside a paragraph, and why not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fedparse.explain import near
from fedparse.explain.values import Asked, Fate, Made, Near, Try
from fedparse.layout.grammar import Form, grammar
from fedparse.layout.inside import InsideForms
from fedparse.layout.noise import InlineNoise
from fedparse.layout.probes import Probe
from fedparse.layout.reading import denoise, lines, mend
from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.explain.evidence import Evidence
    from fedparse.layout import Block
    from fedparse.layout.reading import Line
    from fedparse.messages import Message
    from fedparse.model import Span
    from fedparse.packs import Rule

_VIEW = 8
_HELD = message("it stands there")
_MATCHED = message("its pattern matches, and it was made")


class _Row(NamedTuple):
    """A line as the layout looked at it: text, span in the source, the rule that says it is noise."""

    text: str
    span: Span
    noise: Rule | None
    line: Line | None


class Lines:
    """The lines of one source as the layout read them."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        rules = grammar(evidence.pack)
        self._reading, self._inline = denoise(evidence.folded, rules)
        self._found, self._struck = lines(self._reading.text, rules)
        self._rules = rules
        self._rule = {rule.id: rule for rule in evidence.pack.rules}

    def made(self) -> Iterator[Made]:
        """The headings and the noise."""
        place = self._evidence.source_place
        for block in self._blocks():
            span = block.span[0], block.span[0] + len(block.marker)
            values = {"style": block.style, "number": block.number, "heading": block.heading, "level": block.level}
            yield Made(self._rule[block.rule], "heading", place(span), values=values)
        for report in self._evidence.layouts:
            for note in report.notes:
                rule = self._rule.get(note.rule or "")
                code = "" if note.code == "noise" else note.code
                yield Made(rule, "diagnostic" if code else "noise", place(note.span), code=code)

    def tries(self, rule: Rule, within: Span, *, closely: bool) -> Iterator[Try]:
        """Where a rule could hold in a stretch of the source; `closely` is whether near-misses are looked for."""
        inside = rule.constants.get("place") == "inside"
        if rule.kind == "noise" and inside:
            yield from self._noise_inside(rule)
            return
        if not (rule.kind == "heading" and inside):
            yield from (
                self._on_line(rule, row, closely=closely)
                for row in self._rows
                if row.span[0] < within[1] and within[0] < row.span[1]
            )
        if rule.kind == "heading" and rule.constants.get("place") in {"inside", "both"}:
            yield from self._marks_inside(rule)

    @cached_property
    def _rows(self) -> Sequence[_Row]:
        """All lines that are not blank, noise too."""
        text, span = self._reading.text, self._reading.span
        rows = [_Row(line.text, span(line.start, line.end), None, line) for line in self._found if line.text]
        rows += [_Row(text[slice(*place)], span(*place), rule, None) for place, rule in self._struck]
        return sorted(rows, key=lambda row: row.span)

    def _blocks(self) -> Iterator[Block]:
        pending = [block for report in self._evidence.layouts for block in report.blocks]
        while pending:
            block = pending.pop()
            yield block
            pending += block.children

    @cached_property
    def _markers(self) -> dict[int, str]:
        """The rules of the markers that were taken, by their place in the source."""
        return {block.span[0]: block.rule for block in self._blocks()}

    def _on_line(self, rule: Rule, row: _Row, *, closely: bool) -> Try:
        steps = tuple(_asked(rule, row.text))
        held = all(step.held for step in steps)
        fate: Fate = "failed"
        says = next((step.says for step in steps if not step.held), _MATCHED)
        missed: Near | None = None
        if held:
            fate, says = self._fate(rule, row)
        elif closely and rule.pattern:
            miss = near.nearest(rule.pattern, row.text, (0, len(row.text)))
            if miss:
                start = row.span[0]
                place = self._evidence.source_place((start + miss.span[0], start + miss.span[1]))
                missed = Near(place, "pattern", miss.mended, near.edits(row.text[slice(*miss.span)], miss.mended))
        return Try(rule, self._evidence.source_place(row.span), steps, fate, says, missed)

    def _fate(self, rule: Rule, row: _Row) -> tuple[Fate, Message]:
        """What became of a line that a rule's pattern matches."""
        if rule.kind == "report":
            said = message("its pattern matches; the layout uses it as `{role}`", role=rule.constants.get("role"))
            return "made", said
        if row.noise:
            if row.noise is rule:
                return "made", message("its pattern matches, and the line was taken out as noise")
            return "taken", message("its pattern matches, but {rule} already says the line is noise", rule=row.noise.id)
        if rule.kind == "noise" or row.line is None:
            return "taken", message("its pattern matches, but another rule of the layout comes first")
        return self._marker(rule, row, row.line)

    def _marker(self, rule: Rule, row: _Row, line: Line) -> tuple[Fate, Message]:
        """What became of a marker that a line begins with."""
        mark = line.mark
        if mark is None:
            said = message("its pattern matches, but its number does not go on from the one before, as the rule asks")
            return "unheard", said
        if mark.form.rule_id != rule.id:
            return "taken", message("its pattern matches, but {rule} comes first", rule=mark.form.rule_id)
        if self._markers.get(row.span[0] + mark.start) == rule.id:
            return "made", message("its pattern matches, and the line was taken as a heading or item")
        return "unheard", message("its pattern matches, but it stands alone: such a marker counts only in a series")

    def _marks_inside(self, rule: Rule) -> Iterator[Try]:
        """The markers of a rule inside paragraphs."""
        reading, paragraphs, _ = mend(self._reading, self._evidence.source.text, self._rules)
        form = Form(rule)
        found = InsideForms([form]).find(reading.text, [line.start for line in paragraphs])
        begins = {line.start for line in paragraphs}
        for match in sorted((match for match, _ in found), key=lambda match: match.start()):
            start = match.start("heading") - 1 if form.titled else match.start()
            if start in begins:
                # The beginning of a line was told of as a line.
                continue
            span = reading.span(start, match.end())
            taken = self._markers.get(span[0])
            fate: Fate = "made" if taken == rule.id else "taken" if taken else "unheard"
            yield Try(rule, self._evidence.source_place(span), (), fate, _INSIDE[fate])

    def _noise_inside(self, rule: Rule) -> Iterator[Try]:
        taken = {(span, found.id) for span, found in self._inline}
        for span, _ in InlineNoise([rule]).find(self._evidence.folded):
            made = (span, rule.id) in taken
            says = _MATCHED if made else message("its pattern matches, but noise that begins further left holds there")
            yield Try(rule, self._evidence.source_place(span), (), "made" if made else "lost", says)


_INSIDE = {
    "made": message("its pattern matches, and it was taken as a marker inside the paragraph"),
    "taken": message("its pattern matches, but the marker of another rule holds there"),
    "unheard": message(
        "its pattern matches, but inside a paragraph a marker counts only in a series that begins with 1"
    ),
}


def _asked(rule: Rule, text: str) -> Iterable[Asked]:
    """What a rule asks of a line, as `Probe.match` does."""
    probe = Probe(rule)
    if probe.starts:
        said = message("`{char}` begins the line; the rule's `starts` has other characters", char=text[:1])
        yield _one("starts", text[:1] in probe.starts, said)
    if probe.ends and rule.kind != "heading":
        said = message("`{char}` ends the line; the rule's `ends` has other characters", char=text[-1:])
        yield _one("ends", text[-1:] in probe.ends, said)
    if probe.cues:
        yield _one("cues", probe.cued(text), message("none of the words in `cues` stands in the line"))
    search = probe.search if rule.kind == "report" else probe.match
    held = search(text) is not None
    if held or probe.fits(text) or not probe.picky:
        yield _one("pattern", held, _HELD if held else _pattern(rule, text))


def _one(key: str, held: bool, says: Message) -> Asked:
    return Asked(key, held, _HELD if held else says)


def _pattern(rule: Rule, text: str) -> Message:
    """How far a pattern goes along with a line."""
    assert rule.pattern is not None, "rules of the layout have no anchor"
    end = near.reach(rule.pattern, text, 0)
    if not end:
        return message("`pattern` does not match from the beginning of the line")
    return message(
        "`pattern` goes along with `{good}`, but not with `{bad}` behind it",
        good=text[:end],
        bad=text[end : end + _VIEW],
    )
