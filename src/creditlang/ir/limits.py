"""What groups make of the bounds of their members: the arithmetic of `semantics.groups`, on intervals."""

from __future__ import annotations

from collections.abc import Sequence

from creditlang.ir.criteria import Group
from creditlang.types import Interval


def together(group: Group, members: Sequence[Interval]) -> Interval:
    """Where the points of the members lie together, with the group's weight, before its limits."""
    found = Interval.only(0)
    for interval in members:
        found = found.hull(interval) if group.best_of else found + interval
    # The weight stands before the limits, so that no limit is made smaller by it.
    return found if group.weight is None else found * Interval.only(group.weight)


def at_most(found: Interval, limit: Interval) -> Interval:
    """Points whose size is limited, above and below 0."""
    return found.lower_of(limit).higher_of(-limit)


def at_least(found: Interval, limit: Interval) -> Interval:
    """Points that are lifted to a floor."""
    return found.higher_of(limit)
