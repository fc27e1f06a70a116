"""Numbers of a wanted unit, with their scale and range; and numbers made to fit where one is wanted."""

from __future__ import annotations

import enum
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import attrs

from creditlang.syntax import nodes
from creditlang.syntax.nodes import ArithmeticOperator, CalendarUnit
from creditlang.types import (
    INTEGER,
    Date,
    Interval,
    MoneyUnit,
    Number,
    Optional,
    Plain,
    PointsUnit,
    Type,
    Unit,
    join,
)
from creditlang.values import Exact, Rounding, minor_digits, round_exact
from properties.generator import aggregates, conditions, values
from properties.generator.choices import Draw, chance, count, pick
from properties.generator.scopes import Drawn, Scope
from properties.generator.written import PLAIN, POINTS, call, constant, decimals, make

WHOLE = (1, 2, 0, 5, 10, 3, 100, 1_000)
FINE = (Fraction(1, 2), Fraction(35, 100), Fraction(9, 4))


class Hint(enum.IntEnum):
    """What a place says about points: nothing; that written-out numbers are points; that whatever stands there is."""

    NONE = 0
    BARE = 1
    ASKED = 2


def draw_number(draw: Draw, scope: Scope, unit: Unit, depth: int, *, hint: Hint = Hint.NONE) -> Drawn:
    """A number of a unit; plain numbers count as points as far as the place says so."""
    if depth <= 0 or chance(draw, 45):
        return _leaf(draw, scope, unit, hint)
    composites = (_sum, _product, _quotient, _extremum, _conditional, _guarded, _rounded, _negated)
    return pick(draw, composites)(draw, scope, unit, depth - 1, hint)


def draw_fitting(draw: Draw, scope: Scope, wanted: Number, depth: int, *, hint: Hint = Hint.ASKED) -> Drawn:
    """A number that may stand where `wanted` is: rounded and bounded as far as it needs to be."""
    return fit(draw, draw_number(draw, scope, wanted.unit, depth, hint=hint), wanted, scope, hint)


def fit(draw: Draw, found: Drawn, wanted: Number, scope: Scope, hint: Hint) -> Drawn:
    """The number with the scale and the range of `wanted`."""
    kind = number_type(found)
    if wanted.scale is not None and (kind.scale is None or kind.scale > wanted.scale):
        found = round_to(draw, found, wanted.scale, scope, hint)
    for function, bound in (("max", wanted.range.low), ("min", wanted.range.high)):
        kind = number_type(found)
        if bound is not None and not _beyond(kind.range, bound, function):
            # Beside points a bare number is points, wherever it stands.
            limit = literal(bound, kind.unit, bare_points=chance(draw, 50))
            found = combined(function, found, limit)
    return found


def number_type(found: Drawn) -> Number:
    """The type of what is certainly a known number."""
    assert isinstance(found.type, Number)
    return found.type


def literal(value: Exact, unit: Unit, *, bare_points: bool = False) -> Drawn:
    """A written-out number."""
    scale = minor_digits(unit.currency) if isinstance(unit, MoneyUnit) else decimals(value)
    kind = Number(unit, scale, Interval.only(value))
    return Drawn(constant(value, kind, bare_points=bare_points), kind)


def draw_literal(draw: Draw, scope: Scope, unit: Unit, hint: Hint = Hint.NONE) -> Drawn:
    """A written-out number that is not negative."""
    digits = minor_digits(unit.currency) if isinstance(unit, MoneyUnit) else 2
    if isinstance(unit, PointsUnit):
        digits = scope.place.score.scale or 0 if scope.place.score else 0
    value: Exact = pick(draw, FINE) if chance(draw, 15) else pick(draw, WHOLE)
    return literal(round_exact(value, Rounding.UP, Fraction(1, 10**digits)), unit, bare_points=hint > Hint.NONE)


def _as_points(way: Callable[[], Drawn]) -> Drawn:
    found = way()
    return attrs.evolve(found, type=attrs.evolve(number_type(found), unit=POINTS))


