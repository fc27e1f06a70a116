"""`creditlang build`: a rulebook as a module of another language."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.cli.arguments import add_rules, command

_EXAMPLE = """  creditlang build {rules} --python
  creditlang build {rules} --python --out town.py"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "build",
        "Write a rulebook as a program that needs neither creditlang nor the rule files: with --python, one module"
        " with a function `score(facts, records, as_of, as_known=None)`.",
        _EXAMPLE,
    )
    add_rules(parser)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--python", action="store_true", help="a Python module without dependencies")
    parser.add_argument("--out", metavar="PATH", type=Path, help="the file to write (default: to the terminal)")
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    from creditlang.rulebook import load

    source = load(given.file, rulebook=given.rulebook).to_python()
    if given.out is None:
        sys.stdout.write(source)
    else:
        given.out.write_text(source, encoding="utf-8", newline="\n")
        print(f"written to {given.out}")
    return 0
