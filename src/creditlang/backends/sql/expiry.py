"""Expiry: the first day on which a record no longer counts, and the calendar periods of caps."""

from __future__ import annotations

from datetime import date

from creditlang import ir
from creditlang.backends.sql import dates, expressions, trees
from creditlang.backends.sql.aggregates import first_day
from creditlang.backends.sql.frames import Env, Frame
from creditlang.backends.sql.plan import Plan, Today
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.semantics.criteria import expiry
from creditlang.types import Duration as DurationType
from creditlang.types import Optional, definite
from creditlang.values import Days, Duration

_UNITS = {
    ir.CalendarPeriod.YEAR: ("year", 12),
    ir.CalendarPeriod.QUARTER: ("quarter", 3),
    ir.CalendarPeriod.MONTH: ("month", 1),
}


def until(criterion: ir.Criterion, here: Env, frame: Frame) -> Sql | None:
    """The first day on which a record no longer counts; null where its clock has not started."""
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return None
    start = due = _start(criterion, here, frame)
    dialect = frame.plan.dialect
    if criterion.expires_after is not None:
        kind = definite(criterion.expires_after.type)
        assert isinstance(kind, DurationType)
        length = expressions.truth(criterion.expires_after, here, frame)
        due = dates.shifted(dialect, due, length, kind.kind)
    if criterion.expires_at_end_of is not None:
        unit, months = _UNITS[criterion.expires_at_end_of]
        due = dialect.add_months(dialect.first_of(unit, due), trees.whole(months))
    if _may_not_start(criterion):
        # Keeping a date in the calendar makes one of nothing.
        due = trees.chosen([(trees.known(start), due)], trees.cast(trees.null(), "DATE"))
    return due


def _may_not_start(criterion: ir.Criterion) -> bool:
    return criterion.counts_from is not None and isinstance(criterion.counts_from.type, Optional)


def _start(criterion: ir.Criterion, here: Env, frame: Frame) -> Sql:
    assert here.record is not None
    if criterion.counts_from is None:
        return here.record.date
    return expressions.truth(criterion.counts_from, here, frame)


def still_runs(criterion: ir.Criterion, end: Sql, today: Today) -> Sql:
    """Whether a record has not expired on as-of."""
    runs = trees.less(today.tree, end)
    return trees.either([trees.unknown(end), runs]) if _may_not_start(criterion) else runs


def first_running(criterion: ir.Criterion, plan: Plan) -> date | None:
    """The first day whose records have not expired, where their period and as-of are written out; else None."""
    after, as_of = criterion.expires_after, plan.today().day
    if as_of is None or criterion.counts_from is not None or not isinstance(after, nodes.Constant | None):
        return None
    length = Days(0) if after is None else after.value
    assert isinstance(length, Duration)
    if after is None and criterion.expires_at_end_of is None:
        return None
    return first_day(lambda start: expiry(start, length, criterion.expires_at_end_of) > as_of)


def period_of(unit: ir.CalendarPeriod, day: Sql, plan: Plan) -> Sql:
    """The calendar period of a day."""
    if unit is ir.CalendarPeriod.YEAR:
        return plan.dialect.part("YEAR", day)
    return plan.dialect.first_of(_UNITS[unit][0], day)
