"""Rewards, sanctions, lists and moves: whether one is in effect on the as-of date."""

from __future__ import annotations

from creditlang import ir
from creditlang.backends.sql import dates, expressions, trees
from creditlang.backends.sql.aggregates import began_after
from creditlang.backends.sql.frames import Env, Frame, event_holder
from creditlang.backends.sql.plan import N, Plan
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Duration as DurationType
from creditlang.types import definite
from creditlang.values import Duration

Rule = ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList


def rules_of(edition: ir.Edition) -> dict[str, Rule]:
    """Everything that can be in effect, by name."""
    return {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}


def in_effect(rule: Rule, env: Env, frame: Frame) -> Sql:
    """Whether a rule is in effect, on the rows of a frame of subjects."""
    if isinstance(rule.trigger, ir.While):
        return expressions.truth(rule.trigger.condition, env, frame)
    table = _whom_it_reaches(rule, rule.trigger, env, frame.plan)
    return trees.known(trees.column(N, frame.looked_up(table, [(N, frame.n)])))


def _whom_it_reaches(rule: Rule, trigger: ir.OnEvent, env: Env, plan: Plan) -> str:
    """The subjects that a record has brought under the rule and that nothing has freed yet."""
    record = event_holder(plan, trigger.event)
    frame, here, process = Frame(plan, (record,)), env.at(record), rule.process
    dialect = plan.dialect
    tests: list[Sql | None] = []
    if trigger.where is not None:
        tests.append(expressions.truth(trigger.where, here, frame))
    # Notice is given when the deed is known; the effect, and with it the duration, begins after the notice.
    noticed = trees.greatest(record.date, record.recorded)
    since = dates.moved(dialect, noticed, process.notice) if process.notice else noticed
    tests.append(trees.at_most(since, trees.day(plan.as_of)))
    today = trees.day(plan.as_of)
    if process.until is not None:
        until = expressions.truth(process.until, here, frame)
        tests.append(trees.either([trees.unknown(until), trees.less(today, until)]))
    elif process.lasts is not None:
        lasts = process.lasts
        if isinstance(lasts, nodes.Constant) and isinstance(lasts.value, Duration):
            tests.append(began_after(since, lasts.value, frame.today, dialect))
        else:
            kind = definite(lasts.type)
            assert isinstance(kind, DurationType)
            length = expressions.truth(lasts, here, frame)
            tests.append(trees.less(today, dates.shifted(dialect, since, length, kind.kind)))
    if process.lifted is not None:
        now = Env(here.edition, here.subject, record, None, here.elements, here.arguments, here.state, here.ordinals)
        tests.append(trees.negated(expressions.truth(process.lifted, now, frame)))
    query = frame.select([trees.named(frame.n, N)], trees.both(tests), distinct=True)
    return plan.add(query, "reached", rule.text.name)
