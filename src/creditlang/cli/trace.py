"""`creditlang trace`: everything that rests on one record, in every rulebook that is given."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.audit.tracing import trace
from creditlang.cli.arguments import add_dates, add_format, command
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show
from creditlang.rulebook import load_all

_EXAMPLE = """  creditlang trace e0-26-14 {rules} --data {data} --as-of 2025-03-31"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "trace",
        "Show every line of a decision that rests on one record, by name or not: its points, what it set off, the grade"
        " and whatever hangs on it; in one rulebook or in many.",
        _EXAMPLE,
    )
    parser.add_argument("record", metavar="RECORD", help="the id of the record")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="rule files, or folders with editions")
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    parser.add_argument(
        "--corrections", metavar="DIR", type=Path, help="make the corrections in this folder first (see `rescore`)"
    )
    add_dates(parser)
    parser.add_argument("--exit-code", action="store_true", help="exit with status 1 if anything rests on it")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code 1 if anything rests on the record."""
    rulebooks = [rulebook for file in given.files for rulebook in load_all(file)]
    with progress_bar() as progress:
        found = trace(
            given.record,
            rulebooks,
            given.data,
            as_of=given.as_of,
            as_known=given.as_known,
            corrections=given.corrections,
            progress=progress,
        )
    show(found, given.format)
    for words in found.not_in_force:
        sys.stderr.write(f"{words}\n")
    return int(given.exit_code and found.matters)
