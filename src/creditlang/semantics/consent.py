"""Consent: an opt-in that the person can end."""

from __future__ import annotations

from creditlang.ir import Consent
from creditlang.semantics.criteria import at_record
from creditlang.semantics.expressions import Environment, evaluate


def consent_state(consent: Consent | None, env: Environment) -> str | None:
    """`given`, `withdrawn` or `missing` on the as-of date; None where no consent is needed."""
    if consent is None:
        return None
    given = [
        r.date
        for r in env.visible.get(consent.event, ())
        if consent.where is None or evaluate(consent.where, at_record(env, r))
    ]
    if not given:
        return "missing"
    ended = [r.date for r in env.visible.get(consent.ended_by or "", ())]
    # On one day the end wins: a consent is only what is plainly wanted.
    return "withdrawn" if ended and max(ended) >= max(given) else "given"
