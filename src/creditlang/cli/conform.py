"""`creditlang conform`: whether a rulebook keeps to higher law, clause by clause."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.audit.conformities import conform
from creditlang.cli.arguments import add_format, command
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show, write_page

_EXAMPLE = """  creditlang conform {rules} --charter {charters}/due-process.credit.md
  creditlang conform {rules} --charter {charters}/due-process.credit.md --html report.html"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "conform",
        "Decide each clause of a charter for a rulebook: it holds, with its reason or proof; it is violated, with the"
        " place and, where data matter, a case; or it stays undecided, which counts as a failure. Some"
        " questions of numbers need `pip install creditlang[verify]`.",
        _EXAMPLE,
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="a rule file, or a folder with the editions of a rulebook"
    )
    parser.add_argument("--rulebook", metavar="NAME", help="only this rulebook, where FILE holds several")
    parser.add_argument("--edition", metavar="NAME", help="only this edition (default: all)")
    parser.add_argument(
        "--charter",
        metavar="CHARTER",
        action="append",
        default=[],
        help="a file with charters, or the name of one that FILE sees; can be given several times"
        " (default: those that the rulebook is `under`)",
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        type=float,
        default=10.0,
        help="for each doubt that is put to the solver, by the clock, with writing the question out (default: 10)",
    )
    parser.add_argument("--html", metavar="PAGE", type=Path, help="write the report as a page, too")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if every clause holds, 1 if one is violated or undecided."""
    with progress_bar() as progress:
        found = conform(
            given.file,
            given.charter,
            rulebook=given.rulebook,
            edition=given.edition,
            seconds=given.seconds,
            progress=progress,
        )
    if given.html is not None:
        write_page(given.html, found.to_html())
    show(found, given.format)
    return int(not found.conforms)
