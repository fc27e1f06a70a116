"""Tables and parameters: the value of the row that fits the keys."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import assert_never

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.literals import Value, exact, literal, matches
from creditlang.backends.sql.numbers import Arithmetic, Number, compared, constant, fixed
from creditlang.backends.sql.plan import Plan, Today
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Definite
from creditlang.types import Number as NumberType

Keys = Sequence[tuple[Value, Definite]]
"""The values of the keys by which a row is found, each with its type."""


def looked_up(rows: Sequence[ir.Row], keys: Keys, gives: Definite, plan: Plan) -> Value:
    """The value of the row whose patterns fit all keys; the last one needs no test, for one fits."""
    return _picked([(_fits(row, keys, plan.arithmetic), row.value) for row in rows], gives, plan)


def _picked(arms: Sequence[tuple[Sql | None, object]], gives: Definite, plan: Plan) -> Value:
    arithmetic = plan.arithmetic
    for _ in arms:
        plan.grow()
    kept: list[tuple[Sql, object]] = []
    last = arms[-1][1]
    for test, written in arms[:-1]:
        if test is None:
            last = written
            break
        kept.append((test, written))
    if not isinstance(gives, NumberType):
        values = [literal(written, gives, arithmetic) for _, written in kept]
        otherwise = literal(last, gives, arithmetic)
        assert not isinstance(otherwise, Number)
        return trees.chosen(
            [(test, v) for (test, _), v in zip(kept, values, strict=True) if not isinstance(v, Number)], otherwise
        )
    numbers = [exact(written) for _, written in kept]
    final = exact(last)
    denominator = lcm(*(Fraction(one).denominator for one in (*numbers, final)))
    if not kept:
        return constant(final)
    steps = [(test, fixed(int(v * denominator))) for (test, _), v in zip(kept, numbers, strict=True)]
    return Number(arithmetic.pick(steps, fixed(int(final * denominator))), denominator)


def _fits(row: ir.Row, keys: Keys, arithmetic: Arithmetic) -> Sql | None:
    """Whether a row's patterns fit; None where they fit everything."""
    return trees.both(
        _fits_one(pattern, key, kind, arithmetic) for pattern, (key, kind) in zip(row.patterns, keys, strict=True)
    )


def _fits_one(pattern: ir.KeyPattern, key: Value, kind: Definite, arithmetic: Arithmetic) -> Sql | None:
    match pattern:
        case ir.Anything():
            return None
        case ir.Values(values=values):
            return matches(key, values, kind, arithmetic)
        case ir.HalfOpen(low=low, below=below):
            tests: list[Sql | None] = []
            for end, relation in ((low, nodes.Relation.AT_LEAST), (below, nodes.Relation.LESS)):
                if end is None:
                    continue
                other = literal(end, kind, arithmetic)
                if isinstance(key, Number):
                    assert isinstance(other, Number)
                    tests.append(arithmetic.compare(relation, key, other))
                else:
                    assert not isinstance(other, Number)
                    tests.append(compared(relation, key, other))
            return trees.both(tests)
        case _:
            assert_never(pattern)


def parameter_value(parameter: ir.Parameter, keys: Keys, gives: Definite, day: Today, plan: Plan) -> Value:
    """The value in force on a day; before the first one, the first."""
    values = parameter.values
    if day.day is not None:
        in_force = [found for found in values if found.starts <= day.day]
        return looked_up((in_force or values[:1])[-1].rows, keys, gives, plan)
    arms: list[tuple[Sql | None, object]] = []
    for dated in reversed(values):
        begun = None if dated is values[0] else trees.at_most(trees.day(dated.starts), day.tree)
        for row in dated.rows:
            arms.append((trees.both([begun, _fits(row, keys, plan.arithmetic)]), row.value))
    return _picked(arms, gives, plan)
