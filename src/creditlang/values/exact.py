"""Exact numbers: an `int` where the number is whole, a `Fraction` where it is not."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction

Exact = int | Fraction
"""A number without error. Whole numbers may appear as either; `plain` prefers `int`."""


class NotExactError(ValueError):
    """The value is no exact number: a binary float, a NaN, an infinity, or no number at all."""


def plain(number: Exact) -> Exact:
    """The same number, as an `int` if it is whole."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def as_exact(value: object) -> Exact:
    """The same value, where it is known to be a number though its type does not say so."""
    assert isinstance(value, int | Fraction)
    assert not isinstance(value, bool)
    return value


def magnitude(number: Exact) -> Exact:
    """The number without its sign."""
    return -number if number < 0 else number


def exact(value: object) -> Exact:
    """Read an exact number from an `int`, a `Decimal`, a `Fraction` or a string of digits.

    Raises:
        NotExactError: for anything else. Floats are refused even when they look whole:
            nobody can say which decimal their author meant.
    """
    if isinstance(value, bool):
        raise NotExactError("a truth value is not a number")
    if isinstance(value, int | Fraction):
        return plain(value)
    if isinstance(value, float):
        raise NotExactError("a binary float is not exact: pass an int, a Decimal or a string")
    if isinstance(value, str):
        try:
            value = Decimal(value.strip())
        except InvalidOperation:
            raise NotExactError(f"{value!r} is not a number") from None
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotExactError(f"{value} is not a finite number")
        return plain(Fraction(value))
    raise NotExactError(f"a {type(value).__name__} is not a number")


def show_exact(number: Exact) -> str:
    """Digits if the number has finitely many, else a fraction such as `1/3`."""
    number = plain(number)
    if isinstance(number, int):
        return str(number)
    places = _decimal_places(number)
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    sign, digits = ("-" if number < 0 else ""), abs(number.numerator) * 10**places // number.denominator
    text = str(digits).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"


def show_points(points: Exact, shown: Callable[[Exact], str] = show_exact) -> str:
    """Points in words: `1 point`, `5 points`; `shown` writes the number."""
    return f"{shown(points)} {'point' if magnitude(points) == 1 else 'points'}"


def _decimal_places(number: Fraction) -> int | None:
    """How many decimals write the number out; None if no number of them does."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
