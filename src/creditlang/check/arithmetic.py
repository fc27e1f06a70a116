"""Arithmetic: units that fit, exact scales, ranges, and rounding."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial

import attrs

from creditlang.check import expressions
from creditlang.check.errors.types import (
    CannotCompare,
    MaybeZeroDivisor,
    MixedUnits,
    NeedsRounding,
    NotConstant,
    Outgrows,
    OutOfRange,
    TooManyDecimals,
    WrongType,
)
from creditlang.check.facts import range_of
from creditlang.check.literals import LARGEST_DIGITS
from creditlang.check.scope import Scope
from creditlang.ir import expressions as ir
from creditlang.ir import walk
from creditlang.syntax import nodes
from creditlang.types import (
    Date,
    Definite,
    Duration,
    Interval,
    MoneyUnit,
    Number,
    Plain,
    PointsUnit,
    Unit,
    definite,
    show_type,
)
from creditlang.values import Exact, minor_digits, round_exact, show_exact

_OPERATORS = {
    nodes.ArithmeticOperator.ADD: ir.Operator.ADD,
    nodes.ArithmeticOperator.SUBTRACT: ir.Operator.SUBTRACT,
    nodes.ArithmeticOperator.MULTIPLY: ir.Operator.MULTIPLY,
    nodes.ArithmeticOperator.DIVIDE: ir.Operator.DIVIDE,
}
_ACTIONS = {
    ir.Operator.ADD: "added",
    ir.Operator.SUBTRACT: "subtracted",
    ir.Operator.MULTIPLY: "multiplied",
    ir.Operator.DIVIDE: "divided",
    ir.Operator.MINIMUM: "compared",
    ir.Operator.MAXIMUM: "compared",
}


_LARGEST = 2**63 - 1


def number_of(node: ir.Expression) -> Number | None:
    """The type, if it is a number's."""
    kind = definite(node.type)
    return kind if isinstance(kind, Number) else None


def is_literal(node: ir.Expression) -> bool:
    """Whether the value is written out, so that a plain number may stand for points."""
    return all(isinstance(part, ir.Constant | ir.Negate | ir.Arithmetic | ir.Round) for part in walk(node))


def as_points(node: ir.Expression) -> ir.Expression:
    """A plain number read as points; anything else unchanged."""
    kind = number_of(node)
    if kind is not None and isinstance(kind.unit, Plain):
        return attrs.evolve(node, type=attrs.evolve(kind, unit=PointsUnit()))
    return node


def in_one_unit(
    left: ir.Expression, right: ir.Expression, wanted: Definite | None = None
) -> tuple[ir.Expression, ir.Expression]:
    """Both operands, where a plain number beside points counts as points if it is written out or points are wanted."""
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        return left, right
    asked = isinstance(wanted, Number) and isinstance(wanted.unit, PointsUnit)
    if isinstance(a.unit, PointsUnit) and (asked or is_literal(right)):
        return left, as_points(right)
    if isinstance(b.unit, PointsUnit) and (asked or is_literal(left)):
        return as_points(left), right
    return left, right


