"""Tries the patterns of a pack, in the engine they run in, on strings made to be slow: what takes too long is proved.

A repeat of the pattern is taken very often, with what the rest of the pattern needs and without, so that both the way
to a match and the ways to a near miss are gone. A pattern is slow when 400 characters take half a second, or when 2000
take 50 ms of processor time and the time grows much faster than the length: bounds so far from what is usual that they
give the same answer on any machine. Only patterns with repeats that can be long are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import log
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import regex

from fedparse.expand import one_line
from fedparse.messages import message
from fedparse.ruletools import syntax
from fedparse.ruletools.own import written_pattern
from fedparse.ruletools.samples import Samples, tree_of
from fedparse.ruletools.syntax import Repeat, replaced, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.errors import Fault
    from fedparse.messages import Message
    from fedparse.packs import LazyPattern, Rule
    from fedparse.ruletools.own import OwnParts

_SHORT, _LONG = 400, 2000
"""Lengths of the strings."""
_AT_ONCE = 0.0003
"""What takes less for so many characters takes no time that could be felt for 2000, be it the third power of them."""
_LIMIT = 0.5
"""Seconds after which a string is given up."""
_BEARABLE = 0.05
"""Seconds that the longest string may take."""
_LEAST = 1e-6
_AGAIN = 2
"""The least of so many times is taken."""
_STEEP = 1.5
"""The time may grow with this power of the length."""
_TIMES = 10
"""A repeat that may be taken more often is tried."""
_TURNS = 3
"""So many strings of what is repeated are tried."""
_HOLE = "\ue000"
"""Stands for the repeat in the string round it: a character of private use, in no text."""
_MISS = "\x00"
_SHOWN = 8


class _Slow(NamedTuple):
    """A string that takes too long: its length, how it begins, and whether it never came to an end."""

    length: int
    begin: str
    endless: bool


@dataclass(frozen=True, slots=True)
class _Untimed:
    """A compiled pattern that does not give up by itself; equal to one of the same source."""

    source: str
    lists: tuple[tuple[str, frozenset[str]], ...]
    compiled: regex.Pattern[str] = field(compare=False)


class _Trial(NamedTuple):
    """A pattern, how the engine applies it, and what may stand before the place where it is applied."""

    written: str
    pattern: LazyPattern
    call: str
    before: str


def slow_patterns(own: OwnParts) -> Iterator[Fault]:
    """The patterns of a pack's own rules and macros that take too long; all of them must compile."""
    samples = Samples(own.pack)
    for name, written in own.macros.items():
        slow = _slowest(_Trial(written_pattern(written), own.pack.macros[name], "scan", ""), samples)
        if slow:
            text = message("macro `{macro}`: {text}", macro=name, text=_told(slow))
            yield own.macro_fault(name, "pattern", "FED067", text)
    for rule in own.rules:
        for key, pattern in rule.patterns():
            if own.spot(rule, key) == rule.spot(key):
                slow = _slowest(_trial(rule, key, pattern, samples), samples)
                if slow:
                    yield own.fault(rule, key, "FED067", _told(slow))


def _told(slow: _Slow) -> Message:
    begin = slow.begin.replace("\n", "\\n").replace(_MISS, "")
    if slow.endless:
        return message(
            "`{begin}…` ({length} characters) takes longer than {limit} s: one text is tried in very many ways",
            begin=begin,
            length=slow.length,
            limit=f"{_LIMIT:g}",
        )
    return message(
        "`{begin}…` ({length} characters) takes longer than {limit} ms, and twice the length much more than twice that",
        begin=begin,
        length=slow.length,
        limit=round(_BEARABLE * 1000),
    )


def _trial(rule: Rule, key: str, pattern: LazyPattern, samples: Samples) -> _Trial:
    """How the engine applies a pattern of a rule: to a whole anchor, from an anchor, up to it, or everywhere."""
    call = {"pattern": "scan", "inside": "whole", "before": "back", "after": "from"}[key]
    before = next(iter(samples.anchors(rule)), "") if key == "after" else ""
    return _Trial(str(rule.table[key]), pattern, call, before)


