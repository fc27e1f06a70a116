"""`creditlang notice`: the letter that a person gets about a decision."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.analysis.notice import notice
from creditlang.cli.arguments import add_dates, add_rules, command
from creditlang.cli.progress import progress_bar
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
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    rulebook = load(given.file, rulebook=given.rulebook)
    edition = rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        history = data.history(given.subject)
        decision = rulebook.decide_history(history, as_of=given.as_of, as_known=given.as_known)
        letter = notice(edition, decision, history)
    if given.html:
        from creditlang.render.notice import notice_page

        given.html.write_text(notice_page(letter), encoding="utf-8")
    else:
        from creditlang.render.notice import notice_text

        sys.stdout.write(notice_text(letter))
    return 0
