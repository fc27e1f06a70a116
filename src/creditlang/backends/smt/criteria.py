"""Criteria: what each record, or the facts, are worth, in terms. Mirrors `semantics/criteria.py`.

A list of records of which each may be there or not takes the place of a list of those that are. Lists keep their
order, so that what depends on earlier records (ordinals, caps) is a chain of terms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, assert_never

import attrs

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.calendar import Calendar, Civil, Moment, Span, span_of
from creditlang.backends.smt.expressions import Environment, Guarded, evaluate, holds
from creditlang.backends.smt.nodes import FALSE, TRUE, Truth
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import NOTHING, Amount, Maybe, amount, maybe, span
from creditlang.backends.smt.worlds import SymbolicRecord
from creditlang.ir import (
    Assessed,
    CalendarPeriod,
    Cap,
    Criterion,
    Edition,
    InTheLast,
    InTotal,
    OnEvent,
    While,
)
from creditlang.types import DurationKind
from creditlang.values import Duration


@attrs.frozen(eq=False)
class Counted:
    """What one record (or, with none, the facts) is worth under a criterion, if it counts at all.

    Attributes:
        counts: whether the record is there and the criterion speaks of it.
        points: signed, before caps.
        until: the first day on which it no longer counts, if there is one.
    """

    criterion: Criterion
    edition: Edition
    record: SymbolicRecord | None
    counts: Truth
    points: Amount
    until: Maybe | None


def on_facts(criterion: Criterion, env: Environment) -> Counted:
    """The one line of a criterion without records."""
    counts = holds(criterion.trigger.condition, env) if isinstance(criterion.trigger, While) else TRUE
    assert not isinstance(criterion.amount, Assessed)
    points = _signed(criterion.sign, amount(evaluate(criterion.amount, env))) if counts is not FALSE else NOTHING
    return Counted(criterion, env.edition, None, counts, points, None)


def matching(trigger: OnEvent, env: Environment) -> tuple[Guarded, ...]:
    """The visible records, each with whether the rule speaks of it, judged on its own day."""
    records = env.visible.get(trigger.event, ())
    if trigger.where is None:
        return records
    found = ((terms.every(guard, holds(trigger.where, at_record(env, r))), r) for guard, r in records)
    return tuple((guard, record) for guard, record in found if guard is not FALSE)


def at_record(env: Environment, record: SymbolicRecord) -> Environment:
    """The environment in which a rule judges one record."""
    return attrs.evolve(env, record=record, anchor=record.date)


def on_records(criterion: Criterion, env: Environment, wanted: Callable[[SymbolicRecord], Truth]) -> list[Counted]:
    """What the matching records that are `wanted` are worth, in order. All of them count for ordinals."""
    assert isinstance(criterion.trigger, OnEvent)
    found = matching(criterion.trigger, env)
    env = attrs.evolve(env, matching=found)
    judged = (judge(criterion, terms.every(guard, wanted(record)), record, env) for guard, record in found)
    return [item for item in judged if item.counts is not FALSE]


def judge(criterion: Criterion, counts: Truth, record: SymbolicRecord, env: Environment) -> Counted:
    """The points and the end of one record."""
    here = at_record(env, record)
    if isinstance(criterion.amount, Assessed):
        points = _assessed(criterion.amount, record)
    else:
        points = amount(evaluate(criterion.amount, here))
    return Counted(criterion, env.edition, record, counts, _signed(criterion.sign, points), _until(criterion, here))


def _signed(sign: int, points: Amount) -> Amount:
    return points if sign > 0 else values.minus(points)


def _assessed(bounds: Assessed, record: SymbolicRecord) -> Amount:
    """What an official set, if it lies within the law's bounds and has a reason that is not blank."""
    points, reason = maybe(record.read("assessed")), maybe(record.read("reason"))
    given = values.amount(points)
    assert isinstance(reason.value, values.Word)
    allowed = terms.every(
        points.known,
        values.amount_at_most(values.amount_of(bounds.low), given),
        values.amount_at_most(given, values.amount_of(bounds.high)),
        reason.known,
        # Texts of blanks only have codes below 0.
        terms.at_most(terms.ZERO, reason.value.code),
    )
    return values.choose_amount(allowed, given, NOTHING)


