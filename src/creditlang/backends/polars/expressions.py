"""What an expression is as a column: one case for each kind of node.

Columns are computed in every row, also where `semantics` would not look: behind a guard that fails stands something
unknown or meaningless there, which the guard, in Kleene's logic, keeps from counting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import assert_never

import attrs
import polars as pl

from creditlang.backends.polars import aggregates, dates, numbers
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import Value, related_column
from creditlang.backends.polars.scope import SUBJECT, Holder, Scope, related_kind, rests_on_row
from creditlang.backends.polars.support import NotSupportedError
from creditlang.backends.polars.tables import looked_up, parameter_on
from creditlang.ir import expressions as ir
from creditlang.types import Number as NumberType
from creditlang.types import Type, definite
from creditlang.values import Days, Months


def emit(node: ir.Expression, scope: Scope) -> Value:
    """The column of an expression."""
    found = _emit(node, scope)
    kind = definite(node.type)
    if isinstance(found, Number) and isinstance(kind, NumberType):
        return numbers.within(found, kind.range)
    return found


def emit_expr(node: ir.Expression, scope: Scope) -> pl.Expr:
    """The column of what is no number."""
    found = emit(node, scope)
    assert isinstance(found, pl.Expr)
    return found


def emit_number(node: ir.Expression, scope: Scope) -> Number:
    """The column of a number."""
    found = emit(node, scope)
    assert isinstance(found, Number)
    return found


def once_expr(node: ir.Expression, scope: Scope) -> pl.Expr:
    """The column of what is no number, to be mentioned more than once."""
    return kept_expr(emit_expr(node, scope), scope)


def kept_expr(value: pl.Expr, scope: Scope) -> pl.Expr:
    """A column, to be mentioned more than once."""
    found = scope.rows.once(value)
    assert isinstance(found, pl.Expr)
    return found


def once_number(node: ir.Expression, scope: Scope) -> Number:
    """The column of a number, to be mentioned more than once."""
    return kept_number(emit_number(node, scope), scope)


def kept_number(value: Number, scope: Scope) -> Number:
    """A number in columns of its own, to be mentioned more than once."""
    found = scope.rows.once(value)
    assert isinstance(found, Number)
    return found


def _emit(node: ir.Expression, scope: Scope) -> Value:
    match node:
        case ir.Constant(value=value):
            return constant(value)
        case ir.Read():
            return read(node, scope)
        case ir.Compare(relation=relation, left=left, right=right):
            return compare(relation, emit(left, scope), emit(right, scope))
        case ir.And(operands=operands):
            return reduce(and_, (emit_expr(operand, scope) for operand in operands))
        case ir.Or(operands=operands):
            return reduce(or_, (emit_expr(operand, scope) for operand in operands))
        case ir.Not(operand=operand):
            return ~emit_expr(operand, scope)
        case ir.Known(operand=operand):
            found = emit(operand, scope)
            return (found.whole if isinstance(found, Number) else found).is_not_null()
        case ir.Among(operand=operand, values=values):
            found = scope.rows.once(emit(operand, scope))
            return reduce(or_, (compare(ir.Relation.EQUAL, found, constant(value)) for value in values))
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            return chosen(emit_expr(condition, scope), emit(then, scope), emit(otherwise, scope))
        case ir.Arithmetic(operator=how, left=left, right=right):
            return _OPERATORS[how](once_number(left, scope), once_number(right, scope))
        case ir.Negate(operand=operand):
            return numbers.negate(emit_number(operand, scope))
        case ir.Round(operand=operand, mode=mode, step=step):
            return numbers.round_to(once_number(operand, scope), mode, step)
        case ir.Shift(date=day, duration=duration, backwards=backwards):
            count = once_expr(duration, scope)
            return shifted(once_expr(day, scope), -count if backwards else count, duration.type)
        case ir.CountBetween(unit=unit, start=start, end=end):
            return _counted(unit, once_expr(start, scope), once_expr(end, scope))
        case ir.AsOf():
            return dates.literal(scope.as_of)
        case ir.Argument(name=name):
            return scope.arguments[name]
        case ir.CallDefine():
            return _call(node, scope)
        case ir.Lookup(table=table, keys=keys):
            found_table = scope.edition.tables[table]
            return looked_up(found_table.rows, found_table.gives, _keys(keys, scope))
        case ir.ParameterValue(parameter=name, keys=keys):
            return parameter_on(scope.edition.parameters[name], scope, _keys(keys, scope))
        case ir.Aggregate():
            return aggregates.aggregate(node, scope)
        case ir.Occurrence(within=period):
            return Number(scope.ordinals[period], 1, numbers.MOST_ROWS)
        case ir.EarlierPoints():
            raise NotSupportedError("an earlier score (`points before`, `points on this.date`)")
        case ir.Points():
            assert scope.points is not None
            return _of_people(scope.points, scope)
        case ir.GradeOf():
            names = [grade.name for grade in scope.edition.grades]
            return _place(scope).replace_strict(range(len(names)), names, return_dtype=pl.String, default=None)
        case ir.CompareGrade(relation=relation, grade=grade):
            # Grades stand best first, so the better of two has the lower place.
            places = [grade.name for grade in scope.edition.grades]
            return _RELATIONS[relation](pl.lit(places.index(grade), dtype=pl.Int32), _place(scope))
        case ir.Listed(name=name) | ir.Holds(name=name):
            return scope.rows.read(scope.in_effect[name])
        case ir.TheSubject() | ir.TheRecord() | ir.Element():
            raise AssertionError("a holder is read only through its fields")
        case _:
            assert_never(node)


def _keys(keys: tuple[ir.Expression, ...], scope: Scope) -> list[Value]:
    return [scope.rows.once(emit(key, scope)) for key in keys]


_RELATIONS: Mapping[ir.Relation, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ir.Relation.EQUAL: lambda a, b: a == b,
    ir.Relation.NOT_EQUAL: lambda a, b: a != b,
    ir.Relation.LESS: lambda a, b: a < b,
    ir.Relation.AT_MOST: lambda a, b: a <= b,
    ir.Relation.GREATER: lambda a, b: a > b,
    ir.Relation.AT_LEAST: lambda a, b: a >= b,
}
_OPERATORS: Mapping[ir.Operator, Callable[[Number, Number], Number]] = {
    ir.Operator.ADD: numbers.add,
    ir.Operator.SUBTRACT: lambda a, b: numbers.add(a, numbers.negate(b)),
    ir.Operator.MULTIPLY: numbers.multiply,
    ir.Operator.DIVIDE: numbers.divide,
    ir.Operator.MINIMUM: numbers.least,
    ir.Operator.MAXIMUM: numbers.most,
}


def constant(value: object) -> Value:
    """The same value in every row."""
    match value:
        case bool():
            return pl.lit(value)
        case int() | Fraction():
            return numbers.literal(value)
        case date():
            return dates.literal(value)
        case Days(count=count) | Months(count=count):
            return pl.lit(count, dtype=pl.Int64)
        case str():
            return pl.lit(value)
        case _:
            raise AssertionError(f"no constant: {value!r}")


def compare(relation: ir.Relation, left: Value, right: Value) -> pl.Expr:
    """Two values of one type."""
    if isinstance(left, Number) and isinstance(right, Number):
        left, right = numbers.alike((left, right))
        to = numbers.widest(left, right)
        return _RELATIONS[relation](numbers.cast(left, to), numbers.cast(right, to))
    assert isinstance(left, pl.Expr)
    assert isinstance(right, pl.Expr)
    return _RELATIONS[relation](left, right)


def chosen(condition: pl.Expr, then: Value, otherwise: Value) -> Value:
    """One of two values."""
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return numbers.choose(condition, then, otherwise)
    assert isinstance(then, pl.Expr)
    assert isinstance(otherwise, pl.Expr)
    return pl.when(condition).then(then).otherwise(otherwise)


def shifted(day: pl.Expr, count: pl.Expr, kind: Type) -> pl.Expr:
    """A day moved by a number of days or months."""
    return (dates.add_days if aggregates.in_days(kind) else dates.add_months)(day, count)


_BETWEEN: Mapping[ir.CalendarUnit, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ir.CalendarUnit.YEARS: dates.years_between,
    ir.CalendarUnit.MONTHS: dates.months_between,
    ir.CalendarUnit.DAYS: dates.days_between,
}
_LONGEST = dates.LAST - dates.FIRST


def _counted(unit: ir.CalendarUnit, start: pl.Expr, end: pl.Expr) -> Number:
    most = _LONGEST if unit is ir.CalendarUnit.DAYS else 12 * date.max.year
    return Number(_BETWEEN[unit](start, end), -most, most)


def _place(scope: Scope) -> pl.Expr:
    assert scope.place is not None
    return scope.rows.read(scope.place)


def _of_people(value: Value, scope: Scope) -> Value:
    """A value whose columns are the people's, read here."""
    for part in (value.whole, value.denominator) if isinstance(value, Number) else (value,):
        if part is not None:
            for name in part.meta.root_names():
                scope.rows.read(name)
    return value


