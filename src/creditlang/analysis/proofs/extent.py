"""The lowest and the highest score that anybody can really have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from creditlang.analysis.proofs.answers import Answer, Proved, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind, size_text
from creditlang.backends.smt import terms
from creditlang.backends.smt.cases import case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.extremes import Extreme, highest, lowest
from creditlang.semantics import NotInForceError
from creditlang.values import Exact, plain, show_exact


def extent(subject: Subject) -> Iterator[Finding]:
    """Which scores can be reached at the two ends."""
    score = subject.edition.score
    if score is None:
        return
    for up, word in ((False, "lowest"), (True, "highest")):
        answer = unless_unsupported(lambda up=up: _end(subject, up))  # type: ignore[misc]  # bound now
        yield Finding(Kind.EXTENT, word, f"the {word} score", answer, score.span)


def _end(subject: Subject, up: bool) -> Answer:
    decision = subject.decision()
    found = _extreme(decision, up, subject.budget)
    if found.model is None or found.value is None:
        return Undecided("no score was found in time")
    case = case_of(found.model, decision.world, decision.as_of)
    value = _exact(decision, found.value)
    try:
        decided = subject.decide(case).points
    except NotInForceError:
        decided = None
    if decided != value:
        return Undecided("the solver's case does not come out so in the evaluator; please report this", case)
    shown = show_exact(value)
    never = f"whether another history goes {'higher' if up else 'lower'} is open"
    loose = subject.loose()
    if loose is not None:
        outer = _extreme(loose, up, subject.budget)
        if outer.proven and outer.value is not None:
            limit = _exact(loose, outer.value)
            if limit == value:
                return Proved(f"{shown} points are reached, and no history of any length goes beyond", None)
            never = f"never {'more' if up else 'less'} than {show_exact(limit)} in any history"
    word, size = "at least" if up else "at most", size_text(decision.world.bounds)
    # A history that is no longer than we looked is no bound for anybody: it is said, but not as proved.
    return Undecided(f"{word} {shown} points, reached in histories with {size}; {never}")


def _extreme(decision: SymbolicDecision, up: bool, budget: float) -> Extreme:
    assert decision.points is not None
    search = highest if up else lowest
    return search(decision.world, [decision.in_force, decision.decided], decision.points.over, budget)


def _exact(decision: SymbolicDecision, over: int) -> Exact:
    assert decision.points is not None
    under = terms.constant(decision.points.under)
    assert under is not None
    return plain(Fraction(over, under))
