"""The decision on one subject: the order in which everything is decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from creditlang.data.records import History
from creditlang.ir import Edition, GradeMove, PublicList, Reward, Sanction, Series
from creditlang.ir import expressions as ir
from creditlang.semantics.consent import consent_state
from creditlang.semantics.decision import (
    AppealPart,
    Decision,
    ListPart,
    MovePart,
    RewardPart,
    SanctionPart,
    Value,
)
from creditlang.semantics.entitlements import Instance, instances
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.grades import band, moved
from creditlang.semantics.records import visible_records
from creditlang.semantics.scores import score
from creditlang.semantics.series import edition_in_force, judge_all
from creditlang.types import MoneyUnit, Number, definite
from creditlang.values import Money


def decide(series: Series, history: History, as_of: date, as_known: date | None = None) -> Decision:
    """Decide on a subject for a day, with the knowledge of `as_known` (None: all that is known now).

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition = edition_in_force(series, as_of)
    visible = visible_records(history.records, as_of, as_known)
    env = Environment(edition, history, visible, as_of, as_of)
    consent = consent_state(edition.consent, env)
    blank = Decision(
        rulebook=series.name,
        edition=edition.edition,
        subject=history.facts.id,
        as_of=as_of,
        as_known=as_known,
        incomplete=history.incomplete,
        consent=consent,
        rulebook_digest=series.digest,
    )
    if consent in ("missing", "withdrawn"):
        return blank
    if edition.score is not None:
        part = score(judge_all(series, edition, env), env)
        grade = band(edition, part.points) if edition.grades else None
        blank = attrs.evolve(blank, score=part, points=part.points, band=grade, grade=grade)
        env = attrs.evolve(env, points=part.points)
    return _effects(blank, edition, env)


def _effects(decision: Decision, edition: Edition, env: Environment) -> Decision:
    """Moves, lists, rewards and sanctions, each after what it reads."""
    moves: list[GradeMove] = []
    moved_by: list[MovePart] = []
    rewards: list[RewardPart] = []
    sanctions: list[SanctionPart] = []
    lists: list[ListPart] = []
    waiting = set(edition.moves)
    grade = decision.band
    if not waiting:
        env = attrs.evolve(env, grade=grade)
    for name in edition.evaluation_order:
        rule = _rule(edition, name)
        found = instances(rule.trigger, rule.process, env)
        if found and isinstance(rule, GradeMove):
            moves.append(rule)
        elif found:
            env = attrs.evolve(env, in_effect=env.in_effect | {name})
        for instance in found:
            match rule:
                case GradeMove():
                    moved_by.append(_move(rule, instance))
                case Reward():
                    rewards.append(_reward(rule, instance))
                case Sanction():
                    sanctions.append(_sanction(rule, instance))
                case PublicList():
                    lists.append(_list(rule, instance))
        waiting.discard(name)
        if isinstance(rule, GradeMove) and not waiting:
            grade = moved(edition, decision.band, moves)
            env = attrs.evolve(env, grade=grade)
    return attrs.evolve(
        decision,
        grade=grade,
        moved_by=tuple(sorted(moved_by, key=lambda m: list(edition.moves).index(m.name))),
        rewards=tuple(sorted(rewards, key=lambda r: list(edition.rewards).index(r.name))),
        sanctions=tuple(sorted(sanctions, key=lambda s: list(edition.sanctions).index(s.name))),
        lists=tuple(sorted(lists, key=lambda e: list(edition.lists).index(e.name))),
    )


def _rule(edition: Edition, name: str) -> GradeMove | Reward | Sanction | PublicList:
    rules: dict[str, GradeMove | Reward | Sanction | PublicList] = {
        **edition.moves,
        **edition.rewards,
        **edition.sanctions,
        **edition.lists,
    }
    return rules[name]


def _value(node: ir.Expression | None, env: Environment) -> Value | None:
    """What is granted or imposed, money with its currency."""
    if node is None:
        return None
    value: Any = evaluate(node, env)
    kind = definite(node.type)
    if isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
        return Money(value, kind.unit.currency)
    return value  # type: ignore[no-any-return]


def _move(rule: GradeMove, found: Instance) -> MovePart:
    text = rule.text
    return MovePart(
        text.name,
        text.title,
        rule.direction.value,
        rule.to,
        found.record.id if found.record else None,
        found.since,
        found.until,
        text.basis,
        str(text.span),
    )


def _reward(rule: Reward, found: Instance) -> RewardPart:
    text = rule.text
    return RewardPart(
        text.name,
        text.title,
        _value(rule.grant, found.env),
        text.basis,
        found.record.id if found.record else None,
        found.since,
        found.until,
        str(text.span),
    )


def _sanction(rule: Sanction, found: Instance) -> SanctionPart:
    text, appeal = rule.text, rule.process.appeal
    return SanctionPart(
        text.name,
        text.title,
        found.record.id if found.record else None,
        found.since,
        found.until,
        _value(rule.impose, found.env),
        text.basis,
        AppealPart(appeal.to, found.appeal_by, appeal.because, appeal.within) if appeal else None,
        rule.process.endless,
        str(text.span),
    )


def _list(rule: PublicList, found: Instance) -> ListPart:
    text = rule.text
    return ListPart(
        text.name,
        text.title,
        rule.kind.value,
        rule.publishes,
        found.record.id if found.record else None,
        found.since,
        found.until,
        text.basis,
        str(text.span),
    )
