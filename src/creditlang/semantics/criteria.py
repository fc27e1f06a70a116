"""Criteria: from records or facts to lines of points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final, assert_never

import attrs

from creditlang.data.records import Record
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
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.records import order
from creditlang.values import Days, Duration, Exact, Months, add, magnitude, plain, show_exact, within


@attrs.frozen(eq=False)
class Counted:
    """What one record (or, with none, the facts) is worth under a criterion.

    Attributes:
        criterion: as it stands in `edition`, the edition that judged the record.
        points: signed, before caps.
        until: the first day on which it no longer counts; None for never, or not yet running.
        remark: what a reader must know about the points, such as an official's reason.
    """

    criterion: Criterion
    edition: Edition
    record: Record | None
    points: Exact
    until: date | None
    remark: str | None

    @property
    def order(self) -> tuple[date, str]:
        """Records are counted in their order, facts before them."""
        return order(self.record) if self.record else (date.min, "")


def on_facts(criterion: Criterion, env: Environment) -> Counted | None:
    """The one line of a criterion without records; None if it does not hold or is worth nothing."""
    if isinstance(criterion.trigger, While) and not evaluate(criterion.trigger.condition, env):
        return None
    assert not isinstance(criterion.amount, Assessed)
    points = criterion.sign * evaluate(criterion.amount, env)
    return Counted(criterion, env.edition, None, plain(points), None, None) if points else None


def matching(trigger: OnEvent, env: Environment) -> tuple[Record, ...]:
    """The visible records that a rule speaks of, each judged on its own day."""
    records = env.visible.get(trigger.event, ())
    if trigger.where is None:
        return records
    return tuple(r for r in records if evaluate(trigger.where, at_record(env, r)))


def at_record(env: Environment, record: Record) -> Environment:
    """The environment in which a rule judges one record."""
    return attrs.evolve(env, record=record, anchor=record.date)


def on_records(criterion: Criterion, env: Environment, wanted: Callable[[Record], bool]) -> list[Counted]:
    """What the matching records that are `wanted` are worth, in order. All of them count for ordinals."""
    assert isinstance(criterion.trigger, OnEvent)
    found = matching(criterion.trigger, env)
    env = attrs.evolve(env, matching=found)
    return [judge(criterion, record, env) for record in found if wanted(record)]


def judge(criterion: Criterion, record: Record, env: Environment) -> Counted:
    """The points and the end of one record."""
    here = at_record(env, record)
    if isinstance(criterion.amount, Assessed):
        points, remark = _assessed(criterion.amount, record)
    else:
        points, remark = evaluate(criterion.amount, here), None
    return Counted(criterion, env.edition, record, plain(criterion.sign * points), _until(criterion, here), remark)


def _assessed(bounds: Assessed, record: Record) -> tuple[Exact, str]:
    """What an official set, if it lies within the law's bounds and has a reason."""
    points: Any = record.values["assessed"]
    reason: Any = record.values["reason"]
    allowed = f"{show_exact(bounds.low)} to {show_exact(bounds.high)}"
    if points is None:
        return 0, "not counted: no points were assessed"
    if not bounds.low <= points <= bounds.high:
        return 0, f"not counted: {show_exact(points)} assessed, outside {allowed}"
    if reason is None or not reason.strip():
        return 0, "not counted: no reason was given"
    return points, f"assessed within {allowed}: {reason.strip()}"


def _until(criterion: Criterion, here: Environment) -> date | None:
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return None
    start = here.anchor if criterion.counts_from is None else evaluate(criterion.counts_from, here)
    if start is None:
        return None
    after = Days(0) if criterion.expires_after is None else evaluate(criterion.expires_after, here)
    return expiry(start, after, criterion.expires_at_end_of)


_MONTHS: Final = {CalendarPeriod.YEAR: 12, CalendarPeriod.QUARTER: 3, CalendarPeriod.MONTH: 1}


def expiry(start: date, after: Duration, at_end_of: CalendarPeriod | None) -> date:
    """The first day on which a record no longer counts whose time runs from `start`."""
    due = add(start, after)
    if at_end_of is None:
        return due
    length = _MONTHS[at_end_of]
    first = date(due.year, (due.month - 1) // length * length + 1, 1)
    return add(first, Months(length))


def only_largest(counted: Sequence[Counted], act_of: Callable[[Counted], object]) -> list[Counted]:
    """Of those that share an act, the one of largest magnitude (of equal ones the earliest)."""
    best: dict[object, Counted] = {}
    for item in sorted(counted, key=lambda c: c.order):
        act = act_of(item)
        if act is not None and (act not in best or magnitude(item.points) > magnitude(best[act].points)):
            best[act] = item
    return [c for c in counted if act_of(c) is None or best[act_of(c)] is c]


def only_once(counted: Sequence[Counted], period: Duration | None) -> list[Counted]:
    """Those before which, in the period, none counts. A record worth nothing stands in nobody's way."""
    kept: list[Counted] = []
    last: date | None = None
    for item in sorted(counted, key=lambda c: c.order):
        if period is not None and item.record is not None and item.points:
            if last is not None and within(item.record.date, last, period):
                continue
            last = item.record.date
        kept.append(item)
    return kept


def act_by(field: str | None) -> Callable[[Counted], object]:
    """Which act a record belongs to, by a field; None where it stands alone.

    It also stands alone if its event lacks the field: an earlier edition may have judged another event.
    """
    return lambda c: None if field is None or c.record is None else c.record.values.get(field)


def active(counted: Iterable[Counted], as_of: date) -> list[Counted]:
    """Those that have not expired."""
    return [c for c in counted if c.until is None or as_of < c.until]


def capped(counted: Sequence[Counted], caps: Sequence[Cap], env: Environment) -> list[Exact]:
    """What each of the records, which are in order, counts under the caps. Caps apply one after the other.

    A cap bounds the magnitude of the running sum in each of its periods: the record that reaches it counts in
    part, later ones not at all.
    """
    points = [c.points for c in counted]
    for cap in caps:
        limit = evaluate(cap.amount, env)
        sums: dict[object, Exact] = {}
        for index, item in enumerate(counted):
            period = _period(cap, item, env.as_of)
            if period is None:
                continue
            before = sums.get(period, 0)
            after = min(max(before + points[index], -limit), limit)
            points[index], sums[period] = plain(after - before), after
    return points


def _period(cap: Cap, counted: Counted, as_of: date) -> object:
    """The period of a cap that a record falls into; None for one that has left the span of a rolling cap, unbounded."""
    day = counted.record.date if counted.record else as_of
    match cap.span_of:
        case CalendarPeriod.YEAR:
            return day.year
        case CalendarPeriod.QUARTER:
            return day.year, (day.month - 1) // 3
        case CalendarPeriod.MONTH:
            return day.year, day.month
        case InTheLast(period=period):
            return "the last" if within(as_of, day, period) else None
        case InTotal():
            return "total"
        case _:
            assert_never(cap.span_of)
