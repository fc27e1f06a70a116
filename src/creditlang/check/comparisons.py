"""Comparisons: of numbers in one unit, of dates, of choices with their members, and of the grade."""

from __future__ import annotations

from typing import assert_never

from creditlang.check import arithmetic, expressions, references
from creditlang.check.errors.types import CannotCompare, NotConstant
from creditlang.check.scope import Scope
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    MoneyUnit,
    Number,
    Plain,
    definite,
    same_kind,
    show_type,
)

_RELATIONS = {operator: ir.Relation[operator.name] for operator in nodes.ComparisonOperator}
_EQUALITY = (ir.Relation.EQUAL, ir.Relation.NOT_EQUAL)

Test = nodes.Comparison | nodes.BetweenTest | nodes.MembershipTest


def check_test(node: Test, scope: Scope) -> ir.Expression | None:
    """A comparison, `is between` or `is one of`."""
    if references.is_grade(node.operand if not isinstance(node, nodes.Comparison) else node.left, scope):
        return references.check_grade_test(node, scope)
    match node:
        case nodes.Comparison(operator=operator, left=written_left, right=written_right):
            null = references.means_unknown(written_right, scope)  # which then is the slip, not a missing guard
            left = expressions.check_value(written_left, scope.forgiving() if null else scope)
            # Without the left side it is not known which choice a name on the right may be a member of.
            right = expressions.check_value(written_right, scope if left or null else scope.blindly(), _hint(left))
            return compare(_RELATIONS[operator], left, right, node, scope)
        case nodes.BetweenTest(operand=operand, low=low, high=high):
            value = expressions.check_value(operand, scope)
            lowest = compare(
                ir.Relation.AT_LEAST, value, expressions.check_value(low, scope, _hint(value)), node, scope
            )
            highest = compare(
                ir.Relation.AT_MOST, value, expressions.check_value(high, scope, _hint(value)), node, scope
            )
            if lowest is None or highest is None:
                return None
            return ir.And((lowest, highest), type=Boolean(), span=node.span)
        case nodes.MembershipTest():
            return _check_membership(node, scope)
        case _:
            assert_never(node)


def compare(
    relation: ir.Relation, left: ir.Expression | None, right: ir.Expression | None, node: Test, scope: Scope
) -> ir.Expression | None:
    """Two values of one type, with an order where the comparison needs one."""
    if left is None or right is None:
        return None
    left, right = arithmetic.in_one_unit(left, right)
    a, b = definite(left.type), definite(right.type)
    ordered = isinstance(a, Number | Date | Duration)
    if same_kind(a, b) and (ordered or relation in _EQUALITY):
        return ir.Compare(relation, left, right, type=Boolean(), span=node.span)
    scope.report(
        CannotCompare(
            span=node.span,
            left=show_type(a),
            right=show_type(b),
            operator=relation.value,
            advice=_quoted_member(left, right) or _advice(a, b),
        )
    )
    return None


def _check_membership(node: nodes.MembershipTest, scope: Scope) -> ir.Expression | None:
    operand = expressions.check_value(node.operand, scope)
    if operand is None:
        return None
    values: list[object] = []
    for option in node.options:
        found = expressions.check_value(option, scope, _hint(operand))
        if compare(ir.Relation.EQUAL, operand, found, node, scope) is None:
            return None
        constant = expressions.as_constant(found)
        if constant is None:
            scope.report(NotConstant(span=option.span, place="each value after `is one of`"))
            return None
        values.append(constant.value)
    return ir.Among(operand, tuple(values), type=Boolean(), span=node.span)


def _hint(left: ir.Expression | None) -> Definite | None:
    return None if left is None else definite(left.type)


def _quoted_member(left: ir.Expression, right: ir.Expression) -> str:
    """Advice for a value of a choice between quotation marks."""
    for one, other in ((left, right), (right, left)):
        kind = definite(one.type)
        if isinstance(kind, Choice) and isinstance(other, ir.Constant) and other.value in kind.members:
            return f"write `{other.value}` without quotation marks"
    return ""


def _advice(a: Definite, b: Definite) -> str:
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Number) and isinstance(other, Number):
            if isinstance(one.unit, MoneyUnit) and isinstance(other.unit, Plain):
                return f"write the amount with its currency, such as `500 {one.unit.currency}`"
            if isinstance(one.unit, MoneyUnit) and isinstance(other.unit, MoneyUnit):
                return "amounts in two currencies have no fixed relation; write both in one"
        if isinstance(one, Choice):
            return "a choice is compared with one of its values, such as `is " + one.members[0] + "`"
        if isinstance(one, Duration) and isinstance(other, Duration):
            return "days and months do not mix: a month has no fixed number of days"
    if type(a) is type(b):
        return "these can only be equal or not: use `is` or `is not`"
    return ""
