"""The order in which groups are added up, and what they make of the bounds of their members: the arithmetic of
`semantics.groups`, on intervals."""

from __future__ import annotations

from collections.abc import Sequence

from creditlang.ir.criteria import Group
from creditlang.ir.rulebooks import Edition
from creditlang.types import Interval


def innermost_first(edition: Edition) -> list[Group]:
    """The groups, each after those that it holds."""
    above = {member: group.name for group in edition.groups.values() for member in group.members}

    def depth(name: str) -> int:
        steps = 0
        while name in above:
            name, steps = above[name], steps + 1
        return steps

    return sorted(edition.groups.values(), key=lambda group: depth(group.name), reverse=True)


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
