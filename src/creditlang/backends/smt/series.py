"""Law in time, in terms: which edition judges a record. Mirrors `semantics/series.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import assert_never

import attrs

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.calendar import Calendar, Moment, moment_of
from creditlang.backends.smt.criteria import Counted, on_facts, on_records
from creditlang.backends.smt.expressions import Environment
from creditlang.backends.smt.nodes import TRUE, Truth
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import NOTHING
from creditlang.backends.smt.worlds import SymbolicRecord
from creditlang.ir import Assessed, Criterion, Edition, OnEvent, Repealed, Series, Transition
from creditlang.ir import expressions as expr
from creditlang.types import EVERYTHING, Interval, Number, definite
from creditlang.values import Exact


def in_force(edition: Edition, day: Moment, calendar: Calendar) -> Truth:
    """Whether an edition is in force on a day."""
    begun = TRUE if edition.in_force is None else calendar.at_most(moment_of(edition.in_force), day)
    return begun if edition.ends is None else terms.every(begun, calendar.less(day, moment_of(edition.ends)))


@attrs.frozen(eq=False)
class Judged:
    """A criterion as it bounds its lines on the as-of date, in its edition, and what its records are worth.

    Attributes:
        open: between which points it may come to anything: in a loose world, where records would have to be
            counted; None where `counted` says what it comes to.
    """

    criterion: Criterion
    edition: Edition
    counted: list[Counted]
    open: Interval | None = None


def judge_all(series: Series, current: Edition, env: Environment) -> Mapping[str, Judged]:
    """Every criterion that can still contribute: those of the current edition, and repealed ones that run out."""
    judged: dict[str, Judged] = {}
    for name, criterion in current.criteria.items():
        judged[name] = _judged(series, criterion, current, env, partial(_lines, name, series, current, env))
    if current.repealed is Repealed.RUN_OUT:
        for edition in _before(series, current):
            for name, criterion in edition.criteria.items():
                if name not in judged and isinstance(criterion.trigger, OnEvent):
                    lines = partial(_by_own_date, name, series, env)
                    judged[name] = _judged(series, criterion, edition, env, lines)
    return judged


def _judged(
    series: Series, criterion: Criterion, edition: Edition, env: Environment, lines: Callable[[], list[Counted]]
) -> Judged:
    if not env.world.loose:
        return Judged(criterion, edition, lines())
    try:
        return Judged(criterion, edition, lines())
    except Unsupported:
        name = criterion.text.name
        versions = [e.criteria[name] for e in series.editions if name in e.criteria]
        return Judged(criterion, edition, [], _anything(versions))


def _anything(versions: Sequence[Criterion]) -> Interval:
    """What a criterion may come to, of whose versions each may judge any number of records, or the facts once."""
    low: Exact | None = 0
    high: Exact | None = 0
    for version in versions:
        if isinstance(version.amount, Assessed):
            once = EVERYTHING if version.amount.low < 0 else Interval(0, None)
        else:
            once = Interval(0, None) if isinstance(version.trigger, OnEvent) else _range(version.amount)
        if version.sign < 0:
            once = Interval(None if once.high is None else -once.high, None if once.low is None else -once.low)
        low = None if low is None or once.low is None else min(low, once.low)
        high = None if high is None or once.high is None else max(high, once.high)
    return Interval(low, high)


def _range(amount: expr.Expression) -> Interval:
    kind = definite(amount.type)
    assert isinstance(kind, Number)
    return kind.range


def _lines(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    criterion, counted = current.criteria[name], _records_of(name, series, current, env)
    return counted if isinstance(criterion.trigger, OnEvent) else [on_facts(criterion, env), *counted]


def _before(series: Series, current: Edition) -> list[Edition]:
    """The editions before the current one, latest first."""
    return list(takewhile(lambda edition: edition is not current, series.editions))[::-1]


def _records_of(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    """The records of a criterion, each by the edition that judges it, in order."""
    match current.transition:
        case Transition.OWN_DATE:
            return _by_own_date(name, series, env)
        case Transition.THIS_EDITION:
            return _by(current, name, env, lambda _record: TRUE)
        case Transition.MILDER:
            return _milder(name, series, current, env)
        case _:
            assert_never(current.transition)


def _by(edition: Edition, name: str, env: Environment, wanted: Callable[[SymbolicRecord], Truth]) -> list[Counted]:
    criterion = edition.criteria.get(name)
    if criterion is None or not isinstance(criterion.trigger, OnEvent):
        return []
    return on_records(criterion, attrs.evolve(env, edition=edition), wanted)


def _by_own_date(name: str, series: Series, env: Environment) -> list[Counted]:
    """Each record by the edition in force on its date; one from a day without an edition is not judged at all."""
    return [c for edition in series.editions for c in _by(edition, name, env, partial(_is_dated_under, edition))]


def _is_dated_under(edition: Edition, record: SymbolicRecord) -> Truth:
    return in_force(edition, record.date, record.world.calendar)


def _milder(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    """Each record by the edition of its date or the current one, whichever is better for the person.

    An edition under which the record does not fall gives it 0 points; of equal ones that of its date judges.
    """
    own = _by_own_date(name, series, env)
    this = _by(current, name, env, lambda _record: TRUE)
    if len({item.record.event for item in (*own, *this) if item.record}) > 1:
        raise Unsupported("`transition: the milder` where editions judge records of different events")
    found: list[Counted] = []
    records = {item.record: None for item in (*own, *this) if item.record is not None}
    for record in sorted(records, key=lambda r: r.world.records(r.event).index(r)):
        by_own = [item for item in own if item.record is record]
        by_this = next((item for item in this if item.record is record), None)
        # INVARIANT: editions do not overlap, so at most one of `by_own` counts.
        worth = values.summed([values.choose_amount(item.counts, item.points, NOTHING) for item in by_own])
        here = NOTHING if by_this is None else values.choose_amount(by_this.counts, by_this.points, NOTHING)
        better = values.amount_less(worth, here)
        if by_this is not None:
            found.append(attrs.evolve(by_this, counts=terms.every(by_this.counts, better)))
        found += [attrs.evolve(item, counts=terms.every(item.counts, terms.negated(better))) for item in by_own]
    return found
