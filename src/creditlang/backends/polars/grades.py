"""Grades: the place of the band of the score among all grades, best first, and what moves it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from creditlang.backends.polars import expressions, numbers
from creditlang.backends.polars.numbers import Number
from creditlang.ir import Direction, Edition, Grade, GradeMove
from creditlang.ir import expressions as ir


def band(edition: Edition, points: Number) -> pl.Expr:
    """The place of the grade whose band holds the score."""
    found = pl.lit(None, dtype=pl.Int32)
    for place, grade in reversed(list(enumerate(edition.grades))):
        if grade.banded:
            found = pl.when(_holds(grade, points)).then(pl.lit(place, dtype=pl.Int32)).otherwise(found)
    return found


def _holds(grade: Grade, points: Number) -> pl.Expr:
    test = pl.lit(True)
    if grade.low is not None:
        test = test & expressions.compare(ir.Relation.AT_LEAST, points, numbers.literal(grade.low))
    if grade.below is not None:
        test = test & expressions.compare(ir.Relation.LESS, points, numbers.literal(grade.below))
    return test


def moved(edition: Edition, start: pl.Expr, moves: Iterable[tuple[GradeMove, pl.Expr]]) -> pl.Expr:
    """The place after all active moves: upgrades raise it, then downgrades lower it, so a downgrade wins."""
    places = [grade.name for grade in edition.grades]
    found, listed = start, list(moves)
    for move, active in (m for m in listed if m[0].direction is Direction.UPGRADE):
        to = pl.lit(places.index(move.to), dtype=pl.Int32)
        found = pl.when(active & (found > to)).then(to).otherwise(found)
    for move, active in (m for m in listed if m[0].direction is Direction.DOWNGRADE):
        to = pl.lit(places.index(move.to), dtype=pl.Int32)
        found = pl.when(active & (found < to)).then(to).otherwise(found)
    return found
