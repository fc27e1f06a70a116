"""Caps: what the items of a criterion count in each period.

A cap bounds the magnitude of the running sum: the item that reaches it counts in part, later ones not at all. Where all
items have one sign, the running sum only grows, so that the total of a period is its sum, bounded; then it does not
matter which item counts what, unless the lines are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import polars as pl

from creditlang.backends.polars import dates, numbers
from creditlang.backends.polars.criteria import MONTHS, ORDER, Items
from creditlang.backends.polars.expressions import emit_number
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import expressions_of
from creditlang.backends.polars.scope import Scope
from creditlang.ir import CalendarPeriod, Cap, InTheLast, InTotal

_RANK = {CalendarPeriod.MONTH: 0, CalendarPeriod.QUARTER: 1, CalendarPeriod.YEAR: 2}


def total(items: Items, caps: Sequence[Cap], scope: Scope, one_sign: bool) -> tuple[pl.LazyFrame, Number]:
    """The points of each person, in the column `#points`, and what it holds."""
    if not one_sign or not _nested(caps):
        items = capped(items, caps, scope, one_sign)
        caps = ()
    low, high = min(items.points.low, 0) * numbers.MOST_ROWS, max(items.points.high, 0) * numbers.MOST_ROWS
    to = numbers.type_for(low, high)
    frame = items.frame.with_columns(numbers.cast(items.points, to).alias("#points"))
    found = Number(pl.col("#points"), low, high, items.points.divisor)
    for cap in caps:
        limit, frame = _limit(cap, frame, scope)
        frame = frame.with_columns(_period(cap, scope.as_of).alias("#period"))
        kept = [] if limit.constant is not None else [pl.col(n).first() for n in _columns(limit)]
        # Some date of the period stands for all; a later cap's periods are made of whole ones.
        keys = [NUMBER, "#period"]
        frame = frame.group_by(keys).agg(pl.col("#points").sum(), pl.col("#date").max(), *kept)
        bounded, frame_points = _bounded(found, limit)
        inside = pl.col("#period").is_not_null()
        whole = pl.when(inside).then(bounded).otherwise(numbers.cast(*frame_points))
        frame = frame.with_columns(whole.alias("#points"))
        found = attrs.evolve(frame_points[0], whole=pl.col("#points"))
        if found.type is not frame_points[1]:
            frame = frame.with_columns(pl.col("#points").cast(found.type))
    return frame.select(NUMBER, "#points").group_by(NUMBER).agg(pl.col("#points").sum()), found


def _nested(caps: Sequence[Cap]) -> bool:
    """Whether each period of a later cap is made of whole periods of the one before."""
    ranks = [_RANK.get(cap.span_of, 3) if isinstance(cap.span_of, CalendarPeriod) else 3 for cap in caps]
    rolling = any(isinstance(cap.span_of, InTheLast) for cap in caps)
    return len(caps) < 2 or (not rolling and ranks == sorted(ranks))


def capped(items: Items, caps: Sequence[Cap], scope: Scope, one_sign: bool) -> Items:
    """What each of the items counts under the caps, one cap after the other."""
    if not caps:
        return items
    items = items.settled()
    for cap in caps:
        limit, frame = _limit(cap, items.frame, scope)
        frame = frame.with_columns(_period(cap, scope.as_of).alias("#period"))
        items = _running(frame, items.points, limit) if one_sign else _folded(frame, items.points, limit)
    return items


def _limit(cap: Cap, frame: pl.LazyFrame, scope: Scope) -> tuple[Number, pl.LazyFrame]:
    """The bound of a cap, and the table with what it reads of the people."""
    limit = emit_number(cap.amount, scope)
    if limit.constant is not None:
        return limit, frame
    kept = scope.rows.keep(limit, "limit")
    assert isinstance(kept, Number)
    return kept, frame.join(scope.rows.settle().select(NUMBER, *_columns(kept)), on=NUMBER, how="left")


def _columns(limit: Number) -> list[str]:
    return [name for part in expressions_of(limit) for name in part.meta.root_names()]


def _period(cap: Cap, as_of: date) -> pl.Expr:
    """Which period of the cap an item falls into, facts on the day of the decision; unknown for one that is in none."""
    day = pl.col("#date").fill_null(dates.number(as_of))
    match cap.span_of:
        case InTheLast(period=period):
            return pl.when(dates.inside(day, as_of, period)).then(pl.lit(0, dtype=pl.Int32))
        case InTotal():
            return pl.lit(0, dtype=pl.Int32)
        case calendar:
            return dates.period_start(day, MONTHS[calendar])


def _bounded(sum_of: Number, limit: Number) -> tuple[pl.Expr, tuple[Number, type[pl.DataType]]]:
    """A sum kept within the limit; and the sum itself over the same divisor, in the same type."""
    plain = attrs.evolve(sum_of, whole=pl.col("#points"))
    shown, bound = numbers.alike((plain, limit))
    to = numbers.widest(shown, bound)
    high = numbers.cast(bound, to)
    low = numbers.minus(high, to)
    whole = numbers.cast(shown, to)
    bounded = pl.when(whole > high).then(high).when(whole < low).then(low).otherwise(whole)
    return bounded, (shown, to)


def _running(frame: pl.LazyFrame, points: Number, limit: Number) -> Items:
    """The difference that each item makes to the bounded running sum of its period."""
    low, high = min(points.low, 0) * numbers.MOST_ROWS, max(points.high, 0) * numbers.MOST_ROWS
    to = numbers.type_for(low, high)
    summed = numbers.cast(attrs.evolve(points, whole=pl.col("#points")), to).cum_sum().over(NUMBER, "#period")
    frame = frame.with_columns(pl.col("#points").alias("#own"), summed.alias("#points")).collect().lazy()
    after, (shown, wide) = _bounded(Number(pl.col("#points"), low, high, points.divisor), limit)
    factor = shown.divisor // points.divisor
    own = pl.col("#own").cast(wide) * pl.lit(factor, dtype=wide)
    before, _ = _bounded(Number(pl.col("#points"), low, high, points.divisor), limit)
    frame = frame.with_columns(after.alias("#after"), own.alias("#own"))
    frame = frame.with_columns((pl.col("#points") - (pl.col("#own") // factor).cast(to)).alias("#points"))
    frame = frame.with_columns(before.alias("#before"))
    inside = pl.col("#period").is_not_null()
    counted = pl.when(inside).then(pl.col("#after") - pl.col("#before")).otherwise(pl.col("#own"))
    return _as_items(frame, counted, points, factor)


def _as_items(frame: pl.LazyFrame, counted: pl.Expr, points: Number, factor: int) -> Items:
    low, high = min(points.low, 0) * factor, max(points.high, 0) * factor
    found = Number(pl.col("#points"), low, high, points.divisor * factor)
    frame = frame.with_columns(counted.cast(found.type).alias("#points"))
    return Items(frame.drop("#own", "#after", "#before", strict=False), found)


def _folded(frame: pl.LazyFrame, points: Number, limit: Number) -> Items:
    """The same where awards and deductions meet: one item after the other, all people at once."""
    shown, bound = numbers.alike((attrs.evolve(points, whole=pl.col("#points")), limit))
    to = numbers.type_for(-2 * max(abs(shown.low), shown.high, bound.high), 2 * max(shown.high, bound.high))
    factor = shown.divisor // points.divisor
    keys = (NUMBER, "#period")
    table = frame.with_columns(
        numbers.cast(shown, to).alias("#own"),
        numbers.cast(bound, to).alias("#bound"),
        pl.int_range(pl.len()).over(keys).alias("#turn"),
    ).collect()
    state = table.select(keys).unique().with_columns(pl.lit(0, dtype=to).alias("#before"))
    made = []
    for turn in range(int(table["#turn"].max() or 0) + 1 if table.height else 0):  # type: ignore[arg-type]  # a whole number
        now = table.filter(pl.col("#turn") == turn).join(state, on=keys, nulls_equal=True)
        after = pl.col("#before") + pl.col("#own")
        after = pl.when(after > pl.col("#bound")).then(pl.col("#bound")).otherwise(after)
        lowest = numbers.minus(pl.col("#bound"), to)
        after = pl.when(after < lowest).then(lowest).otherwise(after)
        now = now.with_columns(after.alias("#after"))
        made.append(now)
        state = now.select(*keys, pl.col("#after").alias("#before"))
    whole = (
        pl.concat(made)
        if made
        else table.with_columns(pl.lit(0, dtype=to).alias("#after"), pl.col("#own").alias("#before"))
    )
    inside = pl.col("#period").is_not_null()
    counted = pl.when(inside).then(pl.col("#after") - pl.col("#before")).otherwise(pl.col("#own"))
    low = min(points.low, -points.high, 0)
    signed = attrs.evolve(points, low=2 * low, high=-2 * low)
    return _as_items(whole.lazy().sort(ORDER, nulls_last=False).drop("#bound", "#turn"), counted, signed, factor)


__all__ = ["capped", "total"]
