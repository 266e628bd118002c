"""Finds what was done (`action`): the verb of a figure's clause, as the lexicon `actions` normalises it.

It is the last verb before the figure in its clause, else the first one behind it there. A clause without a verb takes
that of the figure before it when it follows at once (其中, 共, a list). The column `kind` says how a verb behaves:

- `light` (举办): keeps what is counted in events, whatever noun made of a verb follows: 开展走访3次;
- `giving` (发放): keeps its object, where that is a verb elsewhere (column `noun`): 发放贷款200万元;
- `weak` (达到): gives way to another verb of the clause; `state` (现有): nothing was done;
- `change` (增长): is not the verb of a list behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fedparse.facts.cues import CueFinder, follows, reach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import regex

    from fedparse.facts.cues import Cue, Cues
    from fedparse.ledger import Frame
    from fedparse.packs import RulePack

_OBJECT = 30
"""The object of a light verb ends at most so far behind it."""
_BEHIND = 8
"""So near behind a figure that has another one before it, a verb is its own: 3期300人参加."""
_LOOK_BACK = 8
"""A total is looked for among so many figures before its parts."""
_FARTHEST = 80
_LEAD = 3
"""So many characters before its clause a figure may be said to be a part (其中,)."""
_NOTHING = "-"
_PLAIN = {"kind": "", "noun": ""}
_STATE = {"action": _NOTHING, "kind": "state", "noun": ""}


class _Verb(NamedTuple):
    """What stands for the verb of a figure."""

    action: str | None
    change: bool = False


class Actions:
    """Finds actions with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        rules = {rule.id: rule for rule in pack.of("fact")}
        after = rules["fact.action"].after
        event, part, rate = (rules[f"fact.{name}"].pattern for name in ("action_event", "action_part", "rate"))
        assert event is not None
        assert part is not None
        assert rate is not None
        self._rate: regex.Pattern[str] = rate.compiled
        self._event: regex.Pattern[str] = event.compiled
        self._part: regex.Pattern[str] = part.compiled
        lexicons = pack.lexicons
        self._rows = lexicons["actions"].rows
        states = dict.fromkeys(lexicons["states"].rows, _STATE)
        short = {term: {**_PLAIN, **row} for term, row in lexicons["short_verbs"].rows.items()}
        self._finder = CueFinder({**lexicons["actions"].rows, **states}, after.compiled if after else None, short)

    def of(self, text: str, frames: Sequence[Frame]) -> list[str | None]:
        """The action of each figure."""
        cues = self._finder.find(text, map(reach, frames))
        verbs: list[_Verb] = []
        for number in range(len(frames)):
            verbs.append(self._own(text, frames, number, cues) or self._shared(text, frames, number, verbs))
        return [verb.action for verb in verbs]

    def _own(self, text: str, frames: Sequence[Frame], number: int, cues: Cues) -> _Verb | None:
        """The verb of the clause; None where it has none."""
        frame = frames[number]
        start, end = frame.figure.span
        low, high = reach(frame)
        short = self._finder.short(text, low, start)
        if short:
            return _verb(short)
        rate = self._rate.search(text, low, start) if frame.figure.kind == "ratio" else None
        if rate and not text[rate.end() : start].strip() and rate["act"] in self._rows:
            return _verb(self._rows[rate["act"]])
        before, behind = cues.within(low, start), cues.within(end, high)
        verb = self._last(text, frame, before)
        figures_between = verb is not None and number > 0 and frames[number - 1].figure.span[0] >= verb.end
        if verb and not (figures_between and _adjoins(text, end, behind)):
            return _verb(verb.row)
        if before and not verb:
            # Only a weak verb stands there: 参与率达55%.
            return _verb(before[-1].row)
        strong = [cue for cue in behind if cue.row["kind"] != "weak"]
        return _verb((strong or behind)[0].row) if behind else None

    def _last(self, text: str, frame: Frame, cues: Sequence[Cue]) -> Cue | None:
        """The last verb before a figure, or the one whose object that is."""
        strong = [cue for cue in cues[-_LOOK_BACK:] if cue.row["kind"] != "weak"]
        if len(strong) < 2:
            return strong[-1] if strong else None
        head, last = strong[-2:]
        keeps = (head.row["kind"] == "giving" and last.row["noun"]) or (
            head.row["kind"] == "light" and self._event.fullmatch(frame.figure.unit)
        )
        return head if keeps and _is_noun(text[head.end : last.start]) else last

    def _shared(self, text: str, frames: Sequence[Frame], number: int, verbs: Sequence[_Verb]) -> _Verb:
        """The verb of the figure that this one goes with: its total, else the one before."""
        frame = frames[number]
        if not number or not follows(text, frames[number - 1], frame):
            return _Verb(None)
        if frame.figure.kind == "ratio":
            return verbs[-1]
        earlier = range(number - 1, max(-1, number - 1 - _LOOK_BACK), -1)
        near = [index for index in earlier if frames[index].sentence == frame.sentence and not verbs[index].change]
        start = frame.figure.span[0]
        if self._part.search(text, max(0, frame.clause[0] - _LEAD, start - _FARTHEST), start):
            alike = [index for index in near if frames[index].figure.unit == frame.figure.unit]
            near = alike or near
        return verbs[near[0]] if near else _Verb(None)


def _verb(row: Mapping[str, str]) -> _Verb:
    return _Verb(None if row["action"] == _NOTHING else row["action"], row["kind"] == "change")


def _is_noun(between: str) -> bool:
    """Whether what stands between two verbs can be part of the object of the first: characters, no figure."""
    return len(between) <= _OBJECT and (not between or between.strip("“”\"'《》").isalpha())


def _adjoins(text: str, end: int, behind: Sequence[Cue]) -> bool:
    """Whether a verb follows a figure so closely that it is its own."""
    if not behind or behind[0].row["kind"]:
        return False
    between = text[end : behind[0].start]
    return len(between) <= _BEHIND and (not between or between.isalpha())
