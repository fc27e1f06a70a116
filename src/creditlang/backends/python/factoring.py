"""Conditions that several criteria on facts share are tested once.

Points that are only added up may be added in any order. So `if a and b: points += 1` and `if a and c: points += 2`
become one test of `a` with two inside; and of two limits for a number, the higher is tested only where the lower is
reached.
A condition is moved out of its place only if it may be asked by itself: one that rests on `is known` stays behind it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

import attrs

from creditlang.backends.python import trees
from creditlang.backends.python.scope import Body, Scope
from creditlang.ir import expressions as nodes
from creditlang.types import Optional
from creditlang.values import Exact


@attrs.frozen
class Limit:
    """A number compared with a constant: `number >= 5`.

    Attributes:
        number: the text of its expression.
        upwards: whether a larger number passes.
    """

    number: str
    operator: type[ast.cmpop]
    upwards: bool
    limit: Exact = attrs.field(eq=False)


@attrs.frozen
class Condition:
    """One of the conditions that must all hold.

    Attributes:
        key: equal for equal conditions; None for one that must stay where it stands.
        limit: what it is, if it is a limit.
    """

    test: ast.expr
    key: str | None
    limit: Limit | None = None


@attrs.frozen
class Guarded:
    """Points that are added where some conditions hold."""

    conditions: tuple[Condition, ...]
    points: ast.expr
    line: int


def conditions_of(node: nodes.Expression | None, scope: Scope, body: Body) -> tuple[Condition, ...]:
    """The conditions that make up one, in order; none for what always holds."""
    # Here, so that this module can be read without the emitter, which uses it.
    from creditlang.backends.python.expressions import emit

    if node is None:
        return ()
    operands = node.operands if isinstance(node, nodes.And) else (node,)
    return tuple(_condition(operand, emit(operand, scope, body)) for operand in operands)


def _condition(node: nodes.Expression, test: ast.expr) -> Condition:
    if not _stands_alone(node):
        return Condition(test, None)
    return Condition(test, ast.dump(test), _limit(node, test))


def _stands_alone(node: nodes.Expression) -> bool:
    """Whether it can be asked whatever else holds, and costs next to nothing."""
    match node:
        case nodes.Read(of=nodes.TheSubject(), type=kind):
            return not isinstance(kind, Optional)
        case nodes.Not(operand=operand) | nodes.Among(operand=operand):
            return _stands_alone(operand)
        case nodes.Compare(left=left, right=right):
            return all(isinstance(side, nodes.Constant) or _stands_alone(side) for side in (left, right))
        case _:
            return False


def _limit(node: nodes.Expression, test: ast.expr) -> Limit | None:
    match node, test:
        case nodes.Compare(right=nodes.Constant(value=value)), ast.Compare(left=left, ops=[operator]):
            upwards = isinstance(operator, ast.GtE | ast.Gt)
            if isinstance(value, Exact) and (upwards or isinstance(operator, ast.LtE | ast.Lt)):
                return Limit(ast.dump(left), type(operator), upwards, value)
    return None


def factored(items: Sequence[Guarded], total: str) -> list[ast.stmt]:
    """Statements that add up all the points."""
    found = Counter(key for item in items for key in {c.key for c in item.conditions if c.key})
    common = max(found, key=lambda key: found[key], default=None)
    if common is None or found[common] < 2:
        return _by_limit(items, total)
    inside = [item for item in items if any(c.key == common for c in item.conditions)]
    rest = [item for item in items if item not in inside]
    test = next(c.test for c in inside[0].conditions if c.key == common)
    narrowed = [attrs.evolve(i, conditions=tuple(c for c in i.conditions if c.key != common)) for i in inside]
    return [*_when(test, factored(narrowed, total), inside[0].line), *factored(rest, total)]


def _by_limit(items: Sequence[Guarded], total: str) -> list[ast.stmt]:
    """Where nothing is shared: limits of one number inside one another, the others one after the other."""
    statements = _added([item for item in items if not item.conditions], total)
    chains: dict[Limit, list[Guarded]] = {}
    for item in items:
        if len(item.conditions) == 1 and (limit := item.conditions[0].limit):
            chains.setdefault(limit, []).append(item)
        elif item.conditions:
            test = trees.both([c.test for c in item.conditions])
            statements += _when(test, _added([item], total), item.line)
    for limit, chain in chains.items():
        inner: list[ast.stmt] = []
        for item in sorted(chain, key=_limit_of, reverse=limit.upwards):
            inner = _when(item.conditions[0].test, [*_added([item], total), *inner], item.line)
        statements += inner
    return statements


def _limit_of(item: Guarded) -> Exact:
    limit = item.conditions[0].limit
    assert limit is not None
    return limit.limit


def _added(items: Sequence[Guarded], total: str) -> list[ast.stmt]:
    """The points of items that no condition divides any more; what is written out is added up here and now."""
    known = [(item, value) for item in items if (value := _written_out(item.points)) is not None]
    statements: list[ast.stmt] = []
    if known:
        together = trees.increase(total, trees.literal(sum(value for _, value in known)))
        statements += _placed([together], known[0][0].line)
    for item in items:
        if _written_out(item.points) is None:
            statements += _placed([trees.increase(total, item.points)], item.line)
    return statements


def _written_out(points: ast.expr) -> int | None:
    """The number that an expression is, if it is one."""
    match points:
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


def _when(test: ast.expr | None, effects: list[ast.stmt], line: int) -> list[ast.stmt]:
    return _placed(trees.when(test, effects), line)


def _placed(statements: list[ast.stmt], line: int) -> list[ast.stmt]:
    for statement in statements:
        trees.place(statement, line)
    return statements
