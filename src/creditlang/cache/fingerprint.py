"""Which program this is: creditlang to the last changed file that takes part, what it rests on, and Python."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

from creditlang.cache.hashing import digest

_OTHERS = ("attr", "lark")
"""Packages that take part in compiling or in what is kept."""

_APART = ("audit", "cli", "lsp", "render", "polars", "sql", "docs", "examples", "__pycache__")
"""Folders that take no part: nothing in them is imported to compile, or by what is kept. A test holds it."""

_found: list[bytes] = []


def fingerprint() -> bytes:
    """32 bytes that are others whenever a kept result might be. Computed once."""
    if not _found:
        home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        parts = [sys.version, str(sys.implementation.cache_tag), home]
        # The grammars of an editable install lie beside `src`.
        for folder in (home, os.path.join(home, "..", "..", "grammars")):
            parts += _state(folder)
        for name in _OTHERS:
            spec = PathFinder.find_spec(name)
            parts += _file(spec.origin) if spec and spec.origin else [f"no {name}"]
        _found.append(digest("\n".join(parts).encode("utf-8", "surrogateescape")))
    return _found[0]


def _state(folder: str) -> list[str]:
    """Name, size and time of every file of code below a folder: a checkout changes without a new version."""
    found: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return found
    for entry in entries:
        if entry.is_dir():
            if entry.name not in _APART:
                found += _state(entry.path)
        elif entry.name.endswith((".py", ".lark")):
            status = entry.stat()
            found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    return found


def _file(path: str) -> list[str]:
    status = os.stat(path)
    return [f"{path} {status.st_size} {status.st_mtime_ns}"]
