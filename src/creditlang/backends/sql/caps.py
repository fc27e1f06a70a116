"""Caps: what is left of the points of rows, one cap after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.aggregates import began_after
from creditlang.backends.sql.expiry import period_of
from creditlang.backends.sql.frames import Env, Frame, Holder, subject_holder
from creditlang.backends.sql.numbers import Whole
from creditlang.backends.sql.plan import DATE, MOST_RECORDS, RECORD, RECORDED, N, Plan
from creditlang.backends.sql.rows import (
    BEFORE,
    JUDGE,
    POINTS,
    REMARK,
    UNTIL,
    YIELDS,
    Contribution,
    Counted,
    active,
    in_order,
    own,
)
from creditlang.backends.sql.series import Judged
from creditlang.backends.sql.support import MIXED_SIGNS, Refused
from creditlang.backends.sql.trees import Sql


def capped(name: str, rows: Counted, judged: Judged, group: str | None, plan: Plan) -> Contribution:
    """The active rows with `points` as they count."""
    caps = judged.criterion.caps
    keep = trees.both([own(rows), active(rows, plan)])
    counts = trees.unknown(trees.column(YIELDS))
    points: Sql = trees.column(POINTS)
    if rows.yielding:
        points = trees.chosen([(counts, points)], trees.whole(0))
    names = [N, *plan.moment, JUDGE, RECORD, DATE, RECORDED, UNTIL, REMARK, YIELDS]
    table, before = rows.table, POINTS
    if keep is not None or rows.yielding:
        # Where nothing changes no table is written: engines look through a whole query for each that only passes on.
        shown = [*map(trees.column, names), trees.named(trees.column(POINTS), BEFORE), trees.named(points, POINTS)]
        table, before = plan.add(trees.select(shown, trees.table(rows.table), where=keep), "active", name), BEFORE
    low, high = min(rows.low, 0), max(rows.high, 0)
    if caps and low < 0 < high:
        raise Refused(MIXED_SIGNS)
    env = Env(judged.edition, subject_holder(plan))
    for cap in caps:
        rank = plan.name("c")
        limit_name = plan.name("limit")
        frame = Frame(plan, (Holder(rank, judged.edition.subject, table, True),))
        limit = expressions.parts_of(cap.amount, env, frame, plan.denominator)
        shown = [*(trees.column(column, rank) for column in names), trees.named(trees.column(before, rank), BEFORE)]
        shown.append(trees.column(POINTS, rank))
        limited = frame.select([*shown, trees.named(limit.tree, limit_name)])
        table = plan.add(
            _kept(
                cap,
                limited,
                [*names, BEFORE],
                trees.column(limit_name),
                sign=1 if high > 0 else -1,
                bounds=(low, high),
                plan=plan,
            ),
            "capped",
            name,
        )
        before = BEFORE
        low, high = max(low, -max(limit.high, 0)), min(high, max(limit.high, 0))
        if isinstance(cap.span_of, ir.InTheLast):
            low, high = min(rows.low, 0), max(rows.high, 0)
    whole = Whole(trees.column(POINTS), low, high, not plan.arithmetic.fits(low, high))
    return Contribution(name, judged, rows, table, before, whole, group)


def _kept(
    cap: ir.Cap, rows: exp.Select, names: Sequence[str], limit: Sql, *, sign: int, bounds: tuple[int, int], plan: Plan
) -> exp.Select:
    """What is left of the points under one cap: all have one sign, so the running sum only grows until it is full."""
    day = trees.coalesce(trees.column(DATE), plan.today().tree)
    period = _period(cap, day, plan)
    span = period if not isinstance(cap.span_of, ir.InTheLast) else []
    inside = period[0] if isinstance(cap.span_of, ir.InTheLast) else None
    partition: list[Sql] = [trees.column(N), *(span if inside is None else [inside])]
    size: Sql = trees.column(POINTS) if sign > 0 else exp.Neg(this=trees.column(POINTS))
    wide = not plan.arithmetic.fits(bounds[0] * MOST_RECORDS, bounds[1] * MOST_RECORDS)
    sums = trees.window(plan.dialect.total(size, wide=wide), partition, in_order(), running=True)
    running = plan.dialect.wide(sums) if wide else plan.dialect.narrow(sums)
    inner = trees.select([exp.Star(), trees.named(running, "_running")], trees.inner(rows, "bounded"))
    after = trees.column("_running")
    magnitude: Sql = trees.column(POINTS) if sign > 0 else exp.Neg(this=trees.column(POINTS))
    before = exp.Sub(this=after, expression=trees.closed(magnitude))
    kept: Sql = exp.Sub(this=trees.least(after, limit), expression=trees.least(before, limit))
    if sign < 0:
        kept = exp.Neg(this=exp.Paren(this=kept))
    if inside is not None:
        kept = trees.chosen([(inside, kept)], trees.column(POINTS))
    kept = plan.dialect.wide(kept) if not plan.arithmetic.fits(*bounds) else plan.dialect.narrow(kept)
    return trees.select([*map(trees.column, names), trees.named(kept, POINTS)], trees.inner(inner, "summed"))


def _period(cap: ir.Cap, day: Sql, plan: Plan) -> list[Sql]:
    """What tells the periods of a cap apart; for a rolling one, whether a record lies in it."""
    match cap.span_of:
        case ir.CalendarPeriod():
            return [period_of(cap.span_of, day, plan)]
        case ir.InTheLast(period=period):
            return [began_after(day, period, plan.today(), plan.dialect)]
        case ir.InTotal():
            return []
        case _:
            assert_never(cap.span_of)
