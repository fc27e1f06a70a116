"""Exact numbers as columns: whole numbers over a divisor, in as many bits as their range needs.

In: ranges that the checker has proven. What then holds: no operation leaves its type, for Polars would wrap without a
word. A number whose range needs more than 128 bits is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, gcd, lcm

import attrs
import polars as pl

from creditlang.backends.polars.support import NotSupportedError
from creditlang.types import Interval
from creditlang.values import Exact, Rounding

LARGEST_FIELD = 10**18 - 1
"""The largest number of smallest steps that a field can hold: the data contract allows 18 digits."""

MOST_ROWS = 2**32
"""More rows than one Polars frame can hold: its index has 32 bits."""


def type_for(low: int, high: int) -> type[pl.DataType]:
    """The narrowest type that holds all whole numbers of a range."""
    most = max(abs(low), abs(high))
    if most < 2**63:
        return pl.Int64
    if most < 2**127:
        return pl.Int128
    raise NotSupportedError("numbers that may need more than 128 bits (`between` on a field makes its range small)")


@attrs.frozen
class Number:
    """The number `whole / (divisor * denominator)`.

    Attributes:
        whole: a column of whole numbers; its type is `type_for` its range.
        low, high: the range of `whole`.
        divisor: above 0 and the same in every row.
        denominator: a column of whole numbers above 0; None for 1 in every row.
        most: the largest that the denominator can be.
        constant: the value of `whole` if it is the same in every row and known.
    """

    whole: pl.Expr = attrs.field(repr=False)
    low: int
    high: int
    divisor: int = 1
    denominator: pl.Expr | None = attrs.field(default=None, repr=False)
    most: int = 1
    constant: int | None = None

    @property
    def type(self) -> type[pl.DataType]:
        """The type of `whole`."""
        return type_for(self.low, self.high)


def literal(value: Exact) -> Number:
    """The same number in every row."""
    exact = Fraction(value)
    return _whole_literal(exact.numerator, exact.denominator)


def _whole_literal(whole: int, divisor: int) -> Number:
    return Number(pl.lit(whole, dtype=type_for(whole, whole)), whole, whole, divisor, constant=whole)


def column(whole: pl.Expr, scale: int, interval: Interval, most: int = LARGEST_FIELD) -> Number:
    """A column of numbers of smallest steps, as data hold them."""
    steps = 10**scale
    low = -most if interval.low is None else max(ceil(interval.low * steps), -most)
    high = most if interval.high is None else min(floor(interval.high * steps), most)
    return Number(whole, min(low, high), max(low, high), steps)


def within(number: Number, interval: Interval) -> Number:
    """The same number, whose range the checker has found to be no wider than `interval`."""
    if number.constant is not None or number.denominator is not None:
        return number
    low = number.low if interval.low is None else max(number.low, floor(interval.low * number.divisor))
    high = number.high if interval.high is None else min(number.high, ceil(interval.high * number.divisor))
    if low > high:  # stands where no value comes
        return number
    found = attrs.evolve(number, low=low, high=high)
    return (
        found if found.type is number.type else attrs.evolve(found, whole=number.whole.cast(found.type, strict=False))
    )


def cast(number: Number, to: type[pl.DataType]) -> pl.Expr:
    """The whole numbers in a type that is at least as wide."""
    return number.whole if number.type is to else number.whole.cast(to)


def widest(*numbers: Number) -> type[pl.DataType]:
    """A type that holds the whole numbers of all."""
    return pl.Int128 if any(number.type is pl.Int128 for number in numbers) else pl.Int64


def times(number: Number, factor: int) -> Number:
    """`whole` multiplied by a constant above 0; the divisor stays."""
    if factor == 1:
        return number
    if number.constant is not None:
        return _whole_literal(number.constant * factor, number.divisor)
    low, high = number.low * factor, number.high * factor
    to = type_for(low, high)
    return attrs.evolve(number, whole=cast(number, to) * pl.lit(factor, dtype=to), low=low, high=high)


def with_divisor(number: Number, divisor: int) -> Number:
    """The same number over a multiple of its divisor."""
    return attrs.evolve(times(number, divisor // number.divisor), divisor=divisor)


def _times_column(number: Number, factor: pl.Expr, most: int) -> Number:
    """`whole` multiplied by a column of whole numbers from 1 to `most`."""
    low, high = min(number.low * most, number.low), max(number.high * most, number.high)
    to = type_for(low, high)
    product = cast(number, to) * factor.cast(to)
    return attrs.evolve(number, whole=product, low=low, high=high, constant=None)


def alike(numbers: Iterable[Number]) -> list[Number]:
    """The same numbers over one divisor and one denominator."""
    listed = list(numbers)
    shared = lcm(*(number.divisor for number in listed))
    found = [with_divisor(number, shared) for number in listed]
    denominators = {id(n.denominator): (n.denominator, n.most) for n in found if n.denominator is not None}
    if not denominators:
        return found
    whole, most = pl.lit(1, dtype=pl.Int64), 1
    for denominator, limit in denominators.values():
        most *= limit
        to = type_for(0, most)
        whole = whole.cast(to) * denominator.cast(to)
    result = []
    for number in found:
        for key, (denominator, limit) in denominators.items():
            if key != id(number.denominator):
                number = _times_column(number, denominator, limit)
        result.append(attrs.evolve(number, denominator=whole, most=most))
    return result


def add(a: Number, b: Number) -> Number:
    """The sum."""
    a, b = alike((a, b))
    if a.constant is not None and b.constant is not None:
        return _whole_literal(a.constant + b.constant, a.divisor)
    if b.constant == 0:
        return a
    low, high = a.low + b.low, a.high + b.high
    to = pl.Int128 if type_for(low, high) is pl.Int128 else widest(a, b)
    return _narrow(attrs.evolve(a, whole=cast(a, to) + cast(b, to), low=low, high=high, constant=None), to)


def _narrow(number: Number, computed_in: type[pl.DataType]) -> Number:
    if number.type is computed_in:
        return number
    return attrs.evolve(number, whole=number.whole.cast(number.type, strict=False))


def minus(whole: pl.Expr, kind: type[pl.DataType]) -> pl.Expr:
    """The whole numbers with the other sign: Polars has no negation in 128 bits."""
    return pl.lit(0, dtype=kind) - whole


def negate(number: Number) -> Number:
    """The number with the other sign."""
    if number.constant is not None:
        return _whole_literal(-number.constant, number.divisor)
    return attrs.evolve(number, whole=minus(number.whole, number.type), low=-number.high, high=-number.low)


def multiply(a: Number, b: Number) -> Number:
    """The product."""
    if a.constant is not None and b.constant is not None:
        return _reduced(_whole_literal(a.constant * b.constant, a.divisor * b.divisor))
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    low, high = min(ends), max(ends)
    to = pl.Int128 if type_for(low, high) is pl.Int128 else widest(a, b)
    denominator, most = _product_of_denominators(a, b)
    divisor = a.divisor * b.divisor
    return _narrow(Number(cast(a, to) * cast(b, to), low, high, divisor, denominator, most), to)


def _product_of_denominators(a: Number, b: Number) -> tuple[pl.Expr | None, int]:
    if a.denominator is None or b.denominator is None:
        return (b.denominator, b.most) if a.denominator is None else (a.denominator, a.most)
    most = a.most * b.most
    to = type_for(0, most)
    return a.denominator.cast(to) * b.denominator.cast(to), most


def _reduced(number: Number) -> Number:
    assert number.constant is not None
    shared = gcd(number.constant, number.divisor)
    return _whole_literal(number.constant // shared, number.divisor // shared)


def divide(a: Number, b: Number) -> Number:
    """The quotient; the checker has proven that `b` is not 0 where it is used."""
    upper = times(a, b.divisor)
    if b.constant is not None and b.denominator is None:
        upper = upper if b.constant > 0 else negate(upper)
        found = attrs.evolve(upper, divisor=a.divisor * max(abs(b.constant), 1))
        return found if found.constant is None else _reduced(found)
    upper = attrs.evolve(upper, divisor=a.divisor)
    if b.denominator is not None:
        upper = _times_column(upper, b.denominator, b.most)
    if b.low < 0:
        sign = pl.when(b.whole < 0).then(pl.lit(-1, dtype=upper.type)).otherwise(pl.lit(1, dtype=upper.type))
        most = max(abs(upper.low), abs(upper.high))
        upper = attrs.evolve(upper, whole=upper.whole * sign, low=-most, high=most, constant=None)
    lower = attrs.evolve(b, whole=b.whole.abs(), low=0, high=max(abs(b.low), abs(b.high), 1), divisor=1)
    lower = attrs.evolve(lower, denominator=None, most=1, constant=None)
    denominator, most = _product_of_denominators(
        upper, attrs.evolve(lower, denominator=lower.whole, most=max(lower.high, 1))
    )
    return attrs.evolve(upper, denominator=denominator, most=most, constant=None)


def choose(condition: pl.Expr, a: Number, b: Number) -> Number:
    """`a` where the condition holds, else `b`; each with its own denominator, for the other's may be 0 there."""
    shared = lcm(a.divisor, b.divisor)
    a, b = with_divisor(a, shared), with_divisor(b, shared)
    to = widest(a, b)
    chosen = pl.when(condition).then(cast(a, to)).otherwise(cast(b, to))
    denominator, most = None, max(a.most, b.most)
    if a.denominator is not None or b.denominator is not None:
        kind = type_for(0, most)
        one = pl.lit(1, dtype=kind)
        below = [one if n.denominator is None else n.denominator.cast(kind) for n in (a, b)]
        denominator = pl.when(condition).then(below[0]).otherwise(below[1])
    return Number(chosen, min(a.low, b.low), max(a.high, b.high), shared, denominator, most)