# --- leaves ------------------------------------------------------------------------------------------


def _leaf(draw: Draw, scope: Scope, unit: Unit, hint: Hint) -> Drawn:
    found = leaves(draw, scope, unit)
    if hint is Hint.ASKED and isinstance(unit, PointsUnit):
        found += [partial(_as_points, way) for way in leaves(draw, scope, PLAIN)]
    if not found or chance(draw, 30):
        return draw_literal(draw, scope, unit, hint)
    return pick(draw, found)()


def leaves(draw: Draw, scope: Scope, unit: Unit, *, exact: bool = False):  # type: ignore[no-untyped-def]  # typing it would say nothing
    """Ways to read a number of the unit; with `exact`, only those whose range the checker sees just so."""

    def fits(kind: Type) -> bool:
        return isinstance(kind, Number) and kind.unit == unit

    found = [partial(readable.read, draw) for readable in scope.readables if fits(readable.type)]
    found += [
        partial(values.draw_call, draw, scope, called)
        for called in values.callables(scope)
        if fits(called.gives) and (called.exact or not exact)
    ]
    if aggregates.has_sources(scope):
        if isinstance(unit, Plain):
            found.append(partial(aggregates.draw_count, draw, scope))
        if aggregates.fields(scope, fits):
            found.append(partial(aggregates.draw_sum, draw, scope, unit))
    if isinstance(unit, Plain):
        found.append(partial(_count_between, draw, scope))
        found.append(partial(_calendar_year, draw, scope))
        if scope.place.occurrence and "occurrence" not in scope.gone:
            found.append(partial(_occurrence, draw))
    if isinstance(unit, PointsUnit) and scope.place.points and "points" not in scope.gone:
        assert scope.place.score is not None
        points = Drawn(make(nodes.Reference, (make(nodes.Name, "points"),)), scope.place.score, frozenset({"points"}))
        found += [lambda: points, lambda: points]
    return found


def _count_between(draw: Draw, scope: Scope) -> Drawn:
    start, end = values.draw_date(draw, scope, 0), values.draw_date(draw, scope, 0)
    if chance(draw, 50):
        end = values.AS_OF
    node = make(nodes.CountBetween, pick(draw, tuple(CalendarUnit)), start.node, end.node)
    return Drawn(node, INTEGER, start.uses | end.uses | {"between"})


def _calendar_year(draw: Draw, scope: Scope) -> Drawn:
    day = values.draw_date(draw, scope, 0)
    node = make(nodes.CalendarYearOf, day.node)
    return Drawn(node, attrs.evolve(INTEGER, range=Interval(1, 9999)), day.uses | {"between"})


def _occurrence(draw: Draw) -> Drawn:
    within = values.draw_duration_literal(draw) if chance(draw, 60) else None
    return Drawn(
        make(nodes.Occurrence, within), attrs.evolve(INTEGER, range=Interval(1, None)), frozenset({"occurrence"})
    )


# --- composites --------------------------------------------------------------------------------------


