"""The layout of a text: the reports it holds, their titles and signatures, and their numbered blocks.

Noise and hard line wraps are taken out first; what is left is the reading text, and every place in it leads back to the
source. All words, markers and marks this stage knows are rules of the kinds `noise`, `heading` and `report`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fedparse.layout.blocks import Block, Note, ReportLayout
from fedparse.layout.grammar import Grammar, grammar
from fedparse.layout.outline import Outline
from fedparse.layout.reading import Line, Reading, denoise, mend
from fedparse.layout.reports import Boundaries
from fedparse.layout.titles import name_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.layout.grammar import Mark
    from fedparse.layout.noise import Noise
    from fedparse.model import Span
    from fedparse.packs import Rule, RulePack

__all__ = ["Block", "Note", "ReportLayout", "lay_out"]


def lay_out(text: str, folded: str, pack: RulePack) -> tuple[ReportLayout, ...]:
    """The reports of `text`, which cover it from its first character to its last.

    Args:
        text: the source text, untouched.
        folded: the same text folded (`clean.Folder`), of the same length.
        pack: the rule pack with the rules of the kinds `noise`, `heading` and `report`.
    """
    rules = grammar(pack)
    reading, noise = denoise(folded, rules)
    reading, paragraphs, noise_lines = mend(reading, text, rules)
    noise = sorted([*noise, *noise_lines], key=lambda found: found[0])
    if not paragraphs:
        return (_empty(text, noise),) if text else ()
    starts = Boundaries(paragraphs, rules).find()
    candidates = _by_paragraph(rules.inside_marks(reading.text, paragraphs), paragraphs)
    places = [0, *(reading.source(paragraphs[start].start) for start in starts[1:]), len(text)]
    laid = []
    for position, start in enumerate(starts):
        stop = starts[position + 1] if position + 1 < len(starts) else len(paragraphs)
        span = (places[position], places[position + 1])
        outline = Outline(reading, rules)
        outline.read(paragraphs[start:stop], candidates)
        laid.append(_report(text, span, paragraphs[start:stop], outline, reading, rules))
    return _with_noise(laid, noise)


def _by_paragraph(marks: Sequence[Mark], paragraphs: Sequence[Line]) -> dict[int, list[Mark]]:
    """The marks (in order) by the start of the paragraph they stand in."""
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    at = 0
    for mark in marks:
        while at < len(paragraphs) and paragraphs[at].end <= mark.start:
            at += 1
        if at < len(paragraphs) and paragraphs[at].start <= mark.start:
            found[paragraphs[at].start].append(mark)
    return found


def _report(
    text: str, span: Span, paragraphs: Sequence[Line], outline: Outline, reading: Reading, rules: Grammar
) -> ReportLayout:
    blocks, notes = outline.blocks(text)
    name = name_report(text, paragraphs, reading, rules)
    return ReportLayout(
        name.kind,
        span,
        name.title,
        name.title_span,
        name.organization,
        name.signature_span,
        reading.cut(outline.preamble),
        blocks,
        tuple(notes),
    )


def _empty(text: str, noise: Sequence[Noise]) -> ReportLayout:
    """The layout of a text in which nothing but noise and white space stands."""
    notes = tuple(_noise_note(span, rule) for span, rule in noise)
    return ReportLayout("report", (0, len(text)), None, None, None, None, (), (), notes)


def _with_noise(laid: Sequence[ReportLayout], noise: Sequence[Noise]) -> tuple[ReportLayout, ...]:
    """The reports with a note for each noise in them, all notes in the order of the text."""
    done = []
    at = 0
    for report in laid:
        notes = list(report.notes)
        while at < len(noise) and noise[at][0][0] < report.span[1]:
            notes.append(_noise_note(*noise[at]))
            at += 1
        notes.sort(key=lambda note: (note.span, note.code))
        done.append(report._replace(notes=tuple(notes)))
    return tuple(done)


def _noise_note(span: Span, rule: Rule) -> Note:
    return Note("noise", rule.title, span, None, rule.id)
