"""What facts and checks add to a parse: the same text with and without them, by turns in one process."""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import measure

import fedparse
from fedparse import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROUNDS = 25


def _none(found: Any, layouts: Sequence[object], *_: object) -> Iterator[Any]:
    """No facts and no checks for any report."""
    del found
    return (assemble.Account((), (), ()) for _ in layouts)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def main() -> None:
    """Prints the share of the time of a parse without facts that facts and checks add."""
    text = measure.usual_text().text
    fedparse.parse(text)
    added: list[float] = []
    for _ in range(ROUNDS):
        whole = _seconds(lambda: fedparse.parse(text))
        with patch.object(assemble, "_accounts", _none):
            bare = _seconds(lambda: fedparse.parse(text))
        added.append(whole / bare - 1)
    print(f"facts and checks add {median(added):.0%} to a parse without them")


if __name__ == "__main__":
    main()
