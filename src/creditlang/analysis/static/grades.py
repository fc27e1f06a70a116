"""What the order of grades says: whether a comparison of grades is true, and whether more points make a better one."""

from __future__ import annotations

from itertools import pairwise

from creditlang.ir import Edition
from creditlang.ir import expressions as ir


def compares(relation: ir.Relation, place: int, named: int) -> bool:
    """Whether the grade at one place compares so with that at another. Best first: a better one has a lower place."""
    match relation:
        case ir.Relation.EQUAL:
            return place == named
        case ir.Relation.NOT_EQUAL:
            return place != named
        case ir.Relation.AT_LEAST:
            return place <= named
        case ir.Relation.GREATER:
            return place < named
        case ir.Relation.AT_MOST:
            return place >= named
        case ir.Relation.LESS:
            return place > named


def better_with_points(edition: Edition) -> bool | None:
    """Whether a score that rises leads to better grades (True) or, as penalty points do, to worse ones (False).

    None where the bands lie in no order of their grades, so that it may be either.
    """
    bands = [grade for grade in edition.grades if grade.banded]
    if all(_lies_below(worse.below, better.low) for better, worse in pairwise(bands)):
        return True
    return False if all(_lies_below(better.below, worse.low) for better, worse in pairwise(bands)) else None


def _lies_below(below: object, low: object) -> bool:
    # Both are exact numbers, or open ends.
    return below is not None and low is not None and below <= low  # type: ignore[operator]  # bounds of points are numbers
