"""Measure the speed of creditlang: `python benchmarks/run.py [NAME…]`, `--list` for the names.

Every figure first checks that what is timed gives the right answers, then measures, and ends with one line.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from changed_rulebooks import CHANGED
from columns import COLUMNS
from commands import COMMANDS
from flat_scorecard import FLAT
from growth import GROWTH
from population import POPULATION
from spark_growth import SPARK

FIGURES = {figure.name: figure for figure in (*COMMANDS, *FLAT, *POPULATION, *GROWTH, *COLUMNS, *CHANGED, *SPARK)}


def main(arguments: list[str] | None = None) -> int:
    """Measure the figures that are named, or all; 1 if one falls short of its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: everything)")
    parser.add_argument("--list", action="store_true", help="say what can be measured")
    given = parser.parse_args(arguments)
    if given.list:
        for figure in FIGURES.values():
            print(f"{figure.name:<16} {figure.what}")
        return 0
    if unknown := [name for name in given.names if name not in FIGURES]:
        parser.error(f"unknown: {', '.join(unknown)}; --list names what can be measured")
    lines = []
    for name in given.names or FIGURES:
        lines.append(FIGURES[name].told(FIGURES[name].measure()))
        print(lines[-1], flush=True)
    return 1 if any(line.endswith("short") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
