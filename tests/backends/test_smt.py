"""The encoder and the solver on a rulebook that is known."""

from pathlib import Path

import pytest

import creditlang
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.cases import case_of, replay
from creditlang.backends.smt.decisions import encode_decision
from creditlang.backends.smt.nodes import FALSE, TRUE
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.smtlib import script
from creditlang.backends.smt.solving import Impossible, Model, solve
from creditlang.backends.smt.worlds import Bounds, World
from creditlang.types import Interval

TEACHING = Path(__file__).parents[2] / "examples" / "rules" / "teaching"


def test_equal_terms_are_one_object() -> None:
    x, y = terms.unknown("x"), terms.unknown("y")
    assert terms.plus(x, y) is terms.plus(y, x)
    assert terms.at_most(terms.scaled(2, x), terms.scaled(2, y)) is terms.at_most(x, y)
    assert terms.negated(terms.at_most(x, y)) is terms.less(y, x)


def test_ranges_settle_what_needs_no_solver() -> None:
    x = terms.unknown("x", Interval(0, 9))
    assert terms.at_most(x, terms.whole(9)) is TRUE
    assert terms.equal(x, terms.whole(10)) is FALSE
    assert terms.divided(terms.plus(terms.scaled(10, x), x), terms.whole(10)) is x


def test_a_term_used_twice_is_defined_once() -> None:
    x = terms.unknown("x", Interval(0, 100))
    half = terms.divided(x, terms.whole(2))
    text = script([terms.less(half, terms.whole(20)), terms.less(terms.whole(10), half)])
    assert text.count("(div |x| 2)") == 1


@pytest.fixture(scope="module")
def town() -> creditlang.Rulebook:
    return creditlang.load(TEACHING)


def test_every_effect_of_the_teaching_rulebook_has_a_case(town: creditlang.Rulebook) -> None:
    world = World(town.registry, town.subject, Bounds(records=1))
    decision = encode_decision(town.series, world)
    for name in ("UnpaidCourtDebt", "HeatingRebate", "DrivingBan"):
        found = smallest(world, [decision.in_force, decision.holds(name)])
        assert isinstance(found, Model)
        case = case_of(found, world)
        assert len(case.records) == 1
        assert name in [part.name for part in replay(case, town.series).in_effect]


def test_a_score_that_nobody_can_have(town: creditlang.Rulebook) -> None:
    world = World(town.registry, town.subject, Bounds(records=1))
    decision = encode_decision(town.series, world)
    assert decision.points is not None

    def with_points(points: int) -> object:
        reached = values.amount_equal(decision.points, values.amount_of(points))
        return solve(world.closed([decision.in_force, reached]))

    # One record of each kind: the worst is to drive drunk, 30 of 100.
    assert isinstance(with_points(70), Model)
    assert isinstance(with_points(69), Impossible)
