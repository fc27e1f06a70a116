"""What the outcomes that a clause can name rest on."""

from __future__ import annotations

from creditlang.analysis.static.flows import Atom, Chain, Flow
from creditlang.analysis.static.targets import rules_of
from creditlang.ir.charter import OutcomeKind


def rests_on(outcome: OutcomeKind | str, flow: Flow) -> dict[Atom, Chain] | None:
    """What the outcome rests on; None where there is none."""
    edition = flow.edition
    match outcome:
        case OutcomeKind.POINTS:
            return flow.of_score()
        case OutcomeKind.GRADE:
            return flow.of_grade()
        case OutcomeKind.REWARDS | OutcomeKind.SANCTIONS:
            rewards = outcome is OutcomeKind.REWARDS
            found: dict[Atom, Chain] = {}
            for rule in edition.rewards.values() if rewards else edition.sanctions.values():
                found = {**flow.of_rule(rule), **found}
            return found
        case str():
            named = rules_of(edition).get(outcome)
            return None if named is None else flow.of_rule(named)
