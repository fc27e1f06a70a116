"""The encoder says in terms what the reference evaluator decides."""

from fractions import Fraction

from hypothesis import assume, given, settings

from creditlang.analysis.proofs.answers import Proved
from creditlang.analysis.proofs.asking import Subject
from creditlang.analysis.proofs.extent import extent
from creditlang.analysis.proofs.patience import Patience
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.smtlib import inputs_of
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.worlds import Bounds
from creditlang.semantics import Decision
from creditlang.semantics.series import edition_on
from creditlang.values import Money
from properties.compiled import Compiled, compiled_cases
from properties.symbolic import Assignment, world_for


@given(compiled_cases)
def test_terms_come_to_what_the_evaluator_decides(drawn: Compiled) -> None:
    case = drawn.case
    history = case.history
    world = world_for(drawn.series, history, case.as_known)
    edition = edition_on(drawn.series, case.as_of)
    try:
        decision = encode_decision(drawn.series, world, edition=edition)
    except Unsupported:
        assume(False)
    given = Assignment(world, history, case.as_of, case.as_known)
    reading = given.reading
    for promise in world.promises:
        if all(given.has(term) for term in inputs_of([promise])):
            assert reading.truth(promise)
    check_alike(decision, reading, drawn.decide())


def check_alike(decision: SymbolicDecision, reading: Reading, expected: Decision) -> None:
    """Points, grade, every contribution, every effect with its dates and values."""
    assert reading.truth(decision.in_force)
    decided = expected.covered and expected.consent not in ("missing", "withdrawn")
    assert decided == reading.truth(decision.decided)
    if not decided:
        return
    if decision.score is not None:
        assert expected.score is not None
        for name, lines in decision.score.lines.items():
            own = [line for line in expected.score.lines if line.criterion == name and not line.gives_way]
            assert sum(line.points for line in own) == sum(reading.amount(line.points) for line in lines), name
            assert [line.record is None for line in own if line.points] == [
                line.counted.record is None for line in lines if reading.amount(line.points)
            ]
        for group in expected.score.groups:
            assert group.points == reading.amount(decision.score.groups[group.group])
        assert expected.score.sum == reading.amount(decision.score.sum)
        assert expected.points == reading.amount(decision.score.points)
    if decision.grade is not None:
        places = [grade.name for grade in decision.edition.grades]
        assert expected.grade == places[reading.number(decision.grade)]
    parts = expected.in_effect
    for name, effect in decision.effects.items():
        own = [part for part in parts if part.name == name]
        held = [i for i in effect.instances if reading.truth(i.holds)]
        assert len(own) == len(held), name
        for part, instance in zip(own, held, strict=True):
            if instance.record is not None:
                assert part.since == reading.day(instance.since)
            assert part.until == (None if instance.until is None else reading.day(instance.until))
            value = getattr(part, "grant", getattr(part, "impose", None))
            found = None if instance.value is None else reading.value(instance.value)
            assert (value.amount if isinstance(value, Money) else value) == found


@given(compiled_cases)
def test_no_decision_lies_beyond_what_a_loose_world_allows(drawn: Compiled) -> None:
    """What is proved of all histories is proved there: points, grade and effects of any data must be possible in it."""
    edition = edition_on(drawn.series, drawn.case.as_of)
    loose = Subject(drawn.series, edition, Bounds(), Patience(5)).loose()
    assume(loose is not None)
    assert loose is not None
    found = [loose.in_force, *_comes_to(loose, drawn.decide())]
    assert not isinstance(solve(loose.world.closed(found), 5), Impossible)


@settings(max_examples=8)
@given(compiled_cases)
def test_no_decision_lies_beyond_a_proved_end(drawn: Compiled) -> None:
    expected = drawn.decide().points
    edition = edition_on(drawn.series, drawn.case.as_of)
    assume(expected is not None)
    assert expected is not None
    lowest, highest = extent(Subject(drawn.series, edition, Bounds(records=1), Patience(1)))
    if isinstance(lowest.answer, Proved) and not lowest.answer.reason.startswith("there is none"):
        assert Fraction(lowest.answer.reason.split()[0]) <= expected
    if isinstance(highest.answer, Proved) and not highest.answer.reason.startswith("there is none"):
        assert expected <= Fraction(highest.answer.reason.split()[0])


def _comes_to(decision: SymbolicDecision, expected: Decision) -> list[Truth]:
    if not expected.covered or expected.consent in ("missing", "withdrawn"):
        return [terms.negated(decision.decided)]
    found = [decision.decided]
    if decision.points is not None:
        assert expected.points is not None
        found.append(values.amount_equal(decision.points, values.amount_of(expected.points)))
    if decision.grade is not None:
        places = [grade.name for grade in decision.edition.grades]
        found.append(terms.equal(decision.grade, terms.whole(places.index(expected.grade or ""))))
    names = {part.name for part in expected.in_effect}
    for name, effect in decision.effects.items():
        found.append(effect.holds if name in names else terms.negated(effect.holds))
    return found
