"""Rewards, sanctions, lists and moves: what is in effect on the as-of date, since when and until when."""

from __future__ import annotations

from datetime import date
from typing import Any, assert_never

import attrs

from creditlang.data.records import Record
from creditlang.ir import GradeMove, OnEvent, Process, PublicList, Reward, Sanction, While
from creditlang.ir import expressions as ir
from creditlang.semantics.criteria import at_record, matching
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.parts import (
    AppealPart,
    DecidedPart,
    ListPart,
    MovePart,
    RewardPart,
    RulePart,
    SanctionPart,
    Value,
)
from creditlang.types import MoneyUnit, Number, definite
from creditlang.values import Days, Money, add

Rule = GradeMove | Reward | Sanction | PublicList


@attrs.frozen
class Instance:
    """One occasion on which a rule is in effect.

    Attributes:
        record: what set it off; None for a state of affairs.
        since: its first day (None where a state of affairs holds: looked for by `held_since`).
        until: the first day on which it no longer holds; None for open.
        appeal_by: the day by which an appeal must be made, counted from the notice.
        env: what its value is computed in: anchored at the record.
    """

    record: Record | None
    since: date | None
    until: date | None
    appeal_by: date | None
    env: Environment


def in_effect(rule: Rule, env: Environment) -> list[RulePart]:
    """Every occasion on which a rule is in effect on the as-of date, by date and record id."""
    return [_part(rule, instance) for instance in instances(rule.trigger, rule.process, env)]


def instances(trigger: OnEvent | While, process: Process, env: Environment) -> list[Instance]:
    """A state of affairs that holds, or what each matching record has brought and what has not ended."""
    match trigger:
        case While(condition=condition):
            return [Instance(None, None, None, None, env)] if evaluate(condition, env) else []
        case OnEvent():
            found = (_instance(record, process, env) for record in matching(trigger, env))
            return [instance for instance in found if _holds(instance, process.lifted)]
        case _:
            assert_never(trigger)


def _instance(record: Record, process: Process, env: Environment) -> Instance:
    """Notice is given when the deed is known; the effect, and with it the duration, begins after the notice."""
    here = at_record(env, record)
    noticed = max(record.date, record.recorded)
    since = add(noticed, process.notice or Days(0))
    until: date | None = None
    if process.until is not None:
        until = evaluate(process.until, here)
    elif process.lasts is not None:
        until = add(since, evaluate(process.lasts, here))
    within = process.appeal.within if process.appeal else None
    return Instance(record, since, until, None if within is None else add(noticed, within), here)


def _holds(instance: Instance, lifted: ir.Expression | None) -> bool:
    env = instance.env
    if instance.since is None or env.as_of < instance.since:
        return False
    if instance.until is not None and env.as_of >= instance.until:
        return False
    return lifted is None or not evaluate(lifted, attrs.evolve(env, anchor=env.as_of))


def _part(rule: Rule, found: Instance) -> RulePart:
    text, process = rule.text, rule.process
    appeal = process.appeal
    shared: dict[str, Any] = {
        "name": text.name,
        "title": text.title,
        "record": found.record.id if found.record else None,
        "since": found.since,
        "until": found.until,
        "endless": process.endless,
        "appeal": AppealPart(appeal.to, found.appeal_by, appeal.because, appeal.within) if appeal else None,
        "notice_unstated": process.notice_unstated,
        "decided": DecidedPart(process.decided.by) if process.decided else None,
        "basis": text.basis,
        "source": text.source.value if text.source else None,
        "at": str(text.span),
    }
    match rule:
        case GradeMove():
            return MovePart(**shared, direction=rule.direction.value, to=rule.to)
        case Reward():
            return RewardPart(**shared, grant=_value(rule.grant, found.env), percent=in_percent(rule.grant))
        case Sanction():
            return SanctionPart(**shared, impose=_value(rule.impose, found.env), percent=in_percent(rule.impose))
        case PublicList():
            return ListPart(**shared, kind=rule.kind.value, publishes=rule.publishes)
        case _:
            assert_never(rule)


def in_percent(node: ir.Expression | None) -> bool:
    """Whether what is granted or imposed is written in percent, in each of its cases: `35%` is the number 0.35."""
    match node:
        case ir.Constant(span=span):
            return span is not None and span.text.endswith("%")
        case ir.If(then=then, otherwise=otherwise):
            return in_percent(then) and in_percent(otherwise)
        case _:
            return False


def _value(node: ir.Expression | None, env: Environment) -> Value | None:
    """What is granted or imposed, money with its currency."""
    if node is None:
        return None
    value: Any = evaluate(node, env)
    kind = definite(node.type)
    if isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
        value = Money(value, kind.unit.currency)
    found: Value = value
    return found
