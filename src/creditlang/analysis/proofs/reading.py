"""What the expressions of an edition read, through every define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from creditlang.ir import (
    Assessed,
    Criterion,
    Edition,
    GradeMove,
    OnEvent,
    PublicList,
    Reward,
    Sanction,
    While,
    walk,
)
from creditlang.ir import expressions as expr

Rule = GradeMove | Reward | Sanction | PublicList


def roots(rule: object) -> Iterator[expr.Expression]:
    """The expressions that a node of the typed tree holds, itself if it is one."""
    if isinstance(rule, expr.Expression):
        yield rule
    elif isinstance(rule, tuple):
        for item in rule:
            yield from roots(item)
    elif isinstance(rule, dict):
        for item in rule.values():
            yield from roots(item)
    elif attrs.has(kind := type(rule)):
        for field in attrs.fields(kind):
            if field.name not in ("span", "text", "registry"):
                yield from roots(getattr(rule, field.name))


def parts(rule: object, edition: Edition) -> Iterator[expr.Expression]:
    """Every expression in a rule and in the defines that it calls, once each."""
    waiting: list[expr.Expression] = list(roots(rule))
    called: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            yield part
            if isinstance(part, expr.CallDefine) and part.define not in called:
                called.add(part.define)
                waiting.append(edition.defines[part.define].body)


def looks_beyond(rule: object, edition: Edition) -> bool:
    """Whether a rule reads anything but the facts and its own record, so that other records can matter."""
    beyond = (
        expr.Occurrence,
        expr.EarlierPoints,
        expr.Points,
        expr.GradeOf,
        expr.CompareGrade,
        expr.Listed,
        expr.Holds,
    )
    return any(
        isinstance(part, beyond) or (isinstance(part, expr.Aggregate) and isinstance(part.source, expr.EventRecords))
        for part in parts(rule, edition)
    )


def trigger_of(rule: Criterion | Rule) -> Iterable[object]:
    """What decides whether a criterion counts anything or a rule takes effect at all."""
    trigger = rule.trigger
    condition = (
        trigger.where if isinstance(trigger, OnEvent) else trigger.condition if isinstance(trigger, While) else None
    )
    if isinstance(rule, Criterion):
        return (condition, None if isinstance(rule.amount, Assessed) else rule.amount)
    return (condition, rule.process)
