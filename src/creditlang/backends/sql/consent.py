"""Consent: the last of the records that give it and those that end it decides; on one day the end."""

from __future__ import annotations

from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.frames import Env, Frame, event_holder
from creditlang.backends.sql.plan import N, Plan
from creditlang.backends.sql.trees import Sql

_DAY = "_last"


def consent_state(consent: ir.Consent, env: Env, frame: Frame) -> Sql:
    """`given`, `withdrawn` or `missing` on the rows of a frame."""
    given = _last_day(consent.event, consent, env, frame)
    missing = (trees.unknown(given), trees.text("missing"))
    if consent.ended_by is None:
        return trees.chosen([missing], trees.text("given"))
    ended = _last_day(consent.ended_by, None, env, frame)
    over = trees.both([trees.known(ended), trees.at_most(given, ended)])
    assert over is not None
    return trees.chosen([missing, (over, trees.text("withdrawn"))], trees.text("given"))


def _last_day(event: str, consent: ir.Consent | None, env: Env, frame: Frame) -> Sql:
    plan: Plan = frame.plan
    record = event_holder(plan, event)
    inner = Frame(plan, (record,))
    where = consent.where if consent else None
    test = None if where is None else expressions.truth(where, env.at(record), inner)
    last = trees.named(exp.Max(this=record.date), _DAY)
    table = plan.add(inner.select([trees.named(inner.n, N), last], test, [inner.n]), "consents", event)
    return trees.column(_DAY, frame.looked_up(table, [(N, frame.n)]))