def _slowest(trial: _Trial, samples: Samples) -> _Slow | None:
    """The first string that takes too long."""
    written = one_line(trial.written)
    tree = tree_of(written)
    if tree is None:
        return None
    for part in syntax.walk(tree):
        if isinstance(part, Repeat) and (part.high is None or (part.high > _TIMES and _is_nested(part))):
            around = _around(written, part, samples)
            turns = tuple(_turns(part, samples))
            slow = _tried(_untimed(trial.pattern), trial.call, trial.before, around, turns)
            if slow:
                return slow
    return None


def _is_nested(part: Repeat) -> bool:
    """Whether there is another repeat in a repeat: one alone takes no longer than its bound."""
    inner = (found for found in syntax.walk(part.body) if isinstance(found, Repeat))
    return any(found.high is None or found.high > _TIMES for found in inner)


def _around(written: str, part: Repeat, samples: Samples) -> tuple[str, str]:
    """What a string of the pattern has before and after a repeat."""
    tree = tree_of(replaced(written, part, _HOLE))
    texts = sample(tree, samples.expand) if tree else iter(())
    before, _, after = next((text for text in texts if _HOLE in text), "").partition(_HOLE)
    return before, after


def _turns(part: Repeat, samples: Samples) -> Iterator[str]:
    """What a repeat can take in one turn; several turns in one, where they differ."""
    found = [text for text in islice(sample(part.body, samples.expand), _TURNS + 1) if text][:_TURNS]
    yield from found
    if len(found) > 1:
        yield "".join(found)


def _untimed(pattern: LazyPattern) -> _Untimed:
    compiled = pattern.compiled
    if pattern.is_timed:
        compiled = regex.compile(pattern.source, regex.MULTILINE, **cast("dict[str, Any]", pattern.lists))
    return _Untimed(pattern.source, tuple(sorted(pattern.lists.items())), compiled)


@lru_cache(maxsize=8192)
def _tried(pattern: _Untimed, call: str, anchor: str, around: tuple[str, str], turns: tuple[str, ...]) -> _Slow | None:
    """The string that takes too long, of those with a repeat taken so often as fills a length."""
    compiled = pattern.compiled
    before, after = around
    for turn in turns:
        # The matching way, the near miss at the end, and nothing but the repeat.
        for tail in dict.fromkeys((after, _MISS + after, _MISS)):
            make = _Maker(anchor, before, turn, "" if call == "back" and tail != after else tail)
            short = _seconds(compiled, call, make, _SHORT)
            if short >= _LIMIT:
                return _Slow(_SHORT, make.text(_SHORT)[:_SHOWN], endless=True)
            if short >= _AT_ONCE and _is_steep(compiled, call, make):
                return _Slow(_LONG, make.text(_LONG)[:_SHOWN], endless=False)
    return None


class _Maker(NamedTuple):
    """Makes strings of a length with one repeat taken as often as fits."""

    anchor: str
    before: str
    turn: str
    tail: str

    def text(self, length: int) -> str:
        """The string, without its anchor."""
        return self.before + self.turn * max(1, length // len(self.turn)) + self.tail


def _is_steep(compiled: regex.Pattern[str], call: str, make: _Maker) -> bool:
    """Whether a long string takes long, and much longer than a short one for each of its characters."""
    if _seconds(compiled, call, make, _LONG) < _BEARABLE:
        return False
    short, long = (min(_seconds(compiled, call, make, length) for _ in range(_AGAIN)) for length in (_SHORT, _LONG))
    return long > _BEARABLE and log(long / max(short, _LEAST)) / log(_LONG / _SHORT) > _STEEP


def _seconds(compiled: regex.Pattern[str], call: str, make: _Maker, length: int) -> float:
    """The processor time that a pattern takes for a string; `_LIMIT` where it was given up."""
    text, place = make.anchor + make.text(length), len(make.anchor)
    start = process_time()
    try:
        if call == "scan":
            for _ in compiled.finditer(text, timeout=_LIMIT):
                pass
        elif call == "whole":
            compiled.fullmatch(text, timeout=_LIMIT)
        else:
            compiled.match(text, len(text) if call == "back" else place, timeout=_LIMIT)
    except TimeoutError:
        return _LIMIT
    return process_time() - start
