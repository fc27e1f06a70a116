"""Criteria: from records or facts to rows of points, each record by the edition that judges it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.acts import milder
from creditlang.backends.sql.assessed import assessed
from creditlang.backends.sql.expiry import first_running, still_runs, until
from creditlang.backends.sql.frames import Env, Frame, Holder, Ordinals, subject_holder
from creditlang.backends.sql.numbers import Whole, compared
from creditlang.backends.sql.occurrences import ordinals_of
from creditlang.backends.sql.plan import AS_OF, DATE, RECORD, RECORDED, N, Plan
from creditlang.backends.sql.rows import (
    JUDGE,
    POINTS,
    REMARK,
    UNTIL,
    YIELDS,
    Counted,
    act_column,
    row_columns,
)
from creditlang.backends.sql.series import Judge, Judged
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Number as NumberType


@attrs.frozen(eq=False)
class _Branch:
    """The rows of one judge."""

    query: exp.Select
    judge: Judge
    low: int
    high: int
    remarks: bool


def counted(name: str, judged: Judged, acts: Sequence[str], plan: Plan) -> Counted:
    """The rows of a criterion by all its judges, those included that have expired where another one could give way.

    Args:
        acts: the fields by which the criterion and its groups tell acts apart.
    """
    everything = bool(acts) or judged.milder or judged.criterion.once_in is not None
    places = [*judged.judges, *([judged.this] if judged.this else [])]
    branches = [_on_records(judge, index, acts, plan, expired=everything) for index, judge in enumerate(places)]
    queries: list[exp.Query] = [branch.query for branch in branches]
    if judged.milder and branches:
        table = plan.add(trees.union(queries), "judged", name)
        queries = [milder(table, len(places) - 1 if judged.this else len(places), acts, plan)]
    if judged.on_facts:
        branches.append(_on_facts(Judge(judged.criterion, judged.edition), len(places), acts, plan))
        queries.append(branches[-1].query)
    if not branches:
        # An earlier edition could have judged its records, but none was in force by as-of.
        return Counted(plan.add(_nothing(acts, plan), "none", name), (), 0, 0, False, active=True)
    return Counted(
        plan.add(trees.union(queries), "rows", name),
        tuple(branch.judge for branch in branches),
        min(branch.low for branch in branches),
        max(branch.high for branch in branches),
        any(branch.remarks for branch in branches),
        active=not everything,
    )


def _row(plan: Plan, values: dict[str, Sql], acts: dict[str, Sql]) -> list[Sql]:
    text = plan.dialect.text_type
    nothing = {
        RECORD: trees.cast(trees.null(), text),
        DATE: trees.cast(trees.null(), "DATE"),
        RECORDED: trees.cast(trees.null(), "DATE"),
        UNTIL: trees.cast(trees.null(), "DATE"),
        REMARK: trees.cast(trees.null(), text),
        YIELDS: trees.cast(trees.null(), text),
    }
    cells = {**nothing, **values, **{act_column(field): tree for field, tree in acts.items()}}
    return [trees.named(cells[name], name) for name in row_columns(list(acts), plan)]


def keys_of(frame: Frame) -> dict[str, Sql]:
    """Whom rows are about, and, where that is a moment, its day."""
    return {N: frame.n} if not frame.plan.of_moments else {N: frame.n, AS_OF: frame.today.tree}


def _nothing(acts: Sequence[str], plan: Plan) -> exp.Select:
    frame = Frame(plan, (subject_holder(plan),))
    values = {**keys_of(frame), JUDGE: trees.whole(0), POINTS: plan.dialect.narrow(trees.whole(0))}
    unknown = {act: trees.cast(trees.null(), plan.dialect.text_type) for act in acts}
    return frame.select(_row(plan, values, unknown), trees.truth(False))


@attrs.frozen(eq=False)
class JudgedRow:
    """How a judge judges a row.

    Attributes:
        amount: the points without their sign.
        until: the first day on which it no longer counts; None for never.
        first: the first day on which a record still counts; None if that is not known beforehand.
        test: whether the judge judges it, and, where it was wanted, whether it has not expired; None for always.
    """

    amount: Whole
    until: Sql | None
    remark: Sql | None
    first: date | None
    test: Sql | None


def judged_by(judge: Judge, record: Holder, ordinals: Ordinals, frame: Frame, *, expired: bool) -> JudgedRow:
    """How a judge judges the records of a frame: all that match, or only those that have not expired."""
    plan, criterion = frame.plan, judge.criterion
    assert isinstance(criterion.trigger, ir.OnEvent)
    here = Env(judge.edition, subject_holder(plan)).at(record, ordinals)
    tests: list[Sql | None] = []
    if judge.first is not None:
        tests.append(trees.at_most(trees.day(judge.first), record.date))
    if judge.end is not None and judge.end <= plan.as_of:
        tests.append(trees.less(record.date, trees.day(judge.end)))
    if criterion.trigger.where is not None and not ordinals:
        tests.append(expressions.truth(criterion.trigger.where, here, frame))
    remark: Sql | None = None
    if isinstance(criterion.amount, ir.Assessed):
        points, remark = assessed(criterion.amount, here, frame)
    else:
        # The checker has proven that an amount is never negative.
        points = expressions.parts_of(criterion.amount, here, frame, plan.denominator)
        points = plan.arithmetic.bounded(points, low=0)
    end = until(criterion, here, frame)
    first = judge.first
    if end is not None and not expired:
        running = first_running(criterion, plan)
        if running is None:
            tests.append(still_runs(criterion, end, frame.today))
        else:
            tests.append(trees.at_most(trees.day(running), record.date))
            first = running if first is None else max(first, running)
    return JudgedRow(points, end, remark, first, trees.both(tests))


def _on_records(judge: Judge, index: int, acts: Sequence[str], plan: Plan, *, expired: bool) -> _Branch:
    """The matching records that a judge judges: all of them, or only those that have not expired."""
    record, ordinals = ordinals_of(judge, plan, expired=expired)
    frame = Frame(plan, (record,))
    one = judged_by(judge, record, ordinals, frame, expired=expired)
    signed = one.amount if judge.criterion.sign > 0 else plan.arithmetic.negated(one.amount)
    values: dict[str, Sql] = {
        **keys_of(frame),
        JUDGE: trees.whole(index),
        RECORD: record.key,
        DATE: record.date,
        RECORDED: record.recorded,
        POINTS: signed.tree if signed.wide else plan.dialect.narrow(signed.tree),
    }
    if one.until is not None:
        values[UNTIL] = one.until
    if one.remark is not None:
        values[REMARK] = one.remark
    shown = {act: _act(act, record, plan) for act in acts}
    query = frame.select(_row(plan, values, shown), one.test)
    return _Branch(query, judge, signed.low, signed.high, one.remark is not None)


def _on_facts(judge: Judge, index: int, acts: Sequence[str], plan: Plan) -> _Branch:
    """The one row of a criterion without records, where it holds and is worth something."""
    criterion = judge.criterion
    assert not isinstance(criterion.amount, ir.Assessed)
    subject = subject_holder(plan)
    frame, env = Frame(plan, (subject,)), Env(judge.edition, subject)
    tests: list[Sql | None] = []
    if isinstance(criterion.trigger, ir.While):
        tests.append(expressions.truth(criterion.trigger.condition, env, frame))
    points = plan.arithmetic.bounded(expressions.parts_of(criterion.amount, env, frame, plan.denominator), low=0)
    signed = points if criterion.sign > 0 else plan.arithmetic.negated(points)
    tests.append(compared(nodes.Relation.NOT_EQUAL, signed.tree, trees.whole(0)))
    values = {
        **keys_of(frame),
        JUDGE: trees.whole(index),
        POINTS: signed.tree if signed.wide else plan.dialect.narrow(signed.tree),
    }
    unknown = {act: trees.cast(trees.null(), plan.dialect.text_type) for act in acts}
    return _Branch(frame.select(_row(plan, values, unknown), trees.both(tests)), judge, signed.low, signed.high, False)


def _act(field: str, record: Holder, plan: Plan) -> Sql:
    """The value by which acts are told apart as a text; null where the event lacks the field."""
    fields = plan.registry.events[record.name].fields
    text = plan.dialect.text_type
    if field not in fields:
        return trees.cast(trees.null(), text)
    column = trees.column(plan.field(record.name, field), record.alias)
    kind = fields[field].type
    if isinstance(kind, NumberType):
        # Equal numbers are equal whatever their decimals.
        column_18 = exp.Mul(this=plan.dialect.wide(column), expression=trees.whole(10 ** (18 - (kind.scale or 0))))
        return trees.cast(column_18, text)
    return trees.cast(column, text)
