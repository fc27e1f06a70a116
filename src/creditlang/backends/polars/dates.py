"""Days as columns: whole numbers since 1970-01-01, moved and counted as `values.dates` does it.

Months are added by our own arithmetic, which clamps to the month's last day. Periods that are asked about on one known
day need no arithmetic in the table at all: the first day that is still inside is found beforehand (`first_after`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from creditlang.values import Days, Duration, add

DAY = pl.Int32
"""The type of a column of days."""

EPOCH = date(1970, 1, 1).toordinal()
FIRST = date.min.toordinal() - EPOCH
LAST = date.max.toordinal() - EPOCH


def number(day: date) -> int:
    """A day as a number."""
    return day.toordinal() - EPOCH


def literal(day: date) -> pl.Expr:
    """The same day in every row."""
    return pl.lit(number(day), dtype=DAY)


def first_after(day: date, end: Callable[[date], date]) -> int | None:
    """The number of the earliest day whose `end`, which never falls, lies after `day`; None if there is none."""
    low, high = FIRST, LAST + 1
    while low < high:
        middle = (low + high) // 2
        if end(date.fromordinal(middle + EPOCH)) > day:
            high = middle
        else:
            low = middle + 1
    return None if low > LAST else low


def inside(day: pl.Expr, on: date, period: Duration) -> pl.Expr:
    """Whether what happened on `day`, at the latest on `on`, lies in a period on `on`: `on < day + period`."""
    return day >= pl.lit(first_still_inside(on, period), dtype=DAY)


def not_before(day: pl.Expr, first: int) -> pl.Expr:
    """Whether a date as it is stored, not yet a number, is `first` or later: statistics of files answer this."""
    if first > LAST:
        return pl.lit(False)
    return day >= pl.lit(date.fromordinal(max(first, FIRST) + EPOCH))


def first_still_inside(on: date, period: Duration) -> int:
    """The earliest day whose period still holds `on`; a day after the calendar if there is none."""
    first = first_after(on, lambda start: add(start, period))
    return LAST + 1 if first is None else first


def by_day(day: pl.Expr, days: pl.Series, found: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """What is found for each day, worked out once for each day of the calendar where rows are more than those.

    Args:
        day: the column.
        days: its values.
    """
    low, high = days.min(), days.max()
    if not isinstance(low, int) or not isinstance(high, int) or high - low >= len(days):
        return found(day)
    calendar = pl.select(found(pl.int_range(low, high + 1, dtype=DAY))).to_series()
    return pl.lit(calendar).gather(day - low)


def moved(day: pl.Expr, duration: Duration) -> pl.Expr:
    """Each day moved on by a duration that is written out."""
    count = pl.lit(duration.count, dtype=pl.Int64)
    return add_days(day, count) if isinstance(duration, Days) else add_months(day, count)


def add_days(day: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Each day moved on by a number of days, not beyond the calendar."""
    # Counts beyond the whole calendar are brought to it first, so that the sum stays small.
    span = LAST - FIRST
    return (day.cast(pl.Int64) + count.clip(-span, span)).clip(FIRST, LAST).cast(DAY)


def add_months(day: pl.Expr, count: pl.Expr) -> pl.Expr:
    """Each day moved on by a number of months, clamped to the month's last day, not beyond the calendar."""
    span = 12 * date.max.year
    months = year(day) * 12 + month(day) - 1 + count.clip(-span, span)
    to_year, to_month = months // 12, months % 12 + 1
    last = days_in_month(to_year, to_month)
    own = day_of_month(day)
    found = _from_parts(to_year, to_month, pl.when(own < last).then(own).otherwise(last))
    return pl.when(to_year < 1).then(FIRST).when(to_year > date.max.year).then(LAST).otherwise(found).cast(DAY)


def year(day: pl.Expr) -> pl.Expr:
    """The calendar year."""
    return day.cast(pl.Date).dt.year().cast(pl.Int64)


def month(day: pl.Expr) -> pl.Expr:
    """The month, 1 to 12."""
    return day.cast(pl.Date).dt.month().cast(pl.Int64)


