"""Rulebooks from rule files and texts: compiled, chosen, and kept for the next start."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path

from creditlang.backends.python.functions import Functions
from creditlang.cache import remember
from creditlang.diagnostics import DiagnosticsError
from creditlang.driver import Compilation, compile_paths, compile_text
from creditlang.errors import NoRulebook, SeveralRulebooks, UnknownRulebook
from creditlang.origins import Afresh, request


def from_paths(path: str | Path, rulebook: str | None, root: str | Path | None) -> Afresh:
    """The rulebook in a file or folder. What compiles is kept. Raises DiagnosticsError."""
    compiled = compile_paths([Path(path)], Path(root) if root is not None else None)
    found = choose(compiled, str(path), rulebook)
    _keep(request(path, root), compiled, (found,))
    return found


def all_from_paths(path: str | Path) -> tuple[Afresh, ...]:
    """Every rulebook in a file or folder; there may be none. What compiles is kept. Raises DiagnosticsError."""
    compiled = compile_paths([Path(path)])
    if compiled.errors:
        raise DiagnosticsError(compiled.diagnostics)
    found = tuple(Afresh(series, compiled.warnings) for series in compiled.own_series)
    _keep(request(path, None), compiled, found)
    return found


def from_text(text: str, name: str, rulebook: str | None) -> Afresh:
    """The rulebook in a text. Raises DiagnosticsError."""
    return choose(compile_text(text, name), name, rulebook)


def choose(compiled: Compilation, path: str, name: str | None) -> Afresh:
    """The one rulebook of what was compiled, or the one of this name.

    Raises:
        DiagnosticsError: it has errors, or there is none or more than one.
    """
    if compiled.errors:
        raise DiagnosticsError(compiled.diagnostics)
    names = tuple(series.name for series in compiled.series)
    found = [s for s in compiled.series if s.name == name] if name is not None else compiled.own_series
    if len(found) == 1:
        return Afresh(found[0], compiled.warnings)
    if name is not None:
        raise DiagnosticsError([UnknownRulebook(span=None, path=path, name=name, names=names)])
    if found:
        names = tuple(series.name for series in found)
        raise DiagnosticsError([SeveralRulebooks(span=None, path=path, names=names)])
    raise DiagnosticsError([NoRulebook(span=None, path=path)])


def _keep(wanted: bytes, compiled: Compilation, chosen: Iterable[Afresh]) -> None:
    """Keep everything that was compiled together, for any of its rulebooks may be asked for next."""
    if compiled.reached is None:
        return
    functions = {one.name: one.functions for one in chosen}
    functions |= {s.name: Functions(s) for s in compiled.series if s.name not in functions}
    try:
        programs = {name: (own.bare.data, own.steps.program.data) for name, own in functions.items()}
        trees = [(s, functions[s.name].steps.judges) for s in compiled.series]
        tree = pickle.dumps((trees, compiled.warnings), protocol=pickle.HIGHEST_PROTOCOL)
    except (RecursionError, ValueError):
        return  # nested deeper than can be written down: such a rulebook is compiled at each start
    own_names = [s.name for s in compiled.own_series]
    digests = {s.name: s.digest for s in compiled.series}
    remember(wanted, (compiled.reached.data, own_names, digests, programs, tree))
