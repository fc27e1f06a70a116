"""`creditlang diff`: what changed between two rulebooks, in law, in effect, and for whom."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.analysis.diff.comparison import GATES
from creditlang.audit.differences import diff
from creditlang.cli.arguments import above_zero, add_dates, add_format, command, shipped_name
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show, write_page
from creditlang.compiling import choose
from creditlang.driver import compile_paths
from creditlang.rulebook import Rulebook

_EXAMPLE = """  creditlang diff {old} --edition 2017 --to 2021
  creditlang diff {old} --edition 2017 --to 2021 \\
    --data {data} --as-of 2022-06-01 --by residence --html page.html
  creditlang diff {old} {old} --exit-code --fail-on sanction"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "diff",
        "What changed between two rulebooks: in law, article by article; in effect, proved equal, not seen with few"
        " records, or shown by a small case; and, with --data, for whom. Layout, comments and order never count.",
        _EXAMPLE.format(old=shipped_name("rules", "rongcheng"), data=shipped_name("data", "rongcheng")),
    )
    parser.add_argument("old", metavar="OLD", type=Path, help="a rule file, or a folder with editions")
    parser.add_argument(
        "new", metavar="NEW", type=Path, nargs="?", help="what it became (default: OLD, with --edition and --to)"
    )
    parser.add_argument("--rulebook", metavar="NAME", help="which rulebook, where the files hold several")
    parser.add_argument("--edition", metavar="NAME", help="which edition of OLD, by its name or its first day")
    parser.add_argument("--to", metavar="NAME", help="which edition of NEW")
    parser.add_argument("--law-only", action="store_true", help="do not ask what changed in effect")
    parser.add_argument(
        "--records",
        metavar="N",
        type=above_zero,
        default=2,
        help="look at histories of up to N records of each event (default: 2)",
    )
    parser.add_argument(
        "--seconds", metavar="N", type=above_zero, default=5, help="how long one question may take (default: 5)"
    )
    people = parser.add_argument_group("for whom")
    people.add_argument("--data", metavar="DIR", type=Path, help="a folder of tables, or a DuckDB database")
    add_dates(parser, required=False)
    people.add_argument(
        "--by", metavar="FIELD", action="append", default=[], help="break down by this fact; may be repeated"
    )
    gate = parser.add_argument_group("as a review gate")
    gate.add_argument(
        "--exit-code", action="store_true", help="exit with status 1 if anything changed, or is undecided"
    )
    gate.add_argument(
        "--fail-on",
        metavar="KIND",
        action="append",
        choices=GATES,
        default=[],
        help=f"exit with status 1 if this changed, or is so: {', '.join(GATES)}; may be repeated",
    )
    parser.add_argument("--html", metavar="PAGE", type=Path, help="write a page that needs no network")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code or --fail-on 1 if there is such a difference."""
    _check(given)
    old = _compiled(given.old, given.rulebook)
    new = old if given.new is None else _compiled(given.new, given.rulebook)
    with progress_bar() as progress:
        found = diff(
            old,
            new,
            edition=given.edition,
            to=given.to,
            effect=not given.law_only,
            records=given.records,
            seconds=given.seconds,
            data=given.data,
            as_of=given.as_of,
            as_known=given.as_known,
            by=given.by,
            progress=progress,
        )
    show(found, given.format)
    if given.html:
        write_page(given.html, found.to_html())
    return int((given.exit_code and found.differ) or any(found.stops(gate) for gate in given.fail_on))


def _compiled(path: Path, name: str | None) -> Rulebook:
    """The rulebook of a path. It is not kept for the next start: that prepares for deciding, which may not be asked."""
    return Rulebook(choose(compile_paths([path]), str(path), name).series)


def _check(given: argparse.Namespace) -> None:
    if given.new is None and (given.edition is None or given.to is None):
        raise UsageError("say what to compare with: a second path, or two editions with --edition and --to")
    if given.data and given.as_of is None:
        raise UsageError("--data needs --as-of: the day that is decided for")
    if not given.data and (given.by or given.as_of or given.as_known):
        raise UsageError("--by, --as-of and --as-known speak of people: name their --data")
    if given.html and not given.html.resolve().parent.is_dir():
        raise UsageError(f"there is no folder `{given.html.parent}` to write to")