def least(a: Number, b: Number) -> Number:
    """The lower of two."""
    return _one_of(a, b, highest=False)


def most(a: Number, b: Number) -> Number:
    """The higher of two."""
    return _one_of(a, b, highest=True)


def _one_of(a: Number, b: Number, *, highest: bool) -> Number:
    pick = max if highest else min
    a, b = alike((a, b))
    if a.constant is not None and b.constant is not None:
        return _whole_literal(pick(a.constant, b.constant), a.divisor)
    for one, other in ((a, b), (b, a)):  # where ranges say it, nothing is compared
        if one.low >= other.high if highest else one.high <= other.low:
            return one
    to = widest(a, b)
    # Not the horizontal minimum, which leaves out what is unknown: what is unknown here must stay so.
    left, right = cast(a, to), cast(b, to)
    chosen = pl.when(left >= right if highest else left <= right).then(left).otherwise(right)
    low, high = pick(a.low, b.low), pick(a.high, b.high)
    return _narrow(attrs.evolve(a, whole=chosen, low=low, high=high, constant=None), to)


def magnitude(number: Number) -> Number:
    """The number without its sign."""
    if number.low >= 0:
        return number
    return attrs.evolve(number, whole=number.whole.abs(), low=0, high=max(-number.low, number.high), constant=None)


