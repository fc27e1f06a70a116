"""Values of a fact in bands that a reader can take in: whole numbers and dates that are round, a few for each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from creditlang import ir
from creditlang.types import Boolean, Choice, Date, Duration, DurationKind, MoneyUnit, Number, definite
from creditlang.values import Days, Exact, Money, Months, plain, show_duration, show_exact

MOST = 12
"""More bands than this are hard to read; of texts, the most frequent ones are shown."""
_AIM = 6
UNKNOWN = "unknown"
OTHERS = "other"


@attrs.frozen
class Bands:
    """How the values of a fact are shown: the labels in order, and the label of a value."""

    labels: tuple[str, ...]
    of: Callable[[Any], str] = attrs.field(repr=False)


def bands(field: ir.Field, counts: Mapping[Any, int]) -> Bands:
    """Bands for the values of a field, each with how many people have it; None is unknown."""
    known = {value: number for value, number in counts.items() if value is not None}
    made = _bands(field, known)
    labels = made.labels if None not in counts else (*made.labels, UNKNOWN)
    return Bands(labels, lambda value: UNKNOWN if value is None else made.of(value))


def _bands(field: ir.Field, counts: Mapping[Any, int]) -> Bands:
    kind = definite(field.type)
    match kind:
        case Boolean():
            return Bands(("yes", "no"), lambda value: "yes" if value else "no")
        case Choice(members=members):
            return _named([m for m in members if m in counts], counts, str)
        case Number(scale=0, unit=unit) if not isinstance(unit, MoneyUnit):
            return _cut(sorted(counts), counts, _whole_cuts, show_exact, apart=1)
        case Number(unit=unit):
            if isinstance(unit, MoneyUnit):
                currency = unit.currency
                return _cut(sorted(counts), counts, _round_cuts, lambda v: str(Money(v, currency)))
            return _cut(sorted(counts), counts, _round_cuts, show_exact)
        case Date():
            return _cut(sorted(counts), counts, _calendar_cuts, _show_day)
        case Duration(kind=length):
            lasting = Months if length is DurationKind.MONTHS else Days
            numbers = {_length(value): number for value, number in counts.items()}
            made = _cut(sorted(numbers), numbers, _whole_cuts, lambda v: show_duration(lasting(int(v))), apart=1)
            return Bands(made.labels, lambda value: made.of(_length(value)))
        case _:
            return _named(sorted(counts, key=lambda value: (-counts[value], str(value))), counts, str)


def _show_day(day: date) -> str:
    """A day; the first of a year by its number."""
    return str(day.year) if (day.month, day.day) == (1, 1) else day.isoformat()


def _length(value: Any) -> int:
    return int(value.count) if isinstance(value, Days | Months) else int(value)


def _named(values: Sequence[Any], counts: Mapping[Any, int], show: Callable[[Any], str]) -> Bands:
    """Each value by itself; where there are too many, the most frequent ones."""
    if len(values) <= MOST:
        return Bands(tuple(map(show, values)), show)
    kept = set(sorted(values, key=lambda value: -counts[value])[: MOST - 1])
    labels = (*(show(value) for value in values if value in kept), OTHERS)
    return Bands(labels, lambda value: show(value) if value in kept else OTHERS)


def _cut(
    values: Sequence[Any],
    counts: Mapping[Any, int],
    cuts_of: Callable[[Any, Any], Sequence[Any]],
    show: Callable[[Any], str],
    apart: int | None = None,
) -> Bands:
    """Half-open bands between round cuts. Few different values stand each by itself.

    Args:
        apart: how far a value is from the next, so that a band of one is named by it; None if they are dense.
    """
    if len(values) <= _AIM:
        return Bands(tuple(map(show, values)), show)
    low, high = _quantile(values, counts, 5), _quantile(values, counts, 95)
    cuts = list(cuts_of(low, high))
    if not cuts:
        return Bands(("all",), lambda _value: "all")
    less = "before" if isinstance(cuts[0], date) else "below"

    def label(low: Any, below: Any) -> str:
        return show(low) if apart and low + apart == below else f"{show(low)} to {less} {show(below)}"

    lowest = show(values[0]) if apart and values[0] + apart == cuts[0] else f"{less} {show(cuts[0])}"
    labels = (lowest, *(label(low, below) for low, below in pairwise(cuts)), f"from {show(cuts[-1])}")
    return Bands(labels, lambda value: labels[bisect_right(cuts, value)])


def _quantile(values: Sequence[Any], counts: Mapping[Any, int], percent: int) -> Any:
    wanted, seen = sum(counts.values()) * percent, 0
    for value in values:
        seen += counts[value] * 100
        if seen >= wanted:
            return value
    return values[-1]


def _round_cuts(low: Exact, high: Exact) -> list[Exact]:
    """About six multiples of 1, 2 or 5 times a power of ten, above `low` and not above `high`."""
    if high <= low:
        return [high]
    step = _round_step(Fraction(high - low) / _AIM)
    first = (Fraction(low) // step + 1) * step
    found = []
    while first <= high:
        found.append(plain(first))
        first += step
    return found


def _whole_cuts(low: Exact, high: Exact) -> list[Exact]:
    """The same, of whole numbers."""
    return [cut for cut in _round_cuts(low, high) if Fraction(cut).denominator == 1]


def _round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = Fraction(1)
    while power * 10 <= least:
        power *= 10
    while power > least:
        power /= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least)


def _calendar_cuts(low: date, high: date) -> list[date]:
    """About six first days of decades, years or months."""
    months = (high.year - low.year) * 12 + high.month - low.month
    for step in (1, 3, 6, 12, 24, 60, 120, 240):
        if months <= step * (_AIM + 1):
            break
    start = (low.year * 12 + low.month - 1) // step * step + step
    found = []
    while (day := date(start // 12, start % 12 + 1, 1)) <= high:
        found.append(day)
        start += step
    return found or [high]
