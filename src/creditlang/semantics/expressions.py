"""What an expression is worth: one case for each kind of node, nothing else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

import attrs

from creditlang.data.records import Facts, History, Record
from creditlang.ir import Anything, Edition, HalfOpen, KeyPattern, Row, Values
from creditlang.ir import expressions as ir
from creditlang.values import (
    add,
    days_between,
    months_between,
    plain,
    round_exact,
    subtract,
    within,
    years_between,
)

Holder = Record | Facts


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
        matching: the criterion's matching records up to and with `record`, for `occurrence`.
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
            return _OPERATORS[how](evaluate(left, env), evaluate(right, env))
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
            define = env.edition.defines[name]
            given = [evaluate(argument, env) for argument in arguments]
            return evaluate(define.body, attrs.evolve(env, arguments=dict(zip(define.parameters, given, strict=True))))
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
            return sum(1 for r in env.matching if period is None or within(env.anchor, r.date, period))
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
    ir.Operator.DIVIDE: lambda a, b: plain(Fraction(a) / Fraction(b)),
    ir.Operator.MINIMUM: min,
    ir.Operator.MAXIMUM: max,
}
_BETWEEN: Mapping[ir.CalendarUnit, Callable[[date, date], int]] = {
    ir.CalendarUnit.YEARS: years_between,
    ir.CalendarUnit.MONTHS: months_between,
    ir.CalendarUnit.DAYS: days_between,
}


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
    match node:
        case ir.TheSubject():
            return env.history.facts
        case ir.TheRecord():
            assert env.record is not None
            return env.record
        case ir.Element(binder=binder):
            return env.elements[binder]
        case ir.Read(type=kind):
            id = _read(node, env)
            return env.history.relations.one(kind.subject, id)  # type: ignore[union-attr]
        case _:
            assert_never(node)


def _read(node: ir.Read, env: Environment) -> Any:
    holder = _holder(node.of, env)
    if isinstance(holder, Record) and node.field not in holder.values:
        return {"date": holder.date, "recorded": holder.recorded, "record": holder.id}[node.field]
    return holder.values[node.field]


def _compare_grade(relation: ir.Relation, grade: str, env: Environment) -> bool:
    """Grades stand best first, so the better of two has the lower place."""
    places = [g.name for g in env.edition.grades]
    if env.grade is None:
        return False
    return _RELATIONS[relation](-places.index(env.grade), -places.index(grade))


def _aggregate(node: ir.Aggregate, env: Environment) -> Any:
    found: list[tuple[Holder, Any]] = []
    for element in _elements(node, env):
        inside = attrs.evolve(env, elements=(*env.elements[: node.binder], element))
        if node.where is None or evaluate(node.where, inside):
            found.append((element, None if node.value is None else evaluate(node.value, inside)))
    values = [value for _, value in found]
    known = [value for value in values if value is not None]
    match node.kind:
        case ir.AggregateKind.COUNT:
            return len(found)
        case ir.AggregateKind.EXISTS:
            return bool(found)
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
    """The records in the window, by date and id, or the related subjects."""
    source, period = node.source, node.within
    if isinstance(source, ir.RelatedSubjects):
        holder = _holder(source.of, env)
        assert isinstance(holder, Facts)
        kind = env.history.relations
        field = env.edition.registry.subjects[holder.subject].fields[source.field].type
        return kind.many(field.subject, field.by, holder.id)  # type: ignore[union-attr]
    records = env.visible.get(source.event, ())
    return records if period is None else tuple(r for r in records if within(env.anchor, r.date, period))
