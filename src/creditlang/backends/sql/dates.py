"""Dates: moved by durations, and the whole years, months or days between two of them."""

from __future__ import annotations

from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.numbers import Arithmetic, Number, Whole
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import DurationKind
from creditlang.values import Days, Months

_FARTHEST, _FARTHEST_MONTHS = 4_000_000, 120_000
"""More days and months than the calendar has; a longer duration leads nowhere else."""


def shifted(dialect: Dialect, day: Sql, count: Sql, kind: DurationKind, *, backwards: bool = False) -> Sql:
    """A date moved by a duration."""
    if backwards:
        count = exp.Neg(this=trees.closed(count))
    return dialect.add_days(day, count) if kind is DurationKind.DAYS else dialect.add_months(day, count)


def moved(dialect: Dialect, day: Sql, duration: Days | Months) -> Sql:
    """A date moved on by a written duration."""
    kind = DurationKind.DAYS if isinstance(duration, Days) else DurationKind.MONTHS
    return shifted(dialect, day, trees.whole(within_reach(duration)), kind)


def within_reach(duration: Days | Months) -> int:
    """The count of a duration, as far as it leads anywhere else."""
    farthest = _FARTHEST if isinstance(duration, Days) else _FARTHEST_MONTHS
    return max(-farthest, min(duration.count, farthest))


def between(unit: nodes.CalendarUnit, start: Sql, end: Sql, arithmetic: Arithmetic) -> Number:
    """Whole years, months or days from one date to another."""
    dialect = arithmetic.dialect
    if unit is nodes.CalendarUnit.DAYS:
        return Number(Whole(dialect.days_between(start, end), -_FARTHEST, _FARTHEST))
    forward, back = _months(start, end, dialect), _months(end, start, dialect)
    months = arithmetic.pick([(trees.less(end, start), arithmetic.negated(back))], forward)
    months = Whole(months.tree, -120_000, 120_000)
    if unit is nodes.CalendarUnit.MONTHS:
        return Number(months)
    return Number(Whole(dialect.quotient(months.tree, trees.whole(12), wide=False, wide_result=False), -10_000, 10_000))


def _months(start: Sql, end: Sql, dialect: Dialect) -> Whole:
    """Whole months from a date to one that is not earlier: one less where the day is not yet reached."""

    def index(day: Sql) -> Sql:
        years = exp.Mul(this=dialect.part("YEAR", day), expression=trees.whole(12))
        return exp.Add(this=years, expression=dialect.part("MONTH", day))

    due = trees.least(dialect.part("DAY", start), dialect.part("DAY", dialect.last_day(end)))
    short = trees.chosen([(trees.less(dialect.part("DAY", end), due), trees.whole(1))], trees.whole(0))
    months = exp.Sub(this=exp.Paren(this=index(end)), expression=exp.Paren(this=index(start)))
    return Whole(exp.Sub(this=months, expression=short), -120_000, 120_000)
