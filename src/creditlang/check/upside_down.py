"""Grades that stand worst first, as their letters or what costs a person show.

Grades stand best first. Where the first has the fewest points, few points are meant to be good, as of penalty points.
Letters that run from last to first speak against it, and so may sanctions.
What a sanction or a blacklist falls on is certainly not good. So the list stands upside down if one falls on the first
grade and spares the last, or on what deducts points; unless another one says the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from creditlang.check.errors.grades import GradesReversed
from creditlang.check.facts import facts_of
from creditlang.diagnostics import Collector
from creditlang.ir import Edition, ListKind, OnEvent, PublicList, Sanction, While
from creditlang.ir import expressions as ir
from creditlang.ir.grades import Grade, better_with_points, compares
from creditlang.syntax import nodes
from creditlang.types import Interval


def check_direction(edition: Edition, written: nodes.Grades, collector: Collector) -> None:
    """Warn of grades that stand worst first."""
    if better_with_points(edition.grades) is not False:
        return
    banded = [grade.name for grade in edition.grades if grade.banded]
    said = dict(_said(edition))
    against = next(iter(said)) if said and all(said.values()) else None
    if against is None and not _letters_run_back(banded):
        return
    span = next(grade.name.span for grade in written.members if grade.name.text == banded[0])
    yet = "" if against is None else f", yet {against}"
    collector.report(GradesReversed(span=span, first=banded[0], last=banded[-1], yet=yet))


_LETTERS = re.compile(r"([A-Z])(\1*)([+-]?)")


def _letters_run_back(names: Sequence[str]) -> bool:
    """Whether the grades are letters, from the one that sounds worst to the one that sounds best."""
    found = [_LETTERS.fullmatch(name) for name in names]
    ranks = [(m[1], -len(m[2]), {"+": 0, "": 1, "-": 2}[m[3]]) for m in found if m]
    return len(ranks) == len(names) and all(earlier > later for earlier, later in pairwise(ranks))


def _said(edition: Edition) -> Iterator[tuple[str, bool]]:
    """What each sanction and blacklist says, and whether it is that more points are better."""
    banded = [grade for grade in edition.grades if grade.banded]
    ranks = {grade.name: rank for rank, grade in enumerate(edition.grades)}
    for rule, costs in _costs(edition):
        match costs.trigger:
            case While(condition=condition):
                first, last = (not _excluded(condition, grade, ranks, edition) for grade in (banded[0], banded[-1]))
                if first != last:
                    yield f"{rule} falls on it and not on `{banded[-1].name}`", first
            case OnEvent() as trigger:
                for criterion in edition.criteria.values():
                    on = criterion.trigger
                    if isinstance(on, OnEvent) and on.event == trigger.event and on.where in (None, trigger.where):
                        name = criterion.text.name
                        yield f"{rule} falls on what the criterion `{name}` deducts for", criterion.sign < 0


def _costs(edition: Edition) -> Iterator[tuple[str, Sanction | PublicList]]:
    for name, sanction in edition.sanctions.items():
        yield f"the sanction `{name}`", sanction
    for name, public in edition.lists.items():
        if public.kind is ListKind.BLACK:
            yield f"the list `{name}`", public


def _excluded(condition: ir.Expression, grade: Grade, ranks: Mapping[str, int], edition: Edition) -> bool:
    """Whether a condition never holds for a person whose points give this grade, and who has it."""
    assert edition.score is not None
    step = Fraction(1, 10**edition.score.decimals)
    band = Interval(grade.low, None if grade.below is None else grade.below - step)
    return _never(condition, True, ranks[grade.name], ranks) or any(
        isinstance(node, ir.Points) and found.meet(band).is_empty
        for node, found in facts_of(condition, True).ranges.items()
    )


def _never(node: ir.Expression, truth: bool, rank: int, ranks: Mapping[str, int]) -> bool:
    """Whether a condition cannot be true (or, with `truth` False, false) with the grade of this rank."""
    match node:
        case ir.Not(operand=operand):
            return _never(operand, not truth, rank, ranks)
        case ir.And(operands=operands) | ir.Or(operands=operands):
            joined = isinstance(node, ir.And) == truth
            return (any if joined else all)(_never(operand, truth, rank, ranks) for operand in operands)
        case ir.CompareGrade(relation=relation, grade=other):
            return compares(relation, rank, ranks[other]) != truth
        case _:
            return False
