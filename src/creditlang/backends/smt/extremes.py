"""The lowest or highest value of a number, by asking for ever more until there is no more."""

from __future__ import annotations

import time
from collections.abc import Sequence

import attrs

from creditlang.backends.smt import terms
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import Number, Truth
from creditlang.backends.smt.smtlib import inputs_of
from creditlang.backends.smt.solving import BUDGET, Impossible, Model, NoAnswer, Session
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.worlds import World


@attrs.frozen
class Extreme:
    """The best that was found.

    Attributes:
        value: None if the assertions never hold.
        model: where it is reached.
        proven: whether there is none beyond it; if not, time ran out or there is no end.
    """

    value: int | None
    model: Model | None
    proven: bool


def highest(world: World, assertions: Sequence[Truth], number: Number, budget: float = BUDGET) -> Extreme:
    """The highest value of a number where the assertions hold.

    Steps double until one goes too far, then halve.
    """
    closed, wanted = world.closed(assertions, [number]), inputs_of([number])
    # First among few days, where a solver is fast; then whether there is anything beyond.
    for guesses in world.guesses():
        likely = Session([*closed, *guesses], wanted)
        found = _climb(world, likely, None, number, budget / 4)
        if found.model is not None:
            return _climb(world, Session(closed, wanted), found, number, budget / 2)
    return _climb(world, Session(closed, wanted), None, number, budget / 2)


def _climb(world: World, session: Session, begun: Extreme | None, number: Number, budget: float) -> Extreme:
    """From what was found so far, or anywhere, upwards."""
    deadline = time.monotonic() + budget
    if begun is None or begun.value is None or begun.model is None:
        found = session.solve(budget)
        if isinstance(found, Impossible):
            return Extreme(None, None, True)
        if isinstance(found, NoAnswer):
            return Extreme(None, None, False)
        best, model = _value(world, found, number), found
    else:
        best, model = begun.value, begun.model
    step, limit = 1, number.range.high
    too_much = None if limit is None else int(limit) + 1
    while too_much is None or too_much > best + 1:
        left = deadline - time.monotonic()
        if left <= 0 or (too_much is None and step > 10**15):
            return Extreme(best, model, False)
        aim = best + step if too_much is None else min(best + step, too_much - 1)
        answer = session.solve(left, [terms.at_most(whole(aim), number)])
        match answer:
            case Model():
                best, model, step = _value(world, answer, number), answer, step * 2
            case Impossible():
                too_much, step = aim, max(1, (aim - best) // 2)
            case NoAnswer():
                return Extreme(best, model, False)
    return Extreme(best, model, True)


def lowest(world: World, assertions: Sequence[Truth], number: Number, budget: float = BUDGET) -> Extreme:
    """The lowest value of a number where the assertions hold."""
    found = highest(world, assertions, terms.scaled(-1, number), budget)
    return attrs.evolve(found, value=None if found.value is None else -found.value)


def _value(world: World, model: Model, number: Number) -> int:
    return Reading(model, world.lexicon).number(number)
