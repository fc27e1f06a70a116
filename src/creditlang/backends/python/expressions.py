"""Expressions: one case for each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.scope import Body, Scope, read
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.types import Duration, DurationKind, Optional, definite
from creditlang.values import Days, Exact, Rounding
from creditlang.values import Duration as Length


def emit(node: nodes.Expression, scope: Scope, body: Body) -> ast.expr:
    """The Python expression of an expression, at the place in the rule file where it stands."""
    found = _emit(node, scope, body)
    if node.span is not None:
        trees.place(found, node.span.position.line)
    return found


def _emit(node: nodes.Expression, scope: Scope, body: Body) -> ast.expr:
    match node:
        case nodes.Constant(value=value):
            return body.module.constant(value)
        case nodes.Read():
            return _read(node, scope, body)
        case nodes.Compare(relation=relation, left=left, right=right):
            return trees.compare(emit(left, scope, body), _RELATIONS[relation](), emit(right, scope, body))
        case nodes.And(operands=operands):
            return ast.BoolOp(ast.And(), [emit(operand, scope, body) for operand in operands])
        case nodes.Or(operands=operands):
            return ast.BoolOp(ast.Or(), [emit(operand, scope, body) for operand in operands])
        case nodes.Not(operand=operand):
            return ast.UnaryOp(ast.Not(), emit(operand, scope, body))
        case nodes.Known(operand=operand):
            return trees.compare(emit(operand, scope, body), ast.IsNot(), ast.Constant(None))
        case nodes.Among(operand=operand, values=values):
            return trees.compare(emit(operand, scope, body), ast.In(), body.module.constant(tuple(values)))
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            return ast.IfExp(emit(condition, scope, body), emit(then, scope, body), emit(otherwise, scope, body))
        case nodes.Arithmetic():
            return _arithmetic(node, scope, body)
        case nodes.Negate(operand=operand):
            return ast.UnaryOp(ast.USub(), emit(operand, scope, body))
        case nodes.Round(operand=operand, mode=mode, step=step):
            return _round(operand, mode, step, scope, body)
        case nodes.Shift(date=day, duration=duration, backwards=backwards):
            length = emit(duration, scope, body)
            move = ast.UnaryOp(ast.USub(), length) if backwards else length
            return trees.call(adder(duration), emit(day, scope, body), move)
        case nodes.CountBetween(unit=unit, start=start, end=end):
            return trees.call(f"{unit.value}_between", emit(start, scope, body), emit(end, scope, body))
        case nodes.AsOf():
            return trees.name("as_of")
        case nodes.Argument(name=called):
            return trees.name(scope.arguments[called])
        case nodes.CallDefine():
            return _call(node, scope, body)
        case nodes.Lookup(table=table, keys=keys):
            found = body.module.table(scope.edition, scope.number, table)
            return trees.call(found, *(emit(key, scope, body) for key in keys))
        case nodes.ParameterValue(parameter=parameter, keys=keys):
            found = body.module.parameter(scope.edition, scope.number, parameter)
            return trees.call(found, scope.anchor(), *(emit(key, scope, body) for key in keys))
        case nodes.Aggregate():
            return _aggregate(node, scope, body)
        case nodes.Occurrence(within=period):
            assert scope.record is not None
            assert scope.matching is not None
            add, length = length_of(period)
            return trees.call("ordinal", trees.name(scope.matching), trees.name(scope.record), add, length)
        case nodes.EarlierPoints(moment=moment):
            assert scope.record is not None
            asked = [trees.name(scope.record), trees.literal(moment.value), trees.name("as_known"), trees.name("memo")]
            body.asks_earlier = True
            return trees.call("earlier", trees.name("points_on"), trees.name("facts"), trees.name("records"), *asked)
        case nodes.Points():
            return trees.name("points")
        case nodes.GradeOf():
            return trees.item(body.module.constant(body.grades), trees.name("place"))
        case nodes.CompareGrade(relation=relation, grade=grade):
            # Grades stand best first, so the better of two has the lower place.
            place = ast.Constant(body.grades.index(grade))
            return trees.compare(place, _RELATIONS[relation](), trees.name("place"))
        case nodes.Listed(name=called) | nodes.Holds(name=called):
            return trees.name(body.holding[called])
        case nodes.TheSubject() | nodes.TheRecord() | nodes.Element():
            raise AssertionError("a holder is read only through its fields")
        case _:
            assert_never(node)


_RELATIONS: Mapping[nodes.Relation, type[ast.cmpop]] = {
    nodes.Relation.EQUAL: ast.Eq,
    nodes.Relation.NOT_EQUAL: ast.NotEq,
    nodes.Relation.LESS: ast.Lt,
    nodes.Relation.AT_MOST: ast.LtE,
    nodes.Relation.GREATER: ast.Gt,
    nodes.Relation.AT_LEAST: ast.GtE,
}
_OPERATORS: Mapping[nodes.Operator, type[ast.operator]] = {
    nodes.Operator.ADD: ast.Add,
    nodes.Operator.SUBTRACT: ast.Sub,
    nodes.Operator.MULTIPLY: ast.Mult,
}


def adder(duration: nodes.Expression) -> str:
    """The function that adds a duration of this type."""
    kind = definite(duration.type)
    assert isinstance(kind, Duration)
    return "add_days" if kind.kind is DurationKind.DAYS else "add_months"


def add_length(day: ast.expr, length: Length) -> ast.expr:
    """A day moved on by a duration that is written out."""
    how = "add_days" if isinstance(length, Days) else "add_months"
    return trees.call(how, day, trees.literal(length.count))


def length_of(period: Length | None) -> tuple[ast.expr, ast.expr]:
    """The function that adds a duration, or None, and its number of days or months."""
    if period is None:
        return ast.Constant(None), ast.Constant(0)
    return trees.name("add_days" if isinstance(period, Days) else "add_months"), ast.Constant(period.count)


def _read(node: nodes.Read, scope: Scope, body: Body) -> ast.expr:
    if isinstance(node.of, nodes.TheSubject):
        # It is read once, before any condition: what a guard knows of it here does not count.
        subject = scope.edition.registry.subjects[scope.edition.subject]
        return body.fact(node.field, subject.fields[node.field].optional)
    return read(_holder(node.of, scope, body), node.field, isinstance(node.type, Optional))


def _holder(node: nodes.Holder | nodes.Read, scope: Scope, body: Body) -> ast.expr:
    match node:
        case nodes.TheSubject():
            return trees.name("facts")
        case nodes.TheRecord():
            assert scope.record is not None
            return trees.name(scope.record)
        case nodes.Element(binder=binder):
            return trees.name(scope.elements[binder])
        case nodes.Read():
            return _read(node, scope, body)
        case _:
            assert_never(node)


def _arithmetic(node: nodes.Arithmetic, scope: Scope, body: Body) -> ast.expr:
    left, right = emit(node.left, scope, body), emit(node.right, scope, body)
    match node.operator:
        case nodes.Operator.DIVIDE:
            return trees.call("Fraction", left, right)
        case nodes.Operator.MINIMUM:
            return trees.call("min", left, right)
        case nodes.Operator.MAXIMUM:
            return trees.call("max", left, right)
        case _:
            return trees.binary(left, _OPERATORS[node.operator](), right)


def _round(operand: nodes.Expression, mode: Rounding, step: Exact, scope: Scope, body: Body) -> ast.expr:
    """The multiple of the step, by whole division where the operand is a quotient: `a // b` is `a / b rounded down`."""
    if isinstance(operand, nodes.Arithmetic) and operand.operator is nodes.Operator.DIVIDE:
        upper, lower = emit(operand.left, scope, body), emit(operand.right, scope, body)
    else:
        upper, lower = emit(operand, scope, body), None
    return rounded(upper, lower, mode, step)


def rounded(upper: ast.expr, lower: ast.expr | None, mode: Rounding, step: Exact) -> ast.expr:
    """`upper / lower` (or `upper`), rounded to a multiple of `step`."""
    step = Fraction(step)
    if step.denominator != 1:
        upper = trees.binary(upper, ast.Mult(), ast.Constant(step.denominator))
    if step.numerator != 1:
        lower = _times(lower, step.numerator)
    whole = _whole(upper, lower, mode)
    if step.numerator != 1:
        whole = trees.binary(whole, ast.Mult(), ast.Constant(step.numerator))
    return whole if step.denominator == 1 else trees.call("Fraction", whole, ast.Constant(step.denominator))


def _times(number: ast.expr | None, factor: int) -> ast.expr:
    return ast.Constant(factor) if number is None else trees.binary(number, ast.Mult(), ast.Constant(factor))


def _whole(upper: ast.expr, lower: ast.expr | None, mode: Rounding) -> ast.expr:
    one = ast.Constant(1)
    match mode:
        case Rounding.DOWN:
            return trees.binary(upper, ast.FloorDiv(), lower or one)
        case Rounding.UP:
            below = trees.binary(ast.UnaryOp(ast.USub(), upper), ast.FloorDiv(), lower or one)
            return ast.UnaryOp(ast.USub(), below)
        case Rounding.HALF_UP:
            # floor(a / b + 1/2) = floor((2a + b) / 2b)
            double = trees.binary(ast.Constant(2), ast.Mult(), upper)
            if lower is None:
                return trees.binary(trees.binary(double, ast.Add(), one), ast.FloorDiv(), ast.Constant(2))
            twice = trees.binary(ast.Constant(2), ast.Mult(), lower)
            return trees.binary(trees.binary(double, ast.Add(), lower), ast.FloorDiv(), twice)
        case Rounding.HALF_EVEN:
            return trees.call("half_even", upper if lower is None else trees.call("Fraction", upper, lower))
        case _:
            assert_never(mode)


# --- defines -----------------------------------------------------------------------------------------


def _call(node: nodes.CallDefine, scope: Scope, body: Body) -> ast.expr:
    """A define without parameters that says the same on every day is computed once; another is a function."""
    define = scope.edition.defines[node.define]
    steady = not define.parameters and is_steady(define.body, scope.edition)
    key = (scope.number, node.define)
    if key not in body.defined:
        words = ("def", define.name, *((str(scope.number),) if scope.number else ()))
        found = body.identifiers.new(*words)
        inside = Scope(scope.edition, scope.number)
        if steady:
            value = trees.assign(found, emit(define.body, inside, body))
            body.prelude += body.of_rule(define.body.span, define.name, [value])
        else:
            arguments = {name: body.identifiers.new("given", name) for name in define.parameters}
            inside = attrs.evolve(inside, anchor=lambda: trees.name("anchor"), arguments=arguments)
            answer = ast.Return(emit(define.body, inside, body))
            function = trees.function(found, ["anchor", *arguments.values()], [answer])
            if define.body.span is not None:
                trees.place(function, define.body.span.position.line)
                body.module.sources[found] = define.body.span.source
            body.prelude.append(function)
        body.defined[key] = found
    found = body.defined[key]
    if steady:
        return trees.name(found)
    return trees.call(found, scope.anchor(), *(emit(argument, scope, body) for argument in node.arguments))


def is_steady(node: nodes.Expression, edition: ir.Edition) -> bool:
    """Whether an expression depends on nothing but facts, records and the day of the decision."""
    for part in walk(node):
        match part:
            case nodes.ParameterValue() | nodes.Points() | nodes.GradeOf() | nodes.CompareGrade():
                return False
            case nodes.Listed() | nodes.Holds() | nodes.Argument():
                return False
            case nodes.Aggregate(within=period) if period is not None:
                return False
            case nodes.CallDefine(define=called) if not is_steady(edition.defines[called].body, edition):
                return False
            case _:
                pass
    return True


# --- aggregates --------------------------------------------------------------------------------------


def _aggregate(node: nodes.Aggregate, scope: Scope, body: Body) -> ast.expr:
    over = _elements(node, scope, body)
    element = body.identifiers.new("each")
    inside = attrs.evolve(scope, elements=(*scope.elements[: node.binder], element))
    test = None if node.where is None else emit(node.where, inside, body)
    value = ast.Constant(1) if node.value is None else emit(node.value, inside, body)
    found: ast.expr = trees.gathered(value, element, over, test)
    match node.kind:
        case nodes.AggregateKind.COUNT:
            return trees.call("len", over if test is None else found)
        case nodes.AggregateKind.EXISTS:
            if test is None:
                return trees.call("bool", over)
            return trees.call("any", trees.gathered(test, element, over, None))
        case nodes.AggregateKind.SUM:
            return trees.call("sum", found)
        case nodes.AggregateKind.LATEST:
            return trees.item(trees.either([found, _nothing()]), trees.literal(-1))
        case nodes.AggregateKind.EARLIEST:
            return trees.item(trees.either([found, _nothing()]), ast.Constant(0))
        case nodes.AggregateKind.LARGEST:
            return trees.call("largest", found)
        case nodes.AggregateKind.SMALLEST:
            return trees.call("smallest", found)
        case _:
            assert_never(node.kind)


def _nothing() -> ast.expr:
    return trees.listed([ast.Constant(None)])


def _elements(node: nodes.Aggregate, scope: Scope, body: Body) -> ast.expr:
    match node.source:
        case nodes.EventRecords(event=event):
            records = body.event(event)
            if node.within is None:
                return records
            add, length = length_of(node.within)
            return trees.call("in_period", records, scope.anchor(), add, length)
        case nodes.RelatedSubjects(of=of, field=field):
            return trees.item(_holder(of, scope, body), ast.Constant(field))
        case _:
            assert_never(node.source)
