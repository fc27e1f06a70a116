"""`creditlang rescore`: decide again when records were corrected, and say who must be told of what."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.audit.rescoring import rescore
from creditlang.cli.arguments import add_dates, add_format, add_rules, command, day
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show
from creditlang.rulebook import load

_EXAMPLE = """  creditlang rescore {rules} --data {data} \\
    --corrections {corrections} --as-of 2025-12-31
  creditlang rescore {rules} --data {data} \\
    --known-before 2025-06-30 --as-of 2025-06-30"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "rescore",
        "Decide again when records were annulled, corrected or learned of late: every decision that changes, through"
        " which record, what was suffered meanwhile without ground, and who must be told.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    parser.add_argument(
        "--corrections",
        metavar="DIR",
        type=Path,
        help="a folder with withdrawals.csv (columns record, withdrawn), tables of records that are new, and tables of"
        " facts that are wrong (columns subject, field, was, is, since, known)",
    )
    parser.add_argument(
        "--known-before",
        metavar="DATE",
        type=day,
        help="decide first with what was known on that day; without --corrections it must be given",
    )
    add_dates(parser)
    parser.add_argument("--exit-code", action="store_true", help="exit with status 1 if any decision changes")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code 1 if anything changes."""
    if given.corrections is None and given.known_before is None:
        raise UsageError("say what is corrected: a folder of --corrections, or what was --known-before")
    rulebook = load(given.file, rulebook=given.rulebook)
    with progress_bar() as progress:
        found = rescore(
            rulebook,
            given.data,
            as_of=given.as_of,
            corrections=given.corrections,
            known_before=given.known_before,
            as_known=given.as_known,
            progress=progress,
        )
    show(found, given.format)
    return int(given.exit_code and bool(found.rescored))
