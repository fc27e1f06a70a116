"""Rewards, sanctions, lists and moves: who has them on the day of the decision."""

from __future__ import annotations

from typing import assert_never, cast

import attrs
import polars as pl

from creditlang.backends.polars import dates
from creditlang.backends.polars.criteria import RECORD, matching
from creditlang.backends.polars.expressions import emit_expr, kept_expr, once_expr, shifted
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.needs import Rule
from creditlang.backends.polars.scope import Scope
from creditlang.ir import OnEvent, Process, While
from creditlang.ir.expressions import Constant, Expression
from creditlang.values import Days, Duration


def in_effect(rule: Rule, scope: Scope) -> pl.Expr:
    """Whether a rule is in effect, on any occasion, for each person."""
    match rule.trigger:
        case While(condition=condition):
            return emit_expr(condition, scope)
        case OnEvent():
            return _on_records(rule.trigger, rule.process, scope)
        case _:
            assert_never(rule.trigger)


def _lasting(since: pl.Expr, lasts: Expression, inside: Scope) -> pl.Expr:
    """Whether what began on a day has not ended on the day of the decision."""
    if isinstance(lasts, Constant):
        return dates.inside(since, inside.as_of, cast(Duration, lasts.value))
    return shifted(since, once_expr(lasts, inside), lasts.type) > dates.literal(inside.as_of)


def _on_records(trigger: OnEvent, process: Process, scope: Scope) -> pl.Expr:
    """Notice is given when the deed is known; the effect, and with it the duration, begins after the notice."""
    rows, inside = matching(trigger, scope)
    today = dates.literal(scope.as_of)
    happened, recorded = (pl.col(f"{RECORD}.#{name}") for name in ("date", "recorded"))
    noticed = pl.when(recorded > happened).then(recorded).otherwise(happened)
    since = kept_expr(dates.moved(kept_expr(noticed, inside), process.notice or Days(0)), inside)
    rows.filter(since <= today)
    if process.until is not None:
        rows.filter(emit_expr(process.until, inside) > today)
    elif process.lasts is not None:
        rows.filter(_lasting(since, process.lasts, inside))
    if process.lifted is not None:
        rows.filter(~emit_expr(process.lifted, attrs.evolve(inside, anchor=None)))
    name = scope.rows.fresh("holds")
    people = rows.frame.select(NUMBER).unique().with_columns(pl.lit(1, dtype=pl.Int32).alias(name))
    scope.rows.attach(people, NUMBER, [name], 0)
    return pl.col(name) > 0
