"""The tree of numbered blocks of one report."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from fedparse.layout.blocks import Block, Note
from fedparse.layout.headings import LONE, UNTITLED, Heading, heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.layout.grammar import Grammar, Mark
    from fedparse.layout.reading import Line, Reading
    from fedparse.model import Span

_ITEM_TITLE = 30
"""A line-start item up to this long heads the paragraphs below it; a longer one ends with its own."""
_LONG = 45
"""A paragraph of more characters than this is running text, which needs an end."""
_TAIL = 10
"""So many last characters of a paragraph show that it breaks off."""
_OUTSIDE = ("closer", "date-line", "organization-line")
_OUTERMOST = ("chapter", "bracket", "chinese")
"""Styles that divide a whole report: they open in no item."""


class _Node:
    """A block while it is being read; places are in the reading text.

    `own` are the stretches of its own text, `line_end` is where the first paragraph of it ends; a `passing` block ends
    with the paragraph it begins in.
    """

    __slots__ = ("children", "heading", "level", "line_end", "mark", "marker_end", "name", "own", "passing", "start")

    def __init__(self, mark: Mark, start: int, level: int, *, passing: bool) -> None:
        self.mark = mark
        self.start = start
        self.marker_end = start + mark.end - mark.start
        self.level = level
        self.passing = passing
        self.own: list[Span] = []
        self.line_end = 0
        self.children: list[_Node] = []
        self.heading = UNTITLED
        self.name = ""

    def end(self) -> int:
        """Where the block ends, its children included."""
        end = self.own[-1][1] if self.own else self.marker_end
        return max(end, self.children[-1].end()) if self.children else end


def inside_marks(line: Line, mark: Mark | None, candidates: Sequence[Mark], rules: Grammar) -> list[Mark]:
    """The markers inside a paragraph that starts with `mark`: only those candidates that form a list."""
    families: dict[str, list[Mark]] = {mark.family: [mark]} if mark else {}
    for candidate in candidates:
        families.setdefault(candidate.family, []).append(candidate)
    shift = line.start
    first = shift + mark.end if mark else shift

    def settled(run: Sequence[Mark]) -> Sequence[Mark]:
        """`run` where it is a list, nothing where it is not."""
        if run[0] is mark:
            return run[1:]
        begins = [at.start == first or _after_sentence(line.text, at.start - shift, rules) for at in run]
        if len(run) > 1 and (run[0].number == 1 or all(begins)):
            return run
        return run if run[0].style == "item" and begins[0] else ()

    found = [kept for marks in families.values() for run in _runs(marks) for kept in settled(run)]
    return sorted(found, key=lambda kept: kept.start)


def _after_sentence(text: str, place: int, rules: Grammar) -> bool:
    """Whether a sentence ends right before `place`."""
    return rules.closed(text, place - 1 if text[place - 1].isspace() else place)


def _runs(marks: Sequence[Mark]) -> Iterator[Sequence[Mark]]:
    """The marks of one family, parted where they do not count on."""
    run: list[Mark] = []
    for mark in marks:
        last = run[-1].number if run else None
        if run and not (mark.number is None or (last is not None and last < mark.number <= last + 2)):
            yield run
            run = []
        run.append(mark)
    yield run


def line_marks(paragraphs: Sequence[Line]) -> list[Mark | None]:
    """The markers the paragraphs start with, without ordinals that belong to no list (a lone `最后,`)."""
    marks = [line.mark for line in paragraphs]
    ordinals = [position for position, mark in enumerate(marks) if mark and mark.style == "ordinal"]
    if not ordinals:
        return marks
    kept: set[int] = set()
    for left, right in pairwise(ordinals):
        before, after = marks[left], marks[right]
        if before and after and before.family == after.family and (before.number or 0) < (after.number or 99):
            kept |= {left, right}
    return [mark if mark is None or mark.style != "ordinal" or p in kept else None for p, mark in enumerate(marks)]


def _drop_sentences(siblings: Sequence[_Node], titled: Counter[str]) -> None:
    """Takes the headings from those single sentences among siblings that are none."""
    with_title = Counter(node.mark.family for node in siblings if node.heading.titles)
    without = {node.mark.family for node in siblings if node.heading.span is None}
    for node in siblings:
        family, doubt = node.mark.family, node.heading.doubt
        if not doubt or with_title[family] - node.heading.titles > 0:
            continue
        if family in without or (doubt == LONE and not titled[family]):
            node.heading = UNTITLED


class Outline:
    """Reads the paragraphs of one report into a tree."""

    def __init__(self, reading: Reading, rules: Grammar) -> None:
        self.reading = reading
        self.rules = rules
        self.roots: list[_Node] = []
        self.stack: list[_Node] = []
        self.paragraph = 0
        self.parents: dict[str, str] = {}
        self.preamble: list[Span] = []
        self.breaks: list[tuple[Line, _Node | None]] = []

    def read(self, paragraphs: Sequence[Line], candidates: Mapping[int, Sequence[Mark]]) -> None:
        """Reads the paragraphs in order.

        Args:
            paragraphs: the paragraphs of the report.
            candidates: what may be a marker inside a paragraph, by the place where the paragraph starts.
        """
        stack = self.stack
        for line, mark in zip(paragraphs, line_marks(paragraphs), strict=True):
            while stack and stack[-1].passing:
                stack.pop()
            at = self.paragraph = line.start
            if mark:
                self._open(mark, at + mark.start, passing=mark.style == "item" and len(line.text) > _ITEM_TITLE)
                at += mark.text
            elif len(stack) > 1 and self._stands_outside(line):
                del stack[1:]
            if line.start in candidates:
                at = self._open_inside(line, mark, at, candidates[line.start])
            self._own(at, line.end)
            if not line.closed:
                self._look_for_break(line)

    def _open_inside(self, line: Line, mark: Mark | None, at: int, candidates: Sequence[Mark]) -> int:
        """Opens the blocks inside a paragraph; returns where the text of the last one begins."""
        within = [candidate for candidate in candidates if candidate.start >= at]
        for inner in inside_marks(line, mark, within, self.rules) if within else ():
            self._own(at, inner.start)
            self._open(inner, inner.start, passing=True)
            at = inner.text
        return at

    def _stands_outside(self, line: Line) -> bool:
        """Whether a paragraph closes the report: then it belongs to none of its smaller blocks."""
        return any(self.rules.roles[role].match(line.text) for role in _OUTSIDE)

    def _look_for_break(self, line: Line) -> None:
        """Notes a paragraph that breaks off: it ends with a comma, or is too long for a heading and has no end."""
        if len(line.text) > _LONG or (len(line.text) > _TAIL and self.rules.roles["open"].search(line.text)):
            self.breaks.append((line, self.stack[-1] if self.stack else None))

    def _own(self, start: int, end: int) -> None:
        """Gives `[start, end)` to the open block; neighbouring paragraphs become one stretch."""
        text = self.reading.text
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start == end:
            return
        node = self.stack[-1] if self.stack else None
        own = node.own if node else self.preamble
        if not own:
            own.append((start, end))
            if node:
                node.line_end = end
        elif start == own[-1][1] or text[own[-1][1] : start].isspace():
            own[-1] = (own[-1][0], end)
        else:
            own.append((start, end))

    def _open(self, mark: Mark, start: int, *, passing: bool) -> None:
        """Opens a block where the styles that are open say it belongs."""
        self._make_room(mark, passing=passing)
        node = _Node(mark, start, len(self.stack) + 1, passing=passing)
        if self.stack:
            parent = self.stack[-1]
            parent.children.append(node)
            self.parents.setdefault(mark.family, parent.mark.family)
        else:
            self.roots.append(node)
        self.stack.append(node)

    def _make_room(self, mark: Mark, *, passing: bool) -> None:
        """Closes the blocks that the new one does not stand in."""
        floor = self._above_item(mark) if passing else 0
        families = [node.mark.family for node in self.stack]
        if mark.family in families[floor:]:
            del self.stack[families.index(mark.family, floor) :]
        elif mark.form.nests:
            return
        elif self.parents.get(mark.family) in families[floor:]:
            del self.stack[families.index(self.parents[mark.family], floor) + 1 :]
        else:
            while (
                len(self.stack) > floor
                and self.stack[-1].mark.form.rank > mark.form.rank
                and (self.stack[-1].passing or not passing)
            ):
                self.stack.pop()

    def _above_item(self, mark: Mark) -> int:
        """How many blocks a list inside a paragraph leaves open: those up to the item of the paragraph it stands in.

        The ① of `一是练技能。①办夜校;②搞比武。二是树榜样。` divides the item. A list that was open before the item
        began goes on outside it: `(1)走访。一是…;二是…。(2)慰问。`
        """
        stack = self.stack
        if mark.style == "item" or mark.style in _OUTERMOST:
            return 0
        at = len(stack)
        while at and stack[at - 1].start >= self.paragraph and stack[at - 1].mark.style != "item":
            at -= 1
        if not at or stack[at - 1].start < self.paragraph:
            return 0
        goes_on = mark.number != 1 and any(node.mark.family == mark.family for node in stack[:at])
        return 0 if goes_on else at

    def blocks(self, source: str) -> tuple[tuple[Block, ...], list[Note]]:
        """The tree as blocks, with notes about its numbering and about what breaks off."""
        notes: list[Note] = []
        self._settle_headings()
        built = self._build(self.roots, "", source, notes)
        for line, node in self.breaks:
            span = self.reading.span(max(line.start, line.end - _TAIL), line.end)
            notes.append(Note("truncated", "the paragraph breaks off", span, node.name if node else None, None))
        return built, notes

    def _settle_headings(self) -> None:
        """Decides which blocks have headings; that of a single sentence depends on its siblings, then its cousins.

        Where no sibling decides, a sentence with paragraphs below it is one, and a lone one is when its cousins are.
        """
        groups: list[list[_Node]] = []
        pending = [self.roots]
        titled: Counter[str] = Counter()
        while pending:
            siblings = pending.pop()
            doubt = 0
            for node in siblings:
                node.heading = self._heading(node)
                doubt |= node.heading.doubt
                if node.children:
                    pending.append(node.children)
                if node.heading.titles:
                    titled[node.mark.family] += 1
            if doubt:
                groups.append(siblings)
        for siblings in groups:
            _drop_sentences(siblings, titled)

    def _heading(self, node: _Node) -> Heading:
        """The heading of a block, in its first paragraph."""
        if not node.own:
            return UNTITLED
        start, end = node.own[0]
        followed = node.line_end < end or len(node.own) > 1 or bool(node.children)
        return heading(self.reading.text[start : node.line_end], node.mark, self.rules, followed=followed)

    def _build(self, nodes: Sequence[_Node], prefix: str, source: str, notes: list[Note]) -> tuple[Block, ...]:
        built = []
        for position, node in enumerate(nodes, 1):
            node.name = f"{prefix}{position}"
            children = self._build(node.children, f"{node.name}.", source, notes) if node.children else ()
            built.append(self._block(node, source, children))
        self._numbering(nodes, notes)
        return tuple(built)

    def _block(self, node: _Node, source: str, children: tuple[Block, ...]) -> Block:
        mark, own, end = node.mark, node.own, node.end()
        reading = self.reading.around(node.start, end)
        title, body_start = node.heading.span, node.heading.body
        base = own[0][0] if own else 0
        place = (base + title[0], base + title[1]) if title else None
        body = reading.slice(source, base + body_start, own[0][1]).strip() if own else ""
        if len(own) > 1:
            parts = [body, *(reading.slice(source, *stretch).strip() for stretch in own[1:])]
            body = "\n".join([part for part in parts if part])
        # Names for so many arguments would cost more than all the rest here.
        return Block(
            node.name,
            node.level,
            mark.style,
            reading.slice(source, node.start, node.marker_end).strip(),
            mark.number,
            reading.slice(source, *place).strip() if place else None,
            reading.span(*place) if place else None,
            reading.span(node.start, end),
            reading.cut(own),
            body,
            mark.form.rule_id,
            children,
        )

    def _numbering(self, nodes: Sequence[_Node], notes: list[Note]) -> None:
        """Notes gaps, repeats and restarts among siblings."""
        last: dict[str, int] = {}
        for node in nodes:
            number, mark = node.mark.number, node.mark
            if number is None:
                continue
            before = last.get(mark.family, 0)
            last[mark.family] = number
            if number == before + 1:
                continue
            kind = "repeat" if number == before else "gap" if number > before else "restart"
            span = self.reading.span(node.start, node.marker_end)
            message = (
                f"{mark.style} {number} follows {before}" if before else f"{mark.style} numbering starts at {number}"
            )
            notes.append(Note(f"numbering-{kind}", message, span, node.name, mark.form.rule_id))
