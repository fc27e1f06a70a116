"""Calendar arithmetic in whole days: the only place where months are added or counted."""

from calendar import monthrange
from datetime import date, timedelta

from creditlang.values.durations import Days, Duration


def add(start: date, duration: Duration) -> date:
    """`start` moved on by `duration`.

    Months clamp to the last day of the month: 31 January and one month is 28 or 29 February.
    The calendar is bounded by the years 1 and 9999: what would leave it stays at its first or last day.
    """
    if isinstance(duration, Days):
        ordinal = start.toordinal() + duration.count
        return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
    months = start.year * 12 + start.month - 1 + duration.count
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def subtract(end: date, duration: Duration) -> date:
    """`end` moved back by `duration`, months clamped as in `add`."""
    return add(end, type(duration)(-duration.count))


def within(day: date, start: date, duration: Duration) -> bool:
    """Whether `day` lies in the half-open span from `start` until `start` plus `duration`."""
    return start <= day < add(start, duration)


def days_between(start: date, end: date) -> int:
    """Days from `start` to `end`, negative if `end` is earlier."""
    return (end - start) // timedelta(days=1)


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`: the most months that can be added without passing `end`.

    Negative, and counted the same way back, if `end` is earlier.
    """
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    last = monthrange(end.year, end.month)[1]
    return months if end.day >= min(start.day, last) else months - 1


def years_between(start: date, end: date) -> int:
    """Whole years from `start` to `end`, as people count birthdays.

    Who is born on 29 February comes of age on 28 February of a common year, because
    adding a year clamps to the month's last day.
    """
    months = months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)
