"""The reading text: a source text without noise and hard line wraps, and the way back to the source.

A report is read as its author wrote it: what a scraper put in and what a line printer cut is taken out. Every place in
the reading text leads back to its place in the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fedparse.layout.grammar import Grammar, Mark
    from fedparse.layout.noise import Noise
    from fedparse.model import Span

_LONG = 45
"""A line of more characters than this is running text, not a heading."""
_SHORTEST_WRAP = 12
"""Shorter lines are headings or list entries, never the measure a text was wrapped to."""
_LONGEST_TITLE = 60
_ALONE = ("index", "title", "date-line", "organization-line")
_WITNESSES = 3
"""So many lines of one length that break off show a fixed width."""
_NEIGHBOURHOOD = 60
"""Lines before and after a line that may witness its width: a file may hold texts of several widths."""


class Straight:
    """A stretch of a reading text of which nothing was cut out: what `Reading` does, by one addition."""

    __slots__ = ("_shift",)

    def __init__(self, shift: int) -> None:
        self._shift = shift

    def slice(self, source: str, start: int, end: int) -> str:
        """The source text of `[start, end)`."""
        return source[start + self._shift : end + self._shift]

    def span(self, start: int, end: int) -> Span:
        """The source span of `[start, end)`."""
        return start + self._shift, end + self._shift

    def cut(self, stretches: Sequence[Span]) -> tuple[Span, ...]:
        """The source spans of several stretches."""
        shift = self._shift
        return tuple([(start + shift, end + shift) for start, end in stretches])


class Reading:
    """A text with parts cut out; places in it can be led back to the source.

    `places` are where its pieces start, `sources` where each of them stands in the source.
    """

    __slots__ = ("_places", "_shifts", "text")

    def __init__(self, text: str, places: Sequence[int] = (0,), sources: Sequence[int] = (0,)) -> None:
        self.text = text
        self._places = places
        self._shifts = [source - place for place, source in zip(places, sources, strict=True)]

    def source(self, place: int) -> int:
        """Where the character at `place` stands in the source."""
        return place + self._shifts[bisect_right(self._places, place) - 1]

    def around(self, start: int, end: int) -> Reading | Straight:
        """What leads places in `[start, end)` back to the source."""
        piece = bisect_right(self._places, start)
        straight = piece == len(self._places) or self._places[piece] >= end
        return Straight(self._shifts[piece - 1]) if straight else self

    def slice(self, source: str, start: int, end: int) -> str:
        """The source text of `[start, end)`, cut parts left out."""
        return "".join([source[left:right] for left, right in self.spans(start, end)])

    def span(self, start: int, end: int) -> Span:
        """The source span from the character at `start` to the one before `end`, cut parts included."""
        first = self.source(start)
        return (first, self.source(end - 1) + 1) if end > start else (first, first)

    def spans(self, start: int, end: int) -> list[Span]:
        """The source spans of `[start, end)`, cut parts left out."""
        found: list[Span] = []
        piece = bisect_right(self._places, start)
        while start < end:
            stop = min(end, self._places[piece]) if piece < len(self._places) else end
            shift = self._shifts[piece - 1]
            found.append((start + shift, stop + shift))
            start, piece = stop, piece + 1
        return found

    def cut(self, stretches: Sequence[Span]) -> tuple[Span, ...]:
        """The source spans of several stretches."""
        return tuple([span for stretch in stretches for span in self.spans(*stretch)])

    def without(self, cuts: Sequence[Span]) -> Reading:
        """The reading text with `cuts` (sorted, disjoint) taken out."""
        if not cuts:
            return self
        parts: list[str] = []
        places: list[int] = []
        sources: list[int] = []
        at = length = 0
        for start, end in [*cuts, (len(self.text), len(self.text))]:
            for left, right in self.spans(at, start):
                places.append(length)
                sources.append(left)
                length += right - left
            parts.append(self.text[at:start])
            at = end
        if not places:
            return Reading("", (0,), (self.source(0),))
        return Reading("".join(parts), places, sources)


class Line(NamedTuple):
    """A line with its white space stripped, or a paragraph mended from such lines.

    `gap` is whether a blank line stands before it, `closed` whether a sentence ends with it, `struck` where noise lines
    before it begin, `paged` whether one of them is a page mark, `indented` whether white space stands before it.
    """

    start: int
    end: int
    text: str
    gap: bool
    mark: Mark | None
    closed: bool
    struck: int | None = None
    paged: bool = False
    indented: bool = False


def denoise(folded: str, rules: Grammar) -> tuple[Reading, list[Noise]]:
    """The text without the noise that stands inside its lines, and that noise."""
    noise = rules.inline_noise.find(folded)
    return Reading(folded).without([span for span, _ in noise]), noise


def lines(text: str, rules: Grammar) -> tuple[list[Line], list[Noise]]:
    """The lines of `text` that are neither blank nor noise, and those that are noise."""
    found: list[Line] = []
    noise: list[Noise] = []
    numbers: dict[str, int] = {}
    struck: int | None = None
    paged = gap = False
    after = end = 0
    for raw in text.splitlines(keepends=True):
        line = raw.strip()
        start, after = after, after + len(raw)
        if not line:
            gap = True
            continue
        indent = raw.index(line[0])
        start += indent
        end = start + len(line)
        rule = rules.noise_line(line)
        if rule:
            noise.append(((start, end), rule))
            struck = start if struck is None else struck
            paged = paged or bool(rule.constants.get("page"))
            continue
        mark = rules.line_mark(line)
        if mark:
            mark = _in_sequence(mark, numbers)
        found.append(Line(start, end, line, gap, mark, rules.closed(line), struck, paged, indent > 0))
        struck, paged, gap = None, False, False
    if struck is not None:
        found.append(Line(end, end, "", gap, None, True, struck, paged))
    return found, noise


def _in_sequence(mark: Mark, numbers: dict[str, int]) -> Mark | None:
    """`mark`, unless it is a doubtful one that does not go on from the last of its family."""
    if mark.number is None:
        return mark
    if mark.form.doubtful and numbers.get(mark.family) != mark.number - 1:
        return None
    numbers[mark.family] = mark.number
    return mark


def mend(reading: Reading, source: str, rules: Grammar) -> tuple[Reading, list[Line], list[Noise]]:
    """The reading text without noise lines and without line ends that only a fixed width or a page put there.

    Returns:
        The text, its paragraphs, and the noise lines (with source spans).
    """
    found, struck = lines(reading.text, rules)
    fresh = _fresh_lines(found)
    full = _full_lines(found, fresh, reading, source, rules)
    wraps = _Wraps(reading.text, rules)
    cuts: list[Span] = []
    groups: list[list[Line]] = []
    before: Line | None = None
    for position, line in enumerate(found):
        if before and wraps.joins(before, line, full=position - 1 in full, fresh=position in fresh):
            cuts.append((before.end, line.start))
            groups[-1].append(line)
        else:
            if line.struck is not None:
                cuts.append((line.struck, line.start))
            groups.append([line])
        before = line
    noise = [(reading.span(*span), rule) for span, rule in struck]
    return reading.without(cuts), list(_paragraphs(groups)), noise


def _paragraphs(groups: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """The paragraphs that the lines of each group make, with their places after the cuts."""
    removed = 0
    for group in groups:
        head, last = group[0], group[-1]
        if not removed and head is last and head.struck is None:
            yield head
            continue
        removed += 0 if head.struck is None else head.start - head.struck
        start = head.start - removed
        text = head.text
        if head is not last:
            removed += sum([after.start - before.end for before, after in pairwise(group)])
            text = "".join([line.text for line in group])
        if text:
            yield Line(start, last.end - removed, text, head.gap, head.mark, last.closed)


class _Wraps:
    """Decides which line ends are no paragraph ends."""

    def __init__(self, text: str, rules: Grammar) -> None:
        self.text = text
        self.open = rules.roles["open"]
        self.cannot_start = rules.roles["cannot-start"]
        self.digits = rules.roles["digit-split"]
        self.rules = rules

    def joins(self, line: Line, after: Line, *, full: bool, fresh: bool) -> bool:
        """Whether `after` goes on where `line` stops; `full` is said of the one, `fresh` of the other."""
        if (after.gap and not after.paged) or after.mark or not after.text:
            return False
        if self.cannot_start.match(after.text):
            return True
        if line.closed:
            return False
        if self.open.search(line.text):
            return True
        if fresh:
            return False
        running = full or len(line.text) > _LONG or (after.paged and not line.mark)
        if not (running or self.digits.match(self.text[line.end - 1 : after.end])):
            return False
        return not (_stands_alone(line, self.rules) or _stands_alone(after, self.rules))


def _stands_alone(line: Line, rules: Grammar) -> bool:
    """Whether a line is a title or a signature: such lines have no neighbours they could go on in."""
    if len(line.text) > _LONGEST_TITLE or "," in line.text:
        return False
    return any(rules.roles[role].match(line.text) for role in _ALONE)


def _fresh_lines(found: Sequence[Line]) -> set[int]:
    """The positions of indented lines where continuations are flush: such a line begins a paragraph.

    The witnesses are lines below an unnumbered line that has no end. Where they are indented too, as in a file with
    white space before every line, indentation says nothing.
    """
    if not any(line.indented for line in found):
        return set()
    follows = [
        position
        for position, (line, after) in enumerate(pairwise(found), 1)
        if not (line.closed or line.mark or after.gap or after.mark) and len(line.text) >= _SHORTEST_WRAP
    ]
    flush = [position for position in follows if not found[position].indented]
    indented = [position for position in follows if found[position].indented]
    return {
        position
        for position, line in enumerate(found)
        if line.indented and _near(position, flush) >= max(_WITNESSES, 2 * _near(position, indented))
    }


def _near(position: int, positions: Sequence[int]) -> int:
    """How many of `positions`, in order, are in the neighbourhood of a position."""
    return bisect_right(positions, position + _NEIGHBOURHOOD) - bisect_left(positions, position - _NEIGHBOURHOOD)


def _full_lines(found: Sequence[Line], fresh: set[int], reading: Reading, source: str, rules: Grammar) -> set[int]:
    """The positions of lines that are as long as the width their neighbourhood was wrapped to.

    The witnesses are lines of running text that break off and go on in the next line; numbered lines without a sentence
    in them are none, because headings of one length are good style.
    """
    breaking = [
        position
        for position, (line, after) in enumerate(pairwise(found))
        if not (line.closed or after.gap or after.mark)
        and after.text
        and len(line.text) >= _SHORTEST_WRAP
        and position + 1 not in fresh
        and not _stands_alone(line, rules)
    ]
    if len(breaking) < _WITNESSES:
        return set()
    running = rules.roles["running"]
    plain = [not found[at].mark or running.search(found[at].text) is not None for at in breaking]
    # The source is measured, not the folded text: folding makes wide punctuation narrow.
    printed = [reading.slice(source, found[position].start, found[position].end) for position in breaking]
    verdicts = [
        _Widths(breaking, [*map(measure, printed)], plain, tolerance)
        for measure, tolerance in ((_columns, 2), (len, 1))
    ]
    full: set[int] = set()
    for place, position in enumerate(breaking):
        for measure, widths in zip((_columns, len), verdicts, strict=True):
            witnessed, width = widths.of[place]
            room = measure(source[reading.source(found[position + 1].start)])
            if witnessed and (plain[place] or width is None or widths.sizes[place] + room > width):
                full.add(position)
            if width is not None:
                break
    return full


class _Widths:
    """What the neighbours of each line say about the width it was wrapped to.

    `of` holds for each line whether enough unnumbered neighbours of (nearly) its size break off too, and the width of
    the neighbourhood where it is sharp: a heading that could have held one more character was not broken.
    """

    def __init__(self, breaking: Sequence[int], sizes: Sequence[int], plain: Sequence[bool], tolerance: int) -> None:
        self.sizes = sizes
        self.of: list[tuple[bool, int | None]] = []
        nearby: dict[int, int] = {}
        first = last = 0
        for place, position in enumerate(breaking):
            while last < len(breaking) and breaking[last] <= position + _NEIGHBOURHOOD:
                if plain[last]:
                    nearby[sizes[last]] = nearby.get(sizes[last], 0) + 1
                last += 1
            while breaking[first] < position - _NEIGHBOURHOOD:
                if plain[first]:
                    nearby[sizes[first]] -= 1
                first += 1
            near = sum([nearby.get(sizes[place] + more, 0) for more in range(-tolerance, tolerance + 1)])
            self.of.append((near >= _WITNESSES, None if plain[place] else _sharp(nearby)))


def _sharp(nearby: Mapping[int, int]) -> int | None:
    """The width most lines have, where most have one width."""
    most = max(nearby.values(), default=0)
    if most <= _WITNESSES or 2 * most <= sum(nearby.values()):
        return None
    return max(width for width, count in nearby.items() if count == most)


def _columns(text: str) -> int:
    """The width of a text on a terminal: a Chinese character has three bytes in UTF-8 and two columns."""
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2
