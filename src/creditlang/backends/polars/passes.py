"""Totals of several criteria in one pass over the records of an event, where no line of theirs rests on another.

What takes part: a criterion on one event judged by one edition, whose records count whatever the others are worth, and
whose cap, if it has one, is the same for everyone and per calendar period. All others are added up one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add, and_, or_

import attrs
import polars as pl

from creditlang.backends.polars import dates, numbers
from creditlang.backends.polars.criteria import (
    MONTHS,
    RECORD,
    cutoff_of,
    facts_points,
    occurrences,
    signed_points,
    until_of,
)
from creditlang.backends.polars.expressions import emit_expr, emit_number, kept_expr, kept_number, once_number
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import record_rows
from creditlang.backends.polars.scope import Holder, Scope
from creditlang.backends.polars.series import Entry
from creditlang.ir import CalendarPeriod, InTheLast, OnEvent, While
from creditlang.values import within


@attrs.frozen
class Part:
    """A criterion in a pass. `limit` is None without a cap."""

    entry: Entry
    limit: Number | None
    period: CalendarPeriod | None


def passes(entries: Iterable[Entry], scope: Scope, chosen: Iterable[str]) -> list[list[Part]]:
    """The criteria that can be added up together. `chosen` names those of which groups choose records."""
    found: dict[tuple[str, CalendarPeriod | None], list[Part]] = {}
    bare: dict[str, list[Part]] = {}
    for entry in entries:
        part = None if entry.name in chosen else _part(entry, scope)
        if part is None:
            continue
        if part.period is None:
            bare.setdefault(entry.own[0].event, []).append(part)
        else:
            found.setdefault((entry.own[0].event, part.period), []).append(part)
    for event, parts in bare.items():
        # What has no cap can be added up by any period.
        key = next((key for key in found if key[0] == event), (event, None))
        found.setdefault(key, []).extend(parts)
    return list(found.values())


def _part(entry: Entry, scope: Scope) -> Part | None:
    criterion = entry.criterion
    if entry.on_facts or entry.milder or len(entry.own) != 1 or not entry.one_sign:
        return None
    judged = entry.own[0].criterion
    if criterion.only_largest_per is not None or criterion.once_in is not None or occurrences(judged):
        return None
    if not criterion.caps:
        return Part(entry, None, None)
    cap = criterion.caps[0]
    if len(criterion.caps) > 1 or not isinstance(cap.span_of, CalendarPeriod):
        return None
    limit = emit_number(cap.amount, attrs.evolve(scope, edition=entry.edition))
    return Part(entry, limit, cap.span_of) if limit.constant is not None else None


def from_facts(entry: Entry, scope: Scope) -> Number | None:
    """The total of a criterion that rests on facts alone, as a column of the people; None where it has records too."""
    if not entry.on_facts or entry.judges:
        return None
    inside = attrs.evolve(scope, edition=entry.edition)
    points = facts_points(entry.criterion, inside)
    for cap in entry.criterion.caps:
        span = cap.span_of
        # Facts are of the day of the decision, which lies in every period of some length.
        if not isinstance(span, InTheLast) or within(scope.as_of, scope.as_of, span.period):
            points = numbers.clamp(kept_number(points, inside), once_number(cap.amount, inside))
    trigger = entry.criterion.trigger
    if isinstance(trigger, While):
        points = numbers.choose(emit_expr(trigger.condition, inside), points, numbers.literal(0))
    kept = scope.rows.keep(attrs.evolve(points, constant=None), "total")
    assert isinstance(kept, Number)
    return kept


def added_up(parts: Sequence[Part], scope: Scope) -> dict[str, Number]:
    """The total of each criterion of a pass, as columns of the people."""
    event = parts[0].entry.own[0].event
    cutoffs = [cutoff_of(part.entry.own[0].criterion, scope.as_of) for part in parts]
    lowest = min((cutoff for cutoff in cutoffs if cutoff is not None), default=dates.FIRST)
    rows = record_rows(scope.visible[event], scope.rows, RECORD, None if None in cutoffs else lowest)
    columns: dict[str, pl.Expr] = {}
    worth: dict[str, Number] = {}
    tests: list[pl.Expr] = []
    for part, cutoff in zip(parts, cutoffs, strict=True):
        judge = part.entry.own[0]
        inside = attrs.evolve(scope, edition=judge.edition).at_record(rows, Holder(RECORD, event, True))
        conditions = list(_conditions(part, inside, None if cutoff == lowest and None not in cutoffs else cutoff))
        points, _ = signed_points(judge.criterion, inside)
        low, high = min(points.low, 0) * numbers.MOST_ROWS, max(points.high, 0) * numbers.MOST_ROWS
        to = numbers.type_for(low, high)
        value = numbers.cast(points, to)
        if conditions:
            test = kept_expr(reduce(and_, conditions), inside)
            value = pl.when(test).then(value).otherwise(pl.lit(0, dtype=to))
            tests.append(test)
        name = scope.rows.fresh("total")
        columns[name] = value
        worth[name] = Number(pl.col(name), low, high, points.divisor)
    if len(tests) == len(parts):
        rows.filter(reduce(or_, tests))
    days = None if None in cutoffs else (lowest, dates.number(scope.as_of))
    summed, found = _summed(rows.frame, parts, columns, worth, days)
    scope.rows.attach(summed, NUMBER, found, 0)
    return {part.entry.name: number for part, number in zip(parts, found.values(), strict=True)}


def _conditions(part: Part, inside: Scope, cutoff: int | None) -> Iterable[pl.Expr]:
    judge, day = part.entry.own[0], pl.col(f"{RECORD}.#date")
    trigger = judge.criterion.trigger
    assert isinstance(trigger, OnEvent)
    if judge.first is not None:
        yield day >= dates.literal(judge.first)
    if judge.end is not None:
        yield day < dates.literal(judge.end)
    if cutoff is not None:
        yield day >= pl.lit(cutoff, dtype=dates.DAY)
    elif cutoff_of(judge.criterion, inside.as_of) is None:
        until = until_of(judge.criterion, inside)
        if until is not None:
            yield until.is_null() | (until > dates.literal(inside.as_of))
    if trigger.where is not None:
        yield emit_expr(trigger.where, inside)


_PERIODS = 12 * 10_000
"""More calendar periods than there are."""


_FEW = 4
"""Up to how many periods each has a column of its own: one grouping is then quicker than one by period and one more."""


def _summed(
    frame: pl.LazyFrame,
    parts: Sequence[Part],
    columns: Mapping[str, pl.Expr],
    worth: Mapping[str, Number],
    days: tuple[int, int] | None,
) -> tuple[pl.LazyFrame, dict[str, Number]]:
    """One row for each person, with every total; and what the columns hold.

    Args:
        days: the first and the last day of the records, if known.
    """
    period = next((part.period for part in parts if part.period is not None), None)
    # As columns first: the sum of a constant would be the constant, however many rows there are.
    frame = frame.with_columns(**columns)
    sums = [pl.col(name).sum() for name in columns]
    if period is None:
        return frame.group_by(NUMBER).agg(sums), dict(worth)
    day = pl.col(f"{RECORD}.#date")
    spans = range(0) if days is None else dates.periods(*days, MONTHS[period])
    if 0 < len(spans) <= _FEW:
        frame = frame.with_columns(dates.period_start(day, MONTHS[period]).alias("#period"))
        return _by_columns(frame, parts, worth, spans)
    found: dict[str, Number] = {}
    kept: list[pl.Expr] = []
    # One whole number for the person and the period is grouped by much faster than two.
    both = (pl.col(NUMBER) * _PERIODS + dates.period_start(day, MONTHS[period])).alias("#both")
    by_period = frame.group_by(both).agg(sums)
    for part, (name, number) in zip(parts, worth.items(), strict=True):
        bounded = _within(number, part.limit)
        found[name] = attrs.evolve(bounded, whole=pl.col(name))
        kept.append(bounded.whole.sum().alias(name))
    return by_period.group_by((pl.col("#both") // _PERIODS).alias(NUMBER)).agg(kept), found


def _by_columns(
    frame: pl.LazyFrame, parts: Sequence[Part], worth: Mapping[str, Number], spans: Iterable[int]
) -> tuple[pl.LazyFrame, dict[str, Number]]:
    """The same, with a column for each period."""
    found: dict[str, Number] = {}
    sums: list[pl.Expr] = []
    kept: list[pl.Expr] = []
    for part, (name, number) in zip(parts, worth.items(), strict=True):
        if part.limit is None:
            sums.append(pl.col(name).sum())
            found[name] = number
            kept.append(pl.col(name))
            continue
        apart = {f"{name} {span}": pl.when(pl.col("#period") == span).then(pl.col(name)).sum() for span in spans}
        sums += [summed.alias(column) for column, summed in apart.items()]
        bounded = [_within(attrs.evolve(number, whole=pl.col(column)), part.limit) for column in apart]
        found[name] = attrs.evolve(bounded[0], whole=pl.col(name))
        kept.append(reduce(add, (each.whole for each in bounded)).alias(name))
    return frame.group_by(NUMBER).agg(sums).select(NUMBER, *kept), found


def _within(number: Number, limit: Number | None) -> Number:
    """A sum of one period kept within its limit, in the type of a total of all periods."""
    bounded = number if limit is None else numbers.clamp(number, limit)
    low, high = min(number.low, 0), max(number.high, 0)
    factor = bounded.divisor // number.divisor
    found = Number(bounded.whole, low * factor, high * factor, bounded.divisor)
    return attrs.evolve(found, whole=bounded.whole.cast(found.type))
