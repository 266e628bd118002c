"""How much fedparse reads: what is larger is refused before it fills the memory."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one document, or one member of an archive.

A document takes sixty times the bytes of its text in memory: this is what a machine of 8 GiB reads without swapping.
"""
MAX_DEPTH = 4
"""How deep archives may lie in archives."""
MAX_MEMBERS = 100_000
"""Members of one archive."""
MAX_TOTAL = 4 * 1024**3
"""Bytes that one archive may unpack to, all in all."""
MAX_RATIO = 200
"""How many times its packed size a member may have. Texts come to 3 to 10, repetitive tables to 50."""
RATIO_FROM = 10 * 1024 * 1024
"""Bytes up to which no ratio makes a bomb."""
MAX_CELLS = 2**23
"""Cells of a sheet, empty ones between its corners among them: each takes 32 bytes."""


def is_bomb(size: int, packed: int) -> bool:
    """Whether something of `size` bytes that are `packed` in so many is made to fill memories and disks."""
    return size > RATIO_FROM and size > MAX_RATIO * packed
