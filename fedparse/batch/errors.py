"""What stops a whole batch, and not one file of it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from fedparse.errors import FedparseError

if TYPE_CHECKING:
    import sqlite3

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class BatchError(FedparseError):
    """A batch that cannot go on; one sentence says why and what to do. What is in the journal stays there."""


def refused(error: OSError | sqlite3.Error, place: object) -> BatchError:
    """What an error of the disk under `place` means for a batch."""
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return _full(place)
        return BatchError(f"{place}: cannot be written: {error.strerror or error}; mend that and run the batch again")
    if "full" in str(error):
        return _full(place)
    return BatchError(f"{place}: the journal cannot be used: {error}; run the batch again, or delete the file")


def _full(place: object) -> BatchError:
    return BatchError(f"{place}: the disk is full; make room and run the batch again, it goes on where it stopped")
