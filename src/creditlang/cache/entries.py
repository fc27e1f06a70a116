"""Entries: plain data under a request, sealed with the user's key.

A file is 32 bytes of seal and then the data, as `marshal` writes them. The seal is a keyed BLAKE2b over this program's
fingerprint, the request and the data; it is checked before a byte of the data is interpreted. So what was cut short,
changed, moved from another request, written by another version, or made by somebody without the key is no entry.
"""

from __future__ import annotations

import marshal
import os

from creditlang.cache.fingerprint import fingerprint
from creditlang.cache.folders import cache_folder, read_ours, write_whole
from creditlang.cache.hashing import blake2b, compare_digest, digest
from creditlang.cache.secret import key

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than an entry to recall
if TYPE_CHECKING:
    from typing import Any

_SUFFIX = ".rulebook"
_SEAL = 32
_MOST = 500
"""How many entries are kept; the ones that were not used for longest go first."""


def recall(request: bytes) -> Any:
    """What was kept under a request by this version of the program; None if there is nothing that can be believed."""
    path = _path(request)
    secret = key(make=False) if path else None
    if path is None or secret is None:
        return None
    try:
        whole = read_ours(path)
        if whole is None or not compare_digest(whole[:_SEAL], _seal(secret, request, whole[_SEAL:])):
            return None
        found = marshal.loads(memoryview(whole)[_SEAL:])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    _mark_used(path)
    return found


def remember(request: bytes, data: Any) -> bool:
    """Keep data under a request, where that is possible: a cache that cannot be written is no error.

    Args:
        data: made of what `marshal` can write: numbers, texts, bytes, tuples, lists, dictionaries and code.
    """
    path = _path(request)
    secret = key(make=True) if path else None
    if path is None or secret is None:
        return False
    content = marshal.dumps(data)
    try:
        write_whole(path, _seal(secret, request, content) + content)
        _tidy(os.path.dirname(path))
    except OSError:
        return False
    return True


def _path(request: bytes) -> str | None:
    folder = cache_folder()
    if folder is None:
        return None
    named = digest(fingerprint() + request).hex()[:40]
    return os.path.join(folder, named + _SUFFIX)


def _seal(secret: bytes, request: bytes, content: bytes) -> bytes:
    sealed = blake2b(key=secret, digest_size=_SEAL, person=b"creditlang")
    for part in (fingerprint(), request):
        sealed.update(len(part).to_bytes(8, "big") + part)
    sealed.update(content)
    return sealed.digest()


def _mark_used(path: str) -> None:
    try:  # noqa: SIM105  # importing contextlib for it would take a tenth of the start
        os.utime(path)
    except OSError:
        pass  # a cache that can only be read is one all the same


def _tidy(folder: str) -> None:
    """Remove the entries that were not used for longest, beyond as many as are kept."""
    with os.scandir(folder) as entries:
        found = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith((_SUFFIX, ".draft"))]
    for _, path in sorted(found)[:-_MOST]:
        os.unlink(path)
