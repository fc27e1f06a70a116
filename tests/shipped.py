"""The rulebooks under `examples/rules`, each compiled once for all tests of a process."""

from functools import cache
from pathlib import Path

from creditlang.driver import Compilation, compile_paths, find_units

RULES = Path(__file__).parents[1] / "examples" / "rules"
UNITS = tuple(find_units([RULES]))
"""The files of each, as they are compiled together."""


@cache
def compiled(*unit: Path) -> Compilation:
    """What files, or a folder, compile to."""
    return compile_paths(unit)
