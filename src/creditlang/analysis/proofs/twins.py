"""Two people who differ in one thing: what does that one thing change?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.cases import case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.solving import Impossible, NoAnswer
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import NOTHING
from creditlang.backends.smt.worlds import Bounds
from creditlang.data import InvalidDataError
from creditlang.semantics import Decision, NotInForceError

POINTS, GRADE = "points", "grade"


def ask_twins(
    subject: Subject,
    one: SymbolicDecision,
    other: SymbolicDecision,
    assertions: Sequence[Truth],
    proved: str,
    shows: Callable[[Decision, Decision], str | None],
    bounds: Bounds | None,
) -> Answer:
    """Look for two people, alike but for what `other` varies, of whom the assertions hold.

    Args:
        shows: what the two decisions of the reference evaluator show; None if they do not show it.
    """
    asked = [one.in_force, *assertions]
    if FALSE in asked:
        return Proved(proved, bounds)
    found = smallest(one.world, asked, subject.budget)
    if isinstance(found, Impossible):
        return Proved(proved, bounds)
    if isinstance(found, NoAnswer):
        return Undecided(found.reason)
    try:
        first, second = (case_of(found, side.world, side.as_of) for side in (one, other))
        shown = shows(subject.decide(first), subject.decide(second))
    except Unsupported as error:
        return Undecided(f"no case can be written down: {error.reason}")
    except (NotInForceError, InvalidDataError) as error:
        return Undecided(f"the solver's case cannot be decided on: {error}")
    if shown is None:
        return Undecided("the solver's case does not come out so in the evaluator; please report this", first)
    return Refuted(shown, first, second)


def outcomes(decision: SymbolicDecision) -> list[str]:
    """`points`, `grade` and every rule, as far as there are any."""
    found = [POINTS] if decision.score else []
    found += [GRADE] if decision.grade is not None else []
    return [*found, *decision.effects]


def differs(one: SymbolicDecision, other: SymbolicDecision, outcome: str) -> Truth:
    """Whether two decisions of one edition have another outcome."""
    both = terms.every(one.decided, other.decided)
    if outcome == POINTS:
        apart = terms.negated(values.amount_equal(one.points or NOTHING, other.points or NOTHING))
        return terms.any_of(terms.negated(terms.same(one.decided, other.decided)), terms.every(both, apart))
    if outcome == GRADE:
        assert one.grade is not None
        assert other.grade is not None
        return terms.every(both, terms.negated(terms.equal(one.grade, other.grade)))
    first, second = one.effects[outcome].instances, other.effects[outcome].instances
    held = terms.negated(terms.same(one.holds(outcome), other.holds(outcome)))
    found = [held]
    if len(first) == len(second):
        for a, b in zip(first, second, strict=True):
            if a.value is not None and b.value is not None:
                same = values.equal_values(a.value, b.value, one.world.calendar)
                found.append(terms.every(both, a.holds, b.holds, terms.negated(same)))
    return terms.any_of(*found)


def shown_difference(outcome: str) -> Callable[[Decision, Decision], str | None]:
    """What two decisions say of an outcome, if it is not the same."""

    def shows(one: Decision, other: Decision) -> str | None:
        first, second = _outcome(one, outcome), _outcome(other, outcome)
        return f"{outcome}: {first} against {second}" if first != second else None

    return shows


def _outcome(decision: Decision, outcome: str) -> str:
    if outcome == POINTS:
        return "none" if decision.points is None else str(decision.points)
    if outcome == GRADE:
        return decision.grade or "none"
    return holding(decision, outcome) or "not in effect"


def holding(decision: Decision, rule: str) -> str:
    """Each occasion on which a rule is in effect, with what it gives or imposes; empty where it is not."""
    found = [part for part in decision.in_effect if part.name == rule]
    given = [getattr(part, "grant", getattr(part, "impose", None)) for part in found]
    return ", ".join("in effect" if value is None else f"in effect ({value})" for value in given)
