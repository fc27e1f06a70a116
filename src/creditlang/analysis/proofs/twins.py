"""Two people who differ in one thing: what does that one thing change?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeGuard

import attrs

from creditlang.analysis.cases.shrinking import shrunk
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.cases import Case, case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.solving import Impossible, NoAnswer
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import NOTHING
from creditlang.backends.smt.worlds import Bounds
from creditlang.data import InvalidDataError
from creditlang.semantics import Decision, NotInForceError
from creditlang.semantics.series import edition_on

POINTS, GRADE = "points", "grade"
_SMALL: Final = 2.0
"""Seconds of processor time for making two people small."""


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


def smaller_twins(subject: Subject, answer: Answer, shows: Callable[[Decision, Decision], str | None]) -> Answer:
    """A refuted answer with its two people made small together, where they differ in facts of their own only."""
    if not isinstance(answer, Refuted) or answer.case is None or answer.other is None:
        return answer
    one, other = answer.case, answer.other
    moved = {name: value for name, value in other.subject.items() if value != one.subject.get(name)}
    if (one.records, one.as_of) != (other.records, other.as_of) or not moved:
        return answer
    # Where relatives differ in a fact, who is related stays as it is: else one of the two would lose theirs alone.
    related = [name for name, value in moved.items() if isinstance(value, Mapping | tuple)]
    # And of what differs by a number both stay known: to know it of one alone is no number more.
    counted = [name for name, value in moved.items() if _is_number(value) and _is_number(one.subject.get(name))]

    def twin(case: Case) -> Case:
        """The other person: a number is as much larger or smaller as it was, anything else is what it was."""
        return attrs.evolve(case, subject={**case.subject, **{name: _moved(case, name) for name in moved}})

    def _moved(case: Case, name: str) -> object:
        here, before, after = case.subject[name], one.subject[name], moved[name]
        return here + after - before if _is_number(here) and _is_number(before) and _is_number(after) else after

    def said(case: Case, decide: Callable[[Case], Decision]) -> str | None:
        if edition_on(subject.series, case.as_of) is not subject.edition:
            return None
        if any(case.subject[name] != one.subject[name] for name in related):
            return None
        if not all(_is_number(case.subject[name]) for name in counted):
            return None
        try:
            return shows(decide(case), decide(twin(case)))
        except InvalidDataError:  # what is tried need not be data
            return None

    def is_shown(case: Case) -> bool:
        return said(case, subject.decide_quickly) is not None

    small = shrunk(one, subject.series.registry, is_shown, subject.likely, _SMALL)
    shown = said(small, subject.decide)
    return answer if shown is None else Refuted(shown, small, twin(small))


def _is_number(value: object) -> TypeGuard[int | Fraction]:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def outcomes(decision: SymbolicDecision) -> list[str]:
    """`points`, `grade` and every rule, as far as there are any."""
    found = [POINTS] if decision.score else []
    found += [GRADE] if decision.grade is not None else []
    return [*found, *decision.effects]


def differs(one: SymbolicDecision, other: SymbolicDecision, outcome: str) -> Truth:
    """Whether two decisions of one edition have another outcome."""
    both = terms.every(one.decided, other.decided)
    # Who is not rated has neither points nor a grade, and that is another outcome than any of them.
    rated = terms.negated(terms.same(one.decided, other.decided))
    if outcome == POINTS:
        apart = terms.negated(values.amount_equal(one.points or NOTHING, other.points or NOTHING))
        return terms.any_of(rated, terms.every(both, apart))
    if outcome == GRADE:
        assert one.grade is not None
        assert other.grade is not None
        return terms.any_of(rated, terms.every(both, terms.negated(terms.equal(one.grade, other.grade))))
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