def _until(criterion: Criterion, here: Environment) -> Maybe | None:
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return None
    start = maybe(here.anchor if criterion.counts_from is None else evaluate(criterion.counts_from, here))
    if start.known is FALSE:
        return None
    after = Span(DurationKind.DAYS, terms.ZERO)
    if criterion.expires_after is not None:
        after = span(evaluate(criterion.expires_after, here))
    assert isinstance(start.value, Moment)
    return Maybe(start.known, expiry(start.value, after, criterion.expires_at_end_of, here.world.calendar))


_MONTHS: Final = {CalendarPeriod.YEAR: 12, CalendarPeriod.QUARTER: 3, CalendarPeriod.MONTH: 1}


def expiry(start: Moment, after: Span, at_end_of: CalendarPeriod | None, calendar: Calendar) -> Moment:
    """The first day on which a record no longer counts whose time runs from `start`."""
    due = calendar.add(start, after)
    if at_end_of is None:
        return due
    length, civil = _MONTHS[at_end_of], calendar.civil(due)
    first = Civil(civil.year, terms.scaled(length, terms.divided(civil.month, whole(length))), terms.ONE)
    return calendar.add(Moment(first), Span(DurationKind.MONTHS, whole(length)))


# --- which of several counts -------------------------------------------------------------------------


def comes_before(one: Counted, other: Counted, calendar: Calendar) -> Truth:
    """Whether the record of one is before that of the other, by date and id; facts come before all records."""
    if one.record is None or other.record is None:
        return terms.truth(one.record is None and other.record is not None)
    return record_before(one.record, other.record, calendar)


def record_before(one: SymbolicRecord, other: SymbolicRecord, calendar: Calendar) -> Truth:
    """Whether a record comes before another one, by date and id."""
    if one is other:
        return FALSE
    if one.event == other.event:
        own = one.world.records(one.event)
        return terms.truth(own.index(one) < own.index(other))
    earlier = calendar.less(one.date, other.date)
    if earlier is TRUE:
        return TRUE
    one_day = terms.every(calendar.equal(one.date, other.date), terms.less(one.rank, other.rank))
    return terms.any_of(earlier, one_day)


def only_largest(counted: Sequence[Counted], field: str | None, calendar: Calendar) -> list[Counted]:
    """Of those that share an act, the one of largest magnitude (of equal ones the earliest, then the first)."""
    if field is None:
        return list(counted)
    acts = [_act(item, field) for item in counted]
    kept: list[Counted] = []
    for index, (item, act) in enumerate(zip(counted, acts, strict=True)):
        beaten: list[Truth] = []
        for place, (other, its_act) in enumerate(zip(counted, acts, strict=True)):
            if place == index or act is None or its_act is None:
                continue
            one_act = terms.every(act.known, its_act.known, values.equal_values(act, its_act, calendar))
            if one_act is FALSE:
                continue
            larger = values.amount_less(values.magnitude(item.points), values.magnitude(other.points))
            alike = values.amount_equal(values.magnitude(item.points), values.magnitude(other.points))
            first = comes_before(other, item, calendar)
            if other.record is item.record:
                first = terms.truth(place < index)
            better = terms.any_of(larger, terms.every(alike, first))
            beaten.append(terms.every(other.counts, one_act, better))
        kept.append(attrs.evolve(item, counts=terms.every(item.counts, terms.negated(terms.any_of(*beaten)))))
    return kept


def _act(item: Counted, field: str) -> Maybe | None:
    """The act that a record belongs to; None where it stands alone."""
    if item.record is None or field not in item.record.world.registry.events[item.record.event].fields:
        return None
    found = maybe(item.record.read(field))
    if isinstance(found.value, values.Held):
        raise Unsupported("`only the largest per` a relation")
    return found


