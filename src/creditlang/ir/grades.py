"""Grades and what moves them."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from itertools import pairwise

import attrs

from creditlang.ir.expressions import Relation
from creditlang.ir.process import Process
from creditlang.ir.rules import OnEvent, RuleText, While
from creditlang.values import Exact


@attrs.frozen
class Grade:
    """A grade. `band` is None if only a move leads to it; else the scores are those from its low end
    (included) up to `below` (excluded); None is without bound. Grades stand best first."""

    name: str
    title: str | None
    low: Exact | None
    below: Exact | None
    banded: bool


def better_with_points(grades: Sequence[Grade]) -> bool | None:
    """Whether a score that rises leads to better grades (True) or, as penalty points do, to worse ones (False).

    True where there are none. None where the bands lie in no order of their grades, so that it may be either.
    """
    bands = [grade for grade in grades if grade.banded]
    if all(_lies_below(worse.below, better.low) for better, worse in pairwise(bands)):
        return True
    return False if all(_lies_below(better.below, worse.low) for better, worse in pairwise(bands)) else None


def stands_against(sign: int, grades: Sequence[Grade]) -> bool:
    """Whether points of a sign (1 awarded, -1 deducted) may lead to worse grades: of penalty points those awarded."""
    better = better_with_points(grades)
    return better is None or (sign < 0) is better


def _lies_below(below: Exact | None, low: Exact | None) -> bool:
    return below is not None and low is not None and below <= low


def compares(relation: Relation, place: int, named: int) -> bool:
    """Whether the grade at one place compares so with that at another. Best first: a better one has a lower place."""
    match relation:
        case Relation.EQUAL:
            return place == named
        case Relation.NOT_EQUAL:
            return place != named
        case Relation.AT_LEAST:
            return place <= named
        case Relation.GREATER:
            return place < named
        case Relation.AT_MOST:
            return place >= named
        case Relation.LESS:
            return place > named


class Direction(enum.Enum):
    """Which way a rule moves a grade."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


@attrs.frozen
class GradeMove:
    """A downgrade or upgrade."""

    text: RuleText
    direction: Direction
    to: str
    trigger: OnEvent | While
    process: Process
