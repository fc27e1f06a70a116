"""Answers, and asking for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from creditlang.backends.smt.calendar import Moment
from creditlang.backends.smt.cases import Case, case_of
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.solving import BUDGET, Impossible, NoAnswer
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.worlds import Bounds, World
from creditlang.data import InvalidDataError
from creditlang.semantics import NotInForceError


@attrs.frozen
class Proved:
    """It holds for everyone.

    Attributes:
        reason: what holds, and by which argument.
        bounds: the size of the histories for which it was proven; None if it holds for all.
    """

    reason: str
    bounds: Bounds | None = None


@attrs.frozen
class Refuted:
    """It does not hold.

    Attributes:
        case: shows it, decided on by the reference evaluator; None where no case can: what is refuted is that there
            is one.
        other: a second case, where the difference between two people shows it.
        bounds: for a refutation without a case, what `Proved` says of them.
    """

    reason: str
    case: Case | None
    other: Case | None = None
    bounds: Bounds | None = None


@attrs.frozen
class Undecided:
    """Nobody knows; never to be shown as if it held.

    Attributes:
        disagreement: a case that the solver found and the reference evaluator does not confirm: a fault of ours.
    """

    reason: str
    disagreement: Case | None = None


Answer = Proved | Refuted | Undecided


def ask(
    world: World,
    assertions: Sequence[Truth],
    *,
    proved: str,
    confirm: Callable[[Case], str | None],
    bounds: Bounds | None = None,
    budget: float = BUDGET,
    as_of: Moment | None = None,
) -> Answer:
    """Look for a case in which all assertions hold.

    Args:
        proved: what is shown if there is none.
        confirm: runs a case through the reference evaluator and says what it shows; None if it does not show it.
        bounds: what limits the proof; None if it is one for all histories.
        budget: seconds.
        as_of: the day of the case, if not the world's.

    Raises:
        NoSolverError: z3 is not installed.
    """
    found = smallest(world, assertions, budget)
    match found:
        case Impossible():
            return Proved(proved, bounds)
        case NoAnswer(reason=reason):
            return Undecided(reason)
        case _:
            pass
    try:
        case = case_of(found, world, as_of)
    except Unsupported as error:
        return Undecided(f"no case can be written down: {error.reason}")
    try:
        shown = confirm(case)
    except (NotInForceError, InvalidDataError) as error:
        return Undecided(f"the solver's case cannot be decided on: {error}", case)
    if shown is None:
        return Undecided("the solver's case does not come out so in the evaluator; please report this", case)
    return Refuted(shown, case)