# --- fields ------------------------------------------------------------------------------------------


def read(node: ir.Read, scope: Scope) -> Value:
    """A field of a record or subject, through relations where there are any."""
    column = _field(node, scope)
    kind = definite(node.type)
    if isinstance(kind, NumberType):
        assert kind.scale is not None
        return numbers.column(column, kind.scale, kind.range)
    return column


def _field(node: ir.Read, scope: Scope) -> pl.Expr:
    if isinstance(node.of, ir.Read):
        link, path = _link(node.of, scope)
        return related_column(scope.rows, related_kind(node.of.type).subject, link, path, f".{node.field}")
    holder = holder_of(node.of, scope)
    if holder.is_record and node.field not in scope.edition.registry.events[holder.kind].fields:
        return scope.rows.read(f"{holder.name}.#{node.field}")
    return scope.rows.read(f"{holder.name}.{node.field}")


def _link(node: ir.Read, scope: Scope) -> tuple[pl.Expr, str]:
    """The id that a relation holds, and the name of the path that leads there."""
    inner = node.of
    if isinstance(inner, ir.Read):
        link, path = _link(inner, scope)
        column = related_column(scope.rows, related_kind(inner.type).subject, link, path, f".{node.field}")
        return column, f"{path}.{node.field}"
    holder = holder_of(inner, scope)
    name = f"{holder.name}.{node.field}"
    if holder.name == SUBJECT and scope.rows.people is not None:
        scope.rows.read(name)
    return scope.rows.read(name), name


