"""Aggregates: a table of elements, one value for each row that asks."""

from __future__ import annotations

import attrs
import polars as pl

from creditlang.backends.polars import dates, expressions, numbers
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import Rows, Value, expressions_of, with_records, with_related
from creditlang.backends.polars.scope import Holder, Scope, many_kind, rests_on_row
from creditlang.backends.polars.support import NotSupportedError
from creditlang.ir import expressions as ir
from creditlang.ir import walk
from creditlang.types import Duration, DurationKind, Type, definite
from creditlang.values import Duration as Length


def in_days(kind: Type) -> bool:
    """Whether a duration is counted in days."""
    found = definite(kind)
    assert isinstance(found, Duration)
    return found.kind is DurationKind.DAYS


def aggregate(node: ir.Aggregate, scope: Scope) -> Value:
    """The column of an aggregate. What is the same for all rows of a person is asked of the people, once."""
    rows = scope.rows
    if rows.people is not None and not rests_on_row(node, scope):
        found = aggregate(node, scope.at_people)
        rows.bring(name for part in expressions_of(found) for name in part.meta.root_names())
        return found
    asks = None if rows.people is not None else (node, *scope.state)
    if asks is not None and not _has_arguments(node) and asks in rows.answers:
        return rows.answers[asks]
    found = _computed(node, scope)
    if asks is not None and not _has_arguments(node):
        rows.answers[asks] = found
    return found


def _has_arguments(node: ir.Aggregate) -> bool:
    return any(isinstance(part, ir.Argument) for part in walk(node))


def _computed(node: ir.Aggregate, scope: Scope) -> Value:
    inner, inside = _elements(node, scope)
    key = scope.rows.key
    assert key is not None
    if node.where is not None:
        inner.filter(expressions.emit_expr(node.where, inside))
    value = None if node.value is None else expressions.emit(node.value, inside)
    return _asked(node, value, inner, key, scope.rows, inside.elements[node.binder].name)


def _elements(node: ir.Aggregate, scope: Scope) -> tuple[Rows, Scope]:
    """The table of elements, and where expressions about them stand."""
    name = scope.rows.fresh("e")
    match node.source:
        case ir.EventRecords(event=event):
            arguments = {} if scope.rows.people is not None else _kept(node, scope)
            holder = Holder(name, event, True)
            first = None
            if node.within is not None and scope.anchor is None:
                first = dates.first_still_inside(scope.as_of, node.within)
            inner = with_records(scope.rows, scope.visible[event], name, first)
            if arguments:
                inner.bring(n for v in arguments.values() for part in expressions_of(v) for n in part.meta.root_names())
            if node.within is not None:
                inner.filter(_in_period(pl.col(f"{name}.#date"), node.within, scope))
        case ir.RelatedSubjects(of=of, field=field):
            own_id, subject = expressions.id_of(of, scope)
            many = many_kind(scope, subject, field)
            arguments = {}
            holder = Holder(name, many.subject, False)
            inner = with_related(scope.rows, many.subject, many.by, own_id, name)
    elements = {**{b: e for b, e in scope.elements.items() if b < node.binder}, node.binder: holder}
    return inner, attrs.evolve(scope, rows=inner, elements=elements, arguments={**scope.arguments, **arguments})


def _kept(node: ir.Aggregate, scope: Scope) -> dict[str, Value]:
    """Arguments as columns of the people, from where the table of elements can take them."""
    wanted = {part.name for part in walk(node) if isinstance(part, ir.Argument)}
    return {name: scope.rows.keep(scope.arguments[name], "argument") for name in sorted(wanted)}


def _in_period(day: pl.Expr, period: Length, scope: Scope) -> pl.Expr:
    if scope.anchor is None:
        return dates.inside(day, scope.as_of, period)
    return (day <= scope.anchor) & (day >= dates.first_inside(scope.anchor, period))


def _asked(node: ir.Aggregate, value: Value | None, inner: Rows, key: str, rows: Rows, holder: str) -> Value:
    name = rows.fresh("aggregate")
    match node.kind:
        case ir.AggregateKind.COUNT | ir.AggregateKind.EXISTS:
            rows.attach(inner.frame.group_by(key).agg(pl.len().cast(pl.Int64).alias(name)), key, [name], 0)
            count = pl.col(name)
            return Number(count, 0, numbers.MOST_ROWS) if node.kind is ir.AggregateKind.COUNT else count > 0
        case ir.AggregateKind.SUM:
            assert isinstance(value, Number)
            return _sum(value, inner, key, rows, name)
        case ir.AggregateKind.LATEST | ir.AggregateKind.EARLIEST:
            assert value is not None
            return _last(node, value, inner, key, rows, holder)
        case ir.AggregateKind.LARGEST | ir.AggregateKind.SMALLEST:
            assert value is not None
            largest = node.kind is ir.AggregateKind.LARGEST
            if isinstance(value, Number) and value.denominator is not None:
                raise NotSupportedError("the largest or smallest of quotients")
            (part,) = expressions_of(value)
            found = inner.frame.select(key, part.alias(name)).group_by(key)
            rows.attach(found.agg(pl.col(name).max() if largest else pl.col(name).min()), key, [name])
            return _like(value, [pl.col(name)])


def _sum(value: Number, inner: Rows, key: str, rows: Rows, name: str) -> Value:
    if value.denominator is not None:
        raise NotSupportedError("the sum of quotients")
    low, high = min(value.low, 0) * numbers.MOST_ROWS, max(value.high, 0) * numbers.MOST_ROWS
    to = numbers.type_for(low, high)
    summed = inner.frame.select(key, numbers.cast(value, to).alias(name)).group_by(key).agg(pl.col(name).sum())
    rows.attach(summed, key, [name], 0)
    return Number(pl.col(name), low, high, value.divisor)


def _last(node: ir.Aggregate, value: Value, inner: Rows, key: str, rows: Rows, holder: str) -> Value:
    """The value on the record that is last or first by date and record id."""
    latest = node.kind is ir.AggregateKind.LATEST
    order = [f"{holder}.#date", f"{holder}.#record"] if isinstance(node.source, ir.EventRecords) else [f"{holder}.#id"]
    parts = expressions_of(value)
    names = [rows.fresh("aggregate") for _ in parts]
    columns = [part.alias(name) for part, name in zip(parts, names, strict=True)]
    chosen = [pl.col(name).sort_by(order) for name in names]
    found = inner.frame.select(key, *order, *columns).group_by(key)
    rows.attach(found.agg(column.last() if latest else column.first() for column in chosen), key, names)
    return _like(value, [pl.col(name) for name in names])


def _like(value: Value, columns: list[pl.Expr]) -> Value:
    """The same value in other columns."""
    if not isinstance(value, Number):
        return columns[0]
    denominator = columns[1] if len(columns) > 1 else None
    return attrs.evolve(value, whole=columns[0], denominator=denominator, constant=None)
