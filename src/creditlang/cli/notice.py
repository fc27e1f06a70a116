"""`creditlang notice`: the letter that a person gets about a decision."""

from __future__ import annotations

import argparse
from pathlib import Path

from creditlang.audit.letters import notice
from creditlang.cli.arguments import add_dates, add_format, add_rules, command
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show, write_page
from creditlang.rulebook import load

_EXAMPLE = """  creditlang notice {rules} --data {data} \\
    --as-of 2025-12-31 --subject p004
  creditlang notice {rules} --data {data} \\
    --as-of 2025-12-31 --subject p004 --html letter.html"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "notice",
        "Write the letter that a person gets: what was decided, the reasons in order, on which records from which body,"
        " under which law, and how and until when to object.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    parser.add_argument("--subject", metavar="ID", required=True, help="whom the decision is about")
    add_dates(parser)
    parser.add_argument("--html", metavar="FILE", type=Path, help="write it as a page instead")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    rulebook = load(given.file, rulebook=given.rulebook)
    rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        # While the data are open: whom a relation leads to is read when a rule asks for them.
        letter = notice(rulebook, data.history(given.subject), as_of=given.as_of, as_known=given.as_known)
    if given.html:
        write_page(given.html, letter.to_html())
    else:
        show(letter, given.format)
    return 0
