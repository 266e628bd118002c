"""The differences between two readings of a text: how they are paired, who took whose place, which are accepted."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from fedparse.errors import Fault, PackError
from fedparse.messages import message
from fedparse.pipeline import read
from fedparse.ruletools.readings import TYPES
from fedparse.ruletools.revisions import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fedparse.model import Span
    from fedparse.ruletools.corpus import CorpusText
    from fedparse.ruletools.readings import Item, Reading
    from fedparse.ruletools.revisions import Side

Sort = Literal["gained", "lost", "value", "span", "rule"]
"""What a change is. `value`: another value in the same place; `span`: another place, which overlaps; `rule`: only
another rule."""
SORTS: tuple[Sort, ...] = get_args(Sort)
_NEIGHBOURS = 10
"""Characters on each side that make an accepted change the same one after the file was edited elsewhere."""
_FORMAT = 1


class Pair(NamedTuple):
    """What one pack made, and what the other made in its place; one of them may have made nothing there."""

    old: Item | None
    new: Item | None

    @property
    def sort(self) -> Sort:
        """What the change is."""
        if self.old is None or self.new is None:
            return "gained" if self.old is None else "lost"
        if self.old.span != self.new.span:
            return "span"
        return "value" if self.old.values != self.new.values else "rule"

    @property
    def now(self) -> Item:
        """The item that tells where the change is: the new one where there is one."""
        item = self.new or self.old
        assert item is not None
        return item

    @property
    def owner(self) -> str:
        """The rule that the change is put down to; a report has none."""
        return self.now.rule or self.now.type


@dataclass(frozen=True, eq=False)
class Change:
    """A change in its text. `superseded_by` is the rule that has the place of what one of the packs did not make."""

    text: CorpusText
    pair: Pair
    superseded_by: str = ""

    @cached_property
    def identity(self) -> str:
        """What tells the change from others, whatever else changes in its file."""
        old, new = self.pair
        start, end = self.pair.now.span
        source = self.text.text
        told = [
            Path(self.text.path).name,
            [[item.type, item.rule, item.values, source[slice(*item.span)]] for item in (old, new) if item],
            self.pair.sort,
            source[max(0, start - _NEIGHBOURS) : start],
            source[end : end + _NEIGHBOURS],
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def compare(old: Iterable[Item], new: Iterable[Item]) -> list[Pair]:
    """The differences between two readings of one text, in its order.

    Which one is the old one makes no difference to what is paired: items in the same place, then those of one type that
    overlap, the longest overlap first.
    """
    before, after = Counter(old), Counter(new)
    left, right = sorted((before - after).elements()), sorted((after - before).elements())
    pairs: list[Pair] = []
    met: tuple[set[int], set[int]] = (set(), set())
    for _, one, other in sorted(_near(left, right)):
        if one not in met[0] and other not in met[1]:
            met[0].add(one)
            met[1].add(other)
            pairs.append(Pair(left[one], right[other]))
    pairs += [Pair(item, None) for place, item in enumerate(left) if place not in met[0]]
    pairs += [Pair(None, item) for place, item in enumerate(right) if place not in met[1]]
    return sorted(pairs, key=lambda pair: (pair.now.span, pair.now, pair.sort))


def _near(left: Sequence[Item], right: Sequence[Item]) -> Iterator[tuple[tuple[int | bool, ...], int, int]]:
    """The pairs of items of one type that overlap or stand in one place, by number, each with its rank: low is near."""
    of_type: defaultdict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(right):
        of_type[item.type].append(number)
    # The items are in the order of their types and spans: so are those of a type in that of their starts.
    starts = {type_: [right[number].span[0] for number in numbers] for type_, numbers in of_type.items()}
    reach = {type_: list(accumulate((right[n].span[1] for n in ns), max)) for type_, ns in of_type.items()}
    for number, item in enumerate(left):
        numbers = of_type.get(item.type, [])
        start, end = item.span
        place = bisect_right(starts[item.type], max(start, end - 1)) - 1 if numbers else -1
        while place >= 0 and reach[item.type][place] >= start:
            other = right[numbers[place]]
            if _overlap(item.span, other.span) > 0 or item.span == other.span:
                yield _rank(item, other), number, numbers[place]
            place -= 1


def _overlap(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _rank(one: Item, other: Item) -> tuple[int | bool, ...]:
    """How near two items are, the same whichever comes first."""
    edges = (sorted(ends) for ends in zip(one.span, other.span, strict=True))
    return (
        one.span != other.span,
        -_overlap(one.span, other.span),
        one.values != other.values,
        one.rule != other.rule,
        *(place for pair in edges for place in pair),
    )


def changes_of(
    text: CorpusText, old: Reading, new: Reading, sides: tuple[Side, Side], ids: Sequence[str]
) -> Iterator[Change]:
    """The changes of a text that are asked for, each with the rule that took the place of what is not made any more."""
    pairs = [pair for pair in compare(old, new) if _asked(pair, ids)]
    lone = {pair.sort for pair in pairs if pair.now.type in TYPES}
    # What is lost has its place taken in the new pack, what is gained had it taken in the old one.
    holders = {
        sort: Holders(text.text, reading, side)
        for sort, side, reading in (("lost", sides[1], new), ("gained", sides[0], old))
        if sort in lone
    }
    for pair in pairs:
        holder = holders.get(pair.sort) if pair.now.type in TYPES else None
        yield Change(text, pair, holder.of(pair.now) if holder else "")


def _asked(pair: Pair, ids: Sequence[str]) -> bool:
    return not ids or any(id_ in item.rule for item in pair if item for id_ in ids)


class Holders:
    """Which rules hold the places of a text under a pack: winners, guards too, and to whom candidates lost."""

    def __init__(self, text: str, reading: Reading, side: Side) -> None:
        self._lost_to: dict[tuple[str, Span], str] = {}
        self._held = [(item.span, item.rule) for item in reading if item.type in TYPES]
        if side.pack:
            found = read(text, side.pack)
            self._held = [(found.text.source(winner.span), winner.rule.id) for winner in found.winners]
            for candidate, winner in found.losses:
                self._lost_to[candidate.rule.id, found.text.source(candidate.span)] = winner.rule.id
        self._held.sort()

    def of(self, item: Item) -> str:
        """The rule that the item's own candidate lost to, or that has most of its place; "" where nobody has."""
        if (item.rule, item.span) in self._lost_to:
            return self._lost_to[item.rule, item.span]
        # Winners never overlap: those that reach into the span begin in it, but for one.
        place = max(0, bisect_left(self._held, ((item.span[0], 0), "")) - 1)
        best, owner = 0, ""
        for span, rule in self._held[place:]:
            if span[0] >= item.span[1]:
                break
            overlap = _overlap(item.span, span)
            if overlap > best:
                best, owner = overlap, rule
        return owner


