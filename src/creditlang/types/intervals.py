"""Ranges of numbers: closed intervals whose ends may be missing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import attrs

from creditlang.values import Exact


@attrs.frozen
class Interval:
    """Every number from `low` to `high`, both included; None means without bound."""

    low: Exact | None = None
    high: Exact | None = None

    @classmethod
    def only(cls, value: Exact) -> Interval:
        """The single number `value`."""
        return cls(value, value)

    @property
    def is_single(self) -> bool:
        """Whether it holds exactly one number."""
        return self.low is not None and self.low == self.high

    @property
    def is_empty(self) -> bool:
        """Whether it holds no number."""
        return self.low is not None and self.high is not None and self.low > self.high

    def contains(self, value: Exact) -> bool:
        """Whether `value` lies in it."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def encloses(self, other: Interval) -> bool:
        """Whether every number of `other` lies in it."""
        return (self.low is None or (other.low is not None and self.low <= other.low)) and (
            self.high is None or (other.high is not None and other.high <= self.high)
        )

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that encloses both."""
        return Interval(_either(min, self.low, other.low), _either(max, self.high, other.high))

    def meet(self, other: Interval) -> Interval:
        """What both have in common; possibly empty."""
        return Interval(_tighter(max, self.low, other.low), _tighter(min, self.high, other.high))

    def __neg__(self) -> Interval:
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        products = [_product(a, b) for a, b in product(self._ends(), other._ends())]
        low, high = min(products), max(products)
        return Interval(low[1] if low[0] == 0 else None, high[1] if high[0] == 0 else None)

    def map(self, function: Callable[[Exact], Exact]) -> Interval:
        """The image under a function that never falls, such as rounding."""
        return Interval(
            None if self.low is None else function(self.low), None if self.high is None else function(self.high)
        )

    def lower_of(self, other: Interval) -> Interval:
        """The range of the lower of two numbers."""
        return Interval(_either(min, self.low, other.low), _tighter(min, self.high, other.high))

    def higher_of(self, other: Interval) -> Interval:
        """The range of the higher of two numbers."""
        return Interval(_tighter(max, self.low, other.low), _either(max, self.high, other.high))

    def _ends(self) -> tuple[_End, _End]:
        return (
            (-1, 0) if self.low is None else (0, self.low),
            (1, 0) if self.high is None else (0, self.high),
        )


EVERYTHING = Interval()
"""All numbers."""

_End = tuple[int, Exact]
"""An end of an interval, so ordered that tuples compare as numbers do: (-1, 0) and (1, 0) are the infinities."""


def _product(a: _End, b: _End) -> _End:
    if a[0] == 0 and b[0] == 0:
        return (0, a[1] * b[1])
    sign = _sign(a) * _sign(b)
    # An infinite end stands for all numbers beyond some point, so its product with 0 is 0.
    return (sign, 0)


def _sign(end: _End) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)


def _either(choose: Callable[[Exact, Exact], Exact], a: Exact | None, b: Exact | None) -> Exact | None:
    return None if a is None or b is None else choose(a, b)


def _tighter(choose: Callable[[Exact, Exact], Exact], a: Exact | None, b: Exact | None) -> Exact | None:
    if a is None or b is None:
        return b if a is None else a
    return choose(a, b)
