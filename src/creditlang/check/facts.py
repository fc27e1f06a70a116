"""What a condition, once it holds or fails, tells about the values in it.

From `settled is known and amount > 5 CNY` follows, where it holds, that `settled` is known and that `amount`
is above 5. Facts narrow types for what is evaluated afterwards, as flow typing does in Kotlin or TypeScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from creditlang.ir import expressions as ir
from creditlang.types import Boolean, Choice, Interval, Number, definite
from creditlang.values import Exact


@attrs.frozen
class Facts:
    """What is known about expressions, which are recognised by being written alike.

    Attributes:
        known: optional values that are known; `unknown`: those that are not.
        ranges: numbers that lie in a narrower range than their type's.
        members: choices and truths that can only take some of their values.
        contradiction: whether no data can satisfy all of it at once.
    """

    known: frozenset[ir.Expression] = frozenset()
    unknown: frozenset[ir.Expression] = frozenset()
    ranges: Mapping[ir.Expression, Interval] = attrs.field(factory=dict)
    members: Mapping[ir.Expression, frozenset[object]] = attrs.field(factory=dict)
    contradiction: bool = False

    def and_(self, other: Facts) -> Facts:
        """Both hold."""
        known, unknown = self.known | other.known, self.unknown | other.unknown
        ranges = dict(self.ranges)
        for node, interval in other.ranges.items():
            ranges[node] = ranges[node].meet(interval) if node in ranges else interval
        members: dict[ir.Expression, frozenset[object]] = dict(self.members)
        for node, allowed in other.members.items():
            members[node] = members[node] & allowed if node in members else allowed
        return Facts(
            known,
            unknown,
            ranges,
            members,
            self.contradiction
            or other.contradiction
            or bool(known & unknown)
            or any(interval.is_empty for interval in ranges.values())
            or any(not allowed for allowed in members.values()),
        )

    def or_(self, other: Facts) -> Facts:
        """One of the two holds."""
        if self.contradiction:
            return other
        if other.contradiction:
            return self
        return Facts(
            self.known & other.known,
            self.unknown & other.unknown,
            {n: i.hull(other.ranges[n]) for n, i in self.ranges.items() if n in other.ranges},
            {n: m | other.members[n] for n, m in self.members.items() if n in other.members},
        )


NOTHING = Facts()
IMPOSSIBLE = Facts(contradiction=True)


def facts_of(node: ir.Expression, truth: bool) -> Facts:
    """What follows from a condition being true (or, with `truth` False, false)."""
    match node:
        case ir.Constant(value=bool(value)):
            return NOTHING if value == truth else IMPOSSIBLE
        case ir.Not(operand=operand):
            return facts_of(operand, not truth)
        case ir.Known(operand=operand):
            return Facts(known=frozenset({operand})) if truth else Facts(unknown=frozenset({operand}))
        case ir.And(operands=operands) | ir.Or(operands=operands):
            joined = isinstance(node, ir.And) == truth
            found = [facts_of(operand, truth) for operand in operands]
            result = found[0]
            for other in found[1:]:
                result = result.and_(other) if joined else result.or_(other)
            return result
        case ir.Compare(relation=relation, left=left, right=right):
            return _compared(relation if truth else _OPPOSITE[relation], left, right)
        case ir.Among(operand=operand, values=values):
            return _among(operand, frozenset(values), truth)
        case _ if isinstance(definite(node.type), Boolean):
            return Facts(members={node: frozenset({truth})})
        case _:
            return NOTHING


def range_of(node: ir.Expression, facts: Facts) -> Interval:
    """The range of a number under some facts."""
    kind = definite(node.type)
    own = kind.range if isinstance(kind, Number) else Interval()
    return own.meet(facts.ranges[node]) if node in facts.ranges else own


_OPPOSITE = {
    ir.Relation.EQUAL: ir.Relation.NOT_EQUAL,
    ir.Relation.NOT_EQUAL: ir.Relation.EQUAL,
    ir.Relation.LESS: ir.Relation.AT_LEAST,
    ir.Relation.AT_LEAST: ir.Relation.LESS,
    ir.Relation.GREATER: ir.Relation.AT_MOST,
    ir.Relation.AT_MOST: ir.Relation.GREATER,
}


def _compared(relation: ir.Relation, left: ir.Expression, right: ir.Expression) -> Facts:
    kind = definite(left.type)
    if isinstance(kind, Number):
        return _narrowed(relation, left, right).and_(_narrowed(relation.mirrored, right, left))
    if isinstance(kind, Choice | Boolean):
        for a, b in ((left, right), (right, left)):
            if isinstance(b, ir.Constant) and relation in (ir.Relation.EQUAL, ir.Relation.NOT_EQUAL):
                return _among(a, frozenset({b.value}), relation is ir.Relation.EQUAL)
    return NOTHING


def _narrowed(relation: ir.Relation, node: ir.Expression, other: ir.Expression) -> Facts:
    """What `node RELATION other` says about the range of `node`."""
    kind, bound = definite(node.type), definite(other.type)
    assert isinstance(kind, Number)
    assert isinstance(bound, Number)
    step: Exact = Fraction(1, 10**kind.scale) if kind.scale is not None else 0
    low, high = bound.range.low, bound.range.high
    match relation:
        case ir.Relation.EQUAL:
            limit = bound.range
        case ir.Relation.LESS:
            limit = Interval(None, None if high is None else _before(high, step))
        case ir.Relation.AT_MOST:
            limit = Interval(None, high)
        case ir.Relation.GREATER:
            limit = Interval(None if low is None else -_before(-low, step), None)
        case ir.Relation.AT_LEAST:
            limit = Interval(low, None)
        case ir.Relation.NOT_EQUAL:
            limit = _without(kind.range, bound.range, step)
    met = kind.range.meet(limit)
    if isinstance(node, ir.Constant):
        return IMPOSSIBLE if met.is_empty else NOTHING
    return Facts(ranges={node: met}, contradiction=met.is_empty)


def _before(high: Exact, step: Exact) -> Exact:
    """The greatest multiple of `step` below `high`; `high` itself where there are no steps."""
    if not step:
        return high
    whole = Fraction(high) / Fraction(step)
    ceiling = -((-whole.numerator) // whole.denominator)
    return (ceiling - 1) * step


def _without(own: Interval, other: Interval, step: Exact) -> Interval:
    """`own` less a single number at one of its ends."""
    if other.low is None or not other.is_single or not step:
        return Interval()
    if own == other:
        return Interval(1, 0)
    if own.low is not None and own.low == other.low:
        return Interval(own.low + step, None)
    if own.high is not None and own.high == other.low:
        return Interval(None, own.high - step)
    return Interval()


def _among(node: ir.Expression, values: frozenset[object], truth: bool) -> Facts:
    kind = definite(node.type)
    if isinstance(node, ir.Constant):
        return NOTHING if (node.value in values) == truth else IMPOSSIBLE
    if isinstance(kind, Choice | Boolean):
        every = frozenset(kind.members) if isinstance(kind, Choice) else frozenset({True, False})
        allowed = every & values if truth else every - values
        return Facts(members={node: allowed}, contradiction=not allowed)
    return NOTHING
