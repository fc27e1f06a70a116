"""Whether an error means that a disk is full, whichever library met it."""

from __future__ import annotations

import errno
import os

_SAID = (os.strerror(errno.ENOSPC), "max_temp_directory_size")
"""What the errors of DuckDB and Polars say, which have no number of their own for it."""


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, or what it was raised from, is a lack of space on a disk."""
    found: BaseException | None = error
    while found is not None:
        if (isinstance(found, OSError) and found.errno == errno.ENOSPC) or any(said in str(found) for said in _SAID):
            return True
        found = found.__cause__
    return False
