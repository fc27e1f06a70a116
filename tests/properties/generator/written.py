"""Written nodes made by hand: the abstract description of a program is the parser's own tree.

So whatever is drawn can be printed and read back, and must come back equal.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

from creditlang.source import Source, Span
from creditlang.syntax import nodes
from creditlang.types import MoneyUnit, Number, Plain, PointsUnit, Unit
from creditlang.values import Duration, Exact, minor_digits

N = TypeVar("N", bound=nodes.Node)
NOWHERE = Span(Source("drawn", ""), 0, 0)


def make(kind: Callable[..., N], *parts: Any) -> N:
    """A node that stands nowhere."""
    return kind(*parts, span=NOWHERE)


def name(text: str) -> nodes.Name:
    """A name."""
    return make(nodes.Name, text)


def text(value: str | None) -> nodes.Text | None:
    """A quoted text, or nothing."""
    return None if value is None else make(nodes.Text, value)


def path(*names: str) -> nodes.Reference:
    """`a.b.c`."""
    return make(nodes.Reference, tuple(name(part) for part in names))


def call(function: str, *arguments: nodes.Expression) -> nodes.Call:
    """`f(a, b)`."""
    return make(nodes.Call, name(function), arguments)


def duration(value: Duration) -> nodes.DurationLiteral:
    """`10 days`."""
    return make(nodes.DurationLiteral, value)


def number(value: Exact, unit: Unit, scale: int = 0, *, bare_points: bool = False) -> nodes.Expression:
    """A written-out number with its unit, negative ones behind a minus sign.

    `bare_points` writes points as a plain number, where the place says that points are meant.
    """
    size = abs(Fraction(value))
    literal: nodes.Expression
    match unit:
        case MoneyUnit(currency=currency):
            literal = make(nodes.MoneyLiteral, size, min(scale, minor_digits(currency)), currency)
        case PointsUnit() if not bare_points:
            literal = make(nodes.PointsLiteral, size, scale)
        case _:
            literal = make(nodes.NumberLiteral, size, scale)
    return make(nodes.Negate, literal) if value < 0 else literal


def decimals(value: Exact) -> int:
    """How many decimals write the number out."""
    return next(digits for digits in range(19) if Fraction(value) * 10**digits % 1 == 0)


def constant(value: Exact, kind: Number, *, bare_points: bool = False) -> nodes.Expression:
    """A number of this kind, written with as few decimals as it needs."""
    return number(value, kind.unit, decimals(value), bare_points=bare_points)


PLAIN, POINTS = Plain(), PointsUnit()
