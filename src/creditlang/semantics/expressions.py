"""What an expression is worth: one case for each kind of node, nothing else."""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Protocol, assert_never

import attrs

from creditlang.data.records import Facts, History, Record
from creditlang.ir import Anything, Define, Edition, HalfOpen, KeyPattern, Row, Values
from creditlang.ir import expressions as ir
from creditlang.semantics.records import in_period, order
from creditlang.types import ManyRelated, Related, definite
from creditlang.values import (
    Duration,
    Exact,
    add,
    days_between,
    months_between,
    plain,
    round_exact,
    subtract,
    years_between,
)

Holder = Record | Facts


class EarlierScores(Protocol):
    """Gives the score as it stood at a record."""

    def points(self, record: Record, moment: ir.ScoreMoment) -> Exact:
        """The score on the record's date, as `moment` says."""


@attrs.frozen
class Environment:
    """Everything that an expression may read.

    Attributes:
        visible: the records that the decision may see, by event.
        anchor: the day that windows and parameters count from: the record's in an `on` rule, else as-of.
        record: the record of the rule's `on`.
        elements: the records or subjects that the aggregates around us look at, by binder.
        points, grade: the score and final grade, once known.
        in_effect: the lists, rewards and sanctions that hold, as far as they have been decided.
        matching: the criterion's matching records, for `occurrence`.
        earlier: gives earlier scores.
        answers: what defines have answered in this decision, so that none is computed twice.
    """

    edition: Edition
    history: History
    visible: Mapping[str, tuple[Record, ...]]
    as_of: date
    anchor: date
    record: Record | None = None
    elements: tuple[Holder, ...] = ()
    arguments: Mapping[str, Any] = attrs.field(factory=dict)
    points: Any = None
    grade: str | None = None
    in_effect: frozenset[str] = frozenset()
    matching: tuple[Record, ...] = ()
    earlier: EarlierScores | None = attrs.field(default=None, eq=False, repr=False)
    answers: dict[tuple[object, ...], Any] = attrs.field(factory=dict, eq=False, repr=False)


def evaluate(node: ir.Expression, env: Environment) -> Any:
    """The value of an expression; None where it is unknown."""
    match node:
        case ir.Constant(value=value):
            return value
        case ir.Read():
            return _read(node, env)
        case ir.Compare(relation=relation, left=left, right=right):
            return _RELATIONS[relation](evaluate(left, env), evaluate(right, env))
        case ir.And(operands=operands):
            return all(evaluate(operand, env) for operand in operands)
        case ir.Or(operands=operands):
            return any(evaluate(operand, env) for operand in operands)
        case ir.Not(operand=operand):
            return not evaluate(operand, env)
        case ir.Known(operand=operand):
            return evaluate(operand, env) is not None
        case ir.Among(operand=operand, values=values):
            return evaluate(operand, env) in values
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            return evaluate(then if evaluate(condition, env) else otherwise, env)
        case ir.Arithmetic(operator=how, left=left, right=right):
            return plain(_OPERATORS[how](evaluate(left, env), evaluate(right, env)))
        case ir.Negate(operand=operand):
            return -evaluate(operand, env)
        case ir.Round(operand=operand, mode=mode, step=step):
            return round_exact(evaluate(operand, env), mode, step)
        case ir.Shift(date=day, duration=duration, backwards=backwards):
            return (subtract if backwards else add)(evaluate(day, env), evaluate(duration, env))
        case ir.CountBetween(unit=unit, start=start, end=end):
            return _BETWEEN[unit](evaluate(start, env), evaluate(end, env))
        case ir.AsOf():
            return env.as_of
        case ir.Argument(name=name):
            return env.arguments[name]
        case ir.CallDefine(define=name, arguments=arguments):
            return _call(env.edition.defines[name], [evaluate(argument, env) for argument in arguments], env)
        case ir.Lookup(table=table, keys=keys):
            return look_up(env.edition.tables[table].rows, [evaluate(key, env) for key in keys])
        case ir.ParameterValue(parameter=name, keys=keys):
            values_by_date = env.edition.parameters[name].values
            in_force = [value for value in values_by_date if value.starts <= env.anchor]
            rows = (in_force or values_by_date[:1])[-1].rows
            return look_up(rows, [evaluate(key, env) for key in keys])
        case ir.Aggregate():
            return _aggregate(node, env)
        case ir.Occurrence(within=period):
            return _ordinal(period, env)
        case ir.EarlierPoints(moment=moment):
            assert env.record is not None
            assert env.earlier is not None
            return env.earlier.points(env.record, moment)
        case ir.Points():
            return env.points
        case ir.GradeOf():
            return env.grade
        case ir.CompareGrade(relation=relation, grade=grade):
            return _compare_grade(relation, grade, env)
        case ir.Listed(name=name) | ir.Holds(name=name):
            return name in env.in_effect
        case ir.TheSubject() | ir.TheRecord() | ir.Element():
            raise AssertionError("a holder is read only through its fields")
        case _:
            assert_never(node)


