"""Where the cache and its key lie, and which files there are to be believed."""

from __future__ import annotations

import os
import stat
import sys

SETTING = "CREDITLANG_CACHE"
"""The environment variable that names the folder of the cache; `off` for none."""


def cache_folder() -> str | None:
    """The folder of the cache, which need not exist; None where there is to be none, or no home."""
    chosen = os.environ.get(SETTING)
    if chosen is not None:
        return None if chosen.strip().lower() in ("", "off") else os.path.abspath(chosen)
    match sys.platform:
        case "win32":
            return _below(os.environ.get("LOCALAPPDATA"), ("~", "AppData", "Local"))
        case "darwin":
            return _below(os.environ.get("XDG_CACHE_HOME"), ("~", "Library", "Caches"))
        case _:
            return _below(os.environ.get("XDG_CACHE_HOME"), ("~", ".cache"))


def state_folder() -> str | None:
    """The folder of the key: another than that of the cache, so that whoever copies a cache does not copy its key."""
    match sys.platform:
        case "win32":
            return _below(os.environ.get("APPDATA"), ("~", "AppData", "Roaming"))
        case "darwin":
            return _below(os.environ.get("XDG_STATE_HOME"), ("~", "Library", "Application Support"))
        case _:
            return _below(os.environ.get("XDG_STATE_HOME"), ("~", ".local", "state"))


def _below(chosen: str | None, usual: tuple[str, ...]) -> str | None:
    """Our folder in the chosen one, or in the usual one. A relative choice is none: so says the XDG standard."""
    base = chosen if chosen and os.path.isabs(chosen) else os.path.expanduser(os.path.join(*usual))
    return os.path.join(base, "creditlang") if os.path.isabs(base) else None


def is_ours(status: os.stat_result, *, secret: bool = False) -> bool:
    """Whether a file is a plain one that this user owns and nobody else may write (nor read, if it is `secret`)."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":  # where access is a matter of lists that `stat` does not show
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (0o077 if secret else 0o022)


def read_ours(path: str, *, secret: bool = False) -> bytes | None:
    """The bytes of a file that is ours; None for any other, and for a link.

    Raises:
        OSError: there is no such file, or it cannot be read.
    """
    # A pipe that lies in wait would block us without O_NONBLOCK. The open file is judged, not what has its name next.
    flags = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_BINARY"))
    handle = os.open(path, flags)
    try:
        status = os.fstat(handle)
        if not is_ours(status, secret=secret):
            return None
        with open(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def write_whole(path: str, content: bytes) -> None:
    """Write a file that only this user can read: whole or not at all, also beside another that writes it.

    Raises:
        OSError: it cannot be written.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    draft = os.path.join(folder, f".{os.getpid()}-{os.urandom(8).hex()}.draft")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(draft, flags, 0o600), "wb") as file:
            file.write(content)
        os.replace(draft, path)
    except BaseException:
        if os.path.lexists(draft):
            os.unlink(draft)
        raise
