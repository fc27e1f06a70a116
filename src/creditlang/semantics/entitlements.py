"""Rewards, sanctions, lists and moves: what is in effect on the as-of date, since when and until when."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.data.records import Record
from creditlang.ir import OnEvent, Process, While
from creditlang.ir import expressions as ir
from creditlang.semantics.criteria import at_record, matching
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.values import Days, add


@attrs.frozen
class Instance:
    """One occasion on which a rule is, or will be, in effect.

    Attributes:
        record: what set it off; None for a state of affairs.
        since: its first day (None where a state of affairs holds: looked for by `since`).
        until: the first day on which it no longer holds; None for open.
        appeal_by: the day by which an appeal must be made, counted from the notice.
    """

    record: Record | None
    since: date | None
    until: date | None
    appeal_by: date | None
    env: Environment


def instances(trigger: OnEvent | While, process: Process, env: Environment) -> list[Instance]:
    """Every occasion that is in effect on the as-of date, by date and record id."""
    if isinstance(trigger, While):
        return [Instance(None, None, None, None, env)] if evaluate(trigger.condition, env) else []
    found = (_instance(record, process, env) for record in matching(trigger, env))
    return [i for i in found if _in_effect(i, process.lifted)]


def _instance(record: Record, process: Process, env: Environment) -> Instance:
    """The notice is given when the deed is known; the effect, and with it the duration, begins after the notice."""
    here = at_record(env, record)
    noticed = max(record.date, record.recorded)
    since = add(noticed, process.notice or Days(0))
    until = None if process.lasts is None else add(since, evaluate(process.lasts, here))
    appeal = process.appeal.within if process.appeal else None
    return Instance(record, since, until, add(noticed, appeal) if appeal else None, here)


def _in_effect(instance: Instance, lifted: ir.Expression | None) -> bool:
    env = instance.env
    if instance.since is None or env.as_of < instance.since:
        return False
    if instance.until is not None and env.as_of >= instance.until:
        return False
    return lifted is None or not evaluate(lifted, attrs.evolve(env, anchor=env.as_of))
