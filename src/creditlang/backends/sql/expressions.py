"""What an expression is in SQL: one case for each kind of node, as in the reference evaluator."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import assert_never

import attrs
from sqlglot import exp

from creditlang.backends.sql import aggregates, trees
from creditlang.backends.sql.asked import earlier_points
from creditlang.backends.sql.dates import between, shifted
from creditlang.backends.sql.frames import Env, Frame, Holder
from creditlang.backends.sql.literals import Value, exact, literal, matches
from creditlang.backends.sql.numbers import Arithmetic, Number, Whole, compared, constant
from creditlang.backends.sql.plan import LARGEST_STORED, MOST_RECORDS, Today
from creditlang.backends.sql.tables import Keys, looked_up, parameter_value
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Definite, Duration, Related, definite
from creditlang.types import Number as NumberType
from creditlang.values import Duration as Length


def truth(node: nodes.Expression, env: Env, frame: Frame) -> Sql:
    """A condition. It is never null where it counts: SQL's logic stops where the language's does."""
    found = value(node, env, frame)
    assert not isinstance(found, Number)
    return found


def number(node: nodes.Expression, env: Env, frame: Frame) -> Number:
    """A number."""
    found = value(node, env, frame)
    assert isinstance(found, Number)
    return found


def parts_of(node: nodes.Expression, env: Env, frame: Frame, denominator: int) -> Whole:
    """A number that the checker has proven to be a whole number of parts of a denominator."""
    kind = definite(node.type)
    assert isinstance(kind, NumberType)
    found = number(node, env, frame)
    fits = found.divisor is None and denominator % found.denominator == 0
    if not fits and kind.range.is_single and kind.range.low is not None:
        found = constant(kind.range.low)
    return frame.plan.arithmetic.over(found, denominator)


def value(node: nodes.Expression, env: Env, frame: Frame) -> Value:
    """The value of an expression on the rows of a frame; null where it is unknown."""
    plan, arithmetic = frame.plan, frame.plan.arithmetic
    plan.grow()
    match node:
        case nodes.Constant(value=written):
            return literal(written, definite(node.type), arithmetic)
        case nodes.Read():
            return _read(node, env, frame)
        case nodes.Compare(
            relation=relation, left=nodes.Occurrence(within=within), right=nodes.Constant(value=written)
        ):
            return _ordinal_compared(relation, within, written, env)
        case nodes.Compare(relation=relation, left=left, right=right):
            a, b = value(left, env, frame), value(right, env, frame)
            if isinstance(a, Number) and isinstance(b, Number):
                return arithmetic.compare(relation, a, b)
            assert not isinstance(a, Number)
            assert not isinstance(b, Number)
            return compared(relation, a, b)
        case nodes.And(operands=operands):
            return _all([truth(operand, env, frame) for operand in operands])
        case nodes.Or(operands=operands):
            return trees.either([truth(operand, env, frame) for operand in operands])
        case nodes.Not(operand=operand):
            return trees.negated(truth(operand, env, frame))
        case nodes.Known(operand=operand):
            found = value(operand, env, frame)
            return trees.known(found.steps.tree if isinstance(found, Number) else found)
        case nodes.Among(operand=operand, values=values):
            return matches(value(operand, env, frame), values, definite(operand.type), arithmetic)
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            test = truth(condition, env, frame)
            a, b = value(then, env, frame), value(otherwise, env, frame)
            if isinstance(a, Number) and isinstance(b, Number):
                return arithmetic.either(test, a, b)
            assert not isinstance(a, Number)
            assert not isinstance(b, Number)
            return trees.chosen([(test, a)], b)
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return _combined(operator, number(left, env, frame), number(right, env, frame), arithmetic)
        case nodes.Negate(operand=operand):
            return arithmetic.negate(number(operand, env, frame))
        case nodes.Round(operand=operand, mode=mode, step=step):
            return arithmetic.round(number(operand, env, frame), mode, step)
        case nodes.Shift(date=day, duration=duration, backwards=backwards):
            length = truth(duration, env, frame)
            kind = definite(duration.type)
            assert isinstance(kind, Duration)
            return shifted(plan.dialect, truth(day, env, frame), length, kind.kind, backwards=backwards)
        case nodes.CountBetween(unit=unit, start=start, end=end):
            return between(unit, truth(start, env, frame), truth(end, env, frame), arithmetic)
        case nodes.AsOf():
            return frame.today.tree
        case nodes.Argument(name=name):
            given, outside = env.arguments[name]
            return value(given, outside, frame)
        case nodes.CallDefine(define=name, arguments=arguments):
            define = env.edition.defines[name]
            inside = attrs.evolve(
                env,
                record=None,
                elements=(),
                ordinals={},
                arguments={
                    parameter: (given, env) for parameter, given in zip(define.parameters, arguments, strict=True)
                },
            )
            return value(define.body, inside, frame)
        case nodes.Lookup(table=table, keys=keys):
            rows = env.edition.tables[table].rows
            return looked_up(rows, _keys(keys, env, frame), definite(node.type), plan)
        case nodes.ParameterValue(parameter=name, keys=keys):
            anchored = frame.today if env.anchor is None else Today(None, env.anchor.date)
            parameter = env.edition.parameters[name]
            return parameter_value(parameter, _keys(keys, env, frame), definite(node.type), anchored, plan)
        case nodes.Aggregate():
            return aggregates.aggregate(node, env, frame)
        case nodes.Occurrence(within=within):
            assert env.record is not None
            column = trees.column(env.ordinals[within, None], env.record.alias)
            return Number(Whole(column, 0, MOST_RECORDS))
        case nodes.EarlierPoints(moment=moment):
            return earlier_points(moment, env, frame)
        case nodes.Points():
            assert env.state is not None
            assert env.state.points is not None
            return on_state(env.state.points, frame.state(env.state.table))
        case nodes.GradeOf():
            grades = env.edition.grades
            place = _place(env, frame)
            arms = [(trees.equal(place, trees.whole(i)), trees.text(g.name)) for i, g in enumerate(grades)]
            return trees.chosen(arms, trees.null())
        case nodes.CompareGrade(relation=relation, grade=grade):
            wanted = [g.name for g in env.edition.grades].index(grade)
            # Grades stand best first: the better one has the lower place.
            return compared(relation, trees.whole(wanted), _place(env, frame))
        case nodes.Listed(name=name) | nodes.Holds(name=name):
            assert env.state is not None
            if name not in env.state.flags:
                return trees.truth(False)
            return trees.column(env.state.flags[name], frame.state(env.state.table))
        case nodes.TheSubject() | nodes.TheRecord() | nodes.Element():
            raise AssertionError("a holder is read only through its fields")
        case _:
            assert_never(node)


def _ordinal_compared(relation: nodes.Relation, within: Length | None, written: object, env: Env) -> Sql:
    """Whether a record is at least the nth of its kind, or not, as `relation` asks."""
    assert env.record is not None
    record = env.record

    def at_least(number: int) -> Sql:
        return trees.column(env.ordinals[within, number], record.alias)

    lowest = nth_asked(relation, written)
    match relation:
        case nodes.Relation.AT_LEAST | nodes.Relation.GREATER:
            return at_least(lowest[0])
        case nodes.Relation.LESS | nodes.Relation.AT_MOST:
            return trees.negated(at_least(lowest[0]))
        case nodes.Relation.EQUAL | nodes.Relation.NOT_EQUAL:
            if len(lowest) == 1:  # no whole number
                return trees.truth(relation is nodes.Relation.NOT_EQUAL)
            exactly = _all([at_least(lowest[0]), trees.negated(at_least(lowest[1]))])
            return exactly if relation is nodes.Relation.EQUAL else trees.negated(exactly)
        case _:
            assert_never(relation)


def nth_asked(relation: nodes.Relation, written: object) -> tuple[int, ...]:
    """Of which numbers it must be known whether a record is at least that one of its kind."""
    number = exact(written)
    match relation:
        case nodes.Relation.AT_LEAST | nodes.Relation.LESS:
            return (ceil(number),)
        case nodes.Relation.GREATER | nodes.Relation.AT_MOST:
            return (floor(number) + 1,)
        case nodes.Relation.EQUAL | nodes.Relation.NOT_EQUAL:
            return (ceil(number), ceil(number) + 1) if number == floor(number) else (ceil(number),)
        case _:
            assert_never(relation)


def _all(conditions: Sequence[Sql]) -> Sql:
    found = trees.both(conditions)
    assert found is not None
    return found


def _keys(keys: Sequence[nodes.Expression], env: Env, frame: Frame) -> Keys:
    return [(value(key, env, frame), definite(key.type)) for key in keys]


def _place(env: Env, frame: Frame) -> Sql:
    assert env.state is not None
    assert env.state.place is not None
    return trees.column(env.state.place, frame.state(env.state.table))


def on_state(found: Number, alias: str) -> Number:
    """A number whose steps are a column of a state, read under an alias."""
    assert isinstance(found.steps.tree, exp.Column)
    return attrs.evolve(found, steps=attrs.evolve(found.steps, tree=trees.column(found.steps.tree.name, alias)))


# --- fields ------------------------------------------------------------------------------------------------


def _read(node: nodes.Read, env: Env, frame: Frame) -> Value:
    alias, name, is_event = _rows(node.of, env, frame)
    fields = (frame.plan.registry.events if is_event else frame.plan.registry.subjects)[name].fields
    if node.field not in fields:
        return trees.column(f"_{node.field}", alias)
    column = trees.column(frame.plan.field(name, node.field), alias)
    return stored(column, fields[node.field].type)


def stored(column: Sql, kind: Definite) -> Value:
    """The value of a column with its bounds."""
    if not isinstance(kind, NumberType):
        return column
    scale = 10 ** (kind.scale or 0)
    low = -LARGEST_STORED if kind.range.low is None else max(ceil(kind.range.low * scale), -LARGEST_STORED)
    high = LARGEST_STORED if kind.range.high is None else min(floor(kind.range.high * scale), LARGEST_STORED)
    return Number(Whole(column, low, high), scale)


def holder_of(node: nodes.Holder, env: Env) -> Holder:
    """The rows that a path begins at."""
    match node:
        case nodes.TheSubject():
            return env.subject
        case nodes.TheRecord():
            assert env.record is not None
            return env.record
        case nodes.Element(binder=binder):
            return env.elements[binder]
        case _:
            assert_never(node)


def _rows(of: nodes.Holder | nodes.Read, env: Env, frame: Frame) -> tuple[str, str, bool]:
    """The alias of the rows whose field is read, their name in the registry, and whether they are records."""
    if isinstance(of, nodes.Read):
        kind = definite(of.type)
        assert isinstance(kind, Related)
        id = _read(of, env, frame)
        assert not isinstance(id, Number)
        return frame.related(frame.plan.subject(kind.subject), id), kind.subject, False
    holder = holder_of(of, env)
    alias = frame.subject(holder) if holder is env.subject else holder.alias
    return alias, holder.name, holder.is_event


def id_of(of: nodes.Holder | nodes.Read, env: Env, frame: Frame) -> Sql:
    """The id of the subject that a relation starts from."""
    if isinstance(of, nodes.Read):
        found = _read(of, env, frame)
        assert not isinstance(found, Number)
        return found
    alias, _, _ = _rows(of, env, frame)
    return trees.column("_id", alias)


# --- numbers ---------------------------------------------------------------------------------------------------------


def _combined(operator: nodes.Operator, a: Number, b: Number, arithmetic: Arithmetic) -> Number:
    match operator:
        case nodes.Operator.ADD:
            return arithmetic.add(a, b)
        case nodes.Operator.SUBTRACT:
            return arithmetic.subtract(a, b)
        case nodes.Operator.MULTIPLY:
            return arithmetic.multiply(a, b)
        case nodes.Operator.DIVIDE:
            return arithmetic.divide(a, b)
        case nodes.Operator.MINIMUM:
            return arithmetic.minimum(a, b)
        case nodes.Operator.MAXIMUM:
            return arithmetic.maximum(a, b)
        case _:
            assert_never(operator)
