"""Where one report of a file ends and the next begins, and what each is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.layout.grammar import Grammar
    from fedparse.layout.reading import Line

_LEAD = 160
"""An opening paragraph names its leaders within so many characters."""
_SHORT = 60
"""A title, a signature, a salutation: a line of at most this many characters."""
_NO_PART = ("title-open", "date-line", "organization-line")
_AHEAD = 30
"""A list inside a list has at most so many markers."""
_BODY = 30
"""A paragraph of at least this many characters is running text."""


class _State:
    """What is known of the report that is being read."""

    __slots__ = ("chapters", "characters", "families", "last_mark", "start", "top", "top_number", "top_rank")

    def __init__(self, start: int) -> None:
        self.start = start
        self.top = ""
        self.top_rank = 99.0
        self.top_number = 0
        self.last_mark = -1
        self.families: set[str] = set()
        self.characters = 0
        self.chapters = False


class Boundaries:
    """Finds the paragraphs that begin a report."""

    def __init__(self, paragraphs: Sequence[Line], rules: Grammar) -> None:
        self.lines = paragraphs
        self.rules = rules
        self.next_mark = self._next_marks()
        self._strengths: dict[int, int] = {}
        self._first_part = self._where_parts_begin()

    def find(self) -> list[int]:
        """The positions of the paragraphs that begin a report, the first always among them."""
        starts = [0]
        state = _State(0)
        for position, line in enumerate(self.lines):
            begin = self._begins(position, line, state) if position > state.start else None
            if begin is not None and begin > state.start:
                starts.append(begin)
                state = _State(begin)
                for earlier in range(begin, position):
                    self._note(earlier, state)
            self._note(position, state)
        return starts

    def _where_parts_begin(self) -> int:
        """The line that begins the first part of a collection; 0 in a file that is none."""
        if not self.lines or not self._is("collection", self.lines[0]):
            return 0
        parts = (
            at for at, line in enumerate(self.lines) if at and self._is("index", line) and self._has_text_after(at)
        )
        return next(parts, 0)

    def _next_marks(self) -> list[int]:
        """For each paragraph the position of the next one (itself included) that starts with a marker."""
        following = [len(self.lines)] * (len(self.lines) + 1)
        for position in range(len(self.lines) - 1, -1, -1):
            following[position] = position if self.lines[position].mark else following[position + 1]
        return following

    def _note(self, position: int, state: _State) -> None:
        """Takes a paragraph into the current report."""
        mark = self.lines[position].mark
        state.characters += len(self.lines[position].text)
        if mark is None:
            return
        state.last_mark = position
        if mark.style in ("item", "ordinal"):
            return
        if mark.style in ("chapter", "bracket"):
            # Inside a new chapter the numbers may begin again.
            state.chapters = True
            state.families.clear()
            state.top, state.top_rank = mark.family, -1.0
            return
        if mark.form.rank < state.top_rank:
            state.top, state.top_rank, state.top_number = mark.family, mark.form.rank, 0
        if mark.family == state.top:
            state.top_number = max(mark.number or 0, 1 if mark.number == 1 else state.top_number)
            if mark.number == 1:
                state.top_number = 1
            # Inside the next block of the top list the numbers may begin again.
            state.families.clear()
        state.families.add(mark.family)

    def _begins(self, position: int, line: Line, state: _State) -> int | None:
        """The paragraph at which a new report begins, when this one shows that one does."""
        if state.start == 0 and self._first_part > position:
            return None
        if position == state.start + 1 and self._is("preface", self.lines[state.start]):
            return position
        if line.mark:
            return self._at_mark(position, state)
        if len(line.text) <= _SHORT and self._is("index", line) and self._has_text_after(position):
            return position
        return position if self._without_mark(position, line, state) else None

    def _without_mark(self, position: int, line: Line, state: _State) -> bool:
        """Whether an unnumbered paragraph begins a report by itself."""
        if (state.last_mark < 0 and state.characters <= 4 * _BODY) or self._goes_on(position, state):
            return False
        if len(line.text) <= _SHORT and self._is("title", line) and not self._is("part", line):
            return self._has_text_after(position)
        if self._signed_before(position, state):
            return self._opening(position) > 0
        loose = state.last_mark < 0 or state.last_mark < position - 1 or self._has_words(state.last_mark)
        return loose and self._surely_opens(line)

    def _at_mark(self, position: int, state: _State) -> int | None:
        """Where a report begins whose numbering this marker restarts."""
        mark = self.lines[position].mark
        if mark is None or state.chapters:
            return None
        if mark.style == "chinese" and mark.number == 1:
            return self._at_chinese(position, state)
        if state.top == mark.family:
            if mark.number != 1 or state.top_number < 2:
                return None
            begin = self._look_back(position, state)
            strong = begin < position and (self._signed_before(begin, state) or self._surely_opens(self.lines[begin]))
            return begin if strong or (begin < position and self._is("title", self.lines[begin])) else None
        return self._at_loose_list(position, state) if mark.style == "arabic" else None

    def _at_chinese(self, position: int, state: _State) -> int | None:
        if not state.top:
            return None
        begin = self._look_back(position, state)
        cue = self._signed_before(begin, state) or (
            begin < position and (self._opening(begin) > 1 or self._is("title", self.lines[begin]))
        )
        if state.top_rank > 2:
            return begin if cue or (state.top_number > 1 and not self._resumes(position, state)) else None
        if cue:
            return begin
        if state.top_number < 2 or self._is_part(position - 1, state):
            return None
        return begin

    def _at_loose_list(self, position: int, state: _State) -> int | None:
        """`根据…。⏎1、` after sections that had no such list: a report without any sign but its new beginning."""
        lead = position - 1
        mark = self.lines[position].mark
        if mark is None or lead <= state.last_mark or not state.top or state.top == mark.family:
            return None
        line = self.lines[lead]
        if not self._is("weak-lead", line) or len(line.text) < _BODY or not line.closed:
            return None
        if self.rules.roles["announce"].search(line.text[-_SHORT:]):
            return None
        if lead - 1 <= state.last_mark and not self._has_words(state.last_mark):
            return None
        fresh = mark.number == 1 and mark.family not in state.families and state.top_number > 1
        lost = (mark.number or 0) > 1 and mark.family not in state.families
        return lead if fresh or lost else None

    def _look_back(self, position: int, state: _State) -> int:
        """The first paragraph before `position` that belongs to the report beginning there."""
        first = max(state.last_mark + 1, state.start + 1)
        loose = range(first, position)
        for at in reversed(loose):
            if self._is("date-line", self.lines[at]) or self._is("organization-line", self.lines[at]):
                return at + 1
            if self._is("closer", self.lines[at]) and self._opening(at) <= 1:
                return at + 1
        for at in loose:
            line = self.lines[at]
            if len(line.text) <= _SHORT and self._is("title", line) and not self._is("part", line):
                return at
        strengths = [(self._opening(at), at) for at in loose]
        for wanted in (3, 2):
            for strength, at in strengths:
                if strength >= wanted:
                    return at
        if loose and self._announces(self.lines[position - 1]) and not self._plan(position - 1):
            return position - 1
        own = first + (state.last_mark >= 0 and not self._has_words(state.last_mark))
        return next((at for strength, at in strengths if strength and at >= own), position)

    def _opening(self, position: int) -> int:
        """How much a paragraph looks like the first of a report: 0 not, 1 a little, 2 a good deal, 3 surely."""
        if position not in self._strengths:
            self._strengths[position] = self._strength(self.lines[position])
        return self._strengths[position]

    def _strength(self, line: Line) -> int:
        if self._surely_opens(line):
            return 3
        leader = self._names_leaders(line)
        lead = leader or self._is("time-lead", line) or self._is("weak-lead", line)
        if not lead or len(line.text) < _BODY // 2 or self._is("plan-lead", line) or self._is("date-line", line):
            return 0
        return 2 if leader and self._announces(line) else 1

    def _surely_opens(self, line: Line) -> bool:
        """Whether a paragraph has two signs of a report's first: a time, its leaders, a list to come."""
        if self._is("time-lead", line):
            sure = self._announces(line) or self._names_leaders(line)
        else:
            sure = self._is("weak-lead", line) and self._announces(line)
        return sure and len(line.text) >= _BODY // 2 and not self._is("plan-lead", line)

    def _names_leaders(self, line: Line) -> bool:
        return self.rules.roles["leader"].search(line.text[:_LEAD]) is not None

    def _announces(self, line: Line) -> bool:
        return self.rules.roles["announce"].search(line.text[-_SHORT:]) is not None

    def _plan(self, position: int) -> bool:
        return self._is("plan-lead", self.lines[position])

    def _is_part(self, position: int, state: _State) -> bool:
        """Whether the paragraph before a restart only names the next part of the same report."""
        if position <= state.last_mark or position < 0:
            return False
        line = self.lines[position]
        if self._plan(position):
            return True
        if len(line.text) > _SHORT // 2 or any(self._is(role, line) for role in _NO_PART):
            return False
        return self._is("part", line) or not (line.closed or self._is("title", line))

    def _resumes(self, position: int, state: _State) -> bool:
        """Whether the list that was open goes on after this one: then this one stands inside it."""
        at = self.next_mark[position + 1]
        for _ in range(_AHEAD):
            if at >= len(self.lines):
                return False
            mark = self.lines[at].mark
            if mark and mark.family == state.top:
                return mark.number == state.top_number + 1
            at = self.next_mark[at + 1]
        return False

    def _goes_on(self, position: int, state: _State) -> bool:
        """Whether the numbering of this report goes on after the paragraph."""
        after = self.next_mark[position]
        if after >= len(self.lines) or not state.top:
            return False
        mark = self.lines[after].mark
        return mark is not None and mark.family == state.top and (mark.number or 0) > max(1, state.top_number)

    def _has_words(self, position: int) -> bool:
        """Whether a numbered paragraph has text of its own, not only a heading."""
        return len(self.lines[position].text) > _BODY + _BODY // 2

    def _has_text_after(self, position: int) -> bool:
        """Whether a body stands below a title, not another title (a table of contents) or nothing."""
        for line in self.lines[position + 1 : position + 4]:
            if self._is("index", line):
                return False
            if line.mark or len(line.text) > _BODY:
                return True
        return False

    def _signed_before(self, position: int, state: _State) -> bool:
        """Whether the line before is the signature of the report so far."""
        if position <= state.start + 1:
            return False
        line = self.lines[position - 1]
        return len(line.text) <= _SHORT and (self._is("date-line", line) or self._is("organization-line", line))

    def _is(self, role: str, line: Line) -> bool:
        return self.rules.roles[role].match(line.text) is not None
