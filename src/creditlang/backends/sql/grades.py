"""Grades: the band of the score, and what moves it. A grade is its place in the edition, best first."""

from __future__ import annotations

from collections.abc import Mapping

from creditlang.backends.sql import trees
from creditlang.backends.sql.numbers import Arithmetic, Number, constant
from creditlang.backends.sql.trees import Sql
from creditlang.ir import Direction, Edition
from creditlang.ir.expressions import Relation


def band(edition: Edition, points: Number, arithmetic: Arithmetic) -> Sql:
    """The place of the grade whose band holds the score."""
    arms: list[tuple[Sql, Sql]] = []
    for place, grade in enumerate(edition.grades):
        if not grade.banded:
            continue
        tests: list[Sql | None] = []
        if grade.low is not None:
            tests.append(arithmetic.compare(Relation.AT_LEAST, points, constant(grade.low)))
        if grade.below is not None:
            tests.append(arithmetic.compare(Relation.LESS, points, constant(grade.below)))
        arms.append((trees.both(tests) or trees.truth(True), trees.whole(place)))
    return trees.chosen(arms[:-1], arms[-1][1])


def moved(edition: Edition, start: Sql, flags: Mapping[str, Sql]) -> Sql:
    """The place after all active moves: upgrades raise it, then downgrades lower it, so a downgrade wins."""
    places = [grade.name for grade in edition.grades]
    found = start
    for direction, join in ((Direction.UPGRADE, trees.least), (Direction.DOWNGRADE, trees.greatest)):
        neutral = len(places) - 1 if direction is Direction.UPGRADE else 0
        active = [
            trees.chosen([(flags[name], trees.whole(places.index(move.to)))], trees.whole(neutral))
            for name, move in edition.moves.items()
            if move.direction is direction and name in flags
        ]
        if active:
            found = join(found, *active)
    return found