def only_once(counted: Sequence[Counted], period: Duration | None, calendar: Calendar) -> list[Counted]:
    """Those before which, in the period, none counts. A record worth nothing stands in nobody's way."""
    if period is None:
        return list(counted)
    if len({item.record.event for item in counted if item.record}) > 1:
        raise Unsupported("`at most once in` over two events")
    kept: list[Counted] = []
    standing: list[Counted] = []
    for item in counted:
        if item.record is None:
            kept.append(item)
            continue
        blocked = terms.any_of(
            *(
                terms.every(other.counts, calendar.within(item.record.date, other.record.date, span_of(period)))
                for other in standing
                if other.record is not None
            )
        )
        worthless = terms.equal(item.points.over, terms.ZERO)
        stays = terms.any_of(worthless, terms.negated(blocked))
        kept.append(attrs.evolve(item, counts=terms.every(item.counts, stays)))
        stands = terms.every(item.counts, terms.negated(worthless), terms.negated(blocked))
        standing.append(attrs.evolve(item, counts=stands))
    return kept


# --- expiry and caps ---------------------------------------------------------------------------------


def active(counted: Sequence[Counted], as_of: Moment, calendar: Calendar) -> list[Counted]:
    """Each with whether it also has not expired."""
    found: list[Counted] = []
    for item in counted:
        lives: Truth = TRUE
        if item.until is not None:
            assert isinstance(item.until.value, Moment)
            lives = terms.any_of(terms.negated(item.until.known), calendar.less(as_of, item.until.value))
        found.append(attrs.evolve(item, counts=terms.every(item.counts, lives)))
    return found


def capped(counted: Sequence[Counted], caps: Sequence[Cap], env: Environment) -> list[Amount]:
    """What each of the records counts under the caps, one cap after the other; nothing if it does not count."""
    points = [values.choose_amount(item.counts, item.points, NOTHING) for item in counted]
    for cap in caps:
        limit = amount(evaluate(cap.amount, env))
        after: list[Amount] = []
        for index, item in enumerate(counted):
            bounded = _bounded_by(cap, item, env)
            shared = [
                values.choose_amount(terms.every(_bounded_by(cap, other, env), one_period), earlier, NOTHING)
                for other, earlier in zip(counted[:index], after, strict=True)
                if (one_period := _one_period(cap, other, item, env)) is not FALSE
            ]
            before = values.summed(shared)
            least, most = values.minus(limit), limit
            reached = values.lower(values.higher(values.added(before, points[index]), least), most)
            change = values.added(reached, values.minus(before))
            change = values.choose_amount(bounded, change, points[index])
            # One that does not count changes no sum, also where the limit has fallen below what stood before.
            after.append(values.choose_amount(item.counts, change, NOTHING))
        points = after
    return points


def _bounded_by(cap: Cap, item: Counted, env: Environment) -> Truth:
    """Whether a cap bounds a record: a rolling one only those in its span."""
    if isinstance(cap.span_of, InTheLast):
        calendar = env.world.calendar
        return calendar.within(env.as_of, _day(item, env), span_of(cap.span_of.period))
    return TRUE


def _day(item: Counted, env: Environment) -> Moment:
    return item.record.date if item.record else env.as_of


def _one_period(cap: Cap, one: Counted, other: Counted, env: Environment) -> Truth:
    match cap.span_of:
        case CalendarPeriod.YEAR | CalendarPeriod.QUARTER | CalendarPeriod.MONTH as period:
            calendar = env.world.calendar
            first, second = calendar.civil(_day(one, env)), calendar.civil(_day(other, env))
            length = whole(_MONTHS[period])
            years = terms.equal(first.year, second.year)
            return terms.every(
                years, terms.equal(terms.divided(first.month, length), terms.divided(second.month, length))
            )
        case InTheLast() | InTotal():
            return TRUE
        case _:
            assert_never(cap.span_of)


__all__ = [
    "Counted",
    "active",
    "at_record",
    "capped",
    "comes_before",
    "expiry",
    "judge",
    "matching",
    "on_facts",
    "on_records",
    "only_largest",
    "only_once",
    "record_before",
]
