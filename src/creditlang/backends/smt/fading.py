"""`expires with earlier records`, in terms. Mirrors `semantics/fading.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from creditlang.backends.smt.expressions import Environment
from creditlang.backends.smt.series import Judged
from creditlang.backends.smt.support import Unsupported

if TYPE_CHECKING:
    from creditlang.backends.smt.scores import SymbolicLine

Lines = Mapping[str, "tuple[SymbolicLine, ...]"]


def faded(lines: Lines, judged: Mapping[str, Judged], env: Environment) -> dict[str, tuple[SymbolicLine, ...]]:
    """The lines; those of fading criteria cannot be said in terms yet."""
    for name, found in judged.items():
        if found.criterion.fades and lines[name]:
            raise Unsupported(f"`expires with earlier records` of `{name}`")
    del env
    return dict(lines)
