"""`creditlang compare`: the same deed in several localities, side by side."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.audit.standards import compare
from creditlang.cli.arguments import add_format, command, day
from creditlang.cli.reports import show, write_page
from creditlang.rulebook import load_all

_EXAMPLE = """  creditlang compare {rongcheng} \\
    {suining}
  creditlang compare {rongcheng} \\
    {suining} --html deeds.html"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "compare",
        "Lay rulebooks over one registry side by side: what each deed costs or earns, for how long, what it can lead"
        " to, and where the same deed meets different standards.",
        _EXAMPLE,
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="rule files, or folders with editions")
    parser.add_argument(
        "--on",
        metavar="DATE",
        type=day,
        help="compare the editions in force on that day (default: the latest of each)",
    )
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page with a heat map")
    parser.add_argument("--exit-code", action="store_true", help="exit with status 1 if any standard differs")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code 1 if the same deed meets different standards anywhere."""
    standards = compare([rulebook for file in given.files for rulebook in load_all(file)], on=given.on)
    if given.html:
        write_page(given.html, standards.to_html())
    show(standards, given.format)
    return int(given.exit_code and standards.differ)
