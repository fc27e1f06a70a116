"""The cache file of the parse tables.

One file per grammar, Lark version and Python version in the user's cache folder. It holds plain data and is read
by a loader that can make nothing else, so a forged file cannot run code; a file that is someone else's,
unreadable or damaged is passed over; a folder that cannot be written is no error.
"""

import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import lark

_FORMAT = 1


def load(key: str) -> dict[str, Any] | None:
    """What `save` kept under this key, with the entries `data` and `memo`, or None.

    Args:
        key: all that the tables depend on, besides the versions of Lark and Python: the grammar and where it starts.
    """
    try:
        path = _path(key)
        if not _is_ours(path):
            return None
        whole = path.read_bytes()
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
    with suppress(OSError, RuntimeError):  # RuntimeError: there is no home folder
        path = _path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by its owner only
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed(content))
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def sealed(content: bytes) -> bytes:
    """The content with its checksum in front, by which a damaged file is known."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _path(key: str) -> Path:
    full = "\n".join((key, lark.__version__, sys.version, str(_FORMAT)))
    return _folder() / f"grammar-{hashlib.sha256(full.encode()).hexdigest()[:32]}.tables"


def _folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "creditlang" if base else Path.home() / "AppData" / "Local" / "creditlang"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "creditlang"


def _is_ours(path: Path) -> bool:
    """Whether the file is a plain one that this user owns and nobody else may write."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return False
    return sys.platform == "win32" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


class _PlainData(pickle.Unpickler):
    """Reads dictionaries, lists, tuples, texts and numbers, and refuses to make anything else."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place among parse tables")
