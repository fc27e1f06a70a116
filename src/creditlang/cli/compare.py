"""`creditlang compare`: the same deed in several localities, side by side."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.analysis.compare import compare
from creditlang.cli.arguments import add_format, command, day
from creditlang.cli.failures import UsageError
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
    serieses = [rulebook.series for file in given.files for rulebook in load_all(file)]
    if len(serieses) < 2:
        raise UsageError("to compare, name at least two rulebooks")
    comparison = compare(serieses, given.on)
    if given.html:
        from creditlang.render.comparison import comparison_page

        given.html.write_text(comparison_page(comparison), encoding="utf-8")
    if given.format == "json":
        from creditlang.render.json import dumps
        from creditlang.render.standards import comparison_json

        print(dumps(comparison_json(comparison)))
    else:
        from creditlang.render.comparison import comparison_text
        from creditlang.render.terminal import console

        console(sys.stdout).print(comparison_text(comparison))
    return 1 if given.exit_code and any(row.differences for row in comparison.rows) else 0
