"""Rounding, always chosen by the rule's author and never by the machine."""

import enum
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from creditlang.values.exact import Exact, plain


class Rounding(enum.Enum):
    """How a number that falls between two allowed ones is settled."""

    DOWN = "down"
    """To the lower one: 2.9 to 2, and -2.1 to -3."""
    UP = "up"
    """To the higher one: 2.1 to 3, and -2.9 to -2."""
    HALF_UP = "half up"
    """To the nearer one, the middle to the higher: 2.5 to 3, and -2.5 to -2."""
    HALF_EVEN = "half even"
    """To the nearer one, the middle to the even: 2.5 to 2, and 3.5 to 4."""


def round_exact(number: Exact, mode: Rounding, step: Exact = 1) -> Exact:
    """The multiple of `step` (more than 0) that `mode` chooses for `number`."""
    scaled = Fraction(number) / Fraction(step)
    match mode:
        case Rounding.DOWN:
            whole = floor(scaled)
        case Rounding.UP:
            whole = ceil(scaled)
        case Rounding.HALF_UP:
            whole = floor(scaled + Fraction(1, 2))
        case Rounding.HALF_EVEN:
            whole = round(scaled)
        case _:
            assert_never(mode)
    return plain(whole * Fraction(step))
