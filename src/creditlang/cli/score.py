"""`creditlang score`: decide on everyone in a data set."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from creditlang.cli.arguments import add_dates, add_format, add_rules, command
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.data import Dataset
from creditlang.outputs import DecisionTables, lines_path
from creditlang.render.terminal import counted
from creditlang.rulebook import load
from creditlang.summary import Summary, Tally

_EXAMPLE = """  creditlang score {rules} --data {data} --as-of 2025-12-31
  creditlang score {rules} --data {data} --as-of 2025-12-31 --out decisions.parquet"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "score",
        "Decide on everyone in a data set: a summary, or with --out two tables, one of subjects and one of what"
        " contributed to their points.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    add_dates(parser)
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="write the decisions to FILE (.parquet, .csv or .jsonl)"
    )
    parser.add_argument(
        "--quarantine", metavar="FILE", type=Path, help="set invalid rows aside in this CSV file and score the rest"
    )
    parser.add_argument("--engine", choices=("python",), default="python", help="what computes (default: python)")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once everyone is decided on."""
    if given.out and not given.out.resolve().parent.is_dir():
        raise UsageError(f"there is no folder `{given.out.parent}` to write to")
    rulebook = load(given.file, rulebook=given.rulebook)
    edition = rulebook.edition_on(given.as_of)
    tally = Tally()
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        data = stack.enter_context(rulebook.open_data(given.data, quarantine=given.quarantine, progress=progress))
        tables = stack.enter_context(DecisionTables(given.out, rulebook.series)) if given.out else None
        for decision in rulebook.decisions(data, as_of=given.as_of, as_known=given.as_known, progress=progress):
            tally.add(decision)
            if tables:
                tables.add(decision)
        remarks = _remarks(data, given)
    _print(tally.summary(rulebook.series, edition, given.as_of, given.as_known), given)
    for remark in remarks:
        sys.stderr.write(f"{remark}\n")
    return 0


def _remarks(data: Dataset, given: argparse.Namespace) -> list[str]:
    """What was odd about the data, in sentences."""
    remarks = list(data.warnings)
    if data.set_aside:
        remarks.append(f"{counted(data.set_aside, 'row')} set aside in {given.quarantine}")
    if data.unscorable:
        remarks.append(f"{counted(len(data.unscorable), 'person', 'people')} not decided: their own row was set aside")
    if data.unattributed:
        remarks.append(f"{counted(data.unattributed, 'row')} among them say of nobody whom they concern")
    return remarks


def _print(summary: Summary, given: argparse.Namespace) -> None:
    if given.format == "json":
        from creditlang.render.json import dumps

        print(dumps(summary.to_dict()))
        return
    from creditlang.render.summary import summary_text
    from creditlang.render.terminal import console

    out = console(sys.stdout)
    if given.out is None:
        out.print(summary_text(summary, out.width))
    else:
        out.print(
            f"{counted(summary.people, 'person', 'people')} decided: {given.out}, and what contributed to their"
            f" points: {lines_path(given.out)}"
        )
