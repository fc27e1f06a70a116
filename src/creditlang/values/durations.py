"""Durations: whole days, or whole months. The two never mix, for a month has no fixed number of days."""

import attrs


@attrs.frozen(order=True)
class Days:
    """A number of days (a week is seven)."""

    count: int


@attrs.frozen(order=True)
class Months:
    """A number of months (a year is twelve)."""

    count: int


Duration = Days | Months


def show_duration(duration: Duration) -> str:
    """As a drafter writes it: `10 days`, `2 years 6 months`."""
    if isinstance(duration, Days):
        return _counted(duration.count, "day")
    years, months = divmod(abs(duration.count), 12)
    parts = [_counted(n, unit) for n, unit in ((years, "year"), (months, "month")) if n]
    text = " ".join(parts) or "0 months"
    return f"-{text}" if duration.count < 0 else text


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if abs(number) == 1 else f"{number} {unit}s"
