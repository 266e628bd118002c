"""Finds what an amount is (`role`): spent, raised, given, lent, earned; amounts of two roles are never added up.

The words round an amount tell it (lexicon `roles`): in its clause behind the amount before it, or right behind the
amount itself (5000元救助金). Of several the one of the highest rank decides, then the nearest: 发放贷款 is a loan and
送去价值500元的学习用品 a value. An amount without words of its own takes the role of the amount that its clause
follows (其中, 共, 每人), else that of the words before it in its sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from fedparse.facts.cues import CueFinder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.facts.cues import Cue, Cues
    from fedparse.ledger import Frame
    from fedparse.model import Role, Span
    from fedparse.packs import RulePack

_BEFORE = 80
"""A word further before its amount says nothing of it; and a sentence may be as long as a file."""
_BEHIND = 12
"""A word behind an amount ends so near it."""
_OF = "\u7684"  # 的
_MONEY = "money"
_PLAIN = 3


class Roles:
    """Finds roles with the words of one pack."""

    def __init__(self, pack: RulePack) -> None:
        self._finder = CueFinder(pack.lexicons["roles"].rows)
        self._things = frozenset(pack.lexicons["measures"].terms("kind", "thing"))

    def of(self, text: str, frames: Sequence[Frame], parts: Sequence[int | None]) -> list[Role | None]:
        """The role of each amount, None for counts and ratios; `parts` says of which figure each is a part."""
        cues = self._finder.find(text, (_reach(frame) for frame in frames if frame.figure.kind == _MONEY))
        roles: list[Role | None] = []
        last: tuple[Frame, Role | None] | None = None
        for frame, whole in zip(frames, parts, strict=True):
            role: Role | None = None
            if frame.figure.kind == _MONEY:
                own = self._own(text, frame, last, cues)
                # What is spent in all is spent in part, whatever for: 支出15万元,其中培训经费4万元.
                shared = roles[whole] if whole is not None and whole < len(roles) else None
                role = shared if shared and not _is_plain(own) else _role(own) or self._shared(text, frame, last, cues)
                last = frame, role
            roles.append(role)
        return roles

    def _own(self, text: str, frame: Frame, last: tuple[Frame, Role | None] | None, cues: Cues) -> Cue | None:
        """What the words of the clause say that belong to no other amount."""
        start, end = frame.figure.span
        low = max(frame.clause[0], start - _BEFORE, last[0].figure.span[1] if last else 0)
        behind = end + (text[end : end + 1] == _OF)
        return _best(cues.within(low, start), cues.within(behind, behind + 1))

    def _shared(self, text: str, frame: Frame, last: tuple[Frame, Role | None] | None, cues: Cues) -> Role | None:
        """The role of the amount before in the sentence, else what the words before it there say.

        So much for each copy or piece (每份40元) is a price.
        """
        if last and last[0].sentence == frame.sentence and last[1]:
            return last[1]
        start = frame.figure.span[0]
        role = _role(_best(cues.within(max(frame.sentence[0], start - _BEFORE), start), ()))
        per = frame.figure.per
        return role or ("price" if per and text[slice(*per)] in self._things else None)


def _reach(frame: Frame) -> Span:
    start, end = frame.figure.span
    return max(frame.sentence[0], start - _BEFORE), min(frame.clause[1], end + _BEHIND)


def _best(before: Sequence[Cue], behind: Sequence[Cue]) -> Cue | None:
    """The word of the highest rank, of equal ones that behind the amount, else the last before it."""
    return max((*before, *behind), key=lambda cue: (int(cue.row["rank"]), cue.start), default=None)


def _role(cue: Cue | None) -> Role | None:
    return cast("Role", cue.row["role"]) if cue else None


def _is_plain(cue: Cue | None) -> bool:
    """Whether a word leaves no doubt: 贷款, 捐款, 收入."""
    return cue is not None and int(cue.row["rank"]) >= _PLAIN