def clamp(number: Number, limit: Number) -> Number:
    """Kept between `-limit` and `limit`."""
    return least(most(number, negate(limit)), limit)


def round_to(number: Number, mode: Rounding, step: Exact) -> Number:
    """The multiple of `step` that the mode chooses, by whole division with a divisor above 0."""
    exact = Fraction(step)
    shared = gcd(exact.denominator, number.divisor)
    upper = times(number, exact.denominator // shared)
    divisor = number.divisor // shared * exact.numerator
    lower, highest = pl.lit(divisor, dtype=type_for(0, divisor)), divisor
    if number.denominator is not None:
        highest = divisor * number.most
        to = type_for(0, highest)
        lower = number.denominator.cast(to) * pl.lit(divisor, dtype=to)
    whole, low, high = _floor(upper, lower, highest, mode)
    found = Number(whole, low, high, 1)
    return attrs.evolve(times(found, exact.numerator), divisor=exact.denominator)


def _floor(upper: Number, lower: pl.Expr, highest: int, mode: Rounding) -> tuple[pl.Expr, int, int]:
    """The whole number that a mode chooses for `upper / lower`, and its range."""
    most = max(abs(upper.low), abs(upper.high))
    to = type_for(0, 2 * most + highest if mode in (Rounding.HALF_UP, Rounding.HALF_EVEN) else max(most, highest))
    if mode in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        to = type_for(0, max(2 * most + highest, 2 * highest))
    n, d = upper.whole.cast(to), lower.cast(to)
    one, two = pl.lit(1, dtype=to), pl.lit(2, dtype=to)
    low, high = min(upper.low, 0) - 1, max(upper.high, 0) + 1
    found: pl.Expr
    match mode:
        case Rounding.DOWN:
            if highest == 1:
                return upper.whole, upper.low, upper.high
            found = n // d
        case Rounding.UP:
            if highest == 1:
                return upper.whole, upper.low, upper.high
            found = minus(minus(n, to) // d, to)
        case Rounding.HALF_UP:
            # floor(n / d + 1/2) = floor((2n + d) / 2d)
            found = (n * two + d) // (d * two)
        case Rounding.HALF_EVEN:
            above = (n * two + d) // (d * two)
            middle = ((n * two + d) % (d * two) == 0) & (above % two == one)
            found = pl.when(middle).then(above - one).otherwise(above)
    return found.cast(type_for(low, high), strict=False), low, high


def scaled(number: Number, decimals: int) -> Number:
    """The number in steps of so many decimals, which it is known to be a multiple of."""
    steps = 10**decimals
    if number.divisor == steps and number.denominator is None:
        return number
    found = round_to(number, Rounding.DOWN, Fraction(1, steps))
    return with_divisor(found, steps)