def holder_of(node: ir.Holder, scope: Scope) -> Holder:
    """Whose field is read."""
    match node:
        case ir.TheSubject():
            return Holder(SUBJECT, scope.edition.subject, False)
        case ir.TheRecord():
            assert scope.record is not None
            return scope.record
        case ir.Element(binder=binder):
            return scope.elements[binder]
        case _:
            assert_never(node)


def id_of(node: ir.Holder | ir.Read, scope: Scope) -> tuple[pl.Expr, str]:
    """The id of a subject, and what kind of subject it is."""
    if isinstance(node, ir.Read):
        return _link(node, scope)[0], related_kind(node.type).subject
    holder = holder_of(node, scope)
    return scope.rows.read(f"{holder.name}.#id"), holder.kind


# --- defines -----------------------------------------------------------------------------------------


def _call(node: ir.CallDefine, scope: Scope) -> Value:
    """A define. What is the same for all rows of a person is asked of the people, once."""
    define = scope.edition.defines[node.define]
    if scope.rows.people is not None and not rests_on_row(node, scope):
        return _of_people(_call(node, scope.at_people), scope)
    given = {name: emit(argument, scope) for name, argument in zip(define.parameters, node.arguments, strict=True)}
    question = (node.define, scope.anchor is None, *scope.state, *map(_shown, given.values()))
    if question not in scope.rows.answers:
        arguments = {name: scope.rows.keep(value, "argument") for name, value in given.items()}
        inside = attrs.evolve(scope, arguments=arguments, record=None, elements={})
        scope.rows.answers[question] = scope.rows.keep(emit(define.body, inside), "define")
    return scope.rows.answers[question]


def _shown(value: Value) -> object:
    if isinstance(value, Number):
        parts = (value.whole, value.denominator)
        return value.divisor, *(None if part is None else part.meta.serialize(format="binary") for part in parts)
    return value.meta.serialize(format="binary")
