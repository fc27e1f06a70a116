"""A small case near one that shows something: fewer records, less known, plainer values, near days.

One thing after the other is made plainer, and stays so if the case still shows what it is to show. What is left cannot
be made smaller in one step; a case of another kind may be smaller still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.analysis.cases.places import Place, places, value_at, with_value
from creditlang.backends.smt.cases import Case, CaseRecord
from creditlang.types import Boolean, Choice, Date, Duration, ManyRelated, Number, Related, Text
from creditlang.values import Days, Exact, Months, plain

_BIRTHS = (date(1990, 1, 1), date(1980, 1, 1), date(2000, 1, 1), date(1960, 1, 1))
"""And what may be known of people, such as when they were born."""

_ROUND = (10**9, 10**6, 10**5, 10**4, 1000, 500, 100, 50, 10, 5, 1)

Shows = Callable[[Case], bool]
"""Whether a case shows what it is to show."""


def shrunk(case: Case, registry: ir.Registry, shows: Shows, likely: date, seconds: float) -> Case:
    """A case that shows the same and is as small as steps can make it in time.

    Args:
        likely: the day for which a reader would like it to be decided.
    """
    deadline = time.process_time() + seconds

    def better(wishes: Iterator[Case]) -> bool:
        """Whether one of the wishes, the best first, is granted."""
        nonlocal case
        for wish in wishes:
            if time.process_time() > deadline:
                return False
            if shows(wish):
                case = wish
                return True
        return False

    for _ in range(4):
        before = case
        while better(_with_fewer_records(case)):
            pass
        better(_on_likely_days(case, likely))
        for place in list(places(case, registry)):
            if _stands(case, place):
                better(with_value(case, place, wish) for wish in _wishes(case, place))
        for number in range(len(case.records)):
            better(_with_day(case, number, day) for day in _wished_days(case, number))
        better(_on_round_days(case, likely))
        if case == before:
            break
    return case


def _with_fewer_records(case: Case) -> Iterator[Case]:
    """Without all records, without half of them, without one."""
    number = len(case.records)
    if number > 2:
        yield attrs.evolve(case, records=())
        for half in (case.records[: number // 2], case.records[number // 2 :]):
            yield attrs.evolve(case, records=half)
    for left_out in range(number):
        yield attrs.evolve(case, records=(*case.records[:left_out], *case.records[left_out + 1 :]))


# --- days ------------------------------------------------------------------------------------------------


def _on_likely_days(case: Case, likely: date) -> Iterator[Case]:
    """On a likely day: as it is, or with all days moved along."""
    if case.as_of == likely:
        return
    yield case.on(likely)
    yield _moved(case, likely - case.as_of)
    for year in range(likely.year, likely.year - 4, -1):
        if case.as_of.year == year:
            return
        # Days of the year stand where they stood.
        yield _moved(case, date(year, 1, 1) - date(case.as_of.year, 1, 1))


def _on_round_days(case: Case, likely: date) -> Iterator[Case]:
    """Decided for the first day of the year or of the month, if no likelier day would do."""
    if case.as_of == likely:
        return
    for day in (case.as_of.replace(month=1, day=1), case.as_of.replace(day=1)):
        if day == case.as_of:
            return
        yield case.on(day)
        yield _moved(case, day - case.as_of)


def _moved(case: Case, by: timedelta) -> Case:
    def moved(value: object) -> object:
        match value:
            case date():
                return date.fromordinal(min(max(value.toordinal() + by.days, 1), date.max.toordinal()))
            case Mapping():
                return {name: moved(inner) for name, inner in value.items()}
            case tuple():
                return tuple(moved(inner) for inner in value)
            case _:
                return value

    return Case(
        case.kind,
        {name: moved(value) for name, value in case.subject.items()},
        tuple(CaseRecord(r.event, {name: moved(value) for name, value in r.values.items()}) for r in case.records),
        moved(case.as_of),  # type: ignore[arg-type]  # a day stays one
    )


def _with_day(case: Case, number: int, day: date) -> Case:
    """The case with a record on another day, where it keeps its place among the others."""
    record = case.records[number]
    changed = CaseRecord(record.event, {**record.values, "date": day, "recorded": day})
    records = (*case.records[:number], changed, *case.records[number + 1 :])
    return attrs.evolve(case, records=tuple(sorted(records, key=_order)))


def _order(record: CaseRecord) -> tuple[object, ...]:
    return (record.values["date"], record.values["record"])


def _wished_days(case: Case, number: int) -> Iterator[date]:
    """Days for a record, best first: that of the decision, as near to it as may be, or a round one."""
    values = case.records[number].values
    current, known = values["date"], values.get("recorded")
    assert isinstance(current, date)
    yield from _nearer(current, case.as_of)
    if known != current:
        yield current


def _nearer(current: date, now: date) -> Iterator[date]:
    """Days that a reader would rather see than this one, best first."""
    wished = [now, date(now.year, 1, 1), date(now.year - 1, 1, 1), current.replace(month=1, day=1)]
    wished.append(current.replace(day=1))
    # A border is shown best by the day next to it.
    away = (now - current).days
    while abs(away) > 1:
        away = int(away / 2)
        wished.append(now - timedelta(days=away))
    for day in dict.fromkeys(wished):
        if day == current:
            return
        yield day


# --- values ----------------------------------------------------------------------------------------------


def _stands(case: Case, place: Place) -> bool:
    """Whether the place is there, for what a relation led to may be gone."""
    try:
        value_at(case, place)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _wishes(case: Case, place: Place) -> Iterator[object]:
    """Values that a reader would rather see there, best first."""
    value = value_at(case, place)
    if value is None:
        return
    if place.field.optional:
        yield None
    match place.field.type:
        case Boolean():
            wished: list[object] = [False]
        case Choice(members=members):
            wished = [*members]
        case Number():
            assert isinstance(value, int | Fraction)
            wished = [*_numbers(place.field.type, value)]
        case Date():
            assert isinstance(value, date)
            wished = [*_dates(case, place, value)]
        case Text():
            wished = ["text"]
        case Duration():
            assert isinstance(value, Days | Months)
            wished = [type(value)(count) for count in (0, 1, value.count // 12 * 12)]
        case ManyRelated():
            assert isinstance(value, tuple)
            wished = [value[:size] for size in range(len(value))]
        case Related():
            return
    for wish in wished:
        if wish == value:
            return
        yield wish


def _dates(case: Case, place: Place, value: date) -> Iterator[date]:
    if place.record is None:
        # What is known of people lies before what is on record of them.
        first = min([case.as_of, *(r.values["date"] for r in case.records if isinstance(r.values["date"], date))])
        yield from (day for day in _BIRTHS if day < first)
        yield value.replace(month=1, day=1)
        yield value.replace(day=1)
        return
    own = case.records[place.record].values["date"]
    assert isinstance(own, date)
    yield own
    yield from _nearer(value, case.as_of)


def _numbers(kind: Number, value: Exact) -> Iterator[Exact]:
    low, high = kind.range.low, kind.range.high
    exact = Fraction(value)
    sign = -1 if exact < 0 else 1
    wished = [Fraction(0), *(Fraction(sign * size) for size in reversed(_ROUND) if size < abs(exact))]
    wished += [Fraction(exact // size * size) for size in _ROUND if abs(exact) >= size]
    wished += [Fraction(-(-exact // size) * size) for size in _ROUND if abs(exact) >= size]
    for wish in dict.fromkeys(map(plain, wished)):
        if (low is None or low <= wish) and (high is None or wish <= high) and _weight(wish) < _weight(value):
            yield wish


def _weight(number: Exact) -> tuple[int, bool, Exact]:
    """How hard a number is to read: fewer digits that say something come first, then the smaller number."""
    exact = Fraction(number)
    digits = len(str(abs(exact.numerator)).rstrip("0"))
    return (digits if exact.denominator == 1 else digits + len(str(exact.denominator)), number < 0, abs(exact))
