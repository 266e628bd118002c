"""What a verb of `fedparse rules` comes to: cases, faults, a summary and tables, ready for any output format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedparse.codes import codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.errors import Fault
    from fedparse.messages import Message


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was tried (an example, a rule, a file): `group` and `name` make its id; it holds without faults.

    `seconds` is how long it took, 0 where it was not timed.
    """

    group: str
    name: str
    path: str
    line: int
    column: int
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people; cells are text, `numeric` are the columns that are set flush right."""

    title: Message | None
    columns: tuple[Message, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verb found.

    Attributes:
        verb: The verb (`check`, `test` …).
        pack: Name and version of the pack, as `妇联 0.1.0`; "" where none could be loaded.
        checked: How many things were looked at; 0 is exit code 4, never green.
        cases: What was tried, one by one; empty for verbs without cases.
        faults: Every fault, those of the cases too, in file order.
        summary: One sentence for the last line.
        tables: Shown as text and Markdown before the summary.
        blocks: Longer texts for people (a diff, a card), shown after the tables as they are.
        data: The verb's own result for `--format json`: plain JSON values.
        loaded: Whether the pack could be loaded; where it could not, `faults` say why.
    """

    verb: str
    pack: str
    checked: int
    summary: Message
    cases: Sequence[Case] = ()
    faults: Sequence[Fault] = ()
    tables: Sequence[Table] = ()
    blocks: Sequence[str] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    loaded: bool = True

    @property
    def exit_code(self) -> int:
        """0 nothing wrong, 1 something was found, 3 the pack cannot be used, 4 nothing was there to look at."""
        known = codes()
        if not self.loaded or any(known[fault.code].unusable for fault in self.faults):
            return 3
        if any(known[fault.code].level == "error" for fault in self.faults):
            return 1
        return 0 if self.checked else 4
