"""The plainest of all cases that show something: few records, little known, round numbers, round days.

Wishes are tried one after the other on top of those that were granted. None is needed: what cannot be had in time is
left as it is, so that a case is always a case of what was asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date

from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, moment_of
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import FALSE, Switch, Truth, Unknown, below
from creditlang.backends.smt.smtlib import Input, inputs_of
from creditlang.backends.smt.solving import BUDGET, Model, NoAnswer, Session, Solution
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import FREE
from creditlang.backends.smt.worlds import AS_OF, SymbolicRecord, World

_EACH = 0.5
"""Seconds for one wish."""

_ALL = 4.0
"""Seconds for all wishes, at the most."""

_SHARE = 0.4
"""For all wishes, of what the question may take."""

_GUESS = 1.0
"""Seconds for a guess."""

_ROUND = (10**9, 10**6, 10**5, 10**4, 1000, 100, 10)


def smallest(world: World, assertions: Sequence[Truth], budget: float = BUDGET) -> Solution:
    """A model of the assertions, as plain as can be had quickly; or that there is none, or no answer.

    The assertions are closed over what the world promises. The budget is for finding a model; making it plain takes
    up to two fifths of it more.

    Raises:
        NoSolverError: z3 is not installed.
    """
    session = Session(world.closed(assertions))
    found = _first(world, session, budget)
    if not isinstance(found, Model):
        return found
    return plainer(world, session, found, seconds=min(_ALL, _SHARE * budget))


def some_case(world: World, assertions: Sequence[Truth], budget: float = BUDGET) -> Solution:
    """A model of the assertions, however it looks; closed over what the world promises."""
    return _first(world, Session(world.closed(assertions)), budget)


def _first(world: World, session: Session, budget: float) -> Solution:
    """A model where one is likely, or else anywhere."""
    deadline = time.monotonic() + budget
    spoken = set(session.inputs)
    for guesses in world.guesses():
        asked = [guess for guess in guesses if any(term in spoken for term in inputs_of([guess]))]
        if asked:
            asked = _promised(world, session, asked)
            found = session.solve(min(_GUESS, budget / 4), asked)
            if isinstance(found, Model):
                for guess in asked:
                    session.keep(guess)
                return found
            if isinstance(found, NoAnswer):
                break  # the next guess leaves more open, which is no easier
    return session.solve(deadline - time.monotonic())


def plainer(world: World, session: Session, found: Model, wishes: Sequence[Truth] = (), seconds: float = _ALL) -> Model:
    """A plainer model of the assertions of a session; `wishes` come before all others."""
    deadline = time.monotonic() + seconds
    inputs, texts = session.inputs, set(world.texts.values())

    def granted(wish: Truth) -> bool:
        nonlocal found
        left = deadline - time.monotonic()
        if left <= 0 or wish is FALSE:
            return False
        asked = _promised(world, session, [wish])
        answer = session.solve(min(_EACH, left), asked)
        if not isinstance(answer, Model):
            return False
        for one in asked:
            session.keep(one)
        found = answer
        return True

    for first in wishes:
        granted(first)
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
    for moment in _days(world, inputs, records, found):
        any(granted(world.calendar.equal(moment, wish)) for wish in _wished_days(world, moment, found))
    for place, code in enumerate(code for code in world.texts.values() if code in set(inputs)):
        granted(terms.equal(code, whole(FREE + place)))
    for term in inputs:
        if not isinstance(term, Unknown) or term.name.rpartition(" ")[2] in _PARTS or term in texts:
            continue
        if not _is_idle(term, records, found):
            any(granted(terms.equal(term, whole(wish))) for wish in _wishes(term, found.numbers[term.name]))
    return found


def _promised(world: World, session: Session, wishes: Sequence[Truth]) -> list[Truth]:
    """Wishes, with what the world promises of those unknowns that the session has not spoken of, such as days."""
    known = set(session.inputs)
    fresh = [term for term in inputs_of(wishes) if term not in known]
    return list(dict.fromkeys([*wishes, *world.closed([], about=fresh)])) if fresh else list(wishes)


_PARTS = frozenset({"fours", "years", "month", "day"})
"""The parts of days, which are wished for as whole days."""


def _days(world: World, inputs: Sequence[Input], records: Sequence[SymbolicRecord], found: Model) -> list[Moment]:
    """The days that matter, the one that is decided for first."""
    matter = set(inputs)

    def matters(moment: Moment) -> bool:
        parts = [] if moment.civil is None else below([moment.civil.year, moment.civil.month, moment.civil.day])
        return any(part in matter and not _is_idle(part, records, found) for part in parts if isinstance(part, Unknown))

    return [moment for _, moment in sorted(world.days.items(), key=lambda item: item[0] != AS_OF) if matters(moment)]


def _wished_days(world: World, moment: Moment, found: Model) -> Iterator[Moment]:
    """Days that a reader would rather see, best first."""
    reading = Reading(found, world.lexicon)
    now, current = reading.day(world.as_of), reading.day(moment)
    days = [date(2026, 1, 1), date(2025, 1, 1)] if moment is world.as_of else [now, date(now.year, 1, 1)]
    days += [date(now.year - 1, 1, 1), current.replace(month=1, day=1), current.replace(day=1)]
    for day in dict.fromkeys(days):
        if day == current:
            return
        yield moment_of(day)


def _name(record: SymbolicRecord) -> str:
    assert isinstance(record.present, Switch)
    return record.present.name


def _is_idle(term: Unknown, records: Sequence[SymbolicRecord], found: Model) -> bool:
    """Whether it belongs to a record that is not there."""
    return any(term.name.startswith(f"{r.path}.") and not found.truths.get(_name(r), False) for r in records)


def _wishes(term: Unknown, value: int) -> Iterator[int]:
    """Values that a reader would rather see, best first."""
    sizes = [size for size in _ROUND if abs(value) >= size]
    wanted = [0, *(way for size in sizes for way in (value // size * size, -(-value // size) * size))]
    low, high = term.range.low, term.range.high
    for wish in dict.fromkeys(wanted):
        if wish == value:
            return
        if (low is None or low <= wish) and (high is None or wish <= high):
            yield wish
