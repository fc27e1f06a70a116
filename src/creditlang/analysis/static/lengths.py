"""Lengths of time: comparing days with months, and every length that an expression can have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import attrs

from creditlang.ir import CalendarPeriod, Edition
from creditlang.ir import expressions as ir
from creditlang.values import Days, Duration, Months, add

_STARTS = tuple(
    date(year, month, day)
    for century in (1896, 1996, 2096)
    for year in range(century, century + 10)
    for month in range(1, 13)
    for day in (1, 15, 28)
)
"""Days from which the shortest and the longest run of months begin: around leap years, and around one left out."""

PERIOD_MONTHS = {CalendarPeriod.YEAR: 12, CalendarPeriod.QUARTER: 3, CalendarPeriod.MONTH: 1}


def at_least(length: Duration, wanted: Duration) -> bool:
    """Whether a length is never shorter than another, from whichever day it runs."""
    if type(length) is type(wanted):
        return length.count >= wanted.count
    return days_of(length)[0] >= days_of(wanted)[1]


def at_most(length: Duration, wanted: Duration) -> bool:
    """Whether a length is never longer than another, from whichever day it runs."""
    if type(length) is type(wanted):
        return length.count <= wanted.count
    return days_of(length)[1] <= days_of(wanted)[0]


@cache
def days_of(length: Duration) -> tuple[int, int]:
    """The least and the greatest number of days that a length can have."""
    if isinstance(length, Days):
        return length.count, length.count
    counts = [(add(start, length) - start).days for start in _STARTS]
    return min(counts), max(counts)


@attrs.frozen
class Possible:
    """The lengths that an expression can have.

    Attributes:
        lengths: each that is written down somewhere.
        open_ended: what else decides, such as a field of the record; None if nothing does.
    """

    lengths: tuple[Duration, ...]
    open_ended: str | None = None

    def longer_by(self, months: int) -> Possible:
        """Every length with some months more; of days, the most days that those can have."""
        more = days_of(Months(months))[1]
        found = (Months(d.count + months) if isinstance(d, Months) else Days(d.count + more) for d in self.lengths)
        return attrs.evolve(self, lengths=tuple(found))


def possible_lengths(node: ir.Expression, edition: Edition) -> Possible:
    """Every length that a duration can have, by the constants that it chooses from."""
    match node:
        case ir.Constant(value=Days() | Months() as length):
            return Possible((length,))
        case ir.If(then=then, otherwise=otherwise):
            return _either([possible_lengths(then, edition), possible_lengths(otherwise, edition)])
        case ir.Lookup(table=name):
            return _cells(row.value for row in edition.tables[name].rows)
        case ir.ParameterValue(parameter=name):
            return _cells(row.value for dated in edition.parameters[name].values for row in dated.rows)
        case ir.CallDefine(define=name):
            return possible_lengths(edition.defines[name].body, edition)
        case ir.Arithmetic(operator=ir.Operator.MINIMUM | ir.Operator.MAXIMUM, left=left, right=right):
            return _either([possible_lengths(left, edition), possible_lengths(right, edition)])
        case ir.Read(field=field):
            return Possible((), f"the field `{field}` says how long")
        case _:
            return Possible((), "it is computed")


def possible_until(node: ir.Expression, edition: Edition) -> Possible:
    """How long after its record something lasts that lasts until a date."""
    match node:
        case ir.Shift(date=ir.Read(of=ir.TheRecord(), field="date"), duration=duration, backwards=False):
            return possible_lengths(duration, edition)
        case ir.Shift(date=ir.Read(field=field), duration=duration, backwards=False):
            return attrs.evolve(possible_lengths(duration, edition), open_ended=f"it runs from the date `{field}`")
        case ir.Read(field=field):
            return Possible((), f"the date `{field}` says until when")
        case _:
            return Possible((), "its last day is computed")


def _cells(values: Iterable[object]) -> Possible:
    return Possible(tuple(dict.fromkeys(value for value in values if isinstance(value, Days | Months))))


def _either(found: Iterable[Possible]) -> Possible:
    parts = tuple(found)
    open_ended = next((part.open_ended for part in parts if part.open_ended), None)
    return Possible(tuple(dict.fromkeys(length for part in parts for length in part.lengths)), open_ended)
