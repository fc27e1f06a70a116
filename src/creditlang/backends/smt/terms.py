"""Terms: truths and whole numbers, simplified as they are built.

Sums are kept in one normal form: each part once, with its factor, in a fixed order. What is written out as a choice
among constants is computed through.

INVARIANT: no division by 0, and no divisor below 0, is ever built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from math import gcd

from creditlang.backends.smt.nodes import (
    FALSE,
    TRUE,
    Always,
    AnyOf,
    Choose,
    Divided,
    Every,
    IsZero,
    NotPositive,
    Number,
    Opposite,
    Part,
    Product,
    Sum,
    Switch,
    Term,
    Truth,
    Unknown,
)
from creditlang.types import EVERYTHING, Interval

# --- building truths ---------------------------------------------------------------------------------


def truth(holds: bool) -> Truth:
    """A constant truth."""
    return TRUE if holds else FALSE


def switch(name: str) -> Truth:
    """An unknown truth."""
    return Switch.build(name)


def negated(one: Truth) -> Truth:
    """Not. Of a comparison, the opposite comparison: whole numbers have nothing between 0 and 1."""
    match one:
        case Always(holds=holds):
            return truth(not holds)
        case Opposite(of=inner):
            return inner
        case NotPositive(number_of=number):
            return not_positive(sub(ONE, number))
        case _:
            return Opposite.build(one)


def every(*given: Truth) -> Truth:
    """And."""
    return _joined(given, Every, AnyOf, FALSE, TRUE)


def any_of(*given: Truth) -> Truth:
    """Or."""
    return _joined(given, AnyOf, Every, TRUE, FALSE)


def _joined(
    given: Iterable[Truth], kind: type[Every] | type[AnyOf], dual: type[Every] | type[AnyOf], end: Truth, empty: Truth
) -> Truth:
    """Flat, each truth once. `end` decides alone; a truth beside its opposite is as good as `end`."""
    found: dict[Truth, None] = {}
    for one in given:
        for truth_ in one.of if isinstance(one, kind) else (one,):
            if truth_ is end or negated(truth_) in found:
                return end
            if truth_ is not empty:
                found[truth_] = None
    # a ∧ (a ∨ b) is a; a ∧ (¬a ∨ b) is a ∧ b
    kept: dict[Truth, None] = {}
    for one in found:
        if isinstance(one, dual):
            if any(part in found for part in one.of):
                continue
            left = [part for part in one.of if negated(part) not in found]
            if len(left) < len(one.of):
                return _joined(
                    [*(o for o in found if o is not one), _joined(left, dual, kind, empty, end)], kind, dual, end, empty
                )
        kept[one] = None
    if not kept:
        return empty
    if len(kept) == 1:
        return next(iter(kept))
    return kind.build(tuple(sorted(kept, key=_place)))


def implies(condition: Truth, consequence: Truth) -> Truth:
    """If the one, then the other."""
    return any_of(negated(condition), consequence)


def same(left: Truth, right: Truth) -> Truth:
    """Both or neither."""
    if left is right:
        return TRUE
    if left is negated(right):
        return FALSE
    return any_of(every(left, right), every(negated(left), negated(right)))


def choose_truth(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """One of two truths."""
    if then is otherwise or condition is TRUE:
        return then
    if condition is FALSE:
        return otherwise
    return any_of(every(condition, then), every(negated(condition), otherwise))


# --- building numbers --------------------------------------------------------------------------------


def whole(value: int) -> Number:
    """A constant number."""
    return Sum.build(value, (), Interval.only(value))


ZERO = whole(0)
ONE = whole(1)


def unknown(name: str, range: Interval = EVERYTHING) -> Number:
    """An unknown number."""
    return whole(int(range.low)) if range.is_single and range.low is not None else Unknown.build(name, range)


def constant(number: Number) -> int | None:
    """The value of a constant number; None for others."""
    return number.constant if isinstance(number, Sum) and not number.parts else None


def _linear(number: Number) -> tuple[int, tuple[tuple[int, Part], ...]]:
    return (number.constant, number.parts) if isinstance(number, Sum) else (0, ((1, number),))


def _sum(base: int, factors: dict[Part, int]) -> Number:
    parts = tuple(
        (factor, part) for part, factor in sorted(factors.items(), key=lambda item: _place(item[0])) if factor
    )
    if not parts:
        return whole(base)
    if base == 0 and len(parts) == 1 and parts[0][0] == 1:
        return parts[0][1]
    range = Interval.only(base)
    for factor, part in parts:
        range = range + part.range * Interval.only(factor)
    return Sum.build(base, parts, range)


def _place(term: Term) -> int:
    return term.number


def total(numbers: Iterable[Number]) -> Number:
    """The sum of numbers."""
    base, factors = 0, dict[Part, int]()
    for number in numbers:
        more, parts = _linear(number)
        base += more
        for factor, part in parts:
            factors[part] = factors.get(part, 0) + factor
    return _sum(base, factors)


def plus(left: Number, right: Number) -> Number:
    """The sum of two numbers."""
    return total((left, right))


def sub(left: Number, right: Number) -> Number:
    """The difference of two numbers."""
    return total((left, scaled(-1, right)))


def scaled(factor: int, number: Number) -> Number:
    """A constant times a number."""
    if factor == 1:
        return number
    if factor == 0:
        return ZERO
    if isinstance(number, Choose) and _of_constants(number):
        return choose(number.condition, scaled(factor, number.then), scaled(factor, number.otherwise))
    base, parts = _linear(number)
    return _sum(base * factor, {part: factor * own for own, part in parts})


def times(left: Number, right: Number) -> Number:
    """The product of two numbers; one that chooses among constants is multiplied through."""
    if (value := constant(left)) is not None:
        return scaled(value, right)
    if (value := constant(right)) is not None:
        return scaled(value, left)
    for one, other in ((left, right), (right, left)):
        if _of_constants(one):
            return through(one, lambda value, other=other: scaled(value, other))  # type: ignore[misc]  # bound now
    first, second = sorted((left, right), key=_place)
    return Product.build(first, second, first.range * second.range)


def divided(dividend: Number, divisor: Number) -> Number:
    """The quotient, rounded down. The divisor must be above 0 wherever the quotient matters."""
    by = constant(divisor)
    if by is None:
        if _of_constants(divisor):
            return through(divisor, lambda value: divided(dividend, whole(value)) if value > 0 else ZERO)
        return Divided.build(dividend, divisor, EVERYTHING)
    if by == 1:
        return dividend
    base, parts = _linear(dividend)
    # What is a multiple of the divisor comes out; what remains is divided.
    outer = _sum(base // by, {part: factor // by for factor, part in parts})
    rest = _sum(base % by, {part: factor % by for factor, part in parts})
    return plus(outer, _quotient(rest, by))


_FEW = 8
"""Up to so many answers a division is a choice among them."""


def _quotient(rest: Number, by: int) -> Number:
    if _of_constants(rest):
        return through(rest, lambda value: whole(value // by))
    quotients = rest.range.map(lambda value: value // by)
    low, high = quotients.low, quotients.high
    if low is None or high is None or high - low >= _FEW:
        return Divided.build(rest, whole(by), quotients)
    result = whole(int(low))
    for answer in range(int(low) + 1, int(high) + 1):
        result = choose(at_most(whole(answer * by), rest), whole(answer), result)
    return result


def remainder(dividend: Number, divisor: int) -> Number:
    """What the division by a constant above 0 leaves: from 0 to the divisor, which is excluded."""
    return sub(dividend, scaled(divisor, divided(dividend, whole(divisor))))


def choose(condition: Truth, then: Number, otherwise: Number) -> Number:
    """One of two numbers."""
    if then is otherwise or condition is TRUE:
        return then
    if condition is FALSE:
        return otherwise
    if isinstance(condition, Opposite):
        return choose(condition.of, otherwise, then)
    if isinstance(then, Choose) and then.condition is condition:
        then = then.then
    if isinstance(otherwise, Choose) and otherwise.condition is condition:
        otherwise = otherwise.otherwise
    if isinstance(otherwise, Choose) and otherwise.then is then:
        return choose(any_of(condition, otherwise.condition), then, otherwise.otherwise)
    if then is otherwise:
        return then
    return Choose.build(condition, then, otherwise, then.range.hull(otherwise.range))


def as_number(one: Truth) -> Number:
    """1 if it holds, else 0."""
    return choose(one, ONE, ZERO)


def _of_constants(number: Number, depth: int = 40) -> bool:
    """Whether it is a choice, or a choice of choices, among constants."""
    if constant(number) is not None:
        return True
    if not isinstance(number, Choose) or depth == 0:
        return False
    return _of_constants(number.then, depth - 1) and _of_constants(number.otherwise, depth - 1)


def constants_of(number: Number) -> frozenset[int] | None:
    """The constants that a number chooses among; None if it is anything else."""
    value = constant(number)
    if value is not None:
        return frozenset({value})
    if not isinstance(number, Choose) or not _of_constants(number):
        return None
    return (constants_of(number.then) or frozenset()) | (constants_of(number.otherwise) or frozenset())


def through(number: Number, function: Callable[[int], Number]) -> Number:
    """A function of a choice among constants, applied to each of them."""
    value = constant(number)
    if value is not None:
        return function(value)
    assert isinstance(number, Choose)
    return choose(number.condition, through(number.then, function), through(number.otherwise, function))


def lower(left: Number, right: Number) -> Number:
    """The lower of two numbers."""
    return choose(at_most(left, right), left, right)


def higher(left: Number, right: Number) -> Number:
    """The higher of two numbers."""
    return choose(at_most(left, right), right, left)


# --- comparing ---------------------------------------------------------------------------------------


def not_positive(number: Number) -> Truth:
    """Whether a number is 0 or below."""
    low, high = number.range.low, number.range.high
    if high is not None and high <= 0:
        return TRUE
    if low is not None and low > 0:
        return FALSE
    if isinstance(number, Choose) and _of_constants(number):
        return choose_truth(number.condition, not_positive(number.then), not_positive(number.otherwise))
    base, parts = _linear(number)
    shared = reduce(gcd, (abs(factor) for factor, _ in parts))
    if shared > 1:
        return not_positive(_sum(-(-base // shared), {part: factor // shared for factor, part in parts}))
    if len(parts) == 1 and isinstance(parts[0][1], Choose) and _of_constants(parts[0][1]):
        factor, part = parts[0]
        return not_positive(through(part, lambda value: whole(base + factor * value)))
    return NotPositive.build(number)


def at_most(left: Number, right: Number) -> Truth:
    """`left <= right`."""
    return not_positive(sub(left, right))


def less(left: Number, right: Number) -> Truth:
    """`left < right`."""
    return not_positive(plus(sub(left, right), ONE))


def equal(left: Number, right: Number) -> Truth:
    """`left = right`."""
    number = sub(left, right)
    low, high = number.range.low, number.range.high
    if (low is not None and low > 0) or (high is not None and high < 0):
        return FALSE
    base, parts = _linear(number)
    if not parts:
        return truth(base == 0)
    shared = reduce(gcd, (abs(factor) for factor, _ in parts))
    if base % shared:
        return FALSE
    if shared > 1 or parts[0][0] < 0:
        shared = -shared if parts[0][0] < 0 else shared
        number = _sum(base // shared, {part: factor // shared for factor, part in parts})
        base, parts = _linear(number)
    if len(parts) == 1 and isinstance(parts[0][1], Choose) and _of_constants(parts[0][1]):
        return _equals(parts[0][1], -base * parts[0][0])
    return IsZero.build(number)


def _equals(number: Number, wanted: int) -> Truth:
    """Whether a choice among constants comes to one of them."""
    value = constant(number)
    if value is not None:
        return truth(value == wanted)
    assert isinstance(number, Choose)
    return choose_truth(number.condition, _equals(number.then, wanted), _equals(number.otherwise, wanted))
