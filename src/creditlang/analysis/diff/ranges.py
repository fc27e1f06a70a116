"""Two series over time: for each stretch of days which edition of either is in force, and whether these two differ."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import attrs

from creditlang import ir
from creditlang.analysis.diff.comparison import Comparison, PairDifference
from creditlang.analysis.diff.pairs import Stretch, days_of


@attrs.frozen
class DayRange:
    """Days on which the same two editions are in force.

    Attributes:
        days: which.
        old, new: the editions in force; None where a series has none.
        pair: what they were found to differ in; None where these two were not compared with each other.
    """

    days: Stretch
    old: ir.Edition | None
    new: ir.Edition | None
    pair: PairDifference | None


def day_ranges(comparison: Comparison) -> tuple[DayRange, ...]:
    """All days, from the first edition to the last, cut where an edition of either side begins or ends."""
    sides = (comparison.old.editions, comparison.new.editions)
    cuts = sorted({day for side in sides for e in side for day in (e.in_force, e.ends) if day is not None})
    found: list[DayRange] = []
    for start, end in pairwise([None, *cuts, None]):
        old, new = (_in_force(side, start) for side in sides)
        if old is None and new is None:
            continue
        pair = next((p for p in comparison.pairs if (p.pair.old, p.pair.new) == (old, new)), None)
        last = found[-1] if found else None
        if last is not None and (last.days.end, last.old, last.new) == (start, old, new):
            found[-1] = attrs.evolve(last, days=Stretch(last.days.start, end))
        else:
            found.append(DayRange(Stretch(start, end), old, new, pair))
    return tuple(found)


def _in_force(editions: tuple[ir.Edition, ...], day: date | None) -> ir.Edition | None:
    """The edition in force from a day on; of None, the one that has been so since always."""
    if day is None:
        return next((edition for edition in editions if edition.in_force is None), None)
    return next((edition for edition in editions if days_of(edition).has(day)), None)