# Accepted changes


class Accepted(NamedTuple):
    """Changes that a maintainer has accepted, each as often as it was."""

    file: str
    identities: Counter[str]

    @classmethod
    def read(cls, file: Path | None) -> Accepted:
        """The accepted changes of a file; none without.

        Raises:
            PackError: when it is no such file.
        """
        if file is None:
            return cls("", Counter())
        data = read_json(file)
        try:
            if data["format"] != _FORMAT:
                raise ValueError(data["format"])
            return cls(str(file), Counter(str(row["id"]) for row in data["accepted"]))
        except (KeyError, TypeError, ValueError):
            said = message("this is no file that `fedparse rules diff --save-baseline` wrote")
            raise PackError((Fault(str(file), 1, 1, "FED096", said),)) from None

    def split(self, changes: Iterable[Change]) -> tuple[list[Change], list[Change], int]:
        """The changes that are not accepted, those that are, and how many accepted ones did not happen."""
        left = Counter(self.identities)
        fresh: list[Change] = []
        known: list[Change] = []
        for change in changes:
            if left[change.identity] > 0:
                left[change.identity] -= 1
                known.append(change)
            else:
                fresh.append(change)
        return fresh, known, left.total()


def write_accepted(file: Path, changes: Iterable[Change]) -> None:
    """Writes changes as accepted ones, a line each, so that a review sees which came and went."""
    rows = (
        {
            "id": change.identity,
            "change": change.pair.sort,
            "file": Path(change.text.path).name,
            "rule": change.pair.owner,
            "surface": change.text.context(change.pair.now.span, 40).surface,
        }
        for change in changes
    )
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text(f'{{"format": {_FORMAT}, "accepted": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
