"""`creditlang explain`: show one decision as a tree that adds up."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.cli.arguments import add_dates, add_format, add_rules, command
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.diagnostics import closest
from creditlang.rulebook import Rulebook, load
from creditlang.scenarios import scenario_history
from creditlang.semantics import Decision

_EXAMPLE = """  creditlang explain {rules} --data {data} --as-of 2025-12-31 --subject p004
  creditlang explain {rules} --scenario "gifts count\""""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "explain",
        "Show one decision: the points as a tree that adds up, the law behind each line, what follows from it, and"
        " what changes next.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument("--data", metavar="DIR", type=Path, help="a folder of tables, or a DuckDB database")
    parser.add_argument("--subject", metavar="ID", help="whom to decide on")
    parser.add_argument(
        "--scenario", metavar="TITLE", help="decide on a scenario instead; the start of its title will do"
    )
    parser.add_argument(
        "--corrections", metavar="DIR", type=Path, help="make the corrections in this folder first (see `rescore`)"
    )
    add_dates(parser, required=False)
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is shown."""
    rulebook = load(given.file, rulebook=given.rulebook)
    decision = _of_scenario(rulebook, given) if given.scenario else _of_subject(rulebook, given)
    if given.format == "json":
        from creditlang.render.json import dumps

        print(dumps(decision.to_dict()))
    else:
        from creditlang.render.decision import decision_text
        from creditlang.render.terminal import console

        out = console(sys.stdout)
        out.print(decision_text(decision, rulebook.series, out.width))
    return 0


def _of_subject(rulebook: Rulebook, given: argparse.Namespace) -> Decision:
    wanted = {"--data": given.data, "--subject": given.subject, "--as-of": given.as_of}
    missing = [name for name, value in wanted.items() if value is None]
    if missing:
        raise UsageError(f"say whom to decide on: {', '.join(missing)} missing (or name a --scenario)")
    rulebook.edition_on(given.as_of)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        history = data.history(given.subject)
        if given.corrections is not None:
            from creditlang.data.corrections import load_corrections  # with DuckDB, as for data

            made = load_corrections(given.corrections, data, given.data)
            history = made.corrected(history, given.as_of, given.as_known)
        # While the data are open: whom a relation leads to is read when a rule asks for them.
        return rulebook.decide_history(history, as_of=given.as_of, as_known=given.as_known)


def _of_scenario(rulebook: Rulebook, given: argparse.Namespace) -> Decision:
    if given.data or given.subject or given.corrections:
        raise UsageError("--scenario brings its own subject: leave out --data, --subject and --corrections")
    titles = [scenario.title for scenario in rulebook.scenarios]
    found = [s for s in rulebook.scenarios if s.title == given.scenario] or [
        s for s in rulebook.scenarios if s.title.startswith(given.scenario)
    ]
    if len(found) > 1:
        raise UsageError(f"several scenarios begin with `{given.scenario}`: give more of the title")
    if not found:
        guess = closest(given.scenario, titles)
        hint = f"; did you mean `{guess}`?" if guess else ""
        raise UsageError(f"there is no scenario `{given.scenario}` in `{given.file}`{hint}")
    (scenario,) = found
    return rulebook.decide_history(
        scenario_history(rulebook.series, scenario),
        as_of=given.as_of or scenario.as_of,
        as_known=given.as_known or scenario.as_known,
    )
