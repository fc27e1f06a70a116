"""The cache file of the parse tables.

One file per grammar, Lark version and Python version in the user's cache folder. It holds plain data and is read
by a loader that can make nothing else, so a forged file cannot run code; a file that is someone else's,
unreadable or damaged is passed over; a folder that cannot be written is no error.
"""

import hashlib
import io
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import lark

from creditlang.cache import cache_folder, read_ours, write_whole

_FORMAT = 1


def load(key: str) -> dict[str, Any] | None:
    """What `save` kept under this key, with the entries `data` and `memo`, or None.

    Args:
        key: all that the tables depend on, besides the versions of Lark and Python: the grammar and where it starts.
    """
    try:
        path = _path(key)
        whole = read_ours(str(path)) if path else None
        if whole is None:
            return None
        content = whole.partition(b"\n")[2]
        if whole != sealed(content):
            return None
        stored = _PlainData(io.BytesIO(content)).load()
        return {"data": stored["data"], "memo": stored["memo"]}
    except (
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
        TypeError,
        EOFError,
        AttributeError,
        pickle.UnpicklingError,
    ):
        return None


def save(key: str, parser: lark.Lark) -> None:
    """Keep the tables of a parser, if the cache folder can be written."""
    buffer = io.BytesIO()
    parser.save(buffer, exclude_options=("edit_terminals", "_plugins", "propagate_positions"))
    content = buffer.getvalue()
    with suppress(OSError):
        if path := _path(key):
            write_whole(str(path), sealed(content))


def sealed(content: bytes) -> bytes:
    """The content with its checksum in front, by which a damaged file is known."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _path(key: str) -> Path | None:
    folder = cache_folder()
    full = "\n".join((key, lark.__version__, sys.version, str(_FORMAT)))
    return None if folder is None else Path(folder, f"grammar-{hashlib.sha256(full.encode()).hexdigest()[:32]}.tables")


class _PlainData(pickle.Unpickler):
    """Reads dictionaries, lists, tuples, texts and numbers, and refuses to make anything else."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place among parse tables")
