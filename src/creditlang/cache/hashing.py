"""BLAKE2b, and a comparison that takes the same time whatever differs, without `hashlib` and `hmac`.

These load OpenSSL, which takes longer than everything else that a start from the cache does. Python has both at hand
without it; where a Python has not, the usual modules serve.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than a rulebook to recall
if TYPE_CHECKING:
    from hashlib import blake2b
    from hmac import compare_digest
else:
    try:
        from _blake2 import blake2b
        from _operator import _compare_digest as compare_digest
    except ImportError:
        from hashlib import blake2b
        from hmac import compare_digest

__all__ = ["blake2b", "compare_digest", "digest"]


def digest(content: bytes) -> bytes:
    """32 bytes by which a content is told from any other."""
    return blake2b(content, digest_size=32).digest()
