"""Grades: the band of the score, and what moves it."""

from __future__ import annotations

from collections.abc import Iterable

from creditlang.ir import Direction, Edition, GradeMove
from creditlang.values import Exact


def band(edition: Edition, points: Exact) -> str:
    """The grade whose band holds the score."""
    for grade in edition.grades:
        if (
            grade.banded
            and (grade.low is None or points >= grade.low)
            and (grade.below is None or points < grade.below)
        ):
            return grade.name
    raise AssertionError("the checker has proven that every score has a grade")


def moved(edition: Edition, start: str | None, moves: Iterable[GradeMove]) -> str | None:
    """The grade after all active moves: upgrades raise it, then downgrades lower it, so a downgrade wins."""
    if start is None:
        return None
    places = [grade.name for grade in edition.grades]
    place = places.index(start)
    active = list(moves)
    for move in active:
        if move.direction is Direction.UPGRADE:
            place = min(place, places.index(move.to))
    for move in active:
        if move.direction is Direction.DOWNGRADE:
            place = max(place, places.index(move.to))
    return places[place]
