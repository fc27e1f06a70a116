"""`creditlang rescore`: decide again when records were corrected, and say who must be told of what."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from creditlang.analysis.rescore import Rescored, rescore
from creditlang.cli.arguments import add_dates, add_format, add_rules, command, day
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.data import Dataset, History
from creditlang.decider import Progress
from creditlang.rulebook import Rulebook, load

Pair = tuple[History, History]
"""What is on record about somebody, without the corrections and with them."""

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
        help="a folder with withdrawals.csv (columns record, withdrawn) and tables of records that are new",
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
    rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        subjects, histories = _concerned(data, given)
        found = list(_rescored(rulebook, histories, given, progress, len(subjects)))
    if given.format == "json":
        from creditlang.render.json import dumps
        from creditlang.render.rescore import rescored_json

        print(
            dumps(
                {
                    "rulebook": rulebook.name,
                    "rulebook_digest": rulebook.digest,
                    "as_of": given.as_of.isoformat(),
                    "known_before": _iso(given.known_before),
                    "as_known": _iso(given.as_known),
                    "concerned": len(subjects),
                    "rescored": rescored_json(found),
                }
            )
        )
    else:
        from creditlang.render.rescore import rescored_text
        from creditlang.render.terminal import console

        out = console(sys.stdout)
        out.print(rescored_text(found, len(subjects), out.width))
    return 1 if found and given.exit_code else 0


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _concerned(data: Dataset, given: argparse.Namespace) -> tuple[tuple[str, ...], Iterator[Pair]]:
    """Whom the corrections concern, and their histories without and with them."""
    from creditlang.data.corrections import load_corrections
    from creditlang.data.knowledge import known_differently

    if given.corrections is None:
        subjects = tuple(known_differently(data, given.as_of, given.known_before, given.as_known))
        return subjects, ((history, history) for history in map(data.history, subjects))
    corrections = load_corrections(given.corrections, data, given.data)
    histories = map(data.history, corrections.subjects)
    return corrections.subjects, ((history, corrections.apply(history)) for history in histories)


def _rescored(
    rulebook: Rulebook, histories: Iterator[Pair], given: argparse.Namespace, progress: Progress | None, total: int
) -> Iterator[Rescored]:
    for number, (old, new) in enumerate(histories):
        if progress:
            progress("deciding again", number, total)
        found = rescore(
            rulebook.series, old, new, given.as_of, known_before=given.known_before, as_known=given.as_known
        )
        if found is not None:
            yield found
