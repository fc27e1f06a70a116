"""The key that seals entries: 32 random bytes that only this user can read.

Whoever can read it can write entries that are believed; that is this user, who can also change the program itself.
"""

from __future__ import annotations

import os

from creditlang.cache.folders import read_ours, state_folder, write_whole

_LENGTH = 32


def key(*, make: bool) -> bytes | None:
    """The key; None where there is none and none can be, or shall be, made.

    Args:
        make: whether to make one, also in place of one that others can read or that is not a key.
    """
    folder = state_folder()
    if folder is None:
        return None
    path = os.path.join(folder, "cache.key")
    if found := _read(path):
        return found
    if not make:
        return None
    try:
        write_whole(path, os.urandom(_LENGTH))
    except OSError:
        return None
    # Another process may have made one at the same time: the file says which of the two holds.
    return _read(path)


def _read(path: str) -> bytes | None:
    try:
        found = read_ours(path, secret=True)
    except OSError:
        return None
    return found if found is not None and len(found) == _LENGTH else None
