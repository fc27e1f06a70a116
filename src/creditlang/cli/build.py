"""`creditlang build`: a rulebook as a file for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from creditlang.cli.arguments import add_dates, add_rules, command
from creditlang.cli.failures import UsageError

if TYPE_CHECKING:
    from creditlang.rulebook import Rulebook

_EXAMPLE = """  creditlang build {rules} --python
  creditlang build {rules} --python --out town.py
  creditlang build {rules} --json-schema --out town.schema.json
  creditlang build {rules} --stubs --out town_types.py
  creditlang build {rules} --sql postgres --as-of 2025-12-31 --out town.sql"""
_SQL = ("duckdb", "spark", "postgres")


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "build",
        "Write a rulebook as a file for other programs: with --python one module that needs neither creditlang nor the"
        " rule files and has a function `score(facts, records, as_of, as_known=None)`; with --sql one query over tables"
        " with the names and columns of the data contract, which decides on everyone on one day; or what a rulebook"
        " takes and gives, with --json-schema for any program, with --stubs for Python's type checkers.",
        _EXAMPLE,
    )
    add_rules(parser)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--python", action="store_true", help="a Python module without dependencies")
    kind.add_argument(
        "--json-schema", action="store_true", help="a JSON Schema of each subject, each event and the decision"
    )
    kind.add_argument("--stubs", action="store_true", help="types of subject, events, grades and rules for Python")
    kind.add_argument("--sql", choices=_SQL, help="a query for one of these databases; needs --as-of")
    add_dates(parser, required=False)
    parser.add_argument(
        "--lines", action="store_true", help="with --sql: the query of what contributed to the points, line by line"
    )
    parser.add_argument("--out", metavar="PATH", type=Path, help="the file to write (default: to the terminal)")
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    from creditlang.rulebook import load

    rulebook = load(given.file, rulebook=given.rulebook)
    if given.sql is None and (given.as_of or given.as_known or given.lines):
        raise UsageError("--as-of, --as-known and --lines belong to --sql")
    if given.sql is not None:
        text = _query(rulebook, given)
    elif given.json_schema:
        text = rulebook.to_json_schema()
    else:
        text = rulebook.to_stubs() if given.stubs else rulebook.to_python()
    if given.out is None:
        sys.stdout.write(text)
    else:
        given.out.write_text(text, encoding="utf-8", newline="\n")
        print(f"written to {given.out}")
    return 0


def _query(rulebook: Rulebook, given: argparse.Namespace) -> str:
    """The query with a head that says what it is."""
    from creditlang.backends.sql.build import DIALECTS, decisions_sql, lines_sql
    from creditlang.backends.sql.support import Refused
    from creditlang.outputs import line_decimals, score_decimals

    if given.as_of is None:
        raise UsageError("a query decides for one day: say which with --as-of")
    series, dialect = rulebook.series, DIALECTS[given.sql]
    try:
        if given.lines:
            query = lines_sql(series, given.as_of, given.as_known, dialect, line_decimals(series))
        else:
            query = decisions_sql(series, given.as_of, given.as_known, dialect, score_decimals(series))
    except Refused as error:
        raise UsageError(f"{dialect.title} cannot decide by `{rulebook.name}`: {error}") from None
    if query is None:
        raise UsageError(f"`{rulebook.name}` has no criteria on that day, so that nothing contributes to points")
    what = "what contributed to the points" if given.lines else "the decisions"
    known = f", as known on {given.as_known}" if given.as_known else ""
    head = (
        f"{rulebook.name}: {what} as of {given.as_of}{known}, for {dialect.title}",
        f"compiled by creditlang from rules with the digest {rulebook.digest}",
        "reads tables with the names and columns of docs/reference/data.md, and trusts that they hold to it",
    )
    return "".join(f"-- {' '.join(line.split())}\n" for line in head) + f"{query};\n"
