"""The lowest and the highest score that anybody can really have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from creditlang.analysis.proofs.answers import Answer, Proved, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind, size_text
from creditlang.backends.smt import terms
from creditlang.backends.smt.cases import Case, case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.extremes import Extreme, highest, lowest
from creditlang.data import InvalidDataError
from creditlang.semantics import NotInForceError
from creditlang.values import Exact, plain, show_exact

_MORE = 3
"""How many times larger the histories are in which one looks again."""


def extent(subject: Subject) -> Iterator[Finding]:
    """Which scores can be reached at the two ends."""
    score = subject.edition.score
    if score is None:
        return
    for up, word in ((False, "lowest"), (True, "highest")):
        answer = unless_unsupported(lambda up=up: _end(subject, up))  # type: ignore[misc]  # bound now
        yield Finding(Kind.EXTENT, word, f"the {word} score", answer, score.span)


def _end(subject: Subject, up: bool) -> Answer:
    loose = subject.loose()
    outer = None if loose is None else _extreme(loose, up, subject.budget)
    limit: Exact | None = None
    if loose is not None and outer is not None and outer.proven and outer.value is not None:
        limit = _exact(loose, outer.value)
    best: Exact | None = None
    size = ""
    for records in (subject.bounds.records, _MORE * subject.bounds.records):
        decision = subject.decision(records)
        found = _extreme(decision, up, subject.budget)
        if found.model is None or found.value is None:
            break
        case = case_of(found.model, decision.world, decision.as_of)
        value = _exact(decision, found.value)
        try:
            comes_out = _comes_out(subject, case, value)
        except InvalidDataError:
            return Undecided("no end was found within the numbers that data can hold, which have 18 digits")
        if not comes_out:
            return Undecided("the solver's case does not come out so in the evaluator; please report this", case)
        if value == limit:
            return Proved(f"{show_exact(value)} points are reached, and no history of any length goes beyond", None)
        if best is None or (value > best if up else value < best):
            best, size = value, size_text(decision.world.bounds)
    if best is None:
        return Undecided("no score was found in time")
    never = f"whether another history goes {'higher' if up else 'lower'} is open"
    if limit is not None:
        never = f"never {'more' if up else 'less'} than {show_exact(limit)} in any history"
    # That no history of a size goes beyond bounds nobody who has more on record: it is not told as proved.
    word = "at least" if up else "at most"
    return Undecided(f"{word} {show_exact(best)} points, reached in histories with {size}; {never}")


def _comes_out(subject: Subject, case: Case, points: Exact) -> bool:
    try:
        return subject.decide(case).points == points
    except NotInForceError:
        return False


def _extreme(decision: SymbolicDecision, up: bool, budget: float) -> Extreme:
    assert decision.points is not None
    search = highest if up else lowest
    return search(decision.world, [decision.in_force, decision.decided], decision.points.over, budget)


def _exact(decision: SymbolicDecision, over: int) -> Exact:
    assert decision.points is not None
    under = terms.constant(decision.points.under)
    assert under is not None
    return plain(Fraction(over, under))
