"""`creditlang recourse`: what one person can do, or how long they must wait."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.audit.ways_out import recourse
from creditlang.backends.smt.solving import require_solver
from creditlang.cli.arguments import above_zero, add_format, add_rules, command, day
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show
from creditlang.rulebook import load

_EXAMPLE = """  creditlang recourse {rules} --data {data} \\
      --as-of 2026-03-01 --subject p001 --to-grade A"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "recourse",
        "For one person: what changes if nothing is done, and the least that they can do to be out of a burden or up to"
        " a grade, by what the registry calls voluntary and by what a rule names as lifting it. Proven to be the fewest"
        " steps. Needs the extra `creditlang[verify]`.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    parser.add_argument("--subject", metavar="ID", required=True, help="who it is")
    parser.add_argument("--as-of", metavar="DATE", type=day, required=True, help="today, such as 2025-12-31")
    parser.add_argument("--to-grade", metavar="GRADE", help="to have this grade or a better one")
    parser.add_argument("--out-of", metavar="RULE", help="to be out of this sanction, list or downgrade")
    parser.add_argument("--steps", metavar="N", type=above_zero, default=4, help="ways of up to N steps (4)")
    parser.add_argument("--years", metavar="N", type=above_zero, default=5, help="look so many years ahead (5)")
    parser.add_argument("--seconds", metavar="N", type=above_zero, default=10, help="for each question (10)")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if every goal can be met, 1 if not."""
    require_solver()
    rulebook = load(given.file, rulebook=given.rulebook)
    rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        # While the data are open: whom a relation leads to is read when a rule asks for them.
        found = recourse(
            rulebook,
            data.history(given.subject),
            as_of=given.as_of,
            to_grade=given.to_grade,
            out_of=given.out_of,
            steps=given.steps,
            years=given.years,
            seconds=given.seconds,
            progress=progress,
        )
    show(found, given.format)
    return int(not found.can_be_met)
