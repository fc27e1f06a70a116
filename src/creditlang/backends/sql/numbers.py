"""Exact numbers as whole ones: how a value of the language lies in a column of integers.

A number is a whole number of SQL over a constant denominator, so that 19.90 is 1990 over 100; a quotient has besides a
divisor that is an expression. Each whole number knows between which bounds it lies, whatever the data hold: not the
checker's bounds, which may rest on a guard, but those of the columns. Where 64 bits are too few for them the wider type
is used, and where that is too narrow the rulebook is refused before anything runs. No engine rounds, and none divides
but whole numbers by whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import attrs
from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import NARROW, Dialect
from creditlang.backends.sql.support import Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir.expressions import Relation
from creditlang.values import Exact, Rounding


@attrs.frozen(eq=False)
class Whole:
    """A whole number of SQL with its bounds.

    Attributes:
        wide: whether the tree has the wide type.
    """

    tree: Sql
    low: int
    high: int
    wide: bool = False

    @property
    def constant(self) -> int | None:
        """Its value, where it is written out. A column with only one value is none: it may be unknown."""
        literal = self.tree.this if isinstance(self.tree, exp.Neg) else self.tree
        return self.low if isinstance(literal, exp.Literal) else None


def fixed(number: int) -> Whole:
    """A constant."""
    return Whole(trees.whole(number), number, number, not -NARROW <= number <= NARROW)


@attrs.frozen(eq=False)
class Number:
    """A number of the language: `steps` over `denominator`, and over `divisor` where there is one (more than 0)."""

    steps: Whole
    denominator: int = 1
    divisor: Whole | None = None


def constant(value: Exact) -> Number:
    """A number that is written in the rules."""
    exact = Fraction(value)
    return Number(fixed(exact.numerator), exact.denominator)


@attrs.frozen
class Arithmetic:
    """Computes with numbers in a dialect."""

    dialect: Dialect

    # --- whole numbers -------------------------------------------------------------------------------------

    def fits(self, low: int, high: int) -> bool:
        """Whether 64 bits hold all from `low` to `high`; Refused if nothing does."""
        if low >= -NARROW and high <= NARROW:
            return True
        widest = self.dialect.widest
        if widest is not None and not (-widest <= low and high <= widest):
            raise Refused(f"a number of more digits than {self.dialect.title} computes with can arise")
        return False

    def _made(self, kind: type[exp.Binary], a: Whole, b: Whole, low: int, high: int) -> Whole:
        wide = not self.fits(low, high)
        if a.constant is not None and b.constant is not None:
            return fixed(low)
        left, right = a.tree, b.tree
        if wide and not a.wide:
            left = self.dialect.wide(left)
        return Whole(kind(this=trees.closed(left), expression=trees.closed(right)), low, high, wide or a.wide or b.wide)

    def plus(self, a: Whole, b: Whole) -> Whole:
        """The sum."""
        if a.constant == 0:
            return b
        return a if b.constant == 0 else self._made(exp.Add, a, b, a.low + b.low, a.high + b.high)

    def minus(self, a: Whole, b: Whole) -> Whole:
        """The difference."""
        return a if b.constant == 0 else self._made(exp.Sub, a, b, a.low - b.high, a.high - b.low)

    def times(self, a: Whole, b: Whole) -> Whole:
        """The product."""
        if a.constant == 1:
            return b
        if b.constant == 1:
            return a
        products = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self._made(exp.Mul, a, b, min(products), max(products))

    def negated(self, a: Whole) -> Whole:
        """The number with the other sign."""
        if a.constant is not None:
            return fixed(-a.constant)
        return Whole(exp.Neg(this=trees.closed(a.tree)), -a.high, -a.low, a.wide)

    def magnitude(self, a: Whole) -> Whole:
        """The number without its sign."""
        if a.low >= 0:
            return a
        if a.high <= 0:
            return self.negated(a)
        return Whole(trees.call("ABS", a.tree), 0, max(-a.low, a.high), a.wide)

    def bounded(self, a: Whole, low: int) -> Whole:
        """The same number, of which the checker has proven that where it counts it is never below `low`."""
        return attrs.evolve(a, low=max(a.low, low), high=max(a.high, low))

    def lower(self, a: Whole, b: Whole) -> Whole:
        """The lower one."""
        if a.high <= b.low:
            return a
        if b.high <= a.low:
            return b
        return Whole(trees.least(a.tree, b.tree), min(a.low, b.low), min(a.high, b.high), a.wide or b.wide)

    def higher(self, a: Whole, b: Whole) -> Whole:
        """The higher one."""
        if a.high <= b.low:
            return b
        if b.high <= a.low:
            return a
        return Whole(trees.greatest(a.tree, b.tree), max(a.low, b.low), max(a.high, b.high), a.wide or b.wide)

    def floor(self, a: Whole, b: Whole) -> Whole:
        """The quotient, rounded down. The divisor is more than 0, or null is the answer."""
        if b.constant is not None:
            by = b.constant
            if by == 1:
                return a
            low, high = a.low // by, a.high // by
            if a.constant is not None:
                return fixed(low)
            # Moved up by a multiple of the divisor, so that cutting off is rounding down.
            up = max(0, -low)
            moved = self.plus(a, fixed(up * by))
            found = self._quotient(moved.tree, b.tree, moved.wide, 0, high + up)
            return self.minus(Whole(found, low + up, high + up, moved.wide), fixed(up))
        safe = exp.Nullif(this=b.tree, expression=trees.whole(0))
        low, high = min(a.low, 0), max(a.high, 0)
        wide = a.wide or b.wide
        cut = self._quotient(a.tree, safe, wide, low - 1, high)
        if a.low >= 0:
            return Whole(cut, 0, high, wide)
        rest = trees.less(self.dialect.remainder(a.tree, safe), trees.whole(0))
        less = trees.chosen([(rest, trees.whole(1))], trees.whole(0))
        return Whole(exp.Sub(this=trees.closed(cut), expression=less), low - 1, high, wide)

    def _quotient(self, left: Sql, right: Sql, wide: bool, low: int, high: int) -> Sql:
        """The quotient, which is between `low` and `high`, with its fraction cut off; Refused if that is too wide."""
        wide_result, widest = not self.fits(low, high), self.dialect.widest_quotient
        if widest is not None and not (-widest <= low and high <= widest):
            raise Refused(f"a quotient of more digits than {self.dialect.title} computes with can arise")
        return self.dialect.quotient(left, right, wide=wide, wide_result=wide_result)

    def odd(self, a: Whole) -> Sql:
        """Whether a whole number is odd."""
        return exp.NEQ(this=self.dialect.remainder(a.tree, trees.whole(2)), expression=trees.whole(0))

    # --- numbers -------------------------------------------------------------------------------------------

    def aligned(self, a: Number, b: Number) -> tuple[Whole, Whole, int, Whole | None]:
        """Both over one denominator and one divisor."""
        shared = lcm(a.denominator, b.denominator)
        left = self.times(a.steps, fixed(shared // a.denominator))
        right = self.times(b.steps, fixed(shared // b.denominator))
        if a.divisor is None and b.divisor is None:
            return left, right, shared, None
        if a.divisor is b.divisor:
            return left, right, shared, a.divisor
        if b.divisor is not None:
            left = self.times(left, b.divisor)
        if a.divisor is not None:
            right = self.times(right, a.divisor)
        return left, right, shared, self._divisors(a.divisor, b.divisor)

    def _divisors(self, a: Whole | None, b: Whole | None) -> Whole | None:
        found = [divisor for divisor in (a, b) if divisor is not None]
        return reduce(self.times, found) if found else None

    def add(self, a: Number, b: Number) -> Number:
        """a + b."""
        left, right, denominator, divisor = self.aligned(a, b)
        return _reduced(self.plus(left, right), denominator, divisor)

    def subtract(self, a: Number, b: Number) -> Number:
        """a - b."""
        left, right, denominator, divisor = self.aligned(a, b)
        return _reduced(self.minus(left, right), denominator, divisor)

    def multiply(self, a: Number, b: Number) -> Number:
        """a times b."""
        if a.steps.constant is not None and a.divisor is None:
            a, b = b, a
        steps, denominator = a.steps, a.denominator * b.denominator
        if b.steps.constant:
            # 35% of a sum is 7 times it over 20.
            shared = gcd(b.steps.constant, denominator)
            steps = self.times(steps, fixed(b.steps.constant // shared))
            return _reduced(steps, denominator // shared, self._divisors(a.divisor, b.divisor))
        return _reduced(self.times(steps, b.steps), denominator, self._divisors(a.divisor, b.divisor))

    def divide(self, a: Number, b: Number) -> Number:
        """a by b, which is not 0 where the answer counts."""
        value = b.steps.constant
        if value and b.divisor is None:
            return self.multiply(a, constant(Fraction(b.denominator, value)))
        steps = self.times(a.steps, fixed(b.denominator))
        if b.divisor is not None:
            steps = self.times(steps, b.divisor)
        by = b.steps
        if by.low < 0:
            sign = trees.chosen([(trees.less(by.tree, trees.whole(0)), trees.whole(-1))], trees.whole(1))
            steps = self.times(steps, Whole(sign, -1, 1))
            by = self.magnitude(by)
        return _reduced(steps, a.denominator, self._divisors(a.divisor, by))

    def negate(self, a: Number) -> Number:
        """-a."""
        return attrs.evolve(a, steps=self.negated(a.steps))

    def minimum(self, a: Number, b: Number) -> Number:
        """The lower one."""
        left, right, denominator, divisor = self.aligned(a, b)
        return Number(self.lower(left, right), denominator, divisor)

    def maximum(self, a: Number, b: Number) -> Number:
        """The higher one."""
        left, right, denominator, divisor = self.aligned(a, b)
        return Number(self.higher(left, right), denominator, divisor)

    def compare(self, relation: Relation, a: Number, b: Number) -> Sql:
        """Whether a relation holds."""
        left, right, _, _ = self.aligned(a, b)
        return compared(relation, left.tree, right.tree)

    def round(self, a: Number, mode: Rounding, step: Exact) -> Number:
        """The multiple of `step` that the mode chooses."""
        size = Fraction(step)
        # How many steps it is: top over bottom.
        shared = gcd(size.denominator, a.denominator * size.numerator)
        top = self.times(a.steps, fixed(size.denominator // shared))
        bottom = fixed(a.denominator * size.numerator // shared)
        if a.divisor is not None:
            bottom = self.times(bottom, a.divisor)
        return _reduced(self.times(self._rounded(top, bottom, mode), fixed(size.numerator)), size.denominator, None)

    def _rounded(self, top: Whole, bottom: Whole, mode: Rounding) -> Whole:
        if bottom.constant == 1 or mode is Rounding.DOWN:
            return self.floor(top, bottom)
        if mode is Rounding.UP:
            return self.negated(self.floor(self.negated(top), bottom))
        two = fixed(2)
        upper, twice = self.plus(self.times(two, top), bottom), self.times(two, bottom)
        found = self.floor(upper, twice)
        if mode is Rounding.HALF_UP or found.constant is not None:
            return found
        # Half up went wrong only where it lay in the middle and the answer is odd.
        middle = trees.equal(self.dialect.remainder(upper.tree, self._safe(twice)), trees.whole(0))
        wrong = trees.both([middle, self.odd(found)])
        assert wrong is not None
        return self.minus(found, Whole(trees.chosen([(wrong, trees.whole(1))], trees.whole(0)), 0, 1))

    def _safe(self, divisor: Whole) -> Sql:
        if divisor.constant is not None:
            return divisor.tree
        return exp.Nullif(this=divisor.tree, expression=trees.whole(0))

    def over(self, a: Number, denominator: int) -> Whole:
        """How many parts of a denominator it is; it is a whole number of them."""
        if a.divisor is not None or denominator % a.denominator:
            raise Refused("a ratio stands where a whole number of points or money is wanted")
        return self.times(a.steps, fixed(denominator // a.denominator))

    def either(self, condition: Sql, a: Number, b: Number) -> Number:
        """a where a condition holds, else b."""
        left, right, denominator, divisor = self.aligned(a, b)
        if divisor is not None and a.divisor is not b.divisor:
            # The divisor of the arm that is not taken may be 0, and would take the other's value away.
            one = fixed(1)
            left, right, denominator, _ = self.aligned(attrs.evolve(a, divisor=None), attrs.evolve(b, divisor=None))
            divisor = self.pick([(condition, a.divisor or one)], b.divisor or one)
        return Number(self.pick([(condition, left)], right), denominator, divisor)

    def pick(self, arms: list[tuple[Sql, Whole]], otherwise: Whole) -> Whole:
        """The whole number of the first arm that holds."""
        found = [*(value for _, value in arms), otherwise]
        wide = any(value.wide for value in found)
        tree = trees.chosen([(test, value.tree) for test, value in arms], otherwise.tree)
        tree = self.dialect.wide(tree) if wide else self.dialect.narrow(tree)
        return Whole(tree, min(v.low for v in found), max(v.high for v in found), wide)


def _reduced(steps: Whole, denominator: int, divisor: Whole | None) -> Number:
    """Constants in lowest terms."""
    if steps.constant is not None and divisor is None:
        return constant(Fraction(steps.constant, denominator))
    return Number(steps, denominator, divisor)


def compared(relation: Relation, left: Sql, right: Sql) -> Sql:
    """Two values of SQL that compare as the language's do."""
    return _RELATIONS[relation](this=trees.closed(left), expression=trees.closed(right))


_RELATIONS: dict[Relation, type[exp.Binary]] = {
    Relation.EQUAL: exp.EQ,
    Relation.NOT_EQUAL: exp.NEQ,
    Relation.LESS: exp.LT,
    Relation.AT_MOST: exp.LTE,
    Relation.GREATER: exp.GT,
    Relation.AT_LEAST: exp.GTE,
}