def _sum(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    left = draw_number(draw, scope, unit, depth, hint=hint)
    right = draw_number(draw, scope, unit, depth, hint=hint)
    operator = pick(draw, ("+", "-"))
    return left if _outgrows(operator, number_type(left), number_type(right)) else combined(operator, left, right)


def _product(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    factors = [draw_number(draw, scope, unit, depth), draw_number(draw, scope, PLAIN, 0)]
    if _outgrows("*", *(number_type(factor) for factor in factors)):
        return factors[0]
    return combined("*", *(reversed(factors) if chance(draw, 30) else factors))


def _quotient(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    same = isinstance(unit, Plain) and chance(draw, 60)
    of = pick(draw, (MoneyUnit(scope.currency), PLAIN)) if same else unit
    top = draw_number(draw, scope, of, depth)
    bottom_unit = of if same else PLAIN
    narrowed = [r for r in scope.readables if isinstance(r.type, Number) and r.type.unit == bottom_unit]
    if narrowed and chance(draw, 40):
        return _guarded_quotient(draw, scope, top, pick(draw, narrowed), unit, hint)
    bottom = draw_number(draw, scope, bottom_unit, 0)
    if number_type(bottom).range.contains(0):
        bottom = combined("max", bottom, literal(pick(draw, (1, 2)), bottom_unit))
    return combined("/", top, bottom)


def _guarded_quotient(draw: Draw, scope: Scope, top: Drawn, bottom, unit: Unit, hint: Hint) -> Drawn:  # type: ignore[no-untyped-def]  # typing it would say nothing
    """`if x > 0 then a / x else b`: what the condition has shown makes the division safe."""
    test, facts = conditions.above_zero(draw, scope, bottom)
    below = scope.knowing(facts)
    divisor = next(r for r in below.readables if r.key == bottom.key).read(draw)
    if number_type(divisor).range.contains(0):  # nothing of it is above 0
        return top if number_type(top).unit == unit else _leaf(draw, scope, unit, hint)
    ratio = combined("/", top, divisor)
    return _either(test, ratio, draw_literal(draw, scope, unit, hint))


def _extremum(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    parts = [draw_number(draw, scope, unit, depth, hint=hint) for _ in range(count(draw, 2, 3))]
    if len(parts) == 3 and chance(draw, 50):
        value, low, high = parts
        node = call("clamp", *(part.node for part in parts))
        kind = combine("min", combine("max", number_type(value), number_type(low)), number_type(high))
        return Drawn(node, kind, value.uses | low.uses | high.uses)
    function = pick(draw, ("min", "max"))
    kind = number_type(parts[0])
    for part in parts[1:]:
        kind = combine(function, kind, number_type(part))
    return Drawn(call(function, *(part.node for part in parts)), kind, frozenset().union(*(p.uses for p in parts)))


def _conditional(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    test = conditions.draw_condition(draw, scope.freely(), depth, guards=not scope.place.costs)
    then = draw_number(draw, scope.knowing(test.facts), unit, depth, hint=hint)
    return _either(test, then, draw_number(draw, scope, unit, depth, hint=hint))


def _guarded(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    """A value that may be unknown, with what holds then."""
    units = (unit, PLAIN) if hint is Hint.ASKED and isinstance(unit, PointsUnit) else (unit,)
    optional = values.draw_optional(draw, scope, lambda kind: isinstance(kind, Number) and kind.unit in units)
    other = draw_number(draw, scope, unit, depth, hint=hint)
    if optional is None:
        return other
    assert isinstance(optional.type, Optional)
    inner = optional.type.of
    assert isinstance(inner, Number)
    counted = attrs.evolve(optional, type=Optional(attrs.evolve(inner, unit=unit)))
    return values.with_guard(draw, scope, counted, other)


def _rounded(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    hint = pick(draw, (hint, Hint.NONE))
    operand = draw_number(draw, scope, unit, depth, hint=hint)
    return round_to(draw, operand, count(draw, 0, 2), scope, hint)


def _negated(draw: Draw, scope: Scope, unit: Unit, depth: int, hint: Hint) -> Drawn:
    operand = draw_number(draw, scope, unit, depth, hint=hint)
    kind = number_type(operand)
    return Drawn(make(nodes.Negate, operand.node), attrs.evolve(kind, range=-kind.range), operand.uses)


def round_to(draw: Draw, operand: Drawn, scale: int, scope: Scope, hint: Hint) -> Drawn:
    """The number with at most so many decimals, in one of the ways to say so."""
    kind, mode = number_type(operand), pick(draw, tuple(Rounding))
    points = isinstance(kind.unit, PointsUnit)
    usual = 0
    if isinstance(kind.unit, MoneyUnit):
        usual = minor_digits(kind.unit.currency)
    elif points and scope.place.score:
        usual = scope.place.score.scale or 0
    wanted: int | None = None
    written: nodes.Expression | None = None
    # What only counts as points because points are asked for is rounded as the plain number that it is.
    if usual <= scale and not (points and hint is Hint.ASKED) and chance(draw, 60):
        step: Exact = Fraction(1, 10**usual)
    elif chance(draw, 60):
        wanted = scale
        step = Fraction(1, 10**scale)
    else:
        step = pick(draw, (5, 1, 100, Fraction(1, 2) if scale and _allows(kind.unit, 1) else 10))
        written = constant(step, kind, bare_points=hint is Hint.ASKED or chance(draw, 50))
    interval = kind.range.map(partial(round_exact, mode=mode, step=step))
    result = Number(kind.unit, decimals(step), interval)
    return Drawn(make(nodes.Rounded, operand.node, mode, wanted, written), result, operand.uses)


def _allows(unit: Unit, scale: int) -> bool:
    return not isinstance(unit, MoneyUnit) or minor_digits(unit.currency) >= scale


MOST = 10**18
"""More than any number in data."""

# --- types -------------------------------------------------------------------------------------------

_OPERATORS = {operator.value: operator for operator in ArithmeticOperator}


def combined(operator: str, left: Drawn, right: Drawn) -> Drawn:
    kind = combine(operator, number_type(left), number_type(right))
    node: nodes.Expression
    if operator in _OPERATORS:
        node = make(nodes.Arithmetic, _OPERATORS[operator], left.node, right.node)
    else:
        node = call(operator, left.node, right.node)
    return Drawn(node, kind, left.uses | right.uses)


def combine(operator: str, a: Number, b: Number) -> Number:
    """The type of two numbers made one. Where both are points or plain literals, the unit is that of the other."""
    unit: Unit = a.unit
    if operator == "*" and isinstance(a.unit, Plain):
        unit = b.unit
    elif operator == "/" and a.unit == b.unit:
        unit = PLAIN
    elif operator not in ("*", "/") and isinstance(b.unit, PointsUnit):
        unit = POINTS
    scale = None if a.scale is None or b.scale is None or operator == "/" else max(a.scale, b.scale)
    if operator == "*" and scale is not None:
        scale = (a.scale or 0) + (b.scale or 0)
    match operator:
        case "+":
            interval = a.range + b.range
        case "-":
            interval = a.range - b.range
        case "*":
            interval = a.range * b.range
        case "/":
            interval = a.range * _reciprocal(b.range)
        case "min":
            interval = a.range.lower_of(b.range)
        case _:
            interval = a.range.higher_of(b.range)
    return Number(unit, scale, interval)


def _outgrows(operator: str, a: Number, b: Number) -> bool:
    """Whether a result can be too large for 64 bits. What has no bounds counts with those that data keep to."""
    limit = Interval(-MOST, MOST)
    kind = combine(operator, *(attrs.evolve(side, range=side.range.meet(limit)) for side in (a, b)))
    ends = (kind.range.low, kind.range.high)
    return kind.scale is not None and any(end is not None and abs(end) * 10**kind.scale >= 2**63 for end in ends)


def _reciprocal(divisor: Interval) -> Interval:
    """The range of 1/d for a range of one sign."""
    low, high = divisor.low, divisor.high
    return Interval(0 if high is None else 1 / Fraction(high), 0 if low is None else 1 / Fraction(low))


def _beyond(own: Interval, bound: Exact, function: str) -> bool:
    """Whether a range keeps to a lower (`max`) or upper (`min`) bound already."""
    end = own.low if function == "max" else own.high
    return end is not None and (end >= bound if function == "max" else end <= bound)


def _either(test, then: Drawn, otherwise: Drawn) -> Drawn:  # type: ignore[no-untyped-def]  # typing it would say nothing
    kind = join(then.type, otherwise.type)
    assert kind is not None
    assert not isinstance(kind, Optional)
    node = make(nodes.Conditional, test.node, then.node, otherwise.node)
    return Drawn(node, kind, test.uses | then.uses | otherwise.uses)


__all__ = ["Date", "combine", "draw_fitting", "draw_literal", "draw_number", "fit", "leaves", "literal", "number_type"]
