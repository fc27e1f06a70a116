"""Grades, in terms: the place of the band, and what moves it. Places count from 0, the best.

Mirrors `semantics/grades.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.nodes import TRUE, Number, Truth
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import Amount
from creditlang.ir import Direction, Edition, Grade, GradeMove


def in_band(grade: Grade, points: Amount) -> Truth:
    """Whether a score lies in the band of a grade."""
    above = TRUE if grade.low is None else values.amount_at_most(values.amount_of(grade.low), points)
    under = TRUE if grade.below is None else values.amount_less(points, values.amount_of(grade.below))
    return terms.every(above, under)


def band(edition: Edition, points: Amount) -> Number:
    """The place of the grade whose band holds the score. The checker has proven that one does."""
    banded = [(place, grade) for place, grade in enumerate(edition.grades) if grade.banded]
    result = whole(banded[-1][0])
    for place, grade in reversed(banded[:-1]):
        result = terms.choose(in_band(grade, points), whole(place), result)
    return result


def place_of(edition: Edition, grade: str) -> int:
    """The place of a grade."""
    return [found.name for found in edition.grades].index(grade)


def moved(edition: Edition, start: Number, moves: Iterable[tuple[GradeMove, Truth]]) -> Number:
    """The place after all moves that are in effect: upgrades raise it, then downgrades lower it."""
    place, listed = start, list(moves)
    for move, active in listed:
        if move.direction is Direction.UPGRADE:
            place = terms.choose(active, terms.lower(place, whole(place_of(edition, move.to))), place)
    for move, active in listed:
        if move.direction is Direction.DOWNGRADE:
            place = terms.choose(active, terms.higher(place, whole(place_of(edition, move.to))), place)
    return place
