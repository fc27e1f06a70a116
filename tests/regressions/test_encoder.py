"""Where the encoder once said something else than the evaluator."""

from datetime import date

import creditlang
from creditlang.backends.smt import values
from creditlang.backends.smt.decisions import encode_decision
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.worlds import Bounds, World

_MILDER = """\
registry Records
subject Person
    late : boolean
event Offence

rulebook Town
    edition   "a"
    in force  from 2010-01-01 until 2020-01-01
    records   Records

score points
    starts at 100

criterion Fines
    on       Offence
    deduct   10
    expires  after 20 years

rulebook Town
    edition   "b"
    in force  from 2020-01-01
    records   Records
    transition the milder

score points
    starts at 100

criterion Fines
    while    late
    deduct   1
"""


def test_the_milder_edition_may_judge_no_record_at_all() -> None:
    town = creditlang.loads(_MILDER)
    offence = {"event": "Offence", "date": date(2015, 1, 1)}
    assert town.decide({"late": False}, [offence], as_of=date(2025, 1, 1)).points == 100
    world = World(town.registry, town.subject, Bounds(records=1))
    decision = encode_decision(town.series, world)
    assert decision.points is not None
    below = values.amount_less(decision.points, values.amount_of(99))
    assert Impossible() == solve(world.closed([decision.in_force, below]))
