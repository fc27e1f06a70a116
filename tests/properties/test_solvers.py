"""The solver and the evaluator agree: the printed terms mean what they are meant to, and every case comes out so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.cases import case_of, replay
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision
from creditlang.backends.smt.nodes import Switch, Truth
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.smtlib import inputs_of, script
from creditlang.backends.smt.solving import Impossible, Model, solve
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.worlds import Bounds, World
from creditlang.semantics.series import edition_on
from properties.compiled import Compiled, compiled_cases
from properties.symbolic import Assignment, world_for

_FEW = settings(max_examples=max(15, settings().max_examples // 8))
"""Each example takes a solver tenths of a second."""


def _encoded(drawn: Compiled, world: World) -> SymbolicDecision:
    try:
        return encode_decision(drawn.series, world, edition=edition_on(drawn.series, drawn.case.as_of))
    except Unsupported:
        assume(False)
        raise


@given(compiled_cases)
@_FEW
def test_the_solver_gives_the_points_of_the_evaluator(drawn: Compiled) -> None:
    """With every unknown set to what a history has, no other score than the evaluator's is possible."""
    case = drawn.case
    world = world_for(drawn.series, case.history, case.as_known)
    decision, expected = _encoded(drawn, world), drawn.decide()
    assume(decision.points is not None and expected.points is not None)
    assert decision.points is not None
    assert expected.points is not None
    given = Assignment(world, case.history, case.as_of, case.as_known)
    other = terms.negated(values.amount_equal(decision.points, values.amount_of(expected.points)))
    asked = world.closed([other], [decision.points.over])
    set_to: list[Truth] = []
    for term in inputs_of(asked):
        if given.has(term):
            if isinstance(term, Switch):
                set_to.append(term if given.model.truths[term.name] else terms.negated(term))
            else:
                set_to.append(terms.equal(term, terms.whole(given.model.numbers[term.name])))
    answer = solve([*set_to, *asked], budget=20)
    assert not isinstance(answer, Model)


@given(compiled_cases)
@_FEW
def test_every_case_comes_out_so(drawn: Compiled) -> None:
    """A case in which a rule of the rulebook holds, decided on by the evaluator, shows it."""
    world = World(drawn.series.registry, drawn.series.editions[-1].subject, Bounds(records=1, first=1990, last=2040))
    decision = _encoded(drawn, world)
    for name in list(decision.effects)[:2]:
        found = some_case(world, [decision.in_force, decision.holds(name)], budget=4)
        if isinstance(found, Model):
            try:
                case = case_of(found, world, decision.as_of)
            except Unsupported:
                continue
            assert name in [part.name for part in replay(case, drawn.series).in_effect]


def cvc5_answers(text: str, seconds: float) -> str:
    """What cvc5 says of the same text: `sat`, `unsat` or `unknown`."""
    cvc5 = pytest.importorskip("cvc5")
    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(int(seconds * 1000)))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    answer = solver.checkSat()
    return "sat" if answer.isSat() else "unsat" if answer.isUnsat() else "unknown"


@given(compiled_cases)
@_FEW
def test_both_solvers_agree(drawn: Compiled) -> None:
    """z3 and cvc5 read the same text; where both have an answer it is the same."""
    world = World(drawn.series.registry, drawn.series.editions[-1].subject, Bounds(records=1, first=1990, last=2040))
    decision = _encoded(drawn, world)
    questions = [decision.holds(name) for name in list(decision.effects)[:2]]
    if decision.points is not None and decision.score is not None:
        questions.append(values.amount_less(decision.points, decision.score.starts_at))
    for question in questions:
        asked = world.closed([decision.in_force, question])
        first = solve(asked, budget=4)
        second = cvc5_answers(script(asked), 4)
        assert not (isinstance(first, Model) and second == "unsat")
        assert not (isinstance(first, Impossible) and second == "sat")
