"""Consent: an opt-in that the person can end."""

from __future__ import annotations

import polars as pl

from creditlang.backends.polars.criteria import RECORD, matching
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.scope import Scope
from creditlang.ir import Consent, OnEvent


def consent_state(consent: Consent, scope: Scope) -> pl.Expr:
    """`given`, `withdrawn` or `missing` on the day of the decision."""
    given = _latest(OnEvent(consent.event, consent.where), scope)
    state = pl.lit("given")
    if consent.ended_by is not None:
        ended = _latest(OnEvent(consent.ended_by, None), scope)
        # On one day the end wins: a consent is only what is plainly wanted.
        state = pl.when(ended >= given).then(pl.lit("withdrawn")).otherwise(state)
    return pl.when(given.is_null()).then(pl.lit("missing")).otherwise(state)


def _latest(trigger: OnEvent, scope: Scope) -> pl.Expr:
    """The day of a person's last matching record; unknown if there is none."""
    rows, _ = matching(trigger, scope)
    name = scope.rows.fresh("latest")
    latest = rows.frame.select(NUMBER, pl.col(f"{RECORD}.#date").alias(name)).group_by(NUMBER).agg(pl.col(name).max())
    scope.rows.attach(latest, NUMBER, [name])
    return pl.col(name)
