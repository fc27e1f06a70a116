"""`recourse`: what one person can do, or how long they must wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
from rich.console import RenderableType

from creditlang.analysis.recourse import Goal, OutOf, Recourse, ToGrade, open_goals
from creditlang.analysis.recourse import recourse as ways_to
from creditlang.audit.reports import QuestionError, Report
from creditlang.backends.smt.solving import require_solver
from creditlang.data import History
from creditlang.decider import Progress
from creditlang.diagnostics import closest
from creditlang.ir import Edition, Series
from creditlang.render.recourse import recourse_json, recourse_text
from creditlang.rulebook import Rulebook
from creditlang.semantics import Decision
from creditlang.values import Months


@attrs.frozen
class WaysOut(Report):
    """What happens if nothing is done, and the least that leads to each goal.

    Attributes:
        decision: of today, with what changes next.
        goals: each with the ways to it.
        series: the rulebook.
    """

    decision: Decision
    goals: tuple[Recourse, ...]
    series: Series = attrs.field(repr=False)

    @property
    def can_be_met(self) -> bool:
        """Whether every goal is met, will be by waiting, or has a way to it."""
        return all(one.met or one.waiting is not None or one.ways for one in self.goals)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return recourse_json(self.goals, self.decision)

    def shown(self, width: int) -> RenderableType:
        """What changes by itself, and below it each goal."""
        return recourse_text(self.goals, self.decision, self.series, width)


def recourse(
    rulebook: Rulebook,
    history: History,
    *,
    as_of: date,
    to_grade: str | None = None,
    out_of: str | None = None,
    steps: int = 4,
    years: int = 5,
    seconds: float = 10,
    progress: Progress | None = None,
) -> WaysOut:
    """What a person can do to be out of a burden or up to a grade; by default out of all, and up to the next grade.

    Args:
        history: of the person, from `rulebook.history` or `Dataset.history`.
        as_of: today.
        to_grade: to have this grade or a better one.
        out_of: to be out of this sanction, list or downgrade.
        steps: ways of up to so many steps.
        years: how far ahead to look.
        seconds: for each question to the solver.

    Raises:
        NoSolverError: the extra `creditlang[verify]` is not installed.
        QuestionError: there is no such grade or rule.
        NotInForceError: no edition is in force on `as_of`.
    """
    require_solver()
    edition = rulebook.edition_on(as_of)
    goals = _goals(edition, to_grade, out_of)
    now = rulebook.decide_history(history, as_of=as_of)
    found: list[Recourse] = []
    for goal in goals or open_goals(now, edition):
        if progress:
            progress(f"looking for the way: {goal.words}", len(found), 0)
        within = Months(12 * years)
        found.append(ways_to(rulebook.series, history, as_of, goal, steps=steps, within=within, budget=seconds))
    return WaysOut(now, tuple(found), rulebook.series)


def _goals(edition: Edition, to_grade: str | None, out_of: str | None) -> list[Goal]:
    goals: list[Goal] = []
    if out_of is not None:
        _require(out_of, [*edition.sanctions, *edition.lists, *edition.moves], "sanction, list or downgrade")
        goals.append(OutOf(out_of))
    if to_grade is not None:
        _require(to_grade, [grade.name for grade in edition.grades], "grade")
        goals.append(ToGrade(to_grade))
    return goals


def _require(name: str, known: Iterable[str], what: str) -> None:
    known = list(known)
    if name not in known:
        guess = closest(name, known)
        hint = f"; did you mean `{guess}`?" if guess else ""
        names = ", ".join(f"`{one}`" for one in known)
        listed = f" (there are: {names})" if known else " (there are none)"
        raise QuestionError(f"there is no {what} `{name}`{hint}{listed}")
