"""Where a rulebook comes from: just compiled, or recalled from the cache. Both give the same, the second when asked.

Standard library only, and little of that; what takes long to import is imported when it is first needed.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

from creditlang.backends.python.programs import EmittedProgram
from creditlang.cache import Reached, recall

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than a rulebook to recall
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from creditlang import ir
    from creditlang.backends.python.criteria import Judge
    from creditlang.backends.python.functions import Functions
    from creditlang.diagnostics import Diagnostic

    Origin: TypeAlias = "Afresh | Recalled"

_FORMAT = 1


class Afresh:
    """A rulebook that was compiled by this process."""

    def __init__(self, series: ir.Series, warnings: tuple[Diagnostic, ...]) -> None:
        self.series, self.warnings = series, warnings
        self._functions: Functions | None = None

    @property
    def name(self) -> str:
        """The word after `rulebook`."""
        return self.series.name

    @property
    def digest(self) -> str:
        """SHA-256 of everything that was compiled in."""
        return self.series.digest

    @property
    def functions(self) -> Functions:
        """Its functions, emitted when first wanted."""
        if self._functions is None:
            from creditlang.backends.python.functions import Functions

            self._functions = Functions(self.series)
        return self._functions


class Recalled:
    """A rulebook from the cache."""

    def __init__(self, name: str, digest: str, functions: RecalledFunctions) -> None:
        self.name, self.digest, self.functions = name, digest, functions

    @property
    def series(self) -> ir.Series:
        """Its typed tree."""
        return self.functions.tree.read()[0][self.name][0]

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the compiler warned of."""
        return self.functions.tree.read()[1]


class Tree:
    """The typed trees and the warnings of one entry, read when first wanted, and only once."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._lock = allocate_lock()
        self._found: tuple[dict[str, tuple[ir.Series, Any]], tuple[Diagnostic, ...]] | None = None

    def read(self) -> tuple[dict[str, tuple[ir.Series, Any]], tuple[Diagnostic, ...]]:
        """By name each series with the judges of its items; and the warnings."""
        with self._lock:
            if self._found is None:
                import pickle

                # The bytes were sealed by us with the user's key: `cache.recall` has checked it.
                trees, warnings = pickle.loads(self._content)
                self._found = {series.name: (series, judges) for series, judges in trees}, warnings
                self._content = b""
            return self._found


class RecalledFunctions:
    """What `Functions` offers, from kept code."""

    def __init__(self, name: str, bare: tuple[str, bytes], steps: tuple[str, bytes], tree: Tree) -> None:
        self.tree = tree
        self._name, self._bare, self._steps = name, bare, steps
        self._score: Callable[..., Any] | None = None

    @property
    def score(self) -> Callable[..., Any]:
        """The bare function."""
        if self._score is None:
            self._score = EmittedProgram.from_data(*self._bare).function()
        return self._score

    @property
    def explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        """The function that gives every step, and what its items refer to, by edition."""
        return EmittedProgram.from_data(*self._steps).function(), self.tree.read()[0][self._name][1]


def request(path: str | os.PathLike[str], root: str | os.PathLike[str] | None) -> bytes:
    """What an entry is kept under: the same paths, seen from the same folder."""
    parts = [str(_FORMAT), os.fspath(path), "" if root is None else f"in {os.fspath(root)}", os.getcwd()]
    return "\0".join(parts).encode("utf-8", "surrogatepass")


def recalled(
    path: str | os.PathLike[str], rulebook: str | None, root: str | os.PathLike[str] | None
) -> Recalled | None:
    """The rulebook as an earlier start compiled it, if all files that it rests on are what they were then.

    None also where it is not clear which rulebook is meant: the compiler says so better.
    """
    entry = _entry(path, root)
    if entry is None:
        return None
    names = entry[1] if rulebook is None else [name for name in entry[2] if name == rulebook]
    if len(names) != 1 or not Reached(*entry[0]).is_unchanged():
        return None
    return _of_entry(entry, names)[0]


def all_recalled(path: str | os.PathLike[str]) -> tuple[Recalled, ...] | None:
    """Every rulebook of a file or folder, as an earlier start compiled them; None as for `recalled`."""
    entry = _entry(path, None)
    return None if entry is None or not Reached(*entry[0]).is_unchanged() else _of_entry(entry, entry[1])


def _entry(path: str | os.PathLike[str], root: str | os.PathLike[str] | None) -> Any:
    try:
        return recall(request(path, root))
    except OSError:  # there is no current folder
        return None


def _of_entry(entry: Any, names: Iterable[str]) -> tuple[Recalled, ...]:
    _, _, digests, programs, content = entry
    tree, found = Tree(content), []
    for name in names:
        bare, steps = programs[name]
        found.append(Recalled(name, digests[name], RecalledFunctions(name, bare, steps, tree)))
    return tuple(found)
