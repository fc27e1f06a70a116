"""Groups: which records give way to a graver one of their act, and what bounds the sum of the members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditlang.ir import Edition, Group
from creditlang.ir.limits import innermost_first
from creditlang.semantics.criteria import Counted, act_by, only_largest
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.parts import GroupPart
from creditlang.values import Exact, magnitude, plain


def direct_group(edition: Edition) -> dict[str, str]:
    """The group that each criterion or group stands in; what stands in none counts directly."""
    return {member: group.name for group in edition.groups.values() for member in group.members}


def criteria_in(edition: Edition, group: Group) -> list[str]:
    """The criteria of a group and of the groups that it holds, in the order in which they are named."""
    found: list[str] = []
    for member in group.members:
        found += criteria_in(edition, edition.groups[member]) if member in edition.groups else [member]
    return found


def give_way(edition: Edition, candidates: Mapping[str, Sequence[Counted]]) -> dict[Counted, str]:
    """The records that do not count because a group lets only the largest of their act count, and why.

    Inner groups choose first. Of one act only one record counts, whatever criteria of the group its records fall
    under; of equal ones the earliest, and of one record under two criteria the one first named.
    """
    yielding: dict[Counted, str] = {}
    inside: dict[str, Sequence[Counted]] = {name: candidates[name] for name in edition.criteria}
    for group in innermost_first(edition):
        every = [item for member in group.members for item in inside[member]]
        kept = every
        if group.only_largest_per is not None:
            kept = only_largest(every, act_by(group.only_largest_per))
            why = f"only the largest per {group.only_largest_per} counts in {group.title or group.name}"
            yielding |= dict.fromkeys(set(every) - set(kept), why)
        inside[group.name] = kept
    return yielding


def group_parts(edition: Edition, totals: Mapping[str, Exact], env: Environment) -> tuple[GroupPart, ...]:
    """What each group counts, in the order of the text. `totals` holds the points of all criteria in groups."""
    parts: dict[str, GroupPart] = {}
    for group in innermost_first(edition):
        members = [parts[name].points if name in parts else totals[name] for name in group.members]
        parts[group.name] = _group(group, members, env)
    return tuple(parts[name] for name in edition.groups)


def _group(group: Group, members: Sequence[Exact], env: Environment) -> GroupPart:
    best = max(members, key=magnitude)  # of equal ones the first named
    total = best if group.best_of else plain(sum(members))
    points = total if group.weight is None else total * group.weight
    for bound in group.at_most:
        limit = evaluate(bound, env)
        points = min(max(points, -limit), limit)
    for bound in group.at_least:
        points = max(points, evaluate(bound, env))
    chosen = group.members[members.index(best)] if group.best_of else None
    basis = group.text.basis if group.text else None
    source = group.text.source.value if group.text and group.text.source else None
    return GroupPart(group.name, group.title, group.members, total, plain(points), group.weight, chosen, basis, source)