def day_of_month(day: pl.Expr) -> pl.Expr:
    """The day of the month."""
    return day.cast(pl.Date).dt.day().cast(pl.Int64)


def days_in_month(of_year: pl.Expr, of_month: pl.Expr) -> pl.Expr:
    """How many days a month has."""
    leap = (of_year % 4 == 0) & ((of_year % 100 != 0) | (of_year % 400 == 0))
    february = pl.when(leap).then(29).otherwise(28).cast(pl.Int64)
    return pl.when(of_month == 2).then(february).otherwise(30 + (of_month + of_month // 8) % 2)


def _from_parts(of_year: pl.Expr, of_month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The number of a day: the days of 400, 100 and 4 years, then those of a year that begins in March."""
    late = of_month <= 2
    shifted = of_year - late.cast(pl.Int64)
    place = of_month + pl.when(late).then(9).otherwise(-3).cast(pl.Int64)
    within_year = (place * 153 + 2) // 5 + day - 1
    return shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + within_year - 719_468


def period_start(day: pl.Expr, length: int) -> pl.Expr:
    """Which calendar period of so many months a day lies in, as a number."""
    if length == 12:
        return day.cast(pl.Date).dt.year().cast(pl.Int32)
    months = year(day) * 12 + month(day) - 1
    return (months // length).cast(pl.Int32)


def periods(first: int, last: int, length: int) -> range:
    """The calendar periods of so many months that days lie in, numbered as `period_start` does it."""
    if first > last:
        return range(0)
    start, end = (date.fromordinal(day + EPOCH) for day in (max(first, FIRST), last))
    if length == 12:
        return range(start.year, end.year + 1)
    return range((start.year * 12 + start.month - 1) // length, (end.year * 12 + end.month - 1) // length + 1)


def end_of(day: pl.Expr, length: int) -> pl.Expr:
    """The first day after the calendar period of so many months that a day lies in, not beyond the calendar."""
    months = ((year(day) * 12 + month(day) - 1) // length + 1) * length
    to_year = months // 12
    found = _from_parts(to_year, months % 12 + 1, pl.lit(1, dtype=pl.Int64))
    return pl.when(to_year > date.max.year).then(LAST).otherwise(found).cast(DAY)


def first_inside(day: pl.Expr, period: Duration) -> pl.Expr:
    """For each day the earliest one whose period still holds it: the lowest `d` with `day < d + period`."""
    if isinstance(period, Days):
        return _or_none(day, add_days(day, pl.lit(1 - period.count, dtype=pl.Int64)))
    months = year(day) * 12 + month(day) - 1 - period.count
    of_year, of_month = months // 12, months % 12 + 1
    last, own = days_in_month(of_year, of_month), day_of_month(day)
    # A day that is its month's last is reached by no day of the earlier month: they clamp to it, or fall short.
    is_last = own == days_in_month(year(day), month(day))
    passed = pl.when(is_last | (own > last)).then(last).otherwise(own)
    found = _from_parts(of_year, of_month, pl.lit(1, dtype=pl.Int64)) + passed
    return _or_none(day, pl.when(of_year < 1).then(FIRST).otherwise(found).cast(DAY))


def _or_none(day: pl.Expr, found: pl.Expr) -> pl.Expr:
    """Nothing holds the last day of the calendar, which every longer period stops at."""
    return pl.when(day >= LAST).then(LAST + 1).otherwise(found).cast(DAY)


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole months, counted the same way back where `end` is earlier."""
    early = pl.when(start <= end).then(start).otherwise(end)
    late = pl.when(start <= end).then(end).otherwise(start)
    months = (year(late) - year(early)) * 12 + month(late) - month(early)
    own, last = day_of_month(early), days_in_month(year(late), month(late))
    reached = day_of_month(late) >= pl.when(own < last).then(own).otherwise(last)
    count = pl.when(reached).then(months).otherwise(months - 1)
    return pl.when(start <= end).then(count).otherwise(-count)


def years_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole years, as people count birthdays."""
    months = months_between(start, end)
    return pl.when(months >= 0).then(months // 12).otherwise(-((-months) // 12))


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Days from one to the other."""
    return end.cast(pl.Int64) - start.cast(pl.Int64)
