"""Consent, in terms: an opt-in that the person can end. Mirrors `semantics/consent.py`."""

from __future__ import annotations

from creditlang.backends.smt import terms
from creditlang.backends.smt.criteria import matching
from creditlang.backends.smt.expressions import Environment
from creditlang.backends.smt.nodes import TRUE, Truth
from creditlang.ir import Consent, OnEvent


def consented(consent: Consent | None, env: Environment) -> Truth:
    """Whether consent is given on the as-of date, or none is needed. On one day, the end wins."""
    if consent is None:
        return TRUE
    given = matching(OnEvent(consent.event, consent.where), env)
    ended = env.visible.get(consent.ended_by or "", ())
    calendar = env.world.calendar
    return terms.any_of(
        *(
            terms.every(
                guard,
                *(terms.implies(over, calendar.less(end.date, record.date)) for over, end in ended),
            )
            for guard, record in given
        )
    )
