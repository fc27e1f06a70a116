"""Tables and dated parameters: one condition for each row, of which exactly one holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import lcm, prod
from operator import and_, or_
from typing import Any, assert_never

import polars as pl

from creditlang.backends.polars import dates, expressions, numbers
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import Value
from creditlang.backends.polars.scope import Scope
from creditlang.ir import Anything, HalfOpen, KeyPattern, Parameter, Row, Values
from creditlang.ir import expressions as ir
from creditlang.types import Definite
from creditlang.types import Number as NumberType


def looked_up(rows: Sequence[Row], gives: Definite, keys: Sequence[Value]) -> Value:
    """The value of the one row whose patterns fit all keys."""
    values = [expressions.constant(row.value) for row in rows]
    grid = _grid(rows)
    if grid is not None:
        return _from_grid(grid, rows, values, keys)
    conditions = [_fits(row, keys) for row in rows[:-1]]
    if isinstance(gives, NumberType):
        found = [value for value in values if isinstance(value, Number)]
        shared = lcm(*(value.divisor for value in found))
        found = [numbers.with_divisor(value, shared) for value in found]
        low, high = min(value.low for value in found), max(value.high for value in found)
        to = numbers.type_for(low, high)
        whole = _first_that_fits(conditions, [numbers.cast(value, to) for value in found])
        constant = low if low == high else None
        return Number(pl.lit(low, dtype=to) if constant is not None else whole, low, high, shared, constant=constant)
    return _first_that_fits(conditions, [value for value in values if isinstance(value, pl.Expr)])


Grid = Sequence[dict[KeyPattern, int]]
"""For each key its patterns, with their places."""


def _grid(rows: Sequence[Row]) -> Grid | None:
    """The patterns of each key, if each combination of them is a row; None otherwise, and for a single key."""
    grid: list[dict[KeyPattern, int]] = []
    for patterns in zip(*(row.patterns for row in rows), strict=True):
        grid.append({pattern: place for place, pattern in enumerate(dict.fromkeys(patterns))})
    return grid if len(grid) > 1 and prod(map(len, grid)) == len(rows) else None


def _from_grid(grid: Grid, rows: Sequence[Row], values: Sequence[Value], keys: Sequence[Value]) -> Value:
    """The value at the place that the places of the keys' patterns make."""
    place = pl.lit(0, dtype=pl.UInt32)
    order = [0] * len(rows)
    step = 1
    for number, (patterns, key) in enumerate(zip(grid, keys, strict=True)):
        tests = [reduce(and_, _tests(pattern, key)) if _tests(pattern, key) else None for pattern in patterns]
        places = [pl.lit(found * step, dtype=pl.UInt32) for found in patterns.values()]
        place = place + _first_that_fits(tests[:-1], places)
        for index, row in enumerate(rows):
            order[index] += patterns[row.patterns[number]] * step
        step *= len(patterns)
    in_order = [value for _, value in sorted(zip(order, values, strict=True), key=lambda pair: pair[0])]
    if not isinstance(in_order[0], Number):
        listed = [value for value in in_order if isinstance(value, pl.Expr)]
        return pl.lit(pl.concat([pl.select(value).to_series() for value in listed])).gather(place)
    cells = numbers.alike(value for value in in_order if isinstance(value, Number))
    wholes = [cell.constant for cell in cells if cell.constant is not None]
    low, high = min(wholes), max(wholes)
    stored = pl.Series(wholes, dtype=numbers.type_for(low, high))
    return Number(pl.lit(stored).gather(place), low, high, cells[0].divisor)


def _first_that_fits(conditions: Sequence[pl.Expr | None], values: Sequence[pl.Expr]) -> pl.Expr:
    """The checker has proven that the last one fits where no other does."""
    found = values[-1]
    for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        found = value if condition is None else pl.when(condition).then(value).otherwise(found)
    return found


def _fits(row: Row, keys: Sequence[Value]) -> pl.Expr | None:
    """Whether all keys fit; None where anything does."""
    tests = [test for pattern, key in zip(row.patterns, keys, strict=True) for test in _tests(pattern, key)]
    return reduce(and_, tests) if tests else None


def _tests(pattern: KeyPattern, key: Value) -> list[pl.Expr]:
    match pattern:
        case Anything():
            return []
        case Values(values=values):
            return [reduce(or_, (_compared(ir.Relation.EQUAL, key, value) for value in values))]
        case HalfOpen(low=low, below=below):
            above = [] if low is None else [_compared(ir.Relation.AT_LEAST, key, low)]
            return above if below is None else [*above, _compared(ir.Relation.LESS, key, below)]
        case _:
            assert_never(pattern)


def _compared(relation: ir.Relation, key: Value, value: object) -> pl.Expr:
    return expressions.compare(relation, key, expressions.constant(value))


def parameter_on(parameter: Parameter, scope: Scope, keys: Sequence[Value]) -> Value:
    """The value in force on the anchor day; before the first date the first one."""
    dated = parameter.values
    if scope.anchor is None:
        in_force: Any = [value for value in dated if value.starts <= scope.as_of]
        return looked_up((in_force or dated[:1])[-1].rows, parameter.gives, keys)
    found = looked_up(dated[0].rows, parameter.gives, keys)
    for value in dated[1:]:
        if value.starts <= scope.as_of:  # no record is dated after the day of the decision
            begun = scope.anchor >= dates.literal(value.starts)
            found = expressions.chosen(begun, looked_up(value.rows, parameter.gives, keys), found)
    return found
