"""The differences between two readings of a text: how they are paired, who took whose place, which are accepted."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from fedparse.messages import message
from fedparse.pipeline import read
from fedparse.ruletools.readings import TYPES
from fedparse.ruletools.savedfiles import read_json, unusable, write_json
from fedparse.spans import overlap, paired

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
    """The differences between two readings of one text, in its order; which one is old makes no difference to pairs."""
    before, after = Counter(old), Counter(new)
    left, right = _by_type((before - after).elements()), _by_type((after - before).elements())
    pairs: list[Pair] = []
    for type_ in left.keys() | right.keys():
        pairs += _pairs(left[type_], right[type_])
    return sorted(pairs, key=lambda pair: (pair.now.span, pair.now, pair.sort))


def _by_type(items: Iterable[Item]) -> defaultdict[str, list[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in sorted(items):
        found[item.type].append(item)
    return found


def _pairs(gone: Sequence[Item], come: Sequence[Item]) -> Iterator[Pair]:
    """The pairs of the items of one type, none of which both sides have."""

    def unlike(one: int, other: int) -> tuple[bool, ...]:
        return gone[one].values != come[other].values, gone[one].rule != come[other].rule

    met = paired([item.span for item in gone], [item.span for item in come], unlike)
    left, right = {one for one, _ in met}, {other for _, other in met}
    yield from (Pair(gone[one], come[other]) for one, other in met)
    yield from (Pair(item, None) for number, item in enumerate(gone) if number not in left)
    yield from (Pair(None, item) for number, item in enumerate(come) if number not in right)


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
            shared = overlap(item.span, span)
            if shared > best:
                best, owner = shared, rule
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
            raise unusable(file, said) from None

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
    """Writes changes as accepted ones, a line each; what they are is told for those who review the file.

    Raises:
        PackError: when the file cannot be written.
    """
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
    write_json(file, {"format": _FORMAT}, "accepted", rows)