def check_negate(node: nodes.Negate, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """`-a`."""
    operand = expressions.check_value(node.operand, scope, wanted)
    if operand is None:
        return None
    kind = number_of(operand)
    if kind is None:
        scope.report(WrongType(span=node.span, place="`-`", wanted="a number", got=show_type(operand.type)))
        return None
    return ir.Negate(operand, type=attrs.evolve(kind, range=-kind.range), span=node.span)


def check_arithmetic(node: nodes.Arithmetic, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """`a + b` and its like, on numbers; `+` and `-` also move a date by a duration."""
    additive = node.operator in (nodes.ArithmeticOperator.ADD, nodes.ArithmeticOperator.SUBTRACT)
    hint = wanted if additive else None
    left = expressions.check_value(node.left, scope, hint)
    right = expressions.check_value(node.right, scope, hint)
    if left is None or right is None:
        return None
    if isinstance(definite(left.type), Date) and additive:
        return _check_shift(node, left, right, scope)
    return combine(_OPERATORS[node.operator], left, right, node, scope, wanted)


def combine(
    operator: ir.Operator,
    left: ir.Expression,
    right: ir.Expression,
    node: nodes.Expression,
    scope: Scope,
    wanted: Definite | None = None,
) -> ir.Expression | None:
    """Two numbers to one, or a report of why not."""
    if operator not in (ir.Operator.MULTIPLY, ir.Operator.DIVIDE):  # these take a plain number as it is
        left, right = in_one_unit(left, right, wanted)
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        wrong = left if a is None else right
        advice = "the days between two dates are `days between A and B`" if isinstance(wrong.type, Date) else ""
        scope.report(
            WrongType(
                span=wrong.span or node.span,
                place=f"`{operator.value}`",
                wanted="numbers",
                got=show_type(wrong.type),
                advice=advice,
            )
        )
        return None
    unit = _unit_of(operator, a.unit, b.unit)
    if unit is None:
        _report_mixed(operator, a, b, node, scope)
        return None
    if operator is ir.Operator.DIVIDE and range_of(right, scope.facts).contains(0):
        text = right.span.text if right.span else "it"
        scope.report(MaybeZeroDivisor(span=right.span or node.span, divisor=text))
        return None
    kind = Number(unit, _scale_of(operator, a, b), _range_of(operator, a.range, b.range))
    chooses = operator in (ir.Operator.MINIMUM, ir.Operator.MAXIMUM)  # one of two numbers that are there already
    if not chooses and outgrows(attrs.evolve(kind, range=_range_of(operator, _in_data(left, a), _in_data(right, b)))):
        unbounded = next((_field(side) for side, of in ((left, a), (right, b)) if _in_data(side, of) != of.range), "")
        scope.report(Outgrows(span=node.span, written=node.span.text, field=unbounded))
        return None
    return ir.Arithmetic(operator, left, right, type=kind, span=node.span)


def outgrows(kind: Number) -> bool:
    """Whether a number can be too large for 64 bits with its decimals shifted out. A ratio is never held so."""
    ends = (kind.range.low, kind.range.high)
    return kind.scale is not None and any(end is not None and abs(end) * 10**kind.scale > _LARGEST for end in ends)


def _in_data(node: ir.Expression, kind: Number) -> Interval:
    """The range of a value; of a field without bounds, what the data contract lets it hold."""
    if not isinstance(node, ir.Read) or kind.scale is None:
        return kind.range
    most = Fraction(10**LARGEST_DIGITS - 1, 10**kind.scale)
    return kind.range.meet(Interval(-most, most))


def _field(node: ir.Expression) -> str:
    return node.field if isinstance(node, ir.Read) else ""


def _check_shift(
    node: nodes.Arithmetic, left: ir.Expression, right: ir.Expression, scope: Scope
) -> ir.Expression | None:
    kind = definite(right.type)
    if isinstance(kind, Duration):
        backwards = node.operator is nodes.ArithmeticOperator.SUBTRACT
        return ir.Shift(left, right, backwards, type=Date(), span=node.span)
    advice = (
        "the time between two dates is `days between A and B`, `months between A and B` or `years between A and B`"
        if isinstance(kind, Date)
        else "say of what: `+ 10 days`, `+ 2 years`"
    )
    scope.report(
        WrongType(span=node.right.span, place="a date moved", wanted="a duration", got=show_type(kind), advice=advice)
    )
    return None


def _unit_of(operator: ir.Operator, a: Unit, b: Unit) -> Unit | None:
    match operator:
        case ir.Operator.MULTIPLY:
            if isinstance(b, Plain):
                return a
            return b if isinstance(a, Plain) else None
        case ir.Operator.DIVIDE:
            if a == b:
                return Plain()
            return a if isinstance(b, Plain) else None
        case _:
            return a if a == b else None


def _scale_of(operator: ir.Operator, a: Number, b: Number) -> int | None:
    if a.scale is None or b.scale is None or operator is ir.Operator.DIVIDE:
        return None
    return a.scale + b.scale if operator is ir.Operator.MULTIPLY else max(a.scale, b.scale)


def _range_of(operator: ir.Operator, a: Interval, b: Interval) -> Interval:
    match operator:
        case ir.Operator.ADD:
            return a + b
        case ir.Operator.SUBTRACT:
            return a - b
        case ir.Operator.MULTIPLY:
            return a * b
        case ir.Operator.DIVIDE:
            return a * _reciprocal(b)
        case ir.Operator.MINIMUM:
            return a.lower_of(b)
        case ir.Operator.MAXIMUM:
            return a.higher_of(b)


def _reciprocal(divisor: Interval) -> Interval:
    """The range of 1/d for a range of one sign. An empty one stands where no value comes, so any answer is true."""
    if divisor.is_empty:
        return Interval.only(0)
    if divisor.low is not None and divisor.low > 0:
        return Interval(0 if divisor.high is None else 1 / Fraction(divisor.high), 1 / Fraction(divisor.low))
    if divisor.high is not None and divisor.high < 0:
        return Interval(1 / Fraction(divisor.high), 0 if divisor.low is None else 1 / Fraction(divisor.low))
    return Interval()


def _report_mixed(operator: ir.Operator, a: Number, b: Number, node: nodes.Expression, scope: Scope) -> None:
    advice = ""
    money = next((k.unit for k in (a, b) if isinstance(k.unit, MoneyUnit)), None)
    if money is not None and any(isinstance(k.unit, Plain) for k in (a, b)):
        advice = f"write the amount with its currency, such as `500 {money.currency}`"
    elif any(isinstance(k.unit, PointsUnit) for k in (a, b)):
        advice = "a number becomes points when it is multiplied by `1 point`"
    elif isinstance(a.unit, MoneyUnit) and isinstance(b.unit, MoneyUnit):
        if a.unit != b.unit:
            advice = "amounts in two currencies have no fixed relation; write both in one"
        elif operator is ir.Operator.MULTIPLY:
            advice = "multiply an amount by a plain number or a percentage"
    scope.report(
        MixedUnits(span=node.span, left=show_type(a), right=show_type(b), action=_ACTIONS[operator], advice=advice)
    )


def check_rounded(node: nodes.Rounded, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """`a rounded half up`, to whole numbers, the score's decimals or the currency's minor unit if not said."""
    operand = expressions.check_value(node.operand, scope, wanted)
    if operand is None:
        return None
    kind = number_of(operand)
    if kind is None:
        scope.report(
            WrongType(span=node.operand.span, place="`rounded`", wanted="a number", got=show_type(operand.type))
        )
        return None
    step = _step(node, kind, scope)
    if step is None:
        return None
    result = Number(kind.unit, decimals_of(step), kind.range.map(partial(round_exact, mode=node.mode, step=step)))
    return ir.Round(operand, node.mode, step, type=result, span=node.span)


def _step(node: nodes.Rounded, kind: Number, scope: Scope) -> Exact | None:
    if node.decimals is not None:
        return Fraction(1, 10**node.decimals)
    if node.step is not None:
        step = expressions.check_value(node.step, scope, kind)
        if step is None:
            return None
        step, _ = in_one_unit(step, ir.Constant(0, type=kind))
        found = number_of(step)
        if not isinstance(step, ir.Constant):
            scope.report(NotConstant(span=node.step.span, place="what is rounded to"))
            return None
        if found is None or found.unit != kind.unit:
            scope.report(
                CannotCompare(
                    span=node.step.span, left=show_type(kind), right=show_type(step.type), operator="rounded to"
                )
            )
            return None
        value = step.value
        assert isinstance(value, int | Fraction)
        if value <= 0:
            scope.report(
                OutOfRange(span=node.step.span, place="what is rounded to", wanted="more than 0", got="0 or less")
            )
            return None
        return value
    match kind.unit:
        case MoneyUnit(currency=currency):
            return Fraction(1, 10 ** minor_digits(currency))
        case PointsUnit():
            return Fraction(1, 10 ** (scope.names.score.scale or 0)) if scope.names.score else 1
        case Plain():
            return 1


def decimals_of(step: Exact) -> int | None:
    """How many decimals a multiple of `step` can have; None if no number of them is enough."""
    for decimals in range(19):
        if (Fraction(step) * 10**decimals).denominator == 1:
            return decimals
    return None


def fit_number(found: ir.Expression, wanted: Number, place: str, scope: Scope) -> ir.Expression | None:
    """A number of the wanted unit, scale and range, or a report of why not. Plain numbers may become points."""
    if isinstance(wanted.unit, PointsUnit):
        found = as_points(found)
    kind = number_of(found)
    if kind is None or kind.unit != wanted.unit:
        advice = ""
        if isinstance(wanted.unit, MoneyUnit) and kind is not None and isinstance(kind.unit, Plain):
            advice = f"write the amount with its currency, such as `500 {wanted.unit.currency}`"
        if isinstance(wanted.unit, MoneyUnit) and kind is not None and isinstance(kind.unit, MoneyUnit):
            advice = "amounts in two currencies have no fixed relation; write both in one"
        if isinstance(wanted.unit, PointsUnit) and kind is not None and isinstance(kind.unit, MoneyUnit):
            divided = f"`amount / 100 {kind.unit.currency} rounded down`"
            advice = f"write points as a plain number; money becomes one by division: {divided}"
        if isinstance(wanted.unit, Plain) and kind is not None and isinstance(kind.unit, MoneyUnit):
            advice = f"divide by an amount to get a number: `… / 1 {kind.unit.currency}`"
        scope.report(
            WrongType(
                span=found.span,
                place=place,
                wanted=show_type(attrs.evolve(wanted, scale=0) if isinstance(wanted.unit, PointsUnit) else wanted),
                got=show_type(found.type),
                advice=advice,
            )
        )
        return None
    if (
        wanted.scale is not None
        and (kind.scale is None or kind.scale > wanted.scale or _is_dotted_thousand(found, wanted.scale))
        and (not _fits(found, wanted.scale) or _is_dotted_thousand(found, wanted.scale))
    ):
        if _is_written_out(found) and found.span is not None:
            unit = "the score" if isinstance(wanted.unit, PointsUnit) else show_type(wanted)
            written = found.span.text
            scope.report(TooManyDecimals(span=found.span, written=written, unit=unit, allowed=wanted.scale))
        else:
            scope.report(NeedsRounding(span=found.span, place=place, wanted=_decimals(wanted), got=show_type(kind)))
        return None
    actual = range_of(found, scope.facts)
    if not wanted.range.encloses(actual):
        scope.report(
            OutOfRange(
                span=found.span,
                place=place,
                wanted=show_range(wanted.range),
                got=_excess(actual, wanted.range),
                advice=_other_way(place, found, actual),
            )
        )
        return None
    return found


_SIGNED = ("`award`", "`deduct`")


def _other_way(place: str, found: ir.Expression, actual: Interval) -> str:
    """Advice for points that are negative, or can be."""
    if place not in _SIGNED or (actual.low is not None and actual.low >= 0):
        return ""
    if actual.low is None and (field := _field(found)):
        return f"declare `{field}` with bounds, such as `between 0 and 1_000`, or write `max(0, {field})`"
    if actual.high is not None and actual.high < 0:
        if _is_written_out(found) and found.span is not None:
            number = found.span.text.lstrip("-− ")
            return f"write `deduct {number}` if points are taken, `award {number}` if they are given"
        return "`deduct` takes points and `award` gives them: what stands behind either has no minus"
    open_fields = (part.field for part in walk(found) if isinstance(part, ir.Read) and _has_no_lowest(part))
    if actual.low is None and (field := next(open_fields, "")):
        return f"declare `{field}` with bounds in the registry, or let `where` leave these cases out"
    return "let `where` leave these cases out, or write `max(0, …)`"


def _has_no_lowest(node: ir.Expression) -> bool:
    kind = definite(node.type)
    return isinstance(kind, Number) and kind.range.low is None


def _is_written_out(found: ir.Expression) -> bool:
    """Whether it is a single number, with its sign."""
    return isinstance(found.operand if isinstance(found, ir.Negate) else found, ir.Constant)


def _is_dotted_thousand(found: ir.Expression, scale: int) -> bool:
    """Whether it is `1.000` where no thousandths are wanted: a thousand in much of the world, and one here."""
    if not _is_written_out(found) or found.span is None or scale >= _THOUSANDTHS:
        return False
    return _DOTTED_THOUSAND.fullmatch(found.span.text.lstrip("-− ")) is not None


_THOUSANDTHS = 3
_DOTTED_THOUSAND = re.compile(r"[1-9][0-9]{0,2}\.000")


def _fits(found: ir.Expression, scale: int) -> bool:
    """Whether a number that can only have one value, such as `35% * 100`, has no more than `scale` decimals."""
    kind = number_of(found)
    value = kind.range.low if kind is not None and kind.range.is_single else None
    return value is not None and (value * 10**scale) % 1 == 0


def _decimals(wanted: Number) -> str:
    unit = show_type(attrs.evolve(wanted, scale=0) if not isinstance(wanted.unit, Plain) else wanted)
    if isinstance(wanted.unit, Plain):
        return unit
    return f"{unit} with {wanted.scale} decimals" if wanted.scale else f"whole {unit}"


def show_range(interval: Interval) -> str:
    """The range in words: `0 or more`, `from 1 to 5`."""
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        if low == high:
            return show_exact(low)
        return f"from {show_exact(low)} to {show_exact(high)}"
    if low is not None:
        return f"{show_exact(low)} or more"
    return "any number" if high is None else f"{show_exact(high)} or less"


def _excess(actual: Interval, wanted: Interval) -> str:
    """In which way a range leaves another."""
    if wanted.low is not None and (actual.low is None or actual.low < wanted.low):
        return "any lower number" if actual.low is None else show_exact(actual.low)
    return "any higher number" if actual.high is None else show_exact(actual.high)
