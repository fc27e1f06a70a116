"""Grades: the band of the score, and what moves it. A grade is its place in the edition, best first."""

from __future__ import annotations

import ast

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.scope import Body


def band(edition: ir.Edition, body: Body, *, by_name: bool = False) -> list[ast.stmt]:
    """Statements after which `place` holds the place of the grade whose band holds `points`.

    Args:
        by_name: set `grade` to its name instead, where nothing compares or moves it.
    """
    banded = [(index, grade) for index, grade in enumerate(edition.grades) if grade.banded]
    statements: list[ast.stmt] = []
    for position, (index, grade) in reversed(list(enumerate(banded))):
        tests: list[ast.expr | None] = []
        if grade.low is not None:
            tests.append(trees.compare(trees.name("points"), ast.GtE(), body.module.constant(grade.low)))
        # Bands stand best first, so what is not in the one above is below its lower end.
        above = banded[position - 1][1].low if position else None
        if grade.below is not None and grade.below != above:
            tests.append(trees.compare(trees.name("points"), ast.Lt(), body.module.constant(grade.below)))
        told = (
            trees.assign("grade", ast.Constant(grade.name)) if by_name else trees.assign("place", ast.Constant(index))
        )
        found: list[ast.stmt] = [told]
        statements = trees.when(trees.both(tests), found, statements) if statements else found
    return statements


def moved(direction: ir.Direction, place: int) -> list[ast.stmt]:
    """What an active move does: the best upgrade and the worst downgrade count, and a downgrade wins."""
    if direction is ir.Direction.UPGRADE:
        raised = trees.call("min", trees.name("raised"), ast.Constant(place))
        first = trees.assign("raised", raised)
    else:
        first = trees.assign("lowered", trees.call("max", trees.name("lowered"), ast.Constant(place)))
    return [first, trees.assign("place", trees.call("max", trees.name("raised"), trees.name("lowered")))]
