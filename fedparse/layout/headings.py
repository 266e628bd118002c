"""Which words after a marker are a heading, and which are only the beginning of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fedparse.layout.grammar import Grammar, Mark
    from fedparse.model import Span

_LONGEST = 40
"""A heading that runs into its text is at most this long."""
_LONGEST_LINE = 60
"""A line of its own, without a full stop and with text under it, may be a longer heading."""
_VIEW = 500
"""The end of a heading that runs into its text is looked for in so many characters, quotations included."""

HEADS = 1
LONE = 2


class Heading(NamedTuple):
    """The place of a heading in the text after a marker (None without one), and of the body.

    A first paragraph that is one sentence leaves a doubt: `HEADS` when paragraphs stand below it, `LONE` when it is all
    there is. Its siblings decide.
    """

    span: Span | None
    body: int
    doubt: int = 0

    @property
    def titles(self) -> bool:
        """Whether it speaks for the headings of its siblings: a lone sentence does not."""
        return self.span is not None and self.doubt < LONE


UNTITLED = Heading(None, 0)


def heading(text: str, mark: Mark, rules: Grammar, *, followed: bool) -> Heading:
    """Finds the heading in `text`.

    Args:
        text: what follows the marker in its paragraph, up to the first block inside it.
        mark: the marker.
        rules: the layout rules.
        followed: whether more text or blocks of this block stand below the paragraph.
    """
    if mark.heading_end is not None:
        return Heading((0, mark.heading_end - mark.text), mark.end - mark.text)
    if mark.style == "item":
        return UNTITLED
    line = rules.roles["whole-line"].match(text) if followed else None
    if line and _is_title(line["heading"], rules, alone=True, followed=True, stopped=False):
        return Heading(line.span("heading"), line.end())
    match = rules.roles["run-in"].match(text[:_VIEW])
    if match is None:
        return UNTITLED
    words, stop = match.group("heading", "end")
    words = words.rstrip()
    alone = match.end() >= len(text)
    if not words or not _is_title(words, rules, alone=alone, followed=followed, stopped=bool(stop)):
        return UNTITLED
    start = match.start("heading")
    doubt = (HEADS if followed else LONE) if alone and stop else 0
    return Heading((start, start + len(words)), match.end(), doubt)


def _is_title(words: str, rules: Grammar, *, alone: bool, followed: bool, stopped: bool) -> bool:
    """Whether the first phrase of a block is a title; a sentence narrates: it has a date, a count, a subject."""
    longest = _LONGEST_LINE if alone and followed and not stopped else _LONGEST
    roles = rules.roles
    if len(words) > longest or roles["open"].search(words) or roles["narration"].search(words):
        return False
    # `二、下半年打算` is a title although it starts with a date: it is a line of its own and tells no deed.
    own_line = alone and len(words) <= _LONGEST // 2 and (followed or not stopped)
    return own_line or not roles["date-start"].match(words)