_RELATIONS: Mapping[ir.Relation, Callable[[Any, Any], bool]] = {
    ir.Relation.EQUAL: operator.eq,
    ir.Relation.NOT_EQUAL: operator.ne,
    ir.Relation.LESS: operator.lt,
    ir.Relation.AT_MOST: operator.le,
    ir.Relation.GREATER: operator.gt,
    ir.Relation.AT_LEAST: operator.ge,
}
_OPERATORS: Mapping[ir.Operator, Callable[[Any, Any], Any]] = {
    ir.Operator.ADD: operator.add,
    ir.Operator.SUBTRACT: operator.sub,
    ir.Operator.MULTIPLY: operator.mul,
    ir.Operator.DIVIDE: Fraction,
    ir.Operator.MINIMUM: min,
    ir.Operator.MAXIMUM: max,
}
_BETWEEN: Mapping[ir.CalendarUnit, Callable[[date, date], int]] = {
    ir.CalendarUnit.YEARS: years_between,
    ir.CalendarUnit.MONTHS: months_between,
    ir.CalendarUnit.DAYS: days_between,
}


def _call(define: Define, given: list[Any], env: Environment) -> Any:
    """What a define answers. It sees the subject, its arguments and the anchor, but no record: so, in one state of
    the decision, equal questions have equal answers. Asking twice could double the work with every define between."""
    question = (id(define), env.anchor, env.points, env.grade, env.in_effect, *given)
    if question not in env.answers:
        arguments = dict(zip(define.parameters, given, strict=True))
        env.answers[question] = evaluate(define.body, attrs.evolve(env, arguments=arguments))
    return env.answers[question]


def look_up(rows: tuple[Row, ...], keys: list[Any]) -> Any:
    """The value of the one row whose patterns fit all keys."""
    for row in rows:
        if all(fits(pattern, key) for pattern, key in zip(row.patterns, keys, strict=True)):
            return row.value
    raise AssertionError("the checker has proven that every case has a row")


def fits(pattern: KeyPattern, key: Any) -> bool:
    """Whether a key falls under a pattern."""
    match pattern:
        case Anything():
            return True
        case Values(values=values):
            return key in values
        case HalfOpen(low=low, below=below):
            return (low is None or key >= low) and (below is None or key < below)
        case _:
            assert_never(pattern)


def _holder(node: ir.Holder | ir.Read, env: Environment) -> Holder:
    """The record or subject whose field is read; through a relation, the one whose id stands there."""
    match node:
        case ir.TheSubject():
            return env.history.facts
        case ir.TheRecord():
            assert env.record is not None
            return env.record
        case ir.Element(binder=binder):
            return env.elements[binder]
        case ir.Read():
            related = definite(node.type)
            assert isinstance(related, Related)
            return env.history.relations.one(related.subject, _read(node, env))
        case _:
            assert_never(node)


def _read(node: ir.Read, env: Environment) -> Any:
    holder = _holder(node.of, env)
    if isinstance(holder, Record) and node.field not in holder.values:
        return {"date": holder.date, "recorded": holder.recorded, "record": holder.id}[node.field]
    return holder.values[node.field]


def _ordinal(period: Duration | None, env: Environment) -> int:
    """Which one the record is among the matching ones: those after it, and those whose period is over, left out."""
    assert env.record is not None
    upto = env.matching[: bisect_right(env.matching, order(env.record), key=order)]
    return len(upto if period is None else in_period(upto, env.anchor, period))


def _compare_grade(relation: ir.Relation, grade: str, env: Environment) -> bool:
    """Grades stand best first, so the better of two has the lower place."""
    # INVARIANT: rules that read the grade are decided after all that move it, and a score always has one.
    assert env.grade is not None
    places = [g.name for g in env.edition.grades]
    return _RELATIONS[relation](-places.index(env.grade), -places.index(grade))


def _aggregate(node: ir.Aggregate, env: Environment) -> Any:
    inside = [attrs.evolve(env, elements=(*env.elements[: node.binder], e)) for e in _elements(node, env)]
    if node.where is not None:
        inside = [there for there in inside if evaluate(node.where, there)]
    values = [] if node.value is None else [evaluate(node.value, there) for there in inside]
    known = [value for value in values if value is not None]
    match node.kind:
        case ir.AggregateKind.COUNT:
            return len(inside)
        case ir.AggregateKind.EXISTS:
            return bool(inside)
        case ir.AggregateKind.SUM:
            return plain(sum(values))
        case ir.AggregateKind.LATEST:
            return values[-1] if values else None
        case ir.AggregateKind.EARLIEST:
            return values[0] if values else None
        case ir.AggregateKind.LARGEST:
            return max(known, default=None)
        case ir.AggregateKind.SMALLEST:
            return min(known, default=None)
        case _:
            assert_never(node.kind)


def _elements(node: ir.Aggregate, env: Environment) -> tuple[Holder, ...]:
    """The records, in order and in the period if there is one, or the related subjects."""
    match node.source:
        case ir.EventRecords(event=event):
            records = env.visible.get(event, ())
            return records if node.within is None else in_period(records, env.anchor, node.within)
        case ir.RelatedSubjects(of=of, field=field):
            holder = _holder(of, env)
            assert isinstance(holder, Facts)
            relation = env.edition.registry.subjects[holder.subject].fields[field].type
            assert isinstance(relation, ManyRelated)
            return env.history.relations.many(relation.subject, relation.by, holder.id)
        case _:
            assert_never(node.source)
