"""`creditlang trace`: everything that rests on one record, in every rulebook that is given."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.analysis.trace import Trace, trace
from creditlang.cli.arguments import add_dates, add_format, command
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.rulebook import Rulebook, load_all
from creditlang.semantics import NotInForceError

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
    add_dates(parser)
    parser.add_argument("--exit-code", action="store_true", help="exit with status 1 if anything rests on it")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code 1 if anything rests on the record."""
    rulebooks = [rulebook for file in given.files for rulebook in load_all(file)]
    found: list[tuple[Rulebook, Trace]] = []
    skipped: list[str] = []
    subject = ""
    for rulebook in rulebooks:
        try:
            subject, traced = _trace(rulebook, given)
        except NotInForceError as error:
            skipped.append(str(error))
            continue
        found.append((rulebook, traced))
    if not found:
        raise UsageError("; ".join(skipped))
    if given.format == "json":
        _print_json(found, subject, skipped, given)
    else:
        _print(found, subject)
    for words in skipped:
        sys.stderr.write(f"{words}\n")
    return 1 if given.exit_code and any(traced.matters for _, traced in found) else 0


def _trace(rulebook: Rulebook, given: argparse.Namespace) -> tuple[str, Trace]:
    from creditlang.data.knowledge import subject_of

    rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        subject = subject_of(data, given.record)
        return subject, trace(rulebook.series, data.history(subject), given.record, given.as_of, given.as_known)


def _print(found: list[tuple[Rulebook, Trace]], subject: str) -> None:
    from rich.text import Text

    from creditlang.render.terminal import console
    from creditlang.render.trace import record_text, trace_text

    out = console(sys.stdout)
    blocks = [record_text(found[0][1], subject)]
    blocks += [trace_text(rulebook.title or rulebook.name, traced, out.width) for rulebook, traced in found]
    out.print(Text("\n\n").join(blocks))


def _print_json(
    found: list[tuple[Rulebook, Trace]], subject: str, skipped: list[str], given: argparse.Namespace
) -> None:
    from creditlang.render.json import dumps
    from creditlang.render.trace import trace_json

    record = found[0][1].record
    print(
        dumps(
            {
                "record": record.id,
                "event": record.event,
                "subject": subject,
                "date": record.date.isoformat(),
                "recorded": record.recorded.isoformat(),
                "withdrawn": record.withdrawn.isoformat() if record.withdrawn else None,
                "issuer": found[0][1].issuer,
                "as_of": given.as_of.isoformat(),
                "as_known": given.as_known.isoformat() if given.as_known else None,
                "rulebooks": [trace_json(rulebook.name, traced) for rulebook, traced in found],
                "not_in_force": skipped,
            }
        )
    )
