"""Pseudo-randomness as SQL: whole numbers that follow from a seed, a table, a row and a place in it.

Everything is MD5 and whole-number arithmetic, so a seed gives the same data on every machine, with any
number of threads, and in every version of DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from itertools import pairwise

import attrs

from creditlang.data.checks import literal

FULL = 1 << 32
"""A draw is a whole number from 0 to below this."""

Curve = Sequence[tuple[int, int]]
"""Points of a quantile function: the share of draws that lie below, in millionths, and the value there."""


@attrs.define
class Draws:
    """Independent draws for each row of one table.

    Attributes:
        salt: the seed and the table.
        key: the expression that tells the rows apart.
        name: what the columns that the expressions rely on are called.
    """

    salt: str
    key: str
    name: str = "m"
    _count: int = 0

    def draw(self) -> str:
        """An expression for one more draw."""
        place, half = divmod(self._count, 2)
        self._count += 1
        column = f"{self.name}{place}"
        return f"CAST({column} >> 32 AS BIGINT)" if half else f"CAST({column} & {FULL - 1} AS BIGINT)"

    def columns(self) -> str:
        """What the expressions rely on, as further columns of the query below them."""
        count = (self._count + 1) // 2
        return "".join(
            f", md5_number_lower({literal(f'{self.salt}/{place}/')} || {self.key}) AS {self.name}{place}"
            for place in range(count)
        )


def fixed_draw(*parts: object) -> int:
    """A draw in Python, for what is decided once for a whole table."""
    digest = md5("/".join(map(str, parts)).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "little")


def along(draw: str, curve: Curve) -> str:
    """The value of a quantile function at a draw, straight between its points."""
    points = [(share * FULL // 1_000_000, value) for share, value in curve]
    arms = [
        f"WHEN {draw} < {end} THEN {low} + ({draw} - {start}) * {high - low} // {end - start}"
        for (start, low), (end, high) in pairwise(points)
    ]
    return f"CASE {' '.join(arms)} END"


def mean(curve: Curve) -> int:
    """The mean of a quantile function, rounded down."""
    doubled = sum((end - start) * (low + high) for (start, low), (end, high) in pairwise(curve))
    return doubled // 2_000_000


def one_of(draw: str, values: Sequence[str]) -> str:
    """One of some expressions, the earlier the likelier: the second half as often as the first, and so on."""
    weights = [FULL * 1000 // (place + 1) for place in range(len(values))]
    total, below, arms = sum(weights), 0, []
    for weight, value in zip(weights[:-1], values[:-1], strict=True):
        below += weight
        arms.append(f"WHEN {draw} < {below * FULL // total} THEN {value}")
    return f"CASE {' '.join(arms)} ELSE {values[-1]} END" if arms else values[0]


def chance(draw: str, percent: int) -> str:
    """Whether something happens that happens so often."""
    return f"{draw} < {FULL * percent // 100}"


def below(draw: str, limit: str) -> str:
    """A whole number from 0 to below a limit, each as likely."""
    return f"({draw} * ({limit}) // {FULL})"
