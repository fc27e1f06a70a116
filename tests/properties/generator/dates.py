"""Days and durations where calendars have their corners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from creditlang.values import Days, Duration, Months, add, subtract
from properties.generator.choices import Draw, chance, pick

DURATIONS: tuple[Duration, ...] = (
    Months(12),
    Days(30),
    Months(1),
    Days(1),
    Months(24),
    Days(7),
    Months(6),
    Days(365),
    Months(30),
    Months(120),
)
NONE = Days(0)
"""No time at all: refused where a rule ends by it, but a table may answer it."""
CORNERS = (
    date(2020, 1, 1),
    date(2020, 2, 29),
    date(2019, 12, 31),
    date(2020, 1, 31),
    date(2021, 2, 28),
    date(2020, 3, 31),
    date(2020, 4, 30),
    date(2024, 2, 29),
    date(2020, 6, 15),
)
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
_STEPS = (0, 1, -1)


def draw_day(draw: Draw) -> date:
    """Any day that a rule might name."""
    return pick(draw, CORNERS)


def near(draw: Draw, anchors: Sequence[date], durations: Sequence[Duration]) -> date:
    """A day on, just before or just after the edge of a window: an anchor, moved by a duration or not."""
    day = pick(draw, anchors)
    if durations and chance(draw, 60):
        move = pick(draw, (subtract, subtract, subtract, add))
        day = move(day, pick(draw, durations))
    return min(max(day, date(1990, 1, 1)), date(2060, 1, 1)) + timedelta(days=pick(draw, _STEPS))


def before(draw: Draw, day: date, durations: Sequence[Duration]) -> date:
    """A day that a window up to `day` just sees, or just sees no more."""
    found = subtract(day, pick(draw, durations)) if durations and chance(draw, 60) else day
    return max(found, date(1990, 1, 1)) - timedelta(days=pick(draw, (0, 1, 10, -1, 200)))
