"""`creditlang recourse`: what one person can do, or how long they must wait."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from creditlang.cli.arguments import above_zero, add_format, add_rules, command, day
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.diagnostics import closest
from creditlang.rulebook import Rulebook, load

if TYPE_CHECKING:
    from creditlang.analysis.recourse import Goal, Recourse
    from creditlang.semantics import Decision

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
    rulebook = load(given.file, rulebook=given.rulebook)
    from creditlang.analysis.recourse import open_goals, recourse
    from creditlang.backends.smt.solving import require_solver
    from creditlang.values import Months

    require_solver()
    edition = rulebook.edition_on(given.as_of)
    goals = _goals(rulebook, given)
    with progress_bar() as progress, rulebook.open_data(given.data, progress=progress) as data:
        history = data.history(given.subject)
    now = rulebook.decide_history(history, as_of=given.as_of)
    found: list[Recourse] = []
    with progress_bar() as progress:
        for goal in goals or open_goals(now, edition):
            if progress:
                progress(f"looking for the way: {goal.words}", len(found), 0)
            within = Months(12 * given.years)
            found.append(
                recourse(
                    rulebook.series, history, given.as_of, goal, steps=given.steps, within=within, budget=given.seconds
                )
            )
    _print(given.format, found, now, rulebook)
    return int(any(not one.met and one.waiting is None and not one.ways for one in found))


def _print(form: str, found: list[Recourse], now: Decision, rulebook: Rulebook) -> None:
    if form == "json":
        from creditlang.render.json import dumps
        from creditlang.render.recourse import recourse_json

        print(dumps(recourse_json(found, now)))
    else:
        from creditlang.render.recourse import recourse_text
        from creditlang.render.terminal import console

        out = console(sys.stdout)
        out.print(recourse_text(found, now, rulebook.registry, out.width))


def _goals(rulebook: Rulebook, given: argparse.Namespace) -> list[Goal]:
    from creditlang.analysis.recourse import OutOf, ToGrade

    edition = rulebook.edition_on(given.as_of)
    goals: list[Goal] = []
    if given.out_of is not None:
        rules = [*edition.sanctions, *edition.lists, *edition.moves]
        _require(given.out_of, rules, "sanction, list or downgrade")
        goals.append(OutOf(given.out_of))
    if given.to_grade is not None:
        _require(given.to_grade, [grade.name for grade in edition.grades], "grade")
        goals.append(ToGrade(given.to_grade))
    return goals


def _require(name: str, known: list[str], what: str) -> None:
    if name not in known:
        guess = closest(name, known)
        hint = f"; did you mean `{guess}`?" if guess else ""
        names = ", ".join(f"`{one}`" for one in known)
        listed = f" (there are: {names})" if known else " (there are none)"
        raise UsageError(f"there is no {what} `{name}`{hint}{listed}")
