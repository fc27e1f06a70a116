"""Rewards, sanctions, lists and moves, in terms: each occasion on which one is in effect. Mirrors
`semantics/entitlements.py`."""

from __future__ import annotations

from typing import assert_never

import attrs

from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, span_of
from creditlang.backends.smt.criteria import at_record, matching
from creditlang.backends.smt.expressions import Environment, evaluate, holds
from creditlang.backends.smt.nodes import FALSE, TRUE, Truth
from creditlang.backends.smt.values import Value, moment, span
from creditlang.backends.smt.worlds import SymbolicRecord
from creditlang.ir import GradeMove, OnEvent, Process, PublicList, Reward, Sanction, While
from creditlang.ir import expressions as expr
from creditlang.values import Days

Rule = GradeMove | Reward | Sanction | PublicList


@attrs.frozen(eq=False)
class SymbolicInstance:
    """One occasion on which a rule is in effect, if it is.

    Attributes:
        holds: whether it is in effect on the as-of date.
        brought: whether its record is there and the rule speaks of it, in effect or not.
        record: what set it off; None for a state of affairs.
        since: its first day; None for a state of affairs.
        until: the first day on which it no longer holds; None for open.
        value: what it grants or imposes; None where it is only its name.
    """

    holds: Truth
    brought: Truth
    record: SymbolicRecord | None
    since: Moment | None
    until: Moment | None
    value: Value | None


@attrs.frozen(eq=False)
class Effect:
    """A rule and all occasions on which it is in effect."""

    rule: Rule
    instances: tuple[SymbolicInstance, ...]

    @property
    def holds(self) -> Truth:
        """Whether it is in effect at all."""
        return terms.any_of(*(instance.holds for instance in self.instances))


def effect(rule: Rule, env: Environment) -> Effect:
    """The occasions on which a rule is in effect on the as-of date, by date and record id."""
    value = _value_of(rule)
    match rule.trigger:
        case While(condition=condition):
            found = holds(condition, env)
            if found is FALSE:
                return Effect(rule, ())
            worth = None if value is None else evaluate(value, env)
            return Effect(rule, (SymbolicInstance(found, found, None, None, None, worth),))
        case OnEvent():
            pairs = matching(rule.trigger, env)
            return Effect(rule, tuple(_instance(guard, r, rule.process, value, env) for guard, r in pairs))
        case _:
            assert_never(rule.trigger)


def _value_of(rule: Rule) -> expr.Expression | None:
    match rule:
        case Reward(grant=value) | Sanction(impose=value):
            return value
        case GradeMove() | PublicList():
            return None
        case _:
            assert_never(rule)


def _instance(
    guard: Truth, record: SymbolicRecord, process: Process, value: expr.Expression | None, env: Environment
) -> SymbolicInstance:
    """Notice is given when the deed is known; the effect, and with it the duration, begins after the notice."""
    calendar, here = env.world.calendar, at_record(env, record)
    noticed = calendar.later(record.date, moment(record.read("recorded")))
    since = calendar.add(noticed, span_of(process.notice or Days(0)))
    until: Moment | None = None
    if process.until is not None:
        until = moment(evaluate(process.until, here))
    elif process.lasts is not None:
        until = calendar.add(since, span(evaluate(process.lasts, here)))
    running = TRUE if until is None else calendar.less(env.as_of, until)
    lifted: Truth = FALSE
    if process.lifted is not None:
        lifted = holds(process.lifted, attrs.evolve(here, anchor=env.as_of))
    in_effect = terms.every(guard, calendar.at_most(since, env.as_of), running, terms.negated(lifted))
    worth = None if value is None else evaluate(value, here)
    return SymbolicInstance(in_effect, guard, record, since, until, worth)
