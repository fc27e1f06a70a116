"""Where emitted code says that it comes from, and the texts that a traceback or a debugger shows of it.

A rule file is shown by Python itself, which reads it. A text that stands in no file is given to `linecache` for as long
as a function made of it lives.
"""

from __future__ import annotations

import linecache
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType

from creditlang.source import Source

_shown: Counter[str] = Counter()


class Listings:
    """Names the sources of one program.

    Attributes:
        texts: by name those that stand in no file.
    """

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._names: dict[int, str] = {}

    def name_of(self, source: Source) -> str:
        """A name that leads a traceback to the lines: the whole path of a file, or one that no other text has."""
        if id(source) not in self._names:
            file = Path(source.name)
            self._names[id(source)] = str(file.absolute()) if _is_file(file) else self._text(source)
        return self._names[id(source)]

    def _text(self, source: Source) -> str:
        name, number = source.name, 1
        while self._held(name) not in (None, source.text):
            number += 1
            name = f"{source.name} {number}"
        self.texts[name] = source.text
        return name

    def _held(self, name: str) -> str | None:
        """The text that has this name already."""
        if name in self.texts or name not in _shown:
            return self.texts.get(name)
        return "".join(linecache.getlines(name))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def show_while_alive(texts: Mapping[str, str], function: Callable[..., object]) -> None:
    """Let tracebacks show these texts as long as the function lives."""
    for name, text in texts.items():
        lines = text.splitlines(keepends=True)
        linecache.cache[name] = (len(text), None, lines, name)
        _shown[name] += 1
        weakref.finalize(function, _forget, name).atexit = False


def _forget(name: str) -> None:
    _shown[name] -= 1
    if _shown[name] <= 0:
        del _shown[name]
        linecache.cache.pop(name, None)


def pointing(code: CodeType, files: Mapping[str, str], file: str) -> CodeType:
    """The code with each function pointing to its own file, and what is inside it to the same.

    Args:
        files: by the name of a function the file that it comes from.
        file: the file of what has no entry there.
    """
    constants = tuple(
        pointing(part, files, files.get(part.co_name, file)) if isinstance(part, CodeType) else part
        for part in code.co_consts
    )
    return code.replace(co_filename=file, co_consts=constants)
