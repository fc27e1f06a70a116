"""The plainest of all cases that show something: few records, little known, round numbers, first days of months.

Wishes are tried one after the other on top of those that were granted. None is needed: what cannot be had in time is
left as it is, so that a case is always a case of what was asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from creditlang.backends.smt import terms
from creditlang.backends.smt.solving import BUDGET, Model, Session, Solution
from creditlang.backends.smt.terms import Switch, Truth, Unknown, whole
from creditlang.backends.smt.worlds import SymbolicRecord, World

_EACH = 0.5
"""Seconds for one wish."""

_ALL = 4.0
"""Seconds for all wishes."""

_ROUND = (10**9, 10**6, 10**5, 10**4, 1000, 100, 10)


def smallest(world: World, assertions: Sequence[Truth], budget: float = BUDGET) -> Solution:
    """A model of the assertions, as plain as can be had quickly; or that there is none, or no answer.

    The assertions are closed over what the world promises.

    Raises:
        NoSolverError: z3 is not installed.
    """
    session = Session(world.closed(assertions))
    found = session.solve(budget)
    if not isinstance(found, Model):
        return found
    return _plainer(world, session, found)


def _plainer(world: World, session: Session, found: Model) -> Model:
    deadline = time.monotonic() + _ALL
    inputs = session.inputs

    def granted(wish: Truth) -> bool:
        nonlocal found
        left = deadline - time.monotonic()
        if left <= 0 or wish is terms.FALSE:
            return False
        answer = session.solve(min(_EACH, left), [wish])
        if not isinstance(answer, Model):
            return False
        session.keep(wish)
        found = answer
        return True

    records = [r for listed in world.made_records.values() for r in listed if r.present in set(inputs)]
    number = terms.total(terms.as_number(record.present) for record in records)
    for few in range(len(records)):
        if granted(terms.at_most(number, whole(few))):
            break
    for term in inputs:
        if isinstance(term, Switch):
            granted(terms.negated(term))
    for record in records:
        if "recorded" in record.values and found.truths.get(_name(record), False):
            recorded = record.values["recorded"]
            granted(world.calendar.equal(record.date, recorded))  # type: ignore[arg-type]  # it is a day
    for term in inputs:
        if isinstance(term, Unknown) and not _is_idle(term, records, found):
            _rounder(term, found, granted)
    return found


def _name(record: SymbolicRecord) -> str:
    assert isinstance(record.present, Switch)
    return record.present.name


def _is_idle(term: Unknown, records: Sequence[SymbolicRecord], found: Model) -> bool:
    """Whether it belongs to a record that is not there."""
    return any(term.name.startswith(f"{r.path}.") and not found.truths.get(_name(r), False) for r in records)


def _rounder(term: Unknown, found: Model, granted: Callable[[Truth], bool]) -> None:
    for wish in _wishes(term, found.numbers.get(term.name, 0)):
        if granted(terms.equal(term, whole(wish))):
            return


def _wishes(term: Unknown, value: int) -> Iterator[int]:
    """Values that a reader would rather see, best first."""
    kind = term.name.rpartition(" ")[2]
    if kind == "fours":
        wanted: Sequence[int] = (506, 505)
    elif kind == "years":
        wanted = (1, 0)
    elif kind == "month":
        wanted = (0,)
    elif kind == "day":
        wanted = (1, 15)
    else:
        sizes = [size for size in _ROUND if abs(value) >= size]
        wanted = [0, *(way for size in sizes for way in (value // size * size, -(-value // size) * size))]
    low, high = term.range.low, term.range.high
    for wish in dict.fromkeys(wanted):
        if wish == value:
            return
        if (low is None or low <= wish) and (high is None or wish <= high):
            yield wish
