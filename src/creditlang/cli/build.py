"""`creditlang build`: a rulebook as a file for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.cli.arguments import add_rules, command

_EXAMPLE = """  creditlang build {rules} --python
  creditlang build {rules} --python --out town.py
  creditlang build {rules} --json-schema --out town.schema.json
  creditlang build {rules} --stubs --out town_types.py"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "build",
        "Write a rulebook as a file for other programs: with --python one module that needs neither creditlang nor the"
        " rule files and has a function `score(facts, records, as_of, as_known=None)`; or what a rulebook takes and"
        " gives, with --json-schema for any program, with --stubs for Python's type checkers.",
        _EXAMPLE,
    )
    add_rules(parser)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--python", action="store_true", help="a Python module without dependencies")
    kind.add_argument(
        "--json-schema", action="store_true", help="a JSON Schema of each subject, each event and the decision"
    )
    kind.add_argument("--stubs", action="store_true", help="types of subject, events, grades and rules for Python")
    parser.add_argument("--out", metavar="PATH", type=Path, help="the file to write (default: to the terminal)")
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    from creditlang.rulebook import load

    rulebook = load(given.file, rulebook=given.rulebook)
    if given.json_schema:
        text = rulebook.to_json_schema()
    else:
        text = rulebook.to_stubs() if given.stubs else rulebook.to_python()
    if given.out is None:
        sys.stdout.write(text)
    else:
        given.out.write_text(text, encoding="utf-8", newline="\n")
        print(f"written to {given.out}")
    return 0
