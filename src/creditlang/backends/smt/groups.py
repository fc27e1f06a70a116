"""Groups, in terms: which records give way to a graver one, and what bounds the sum. Mirrors `semantics/groups.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditlang.backends.smt import values
from creditlang.backends.smt.criteria import Counted, only_largest
from creditlang.backends.smt.expressions import Environment, evaluate
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.values import Amount, amount
from creditlang.ir import Edition, Group
from creditlang.ir.limits import innermost_first


def give_way(
    edition: Edition, candidates: Mapping[str, Sequence[Counted]], env: Environment
) -> dict[str, list[Counted]]:
    """The records of each criterion, those that a graver one of their act displaces no longer counting."""
    inside: dict[str, list[tuple[str, Counted]]] = {
        name: [(name, item) for item in candidates[name]] for name in edition.criteria
    }
    result = {name: list(items) for name, items in candidates.items()}
    for group in innermost_first(edition):
        every = [pair for member in group.members for pair in inside[member]]
        if group.only_largest_per is not None:
            kept = only_largest([item for _, item in every], group.only_largest_per, env.world.calendar)
            every = [(name, item) for (name, _), item in zip(every, kept, strict=True)]
        inside[group.name] = every
        if group.only_largest_per is not None:
            for name in {name for name, _ in every}:
                result[name] = [item for owner, item in every if owner == name]
    return result


def group_parts(edition: Edition, totals: Mapping[str, Amount], env: Environment) -> dict[str, Amount]:
    """What each group counts. `totals` holds the points of all criteria in groups."""
    parts: dict[str, Amount] = {}
    for group in innermost_first(edition):
        members = [parts[name] if name in parts else totals[name] for name in group.members]
        parts[group.name] = bounded(group, members, env)
    return parts


def bounded(group: Group, members: Sequence[Amount], env: Environment) -> Amount:
    """The sum of the members, or the largest of them, weighed and bounded."""
    points = _best(members) if group.best_of else values.summed(list(members))
    if group.weight is not None:
        points = values.multiplied(points, values.amount_of(group.weight))
    for bound in group.at_most:
        limit = amount(evaluate(bound, env))
        points = values.lower(values.higher(points, values.minus(limit)), limit)
    for bound in group.at_least:
        points = values.higher(points, amount(evaluate(bound, env)))
    return points


def _best(members: Sequence[Amount]) -> Amount:
    """Of equal ones the first named."""
    best, size = members[0], values.magnitude(members[0])
    for member in members[1:]:
        its = values.magnitude(member)
        larger: Truth = values.amount_less(size, its)
        best, size = values.choose_amount(larger, member, best), values.choose_amount(larger, its, size)
    return best
