"""The decision on one subject: the order in which everything is decided."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.data.records import History
from creditlang.ir import Edition, Series
from creditlang.semantics.consent import consent_state
from creditlang.semantics.decision import Decision
from creditlang.semantics.earlier import Earlier
from creditlang.semantics.entitlements import Rule, in_effect
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.grades import band, moved
from creditlang.semantics.parts import ListPart, MovePart, RewardPart, RulePart, SanctionPart
from creditlang.semantics.reasons import standards_of
from creditlang.semantics.records import visible_records
from creditlang.semantics.scores import score
from creditlang.semantics.series import edition_in_force, judge_all


def decide(series: Series, history: History, as_of: date, as_known: date | None = None) -> Decision:
    """Decide on a subject for a day, with the knowledge of `as_known` (None: all that is known now).

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition = edition_in_force(series, as_of)
    visible = visible_records(history.records, as_of, as_known)
    env = Environment(edition, history, visible, as_of, as_of, earlier=Earlier(series, history, as_known))
    covered = edition.covers is None or bool(evaluate(edition.covers, env))
    decision = Decision(
        rulebook=series.name,
        edition=edition.edition,
        subject=history.facts.id,
        as_of=as_of,
        as_known=as_known,
        incomplete=history.incomplete,
        covered=covered,
        consent=consent_state(edition.consent, env),
        rulebook_digest=series.digest,
        standards=standards_of(edition),
    )
    if not covered or decision.consent in ("missing", "withdrawn"):
        return decision
    if edition.score is not None:
        part = score(judge_all(series, edition, env), env)
        grade = band(edition, part.points) if edition.grades else None
        decision = attrs.evolve(decision, score=part, points=part.points, band=grade)
        env = attrs.evolve(env, points=part.points, grade=grade)
    return _with_rules(decision, edition, env)


def _with_rules(decision: Decision, edition: Edition, env: Environment) -> Decision:
    """Moves, lists, rewards and sanctions, each after what it reads."""
    rules: dict[str, Rule] = {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}
    found: dict[str, list[RulePart]] = {name: [] for name in rules}
    for name in edition.evaluation_order:
        rule = rules[name]
        found[name] = in_effect(rule, env)
        if not found[name]:
            continue
        if name in edition.moves:
            # INVARIANT: what reads the grade comes after all that moves it, so nothing sees it half moved.
            active = [move for other, move in edition.moves.items() if found[other]]
            env = attrs.evolve(env, grade=moved(edition, decision.band, active))
        else:
            env = attrs.evolve(env, in_effect=env.in_effect | {name})
    parts = [part for listed in found.values() for part in listed]
    return attrs.evolve(
        decision,
        grade=env.grade,
        moved_by=tuple(part for part in parts if isinstance(part, MovePart)),
        rewards=tuple(part for part in parts if isinstance(part, RewardPart)),
        lists=tuple(part for part in parts if isinstance(part, ListPart)),
        sanctions=tuple(part for part in parts if isinstance(part, SanctionPart)),
    )
